"""The demo: a delivery of invented scans through the real Airflow DAGs on the embedded default, and what came of it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any

from pipelines import review, samples
from pipelines.cli.console import complain, initialise, out, print_table, say, text
from pipelines.cli.managers import PORT
from pipelines.flow import desk, numbers, people
from pipelines.flow import stock as stock_flow
from pipelines.ledger import EVERYWHERE, Role
from pipelines.model import Outcome, Stage
from pipelines.services import Services
from pipelines.settings import ROOT, Settings, from_environment

TAIL = 30
"""Lines of Airflow's log to show when a DAG fails."""
LEFT_WAITING = ("handwritten", "faded")
"""Damage whose papers the invented clerk leaves on the desk, for whoever tries the demo."""


def show(count: int) -> int:
    """Run it; the exit code."""
    settings = from_environment()
    services = initialise(settings)
    earlier = len(services.ledger.batches())
    batch_id = f"demo-{earlier + 1:03}"
    folder = settings.home / "demo" / batch_id
    say("demo_drawing", count=count, folder=folder)
    manifest = samples.write_batch(folder, count, seed=earlier)
    stock = folder.parent / "holdings.csv"
    samples.write_holdings(stock)
    stock_flow.import_holdings(services, stock)
    if _airflow(settings, "db", "migrate"):
        return 1
    delivery = {"paths": [str(folder)], "manifest": str(manifest), "batch": batch_id}
    if not _dag(settings, "digitize", delivery):
        return 1
    certain = numbers.status(services, batch_id)["stages"][Stage.REVIEW]
    settled = _play_the_clerk(services, batch_id, folder)
    say("demo_desk", certain=certain, settled=settled)
    for dag, conf in (("digitize", {"batch": batch_id}), ("publish", {"batch": batch_id}), ("track_targets", {})):
        if not _dag(settings, dag, conf):
            return 1
    return _tell(services, batch_id)


def _play_the_clerk(services: Services, batch_id: str, folder: Path) -> int:
    """Settle what waits as a clerk with the paper in hand would: the truth files are the papers; how many were settled."""
    settled = 0
    for document in desk.queue(services, batch_id):
        truth = json.loads((folder / f"{Path(document.scan.path).name}.truth.json").read_text(encoding="utf-8"))
        if truth["condition"] in LEFT_WAITING:
            continue
        typed = _corrections(desk.case(services, document.id).values, truth["fields"])
        if document.document_type != truth["document_type"]:
            typed["document_type"] = truth["document_type"]
        try:
            if typed:
                desk.correct(services, document.id, typed, text("demo_reason"))
            else:
                desk.accept(services, document.id, text("demo_reason"))
            settled += 1
        except review.Refused as refused:
            complain(f"{document.id}: {refused.message}")
    return settled


def _corrections(read: dict[str, Any], truth: dict[str, Any]) -> dict[str, str]:
    """What the clerk types: values that differ, and nothing for those that the paper does not have."""
    typed = {name: str(value).replace(".", ",") if isinstance(value, float) else str(value) for name, value in truth.items()}
    wrong = {name: value for name, value in typed.items() if truth[name] != read.get(name)}
    return wrong | dict.fromkeys(read.keys() - truth.keys(), "")


def _dag(settings: Settings, dag: str, conf: dict[str, Any]) -> bool:
    """Run a DAG through Airflow and say how long it took; whether it went well."""
    started = time.monotonic()
    if _airflow(settings, "dags", "test", dag, "--conf", json.dumps(conf)):
        return False
    say("demo_dag", dag=dag, seconds=round(time.monotonic() - started))
    return True


def _airflow(settings: Settings, *arguments: str) -> int:
    """Run Airflow, its log into a file; the tail of it when it fails."""
    log = settings.home / "airflow" / f"{'-'.join(arguments[:3])}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # 'dags test' runs one task at a time, so a task may have all the cores.
    environment = {**os.environ, "SOHOA_HOME": str(settings.home), "SOHOA_WORKERS": str(settings.workers)}
    with log.open("wb") as opened:
        code = subprocess.run(
            [ROOT / "scripts" / "airflow.sh", *arguments],
            stdout=opened,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        ).returncode
    if code:
        complain(text("airflow_failed", log=log))
        out.print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]), markup=False)
    return code


def _tell(services: Services, batch_id: str) -> int:
    counted = numbers.status(services, batch_id)
    stages = [(text(f"stage.{stage}"), counted["stages"][stage]) for stage in Stage]
    print_table("demo_stations", ["column.stage", "column.documents"], stages)
    aside = [Outcome.REVIEW, Outcome.SET_ASIDE, Outcome.DUPLICATE, Outcome.EXCLUDED]
    rows = []
    for document in services.ledger.documents(aside, batch_id=batch_id):
        case = desk.case(services, document.id)
        why = document.message or (case.findings[0].message if case.findings else f"= {document.duplicate_of}")
        rows.append((document.id, Path(document.scan.path).name, text(f"outcome.{document.outcome}"), why))
    print_table("demo_waiting", ["column.document", "column.file", "column.outcome", "column.why"], rows)
    signed = [
        (document.id, document.document_type, services.store.address(services.ledger.artefacts(document.id)["published"].key))
        for document in services.ledger.documents([Outcome.LOADED], batch_id=batch_id)
    ]
    print_table("demo_signed", ["column.document", "column.type", "column.file"], signed)
    outcomes = [(text(f"outcome.{outcome}"), counted["outcomes"][outcome]) for outcome in Outcome]
    print_table("status", ["column.outcome", "column.documents"], [*outcomes, (text("column.received"), counted["received"])])
    say("demo_sum", total=sum(counted["outcomes"].values()), received=counted["received"])
    if not services.ledger.people():
        password = secrets.token_urlsafe(12)
        people.add(services, "demo", text("demo_person"), [Role.REVIEWER, Role.MANAGER], [EVERYWHERE], password=password)
        say("demo_account", login="demo", password=password)
    say("demo_page", command="make serve", url=f"http://127.0.0.1:{PORT}/")
    return 0 if signed and not counted["outcomes"][Outcome.ON_THE_WAY] else 1
