"""What the pages that look ahead show: forecasts, indicators of Decision 766, one-stop shops; each a table with its chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines import clock
from pipelines.flow import beside, outlook
from pipelines.services import Services
from web import charts, texts
from web.tabling import Figure

SECONDS = 4.0
"""How long a page works out new forecasts; the nightly DAG works all of them out."""
DRAWN = 25
FORECAST = (
    "code", "name", "level", "in_stock", "left", "goal", "target", "lacks", "needed", "pace", "missing", "missing_low",
    "missing_high", "finish", "earliest", "latest", "late", "state", "source",
)  # fmt: skip
Row = Mapping[str, Any]


def forecast(services: Services, under: str, by: dt.date | None = None, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """The rows of the forecast. Raises ConfigError for a place without papers and a day that is over."""
    return outlook.as_rows(outlook.outlook(services, under, by=by, seconds=seconds))


def forecast_figure(rows: Sequence[Row]) -> Figure:
    """Them in words, and drawn where they have a date."""
    told = [
        {
            **row,
            "name": _name(row),
            "level": texts.vietnamese(f"level.{row['level']}") if row["level"] else None,
            "state": texts.vietnamese(f"progress.state.{row['state']}"),
        }
        for row in rows
    ]
    drawn = [row for row in told if row["finish"]][:DRAWN]
    return Figure(FORECAST, told, lambda: charts.finishes(drawn, clock.today()))


def dossiers_figure(services: Services, since: str, until: str) -> Figure:
    """Every indicator of every unit in a period, drawn month by month for all of them together."""
    months = beside.months(services, since, until)
    heads = ("unit", "name", "id", "indicator", "numerator", "denominator", "percent", "full_from", "source")
    return Figure(heads, beside.indicators(services, since, until), lambda: charts.months(months))


def months_figure(services: Services, since: str, until: str, unit: str | None) -> Figure:
    """Every indicator month by month, of a unit or of all together."""
    rows = beside.months(services, since, until, unit)
    heads = ("month", "id", "indicator", "numerator", "denominator", "percent", "full_from", "source")
    return Figure(heads, rows, lambda: charts.months(rows))


def roll_out_figure(services: Services) -> Figure:
    """The share of one-stop shops by year and level, drawn for the newest year."""
    rows = [{**row, "level": texts.vietnamese(f"level.{row['level']}")} for row in beside.roll_out(services)]
    last = max((row["year"] for row in rows), default=0)
    newest = [row for row in rows if row["year"] == last and row["percent"] is not None and row["target"] is not None]
    heads = ("year", "level", "shops", "by_process", "percent", "target", "missing_shops", "source")
    return Figure(heads, [{**row, "missing_shops": row["missing"]} for row in rows], lambda: charts.levels(newest))


def shops_figure(services: Services) -> Figure:
    """Every one-stop shop and whose report tells of it."""
    names = ("unit", "unit_name", "since", "closed", "reported_by")
    rows = [
        {**{name: getattr(kept.shop, name) for name in names}, "level": texts.vietnamese(f"level.{kept.shop.level}")}
        for kept in beside.shops(services)
    ]
    return Figure(("unit", "unit_name", "level", "since", "closed", "reported_by"), rows)


def _name(row: Row) -> str:
    return row["name"] or texts.vietnamese("progress.country" if row["kind"] == "country" else f"level.{row['level']}")
