"""Reading a file: each page drawn, cleaned on a copy, set upright, recognised, and its words put back onto the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipelines.model import Box, Page, Word
from pipelines.ocr.cleanup import clean, orient, seals
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.prepare import Copy, after, on_picture, prepare, scaled, straightened
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition import handwriting
from pipelines.ocr.recognition.order import in_reading_order
from pipelines.ocr.recognition.recognise import Read, direction, recognise
from pipelines.ocr.source import pages

_pictures = pages.PictureCache()

_FEW, _SURE_OF_FEW = 10, 0.85  # letters, and the mean confidence asked of a page with so few
_MANY = 40  # letters read surely from which on a page is certainly no chance marks
_SURE = 0.7  # mean confidence from which on a page surely stands upright; head-down pages stay below 0.5


def read(path: Path, config: OcrConfig) -> tuple[Page, ...]:
    """
    All pages of a PDF, TIFF, JPEG or PNG, told apart by content, with their words.

    Boxes are pixels of the upright page image (model.py). Blank pages are kept and carry the warning ``blank``.
    Raises DocumentProblem when the file or one of its pages cannot be read within the limits of *config*.
    """
    return tuple(_read_page(path, number, config) for number in range(1, pages.count_pages(path, config) + 1))


def page_image(path: Path, number: int, config: OcrConfig, rotation: int = 0) -> Image.Image:
    """The picture of page *number* (from 1) for people, turned clockwise by *rotation* degrees (0, 90, 180, 270)."""
    return _pictures.get(path, number, rotation, config).image.copy()


def look_again(path: Path, page: Page, box: Box, config: OcrConfig) -> tuple[Word, ...]:
    """
    A second opinion on the words in *box* (pixels of the upright page image), in the same coordinates.

    Reads the original at half again the resolution, levelled but not thresholded, as one line or one block: what the first
    reading got wrong by its threshold or layout comes out differently. Raises DocumentProblem as `read` does.
    """
    picture = _pictures.get(path, page.number, page.rotation, config)
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
    words = recognise(np.asarray(gray, np.uint8), 1.5 * config.working_dpi, config, page=page.number, psm=7 if one_line else 6)
    found = _placed(words, matrix, picture.image.size)
    return tuple(replace(word, handwriting=_written(word.box, page)) for word in found)


def _written(box: Box, page: Page) -> float:
    """Highest handwriting score of the page's words that overlap *box*."""
    return max((w.handwriting for w in page.words if _overlap(box, w.box)), default=0.0)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _read_page(path: Path, number: int, config: OcrConfig) -> Page:
    picture = _pictures.get(path, number, 0, config)
    gray = seals.ink_channel(clean.as_gray(picture.image), picture.dpi)
    copy, words, rotation = _read_upright(gray, picture.dpi, number, config)
    if _merit(words) < _FEW and (faint := clean.strengthened(gray)) is not None:
        # A paper that people can still read is not blank, however pale it is.
        found = _read_upright(faint, picture.dpi, number, config)
        if _merit(found[1]) > _MANY:
            copy, words, rotation = replace(found[0], contrast=0.0), *found[1:]
    size = picture.image.size[::-1] if rotation in {90, 270} else picture.image.size
    return Page(
        number=number, width=size[0], height=size[1], dpi=round(picture.dpi, 2), rotation=rotation, skew=copy.skew,
        words=_placed(_by_hand(picture, rotation, copy, words), copy.to_picture, size),
        warnings=picture.warnings + _warnings(picture, copy, words, config),
    )  # fmt: skip


def _read_upright(gray: Array, dpi: float, number: int, config: OcrConfig) -> tuple[Copy, tuple[Read, ...], int]:
    """Reads the page the way it most likely stands; when that reads poorly, the other ways too, and keeps the best."""
    first = prepare(gray, dpi, config)
    guess = 90 if orient.runs_sideways(orient.text_ink(first.ink)) else 0
    tried: dict[int, tuple[Copy, tuple[Read, ...]]] = {}

    def attempt(rotation: int) -> float:
        if rotation not in tried:
            copy = prepare(np.ascontiguousarray(np.rot90(gray, -rotation // 90)), dpi, config) if rotation else first
            tried[rotation] = copy, recognise(255 - copy.ink, copy.dpi, config, page=number) if copy.ink.any() else ()
        return _merit(tried[rotation][1])

    attempt(guess)
    words = tried[guess][1]
    if not _is_sure(words) and first.ink.any():
        said = direction(255 - first.ink, config)
        candidates = [said] if said is not None and said != guess else [(guess + 180) % 360]
        for rotation in candidates:
            attempt(rotation)
        best = max(tried, key=attempt)
        if not _is_sure(tried[best][1]) and said is None and _merit(tried[best][1]) < _MANY:
            for rotation in (0, 90, 180, 270):
                attempt(rotation)
    best = max(tried, key=lambda rotation: (attempt(rotation), rotation == 0))
    if best and _merit(tried[best][1]) < _FEW:
        best = 0  # a few marks that read as a word are no reason to turn a page
        attempt(best)
    return *tried[best], best


def _stretched(gray: Array) -> Array:
    """*gray* with its lightest tenth at white and its darkest at black: for crops too small to level."""
    low, high = (float(v) for v in np.percentile(gray, (1, 90)))
    if high - low < 20:
        return gray
    return np.asarray(np.clip((gray.astype(np.float32) - low) * (255 / (high - low)), 0, 255), np.uint8)


def _by_hand(picture: pages.Picture, rotation: int, copy: Copy, words: tuple[Read, ...]) -> tuple[Read, ...]:
    """*words* with their handwriting scores."""
    array = clean.as_gray(pages.turned(picture.image, rotation))
    colour = handwriting.spread_of_colour(array, copy.to_picture, (copy.ink.shape[1], copy.ink.shape[0]))
    found = handwriting.scores(words, copy.ink, colour)
    return tuple(replace(word, handwriting=score) for word, score in zip(words, found, strict=True))


def _placed(words: tuple[Read, ...], matrix: np.ndarray, size: tuple[int, int]) -> tuple[Word, ...]:
    """Words of the copy as words of the page, in reading order."""
    return tuple(
        Word(word.text, word.confidence, on_picture(word.box, matrix, size), number, line.block, word.handwriting)
        for number, line in enumerate(in_reading_order(words))
        for word in line.words
    )


def _merit(words: tuple[Read, ...]) -> float:
    """How much of the page was read surely: letters of words with more than even confidence."""
    return sum(w.confidence * sum(c.isalnum() for c in w.text) for w in words if w.confidence > 0.5 and len(w.text) > 1)


def _is_sure(words: tuple[Read, ...]) -> bool:
    letters = [(w.confidence, sum(c.isalnum() for c in w.text)) for w in words]
    total = sum(n for _, n in letters)
    mean = sum(c * n for c, n in letters) / max(total, 1)
    return mean >= _SURE if total >= 40 else mean >= _SURE_OF_FEW and total >= _FEW


def _warnings(picture: pages.Picture, copy: Copy, words: tuple[Read, ...], config: OcrConfig) -> tuple[str, ...]:
    found = []
    if picture.dpi < config.min_dpi:
        found.append("low_dpi")
    if not any(any(c.isalnum() for c in w.text) and w.confidence > 0.3 for w in words):
        found.append("blank")
    elif copy.contrast < config.faded_contrast:
        found.append("faded")
    if abs(copy.skew) > config.skew_warning and "blank" not in found:
        found.append("skewed")
    return tuple(found)
