"""
Anybody may bring a PDF and be told what its signatures are worth; nothing of it is kept or put into a log.

The same verdict as ``sohoa verify``, in words for people. The form needs no session, so it carries a token of its own that must
come back in a cookie too (OWASP: signed double submit), and a file is read no further than ``LARGEST`` bytes.
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup
from starlette.datastructures import UploadFile

from pipelines.flow import registry
from pipelines.model import SignatureReport, Verification
from pipelines.services import Services
from web import texts
from web.house import House

LARGEST = 40 * 1024 * 1024
"""Bytes; a paper of a hundred colour pages stays below."""
ROOM = 64 * 1024
"""Bytes of a request around its file."""
COOKIE = "sohoa_verify"
AT_ONCE = 2
"""Files that are judged at the same time: judging one may take seconds, and everybody may ask."""


def router(house: House) -> APIRouter:
    """``/verify``: the form, and the verdict on what was brought."""
    pages = APIRouter()
    running: deque[None] = deque(maxlen=AT_ONCE)

    @pages.api_route("/verify", methods=["GET", "HEAD"])
    def ask(request: Request) -> Response:
        return _form(house, request)

    @pages.post("/verify")
    async def judge(request: Request) -> Response:
        said = request.headers.get("content-length", "")
        if not said.isdecimal() or int(said) > LARGEST + ROOM:  # before a byte of it is read
            return _form(house, request, 413, refused=texts.both("verify.too_large", size=LARGEST // 1024 // 1024))
        async with request.form(max_files=1, max_fields=1) as form:
            token, file = form.get("verify_token"), form.get("file")
            kept = request.cookies.get(COOKIE, "")
            if not isinstance(token, str) or not kept or not hmac.compare_digest(token.encode(), kept.encode()):
                return _form(house, request, 403, refused=texts.both("verify.token"))
            data = await file.read() if isinstance(file, UploadFile) else b""
        if not data:
            return _form(house, request, 400, refused=texts.both("verify.empty"))
        if len(running) == AT_ONCE:
            return _form(house, request, 503, refused=texts.both("verify.busy"))
        running.append(None)
        try:
            told = await run_in_threadpool(_told, house.services, data)
        finally:
            running.pop()
        return _form(house, request, **told)

    return pages


def _form(house: House, request: Request, status: int = 200, **content: Any) -> Response:
    token = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
    given: dict[str, Any] = {"verdict": None, "refused": None, "token": token, "largest": LARGEST // 1024 // 1024}
    answer = house.page(request, "verify/verify.html", status, **{**given, **content})
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/verify")
    return answer


def _told(services: Services, data: bytes) -> dict[str, Any]:
    """What the page says of the file. Nobody is named but who signed and who the file itself names as its converter."""
    verification, known = registry.verify_bytes(services, data)
    return {
        "verdict": verification.verdict,
        "reasons": verification.reasons,
        "signatures": [_signature(report) for report in verification.signatures],
        "conversion": _conversion(verification),
        "known": known,
        "data": texts.both("verify.data." + {True: "same", False: "differs", None: "alone"}[known.get("same_data")])
        if verification.data is not None
        else None,
        "standing": texts.both("verify.registry." + known["status"]) if known else None,
    }


def _signature(report: SignatureReport) -> dict[str, Any]:
    return {
        "signer": report.signer,
        "issuer": report.issuer,
        "at": report.signed_at,
        "level": report.level,
        "state": "met" if report.trusted else "behind" if report.intact else "overdue",
        "standing": texts.both("verify." + ("trusted" if report.trusted else "intact" if report.intact else "broken")),
        "revocation": texts.both("verify.revocation." + report.revocation),
        "changed": texts.both("verify.changed." + report.changed),
        "timestamp": report.timestamp,
        "reasons": report.reasons,
    }


def _conversion(verification: Verification) -> list[tuple[Markup, str]]:
    known = texts.catalogue()
    named = (("verify.record." + name.lower(), value) for name, value in verification.conversion.items())
    return [(texts.both(key), value) for key, value in named if key in known]
