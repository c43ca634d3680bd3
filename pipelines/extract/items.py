"""
Values of several items: the cells of a table's column, and lists of lines with dashes or numbers.

Tables of forms are read by their white strips, not by their rules, which bilevel scans lose. A cell runs over several lines;
which lines are one cell is told by the numbers beside them (STT at the left, codes at the right), at the top of their cell or
at half its height.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract.geometry import Row, Sheet, Token, join
from pipelines.extract.labels import Hit
from pipelines.extract.parts import Part
from pipelines.extract.text import fold
from pipelines.model import Box

_BULLET = re.compile(r"^(?:[-–+*•]|[0-9]{1,2}[.)/]|[a-zđ]\))$")


@dataclass(frozen=True, slots=True)
class Column:
    """The lines of a table's column under its heading, and what stands beside them."""

    lines: tuple[tuple[Token, ...], ...]
    left: tuple[float, ...]
    """y of the numbers in the column before it, pixels."""
    right: tuple[float, ...]
    """y of the numbers in the column behind it."""
    open_end: bool = False
    """Whether nothing on the page follows it: on the next page it may go on."""


def column_under(sheet: Sheet, hits: Sequence[Hit], heading: Hit, most: int) -> Column:
    """
    The column of *heading* down to the next label or blank stretch, at most *most* lines; *hits* are the labels of its page.

    It reaches from the white strip behind the column before it to the one before the next column.
    """
    rows = _body(sheet, hits, heading)
    low, high = _edges(sheet, rows, heading)
    lines = [tuple(t for t in row.tokens if low <= t.x < high and t.folded) for row in rows]
    return Column(
        tuple(line for line in lines if line)[:most],
        tuple(t.y for row in rows for t in row.tokens if t.x < low and re.search("[0-9]", t.text)),
        tuple(t.y for row in rows for t in row.tokens if t.x >= high and re.search("[0-9]{2}", t.text)),
        bool(rows) and rows[-1] is sheet.rows[-1],
    )


def is_heading(sheet: Sheet, hit: Hit) -> bool:
    """Whether the label *hit* stands alone in a cell of a row of several: without a colon, and with nothing close behind it."""
    tokens = sheet.rows[hit.row].tokens
    if tokens[hit.end - 1].text.endswith(":") or len(tokens) == hit.end - hit.start:
        return False
    return hit.end == len(tokens) or tokens[hit.end].box[0] - tokens[hit.end - 1].box[2] > 0.5 * sheet.pitch


def joined_cells(column: Column, between: str, rule: str, fit: float) -> Part | None:
    """The column's cells joined with *between*; None without any. Numbers that disagree left and right lower the *fit*."""
    if not column.lines:
        return None
    if column.open_end:
        fit = min(fit, 0.4)
    marks = column.left if len(column.left) >= len(column.right) else column.right
    if column.left and column.right and len(column.left) != len(column.right):
        fit = min(fit, 0.7)
    lines = list(column.lines)
    if not marks or len(marks) > len(lines):
        fit = min(fit, 0.7)
        cells = [list(line) for line in lines]
    else:
        cells = [[t for line in lines[a:b] for t in line] for a, b in _partition([_y(line) for line in lines], sorted(marks))]
    return Part(tuple(t for line in lines for t in line), rule, fit, text=between.join(_item(cell) for cell in cells))


def joined_lines(tokens: Sequence[Token], between: str, rule: str, fit: float) -> Part | None:
    """
    The items of a list joined with *between*; None without any. An item begins where a dash or number opens a line, or where the
    line before ended with a stop; *tokens* are in reading order, a line ends where the next word stands further left.
    """
    items: list[list[Token]] = []
    for row in _lines(tokens):
        ended = bool(items) and items[-1][-1].text.endswith((";", "."))
        if not items or ended or _BULLET.match(row[0].text):
            items.append([])
        items[-1] += row
    texts = [text for text in map(_item, items) if text]
    said = tuple(t for t in tokens if t.folded)
    return Part(said, rule, fit, text=between.join(texts)) if texts and said else None


def without_bullet(tokens: Sequence[Token]) -> list[Token]:
    """*tokens*, which a label follows, without that label's own number or dash («263 2. Tờ bản đồ số:»)."""
    return list(tokens[:-1]) if len(tokens) > 1 and _BULLET.match(tokens[-1].text) else list(tokens)


def has_bullets(tokens: Sequence[Token]) -> bool:
    """Whether a line of *tokens* but the first opens with a dash or a number: they are a list and no running text."""
    return any(_BULLET.match(line[0].text) for line in _lines(tokens)[1:])


def rejoined(text: str, part: str, between: str) -> str:
    """Another reading's *text* of the joined *part*, joined alike; as it is when it has more words or fewer."""
    words = [w for w in text.split() if fold(w) and not _BULLET.match(w)]
    cells = [len(cell.split()) for cell in part.split(between.strip())]
    if len(words) != sum(cells):
        return text
    found, at = [], 0
    for count in cells:
        found.append(" ".join(words[at : at + count]).strip(" ;,").rstrip("."))
        at += count
    return between.join(found)


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """*tokens* in reading order, a list a line: a line ends where the next word stands further left."""
    rows: list[list[Token]] = []
    for token in tokens:
        if rows and token.box[0] >= rows[-1][-1].box[0]:
            rows[-1].append(token)
        else:
            rows.append([token])
    return rows


def _item(tokens: Sequence[Token]) -> str:
    kept = list(tokens)
    while len(kept) > 1 and (_BULLET.match(kept[0].text) or not kept[0].folded):
        kept = kept[1:]
    return re.sub(r"^[-–+*•]\s*", "", join(kept)).strip(" ;,").rstrip(".")


def _y(line: Sequence[Token]) -> float:
    return statistics.median(t.y for t in line)


def _body(sheet: Sheet, hits: Sequence[Hit], heading: Hit) -> list[Row]:
    found: list[Row] = []
    last = sheet.rows[heading.row]
    labelled = {h.row for h in hits if h.row > heading.row}
    for r in range(heading.row + 1, len(sheet.rows)):
        row = sheet.rows[r]
        if row.y - last.y > 4.5 * sheet.pitch or r in labelled:
            break
        found.append(row)
        last = row
    return found


def _edges(sheet: Sheet, rows: Sequence[Row], heading: Hit) -> tuple[float, float]:
    head = sheet.rows[heading.row].tokens
    first, last = head[heading.start].box[0], head[heading.end - 1].box[2]
    before = float(head[heading.start - 1].box[2]) if heading.start else 0.0
    after = float(head[heading.end].box[0]) if heading.end < len(head) else float(sheet.page.width)
    boxes = [t.box for row in rows for t in row.tokens if t.folded]
    left = strips(boxes, before - sheet.pitch if heading.start else 0.0, first)
    right = strips(boxes, last, after + sheet.pitch if heading.end < len(head) else after)
    # Headings stand in the middle of their column, short cells at its left: the strip next to the neighbour is the border.
    borders = [strip for strip in left if strip[1] >= sheet.pitch] or [max(left, key=_width, default=((before + first) / 2, 0.0))]
    ends = [strip for strip in right if strip[1] >= sheet.pitch] or [max(right, key=_width, default=((last + after) / 2, 0.0))]
    return borders[0][0], ends[-1][0]


def strips(boxes: Sequence[Box], low: float, high: float) -> list[tuple[float, float]]:
    """(middle, width) of the strips between *low* and *high* that no box covers, from left to right."""
    found, reach = [], low
    for x0, x1 in sorted((b[0], b[2]) for b in boxes if b[2] > low and b[0] < high):
        if x0 > reach:
            found.append(((x0 + reach) / 2, x0 - reach))
        reach = max(reach, float(x1))
    return [*found, ((high + reach) / 2, high - reach)] if high > reach else found


def widest_strip(boxes: Sequence[Box], low: float, high: float) -> tuple[float, float]:
    """Middle and width of the widest strip between *low* and *high* that no box covers; width 0 at the middle where none is."""
    return max(strips(boxes, low, high), key=_width, default=((low + high) / 2, 0.0))


def _width(strip: tuple[float, float]) -> float:
    return strip[1]


def _partition(lines: Sequence[float], marks: Sequence[float]) -> list[tuple[int, int]]:
    """
    Stretches of *lines* (y), one for each of *marks* (y), in order and without gaps: those whose tops lie nearest to the marks,
    or whose middles do, whichever fits better.
    """
    answers = [_best_partition(lines, marks, top=top) for top in (True, False)]
    return min(answers)[1]


def _best_partition(lines: Sequence[float], marks: Sequence[float], *, top: bool) -> tuple[float, list[tuple[int, int]]]:
    known: list[tuple[float, list[tuple[int, int]]] | None] = [(0.0, [])] + [None] * len(lines)
    for mark in marks:
        step: list[tuple[float, list[tuple[int, int]]] | None] = [None] * (len(lines) + 1)
        for end in range(1, len(lines) + 1):
            for start in range(end):
                so_far = known[start]
                if so_far is None:
                    continue
                at = lines[start] if top else statistics.fmean(lines[start:end])
                option = (so_far[0] + abs(at - mark), [*so_far[1], (start, end)])
                if step[end] is None or option < step[end]:  # type: ignore[operator]
                    step[end] = option
        known = step
    whole = known[len(lines)]
    return whole if whole is not None else (float("inf"), [(0, len(lines))])
