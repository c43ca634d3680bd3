"""Who reads a value once more, and when: two further readers always, a third where they are not at one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.doctypes import FieldSpec
from pipelines.extract.candidate import Candidate
from pipelines.extract.geometry import Sheet
from pipelines.extract.opinions import OTHER, SECOND, THIRD, Opinion, agrees, heard, reconsider, settle
from pipelines.extract.second_look import LOST, LookAgain, Reader, read_again, read_wider


def _opinion(
    looks: Mapping[str, LookAgain], who: str, spec: FieldSpec, c: Candidate, sheets: Sequence[Sheet], place: str | None,
    read: Reader = read_again,
) -> Opinion | None:  # fmt: skip
    """What *who* says of *c*; None when nobody of that name looks, or nothing was read."""
    sheet = next(s for s in sheets if s.page.number == c.part.page)
    again = read(looks[who], sheet, c.part, spec, c.way, place) if who in looks else None
    return Opinion(who, *again) if again is not None else None


def read_further(
    looks: Mapping[str, LookAgain], spec: FieldSpec, ranked: list[Candidate], sheets: Sequence[Sheet], place: str | None
) -> None:
    """The surest of *ranked* read again by who is in *looks*, the third only where it is no value yet; changed in place."""
    best = ranked[0]
    if best.part.rule.endswith(LOST):
        return
    # The page was read by both readers together: only a look at another picture of the value is a witness of its own.
    asked = (SECOND, OTHER) if best.parsed is not None else (SECOND, OTHER, THIRD)
    opinions = [o for who in asked if (o := _opinion(looks, who, spec, best, sheets, place)) is not None]
    settled = settle(spec, best.raw, best.parsed, best.evidence, opinions)
    if settled.parsed is not None and any(not agrees(o, settled.parsed) for o in opinions):
        # One cut of the picture may have spoilt the reading; a reader that comes round is heard, and its doubt is remembered.
        unsure = [o.who for o in opinions if not agrees(o, settled.parsed)]
        wider = {who: o for who in unsure if (o := _opinion(looks, who, spec, best, sheets, place, read_wider)) is not None}
        settled = reconsider(spec, best.raw, best.parsed, best.evidence, opinions, wider)
    ranked[0] = replace(best, parsed=settled.parsed, evidence=settled.evidence, notes=(*best.notes, *settled.notes))


def read_thirdly(
    looks: Mapping[str, LookAgain], spec: FieldSpec, c: Candidate, sheets: Sequence[Sheet], place: str | None
) -> Candidate:
    """*c*, a value on which the others are not at one or which no list knows, with what the third reader says of it."""
    asked = c.evidence.third != 0 or c.part.rule.endswith(LOST)
    if asked or c.parsed is None or c.evidence.unanimous:
        return c
    third = _opinion(looks, THIRD, spec, c, sheets, place)
    if third is not None and not agrees(third, c.parsed):
        third = _opinion(looks, THIRD, spec, c, sheets, place, read_wider) or third
    if third is None:
        return c
    verdict, note = heard(third, c.parsed)
    return replace(c, evidence=replace(c.evidence, third=verdict), notes=(*c.notes, note))
