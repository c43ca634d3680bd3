"""
The plan for managers: what every station does in which week, what is missing for the goals, and what if there were more hands.

A question is an address (``/plan?review=12``), so that an answer can be passed on; only putting a plan into effect changes
anything. The same question within ten minutes is answered from memory: planning a province takes seconds.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from pipelines.errors import ConfigError
from pipelines.flow import planning
from pipelines.ledger import EVERYWHERE, Person, Role
from pipelines.services import Services
from pipelines.targets import planfiles
from pipelines.targets.staffing import STATIONS, load_staffing
from pipelines.targets.wording import said
from web import texts
from web.access import Forbidden, refused, requires
from web.house import House

ROWS = 200
WEEKS_SHOWN = 12
_KEPT, _SECONDS = 16, 600.0
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Manager = Annotated[Person, requires(Role.MANAGER)]


class Asked:
    """A question out of an address, as it stands there: what cannot be understood is told beside the form."""

    def __init__(
        self,
        weeks: Annotated[str, Query()] = "",
        by: Annotated[str, Query()] = "",
        scan: Annotated[str, Query()] = "",
        read: Annotated[str, Query()] = "",
        review: Annotated[str, Query()] = "",
        sign: Annotated[str, Query()] = "",
        straight_through: Annotated[str, Query()] = "",
    ) -> None:
        self.given = {
            "weeks": weeks, "by": by, "scan": scan, "read": read, "review": review, "sign": sign,
            "straight_through": straight_through,
        }  # fmt: skip

    @property
    def query(self) -> str:
        """The address's part behind the question mark."""
        return urlencode({name: value for name, value in self.given.items() if value})

    def request(self) -> planning.Request:
        """Raises ValueError for what is no number or day."""
        given = {name: value.strip() for name, value in self.given.items() if value.strip()}
        share = given.get("straight_through")
        return planning.Request(
            weeks=int(given.get("weeks", planning.WEEKS)),
            by=dt.date.fromisoformat(given["by"]) if "by" in given else None,
            counts={name: int(given[name]) for name in STATIONS if name in given},
            straight_through=float(share.replace(",", ".")) / 100 if share else None,
        )


Question = Annotated[Asked, Depends()]


class _Memory:
    """Plans that were made a moment ago; one is made at a time."""

    def __init__(self) -> None:
        self.plans: OrderedDict[str, tuple[float, planning.Planned | None]] = OrderedDict()
        self.lock = threading.Lock()

    def plan(self, services: Services, asked: Asked) -> planning.Planned | None:
        with self.lock:
            at, kept = self.plans.pop(asked.query, (0.0, None))
            if not at or time.monotonic() - at > _SECONDS:
                at, kept = time.monotonic(), planning.make(services, asked.request())
            # An empty house is asked again: somebody may just have taken its stock over.
            if kept is not None:
                self.plans[asked.query] = at, kept
            while len(self.plans) > _KEPT:
                self.plans.popitem(last=False)
            return kept


def router(house: House) -> APIRouter:
    """``/plan`` with its question, ``/plan.xlsx`` and ``/plan.ics`` of the same, ``/plan/apply``."""
    pages = APIRouter()
    memory = _Memory()

    @pages.api_route("/plan", methods=["GET", "HEAD"])
    def show(request: Request, person: Manager, asked: Question, applied: Annotated[int | None, Query()] = None) -> Response:
        staffing = load_staffing(house.services.settings.config / "plan.yaml")
        shown: dict[str, Any] = {
            "given": asked.given,
            "query": asked.query,
            "staffing": staffing,
            "applied": applied,
            "may_apply": EVERYWHERE in person.units,
        }
        try:
            made = memory.plan(house.services, asked)
        except (ValueError, ConfigError):
            return house.page(request, "plan/plan.html", 400, wrong=True, made=None, **shown)
        return house.page(
            request, "plan/plan.html", wrong=False, made=made, **shown, **(_view(made, _labels(house)) if made else {})
        )

    @pages.get("/plan.xlsx")
    def workbook(person: Manager, asked: Question) -> Response:  # noqa: ARG001 - only who may
        made = _made(memory, house, asked)
        data = planfiles.workbook(made.plan, made.assumptions, made.findings, _labels(house))
        return _file(data, XLSX, f"ke-hoach-{made.plan.start}.xlsx")

    @pages.get("/plan.ics")
    def calendar(person: Manager, asked: Question) -> Response:  # noqa: ARG001
        made = _made(memory, house, asked)
        data = planfiles.calendar(made.plan, _labels(house), dt.datetime.now(dt.UTC))
        return _file(data, "text/calendar; charset=utf-8", f"ke-hoach-{made.plan.start}.ics")

    @pages.post("/plan/apply")
    def put_into_effect(request: Request, person: Manager, asked: Question) -> Response:
        if EVERYWHERE not in person.units:
            # A plan moves everybody's batches.
            refused(house.services, person, request)
            raise Forbidden
        made = _made(memory, house, asked)
        changed = planning.put_into_effect(house.acting(request), made)
        return RedirectResponse(f"/plan?{asked.query}&applied={changed}".replace("?&", "?"), status_code=303)

    return pages


def _made(memory: _Memory, house: House, asked: Asked) -> planning.Planned:
    try:
        made = memory.plan(house.services, asked)
    except ValueError:
        raise ConfigError("the address of the plan holds no number or day where one belongs") from None
    if made is None:
        raise ConfigError("there is nothing to plan")
    return made


def _labels(house: House) -> dict[str, str]:
    return {name: doctype.label for name, doctype in house.services.doctypes.items()}


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _view(made: planning.Planned, labels: dict[str, str]) -> dict[str, Any]:
    """What the page shows of a plan, arranged."""
    plan = made.plan
    first = [order for order in plan.orders if order.week == plan.start]
    monday: dict[tuple[str, str], list[Any]] = {}
    for order in first:
        row = monday.setdefault((order.station, order.work.unit), [order.work.unit_name, 0, 0, 0.0, set()])
        row[1] += order.documents
        row[2] += order.batches
        row[3] += order.hours
        row[4].add(labels.get(order.work.document_type, order.work.document_type))
    rows = [
        {"station": station, "unit": unit, "name": name, "documents": n, "batches": b, "hours": hours, "types": sorted(types)}
        for (station, unit), (name, n, b, hours, types) in monday.items()
    ]
    weeks = [plan.start + dt.timedelta(weeks=k) for k in range(min(plan.weeks, WEEKS_SHOWN))]
    used = {(load.station, load.week): (100 * load.planned / load.hours if load.hours else None) for load in plan.loads}
    return {
        "findings": [texts.pair(*text) for text in made.findings],
        "assumptions": [texts.pair(*text) for text in made.assumptions],
        "rows": rows[:ROWS],
        "hidden": max(0, len(rows) - ROWS),
        "visits": [visit for visit in plan.visits if visit.week == plan.start],
        "weeks": weeks,
        "capacity": [(station, [used[station, week] for week in weeks]) for station in STATIONS],
        "outcomes": plan.outcomes,
        "station_name": lambda station: texts.pair(*said(f"station.{station}")),
    }
