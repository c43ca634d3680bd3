"""Log-in and log-out, with a local account or through the agency's provider of accounts."""

from __future__ import annotations

import json
import re
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from pipelines.flow import oidc, people
from pipelines.ledger import Person
from web import access, texts
from web.access import requires
from web.house import House

ATTEMPT = "sohoa_login"
"""Cookie that holds what the provider's answer must fit, for ten minutes."""
TEN_MINUTES = 600


def router(house: House) -> APIRouter:
    """``/login`` (``?next=``), ``/logout``, ``/login/oidc`` and the way back from there."""
    pages = APIRouter()
    services = house.services

    def form(request: Request, status: int = 200, *, to: str = "/", said: str | None = None, login: str = "") -> Response:
        return house.page(
            request,
            "people/login.html",
            status,
            to=_inside(to),
            said=texts.both(said) if said else None,
            login=login,
            nobody=not services.ledger.people(),
            oidc=services.settings.oidc is not None,
        )

    @pages.get("/login")
    def ask(request: Request, to: Annotated[str, Query(alias="next")] = "/") -> Response:
        return form(request, to=to)

    @pages.post("/login")
    def log_in(
        request: Request,
        login: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        to: Annotated[str, Form(alias="next")] = "/",
    ) -> Response:
        address = request.client.host if request.client else ""
        try:
            found = people.log_in(services, login, password, address)
        except people.TooManyTries:
            return form(request, 429, to=to, said="people.too_many", login=login)
        if found is None:
            return form(request, 401, to=to, said="people.wrong", login=login)
        return _welcome(request, found[0], to)

    @pages.post("/logout")
    def log_out(request: Request, person: Annotated[Person, requires()]) -> Response:
        people.log_out(services.acting_as(person.login), request.cookies[access.COOKIE])
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(access.COOKIE, path="/")
        return answer

    @pages.get("/login/oidc")
    def leave(request: Request, to: Annotated[str, Query(alias="next")] = "/") -> Response:
        address, attempt = oidc.start(services, str(request.url_for("come_back")))
        answer = RedirectResponse(address, status_code=303)
        kept = json.dumps({**attempt.as_dict(), "next": _inside(to)})
        secure = request.url.scheme == "https"
        answer.set_cookie(ATTEMPT, kept, TEN_MINUTES, path="/login/oidc", httponly=True, samesite="lax", secure=secure)
        return answer

    @pages.get("/login/oidc/back", name="come_back")
    def come_back(request: Request, state: str = "") -> Response:
        try:
            kept = json.loads(request.cookies.get(ATTEMPT, ""))
            attempt = oidc.Attempt(kept["state"], kept["nonce"], kept["verifier"])
            found = oidc.finish(services, str(request.url_for("come_back")), str(request.url), attempt, state)
        except (oidc.Unproven, ValueError, KeyError, TypeError):
            return form(request, 401, said="people.unproven")
        if found is None:
            return form(request, 403, said="people.unknown")
        answer = _welcome(request, found[0], kept.get("next", "/"))
        answer.delete_cookie(ATTEMPT, path="/login/oidc")
        return answer

    return pages


def _welcome(request: Request, token: str, to: str) -> Response:
    answer = RedirectResponse(_inside(to), status_code=303)
    access.give_cookie(request, answer, token)
    return answer


def _inside(to: str) -> str:
    """*to* where it is a path of ours, else the overview: a link to the log-in must not lead on to another site."""
    return to if re.fullmatch(r"/(?:[A-Za-z0-9_.~-][A-Za-z0-9_.~/-]*)?", to) else "/"
