"""The audit finds what was lost, changed or left over."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipelines.flow import registry
from pipelines.services import Services, open_services
from pipelines.settings import from_environment
from tests.conftest import Worked
from tests.delivery import SOUND


@pytest.fixture
def home(loaded: Worked, tmp_path: Path) -> Path:
    return loaded.copied(tmp_path / "home")


def faults(home: Path) -> str:
    services: Services = open_services(from_environment({"SOHOA_HOME": str(home)}))
    return "\n".join(registry.audit(services).faults)


def files(home: Path, kind: str) -> list[Path]:
    return [file for file in (home / "store" / kind).rglob("*") if file.is_file()]


def test_a_sound_home_has_no_faults(home: Path):
    assert files(home, "results")
    assert faults(home) == ""


def test_a_lost_original_is_named(home: Path):
    files(home, "originals")[0].unlink()

    assert "original is gone" in faults(home)


def test_a_changed_file_is_named_with_its_place(home: Path):
    file = next(file for file in files(home, "results"))
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)

    assert "published has changed in the store" in faults(home)
    assert str(file) in faults(home)


def test_a_result_missing_from_the_registry_is_named(home: Path):
    with sqlite3.connect(home / "results.db") as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("DELETE FROM results")

    assert "loaded, but not in the registry" in faults(home)


def test_a_document_missing_from_the_ledger_is_named(home: Path):
    with sqlite3.connect(home / "ledger.db") as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("DELETE FROM documents")

    assert f"{SOUND + 2} documents were received, 0 are in the ledger" in faults(home)
    assert "in the registry, but not loaded" in faults(home)
