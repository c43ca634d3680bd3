"""The registry from outside: look up, revoke, verify a file, and the audit that holds everything against everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import load, sign
from pipelines.database import is_prepared
from pipelines.errors import OutsideError
from pipelines.flow import recheck
from pipelines.flow.conversion import data_of
from pipelines.model import Outcome, Result, Verification
from pipelines.services import Services
from pipelines.store import digest


def lookup(services: Services, code: str) -> tuple[Result, ...]:
    """Results that carry *code* (serial, result code, paper code, dossier code, document number), newest first."""
    return load.lookup(services.registry, code)


def revoke(services: Services, code: str, reason: str) -> Result:
    """Mark a result as revoked (Decree 45/2020 Art. 15); it is kept. Raises load.RegistryError."""
    return load.revoke(services.registry, code, reason, services.settings.actor, dt.datetime.now(dt.UTC))


def verify(services: Services, file: Path) -> tuple[Verification, dict[str, Any]]:
    """Judge a file's signatures, and say what the registry knows of it (``{}`` when nothing). Raises OSError, ConfigError."""
    return verify_bytes(services, file.read_bytes())


def verify_bytes(services: Services, data: bytes) -> tuple[Verification, dict[str, Any]]:
    """
    The same for a file at hand. The registry's ``status`` is ``valid``, ``revoked``, ``superseded`` (a later edition of the paper
    was published) or ``other_file`` (the serial is known, this file is none that was published under it); its ``same_data`` tells
    whether the data inside the file are those of the registry, None where the file carries none.
    """
    verification = sign.verify(data, services.settings.trust)
    serial = verification.conversion.get("serial")
    known = load.lookup(services.registry, serial) if serial and is_prepared(services.registry, "results") else ()
    if not known:
        return verification, {}
    result, sha256, held = known[0], digest(data), verification.data
    status = "valid"
    if result.revoked_at:
        status = "revoked"
    elif sha256 != result.file_sha256:
        status = "superseded" if sha256 in load.editions(services.registry, result.document_id) else "other_file"
    return verification, {
        "serial": result.document_id,
        "status": status,
        "same_file": sha256 == result.file_sha256,
        "loaded_at": result.loaded_at.isoformat() if result.loaded_at else None,
        "revoked_at": result.revoked_at.isoformat() if result.revoked_at else None,
        "revoked_reason": result.revoked_reason,
        "same_data": None if held is None else held == data_of(result.document_id, result.document_type, result.fields),
    }


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit looked at and what it found wrong."""

    documents: int
    files: int
    results: int
    faults: tuple[str, ...]


def audit(services: Services, progress: Callable[[int], None] | None = None) -> Audit:
    """
    Hold the ledger against itself, the store and the registry.

    Conservation (every receipt has its document, every document one outcome), the event chain, the hash of every byte, the
    signature of every published file, and registry = loaded documents. Raises OutsideError when a door does not open.
    """
    ledger, store = services.ledger, services.store
    faults = ledger.faults()
    if miscounted := ledger.miscounted():
        faults.append(f"{miscounted} of the kept counts differ from the papers; 'sohoa snapshot --whole' counts them anew")
    outcomes = ledger.count("outcome")
    files = 0
    published: dict[str, tuple[str, str]] = {}
    for document, artefact in ledger.bytes_of_all():
        files += 1
        if progress:
            progress(files)
        try:
            data = store.get(artefact.key)
        except OutsideError as error:
            if store.exists(artefact.key):
                raise
            faults.append(f"{document.id}: {artefact.kind} is gone ({error})")
            continue
        if digest(data) != artefact.sha256:
            faults.append(f"{document.id}: {artefact.kind} has changed in the store ({store.address(artefact.key)})")
        elif artefact.kind == "published":
            published[document.id] = (artefact.key, artefact.sha256)
            verdict = sign.verify(data, services.settings.trust).verdict
            if verdict not in ("valid", "untrusted"):
                faults.append(f"{document.id}: the published file's signature is {verdict}")
    results = {serial: (key, sha256) for serial, key, sha256 in load.documents(services.registry)}
    loaded = {document.id for document in ledger.documents([Outcome.LOADED])}
    faults += [f"{serial}: loaded, but not in the registry" for serial in sorted(loaded - results.keys())]
    # A run that was cut off between registry and ledger leaves a row whose document is still on the way; the next run loads it.
    on_the_way = {document.id for document in ledger.documents([Outcome.ON_THE_WAY])}
    again, aside = recheck.stranded(services)
    faults += [f"{serial}: in the registry, but not loaded" for serial in sorted(results.keys() - loaded - on_the_way - again)]
    faults += [f"{serial}: set aside, though its result stands; mend and retry it, or revoke it" for serial in sorted(aside)]
    faults += [
        f"{serial}: registry and ledger name different files"
        for serial in sorted((loaded | again) & results.keys())
        if published.get(serial) != results[serial]
    ]
    return Audit(sum(outcomes.values()), files, len(results), tuple(faults))
