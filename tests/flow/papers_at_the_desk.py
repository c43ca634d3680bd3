"""Papers that the machine has read and accepted, without a scanner: a real archive file, values, and the house's types."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pikepdf
import yaml
from PIL import Image

from pipelines import ocr, sign
from pipelines.flow import pagetext
from pipelines.flow.acts import ACTS
from pipelines.flow.keeping import keep
from pipelines.ledger import Artefact
from pipelines.model import Document, Extraction, FieldValue, Outcome, Page, Scan, Stage, Value, Word
from pipelines.services import Services, open_services, prepare
from pipelines.settings import ROOT, from_environment
from pipelines.store import digest

TYPE = "decision"
VALUES: dict[str, Value] = {
    "document_number": "12/QĐ-UBND",
    "issue_date": "2019-03-04",
    "issuing_agency": "Ủy ban nhân dân huyện Vạn Ninh",
    "subject": "việc thử nghiệm",
    "signer_name": "Lê Văn Thử",
}

PAGE = Page(1, 413, 585, 50.0, words=(Word("chữ", 0.9, (50, 50, 120, 70), 0),))
"""What was read of each of them."""


def house(folder: Path, ledger_url: str | None = None, **quality: object) -> Services:
    """Services with a home and a configuration of their own; *quality* is what ``config/quality.yaml`` says."""
    shutil.copytree(ROOT / "config", folder / "config")
    shutil.copytree(ROOT / "expectations", folder / "expectations")
    (folder / "config" / "quality.yaml").write_text(yaml.safe_dump(quality, allow_unicode=True), encoding="utf-8")
    environment = {"SOHOA_HOME": str(folder / "home"), "SOHOA_CONFIG": str(folder / "config"), "SOHOA_ACTOR": "máy"}
    settings = from_environment({**environment, **({"SOHOA_LEDGER_URL": ledger_url} if ledger_url else {})})
    shutil.copytree(_ready(), settings.home)
    return prepare(settings) if ledger_url else open_services(settings)


@cache
def _ready() -> Path:
    """A home with a key to sign with and both databases on SQLite, made once and copied."""
    home = Path(tempfile.mkdtemp(prefix="sohoa-ready-")) / "home"
    atexit.register(shutil.rmtree, home.parent, ignore_errors=True)
    settings = from_environment({"SOHOA_HOME": str(home)})
    sign.make_test_identity(settings.signing_key.parent, settings.trust)
    prepare(settings)
    return home


def received(services: Services, count: int, *, batch: str = "lo") -> list[str]:
    """Ids of papers that are read and wait for the rules: ``VALUES``, with a number of their own from 12 on."""
    ledger = services.ledger
    opened = ledger.open_batch(f"/in/{batch}", batch_id=batch, unit="22717")
    for number in range(count):
        data = _pdf(f"{batch} {number}")
        services.store.put(f"test/{batch}-{number}.pdf", data)
        made = Artefact("original", f"test/{batch}-{number}.pdf", digest(data))
        scan = Scan(f"{batch}-{number:03}.pdf", made.sha256, len(data), "application/pdf", unit="22717")
        ledger.register(opened.id, scan, made.key)
    done = []
    for number, document in enumerate(ledger.claim(Stage.INGEST, owner="x", limit=count, seconds=60, batch_id=batch), start=12):
        read = {name: _read(name, value) for name, value in {**VALUES, "document_number": f"{number}/QĐ-UBND"}.items()}
        facts = {"document_type": TYPE, "type_confidence": 0.99, "pages": 1}
        archive = keep(services, "archive", _archive())
        text = keep(services, "pages", pagetext.dump((PAGE,)))
        ledger.advance(document, "x", Stage.EXTRACT, facts=facts, extraction=Extraction(TYPE, 0.99, read), made=[archive, text])
        done.append(document.id)
    return done


def accepted(services: Services, count: int, *, batch: str = "lo") -> list[str]:
    """Ids of papers that the machine accepted: they wait for signing."""
    received(services, count, batch=batch)
    done = []
    for document in services.ledger.claim(Stage.EXTRACT, owner="x", limit=count, seconds=60, batch_id=batch):
        services.ledger.advance(document, "x", Stage.REVIEW, found=())
        done.append(document.id)
    return done


def state(services: Services, document_id: str) -> tuple[Stage, Outcome]:
    """Where a paper is."""
    found: Document | None = services.ledger.document(document_id)
    assert found is not None
    return found.stage, found.outcome


def _read(name: str, value: Value) -> FieldValue:
    return FieldValue(name, str(value), value, 0.9999, 1, (0, 0, 10, 10), "test")


@cache
def _archive() -> bytes:
    """One PDF/A for all of them: the line signs nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.png"
        Image.new("L", (413, 585), 255).save(page, dpi=(50, 50))
        return ocr.make_archive_pdf(page, (PAGE,), ocr.load_config(ROOT / "config" / "ocr.yaml"))


def _pdf(text: str) -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.docinfo["/Title"] = text
        buffer = io.BytesIO()
        made.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def checked_by_rules(services: Services) -> None:
    """Let the rules look at what waits for them, in this process: they are slow to load."""
    waiting = services.ledger.claim(Stage.EXTRACT, owner="rules", limit=1000, seconds=60)
    ACTS[Stage.VALIDATE](services, waiting, "rules")
