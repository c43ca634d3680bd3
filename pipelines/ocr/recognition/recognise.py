"""
From a cleaned copy to lines of words.

Every line is read from its own small gray picture, with its neighbours' ink left out; the picture that is read is the levelled
gray one, because letters read from gray were a fifth less often wrong than from one bit. Lines that the first model is not sure
of are read again by our own network, which takes an eighth of the time and errs elsewhere, and, in the best setting, by a second
model where doubt is left; readings are merged word by word. In the fast setting the network reads first, and what it is sure of
nobody else reads.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import cv2
import numpy as np

from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.cleanup.prepare import Copy
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.recognition import under
from pipelines.ocr.recognition.engines import LINE, RAW_LINE, Read, engine
from pipelines.ocr.recognition.lines import TextLine, find_lines
from pipelines.ocr.recognition.merge import merge
from pipelines.ocr.recognition.order import Line, in_reading_order
from pipelines.ocr.recognition.own import OwnEngine
from pipelines.ocr.recognition.syllables import plausible

_RIM = 10  # pixels of white around a line's picture; with four, Tesseract lost letters at the ends
_WIDEST = 2.5  # letter heights that a letter with its share of blanks takes at most
_HAIR = 9  # pixels around ink in which paler strokes belong to it
_DOUBT = 0.25  # of a line, from which on it is read again; half of that changed nothing but the time
_BOLD = 0.9
_PLAIN = 0.3  # doubt of a line under which nobody else need read it, where speed is asked for; 0.2 and 0.4 read no better
_DASHES = frozenset("-–")
_NUMBER = re.compile(r"\(?\d{1,3}(\.\d{1,2}){0,3}[.)]")  # of a paragraph or of a form's line
_MOST = 600  # lines of a page that are read, the widest ones: what has more is dirt


def recognise(copy: Copy, config: OcrConfig, *, page: int) -> tuple[Line, ...]:
    """
    Lines of the page in reading order, boxes in pixels of *copy*.

    Raises DocumentProblem page_timed_out or page_failed, OutsideError where Tesseract or a model is missing.
    """
    places = find_lines(copy.ink, copy.dpi, copy.pieces)
    if len(places) > _MOST:
        least = sorted((place.box[2] - place.box[0] for place in places), reverse=True)[_MOST - 1]
        places = tuple(place for place in places if place.box[2] - place.box[0] >= least)[: 2 * _MOST]
    return in_reading_order(read_lines(copy, places, config, page=page))


def read_lines(copy: Copy, places: tuple[TextLine, ...], config: OcrConfig, *, page: int) -> list[Line]:
    """The words of each of *places*; places where nothing but rubbish was read are left out."""
    pictures = [_picture(copy, place) for place in places]

    def own(numbers: list[int]) -> dict[int, tuple[Read, ...]]:
        found = _own().read([pictures[n] for n in numbers], copy.dpi, mode=LINE, page=page, seconds=config.seconds_per_page)
        return dict(zip(numbers, map(_modest, found), strict=True))

    def tesseract(model: str, numbers: list[int], mode: int = LINE) -> dict[int, tuple[Read, ...]]:
        return dict(zip(numbers, _read(config, model, [pictures[n] for n in numbers], copy.dpi, page, mode), strict=True))

    # Where speed is asked for, our own network goes first: what it is sure of takes an eighth of Tesseract's time.
    before = own(list(range(len(places)))) if config.setting == "fast" else {}
    readings = {n: _trimmed(words) for n, words in before.items() if _is_plain(words) and not _is_short(words, places[n])}
    first = "+".join(config.languages)
    rest = tesseract(first, [n for n in range(len(places)) if n not in readings])
    for n, words in tesseract(first, [n for n, words in rest.items() if _is_short(words, places[n])], RAW_LINE).items():
        rest[n] = merge(rest[n], words)
    doubtful = [n for n, words in rest.items() if _doubt(words) > _DOUBT]
    for n, words in (before or own(doubtful)).items():
        if n in doubtful:
            rest[n] = merge(rest[n], words)
    if config.setting == "best":
        for n, words in tesseract(config.second_model, [n for n, words in rest.items() if _doubt(words) > _DOUBT]).items():
            rest[n] = merge(rest[n], words)
    readings |= rest
    read = under.read_again(copy, places, [readings[n] for n in range(len(places))], _RIM)
    return [
        Line(_on_copy(words, place, number), place.base, place.height)
        for number, (place, words) in enumerate(zip(places, read, strict=True))
        if words
    ]


def _read(
    config: OcrConfig, model: str, pictures: list[Array], dpi: float, page: int, mode: int = LINE
) -> list[tuple[Read, ...]]:
    found = engine(config.engine, model).read(pictures, dpi, mode=mode, page=page, seconds=config.seconds_per_page)
    return [tuple(sorted(words, key=lambda word: word.box[0])) for words in found]


@cache
def _own() -> OwnEngine:
    return OwnEngine()


def _modest(words: tuple[Read, ...]) -> tuple[Read, ...]:
    """*words* of our own network, whose chances are bolder than Tesseract's confidences, made comparable with these."""
    return tuple(replace(word, confidence=round(_BOLD * word.confidence, 4)) for word in words)


def _trimmed(words: tuple[Read, ...]) -> tuple[Read, ...]:
    """*words* of our own network, whose boxes are as high as the picture, without its rim."""
    return tuple(replace(w, box=(w.box[0], _RIM, w.box[2], max(w.box[3] - _RIM, _RIM + 1))) for w in words)


def _is_plain(words: tuple[Read, ...]) -> bool:
    """
    Whether our own network is sure of every word of a line, and none has figures, in which it is the weaker reader.

    Figures that only number the line are no values, and a dash is no word that could be doubted for its form.
    """
    said = tuple(word for word in words if word.text not in _DASHES or word.confidence <= 1 - _PLAIN)
    values = said[1:] if said and _NUMBER.fullmatch(said[0].text) else said
    return bool(values) and _doubt(said) < _PLAIN and not any(c.isdigit() for word in values for c in word.text)


def _is_short(words: tuple[Read, ...], place: TextLine) -> bool:
    """Whether far fewer letters were read than the line has room for: Tesseract takes swollen print for a picture."""
    return sum(len(word.text) for word in words) < (place.box[2] - place.box[0]) / (_WIDEST * place.height)


def _doubt(words: tuple[Read, ...]) -> float:
    """How doubtful a line is, 0 to 1: that of its most doubtful word, by confidence and by what can be a word; 1 for no word."""
    return max((1 - word.confidence * (0.5 + 0.5 * plausible(word.text)) for word in words), default=1.0)


def _picture(copy: Copy, place: TextLine) -> Array:
    """The line alone, dark on white, with a white rim: hairlines too fine to be ink are kept, ink of others is not."""
    x0, y0, x1, y1 = place.box
    near = cv2.dilate(place.ink, np.ones((_HAIR, _HAIR), np.uint8))
    other = cv2.dilate(cv2.bitwise_and(copy.ink[y0:y1, x0:x1], cv2.bitwise_not(place.ink)), np.ones((3, 3), np.uint8))
    keep = cv2.bitwise_and(near, cv2.bitwise_not(other)) | place.ink
    alone = np.where(keep > 0, copy.gray[y0:y1, x0:x1], 255).astype(np.uint8)
    return np.asarray(cv2.copyMakeBorder(alone, _RIM, _RIM, _RIM, _RIM, cv2.BORDER_CONSTANT, value=255), np.uint8)


def _on_copy(words: tuple[Read, ...], place: TextLine, number: int) -> tuple[Read, ...]:
    x, y = place.box[0] - _RIM, place.box[1] - _RIM
    return tuple(
        replace(word, box=(word.box[0] + x, word.box[1] + y, word.box[2] + x, word.box[3] + y), line=(0, 0, number))
        for word in words
    )
