"""
Checks on the work: blind keying, what was drawn as a sample, error rates with their intervals, delivery lots.

Numbers are the team's and one's own; nobody is listed. Papers and lots are those of the person's units, as at the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from pipelines import review
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.flow import claims, people, pictures, quality, recheck
from pipelines.ledger import Lot, Person, Role
from pipelines.review.sampling import AQLS, LEVELS
from pipelines.services import Services
from web import texts
from web.access import Forbidden, refused, requires
from web.house import House

Clerk = Annotated[Person, requires(*claims.AT_THE_DESK)]
Manager = Annotated[Person, requires(Role.MANAGER)]
Short = Annotated[str, Form(max_length=200)]

SHOWN = 100


async def typed_fields(request: Request) -> dict[str, str]:
    """{field: what was typed}, from the inputs ``f-<field>`` of a form; fields differ from type to type."""
    form = await request.form()
    return {name.removeprefix("f-"): str(value)[:2000] for name, value in form.items() if name.startswith("f-")}


Typed = Annotated[dict[str, str], Depends(typed_fields)]


def router(house: House) -> APIRouter:
    """``/quality``, ``/quality/key/<id>``, ``/lots`` and what is done with a lot."""
    pages = APIRouter()

    @pages.get("/quality")
    def overview(request: Request, person: Clerk, keyed: Literal["settled", "third"] | None = None) -> Response:
        return _overview(house, request, person, keyed=keyed)

    @pages.post("/quality/sample")
    def sample(request: Request, person: Manager, count: Annotated[int, Form(ge=1, le=1000)], unit: Short = "") -> Response:
        scope = people.scope(person)
        return _again(house, request, person, lambda s: recheck.draw_sample(s, count, scope=scope, unit=unit or None))

    @pages.post("/quality/reopen")
    def reopen(request: Request, person: Manager, document: Short, reason: Short) -> Response:
        def open_again(services: Services) -> None:
            recheck.reopen(services, claims.reach(services, person, document.strip(), "reopen").id, reason)

        return _again(house, request, person, open_again)

    @pages.get("/quality/key/{document_id}")
    def task(request: Request, person: Clerk, document_id: str) -> Response:
        return _task(house, request, person, document_id)

    @pages.post("/quality/key/{document_id}")
    def key(request: Request, person: Clerk, document_id: str, typed: Typed) -> Response:
        services = house.acting(request)
        try:
            claims.reach(services, person, document_id, "key")
            settled = quality.key(services, document_id, typed)
        except review.Refused as refused_values:
            said = [texts.pair(finding.message, finding.message_en) for finding in refused_values.findings]
            return _task(house, request, person, document_id, said, typed)
        except claims.OutOfReach:
            return house.page(request, "error.html", 404, what=texts.both("error.missing"))
        except DocumentProblem as problem:
            return house.page(request, "error.html", 409, what=texts.pair(problem.message, problem.message_en))
        return RedirectResponse(f"/quality?keyed={'settled' if settled else 'third'}", status_code=303)

    @pages.get("/lots")
    def lots(request: Request, person: Manager) -> Response:
        return _lots(house, request, person)

    @pages.post("/lots/open")
    def open_lot(
        request: Request,
        person: Manager,
        unit: Short = "",
        batch: Short = "",
        source: Short = "",
        aql: Annotated[float | None, Form()] = None,
        level: Annotated[str | None, Form(max_length=3)] = None,
    ) -> Response:
        if not people.scope(person).holds(unit or None):
            refused(house.services, person, request)
            raise Forbidden
        act = partial(
            quality.open_lot, unit=unit or None, batch=batch or None, source=source or None, aql=aql, level=level or None
        )
        return _done(house, request, person, act)

    @pages.post("/lots/{lot_id}/judge")
    def judge(request: Request, person: Manager, lot_id: str) -> Response:
        _reach(house, request, person, lot_id)
        return _done(house, request, person, lambda services: quality.judge_lot(services, lot_id))

    @pages.post("/lots/{lot_id}/again")
    def again(request: Request, person: Manager, lot_id: str) -> Response:
        _reach(house, request, person, lot_id)
        return _done(house, request, person, lambda services: quality.present_again(services, lot_id))

    @pages.post("/lots/{lot_id}/undo")
    def undo(request: Request, person: Manager, lot_id: str, reason: Short = "") -> Response:
        _reach(house, request, person, lot_id)
        return _done(house, request, person, lambda services: quality.undo_lot(services, lot_id, reason))

    return pages


def _overview(
    house: House, request: Request, person: Person, status: int = 200, said: Markup | None = None, keyed: str | None = None
) -> Response:
    services = house.acting(request)
    looks = [row for row in services.ledger.open_looks(limit=SHOWN) if people.may_see(person, row[0])]
    keying = [one for one in quality.keying_queue(services, SHOWN) if people.may_see(person, one)]
    return house.page(
        request,
        "quality/overview.html",
        status,
        report=quality.report(services),
        doctypes=services.doctypes,
        looks=looks,
        keying=keying,
        keyed=keyed,
        said=said,
        draws=person.has(Role.MANAGER),
    )


def _again(house: House, request: Request, person: Person, act: Callable[[Services], object]) -> Response:
    try:
        act(house.acting(request))
    except claims.OutOfReach:
        return _overview(house, request, person, 404, texts.both("error.missing"))
    except DocumentProblem as problem:
        return _overview(house, request, person, 409, texts.pair(problem.message, problem.message_en))
    except ConfigError:
        return _overview(house, request, person, 400, texts.both("error.request"))
    return RedirectResponse("/quality", status_code=303)


def _task(
    house: House,
    request: Request,
    person: Person,
    document_id: str,
    said: Sequence[Markup] = (),
    typed: dict[str, str] | None = None,
) -> Response:
    services = house.acting(request)
    try:
        document = claims.reach(services, person, document_id, "key")
        task = quality.keying_task(services, document_id)
    except claims.OutOfReach:
        return house.page(request, "error.html", 404, what=texts.both("error.missing"))
    except DocumentProblem as problem:
        return house.page(request, "error.html", 409, what=texts.pair(problem.message, problem.message_en))
    services.ledger.note("viewed", document.id, {"page": "key"})
    fields = [
        (task.doctype.fields[name], [review.shown(v, task.doctype.fields[name]) for v in c]) for name, c in task.choices.items()
    ]
    numbers = [page.number for page in pictures.pages(services, document)] or [1]
    content: dict[str, Any] = {"task": task, "fields": fields, "numbers": numbers, "said": said, "typed": typed or {}}
    return house.page(request, "quality/key.html", 422 if said else 200, **content)


def _lots(house: House, request: Request, person: Person, status: int = 200, said: Markup | None = None) -> Response:
    services = house.acting(request)
    shown = [lot for lot in services.ledger.lots(limit=SHOWN) if _may_see(person, lot)]
    policy = services.policy
    return house.page(request, "quality/lots.html", status, lots=shown, said=said, aqls=AQLS, levels=LEVELS, policy=policy)


def _done(house: House, request: Request, person: Person, act: Callable[[Services], Lot]) -> Response:
    try:
        act(house.acting(request))
    except DocumentProblem as problem:
        return _lots(house, request, person, 409, texts.pair(problem.message, problem.message_en))
    except ConfigError:
        return _lots(house, request, person, 400, texts.both("error.request"))
    return RedirectResponse("/lots", status_code=303)


def _reach(house: House, request: Request, person: Person, lot_id: str) -> None:
    """Raises Forbidden for the lot of another unit, and for one that does not exist: which of the two is not said."""
    lot = house.services.ledger.lot(lot_id)
    if lot is None or not _may_see(person, lot):
        refused(house.services, person, request)
        raise Forbidden


def _may_see(person: Person, lot: Lot) -> bool:
    return people.scope(person).holds(lot.chosen.get("unit"))
