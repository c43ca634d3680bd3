"""The head of a paper's first leaf, which may be folded, and what of it stands above the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.extract.geometry import Row, Sheet
from pipelines.extract.header import Header, adjoining, read_header
from pipelines.extract.recognise import Title
from pipelines.extract.signer import is_cover
from pipelines.extract.vocabulary import folded


def head_of_leaf(sheets: Sequence[Sheet]) -> Header | None:
    """The head of the front, or of the back when the front is a cover that names neither number nor date."""
    heads = [h for h in map(read_header, sheets[:2]) if h is not None]
    if len(heads) == 2 and heads[0].number is None and heads[0].date is None and is_cover(sheets[0]):
        return replace(heads[1], agency_rows=heads[1].agency_rows or heads[0].agency_rows)
    return heads[0] if heads else None


def agency_rows(header: Header | None, title: Title | None, pitch: float) -> list[Row]:
    """The rows of *header* that name the issuing body: without a number below them, the title itself looks like one more."""
    if header is None:
        return []
    bodies = tuple(folded("bodies"))
    named = [row for row in header.centred_rows if row.folded.startswith(bodies)][:1]
    rows = header.agency_rows if not named else tuple(row for row in header.centred_rows if row.y >= named[0].y)
    if title is not None and title.row.tokens[0].page == header.page:
        top = min(t.y for t in title.row.tokens) - 0.5 * title.row.height
        rows = tuple(row for row in rows if row.y < top)
    return adjoining(rows, pitch)
