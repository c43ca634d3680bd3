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
from functools import cache

import holidays
from holidays.countries.vietnam import Vietnam

LAST_KNOWN_YEAR = Vietnam.end_year
"""Beyond this year no holidays are known."""

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

    def nth(self, start: dt.date, number: float) -> dt.date:
        """The day on which the *number*-th working day from *start* on ends, 1 being the first; fractions count as begun."""
        day, left = start, number
        while True:
            left -= self.works(day)
            if left <= 1e-9:
                return day
            day += _DAY


def monday(day: dt.date) -> dt.date:
    """The Monday of *day*'s week."""
    return day - day.weekday() * _DAY


@cache
def _public(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Public holidays of *year* and the days worked in exchange for one."""
    if year > LAST_KNOWN_YEAR or year < Vietnam.start_year:
        return frozenset(), frozenset()
    # A day of one year may be swapped for one of the next.
    vn = holidays.country_holidays("VN", years=[y for y in (year, year + 1) if y <= LAST_KNOWN_YEAR])
    return (
        frozenset(day for day in vn if day.year == year),
        frozenset(day for day in vn.weekend_workdays if day.year == year),
    )
