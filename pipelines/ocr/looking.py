"""Second looks at a page that was read: its picture for people, and a part of it read again."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipelines.model import Box, Page, Word
from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.prepare import after, on_picture, scaled, straightened
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition.engines import BLOCK, LINE, engine
from pipelines.ocr.source.pages import PICTURES


def page_image(path: Path, number: int, config: OcrConfig, rotation: int = 0) -> Image.Image:
    """The picture of page *number* (from 1) for people, turned clockwise by *rotation* degrees (0, 90, 180, 270)."""
    return PICTURES.get(path, number, rotation, config).image.copy()


def look_again(path: Path, page: Page, box: Box, config: OcrConfig) -> tuple[Word, ...]:
    """
    A second opinion on the words in *box* (pixels of the upright page image), in the same coordinates.

    Reads the original at half again the resolution, levelled but not thresholded, as one line or one block: what the first
    reading got wrong by its threshold or layout comes out differently. Raises DocumentProblem as `read` does.
    """
    picture = PICTURES.get(path, page.number, page.rotation, config)
    x0, y0, x1, y1 = box
    usual = float(np.median([w.box[3] - w.box[1] for w in page.words])) if page.words else y1 - y0
    pad = max(round(0.35 * min(usual, y1 - y0)), 2)
    x0, y0 = max(x0 - pad, 0), max(y0 - pad, 0)
    x1, y1 = min(x1 + pad, picture.image.width), min(y1 + pad, picture.image.height)
    if min(x1 - x0, y1 - y0) < 4 or min(box[2] - box[0], box[3] - box[1]) < 4:
        return ()
    part = clean.as_gray(picture.image.crop((x0, y0, x1, y1)))
    gray = seals.ink_channel(part, picture.dpi)
    if int(gray.max()) - int(gray.min()) < 40:
        return ()  # bare paper: Tesseract would find letters in its grain
    scale = min(max(1.5 * config.working_dpi / picture.dpi, 0.3), 4.0)
    gray = scaled(gray, scale)
    matrix = np.array([[1 / scale, 0, x0], [0, 1 / scale, y0]])
    if abs(page.skew) > 0.3:
        gray, back = straightened(gray, page.skew)
        matrix = after(matrix, back)
    gray = cv2.copyMakeBorder(_stretched(gray), 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=255)
    matrix = after(matrix, np.array([[1.0, 0, -12], [0, 1, -12]]))
    one_line = (box[3] - box[1]) < 1.9 * usual
    (words,) = engine(config.engine, "+".join(config.languages)).read(
        [np.asarray(gray, np.uint8)], 1.5 * config.working_dpi, mode=LINE if one_line else BLOCK,
        page=page.number, seconds=config.seconds_per_page,
    )  # fmt: skip
    found = [(word, on_picture(word.box, matrix, picture.image.size)) for word in words]
    return tuple(Word(word.text, word.confidence, box, word.line[2], 0, _written(box, page)) for word, box in found)


def _written(box: Box, page: Page) -> float:
    """Highest handwriting score of the page's words that overlap *box*."""
    return max((w.handwriting for w in page.words if _overlap(box, w.box)), default=0.0)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _stretched(gray: Array) -> Array:
    """*gray* with its lightest tenth at white and its darkest at black: for crops too small to level."""
    low, high = (float(v) for v in np.percentile(gray, (1, 90)))
    if high - low < 20:
        return gray
    return np.asarray(np.clip((gray.astype(np.float32) - low) * (255 / (high - low)), 0, 255), np.uint8)
