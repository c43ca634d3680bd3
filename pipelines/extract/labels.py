"""Printed labels on a page, found on unaccented text: Tesseract loses marks before it loses letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from pipelines.doctypes import DocumentType
from pipelines.extract.geometry import Row, Sheet
from pipelines.extract.text import fold, tidy
from pipelines.extract.vocabulary import folded, vocabulary

_IDENTITY = fold("Giấy tờ tùy thân")
"""The label that stands for every list of identity papers."""
_CUTOFF = 86.0
"""Least likeness in percent; one letter in seven may be wrong."""
_INSIDE = 93.0
"""Least likeness of a label inside a line that no colon ends."""
_SHORT = 5
"""Labels of so few letters must match whole."""
_LONG = 11
"""Labels of more letters are like no name by chance."""
_CELL = 2.5
"""Blank before a word, in heights of the row, behind which another column begins."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A label where it stands."""

    label: str
    """Unaccented."""
    page: int
    """Index of the sheet."""
    row: int
    """Index of the row on it."""
    start: int
    """First token of the row that belongs to it."""
    end: int
    """One past the last."""
    score: float
    """0 to 1."""

    @property
    def place(self) -> tuple[int, int, int]:
        return (self.page, self.row, self.start)


def all_labels(doctype: DocumentType) -> tuple[str, ...]:
    """Every label that the type's YAML names, unaccented, longest first."""
    found = {*map(fold, doctype.other_labels), *map(fold, doctype.ends_at)}
    for spec in doctype.fields.values():
        for way in (*spec.where, *spec.also):
            for words in (way.labels, way.after, way.before, way.under, way.stop):
                found.update(map(fold, words))
    return tuple(sorted(found - {""}, key=lambda label: (-len(label), label)))


def find_labels(sheets: Sequence[Sheet], labels: Iterable[str]) -> list[Hit]:
    """All *labels* on *sheets*, in reading order. Where two overlap the longer holds: a mother's label is not a child's."""
    ordered = list(labels)
    hits = []
    for p, sheet in enumerate(sheets):
        for r, row in enumerate(sheet.rows):
            hits += _on_row(row, ordered, p, r)
    return sorted(hits, key=lambda h: h.place)


def _on_row(row: Row, labels: Sequence[str], page: int, index: int) -> list[Hit]:
    starts, at = [], 0
    pieces = []
    for token in row.tokens:
        starts.append(at)
        if token.folded:
            pieces.append(token.folded)
            at += len(token.folded) + 1
    text = " ".join(pieces)
    if not text:
        return []
    found = [hit for label in labels for hit in _spans(row, label, text, starts, page, index)]
    if _IDENTITY in labels:
        found += _identity_papers(row, text, starts, page, index)
    # The longest label holds, unless a shorter one is much better spelled: length counts, likeness counts more.
    found.sort(key=lambda h: (-_length(row, h) * h.score**5, h.start))
    taken: set[int] = set()
    hits = []
    for hit in found:
        span = set(range(hit.start, hit.end))
        if not span & taken:
            taken |= span
            hits.append(hit)
    return hits


def _length(row: Row, hit: Hit) -> int:
    """Letters that *hit* explains."""
    return len(" ".join(t.folded for t in row.tokens[hit.start : hit.end])) if hit.label == _IDENTITY else len(hit.label)


def _identity_papers(row: Row, text: str, starts: Sequence[int], page: int, index: int) -> Iterator[Hit]:
    """
    Labels made of the names of identity papers, in whatever order a form has them («Số định danh cá nhân/CCCD/Hộ chiếu»), where
    the type asks for such a paper at all.
    """
    for match in _papers_of_identity().finditer(text):
        begin, end = match.span()
        span = [i for i, t in enumerate(row.tokens) if t.folded and begin <= starts[i] and starts[i] + len(t.folded) <= end]
        for first, last in _cells(row, span):
            if _announces(row, match[0], first, last, 100):
                yield Hit(_IDENTITY, page, index, first, last, 1.0)


def _cells(row: Row, span: Sequence[int]) -> Iterator[tuple[int, int]]:
    """*span* of tokens cut where a column ends; of each what stands before its first colon («Giấy tờ tùy thân: CCCD số»)."""
    open_at: int | None = None
    closed = False
    for i, at in enumerate(span):
        token = row.tokens[at]
        if i and token.box[0] - row.tokens[at - 1].box[2] > _CELL * row.height:
            if open_at is not None:
                yield open_at, span[i - 1] + 1
            open_at, closed = None, False
        if open_at is None and not closed:
            open_at = at
        if open_at is not None and token.text.endswith(":"):
            yield open_at, at + 1
            open_at, closed = None, True
    if open_at is not None:
        yield open_at, span[-1] + 1


@cache
def _papers_of_identity() -> re.Pattern[str]:
    names = "|".join(sorted(map(fold, vocabulary()["identity_papers"]), key=len, reverse=True))
    one = f"(?:so )?(?:the |giay )?(?:{names})"
    return re.compile(rf"(?<!\S){one}(?: (?:hoac |va )?{one})*(?: so)?(?!\S)")


def _spans(row: Row, label: str, text: str, starts: Sequence[int], page: int, index: int) -> Iterator[Hit]:
    """Where *label* stands in *row*, whose folded *text* has its tokens at *starts*; overlaps are for the caller to settle."""
    if len(label) > len(text) + 2:
        return
    masked = text
    for _ in range(4):
        found = _best(masked, label)
        if found is None:
            return
        begin, end, _ = found
        masked = masked[:begin] + "\0" * (end - begin) + masked[end:]
        span = [
            i
            for i, t in enumerate(row.tokens)
            if t.folded and min(starts[i] + len(t.folded), end) - max(starts[i], begin) > 0.5 * len(t.folded)
        ]
        if not span:
            continue
        first, last = span[0], span[-1] + 1
        if any(t.text.endswith(":") for t in row.tokens[first : last - 1]) or _runs_into_value(row, first, last):
            continue
        snapped = fuzz.ratio(label, " ".join(t.folded for t in row.tokens[first:last] if t.folded))
        if snapped >= _CUTOFF and _announces(row, label, first, last, snapped):
            yield Hit(label, page, index, first, last, snapped / 100)


def _runs_into_value(row: Row, first: int, last: int) -> bool:
    """
    Whether the stretch goes over a column's edge, or a name's word is part of it: «Họ và tên VÕ …» is not «Họ và tên vợ», and
    «… HOÀNG NAM, sinh năm 1938» holds no «Năm sinh».
    """
    tokens = row.tokens[first:last]
    shouted = tokens[0].text.isupper() and re.search("[aeiouy]", tokens[0].folded) is not None and len(tokens[0].folded) > 1
    if shouted and len(tokens) > 1 and tokens[1].text.islower():
        return True
    if any(b.box[0] - a.box[2] > _CELL * row.height for a, b in pairwise(tokens)):
        return True
    end = tidy(tokens[-1].text).strip(".,:;")
    names = folded("surnames").get(fold(end), ())
    return len(tokens) > 1 and end[:1].isupper() and end.casefold() in {name.casefold() for name in names}


def _best(text: str, label: str) -> tuple[int, int, float] | None:
    at = text.find(label)
    if at >= 0:
        return at, at + len(label), 100.0
    if len(label) <= _SHORT:
        return None
    found = fuzz.partial_ratio_alignment(label, text, score_cutoff=_CUTOFF)
    return (found.dest_start, found.dest_end, found.score) if found is not None and found.dest_end > found.dest_start else None


def _announces(row: Row, label: str, first: int, last: int, score: float) -> bool:
    """A label opens its row or column or is followed by a colon; only long ones may stand inside a sentence."""
    if len(label) <= _SHORT and score < 100:
        return False
    tokens = row.tokens
    # «Vợ» heads a column, «Võ» opens a name.
    if len(label) <= 3 and any(
        tidy(tokens[first].text).casefold() == name.casefold() for name in folded("surnames").get(label, ())
    ):
        return False
    colon = tokens[last - 1].text.endswith(":") or (last < len(tokens) and tokens[last].text.startswith(":"))
    opens = all(not t.folded or (t.folded.isdigit() and len(t.folded) <= 2) or len(t.folded) == 1 for t in tokens[:first])
    new_column = first > 0 and tokens[first].box[0] - tokens[first - 1].box[2] > _CELL * row.height
    opens = opens or new_column
    # Short headings in capitals are read in small letters now and then: CHỒNG, vợ.
    among_capitals = new_column and tokens[first - 1].text.isupper() and last == len(tokens)
    if colon:
        return True
    # «QUYỀN» alone on its line is a name's last word: what counts something says a figure.
    if label in folded("numbered_labels") and not (last < len(tokens) and any(map(str.isdigit, tokens[last].text))):
        return False
    # "Nam Định" of an address is as like to "Năm sinh" as a misread label is: without a colon it must be spelled right.
    if score < 100 and len(label) <= _LONG:
        return False
    # «… tiêu chuẩn / chức danh nghề nghiệp» goes on from the line above.
    small = tokens[first].text[:1].islower() and last < len(tokens) and tokens[last].text[:1].islower()
    if small and not new_column:
        return False
    if opens and (len(label) > _SHORT or tokens[first].text[:1].isupper() or among_capitals):
        return True
    # «hộ kinh doanh Nga» of a name is like «chủ hộ kinh doanh» too.
    if score < _INSIDE:
        return False
    return len(label.split()) >= 3 or (len(label) >= 7 and tokens[first].text[:1].isupper())
