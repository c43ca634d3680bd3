"""What was worked out for a day and what one-stop shops report, on both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from pipelines.ledger import KeptForecast, upgrade
from pipelines.ledger.tables import forecasts, one_stop_shops
from pipelines.model import Level, Shop

DAY = dt.date(2026, 6, 1)
FORECAST = KeptForecast(
    "unit", "22489", "commune", dt.date(2026, 12, 31), 100.0, DAY, 3000, 9.5, DAY, DAY, None, 1.0, 2.0, 3.0,
    dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC),
)  # fmt: skip


def test_a_forecast_replaces_that_of_the_same_part_and_goal_and_old_ones_go(ledger):
    other = dataclasses.replace(FORECAST, percent=60.0)
    ledger.keep_forecasts([FORECAST, other, dataclasses.replace(FORECAST, code="1")])
    assert sorted(ledger.forecasts("unit", ["22489"]), key=lambda one: -one.percent) == [FORECAST, other]
    newer = dataclasses.replace(FORECAST, pace=None, day=DAY + dt.timedelta(days=3))
    ledger.keep_forecasts([newer])
    assert {(one.percent, one.pace) for one in ledger.forecasts("unit", ["22489"])} == {(100.0, None), (60.0, 9.5)}
    ledger.keep_forecasts([dataclasses.replace(newer, day=DAY + dt.timedelta(days=9))])
    assert [one.code for one in ledger.forecasts("unit")] == ["22489"]
    assert ledger.forecasts("province") == []


def test_a_shops_newer_report_replaces_the_older_and_the_same_again_is_none(ledger):
    shop = Shop("22489", "Xã Vạn Ninh", Level.COMMUNE, None, None, "BC 1")
    assert (ledger.import_shops([shop]), ledger.import_shops([shop])) == (1, 0)
    began = dataclasses.replace(shop, since=DAY, reported_by="BC 2")
    assert ledger.import_shops([began, dataclasses.replace(shop, level=Level.DISTRICT)]) == 2
    assert [(kept.shop, kept.actor) for kept in ledger.shops()] == [
        (began, "tester"),
        (dataclasses.replace(shop, level=Level.DISTRICT), "tester"),
    ]
    assert ledger.faults() == []


def test_a_ledger_of_the_version_before_gets_the_tables(ledger):
    with ledger.engine.begin() as connection:
        for table in (forecasts, one_stop_shops):
            connection.execute(sa.text(f"DROP TABLE {table.name}"))
        connection.execute(sa.text("UPDATE ledger_version SET version_num = '0008'"))
    upgrade(ledger.engine)
    ledger.keep_forecasts([FORECAST])
    assert (ledger.forecasts("unit"), ledger.shops()) == ([FORECAST], [])
