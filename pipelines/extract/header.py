"""
The head of an administrative paper (Decree 30/2020/NĐ-CP, Appendix I, boxes 1 to 4; before it Circular 01/2011/TT-BNV).

Left the body that issues, under the body above it, and the number; right the national title and motto, place and date.
Read by the national title's place, not by the recogniser's lines, which run through both columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rapidfuzz import fuzz

from pipelines.extract.dateline import DATE, LABEL, WANTS_DATE, YEAR_AT_END, place_and_date
from pipelines.extract.geometry import Row, Sheet, Token, make_row, split_at_gaps
from pipelines.extract.parts import Part
from pipelines.extract.print_check import evenness
from pipelines.extract.text import fold, is_syllable
from pipelines.extract.vocabulary import papers

_NATION = "cong hoa xa hoi chu nghia viet nam"
_MOTTO = "doc lap tu do hanh phuc"
_TOP = 0.5
"""Share of the page above which a head ends."""
_STAMP = ("cong van den", "van ban den", "cong thong tin dien tu")
"""First words of the stamps of incoming mail; they have a number and a date of their own."""


@dataclass(frozen=True, slots=True)
class Header:
    """What was found; None where nothing was."""

    page: int
    number: Part | None = None
    agency_rows: tuple[Row, ...] = ()
    """Capitals of the left column above the number; a stamp far above or a title below may be among them."""
    place: Part | None = None
    date: Part | None = None
    boundary: float = 0.0
    """x between the two columns."""
    bottom: float = 0.0
    """y of the lowest row that belongs to it (V/v block not counted)."""
    top: float = 0.0
    """y of the national title."""
    nation: bool = False
    """Whether the national title was seen."""
    centred_rows: tuple[Row, ...] = ()
    """Capitals right under a national title in the middle of the page: there the body stands, where a certificate names it."""
    left_rows: tuple[Row, ...] = field(default=())
    """Rows of the left column from the number down, for the V/v block."""


def read_header(sheet: Sheet) -> Header | None:
    """The head on this page, or None when neither national title, motto nor number with date is there."""
    limit = sheet.page.height * _TOP
    rows = [r for r in sheet.rows if r.y < limit]
    nation = _find(rows, _NATION, 80)
    motto = _find(rows, _MOTTO, 82)
    anchor = nation or motto
    if anchor is None:
        return None
    index, tokens = anchor
    left_edge = min(t.box[0] for t in tokens)
    width = max(t.box[2] for t in tokens) - left_edge
    # The motto is shorter than the title above it and stands centred under it.
    edge = left_edge if nation else left_edge - 0.25 * width
    header = _columns(sheet, rows, index, edge, seen=nation is not None)
    return replace(header, centred_rows=tuple(_centred_under(sheet, rows[index + 1 :], left_edge + width / 2)))


def _centred_under(sheet: Sheet, rows: Sequence[Row], axis: float) -> Iterator[Row]:
    """The capitals at the head of *rows* that stand about *axis*, when that is the middle of the page."""
    if abs(axis / sheet.page.width - 0.5) > 0.06:
        return
    for row in rows:
        if row.folded and fuzz.ratio(_MOTTO, row.folded) < 75 and any(len(t.folded) > 1 for t in row.tokens):
            if not _is_name(row) or abs((row.left + row.right) / 2 - axis) > 2 * sheet.pitch:
                return
            yield row


def _find(rows: list[Row], phrase: str, cutoff: float) -> tuple[int, list[Token]] | None:
    best: tuple[float, int, list[Token]] | None = None
    for i, row in enumerate(rows):
        found = (
            fuzz.partial_ratio_alignment(phrase, row.folded, score_cutoff=cutoff)
            if len(row.folded) >= 0.7 * len(phrase)
            else None
        )
        if found is None or (best is not None and found.score <= best[0]):
            continue
        best = (found.score, i, tokens_between(row, found.dest_start, found.dest_end))
    return (best[1], best[2]) if best and best[2] else None


def tokens_between(row: Row, start: int, end: int) -> list[Token]:
    """Tokens that cover at least half of themselves in characters *start* to *end* of the row's folded text."""
    kept, at = [], 0
    for token in row.tokens:
        if not token.folded:
            continue
        stop = at + len(token.folded)
        if min(stop, end) - max(at, start) >= 0.5 * len(token.folded):
            kept.append(token)
        at = stop + 1
    return kept


def _columns(sheet: Sheet, rows: list[Row], index: int, edge: float, *, seen: bool) -> Header:
    pitch = sheet.pitch
    top = rows[index].y - (4.5 if not seen else 2.5) * pitch
    left: list[Row] = []
    right: list[Row] = []
    filled: list[Row] = []
    for row in rows:
        if row.y < top:
            continue
        a, b = split_at(row, edge, pitch)
        if a:
            left.append(make_row(a))
        if b:
            right.append(make_row(b))
            if a and WANTS_DATE.search(make_row(a).text):
                filled.append(right[-1])
    low = rows[index].y + 9 * pitch
    number_at = _number_row(left, low + 3 * pitch)
    number = _number(_with_stamped_figures(left, number_at, pitch)) if number_at is not None else None
    undated = [r for r in right if r.y < low and r not in filled and not LABEL.search(r.folded)]
    dated = [r for r in undated if DATE.search(r.folded)] or [
        r for r in undated if r.text[0].isupper() and YEAR_AT_END.match(r.text)
    ]
    place, date = place_and_date(dated[0]) if dated else (None, None)
    number_y = left[number_at].y if number_at is not None else None
    below = [r for r in rows if r.y > rows[index].y + pitch]
    centred = [r.y for r in below if _is_title(r, edge) or not any(split_at(r, edge, pitch))]
    agency_until = min([y for y in (number_y, *centred) if y is not None], default=rows[index].y + 6 * pitch)
    agency = [r for r in left if r.y < agency_until - 0.4 * pitch and _is_name(r) and not _NUMBER.match(r.text)]
    agency = [r for r in agency if fuzz.partial_ratio(_NATION, r.folded, score_cutoff=80) == 0 or len(r.folded) < len(_NATION)]
    bottoms = [y for y in (number_y, dated[0].y if dated else None) if y is not None]
    return Header(
        page=sheet.page.number,
        number=number,
        agency_rows=tuple(agency),
        place=place,
        date=date,
        boundary=edge,
        bottom=max(bottoms, default=rows[index].y + 2 * pitch),
        top=rows[index].y,
        nation=seen,
        left_rows=tuple(r for r in left if number_y is None or r.y >= number_y - 0.2 * pitch),
    )


def split_at(row: Row, edge: float, pitch: float) -> tuple[list[Token], list[Token]]:
    """
    *row* cut into the columns left and right of *edge*, at the widest gap near it.

    A date may begin left of the national title; so the widest gap decides where it is plain, else the tokens' middles.
    """
    tokens = row.tokens
    gaps = sorted(b.box[0] - a.box[2] for a, b in pairwise(tokens)) or [0]
    usual = gaps[len(gaps) // 2]
    best, where = 0.0, None
    for i in range(1, len(tokens)):
        gap = tokens[i].box[0] - max(t.box[2] for t in tokens[:i])
        middle = (tokens[i].box[0] + tokens[i - 1].box[2]) / 2
        worth = gap - 0.25 * abs(middle - edge)
        if gap >= max(0.8 * pitch, 1.6 * usual) and worth > best:
            best, where = worth, i
    if where is not None:
        return list(tokens[:where]), list(tokens[where:])
    if row.right <= edge + pitch or (row.left < edge - 3 * pitch and row.right < edge + 2 * pitch):
        return list(tokens), []
    if row.left >= edge - pitch or (DATE.search(row.folded) and not _NUMBER.match(row.text)):
        return [], list(tokens)
    if is_centred(row, edge, pitch):
        return [], []
    return [t for t in tokens if t.x < edge], [t for t in tokens if t.x >= edge]


def is_centred(row: Row, edge: float, pitch: float) -> bool:
    """Whether *row* stands across the gap between the columns, as titles do, without being two columns run together."""
    return edge - row.left < 9 * pitch and row.right - edge < 14 * pitch and row.right - row.left < 20 * pitch


def _is_title(row: Row, edge: float) -> bool:
    """Whether *row* is a wide title that runs through both columns: it begins with a kind of paper."""
    return row.left < edge < row.right and row.text.split()[0].isupper() and row.folded.startswith(tuple(papers()))


_NUMBER = re.compile(r"^\W*s[oốồôóòõổỗộáàả06]\W", re.IGNORECASE)
_COUNTS = re.compile(r"^\W*[sS]ố\s+(?:[^\W\d_]{3,}\s|[^\W\d_]{2,}:)")
"""«Số» that belongs to the words behind it: Số tầng, Số Giấy CMND."""
_SUBJECT = re.compile(r"^\W*(?:[VWvw]\s?[/\\|⁄]\s?[vw]|Về việc)\b")
_SYMBOL = re.compile(r"[/⁄].{0,4}[A-ZĐÐ]|[0-9]\s*-\s*[A-ZĐÐ]{2}")


def _number_row(left: list[Row], low: float) -> int | None:
    """Index of the row of *left* that holds the number, none under y *low*."""
    stamped = next((r.y for r in left if any(_says(s, r.folded) for s in _STAMP)), None)
    options = []
    for i, row in enumerate(left):
        # The subject of a letter often names another paper's number.
        if row.y > low or (stamped is not None and row.y > stamped) or _SUBJECT.match(row.text):
            break
        says_so = bool(_NUMBER.match(row.text + " ")) and not _COUNTS.match(row.text)
        symbol = bool(_SYMBOL.search(row.text))
        if says_so or (symbol and re.search("[0-9]", row.text)):
            options.append((says_so and symbol, -i))
    return -max(options)[1] if options else None


def _with_stamped_figures(left: Sequence[Row], at: int, pitch: float) -> Row:
    """The number's row with the figures that a numbering machine set into its blank («Số: … /QĐ-…»), above or below the line."""
    row = left[at]
    for before, behind in pairwise(row.tokens):
        if not _SYMBOL.match(behind.text) or re.search("[0-9]", before.text):
            continue
        beside = [r for r in left if r is not row and abs(r.y - row.y) < 1.2 * pitch]
        inside = [t for r in beside for t in r.tokens if before.box[2] <= t.x and t.box[2] <= behind.x]
        if inside and all(re.fullmatch("[0-9]+", t.text) for t in inside):
            return make_row([*row.tokens, *inside])
    return row


def _says(stamp: str, text: str) -> bool:
    """Whether *text* is or holds most of *stamp*; both unaccented."""
    return len(text) >= 0.55 * len(stamp) and fuzz.partial_ratio(stamp, text) >= 88


def number_under(sheet: Sheet, title: Row) -> Part | None:
    """A number that stands under or beside the title instead of under the agency, as on permits and certificates."""
    for row in sheet.rows:
        if not title.y - 2.5 * sheet.pitch < row.y < title.y + 6 * sheet.pitch:
            continue
        for tokens in split_at_gaps(row.tokens, 2.2 * sheet.pitch):
            part = make_row([t for t in tokens if t not in title.tokens] or tokens)
            if _NUMBER.match(part.text + " ") and re.search("[0-9]", part.text):
                return _number(part)
    return None


def _number(row: Row) -> Part | None:
    tokens = list(row.tokens)
    while len(tokens) > 1 and not tokens[0].folded and tokens[0].text not in "/-":
        tokens = tokens[1:]
    if _NUMBER.match(tokens[0].text + " ") or fold(tokens[0].text) in ("so", "s6"):
        glued = re.match(r"^\W*s[oốồôóòõổỗộáàả06]\W+(\w.*)$", tokens[0].text, re.IGNORECASE)
        if glued is None:
            tokens = tokens[1:]
    while tokens and re.fullmatch(r"[\W_]*", tokens[-1].text) and tokens[-1].text not in ("/", "-"):
        tokens = tokens[:-1]
    while tokens and re.fullmatch(r"[^\w/]*", tokens[0].text):
        tokens = tokens[1:]
    if not tokens:
        return None
    return Part(tuple(tokens), "block number", fit=evenness(tokens, row))


def _is_name(row: Row) -> bool:
    letters = re.sub(r"[\W\d_]", "", row.text)
    if len(letters) == 2:
        # The last word of a name that found no room on its line: PHƯỜNG QUẾ / VÕ.
        return letters.isupper() and is_syllable(letters) and all(t.confidence >= 0.6 for t in row.tokens)
    return len(letters) >= 3 and sum(c.isupper() for c in letters) >= 0.7 * len(letters)


def adjoining(rows: Sequence[Row], pitch: float) -> list[Row]:
    """Rows up from the lowest as long as no row is missing between them; a far one is a stamp or an archive's mark."""
    kept: list[Row] = []
    for row in reversed(rows):
        if kept and kept[0].y - row.y > 3.2 * pitch:
            break
        kept.insert(0, row)
    return kept
