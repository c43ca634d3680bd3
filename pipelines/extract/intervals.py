"""
What counts can be trusted for: exact bounds and tests for shares, without a table or a normal approximation.

C. Clopper and E. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26,
1934; Q. McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12, 1947 (exact
form). All take the counted as independent; values of one paper are not quite, so bounds are a little too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

SURE = 0.95
"""Level of bounds, intervals and tests."""


def upper_bound(events: int, of: int, sure: float = SURE) -> float:
    """The largest share that *events* of *of* leave possible, one-sided; 1 for nothing counted."""
    if of == 0 or events >= of:
        return 1.0
    return _where(lambda p: _at_most(events, of, p) < 1 - sure, events / of, 1.0)


def interval(events: int, of: int, sure: float = SURE) -> tuple[float, float]:
    """The two-sided interval of Clopper and Pearson for a share; (0, 1) for nothing counted."""
    half = 1 - (1 - sure) / 2
    return (1.0 - upper_bound(of - events, of, half) if of else 0.0, upper_bound(events, of, half))


def at_least(events: int, of: int, chance: float) -> float:
    """How probable *events* or more of *of* are when each has *chance*."""
    return 1.0 if events <= 0 else min(max(1.0 - _at_most(events - 1, of, chance), 0.0), 1.0)


def more_than_promised(wrong: int, promised: Sequence[float]) -> float:
    """
    How probable *wrong* or more errors are among values that were promised right with the chances *promised*.

    Exact: the number of errors is a sum of independent draws with different chances (Poisson's binomial). Small means that
    the promises do not hold.
    """
    if wrong <= 0:
        return 1.0
    # What exceeds *wrong* is not told apart: only the share below it is needed.
    below = np.zeros(wrong)
    below[0] = 1.0
    for right in promised:
        below[1:] = below[1:] * right + below[:-1] * (1 - right)
        below[0] *= right
    return float(min(max(1.0 - below.sum(), 0.0), 1.0))


def mcnemar(only_first: int, only_second: int) -> float:
    """
    How probable so uneven a split of the cases in which two runs differ is when neither run is better; two-sided, exact.

    *only_first* and *only_second*: cases that just this run got right.
    """
    differ = only_first + only_second
    return 1.0 if differ == 0 else min(1.0, 2 * at_least(max(only_first, only_second), differ, 0.5))


def _at_most(events: int, of: int, chance: float) -> float:
    if chance <= 0:
        return 1.0
    if chance >= 1:
        return float(events >= of)
    if 2 * events > of:
        return 1.0 - (_at_most(of - events - 1, of, 1 - chance) if events < of else 0.0)
    whole = math.lgamma(of + 1)
    logs = (
        whole - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * math.log(chance) + (of - k) * math.log1p(-chance)
        for k in range(events + 1)
    )
    return min(1.0, math.fsum(math.exp(log) for log in logs))


def _where(turned: Callable[[float], bool], low: float, high: float) -> float:
    """The place between *low* and *high* from which on *turned* is true."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if turned(middle) else (middle, high)
    return high
