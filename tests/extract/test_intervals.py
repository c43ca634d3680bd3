"""Bounds and tests against closed forms, scipy and brute force."""

import math
from itertools import product

import pytest
from scipy import stats

from pipelines.extract.intervals import at_least, interval, mcnemar, more_than_promised, upper_bound


@pytest.mark.parametrize(("events", "of"), [(0, 10), (1, 10), (3, 50), (2, 8000), (25, 50), (700, 1000), (9, 10), (10, 10)])
def test_bounds_are_those_of_another_implementation(events, of):
    theirs = stats.binomtest(events, of).proportion_ci(0.95, method="exact")
    assert interval(events, of) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert upper_bound(events, of) == pytest.approx(stats.binomtest(events, of).proportion_ci(0.9, method="exact").high, abs=1e-9)


def test_three_thousand_without_an_error_are_needed_for_one_in_a_thousand():
    assert upper_bound(0, 2990) > 0.001 > upper_bound(0, 2996)
    assert upper_bound(1, 2996) > 0.001


def test_nothing_counted_promises_nothing():
    assert interval(0, 0) == (0.0, 1.0)
    assert upper_bound(0, 0) == 1.0


def test_errors_beyond_promises_are_as_probable_as_counting_all_cases_says():
    promised = [0.9, 0.5, 0.99, 0.7]
    for wrong in range(5):
        counted = sum(
            math.prod(p if right else 1 - p for p, right in zip(promised, case, strict=True))
            for case in product([True, False], repeat=4)
            if case.count(False) >= wrong
        )
        assert more_than_promised(wrong, promised) == pytest.approx(counted, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (3, 3), (0, 5), (1, 9), (40, 60)])
def test_the_comparison_of_two_runs_is_the_exact_binomial_test(first, second):
    theirs = stats.binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(theirs, abs=1e-9)
    assert mcnemar(first, second) == mcnemar(second, first)


def test_a_tail_of_all_is_certain_and_of_more_than_all_impossible():
    assert at_least(0, 5, 0.1) == 1.0
    assert at_least(5, 5, 0.1) == pytest.approx(1e-5)
