"""Migrations and transactions of the registry, and what to tell people when the database is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from pipelines.database import make_room, open_engine, writing
from pipelines.errors import ConfigError, OutsideError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
VERSION_TABLE = "results_version"
_NO_SUCH_THING = ("42P01", "42703")  # PostgreSQL: undefined_table, undefined_column


def upgrade(url: str) -> None:
    """
    Bring the database at *url* to the newest schema; doing it twice, or at the same time twice, is harmless.

    Ledger and registry may share a database: the version is kept in a table of its own, and only our tables are touched.
    Raises ConfigError for a wrong URL, OutsideError when the database is not reachable.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and only set-up needs it
    from alembic.config import Config  # noqa: PLC0415

    engine = open_engine(url)
    make_room(engine)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with transaction(writing(engine)) as connection:
            # Two that upgrade at once: the second waits here (SQLite: at BEGIN IMMEDIATE) and then finds everything done.
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(45, 468)"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """
    One transaction: all or nothing.

    Raises OutsideError when the database cannot be reached or is locked, ConfigError when `upgrade` has not prepared it.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        where, said = engine.url.render_as_string(hide_password=True), str(error.orig).strip()
        nowhere = engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists()
        if (
            nowhere
            or "no such table" in said
            or "no such column" in said
            or getattr(error.orig, "sqlstate", None) in _NO_SUCH_THING
        ):
            raise ConfigError(f"{where}: the registry is not set up, or from an older version; run `sohoa init`") from error
        if isinstance(error, ProgrammingError):
            raise
        # The driver's own words only: SQLAlchemy's would repeat the statement with the values, which are personal data.
        raise OutsideError(f"{where}: {said.splitlines()[0] if said else type(error.orig).__name__}") from None
