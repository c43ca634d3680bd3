"""
Whole days of teams that go to the units, from a plan that splits days: no unit is ever a day behind or ahead of it.

The days of a unit up to the end of each week are rounded up or down, and a week's days are at most those that the teams have.
Both are sums over nested or disjoint sets, so the matrix is totally unimodular (Edmonds 1970): the split plan itself satisfies
all of it, hence so does a plan of whole days, and the vertex that HiGHS finds is one. Up is preferred, at goals above all.
"""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np

from pipelines.targets.dispatch import Teams
from pipelines.targets.relaxation import Floats, Ints, Problem, Relaxed

_AT_GOALS, _ELSEWHERE = 1000.0, 1.0
"""What a day in time is worth."""
_DUST = 1e-6


def team_days(problem: Problem, relaxed: Relaxed, teams: Teams) -> Ints:
    """(units, weeks) whole days that follow the fractional plan *relaxed*."""
    units, weeks, s = int(teams.units.max()) + 1, problem.capacity.shape[1], teams.station
    hours = np.zeros((units, weeks))
    passes = relaxed.ways[:, s] >= 0
    work, week = relaxed.work[passes], relaxed.ways[passes, s]
    np.add.at(hours, (teams.units[work], week), relaxed.amounts[passes] * problem.hours[s, work])
    worth = np.full((units, weeks), _ELSEWHERE)
    for goal in problem.goals:
        if goal.by:
            worth[np.unique(teams.units[goal.scope]), goal.by - 1] = _AT_GOALS
    there = np.floor(problem.capacity[int(problem.pool[s, 0])] / teams.day + _DUST)
    return _rounded(np.cumsum(hours / teams.day, axis=1), there, worth)


def with_days(problem: Problem, teams: Teams, days: Ints) -> Problem:
    """*problem* with the teams' station split up: each unit has the hours of its days."""
    pool = problem.pool.copy()
    pool[teams.station] = len(problem.capacity) + teams.units
    return replace(problem, pool=pool, capacity=np.vstack([problem.capacity, days * teams.day]))


def days_used(problem: Problem, done: Ints, teams: Teams) -> dict[tuple[int, int], int]:
    """{(week, unit): days} that the documents *done* at the teams' station take."""
    effort = problem.hours[teams.station][:, None] * done[teams.station]
    hours = np.zeros((int(teams.units.max()) + 1, done.shape[2]))
    np.add.at(hours, teams.units, effort)
    whole = np.ceil(hours / teams.day - _DUST).astype(np.int64)
    return {(int(week), int(unit)): int(whole[unit, week]) for unit, week in zip(*np.nonzero(whole), strict=True)}


def _rounded(sums: Floats, there: Floats, worth: Floats) -> Ints:
    """Whole days a week whose *sums* are those given, rounded up or down, and that keep to what is *there* each week."""
    units, weeks = sums.shape
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.addVars(sums.size, np.floor(sums + _DUST).ravel(), np.ceil(sums - _DUST).ravel())
    highs.changeColsCost(sums.size, np.arange(sums.size, dtype=np.int32), -worth.ravel())
    at = np.arange(sums.size, dtype=np.int32).reshape(units, weeks)
    for unit in range(units):
        for week in range(1, weeks):
            highs.addRow(0.0, highspy.kHighsInf, 2, at[unit, [week, week - 1]], np.array([1.0, -1.0]))
    for week in range(weeks):
        before = at[:, week - 1] if week else at[:0, 0]
        signs = np.concatenate([np.ones(units), -np.ones(len(before))])
        highs.addRow(-highspy.kHighsInf, float(there[week]), len(signs), np.concatenate([at[:, week], before]), signs)
    highs.run()
    found = np.array(highs.getSolution().col_value).reshape(units, weeks)
    days: Ints = np.diff(np.rint(found).astype(np.int64), axis=1, prepend=0)
    return days
