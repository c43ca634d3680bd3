"""Papers that wait for signing, without a scanner or a desk: a real archive file, its words, values, a policy of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import yaml

from pipelines.errors import ConfigError, OutsideError
from pipelines.flow import line, pagetext
from pipelines.flow.acts import ACTS
from pipelines.flow.keeping import keep
from pipelines.ledger import Artefact
from pipelines.model import Extraction, FieldValue, Page, Scan, Stage, Value
from pipelines.services import Services, prepare
from pipelines.settings import ROOT, from_environment
from pipelines.store import content_key, digest
from pipelines.workers import Crew, Report
from tests.sign import desks, keysources, papers
from tests.sign.authorities import Authorities

VALUES: dict[str, Value] = {
    "document_number": "12/QĐ-UBND",
    "issue_date": "2009-03-04",
    "issuing_agency": "Ủy ban nhân dân huyện Bịa Đặt",
    "subject": "việc thử nghiệm",
    "signer_name": "Lê Văn Thử",
}


def house(folder: Path, world: Authorities, level: str = "B-B", key: str = "file", **more: Any) -> Services:
    """Services with a home and a configuration of their own, whose policy signs by *key* to *level*."""
    shutil.copytree(ROOT / "config", folder / "config")
    set_policy(folder, world, level, key, **more)
    environment = {
        "SOHOA_HOME": str(folder / "home"),
        "SOHOA_CONFIG": str(folder / "config"),
        "SOHOA_EXPECTATIONS": str(ROOT / "expectations"),
        "SOHOA_TRUST": str(world.trust),
        "SOHOA_ACTOR": "máy",
        **desks.SECRETS,
        **more.get("secrets", {}),
    }
    return prepare(from_environment(environment))


def set_policy(
    folder: Path, world: Authorities, level: str, key: str = "file", *, label: str = "agency", stamps: str = "tsa", **more: Any
) -> None:
    """Write ``signing.yaml``."""
    policy = {
        "agency": papers.AGENCY,
        "person": papers.PERSON,
        "level": level,
        "signatures": [{"by": "agency", "key": key}],
        "keys": {
            "file": {"source": "pkcs12", "file": str(world.file(label))},
            "hsm": {
                "source": "pkcs11",
                "module": str(keysources.MODULE),
                "token": "kyso",
                "certificate": "agency",
                "chain": str(world.folder / "chain.pem"),
            },
        },
        "timestamp": {"url": world.stamp_url(stamps), "seconds": 60},
        "revocation": {"seconds": more.get("patience", 60)},
        "renew_days": more.get("renew_days", 90),
    }
    text = yaml.safe_dump(policy, allow_unicode=True)
    (folder / "config" / "signing.yaml").write_text(text, encoding="utf-8")


def accepted(services: Services, count: int) -> list[str]:
    """Ids of papers that are read, checked and accepted, and wait to be signed."""
    ledger, done = services.ledger, []
    batch = ledger.open_batch("/in/lo", batch_id="lo", unit="22717")
    for number in range(count):
        original = papers.scan() + f"\n% bản thứ {number}\n".encode()
        services.store.put(content_key("originals", digest(original)), original)
        scan = Scan(f"{number:03}.pdf", digest(original), len(original), "application/pdf", unit="22717")
        ledger.register(batch.id, scan, content_key("originals", digest(original)))
    for document in ledger.claim(Stage.INGEST, owner="x", limit=count, seconds=60):
        archive = papers.archive() + f"\n% {document.id}\n".encode()
        words = pagetext.dump((Page(1, 827, 1169, 100.0, warnings=(document.id,)),))
        made = [keep(services, "archive", archive), keep(services, "pages", words)]
        assert all(isinstance(one, Artefact) for one in made)
        facts = {"document_type": "decision", "type_confidence": 0.99, "pages": 1}
        fields = {n: FieldValue(n, str(v), v, 0.99, 1, (10, 10, 50, 20), "test") for n, v in VALUES.items()}
        ledger.advance(document, "x", Stage.OCR, facts=facts, made=made, extraction=Extraction("decision", 0.99, fields))
        done.append(document.id)
    for stage, following in ((Stage.OCR, Stage.EXTRACT), (Stage.EXTRACT, Stage.VALIDATE), (Stage.VALIDATE, Stage.REVIEW)):
        for document in ledger.claim(stage, owner="x", limit=count, seconds=60):
            ledger.advance(document, "x", following)
    return done


def signed_files(services: Services) -> list[Path]:
    """Every signed file in the store, published ones apart."""
    return sorted((services.settings.home / "store" / "signed").rglob("*.pdf"))


class Here:
    """A crew of this very process: the same handler, the same reports, no processes to start."""

    def __init__(self, services: Services, owner: str) -> None:
        self.services, self.owner = services, owner

    def map(self, tasks: Iterable[Any], _: Callable[[Any], float]) -> Iterator[Report]:
        for task in tasks:
            stage, documents = task
            try:
                yield Report(task, "done", ACTS[stage](self.services, documents, self.owner))
            except ConfigError as error:
                yield Report(task, "config", error=error)
            except OutsideError as error:
                yield Report(task, "outside", error=error)


def run_here(services: Services, stage: Stage = Stage.SIGN) -> line.Tally:
    """A run whose work this process does, which spares it the start of a worker for each."""
    owner = line._owner_name()
    return line.run(stage, services, crew=cast("Crew", Here(services, owner)), owner=owner)
