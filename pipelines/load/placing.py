"""Papers by place: what their addresses mean in the units of their day, and in those of today (Resolution 190/2025/QH15)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pipelines import clock, units
from pipelines.load.tables import result_places, result_units
from pipelines.model import Place, Value


def places(fields: Mapping[str, Value], names: Iterable[str]) -> tuple[Place, ...]:
    """
    The units that the *fields* called *names* (addresses and bodies) name on the day of ``issue_date``, by name of field.

    A field whose units are not certain has none.
    """
    issued = units.day_of(fields.get("issue_date"))
    found = []
    for name in sorted(names):
        resolution = units.resolve(str(fields[name]), issued) if fields.get(name) else None
        if resolution is not None and resolution.resolved:
            codes, today = (tuple(unit.code for unit in some) for some in (resolution.units, resolution.successors))
            found.append(Place(name, codes, resolution.valid_on, resolution.list_version, today))
    return tuple(found)


def keep(connection: Connection, document_id: str, new: Sequence[Place]) -> None:
    """Make *new* the places of the document; nothing is written when they are already."""
    if of_documents(connection, [document_id]).get(document_id, ()) == tuple(new):
        return
    for table in (result_places, result_units):
        connection.execute(table.delete().where(table.c.document_id == document_id))
    if new:
        levels = ("province", "district", "commune")
        rows = [dict.fromkeys(levels) | _levels(place) | {"document_id": document_id, **_edition(place)} for place in new]
        connection.execute(result_places.insert(), rows)
        heirs = [{"document_id": document_id, "field": place.field, "code": code} for place in new for code in place.today]
        connection.execute(result_units.insert(), heirs)


def of_documents(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Place, ...]]:
    """The places of the documents *ids*, by name of field."""
    heirs: dict[tuple[str, str], list[str]] = {}
    query = sa.select(result_units).where(result_units.c.document_id.in_(ids)).order_by(result_units.c.code)
    for document_id, name, code in connection.execute(query):
        heirs.setdefault((document_id, name), []).append(code)
    found: dict[str, tuple[Place, ...]] = {}
    query = sa.select(result_places).where(result_places.c.document_id.in_(ids)).order_by(result_places.c.field)
    for row in connection.execute(query):
        codes = tuple(code for code in (row.province, row.district, row.commune) if code is not None)
        place = Place(row.field, codes, row.valid_on, row.list_version, tuple(heirs.get((row.document_id, row.field), ())))
        found[row.document_id] = (*found.get(row.document_id, ()), place)
    return found


def of_commune(text: str) -> list[sa.Select[tuple[str]]]:
    """Queries for ids of the documents of a commune of today, by its code or by an address that names it; none for other text."""
    codes = [text.strip()] if re.fullmatch(r"\s*[0-9]{5}\s*", text, re.ASCII) else []
    if "," in text:
        named = units.resolve(text, clock.today())
        codes = [unit.code for unit in named.successors] if named.resolved and len(named.units[-1].code) == 5 else []
    return [sa.select(result_units.c.document_id).where(result_units.c.code.in_(codes))] if codes else []


def _levels(place: Place) -> dict[str, str]:
    return {{2: "province", 3: "district", 5: "commune"}[len(code)]: code for code in place.units}


def _edition(place: Place) -> dict[str, object]:
    return {"field": place.field, "valid_on": place.valid_on, "list_version": place.list_version}
