"""The numbers that page, command line and DAGs all show, each defined once."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import clock, load
from pipelines.errors import ConfigError
from pipelines.model import Chain, Level, Outcome, Progress, Stage, Target
from pipelines.services import Services

if TYPE_CHECKING:
    from pipelines.targets import Targets


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


def law(services: Services) -> Targets:
    """The targets of ``config/targets.yaml``, read again when the file changes. Raises ConfigError."""
    file = services.settings.config / "targets.yaml"
    return _law(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=8)
def _law(file: Path, _changed: int) -> Targets:
    from pipelines import targets  # noqa: PLC0415 - reads spreadsheets: slow to import

    return targets.load_targets(file)


def progress(services: Services, year: int) -> tuple[Progress, ...]:
    """Stock, done and target of every level in *year*; done counts results loaded by the end of it and not revoked."""
    legal = law(services)
    wanted = [legal.target(level, year) for level in Level]
    refresh(services)
    counted = services.ledger.by_year(year)
    return tuple(_progress(target, *counted.get(target.level.value, (0, 0, 0))) for target in wanted)


def _progress(target: Target, stock: int, loaded: int, covered: int) -> Progress:
    return Progress(target.level, target.year, stock, loaded, target, surplus=loaded - covered)


def unplaced(services: Services, year: int) -> int:
    """How many of the results that are done by the end of *year* count for no level, because nothing says which."""
    refresh(services)
    return services.ledger.by_year(year).get("", (0, 0, 0))[1]


def chains(services: Services, *by: str, basis: str = "today", **where: str) -> dict[tuple[str, ...], Chain]:
    """The chain of numbers by level, province, district, unit or type, as of this moment; see ``ledger.Snapshots.chains``."""
    refresh(services)
    return services.ledger.chains(*by, basis=basis, **where)


def snapshot(services: Services, day: dt.date | None = None, *, whole: bool = False) -> dict[str, Any]:
    """
    Freeze today's numbers; twice a day is once. ``{day, rows}``.

    With *whole* all papers are counted anew first: what ``sohoa audit`` asks for when the kept counts do not agree with them.
    """
    day = day or clock.today()
    refresh(services, whole=whole)
    return {"day": day, "rows": services.ledger.take_snapshot(day)}


def as_json(progress: Progress) -> dict[str, Any]:
    """A level's progress as programs read it: the command line, the API and Airflow's log alike."""
    return {
        "level": progress.level.value,
        "year": progress.year,
        "stock": progress.stock,
        "done": progress.done,
        "percent": round(progress.percent, 2),
        "target_percent": progress.target.percent,
        "left": progress.left,
        "overdue": progress.overdue,
        "source": progress.target.source,
    }


def legal_table(services: Services) -> dict[str, Any]:
    """The legal figures up to the deadline: ``stock`` and ``process`` (cells with their source), ``deadline``, ``own``."""
    legal = law(services)
    years = range(legal.first_year, legal.deadline.year + 1)
    stock = [legal.target(level, year) for year in years for level in Level]
    return {
        "stock": [_cell(target) for target in stock],
        "process": [_cell(target) for _, target in sorted(legal.process.items(), key=lambda item: item[0][1])],
        "deadline": {"date": legal.deadline, "percent": max(t.percent for t in legal.final.values()), "source": _final(legal)},
        "own": [asdict(target) for target in legal.own],
    }


def _final(legal: Targets) -> str:
    return next(iter(legal.final.values())).source


def _cell(target: Target) -> dict[str, Any]:
    return {"year": target.year, "level": target.level.value, "percent": target.percent, "source": target.source}
