"""The finish of a stock: dates that hold, days off that count, and nothing invented where there is too little to go by."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from holidays.countries.vietnam import Vietnam

from benchmarks.histories import KINDS, histories
from pipelines.targets.calendar import FIRST_KNOWN_YEAR, LAST_KNOWN_YEAR, Calendar
from pipelines.targets.forecast import LEAST_WEEKS, forecast, required_pace

CALENDAR = Calendar()
TODAY = dt.date(2026, 6, 1)


def steady(pace, weeks, today=TODAY, spread=0.1, seed=1):
    """Loaded documents a day: about *pace* on each working day of the *weeks* before *today*."""
    rng = random.Random(seed)
    days = (today - dt.timedelta(days=k) for k in range(weeks * 7, 0, -1))
    return {day: round(pace * rng.uniform(1 - spread, 1 + spread)) for day in days if CALENDAR.works(day)}


def test_a_steady_team_finishes_when_division_says_so():
    made = forecast(steady(100, 30), 6000, TODAY, CALENDAR)
    by_hand = CALENDAR.nth(TODAY, 60)

    assert abs((made.finish - by_hand).days) <= 7
    assert made.earliest <= made.finish <= made.latest
    assert made.pace == pytest.approx(100, rel=0.05)


def test_the_interval_is_right_in_eighty_of_a_hundred_cases_that_nothing_was_tuned_on():
    """The benchmark's held-apart makers, a smaller set: 98 histories; 0.8 lies within the bounds unless the method is off."""
    right = []
    for history in histories("test", 11, 14):
        loaded = {history.start + dt.timedelta(days=k): n for k, n in enumerate(history.days) if n}
        made = forecast(loaded, history.left, history.today, CALENDAR)
        low = made.earliest or dt.date.max
        right.append(low <= history.finished <= (made.latest or dt.date.max))

    assert len(right) == 14 * len(KINDS)
    assert 0.70 <= sum(right) / len(right) <= 0.92


def test_tet_moves_the_finish_by_its_days_off():
    history = {day - dt.timedelta(days=119): n for day, n in steady(100, 30).items()}
    before_tet = dt.date(2026, 2, 2)
    made = forecast(history, 1800, before_tet, CALENDAR)

    # Eighteen working days after 2 February: twenty-four days of the calendar, and the week of Tết on top.
    assert made.finish >= dt.date(2026, 3, 2)
    assert made.finish == forecast(history, 1800, before_tet, CALENDAR).finish


def test_weeks_without_a_working_day_are_no_weeks_of_idleness():
    today = dt.date(2026, 3, 30)
    with_tet = steady(100, 30, today)
    made = forecast(with_tet, 3000, today, CALENDAR)
    assert made.pace == pytest.approx(100, rel=0.06)


def test_too_short_a_history_gives_a_pace_to_keep_and_no_date():
    short = steady(50, LEAST_WEEKS - 1)
    assert forecast(short, 1000, TODAY, CALENDAR) is None
    assert forecast({}, 1000, TODAY, CALENDAR) is None
    assert required_pace(1000, TODAY, dt.date(2026, 6, 5), CALENDAR) == 200
    assert required_pace(1000, TODAY, dt.date(2026, 5, 1), CALENDAR) is None


def test_a_deadline_says_what_it_needs_and_what_will_be_missing():
    made = forecast(steady(100, 30), 6000, TODAY, CALENDAR, deadline=dt.date(2026, 6, 26))
    late = made.deadline

    assert late.working_days == 20
    assert late.required == 300
    assert late.missing.low <= late.missing.middle <= late.missing.high
    assert late.missing.middle == pytest.approx(4000, rel=0.1)
    assert late.chance == 0
    early = forecast(steady(100, 30), 500, TODAY, CALENDAR, deadline=dt.date(2026, 6, 26)).deadline
    assert (early.missing.middle, early.chance) == (0, 1)


def test_a_deadline_that_has_passed_finds_everything_missing():
    late = forecast(steady(100, 30), 6000, TODAY, CALENDAR, deadline=dt.date(2025, 12, 31)).deadline
    assert (late.required, late.working_days, late.missing.middle, late.chance) == (None, 0, 6000, 0)


def test_what_is_not_done_within_eight_years_has_no_date():
    made = forecast(steady(5, 30), 10**6, TODAY, CALENDAR)
    assert (made.earliest, made.finish, made.latest) == (None, None, None)
    assert len(made.band) == 416


def test_the_band_rises_and_the_same_history_gives_the_same_band():
    made, again = (forecast(steady(40, 20), 3000, TODAY, CALENDAR) for _ in range(2))
    assert made == again
    for a, b in zip(made.band, made.band[1:], strict=False):
        assert (b.day - a.day).days == 7
        assert a.low <= b.low
        assert a.middle <= b.middle
    assert all(p.low <= p.middle <= p.high for p in made.band)
    assert made.band[-1].day >= made.latest


# --- working days


def test_days_off_of_2026_are_those_that_were_announced():
    off = [dt.date(2026, 1, 1), dt.date(2026, 2, 16), dt.date(2026, 2, 20), dt.date(2026, 4, 27), dt.date(2026, 8, 31),
           dt.date(2026, 9, 2)]  # fmt: skip
    assert not any(CALENDAR.works(day) for day in off)
    # Saturday 22 August is worked for Monday 31 August.
    assert CALENDAR.works(dt.date(2026, 8, 22))
    assert CALENDAR.weeks(dt.date(2026, 2, 9), 3) == (5, 0, 5)


def test_configured_days_rule_over_the_library():
    tet_sunday = dt.date(2026, 2, 22)
    ours = Calendar(days_off=frozenset({dt.date(2026, 6, 2)}), days_worked=frozenset({tet_sunday}))
    assert ours.works(tet_sunday)
    assert not ours.works(dt.date(2026, 6, 2))


def test_beyond_the_known_years_only_weekends_are_off():
    assert (Vietnam.start_year, Vietnam.end_year) == (FIRST_KNOWN_YEAR, LAST_KNOWN_YEAR)
    beyond = dt.date(LAST_KNOWN_YEAR + 1, 1, 1)
    week = [beyond + dt.timedelta(days=k) for k in range(7)]
    assert [CALENDAR.works(day) for day in week] == [day.weekday() < 5 for day in week]
