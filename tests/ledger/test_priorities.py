"""The plan's priority, on both databases."""

from __future__ import annotations

import sqlalchemy as sa

from pipelines.database import open_engine
from pipelines.ledger import UNPLANNED, Ledger, upgrade
from pipelines.model import Holding, Level, Scan, Stage

PLAN = {("01001", "commune", "decision"): 3, ("01001", "commune", "birth_certificate"): 2, ("01002", "commune", "decision"): 1}


def receive(ledger, batch, unit, *, count=2, declared="decision", level=Level.COMMUNE):
    opened = ledger.open_batch(f"/in/{batch}", batch_id=batch, unit=unit, level=level)
    for k in range(count):
        sha = f"{abs(hash((batch, k))):x}".ljust(64, "0")[:64]
        ledger.register(opened.id, Scan(f"{batch}-{k}.pdf", sha, 9, "application/pdf", unit, level, declared), f"k/{batch}/{k}")


def claimed(ledger, limit=99):
    return [document.batch_id for document in ledger.claim(Stage.INGEST, owner="me", limit=limit, seconds=60)]


def test_the_line_takes_what_the_plan_wants_first(ledger):
    receive(ledger, "a", "01009")
    receive(ledger, "b", "01001")
    receive(ledger, "c", "01002")

    assert ledger.apply_plan(PLAN) == 2
    assert claimed(ledger) == ["c", "c", "b", "b", "a", "a"]


def test_chunks_for_airflow_begin_with_what_the_plan_wants_first(ledger):
    receive(ledger, "a", "01001")
    receive(ledger, "b", "01002")
    ledger.apply_plan(PLAN)
    first, _ = ledger.make_chunks([Stage.INGEST], size=2, at_most=200)

    moved = ledger.claim(Stage.INGEST, owner="me", limit=9, seconds=60, chunk=first)
    assert {document.batch_id for document in moved} == {"b"}


def test_a_batch_that_comes_later_inherits_the_plan_and_goes_as_its_soonest_papers(ledger):
    receive(ledger, "a", "01009")
    ledger.apply_plan(PLAN)
    receive(ledger, "late", "01001")

    assert claimed(ledger, limit=2) == ["late", "late"]


def test_what_lost_a_worker_before_still_waits_behind_its_neighbours(ledger):
    receive(ledger, "a", "01009", count=1)
    receive(ledger, "b", "01002", count=1)
    ledger.apply_plan(PLAN)
    [document] = ledger.claim(Stage.INGEST, owner="me", limit=1, seconds=60)
    assert document.batch_id == "b"
    ledger.count_attempt(document, "me", "died")

    assert claimed(ledger, limit=1) == ["a"]


def test_papers_counted_by_a_unit_that_was_merged_go_by_the_plan_of_its_successor(ledger):
    ledger.import_holdings([Holding("0100", "Huyện Cũ", Level.DISTRICT, "decision", 5, successor="01002")])
    receive(ledger, "a", "01009")
    receive(ledger, "b", "0100", level=Level.DISTRICT)
    ledger.apply_plan({("01002", "district", "decision"): 1})

    assert claimed(ledger, limit=2) == ["b", "b"]


def test_a_new_plan_takes_the_place_of_the_old_one_with_an_event_for_each_batch_that_moved(ledger):
    receive(ledger, "a", "01001")
    receive(ledger, "b", "01002")
    ledger.apply_plan(PLAN)

    assert ledger.apply_plan(PLAN) == 0
    assert ledger.apply_plan({("01001", "commune", "decision"): 1}) == 2
    with ledger.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, priority FROM batches ORDER BY id")).all()
        kinds = connection.scalars(sa.text("SELECT kind FROM events WHERE kind LIKE '%prior%' OR kind = 'plan_applied'")).all()
    assert [tuple(row) for row in rows] == [("a", 1), ("b", UNPLANNED)]
    assert sorted(kinds) == ["batch_prioritised"] * 4 + ["plan_applied"] * 3
    assert ledger.faults() == []


def test_an_older_ledger_gets_the_column_and_keeps_its_documents(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(engine)
    ledger = Ledger(engine, "tester")
    receive(ledger, "a", "01001")
    with engine.begin() as connection:
        for statement in (
            "DROP INDEX documents_next",
            "DROP INDEX documents_desk_deadline",
            "DROP INDEX documents_desk_priority",
            "ALTER TABLE batches DROP COLUMN priority",
            "ALTER TABLE documents DROP COLUMN priority",
            "DROP TABLE plan_priorities",
            "UPDATE ledger_version SET version_num = '0006'",
        ):
            connection.execute(sa.text(statement))
    upgrade(engine)

    assert ledger.apply_plan(PLAN) == 1
    assert claimed(ledger) == ["a", "a"]
