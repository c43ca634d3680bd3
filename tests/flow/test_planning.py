"""From a stock list to a plan that the line follows, on an embedded house on its first day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import ConfigError
from pipelines.flow import planning
from pipelines.model import Chain, Holding, Level, Scan, Stage
from pipelines.services import open_services, prepare
from pipelines.settings import from_environment

CONFIG = Path(__file__).parents[2] / "config"
START = dt.date(2026, 11, 23)


@pytest.fixture
def services(tmp_path):
    settings = from_environment({"SOHOA_HOME": str(tmp_path / "home"), "SOHOA_CONFIG": str(CONFIG)})
    prepare(settings)
    return open_services(settings)


def made(services, **changes):
    return planning.make(services, planning.Request(**{"weeks": 8, "start": START, **changes}))


def scanned(plan):
    return {(o.work.unit, o.work.document_type, o.work.priority) for o in plan.orders if o.station == "scan"}


def test_without_stock_there_is_no_plan(services):
    assert made(services) is None


def test_a_first_day_is_planned_on_assumptions_that_are_all_told(services):
    services.ledger.import_holdings([Holding("99001", "Xã Thử", Level.COMMUNE, "decision", 1500)])
    found = made(services)
    told = " ".join(text for text, _ in found.assumptions)

    assert found.plan.finished == 1500
    assert "chưa có số trang" in told
    assert "chưa có mức ưu tiên" in told
    assert "Chưa có lịch sử" in told
    assert "config/plan.yaml" in told
    # The law's last date lies behind: the plan's own end stands in, and its source says why.
    assert [o.goal.by for o in found.plan.outcomes] == [START + dt.timedelta(days=55)]
    assert "31/12/2025" in found.plan.outcomes[0].goal.source


def test_the_stock_of_a_merged_unit_is_planned_at_its_successor(services):
    services.ledger.import_holdings(
        [
            Holding("9900", "Huyện Cũ", Level.DISTRICT, "decision", 300, successor="99002"),
            Holding("99002", "Xã Mới", Level.COMMUNE, "decision", 100),
        ]
    )
    found = made(services)

    assert {o.work.unit for o in found.plan.orders} == {"99002"}
    assert found.plan.documents == 400
    assert any("đơn vị cũ" in text for text, _ in found.assumptions)


def test_what_is_on_the_line_waits_for_its_station_and_is_not_scanned_again(services):
    services.ledger.import_holdings([Holding("99001", "Xã Thử", Level.COMMUNE, "decision", 10)])
    services.ledger.open_batch("/in/a", batch_id="a", unit="99001", level=Level.COMMUNE)
    for k in range(4):
        scan = Scan(f"{k}.pdf", f"{k}" * 64, 9, "application/pdf", "99001", Level.COMMUNE, "decision")
        services.ledger.register("a", scan, f"k{k}")
    for document in services.ledger.claim(Stage.INGEST, owner="me", limit=3, seconds=60):
        services.ledger.advance(document, "me", Stage.EXTRACT)
    found = made(services)
    count = {
        station: sum(o.documents for o in found.plan.orders if o.station == station) for station in ("scan", "read", "review")
    }

    assert count == {"scan": 6, "read": 7, "review": 10}


def test_set_aside_papers_are_scanned_again():
    assert planning._waiting(Chain(in_stock=10, scanned=4, read=3, reviewed=1, signed=1, loaded=1, covered=1, aside=1)) == (
        {"read": 1, "review": 1, "sign": 0},
        7,
    )


def test_what_was_done_counts_as_the_most_urgent(services):
    services.ledger.import_holdings(
        [
            Holding("99001", "Xã Thử", Level.COMMUNE, "decision", 100, priority=1, shelf="A"),
            Holding("99001", "Xã Thử", Level.COMMUNE, "decision", 50, priority=4, shelf="B"),
        ]
    )
    lines = planning._Lines(services, planning.load_staffing(CONFIG / "plan.yaml"))
    assert lines.split("99001", "commune", "decision", 150) == [(4, 50), (1, 100)]
    assert lines.split("99001", "commune", "decision", 60) == [(4, 50), (1, 10)]
    assert scanned(made(services).plan) == {("99001", "decision", 1), ("99001", "decision", 4)}


def test_pages_come_from_the_stock_list(services):
    services.ledger.import_holdings([Holding("99001", "Xã Thử", Level.COMMUNE, "decision", 100, pages=650)])
    assert {o.work.pages for o in made(services).plan.orders} == {6.5}


def test_a_plan_that_is_put_into_effect_gives_batches_their_week(services):
    services.ledger.import_holdings(
        [
            Holding("99001", "Xã Một", Level.COMMUNE, "decision", 12000, priority=5),
            Holding("99002", "Xã Hai", Level.COMMUNE, "decision", 12000, priority=1),
        ]
    )
    for batch, unit in (("a", "99001"), ("b", "99002")):
        services.ledger.open_batch(f"/in/{batch}", batch_id=batch, unit=unit, level=Level.COMMUNE)
        scan = Scan(f"{batch}.pdf", batch.ljust(64, "0"), 9, "application/pdf", unit, Level.COMMUNE, "decision")
        services.ledger.register(batch, scan, f"k{batch}")
    planning.put_into_effect(services, made(services, counts={"scan": 1, "read": 1, "review": 1}))
    first = services.ledger.claim(Stage.INGEST, owner="me", limit=1, seconds=60)

    assert [document.batch_id for document in first] == ["b"]


@pytest.mark.parametrize("changes", [{"weeks": 0}, {"weeks": 999}, {"straight_through": 1.2}, {"counts": {"scan": -1}}])
def test_a_question_that_cannot_be_is_refused(services, changes):
    with pytest.raises(ConfigError):
        made(services, **changes)


def test_the_command_prints_plain_json_and_writes_both_files(tmp_path, monkeypatch, capsys):
    from pipelines.cli import main

    monkeypatch.setenv("SOHOA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOHOA_CONFIG", str(CONFIG))
    (tmp_path / "stock.csv").write_text(
        "unit_code,unit_name,level,document_type,count\n99001,Xã Thử,commune,decision,900\n", encoding="utf-8"
    )

    def sohoa(*words):
        monkeypatch.setattr("sys.argv", ["sohoa", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr()

    assert sohoa("plan")[0] == 1
    assert sohoa("holdings", "import", tmp_path / "stock.csv")[0] == 0
    assert sohoa("plan", "-o", tmp_path / "plan.pdf")[0] == 2
    code, said = sohoa("plan", "--weeks", 4, "--json", "-o", tmp_path / "p.xlsx", "--ics", tmp_path / "p.ics", "--apply")
    plan = json.loads(said.out)

    assert code == 0
    assert (plan["documents"], plan["finished"], plan["missing"], plan["weeks"]) == (900, 900, 0, 4)
    assert plan["gap"] <= 0.01
    assert dt.date.fromisoformat(plan["start"]).weekday() == 0
    assert len(openpyxl.load_workbook(tmp_path / "p.xlsx").sheetnames) == 4
    assert (tmp_path / "p.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
