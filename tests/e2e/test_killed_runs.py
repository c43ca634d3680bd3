"""``kill -9`` of a run at any moment, then ``sohoa run`` again: nothing lost, nothing twice, the audit clean."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.flow import registry
from pipelines.services import open_services
from pipelines.settings import from_environment
from tests.delivery import SOUND, sohoa

KILLS = 4
"""Runs that are killed in each half of the line, each at a random moment of its life."""


def run_and_kill(home: Path, seconds: float) -> bool:
    """Start a run and kill it after *seconds*; whether it was still alive."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "run", "--workers", "2"],
        env={**os.environ, "SOHOA_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def check_conservation(home: Path) -> dict[str, int]:
    counted = json.loads(sohoa(home, "status", "--json").stdout)
    assert counted["received"] == sum(counted["outcomes"].values()) == SOUND + 2
    return counted["outcomes"]


def test_runs_killed_at_random_moments_lose_nothing_and_do_nothing_twice(tmp_path: Path, delivery: Path):
    home = tmp_path / "home"
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)
    assert sohoa(home, "ingest", str(delivery), "--batch", "lot", "--level", "commune").returncode == 0

    started = time.monotonic()
    killed = run_and_kill(home, 4)
    for _ in range(KILLS):
        check_conservation(home)
        killed |= run_and_kill(home, chance.uniform(1, 25))
    sohoa(home, "run")
    assert check_conservation(home)["on_the_way"] == 0
    for case in json.loads(sohoa(home, "review", "list", "--json").stdout):
        sohoa(home, "review", "accept", case["id"], "--reason", "đã đối chiếu")
    for _ in range(KILLS):
        killed |= run_and_kill(home, chance.uniform(1, 12))
    sohoa(home, "run")

    assert killed, f"no run was caught alive in {time.monotonic() - started:.0f} s"
    outcomes = check_conservation(home)
    assert outcomes["on_the_way"] == 0
    assert (outcomes["duplicate"], outcomes["set_aside"]) == (1, 1)
    audit = sohoa(home, "audit", "--json")
    assert (audit.returncode, json.loads(audit.stdout)["faults"]) == (0, [])
    check_once(home, outcomes["loaded"])


def check_once(home: Path, loaded: int) -> None:
    """One signed file, one published file, one row of the registry, one event a station a document."""
    signed = [file for file in (home / "store/signed").rglob("*.pdf") if not file.name.startswith(".")]
    published = [file for file in (home / "store/results").rglob("*.pdf") if not file.name.startswith(".")]
    with sqlite3.connect(home / "results.db") as registry:
        rows = registry.execute("SELECT count(*), count(DISTINCT document_id) FROM results").fetchone()
    assert len(signed) == len(published) == loaded
    assert rows == (loaded, loaded)
    with sqlite3.connect(home / "ledger.db") as ledger:
        twice = ledger.execute(
            "SELECT document_id, kind FROM events WHERE kind IN ('received', 'ocr_done', 'sign_done', 'loaded')"
            " GROUP BY document_id, kind HAVING count(*) > 1"
        ).fetchall()
    assert twice == []


WRITES = 8
"""Conversion record, signature, signed file, its level, ledger; published file, registry, ledger."""


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory, delivery: Path) -> Path:
    """A home with one document that is ready to be signed."""
    home = tmp_path_factory.mktemp("crash") / "home"
    scan = next(file for file in sorted(delivery.iterdir()) if file.name.startswith("0001"))
    assert sohoa(home, "ingest", str(scan)).returncode == 0
    for stage in ("ocr", "extract", "validate"):
        sohoa(home, "run", "--stage", stage)
    for case in json.loads(sohoa(home, "review", "list", "--json").stdout):
        ruled = sohoa(home, "review", "accept", case["id"], "--reason", "đã đối chiếu")
        assert ruled.returncode == 0, ruled.stderr
    return home


def sign_and_load(home: Path, dies_after: int) -> int:
    """Sign and load in a process that dies after so many writes; its exit code, 9 for a death."""
    command = [sys.executable, "-m", "tests.e2e.dying", str(home), str(dies_after)]
    return subprocess.run(command, cwd=Path(__file__).parents[2], check=False, timeout=300).returncode


@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_a_crash_after_any_write_of_signing_and_loading_is_mended_by_the_next_run(accepted: Path, tmp_path: Path, write: int):
    home = tmp_path / "home"
    shutil.copytree(accepted, home)
    assert sign_and_load(home, dies_after=write) == 9
    services = open_services(from_environment({"SOHOA_HOME": str(home)}))
    assert registry.audit(services).faults == ()
    assert sign_and_load(home, dies_after=1000) == 0

    assert registry.audit(services).faults == ()
    assert services.ledger.count("outcome") == {"loaded": 1}
    check_once(home, 1)


def test_there_are_as_many_writes_as_are_tried(accepted: Path, tmp_path: Path):
    """Or the test above would miss one."""
    shutil.copytree(accepted, tmp_path / "home")

    assert sign_and_load(tmp_path / "home", dies_after=WRITES + 1) == 0
