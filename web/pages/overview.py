"""
Pages that anyone may read: how far the digitization is, what waits where, and the look-up of a code.

They show numbers that ``pipelines.flow.numbers`` defines and work out none of their own. No personal data is shown, and a code
is posted, never put into an address: it may hold a personal number.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import JSONResponse
from markupsafe import Markup

from pipelines import clock, load
from pipelines.errors import ConfigError, OutsideError
from pipelines.flow import numbers, registry
from pipelines.flow.stations import STATIONS
from pipelines.ledger import BatchCount
from pipelines.model import Level, Outcome, Progress, Result, Stage
from pipelines.services import Services
from web import texts
from web.house import House

BATCHES_SHOWN = 50

log = logging.getLogger("sohoa.web")


def router(house: House) -> APIRouter:
    """``/`` (``?year=``), ``/lookup``, ``/healthz`` (200 when both databases answer, else 503)."""
    pages = APIRouter()
    services = house.services

    @pages.api_route("/", methods=["GET", "HEAD"])
    def overview(request: Request, year: Annotated[str | None, Query()] = None) -> Response:
        this_year = clock.today().year
        chosen = (year or "").strip() or str(this_year)
        if not re.fullmatch(r"[0-2][0-9]{3}", chosen):
            return house.page(request, "error.html", 400, what=texts.both("error.year"))
        return house.page(request, "overview/overview.html", **_overview(services, int(chosen), this_year))

    @pages.api_route("/lookup", methods=["GET", "HEAD"])
    def ask(request: Request) -> Response:
        return house.page(request, "overview/lookup.html", asked=False, found=(), refused=False)

    @pages.post("/lookup")
    def lookup(request: Request, code: Annotated[str, Form()] = "") -> Response:
        return house.page(request, "overview/lookup.html", asked=True, **_lookup(services, code))

    @pages.api_route("/healthz", methods=["GET", "HEAD"])
    def health() -> JSONResponse:
        try:
            _probe(services)
        except (OutsideError, ConfigError) as error:
            log.warning("not healthy: %s", error)
            return JSONResponse({"status": "unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    return pages


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level's line in the table of progress."""

    progress: Progress
    state: str
    """``uncounted`` (no stock known), ``overdue``, ``behind``, ``met``: key of the text and name of the style."""
    bar: float
    """Width of the bar, 0 to 100: more than the stock does not fit and is told in words."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch's line."""

    batch: BatchCount
    state: str
    """``unannounced``, ``missing``, ``more``, ``complete``: received against what the manifest announced."""
    difference: int
    """How many are missing or too many."""


def _overview(services: Services, year: int, this_year: int) -> dict[str, Any]:
    """Everything on the overview. Raises ConfigError (a year without targets, a broken file), OutsideError."""
    legal = numbers.law(services)
    legal.target(Level.CENTRAL, year)
    status = numbers.status(services)
    batches = services.ledger.batches(BATCHES_SHOWN)
    waiting = services.ledger.count("stage", only=Outcome.ON_THE_WAY)
    return {
        "year": year,
        "years": range(max(this_year, year), legal.first_year - 1, -1),
        "levels": [_level(progress) for progress in numbers.progress(services, year)],
        "unplaced": numbers.unplaced(services, year),
        "received": status["received"],
        "outcomes": status["outcomes"],
        "stations": _stations(waiting, status["outcomes"][Outcome.REVIEW.value]),
        "problems": _problems(status["problems"]),
        "batches": [_batch(batch) for batch in batches],
        "batches_hidden": services.ledger.count_batches() - len(batches),
    }


def _lookup(services: Services, code: str) -> dict[str, Any]:
    """Papers that *code* names, for a page that anyone may read: a person's number is refused, and rows name nobody."""
    bare = re.sub(r"[\s.]", "", code)
    if re.fullmatch(r"\d{9}|\d{12}", bare) or load.owner_id(code):
        return {"refused": True, "found": ()}
    return {"refused": False, "found": [_paper(services, result) for result in registry.lookup(services, code)]}


def _probe(services: Services) -> None:
    """Ask both databases something small. Raises OutsideError, ConfigError."""
    services.ledger.check_ready()
    registry.lookup(services, "healthz")


def _level(progress: Progress) -> LevelRow:
    if not progress.stock:
        state = "uncounted"
    elif progress.overdue:
        state = "overdue"
    else:
        # A surplus somewhere is no papers off the shelf elsewhere.
        covered = 100.0 * (progress.stock - progress.left) / progress.stock
        state = "met" if covered >= progress.target.percent else "behind"
    return LevelRow(progress, state, min(100.0, progress.percent))


def _stations(waiting: dict[str, int], in_review: int) -> list[tuple[Stage, int]]:
    """(station, documents that wait for it), in the order of the line."""
    rows = [(station.stage, waiting.get(station.after.value, 0)) for station in STATIONS]
    at = next(i for i, (stage, _) in enumerate(rows) if stage is Stage.SIGN)
    return [*rows[:at], (Stage.REVIEW, in_review), *rows[at:]]


def _problems(counts: dict[str, int]) -> list[tuple[str, int, Markup]]:
    """(code, documents, meaning), most frequent first."""
    return [(code, n, texts.problem(code)) for code, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _batch(batch: BatchCount) -> BatchRow:
    if batch.expected is None:
        return BatchRow(batch, "unannounced", 0)
    difference = batch.received - batch.expected
    state = "missing" if difference < 0 else "more" if difference > 0 else "complete"
    return BatchRow(batch, state, abs(difference))


def _paper(services: Services, result: Result) -> dict[str, Any]:
    doctype = services.doctypes.get(result.document_type)
    return {
        "serial": result.document_id,
        "type": doctype.label if doctype else result.document_type,
        "number": result.fields.get("document_number"),
        "date": result.fields.get("issue_date"),
        "agency": result.fields.get("issuing_agency"),
        "result_code": result.result_code,
        "loaded_at": result.loaded_at,
        "revoked_at": result.revoked_at,
    }
