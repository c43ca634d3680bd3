"""One file, or a folder of files with their truth, by hand: nothing here touches the ledger."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf

from pipelines import extract, ingest, sign
from pipelines.errors import ConfigError
from pipelines.flow import reading
from pipelines.ledger import new_id
from pipelines.model import Conversion, Extraction, FieldValue
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


def evaluate(services: Services, folder: Path, workers: int, progress: Callable[[int, int], None]) -> extract.Scores:
    """Read every scan of *folder* that has a truth file and score it. Raises ConfigError when none has one or one is broken."""
    truths = {path: _truth(path) for path in scans([folder]) if path.with_name(path.name + ".truth.json").exists()}
    if not truths:
        raise ConfigError(f"{folder}: no scan with a truth file; 'sohoa samples DIR' writes some")
    pairs = []
    for done, line in enumerate(reading.read_files(services, list(truths), workers), start=1):
        fields = {
            name: FieldValue(name, f["raw"], f["value"], f["confidence"], f["page"], tuple(f["box"]), "")
            for name, f in line["fields"].items()
        }
        read = Extraction(line["document_type"], line["type_confidence"], fields)
        pairs.append((truths[Path(line["file"])], read, str(line["decision"])))
        progress(done, len(truths))
    return extract.score(pairs)


def _truth(path: Path) -> dict[str, object]:
    file = path.with_name(path.name + ".truth.json")
    try:
        truth: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: not a truth file ({error}); write it as 'sohoa samples' does") from error
    if not isinstance(truth, dict) or not isinstance(truth.get("fields"), dict):
        raise ConfigError(f"{file}: no 'fields' in it; write it as 'sohoa samples' does")
    return truth
