"""
When a stock will be finished, from the throughput so far: a date with an 80 % interval, a band to draw, what a deadline asks.

`drift` draws a thousand futures of the pace from the weeks that are past; here they are multiplied with the working days to come,
and the days counted until nothing is left. `benchmarks/bench_forecast.py` holds it against other methods and shows how often the
interval is right; a bootstrap of past weeks was right far too seldom, because a team's pace itself wanders.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.targets.calendar import Calendar
from pipelines.targets.drift import futures

Floats = npt.NDArray[np.float64]

LEAST_WEEKS = 6
"""Weeks with work that a history needs; below, any interval would be invented."""
MOST_WEEKS = 104
"""Weeks of history that are looked at."""
HORIZON = 416
"""Weeks ahead that are drawn: eight years. What is not finished by then has no date."""
SHARE = 0.8
"""Of the true dates that the interval should hold."""
_NOMINAL = 0.75
"""Share of the futures inside: the least with which each kind of the histories for tuning had 80 % of its true dates inside."""

_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Point:
    """What will have been done since today by the end of a day: half of the futures lie below ``middle``."""

    day: dt.date
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a deadline asks of the pace, and what will be missing at it."""

    day: dt.date
    working_days: int
    """From today to the deadline's evening."""
    required: float | None
    """Documents a working day from today on; None when no working day is left."""
    missing: Point
    """Documents that will be left at the deadline's evening: the lower end of the interval, the middle and the upper end."""
    chance: float
    """Share of the futures in which it is met."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The finish of one stock. Dates are None where more than half (or the interval's end) does not finish within the horizon."""

    left: int
    pace: float
    """Documents a working day, as the model believes of today."""
    earliest: dt.date | None
    finish: dt.date | None
    """Half of the futures have finished by this day."""
    latest: dt.date | None
    band: tuple[Point, ...]
    """A point a week from today on, until the latest finish or the end of the horizon."""
    deadline: Deadline | None = None


def forecast(
    loaded: Mapping[dt.date, int],
    left: int,
    today: dt.date,
    calendar: Calendar,
    *,
    deadline: dt.date | None = None,
    owed: int | None = None,
) -> Forecast | None:
    """
    Forecast when *left* documents will be done, given those *loaded* on each day before *today* (days that are absent had none).

    At a *deadline*, *owed* documents of those left must be done; by default all of them. The history begins with the first day of
    *loaded*. None when it holds fewer than ``LEAST_WEEKS`` weeks with documents: then only the required pace can be told
    (`required_pace`). The same input gives the same answer.
    """
    weekly = _weeks(loaded, today)
    if np.count_nonzero(weekly) < LEAST_WEEKS:
        return None
    past, days = (calendar.around_tet(*span) for span in ((today - len(weekly) * _WEEK, len(weekly)), (today, HORIZON)))
    ahead = days.sum(axis=0)
    pace, paths = futures(weekly, past, days)
    done = np.cumsum(paths, axis=1)
    finished = _finished(done, ahead, left)
    low, high = (1 - _NOMINAL) / 2, (1 + _NOMINAL) / 2
    dates = [_date(float(np.quantile(finished, q, method="inverted_cdf")), today, calendar) for q in (low, 0.5, high)]
    last = HORIZON if dates[2] is None else min(HORIZON, (dates[2] - today).days // 7 + 1)
    quantiles = np.quantile(done[:, :last], (low, 0.5, high), axis=0)
    band = tuple(Point(today + (k + 1) * _WEEK - dt.timedelta(days=1), *map(float, quantiles[:, k])) for k in range(last))
    at_deadline = _deadline(deadline, done, ahead, left if owed is None else owed, today, calendar) if deadline else None
    return Forecast(left, pace, dates[0], dates[1], dates[2], band, at_deadline)


def required_pace(left: int, today: dt.date, deadline: dt.date, calendar: Calendar) -> float | None:
    """Documents a working day from *today* on that finish *left* by the evening of *deadline*; None without a working day."""
    days = calendar.count(today, deadline + dt.timedelta(days=1))
    return left / days if days else None


def _weeks(loaded: Mapping[dt.date, int], today: dt.date) -> Floats:
    """Documents of the whole weeks that end the evening before *today*, oldest first."""
    past = [day for day, n in loaded.items() if n and day < today]
    number = min(MOST_WEEKS, (today - min(past)).days // 7) if past else 0
    weekly = np.zeros(number)
    for day in past:
        week = number - 1 - ((today - day).days - 1) // 7
        if week >= 0:
            weekly[week] += loaded[day]
    return weekly


def _finished(done: Floats, ahead: Floats, left: int) -> Floats:
    """Working days until nothing is left, for each path; infinite when the horizon ends before."""
    weeks = (done < left).sum(axis=1)
    inside = weeks < done.shape[1]
    rows, at = np.flatnonzero(inside), weeks[inside]
    before = np.where(at > 0, done[rows, np.maximum(at - 1, 0)], 0.0)
    fraction = (left - before) / np.maximum(done[rows, at] - before, 1e-9)
    passed = np.concatenate([[0.0], np.cumsum(ahead)])
    days = np.full(len(done), np.inf)
    days[rows] = passed[at] + fraction * ahead[at]
    return days


def _date(days: float, today: dt.date, calendar: Calendar) -> dt.date | None:
    return calendar.nth(today, days) if np.isfinite(days) else None


def _deadline(day: dt.date, done: Floats, ahead: Floats, left: int, today: dt.date, calendar: Calendar) -> Deadline:
    """The share of the week in which the deadline lies is counted by its working days."""
    working = calendar.count(today, day + dt.timedelta(days=1)) if day >= today else 0
    passed = np.concatenate([[0.0], np.cumsum(ahead)])
    padded = np.concatenate([np.zeros((len(done), 1)), done], axis=1)
    week = min(int(np.searchsorted(passed, working, side="right")) - 1, len(ahead) - 1)
    share = min(1.0, (working - passed[week]) / ahead[week]) if ahead[week] else 0.0
    by_then = padded[:, week] + share * (padded[:, week + 1] - padded[:, week])
    missing = np.maximum(0.0, left - by_then)
    low, middle, high = np.quantile(missing, ((1 - _NOMINAL) / 2, 0.5, (1 + _NOMINAL) / 2))
    required = left / working if working else None
    return Deadline(day, working, required, Point(day, float(low), float(middle), float(high)), float(np.mean(missing < 1)))
