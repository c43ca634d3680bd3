"""
The cell of a table in which a row's label and a column's heading meet.

Columns are told by their white strips, not by their rules, which bilevel scans lose; a heading stands anywhere over its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract.geometry import Row, Sheet, Token
from pipelines.extract.items import widest_strip
from pipelines.extract.labels import Hit


@dataclass(frozen=True, slots=True)
class Cell:
    """Tokens in reading order, at least one."""

    tokens: tuple[Token, ...]
    apart: float
    """0 to 1: how clearly it stands apart from its neighbours."""


def find_cell(sheet: Sheet, hits: Sequence[Hit], heading: Hit, label: Hit, lines: int) -> Cell | None:
    """What stands right of *label* under *heading*, at most *lines* lines; *hits* are the labels of their page."""
    last = _last_row(sheet, hits, heading, label)
    body = sheet.rows[heading.row + 1 : last + 1]
    boxes = [t.box for row in body for t in row.tokens if t.folded]
    head = [t for t in sheet.rows[heading.row].tokens if t.folded]
    own = sheet.rows[heading.row].tokens[heading.start : heading.end]
    x0, x1 = own[0].box[0], own[-1].box[2]
    before = [t.box[2] for t in head if t.box[2] <= x0]
    after = [t.box[0] for t in head if t.box[0] >= x1]
    ends = [sheet.rows[h.row].tokens[h.end - 1].box[2] for h in hits if heading.row < h.row <= last]
    named = max((end for end in ends if end < x0), default=sheet.rows[label.row].tokens[label.end - 1].box[2])
    low, wide = widest_strip(boxes, max([float(named), *before[-1:]]) - 1, float(x0))
    high, narrow = widest_strip(boxes, float(x1), float(min(after, default=sheet.page.width)))
    if sheet.rows[label.row].tokens[label.start].x >= low:
        return None
    found = [t for t in sheet.rows[label.row].tokens[label.end :] if t.folded and low <= t.x < high]
    labelled = {h.row for h in hits}
    above: Row = sheet.rows[label.row]
    count = 1
    for r in range(label.row + 1, last + 1):
        row = sheet.rows[r]
        if not found or r in labelled or count >= lines or row.y - above.y > 2.2 * sheet.pitch:
            break
        found += [t for t in row.tokens if t.folded and low <= t.x < high]
        above, count = row, count + 1
    clear = wide > 0.4 * sheet.pitch and (narrow > 0.4 * sheet.pitch or not after)
    return Cell(tuple(found), 1.0 if clear else 0.4) if found else None


def _last_row(sheet: Sheet, hits: Sequence[Hit], heading: Hit, label: Hit) -> int:
    """Index of the table's last row: before a wide blank, and before the first label with a colon, which opens a form."""
    last = heading.row
    for r in range(heading.row + 1, len(sheet.rows)):
        ended = any(sheet.rows[r].tokens[h.end - 1].text.endswith(":") for h in hits if h.row == r)
        if sheet.rows[r].y - sheet.rows[last].y > 4.5 * sheet.pitch or (ended and r > label.row):
            break
        last = r
    return max(last, label.row)
