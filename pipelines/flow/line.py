"""
Runs: who works on the line, and what becomes of a document whose worker was lost.

A run claims documents under its own name, hands them to a crew of workers and counts what comes back. The name tells where
the run lives, so that the next run on that machine knows at once whether it is still there (``kill -9`` needs no waiting);
runs on other machines give way when their lease lapses.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipelines.errors import ConfigError, explain
from pipelines.flow.stations import BY_STAGE, STATIONS, Station
from pipelines.ledger import LostClaim, Problem
from pipelines.model import Document, Outcome, Stage, Tally
from pipelines.services import Services
from pipelines.workers import LOST, Crew, Report

TRIES = {"bug": 3, "died": 2, "memory": 2, "timeout": 2}
"""How often a document may lose its worker before it is set aside. A second try tells a bad paper from a bad moment."""

_SLACK = 120.0
"""Seconds that a claim outlives the time its task may take."""

Progress = Callable[[Stage, int, int], None]
"""Told the station, documents finished and documents that waited at the start."""


def run_everything(
    services: Services, *, batch_id: str | None = None, workers: int = 1, progress: Progress | None = None
) -> list[Tally]:
    """Move everything that can move through all stations, with one crew. Raises as ``run``."""
    owner = _owner_name()
    with _crew(services, owner, workers) as crew:
        return [
            run(station.stage, services, batch_id=batch_id, progress=progress, crew=crew, owner=owner) for station in STATIONS
        ]


def run(
    stage: Stage,
    services: Services,
    *,
    batch_id: str | None = None,
    chunk: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    crew: Crew | None = None,
    owner: str | None = None,
) -> Tally:
    """
    Move every document that waits for *stage* one station on; *batch_id* or *chunk* narrow it down.

    Raises OutsideError or ConfigError when something stands in the way of all documents: what was claimed is given back, and
    the same call later goes on. A document's own problem never raises.
    """
    if stage not in BY_STAGE:
        raise ConfigError(f"station '{stage}' is started by files or people; the line runs: {', '.join(BY_STAGE)}")
    station = BY_STAGE[stage]
    owner = owner or _owner_name()
    ledger = services.ledger
    ledger.release_claims(_is_gone)
    of_lots = stage is Stage.SIGN and services.policy.required
    total = ledger.waiting(station.after, batch_id=batch_id, chunk=chunk, of_lots=of_lots)
    counts: Counter[str] = Counter()
    if not total:
        return _tally(stage, counts)
    hired = crew or _crew(services, owner, workers)
    try:
        moved = True
        while moved:
            moved = False
            tasks = _claim(services, station, owner, batch_id, chunk, of_lots=of_lots)
            for report in hired.map(tasks, lambda task: station.seconds + station.seconds_each * len(task[1])):
                moved = True
                counts.update(_settle(services, station, owner, report))
                if progress:
                    progress(stage, sum(counts.values()) - counts["retry"], total)
    finally:
        if crew is None:
            hired.__exit__()
        # Workers of a shared crew may still hold tasks when an error ends this run; they must not write over their successors.
        ledger.release_claims(lambda name: name == owner)
    return _tally(stage, counts)


def _claim(
    services: Services, station: Station, owner: str, batch_id: str | None, chunk: str | None, *, of_lots: bool
) -> Iterator[tuple[Stage, Sequence[Document]]]:
    """Tasks, claimed as workers ask for them. A document that lost a worker before goes alone, to spare its neighbours."""
    lease = station.seconds + station.seconds_each * station.group + _SLACK
    while True:
        claimed = services.ledger.claim(
            station.after, owner=owner, limit=station.group, seconds=lease, batch_id=batch_id, chunk=chunk, of_lots=of_lots
        )
        if not claimed:
            return
        fresh = [document for document in claimed if document.attempts == 0]
        if fresh:
            yield station.stage, fresh
        for document in claimed:
            if document.attempts:
                yield station.stage, [document]


def _settle(services: Services, station: Station, owner: str, report: Report) -> Counter[str]:
    """Count what a worker did; record what it could not record itself because it was lost."""
    _, documents = report.task
    if report.fate == "done":
        return Counter(outcome for _, outcome in report.result)
    if report.fate == "outside":
        services.ledger.release([document.id for document in documents], owner)
        assert report.error is not None
        raise report.error
    if report.fate == "config":
        services.ledger.release([document.id for document in documents], owner)
        raise ConfigError(str(report.error))
    counts: Counter[str] = Counter()
    for document in documents:
        try:
            if len(documents) == 1 and document.attempts + 1 >= TRIES[report.fate]:
                seconds = round(station.seconds + station.seconds_each)
                details = {
                    "stage": station.stage.value,
                    "seconds": seconds,
                    "attempts": document.attempts + 1,
                    "error": report.trace,
                }
                code = LOST[report.fate]
                services.ledger.set_aside(document, owner, Problem(code, *explain(code, **details)))
                counts[Outcome.SET_ASIDE] += 1
            else:
                services.ledger.count_attempt(document, owner, report.trace or report.fate)
                counts["retry"] += 1
        except LostClaim:
            # The worker had finished this one before it was lost on another.
            found = services.ledger.document(document.id)
            moved = found is not None and (found.stage, found.outcome) != (document.stage, document.outcome)
            counts[found.outcome if found and moved else "lost"] += 1
    return counts


def _tally(stage: Stage, counts: Counter[str]) -> Tally:
    return Tally(
        stage=stage,
        passed=counts[Outcome.ON_THE_WAY] + counts[Outcome.LOADED],
        review=counts[Outcome.REVIEW],
        set_aside=counts[Outcome.SET_ASIDE],
        excluded=counts[Outcome.EXCLUDED],
        retry=counts["retry"],
    )


def _crew(services: Services, owner: str, workers: int) -> Crew:
    return Crew("pipelines.flow.acts:worker", services.settings, owner, workers=workers)


def _owner_name() -> str:
    """Host, process and its start time, and a nonce for two runs in one process."""
    return f"{socket.gethostname()}|{os.getpid()}|{_started(os.getpid())}|{secrets.token_hex(4)}"


def _is_gone(owner: str) -> bool:
    """Whether a claimant of this machine is no longer alive. Of other machines nothing is known: their lease decides."""
    host, pid, started, _ = owner.split("|")
    return host == socket.gethostname() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """When the process started, in clock ticks since boot; empty when there is none. Process ids are used again, this is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state == "Z" else rest[18]
