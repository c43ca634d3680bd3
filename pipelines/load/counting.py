"""
Counts of results that keep themselves: triggers note what each change of ``results`` means, and readers fold the notes.

Counting ten million rows takes seconds; the pages that ask have a third of one. Days and years are Vietnam's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from pipelines.database import writing
from pipelines.load.database import transaction
from pipelines.load.tables import result_cells, result_changes, result_weeks

ALL = "*"
"""As a unit of ``result_weeks``: all of them."""

_LOCK = "SELECT pg_advisory_xact_lock(45, 767)"
_KEY = "COALESCE({0}.unit, ''), COALESCE({0}.level, ''), {0}.document_type"
_NOTE = "INSERT INTO result_changes (unit, level, document_type, day, loaded, revoked) SELECT "

Cell = tuple[str, str, str, int, int, int]
"""(unit, level, document type, year, loaded, revoked); empty texts where unknown."""


def counted_since(engine: Engine, version: int) -> tuple[int, list[Cell]]:
    """
    The version of the counts, and the cells that are newer than *version* (-1: all of them).

    A version that is lower than the one asked about means that the registry was put back from a backup: ask again from -1.
    """
    fold(engine)
    columns = [result_cells.c[name] for name in ("unit", "level", "document_type", "year", "loaded", "revoked")]
    with transaction(engine) as connection:
        newest = connection.scalar(sa.select(sa.func.max(result_cells.c.version))) or 0
        rows = connection.execute(sa.select(*columns).where(result_cells.c.version > version)) if newest > version else ()
        return newest, [tuple(row) for row in rows]


def weekly(engine: Engine, units: Sequence[str] | None = None) -> dict[tuple[str, str, dt.date], int]:
    """
    Valid results by week: ``{(unit, level, Monday): loaded less revoked}``; of *units*, or of all under the unit ``*``.

    Empty texts where unknown.
    """
    fold(engine)
    wanted = [ALL] if units is None else list(units)
    table, found = result_weeks, dict[tuple[str, str, dt.date], int]()
    with transaction(engine) as connection:
        for start in range(0, len(wanted), 500):
            query = sa.select(table).where(table.c.unit.in_(wanted[start : start + 500]))
            for row in connection.execute(query):
                found[row.unit, row.level, row.week] = row.loaded - row.revoked
    return found


def fold(engine: Engine) -> None:
    """Add what was noted to the cells, under a new version; a no-op when nothing was."""
    with transaction(engine) as connection:
        if connection.execute(sa.select(sa.literal(1)).select_from(result_changes).limit(1)).first() is None:
            return
    with transaction(writing(engine)) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(_LOCK))
        version = (connection.scalar(sa.select(sa.func.max(result_cells.c.version))) or 0) + 1
        for statement in _folding(connection, "result_changes"):
            connection.execute(sa.text(statement), {"version": version} if ":version" in statement else {})


def recount(connection: Connection) -> None:
    """Count all results anew."""
    version = (connection.scalar(sa.select(sa.func.max(result_cells.c.version))) or 0) + 1
    for table in (result_changes, result_cells, result_weeks):
        connection.execute(table.delete())
    day = _day("{0}", connection.dialect.name)
    key = "COALESCE(unit, '') AS unit, COALESCE(level, '') AS level, document_type"
    source = " UNION ALL ".join(
        f"SELECT {key}, {day.format(column)} AS day, {counts} FROM results WHERE {column} IS NOT NULL"  # noqa: S608
        for column, counts in (("loaded_at", "1 AS loaded, 0 AS revoked"), ("revoked_at", "0 AS loaded, 1 AS revoked"))
    )
    cells, weeks = _sums(connection.dialect.name, f"({source}) noted")
    connection.execute(sa.text(cells), {"version": version})
    for statement in weeks:
        connection.execute(sa.text(statement))


def triggers(dialect: str) -> Iterator[str]:
    """The statements that make the database note changes."""
    notes = {row: _notes(row, "" if row == "NEW" else "-", dialect) for row in ("NEW", "OLD")}
    watched = ("unit", "level", "document_type", "loaded_at", "revoked_at")
    if dialect == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in watched)
        yield f"CREATE TRIGGER results_count_new AFTER INSERT ON results BEGIN {notes['NEW']} END"
        yield f"CREATE TRIGGER results_count_gone AFTER DELETE ON results BEGIN {notes['OLD']} END"
        yield (
            f"CREATE TRIGGER results_count AFTER UPDATE OF {', '.join(watched)} ON results WHEN {changed} "
            f"BEGIN {notes['OLD']} {notes['NEW']} END"
        )
        return
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in watched)
    yield (
        "CREATE FUNCTION results_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {notes['OLD']} END IF; IF TG_OP <> 'DELETE' THEN {notes['NEW']} END IF; RETURN NULL; END $$"
    )
    each = "FOR EACH ROW"
    yield f"CREATE TRIGGER results_count_new AFTER INSERT OR DELETE ON results {each} EXECUTE FUNCTION results_counted()"
    yield f"CREATE TRIGGER results_count AFTER UPDATE ON results {each} WHEN ({changed}) EXECUTE FUNCTION results_counted()"


def _notes(row: str, sign: str, dialect: str) -> str:
    key = _KEY.format(row)
    loaded = f"{_NOTE}{key}, {_day(f'{row}.loaded_at', dialect)}, {sign}1, 0;"
    return f"{loaded} {_NOTE}{key}, {_day(f'{row}.revoked_at', dialect)}, 0, {sign}1 WHERE {row}.revoked_at IS NOT NULL;"


def _day(moment: str, dialect: str) -> str:
    return f"date({moment}, '+7 hours')" if dialect == "sqlite" else f"(({moment} AT TIME ZONE 'UTC') + interval '7 hours')::date"


def _folding(connection: Connection, source: str) -> list[str]:
    """What is noted between the statements stays: on PostgreSQL only what the first one took away is added."""
    if connection.dialect.name == "sqlite":
        cells, weeks = _sums("sqlite", source)
        return [cells, *weeks, f"DELETE FROM {source}"]  # noqa: S608
    gone = f"WITH gone AS (DELETE FROM {source} RETURNING *) SELECT * FROM gone"  # noqa: S608
    taken = f"CREATE TEMPORARY TABLE taken_changes ON COMMIT DROP AS {gone}"
    cells, weeks = _sums("postgresql", "taken_changes")
    return [taken, cells, *weeks]


def _sums(dialect: str, source: str) -> tuple[str, list[str]]:
    year = "CAST(strftime('%Y', day) AS INTEGER)" if dialect == "sqlite" else "CAST(extract(year FROM day) AS INTEGER)"
    week = "date(day, '-6 days', 'weekday 1')" if dialect == "sqlite" else "CAST(date_trunc('week', day) AS date)"
    add = "loaded = {0}.loaded + excluded.loaded, revoked = {0}.revoked + excluded.revoked"
    cells = (
        "INSERT INTO result_cells (unit, level, document_type, year, loaded, revoked, version) "  # noqa: S608
        f"SELECT unit, level, document_type, {year}, SUM(loaded), SUM(revoked), :version FROM {source} WHERE true "
        "GROUP BY 1, 2, 3, 4 ON CONFLICT (unit, level, document_type, year) DO UPDATE SET "
        f"{add.format('result_cells')}, version = excluded.version"
    )
    weeks = [
        "INSERT INTO result_weeks (unit, level, week, loaded, revoked) "  # noqa: S608
        f"SELECT {unit}, level, {week}, SUM(loaded), SUM(revoked) FROM {source} WHERE true "
        f"GROUP BY 1, 2, 3 ON CONFLICT (unit, level, week) DO UPDATE SET {add.format('result_weeks')}"
        for unit in ("unit", f"'{ALL}'")
    ]
    return cells, weeks
