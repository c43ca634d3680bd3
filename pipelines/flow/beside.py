"""
What is counted beside the stock, with denominators of its own: dossiers of today (Decision 766/QĐ-TTg, indicators 4.1–4.4), and
the one-stop shops that work by the digitization process (Decision 468/QĐ-TTg).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines import targets
from pipelines.clock import VIETNAM
from pipelines.errors import ConfigError
from pipelines.flow import numbers
from pipelines.ledger import KeptShop
from pipelines.services import Services

Counts = Mapping[str, int]


def import_dossiers(services: Services, file: Path) -> int:
    """Take over monthly counts of current dossiers; how many rows. Raises ConfigError that names every faulty cell."""
    counted, errors = targets.read_dossiers(file)
    _refuse(file, errors)
    services.ledger.keep_dossiers([(c.month, c.unit, c.unit_name, dict(c.counts)) for c in counted])
    return len(counted)


def period(services: Services, since: str = "", until: str = "") -> tuple[str, str]:
    """
    First and last month (``2026-05``): those asked for, else the year of the newest count up to it.

    Raises ConfigError for what is no month.
    """
    for month in (since, until):
        if month and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month, re.ASCII):
            raise ConfigError(f"'{month}' is no month; write it like 2026-05")
    months = services.ledger.dossier_months()
    until = until or (months[-1] if months else f"{dt.datetime.now(VIETNAM):%Y-%m}")
    return since or min(f"{until[:4]}-01", until), until


def indicators(services: Services, since: str, until: str) -> list[dict[str, Any]]:
    """Each indicator of all units together (an empty code) and of each, over the months from *since* to *until*, both in."""
    counted = services.ledger.dossiers(since, until)
    if not counted:
        return []
    whole = {name: sum(counts[name] for counts in counted.values()) for name in targets.COUNTS}
    rows = [(("", targets.report_text("total")), whole), *counted.items()]
    return [{"unit": unit, "name": name, **row} for (unit, name), counts in rows for row in _shares(services, counts)]


def months(services: Services, since: str, until: str, unit: str | None = None) -> list[dict[str, Any]]:
    """Each indicator month by month, of a *unit* or of all together; months without a count are left out."""
    found = []
    for month in services.ledger.dossier_months():
        if since <= month <= until:
            counted = [counts for (code, _), counts in services.ledger.dossiers(month, month).items() if unit in (None, code)]
            sums = {name: sum(counts[name] for counts in counted) for name in targets.COUNTS}
            found += [{"month": month, **row} for row in _shares(services, sums)] if counted else []
    return found


def _shares(services: Services, counts: Counts) -> Iterator[dict[str, Any]]:
    for indicator in numbers.law(services).indicators:
        share = indicator.percent(counts)
        yield {
            "id": indicator.id,
            "indicator": indicator.name,
            "numerator": counts[indicator.of],
            "denominator": counts[indicator.per],
            "percent": round(share, 2) if share is not None else None,
            "full_from": indicator.full_from,
            "source": indicator.source,
        }


def import_shops(services: Services, file: Path) -> int:
    """Take over a report of one-stop shops; how many rows. Raises ConfigError that names every faulty cell."""
    told, errors = targets.read_shops(file)
    _refuse(file, errors)
    services.ledger.import_shops(told)
    return len(told)


def shops_template() -> bytes:
    """The list of one-stop shops to fill in (XLSX)."""
    return targets.make_shops_template()


def shops(services: Services) -> list[KeptShop]:
    """Every one-stop shop that was told of."""
    return services.ledger.shops()


def roll_out(services: Services, today: dt.date | None = None) -> list[dict[str, Any]]:
    """The share of the shops of each level that work by the process, at the end of each year since the law's first one."""
    today = today or dt.datetime.now(VIETNAM).date()
    legal, told = numbers.law(services), [kept.shop for kept in services.ledger.shops()]
    first = min((year for _, year in legal.process), default=today.year)
    return [
        {
            "year": year,
            "level": row.level.value,
            "shops": row.shops,
            "by_process": row.by_process,
            "percent": round(row.percent, 2) if row.percent is not None else None,
            "target": row.target.percent if row.target else None,
            "missing": row.missing,
            "source": row.target.source if row.target else None,
        }
        for year in range(first, today.year + 1)
        for row in targets.roll_out(told, legal, year, today)
    ]


def _refuse(file: Path, errors: tuple[targets.CellProblem, ...]) -> None:
    if errors:
        raise ConfigError(f"{file}: " + "\n  ".join(str(error) for error in errors))
