"""
Words on a page as tokens, rows and columns. Geometry, not the recogniser's lines: those merge columns and stamps.

Coordinates are pixels of the upright page image, y down. Rows are made after taking the page's skew out of y.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extract.text import fold, tidy
from pipelines.model import Box, Page, Word

_LEADERS = re.compile(r"[.…_·]{3,}|\.{2,}(?=$)|(?<=[^\W\d])[.…]{2,}|^[.…·]{2,}")
"""Dotted lines of forms, on which values are written."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a part of one that was glued to its neighbour; leaders taken off."""

    text: str
    folded: str
    confidence: float
    box: Box
    page: int
    handwriting: float
    y: float
    """Middle, skew taken out; pixels."""
    line: int

    @property
    def x(self) -> float:
        """Middle."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens that stand beside each other, from left to right."""

    tokens: tuple[Token, ...]
    y: float
    height: float
    """Median height of its tokens."""

    @property
    def text(self) -> str:
        return " ".join(t.text for t in self.tokens)

    @property
    def folded(self) -> str:
        return " ".join(t.folded for t in self.tokens if t.folded)

    @property
    def left(self) -> int:
        return self.tokens[0].box[0]

    @property
    def right(self) -> int:
        return max(t.box[2] for t in self.tokens)

    @property
    def box(self) -> Box:
        return bounds(self.tokens)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid out."""

    page: Page
    rows: tuple[Row, ...]
    pitch: float
    """Median height of a word; the measure for all distances of the page."""


def bounds(tokens: Iterable[Token]) -> Box:
    """The smallest box around *tokens*."""
    boxes = [t.box for t in tokens]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def lay_out(page: Page) -> Sheet:
    """*page* as rows from top to bottom."""
    slope = math.tan(math.radians(page.skew))
    tokens = [t for word in page.words if not _is_edge(word, page) for t in _tokens(word, page.number, slope)]
    heights = [t.height for t in tokens if len(t.folded) >= 2 and t.confidence >= 0.5] or [t.height for t in tokens]
    pitch = float(statistics.median(heights)) if heights else max(12.0, page.dpi / 9)
    atoms = [atom for line in _by_line(tokens) for atom in split_at_gaps(line, 1.6 * pitch)]
    return Sheet(page, tuple(_rows(atoms, pitch)), pitch)


def _is_edge(word: Word, page: Page) -> bool:
    """Whether *word* is the shadow of a sheet's edge, read as a letter or two at the border of the picture."""
    x0, _, x1, _ = word.box
    return len(word.text) <= 2 and (x1 < 0.012 * page.width or x0 > 0.988 * page.width)


def _tokens(word: Word, page: int, slope: float) -> list[Token]:
    text = tidy(word.text)
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in re.finditer(r":(?=[^\s:])", text):
        pieces.append((start, match.end()))
        start = match.end()
    pieces.append((start, len(text)))
    found = []
    x0, y0, x1, y1 = word.box
    for begin, end in pieces:
        said = text[begin:end]
        # Dots of a leader left and right of the letters take their share of the box with them.
        for part in re.finditer(r"\S+", _LEADERS.sub(lambda m: " " * len(m[0]), said)):
            a, b = begin + part.start(), begin + part.end()
            box = (x0 + (x1 - x0) * a // len(text), y0, x0 + (x1 - x0) * b // len(text), y1)
            y = (y0 + y1) / 2 + slope * (box[0] + box[2]) / 2
            found.append(Token(part[0], fold(part[0]), word.confidence, box, page, word.handwriting, y, word.line))
    return found


def _by_line(tokens: Sequence[Token]) -> list[list[Token]]:
    lines: dict[int, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    return [sorted(line, key=lambda t: t.box[0]) for line in lines.values()]


def split_at_gaps(tokens: Sequence[Token], gap: float) -> list[list[Token]]:
    """
    *tokens*, left to right, cut wherever more than *gap* pixels lie between two.

    Typewriters and spaced capitals leave wide blanks between all words: twice the usual blank of the line is the least cut.
    """
    blanks = sorted(b.box[0] - a.box[2] for a, b in pairwise(tokens))
    if len(blanks) >= 2 and blanks[(len(blanks) - 1) // 2] <= 1.2 * gap:
        gap = max(gap, 2.0 * blanks[(len(blanks) - 1) // 2])
    parts: list[list[Token]] = []
    reach = 0
    for token in tokens:
        if parts and token.box[0] - reach <= gap:
            parts[-1].append(token)
        else:
            parts.append([token])
        reach = max(reach, token.box[2]) if len(parts[-1]) > 1 else token.box[2]
    return parts


def _rows(atoms: list[list[Token]], pitch: float) -> list[Row]:
    """Atoms that share a height and do not cover each other become one row."""
    open_rows: list[tuple[list[Token], float]] = []
    middle = {id(atom): statistics.median(t.y for t in atom) for atom in atoms}
    for atom in sorted(atoms, key=lambda a: middle[id(a)]):
        y = middle[id(atom)]
        for k in range(len(open_rows) - 1, max(-1, len(open_rows) - 6), -1):
            tokens, row_y = open_rows[k]
            if abs(row_y - y) <= 0.55 * pitch and not any(
                min(t.box[2], u.box[2]) - max(t.box[0], u.box[0]) > 0.5 * pitch for t in tokens for u in atom
            ):
                merged = tokens + atom
                open_rows[k] = (merged, statistics.median(t.y for t in merged))
                break
        else:
            open_rows.append((list(atom), y))
    rows = [make_row(tokens) for tokens, _ in open_rows]
    return sorted(rows, key=lambda r: r.y)


def make_row(tokens: Iterable[Token]) -> Row:
    """A row of *tokens*, at least one."""
    ordered = tuple(sorted(tokens, key=lambda t: t.box[0]))
    return Row(ordered, statistics.median(t.y for t in ordered), float(statistics.median(t.height for t in ordered)))


def clip(row: Row, left: float, right: float) -> Row | None:
    """The part of *row* whose tokens have their middle between *left* and *right*; None when there is none."""
    kept = [t for t in row.tokens if left <= t.x < right]
    return make_row(kept) if kept else None


def join(tokens: Iterable[Token]) -> str:
    """Tokens as text, in the order given."""
    return " ".join(t.text for t in tokens)
