"""Curves: what was done week by week against the required line, and where it leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines import clock, load, targets
from pipelines.errors import ConfigError
from pipelines.flow import drill, numbers
from pipelines.model import Chain, Level
from pipelines.services import Services
from pipelines.targets.calendar import Calendar, monday
from pipelines.targets.staffing import load_staffing

WEEKS_SHOWN = 26
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Curve:
    """The burn-up of a part: shares of its stock of today, in percent, by day."""

    stock: int
    left: int
    done: tuple[tuple[dt.date, float], ...]
    """At the end of each week, then today."""
    required: tuple[tuple[dt.date, float], ...]
    """The law's share at the end of each year, weighted by the stock of the levels."""
    band: tuple[tuple[dt.date, float, float, float], ...]
    """Day, lower end, middle, upper end of the 80 % interval."""
    pace: float | None
    """Papers a working day, as the forecast believes of today."""
    needed: float | None
    """Papers a working day that finish what is left within a year."""
    finish: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None


def curve(services: Services, under: str = "", today: dt.date | None = None) -> Curve:
    """
    The burn-up of the part *under* (see `drill`), with the forecast where its history is long enough.

    Raises ConfigError for a part that there is not.
    """
    part = drill.drill(services, under)
    today = today or clock.today()
    weekly = _weekly(services, part)
    start, stock = monday(today), part.chain.in_stock
    done, total = list[tuple[dt.date, float]](), 0
    for week in sorted(weekly):
        total += weekly[week]
        done.append((min(week + _WEEK - dt.timedelta(days=1), today), _share(total, stock)))
    whole = {week: n for week, n in weekly.items() if week < start}
    calendar = _calendar(services)
    ahead = targets.forecast(whole, part.chain.left, start, calendar) if part.chain.left and whole else None

    def reached(n: float) -> float:
        return min(100.0, _share(part.chain.loaded + n, stock))

    return Curve(
        stock=stock,
        left=part.chain.left,
        done=tuple(done),
        required=_required(services, part.levels),
        band=tuple((p.day, reached(p.low), reached(p.middle), reached(p.high)) for p in ahead.band) if ahead else (),
        pace=ahead.pace if ahead else None,
        needed=targets.required_pace(part.chain.left, today, today + dt.timedelta(days=365), calendar),
        finish=ahead.finish if ahead else None,
        earliest=ahead.earliest if ahead else None,
        latest=ahead.latest if ahead else None,
    )


def weeks(services: Services, under: str = "", today: dt.date | None = None) -> tuple[tuple[dt.date, int], ...]:
    """Results loaded less revoked in each of the last weeks, by Monday, the newest last."""
    weekly = _weekly(services, drill.drill(services, under))
    start = monday(today or clock.today())
    return tuple((start - _WEEK * k, weekly.get(start - _WEEK * k, 0)) for k in range(WEEKS_SHOWN - 1, -1, -1))


def straight_through(services: Services) -> dict[str, int]:
    """Papers that rules accepted and no person had to look at: ``{"decided", "straight"}``."""
    return services.ledger.straight_through()


def _weekly(services: Services, part: drill.Part) -> dict[dt.date, int]:
    """Loaded less revoked by week."""
    if part.kind == "country":
        counts = load.weekly(services.registry)
    else:
        code = "" if part.code in (drill.NOWHERE, f"unit:{drill.UNKNOWN}") else part.code.removeprefix("unit:")
        column = {"province": "province", "district": "district", "unit": "today"}.get(part.kind)
        if column is None:
            raise ConfigError("a batch has no curve")
        counts = load.weekly(services.registry, sorted(services.ledger.units(**{column: code})))
    found: dict[dt.date, int] = {}
    for (_, _, week), n in counts.items():
        found[week] = found.get(week, 0) + n
    return found


def _required(services: Services, levels: Mapping[str, Chain]) -> tuple[tuple[dt.date, float], ...]:
    legal = numbers.law(services)
    stock = {Level(level): chain.in_stock for level, chain in levels.items() if level}
    whole = sum(stock.values())
    if not whole:
        return ()
    years: Sequence[int] = range(legal.first_year, legal.deadline.year + 1)
    shares = [sum(n * legal.target(level, year).percent for level, n in stock.items()) / whole for year in years]
    ends = [dt.date(year, 12, 31) for year in years]
    return ((dt.date(legal.first_year, 1, 1), 0.0), *zip(ends, shares, strict=True))


def _calendar(services: Services) -> Calendar:
    file = services.settings.config / "plan.yaml"
    return load_staffing(file).calendar if file.exists() else Calendar()


def _share(n: float, stock: int) -> float:
    return 100.0 * n / stock if stock else 0.0


def as_rows(made: Curve) -> list[dict[str, Any]]:
    """The curve as a table: a row a day that has a figure."""
    done, required = dict(made.done), dict(made.required)
    band = {day: (low, middle, high) for day, low, middle, high in made.band}
    return [
        {
            "day": day,
            "done": done.get(day),
            "required": required.get(day),
            **dict(zip(("low", "middle", "high"), band.get(day, (None, None, None)), strict=True)),
        }
        for day in sorted({*done, *required, *band})
    ]


def main_points(made: Curve) -> list[dict[str, Any]]:
    """Of `as_rows` what a reader can take in: the last weeks, the law's years, and the forecast a quarter of a year apart."""
    recent = {day for day, _ in made.done[-8:]}
    quarters = {point[0] for point in made.band[12::13]} | {point[0] for point in made.band[-1:]}
    wanted = recent | {day for day, _ in made.required} | quarters
    return [row for row in as_rows(made) if row["day"] in wanted]
