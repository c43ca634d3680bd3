"""
Engines for the two databases, SQLite and PostgreSQL alike.

SQLite takes its write lock when a writing transaction begins, not at its first write: two workers then queue up
instead of failing half-way. Both flush to disk at commit: the ledger must not forget a paper in a power cut.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from pipelines.errors import ConfigError

BUSY_SECONDS = 120
"""How long a writer waits for another one; longer than any transaction here."""


_REMEDY = (
    "SOHOA_LEDGER_URL or SOHOA_RESULTS_URL cannot be used as it is written (not repeated here: it may hold a password); "
    "write sqlite:///path or postgresql+psycopg://user@host/name"
)


class Moment(sa.TypeDecorator[dt.datetime]):
    """An aware UTC datetime in either database: SQLite has no time zones, so there it is stored as bare UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Raises ValueError for a datetime without a time zone: its moment would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002
        """The moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def open_engine(url: str) -> sa.Engine:
    """An engine for *url* (``sqlite:///path`` or ``postgresql+psycopg://…``). Connects to nothing yet. Raises ConfigError."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise ConfigError(_REMEDY) from None
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise ConfigError(_REMEDY)
    engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, poolclass=sa.pool.NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_room(engine: sa.Engine) -> None:
    """Make the folder that a SQLite file is to lie in."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)


def is_prepared(engine: sa.Engine, table: str) -> bool:
    """Whether the database has *table*; asking creates nothing."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    return sa.inspect(engine).has_table(table)


def writing(engine: sa.Engine) -> sa.Engine:
    """The same engine, for transactions that write."""
    return engine.execution_options(sohoa_writes=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # SQLAlchemy's "begin" event sends BEGIN itself; the driver must not.
    connection.isolation_level = None
    cursor = connection.cursor()
    _use_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """A new file changes its journal mode for one connection at a time; SQLite refuses the others without waiting."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("sohoa_writes") else "BEGIN")
