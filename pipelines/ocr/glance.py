"""The print in a picture that is no page: a few lines, clean and level, such as the mark that the house put on a file."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition.engines import BLOCK, engine


def read_print(picture: Image.Image, dpi: float, config: OcrConfig) -> str:
    """
    The text of *picture* (dark on white, of *dpi*), a line a text line.

    Raises DocumentProblem page_timed_out or page_failed, OutsideError where Tesseract or a model is missing.
    """
    pixels = np.asarray(picture.convert("L"))
    [words] = engine(config.engine, config.languages[0]).read([pixels], dpi, mode=BLOCK, page=1, seconds=config.seconds_per_page)
    lines: dict[tuple[int, int, int], list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return "\n".join(" ".join(line) for line in lines.values())
