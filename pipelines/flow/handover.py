"""The minutes of a batch: what was received, and what became of each paper."""

from __future__ import annotations

import datetime as dt

from pipelines import sign
from pipelines.errors import ConfigError
from pipelines.flow import signing
from pipelines.model import Document, Outcome
from pipelines.services import Services


def minutes(services: Services, batch_id: str) -> bytes:
    """Hand-over minutes of a batch as a PDF. Raises ConfigError for a batch that does not exist, DocumentProblem."""
    batch = next((batch for batch in services.ledger.batches() if batch.id == batch_id), None)
    if batch is None:
        raise ConfigError(f"no batch '{batch_id}'; 'sohoa status' lists what was received")
    config = signing.config_of(services)
    documents = services.ledger.documents(list(Outcome), batch_id=batch_id)
    lines = tuple(_line(services, document) for document in documents)
    told = sign.HandOver(batch.id, config.agency, batch.received_at, batch.expected, lines, dt.datetime.now(dt.UTC))
    return sign.minutes(told, config.fonts)


def _line(services: Services, document: Document) -> sign.Line:
    case = services.ledger.case(document.id)
    state = services.ledger.signature(document.id)
    signed = services.ledger.artefacts(document.id).get("signed")
    doctype = services.doctypes.get(document.document_type or "")
    number = case.values.get("document_number") if case is not None else None
    return sign.Line(
        serial=document.id,
        kind=doctype.label if doctype is not None else document.document_type,
        number=None if number is None else str(number),
        sheets=document.scan.sheets,
        pages=document.pages,
        outcome=document.outcome,
        problem=document.problem,
        level=str(state.reached) if state is not None else None,
        sha256=signed.sha256 if signed is not None else None,
    )
