"""Fixtures that several rooms need: a real PostgreSQL, invented scans, a home of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.delivery import FEW, Ended, make_delivery, review_all, sohoa

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

POSTGRES = Path("/usr/lib/postgresql/15/bin")


def free_port() -> int:
    """A TCP port on the loopback that was free a moment ago."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _as_postgres(*command: str) -> None:
    """Run *command* as a user that PostgreSQL accepts: it refuses root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL 15 cluster of our own on a free port; the URL of its maintenance database, for psycopg."""
    folder = Path(tempfile.mkdtemp(prefix="sohoa-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    port = free_port()
    data = str(folder / "data")
    initdb = [str(POSTGRES / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"]
    _as_postgres(*initdb, "-E", "UTF8", "--locale", "C.UTF-8")
    options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c max_connections=60"
    _as_postgres(str(POSTGRES / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        _as_postgres(str(POSTGRES / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_postgres_url(postgres_server: str) -> Callable[[], str]:
    """Makes fresh, empty databases and gives their SQLAlchemy URLs."""

    def make() -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return postgres_server.replace("postgresql://", "postgresql+psycopg://").rsplit("/", 1)[0] + f"/{name}"

    return make


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """SQLAlchemy URL of a fresh, empty database."""
    return new_postgres_url()


@pytest.fixture(scope="session")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small delivery, see ``tests.delivery``. Not to be changed."""
    return make_delivery(tmp_path_factory.mktemp("delivery"))


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A smaller delivery. Not to be changed."""
    return make_delivery(tmp_path_factory.mktemp("few"), FEW)


@dataclass(frozen=True)
class Worked:
    """A home on SQLite in which people and the line did their work, and how the commands ended."""

    home: Path
    ended: tuple[Ended, ...]

    def copied(self, home: Path) -> Path:
        """The same once more at *home*, to be changed."""
        return shutil.copytree(self.home, home)


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory: pytest.TempPathFactory, delivery: Path) -> Worked:
    """Whose delivery was received, read and accepted, and waits to be signed. Not to be changed: copy it."""
    home = tmp_path_factory.mktemp("reviewed") / "home"
    receipt = sohoa(home, "ingest", str(delivery), "--batch", "lot", "--level", "commune", "--unit", "22279")
    ended = (sohoa(home, "init"), receipt, sohoa(home, "run"))
    review_all(partial(sohoa, home))
    return Worked(home, ended)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, reviewed: Worked) -> Worked:
    """The same, signed and loaded. Not to be changed: copy it."""
    home = reviewed.copied(tmp_path_factory.mktemp("loaded") / "home")
    return Worked(home, (*reviewed.ended, sohoa(home, "run")))
