"""Putting results into the registry, finding and counting them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from pipelines.database import writing
from pipelines.errors import DocumentProblem
from pipelines.load import placing
from pipelines.load.codes import code_key, dossier_code, number_key, ordinal
from pipelines.load.database import transaction
from pipelines.load.tables import conversions, outbox, result_persons, results
from pipelines.model import Conversion, Level, Result, Value

_CHUNK = 1000
_LIMIT = 500
_LATER = ("seen", "notes", "statement", "signature_level")


def publish(engine: Engine, result: Result, at: dt.datetime) -> Result:
    """
    Put *result* into the registry at the moment *at* (aware) and return what the registry now holds.

    Result, conversion and the event 'published' are written together or not at all. The same content again changes nothing,
    however often and from however many workers. Other content for the same document is a correction: version + 1, a new
    event, and ``loaded_at`` stays, for it is what the year's count goes by. A revoked result is kept as it was (Decree
    45/2020 Art. 15): it is neither changed nor revived, and the caller sees ``revoked_at`` in what comes back. *result*'s own
    loaded_at and revoked_* are not looked at.

    A result with a dossier code but no result code is given the next free ordinal of its dossier (Decree 45/2020 Art.
    14.1.d), in the order of loading and for ever; revoked results keep theirs.

    Raises DocumentProblem ``unstorable_value`` for text that no database can keep (NUL, half a surrogate pair) or a number
    that is none, ``result_code_taken`` for a result code that another document has.
    """
    row, conversion, persons = _row(result), _conversion_row(result), _persons(result.fields)
    with transaction(writing(engine)) as connection:
        row["result_code"] = _result_code(connection, row)
        row["content_sha256"] = _digest(result.document_id, row, conversion)
        version = _upsert_result(connection, row, at)
        if version is not None:
            _upsert(connection, conversions, conversion)
            connection.execute(result_persons.delete().where(result_persons.c.document_id == result.document_id))
            if persons:
                rows = [{"document_id": result.document_id, "personal_id": p} for p in persons]
                connection.execute(result_persons.insert(), rows)
            record_event(connection, "published", result.document_id, version, at)
        if version is not None or not _revoked(connection, result.document_id):
            placing.keep(connection, result.document_id, result.places)
        return fetch(connection, [sa.select(sa.literal(result.document_id))])[0]


def lookup(engine: Engine, code: str, limit: int = _LIMIT) -> tuple[Result, ...]:
    """
    Results that *code* names, newest first, revoked ones included; at most *limit*; empty when there are none.

    *code* may be a serial of the register of conversions (= document id), a result code (``KQ1`` or ``KQ(1)``), a paper code,
    a dossier code, a document number, the identifier of a person or organisation named as owner or in the paper, or a commune:
    its code of today (22489), or its name with those above it («xã …, tỉnh …»), which finds older papers of its ground too. Case,
    spaces and kinds of dashes make no difference. Paper codes, dossiers, numbers, persons and communes may name several.
    """
    if not code_key(code):
        return ()
    with transaction(engine) as connection:
        return fetch(connection, named_by(code) + _of_person(code) + placing.of_commune(code), limit)


def named_by(code: str) -> list[sa.Select[tuple[str]]]:
    """Queries for ids of the documents that *code* names as papers; a person's identifier names none. None for an empty code."""
    key, number, bare = code_key(code), number_key(code), code.strip()
    if not key:
        return []
    same = [bare, bare.lower(), bare.upper()]
    id_ = results.c.document_id
    of_law = (results.c.result_code, results.c.paper_code, results.c.dossier_code)
    return [
        sa.select(id_).where(id_.in_(same)),
        sa.select(conversions.c.document_id).where(conversions.c.serial.in_(same)),
        *(sa.select(id_).where(column == key) for column in of_law),
        *([sa.select(id_).where(results.c.document_number_key == number)] if number else []),
    ]


def count_loaded(engine: Engine, until: dt.datetime | None = None) -> dict[tuple[str | None, Level | None, str], int]:
    """
    How many valid results the registry holds: ``{(unit, level, document type): n}``; revoked results do not count.

    With *until* (aware): as it stood just before that moment, so that the figures of a past year stay what they were.
    """
    valid: sa.ColumnElement[bool] = results.c.revoked_at.is_(None)
    if until is not None:
        valid = sa.and_(results.c.loaded_at < until, sa.or_(valid, results.c.revoked_at >= until))
    group = (results.c.unit, results.c.level, results.c.document_type)
    with transaction(engine) as connection:
        rows = connection.execute(sa.select(*group, sa.func.count()).where(valid).group_by(*group))
        return {(unit, Level(level) if level else None, kind): count for unit, level, kind, count in rows}


def issued_before(engine: Engine, years: Mapping[str, int]) -> list[str]:
    """Ids of results of the types in *years* whose papers were issued before that year; those without a date are none."""
    if not years:
        return []
    old = [(results.c.document_type == kind) & (results.c.issue_date < f"{year:04}") for kind, year in years.items()]
    with transaction(engine) as connection:
        return list(connection.scalars(sa.select(results.c.document_id).where(sa.or_(*old)).order_by(results.c.document_id)))


def documents(engine: Engine) -> Iterator[tuple[str, str, str]]:
    """``(document id, file key, file sha256)`` of every result, revoked ones too, by id; for audits that take hours."""
    columns = (results.c.document_id, results.c.file_key, results.c.file_sha256)
    last = ""
    while True:
        # A page at a time: no transaction stays open while the caller reads files.
        with transaction(engine) as connection:
            query = sa.select(*columns).where(results.c.document_id > last).order_by(results.c.document_id).limit(_CHUNK)
            rows = connection.execute(query).all()
        if not rows:
            return
        yield from ((document_id, file_key, sha256) for document_id, file_key, sha256 in rows)
        last = rows[-1][0]


def editions(engine: Engine, document_id: str) -> tuple[str, ...]:
    """Hashes of the files that were ever published under *document_id*, oldest first."""
    query = sa.select(outbox.c.payload).where(outbox.c.document_id == document_id).order_by(outbox.c.id)
    with transaction(engine) as connection:
        return tuple(dict.fromkeys(payload["file_sha256"] for (payload,) in connection.execute(query)))


def fetch(connection: Connection, ids: Sequence[sa.Select[tuple[str]]], limit: int | None = None) -> tuple[Result, ...]:
    """The results whose document ids any of the queries *ids* gives, newest first."""
    if not ids:
        return ()
    query = (
        sa.select(results, *(c.label(f"conversion_{c.name}") for c in conversions.c))
        .join(conversions, conversions.c.document_id == results.c.document_id)
        .where(results.c.document_id.in_(sa.union(*ids)))
        .order_by(results.c.loaded_at.desc(), results.c.document_id.desc())
        .limit(limit)
    )
    found = [_result(row) for row in connection.execute(query).mappings()]
    known = placing.of_documents(connection, [result.document_id for result in found])
    return tuple(replace(result, places=known.get(result.document_id, ())) for result in found)


def record_event(connection: Connection, kind: str, document_id: str, version: int, at: dt.datetime) -> None:
    """Note in the outbox that *kind* happened. The payload names the paper by its id and says nothing about people."""
    columns = (results.c.document_type, results.c.unit, results.c.level, results.c.file_sha256)
    about = connection.execute(sa.select(*columns).where(results.c.document_id == document_id)).mappings().one()
    connection.execute(
        outbox.insert().values(
            kind=kind,
            document_id=document_id,
            version=version,
            payload={**about, "version": version, "at": at.astimezone(dt.UTC).isoformat()},
            created_at=at,
        )
    )


def _result_code(connection: Connection, row: dict[str, Any]) -> str | None:
    dossier, given, id_ = dossier_code(row["dossier_code"]), row["result_code"], row["document_id"]
    if not dossier and not given:
        return None
    if connection.dialect.name == "postgresql":
        # Papers of one dossier take their ordinals one after the other; SQLite has one writer anyway.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(dossier or given, 468))))
    alike = [column == value for column, value in ((results.c.dossier_code, dossier), (results.c.result_code, given)) if value]
    query = sa.select(results.c.document_id, results.c.result_code).where(sa.or_(*alike))
    taken = dict(connection.execute(query).tuples().all())
    if given:
        if any(code == given and other != id_ for other, code in taken.items()):
            raise DocumentProblem("result_code_taken")
        return str(given)
    return taken.get(id_) or f"{dossier}-KQ{max([ordinal(code) or 0 for code in taken.values()], default=0) + 1}"


def _upsert_result(connection: Connection, row: dict[str, Any], at: dt.datetime) -> int | None:
    """The version written, or None when there was nothing to write. One statement, so that parallel workers cannot both win."""
    insert = _insert(connection, results).values(**row, version=1, loaded_at=at, updated_at=at)
    update = {name: insert.excluded[name] for name in row if name != "document_id"}
    statement = insert.on_conflict_do_update(
        index_elements=["document_id"],
        set_={**update, "version": results.c.version + 1, "updated_at": at},
        where=sa.and_(results.c.content_sha256 != insert.excluded.content_sha256, results.c.revoked_at.is_(None)),
    ).returning(results.c.version)
    return connection.execute(statement).scalar_one_or_none()


def _revoked(connection: Connection, document_id: str) -> bool:
    query = sa.select(results.c.revoked_at).where(results.c.document_id == document_id)
    return connection.execute(query).scalar_one() is not None


def _upsert(connection: Connection, table: sa.Table, row: dict[str, Any]) -> None:
    insert = _insert(connection, table).values(**row)
    keys = [c.name for c in table.primary_key]
    update = {name: insert.excluded[name] for name in row if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=update))


def _insert(connection: Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _row(result: Result) -> dict[str, Any]:
    number = result.fields.get("document_number")
    date = result.fields.get("issue_date")
    row: dict[str, Any] = {
        "document_id": result.document_id,
        "document_type": result.document_type,
        "unit": result.unit,
        "level": result.level.value if result.level else None,
        "fields": dict(result.fields),
        "document_number": None if number is None else str(number),
        "document_number_key": None if number is None else number_key(str(number)),
        "issue_date": None if date is None else str(date),
        "owner_id": code_key(result.owner_id) or None,
        "dossier_code": code_key(result.dossier_code) or None,
        "result_code": code_key(result.result_code) or None,
        "paper_code": code_key(result.paper_code) or None,
        "file_key": result.file_key,
        "file_sha256": result.file_sha256,
    }
    for place, value in [*row.items(), *result.fields.items()]:
        if not _storable(place) or not _storable(value):
            raise DocumentProblem("unstorable_value", place=place.encode("ascii", "replace").decode())
    return row


def _storable(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return True


def _conversion_row(result: Result) -> dict[str, Any]:
    names = [c.name for c in conversions.c if c.name != "document_id"]
    row = {"document_id": result.document_id, **{name: getattr(result.conversion, name) for name in names}}
    row["seen"] = list(result.conversion.seen)
    if place := next((name for name, value in row.items() if not _storable(value)), None):
        raise DocumentProblem("unstorable_value", place=place)
    return row


def _persons(fields: dict[str, Value]) -> list[str]:
    named = (code_key(str(v)) for name, v in fields.items() if v is not None and f"_{name}".endswith("_personal_id"))
    return sorted({person for person in named if person})


def _of_person(code: str) -> list[sa.Select[tuple[str]]]:
    key = code_key(code)
    return [
        sa.select(results.c.document_id).where(results.c.owner_id == key),
        sa.select(result_persons.c.document_id).where(result_persons.c.personal_id == key),
    ]


def _digest(document_id: str, row: dict[str, Any], conversion: dict[str, Any]) -> str:
    # What came with later editions counts where there is something: the same paper keeps its hash.
    told = {name: value for name, value in conversion.items() if value or name not in _LATER}
    whole = {"id": document_id, "row": row, "conversion": {**told, "converted_at": conversion["converted_at"].timestamp()}}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _result(row: sa.RowMapping) -> Result:
    conversion = {c.name: row[f"conversion_{c.name}"] for c in conversions.c if c.name != "document_id"}
    conversion["seen"] = tuple(conversion["seen"] or ())
    own = ("document_id", "document_type", "unit", "fields", "file_key", "file_sha256", "dossier_code", "owner_id", "result_code")
    more = ("paper_code", "loaded_at", "revoked_at", "revoked_reason")
    level = Level(row["level"]) if row["level"] else None
    return Result(**{name: row[name] for name in own + more}, level=level, conversion=Conversion(**conversion))
