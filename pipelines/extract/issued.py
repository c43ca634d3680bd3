"""The paper as it was issued: where it ends, and in whose name it was signed when its head names nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.extract.dateline import dateline_above
from pipelines.extract.geometry import Row, Sheet, make_row, split_at_gaps
from pipelines.extract.labels import Hit
from pipelines.extract.parts import Part
from pipelines.extract.signer import Signer
from pipelines.extract.text import fold
from pipelines.extract.vocabulary import folded

_FOR_BODY = re.compile(r"^(?:TM|TL|TUQ)\b\.?\s*")


def find_end(hits: Sequence[Hit], headings: Sequence[str]) -> tuple[int, int] | None:
    """Indices of sheet and row of the first of *headings* (the type's ``ends_at``) among *hits*; None without one."""
    wanted = {fold(heading) for heading in headings}
    return min(((h.page, h.row) for h in hits if h.label in wanted), default=None)


def cut_off(sheets: Sequence[Sheet], end: tuple[int, int] | None) -> list[Sheet]:
    """*sheets* without what stands from *end* on."""
    if end is None:
        return list(sheets)
    page, row = end
    return [*sheets[:page], *([replace(sheets[page], rows=sheets[page].rows[:row])] if row else [])]


def dated_at_signature(body: Sequence[Sheet], signer: Signer) -> tuple[Part | None, Part | None]:
    """Place and date above the signer's position or, where that was not read, above the name."""
    signed = signer.title or signer.name
    sheet = next((s for s in body if signed is not None and s.page.number == signed.page), None)
    if sheet is None or signed is None:
        return None, None
    return dateline_above(sheet, min(t.y for t in signed.tokens), 7.0 if signer.title is not None else 20.0)


def agency_at_signature(sheets: Sequence[Sheet], signer: Signer) -> tuple[Row, ...]:
    """
    The lines at the signature that name the body: what follows TM., or the lines right above the signer's position.

    Land and practice certificates have no body in their head; they are issued by the one in whose name they are signed.
    """
    if signer.title is None:
        return ()
    sheet = next(s for s in sheets if s.page.number == signer.title.page)
    top = min(signer.title.tokens, key=lambda t: t.y)
    axis = (min(t.box[0] for t in signer.title.tokens) + max(t.box[2] for t in signer.title.tokens)) / 2
    lines = [line for line in _lines_about(sheet, axis) if top.y - 9 * sheet.pitch < line.y]
    found: list[Row] = []
    for line in lines:
        bare = _FOR_BODY.sub("", line.text)
        if bare != line.text:
            tokens = [t for t in line.tokens if not re.fullmatch(r"(?:TM|TL|TUQ)\.?", t.text)]
            found = [make_row(tokens)] if tokens and _is_body(make_row(tokens)) else []
            continue
        follows = bool(found) and line.y - found[-1].y < 3.2 * sheet.pitch and not _is_position(line)
        above = line.y < top.y - 0.5 * sheet.pitch
        if (above and _is_body(line)) or (follows and (above or not _is_body(line))):
            found.append(line)
        elif found:
            break
    last = found[-1] if found else None
    return tuple(found) if last is not None and abs(last.y - top.y) < 8 * sheet.pitch else ()


def _lines_about(sheet: Sheet, axis: float) -> list[Row]:
    """Stretches of capitals that stand across *axis*, top to bottom."""
    found = []
    for row in sheet.rows:
        for tokens in split_at_gaps(row.tokens, 1.6 * sheet.pitch):
            part = make_row(tokens)
            letters = re.sub(r"[\W\d_]", "", part.text)
            # A last short word of a name («VÌ») is often read in small letters.
            capitals = sum(map(str.isupper, letters)) >= 0.8 * len(letters) or len(letters) <= 4
            if part.left < axis < part.right and len(letters) > 1 and capitals:
                found.append(part)
    return found


def _is_body(line: Row) -> bool:
    flat = re.sub(r"^ubnd\b", "uy ban nhan dan", line.folded)
    return any(flat == body or flat.startswith(body + " ") for body in folded("bodies"))


def _is_position(line: Row) -> bool:
    """Whether a position or an authority stands in *line*, after specks perhaps."""
    words = line.folded.split()
    rests = [" ".join(words[i:]) for i in range(len(words))]
    return not {"kt", "tl", "tuq"}.isdisjoint(words) or any(
        rest == position or rest.startswith(position + " ") for rest in rests for position in folded("positions")
    )
