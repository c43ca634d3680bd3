"""What people saw on the paper is kept with the document on both databases, and whoever says so stands in the chain of events."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from pipelines.database import open_engine
from pipelines.ledger import Ledger, upgrade
from pipelines.ledger.tables import events
from pipelines.model import Scan


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = open_engine(url)
    yield made
    made.dispose()


def test_the_manifest_says_and_people_add_and_take_back(engine):
    upgrade(engine)
    ledger = Ledger(engine, "lan")
    ledger.open_batch("/in", batch_id="lo")
    scan = Scan("a.pdf", "a" * 64, 9, "application/pdf", seen=("seal",), notes="Rách góc")
    document, _ = ledger.register("lo", scan, "k")
    assert ledger.document(document.id).scan == scan
    ledger.see_on_paper(document.id, "dry_seal", there=True)
    ledger.see_on_paper(document.id, "dry_seal", there=True)
    now = ledger.document(document.id)
    assert now.scan.seen == ("seal", "dry_seal")
    assert now.updated_at == document.updated_at  # who has it on the desk may still settle it
    ledger.see_on_paper(document.id, "seal", there=False)
    assert ledger.document(document.id).scan.seen == ("dry_seal",)
    with engine.connect() as connection:
        told = connection.execute(sa.select(events.c.actor, events.c.detail).where(events.c.kind == "seen_on_paper")).all()
    details = [one.detail if isinstance(one.detail, dict) else json.loads(one.detail) for one in told]
    assert [one.actor for one in told] == ["lan", "lan"]
    assert [one["seen"] for one in details] == [["seal", "dry_seal"], ["dry_seal"]]


def test_an_older_database_gets_the_columns(engine):
    upgrade(engine)
    with engine.begin() as connection:
        for name in ("seen", "notes"):
            connection.execute(sa.text(f"ALTER TABLE documents DROP COLUMN {name}"))
        connection.execute(sa.text("UPDATE ledger_version SET version_num = '0009'"))
    upgrade(engine)
    ledger = Ledger(engine, "lan")
    ledger.open_batch("/in", batch_id="lo")
    document, _ = ledger.register("lo", Scan("a.pdf", "a" * 64, 9, "application/pdf", seen=("dry_seal",)), "k")
    assert document.scan.seen == ("dry_seal",)
