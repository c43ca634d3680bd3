"""One file by hand: nothing here touches the ledger."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import pikepdf

from pipelines import ingest, sign
from pipelines.flow import reading
from pipelines.ledger import new_id
from pipelines.model import Conversion
from pipelines.services import Services
from pipelines.store import digest


def scans(paths: Iterable[Path]) -> list[Path]:
    """The scans among files and folders; a file that is named outright counts as one. Raises ConfigError."""
    named = [path for path in paths if path.is_file()]
    return named + [received.file for received in ingest.receive([path for path in paths if not path.is_file()]).received]


def sign_file(services: Services, path: Path) -> bytes:
    """
    The file with conversion mark and signature; an image or an unsigned scan is made a two-layer PDF/A first.

    Raises DocumentProblem, ConfigError.
    """
    data = path.read_bytes()
    arrived_signed = sign.has_signature(data)
    archive = data if arrived_signed else reading.searchable_pdf(services, path)
    with pikepdf.open(io.BytesIO(archive)) as opened:
        pages = len(opened.pages)
    config = sign.load_config(services.settings.config / "signing.yaml")
    record = Conversion(
        serial=new_id(),
        agency=config.agency,
        person=config.person,
        converted_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        pages=pages,
        sheets=None,
        original_sha256=digest(data),
        archive_sha256=None if arrived_signed else digest(archive),
    )
    return sign.sign(
        archive, record, sign.load_identity(services.settings.signing_key, services.settings.signing_passphrase), config
    )
