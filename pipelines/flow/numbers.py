"""The numbers that page, command line and DAGs all show, each defined once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pipelines import load
from pipelines.errors import ConfigError
from pipelines.model import Level, Outcome, Progress, Stage
from pipelines.services import Services


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


def progress(services: Services, year: int) -> tuple[Progress, ...]:
    """Stock, done and target of every level in *year*; done counts results loaded by the end of it and not revoked."""
    from pipelines import targets  # noqa: PLC0415 - reads spreadsheets: slow to import

    legal = targets.load_targets(services.settings.config / "targets.yaml")
    return targets.measure(legal, services.ledger.holdings(), _done(services, year), year)


def unplaced(services: Services, year: int) -> int:
    """How many of the results that are done by the end of *year* count for no level, because nothing says which."""
    from pipelines import targets  # noqa: PLC0415

    return targets.unplaced(services.ledger.holdings(), _done(services, year))


def _done(services: Services, year: int) -> dict[tuple[str | None, Level | None, str], int]:
    # Years at the ends of the calendar have no moment in UTC; nothing was loaded there.
    year = min(max(year, 1), dt.MAXYEAR - 1)
    until = dt.datetime(year + 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    return load.count_loaded(services.registry, until)


def import_holdings(services: Services, file: Path) -> int:
    """Take over a count of the stock; how many rows. Raises ConfigError that names every faulty cell, and takes nothing then."""
    from pipelines import targets  # noqa: PLC0415

    counted = targets.read_holdings(file, {name: doctype.label for name, doctype in services.doctypes.items()})
    if counted.errors:
        raise ConfigError(f"{file}: " + "\n  ".join(str(error) for error in counted.errors))
    services.ledger.import_holdings(counted.holdings)
    return len(counted.holdings)
