"""Second looks at a page that was read: its picture for people, and a part of it read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipelines.model import Box, Page, Word
from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.prepare import after, on_picture, scaled, straightened
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition.engines import BLOCK, LINE, RAW_LINE, Engine, Read, engine
from pipelines.ocr.recognition.own import OwnEngine
from pipelines.ocr.source.pages import PICTURES

_RIM = 12  # pixels of white around a cut
_LINE = (LINE, RAW_LINE)  # searching a line for its words Tesseract finds none in wide type over a row of dots
_ROOM_AROUND = 0.12  # of a line's height, left around it for the network; less cut marks off, more let other lines in


def page_image(path: Path, number: int, config: OcrConfig, rotation: int = 0) -> Image.Image:
    """The picture of page *number* (from 1) for people, turned clockwise by *rotation* degrees (0, 90, 180, 270)."""
    return PICTURES.get(path, number, rotation, config).image.copy()


def look_again(path: Path, page: Page, box: Box, config: OcrConfig) -> tuple[Word, ...]:
    """
    A second opinion on the words in *box* (pixels of the upright page image), in the same coordinates.

    Reads the original at half again the resolution, levelled but not thresholded, as one line or one block: what the first
    reading got wrong by its threshold or layout comes out differently. Raises DocumentProblem as `read` does.
    """
    usual = _usual_height(page, box)
    cut = _cut(path, page, box, max(round(0.35 * min(usual, box[3] - box[1])), 2), config)
    if cut is None:
        return ()
    one_line = (box[3] - box[1]) < 1.9 * usual
    reader, modes = engine(config.engine, "+".join(config.languages)), _LINE if one_line else (BLOCK,)
    words = _words(reader, cut, 1.5 * config.working_dpi, modes, page, config)
    found = [(word, on_picture(word.box, cut.matrix, (page.width, page.height))) for word in words]
    return tuple(Word(word.text, word.confidence, box, word.line[2], 0, _written(box, page)) for word, box in found)


def look_otherwise(path: Path, page: Page, box: Box, config: OcrConfig) -> tuple[Word, ...]:
    """
    The lines in *box* as our own network reads them, which errs elsewhere than Tesseract; coordinates as for `look_again`.

    The lines are those of the page's words whose middle lies in *box*: what the first reading did not see is not seen here
    either. About 5 ms a line on one core. Raises DocumentProblem as `read` does.
    """
    return _line_by_line(path, page, box, config, OwnEngine(), config.working_dpi, (LINE,))


def look_thirdly(path: Path, page: Page, box: Box, config: OcrConfig) -> tuple[Word, ...]:
    """
    As `look_otherwise`, by the second Tesseract model (``second_model``) at half again the resolution.

    Leaders and lines above and below are cut away, which is where a look at a whole block goes astray. About 40 ms a line.
    """
    return _line_by_line(path, page, box, config, engine(config.engine, config.second_model), 1.5 * config.working_dpi, _LINE)


def _words(reader: Engine, cut: _Cut, dpi: float, modes: Sequence[int], page: Page, config: OcrConfig) -> tuple[Read, ...]:
    """What *reader* finds in *cut* in the first of *modes* in which it finds anything."""
    for mode in modes:
        (words,) = reader.read([cut.gray], dpi, mode=mode, page=page.number, seconds=config.seconds_per_page)
        if words:
            return words
    return ()


def _line_by_line(
    path: Path, page: Page, box: Box, config: OcrConfig, reader: Engine, dpi: float, modes: Sequence[int]
) -> tuple[Word, ...]:
    found: list[Word] = []
    for number, words in _lines_in(page, box).items():
        boxes = np.array([word.box for word in words])
        high = float(np.median(boxes[:, 3] - boxes[:, 1]))
        around = (int(boxes[:, 0].min()), int(boxes[:, 1].min()), int(boxes[:, 2].max()), int(boxes[:, 3].max()))
        cut = _cut(path, page, around, max(round(_ROOM_AROUND * high), 2), config)
        if cut is None:
            continue
        line = _rimmed(_level_line(cut, boxes, high))
        read = _words(reader, line, dpi, modes, page, config)
        placed = [(word, on_picture(word.box, line.matrix, (page.width, page.height))) for word in read]
        found += [Word(word.text, word.confidence, at, number, 0, _written(at, page)) for word, at in placed]
    return tuple(found)


def _level_line(cut: _Cut, boxes: np.ndarray, high: float) -> _Cut:
    """
    Of a straightened *cut* the rows around the words of *boxes* (n, 4), *high* pixels of the page's picture.

    The box of a leaning line reaches into the lines above and below it.
    """
    back = np.vstack([cut.matrix, [0, 0, 1]])
    middles = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2, np.ones(len(boxes))])
    middle = float(np.median(np.linalg.solve(back, middles)[1]))
    half = (0.5 + _ROOM_AROUND) * high / float(np.hypot(cut.matrix[0, 0], cut.matrix[1, 0]))
    top, bottom = max(round(middle - half), 0), min(round(middle + half), cut.gray.shape[0])
    if bottom - top < 4:
        return cut
    return _Cut(cut.gray[top:bottom], after(cut.matrix, np.array([[1.0, 0, 0], [0, 1, top]])))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A part of a page's picture, levelled and straightened, dark on white with a white rim."""

    gray: Array
    matrix: np.ndarray
    """2x3, from its pixels to those of the upright picture."""


def _cut(path: Path, page: Page, box: Box, pad: int, config: OcrConfig) -> _Cut | None:
    """*box* with *pad* pixels around it at half again the working resolution; None for bare paper."""
    picture = PICTURES.get(path, page.number, page.rotation, config)
    x0, y0 = max(box[0] - pad, 0), max(box[1] - pad, 0)
    x1, y1 = min(box[2] + pad, picture.image.width), min(box[3] + pad, picture.image.height)
    if min(x1 - x0, y1 - y0) < 4 or min(box[2] - box[0], box[3] - box[1]) < 4:
        return None
    gray = seals.ink_channel(clean.as_gray(picture.image.crop((x0, y0, x1, y1))), picture.dpi)
    if int(gray.max()) - int(gray.min()) < 40:
        return None  # Tesseract would find letters in its grain
    scale = min(max(1.5 * config.working_dpi / picture.dpi, 0.3), 4.0)
    gray = scaled(gray, scale)
    matrix = np.array([[1 / scale, 0, x0], [0, 1 / scale, y0]])
    if abs(page.skew) > 0.3:
        gray, back = straightened(gray, page.skew)
        matrix = after(matrix, back)
    return _rimmed(_Cut(_stretched(gray), matrix))


def _rimmed(cut: _Cut) -> _Cut:
    gray = cv2.copyMakeBorder(cut.gray, _RIM, _RIM, _RIM, _RIM, cv2.BORDER_CONSTANT, value=255)
    return _Cut(np.asarray(gray, np.uint8), after(cut.matrix, np.array([[1.0, 0, -_RIM], [0, 1, -_RIM]])))


def _lines_in(page: Page, box: Box) -> dict[int, list[Word]]:
    """The words of each line whose middle lies in *box*, by the number of the line."""
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            lines.setdefault(word.line, []).append(word)
    return lines


def _usual_height(page: Page, box: Box) -> float:
    return float(np.median([w.box[3] - w.box[1] for w in page.words])) if page.words else float(box[3] - box[1])


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
