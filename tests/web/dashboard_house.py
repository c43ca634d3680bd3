"""An invented country in small: stock of provinces, districts and communes, results of three years, papers at every station."""

from __future__ import annotations

import datetime as dt
import random

from pipelines.errors import explain
from pipelines.flow import people
from pipelines.ledger import Problem, Role
from pipelines.load.tables import results
from pipelines.model import Holding, Level, Outcome, Scan, Shop, Stage
from pipelines.services import Services
from pipelines.units.lists import lists

PASSWORD = "một câu dễ nhớ"
COMMUNES = ("22489", "22492", "22495", "22498")
"""Of the former district 571 (Vạn Ninh)."""
PACE = {"22489": 9, "56": 12, "01": 20, "79": 25, "48": 15}
"""Results a week of some units."""


def fill(services: Services, today: dt.date) -> Services:
    """Stock, results, papers and a manager ``chi.pham``."""
    services.ledger.import_holdings(_stock())
    services.ledger.import_holdings(
        [Holding("22489", "Xã Vạn Ninh", Level.COMMUNE, "birth_certificate", 1400)], reason="kiểm kê lại kho Vạn Giã"
    )
    with services.registry.begin() as connection:
        connection.execute(results.insert(), _results(today))
    _papers(services)
    _beside(services, today)
    people.add(services, "chi.pham", "Phạm Thị Chi", [Role.MANAGER], ["*"], password=PASSWORD)
    people.add(services, "an.nguyen", "Nguyễn Văn An", [Role.REVIEWER], ["22489"], password=PASSWORD)
    return services


def _stock() -> list[Holding]:
    rng = random.Random(34)
    names = lists().old.units
    stock = [Holding("G15", "Bộ Thử", Level.CENTRAL, "decision", 900)]
    for province in lists().today.below[None]:
        full = province.full[0].upper() + province.full[1:]
        stock.append(Holding(province.code, full, Level.PROVINCE, "construction_permit", rng.randint(1500, 6000)))
    stock.append(Holding("571", "Huyện Vạn Ninh", Level.DISTRICT, "household_business_registration", 800))
    for k, code in enumerate(code for code in COMMUNES if code in names):
        full = names[code].full[0].upper() + names[code].full[1:]
        stock.append(Holding(code, full, Level.COMMUNE, "birth_certificate", 1200 - 250 * k, pages=1300, priority=k + 1))
        stock.append(Holding(code, full, Level.COMMUNE, "marriage_certificate", 600 - 100 * k))
    return stock


def _results(today: dt.date) -> list[dict[str, object]]:
    rng = random.Random(468)
    rows: list[dict[str, object]] = []
    for unit, pace in PACE.items():
        level, kind = (Level.COMMUNE, "birth_certificate") if len(unit) == 5 else (Level.PROVINCE, "construction_permit")
        for week in range(100):
            monday = today - dt.timedelta(days=today.weekday() + 7 * (week + 1))
            for k in range(max(0, round(rng.gauss(pace, pace / 5)))):
                at = dt.datetime.combine(monday + dt.timedelta(days=k % 5), dt.time(3), dt.UTC)
                same = {
                    "document_type": kind,
                    "unit": unit,
                    "level": level.value,
                    "loaded_at": at,
                    "updated_at": at,
                    "version": 1,
                }
                keys = {"fields": {}, "content_sha256": "c", "file_key": "k", "file_sha256": "f"}
                rows.append({"document_id": f"{unit}-{week}-{k}", **same, **keys})
    return rows


def _beside(services: Services, today: dt.date) -> None:
    """Dossiers of this year's months, and one-stop shops that work by the process or do not yet."""
    rng = random.Random(766)
    counted = []
    for month in range(1, today.month + 1):
        for unit, name in (("22489", "Xã Vạn Ninh"), ("56", "Tỉnh Khánh Hòa")):
            due = rng.randint(200, 400)
            parts = ("result_electronic", "digitized", "component_reused", "connected")
            counts = dict.fromkeys(("dossiers", "result_due", "received"), due) | {p: rng.randint(due // 2, due) for p in parts}
            counted.append((f"{today.year}-{month:02}", unit, name, counts))
    services.ledger.keep_dossiers(counted)
    began, merged, told = dt.date(2022, 5, 1), dt.date(2025, 7, 1), "BC 12/BC-UBND"
    services.ledger.import_shops(
        [
            Shop("56", "Tỉnh Khánh Hòa", Level.PROVINCE, dt.date(2021, 6, 1), None, told),
            Shop("571", "Huyện Vạn Ninh", Level.DISTRICT, began, merged, told),
            *(Shop(code, f"Xã {code}", Level.COMMUNE, None if k else began, None, told) for k, code in enumerate(COMMUNES)),
        ]
    )


def _papers(services: Services) -> None:
    ledger = services.ledger
    ends = [
        (Stage.OCR, Outcome.ON_THE_WAY, None),
        (Stage.VALIDATE, Outcome.REVIEW, None),
        (Stage.VALIDATE, Outcome.REVIEW, None),
        (Stage.REVIEW, Outcome.ON_THE_WAY, None),
        (Stage.OCR, Outcome.SET_ASIDE, "worker_died"),
        (Stage.INGEST, Outcome.SET_ASIDE, "empty_file"),
    ]
    for name, unit, turn in (("vn-2026-001", "22489", 0), ("vn-2026-002", "22489", 2), ("dl-2026-001", "22495", 4)):
        batch = ledger.open_batch(f"/in/{name}", batch_id=name, unit=unit, level=Level.COMMUNE, expected=12)
        for k in range(12):
            scan = Scan(f"{k}.pdf", f"{name}{k}".ljust(64, "0"), 9, "application/pdf", unit, Level.COMMUNE, "birth_certificate")
            ledger.register(batch.id, scan, "k")
        ledger.close_batch(batch.id)
        for k, document in enumerate(ledger.claim(Stage.INGEST, owner="t", limit=12, seconds=60, batch_id=batch.id)):
            stage, outcome, code = ends[turn if k < 6 else (turn + k) % 6]
            problem = Problem(code, *(text.split("{")[0] for text in explain(code, document="…", stage="ocr"))) if code else None
            ledger.advance(document, "t", stage, outcome, facts={"document_type": "birth_certificate"}, problem=problem)


def log_in(client: object, login: str = "chi.pham") -> None:
    """Let the test client *client* be that person."""
    answer = client.post("/login", data={"login": login, "password": PASSWORD}, follow_redirects=False)  # type: ignore[attr-defined]
    assert answer.status_code == 303, answer.text[:300]
