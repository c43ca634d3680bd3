"""
Plans against first come, first served and other simple orders: what is missed, how near the best, and how long it takes.

Run: ``.venv/bin/python -m benchmarks.bench_plan``. Three invented scenarios of 34 units and 12 types over 52 weeks: enough hands
for everything; a bottleneck at the review desk; units merged on 1 July 2025, whose successors hold the stock of former districts
and owe it within four months. All ways of working use the same stations, hours and whole documents.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import time
from dataclasses import replace
from pathlib import Path

from pipelines.model import Level
from pipelines.targets.plan import as_problem, in_order, plan
from pipelines.targets.remedies import remedies
from pipelines.targets.schedule import Goal, Plan, Work
from pipelines.targets.staffing import Staffing, load_staffing

CONFIG = Path(__file__).parents[1] / "config" / "plan.yaml"
START = dt.date(2026, 11, 23)
WEEKS = 52
TYPES = [f"type_{k:02}" for k in range(12)]
Scenario = tuple[list[Work], list[Goal], Staffing]


def stock(rng: random.Random, units: list[str], level: Level, most: int) -> list[Work]:
    """A few hundred to a few thousand papers of every type in every unit, in the order in which their lists came in."""
    rng.shuffle(units)
    return [
        Work(unit, unit, level, kind, rng.randint(most // 60, most), round(rng.uniform(1, 6), 1), rng.randint(1, 5))
        for unit in units
        for kind in TYPES
    ]


def staffed(base: Staffing, work: list[Work], **share: float) -> Staffing:
    """Hands that do *share* of all the work within the weeks, by station; 1.15 where nothing is said."""
    everything = as_problem(work, [], base.what_if({station.name: 1 for station in base.stations}), START, WEEKS)
    needed = (everything.hours * everything.documents).sum(axis=1)
    counts = {
        station.name: math.ceil(share.get(station.name, 1.15) * needed[s] / sum(station.hours(START, WEEKS, base.calendar)))
        for s, station in enumerate(base.stations)
    }
    return base.what_if(counts)


def units_goals(work: list[Work], days: dict[str, dt.date], share: float, source: str) -> list[Goal]:
    """A share of each unit's papers by the unit's day."""
    return [
        Goal(day, int(share * sum(each.documents for each in work if each.unit == unit)), unit=unit, source=source)
        for unit, day in days.items()
    ]


def enough(base: Staffing) -> Scenario:
    """Half of every unit's stock by the middle of the year, all of it by the end, with fifteen percent to spare."""
    rng = random.Random(1)
    units = [f"{k:02}" for k in range(34)]
    work = stock(rng, list(units), Level.PROVINCE, 4000)
    first = units_goals(work, dict.fromkeys(units, dt.date(2027, 6, 30)), 0.5, "half")
    last = units_goals(work, {unit: START + dt.timedelta(days=7 * rng.randint(40, 52) - 1) for unit in units}, 0.95, "nearly all")
    return work, [*first, *last], staffed(base, work)


def bottleneck(base: Staffing) -> Scenario:
    """Reviewers for seven tenths of the stock; units owe three fifths at different days."""
    rng = random.Random(2)
    units = [f"{k:02}" for k in range(34)]
    work = stock(rng, list(units), Level.PROVINCE, 4000)
    days = {unit: START + dt.timedelta(days=7 * rng.randint(12, 50) - 1) for unit in units}
    return work, units_goals(work, days, 0.6, "own target"), staffed(base, work, review=0.7)


def merged(base: Staffing) -> Scenario:
    """Ten communes that took over what former districts held, due by 31 March; the others have their own stock and the year."""
    rng = random.Random(3)
    units = [f"{k:02}" for k in range(34)]
    work = stock(rng, list(units), Level.COMMUNE, 2500)
    heirs = sorted(rng.sample(units, 10))
    work += stock(rng, list(heirs), Level.DISTRICT, 3500)
    goals = [
        Goal(dt.date(2027, 3, 31), sum(w.documents for w in work if w.unit == unit and w.level is Level.DISTRICT),
             unit, Level.DISTRICT, "stock of the former district")
        for unit in heirs
    ]  # fmt: skip
    others = {unit: dt.date(2027, 10, 31) for unit in units if unit not in heirs}
    return work, goals + units_goals(work, others, 0.7, "own target"), staffed(base, work, review=1.05)


def line(name: str, made: Plan, seconds: float) -> str:
    """One row of the table."""
    missed = sum(1 for outcome in made.outcomes if outcome.missing)
    gap = f"{100 * made.gap:6.3f} %" if made.bound else "       –"
    share = made.missing / sum(outcome.goal.documents for outcome in made.outcomes)
    counted = f"{missed:3} of {len(made.outcomes):3} {made.missing:9,} {100 * share:6.2f} %"
    return f"  {name:28} {counted} {made.cost / 1e6:9.1f} {gap} {seconds:6.1f}"


def main() -> None:
    """Print a table a scenario."""
    base = load_staffing(CONFIG)
    print(f"34 units, {len(TYPES)} types, {WEEKS} weeks, {len(base.stations)} stations")
    print(f"  {'':28} {'goals missed':10} {'documents':>9} {'share':>8} {'cost':>9} {'gap':>8} {'s':>6}")
    for scenario in (enough, bottleneck, merged):
        work, goals, staff = scenario(base)
        print(f"{scenario.__name__}: {sum(each.documents for each in work):,} documents; {(scenario.__doc__ or '').strip()}")
        began = time.perf_counter()
        made = plan(work, goals, staff, START, WEEKS)
        print(line("plan", made, time.perf_counter() - began))
        by = {i: min((goal.by for goal in goals if goal.covers(work[i])), default=dt.date.max) for i in range(len(work))}
        for name, order in (
            ("first come, first served", list(range(len(work)))),
            ("most urgent first", sorted(by, key=lambda i, work=work: (work[i].priority, i))),
            ("earliest date first", sorted(by, key=lambda i, by=by: (by[i], i))),
        ):
            began = time.perf_counter()
            print(line(name, in_order(work, goals, staff, START, WEEKS, order), time.perf_counter() - began))
        moving = replace(staff, stations=tuple(replace(each, moves=each.name == "scan") for each in staff.stations))
        began = time.perf_counter()
        print(line("plan, teams move", plan(work, goals, moving, START, WEEKS), time.perf_counter() - began))
        began = time.perf_counter()
        found = remedies(work, goals, staff, START, WEEKS, made)
        said = [dict(remedy.extra) or f"{remedy.weeks} more weeks" for remedy in found]
        print(f"  what would do: {said or 'nothing is missing'} ({time.perf_counter() - began:.1f} s)")


if __name__ == "__main__":
    main()
