"""
What kind of paper it is: by the title that announces it, and by words that must not be there.

A mention of a kind is not being one: only a line of its own, in capitals, near the middle of the page and above the body
announces. The first such line decides. A paper without a title (công văn) is known by its opening, its subject block and a
symbol that names no kind of paper (Decree 30/2020/NĐ-CP Art. 7, Appendix III).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipelines.doctypes import DocumentType
from pipelines.extract.geometry import Row, Sheet, make_row, split_at_gaps
from pipelines.extract.header import Header
from pipelines.extract.labels import all_labels, find_labels
from pipelines.extract.text import fold, tidy
from pipelines.extract.vocabulary import papers, vocabulary

_BODY = ("can cu ", "dieu 1", "xet de nghi", "kinh gui", "theo de nghi")


@dataclass(frozen=True, slots=True)
class Title:
    """A line that announces."""

    row: Row
    name: str
    """Unaccented title that it matches."""
    score: float
    """0 to 1."""
    in_body: bool
    """Below the first line of the body (the second QUYẾT ĐỊNH of a decision)."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The kind of paper, and why."""

    document_type: str | None
    confidence: float
    title: Title | None
    reasons: tuple[str, ...]
    """For people who tune, English."""


def find_titles(sheet: Sheet, names: Sequence[str], below: float = 0.0) -> list[Title]:
    """
    What of *sheet* under y *below* announces one of *names* (unaccented), from top to bottom.

    A title may be broken over up to three centred lines (GIẤY PHÉP HÀNH NGHỀ / KHÁM BỆNH, CHỮA BỆNH): the longest reading that is
    a title and nothing else holds, so that the first line alone never announces another paper.
    """
    found: list[Title] = []
    body_y = next((r.y for r in sheet.rows if r.folded.startswith(_BODY)), float("inf"))
    parts = [p for row in sheet.rows if row.y > below for p in _centred_capitals(row, sheet)]
    used: set[int] = set()
    for i, part in enumerate(parts):
        if i in used:
            continue
        options = []
        for lines in _joined(parts, i, sheet):
            whole = Row(tuple(t for n in lines for t in parts[n].tokens), parts[lines[-1]].y, part.height)
            said = ((_announces(whole, name, alone=len(lines) == 1), name) for name in names)
            score, name = max(said, default=(0.0, ""))
            if score >= 0.84:
                options.append((lines, Title(whole, name, score, part.y > body_y + 1)))
        if options:
            best = max(title.score for _, title in options)
            lines, title = next(o for o in reversed(options) if o[1].score >= best - 0.08)
            used.update(lines)
            found.append(title)
    return found


def _centred_capitals(row: Row, sheet: Sheet) -> Iterator[Row]:
    width = sheet.page.width
    for tokens in split_at_gaps(row.tokens, 1.6 * sheet.pitch):
        part = make_row(tokens)
        capitals = sum(c.isupper() for t in tokens for c in t.text)
        if capitals >= 5 and len(part.folded) >= 5 and 0.34 * width < (part.left + part.right) / 2 < 0.74 * width:
            yield part


def _joined(parts: Sequence[Row], first: int, sheet: Sheet) -> Iterator[list[int]]:
    """Indices of the part *first* alone, then with one and with two more lines that stand centred under it."""
    lines = [first]
    yield lines
    for n in range(first + 1, min(len(parts), first + 6)):
        above, part = parts[lines[-1]], parts[n]
        step = part.y - above.y
        if step > 2.3 * max(above.height, part.height, sheet.pitch) or len(lines) == 3:
            return
        if step > 0.7 * sheet.pitch and abs(_middle(part) - _middle(above)) < 3 * sheet.pitch:
            lines = [*lines, n]
            yield lines


def _middle(row: Row) -> float:
    return (row.left + row.right) / 2


def sheet_line(sheet: Sheet) -> float:
    """Usual distance between two lines of text, pixels."""
    return 1.6 * sheet.pitch


def _announces(row: Row, name: str, *, alone: bool = True) -> float:
    """
    0 to 1: how well *row* is the title *name* and nothing else; 0 when it is a sentence.

    Beside a line that stands *alone* there may be specks and initials; joined lines hold the title's words only.
    """
    tokens = [t for t in row.tokens if t.folded]
    wanted = len(name.split())
    best = 0.0
    for start in range(min(4, len(tokens))):
        for n in (wanted, wanted - 1, wanted + 1):
            window = tokens[start : start + n]
            if not window or len(window) < n:
                continue
            least = max(best, 0.8 if len(name) > 8 else 0.92)
            score = fuzz.ratio(name, " ".join([t.folded for t in window]), score_cutoff=100 * least) / 100
            if score <= least:
                continue
            letters = re.sub(r"[\W\d_]", "", "".join(t.text for t in window))
            if not letters or sum(c.isupper() for c in letters) < 0.75 * len(letters):
                continue
            rest = tokens[:start] + tokens[start + n :]
            after = tokens[start + n].text if start + n < len(tokens) else ""
            strangers = [t for t in rest if t.confidence >= 0.5 and len(t.folded) > 2 * alone]
            # Until 2011 a decision's title named who decides: QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH …
            by_whom = after.startswith("CỦA") and "".join(t.text for t in rest).isupper()
            if not strangers or by_whom or (start == 0 and after.startswith(("(", "Số", "SỐ"))):
                best = score
    return best


def symbol_kind(number: str | None) -> str | None:
    """The kind of paper that a number's symbol names (``QĐ`` in 25/QĐ-TTg), else None."""
    if not number:
        return None
    match = re.search(r"[/⁄]\s*([A-ZĐÐ][A-Za-zĐđ]*)\s*-?", tidy(number))
    kind = re.sub("ĐĐ+", "Đ", match[1]) if match else None
    return kind if kind in vocabulary()["papers"] else None


def _labels_on(sheets: Sequence[Sheet], doctype: DocumentType) -> int:
    """How many different labels of a form stand on its first leaf, front and back; 0 where its type asks for none."""
    # Attachments of a hundred pages need not be searched.
    return len({hit.label for hit in find_labels(sheets[:2], all_labels(doctype))}) if doctype.labels_at_least else 0


def recognise(
    sheets: Sequence[Sheet],
    header: Header | None,
    has_subject_block: bool,
    doctypes: Mapping[str, DocumentType],
) -> Recognition:
    """The kind of paper that *sheets* are, by title, symbol and, where a type asks for them, its field labels."""
    first = next((s for s in sheets if header is not None and s.page.number == header.page), sheets[0])
    known: dict[str, list[str]] = {}
    for doctype in doctypes.values():
        for title in doctype.titles:
            known.setdefault(fold(title), []).append(doctype.name)
    forbidden = {fold(title) for doctype in doctypes.values() for title in doctype.never}
    below = header.top + sheet_line(first) if header is not None else 0.0
    named = sorted({*known, *papers(), *forbidden}, key=len, reverse=True)
    titles = find_titles(first, named, below)
    if first is not sheets[0] and all(t.in_body for t in titles):
        # The title of a folded certificate may stand on its cover only.
        titles = [*find_titles(sheets[0], named), *titles]
    number = header.number.raw if header and header.number else None
    kind = symbol_kind(number)
    announced = next((t for t in titles if not t.in_body), None)
    if announced is None:
        untitled = _untitled(first, header, has_subject_block, doctypes, kind)
        if untitled is not None:
            return untitled
        announced = next((t for t in titles if t.in_body), None)
    if announced is None:
        return Recognition(None, 0.0, None, ("no line announces a kind of paper",))
    names = known.get(announced.name, [])
    options = [_titled(doctypes[name], announced, titles, header, kind, _labels_on(sheets, doctypes[name])) for name in names]
    if not options:
        return Recognition(None, 0.1, announced, (f"announced as another kind of paper: {announced.row.text}",))
    return max(options, key=lambda o: o.confidence)


def _titled(
    doctype: DocumentType, title: Title, titles: Sequence[Title], header: Header | None, kind: str | None, labels: int
) -> Recognition:
    why = [f"title '{title.row.text}' {title.score:.2f}"]
    confidence = 0.93 * title.score**2
    if header is not None and header.nation:
        confidence += 0.02
    if doctype.symbols and kind is not None:
        agrees = kind in doctype.symbols
        confidence = confidence + 0.04 if agrees else confidence * 0.6
        why.append(f"symbol {kind} {'agrees' if agrees else 'speaks against it'}")
    if doctype.labels_at_least:
        enough = labels >= doctype.labels_at_least
        confidence = confidence + 0.04 if enough else min(confidence, 0.6 * labels / doctype.labels_at_least)
        why.append(f"{labels} labels, {doctype.labels_at_least} needed")
    if title.in_body:
        confidence *= 0.8
        why.append("only inside the body")
    barred = {fold(name) for name in doctype.never}
    against = next((t for t in titles if t.name in barred and not t.in_body), None)
    if against is not None:
        return Recognition(None, 0.1, title, (*why, f"but '{against.row.text}' makes it another paper"))
    return Recognition(doctype.name, round(min(confidence, 0.99), 4), title, tuple(why))


def _untitled(
    sheet: Sheet, header: Header | None, has_subject_block: bool, doctypes: Mapping[str, DocumentType], kind: str | None
) -> Recognition | None:
    if header is None:
        return None
    for doctype in doctypes.values():
        if doctype.titles:
            continue
        openings = [fold(o) for o in doctype.openings]
        opening = next((r for r in sheet.rows if any(_opens(r, o) for o in openings)), None)
        if opening is None:
            continue
        why = [f"opens with '{opening.text[:20]}'"]
        if kind is not None and kind not in doctype.symbols:
            return Recognition(None, 0.1, None, (*why, f"but the symbol names another kind of paper: {kind}"))
        if header.number is None and not has_subject_block:
            # People's own papers (ĐƠN XIN …) are addressed too.
            return Recognition(None, 0.1, None, (*why, "but neither number nor V/v stands above"))
        confidence = 0.6
        if has_subject_block:
            confidence += 0.3
            why.append("subject block under the number")
        if header.nation:
            confidence += 0.03
        if header.number is not None and re.search(r"[/⁄-]\s*[A-ZĐ]{2}", tidy(header.number.raw)):
            confidence += 0.05
            why.append("symbol names no kind of paper")
        return Recognition(doctype.name, round(confidence, 4), None, tuple(why))
    return None


def _opens(row: Row, opening: str) -> bool:
    n = len(opening.split())
    return any(fuzz.ratio(opening, " ".join(row.folded.split()[i : i + n])) >= 85 for i in range(3))
