"""Carries out a type's ``where``: from a label, a zone or a table heading to the tokens that may be the value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.doctypes import Where
from pipelines.extract import paragraphs
from pipelines.extract.geometry import Sheet, Token, split_at_gaps
from pipelines.extract.halves import Halves
from pipelines.extract.items import column_under, is_heading, joined_cells, without_bullet
from pipelines.extract.labels import Hit
from pipelines.extract.parts import Part, bare
from pipelines.extract.picking import picked
from pipelines.extract.tables import find_cell
from pipelines.extract.text import fold


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper laid out, with the labels of one type found on it."""

    sheets: Sequence[Sheet]
    hits: Sequence[Hit]
    halves: Sequence[Halves] = ()
    """Where two forms stand beside each other."""
    end: tuple[int, int] | None = None
    """Indices of sheet and row at which the paper as issued ends, and what others wrote on it later begins."""

    def issued(self, way: Where, page: int, row: int) -> bool:
        """Whether *way* may look for its label or value in this row of this sheet (indices)."""
        return self.end is None or way.pages == "beyond" or (page, row) < self.end

    def cut(self, hit: Hit) -> Halves | None:
        """The two halves in one of which *hit* stands, if it does."""
        return next((h for h in self.halves if h.hold(hit)), None)

    def x(self, hit: Hit) -> float:
        """Middle of the label's first word, pixels."""
        return self.sheets[hit.page].rows[hit.row].tokens[hit.start].x


def candidates(reading: Reading, way: Where) -> Iterator[Part]:
    """What *way* finds, in reading order; nothing for a way by ``block``."""
    if way.block is not None:
        return
    if way.under:
        yield from _in_table(reading, way)
    elif way.labels:
        for hit in _labels_in_place(reading, way):
            for direction in ("right", "below") if way.value == "right_or_below" else (way.value,):
                tokens = _below(reading, way, hit) if direction == "below" else _right(reading, way, hit)
                if tokens:
                    fit = min(hit.score, 0.4) if _is_torn(tokens, reading.sheets[hit.page]) else hit.score
                    parts = picked(tokens, way, f"label '{hit.label}' {direction}", fit, listed=direction == "below")
                    yield from (replace(part, left_open=_is_left_open(reading, way, hit, tokens)) for part in parts)
                    break
    else:
        for sheet in _pages(reading, way):
            page = reading.sheets.index(sheet)
            rows = [row for r, row in enumerate(sheet.rows) if reading.issued(way, page, r)]
            tokens = [t for row in rows for t in row.tokens if t.folded and _inside(t, sheet, way)]
            if tokens:
                yield from picked(tokens, way, f"zone {way.zone}", 0.8)


def _is_torn(tokens: Sequence[Token], sheet: Sheet) -> bool:
    """Whether a wide blank runs through a line of the value: then it may be two cells of a table whose head was not read."""
    blanks = (b.box[0] - a.box[2] for a, b in pairwise(tokens) if abs(a.y - b.y) < 0.5 * sheet.pitch)
    return max(blanks, default=0) > 3.5 * sheet.pitch


def _is_left_open(reading: Reading, way: Where, hit: Hit, found: Sequence[Token]) -> bool:
    """Whether the value may go on: under a line that another label ended stand words that belong to none, or the page ends."""
    sheet = reading.sheets[hit.page]
    below = sheet.rows[hit.row + 1 : hit.row + 2]
    if way.lines >= 4 and _ends_page(reading, hit, found):
        return True
    if way.lines < 2 or not below or below[0].y - sheet.rows[hit.row].y > 2.2 * sheet.pitch:
        return False
    row = sheet.rows[hit.row]
    right = found[-1].box[2]
    others = [row.tokens[h.start].box[0] for h in reading.hits if (h.page, h.row) == (hit.page, hit.row) and h.start >= hit.end]
    if not others:
        return False
    # What stands under the other label goes on with that one's value; lone letters are punch holes and specks.
    under = [t for t in below[0].tokens if t.folded and t.x < min(right, *others) and t not in found]
    if not any(len(t.folded) > 1 for t in under):
        return False
    labels = [h for h in reading.hits if (h.page, h.row) == (hit.page, hit.row + 1)]
    # «QUYÊN» alone on its line is a name's last word and no label «Quyển», behind which something stands.
    if len(below[0].tokens) > 1 and any(h.start <= below[0].tokens.index(under[0]) < h.end for h in labels):
        return False
    # A line that has a colon has a label that the type does not know.
    words = [found[-1], *under]
    return not any(":" in t.text for t in under) and all(re.fullmatch(r"[^\W\d_]+[.,;]?", t.text) for t in words)


def _ends_page(reading: Reading, hit: Hit, found: Sequence[Token]) -> bool:
    """Whether the value's last line is the last text of a page and full: then it goes on overleaf."""
    sheet = reading.sheets[hit.page]
    text = [row for row in sheet.rows if sum(len(t.folded) > 1 for t in row.tokens) >= 3]
    if hit.page + 1 >= len(reading.sheets) or not text or found[-1] not in text[-1].tokens:
        return False
    return found[-1].box[2] > paragraphs.margin(sheet.rows, 0.0, float(sheet.page.width)) - 5 * sheet.pitch


def of_block(block: Part, way: Where) -> Iterator[Part]:
    """What *way*'s pattern takes of a block; nothing when it does not fit."""
    if way.pattern is None:
        yield block
    elif not block.text:
        yield from picked(block.tokens, way, block.rule, block.fit)
    elif match := re.search(way.pattern, block.text):
        yield replace(block, text=match["value"] if "value" in match.re.groupindex else match[0])


def _pages(reading: Reading, way: Where) -> list[Sheet]:
    sheets = list(reading.sheets)
    return sheets[:1] if way.pages == "first" else sheets[-1:] if way.pages == "last" else sheets


def _inside(token: Token, sheet: Sheet, way: Where) -> bool:
    if way.zone is None:
        return True
    x0, y0, x1, y1 = way.zone
    x, y = token.x / sheet.page.width, (token.box[1] + token.box[3]) / 2 / sheet.page.height
    return x0 <= x < x1 and y0 <= y < y1


def _labels_in_place(reading: Reading, way: Where) -> Iterator[Hit]:
    wanted = {fold(label) for label in way.labels}
    numbers = {s.page.number for s in _pages(reading, way)}
    for hit in reading.hits:
        sheet = reading.sheets[hit.page]
        token = sheet.rows[hit.row].tokens[hit.start]
        if hit.label not in wanted or sheet.page.number not in numbers or not _inside(token, sheet, way):
            continue
        middle = sheet.page.width / 2
        if (way.column == "left" and token.x >= middle) or (way.column == "right" and token.box[2] <= middle):
            continue
        if (way.after and not _in_section(reading, way, hit)) or not reading.issued(way, hit.page, hit.row):
            continue
        yield hit


def _in_section(reading: Reading, way: Where, hit: Hit) -> bool:
    """Whether *hit* follows an opening label before any closing one; beside another form, in its own half only."""
    opening, closing = {fold(w) for w in way.after}, {fold(w) for w in way.before} - {fold(w) for w in way.after}
    cut = reading.cut(hit)
    inside = False
    above: set[str] = set()
    beside: set[str] = set()
    for other in reading.hits:
        if cut is not None and cut.hold(other) and (reading.x(other) < cut.gutter) != (reading.x(hit) < cut.gutter):
            beside.add(other.label)
        elif other.place < hit.place:
            above.add(other.label)
            if other.label in opening | closing:
                # Headings beside each other head columns; what stands under both is in neither's rows.
                heads = {h.label for h in reading.hits if (h.page, h.row) == (other.page, other.row)}
                inside = other.label in opening and (cut is not None or not (heads & closing or _heads_column(reading, other)))
    # One half's heading is enough: when it closes, the other half is meant.
    return inside or (not above & closing and not beside & opening and bool(beside & closing))


def _heads_column(reading: Reading, hit: Hit) -> bool:
    """Whether *hit* is a heading («Chồng») with another cell beside it, read or not."""
    row = reading.sheets[hit.page].rows[hit.row]
    gaps = [row.tokens[i].box[0] - row.tokens[i - 1].box[2] for i in (hit.start, hit.end) if 0 < i < len(row.tokens)]
    says_value = row.tokens[hit.end - 1].text.endswith(":")
    return not says_value and len(hit.label.split()) <= 2 and max(gaps, default=0) > 2.5 * row.height


def _limits(reading: Reading, way: Where, hit: Hit) -> tuple[float, float]:
    """The x between which a value of this way's column lies."""
    sheet = reading.sheets[hit.page]
    if way.column == "whole":
        cut = reading.cut(hit)
        if cut is None:
            return 0.0, float(sheet.page.width)
        return (0.0, cut.gutter) if reading.x(hit) < cut.gutter else (cut.gutter, float(sheet.page.width))
    # The right column begins where its own labels begin; without any, at the middle.
    starts = [
        sheet.rows[h.row].tokens[h.start].box[0]
        for h in reading.hits
        if h.page == hit.page and 0.38 * sheet.page.width < sheet.rows[h.row].tokens[h.start].box[0] < 0.75 * sheet.page.width
    ]
    gutter = float(min(starts)) - 0.3 * sheet.pitch if starts else sheet.page.width / 2
    return (0.0, gutter) if way.column == "left" else (gutter, float(sheet.page.width))


def _until_label(reading: Reading, page: int, row: int, first: int, limits: tuple[float, float]) -> tuple[list[Token], bool]:
    """The row's tokens between *limits* from *first* up to the next label there; and whether a label ended them."""
    low, high = limits
    tokens = reading.sheets[page].rows[row].tokens
    on_row = (h.start for h in reading.hits if h.page == page and h.row == row and h.start >= first)
    starts = [start for start in on_row if low <= tokens[start].x < high]
    end = min(starts, default=len(tokens))
    inside = [t for t in tokens[first:end] if low <= t.x < high]
    return without_bullet(inside) if starts else inside, bool(starts)


def _right(reading: Reading, way: Where, hit: Hit) -> list[Token]:
    sheet = reading.sheets[hit.page]
    low, high = _limits(reading, way, hit)
    row = sheet.rows[hit.row]
    tokens, ended = _until_label(reading, hit.page, hit.row, hit.end, (low, high))
    found = bare(tokens)
    if way.value == "next_column" and found:
        cells = split_at_gaps(found, 1.5 * sheet.pitch)
        found = cells[0]
    if ended:
        return found
    margin = paragraphs.margin(sheet.rows[cut.first : cut.last + 1] if (cut := reading.cut(hit)) else sheet.rows, low, high)
    left = found[0].box[0] if way.value == "next_column" and found else low
    # A line that goes on begins under the value or left of it; what begins right of it is dated or signed there.
    start = (found[0] if found else row.tokens[hit.end - 1]).box[2 * (not found)] + 2 * sheet.pitch
    last, count = row, 1
    for r in range(hit.row + 1, len(sheet.rows)):
        following = sheet.rows[r]
        if count >= way.lines or following.y - last.y > 2.7 * sheet.pitch:
            break
        taken, stopped = _until_label(reading, hit.page, r, 0, (low, high))
        inside = [t for t in taken if t.x >= left - 2 * sheet.pitch]
        more = paragraphs.beside_picture(inside, row, sheet.pitch) if inside else []
        if not more:
            if stopped:
                break
            continue
        if more[0].box[0] > start or not paragraphs.goes_on(found, more, way.lines, margin, sheet):
            break
        # The dashes of a list tell its points apart.
        found += more if paragraphs.is_point(more) else [*paragraphs.open_dash(tokens), *bare(more)]
        tokens, last, count = more, following, count + 1
        if stopped:
            break
    return bare(found)


def _below(reading: Reading, way: Where, hit: Hit) -> list[Token]:
    sheet = reading.sheets[hit.page]
    low, high, row = *_limits(reading, way, hit), sheet.rows[hit.row]
    beside = [row.tokens[h.start].box[0] for h in reading.hits if h.page == hit.page and h.row == hit.row and h.start >= hit.end]
    left = max(low, row.tokens[hit.start].box[0] - 3 * sheet.pitch)
    right = min(high, min(beside, default=high) - 0.5 * sheet.pitch)
    return _column(reading, hit.page, hit.row, (left, right), way)


def _column(reading: Reading, page: int, above: int, limits: tuple[float, float], way: Where) -> list[Token]:
    """Up to as many lines as *way* allows under row *above* between *limits* (x), until a label or a wide gap."""
    left, right = limits
    sheet = reading.sheets[page]
    found: list[Token] = []
    last, count = sheet.rows[above], 0
    for r in range(above + 1, len(sheet.rows)):
        row = sheet.rows[r]
        if count >= way.lines or row.y - last.y > (2.7 if found else 4.0) * sheet.pitch:
            break
        labelled = [h for h in reading.hits if h.page == page and h.row == r and left <= row.tokens[h.start].x < right]
        if labelled:
            break
        inside = [t for t in row.tokens if left <= t.x < right]
        more = bare(inside)
        if more:
            # The dashes of a list tell its items apart.
            found += inside if way.join is not None else more
            last, count = row, count + 1
    return found


def _in_table(reading: Reading, way: Where) -> Iterator[Part]:
    headings = {fold(w) for w in way.under}
    rows = {fold(w) for w in way.labels}
    for hit in (h for h in reading.hits if h.label in headings and reading.issued(way, h.page, h.row)):
        sheet = reading.sheets[hit.page]
        if not rows and not is_heading(sheet, hit):
            continue
        on_page = [h for h in reading.hits if h.page == hit.page]
        if not rows:
            column, rule = column_under(sheet, on_page, hit, way.lines), f"table heading '{hit.label}'"
            if way.join is None:
                yield from picked([t for line in column.lines for t in line], way, rule, hit.score)
            elif (part := joined_cells(column, way.join, rule, hit.score)) is not None:
                yield part
            continue
        for label in (h for h in on_page if h.label in rows and h.row > hit.row):
            cell = find_cell(sheet, on_page, hit, label, way.lines)
            if cell is not None:
                fit = min(hit.score, label.score, cell.apart)
                yield from picked(bare(cell.tokens), way, f"table row '{label.label}' under '{hit.label}'", fit)
