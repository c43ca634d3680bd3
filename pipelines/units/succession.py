"""What follows a unit: who has the papers of a unit that ended on 1 July 2025, and where it lies today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.units.lists import Unit, lists


@dataclass(frozen=True, slots=True)
class Succession:
    """A unit by its code, then and now."""

    code: str
    then: Unit | None
    """The unit of the list before 1 July 2025 that had this code."""
    now: Unit | None
    """The unit that follows it: its own code where that still exists, else its only successor; None where it was divided."""
    heirs: tuple[Unit, ...]
    """All units of today on its ground."""
    province: Unit | None
    """The province of today."""
    province_then: Unit | None
    district: Unit | None
    """The former district: of a commune the one it lay in, of a district itself; None where its ground was in several."""


@cache
def follow(code: str) -> Succession | None:
    """
    What became of the unit with *code*; None for a code of no list, such as an agency's.

    Codes of communes were kept by the unit that has the seat (Decision 19/2025/QĐ-TTg Art. 3), and all 34 provinces carry codes
    of before: a code of today therefore means today's unit. A district that was divided among communes has no single
    successor, and none is guessed.
    """
    known = lists()
    then, today = known.old.units.get(code), known.today.units
    now = today.get(code)
    if then is None and now is None:
        return None
    heirs = tuple(today[heir] for heir in known.successors.get(code, ()) if heir in today) or ((now,) if now else ())
    now = now or (heirs[0] if len(heirs) == 1 else None)
    above = {heir.parent or heir.code for heir in heirs}
    province = today[next(iter(above))] if len(above) == 1 else None
    return Succession(code, then, now, heirs, province, _province_then(then), _district(code, then))


def _province_then(then: Unit | None) -> Unit | None:
    unit = then
    while unit is not None and unit.parent is not None:
        unit = lists().old.units[unit.parent]
    return unit


def _district(code: str, then: Unit | None) -> Unit | None:
    old = lists().old.units
    if then is not None and len(code) == 3:
        return then
    if len(code) != 5:
        return None
    districts = _districts_of().get(code) or ({then.parent} if then else set())
    only = next(iter(districts)) if len(districts) == 1 else None
    return old.get(only) if only else None


@cache
def _districts_of() -> dict[str, set[str | None]]:
    """Code of a commune of today → codes of the districts from which its ground came."""
    found: dict[str, set[str | None]] = {}
    for code, unit in lists().old.units.items():
        if len(code) != 5:
            continue
        for heir in lists().successors.get(code, ()):
            found.setdefault(heir, set()).add(unit.parent)
    return found
