"""What is kept of signed files, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.database import open_engine
from pipelines.ledger import Artefact, Ledger, SignatureState, upgrade
from pipelines.model import Outcome, Scan, Stage

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
YEAR = dt.timedelta(days=365)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    url = f"sqlite:///{tmp_path}/ledger.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    return Ledger(engine, "tester")


def loaded(ledger: Ledger, *names: str) -> list[str]:
    """Ids of documents that are loaded, each with a published file."""
    batch = ledger.open_batch("/in", batch_id="lo")
    for name in names:
        ledger.register(batch.id, Scan(name, name * 64, 1, "application/pdf"), f"k/{name}")
    documents = ledger.claim(Stage.INGEST, owner="x", limit=99, seconds=60)
    for document in documents:
        made = [Artefact("published", f"p/{document.id}.pdf", "1" * 64)]
        ledger.advance(document, "x", Stage.LOAD, Outcome.LOADED, made=made)
    return [document.id for document in documents]


def state(document_id: str, **other: object) -> SignatureState:
    return replace(SignatureState(document_id, "B-LT", "B-T", "revocation_down", NOW + YEAR, "sha256", 0), **other)


def test_what_was_kept_comes_back(ledger: Ledger):
    [one] = loaded(ledger, "a")
    kept = state(one, due_at=NOW, archive_valid=True)
    ledger.keep_signature(kept)
    assert ledger.signature(one) == kept
    assert ledger.signature("nobody") is None


def test_the_file_whose_proof_ends_first_is_taken_first_and_by_one_only(ledger: Ledger):
    first, second, third = loaded(ledger, "a", "b", "c")
    ledger.keep_signature(state(first, ends=NOW + 2 * YEAR, due_at=NOW))
    ledger.keep_signature(state(second, ends=NOW + YEAR, due_at=NOW))
    ledger.keep_signature(state(third, due_at=NOW + YEAR))
    lease = dt.timedelta(minutes=5)
    taken = [ledger.take_due_signature(lease) for _ in range(3)]
    assert [one.document_id if one else None for one in taken] == [second, first, None]


def test_a_longer_file_takes_the_place_of_the_published_one_with_an_event(ledger: Ledger):
    [one] = loaded(ledger, "a")
    ledger.keep_signature(state(one, reached="B-LT", reason=None), published=Artefact("published", "p/1.pdf", "2" * 64))
    assert ledger.artefacts(one)["published"].key == "p/1.pdf"
    assert ledger.faults() == []


def test_counts_tell_levels_reasons_endings_and_archive_files(ledger: Ledger):
    first, second, third = loaded(ledger, "a", "b", "c")
    ledger.keep_signature(state(first))
    ledger.keep_signature(state(second, reached="B-LT", reason=None, ends=NOW + 30 * YEAR))
    ledger.keep_signature(state(third, reached="B-LT", reason=None, archive_valid=False))
    ledger.keep_archive_valid(second, True)
    assert ledger.count_signatures(NOW + 2 * YEAR) == {
        "files": 3,
        "levels": {"B-T": 1, "B-LT": 2},
        "missed": {"revocation_down": 1},
        "ending": 2,
        "archive": {"valid": 1, "invalid": 1, "unknown": 1},
    }


def test_bytes_come_round_those_first_that_nobody_looked_at(ledger: Ledger):
    loaded(ledger, "a", "b")
    seen: list[tuple[str, str]] = []
    for _ in range(ledger.count_artefacts()):
        [(document_id, artefact)] = ledger.longest_unchecked(1)
        seen.append((document_id, artefact.kind))
        ledger.keep_checks([(document_id, artefact, None)])
    assert len(set(seen)) == ledger.count_artefacts()
    again = ledger.longest_unchecked(1)
    assert (again[0][0], again[0][1].kind) == seen[0]


def test_a_fault_of_stored_bytes_is_an_event(ledger: Ledger):
    [one] = loaded(ledger, "a")
    [(document_id, artefact), *_] = ledger.longest_unchecked(1)
    ledger.keep_checks([(document_id, artefact, "fixity_gone")])
    assert document_id == one
    assert ledger.faults() == []


@pytest.mark.parametrize("known", [False, True])
def test_a_file_that_an_earlier_version_signed_is_found(ledger: Ledger, known: bool):
    [one] = loaded(ledger, "a")
    if known:
        ledger.keep_signature(state(one))
    assert ledger.loaded_without_signature(9) == ([] if known else [one])
