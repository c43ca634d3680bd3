"""
Lines in the order a person reads them.

Official papers have two columns at the head (agency and number | national title, place and date) and at the foot (recipients |
signer; Decree 30/2020/NĐ-CP, appendix I), and tables and forms have runs of text beside each other. Where both sides share base
lines they are one text and are read row by row; where they do not, they are columns and are read one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipelines.model import Box
from pipelines.ocr.recognition.engines import Read

_GUTTER = 1.0  # letter heights of white between two columns
_LEVEL = 0.45  # letter heights by which base lines of one row may differ
_TILT = 0.01  # pixels a pixel by which rows of bent or photographed paper may rise or fall
_SHARED = 0.6  # share of the shorter column's lines that must have a neighbour on their row to be read row by row
_PATIENCE = 5  # lines of one column that may come before the first of the other


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one text line, left to right. *base* is the row of its base line, *height* that of its letters, pixels."""

    words: tuple[Read, ...]
    base: float
    height: float
    block: int = 0

    @property
    def span(self) -> Box:
        """Smallest box around the words."""
        boxes = [w.box for w in self.words]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def in_reading_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """*lines* in reading order; blocks are numbered from 0 as they appear."""
    waiting = sorted(lines, key=lambda line: (line.base, line.span[0]))
    ordered: list[list[Line]] = []
    while waiting:
        columns, count = _columns(waiting)
        ordered.extend(_rows(waiting[:count]) if len(columns) < 2 or _share_rows(columns) else columns)
        waiting = waiting[count:]
    return tuple(
        Line(line.words, line.base, line.height, number) for number, block in enumerate(_by_gaps(ordered)) for line in block
    )


def _columns(lines: list[Line]) -> tuple[list[list[Line]], int]:
    """The columns that begin with the first of *lines*, and how many lines they take; one line alone where there are none."""
    spans: list[tuple[float, float]] = []
    best = 1
    for count, line in enumerate(lines, 1):
        spans = _with_span(spans, line)
        if len(spans) >= 2:
            best = count
        elif best > 1 or count > _PATIENCE:
            break
    return (_parted(lines[:best]), best) if best > 1 else ([[lines[0]]], 1)


def _with_span(spans: list[tuple[float, float]], line: Line) -> list[tuple[float, float]]:
    """Stretches of a row that are taken, once *line* is put beside those in *spans*; a gutter's white belongs to each."""
    left, right = line.span[0] - _GUTTER * line.height, line.span[2]
    touched = [span for span in spans if span[0] < right and left < span[1]]
    merged = (min([left, *(span[0] for span in touched)]), max([right, *(span[1] for span in touched)]))
    return [span for span in spans if span not in touched] + [merged]


def _parted(lines: list[Line]) -> list[list[Line]]:
    """*lines* in groups with white between them from top to bottom, left to right."""
    columns: list[list[Line]] = []
    reach = float("-inf")
    for line in sorted(lines, key=lambda line: line.span[0] - _GUTTER * line.height):
        if columns and line.span[0] - _GUTTER * line.height < reach:
            columns[-1].append(line)
        else:
            columns.append([line])
        reach = max(reach, line.span[2])
    return [sorted(column, key=lambda line: line.base) for column in columns]


def _share_rows(columns: list[list[Line]]) -> bool:
    """Whether most lines of the shorter of two neighbouring columns stand in step with lines of the other."""
    shared, possible = 0, 0
    for left, right in pairwise(columns):
        few, many = sorted((left, right), key=len)
        nearest = [min(many, key=lambda other, line=line: abs(other.base - line.base)) for line in few]  # type: ignore[misc]
        drop = median(other.base - line.base for line, other in zip(few, nearest, strict=True))
        possible += len(few)
        shared += sum(
            _level(line, other) and abs(other.base - line.base - drop) < _LEVEL * min(line.height, other.height)
            for line, other in zip(few, nearest, strict=True)
        )
    return shared >= _SHARED * possible


def _level(one: Line, other: Line) -> bool:
    apart = abs(one.span[0] + one.span[2] - other.span[0] - other.span[2]) / 2
    return abs(one.base - other.base) < _LEVEL * min(one.height, other.height) + _TILT * apart


def _rows(lines: list[Line]) -> list[list[Line]]:
    """*lines* row by row, each row from left to right, as one block."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _level(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [[line for row in rows for line in sorted(row, key=lambda line: line.span[0])]]


def _by_gaps(groups: list[list[Line]]) -> list[list[Line]]:
    """Lines that follow each other at the usual distance, as blocks; columns never share one."""
    pitches = [b.base - a.base for group in groups for a, b in pairwise(group) if b.base - a.base > a.height]
    singles = [group[0] for group in groups if len(group) == 1]
    pitches += [b.base - a.base for a, b in pairwise(singles) if b.base > a.base]
    usual = median(pitches) if pitches else 0.0
    blocks: list[list[Line]] = []
    alone = False
    for group in groups:
        if alone and len(group) == 1 and 0 < group[0].base - blocks[-1][-1].base < 1.4 * usual:
            blocks[-1].append(group[0])
        else:
            blocks.append(list(group))
        alone = len(group) == 1
    return blocks
