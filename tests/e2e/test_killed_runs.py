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
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from pipelines.flow import line, registry
from pipelines.model import Stage
from pipelines.services import open_services
from pipelines.settings import from_environment
from pipelines.workers import Crew
from tests.conftest import Worked
from tests.delivery import FEW, review_all, sohoa
from tests.flow.accepted_papers import Here

KILLS = 3
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
    assert counted["received"] == sum(counted["outcomes"].values()) == FEW + 2
    return counted["outcomes"]


def test_runs_killed_at_random_moments_lose_nothing_and_do_nothing_twice(tmp_path: Path, few: Path):
    home = tmp_path / "home"
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)
    assert sohoa(home, "ingest", str(few), "--batch", "lot", "--level", "commune").returncode == 0

    started = time.monotonic()
    killed = run_and_kill(home, 4)
    for _ in range(KILLS):
        check_conservation(home)
        killed |= run_and_kill(home, chance.uniform(1, 20))
    sohoa(home, "run")
    assert check_conservation(home)["on_the_way"] == 0
    review_all(partial(sohoa, home))
    for _ in range(KILLS):
        killed |= run_and_kill(home, chance.uniform(1, 10))
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


@dataclass(frozen=True)
class Crashed:
    """Homes in which a process signed and loaded the same chunk of one paper."""

    chunk: str
    loaded: int
    """Papers that were loaded before."""
    homes: list[Path]
    """The process in the first dies after its first write, and so on."""
    ended: list[int]
    """Exit codes, 9 for a death."""


@pytest.fixture(scope="module")
def crashed(reviewed: Worked, tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    """One home more than there are writes."""
    folder = tmp_path_factory.mktemp("crash")
    ledger = open_services(from_environment({"SOHOA_HOME": str(reviewed.copied(folder / "0"))})).ledger
    chunk = ledger.make_chunks([Stage.REVIEW], size=1, at_most=200)[0]
    homes = [shutil.copytree(folder / "0", folder / str(write)) for write in range(1, WRITES + 2)]
    command = [sys.executable, "-m", "tests.e2e.dying", chunk, *map(str, homes)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, timeout=600, stdout=subprocess.PIPE)
    return Crashed(chunk, ledger.count("outcome").get("loaded", 0), homes, json.loads(done.stdout))


@pytest.mark.parametrize("write", range(1, WRITES + 1))
def test_a_crash_after_any_write_of_signing_and_loading_is_mended_by_the_next_run(crashed: Crashed, write: int):
    assert crashed.ended[write - 1] == 9
    home = crashed.homes[write - 1]
    services = open_services(from_environment({"SOHOA_HOME": str(home)}))
    assert registry.audit(services).faults == ()
    services.ledger.release_claims(lambda _: True)
    for stage in (Stage.SIGN, Stage.LOAD):
        # The next run is this process: what the dead one left is all on disk.
        line.run(stage, services, chunk=crashed.chunk, crew=cast("Crew", Here(services, "y|1|1|1")), owner="y|1|1|1")

    assert registry.audit(services).faults == ()
    assert services.ledger.count("outcome")["loaded"] == crashed.loaded + 1
    check_once(home, crashed.loaded + 1)


def test_there_are_as_many_writes_as_are_tried(crashed: Crashed):
    """Or the test above would miss one."""
    assert crashed.ended == [9] * WRITES + [0]
