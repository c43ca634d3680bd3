"""A worker that dies, hangs, runs out of memory or crashes costs its own task, nothing else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipelines.errors import DamageError, DocumentProblem, OutsideError
from pipelines.workers import Crew

HANDLER = "tests.faults.workers:handler"


def fates(tasks: list[object], seconds: float = 30, workers: int = 2, **options: int) -> dict[object, str]:
    with Crew(HANDLER, 10, workers=workers, **options) as crew:
        return {report.task: report.fate for report in crew.map(tasks, lambda _: seconds)}


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_every_task_is_done_once_and_gives_its_result():
    with Crew(HANDLER, 10, workers=2) as crew:
        reports = list(crew.map(range(20), lambda _: 30))

    assert sorted((r.task, r.result) for r in reports) == [(n, n * 10) for n in range(20)]


def test_a_worker_that_is_killed_costs_its_task_and_the_others_are_done():
    assert fates([1, "kill", 2, 3]) == {1: "done", "kill": "died", 2: "done", 3: "done"}


def test_a_worker_that_hangs_is_ended_with_what_it_started():
    seconds = f"3600.{random.randrange(10**9)}"
    hang = ("hang", seconds)
    with Crew(HANDLER, 10, workers=2) as crew:
        reports = {r.task: r.fate for r in crew.map([hang, 1, 2], lambda task: 5 if task == hang else 30)}

    assert reports == {hang: "timeout", 1: "done", 2: "done"}
    # The kernel may take a moment to end what it was told to kill.
    patience = time.monotonic() + 20
    while left := [line for line in Path("/proc").glob("[0-9]*/cmdline") if seconds.encode() in read(line)]:
        assert time.monotonic() < patience, left
        time.sleep(0.1)


def test_a_worker_over_its_memory_is_a_result_like_any_other():
    assert fates([1, "hog", 2], memory=1 << 30) == {1: "done", "hog": "memory", 2: "done"}


def test_a_bug_is_reported_by_place_and_never_with_the_value():
    with Crew(HANDLER, 10) as crew:
        [report] = crew.map(["bug"], lambda _: 30)

    assert report.fate == "bug"
    assert "ValueError at" in report.trace
    assert "Nguyễn" not in report.trace


def test_problems_and_outside_errors_come_back_as_themselves():
    with Crew(HANDLER, 10) as crew:
        problem, outside, damaged = crew.map(["problem", "outside", "damaged"], lambda _: 30)

    assert isinstance(problem.error, DocumentProblem)
    assert problem.error.code == "empty_file"
    assert type(outside.error) is OutsideError
    assert type(damaged.error) is DamageError


def test_workers_go_when_their_parent_is_killed(tmp_path: Path):
    script = (
        "import pathlib, sys\n"
        "from pipelines.workers import Crew\n"
        "crew = Crew('tests.faults.workers:handler', 10)\n"
        "out = pathlib.Path(sys.argv[1])\n"
        "for report in crew.map([1], lambda _: 30):\n"
        "    out.write_text(str(crew.workers[0].process.pid))\n"
        "list(crew.map(['wait'], lambda _: 600))\n"
    )
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", script, str(note)], cwd=Path(__file__).parent.parent)
    for _ in range(600):
        if note.exists() and note.read_text():
            break
        time.sleep(0.05)
    worker = int(note.read_text())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    for _ in range(200):
        if not Path(f"/proc/{worker}").exists() or ") Z " in Path(f"/proc/{worker}/stat").read_text():
            break
        time.sleep(0.05)
    else:
        raise AssertionError("the worker outlived its parent")
