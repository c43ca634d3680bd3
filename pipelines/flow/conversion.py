"""The record of a conversion: what is written into the file, kept beside it in the store, and put into the registry."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipelines import sign
from pipelines.doctypes import DocumentType
from pipelines.flow import pagetext
from pipelines.ledger import Case
from pipelines.model import PAPER_MARKS, Conversion, Document, Value
from pipelines.services import Services


def record_of(services: Services, document: Document, config: sign.SigningConfig) -> Conversion:
    """
    The record of converting *document* now. Who vouched for it at the desk converted it (Law 20/2023 Art. 12.1.c); where nobody
    did, or nobody with an account, the person of ``signing.yaml`` answers.
    """
    kept = services.ledger.artefacts(document.id)
    case = services.ledger.case(document.id)
    doctype = services.doctypes.get(document.document_type or "")
    person, noted = _vouched(services, case)
    notes = "; ".join(dict.fromkeys(note for note in (document.scan.notes, noted) if note)) or None
    return Conversion(
        serial=document.id,
        agency=config.agency,
        person=person or config.person,
        converted_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        pages=document.pages or 0,
        sheets=document.scan.sheets,
        original_sha256=document.scan.sha256,
        archive_sha256=kept["archive"].sha256 if "archive" in kept else None,
        seen=_seen(services, document),
        notes=notes,
        statement=config.statement,
        metadata=_metadata(document, case, doctype),
        data=_data(document, case) if config.embed_data else None,
    )


def dump(record: Conversion) -> bytes:
    """*record* as it is kept in the store."""
    return json.dumps(
        {**asdict(record), "converted_at": record.converted_at.isoformat()}, ensure_ascii=False, sort_keys=True
    ).encode()


def load(data: bytes) -> Conversion:
    """What `dump` wrote, of this and earlier editions."""
    raw = json.loads(data)
    known = {**raw, "converted_at": dt.datetime.fromisoformat(raw["converted_at"]), "seen": tuple(raw.get("seen", ()))}
    return Conversion(**known)


def _vouched(services: Services, case: Case | None) -> tuple[str | None, str | None]:
    """Full name of who had the last word at the desk, and what they noted."""
    if case is None or not case.vouched:
        return None, None
    said = max(case.reviews, key=lambda review: review.revision)
    known = services.ledger.person(said.actor)
    return (known[0].name if known is not None else None), said.reason


def _seen(services: Services, document: Document) -> tuple[str, ...]:
    """Marks that the pictures show, and those that only people saw."""
    artefact = services.ledger.artefacts(document.id).get("pages")
    pages = pagetext.load(services.store.get(artefact.key)) if artefact is not None else ()
    found = {mark.kind.value for page in pages for mark in page.marks} | set(document.scan.seen)
    return tuple(mark for mark in PAPER_MARKS if mark in found)


def _data(document: Document, case: Case | None) -> dict[str, Any]:
    """What was read, by the names that the registry uses."""
    return data_of(document.id, document.document_type, case.values if case is not None else {})


def data_of(serial: str, document_type: str | None, fields: Mapping[str, Value]) -> dict[str, Any]:
    """What a file carries of a paper, or would, as JSON gives it back."""
    told: dict[str, Any] = json.loads(json.dumps({"serial": serial, "document_type": document_type, "fields": dict(fields)}))
    return told


def _metadata(document: Document, case: Case | None, doctype: DocumentType | None) -> dict[str, str]:
    """Mandatory metadata of guidance 7197/BKHCN-CĐSQG and Decree 30/2020 App. VI, by their names; none unknown."""
    values = {name: str(value) for name, value in case.values.items()} if case is not None else {}
    label = doctype.label if doctype is not None else None
    number = values.get("document_number")
    found = {
        "docCode": document.id,
        "typeName": label,
        "codeNumber": number.split("/", 1)[0] if number else None,
        "codeNotation": number,
        "issuedDate": values.get("issue_date"),
        "organName": values.get("issuing_agency"),
        "subject": values.get("subject") or label,
        "language": "vi",
        "pageAmount": None if document.pages is None else str(document.pages),
    }
    return {name: value for name, value in found.items() if value}
