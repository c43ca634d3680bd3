"""
What may be meant by the first letters of a value: what people vouched for on other papers, units, bodies, ethnic groups,
nationalities.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from functools import cache

from pipelines import units
from pipelines.extract.text import fold
from pipelines.extract.vocabulary import vocabulary
from pipelines.flow import people
from pipelines.ledger import Person
from pipelines.ledger.wording import SHARED
from pipelines.services import Services

MOST = 8
_LISTS = {"ethnicity": "ethnicities", "nationality": "nationalities", "position": "positions"}
_COMMITTEE = "Ủy ban nhân dân"
_COMMITTEES = ("uy ban nhan dan ", "ubnd ")


def offer(services: Services, person: Person, field: str, kind: str, typed: str) -> list[str]:
    """
    Up to ``MOST`` values of *field* that go on from *typed*: those that people vouched for on papers of *person*'s units, most
    usual first, then those of the closed list. Fields that name people have neither.
    """
    key = fold(typed.strip())
    if not key:
        return []
    said = services.ledger.said_values(field, people.scope(person)) if field in SHARED else []
    return list(dict.fromkeys([*(value for value in said if fold(value).startswith(key)), *suggest(kind, typed)]))[:MOST]


def suggest(kind: str, typed: str) -> list[str]:
    """
    Up to ``MOST`` values of a field's *kind* that go on from *typed*, marks and capitals aside; none for kinds without a list.

    Of an address the last part is what is gone on from; units are those of today and those of before July 2025.
    """
    key = fold(typed.strip())
    if len(key) < 1:
        return []
    if kind in _LISTS:
        return [name for name in vocabulary()[_LISTS[kind]] if fold(name).startswith(key)][:MOST]
    if kind == "agency":
        for start in _COMMITTEES:
            if key.startswith(start):
                return [f"{_COMMITTEE} {full}" for full in _units(key.removeprefix(start), chains=False)]
        return [body for body in [_COMMITTEE, *vocabulary()["bodies"]] if fold(body).startswith(key)][:MOST]
    if kind in ("place", "address"):
        before, comma, last = typed.rpartition(",")
        kept = f"{before}, " if comma else ""
        return [kept + chain for chain in _units(fold(last.strip()), chains=True)] if len(last.strip()) > 1 else []
    return []


def _units(key: str, *, chains: bool) -> list[str]:
    """Units whose name begins with *key*, with or without its kind (xã, huyện …)."""
    known = _index()
    found: dict[str, None] = {}
    for at in range(bisect.bisect_left(known, (key,)), len(known)):
        if len(found) == MOST or not known[at][0].startswith(key):
            break
        found[known[at][2] if chains else known[at][1]] = None
    return list(found)


@cache
def _index() -> list[tuple[str, str, str]]:
    """(key, name with its kind, name with all that it lies in), sorted."""
    rows: set[tuple[str, str, str]] = set()
    for chain in units.chains():
        names = [unit.full for unit in chain]
        rows.update((key, names[0], ", ".join(names)) for key in _keys(chain))
    return sorted(rows)


def _keys(chain: tuple[units.Unit, ...]) -> Iterable[str]:
    return fold(chain[0].name), fold(chain[0].full)
