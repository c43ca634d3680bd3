"""What a plan comes to and what it rests on, in sentences of both languages."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence

from pipelines.targets.remedies import Remedy
from pipelines.targets.schedule import Plan
from pipelines.targets.staffing import PAGES, Staffing, Station
from pipelines.targets.wording import Said, joined, number, said


def findings(made: Plan, found: Sequence[Remedy], *, asked: bool = True) -> list[Said]:
    """What the plan comes to, in sentences."""
    start = f"{made.start:%d/%m/%Y}"
    told = [
        said("found.finished", weeks=made.weeks, start=start, finished=number(made.finished), documents=number(made.documents)),
        said("found.gap", gap=f"{math.ceil(made.gap * 10_000) / 100:g}".replace(".", ",")),
    ]
    missing = number(made.missing)
    if not made.missing:
        told.append(said("found.met"))
    elif not asked:
        told.append(said("found.missing_unasked", missing=missing))
    elif not found:
        told.append(said("found.no_remedy", missing=missing))
    else:
        vi, en = joined(said("remedy.or"), map(remedy_words, found))
        told.append(said("found.missing", missing=missing, remedies=vi, remedies_en=en))
    return told


def remedy_words(remedy: Remedy) -> Said:
    """``+3 người duyệt``, ``thêm 11 tuần``."""
    if remedy.weeks:
        return said("remedy.weeks", count=remedy.weeks)
    parts = []
    for station, count in remedy.extra.items():
        hands, hands_en = said(f"hands.{station}")
        parts.append(said("remedy.extra", count=count, hands=hands, hands_en=hands_en))
    return joined(said("remedy.and"), parts)


def assumptions(staffing: Staffing, start: dt.date, weeks: int, changed: Collection[str], *, asked: bool) -> list[Said]:
    """What a plan takes for given: stations, those *changed* by a what-if, the straight-through share (*asked* or not)."""
    told = []
    usual = [station for station in staffing.stations if station.name not in changed]
    what_if = [station for station in staffing.stations if station.name in changed]
    for key, stations in (("assume.staffing", usual), ("assume.what_if", what_if)):
        if stations:
            vi, en = joined("; ", map(_station_words, stations))
            told.append(said(key, said=vi, said_en=en))
    key = "assume.straight_through.asked" if asked else "assume.straight_through"
    told.append(said(key, percent=number(round(100 * staffing.straight_through, 1))))
    end = start + dt.timedelta(days=7 * weeks - 1)
    if end.year > staffing.calendar.announced_until:
        told.append(said("assume.calendar", year=staffing.calendar.announced_until + 1))
    return told


def _station_words(station: Station) -> Said:
    hands, hands_en = said(f"hands.{station.name}")
    unit, unit_en = said("pages" if station.unit == PAGES else "unit.documents")
    if station.own:
        each, each_en = said("assume.each")
        hands, hands_en = f"{hands} {each}", f"{hands_en} {each_en}"
    return said(
        "assume.staffing.one",
        count=station.count,
        hands=hands,
        hands_en=hands_en,
        per_hour=number(station.per_hour),
        unit=unit,
        unit_en=unit_en,
        hours=number(station.hours_per_day),
    )
