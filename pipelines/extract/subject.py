"""
What a paper is about: the V/v block under a letter's number, or the lines under a title.

Decree 30/2020/NĐ-CP, Appendix I Part II.5: boxes 5a (title and subject, centred) and 5b (công văn).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipelines.extract.geometry import Row, Sheet, Token, make_row, split_at_gaps
from pipelines.extract.header import Header, split_at
from pipelines.extract.parts import Part
from pipelines.extract.repeated import as_repeated
from pipelines.extract.spacing import with_blanks
from pipelines.extract.stamped import MENDED, is_foreign, revealed, without_stamp
from pipelines.extract.text import fold, is_syllable

_ABOUT = re.compile(r"^[^\w]*(?:[VWvw]\s?[/\\|⁄1lI]\s?[vwyu]\b[.:]?|Về việc\b|Vê việc\b|Vv\b[.:]?)\s*:?\s*")
_BLURRED = re.compile(r"^[^\w/]*(?:\S{0,3}[/\\|⁄]\S{0,2}|[VW](?!ề\s|à\s)\S{0,2}[.:]*)\s+")
"""A V/v that lost a stroke; believed only directly under the number."""
_SLASHED = re.compile(r"^\W*[VWvw]\s?[/\\|⁄]")
_URGENT = ("khan", "thuong khan", "hoa toc", "mat", "tuyet mat")
"""Stamps of urgency and secrecy (Decree 30/2020/NĐ-CP, Appendix I, boxes 10a and 10b)."""
_ABOVE = 0.6
"""Fit of a subject whose own title was not read."""
_BODY = ("can cu", "xet", "theo ", "dieu ", "thuc hien", "kinh gui", "chuong ", "noi nhan")
"""With a capital: a subject's further line may begin with the same words in small letters."""


def letter_subject(sheet: Sheet, header: Header) -> Part | None:
    """The V/v block of *header*'s left column, without the leading V/v; None when there is none."""
    rows: list[Row] = []
    start = None
    below = [r for r in sheet.rows if r.y > (header.bottom - 2.2 * sheet.pitch) and r.y < sheet.page.height * 0.5]
    for row in below:
        left = _across(row, header, sheet) or _under(rows, row, sheet) or split_at(row, header.boundary, sheet.pitch)[0]
        if not left or not any(t.folded for t in left):
            if start is not None and row.y - rows[-1].y > 2.3 * sheet.pitch:
                break
            continue
        part = make_row(left)
        if start is None:
            reach = 6 if _across(row, header, sheet) and _SLASHED.match(part.text) else 3
            beneath = row.y - header.bottom < reach * sheet.pitch and header.number is not None
            if _ABOUT.match(part.text) or (beneath and _BLURRED.match(part.text)):
                start, rows = row.y, [part]
            continue
        opening = any(fuzz.ratio("kinh gui", " ".join(part.folded.split()[i : i + 2])) >= 80 for i in range(2))
        # Capitals under small letters are a stamp, not the subject's next line.
        words = [t for t in part.tokens if len(t.folded) > 1 and t.text.isalpha()]
        stamped = part.text.isupper() and not rows[0].text.isupper() and (len(words) > 1 or part.folded in _URGENT)
        if opening or stamped or part.y - rows[-1].y > 2.6 * sheet.pitch or len(rows) >= 8:
            break
        rows.append(part)
    if not rows:
        return None
    tokens, mended = as_repeated([t for r in rows for t in with_blanks(r).tokens], _below(sheet, rows[-1]))
    said = " ".join(t.text for t in tokens)
    clear = _ABOUT.match(said)
    # Only the sign V/v is left out; the words are part of what the paper says.
    opened = None if says_about(said) else clear or _BLURRED.match(said)
    rest = said[opened.end() :] if opened else said
    skipped = len(said) - len(rest)
    kept = _drop_characters(tokens, skipped)
    fit = MENDED if mended else 1.0 if clear else 0.7
    return Part(tuple(kept), "block subject (V/v)", fit=fit, text=rest) if kept and rest else None


def _under(rows: Sequence[Row], row: Row, sheet: Sheet) -> Sequence[Token]:
    """*row*, where it stands centred under the line before: the last word of a subject that runs over the columns' border."""
    if not rows:
        return ()
    middle = (row.left + row.right) / 2 - (rows[-1].left + rows[-1].right) / 2
    narrower = rows[-1].left < row.left and row.right < rows[-1].right
    return row.tokens if narrower and abs(middle) < 1.5 * sheet.pitch else ()


def unmarked_subject(sheet: Sheet, header: Header) -> Part | None:
    """What stands where a letter has its subject when its V/v was not read: in the left column, between number and addressee."""
    if header.number is None:
        return None
    rows: list[Row] = []
    for row in sheet.rows:
        if row.y < header.bottom + 0.6 * sheet.pitch:
            continue
        part = make_row(_across(row, header, sheet) or split_at(row, header.boundary, sheet.pitch)[0] or row.tokens)
        last = rows[-1].y if rows else header.bottom + sheet.pitch
        if part.y - last > 2.6 * sheet.pitch or part.folded.startswith(_BODY) or len(rows) >= 6:
            break
        if part.left < header.boundary and not part.text.isupper() and sum(is_syllable(t.text) for t in part.tokens) >= 2:
            rows.append(part)
        elif rows:
            break
    tokens = tuple(t for r in rows for t in r.tokens)
    return Part(tokens, "block subject (no V/v)", fit=0.4) if len(tokens) >= 4 else None


def _across(row: Row, header: Header, sheet: Sheet) -> Sequence[Token]:
    """What of *row* runs over the border of the columns below the head: a V/v that is centred on the page; empty without one."""
    if row.y < header.bottom + 0.6 * sheet.pitch:
        return ()
    for tokens in split_at_gaps(row.tokens, 1.4 * sheet.pitch):
        left, right = tokens[0].box[0], tokens[-1].box[2]
        middle = (left + right) / 2 / sheet.page.width
        if left < header.boundary < right and 0.4 < middle < 0.62:
            return tokens
    return ()


def _drop_characters(tokens: Sequence[Token], n: int) -> list[Token]:
    at = 0
    for i, token in enumerate(tokens):
        if at >= n or at + len(token.text) > n:
            return list(tokens[i:])
        at += len(token.text) + 1
    return []


def titled_subject(sheet: Sheet, title: Row) -> Part | None:
    """
    The centred lines under *title*, as printed, without a sign V/v before them; None when there are none.

    Where a stamp hides the title and only the later QUYẾT ĐỊNH: was read, they are the lines above it that open as subjects do.
    """
    axis = (title.left + title.right) / 2
    rows, fit = _lines_about(sheet, axis, title, title.y)
    if not rows and (opening := _opening_above(sheet, title)) is not None:
        axis = (opening.left + opening.right) / 2
        rows, fit = _lines_about(sheet, axis, title, opening.y - sheet.pitch)
        fit = min(fit, _ABOVE)
    if not rows:
        return None
    whole = _unhidden(rows, sheet, axis)
    tokens, mended = as_repeated([t for row, _ in whole for t in with_blanks(row).tokens], _below(sheet, rows[-1]))
    fit = min(fit, MENDED) if mended or any(told for _, told in whole) else fit
    said = " ".join(t.text for t in tokens)
    sign = None if says_about(said) else _ABOUT.match(said) or re.match(r"[/⁄|]\s+", said)
    rest = said[sign.end() :] if sign else said
    kept = _drop_characters(tokens, len(said) - len(rest))
    return Part(tuple(kept), "block subject (under the title)", fit=fit, text=rest) if kept and rest else None


def _lines_about(sheet: Sheet, axis: float, title: Row, last_y: float) -> tuple[list[Row], float]:
    """The centred lines below *last_y* that make a subject, and how cleanly they were cut from what stands beside them."""
    pitch = sheet.pitch
    rows: list[Row] = []
    fit = 1.0
    step: float | None = None
    for row in sheet.rows:
        if row.y <= last_y + (0.0 if rows else 0.6 * pitch):
            continue
        centred, cut = _about_axis(row, axis, pitch)
        if centred is None:
            if rows and row.folded.startswith(_BODY) and row.text.lstrip(" -_")[:1].isupper():
                break
            continue
        if not rows and _goes_on(title, centred) and row.y - last_y < 3 * pitch:
            last_y = row.y
            continue
        if _ends_subject(centred, rows) or row.y - last_y > (1.6 * step if step else 5 * pitch) or len(rows) >= 8:
            break
        if rows:
            step = max(step or 0.0, row.y - last_y, 1.7 * pitch)
        fit = min(fit, cut)
        rows.append(centred)
        last_y = row.y
    return rows, fit


def _opening_above(sheet: Sheet, title: Row) -> Row | None:
    """The words of a line above *title* from V/v or Về việc on, alone or behind a stamp's; None without one."""
    for row in sheet.rows:
        for i in range(len(row.tokens) if row.y < title.y else 0):
            if i and not any(map(is_foreign, row.tokens[:i])):
                continue
            if _ABOUT.match(" ".join(t.text for t in row.tokens[i:])):
                return make_row(row.tokens[i:])
    return None


def _unhidden(rows: Sequence[Row], sheet: Sheet, axis: float) -> list[tuple[Row, bool]]:
    """*rows* of a subject without a stamp that lies over their beginnings; and whether the text below told hidden words."""
    body = _below(sheet, rows[-1])
    own = {id(t) for r in rows for t in r.tokens}
    found: list[tuple[Row, bool]] = []
    for row in rows:
        clear = without_stamp(row, axis, sheet.pitch)
        stamped = len(clear.tokens) < len(row.tokens)
        near = (t for r in sheet.rows if abs(r.y - row.y) < 4 * sheet.pitch for t in r.tokens if id(t) not in own)
        told = None
        if stamped or any(t.folded and t.x < 2 * axis - row.right for t in near):
            before = [t.text for t in found[-1][0].tokens] if found else []
            told = revealed(clear, axis, before, body, stamped=stamped, pitch=sheet.pitch)
        found.append((told or clear, told is not None))
    return found


def _below(sheet: Sheet, last: Row) -> list[str]:
    """The words of *sheet* below row *last*."""
    return [t.text for row in sheet.rows if row.y > last.y + 0.6 * sheet.pitch for t in row.tokens]


def _goes_on(title: Row, row: Row) -> bool:
    """Whether *row* is the end of a title that names who decides (… CỦA ỦY BAN NHÂN DÂN / TỈNH ĐỒNG NAI)."""
    return " CỦA " in title.text and row.text.isupper() and not row.folded.startswith(("ve viec", "v v"))


def _ends_subject(row: Row, rows: Sequence[Row]) -> bool:
    letters = re.sub(r"[\W\d_]", "", row.text)
    capitals = bool(letters) and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
    begins = row.folded.startswith(_BODY) and not (rows and row.text.lstrip(" -_")[:1].islower())
    if begins or re.match(r"^\W*\(", row.text):
        return True
    return capitals and (bool(rows) or len(row.tokens) <= 2) and not row.folded.startswith(("ve viec", "v v"))


def _about_axis(row: Row, axis: float, pitch: float) -> tuple[Row | None, float]:
    """
    The part of *row* that lies about *axis*, and how clean the cut was.

    Stamps of incoming mail stand left of a subject and touch it: what lies beyond a gap is left out, and what makes the line
    lopsided lowers the trust in it.
    """
    parts = split_at_gaps(row.tokens, 1.3 * pitch)
    across = [p for p in parts if p[0].box[0] - pitch < axis < max(t.box[2] for t in p) + pitch]
    if not across:
        return None, 1.0
    tokens = [t for t in across[0] if t.folded or t.text in "-/"]
    if not tokens or not any(len(t.folded) > 1 for t in tokens):
        return None, 1.0
    kept = make_row(tokens)
    off = abs((kept.left + kept.right) / 2 - axis) / pitch
    crowd = 0.85 if len(parts) > 1 else 1.0
    return kept, min(crowd, 1.0 if off < 1.6 else 0.5 if off < 3 else 0.2)


def says_about(text: str) -> bool:
    """Whether *text* opens a subject in words."""
    return fold(text).startswith("ve viec")
