"""Numbers of the checks, and ledgers that were made before there were any."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.database import open_engine, writing
from pipelines.ledger import Agreement, Ledger, Throughput, upgrade
from pipelines.ledger.tables import documents, keyings
from pipelines.model import Document, Extraction, FieldValue, Outcome, Review, Scan, Stage
from pipelines.review import sampling

NOW = dt.datetime.now(dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=400)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    url = f"sqlite:///{tmp_path}/ledger.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    return Ledger(engine, "máy")


def accepted(ledger: Ledger, name: str = "a") -> Document:
    batch = ledger.open_batch("/in", batch_id="b")
    ledger.register(batch.id, Scan(f"{name}.pdf", name * 64, 1, "application/pdf"), name)
    [document] = ledger.claim(Stage.INGEST, owner="x", limit=1, seconds=60)
    read = {"name": FieldValue("name", "Hoà", "Hoà", 1.0, 1, (0, 0, 1, 1), "r")}
    facts = {"document_type": "decision", "type_confidence": 1.0}
    ledger.advance(document, "x", Stage.VALIDATE, Outcome.REVIEW, facts=facts, extraction=Extraction("decision", 1.0, read))
    return document


def rule(ledger: Ledger, document_id: str, value: str, actor: str, revision: int, at: dt.datetime = NOW) -> None:
    words = [("document_type", "decision", "decision"), ("name", "Hoà", value)]
    said = [Review(document_id, revision, name, machine, human, actor, at) for name, machine, human in words]
    document = ledger.document(document_id)
    assert document is not None
    ledger.rule(document, said, kind="accepted", stage=Stage.REVIEW, outcome=Outcome.ON_THE_WAY, document_type="decision")


def lot_of_all(ledger: Ledger) -> str:
    return ledger.open_lot("*", {}, lambda size: sampling.plan(size, 0.01), "seed", actor="máy")


def test_a_second_look_counts_as_agreement_by_the_levelled_value_for_the_one_whose_value_it_was(ledger: Ledger):
    for name, first, second in (("a", "Hoà", "Hòa"), ("b", "Hoà", "Hoa"), ("c", "Hoa", "Hoa")):
        document = accepted(ledger, name)
        rule(ledger, document.id, first, "An" if name != "c" else "Bình", 1)
        lot_of_all(ledger)
        rule(ledger, document.id, second, "Chi", 2)
    since = NOW - dt.timedelta(days=1)
    of_type = 3  # the type is a value like the others
    assert ledger.agreement(since) == Agreement(checked=3 + of_type, same=2 + of_type)
    assert ledger.agreement(since, "An") == Agreement(checked=4, same=3)
    assert ledger.agreement(since, "Bình") == Agreement(checked=2, same=2)
    assert ledger.agreement(since, "Chi") == Agreement()
    assert ledger.agreement(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)) == Agreement()
    counts = {(c.field, c.checked, c.wrong) for c in ledger.field_counts(by_person=True)}
    assert counts == {("name", 3, 1), ("document_type", 3, 0)}
    assert ledger.field_counts(by_person=False) == []


def test_a_blind_keying_counts_as_agreement_with_who_had_spoken_before(ledger: Ledger):
    document = accepted(ledger)
    rule(ledger, document.id, "Hoà", "An", 1, NOW - dt.timedelta(hours=1))
    rows = [
        {"document_id": document.id, "field": "name", "turn": 2, "value": v, "actor": "Bình", "at": NOW} for v in ("HÒA", "Hoa")
    ]
    with writing(ledger.engine).begin() as connection:
        connection.execute(keyings.insert(), rows)
    assert ledger.agreement(LONG_AGO, "An") == Agreement(checked=2, same=1)


def test_throughput_counts_rulings_papers_fields_and_days(ledger: Ledger):
    for number, (name, actor, at) in enumerate((("a", "An", NOW), ("b", "An", LONG_AGO), ("c", "Bình", NOW)), start=1):
        rule(ledger, accepted(ledger, name).id, "Hoà", actor, number, at)
    month = NOW - dt.timedelta(days=30)
    assert ledger.throughput(month) == Throughput(rulings=2, documents=2, fields=4, days=1)
    assert ledger.throughput(LONG_AGO - dt.timedelta(days=1), "An") == Throughput(rulings=2, documents=2, fields=4, days=2)
    assert ledger.throughput(month, "Chi") == Throughput(0, 0, 0, 0)


def test_a_held_paper_is_neither_counted_nor_claimed_for_signing(ledger: Ledger):
    document = accepted(ledger)
    rule(ledger, document.id, "Hoà", "An", 1)
    assert ledger.waiting(Stage.REVIEW) == 1
    lot = lot_of_all(ledger)
    rule(ledger, document.id, "Hoà", "Bình", 2)
    assert (ledger.waiting(Stage.REVIEW), ledger.held()) == (0, 1)
    assert ledger.claim(Stage.REVIEW, owner="y", limit=9, seconds=60) == []
    assert ledger.judge_lot(lot, actor="máy") == "accepted"
    assert (ledger.waiting(Stage.REVIEW), ledger.held()) == (1, 0)
    assert len(ledger.claim(Stage.REVIEW, owner="y", limit=9, seconds=60)) == 1


def test_a_paper_in_the_hands_of_a_run_is_no_part_of_a_lot(ledger: Ledger):
    for name in "ab":
        rule(ledger, accepted(ledger, name).id, "Hoà", "An", 1)
    [claimed] = ledger.claim(Stage.REVIEW, owner="run", limit=1, seconds=60)
    lot = ledger.lot(lot_of_all(ledger))
    assert lot is not None
    assert lot.plan.size == 1
    ledger.advance(claimed, "run", Stage.SIGN)


def test_a_ledger_that_was_made_before_the_checks_is_brought_up_to_date_and_keeps_its_papers(ledger: Ledger):
    document = accepted(ledger)
    rule(ledger, document.id, "Hoà", "An", 1)
    with writing(ledger.engine).begin() as connection:
        for table in ("checked_values", "checks", "lot_documents", "lots", "keyings"):
            connection.execute(sa.text(f"DROP TABLE {table}"))
        for index in ("documents_hold", "reviews_at"):
            connection.execute(sa.text(f"DROP INDEX {index}"))
        connection.execute(sa.text("ALTER TABLE documents DROP COLUMN hold"))
        connection.execute(sa.text("UPDATE ledger_version SET version_num = '0003'"))
    upgrade(ledger.engine)
    assert "hold" in {column["name"] for column in sa.inspect(ledger.engine).get_columns("documents")}
    assert ledger.waiting(Stage.REVIEW) == 1
    assert ledger.lot(lot_of_all(ledger)) is not None
    with ledger.engine.connect() as connection:
        assert connection.scalar(sa.select(documents.c.hold)) is not None
