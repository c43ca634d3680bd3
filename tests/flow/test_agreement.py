"""The same numbers everywhere, to the last paper: page, API, report, command line, and SQL written here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines import load, targets
from pipelines.clock import VIETNAM
from pipelines.flow import drill, numbers
from pipelines.model import Conversion, Holding, Level, Outcome, Result, Scan, Stage, StockState
from pipelines.services import open_services, prepare
from pipelines.settings import from_environment
from pipelines.units.lists import lists
from tests.targets import measuring

CONFIG = Path(__file__).parents[2] / "config"
NOW = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)
BIRTH, PERMIT = "birth_certificate", "construction_permit"
HEIR = "22489"
"""Xã Vạn Ninh, since 1 July 2025."""
MERGED = next(
    code
    for code, heirs in sorted(lists().successors.items())
    if heirs == (HEIR,) and code != HEIR and code not in lists().today.units
)
"""A commune that became part of it."""


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request, tmp_path):
    """An empty house on either database."""
    given = {"SOHOA_HOME": str(tmp_path / "home"), "SOHOA_CONFIG": str(CONFIG), "SOHOA_ACTOR": "quản lý"}
    if request.param == "postgresql":
        make = request.getfixturevalue("new_postgres_url")
        given |= {"SOHOA_LEDGER_URL": make(), "SOHOA_RESULTS_URL": make()}
    prepare(from_environment(given))
    opened = open_services(from_environment(given))
    yield opened
    opened.ledger.engine.dispose()
    opened.registry.dispose()


def receive(services, count, unit, level=Level.COMMUNE, kind=BIRTH, batch="lo-1"):
    ledger = services.ledger
    opened = ledger.open_batch(f"/in/{batch}", batch_id=batch, unit=unit, level=level)
    return [
        ledger.register(
            opened.id, Scan(f"{batch}{k}.pdf", f"{batch}{k:03}".ljust(64, "0"), 9, "application/pdf", unit, level, kind), "k"
        )[0].id
        for k in range(count)
    ]


def move(services, ids, stage, outcome=Outcome.ON_THE_WAY):
    """As a run does: claim, then advance."""
    ledger = services.ledger
    before = ledger.document(ids[0]).stage
    for document in ledger.claim(before, owner="run", limit=100, seconds=60):
        if document.id in ids:
            ledger.advance(document, "run", stage, outcome, facts={"document_type": document.scan.declared_type})
        else:
            ledger.release([document.id], "run")


def publish(services, document_id, unit, level=Level.COMMUNE, kind=BIRTH, at=NOW):
    conversion = Conversion(document_id, "Ủy ban nhân dân xã Thử", "Lê Văn Mẫu", at, 1, 1, "a" * 64)
    load.publish(
        services.registry, Result(document_id, kind, unit, level, {}, conversion, f"results/{document_id}.pdf", "b" * 64), at
    )


def by_hand(services, unit_today, members):
    """The figures of a unit, by plain SQL over the papers, the results and the stock themselves."""
    named = ", ".join(f"'{unit}'" for unit in members)
    with services.ledger.engine.connect() as ledger, services.registry.connect() as registry:

        def one(connection, query):
            return int(connection.execute(sa.text(query)).scalar() or 0)

        found = {"counted": one(ledger, f"SELECT SUM(count) FROM holdings WHERE unit IN ({named})")}
        here = f"FROM documents WHERE unit IN ({named}) AND outcome NOT IN ('duplicate', 'excluded')"
        found["scanned"] = one(ledger, f"SELECT COUNT(*) {here}")
        found["read"] = one(ledger, f"SELECT COUNT(*) {here} AND stage NOT IN ('ingest', 'ocr')")
        found["reviewed"] = one(ledger, f"SELECT COUNT(*) {here} AND stage IN ('review', 'sign', 'load')")
        found["signed"] = one(ledger, f"SELECT COUNT(*) {here} AND stage IN ('sign', 'load')")
        found["excluded"] = one(ledger, f"SELECT COUNT(*) FROM documents WHERE unit IN ({named}) AND outcome = 'excluded'")
        found["in_stock"] = found["counted"] - found["excluded"]
        found["loaded"] = one(registry, f"SELECT COUNT(*) FROM results WHERE unit IN ({named}) AND revoked_at IS NULL")
        found["reused"] = one(ledger, f"SELECT COUNT(DISTINCT document_id) FROM reuses WHERE unit IN ({named})")
    return found


def everywhere(services, unit, members):
    """The figures of the unit as each way out tells them, all alike; then as told by SQL."""
    told = drill.drill(services, unit).chain
    real = by_hand(services, unit, members)
    assert {name: getattr(told, name) for name in real} == real
    province = drill.drill(services, "56")
    assert next(row.chain for row in drill.drill(services, "571").rows if row.code == unit) == told
    assert drill.total(row.chain for row in province.rows) == province.chain
    return told


def test_numbers_agree_before_and_after_everything_that_moves_them(services):
    stock = [
        Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 10),
        Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, PERMIT, 4),
        Holding("56", "Tỉnh Khánh Hòa", Level.PROVINCE, PERMIT, 7),
    ]
    services.ledger.import_holdings(stock)
    ids = receive(services, 6, HEIR)
    move(services, ids, Stage.EXTRACT)
    move(services, ids[:4], Stage.REVIEW)
    move(services, ids[:3], Stage.SIGN)
    for document_id in ids[:3]:
        publish(services, document_id, HEIR)
    move(services, ids[:3], Stage.LOAD, Outcome.LOADED)
    first = everywhere(services, HEIR, [HEIR])
    assert (first.in_stock, first.scanned, first.read, first.reviewed, first.signed, first.loaded) == (14, 6, 6, 4, 3, 3)
    assert round(first.percent, 4) == round(100 * 3 / 14, 4)

    # A unit that was merged into it brings its stock, and what was done of it.
    services.ledger.import_holdings([Holding(MERGED, "Xã cũ", Level.COMMUNE, BIRTH, 5)])
    publish(services, "old-1", MERGED)
    after = everywhere(services, HEIR, [HEIR, MERGED])
    assert (after.in_stock, after.loaded) == (19, 4)
    then = {row.code: row.chain for row in drill.drill(services, HEIR).former}
    assert (then[f"unit:{MERGED}"].in_stock, then[f"unit:{MERGED}"].loaded) == (5, 1)
    assert drill.drill(services, MERGED, basis="own").chain.in_stock == 5

    # A correction of the stock: both denominators stay readable.
    services.ledger.import_holdings([Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 12)], reason="kiểm kê lại")
    assert everywhere(services, HEIR, [HEIR, MERGED]).in_stock == 21
    correction = services.ledger.corrections()[0]
    assert (correction.before, correction.after, correction.reason, correction.actor) == (10, 12, "kiểm kê lại", "quản lý")

    # A paper that turns out not to belong into the stock leaves it.
    move(services, ids[4:5], Stage.VALIDATE, Outcome.EXCLUDED)
    excluded = everywhere(services, HEIR, [HEIR, MERGED])
    assert (excluded.in_stock, excluded.scanned) == (20, 5)

    # A revoked result no longer counts as done.
    load.revoke(services.registry, ids[0], "cấp sai", "quản lý", NOW + dt.timedelta(days=1))
    revoked = everywhere(services, HEIR, [HEIR, MERGED])
    assert (revoked.loaded, revoked.signed) == (3, 3)

    # The level's line of the law says the same as its units.
    commune = next(p for p in numbers.progress(services, 2026) if p.level is Level.COMMUNE)
    assert (commune.stock, commune.done, commune.left) == (20, 3, 17)
    assert services.ledger.miscounted() == 0


def test_what_left_the_stock_by_count_is_no_denominator_but_stays_readable(services):
    valid = Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 10, year=2010, shelf="A1", priority=1)
    services.ledger.import_holdings([valid])
    services.ledger.import_holdings(
        [valid, Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 3, state=StockState.EXPIRED, reason="quá hạn lưu")]
    )
    lines = services.ledger.stock_lines(HEIR)

    assert drill.drill(services, HEIR).chain.in_stock == 10
    assert [(line.count, line.state, line.reason) for line in lines] == [
        (10, StockState.VALID, None),
        (3, StockState.EXPIRED, "quá hạn lưu"),
    ]
    change = services.ledger.corrections()[0]
    assert (change.before, change.after, change.left_before, change.left_after) == (10, 10, 0, 3)


def test_a_divided_district_keeps_its_stock_under_its_name_until_people_say_who_has_it(services):
    services.ledger.import_holdings([Holding("571", "Huyện Vạn Ninh", Level.DISTRICT, BIRTH, 40)])
    before = drill.drill(services, "571")
    assert before.chain.in_stock == 40
    assert before.above[-1][0] == "56"
    assert "xã Vạn Ninh" in drill.drill(services, "unit:571").heirs

    services.ledger.import_holdings([Holding("571", "Huyện Vạn Ninh", Level.DISTRICT, BIRTH, 40, successor="56")])
    # The line itself did not change, only who has it.
    assert drill.drill(services, "unit:56").chain.in_stock == 40
    assert [row.name for row in drill.drill(services, "unit:56").former] == ["Huyện Vạn Ninh"]
    assert drill.drill(services, "571", basis="own").chain.in_stock == 40


def test_counts_of_a_database_from_before_are_counted_at_its_upgrade_and_again_on_demand(services):
    services.ledger.import_holdings([Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 10)])
    ids = receive(services, 4, HEIR)
    publish(services, ids[0], HEIR)
    before = drill.drill(services, HEIR).chain
    with services.ledger.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM paper_cells"))
    assert services.ledger.miscounted() > 0

    numbers.snapshot(services, whole=True)
    assert drill.drill(services, HEIR).chain == before
    assert services.ledger.miscounted() == 0


def test_a_snapshot_of_a_day_is_taken_once_and_says_when_and_by_which_definitions(services):
    services.ledger.import_holdings([Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 10)])
    day = dt.date(2026, 11, 1)
    numbers.snapshot(services, day)
    publish(services, "D-1", HEIR)
    numbers.snapshot(services, day)
    numbers.snapshot(services, day + dt.timedelta(days=1))

    frozen = services.ledger.snapshots("56")
    assert {at: chain.loaded for (at, _), chain in frozen.items()} == {day: 1, day + dt.timedelta(days=1): 1}
    with services.ledger.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT DISTINCT query_version FROM snapshots")).all()
    assert rows == [("1",)]


def test_standings_are_those_of_the_rule_written_for_one_level_at_a_time(services):
    """A second way to the same figures: ``measure`` over counts of the registry."""
    services.ledger.import_holdings(
        [
            Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, BIRTH, 2),
            Holding(HEIR, "Xã Vạn Ninh", Level.COMMUNE, PERMIT, 9),
            Holding("H32.1", "Sở Thử", Level.PROVINCE, PERMIT, 5),
        ]
    )
    papers = (
        [(HEIR, Level.COMMUNE, BIRTH)] * 3 + [(HEIR, None, PERMIT)] * 2 + [(None, Level.PROVINCE, PERMIT), (None, None, BIRTH)]
    )
    for k, (unit, level, kind) in enumerate(papers):
        publish(services, f"D-{k}", unit, level, kind, NOW.replace(year=2024 + k % 3))
    legal = targets.load_targets(CONFIG / "targets.yaml")
    for year in (2023, 2024, 2025, 2026):
        until = dt.datetime(year + 1, 1, 1, tzinfo=VIETNAM)
        done = load.count_loaded(services.registry, until)
        stock = services.ledger.holdings()
        assert numbers.progress(services, year) == measuring.measure(legal, stock, done, year)
        assert numbers.unplaced(services, year) == measuring.unplaced(stock, done)


def test_a_result_that_is_used_again_counts_once(services):
    from pipelines.flow import stock

    publish(services, "D-1", HEIR)
    assert stock.reuse(services, "D-1", "H32.15-261120-0007")
    assert stock.reuse(services, "D-1", "H32.15-261120-0008")
    assert not stock.reuse(services, "D-1", "H32.15-261120-0008")
    assert drill.drill(services, HEIR).chain.reused == 1
