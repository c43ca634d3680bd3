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
from pipelines.ocr.cleanup.pieces import Pieces, pieces_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_USUAL = 15 / 200  # inches of a letter where a page has too few to tell
_REACH = 0.85  # letter heights by which a letter is drawn out to either side
_WORD_GAP = 2.5  # letter heights up to which runs of one row are one line: justified lines have wide gaps
_ABOVE, _BELOW = 1.7, 0.45  # letter heights around the base line kept of ink that crosses lines: seals, pens, joined words
_FEW = 3  # letters that may be marks, or pieces grown onto another line
_DOT = 0.5  # letter heights that a dot below a letter has at most
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


@dataclass(slots=True)
class _Run:
    """Letters that grew together; *letters* are indexes of pieces."""

    letters: Ints
    base: float
    height: float
    left: int
    right: int


def find_lines(ink: Array, dpi: float, pieces: Pieces | None = None) -> tuple[TextLine, ...]:
    """
    Lines of an upright, straightened *ink* mask (255 = ink), by base line, then from left to right.

    *pieces* are those of *ink*, where they are known.
    """
    pieces = pieces_of(ink) if pieces is None else pieces
    unit = _letter_height(pieces, dpi)
    letters = _letters(pieces, unit)
    if not len(letters):
        return ()
    body = _body_heights(pieces, unit)
    runs, marks, crossing = _sorted_out(_grown_together(pieces, letters, body, unit, ink.shape), pieces, unit)
    runs = _joined(runs)
    owner = np.full(len(pieces.area), -1, np.int64)
    for number, run in enumerate(runs):
        owner[run.letters] = number
    _own_small(owner, marks, runs, pieces, letters, body, unit, ink.shape)
    large = (owner < 0) & ((pieces.height > 3.2 * unit) | (pieces.width > 8 * unit))
    large[crossing] = True
    large[0] = False
    lines = (_cut_out(number, run, owner, pieces, large) for number, run in enumerate(runs))
    return tuple(sorted(lines, key=lambda line: (line.base, line.box[0])))


def _letter_height(pieces: Pieces, dpi: float) -> float:
    scale = dpi / 200
    like = (pieces.height >= 5 * scale) & (pieces.height <= 45 * scale) & (pieces.width <= 60 * scale)
    like &= pieces.area >= 0.12 * pieces.width * pieces.height
    like[0] = False
    return float(np.median(pieces.height[like])) if like.sum() >= 8 else _USUAL * dpi


def _letters(pieces: Pieces, unit: float) -> Ints:
    """Pieces as high as letters: single ones, and words whose letters have run together."""
    width, height = pieces.width, pieces.height
    like = (height >= 0.55 * unit) & (height <= 3.2 * unit) & (width <= 8 * unit)
    like |= (height >= 0.55 * unit) & (height <= 2.6 * unit) & (width <= 40 * unit) & (pieces.area > 0.15 * width * height)
    like[0] = False
    return np.flatnonzero(like)


def _body_heights(pieces: Pieces, unit: float) -> Floats:
    """Height of each piece without the mark that a capital may carry on top."""
    height = pieces.height.astype(np.float64)
    return np.where(height < 2.0 * unit, np.minimum(height, 1.25 * unit), 0.6 * height)


def _grown_together(pieces: Pieces, letters: Ints, body: Floats, unit: float, shape: tuple[int, ...]) -> list[_Run]:
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


def _run(letters: Ints, pieces: Pieces, body: Floats) -> _Run:
    base, height = float(np.median(pieces.bottom[letters])), float(np.median(body[letters]))
    return _Run(letters, base, height, int(pieces.left[letters].min()), int(pieces.right[letters].max()))


def _sorted_out(runs: list[_Run], pieces: Pieces, unit: float) -> tuple[list[_Run], Ints, Ints]:
    """
    *runs* without two kinds of pieces, and these: marks that stand over or beside another run's letters; and letters that
    have grown onto a mark of the line below, which belong to both lines.
    """
    kept: list[_Run] = []
    marks: list[Ints] = [np.zeros(0, np.int64)]
    crossing: list[Ints] = [np.zeros(0, np.int64)]
    for run in sorted(runs, key=lambda run: -len(run.letters)):
        top, bottom = int(pieces.top[run.letters].min()), int(pieces.bottom[run.letters].max())
        near = [
            other
            for other in kept
            if len(other.letters) > len(run.letters)
            and run.left <= other.right + _BESIDE * unit
            and run.right >= other.left - _BESIDE * unit
        ]
        if len(run.letters) > _FEW:
            kept.append(run)
        elif pieces.height[run.letters].max() < 0.95 * unit and any(_over(other, (top + bottom) / 2) for other in near):
            marks.append(run.letters)
        elif any(_through(other, run, top, bottom) for other in near):
            crossing.append(run.letters)
        else:
            kept.append(run)
    return kept, np.concatenate(marks), np.concatenate(crossing)


def _over(line: _Run, row: float) -> bool:
    """Whether what lies at *row* may be a mark, a comma or the like of *line*."""
    return line.base - 2.1 * line.height < row < line.base + 0.55 * line.height


def _through(line: _Run, run: _Run, top: int, bottom: int) -> bool:
    """Whether *run*, from row *top* to *bottom*, takes part in a row of letters of *line* and hangs far below it."""
    inside = line.left - line.height < run.left and run.right < line.right + line.height
    return inside and top < line.base - 0.5 * line.height and line.base + 0.45 * line.height < bottom


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
    owner: Ints, marks: Ints, runs: list[_Run], pieces: Pieces, letters: Ints, body: Floats, unit: float, shape: tuple[int, ...]
) -> None:
    """Give marks, dots, commas and dashes to the line they belong to; what lies near none stays with none."""
    zone = np.full(shape[:2], -1, np.int16 if len(runs) < 1 << 15 else np.int32)
    reach = _REACH * np.maximum(unit, 0.7 * pieces.height)
    for i in letters:
        if owner[i] >= 0:
            run = runs[owner[i]]
            top = max(int(pieces.bottom[i] - body[i]), 0)
            bottom = int(min(pieces.bottom[i], run.base) + 0.1 * run.height)  # below hang descenders, and the next line's marks
            zone[top:bottom, max(int(pieces.left[i] - reach[i]), 0) : int(pieces.right[i] + reach[i])] = owner[i]
    bases, heights = np.array([run.base for run in runs]), np.array([run.height for run in runs])
    lefts, rights = np.array([run.left for run in runs]), np.array([run.right for run in runs])
    other = np.ones(len(owner), bool)
    other[letters] = False
    other[marks] = True
    other &= (pieces.height <= 3.2 * unit) & (pieces.width <= 8 * unit)
    other &= pieces.area > 0
    waiting = np.flatnonzero(other)
    # From below upwards: a tone mark stands on the roof of its vowel, which by then is known to be the vowel's.
    for i in waiting[np.argsort(-pieces.bottom[waiting], kind="stable")]:
        x, y = (pieces.left[i] + pieces.right[i]) // 2, (pieces.top[i] + pieces.bottom[i]) // 2
        line = zone[y, x]
        if line < 0:
            line = _nearest(i, owner, pieces, unit)
        if line < 0:
            along = (lefts - _BESIDE * unit < x) & (x < rights + 1.2 * unit)
            for above in (1.25, 2.1):  # open letters (u, U, Y) have nothing right below their mark
                beside = along & (bases - above * heights < y) & (y < bases + 0.35 * heights)
                line = np.flatnonzero(beside)[0] if beside.any() else -1
                if line >= 0:
                    break
        if line >= 0:
            owner[i] = line


def _nearest(piece: int, owner: Ints, pieces: Pieces, unit: float) -> int:
    """The line of what lies right below or above *piece*; -1 where nothing does. Only a dot belongs to letters above it."""
    labels = pieces.labels
    top, bottom = pieces.top[piece], pieces.bottom[piece]
    columns = slice(max(pieces.left[piece] - 1, 0), pieces.right[piece] + 1)
    under = owner[labels[bottom : bottom + int(0.8 * unit) + 1, columns]].max(1, initial=-1)
    over = owner[labels[max(top - int(0.6 * unit), 0) : top, columns]].max(1, initial=-1)[::-1]
    below, above = np.flatnonzero(under >= 0), np.flatnonzero(over >= 0)
    if not len(above):
        return int(under[below[0]]) if len(below) else -1
    is_dot = max(pieces.width[piece], pieces.height[piece]) < _DOT * unit
    if len(below) and (below[0] <= above[0] or not is_dot):
        return int(under[below[0]])
    return int(over[above[0]])


def _cut_out(number: int, run: _Run, owner: Ints, pieces: Pieces, large: npt.NDArray[np.bool_]) -> TextLine:
    """The line with its own pieces, and the part of *large* ones that lies in its band."""
    own = np.flatnonzero(owner == number)
    x0, x1 = int(pieces.left[own].min()), int(pieces.right[own].max())
    y0, y1 = int(pieces.top[own].min()), int(pieces.bottom[own].max())
    labels = pieces.labels[y0:y1, x0:x1]
    mask = (owner[labels] == number) & (labels > 0)
    top, bottom = int(run.base - _ABOVE * run.height), int(run.base + _BELOW * run.height)
    crossing = large & (pieces.left < x1) & (pieces.right > x0) & (pieces.top < bottom) & (pieces.bottom > top)
    if crossing.any():
        band = slice(max(top - y0, 0), max(bottom - y0, 0))
        mask[band] |= crossing[labels[band]]
    return TextLine((x0, y0, x1, y1), run.base, run.height, np.where(mask, 255, 0).astype(np.uint8))
