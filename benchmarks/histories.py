"""
Invented throughput of digitization units, day by day: what forecasts are tuned on and, from other makers, tested on.

Seven kinds of history. Each goes on after "today" by the same law, so that the true day on which the stock is finished is known.
The makers of the two sets differ: ``tuning`` draws gamma-Poisson counts with good and bad spells of one to seven weeks, ``test``
Poisson counts around a lognormal level with memory, and the ranges of all parameters are other ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.targets.calendar import Calendar, monday

KINDS = ("steady", "ramp_up", "weekdays", "tet", "outages", "regimes", "sparse")
LONGEST = 420
"""Weeks of future that are drawn; who has not finished by then is drawn anew."""


@dataclass(frozen=True, slots=True)
class History:
    """One unit: what it did, what was left, and when it finished."""

    kind: str
    start: dt.date
    """A Monday."""
    days: tuple[int, ...]
    """Documents loaded a calendar day, whole weeks, up to the day before ``today``."""
    left: int
    finished: dt.date

    @property
    def today(self) -> dt.date:
        """The first day that is forecast."""
        return self.start + dt.timedelta(days=len(self.days))


def histories(family: str, seed: int, count: int) -> Iterator[History]:
    """*count* histories of each kind. *family* is ``tuning`` or ``test``."""
    for k, kind in enumerate(KINDS):
        rng = np.random.default_rng([seed, k, family == "test"])
        made = 0
        while made < count:
            history = _history(kind, family, rng)
            if history:
                made += 1
                yield history


def _history(kind: str, family: str, rng: np.random.Generator) -> History | None:
    tuning = family == "tuning"
    past = int(rng.integers(8, 80) if tuning else rng.integers(6, 110))
    start = monday(dt.date(2021, 1, 4) + dt.timedelta(days=int(rng.integers(0, 1500))))
    calendar = Calendar()
    total = (past + LONGEST) * 7
    dates = [start + dt.timedelta(days=d) for d in range(total)]
    works = np.array([calendar.works(day) for day in dates], dtype=float)
    level = _level(kind, rng, past, total, tuning=tuning)
    if kind == "tet" or rng.random() < 0.5:
        level = level * _around_tet(dates, works, rng)
    if kind == "weekdays":
        shape = rng.dirichlet(np.full(5, 6.0 if tuning else 3.0)) * 5
        level = level * np.array([shape[min(day.weekday(), 4)] for day in dates])
    counts = rng.poisson(level * works * _noise(rng, total, tuning=tuning))
    done = counts[: past * 7]
    weekly = done.reshape(past, 7).sum(1)
    if np.count_nonzero(weekly[-26:]) < 4:
        return None
    left = round(weekly[-26:].mean() * (rng.uniform(3, 50) if tuning else np.exp(rng.uniform(np.log(2), np.log(75)))))
    ahead = np.cumsum(counts[past * 7 :])
    if left < 1 or ahead[-1] < left:
        return None
    finished = dates[past * 7 + int(np.searchsorted(ahead, left))]
    return History(kind, start, tuple(int(n) for n in done), left, finished)


def _level(kind: str, rng: np.random.Generator, past: int, total: int, *, tuning: bool) -> np.ndarray:
    """Expected documents a working day."""
    base = np.exp(rng.uniform(np.log(5), np.log(400)) if tuning else rng.uniform(np.log(3), np.log(900)))
    weeks = np.arange(total) / 7
    if kind == "sparse":
        return np.full(total, rng.uniform(0.1, 1.0) if tuning else rng.uniform(0.06, 1.4))
    if kind == "ramp_up":
        middle = rng.uniform(0.2, 1.0) * past
        width = rng.uniform(2, 8) if tuning else rng.uniform(1.5, 12)
        return base * (0.1 + 0.9 / (1 + np.exp(-(weeks - middle) / width)))
    if kind == "outages":
        level = np.full(total, base)
        at = 0.0
        while at < total:
            at += rng.exponential(7 * (14 if tuning else 18))
            length = int(rng.integers(4, 18) if tuning else rng.integers(3, 30))
            level[int(at) : int(at) + length] = 0
            at += length
        return level
    if kind == "regimes":
        level, at = np.empty(total), 0
        factor = 1.0
        while at < total:
            length = int(rng.exponential(7 * (30 if tuning else 40))) + 14
            level[at : at + length] = base * factor
            factor = np.exp(rng.normal(0, 0.45)) if tuning else rng.choice([0.5, 0.65, 0.8, 1.0, 1.25, 1.6, 2.0])
            at += length
        return level
    return np.full(total, base)


def _around_tet(dates: list[dt.date], works: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Half-empty offices in the weeks beside the long holiday."""
    factor = np.ones(len(dates))
    slow = rng.uniform(0.3, 0.8)
    run = 0
    for k, day in enumerate(dates):
        run = run + 1 if not works[k] else 0
        if run == 7 and day.month in (1, 2):
            factor[max(0, k - 14) : k + 12] = slow
    return factor


def _noise(rng: np.random.Generator, total: int, *, tuning: bool) -> np.ndarray:
    if tuning:
        shape, shared, span = rng.uniform(2, 12), rng.uniform(4, 40), int(rng.integers(7, 50))
        spells = rng.gamma(shared, 1 / shared, total // span + 1)
        return rng.gamma(shape, 1 / shape, total) * np.repeat(spells, span)[:total]
    memory, spread = rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.5)
    weeks = np.empty(total // 7 + 1)
    value = 0.0
    for k in range(len(weeks)):
        value = memory * value + rng.normal(0, spread * np.sqrt(1 - memory**2))
        weeks[k] = value
    daily = rng.normal(0, 0.25, total)
    return np.exp(np.repeat(weeks, 7)[:total] - spread**2 / 2 + daily - 0.25**2 / 2)
