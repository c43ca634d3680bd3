"""
Who will make it and who will not: for the country, each level, province and unit its goal, the pace that the goal asks for from
today on, and where it is heading by its own throughput.

A forecast is of a day: it goes by the whole weeks before, so working it out again on the same day would tell nothing new. It is
kept in the ledger; the nightly DAG works all of them out, and a page those that are missing, as far as it has time. What is left
and what it takes a day are of this moment.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines import load, targets
from pipelines.clock import VIETNAM
from pipelines.errors import ConfigError
from pipelines.flow import numbers
from pipelines.flow.goals import EVERY, Outlook, gather
from pipelines.flow.planning import calendar
from pipelines.ledger import KeptForecast
from pipelines.services import Services
from pipelines.targets.calendar import Calendar, monday

__all__ = ["EVERY", "Outlook", "as_rows", "outlook", "state"]

Weekly = Mapping[dt.date, int]


def outlook(
    services: Services,
    under: str = "",
    *,
    by: dt.date | None = None,
    today: dt.date | None = None,
    seconds: float | None = None,
) -> tuple[Outlook, ...]:
    """
    The parts *under* a place, those that will miss most first: ``""`` the country, its levels and provinces; a province or unit:
    itself and the units in it; ``EVERY``: all of these.

    *by*: the day that is asked about where the law's has passed. *seconds*: how long new forecasts may take; what is not worked
    out by then is ``pending``. Raises ConfigError for a place without papers and a day that is over.
    """
    today = today or dt.datetime.now(VIETNAM).date()
    if by and by < today:
        raise ConfigError(f"{by} is over: a forecast is asked for a day to come")
    numbers.refresh(services)
    days = calendar(services)
    found = gather(services, under, by, today, days)
    return tuple(sorted(_forecast(services, found, today, days, seconds), key=lambda o: (-o.missing, -o.lacks, o.kind, o.code)))


def as_rows(found: Iterable[Outlook]) -> list[dict[str, Any]]:
    """What page, files, API and command line say of each, a row each."""
    return [
        {
            "kind": o.kind,
            "code": o.code,
            "name": o.name,
            "level": o.level or None,
            "in_stock": o.chain.in_stock,
            "left": o.chain.left,
            "goal": o.goal.day,
            "target": round(o.goal.percent, 2),
            "overdue": o.goal.overdue,
            "lacks": o.lacks,
            "needed": _rounded(o.needed),
            "pace": _rounded(o.kept.pace if o.kept else None),
            "missing_low": _whole(o.kept.missing_low if o.kept else None),
            "missing": _whole(o.kept.missing if o.kept else None),
            "missing_high": _whole(o.kept.missing_high if o.kept else None),
            "earliest": o.kept.earliest if o.kept else None,
            "finish": o.kept.finish if o.kept else None,
            "latest": o.kept.latest if o.kept else None,
            "late": o.late,
            "state": state(o),
            "source": o.goal.source,
        }
        for o in found
    ]


def state(of: Outlook) -> str:
    """``met``, ``on_course``, ``misses``, ``too_few_weeks`` of results to tell, or ``pending``."""
    if not of.lacks:
        return "met"
    if of.pending or of.kept is None:
        return "pending"
    if of.kept.missing is None:
        return "too_few_weeks"
    return "misses" if of.kept.missing >= 1 else "on_course"


def _forecast(
    services: Services, found: Sequence[Outlook], today: dt.date, days: Calendar, seconds: float | None
) -> list[Outlook]:
    """The same with their forecasts: kept ones, and new ones as long as there is time, the largest stock first."""
    kept: dict[tuple[Any, ...], KeptForecast] = {}
    for kind in {o.kind for o in found}:
        for one in services.ledger.forecasts(kind, sorted({o.code for o in found if o.kind == kind})):
            kept[one.key] = one
    done: list[Outlook] = []
    open_: list[Outlook] = []
    for o in found:
        known = kept.get((o.kind, o.code, o.level, o.goal.day, o.goal.percent))
        fresh = known is not None and known.day == today and known.in_stock == o.chain.in_stock
        (done if fresh or not o.lacks else open_).append(replace(o, kept=known if fresh else None))
    if seconds == 0 or not open_:
        return done + [replace(o, pending=True) for o in open_]
    sums = _weekly(services, open_)
    weekly = [(o, sums.get((o.kind, o.code, o.level), {})) for o in open_]
    # What has too few weeks costs nothing; the first forecast loads the library, and the time counts from then on.
    weekly.sort(key=lambda pair: (_enough(pair[1]), -pair[0].chain.left))
    until, new = math.inf, list[KeptForecast]()
    for o, past in weekly:
        if time.monotonic() > until:
            done.append(replace(o, pending=True))
            continue
        new.append(_work_out(o, past, today, days))
        done.append(replace(o, kept=new[-1]))
        if seconds is not None and _enough(past):
            until = min(until, time.monotonic() + seconds)
    services.ledger.keep_forecasts(new)
    return done


def _enough(weekly: Weekly) -> bool:
    return sum(n > 0 for n in weekly.values()) >= targets.LEAST_WEEKS


def _work_out(o: Outlook, weekly: Weekly, today: dt.date, days: Calendar) -> KeptForecast:
    start = monday(today)
    past = {week: n for week, n in weekly.items() if week < start}
    made = targets.forecast(past, o.chain.left, start, days, deadline=o.goal.day, owed=o.lacks) if past else None
    at = made.deadline.missing if made and made.deadline else None
    return KeptForecast(
        kind=o.kind,
        code=o.code,
        level=o.level,
        goal=o.goal.day,
        percent=o.goal.percent,
        day=today,
        in_stock=o.chain.in_stock,
        pace=made.pace if made else None,
        earliest=made.earliest if made else None,
        finish=made.finish if made else None,
        latest=made.latest if made else None,
        missing_low=at.low if at else None,
        missing=at.middle if at else None,
        missing_high=at.high if at else None,
        made_at=dt.datetime.now(dt.UTC),
    )


def _weekly(services: Services, found: Sequence[Outlook]) -> dict[tuple[str, str, str], dict[dt.date, int]]:
    """Results loaded less revoked by week, of each part that *found* names."""
    sums: dict[tuple[str, str, str], dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    if any(o.kind in ("country", "level") for o in found):
        for (_, level, week), n in load.weekly(services.registry).items():
            sums["country", "", ""][week] += n
            sums["level", level, level][week] += n
    provinces = sorted({o.code for o in found if o.kind == "province"})
    today = sorted({o.code for o in found if o.kind == "unit"})
    known: dict[str, Mapping[str, Any]] = services.ledger.units(province=provinces) if provinces else {}
    for start in range(0, len(today), 500):
        known |= services.ledger.units(today=today[start : start + 500])
    for (unit, level, week), n in load.weekly(services.registry, sorted(known)).items() if known else ():
        sums["province", known[unit]["province"], ""][week] += n
        sums["unit", known[unit]["today"], level][week] += n
    return sums


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
