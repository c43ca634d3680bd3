"""
A second opinion on plans, written from the words of docs/planning.md and not from the planner's code.

It knows the published days off of late 2026 and 2027 by heart, takes the plan as programs get it (JSON), and names every fault.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

DAYS_OFF = {
    dt.date.fromisoformat(day)
    for day in (
        "2026-11-24", "2027-01-01",
        # Tết Đinh Mùi: the year begins on 6 February 2027.
        "2027-02-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10",
        "2027-04-16", "2027-04-30", "2027-05-03", "2027-09-02", "2027-09-03", "2027-11-24",
    )
}  # fmt: skip
ORDER = ("scan", "read", "review", "sign")


def working_days(monday: dt.date) -> int:
    return sum(monday + dt.timedelta(days=k) not in DAYS_OFF for k in range(5))


def faults(plan, work, stations, straight_through, batch_size):
    """
    What is wrong with *plan* (JSON). *work*: rows of (unit, level, type, priority, documents, pages each, station it waits for);
    *stations*: the mapping as in the YAML file.
    """
    wrong = []
    start = dt.date.fromisoformat(plan["start"])
    there = {(u, v, t, p): (n, pages, waits) for u, v, t, p, n, pages, waits in work}
    done = defaultdict(lambda: defaultdict(int))
    hours = defaultdict(float)
    teams = defaultdict(float)
    for row in plan["schedule"]:
        key = (row["unit"], row["level"], row["document_type"], row["priority"])
        week = (dt.date.fromisoformat(row["week"]) - start).days
        if key not in there:
            wrong.append(f"unknown work {key}")
            continue
        if week % 7 or not 0 <= week // 7 < plan["weeks"]:
            wrong.append(f"{row['week']} is no Monday of the plan")
        if not isinstance(row["documents"], int) or row["documents"] <= 0:
            wrong.append(f"{row['documents']} documents")
        if row["batches"] * batch_size < row["documents"]:
            wrong.append(f"{row['batches']} batches are too few for {row['documents']} documents")
        station = stations[row["station"]]
        effort = (there[key][1] if station["unit"] == "pages" else 1.0) / station["per_hour"]
        effort *= (1 - straight_through) if row["station"] == "review" else 1.0
        done[key][row["station"], week // 7] += row["documents"]
        hours[row["station"], week // 7, row["unit"] if station.get("own") else None] += row["documents"] * effort
        teams[row["station"], week // 7, row["unit"]] += row["documents"] * effort

    for (name, week, unit), used in hours.items():
        station = stations[name]
        days = 7 if station.get("every_day") else working_days(start + dt.timedelta(weeks=week))
        limit = station["count"] * station.get("shifts", 1) * station["hours_per_day"] * days
        if used > limit + 1e-6:
            wrong.append(f"{name} in week {week} ({unit}): {used:.3f} hours of {limit:.3f}")

    wrong += _out_of_order(plan, there, done, stations)
    wrong += _teams(plan, teams, stations, start)
    wrong += _goals(plan, done, start)
    finished = sum(n for rows in done.values() for (station, _), n in rows.items() if station == "sign")
    if finished != plan["finished"]:
        wrong.append(f"says {plan['finished']} finished, but {finished} are")
    return wrong


def _out_of_order(plan, there, done, stations):
    wrong = []
    for key, (number, _, waits) in there.items():
        first = ORDER.index(waits)
        if any(name in ORDER[:first] for name, _ in done[key]):
            wrong.append(f"{key} passes a station that lies behind it")
        passing = {name: sum(n for (station, _), n in done[key].items() if station == name) for name in ORDER[first:]}
        wrong += [f"{key}: more than {number} at {name}" for name, n in passing.items() if n > number]
        for before, name in zip(ORDER[first:], ORDER[first + 1 :], strict=False):
            lag = stations[name].get("weeks_after", 0)
            for week in range(plan["weeks"]):
                passed = sum(n for (station, w), n in done[key].items() if station == name and w <= week)
                arrived = sum(n for (station, w), n in done[key].items() if station == before and w <= week - lag)
                if passed > arrived:
                    wrong.append(f"{key}: {passed} at {name} by week {week}, but {arrived} have come from {before}")
    return wrong


def _teams(plan, teams, stations, start):
    wrong = []
    moving = [name for name in ORDER if stations[name].get("moves")]
    days = defaultdict(int)
    for row in plan["teams"]:
        week = (dt.date.fromisoformat(row["week"]) - start).days // 7
        if not isinstance(row["days"], int) or row["days"] < 1:
            wrong.append(f"{row['days']} days of a team")
        days[week] += row["days"]
        for name in moving:
            day = stations[name]["hours_per_day"] * stations[name].get("shifts", 1)
            if teams.pop((name, week, row["unit"]), 0.0) > row["days"] * day + 1e-6:
                wrong.append(f"week {week}: the teams at {row['unit']} do more than {row['days']} days hold")
    for name in moving:
        for (station, week, unit), used in teams.items():
            if station == name and used > 1e-9:
                wrong.append(f"week {week}: work at {unit} without a team")
        for week, number in days.items():
            if number > stations[name]["count"] * working_days(start + dt.timedelta(weeks=week)):
                wrong.append(f"week {week}: {number} days of teams")
    return wrong


def _goals(plan, done, start):
    wrong = []
    for goal in plan["goals"]:
        by = dt.date.fromisoformat(goal["by"])
        reached = 0
        for key, rows in done.items():
            if goal["unit"] in (None, key[0]) and goal["level"] in (None, key[1]):
                for (station, week), n in rows.items():
                    monday = start + dt.timedelta(weeks=week)
                    last = max((monday + dt.timedelta(days=k) for k in range(5)
                                if monday + dt.timedelta(days=k) not in DAYS_OFF), default=monday)  # fmt: skip
                    reached += n if station == "sign" and last <= by else 0
        if (goal["planned"], goal["missing"]) != (reached, max(0, goal["needed"] - reached)):
            wrong.append(f"goal by {by}: says {goal['planned']} and {goal['missing']}, but {reached} are done")
    return wrong
