"""
The plan: which documents of which unit pass which station in which week, so that goals are met and urgent papers come
first.

`plan` solves the relaxation (`relaxation`), makes whole documents and whole days of teams of it (`dispatch`), and tells
the gap that is proven between the two. What may not be broken: the hours of every station in every week, the holidays,
and the order of the stations. What is weighed: documents missing at goals first, then weeks of waiting by priority.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipelines.targets.calendar import Calendar
from pipelines.targets.dispatch import Teams, dispatch, lists_in_order, lists_of
from pipelines.targets.relaxation import Floats, Ints, Need, Problem, Relaxed, near, relax
from pipelines.targets.schedule import Goal, Load, Order, Outcome, Plan, Visit, Work
from pipelines.targets.staffing import PAGES, STATIONS, Staffing, Station
from pipelines.targets.teamdays import days_used, team_days, with_days

_WEEK = dt.timedelta(days=7)
_MISSED = 4.0
"""A document missing at a goal costs as much as a document of the most urgent priority that waits four times all weeks."""
_GOOD = 0.005
"""Gap at which a plan is not tried to be made better."""
_SPARED = (0.0, 0.003, 0.01, 0.03)
"""Shares of the hours that are left to what does not divide, tried one after the other."""


def plan(work: Sequence[Work], goals: Sequence[Goal], staffing: Staffing, start: dt.date, weeks: int) -> Plan:
    """
    The plan of *weeks* weeks from *start* on, a Monday. Work without documents is passed over.

    Whole documents and whole days may miss by a little a goal that fractions just reach; the relaxation then has to spare some
    hours, which leaves room for them, and the cheapest plan stays. The bound is that of all hours.
    """
    work = [each for each in work if each.documents > 0]
    problem = as_problem(work, goals, staffing, start, weeks)
    relaxed = relax(problem)
    bound, reachable = relaxed.bound, relaxed.missing.sum() < 0.5
    # What a week's hours cannot hold to the last document falls on work that no goal waits for.
    dated = [min((need.by for need in problem.goals if need.scope[i]), default=weeks + 1) for i in range(len(work))]
    order = sorted(range(len(work)), key=lambda i: (dated[i], work[i].priority, i))
    teams, found, known = _teams(work, staffing), list[Plan](), list[Relaxed]()
    for spared in _SPARED:
        if found:
            relaxed = relax(_spare(problem, spared), known=[relaxed])
        whole = _whole(problem, relaxed, order, teams, spared, bound, known)
        found.append(_plan(work, goals, staffing, start, problem, *whole, bound))
        if found[-1].gap <= _GOOD and not (found[-1].missing and reachable):
            break
        if len(found) > 1 and found[-1].gap > max(_GOOD, found[-2].gap):
            break
    return min(found, key=lambda made: (made.missing if reachable else 0, made.cost))


def _spare(problem: Problem, share: float) -> Problem:
    return replace(problem, capacity=(1.0 - share) * problem.capacity)


def _whole(
    problem: Problem,
    relaxed: Relaxed,
    order: Sequence[int],
    teams: Teams | None,
    spared: float,
    bound: float,
    known: list[Relaxed],
) -> tuple[Ints, dict[tuple[int, int], int]]:
    """
    Whole documents, and whole days of teams that move: first the days, then the best that can be done with them.

    That is added to what is *known*, which makes the next one quicker.
    """
    if teams is None:
        return dispatch(problem, lists_of(problem, relaxed, order))
    days = team_days(problem, relaxed, teams)
    # No plan costs less than the bound of all plans: what is near it need not be made better.
    fixed = with_days(_spare(problem, spared), teams, days)
    known.append(relax(fixed, lambda cost, own: near(cost, max(own, bound)), known=[relaxed, *known]))
    done, _ = dispatch(with_days(problem, teams, days), lists_of(fixed, known[-1], order))
    return done, days_used(problem, done, teams)


def in_order(
    work: Sequence[Work], goals: Sequence[Goal], staffing: Staffing, start: dt.date, weeks: int, order: Sequence[int]
) -> Plan:
    """What comes of taking the work in a given *order* of its indices at every station, such as first come, first served."""
    problem = as_problem(work, goals, staffing, start, weeks)
    done, days = dispatch(problem, lists_in_order(problem, order), _teams(work, staffing))
    return _plan(work, goals, staffing, start, problem, done, days, 0.0)


def as_problem(work: Sequence[Work], goals: Sequence[Goal], staffing: Staffing, start: dt.date, weeks: int) -> Problem:
    """The numbers behind the words."""
    units = sorted({each.unit for each in work})
    hours, pools, capacity = [], [], list[list[float]]()
    for station in staffing.stations:
        week_hours = [station.count * hours for hours in station.hours(start, weeks, staffing.calendar)]
        at = len(capacity)
        capacity += [week_hours] * (len(units) if station.own else 1)
        pools.append([at + (units.index(each.unit) if station.own else 0) for each in work])
        hours.append([hours_each(station, each, staffing) for each in work])
    delay = np.array([staffing.urgency.get(each.priority, min(staffing.urgency.values())) for each in work])
    dear = _MISSED * weeks * max(staffing.urgency.values())
    return Problem(
        documents=np.array([each.documents for each in work], dtype=float),
        hours=np.array(hours, dtype=float).reshape(len(STATIONS), len(work)),
        first=np.array([STATIONS.index(each.waits_for) for each in work], dtype=np.int64),
        pool=np.array(pools, dtype=np.int64).reshape(len(STATIONS), len(work)),
        capacity=np.array(capacity, dtype=float),
        lag=np.array([station.weeks_after for station in staffing.stations], dtype=np.int64),
        delay=delay,
        goals=tuple(
            Need(
                weeks_until(goal.by, start, weeks, staffing.calendar),
                np.array([goal.covers(each) for each in work], dtype=bool),
                float(goal.documents),
                dear,
            )
            for goal in goals
        ),
    )


def hours_each(station: Station, work: Work, staffing: Staffing) -> float:
    """Hours that one document of *work* takes at *station*; at the desk those that nobody sees take none."""
    load = work.pages if station.unit == PAGES else 1.0
    return load * (1.0 - staffing.straight_through if station.name == "review" else 1.0) / station.per_hour


def weeks_until(day: dt.date, start: dt.date, weeks: int, calendar: Calendar) -> int:
    """How many whole weeks from *start* on count for a deadline on *day*: those whose last working day is not after it."""
    full = min(weeks, max(0, (day - start).days + 1) // 7)
    rest = start + full * _WEEK
    return full + (full < weeks and rest <= day and calendar.count(day + dt.timedelta(days=1), rest + _WEEK) == 0)


def _teams(work: Sequence[Work], staffing: Staffing) -> Teams | None:
    moving = [s for s, station in enumerate(staffing.stations) if station.moves]
    if not moving or not work:
        return None
    units = sorted({each.unit for each in work})
    return Teams(moving[0], np.array([units.index(each.unit) for each in work]), staffing.stations[moving[0]].hours_per_day)


def _plan(
    work: Sequence[Work],
    goals: Sequence[Goal],
    staffing: Staffing,
    start: dt.date,
    problem: Problem,
    done: Ints,
    days: dict[tuple[int, int], int],
    bound: float,
) -> Plan:
    weeks = problem.capacity.shape[1]
    units = sorted({each.unit for each in work})
    names = {each.unit: each.unit_name for each in work}
    at_end = done[-1] if len(work) else np.zeros((0, weeks), dtype=np.int64)
    outcomes = tuple(_outcome(goal, need, at_end, start) for goal, need in zip(goals, problem.goals, strict=True))
    finished = at_end.sum(axis=1)
    cost = float((problem.delay[:, None] * at_end * (1.0 + np.arange(weeks))).sum())
    cost += float((problem.never * (problem.documents - finished)).sum())
    cost += sum(need.cost * outcome.missing for need, outcome in zip(problem.goals, outcomes, strict=True))
    orders = tuple(
        Order(
            start + int(w) * _WEEK,
            STATIONS[s],
            work[i],
            int(done[s, i, w]),
            float(done[s, i, w] * problem.hours[s, i]),
            -(-int(done[s, i, w]) // staffing.batch_size),
        )
        for w, s, i in sorted(zip(*(index.tolist() for index in np.nonzero(done.transpose(2, 0, 1))), strict=True))
    )
    return Plan(
        start=start,
        weeks=weeks,
        orders=orders,
        visits=tuple(Visit(start + w * _WEEK, units[u], names[units[u]], n) for (w, u), n in sorted(days.items())),
        loads=tuple(_loads(work, staffing, start, problem.hours, done)),
        outcomes=outcomes,
        documents=int(problem.documents.sum()),
        finished=int(finished.sum()),
        cost=cost,
        bound=bound,
    )


def _outcome(goal: Goal, need: Need, at_end: Ints, start: dt.date) -> Outcome:
    by_week = np.cumsum(at_end[need.scope].sum(axis=0))
    planned = int(by_week[need.by - 1]) if need.by else 0
    reached = int(np.searchsorted(by_week, goal.documents))
    return Outcome(goal, planned, start + (reached + 1) * _WEEK - dt.timedelta(days=1) if reached < len(by_week) else None)


def _loads(work: Sequence[Work], staffing: Staffing, start: dt.date, hours: Floats, done: Ints) -> list[Load]:
    weeks = done.shape[2]
    places = len({each.unit for each in work})
    loads = []
    for s, station in enumerate(staffing.stations):
        planned = (hours[s][:, None] * done[s]).sum(axis=0)
        number = station.count * (places if station.own else 1)
        there = [number * each for each in station.hours(start, weeks, staffing.calendar)]
        loads += [Load(start + w * _WEEK, station.name, there[w], float(planned[w])) for w in range(weeks)]
    return loads
