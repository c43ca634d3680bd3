"""Where the units that hold papers lie, then and now, and who has their papers today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from pipelines import units
from pipelines.ledger.tables import stale_units, stock_units

_SLICE = 500


def known_units(connection: sa.Connection, column: str, values: Iterable[str]) -> list[sa.Row[Any]]:
    """The rows of ``stock_units`` whose *column* has one of *values*."""
    wanted, rows = sorted(set(values)), list[sa.Row[Any]]()
    for start in range(0, len(wanted), _SLICE):
        query = sa.select(stock_units).where(stock_units.c[column].in_(wanted[start : start + _SLICE]))
        rows += connection.execute(query).all()
    return rows


def place(unit: str, name: str = "", told: str | None = None) -> dict[str, Any]:
    """
    The row of ``stock_units`` for a code.

    Who has the papers today: who *told* names, else the unit's only successor (Resolution 202/2025/QH15), else the unit itself.
    A district that was divided among communes keeps its papers under its old name, in the province of today, until people say
    who took them over: which of the communes has how many is nothing that a program may guess.
    """
    found = units.follow(unit)
    heir = units.follow(told) if told else None
    then = found.then or found.now if found else None
    now = found.now if found else None
    of_today = heir or found
    province = of_today.province if of_today else None
    return {
        "unit": unit,
        "name": name or ((now or then).full if found and (now or then) else unit),  # type: ignore[union-attr]
        "told": told,
        "today": told or (now.code if now else unit),
        "province": province.code if province else "",
        "province_then": found.province_then.code if found and found.province_then else province.code if province else "",
        "district": found.district.code if found and found.district else "",
        "heirs": [unit.code for unit in found.heirs] if found else [],
    }


def name_units(connection: sa.Connection, names: Mapping[str, tuple[str, str | None]]) -> None:
    """
    Take over what a stock list says of units: ``{code: (name, code of the unit that took over, if it says so)}``.

    Names of units that have stock stay as the newest list spells them. Who changes hands makes both hands' numbers stale.
    """
    rows = {row.unit: row for row in known_units(connection, "unit", names)}
    new, todays, moved = [], set(), set()
    for unit, (name, said) in names.items():
        before = rows.get(unit)
        told = said if said and said != unit else before.told if before else None
        after = place(unit, name, told)
        todays.add(after["today"])
        if before is None:
            new.append(after)
        elif dict(before._mapping) != after:  # noqa: SLF001
            connection.execute(stock_units.update().where(stock_units.c.unit == unit).values(after))
            if before.today != after["today"]:
                moved |= {unit, before.today, after["today"]}
    if new:
        connection.execute(stock_units.insert(), new)
    ensure(connection, todays)
    moved -= set(connection.scalars(sa.select(stale_units.c.unit)))
    if moved:
        connection.execute(stale_units.insert(), [{"unit": unit} for unit in sorted(moved)])


def ensure(connection: sa.Connection, codes: Iterable[str]) -> None:
    """Give every unit of *codes*, and whoever has its papers today, a row."""
    wanted = set(codes)
    while wanted := wanted - {row.unit for row in known_units(connection, "unit", wanted)}:
        made = [place(code) for code in sorted(wanted)]
        connection.execute(stock_units.insert(), made)
        wanted = {row["today"] for row in made}
