"""Setting the registry up, and what people are told when it is away."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pipelines.database import make_room, open_engine
from pipelines.errors import ConfigError, OutsideError
from pipelines.load import lookup, publish, upgrade
from pipelines.load.database import VERSION_TABLE
from pipelines.load.tables import metadata

T0 = dt.datetime(2026, 3, 1, 2, 0, tzinfo=dt.UTC)


def test_migrations_make_exactly_the_tables_that_the_code_uses(empty_url):
    upgrade(empty_url)
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_upgrading_again_keeps_what_is_there(empty_url, paper):
    upgrade(empty_url)
    engine = open_engine(empty_url)
    held = publish(engine, paper(), T0)
    upgrade(empty_url)
    assert lookup(engine, "D-1") == (held,)
    engine.dispose()


def test_upgrading_from_several_processes_at_once_succeeds(empty_url, paper):
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(upgrade, [empty_url] * 3))
    engine = open_engine(empty_url)
    assert publish(engine, paper(), T0).loaded_at == T0
    engine.dispose()


def test_a_neighbour_in_the_same_database_is_left_alone(empty_url):
    engine = open_engine(empty_url)
    make_room(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('the ledger''s own')"))
    upgrade(empty_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all() == ["the ledger's own"]
    engine.dispose()


def test_a_registry_that_was_never_set_up_says_what_to_run(empty_url):
    engine = open_engine(empty_url)
    with pytest.raises(ConfigError, match="sohoa init"):
        lookup(engine, "D-1")
    engine.dispose()


def test_a_server_that_is_away_is_an_outside_error_without_the_password(tmp_path):
    with pytest.raises(OutsideError) as caught:
        upgrade("postgresql+psycopg://sohoa:mat-khau-thu@127.0.0.1:1/results")
    assert "mat-khau-thu" not in str(caught.value)


def test_a_registry_that_cannot_be_written_is_an_outside_error_without_the_values(tmp_path, paper):
    url = f"sqlite:///{tmp_path}/results.db"
    upgrade(url)
    engine = open_engine(url)

    @sa.event.listens_for(engine, "connect")
    def _full(connection, _record):
        connection.execute("PRAGMA query_only=ON")

    with pytest.raises(OutsideError) as caught:
        publish(engine, paper(), T0)
    assert "Trần" not in str(caught.value)
    engine.dispose()
