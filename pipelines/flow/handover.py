"""What leaves on paper: the minutes of a batch, and prints of results."""

from __future__ import annotations

import datetime as dt

from pipelines import load, sign
from pipelines.errors import ConfigError, DamageError
from pipelines.flow import signing
from pipelines.model import Document, Outcome
from pipelines.services import Services
from pipelines.store import digest


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


def print_result(services: Services, code: str) -> bytes:
    """
    A result as a PDF for a printer, with the sheet that Decree 137/2024 Art. 5 asks for; the ledger notes who printed it.

    Raises ConfigError where *code* names no result or several, OutsideError where its file is gone (DamageError: changed).
    """
    found = load.lookup(services.registry, code)
    if len(found) != 1:
        raise ConfigError(f"'{code}' names {len(found)} results; name one by its serial ('sohoa lookup' shows it)")
    [result] = found
    signed = services.store.get(result.file_key)
    if digest(signed) != result.file_sha256:
        raise DamageError(f"store: {result.file_key} is damaged; put it back from a backup")
    known = services.ledger.person(services.settings.actor)
    person = known[0].name if known is not None else services.settings.actor
    printed = sign.Printed(result.document_id, person, dt.datetime.now(dt.UTC), result.revoked_at)
    copy = sign.print_copy(signed, printed, signing.config_of(services))
    services.ledger.note("printed", result.document_id)
    return copy


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
