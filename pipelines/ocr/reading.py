"""Reading a file: each page drawn, cleaned on a copy, set upright, recognised, and its words put back onto the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from pipelines.errors import DocumentProblem
from pipelines.model import Box, Mark, MarkKind, Page, Word
from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.prepare import Copy, on_picture, prepare
from pipelines.ocr.cleanup.upright import stand
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.quality import assess
from pipelines.ocr.recognition import handwriting
from pipelines.ocr.recognition.barcodes import MOST_WORDS, read_codes
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.marks import find_marks
from pipelines.ocr.recognition.order import Line
from pipelines.ocr.recognition.recognise import recognise
from pipelines.ocr.source import pages
from pipelines.ocr.source.pages import PICTURES

_FAILURES = (DocumentProblem, cv2.error, ArithmeticError, LookupError, MemoryError, RuntimeError, ValueError)
"""What a page that is odd enough can make of our steps and of the libraries' under them."""
_FEW, _SURE_OF_FEW = 10, 0.85  # letters, and the mean confidence asked of a page with so few
_MANY = 40  # letters read surely from which on a page is certainly no chance marks
_SURE = 0.7  # mean confidence from which on a page surely stands upright; head-down pages stay below 0.5
_UNDER_A_SEAL = 0.85  # confidence of a word under a seal at most
_CERTAIN = 0.95  # probability from which on the way a page stands is not questioned by a poor reading


@dataclass(frozen=True, slots=True)
class Upright:
    """A page as it was read."""

    copy: Copy
    lines: tuple[Line, ...]
    rotation: int
    """Degrees clockwise by which the delivered page was turned."""

    @property
    def words(self) -> tuple[Read, ...]:
        return tuple(word for line in self.lines for word in line.words)


class UnreadPages(DocumentProblem):
    """Some pages could not be read; *kept* are the others, read."""

    def __init__(self, problems: list[DocumentProblem], kept: tuple[Page, ...]) -> None:
        numbers = ", ".join(str(problem.details["page"]) for problem in problems if "page" in problem.details)
        super().__init__(problems[0].code, **({**problems[0].details, "page": numbers} if numbers else problems[0].details))
        self.kept = kept


def read(path: Path, config: OcrConfig, only: tuple[int, int] | None = None) -> tuple[Page, ...]:
    """
    All pages of a PDF, TIFF, JPEG or PNG, told apart by content, with their words; *only* the first to the last of these.

    Boxes are pixels of the upright page image (model.py). Blank pages are kept and carry the warning ``blank``. A page that
    fails is tried once more in the safe configuration. Raises DocumentProblem when the file cannot be opened within the limits
    of *config*, UnreadPages (naming them, keeping the others) when pages of it cannot be read.
    """
    kept: list[Page] = []
    problems: list[DocumentProblem] = []
    first, last = only or (1, pages.count_pages(path, config))
    for number in range(first, last + 1):
        try:
            kept.append(_read_page_or_safely(path, number, config))
        except DocumentProblem as problem:
            problems.append(problem)
    if problems:
        raise UnreadPages(problems, tuple(kept))
    return tuple(kept)


def _read_page_or_safely(path: Path, number: int, config: OcrConfig) -> Page:
    try:
        return _read_page(path, number, config)
    except _FAILURES:
        try:
            # Tesseract as a command of its own, one reading a line: what the first try broke on is not there.
            return _read_page(path, number, replace(config, engine="pytesseract", setting="fast"))
        except DocumentProblem:
            raise
        except _FAILURES as error:
            raise DocumentProblem("page_failed", page=number) from error


def _read_page(path: Path, number: int, config: OcrConfig) -> Page:
    picture = PICTURES.get(path, number, 0, config)
    delivered = clean.as_gray(picture.image)
    inks = seals.inks_of(delivered, picture.dpi)
    gray = seals.ink_channel(delivered, picture.dpi, inks)
    found = _read_upright(gray, picture.dpi, number, config)
    if _merit(found) < _FEW and (faint := clean.strengthened(gray)) is not None:
        # A paper that people can still read is not blank, however pale it is.
        again = _read_upright(faint, picture.dpi, number, config)
        if _merit(again) > _MANY:
            found = replace(again, copy=replace(again.copy, contrast=0.0))
    size = picture.image.size[::-1] if found.rotation in {90, 270} else picture.image.size
    upright = clean.as_gray(pages.turned(picture.image, found.rotation)) if found.rotation else delivered
    lines = _with_handwriting(upright, found)
    quality = assess(upright, picture.dpi, found.copy, lines, picture.warnings, config)
    words = _placed(lines, found.copy.to_picture, size)
    marks = find_marks(upright, words, picture.dpi, None if found.rotation else inks)
    return Page(
        number=number, width=size[0], height=size[1], dpi=round(picture.dpi, 2), rotation=found.rotation, skew=found.copy.skew,
        words=_doubted_under_seals(words, marks), warnings=quality.reasons, quality=quality, marks=marks,
        codes=read_codes(upright) if len(words) <= MOST_WORDS else (),
    )  # fmt: skip


def _read_upright(gray: Array, dpi: float, number: int, config: OcrConfig) -> Upright:
    """Reads the page the way it stands by its letters; when that is not certain and reads poorly, the other ways too."""
    first = prepare(gray, dpi, config)
    standing = stand(first.ink, first.dpi, first.pieces)

    def attempt(rotation: int) -> Upright:
        copy = prepare(np.ascontiguousarray(np.rot90(gray, -rotation // 90)), dpi, config) if rotation else first
        return Upright(copy, recognise(copy, config, page=number), rotation)

    best = attempt(standing.rotation)
    if standing.sure < _CERTAIN and standing.letters and not _is_sure(best.words):
        others = [attempt((standing.rotation + turn) % 360) for turn in (180, 90, 270)]
        best = max((best, *others), key=lambda found: (_merit(found), found.rotation == 0))
    if best.rotation and _merit(best) < _FEW:
        return attempt(0)  # a few marks that read as a word are no reason to turn a page
    return best


def _with_handwriting(upright: Array, found: Upright) -> tuple[Line, ...]:
    """Lines whose words have their handwriting scores; *upright* is the page's picture."""
    copy = found.copy
    colour = handwriting.spread_of_colour(upright, copy.to_picture, (copy.ink.shape[1], copy.ink.shape[0]))
    scores = iter(handwriting.scores(found.words, copy.ink, colour, copy.pieces))
    return tuple(
        replace(line, words=tuple(replace(word, handwriting=next(scores)) for word in line.words)) for line in found.lines
    )


def _placed(lines: tuple[Line, ...], matrix: np.ndarray, size: tuple[int, int]) -> tuple[Word, ...]:
    """Words of the copy as words of the page."""
    return tuple(
        Word(word.text, word.confidence, on_picture(word.box, matrix, size), number, line.block, word.handwriting)
        for number, line in enumerate(lines)
        for word in line.words
    )


def _doubted_under_seals(words: tuple[Word, ...], marks: tuple[Mark, ...]) -> tuple[Word, ...]:
    """*words* with those under a seal doubted: what is left when its ink is taken out can lack a tone mark and look whole."""
    boxes = [mark.box for mark in marks if mark.kind == MarkKind.SEAL]
    return tuple(
        replace(word, confidence=min(word.confidence, _UNDER_A_SEAL)) if any(_covers(box, word.box) for box in boxes) else word
        for word in words
    )


def _covers(box: Box, word: Box) -> bool:
    """Whether *box* covers a fifth of *word* or more."""
    wide, high = min(box[2], word[2]) - max(box[0], word[0]), min(box[3], word[3]) - max(box[1], word[1])
    return wide > 0 and high > 0 and 5 * wide * high >= (word[2] - word[0]) * (word[3] - word[1])


def _merit(found: Upright) -> float:
    """How much of the page was read surely: letters of words with more than even confidence."""
    return sum(w.confidence * sum(c.isalnum() for c in w.text) for w in found.words if w.confidence > 0.5 and len(w.text) > 1)


def _is_sure(words: tuple[Read, ...]) -> bool:
    letters = [(w.confidence, sum(c.isalnum() for c in w.text)) for w in words]
    total = sum(n for _, n in letters)
    mean = sum(c * n for c, n in letters) / max(total, 1)
    return mean >= _SURE if total >= 40 else mean >= _SURE_OF_FEW and total >= _FEW
