"""The conversion record names who vouched for a paper, what was seen on it, and what the paper is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipelines import sign
from pipelines.flow import conversion, desk, pagetext
from pipelines.flow.keeping import keep
from pipelines.ledger import Person, Role
from pipelines.model import Extraction, FieldValue, Mark, MarkKind, Outcome, Page, Scan, Stage
from pipelines.services import Services, prepare
from pipelines.settings import from_environment
from tests.sign import papers

CONFIG = sign.SigningConfig(papers.AGENCY, "Người Trong Cấu Hình")


@pytest.fixture
def services(tmp_path) -> Services:
    return prepare(from_environment({"SOHOA_HOME": str(tmp_path / "home"), "SOHOA_ACTOR": "lan"}))


@pytest.fixture
def document(services):
    """A decision that was read: a seal and two signatures on it, its number and subject known."""
    ledger = services.ledger
    ledger.open_batch("/in", batch_id="lo")
    ledger.register("lo", Scan("a.pdf", "a" * 64, 9, "application/pdf", sheets=2), "k")
    [claimed] = ledger.claim(Stage.INGEST, owner="me", limit=1, seconds=60)
    marks = tuple(
        Mark(kind, (0, 0, 9, 9), 0.9) for kind in (MarkKind.SIGNATURE, MarkKind.SEAL, MarkKind.HANDWRITING, MarkKind.SEAL)
    )
    made = [keep(services, "pages", pagetext.dump((Page(1, 100, 100, 200.0, marks=marks),)))]
    ledger.advance(claimed, "me", Stage.OCR, facts={"pages": 3}, made=made)
    [claimed] = ledger.claim(Stage.OCR, owner="me", limit=1, seconds=60)
    values = {
        "document_number": "25/QĐ-UBND",
        "issue_date": "2009-05",
        "subject": "giao đất",
        "issuing_agency": "Ủy ban nhân dân huyện Thử",
        "signer_name": "Lê Văn Mẫu",
    }
    fields = {name: FieldValue(name, value, value, 1.0, 1, (0, 0, 1, 1), "r") for name, value in values.items()}
    ledger.advance(
        claimed, "me", Stage.EXTRACT, facts={"document_type": "decision", "type_confidence": 1.0},
        extraction=Extraction("decision", 1.0, fields),
    )  # fmt: skip
    return ledger.document(claimed.id)


def test_a_dry_seal_that_only_people_saw_is_in_the_record_until_they_say_otherwise(services, document):
    services.ledger.see_on_paper(document.id, "dry_seal", there=True)
    told = services.ledger.document(document.id)
    record = conversion.record_of(services, told, CONFIG)
    assert record.seen == ("seal", "dry_seal", "signature")
    assert conversion.load(conversion.dump(record)) == record
    services.ledger.see_on_paper(document.id, "dry_seal", there=False)
    assert conversion.record_of(services, services.ledger.document(document.id), CONFIG).seen == ("seal", "signature")


def test_the_manifests_notes_stand_before_those_of_the_desk(services, document):
    noted = replace(document, scan=replace(document.scan, seen=("dry_seal",), notes="Giấy rách góc phải"))
    record = conversion.record_of(services, noted, CONFIG)
    assert (record.seen, record.notes) == (("seal", "dry_seal", "signature"), "Giấy rách góc phải")


def test_data_go_into_the_record_only_where_the_agency_says_so(services, document):
    assert conversion.record_of(services, document, CONFIG).data is None
    data = conversion.record_of(services, document, replace(CONFIG, embed_data=True)).data
    assert data["serial"] == document.id
    assert data["fields"]["document_number"] == "25/QĐ-UBND"


def test_what_was_seen_and_what_the_paper_is_goes_into_the_record(services, document):
    record = conversion.record_of(services, document, CONFIG)
    assert record.seen == ("seal", "signature")
    assert (record.pages, record.sheets) == (3, 2)
    assert record.statement == CONFIG.statement
    assert record.metadata == {
        "docCode": document.id,
        "typeName": services.doctypes["decision"].label,
        "codeNumber": "25",
        "codeNotation": "25/QĐ-UBND",
        "issuedDate": "2009-05",
        "organName": "Ủy ban nhân dân huyện Thử",
        "subject": "giao đất",
        "language": "vi",
        "pageAmount": "3",
    }


def test_nobody_vouched_so_the_person_of_the_configuration_answers(services, document):
    assert conversion.record_of(services, document, CONFIG).person == "Người Trong Cấu Hình"


def test_who_vouched_for_the_paper_converted_it(services, document):
    services.ledger.add_person(
        Person("lan", "Trần Thị Lan", frozenset({Role.REVIEWER}), frozenset()), password="dài và lạ 123456"
    )
    vouch(services, document, "có dấu nổi ở góc trái")
    record = conversion.record_of(services, document, CONFIG)
    assert record.person == "Trần Thị Lan"
    assert record.notes == "có dấu nổi ở góc trái"


def test_a_record_comes_back_from_the_store_as_it_was_and_older_ones_too(services, document):
    record = conversion.record_of(services, document, CONFIG)
    assert conversion.load(conversion.dump(record)) == record
    told = json.loads(conversion.dump(record))
    older = json.dumps(
        {name: told[name] for name in told if name not in {"seen", "notes", "statement", "metadata", "signature_level"}}
    )
    assert conversion.load(older.encode()).seen == ()


def vouch(services, document, reason: str) -> None:
    [claimed] = services.ledger.claim(Stage.EXTRACT, owner="me", limit=1, seconds=60)
    services.ledger.advance(claimed, "me", Stage.VALIDATE, Outcome.REVIEW)
    desk.accept(services, document.id, reason)
