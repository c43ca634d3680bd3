"""
Who may see a page: ``person: Annotated[Person, requires(Role.MANAGER)]`` in a page's arguments is all that it takes.

Who is not logged in is led to the log-in; who lacks the role is refused, with an event; what changes something (POST, PUT,
DELETE …) must bring the session's form token along, as the field ``form_token`` (``{% include "form_token.html" %}``) or the
header ``X-Form-Token``, so that no other site can send it (OWASP: synchronizer token).
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from pipelines.flow import people
from pipelines.ledger import Person, Role, Session
from pipelines.services import Services

COOKIE = "sohoa_session"
SAFE = ("GET", "HEAD", "OPTIONS")


class LoginNeeded(Exception):  # noqa: N818 - nothing is wrong: the person goes to the log-in
    """Nobody is logged in."""


class Forbidden(Exception):  # noqa: N818 - the person is refused, the program has no error
    """The person may not do this; *why* is a key of the catalogue."""

    def __init__(self, why: str = "error.forbidden") -> None:
        self.why = why
        super().__init__(why)


def requires(*roles: Role) -> Any:
    """A dependency that gives the logged-in person; without *roles* any person will do, else one of them is needed."""

    async def check(request: Request) -> Person:
        session: Session | None = request.state.session
        if session is None:
            raise LoginNeeded
        services: Services = request.app.state.services
        if roles and not session.person.has(*roles):
            await run_in_threadpool(refused, services, session.person, request)
            raise Forbidden
        if request.method not in SAFE and not await _brought_along(request, session):
            raise Forbidden("error.form_token")
        return session.person

    return Depends(check)


def refused(services: Services, person: Person, request: Request, document_id: str | None = None) -> None:
    """Put into the event log that *person* was kept from a page, or from a document."""
    route = request.scope.get("route")
    # The template of the address, not the address: what people type into one may be anything.
    detail = {"page": getattr(route, "path", ""), "method": request.method}
    services.acting_as(person.login).ledger.note("refused", document_id, detail)


def same_site(request: Request) -> bool:
    """Whether a request that changes something comes from our own pages; browsers say so, and others hold no session."""
    origin = request.headers.get("origin")
    if origin is not None and origin != "null":
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def current_session(request: Request, services: Services) -> Session | None:
    """The session that the browser's cookie names. Raises OutsideError, ConfigError."""
    token = request.cookies.get(COOKIE)
    return people.session(services, token) if token else None


def give_cookie(request: Request, response: Response, token: str) -> None:
    """Let the browser keep *token*, out of reach of scripts and of other sites."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")


async def _brought_along(request: Request, session: Session) -> bool:
    brought = request.headers.get("x-form-token")
    if brought is None and request.headers.get("content-type", "").startswith(("application/x-www-form", "multipart/form")):
        brought = str((await request.form()).get("form_token", ""))
    return secrets.compare_digest((brought or "").encode(), session.form_token.encode())
