"""
Parts of a page on which two forms stand beside each other: husband and wife, seller and buyer.

Known by labels that occur twice on a row, the second time always at the same place. There a value never runs from one half
into the other, and a section («the wife's …») is a half instead of a stretch of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extract.geometry import Sheet
from pipelines.extract.labels import Hit

_LEAST_APART = 0.25
"""Share of the page's width between two halves' labels; «Dân tộc» of one row and «Dân tộc» of a list are nearer."""
_ALIGNED = 0.05
"""Share of the page's width within which the right half's labels begin."""


@dataclass(frozen=True, slots=True)
class Halves:
    """Rows *first* to *last* of sheet *page* (indices), cut at x = *gutter* (pixels)."""

    page: int
    first: int
    last: int
    gutter: float

    def hold(self, hit: Hit) -> bool:
        """Whether *hit* stands in these rows."""
        return hit.page == self.page and self.first <= hit.row <= self.last


def find_halves(sheets: Sequence[Sheet], hits: Sequence[Hit]) -> tuple[Halves, ...]:
    """At most one region a page; *hits* are the labels found on *sheets*, in reading order."""
    found = (_on_page(sheet, page, [h for h in hits if h.page == page]) for page, sheet in enumerate(sheets))
    return tuple(region for region in found if region is not None)


def _on_page(sheet: Sheet, page: int, hits: Sequence[Hit]) -> Halves | None:
    width = sheet.page.width
    starts = {h: float(sheet.rows[h.row].tokens[h.start].box[0]) for h in hits}
    twins: dict[int, float] = {}
    for a in hits:
        for b in hits:
            level = abs(sheet.rows[a.row].y - sheet.rows[b.row].y) < 0.8 * sheet.pitch
            if a.label == b.label and level and starts[b] - starts[a] > _LEAST_APART * width:
                twins[b.row] = min(starts[b], twins.get(b.row, starts[b]))
    # Where a row's first label was not read, the twin of its second stands too far right: the least place that two rows share.
    shared = [x for x in sorted(twins.values()) if sum(0 <= y - x <= _ALIGNED * width for y in twins.values()) >= 2]
    if not shared:
        return None
    rows = [row for row, x in twins.items() if 0 <= x - shared[0] <= _ALIGNED * width]
    gutter = shared[0] - 0.3 * sheet.pitch
    first, last = min(rows), max(rows)
    aligned = {h.row for h in hits if abs(starts[h] - shared[0]) <= _ALIGNED * width}
    while first > 0 and (first - 1 in aligned or _is_cut(sheet, first - 1, gutter)):
        first -= 1
    while last + 1 < len(sheet.rows) and (last + 1 in aligned or _is_cut(sheet, last + 1, gutter)):
        last += 1
    return Halves(page, first, last, gutter)


def _is_cut(sheet: Sheet, row: int, gutter: float) -> bool:
    """Whether no word and no sentence of the row goes across *gutter*."""
    pitch, tokens = sheet.pitch, [t for t in sheet.rows[row].tokens if t.folded]
    if any(t.box[0] < gutter - 0.5 * pitch and t.box[2] > gutter + 0.5 * pitch for t in tokens):
        return False
    return all(b.box[0] - a.box[2] > 0.8 * pitch for a, b in pairwise(tokens) if a.x < gutter <= b.x)
