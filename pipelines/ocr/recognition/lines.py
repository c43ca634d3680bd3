"""
Text lines of a cleaned page, found from its pieces of ink.

Tesseract's own page layout loses whole clear lines of forms; here every letter-sized piece of ink ends in a line. The bodies of
letters, drawn out sideways at the height of small letters, grow together into runs (run-length smearing, Wong, Casey and Wahl
1982); runs of one row join where the gap is no wider than between words; marks, dots and commas follow the letters they lie
nearest to. Pixels are those of the cleaned copy, origin top left.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.model import Box
from pipelines.ocr.cleanup.clean import Array

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_USUAL = 15 / 200  # inches of a letter where a page has too few to tell
_REACH = 0.85  # letter heights by which a letter is drawn out to either side
_WORD_GAP = 2.5  # letter heights up to which runs of one row are one line: justified lines have wide gaps
_ABOVE, _BELOW = 1.5, 0.45  # letter heights around the base line kept of ink that crosses lines: seals, pens, joined words
_BESIDE = 2.2  # letter heights before a line where a dash or a bullet still belongs to it


@dataclass(frozen=True, slots=True)
class TextLine:
    """A stretch of one row of text without a wide gap."""

    box: Box
    """Around its letters and their marks."""
    base: float
    """Row of the base line, median over the letters."""
    height: float
    """Typical height of its letters without marks: between a small letter and a capital."""
    ink: Array
    """(h, w) mask of *box*, 255 where ink of this line is; ink of neighbouring lines is left out."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Connected pieces of ink; arrays run over the pieces, piece 0 is the paper."""

    labels: npt.NDArray[np.int32]
    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints

    @property
    def width(self) -> Ints:
        return self.right - self.left

    @property
    def height(self) -> Ints:
        return self.bottom - self.top


@dataclass(slots=True)
class _Run:
    """Letters that grew together; *letters* are indexes of pieces."""

    letters: Ints
    base: float
    height: float
    left: int
    right: int


def find_lines(ink: Array, dpi: float) -> tuple[TextLine, ...]:
    """Lines of an upright, straightened *ink* mask (255 = ink), by base line, then from left to right."""
    pieces = _measured(ink)
    unit = _letter_height(pieces, dpi)
    letters = _letters(pieces, unit)
    if not len(letters):
        return ()
    body = _body_heights(pieces, unit)
    runs, marks = _without_marks(_grown_together(pieces, letters, body, unit, ink.shape), pieces, unit)
    runs = _joined(runs)
    owner = np.full(len(pieces.area), -1, np.int64)
    for number, run in enumerate(runs):
        owner[run.letters] = number
    _own_small(owner, marks, runs, pieces, letters, body, unit, ink.shape)
    lines = (_cut_out(number, run, owner, pieces, unit) for number, run in enumerate(runs))
    return tuple(sorted(lines, key=lambda line: (line.base, line.box[0])))


def _measured(ink: Array) -> _Pieces:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = (stats[:, column].astype(np.int64) for column in range(5))
    return _Pieces(np.asarray(labels, np.int32), left, top, left + width, top + height, area)


def _letter_height(pieces: _Pieces, dpi: float) -> float:
    scale = dpi / 200
    like = (pieces.height >= 5 * scale) & (pieces.height <= 45 * scale) & (pieces.width <= 60 * scale)
    like &= pieces.area >= 0.12 * pieces.width * pieces.height
    like[0] = False
    return float(np.median(pieces.height[like])) if like.sum() >= 8 else _USUAL * dpi


def _letters(pieces: _Pieces, unit: float) -> Ints:
    """Pieces as high as letters: single ones, and words whose letters have run together."""
    width, height = pieces.width, pieces.height
    like = (height >= 0.55 * unit) & (height <= 3.2 * unit) & (width <= 8 * unit)
    like |= (height >= 0.55 * unit) & (height <= 2.6 * unit) & (width <= 40 * unit) & (pieces.area > 0.15 * width * height)
    like[0] = False
    return np.flatnonzero(like)


def _body_heights(pieces: _Pieces, unit: float) -> Floats:
    """Height of each piece without the mark that a capital may carry on top."""
    height = pieces.height.astype(np.float64)
    return np.where(height < 2.0 * unit, np.minimum(height, 1.25 * unit), 0.6 * height)


def _grown_together(pieces: _Pieces, letters: Ints, body: Floats, unit: float, shape: tuple[int, ...]) -> list[_Run]:
    high, wide = shape[:2]
    band = np.zeros((high, wide), np.uint8)
    reach = _REACH * np.maximum(unit, 0.7 * pieces.height)
    x0, x1 = np.maximum(pieces.left - reach, 0).astype(int), (pieces.right + reach).astype(int)
    y0 = np.maximum(pieces.bottom - 0.7 * body, 0).astype(int)
    y1 = np.maximum((pieces.bottom - 0.25 * body).astype(int), y0 + 1)
    for i in letters:
        band[y0[i] : y1[i] + 1, x0[i] : x1[i]] = 255
    _, grown = cv2.connectedComponents(band, connectivity=8)
    rows, columns = (y0 + y1) // 2, (pieces.left + pieces.right) // 2
    group = grown[np.minimum(rows[letters], high - 1), np.minimum(columns[letters], wide - 1)]
    order = np.argsort(group, kind="stable")
    parts = np.split(letters[order], np.flatnonzero(np.diff(group[order])) + 1)
    return [_run(part, pieces, body) for part in parts]


def _run(letters: Ints, pieces: _Pieces, body: Floats) -> _Run:
    base, height = float(np.median(pieces.bottom[letters])), float(np.median(body[letters]))
    return _Run(letters, base, height, int(pieces.left[letters].min()), int(pieces.right[letters].max()))


def _without_marks(runs: list[_Run], pieces: _Pieces, unit: float) -> tuple[list[_Run], Ints]:
    """*runs* without those that are only stacked marks, commas or the like of another run; and the pieces of these."""
    kept: list[_Run] = []
    marks: list[Ints] = []
    for run in sorted(runs, key=lambda run: -len(run.letters)):
        top, bottom = pieces.top[run.letters].min(), pieces.bottom[run.letters].max()
        middle = (top + bottom) / 2
        small = len(run.letters) <= 3 and pieces.height[run.letters].max() < 0.95 * unit
        if small and any(
            len(other.letters) > len(run.letters)
            and run.left <= other.right + _BESIDE * unit
            and run.right >= other.left - _BESIDE * unit
            and other.base - 2.1 * other.height < middle < other.base + 0.55 * other.height
            for other in kept
        ):
            marks.append(run.letters)
        else:
            kept.append(run)
    return kept, np.concatenate(marks) if marks else np.zeros(0, np.int64)


def _joined(runs: list[_Run]) -> list[_Run]:
    """Runs of one row with gaps no wider than between words, as one."""
    lines: list[_Run] = []
    for run in sorted(runs, key=lambda run: run.left):
        near = [line for line in lines if _follows(line, run)]
        if near:
            line = min(near, key=lambda line: run.left - line.right)
            total = len(line.letters) + len(run.letters)
            share = len(run.letters) / total
            line.base += (run.base - line.base) * share
            line.height += (run.height - line.height) * share
            line.letters, line.right = np.concatenate((line.letters, run.letters)), max(line.right, run.right)
        else:
            lines.append(run)
    return lines


def _follows(line: _Run, run: _Run) -> bool:
    low, high = min(line.height, run.height), max(line.height, run.height)
    return -0.5 * high <= run.left - line.right <= _WORD_GAP * high and abs(line.base - run.base) < 0.4 * low and high < 1.6 * low


def _own_small(
    owner: Ints, marks: Ints, runs: list[_Run], pieces: _Pieces, letters: Ints, body: Floats, unit: float, shape: tuple[int, ...]
) -> None:
    """Give marks, dots, commas and dashes to the line they belong to; what lies near none stays with none."""
    zone = np.full(shape[:2], -1, np.int32)
    reach = _REACH * np.maximum(unit, 0.7 * pieces.height)
    for i in letters:
        if owner[i] >= 0:
            run = runs[owner[i]]
            top = max(int(pieces.bottom[i] - body[i]), 0)
            bottom = int(min(pieces.bottom[i], run.base) + 0.1 * run.height)  # below hang descenders, and the next line's marks
            zone[top:bottom, max(int(pieces.left[i] - reach[i]), 0) : int(pieces.right[i] + reach[i])] = owner[i]
    of_pixel = owner[pieces.labels]
    bases, heights = np.array([run.base for run in runs]), np.array([run.height for run in runs])
    lefts, rights = np.array([run.left for run in runs]), np.array([run.right for run in runs])
    other = np.ones(len(owner), bool)
    other[letters] = False
    other[marks] = True
    other &= (pieces.height <= 3.2 * unit) & (pieces.width <= 8 * unit)
    other[0] = False
    for i in np.flatnonzero(other):
        x, y = (pieces.left[i] + pieces.right[i]) // 2, (pieces.top[i] + pieces.bottom[i]) // 2
        if zone[y, x] >= 0:
            owner[i] = zone[y, x]
            continue
        columns = slice(max(pieces.left[i] - 1, 0), pieces.right[i] + 1)
        under = of_pixel[pieces.bottom[i] : pieces.bottom[i] + int(0.8 * unit) + 1, columns].max(1, initial=-1)
        over = of_pixel[max(pieces.top[i] - int(0.6 * unit), 0) : pieces.top[i], columns].max(1, initial=-1)[::-1]
        below, above = np.flatnonzero(under >= 0), np.flatnonzero(over >= 0)
        if len(below) and (not len(above) or below[0] <= above[0]):
            owner[i] = under[below[0]]
        elif len(above):
            owner[i] = over[above[0]]
        else:
            beside = (bases - 1.25 * heights < y) & (y < bases + 0.35 * heights)
            beside &= (lefts - _BESIDE * unit < x) & (x < rights + 1.2 * unit)
            if beside.any():
                owner[i] = np.flatnonzero(beside)[0]


def _cut_out(number: int, run: _Run, owner: Ints, pieces: _Pieces, unit: float) -> TextLine:
    own = np.flatnonzero(owner == number)
    x0, x1 = int(pieces.left[own].min()), int(pieces.right[own].max())
    y0, y1 = int(pieces.top[own].min()), int(pieces.bottom[own].max())
    labels = pieces.labels[y0:y1, x0:x1]
    mask = (owner[labels] == number) & (labels > 0)
    top, bottom = int(run.base - _ABOVE * run.height), int(run.base + _BELOW * run.height)
    crossing = (owner < 0) & ((pieces.height > 3.2 * unit) | (pieces.width > 8 * unit))
    crossing &= (pieces.left < x1) & (pieces.right > x0) & (pieces.top < bottom) & (pieces.bottom > top)
    crossing[0] = False
    if crossing.any():
        band = slice(max(top - y0, 0), max(bottom - y0, 0))
        mask[band] |= crossing[labels[band]]
    return TextLine((x0, y0, x1, y1), run.base, run.height, np.where(mask, 255, 0).astype(np.uint8))
