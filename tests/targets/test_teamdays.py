"""Teams that move for whole days: what that costs, and that no day is lost or invented."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pipelines.targets.dispatch import Teams
from pipelines.targets.plan import as_problem, in_order, plan
from pipelines.targets.relaxation import relax
from pipelines.targets.schedule import Goal
from pipelines.targets.teamdays import team_days
from tests.targets.checker import faults
from tests.targets.test_plan import START, as_json, rows, some_work, staffing


@pytest.mark.parametrize("seed", [5, 6])
def test_teams_that_move_for_whole_days_cost_less_than_a_hundredth(tmp_path, seed):
    """The bound is that of plans that may split days; where hands are scarce, days used to be lost between units."""
    staff, stations = staffing(tmp_path, scan={"count": 2, "moves": True}, review={"count": 4})
    work = some_work(seed, units=12, types=5, most=900)
    goals = [Goal(dt.date(2027, 3, 7), sum(w.documents for w in work if w.unit == u) // 2, unit=u) for u in ("00003", "00007")]
    made = plan(work, goals, staff, START, 30)

    assert faults(as_json(made), rows(work), stations, 0.1, 200) == []
    assert made.visits
    assert 0 <= made.gap <= 0.01
    assert made.missing <= in_order(work, goals, staff, START, 30, range(len(work))).missing


def test_whole_days_are_never_a_day_off_the_split_plan_and_never_more_than_the_teams_have(tmp_path):
    staff, _ = staffing(tmp_path, scan={"count": 3, "per_hour": 60, "moves": True})
    work = some_work(8)
    units = sorted({each.unit for each in work})
    problem = as_problem(work, [Goal(dt.date(2027, 1, 3), 2000)], staff, START, 14)
    teams = Teams(0, np.array([units.index(each.unit) for each in work]), 7.0)
    relaxed = relax(problem)
    days = team_days(problem, relaxed, teams)
    split = np.zeros(days.shape)
    for work_of, ways, amount in zip(relaxed.work, relaxed.ways, relaxed.amounts, strict=True):
        if ways[0] >= 0:
            split[teams.units[work_of], ways[0]] += amount * problem.hours[0, work_of] / 7

    off = np.cumsum(days, axis=1) - np.cumsum(split, axis=1)
    assert np.abs(off).max() < 1
    assert (days >= 0).all()
    assert (days.sum(axis=0) <= problem.capacity[0] / 7 + 1e-9).all()
    assert days.sum() > 20
