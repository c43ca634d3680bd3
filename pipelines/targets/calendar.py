"""
Working days in Việt Nam: public holidays with Tết, swapped Saturdays, and the days that a plan's configuration adds.

Public holidays are those of the Labour Code 2019 Art. 112 as the library ``holidays`` lists them: Tết by the lunar calendar, days
in lieu of holidays on a weekend, and the swaps that the government announced. The exact days off at Tết are announced a year at a
time: `Calendar.announced_until` is the last year whose announcement was checked, and who shows days beyond must say so. The
library's lunar calendar ends in 2100: beyond it only weekends are known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

FIRST_KNOWN_YEAR, LAST_KNOWN_YEAR = 1901, 2100
"""Outside these years no holidays are known."""

_WEEK = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which days people work."""

    weekdays: frozenset[int] = frozenset(range(5))
    """0 is Monday."""
    days_off: frozenset[dt.date] = field(default_factory=frozenset)
    """Further days on which nobody works: a flood, a move of offices."""
    days_worked: frozenset[dt.date] = field(default_factory=frozenset)
    """Days worked all the same: make-up Saturdays, a campaign over a holiday. They rule over everything else."""
    announced_until: int = 2026
    """Last year whose announced days off were checked."""

    def works(self, day: dt.date) -> bool:
        """Whether *day* is a working day."""
        if day in self.days_worked:
            return True
        if day in self.days_off:
            return False
        off, made_up = _public(day.year)
        return day in made_up or (day.weekday() in self.weekdays and day not in off)

    def count(self, start: dt.date, end: dt.date) -> int:
        """Working days from *start* up to and without *end*."""
        return sum(self.works(start + k * _DAY) for k in range((end - start).days))

    def weeks(self, start: dt.date, number: int) -> tuple[int, ...]:
        """Working days of each of the *number* weeks from *start* on."""
        return tuple(self.count(start + k * _WEEK, start + (k + 1) * _WEEK) for k in range(number))

    def around_tet(self, start: dt.date, number: int) -> npt.NDArray[np.float64]:
        """(2, number) working days of each week from *start* on: those away from Tết, and those around it (`is_around_tet`)."""
        return _around_tet(self, start, number)

    def nth(self, start: dt.date, number: float) -> dt.date:
        """The day on which the *number*-th working day from *start* on ends, 1 being the first; fractions count as begun."""
        day, left = start, number
        while True:
            left -= self.works(day)
            if left <= 1e-9:
                return day
            day += _DAY


def is_around_tet(day: dt.date) -> bool:
    """Whether *day* lies between 23 Chạp (ông Táo) and 15 Giêng (rằm), when many offices are half empty."""
    first = _tet(day.year)
    return first is not None and -7 <= (day - first).days <= 14


def monday(day: dt.date) -> dt.date:
    """The Monday of *day*'s week."""
    return day - day.weekday() * _DAY


@cache
def _public(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Public holidays of *year* and the days worked in exchange for one."""
    from holidays import country_holidays  # noqa: PLC0415 - slow to import: it loads every country

    if not FIRST_KNOWN_YEAR <= year <= LAST_KNOWN_YEAR:
        return frozenset(), frozenset()
    # A day of one year may be swapped for one of the next.
    vn = country_holidays("VN", years=[y for y in (year, year + 1) if y <= LAST_KNOWN_YEAR])
    return (
        frozenset(day for day in vn if day.year == year),
        frozenset(day for day in vn.weekend_workdays if day.year == year),
    )


@cache
def _tet(year: int) -> dt.date | None:
    """The first day of the lunar year."""
    from holidays import country_holidays  # noqa: PLC0415

    if not FIRST_KNOWN_YEAR <= year <= LAST_KNOWN_YEAR:
        return None
    named = country_holidays("VN", years=year, language="en_US").get_named("Lunar New Year", lookup="exact")
    return min((day for day in named if day.year == year), default=None)


@lru_cache(maxsize=4096)
def _around_tet(calendar: Calendar, start: dt.date, number: int) -> npt.NDArray[np.float64]:
    days = np.zeros((2, number))
    for k in range(7 * number):
        day = start + k * _DAY
        if calendar.works(day):
            days[int(is_around_tet(day)), k // 7] += 1
    return days
