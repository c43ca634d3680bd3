"""The ledger on both databases: receipt, claims, rulings, the chain."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.database import open_engine, writing
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.ledger import Artefact, Ledger, LostClaim, Problem, new_id, upgrade
from pipelines.model import Document, Extraction, FieldValue, Finding, Holding, Level, Outcome, Review, Scan, Severity, Stage


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    url = f"sqlite:///{tmp_path}/ledger.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    return Ledger(engine, "tester")


def scan(name: str, content: str = "") -> Scan:
    return Scan(path=f"/in/{name}", sha256=(content or name) * 3, size=10, media_type="application/pdf")


def received(ledger: Ledger, count: int = 1) -> list[Document]:
    batch = ledger.open_batch("/in", batch_id="lot")
    return [ledger.register(batch.id, scan(f"f{i}"), f"k{i}")[0] for i in range(count)]


def moved_to(ledger: Ledger, stage: Stage, outcome: Outcome = Outcome.ON_THE_WAY) -> Document:
    document = received(ledger)[0]
    claimed = ledger.claim(Stage.INGEST, owner="a", limit=1, seconds=60)[0]
    ledger.advance(claimed, "a", stage, outcome)
    found = ledger.document(document.id)
    assert found is not None
    return found


def test_an_upgrade_twice_changes_nothing(ledger: Ledger):
    received(ledger)
    upgrade(ledger.engine)

    assert ledger.count("outcome") == {"on_the_way": 1}


def test_a_database_without_tables_says_to_run_init(tmp_path: Path):
    with pytest.raises(ConfigError, match="sohoa init"):
        Ledger(open_engine(f"sqlite:///{tmp_path}/empty.db"), "tester").check_ready()


def test_the_same_bytes_under_another_name_are_a_duplicate_of_the_first(ledger: Ledger):
    batch = ledger.open_batch("/in")
    first, _ = ledger.register(batch.id, scan("a", "same"), "k")
    second, new = ledger.register(batch.id, scan("b", "same"), "k")
    third, _ = ledger.register(batch.id, scan("c", "same"), "k")

    assert new
    assert (second.outcome, second.duplicate_of) == (Outcome.DUPLICATE, first.id)
    assert third.duplicate_of == first.id
    assert ledger.count("outcome") == {"on_the_way": 1, "duplicate": 2}


def test_two_receivers_of_the_same_bytes_make_one_first(ledger: Ledger):
    batch = ledger.open_batch("/in")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda i: ledger.register(batch.id, scan(f"n{i}", "same"), "k")[0], range(8)))

    firsts = [document for document in made if document.duplicate_of is None]
    assert len(firsts) == 1
    assert {document.duplicate_of for document in made} == {None, firsts[0].id}


def test_the_same_delivery_again_adds_no_row(ledger: Ledger):
    first = received(ledger, 3)
    again = received(ledger, 3)

    assert [d.id for d in first] == [d.id for d in again]
    assert ledger.faults() == []


def test_an_interrupted_delivery_is_found_by_its_source(ledger: Ledger):
    begun = ledger.open_batch("/in/a")
    assert ledger.open_batch("/in/a").id == begun.id

    ledger.close_batch(begun.id)
    assert ledger.open_batch("/in/a").id != begun.id


def test_a_claimed_document_is_nobody_elses(ledger: Ledger):
    received(ledger, 5)
    first = ledger.claim(Stage.INGEST, owner="a", limit=3, seconds=60)
    second = ledger.claim(Stage.INGEST, owner="b", limit=10, seconds=60)

    assert (len(first), len(second)) == (3, 2)
    assert not {d.id for d in first} & {d.id for d in second}


def test_many_claimants_at_once_share_out_everything_once(ledger: Ledger):
    received(ledger, 40)
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda i: ledger.claim(Stage.INGEST, owner=f"o{i}", limit=5, seconds=60), range(12)))

    ids = [document.id for batch in taken for document in batch]
    assert len(ids) == len(set(ids))
    assert len(ids) <= 40


def test_a_lapsed_claim_can_be_taken_and_its_old_owner_writes_nothing(ledger: Ledger):
    received(ledger)
    document = ledger.claim(Stage.INGEST, owner="slow", limit=1, seconds=-1)[0]
    ledger.claim(Stage.INGEST, owner="quick", limit=1, seconds=60)

    with pytest.raises(LostClaim):
        ledger.advance(document, "slow", Stage.OCR, facts={"pages": 7})
    found = ledger.document(document.id)
    assert found is not None
    assert (found.stage, found.pages) == (Stage.INGEST, None)


def test_claims_of_a_vanished_run_are_free_at_once(ledger: Ledger):
    received(ledger, 2)
    ledger.claim(Stage.INGEST, owner="dead", limit=2, seconds=6000)

    assert ledger.release_claims(lambda owner: owner == "dead") == 2
    assert len(ledger.claim(Stage.INGEST, owner="b", limit=5, seconds=60)) == 2


def test_advance_keeps_all_that_was_learnt(ledger: Ledger):
    received(ledger)
    document = ledger.claim(Stage.INGEST, owner="a", limit=1, seconds=60)[0]
    value = FieldValue("issue_date", "ngày 08 tháng 02", "2020-02-08", 0.9, 1, (1, 2, 3, 4), "label:ngày")
    finding = Finding("R1", "issue_date", Severity.DOUBT, "Xem lại", "look")
    facts = {"document_type": "decision", "type_confidence": 0.8}
    ledger.advance(
        document,
        "a",
        Stage.EXTRACT,
        facts=facts,
        extraction=Extraction("decision", 0.8, {"issue_date": value}),
        found=[finding],
        made=[Artefact("pages", "derived/x", "abc")],
    )

    case = ledger.case(document.id)
    assert case is not None
    assert case.machine.fields == {"issue_date": value}
    assert case.findings == (finding,)
    assert ledger.artefacts(document.id)["pages"].key == "derived/x"
    assert case.values == {"issue_date": "2020-02-08"}


def test_a_set_aside_document_says_why_and_is_counted(ledger: Ledger):
    received(ledger)
    document = ledger.claim(Stage.INGEST, owner="a", limit=1, seconds=60)[0]
    ledger.set_aside(document, "a", Problem("empty_file", "Tệp rỗng", "empty"))

    found = ledger.document(document.id)
    assert found is not None
    assert (found.outcome, found.problem, found.message) == (Outcome.SET_ASIDE, "empty_file", "Tệp rỗng")
    assert ledger.count("problem") == {"empty_file": 1}
    assert ledger.claim(Stage.INGEST, owner="b", limit=1, seconds=60) == []


def test_failed_attempts_count_up_and_success_forgets_them(ledger: Ledger):
    received(ledger)
    for _ in range(2):
        document = ledger.claim(Stage.INGEST, owner="a", limit=1, seconds=60)[0]
        ledger.count_attempt(document, "a", "died")
    document = ledger.claim(Stage.INGEST, owner="a", limit=1, seconds=60)[0]
    assert document.attempts == 2

    ledger.advance(document, "a", Stage.OCR)
    found = ledger.document(document.id)
    assert found is not None
    assert found.attempts == 0


def test_chunks_hold_everything_that_waits_and_never_exceed_the_most(ledger: Ledger):
    received(ledger, 23)
    chunks = ledger.make_chunks([Stage.INGEST], size=2, at_most=5)

    assert len(chunks) == 5
    sizes = [len(ledger.claim(Stage.INGEST, owner="a", limit=100, seconds=60, chunk=chunk)) for chunk in chunks]
    assert sum(sizes) == 23


def test_a_ruling_keeps_machine_and_human_value_side_by_side(ledger: Ledger):
    document = moved_to(ledger, Stage.VALIDATE, Outcome.REVIEW)
    said = Review(document.id, 1, "issue_date", "2020-02-03", "2020-02-08", "reviewer", dt.datetime.now(dt.UTC))
    ledger.rule(document, [said], kind="corrected", stage=Stage.EXTRACT, outcome=Outcome.ON_THE_WAY, document_type="decision")

    case = ledger.case(document.id)
    assert case is not None
    assert case.reviews == (said,)
    assert case.values["issue_date"] == "2020-02-08"
    assert case.document.document_type == "decision"


def test_two_people_rule_on_one_document_and_the_second_is_told(ledger: Ledger):
    document = moved_to(ledger, Stage.VALIDATE, Outcome.REVIEW)
    ledger.rule(document, [], kind="accepted", stage=Stage.REVIEW, outcome=Outcome.ON_THE_WAY, document_type="decision")

    with pytest.raises(DocumentProblem) as told:
        ledger.rule(document, [], kind="rejected", stage=Stage.VALIDATE, outcome=Outcome.SET_ASIDE, document_type=None)
    assert told.value.code == "not_waiting"


@pytest.mark.parametrize("statement", ["UPDATE events SET actor = 'x'", "DELETE FROM events"])
def test_the_database_refuses_to_change_or_remove_events(ledger: Ledger, statement: str):
    received(ledger)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), writing(ledger.engine).begin() as connection:
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("UPDATE events SET actor = 'x' WHERE seq = 2", "event 2 was changed"),
        ("DELETE FROM events WHERE seq = 2", "event 2 is missing"),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", "its head says"),
    ],
)
def test_the_chain_shows_who_went_around_the_database(ledger: Ledger, fault: str, said: str):
    received(ledger, 3)
    with writing(ledger.engine).begin() as connection:
        if ledger.engine.dialect.name == "sqlite":
            connection.execute(sa.text("DROP TRIGGER events_no_update"))
            connection.execute(sa.text("DROP TRIGGER events_no_delete"))
        else:
            connection.execute(sa.text("DROP TRIGGER events_no_change ON events"))
        connection.execute(sa.text(fault))

    assert said in " ".join(ledger.faults())


def test_a_document_that_was_removed_is_missed(ledger: Ledger):
    received(ledger, 2)
    with writing(ledger.engine).begin() as connection:
        connection.execute(sa.text("DELETE FROM artefacts"))
        connection.execute(sa.text("DELETE FROM documents WHERE path = '/in/f1'"))

    assert ledger.faults() == ["2 documents were received, 1 are in the ledger"]


def test_a_later_count_of_the_stock_takes_the_place_of_the_earlier(ledger: Ledger):
    ledger.import_holdings([Holding("22279", "Xã Vạn Bình", Level.COMMUNE, "birth_certificate", 900)])
    ledger.import_holdings([Holding("22279", "Xã Vạn Bình", Level.COMMUNE, "birth_certificate", 950)])

    assert [holding.count for holding in ledger.holdings()] == [950]
    assert ledger.faults() == []


def test_a_document_that_was_set_aside_can_be_put_back_where_it_left_the_line(ledger: Ledger):
    received(ledger, 2)
    document = ledger.claim(Stage.INGEST, owner="a", limit=1, seconds=60)[0]
    ledger.set_aside(document, "a", Problem("worker_died", "chết", "died"))

    assert ledger.retry([document.id, "no-such-document"]) == 1
    found = ledger.document(document.id)
    assert found is not None
    assert (found.stage, found.outcome, found.problem) == (Stage.INGEST, Outcome.ON_THE_WAY, None)
    assert ledger.retry([document.id]) == 0, "it is not set aside any more"


def test_a_rejected_document_that_is_put_back_is_checked_again_and_nobody_vouches_for_it(ledger: Ledger):
    document = moved_to(ledger, Stage.VALIDATE, Outcome.REVIEW)
    said = Review(document.id, 1, "document", None, None, "reviewer", dt.datetime.now(dt.UTC), "thiếu trang")
    ledger.rule(
        document,
        [said],
        kind="rejected",
        stage=Stage.VALIDATE,
        outcome=Outcome.SET_ASIDE,
        document_type="decision",
        problem=Problem("rejected", "thiếu trang", "page missing"),
    )
    assert ledger.retry([document.id]) == 1

    case = ledger.case(document.id)
    assert case is not None
    assert case.document.stage == Stage.EXTRACT
    assert not case.vouched


def test_ids_sort_by_receipt_and_differ():
    ids = []
    for _ in range(200):
        ids.append(new_id())
        time.sleep(0.001)

    assert ids == sorted(ids)
    assert len(set(ids)) == 200
