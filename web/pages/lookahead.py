"""
What managers look ahead by: who will make it (forecasts), the indicators of Decision 766 for dossiers of today, and the roll-out
of the digitization process to one-stop shops. Provinces' and units' figures are nobody's secret: programs read the night's
forecasts without a log-in, like ``/api/progress``.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pipelines.errors import ConfigError
from pipelines.flow import beside, drill, outlook
from pipelines.services import Services
from web import lookahead, tabling
from web.house import House
from web.pages.progress import PARTS, Reader, Under
from web.tabling import Figure

ROWS = 400
Day = Annotated[str, Query(max_length=10)]
Month = Annotated[str, Query(max_length=7)]


def router(house: House) -> APIRouter:
    """``/progress/forecast``, ``/progress/dossiers``, ``/progress/process`` with their files, and ``/api/forecast``."""
    pages = APIRouter()
    services = house.services

    def page(request: Request, name: str, **content: Any) -> Response:
        return house.page(request, f"progress/{name}.html", part=name, parts=PARTS, **content)

    @pages.get("/progress/forecast")
    def forecast(request: Request, _reader: Reader, under: Under = "", by: Day = "") -> Response:
        rows = _forecast(services, under, by)
        part = drill.drill(services, under)
        states = {state: sum(row["state"] == state for row in rows) for state in ("misses", "too_few_weeks", "on_course", "met")}
        shown = {"rows": rows[:ROWS], "hidden": max(0, len(rows) - ROWS), "pending": sum(r["state"] == "pending" for r in rows)}
        dated = any(row["finish"] for row in rows)
        return page(request, "forecast", found=part, by=by, states=states, dated=dated, query=_query(under=under, by=by), **shown)

    @pages.get("/progress/dossiers")
    def dossiers(
        request: Request, _reader: Reader, since: Month = "", until: Month = "", unit: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        first, last = _period(services, since, until)
        query = _query(since=first, until=last, unit=unit)
        months = lookahead.months_figure(services, first, last, unit or None)
        rows = beside.indicators(services, first, last)
        units = {row["unit"]: row["name"] for row in rows}
        cells = {(row["unit"], row["id"]): row for row in rows}
        by_month = {(row["month"], row["id"]): row for row in months.rows}
        names = {row["id"]: row for row in rows if not row["unit"]}
        shown = {"units": dict(list(units.items())[:ROWS]), "hidden": max(0, len(units) - ROWS), "cells": cells}
        kept = {"months": sorted({month for month, _ in by_month}), "by_month": by_month, "names": names}
        return page(request, "dossiers", since=first, until=last, unit=unit, query=query, **shown, **kept)

    @pages.get("/progress/process")
    def process(request: Request, _reader: Reader) -> Response:
        figures = {"roll_out": lookahead.roll_out_figure(services), "shops": lookahead.shops_figure(services)}
        return page(request, "process", figures=figures, rows=ROWS)

    @pages.get("/progress/ahead/{name}.{suffix}")
    def figure(
        _reader: Reader,
        name: str,
        suffix: str,
        under: Under = "",
        by: Day = "",
        since: Month = "",
        until: Month = "",
        unit: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        made = _figure(services, name, suffix, {"under": under, "by": by, "since": since, "until": until, "unit": unit})
        if suffix == "svg":
            return Response(made.draw() if made.draw else "", media_type="image/svg+xml")
        of = f"-{quote(under, safe='')}" if under else ""
        return tabling.download(tabling.write(made, suffix, name), f"{name}{of}.{suffix}")

    @pages.get("/api/forecast")
    def api(under: Under = "") -> Response:
        # Who is not logged in gets what was worked out, and makes the house work out nothing.
        return JSONResponse(jsonable_encoder(_forecast(services, under, "", seconds=0.0)))

    return pages


def _figure(services: Services, name: str, suffix: str, given: dict[str, str]) -> Figure:
    """Raises HTTPException 404 for what is not there."""
    if suffix not in ("svg", "csv", "xlsx") or (suffix == "svg" and name == "shops"):
        raise HTTPException(404)
    if name == "forecast":
        return lookahead.forecast_figure(_forecast(services, given["under"], given["by"]))
    if name == "process":
        return lookahead.roll_out_figure(services)
    if name == "shops":
        return lookahead.shops_figure(services)
    first, last = _period(services, given["since"], given["until"])
    if name == "dossiers":
        return lookahead.dossiers_figure(services, first, last)
    if name == "months":
        return lookahead.months_figure(services, first, last, given["unit"] or None)
    raise HTTPException(404)


def _forecast(services: Services, under: str, by: str, seconds: float = lookahead.SECONDS) -> list[dict[str, Any]]:
    try:
        day = dt.date.fromisoformat(by) if by else None
        if under == outlook.EVERY or under.startswith("batch:"):
            raise HTTPException(404)
        return lookahead.forecast(services, under, day, seconds)
    except (ValueError, ConfigError):
        raise HTTPException(404) from None


def _period(services: Services, since: str, until: str) -> tuple[str, str]:
    try:
        return beside.period(services, since, until)
    except ConfigError:
        raise HTTPException(404) from None


def _query(**given: str) -> str:
    """The part of an address behind its path."""
    said = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items() if value)
    return f"?{said}" if said else ""
