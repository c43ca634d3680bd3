"""
A second reading of a value's box, by whoever reads pages, to see whether it says the same.

Recognisers give wrong digits with full confidence; but another preparation of the image seldom makes the same mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipelines.doctypes import FieldSpec, Where
from pipelines.extract.agency import compose
from pipelines.extract.geometry import Row, Sheet, lay_out
from pipelines.extract.items import rejoined
from pipelines.extract.kinds import Parsed, parse
from pipelines.extract.parts import Part
from pipelines.extract.signer import Signer, find_signer, signature_region, title_in
from pipelines.extract.text import fold, level
from pipelines.model import Box, Page, Value, Word

LOST = " (second look only)"
"""Ends the rule of what the first reading did not see at all."""
_MAY_LOSE_LINES = ("agency", "subject")
"""Blocks of several lines, of which stamps hide whole ones."""
LookAgain = Callable[[Page, Box], tuple[Word, ...]]
Again = tuple[str, Parsed | None, tuple[Word, ...]]
"""What another reading says: its text, the value it makes, and the words it was made of."""
Reader = Callable[[LookAgain, Sheet, Part, FieldSpec, Where, str | None], Again | None]
"""A way to look at a value once more."""


def read_again(look: LookAgain, sheet: Sheet, part: Part, spec: FieldSpec, way: Where, place: str | None) -> Again | None:
    """
    Another reading of *part* of *sheet*; None when nothing was read.

    One that makes no possible value is tried once more with a little more paper around it, which cuts and scales it anew.
    """
    if way.block == "signer_title":
        return _title_again(look, sheet, part, spec)
    again = _read_again(look, sheet, part, spec, way, place, part.box)
    if again is None or again[1] is None:
        again = read_wider(look, sheet, part, spec, way, place) or again
    return again


def read_wider(look: LookAgain, sheet: Sheet, part: Part, spec: FieldSpec, way: Where, place: str | None) -> Again | None:
    """As ``read_again``, with a little more paper around the value: the picture is cut and scaled anew."""
    return _read_again(look, sheet, part, spec, way, place, _with_room_around(part.box, sheet))


def _read_again(
    look: LookAgain, sheet: Sheet, part: Part, spec: FieldSpec, way: Where, place: str | None, box: Box
) -> Again | None:
    seen = look(sheet.page, _with_room_below(box, sheet) if way.block in _MAY_LOSE_LINES else box)
    words = [w for w in seen if _belongs(w, part, sheet)]
    if way.block in _MAY_LOSE_LINES:
        words += _lost_below(seen, part, sheet)
    rows = lay_out(replace(sheet.page, words=tuple(words))).rows if words else ()
    if not rows:
        return None
    text = _as_found(rows, way, place)
    if way.pattern is not None:
        match = re.search(way.pattern, text)
        if match is not None:
            text = match["value"] if "value" in match.re.groupindex else match[0]
    if way.join is not None and part.text:
        text = rejoined(text, part.text, way.join)
    return text, parse(text, spec), tuple(words)


def _title_again(look: LookAgain, sheet: Sheet, part: Part, spec: FieldSpec) -> Again | None:
    """
    The position read again with the lines above and below it.

    Whole lines of it are lost under seals: a look at the words that were read would only find them again.
    """
    page, pitch = sheet.page, sheet.pitch
    box = (
        int(0.45 * page.width),
        max(0, int(part.box[1] - 4 * pitch)),
        page.width,
        min(page.height, int(part.box[3] + 4 * pitch)),
    )
    words = look(page, box)
    found = title_in(lay_out(replace(page, words=tuple(words)))) if words else None
    return (found.raw, parse(found.raw, spec), words) if found is not None else None


def find_lost_signer(look: LookAgain, sheets: Sequence[Sheet], known: Signer) -> Signer:
    """
    The signature block read again where its words were lost under a seal or a signature.

    What only this reading saw is shown to a person and never accepted unseen: its fit is low.
    """
    region = signature_region(sheets)
    if region is None:
        return known
    sheet, box = region
    inside = {
        w
        for w in sheet.page.words
        if box[0] <= (w.box[0] + w.box[2]) / 2 < box[2] and box[1] <= (w.box[1] + w.box[3]) / 2 < box[3]
    }
    kept = [w for w in sheet.page.words if w not in inside]
    lines = 1 + max((w.line for w in kept), default=0)
    found = tuple(replace(w, line=w.line + lines) for w in look(sheet.page, box))
    if not found:
        return known
    again = find_signer([lay_out(replace(sheet.page, words=(*kept, *found)))])
    title, name = (replace(p, fit=min(p.fit, 0.4), rule=p.rule + LOST) if p else None for p in (again.title, again.name))
    return Signer(known.title or title, known.name or name, known.others)


def _with_room_below(box: Box, sheet: Sheet) -> Box:
    return (box[0], box[1], box[2], min(sheet.page.height, int(box[3] + 2.2 * sheet.pitch)))


def _with_room_around(box: Box, sheet: Sheet) -> Box:
    room = int(0.2 * sheet.pitch)
    page = sheet.page
    return (max(0, box[0] - 2 * room), max(0, box[1] - room), min(page.width, box[2] + 2 * room), min(page.height, box[3] + room))


def _lost_below(seen: Sequence[Word], part: Part, sheet: Sheet) -> list[Word]:
    """Words of a line under *part* that the first reading did not see at all: the value goes on there, under a stamp perhaps."""
    lost = [
        w
        for w in seen
        if (w.box[1] + w.box[3]) / 2 > part.box[3] + 0.2 * sheet.pitch
        and len(fold(w.text)) >= 2
        and w.confidence >= 0.5
        and not _on_other_word(w, part, sheet)
    ]
    return lost if any(len(fold(w.text)) >= 3 for w in lost) else []


def _on_other_word(word: Word, part: Part, sheet: Sheet) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    own = {t.box for t in part.tokens}
    others = (t.box for row in sheet.rows if abs(row.y - y) < 3 * sheet.pitch for t in row.tokens if t.box not in own)
    return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in others)


def _belongs(word: Word, part: Part, sheet: Sheet) -> bool:
    """
    Whether *word* stands on a line of *part* and is none of the page's other words.

    A value of two lines has its label inside its box, and the neighbouring lines reach into it.
    """
    y = (word.box[1] + word.box[3]) / 2
    slack = 0.2 * sheet.pitch
    on_line = any(t.box[1] - slack <= y <= t.box[3] + slack for t in part.tokens)
    return on_line and not _on_other_word(word, part, sheet)


def _as_found(rows: Sequence[Row], way: Where, place: str | None) -> str:
    """The rows as the text that the first reading would have made of them."""
    lines = [row.text for row in rows]
    if way.block == "agency":
        return compose(lines, place)
    text = " ".join(lines)
    if way.block == "subject":
        text = re.sub(r"^\W*[VWvw]\s?[/\\|]\s?[vw]\b[.:]?\s*", "", text)
    # A separator that touches a digit is what a crop left of «2.102»: it must show that the number is cut.
    return re.sub(r"^(?:[:;…\s]|[.,](?![0-9]))+", "", text.strip(" |_~`'"))


def same(a: Value, b: Value) -> bool:
    """Whether two values are one: numbers equal, texts equal when levelled."""
    if isinstance(a, str) and isinstance(b, str):
        return level(a) == level(b)
    return a is not None and a == b
