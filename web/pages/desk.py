"""
The desk: queues, a document beside its image, and the person's word on it.

Addresses name documents by their ids and hold nothing of what is on them; what is typed is posted. Every answer about a document
of another unit is the same as about one that does not exist.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from pipelines import review
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.flow import claims, pictures, suggest
from pipelines.ledger import Age, Due, Order, Person, Role
from pipelines.ledger import Queue as LedgerQueue
from web import deskqueue, deskview, texts
from web.access import requires
from web.house import House

Clerk = Annotated[Person, requires(*claims.AT_THE_DESK)]
Sender = Annotated[Person, requires(*claims.SENDS_CLASSES)]
Name = Annotated[str, Field(max_length=100)]
Text = Annotated[str, Field(max_length=2000)]


class Typed(BaseModel):
    """What was typed into a field."""

    field: Name
    value: Text
    confirmed: bool = False


class Drafts(BaseModel):
    """What was typed since the last time."""

    typed: Annotated[list[Typed], Field(max_length=100)]


class Word(BaseModel):
    """A person's word on a document."""

    action: Literal["settle", "reject"]
    values: Annotated[dict[Name, Text], Field(max_length=100)] = {}
    reason: Text = ""
    seen: Name
    dry_seal: bool | None = None


class Elsewhere(BaseModel):
    """Where else than onwards a document goes."""

    to: Literal["skipped", "escalated", "rescan", "ocr", "extract"]
    reason: Name
    note: Text = ""
    seen: Name


class Place(BaseModel):
    """A box on a page."""

    page: Annotated[int, Field(ge=1, le=100_000)]
    box: tuple[int, int, int, int]


class Asked(BaseModel):
    """The beginning of a value."""

    field: Name
    kind: Name
    typed: Text


def queue_of(
    document_type: Annotated[str | None, Query(alias="type", max_length=100)] = None,
    unit: Annotated[str | None, Query(max_length=100)] = None,
    batch: Annotated[str | None, Query(max_length=200)] = None,
    reason: Annotated[str | None, Query(max_length=100)] = None,
    due: Annotated[Due | None, Query()] = None,
    age: Annotated[Age | None, Query()] = None,
    escalated: Annotated[bool, Query()] = False,
    order: Annotated[Order, Query()] = Order.DEADLINE,
) -> LedgerQueue:
    """The part of the queue that an address names; ``type=`` with nothing behind it: of no type."""
    return LedgerQueue(document_type, unit, batch, reason, due, age, escalated, order)


Queue = Annotated[LedgerQueue, Depends(queue_of)]


def router(house: House) -> APIRouter:
    """``/desk`` (queues), ``/desk/next``, ``/desk/retry`` and ``/desk/d/<id>`` with what belongs to a document."""
    pages = APIRouter(prefix="/desk")

    @pages.get("")
    def queues(request: Request, person: Clerk, queue: Queue) -> Response:
        return house.page(request, "desk/queues.html", **deskqueue.arrange(house.acting(request), person, queue))

    @pages.post("/next")
    def take_next(request: Request, person: Clerk, queue: Queue) -> Response:
        found = claims.take_next(house.acting(request), person, _allowed(person, queue))
        back = deskqueue.address(queue)
        where = f"/desk/d/{found}{back}" if found else f"/desk{back}"
        if _is_script(request):
            return JSONResponse({"next": where})
        return RedirectResponse(where, status_code=303)

    @pages.post("/retry")
    def retry(request: Request, person: Sender, problem: Annotated[str, Form(max_length=100)]) -> Response:
        count = claims.retry_class(house.acting(request), person, problem)
        return house.page(request, "desk/retried.html", count=count, problem=problem, meaning=texts.problem(problem))

    @pages.post("/suggest")
    def suggestions(person: Clerk, asked: Asked) -> list[str]:
        return suggest.offer(house.services, person, asked.field, asked.kind, asked.typed)

    @pages.get("/d/{document_id}")
    def document(request: Request, person: Clerk, queue: Queue, document_id: str) -> Response:
        services = house.acting(request)
        try:
            lying = claims.take(services, person, document_id)
        except claims.OutOfReach:
            return _none_such(house, request)
        except claims.Blind:
            return RedirectResponse("/quality", status_code=303)
        shown = deskview.arrange(services, person, lying, pictures.pages(services, lying.case.document))
        return house.page(request, "desk/document.html", queue=deskqueue.address(queue), **shown)

    @pages.get("/d/{document_id}/page/{number}.jpg")
    def picture(request: Request, person: Clerk, document_id: str, number: int, w: int = pictures.WIDTHS[1]) -> Response:
        services = house.acting(request)
        try:
            found = claims.look(services, person, document_id)
            data = pictures.picture(services, found, number, w)
        except (claims.OutOfReach, ConfigError):
            return _none_such(house, request)
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        # The browser may keep it, and asks each time whether it may show it: rights are looked at here, every time.
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type="image/jpeg", headers=headers)

    @pages.post("/d/{document_id}/text")
    def text(request: Request, person: Clerk, document_id: str, place: Place) -> Response:
        return _told(
            house, request, lambda: {"text": claims.read(house.acting(request), person, document_id, place.page, place.box)}
        )

    @pages.post("/d/{document_id}/draft")
    def draft(request: Request, person: Clerk, document_id: str, drafts: Drafts) -> Response:
        def keep() -> dict[str, Any]:
            typed = [(one.field, one.value, one.confirmed) for one in drafts.typed]
            if typed:
                claims.save_draft(house.acting(request), person, document_id, typed)
            return {"holder": claims.hold(house.acting(request), person, document_id)}

        return _told(house, request, keep)

    @pages.post("/d/{document_id}/rule")
    def rule(request: Request, person: Clerk, document_id: str, word: Word) -> Response:
        def say() -> dict[str, Any]:
            claims.rule(
                house.acting(request),
                person,
                document_id,
                word.action,
                values=word.values,
                reason=word.reason or None,
                seen=word.seen,
                dry_seal=word.dry_seal,
            )
            return {}

        return _told(house, request, say)

    @pages.post("/d/{document_id}/elsewhere")
    def elsewhere(request: Request, person: Clerk, document_id: str, way: Elsewhere) -> Response:
        def send() -> dict[str, Any]:
            services = house.acting(request)
            if way.to in ("skipped", "escalated"):
                claims.put_off(services, person, document_id, way.to, way.reason, way.note, way.seen)
            else:
                claims.send_back(services, person, document_id, way.to, way.reason, way.seen)
            return {}

        return _told(house, request, send)

    return pages


def _allowed(person: Person, queue: LedgerQueue) -> LedgerQueue:
    """What was escalated is for those with more say."""
    if queue.escalated and not person.has(Role.MANAGER):
        return LedgerQueue()
    return queue


def _told(house: House, request: Request, act: Any) -> Response:
    """What *act* says, or why not, for the script of the page."""
    try:
        return JSONResponse(act())
    except claims.OutOfReach:
        return _none_such(house, request)
    except review.Refused as refused:
        why = [{"field": f.field, "rule": f.rule, "message": f.message, "message_en": f.message_en} for f in refused.findings]
        return JSONResponse({"refused": why}, status_code=422)
    except DocumentProblem as problem:
        told = {"error": problem.code, "message": problem.message, "message_en": problem.message_en}
        return JSONResponse(told, status_code=409)
    except (ValueError, ConfigError):
        said = texts.catalogue()["error.request"]
        return JSONResponse({"error": "error.request", "message": said["vi"], "message_en": said["en"]}, status_code=400)


def _none_such(house: House, request: Request) -> Response:
    if _is_script(request):
        said = texts.catalogue()["error.missing"]
        return JSONResponse({"error": "error.missing", "message": said["vi"], "message_en": said["en"]}, status_code=404)
    return house.page(request, "error.html", 404, what=texts.both("error.missing"))


def _is_script(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
