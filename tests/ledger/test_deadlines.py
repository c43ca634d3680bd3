"""Deadlines of batches, on both databases: who gives them, what keeps them, and what waits for whom until then."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from pipelines.clock import today
from pipelines.database import open_engine
from pipelines.ledger import UNPLANNED, Age, Due, Ledger, Order, Person, Problem, Queue, Role, Scope, upgrade
from pipelines.ledger.tables import batches, documents, events
from pipelines.model import Level, Outcome, Scan, Stage
from pipelines.review.keying import SECOND

ALL = Scope(everything=True)
SOON = today() + dt.timedelta(days=3)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    made = Ledger(engine, "tester")
    made.add_person(Person("tester", "", frozenset({Role.REVIEWER}), frozenset({"*"})))
    yield made
    engine.dispose()


def receive(ledger, batch, *, count=1, deadline=None, unit="01001"):
    ledger.open_batch(f"/in/{batch}", batch_id=batch, unit=unit, level=Level.COMMUNE, deadline=deadline)
    made = []
    for k in range(count):
        scan = Scan(f"{batch}-{k}.pdf", f"{batch}{k}".encode().hex().ljust(64, "0"), 9, "application/pdf", unit, Level.COMMUNE)
        made.append(ledger.register(batch, scan, f"k/{batch}/{k}")[0].id)
    return made


def at_the_desk(ledger, batch, **more):
    laid = receive(ledger, batch, **more)
    for document in ledger.claim(Stage.INGEST, owner="x", limit=99, seconds=60, batch_id=batch):
        ledger.advance(document, "x", Stage.VALIDATE, Outcome.REVIEW)
    return laid


def told(ledger, kind):
    query = sa.select(events.c.batch_id, events.c.actor, events.c.detail).where(events.c.kind == kind).order_by(events.c.seq)
    with ledger.engine.connect() as connection:
        return [(row.batch_id, row.actor, json.loads(row.detail)) for row in connection.execute(query)]


def queue(ledger, **wanted):
    return [waiting.document.batch_id for waiting in ledger.listed(ALL, Queue(**wanted), 99)]


def test_the_desk_takes_the_nearest_deadline_first_and_what_has_none_by_the_plan_and_by_age(ledger):
    for batch, deadline in (("a", None), ("b", SOON + dt.timedelta(days=90)), ("c", None), ("d", SOON)):
        at_the_desk(ledger, batch, deadline=deadline, unit="01002" if batch == "c" else "01001")
    ledger.apply_plan({("01002", "commune", "decision"): 4})

    assert queue(ledger) == ["d", "b", "c", "a"]
    assert queue(ledger, order=Order.PRIORITY) == ["c", "d", "b", "a"]
    assert queue(ledger, order=Order.OLDEST) == ["a", "b", "c", "d"]
    assert queue(ledger, order=Order.NEWEST) == ["d", "c", "b", "a"]
    assert ledger.document(ledger.take_next(ALL, Queue())).batch_id == "d"


def test_queues_by_deadline_and_by_age_are_what_the_board_says_of_the_batches(ledger):
    now = dt.datetime.now(dt.UTC)
    dues = {"overdue": today() - dt.timedelta(days=1), "week": SOON, "later": today() + dt.timedelta(days=8), "none": None}
    for (due, deadline), days in zip(dues.items(), (0, 6, 29, 30), strict=True):
        at_the_desk(ledger, due, deadline=deadline)
        with ledger.engine.begin() as connection:
            received = {"received_at": now - dt.timedelta(days=days, minutes=1)}
            connection.execute(batches.update().where(batches.c.id == due).values(received))

    assert {due: queue(ledger, due=Due(due)) for due in dues} == {due: [due] for due in dues}
    assert [queue(ledger, age=age) for age in Age] == [["overdue"], ["week"], ["later"], ["none"]]
    found = {one.batch_id: one for one in ledger.deliveries(ALL, Queue())}
    assert {batch: one.due for batch, one in found.items()} == {due: Due(due) for due in dues}
    assert {batch: one.age for batch, one in found.items()} == dict(zip(dues, Age, strict=True))
    assert sum(group.count for group in ledger.groups(ALL, Queue(due=Due.WEEK, age=Age.WEEK))) == 1


def test_a_deadline_is_kept_by_every_plan_and_changes_by_a_persons_word_alone_with_an_event(ledger):
    receive(ledger, "a", deadline=SOON)
    ledger.apply_plan({("01001", "commune", "decision"): 2})
    [batch] = ledger.open_batches(9)
    assert (batch.deadline, batch.priority) == (SOON, 2)
    ledger.apply_plan({})
    [batch] = ledger.open_batches(9)
    assert (batch.deadline, batch.priority) == (SOON, UNPLANNED)
    assert told(ledger, "batch_deadline") == []

    later = SOON + dt.timedelta(days=30)
    assert ledger.set_deadline("a", later, "đơn vị xin lùi")
    assert not ledger.set_deadline("a", later)
    assert ledger.set_deadline("a", None)
    said = {"before": SOON.isoformat(), "deadline": later.isoformat(), "reason": "đơn vị xin lùi"}
    gone = {"before": later.isoformat(), "deadline": None}
    assert told(ledger, "batch_deadline") == [("a", "tester", said), ("a", "tester", gone)]
    assert ledger.faults() == []


def test_papers_that_come_later_and_a_delivery_that_goes_on_have_the_batch_s_deadline(ledger):
    at_the_desk(ledger, "a")
    ledger.set_deadline("a", SOON)
    assert [one.deadline for one in ledger.listed(ALL, Queue(), 9)] == [SOON]
    at_the_desk(ledger, "a", count=2)
    assert [one.deadline for one in ledger.listed(ALL, Queue(), 9)] == [SOON, SOON]
    nearer = SOON - dt.timedelta(days=1)
    ledger.open_batch("/in/a", batch_id="a", deadline=nearer)
    assert [one.deadline for one in ledger.listed(ALL, Queue(), 9)] == [nearer, nearer]
    assert [batch for batch, _, _ in told(ledger, "batch_deadline")] == ["a", "a"]


def test_the_board_tells_for_each_batch_where_its_papers_wait_and_lists_none_of_another_unit(ledger):
    laid = at_the_desk(ledger, "a", count=6, deadline=SOON)
    receive(ledger, "b", unit="79001")
    ledger.put_off(ledger.document(laid[0]), "skipped", "unsure")
    ledger.put_off(ledger.document(laid[1]), "escalated", "unsure")
    ledger.send_back(ledger.document(laid[2]), "rescan_wanted", Stage.OCR, "other", Problem("rescan_wanted", "x", "x"))
    with ledger.engine.begin() as connection:
        connection.execute(documents.update().where(documents.c.id == laid[3]).values(reason=SECOND))
        held = {"outcome": "on_the_way", "stage": "review", "hold": "lot"}
        connection.execute(documents.update().where(documents.c.id == laid[4]).values(held))
    waiting = {"review": 2, "escalated": 1, "aside": 1, "keying": 1, "lot": 1}
    assert [(one.id, one.waiting) for one in ledger.open_batches(9)] == [("a", waiting), ("b", {"ocr": 1})]
    assert [one.id for one in ledger.open_batches(9, Scope(units=frozenset({"79001"})))] == ["b"]


def test_an_older_ledger_gets_deadlines_and_remembers_what_was_said_before(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(engine)
    ledger = Ledger(engine, "tester")
    [only] = at_the_desk(ledger, "a")
    with engine.begin() as connection:
        for statement in (
            "DROP INDEX documents_desk_deadline",
            "DROP INDEX documents_desk_priority",
            "ALTER TABLE batches DROP COLUMN deadline",
            "ALTER TABLE documents DROP COLUMN deadline",
            "DROP TABLE said_values",
            (
                "INSERT INTO reviews (document_id, revision, field, machine_value, human_value, actor, at) "
                f"VALUES ('{only}', 1, 'signer_title', 'null', '\"Chủ tịch\"', 'an', '2026-11-20 00:00:00'), "
                f"('{only}', 1, 'signer_name', 'null', '\"Lê Văn Thử\"', 'an', '2026-11-20 00:00:00')"
            ),
            "UPDATE ledger_version SET version_num = '0007'",
        ):
            connection.execute(sa.text(statement))
    upgrade(engine)
    assert ledger.set_deadline("a", SOON)
    assert queue(ledger, due=Due.WEEK) == ["a"]
    assert ledger.said_values("signer_title", ALL) == ["Chủ tịch"]
    assert ledger.said_values("signer_name", ALL) == []
