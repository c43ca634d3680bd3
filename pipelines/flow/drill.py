"""
From the country down to a paper: the chain of numbers of each part, and of what it is made of.

A part is named by its code: ``""`` the whole house, ``56`` a province, ``571`` a former district, ``22489`` or ``unit:56`` a
unit, ``-`` what lies in no province (ministries, agencies whose place nobody told), ``batch:ID`` a batch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipelines import units
from pipelines.errors import ConfigError
from pipelines.flow import numbers
from pipelines.ledger import QUERY_VERSION
from pipelines.model import Chain, Document, Level
from pipelines.services import Services

NOWHERE = "-"
UNKNOWN = "?"
"""The code of papers whose unit nobody told."""


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a part."""

    code: str
    name: str
    kind: str
    """``province``, ``district``, ``unit``, ``batch``."""
    chain: Chain


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the house's numbers, and what it is made of."""

    kind: str
    code: str
    name: str
    chain: Chain
    above: tuple[tuple[str, str], ...]
    """(code, name) of the parts that it lies in, outermost first."""
    rows: tuple[Row, ...]
    """Most urgent first: by what is left."""
    levels: Mapping[str, Chain]
    types: Mapping[str, Chain]
    former: tuple[Row, ...] = ()
    """Units whose papers this one took over, under the names of then, and its own before that."""
    heirs: tuple[str, ...] = ()
    """Names of the units of today on the ground of a former one."""
    papers: tuple[Document, ...] = ()
    as_of: dt.datetime | None = None


def drill(services: Services, under: str = "", basis: str = "today") -> Part:
    """
    The part that *under* names, as of this moment. *basis* ``own``: provinces and units as before 1 July 2025.

    Raises ConfigError for a part that there is not.
    """
    numbers.refresh(services)
    as_of = dt.datetime.now(dt.UTC)
    if under.startswith("batch:"):
        return _batch(services, under.removeprefix("batch:"), as_of)
    kind, code = _kind(under)
    known = _known(services, kind, code, basis)
    column = {"country": None, "province": "province", "district": "district", "unit": "unit"}[kind]
    where = {column: "" if code in (NOWHERE, UNKNOWN) else code} if column else {}
    by = {"country": "province", "province": "district", "district": "unit", "unit": "unit"}[kind]
    cells = (
        services.ledger.chains(by, "unit", "level", "document_type", basis=basis, **where)
        if by == "district"
        else (
            {
                (key[0], *key): chain
                for key, chain in services.ledger.chains(by, "level", "document_type", basis=basis, **where).items()
            }
        )
    )
    return Part(
        kind=kind,
        code=under,
        name=_name(kind, code, known, basis),
        chain=total(cells.values()),
        above=_above(kind, code, known, basis),
        rows=_rows(kind, cells, known, basis) if kind != "unit" else _batches(services, code, known),
        levels=_by(cells, -2),
        types=_by(cells, -1),
        former=_former(services, code, known) if kind == "unit" and basis == "today" else (),
        heirs=_heirs(code, known),
        as_of=as_of,
    )


def total(chains: Iterable[Chain]) -> Chain:
    """Their sum."""
    columns = zip(*(tuple(getattr(chain, name) for name in Chain.__dataclass_fields__) for chain in chains), strict=True)
    return Chain(*map(sum, columns))


def as_json(part: Part) -> dict[str, Any]:
    """A part as programs read it; the API and the command line alike."""
    return {
        "query_version": QUERY_VERSION,
        "as_of": part.as_of.isoformat(timespec="seconds") if part.as_of else None,
        "under": part.code,
        "kind": part.kind,
        "name": part.name,
        "chain": figures(part.chain),
        "levels": {level or "unknown": figures(chain) for level, chain in part.levels.items()},
        "types": {kind or "unknown": figures(chain) for kind, chain in part.types.items()},
        "rows": [{"code": row.code, "name": row.name, "kind": row.kind, "chain": figures(row.chain)} for row in part.rows],
        "former": [{"code": row.code, "name": row.name, "chain": figures(row.chain)} for row in part.former],
        "papers": [{"id": d.id, "stage": d.stage, "outcome": d.outcome, "problem": d.problem} for d in part.papers],
    }


def figures(chain: Chain) -> dict[str, Any]:
    """The figures of a chain by name, with what follows from them."""
    return {**asdict(chain), "left": chain.left, "surplus": chain.surplus, "percent": round(chain.percent, 2)}


def _kind(under: str) -> tuple[str, str]:
    if not under:
        return "country", ""
    if under.startswith("unit:"):
        return "unit", under.removeprefix("unit:")
    if under == NOWHERE or (under.isdigit() and len(under) == 2):
        return "province", under
    if under.isdigit() and len(under) == 3:
        return "district", under
    return "unit", under


def _known(services: Services, kind: str, code: str, basis: str) -> dict[str, Mapping[str, Any]]:
    """What is known of the units that are to be named. Raises ConfigError for a unit without papers."""
    code = "" if code in (NOWHERE, UNKNOWN) else code
    if kind == "country":
        return {}
    if kind == "province":
        return services.ledger.units(**{"province" if basis == "today" else "province_then": code})
    if kind == "district":
        return services.ledger.units(district=code)
    found = services.ledger.units(unit=code)
    if not found:
        raise ConfigError(f"'{code}' holds no papers here; 'sohoa progress' lists what does")
    return {**found, **services.ledger.units(today=code)}


def _name(kind: str, code: str, known: Mapping[str, Any], basis: str) -> str:
    if kind == "country":
        return "Cả nước"
    if code in (NOWHERE, "") and kind == "province":
        return "Bộ, ngành và đơn vị chưa rõ nơi"
    if code in (UNKNOWN, ""):
        return "Chưa rõ đơn vị"
    found = units.follow(code)
    unit = (found.then if basis == "own" else found.now) or found.then or found.now if found else None
    if kind == "unit" and code in known:
        # A merged unit is called by its name of today; its own list may still use the old one.
        return (
            str(unit.full)
            if unit and basis == "today" and found and found.now and found.now.code == code
            else str(known[code]["name"])
        )
    return unit.full if unit else code


def _above(kind: str, code: str, known: Mapping[str, Any], basis: str) -> tuple[tuple[str, str], ...]:
    above: list[tuple[str, str]] = [] if kind == "country" else [("", _name("country", "", known, basis))]
    row = known.get(code)
    if kind == "unit" and row:
        province = row["province" if basis == "today" else "province_then"]
        above.append((province or NOWHERE, _name("province", province, known, basis)))
        if row["district"]:
            above.append((row["district"], _name("district", row["district"], known, basis)))
    elif kind == "district" and (found := units.follow(code)):
        province = found.province if basis == "today" else found.province_then
        above += [(province.code, province.full)] if province else []
    return tuple(above)


def _rows(kind: str, cells: Mapping[tuple[str, ...], Chain], known: Mapping[str, Any], basis: str) -> tuple[Row, ...]:
    found: dict[tuple[str, str], list[Chain]] = {}
    for key, chain in cells.items():
        if kind == "country":
            at = ("province", key[0] or NOWHERE)
        elif kind == "province" and key[0]:
            at = ("district", key[0])
        else:
            at = ("unit", key[1])
        found.setdefault(at, []).append(chain)
    rows = [
        Row(_address(what, code), _name(what, code, known, basis), what, total(chains)) for (what, code), chains in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.chain.left, row.code)))


def _address(kind: str, code: str) -> str:
    if kind != "unit":
        return code
    if not code:
        return "unit:?"
    return f"unit:{code}" if code.isdigit() and len(code) < 5 else code


def _by(cells: Mapping[tuple[str, ...], Chain], at: int) -> dict[str, Chain]:
    found: dict[str, list[Chain]] = {}
    for key, chain in cells.items():
        found.setdefault(key[at], []).append(chain)
    order = [*Level, ""] if at == -2 else sorted(found, key=lambda name: -sum(chain.left for chain in found[name]))
    return {name: total(found[name]) for name in order if name in found}


def _members(code: str, known: Mapping[str, Any]) -> list[str]:
    code = "" if code == UNKNOWN else code
    return [unit for unit, row in known.items() if row["today"] == code] or [code]


def _batches(services: Services, code: str, known: Mapping[str, Any]) -> tuple[Row, ...]:
    chains = services.ledger.batch_chains(_members(code, known))
    return tuple(Row(f"batch:{batch}", f"{batch}", "batch", chain) for (batch, _), chain in chains.items())


def _former(services: Services, code: str, known: Mapping[str, Any]) -> tuple[Row, ...]:
    members = _members(code, known)
    if members == [code]:
        return ()
    chains = services.ledger.chains("unit", basis="own", unit=members)
    return tuple(Row(f"unit:{unit}", str(known[unit]["name"]), "unit", chain) for (unit,), chain in sorted(chains.items()))


def _heirs(code: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    row = known.get(code)
    if row is None or units.current(code) is not None:
        return ()
    return tuple(unit.full for heir in row["heirs"] if (unit := units.current(heir)))


def _batch(services: Services, batch: str, as_of: dt.datetime) -> Part:
    numbers.check_batch(services, batch)
    papers = services.ledger.papers_of_batch(batch)
    chains = services.ledger.batch_chains(batch=batch)
    chain = next(iter(chains.values()), Chain())
    return Part("batch", f"batch:{batch}", batch, chain, (("", "Cả nước"),), (), {}, {}, papers=papers, as_of=as_of)
