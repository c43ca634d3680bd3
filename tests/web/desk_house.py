"""
A house with a birth certificate of invented people at the desk, on PostgreSQL; drawn, read and understood for real, once.

What the machine makes of it is then taken for certain, except three values: so that tests know what is doubtful.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pikepdf
import sqlalchemy as sa
import uvicorn

from pipelines import extract, review, samples
from pipelines.flow import pagetext, people
from pipelines.flow.eyes import eyes
from pipelines.ledger import Artefact, Role
from pipelines.ledger.tables import events
from pipelines.model import Extraction, Finding, Outcome, Page, Scan, Severity, Stage, Value
from pipelines.services import Services, open_services, prepare
from pipelines.settings import Settings, from_environment
from pipelines.store import content_key, digest
from tests.conftest import free_port
from web import create_app

ROOT = Path(__file__).parents[2]
PASSWORD = "một câu dễ nhớ"
UNIT, OTHER_UNIT = "22327", "01234"
"""A commune below district 568, and one that is not."""
DOUBTFUL = ("full_name", "date_of_birth", "ethnicity")


@dataclass(frozen=True)
class Paper:
    """A scan, what was read of it, and what it says."""

    data: bytes
    media_type: str
    pages: tuple[Page, ...]
    extraction: Extraction
    truth: dict[str, Value]


def read_paper(folder: Path) -> Paper:
    """Draw a birth certificate, read it, and make three of its values wrong and doubtful."""
    samples.write(folder, 1, types=["birth_certificate"], seed=7, conditions=["clean"])
    [truth_file] = folder.glob("*.truth.json")
    scan = truth_file.with_name(truth_file.name.removesuffix(".truth.json"))
    truth = json.loads(truth_file.read_text(encoding="utf-8"))["fields"]
    services = open_services(from_environment({"SOHOA_HOME": str(folder)}))
    with eyes(services, scan) as reader:
        pages = reader.pages()
        read = extract.extract(pages, services.doctypes, reader.again, reader.otherwise)
    sure = {"confidence": 1.0, "handwriting": 0.0}
    fields = {name: replace(found, value=truth[name], **sure) for name, found in read.fields.items() if name in truth}
    wrong = {"full_name": "Trân Thị Thư", "date_of_birth": f"{int(truth['date_of_birth'][:4]) - 10}-01-01", "ethnicity": "Kính"}
    fields.update({name: replace(fields[name], value=wrong[name], confidence=0.62) for name in DOUBTFUL})
    kind = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".tif": "image/tiff"}[scan.suffix]
    return Paper(scan.read_bytes(), kind, pages, Extraction("birth_certificate", 1.0, fields), truth)


def backed(paper: Paper) -> Paper:
    """The same, a PDF, with a bare back side."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper.data)) as pdf:
        pdf.add_blank_page(page_size=tuple(float(x) for x in pdf.pages[0].mediabox[2:]))
        pdf.save(out)
    back = replace(paper.pages[0], number=2, words=(), marks=())
    return replace(paper, data=out.getvalue(), pages=(*paper.pages, back))


def settings_of(home: Path, ledger: str, results: str) -> Settings:
    """A house on these databases."""
    return from_environment(environment_of(home, ledger, results))


def environment_of(home: Path, ledger: str, results: str) -> dict[str, str]:
    """The same for a process of its own."""
    return {"SOHOA_HOME": str(home), "SOHOA_LEDGER_URL": ledger, "SOHOA_RESULTS_URL": results}


def furnish(settings: Settings) -> Services:
    """Both databases, and four people: two clerks of the district, one of elsewhere, a manager."""
    services = prepare(settings)
    for login, name, role, unit in (
        ("an.nguyen", "Nguyễn Văn An", Role.REVIEWER, "568"),
        ("binh.le", "Lê Thị Bình", Role.REVIEWER, "568"),
        ("xa.tran", "Trần Văn Xa", Role.REVIEWER, OTHER_UNIT),
        ("chi.pham", "Phạm Thị Chi", Role.MANAGER, "*"),
    ):
        people.add(services, login, name, [role], [unit], password=PASSWORD)
    return services


def lay(services: Services, paper: Paper, name: str = "1.png", unit: str = UNIT, *, rules: bool = True) -> str:
    """The paper at the desk as the line would leave it there; its id."""
    ledger, sha256 = services.ledger, digest(paper.data)
    key = content_key("originals", sha256)
    services.store.put(key, paper.data)
    batch = ledger.open_batch(f"/in/{name}", unit=unit, expected=1)
    # Other bytes would be another paper; the hash alone makes it one here, and the bytes stay those of the drawing.
    scan = Scan(name, digest(uuid.uuid4().bytes), len(paper.data), paper.media_type, unit)
    ledger.register(batch.id, scan, key)
    ledger.close_batch(batch.id)
    [document] = ledger.claim(Stage.INGEST, owner="t", limit=1, seconds=60, batch_id=batch.id)
    text = pagetext.dump(paper.pages)
    pages = Artefact("pages", content_key("derived", digest(text)), digest(text))
    services.store.put(pages.key, text)
    ledger.advance(document, "t", Stage.OCR, facts={"pages": len(paper.pages)}, made=[pages])
    [document] = ledger.claim(Stage.OCR, owner="t", limit=1, seconds=60, batch_id=batch.id)
    facts = {"document_type": paper.extraction.document_type, "type_confidence": paper.extraction.type_confidence}
    ledger.advance(document, "t", Stage.EXTRACT, facts=facts, extraction=paper.extraction)
    [document] = ledger.claim(Stage.EXTRACT, owner="t", limit=1, seconds=60, batch_id=batch.id)
    doctype = services.doctypes.get(paper.extraction.document_type or "")
    found = review.open_case(paper.extraction, _rules() if rules else (), doctype, paper.pages).findings
    ledger.advance(document, "t", Stage.VALIDATE, Outcome.REVIEW, found=found)
    return document.id


def _rules() -> tuple[Finding, ...]:
    said = ("Năm sinh không khớp số định danh.", "The year of birth does not fit the personal number.")
    return (Finding("personal_id_birth", "date_of_birth", Severity.DOUBT, *said),)


def told(services: Services, kind: str) -> list[tuple[str, str | None]]:
    """(actor, document) of every event of this kind, oldest first."""
    query = sa.select(events.c.actor, events.c.document_id).where(events.c.kind == kind).order_by(events.c.seq)
    with services.ledger.engine.connect() as connection:
        return [(row.actor, row.document_id) for row in connection.execute(query)]


class Thread:
    """The pages, served from a thread of this process."""

    def __init__(self, services: Services) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(create_app(services), host="127.0.0.1", port=self.port, log_level="warning")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        wait_for(self.address)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(20)


class Process:
    """The pages, served by ``sohoa serve`` in a process of its own that can be killed."""

    def __init__(self, environment: dict[str, str], port: int | None = None) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "pipelines", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
        wait_for(self.address)

    def kill(self) -> None:
        """As a power cut would: no word of farewell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)


def wait_for(address: str) -> None:
    """Until the pages answer."""
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
