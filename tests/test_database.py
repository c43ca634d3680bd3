"""Two connections to one SQLite file must queue up, whatever they do first."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from pipelines import database
from pipelines.database import open_engine, writing


def test_a_file_in_use_by_a_program_of_another_journal_mode_is_waited_for(tmp_path, monkeypatch):
    path = tmp_path / "ledger.db"
    # SQLite asks nobody to wait here when the timeout is nought: what waits must be our own.
    monkeypatch.setattr(database, "BUSY_SECONDS", 20)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE held (x)")
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    release.start()
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 0}, poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "connect", database._prepare_sqlite)
    with engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
    release.join()
    other.close()


def test_what_is_no_database_is_refused_at_once(tmp_path):
    path = tmp_path / "ledger.db"
    path.write_bytes(b"a letter, not a database, and long enough to be looked at " * 20)
    with pytest.raises(sa.exc.DatabaseError, match="not a database"), open_engine(f"sqlite:///{path}").connect():
        pass


def test_many_who_open_a_new_file_at_once_all_write(tmp_path):
    for number in range(10):
        url = f"sqlite:///{tmp_path}/{number}.db"
        together = threading.Barrier(6)

        def write(row: int, url: str = url, together: threading.Barrier = together) -> None:
            engine = open_engine(url)
            together.wait()
            with writing(engine).begin() as connection:
                connection.execute(sa.text("CREATE TABLE IF NOT EXISTS rows (x)"))
                connection.execute(sa.text("INSERT INTO rows VALUES (:row)"), {"row": row})

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(write, range(6)))
        with open_engine(url).connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM rows")).scalar() == 6
