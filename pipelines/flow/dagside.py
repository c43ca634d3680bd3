"""What Airflow's tasks call: plain values in and out, since they travel by XCom; everything else is the flow's."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.errors import DamageError
from pipelines.flow import intake, numbers, outlook, reporting
from pipelines.flow.line import run
from pipelines.model import Level, Stage
from pipelines.services import Services, open_services
from pipelines.settings import from_environment

log = logging.getLogger("sohoa")


def receive(params: Mapping[str, Any]) -> str | None:
    """Receive the delivery that the DAG's parameters name; its batch, or the batch that was asked for when there is none."""
    if not params["paths"]:
        batch: str | None = params["batch"]
        return batch
    receipt = intake.receive(
        _services(),
        [Path(path) for path in params["paths"]],
        batch_id=params["batch"],
        unit=params["unit"],
        level=Level(params["level"]) if params["level"] else None,
        manifest=Path(params["manifest"]) if params["manifest"] else None,
        deadline=dt.date.fromisoformat(params["deadline"]) if params.get("deadline") else None,
    )
    log.info(
        "batch %s: received %d, expected %s, missing %s",
        receipt.batch_id,
        receipt.received,
        receipt.expected,
        len(receipt.missing),
    )
    return receipt.batch_id


def plan(after: Sequence[str], batch: str | None, size: int, most: int) -> list[str]:
    """Share the documents that finished one of these stations out into chunks; the chunks' ids."""
    return _services().ledger.make_chunks([Stage(stage) for stage in after], size=size, at_most=most, batch_id=batch)


def move(stage: str, chunk: str) -> str:
    """Move a chunk one station on; the chunk, for the next task. Raises OutsideError, ConfigError."""
    services = _services()
    tally = run(Stage(stage), services, chunk=chunk, workers=services.settings.workers)
    log.info("%s %s: %s", stage, chunk, tally)
    return chunk


def tell(batch: str | None) -> None:
    """Write the counts to the task's log."""
    log.info("%s", numbers.status(_services(), batch))


def measure(year: int) -> list[dict[str, Any]]:
    """Progress of every level in *year*, as plain values."""
    levels = [numbers.as_json(progress) for progress in numbers.progress(_services(), year)]
    for level in levels:
        log.info("%s", level)
    return levels


def freeze() -> dict[str, Any]:
    """Take today's snapshot of the numbers, and work out where every part is heading."""
    services = _services()
    taken = {**numbers.snapshot(services), "forecasts": len(outlook.outlook(services, outlook.EVERY))}
    log.info("%s", taken)
    return {**taken, "day": taken["day"].isoformat()}


def report() -> list[str]:
    """Freeze every report that is due and put its files into the store; which periods."""
    made = reporting.make_due(_services())
    log.info("reports: %s", made or "none due")
    return made


def maintain() -> dict[str, Any]:
    """A night's share of the upkeep, as plain values. Raises DamageError when stored bytes are gone or changed."""
    from pipelines.flow.maintaining import maintain as run_upkeep  # noqa: PLC0415 - slow to import, and only here

    done = asdict(run_upkeep(_services()))
    log.info("%s", done)
    if done["faults"]:
        raise DamageError(f"{len(done['faults'])} stored files are gone or changed: {'; '.join(done['faults'][:20])}")
    return done


def _services() -> Services:
    services = open_services(from_environment())
    services.ledger.check_ready()
    return services
