"""Who will make it and who will not: goals, paces and forecasts of the country, its levels, provinces and units."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from pipelines.flow import outlook
from pipelines.load.tables import results
from pipelines.model import Holding, Level
from pipelines.services import open_services, prepare
from pipelines.settings import from_environment
from pipelines.targets.calendar import Calendar
from pipelines.units.lists import lists

CONFIG = Path(__file__).parents[2] / "config"
BIRTH = "birth_certificate"
TODAY = dt.date(2026, 6, 1)
BY = dt.date(2026, 8, 28)
WORKING_DAYS = Calendar().count(TODAY, BY + dt.timedelta(days=1))
QUICK, SLOW, IDLE = "22489", "22504", "22498"
MERGED = next(c for c, heirs in sorted(lists().successors.items()) if heirs == (QUICK,) and c not in lists().today.units)


@pytest.fixture
def services(tmp_path):
    """Three communes with 1,000 papers each: ten and four a working day for half a year, and none."""
    config = tmp_path / "config"
    config.mkdir()
    for file in CONFIG.iterdir():
        (config / file.name).symlink_to(file)
    settings = from_environment({"SOHOA_HOME": str(tmp_path / "home"), "SOHOA_CONFIG": str(config)})
    prepare(settings)
    opened = open_services(settings)
    opened.ledger.import_holdings([Holding(unit, f"Xã {unit}", Level.COMMUNE, BIRTH, 3000) for unit in (QUICK, SLOW, IDLE)])
    load_some(opened, QUICK, 10)
    load_some(opened, SLOW, 4)
    return opened


def load_some(services, unit, pace, weeks=26):
    """*pace* results on each working day of the *weeks* before today."""
    days = [TODAY - dt.timedelta(days=k) for k in range(1, 7 * weeks + 1)]
    rows = []
    for day in days:
        at = dt.datetime.combine(day, dt.time(3), dt.UTC)
        for k in range(pace if Calendar().works(day) else 0):
            row = {"document_id": f"{unit}-{day}-{k}", "document_type": BIRTH, "unit": unit, "level": "commune", "version": 1}
            rows.append(row | {"loaded_at": at, "updated_at": at, "fields": {}, "content_sha256": "c", "file_key": "k"})
    with services.registry.begin() as connection:
        connection.execute(results.insert(), [row | {"file_sha256": "f"} for row in rows])


def told(services, under="56", **asked):
    """Rows by (kind, code, goal's percent)."""
    rows = outlook.as_rows(outlook.outlook(services, under, today=TODAY, by=BY, **asked))
    return {(row["kind"], row["code"], row["target"]): row for row in rows}


def test_who_will_miss_the_day_stands_first_with_how_much_and_the_pace_that_it_takes(services):
    rows = told(services)
    quick, slow, idle = (rows["unit", unit, 100] for unit in (QUICK, SLOW, IDLE))

    units = [code for kind, code, _ in rows if kind == "unit"]
    assert units == [IDLE, SLOW, QUICK]
    for row, pace in ((quick, 10), (slow, 4)):
        assert row["pace"] == pytest.approx(pace, rel=0.05)
        assert row["needed"] == pytest.approx(row["left"] / WORKING_DAYS, abs=0.1)
        assert row["missing"] == pytest.approx(row["left"] - pace * WORKING_DAYS, rel=0.05)
        assert row["missing_low"] <= row["missing"] <= row["missing_high"]
        by_hand = Calendar().nth(TODAY, row["left"] / pace)
        assert abs((row["finish"] - by_hand).days) <= 21
        assert row["earliest"] <= row["finish"] <= row["latest"]
        assert row["late"] == (row["finish"] - BY).days
        assert (row["state"], row["overdue"]) == ("misses", True)
    assert (idle["state"], idle["pace"], idle["finish"], idle["lacks"]) == ("too_few_weeks", None, None, 3000)


def test_a_province_is_the_sum_of_its_units_and_the_country_tells_levels_and_provinces(services):
    province = told(services)["province", "56", 100]
    assert province["pace"] == pytest.approx(14, rel=0.05)
    country = outlook.outlook(services, today=TODAY, by=BY)
    assert {(o.kind, o.code) for o in country} == {("country", ""), ("level", "commune"), ("province", "56")}
    assert {o.lacks for o in country} == {province["lacks"]}
    assert len(outlook.outlook(services, outlook.EVERY, today=TODAY, by=BY)) == len(country) + 3


def test_what_a_unit_set_itself_stands_beside_the_law_and_never_instead(services):
    file = services.settings.config / "targets.yaml"
    text = file.read_text(encoding="utf-8")
    own = f'own:\n  - {{unit: "{QUICK}", year: 2026, percent: 60, source: "Kế hoạch 10/KH-UBND"}}\n'
    file.unlink()
    file.write_text(text.replace("own: []\n", own), encoding="utf-8")
    rows = told(services)
    law, ours = rows["unit", QUICK, 100], rows["unit", QUICK, 60]

    assert ours["lacks"] == law["lacks"] - 1200
    assert (ours["source"], ours["goal"], ours["overdue"]) == ("Kế hoạch 10/KH-UBND", dt.date(2026, 12, 31), False)
    assert (ours["state"], ours["missing"]) == ("on_course", 0)
    assert law["state"] == "misses"


def test_a_forecast_is_kept_for_its_day_and_made_anew_when_the_stock_or_the_day_changes(services):
    def made(unit, today=TODAY):
        return next(o for o in outlook.outlook(services, unit, today=today, by=BY)).kept

    first = made(QUICK)
    assert made(QUICK).made_at == first.made_at
    services.ledger.import_holdings([Holding(QUICK, "Xã", Level.COMMUNE, BIRTH, 4000)], reason="kiểm kê lại")
    again = made(QUICK)
    assert again.missing - first.missing == pytest.approx(1000, abs=1)
    assert made(QUICK, TODAY + dt.timedelta(days=1)).day == TODAY + dt.timedelta(days=1)


def test_who_has_no_time_is_told_what_was_worked_out_and_what_was_not(services):
    assert {row["state"] for row in told(services, seconds=0).values()} == {"pending"}
    told(services, QUICK)
    states = {row["code"]: row["state"] for row in told(services, seconds=0).values() if row["kind"] == "unit"}
    assert states == {QUICK: "misses", SLOW: "pending", IDLE: "pending"}


def test_a_merged_units_results_are_its_successors_pace(services):
    alone = told(services, QUICK)["unit", QUICK, 100]["pace"]
    services.ledger.import_holdings([Holding(MERGED, "Xã cũ", Level.COMMUNE, BIRTH, 500)])
    load_some(services, MERGED, 3)
    both = told(services, QUICK)["unit", QUICK, 100]
    assert (both["in_stock"], both["pace"]) == (3500, pytest.approx(alone + 3, rel=0.05))


def test_a_day_that_is_over_and_a_place_without_papers_are_refused(services):
    with pytest.raises(ConfigError):
        outlook.outlook(services, by=dt.date(2020, 1, 1))
    with pytest.raises(ConfigError):
        outlook.outlook(services, "99999")
