"""Whether two files hold the same picture of a page: saved again, in another format, smaller, in gray."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from pipelines.model import Page
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source.pages import PICTURES

_CELLS = 24  # along each side of the page
_STEP = 4  # gray levels of 255 between two cells; compression moves cells by less
_LEAST = 24  # steps that a page must have: nearly blank pages are all alike


def likeness(path: Path, page: Page, config: OcrConfig) -> bytes | None:
    """
    The difference hash of the upright page: 72 bytes, a bit for each of 24 rows of 24 steps between cells, set where it gets
    darker to the right; None for a page with nearly nothing on it.

    After N. Krawetz, "Kind of like that", 2013, with more cells, since papers of one form share all but what was filled in,
    and with a least step, since bare paper is nothing but noise. No word can be read from it. Raises DocumentProblem where
    the page cannot be drawn.
    """
    gray = np.asarray(PICTURES.get(path, page.number, page.rotation, config).image.convert("L"))
    cells = cv2.resize(gray, (_CELLS + 1, _CELLS), interpolation=cv2.INTER_AREA).astype(np.int16)
    darker = cells[:, :-1] - cells[:, 1:] > _STEP
    return np.packbits(darker).tobytes() if darker.sum() >= _LEAST else None
