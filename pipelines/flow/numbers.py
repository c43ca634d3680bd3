"""The numbers that page, command line and DAGs all show, each defined once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pipelines import load
from pipelines.errors import ConfigError
from pipelines.model import Chain, Level, Outcome, Progress, Stage, Target
from pipelines.services import Services

VIETNAM = dt.timezone(dt.timedelta(hours=7))


def check_batch(services: Services, batch_id: str | None) -> None:
    """Raise ConfigError for the id of a batch that does not exist."""
    if batch_id and not services.ledger.has_batch(batch_id):
        raise ConfigError(f"no batch '{batch_id}'; 'sohoa status' lists the batches")


def status(services: Services, batch_id: str | None = None) -> dict[str, Any]:
    """
    Counts of documents: ``received``, ``outcomes``, ``stages`` (last station finished), ``problems``.

    The outcomes add up to ``received``. Raises ConfigError for a batch that does not exist.
    """
    ledger = services.ledger
    check_batch(services, batch_id)
    outcomes = ledger.count("outcome", batch_id=batch_id)
    stages = ledger.count("stage", batch_id=batch_id)
    return {
        "received": sum(outcomes.values()),
        "outcomes": {outcome.value: outcomes.get(outcome.value, 0) for outcome in Outcome},
        "stages": {stage.value: stages.get(stage.value, 0) for stage in Stage},
        "problems": ledger.count("problem", batch_id=batch_id),
    }


def refresh(services: Services, *, whole: bool = False) -> None:
    """
    Bring the standings up to this moment; with *whole* everything is counted anew from the documents.

    Whoever shows numbers calls this first. When nothing changed it costs two questions.
    """
    from pipelines import targets  # noqa: PLC0415 - reads spreadsheets: slow to import

    ledger = services.ledger
    known = -1 if whole else ledger.done_version()
    version, cells = load.counted_since(services.registry, known)
    if version < known:
        # The registry was put back from a backup.
        whole = True
        version, cells = load.counted_since(services.registry, -1)
    if whole or version != known or not ledger.is_fresh():
        ledger.refresh(targets.stand, cells, version, whole=whole)


def progress(services: Services, year: int) -> tuple[Progress, ...]:
    """Stock, done and target of every level in *year*; done counts results loaded by the end of it and not revoked."""
    from pipelines import targets  # noqa: PLC0415

    legal = targets.load_targets(services.settings.config / "targets.yaml")
    refresh(services)
    stock = services.ledger.chains("level")
    done = services.ledger.done_by(year, "level")
    return tuple(_progress(legal.target(level, year), stock.get((level,)), done.get((level,), (0, 0))) for level in Level)


def _progress(target: Target, chain: Chain | None, done: tuple[int, int]) -> Progress:
    loaded, covered = done
    return Progress(target.level, target.year, chain.in_stock if chain else 0, loaded, target, surplus=loaded - covered)


def unplaced(services: Services, year: int) -> int:
    """How many of the results that are done by the end of *year* count for no level, because nothing says which."""
    refresh(services)
    return services.ledger.done_by(year, "level").get(("",), (0, 0))[0]


def chains(services: Services, *by: str, basis: str = "today", **where: str) -> dict[tuple[str, ...], Chain]:
    """The chain of numbers by level, province, district, unit or type, as of this moment; see ``ledger.Snapshots.chains``."""
    refresh(services)
    return services.ledger.chains(*by, basis=basis, **where)


def snapshot(services: Services, day: dt.date | None = None) -> dict[str, Any]:
    """
    Freeze today's numbers; twice a day is once. ``{day, rows, miscounted}``.

    Counts that do not agree with the documents are counted anew first, and told.
    """
    day = day or dt.datetime.now(VIETNAM).date()
    refresh(services)
    miscounted = services.ledger.miscounted()
    if miscounted:
        refresh(services, whole=True)
    return {"day": day, "rows": services.ledger.take_snapshot(day), "miscounted": miscounted}


def import_holdings(services: Services, file: Path) -> int:
    """Take over a count of the stock; how many rows. Raises ConfigError that names every faulty cell, and takes nothing then."""
    from pipelines import targets  # noqa: PLC0415

    counted = targets.read_holdings(file, {name: doctype.label for name, doctype in services.doctypes.items()})
    if counted.errors:
        raise ConfigError(f"{file}: " + "\n  ".join(str(error) for error in counted.errors))
    services.ledger.import_holdings(counted.holdings)
    return len(counted.holdings)
