"""
The desk with 100,000 waiting documents: server time of the page of queues, of the next document, of its image and of a draft; and
a class of 5,000 failures put back on the line in one action.

    .venv/bin/python benchmarks/bench_desk.py [--documents 100000] [--requests 100]

Starts a PostgreSQL of its own and fills it with invented papers of 13 types in 40 communes, 400 batches of all ages, two thirds
of them with a deadline; queues are asked for by type, reason, batch, deadline, age, and in three orders. Times are those of the
application itself (``httpx`` over ASGI, no network), one request after another; the cores are shared with the database.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import itertools
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np
import psycopg
import sqlalchemy as sa
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipelines import units  # noqa: E402
from pipelines.flow import pagetext, people  # noqa: E402
from pipelines.ledger import Role  # noqa: E402
from pipelines.ledger.tables import artefacts, batches, documents, fields, findings  # noqa: E402
from pipelines.model import Page, Word  # noqa: E402
from pipelines.services import Services, prepare  # noqa: E402
from pipelines.settings import from_environment  # noqa: E402
from pipelines.store import content_key, digest  # noqa: E402
from tests.conftest import postgres_server  # noqa: E402
from web import create_app  # noqa: E402

PASSWORD = "một câu dễ nhớ"  # noqa: S105 - of a database that lives for minutes
RULES = ("low_confidence", "field_missing", "handwritten", "type_uncertain", "page_warning", "personal_id_birth")
FAILED = 5000
QUEUES = (
    "",
    "?type={type}",
    "?reason=handwritten",
    "?batch={batch}",
    "?order=priority",
    "?due=overdue",
    "?due=none&age=older",
    "?order=newest&type={type}",
)
NUMBERS = itertools.count()


def fill(services: Services, count: int) -> None:
    """*count* documents that wait, ``FAILED`` that were set aside, and a quarter as many that are loaded."""
    rng = random.Random(1)
    communes = sorted(code for code in units.below("56") if len(code) == 5)[:40]
    types = sorted(services.doctypes)
    pages_key, original_key, original = _bytes(services)
    now = dt.datetime.now(dt.UTC)
    with services.ledger.engine.begin() as connection:
        batch_rows = [
            {
                "id": f"lo-{k:04}",
                "source": f"/in/{k}",
                "unit": communes[k % 40],
                "received_at": now - dt.timedelta(days=k % 60),
                "closed_at": now,
                "priority": 1 + k % 50,
                "deadline": now.date() + dt.timedelta(days=k % 90 - 20) if k % 3 else None,
            }
            for k in range(400)
        ]
        connection.execute(batches.insert(), batch_rows)
        ends = ["review"] * count + ["set_aside"] * FAILED + ["loaded"] * (count // 4)
        rng.shuffle(ends)
        for start in range(0, len(ends), 10_000):
            _ten_thousand(connection, rng, ends[start : start + 10_000], types, batch_rows, (pages_key, original_key, original))
    with psycopg.connect(services.settings.ledger_url.replace("+psycopg", ""), autocommit=True) as plain:
        plain.execute("VACUUM ANALYZE")


def _ten_thousand(connection, rng, ends, types, batch_rows, keys) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    rows, values, found, kept = [], [], [], []
    for end in ends:
        batch, document_type, document_id = rng.choice(batch_rows), rng.choice(types), f"20261122-{next(NUMBERS):010}"
        rules = rng.sample(RULES, 3)
        rows.append(
            {
                "id": document_id,
                "batch_id": batch["id"],
                "path": f"{document_id}.png",
                "sha256": digest(document_id.encode()),
                "size": 1,
                "media_type": "image/png",
                "unit": batch["unit"],
                "stage": "load" if end == "loaded" else "validate" if end == "review" else "ocr",
                "outcome": end,
                "problem": "worker_died" if end == "set_aside" else None,
                "document_type": document_type,
                "type_confidence": 0.99,
                "pages": 1,
                "reason": rules[0],
                "priority": batch["priority"],
                "deadline": batch["deadline"],
                "updated_at": dt.datetime.now(dt.UTC),
            }
        )
        values += [
            {"document_id": document_id, "name": name, "raw": "Mẫu", "value": "Mẫu", "confidence": 0.8, "page": 1,
             "box": [100, 100, 400, 140], "rule": "bench", "handwriting": 0.0}
            for name in ("full_name", "date_of_birth", "issue_date", "issuing_agency")
        ]  # fmt: skip
        found += [
            {"document_id": document_id, "rule": rule, "field": "full_name", "severity": "doubt", "message": "Mẫu",
             "message_en": "Sample"}
            for rule in rules
        ]  # fmt: skip
        kept += [
            {"document_id": document_id, "kind": "pages", "key": keys[0], "sha256": keys[0][-64:]},
            {"document_id": document_id, "kind": "original", "key": keys[1], "sha256": keys[2]},
        ]
    for table, some in ((documents, rows), (fields, values), (findings, found), (artefacts, kept)):
        connection.execute(table.insert(), some)


def _bytes(services: Services) -> tuple[str, str, str]:
    """One scan (A4, 300 dpi, grain and lines) and its text, which all of the documents share."""
    grain = np.random.default_rng(1).integers(215, 255, (3508, 2480), np.uint8)
    grain[200:3300:60, 250:2200] = 40
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        Image.fromarray(grain).save(file.name, dpi=(300, 300))
        data = Path(file.name).read_bytes()
    corners = [(250 + 90 * (k % 20), 200 + 60 * (k // 20)) for k in range(600)]
    words = tuple(Word("mẫu", 0.9, (x, y, x + 80, y + 40), k // 20) for k, (x, y) in enumerate(corners))
    text = pagetext.dump((Page(1, 2480, 3508, 300.0, words=words),))
    pages_key, original_key = content_key("derived", digest(text)), content_key("originals", digest(data))
    services.store.put(pages_key, text)
    services.store.put(original_key, data)
    return pages_key, original_key, digest(data)


async def measure(services: Services, requests: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of request."""
    times: dict[str, list[float]] = {}

    async def timed(name: str, asked: httpx.Request) -> httpx.Response:
        started = time.perf_counter()
        answer = await client.send(asked)
        times.setdefault(name, []).append(1000 * (time.perf_counter() - started))
        assert answer.status_code in (200, 303), (name, answer.status_code)
        return answer

    transport = httpx.ASGITransport(app=create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk", timeout=120) as client:
        answer = await client.post("/login", data={"login": "an.nguyen", "password": PASSWORD})
        token = re.search(r'data-form-token="([^"]+)"', (await client.get("/lookup")).text)[1]  # type: ignore[index]
        client.headers["X-Form-Token"] = token
        await client.get("/desk")
        answer = await client.post("/desk/next")
        await client.get(answer.headers["location"])  # what is read once a process is read
        kinds = sorted(services.doctypes)
        for k in range(requests):
            queue = QUEUES[k % len(QUEUES)].format(type=kinds[k % len(kinds)], batch=f"lo-{k % 400:04}")
            await timed("page of queues", client.build_request("GET", f"/desk{queue}"))
            answer = await timed("next: claim", client.build_request("POST", f"/desk/next{queue}"))
            where = answer.headers["location"]
            await timed("next: document", client.build_request("GET", where))
            document = where.split("?")[0]
            await timed("image", client.build_request("GET", f"{document}/page/1.jpg?w=1600"))
            typed = {"typed": [{"field": "full_name", "value": f"Mẫu {k}"}]}
            await timed("draft", client.build_request("POST", f"{document}/draft", json=typed))
            way = {"to": "extract", "reason": "other", "seen": services.ledger.document(document.rsplit("/", 1)[1])}
            way["seen"] = way["seen"].updated_at.isoformat()  # type: ignore[union-attr]
            await timed("send back", client.build_request("POST", f"{document}/elsewhere", json=way))
        times["next document"] = [a + b for a, b in zip(times["next: claim"], times["next: document"], strict=True)]
        await timed(f"class of {FAILED} retried", client.build_request("POST", "/desk/retry", data={"problem": "worker_died"}))
    return times


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100)
    given = parser.parse_args()
    running = postgres_server.__wrapped__()  # the tests' own cluster
    server = next(running)
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE desk")
            connection.execute("CREATE DATABASE results")
        url = server.replace("postgresql://", "postgresql+psycopg://").rsplit("/", 1)[0]
        with tempfile.TemporaryDirectory() as home:
            places = {"SOHOA_HOME": home, "SOHOA_LEDGER_URL": f"{url}/desk", "SOHOA_RESULTS_URL": f"{url}/results"}
            services = prepare(from_environment(places))
            people.add(services, "an.nguyen", "", [Role.REVIEWER, Role.OPERATOR], ["56"], password=PASSWORD)
            fill(services, given.documents)
            with services.ledger.engine.connect() as connection:
                waiting = connection.scalar(sa.select(sa.func.count()).where(documents.c.outcome == "review"))
            times = asyncio.run(measure(services, given.requests))
            services.ledger.engine.dispose()
            services.registry.dispose()
        print(f"{waiting} documents wait\n{'':24} {'n':>5} {'median':>9} {'p95':>9} ms")
        for name, some in times.items():
            p95 = statistics.quantiles(some, n=20)[-1] if len(some) > 1 else some[0]
            print(f"{name:24} {len(some):>5} {statistics.median(some):>9.1f} {p95:>9.1f}")
    finally:
        running.close()


if __name__ == "__main__":
    main()
