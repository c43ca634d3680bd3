"""
Dotted, dashed and broken lines that forms give to write on, told from the dots of letters.

A leader is a row of small pieces that are alike, lie on one line and follow each other at one pitch. Dots of letters are
neither: a syllable has one dot below at most, so that they stand farther apart, at no fixed pitch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup.pieces import Flags, Numbers, Pieces

Indexes = npt.NDArray[np.intp]

_MM = 1 / 25.4  # inches
_DOT, _DASH = 0.8, 6.0  # millimetres: the largest dot, and the longest dash of a dashed line
_REACH = 2.6  # millimetres from one piece's end to the next one's start
_FEWEST = 4  # three dots end a sentence
_SURE = 6  # dots from which on a row vouches for strays on its line
_FAR = 20.0  # millimetres from the row's end within which strays belong to it
_UPRIGHT = 8  # dots that an upright row has at least: columns of figures and lists put full stops above each other
_BROKEN = 10.0, 1.5, 0.6  # a rule in pieces: millimetres from end to end at least, between pieces at most, share that is ink


@dataclass(frozen=True, slots=True)
class _Row:
    """A leader: x of its first dot, pitch, y at x = 0 and slope, middle size of its dots; all in pixels."""

    start: float
    end: float
    first: float
    pitch: float
    level: float
    slope: float
    area: float
    count: int


def leaders(pieces: Pieces, dpi: float) -> Flags:
    """Which pieces are dots, dashes or bits of dotted, dashed and broken lines, level ones and plumb ones."""
    return level_leaders(pieces, dpi) | level_leaders(_turned(pieces), dpi, _UPRIGHT)


def level_leaders(pieces: Pieces, dpi: float, fewest: int = _FEWEST) -> Flags:
    """
    Which pieces are dots or dashes of level lines, of *fewest* at least, or parts of a broken rule.

    A dot that lies close below a letter stays when it is larger than the row's dots or off their pitch: it is a tone mark.
    """
    mm = dpi * _MM
    flat = (pieces.height <= max(_DOT * mm, 2)) & (pieces.width <= _DASH * mm) & (pieces.area > 0)
    candidates = np.flatnonzero(flat)
    found = np.zeros(len(pieces), bool)
    if len(candidates) < fewest:
        return found
    rows = []
    for run in _runs(pieces, candidates, mm):
        if _is_broken_rule(pieces, run, mm):
            found[run] = True
        elif row := _row(pieces, run, mm):
            rows.append((row, run))
    sure = [row for row, _ in rows if row.count >= max(_SURE, fewest)]
    for row, run in rows:
        alone = row.count >= _SURE or (row.count >= fewest and _under_letters(pieces, run, mm) <= 0.3 * len(run))
        if (alone and row.count >= fewest) or any(_continues(row, other, mm) for other in sure):
            found[run[_fits(pieces, run, row, mm)]] = True
    for row in sure:
        near = candidates[(pieces.x[candidates] > row.start - _FAR * mm) & (pieces.x[candidates] < row.end + _FAR * mm)]
        strays = near[_fits(pieces, near, row, mm)]
        # Before and behind the row stand labels; a dot that happens to be in step below their letters is a tone mark.
        outside = (pieces.x[strays] < row.start) | (pieces.x[strays] > row.end)
        marks = [bool(out and _under_letters(pieces, strays[i : i + 1], mm)) for i, out in enumerate(outside)]
        found[strays[~np.array(marks, bool)]] = True
    return found


def _runs(pieces: Pieces, candidates: Indexes, mm: float) -> Iterator[Indexes]:
    """Candidates that follow each other closely on one level; bands overlap by half, so that no row is cut everywhere."""
    x, y = pieces.x[candidates], pieces.y[candidates]
    band = 0.6 * mm
    for shift in (0.0, 0.5):
        level = np.round(y / band + shift)
        order = np.lexsort((x, level))
        left = pieces.left[candidates][order]
        right = left + pieces.width[candidates][order]
        joined = (np.diff(level[order]) == 0) & (left[1:] - right[:-1] < _REACH * mm)
        starts = np.flatnonzero(np.concatenate(([True], ~joined)))
        ends = np.append(starts[1:], len(order))
        long = np.flatnonzero(ends - starts >= 3)
        for start, end in zip(starts[long], ends[long], strict=True):
            run = candidates[order[start:end]]
            middle = _median(pieces.width[run])
            alike = np.abs(pieces.width[run] - middle) <= max(0.5 * middle, 1)
            yield run
            if 3 <= alike.sum() < len(run):
                yield run[alike]


def _row(pieces: Pieces, run: Indexes, mm: float) -> _Row | None:
    """The leader that *run* (sorted by x) makes, or None where its pitch is not regular."""
    x, y = pieces.x[run], pieces.y[run]
    gaps = np.diff(x)
    pitch = _median(gaps)
    if pitch < 2:
        return None
    steps = np.maximum(np.round(gaps / pitch), 1)
    regular = np.abs(gaps - steps * pitch) <= np.maximum(0.16 * pitch * np.sqrt(steps), 1.1)
    regular &= steps <= 4
    needed = 0.9 if len(run) < _SURE else 0.7 if len(run) < 2 * _SURE else 0.55
    if regular.mean() < needed or (steps == 1).mean() < 0.5:
        return None
    # The longest stretch in step gives the pitch to a fraction of a pixel: strays are judged by it.
    breaks = np.flatnonzero(np.concatenate(([True], ~regular, [True])))
    longest = int(np.argmax(np.diff(breaks)))
    part = slice(breaks[longest], breaks[longest + 1])
    count = np.concatenate(([0.0], np.cumsum(steps[part.start : part.stop - 1])))
    if len(count) < 3:
        return None
    pitch, first = (float(v) for v in np.polyfit(count, x[part], 1))
    slope, level = _straight(x, y)
    if _median(np.abs(y - (level + slope * x))) > max(0.12 * mm, 0.8):
        return None
    return _Row(float(x[0]), float(x[-1]), first, pitch, level, slope, _median(pieces.area[run]), len(run))


def _is_broken_rule(pieces: Pieces, run: Indexes, mm: float) -> bool:
    """Whether *run* (sorted by x) are flat pieces that fill most of a long thin stretch: a rule worn by copying."""
    length, widest, share = _BROKEN
    left, right = pieces.left[run], pieces.left[run] + pieces.width[run]
    extent = float(right[-1] - left[0])
    if extent < length * mm or pieces.width[run].sum() < share * extent or (left[1:] - right[:-1]).max() > widest * mm:
        return False
    thin = _median(pieces.height[run]) <= max(0.4 * mm, 2)
    y = pieces.y[run]
    off = np.abs(y - np.polyval(np.polyfit(pieces.x[run], y, 1), pieces.x[run]))
    return bool(thin and off.max() <= max(0.25 * mm, 1.5) and _median(pieces.width[run]) > 2 * _median(pieces.height[run]))


def _straight(x: Numbers, y: Numbers) -> tuple[float, float]:
    """Slope, and y at x = 0, of the line through most of the dots: tone marks among them lie off it."""
    if len(x) < _SURE:
        return 0.0, _median(y)
    slope, level = (float(v) for v in np.polyfit(x, y, 1))
    off = np.abs(y - level - slope * x)
    near = off <= max(2 * _median(off), 0.5)
    slope, level = (float(v) for v in np.polyfit(x[near], y[near], 1))
    return slope, level


def _continues(row: _Row, other: _Row, mm: float) -> bool:
    """Whether *row* has the pitch of *other* and lies on its line: three dots end a sentence, but not where a leader runs."""
    off = row.level + row.slope * row.start - other.level - other.slope * row.start
    return abs(off) < max(0.3 * mm, 1.5) and abs(row.pitch - other.pitch) < max(0.12 * other.pitch, 0.8)


def _fits(pieces: Pieces, some: Indexes, row: _Row, mm: float) -> Flags:
    """Which of *some* are in step with *row*, on its line, and of its size."""
    x, y, area = pieces.x[some], pieces.y[some], pieces.area[some]
    off = (x - row.first) / row.pitch
    in_step = np.abs(off - np.round(off)) * row.pitch <= max(0.2 * row.pitch, 1.2)
    on_line = np.abs(y - (row.level + row.slope * x)) <= max(0.2 * mm, 1.0)
    alike = (area <= max(1.7 * row.area, row.area + 3)) & (pieces.height[some] <= _DOT * mm)
    return np.asarray(in_step & on_line & alike, bool)


def _under_letters(pieces: Pieces, run: Indexes, mm: float) -> int:
    """How many of *run* lie close below something as high as a letter."""
    reach, high = max(round(0.9 * mm), 2), 1.2 * mm
    count = 0
    for number in run:
        top, left = int(pieces.top[number]), int(pieces.left[number])
        above = pieces.labels[max(top - reach, 0) : top, left : left + int(pieces.width[number])]
        count += bool((pieces.height[np.unique(above)] >= high).any())
    return count


def _turned(pieces: Pieces) -> Pieces:
    """The pieces of the page laid on its side."""
    return Pieces(
        pieces.labels.T, pieces.top, pieces.left, pieces.height, pieces.width, pieces.area, pieces.y, pieces.x,
    )  # fmt: skip


def _median(values: npt.NDArray[Any]) -> float:
    """As numpy's, which takes ten times as long for a handful of values."""
    ordered = np.sort(values)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (float(ordered[half - 1]) + float(ordered[half])) / 2
