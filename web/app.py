"""The assembly: the parts, headers, sessions, and what people see when something is away."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from pipelines.errors import ConfigError, OutsideError
from pipelines.services import Services
from pipelines.targets import TargetError
from web import access, texts
from web.house import HERE, House, open_house
from web.pages import batches, desk, lookahead, overview, people, plan, progress, quality, verify

PARTS = (overview, people, progress, lookahead, batches, desk, plan, quality, verify)
"""Each is a module of ``web.pages`` with ``router(house)``."""

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
    """The pages over *services*."""
    # The generated API pages would load scripts from another host.
    app = FastAPI(title="Sohoa", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    house = open_house(services)

    @app.middleware("http")
    async def _sessions(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.session = None
        if request.url.path.startswith("/static/"):
            return await call_next(request)
        if request.method not in access.SAFE and not access.same_site(request):
            return _answer(house, request, 403, "error.form_token")
        if access.COOKIE in request.cookies:
            try:
                request.state.session = await run_in_threadpool(access.current_session, request, services)
            except (OutsideError, ConfigError) as error:
                log.warning("a session could not be looked up: %s", error)
                return _answer(house, request, 503, "error.away")
        return await call_next(request)

    @app.middleware("http")
    async def _headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.url.scheme == "https":
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    _tell_errors(app, house)
    for part in PARTS:
        app.include_router(part.router(house))
    return app


def _tell_errors(app: FastAPI, house: House) -> None:
    @app.exception_handler(OutsideError)
    def _away(request: Request, error: OutsideError) -> Response:
        # The words may name servers: they are for the log, not for readers of the page.
        log.error("a page could not be shown: %s", error)
        return _answer(house, request, 503, "error.away")

    @app.exception_handler(ConfigError)
    def _mend(request: Request, error: ConfigError) -> Response:
        # It names files of the server, and the reader of the page is not the one who mends them.
        log.error("a page could not be shown: %s", error)
        return _answer(house, request, 500, "error.config")

    @app.exception_handler(TargetError)
    def _no_target(request: Request, error: TargetError) -> Response:
        return house.page(request, "error.html", 404, what=texts.pair(error.message, error.message_en))

    @app.exception_handler(HTTPException)
    def _missing(request: Request, error: HTTPException) -> Response:
        return _answer(house, request, error.status_code, "error.missing" if error.status_code == 404 else "error.request")

    @app.exception_handler(RequestValidationError)
    def _odd(request: Request, _error: RequestValidationError) -> Response:
        # Its words would repeat what was sent.
        return _answer(house, request, 400, "error.request")

    @app.exception_handler(access.LoginNeeded)
    def _login(request: Request, _error: access.LoginNeeded) -> Response:
        if request.method not in access.SAFE or _wants_json(request):
            return _answer(house, request, 401, "error.login")
        return RedirectResponse(f"/login?next={quote(request.url.path)}", status_code=303)

    @app.exception_handler(access.Forbidden)
    def _forbidden(request: Request, error: access.Forbidden) -> Response:
        return _answer(house, request, 403, error.why)


def _answer(house: House, request: Request, status: int, key: str) -> Response:
    """What went wrong, as a page, or as JSON for a script of ours."""
    if _wants_json(request):
        said = texts.catalogue()[key]
        return JSONResponse({"error": key, "message": said["vi"], "message_en": said["en"]}, status_code=status)
    return house.page(request, "error.html", status, what=texts.both(key))


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
