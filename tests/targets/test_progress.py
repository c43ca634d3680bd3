"""Stock against results: nothing is hidden, nothing counts twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipelines.model import Holding, Level
from pipelines.targets import TargetError, load_targets
from tests.targets import measuring

TARGETS = load_targets(Path(__file__).resolve().parents[2] / "config" / "targets.yaml")
BIRTH = "birth_certificate"


def measure(targets, holdings, done, year):
    """Both ways to the figures, which must agree."""
    holdings = list(holdings)
    rows, none = measuring.by_standings(targets, holdings, done, year)
    assert rows == measuring.measure(targets, holdings, done, year)
    assert none == measuring.unplaced(holdings, done)
    return rows


def unplaced(holdings, done):
    return measuring.by_standings(TARGETS, holdings, done, 2026)[1]


def shelf(unit, level, kind, count):
    return Holding(unit=unit, unit_name=f"Đơn vị {unit}", level=level, document_type=kind, count=count)


def by_level(holdings, done, year=2024):
    return {p.level: p for p in measure(TARGETS, holdings, done, year)}


def test_all_four_levels_are_listed_even_when_there_is_nothing():
    rows = measure(TARGETS, [], {}, 2026)
    assert [r.level for r in rows] == list(Level)
    assert [(r.stock, r.done, r.percent, r.left, r.overdue) for r in rows] == [(0, 0, 0.0, 0, 0)] * 4


def test_units_and_types_of_a_level_add_up():
    holdings = [
        shelf("01234", Level.COMMUNE, BIRTH, 60),
        shelf("01235", Level.COMMUNE, "decision", 40),
        shelf("01", Level.PROVINCE, BIRTH, 7),
    ]
    rows = by_level(holdings, {("01234", Level.COMMUNE, BIRTH): 30, ("01235", Level.COMMUNE, "decision"): 20})
    commune = rows[Level.COMMUNE]
    assert (commune.stock, commune.done, commune.percent, commune.left, commune.surplus) == (100, 50, 50.0, 50, 0)
    assert commune.target.percent == 75
    assert (rows[Level.PROVINCE].stock, rows[Level.PROVINCE].done) == (7, 0)


def test_what_is_left_after_the_deadline_is_overdue_and_before_it_is_not():
    holdings, done = [shelf("01234", Level.COMMUNE, BIRTH, 10)], {("01234", Level.COMMUNE, BIRTH): 4}
    assert by_level(holdings, done, 2025)[Level.COMMUNE].overdue == 0
    assert by_level(holdings, done, 2026)[Level.COMMUNE].overdue == 6


def test_more_done_than_counted_is_shown_and_told():
    row = by_level([shelf("01234", Level.COMMUNE, BIRTH, 10)], {("01234", Level.COMMUNE, BIRTH): 13})[Level.COMMUNE]
    assert (row.done, row.surplus, row.left) == (13, 3, 0)
    assert row.percent == 130.0


def test_a_surplus_at_one_unit_does_not_hide_what_another_lacks():
    holdings = [shelf("01234", Level.COMMUNE, BIRTH, 10), shelf("01235", Level.COMMUNE, BIRTH, 10)]
    row = by_level(holdings, {("01234", Level.COMMUNE, BIRTH): 20}, 2026)[Level.COMMUNE]
    assert (row.percent, row.surplus, row.left, row.overdue) == (100.0, 10, 10, 10)


def test_results_of_a_stock_that_nobody_counted_are_surplus():
    row = by_level([shelf("01234", Level.COMMUNE, BIRTH, 10)], {("01234", Level.COMMUNE, "decision"): 2})[Level.COMMUNE]
    assert (row.done, row.surplus, row.left) == (2, 2, 10)


def test_results_of_an_unknown_unit_count_for_their_level():
    row = by_level([shelf("01234", Level.COMMUNE, BIRTH, 10)], {(None, Level.COMMUNE, BIRTH): 6})[Level.COMMUNE]
    assert (row.done, row.surplus, row.left) == (6, 0, 4)


def test_a_missing_level_is_filled_in_only_where_the_stock_leaves_one():
    holdings = [
        shelf("01234", Level.COMMUNE, BIRTH, 10),
        shelf("01235", Level.COMMUNE, BIRTH, 10),
        shelf("01235", Level.DISTRICT, "construction_permit", 10),
    ]
    done = {
        ("01234", None, "decision"): 1,  # its unit holds communal papers only
        ("01235", None, "construction_permit"): 2,  # its unit holds such papers at one level only
        ("01235", None, "decision"): 4,  # either level
        ("99999", None, BIRTH): 8,
        (None, None, BIRTH): 16,
    }
    rows = by_level(holdings, done)
    assert (rows[Level.COMMUNE].done, rows[Level.DISTRICT].done) == (1, 2)
    assert unplaced(holdings, done) == 28


def test_no_result_is_lost_or_counted_twice_whatever_comes():
    chance = random.Random(45)
    units, kinds, levels = ["01", "02", "03", None], [BIRTH, "decision", "other"], [*Level, None]
    for _ in range(200):
        holdings = [
            shelf(chance.choice(units[:3]), chance.choice(list(Level)), chance.choice(kinds), chance.randrange(20))
            for _ in range(chance.randrange(8))
        ]
        done = {(chance.choice(units), chance.choice(levels), chance.choice(kinds)): chance.randrange(20) for _ in range(8)}
        rows = measure(TARGETS, holdings, done, 2026)
        assert sum(r.done for r in rows) + unplaced(holdings, done) == sum(done.values())
        assert sum(r.stock for r in rows) == sum(h.count for h in holdings)
        assert all(0 <= r.surplus <= r.done and 0 <= r.left <= r.stock for r in rows)


def test_a_year_without_targets_is_refused():
    with pytest.raises(TargetError):
        measure(TARGETS, [], {}, 2020)
