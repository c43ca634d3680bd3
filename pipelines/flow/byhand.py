"""One file by hand: nothing here touches the ledger."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import pikepdf

from pipelines import ingest, sign
from pipelines.flow import leaving, reading, signing
from pipelines.ledger import new_id
from pipelines.model import Conversion
from pipelines.services import Services
from pipelines.store import digest


def scans(paths: Iterable[Path]) -> list[Path]:
    """The scans among files and folders; a file that is named outright counts as one. Raises ConfigError."""
    named = [path for path in paths if path.is_file()]
    return named + [received.file for received in ingest.receive([path for path in paths if not path.is_file()]).received]


def uses_default_key(services: Services, key: str | None = None) -> bool:
    """Whether the policy, or *key* in its place, signs with the key of SOHOA_SIGNING_KEY. Raises ConfigError."""
    policy = signing.asked_for(signing.config_of(services), None, key).policy
    return any(name == sign.DEFAULT_KEY for _, name in policy.signatures)


def sign_file(services: Services, path: Path, level: str | None = None, key: str | None = None) -> sign.Signed:
    """
    The file with conversion mark and signature; an image or an unsigned scan is made a two-layer PDF/A first.

    *level* (PAdES) and *key* (a name of ``signing.yaml``, which then signs alone for the agency) stand in for the policy.
    Raises DocumentProblem, ConfigError, OutsideError.
    """
    data = path.read_bytes()
    arrived_signed = sign.has_signature(data)
    pages, archive = ((), data) if arrived_signed else reading.searchable_pdf(services, path)
    with pikepdf.open(io.BytesIO(archive)) as opened:
        count = len(opened.pages)
    config = signing.asked_for(signing.config_of(services), level, key)
    record = Conversion(
        serial=new_id(),
        agency=config.agency,
        person=config.person,
        converted_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        pages=count,
        sheets=None,
        original_sha256=digest(data),
        archive_sha256=None if arrived_signed else digest(archive),
        statement=config.statement,
    )
    signed = signing.sign_paper(services, archive, record, config)
    leaving.check_file(services, path, archive, pages, signed, record, config)
    return signed
