"""
Lines under seals and signatures read by a network that was trained on nothing else (training/seals).

It sees all ink of the line and, beside it, the ink that is likely print: what the clean-up took away too much of, or left, is
there to be seen. What it reads is weighed, word by word, against what the other readers read. Without a seal on the page nothing
here is run. What is under a seal stays doubted, whoever read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.model import Box
from pipelines.ocr.cleanup.prepare import Copy
from pipelines.ocr.network import network
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.lines import TextLine
from pipelines.ocr.recognition.merge import aligned
from pipelines.ocr.recognition.spelling import Spelling, prior, spelt
from pipelines.ocr.recognition.syllables import is_syllable

MODEL = Path(__file__).parent / "models" / "under.onnx"
SUREST = 0.85
"""Confidence of a word under a seal at most: what is left when its ink is taken out can lack a tone mark and look whole."""
_TOUCHED = 0.0005  # share of a line's band that is ink of seals and pens, from which on it is read here
_BESIDE = 1.2  # heights of letters that a line's picture shows before and behind it
_LOOKS = ((0.0, 1.0), (0.08, 1.06), (-0.08, 0.96))  # heights of letters by which the base line is moved, and a zoom
_CLEAR = 0.8  # confidence from which on a word that no seal touches is left as it was
_ALONE = 0.9  # confidence from which on a word is kept that only the other readers saw
_SCRAP, _DOUBTED = 3, 0.5  # letters of what is no line but a bit of a seal, and the confidence that says so
_HANGING = ".,;:-_'\"`*|"


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Any
    alphabet: str
    height: int
    above: float
    below: float
    narrow: float
    longest: int
    step: int


def read_again(copy: Copy, places: Sequence[TextLine], readings: Sequence[tuple[Read, ...]], rim: int) -> list[tuple[Read, ...]]:
    """*readings* of *places*, boxes in pictures with *rim* pixels around a line's box, with lines under seals read here too."""
    return [
        _shifted(_fused(copy, place, _shifted(words, place, rim, 1)), place, rim, -1) if touched(copy, place) else words
        for place, words in zip(places, readings, strict=True)
    ]


def _shifted(words: Iterable[Read], place: TextLine, rim: int, sign: int) -> tuple[Read, ...]:
    x, y = sign * (place.box[0] - rim), sign * (place.box[1] - rim)
    return tuple(replace(w, box=(w.box[0] + x, w.box[1] + y, w.box[2] + x, w.box[3] + y)) for w in words)


def touched(copy: Copy, place: TextLine, box: Box | None = None) -> bool:
    """Whether ink of seals or signatures crosses the letters of the line *place*, or those of it within *box*."""
    x0, _, x1, _ = box or place.box
    y0, y1 = round(place.base - 1.5 * place.height), round(place.base + 0.2 * place.height)
    gone = sum(
        np.count_nonzero(part.gone[max(y0 - part.y, 0) : max(y1 - part.y, 0), max(x0 - part.x, 0) : max(x1 - part.x, 0)])
        for part in copy.marked
    )
    return bool(gone > _TOUCHED * (x1 - x0) * (y1 - y0))


def read_under(copy: Copy, place: TextLine) -> tuple[list[Spelling], tuple[Read, ...]]:
    """
    What the line *place* of *copy* may say, and the words of the likeliest spelling, boxes in the copy's pixels.

    The line is looked at from a little higher and a little lower too, and the chances are averaged: where its letters stand is
    known badly under a seal. A word is as sure as all spellings together are that have it in its place.
    """
    reader = _reader()
    left, right = round(place.box[0] - _BESIDE * place.height), round(place.box[2] + _BESIDE * place.height)
    high, wide = (reader.above + reader.below) * place.height, right - left
    columns = min(max(round(wide * reader.height * reader.narrow / high), 8), reader.longest)
    looks = []
    for shift, zoom in _LOOKS:
        top = place.base + (shift - zoom * reader.above) * place.height
        shown = _shown(copy, (left, round(top), right, round(top + zoom * high)))
        how = cv2.INTER_AREA if shown.shape[1] > reader.height else cv2.INTER_LINEAR
        looks.append(np.stack([cv2.resize(one, (columns, reader.height), interpolation=how) for one in shown]))
    given = reader.session.run(None, {"line": np.stack(looks).astype(np.uint8)})[0].mean(0)
    spellings = spelt(given, reader.alphabet)
    return spellings, tuple(_words(spellings, left, reader.step * wide / columns, place))


def _words(spellings: list[Spelling], left: int, step_wide: float, place: TextLine) -> Iterable[Read]:
    best = spellings[0]
    half = 0.5 * float(np.median(np.diff(best.steps))) if len(best.steps) > 1 else 1.0
    start = 0
    for number, text in enumerate(best.text.split()):
        inside = best.steps[start : start + len(text)]
        x0, x1 = (round(left + (step + 0.5) * step_wide) for step in (inside[0] - half, inside[-1] + half))
        sure = sum(said.seen for said in spellings if said.text.split()[number : number + 1] == [text])
        yield Read(text, round(min(sure, 1.0), 4), (x0, place.box[1], max(x1, x0 + 1), place.box[3]), (0, 0, 0))
        start += len(text) + 1


def _fused(copy: Copy, place: TextLine, before: tuple[Read, ...]) -> tuple[Read, ...]:
    """Words of the line out of what the other readers read *before* and what is read here; boxes in the copy's pixels."""
    spellings, found = read_under(copy, place)
    before = tuple(sorted(before, key=lambda word: word.box[0]))
    line = before[0].line if before else (0, 0, 0)
    if _is_scrap(found) and _is_scrap(before):
        return ()
    words: list[Read] = []
    number = 0
    for choice in aligned(found, before):
        here, other = choice.first, choice.second
        if other and all(word.confidence >= _CLEAR and not touched(copy, place, word.box) for word in other):
            words += other
        elif len(here) == len(other):
            words += [
                _chosen(a, b, _alternatives(spellings, number + k), number + k == 0)
                for k, (a, b) in enumerate(zip(here, other, strict=True))
            ]
        elif here:
            words += [replace(word, confidence=min(word.confidence * 0.5, SUREST)) for word in here]
        else:
            words += [
                replace(w, confidence=min(w.confidence, SUREST)) for w in other if w.confidence >= _ALONE and is_syllable(w.text)
            ]
        number += len(here)
    return tuple(replace(word, line=line) for word in words)


def _is_scrap(words: tuple[Read, ...]) -> bool:
    return sum(len(word.text) for word in words) <= _SCRAP and all(word.confidence < _DOUBTED for word in words)


def _alternatives(spellings: list[Spelling], number: int) -> dict[str, tuple[float, float]]:
    """What word *number* may be, how likely, and by its letters alone; of spellings with as many words as the likeliest."""
    count = len(spellings[0].text.split())
    found: dict[str, tuple[float, float]] = {}
    for spelling in spellings:
        texts = spelling.text.split()
        if len(texts) == count:
            text = texts[number].strip(_HANGING) or texts[number]
            chance, seen = found.get(text, (0.0, 0.0))
            found[text] = chance + spelling.chance, seen + spelling.seen
    return found


def _chosen(here: Read, other: Read, likely: dict[str, tuple[float, float]], first: bool) -> Read:
    """The word that *likely* and the reading of the others, *other*, speak for most; as sure as what was seen of it."""
    said = other.text.strip(_HANGING) or other.text
    votes = {text: chance for text, (chance, _) in likely.items()}
    votes[said] = votes.get(said, 0.0) + other.confidence * prior(other.text, first=first) ** 0.5
    seen = {text: alone for text, (_, alone) in likely.items()}
    seen[said] = seen.get(said, 0.0) + other.confidence
    best = max(votes, key=lambda text: votes[text])
    text = next((text for text in (here.text, other.text) if text.strip(_HANGING) == best), best)
    sure = seen[best] / max(sum(seen.values()), 1e-6)
    return replace(here, text=text, confidence=round(min(sure, SUREST), 4), handwriting=other.handwriting)


def _shown(copy: Copy, box: Box) -> npt.NDArray[np.float32]:
    """(2, h, w), 0 to 255: all ink in *box*, and what is likely print."""
    x0, y0, x1, y1 = box
    high, wide = copy.ink.shape
    shown = np.zeros((2, y1 - y0, x1 - x0), np.float32)
    t, b, a, z = max(y0, 0), min(y1, high), max(x0, 0), min(x1, wide)
    shown[:, t - y0 : b - y0, a - x0 : z - x0] = copy.ink[t:b, a:z]
    for part in copy.marked:
        rows, columns = part.ink.shape
        t, b, a, z = max(y0, part.y), min(y1, part.y + rows), max(x0, part.x), min(x1, part.x + columns)
        if t < b and a < z:
            here = part.ink[t - part.y : b - part.y, a - part.x : z - part.x]
            shown[0, t - y0 : b - y0, a - x0 : z - x0] = here
            shown[1, t - y0 : b - y0, a - x0 : z - x0] = here * part.likely[t - part.y : b - part.y, a - part.x : z - part.x]
    return shown


@cache
def _reader() -> _Reader:
    session = network(MODEL)
    return _Reader(session, **json.loads(session.get_modelmeta().custom_metadata_map["reader"]))
