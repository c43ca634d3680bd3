"""
How often the 80 % interval of the finish date is right, and how wide it is: our method beside others, by kind of history.

Run: ``.venv/bin/python -m benchmarks.bench_forecast [COUNT [SEED]]``, COUNT histories of each kind (default 60). Another SEED
draws histories that nobody has looked at. The method was chosen on the histories ``tuning``; the figures come from ``test``, that
other makers draw with other seeds. Score is the interval score (Gneiting and Raftery 2007) of the logarithm of working days: less
is better, width and misses both cost.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

from benchmarks.histories import KINDS, History, histories
from pipelines.targets.calendar import Calendar
from pipelines.targets.forecast import HORIZON, LEAST_WEEKS, forecast

CALENDAR = Calendar()
Interval = tuple[dt.date | None, dt.date | None]
LATE = 9999
"""Working days that stand for "not within the horizon"."""


def ours(history: History) -> Interval:
    """The forecast that the house shows."""
    made = forecast(by_day(history), history.left, history.today, CALENDAR)
    return (made.earliest, made.latest) if made else (None, None)


def bootstrap(history: History) -> Interval:
    """Moving blocks of four weeks out of the last 26."""
    rate, ahead, rng = *rates(history), np.random.default_rng(468)
    rate = rate[-26:]
    starts = rng.integers(0, len(rate), (1000, HORIZON // 4))
    paths = rate[((starts[:, :, None] + np.arange(4)) % len(rate)).reshape(1000, -1)]
    return interval(paths, ahead, history)


def smoothing(history: History) -> Interval:
    """Simple exponential smoothing as a state space model (ETS(A,N,N)), on square roots."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415

    rate, ahead = rates(history)
    fitted = ETSModel(np.sqrt(rate)).fit(disp=0)
    drawn = fitted.simulate(HORIZON, repetitions=1000, anchor="end", rng=np.random.default_rng(468))
    return interval(np.maximum(drawn.reshape(HORIZON, 1000).T, 0) ** 2, ahead, history)


def by_day(history: History) -> dict[dt.date, int]:
    """The history as forecasts take it."""
    return {history.start + dt.timedelta(days=k): n for k, n in enumerate(history.days) if n}


def rates(history: History) -> tuple[np.ndarray, np.ndarray]:
    """Documents a working day of each past week with one, and working days of the weeks to come."""
    weekly = np.array(history.days).reshape(-1, 7).sum(1)
    days = np.array(CALENDAR.weeks(history.start, len(weekly)))
    return (weekly / np.maximum(days, 1))[days > 0], np.array(CALENDAR.weeks(history.today, HORIZON))


def interval(paths: np.ndarray, ahead: np.ndarray, history: History) -> Interval:
    """The days on which a tenth and nine tenths of *paths* have finished, to the end of the week."""
    weeks = (np.cumsum(paths * ahead, axis=1) < history.left).sum(1)
    low, high = (int(np.quantile(weeks, q, method="inverted_cdf")) for q in (0.1, 0.9))
    return (
        history.today + dt.timedelta(days=7 * low),
        history.today + dt.timedelta(days=7 * high + 6) if high < HORIZON else None,
    )


def enough(history: History) -> bool:
    """Whether it has the weeks with documents without which the house tells no date."""
    return int(np.count_nonzero(np.array(history.days).reshape(-1, 7).sum(1))) >= LEAST_WEEKS


def working_days(history: History, day: dt.date | None) -> int:
    """Working days from today to *day*, the day included."""
    return max(1, CALENDAR.count(history.today, day + dt.timedelta(days=1))) if day else LATE


def main() -> None:
    """Print one line a method."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    drawn = [history for history in histories("test", seed, count) if enough(history)]
    print(f"{len(drawn)} histories held apart; share of true finish dates inside the 80 % interval")
    print(f"{'method':14} {'all':>6} {'score':>6} {'width':>6} {'ms':>5}  " + " ".join(f"{kind:>9}" for kind in KINDS))
    methods: tuple[Callable[[History], Interval], ...] = (ours, smoothing, bootstrap)
    for method in methods:
        began = time.perf_counter()
        found = [method(history) for history in drawn]
        each = (time.perf_counter() - began) / len(drawn)
        low, high = (np.log([working_days(h, pair[end]) for h, pair in zip(drawn, found, strict=True)]) for end in (0, 1))
        true = np.log([working_days(h, h.finished) for h in drawn])
        inside = (low <= true) & (true <= high)
        score = (high - low) + 10 * np.maximum(low - true, 0) + 10 * np.maximum(true - high, 0)
        kinds = " ".join(f"{np.mean([i for i, h in zip(inside, drawn, strict=True) if h.kind == kind]):9.3f}" for kind in KINDS)
        width = np.mean(high - low)
        print(f"{method.__name__:14} {inside.mean():6.3f} {score.mean():6.3f} {width:6.3f} {each * 1000:5.0f}  {kinds}")


if __name__ == "__main__":
    main()
