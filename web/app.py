"""The application: addresses, headers, and what people see when something is away."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Form, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from starlette.exceptions import HTTPException

from pipelines.errors import ConfigError, OutsideError
from pipelines.services import Services
from pipelines.targets import TargetError
from web import texts, view

HERE = Path(__file__).resolve().parent
HANOI = dt.timezone(dt.timedelta(hours=7))

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

log = logging.getLogger("sohoa.web")


def create_app(services: Services) -> FastAPI:
    """
    The pages over *services*: ``/`` (progress and state; ``?year=``), ``/lookup`` (a code is posted, never put into an
    address: it may hold a personal number), ``/healthz`` (200 when both databases answer, else 503).
    """
    # The generated API pages would load scripts from another host.
    app = FastAPI(title="Sohoa", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    templates = Jinja2Templates(directory=HERE / "templates")
    templates.env.globals.update(t=texts.both, vi=texts.vietnamese)
    templates.env.filters.update(number=texts.number, percent=texts.percent, moment=_moment)

    def page(request: Request, name: str, status: int = 200, **content: Any) -> Response:
        now = dt.datetime.now(HANOI)
        return templates.TemplateResponse(request, name, {"now": now, **content}, status_code=status)

    @app.middleware("http")
    async def _headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(OutsideError)
    def _away(request: Request, error: OutsideError) -> Response:
        # The words may name servers: they are for the log, not for readers of the page.
        log.error("a page could not be shown: %s", error)
        return page(request, "error.html", 503, what=texts.both("error.away"))

    @app.exception_handler(ConfigError)
    def _mend(request: Request, error: ConfigError) -> Response:
        # It names files of the server, and the reader of the page is not the one who mends them.
        log.error("a page could not be shown: %s", error)
        return page(request, "error.html", 500, what=texts.both("error.config"))

    @app.exception_handler(TargetError)
    def _no_target(request: Request, error: TargetError) -> Response:
        return page(request, "error.html", 404, what=texts.pair(error.message, error.message_en))

    @app.exception_handler(HTTPException)
    def _missing(request: Request, error: HTTPException) -> Response:
        key = "error.missing" if error.status_code == 404 else "error.request"
        return page(request, "error.html", error.status_code, what=texts.both(key))

    @app.api_route("/", methods=["GET", "HEAD"])
    def overview(request: Request, year: Annotated[str | None, Query()] = None) -> Response:
        this_year = dt.datetime.now(HANOI).year
        chosen = (year or "").strip() or str(this_year)
        if not re.fullmatch(r"[0-2][0-9]{3}", chosen):
            return page(request, "error.html", 400, what=texts.both("error.year"))
        return page(request, "overview.html", **view.overview(services, int(chosen), this_year))

    @app.api_route("/lookup", methods=["GET", "HEAD"])
    def ask(request: Request) -> Response:
        return page(request, "lookup.html", asked=False, found=(), refused=False)

    @app.post("/lookup")
    def lookup(request: Request, code: Annotated[str, Form()] = "") -> Response:
        return page(request, "lookup.html", asked=True, **view.lookup(services, code))

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    def health() -> JSONResponse:
        try:
            view.probe(services)
        except (OutsideError, ConfigError) as error:
            log.warning("not healthy: %s", error)
            return JSONResponse({"status": "unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    return app


def _moment(at: dt.datetime) -> Markup:
    local = at.astimezone(HANOI)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="seconds"), f"{local:%d/%m/%Y %H:%M}")
