"""Plans: what may not be broken, how good they are, and what is said when goals cannot be met."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import random
from pathlib import Path

import highspy
import icalendar
import numpy as np
import openpyxl
import pytest
import yaml

from pipelines.errors import ConfigError
from pipelines.model import Level
from pipelines.targets import planfiles
from pipelines.targets.plan import in_order, plan
from pipelines.targets.remedies import remedies
from pipelines.targets.schedule import Goal, Work
from pipelines.targets.staffing import load_staffing
from pipelines.targets.wording import catalogue
from tests.targets.checker import faults

CONFIG = Path(__file__).parents[2] / "config" / "plan.yaml"
START = dt.date(2026, 11, 23)


def staffing(tmp_path, **stations):
    """(staffing, its stations as in the file) with other values for some keys of some stations."""
    raw = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    for name, values in stations.items():
        raw["stations"][name] |= values
    file = tmp_path / "plan.yaml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return load_staffing(file), raw["stations"]


def some_work(seed, units=6, types=4, most=900):
    rng = random.Random(seed)
    return [
        Work(f"{u:05}", f"Xã {u}", Level.COMMUNE if u else Level.PROVINCE, f"type_{t}", rng.randint(1, most),
             round(rng.uniform(0.8, 9), 2), rng.randint(1, 5), rng.choice(["scan"] * 6 + ["read", "review", "sign"]))
        for u in range(units) for t in range(types)
    ]  # fmt: skip


def rows(work):
    return [(w.unit, w.level.value, w.document_type, w.priority, w.documents, w.pages, w.waits_for) for w in work]


def as_json(made):
    return planfiles.as_json(made, (), (), ())


HOUSES = {
    "shared": {},
    "tight": {"scan": {"count": 1, "per_hour": 90}, "review": {"count": 1, "per_hour": 14}},
    "own reviewers": {"review": {"count": 1, "per_hour": 4, "own": True}},
    "moving teams": {"scan": {"count": 3, "per_hour": 60, "moves": True}},
    "long ways": {"read": {"weeks_after": 1}, "review": {"weeks_after": 2, "count": 1}, "sign": {"weeks_after": 1}},
    "machines by night": {"read": {"per_hour": 9, "hours_per_day": 8, "shifts": 3, "every_day": True}},
    "nobody signs": {"sign": {"count": 0}},
}


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_plan_breaks_a_capacity_a_holiday_or_the_order_of_the_stations(tmp_path, house, seed):
    staff, stations = staffing(tmp_path, **HOUSES[house])
    work = some_work(seed)
    goals = [Goal(dt.date(2026, 12, 31), 3000), Goal(dt.date(2027, 2, 7), 500, unit="00002")]
    made = plan(work, goals, staff, START, 14)

    assert faults(as_json(made), rows(work), stations, 0.1, 200) == []
    assert made.bound <= made.cost * (1 + 1e-9)
    assert made.finished == 0 if house == "nobody signs" else made.finished > 0


def test_the_checker_finds_what_is_wrong(tmp_path):
    staff, stations = staffing(tmp_path, **HOUSES["moving teams"])
    work = some_work(1)
    made = as_json(plan(work, [], staff, START, 8))
    good = lambda changed: faults(changed, rows(work), stations, 0.1, 200)  # noqa: E731
    first = made["schedule"][0]

    assert good(made) == []
    assert good({**made, "schedule": [{**first, "documents": 10**6}, *made["schedule"][1:]]})
    assert good({**made, "schedule": made["schedule"][1:]})
    assert good({**made, "teams": made["teams"][1:]})
    assert good({**made, "schedule": [{**r, "week": made["start"]} if r["station"] == "sign" else r for r in made["schedule"]]})
    assert faults(made, rows(work), {**stations, "review": {**stations["review"], "count": 1, "per_hour": 1}}, 0.1, 200)


def test_the_bound_is_that_of_the_whole_programme_written_out(tmp_path):
    """A second formulation, a variable for each (station, work, week), solved by HiGHS at once: the same optimum."""
    staff, _ = staffing(tmp_path, **HOUSES["tight"])
    work, weeks = some_work(4, units=3, types=2, most=400), 6
    goal = Goal(dt.date(2026, 12, 20), 700)
    made = plan(work, [goal], staff, START, weeks)
    kinds = len(work)

    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    x = {(s, i, w): model.addVariable(lb=0) for s in range(4) for i in range(kinds) for w in range(weeks)}
    lacks = model.addVariable(lb=0)
    names = ("scan", "read", "review", "sign")
    for s, station in enumerate(staff.stations):
        there = station.hours(START, weeks, staff.calendar)
        for w in range(weeks):
            effort = [
                (work[i].pages if station.unit == "pages" else 1) * (0.9 if station.name == "review" else 1) / station.per_hour
                for i in range(kinds)
            ]
            model.addConstr(sum(effort[i] * x[s, i, w] for i in range(kinds)) <= station.count * there[w])
    for i, each in enumerate(work):
        first = names.index(each.waits_for)
        for s in range(4):
            model.addConstr(sum(x[s, i, w] for w in range(weeks)) <= (each.documents if s >= first else 0))
            for w in range(weeks):
                if s > first:
                    until = w + 1 - staff.stations[s].weeks_after
                    model.addConstr(sum(x[s, i, v] for v in range(w + 1)) - sum(x[s - 1, i, v] for v in range(until)) <= 0)
    # The week of 14 December is the fourth, and its Friday lies before the goal's Sunday.
    model.addConstr(sum(x[3, i, w] for i in range(kinds) for w in range(4)) + lacks >= goal.documents)
    cost = 4 * weeks * 16 * lacks
    for i, each in enumerate(work):
        in_time = sum((1 + w) * x[3, i, w] for w in range(weeks))
        never = each.documents - sum(x[3, i, w] for w in range(weeks))
        cost += staff.urgency[each.priority] * (in_time + 2 * weeks * never)
    model.minimize(cost)

    assert made.bound == pytest.approx(model.getObjectiveValue(), rel=2e-3)
    assert made.bound <= model.getObjectiveValue() * (1 + 1e-7)


def test_what_is_urgent_comes_first_and_a_goal_comes_before_what_is_urgent(tmp_path):
    staff, _ = staffing(tmp_path, review={"count": 1})
    calm, urgent = (Work(u, u, Level.COMMUNE, "decision", 2000, 1.0, p) for u, p in (("a", 5), ("b", 1)))
    order = lambda made: [o.work.unit for o in made.orders if o.station == "review"]  # noqa: E731

    assert order(plan([calm, urgent], [], staff, START, 12))[0] == "b"
    dated = plan([calm, urgent], [Goal(dt.date(2026, 12, 20), 2000, unit="a")], staff, START, 12)
    assert order(dated)[0] == "a"
    assert dated.missing == 0


def test_a_deadline_in_the_middle_of_a_week_does_not_count_that_week(tmp_path):
    staff, _ = staffing(tmp_path)
    work = [Work("a", "a", Level.COMMUNE, "decision", 100, 1.0, 3)]
    friday, thursday = (plan(work, [Goal(dt.date(2026, 12, day), 100)], staff, START, 4) for day in (4, 3))

    assert (friday.missing, thursday.missing) == (0, 100)
    # 1 January 2027 is a Friday and a holiday: the week ends on Thursday.
    year_end = plan(work, [Goal(dt.date(2026, 12, 31), 100)], staff, dt.date(2026, 12, 21), 2)
    assert year_end.missing == 0


def test_the_remedy_is_the_least_that_works(tmp_path):
    staff, _ = staffing(tmp_path, review={"count": 1})
    work = [Work(u, u, Level.COMMUNE, "decision", 4000, 2.0, 3) for u in "abc"]
    goals = [Goal(dt.date(2027, 1, 31), 12000)]
    made = plan(work, goals, staff, START, 20)
    found = remedies(work, goals, staff, START, 20, made)
    [extra] = [dict(remedy.extra) for remedy in found if remedy.extra]
    [later] = [remedy.weeks for remedy in found if remedy.weeks]

    assert made.missing > 0
    assert list(extra) == ["review"]
    assert plan(work, goals, staff.more(extra), START, 20).missing == 0
    assert plan(work, goals, staff.more({"review": extra["review"] - 1}), START, 20).missing > 0
    moved = [[dataclasses.replace(goals[0], by=goals[0].by + dt.timedelta(weeks=later - k))] for k in (0, 1)]
    assert [plan(work, goal, staff, START, 40).missing > 0 for goal in moved] == [False, True]


def test_where_no_single_station_would_do_several_are_named_together(tmp_path):
    staff, _ = staffing(tmp_path, review={"count": 1}, scan={"count": 1, "per_hour": 50})
    work = [Work("a", "a", Level.COMMUNE, "decision", 9000, 3.0, 3)]
    goals = [Goal(dt.date(2027, 1, 31), 9000)]
    found = remedies(work, goals, staff, START, 12, plan(work, goals, staff, START, 12))

    assert set(found[0].extra) == {"scan", "review"}
    assert plan(work, goals, staff.more(found[0].extra), START, 12).missing == 0


def test_a_goal_that_lies_before_the_first_week_has_no_remedy_in_hands_but_one_in_weeks(tmp_path):
    staff, _ = staffing(tmp_path)
    work = [Work("a", "a", Level.COMMUNE, "decision", 10, 1.0, 3)]
    goals = [Goal(dt.date(2026, 11, 20), 10)]
    found = remedies(work, goals, staff, START, 4, plan(work, goals, staff, START, 4))

    assert [(dict(remedy.extra), remedy.weeks) for remedy in found] == [({}, 2)]


def test_nothing_to_do_is_a_plan_too(tmp_path):
    staff, _ = staffing(tmp_path)
    made = plan([Work("a", "a", Level.COMMUNE, "decision", 0, 1.0, 3)], [], staff, START, 4)
    assert (made.orders, made.finished, made.gap) == ((), 0, 0.0)


def test_the_plan_misses_less_than_first_come_first_served(tmp_path):
    staff, _ = staffing(tmp_path, review={"count": 1})
    work = some_work(7, units=8, types=5, most=500)
    goals = [Goal(dt.date(2026, 12, 31), sum(w.documents for w in work if w.unit == u), unit=u) for u in ("00005", "00007")]

    assert plan(work, goals, staff, START, 16).missing < in_order(work, goals, staff, START, 16, range(len(work))).missing


# --- what people get


def test_the_workbook_holds_every_order_and_takes_no_name_for_a_formula(tmp_path):
    staff, _ = staffing(tmp_path)
    work = [Work("a", "=HYPERLINK(1)", Level.COMMUNE, "decision", 500, 1.0, 3)]
    made = plan(work, [Goal(dt.date(2026, 12, 31), 500)], staff, START, 4)
    data = planfiles.workbook(made, [("giả định", "assumed")], [("thấy", "found")], {"decision": "Quyết định"})
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = list(book["Việc theo tuần"].iter_rows(min_row=2, values_only=True))

    assert [(r[0].date(), r[3], r[5], r[7]) for r in found] == [
        (o.week, "=HYPERLINK(1)", "Quyết định", o.documents) for o in made.orders
    ]
    assert book["Việc theo tuần"]["D2"].data_type == "s"
    assert data == planfiles.workbook(made, [("giả định", "assumed")], [("thấy", "found")], {"decision": "Quyết định"})


def test_the_calendar_is_read_by_others_and_a_later_plan_replaces_its_events(tmp_path):
    staff, _ = staffing(tmp_path, scan={"moves": True})
    made = plan(some_work(3), [], staff, START, 6)
    stamp = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
    read = icalendar.Calendar.from_ical(planfiles.calendar(made, {}, stamp))
    events = read.walk("VEVENT")
    uids = [str(event["uid"]) for event in events]

    assert len(uids) == len(set(uids)) == len({(o.week, o.station) for o in made.orders}) + len(made.visits)
    assert all(event.decoded("dtstart").weekday() == 0 for event in events)
    assert all(event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(days=7) for event in events)
    assert read.errors == []


def test_every_text_of_the_plan_is_there_in_both_languages():
    for key, entry in catalogue().items():
        assert set(entry) == {"vi", "en"}, key
        assert all(isinstance(text, str) and text.strip(" \n") for text in entry.values()), key


# --- config/plan.yaml


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw["stations"].pop("read"), "missing (at stations.read)"),
        (lambda raw: raw["stations"]["scan"].update(per_hour=0), "stations.scan.per_hour"),
        (lambda raw: raw["stations"]["scan"].update(speed=3), "unexpected key 'speed' at stations.scan"),
        (lambda raw: raw["stations"]["read"].update(shifts=2), "more than a day has"),
        (lambda raw: raw["stations"]["scan"].update(moves=True, own=True), "only one of own and moves"),
        (lambda raw: raw["calendar"].update(weekdays=["thứ hai"]), "not 'thứ hai'"),
        (lambda raw: raw["calendar"].update(days_off=["15/2/2027"]), "expected a list of dates"),
        (lambda raw: raw.update(priorities={1: 1, 2: 5}), "cannot weigh less"),
        (lambda raw: raw.update(usual_priority=9), "expected one of the priorities"),
        (lambda raw: raw.update(straight_through=1.5), "from 0 to 1"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(tmp_path, change, said):
    raw = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    change(raw)
    file = tmp_path / "plan.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_staffing(file)
    assert said in str(caught.value)
    assert "plan.yaml" in str(caught.value)


def test_hours_follow_shifts_days_off_and_tet(tmp_path):
    staff, _ = staffing(tmp_path, scan={"shifts": 2, "hours_per_day": 6})
    scan, read = staff.stations[0], staff.stations[1]
    weeks = scan.hours(dt.date(2027, 2, 1), 3, staff.calendar)

    assert np.allclose(weeks, [3 * 12, 2 * 12, 5 * 12])
    assert read.hours(dt.date(2027, 2, 1), 1, staff.calendar) == (140,)
