"""The demo: a delivery of invented scans through the real Airflow DAGs on the embedded default, and what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

from pipelines import samples
from pipelines.cli.console import complain, initialise, out, print_table, say, text
from pipelines.cli.managers import PORT
from pipelines.flow import numbers
from pipelines.model import Outcome, Stage
from pipelines.services import Services
from pipelines.settings import ROOT, Settings, from_environment

DAGS = ("digitize", "publish", "track_targets")
TAIL = 30
"""Lines of Airflow's log to show when a DAG fails."""


def show(count: int) -> int:
    """Run it; the exit code."""
    settings = from_environment()
    services = initialise(settings)
    batch_id = f"demo-{len(services.ledger.batches()) + 1:03}"
    folder = settings.home / "demo" / batch_id
    say("demo_drawing", count=count, folder=folder)
    manifest = samples.write_batch(folder, count, seed=len(services.ledger.batches()))
    stock = folder.parent / "holdings.csv"
    samples.write_holdings(stock)
    numbers.import_holdings(services, stock)
    delivery = {"paths": [str(folder)], "manifest": str(manifest), "batch": batch_id}
    _airflow(settings, "db", "migrate")
    for dag in DAGS:
        started = time.monotonic()
        conf = delivery if dag == "digitize" else {"batch": batch_id} if dag == "publish" else {}
        if _airflow(settings, "dags", "test", dag, "--conf", json.dumps(conf)):
            return 1
        say("demo_dag", dag=dag, seconds=round(time.monotonic() - started))
    return _tell(services, batch_id)


def _airflow(settings: Settings, *arguments: str) -> int:
    """Run Airflow, its log into a file; the tail of it when it fails."""
    log = settings.home / "airflow" / f"{'-'.join(arguments[:3]).replace('/', '_')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # 'dags test' runs one task at a time, so a task may have all the cores.
    environment = {**os.environ, "SOHOA_HOME": str(settings.home), "SOHOA_WORKERS": str(settings.workers)}
    with log.open("wb") as opened:
        code = subprocess.run(
            [ROOT / "scripts" / "airflow.sh", *arguments], stdout=opened, stderr=subprocess.STDOUT, env=environment, check=False
        ).returncode
    if code:
        complain(text("airflow_failed", log=log))
        out.print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]), markup=False)
    return code


def _tell(services: Services, batch_id: str) -> int:
    counted = numbers.status(services, batch_id)
    print_table(
        "demo_stations",
        ["column.stage", "column.documents"],
        [
            (text(f"stage.{s}"), counted["stages"][s])
            for s in (Stage.INGEST, Stage.OCR, Stage.EXTRACT, Stage.VALIDATE, Stage.REVIEW, Stage.SIGN, Stage.LOAD)
        ],
    )
    stuck = services.ledger.documents([Outcome.REVIEW, Outcome.SET_ASIDE, Outcome.DUPLICATE, Outcome.EXCLUDED], batch_id=batch_id)
    rows = []
    for document in stuck:
        case = services.ledger.case(document.id)
        why = document.message or (case.findings[0].message if case and case.findings else f"= {document.duplicate_of}")
        rows.append((document.id, Path(document.scan.path).name, text(f"outcome.{document.outcome}"), why))
    print_table("demo_waiting", ["column.document", "column.file", "column.outcome", "column.why"], rows)
    signed = [
        (document.id, document.document_type, services.store.address(services.ledger.artefacts(document.id)["published"].key))
        for document in services.ledger.documents([Outcome.LOADED], batch_id=batch_id)
    ]
    print_table("demo_signed", ["column.document", "column.type", "column.file"], signed)
    print_table(
        "status",
        ["column.outcome", "column.documents"],
        [(text(f"outcome.{o}"), counted["outcomes"][o]) for o in Outcome] + [(text("column.received"), counted["received"])],
    )
    total = sum(counted["outcomes"].values())
    say("demo_sum", total=total, received=counted["received"])
    say("demo_page", command="make serve", url=f"http://127.0.0.1:{PORT}/")
    return 0 if signed and not counted["outcomes"][Outcome.ON_THE_WAY] else 1
