"""
A second reader of single lines: a small network of our own, trained on rendered text (training/lines), run by onnxruntime.

It knows letters and no language, so it errs elsewhere than Tesseract does; where the two agree, a value has two witnesses.
"""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.errors import DocumentProblem
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.network import network
from pipelines.ocr.recognition.engines import LINE, Read

MODEL = Path(__file__).parent / "models" / "lines.onnx"
_LEAST = 3
"""Pixels of height or width below which nothing is read."""
_INKED = 96
_ROOM = 0.04
"""Share of a line's height left free above and below its ink, the middle of what the network was trained with."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a line, NFC, with one chance (0..1) for each letter of *text*, spaces included."""

    text: str
    chances: tuple[float, ...]
    places: tuple[float, ...]
    """Column of each letter, near its middle, in pixels of the picture given."""

    @property
    def confidence(self) -> float:
        """Geometric mean of the letters' chances; 0 where nothing was read."""
        return float(np.exp(np.mean(np.log(np.maximum(self.chances, 1e-6))))) if self.chances else 0.0

    @property
    def worst(self) -> float:
        """Chance of the least sure letter; 0 where nothing was read."""
        return min(self.chances, default=0.0)


class OwnEngine:
    """The network as an `Engine`; it knows single lines only. A word's confidence is the chance of its least sure letter."""

    def read(self, pictures: Sequence[Array], dpi: float, *, mode: int, page: int, seconds: float) -> list[tuple[Read, ...]]:  # noqa: ARG002
        """As `Engine.read`, for LINE only: ValueError otherwise. *dpi* plays no part, lines are brought to one height."""
        if mode != LINE:
            raise ValueError(f"mode {mode}: this engine reads single lines")
        end, found = time.monotonic() + seconds, []
        for picture in pictures:
            if time.monotonic() > end:
                raise DocumentProblem("page_timed_out", page=page, seconds=round(seconds))
            found.append(words_of(read_line(255 - picture), *picture.shape))
        return found


def words_of(reading: Reading, high: int, wide: int) -> tuple[Read, ...]:
    """Words of *reading* in a picture *high* by *wide*; a box ends half a letter beside its word and is as high as the line."""
    if not reading.text:
        return ()
    words, start = [], 0
    for text in reading.text.split(" "):
        stop = start + len(text)
        inside = reading.places[start:stop]
        half = 0.5 * float(np.median(np.diff(reading.places))) if len(reading.places) > 1 else wide / 2
        box = max(round(inside[0] - half), 0), 0, min(round(inside[-1] + half), wide), high
        words.append(Read(text, round(min(reading.chances[start:stop]), 4), box, (0, 0, 0)))
        start = stop + 1
    return tuple(words)


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Any
    alphabet: str
    height: int
    narrow: float
    longest: int
    step: int


def read_line(ink: Array) -> Reading:
    """
    Reads one line of text, *ink* (h, w) with 255 where ink is, gray or 1 bit; paper around it is cut off.

    Greedy CTC decoding (Graves et al. 2006). Runs of leader dots are read as one «…». Handwriting is not what it was trained on.
    """
    rows, columns = (np.flatnonzero((ink > _INKED).any(axis)) for axis in (1, 0))
    if len(rows) < _LEAST or len(columns) < _LEAST:
        return Reading("", (), ())
    room = max(round(_ROOM * (rows[-1] - rows[0])), 1)
    left = max(int(columns[0]) - 4 * room, 0)
    ink = ink[max(rows[0] - room, 0) : rows[-1] + 1 + room, left : columns[-1] + 1 + 4 * room]
    reader = _reader()
    wide = min(max(round(ink.shape[1] * reader.height * reader.narrow / ink.shape[0]), 8), reader.longest)
    how = cv2.INTER_AREA if ink.shape[0] > reader.height else cv2.INTER_LINEAR
    line = np.asarray(cv2.resize(ink, (wide, reader.height), interpolation=how), np.uint8)
    given = reader.session.run(None, {"line": line[None, None]})[0][0]
    return decoded(given, reader.alphabet, reader.step * ink.shape[1] / wide, left)


def decoded(given: npt.NDArray[np.float32], alphabet: str, step_wide: float, left: int) -> Reading:
    """Greedy reading of the chances *given* (steps, classes), each step *step_wide* pixels, the first one at *left*."""
    best, chance = given.argmax(1), given.max(1)
    letters: list[tuple[str, float, float]] = []
    before = 0
    for step, (kind, sure) in enumerate(zip(best.tolist(), chance.tolist(), strict=True)):
        if kind:
            letter = alphabet[kind - 1], sure, left + (step + 0.5) * step_wide
            if letter[0] == " " and (not letters or letters[-1][0] == " "):
                pass  # a wide gap is one space
            elif before and letters and (kind == before or _same_but_for_marks(letter[0], letters[-1][0])):
                letters[-1] = max(letters[-1], letter, key=lambda one: one[1])
            else:
                letters.append(letter)
        before = kind
    if letters and letters[-1][0] == " ":
        letters.pop()
    return Reading("".join(c for c, _, _ in letters), tuple(s for _, s, _ in letters), tuple(p for _, _, p in letters))


def _same_but_for_marks(one: str, other: str) -> bool:
    """Whether two letters in touching steps are one letter whose mark is in doubt: no word has «ủử»."""
    first, second = unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other)
    return first[0] == second[0] and len(first) + len(second) > 2


@cache
def _reader() -> _Reader:
    session = network(MODEL)
    facts = json.loads(session.get_modelmeta().custom_metadata_map["reader"])
    return _Reader(session, facts["alphabet"], facts["height"], facts["narrow"], facts["longest"], facts["step"])
