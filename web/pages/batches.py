"""The board of batches: deadlines, and which batch waits for whom. Batches are those of the person's units, like papers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from pipelines.errors import ConfigError
from pipelines.flow import board, people
from pipelines.ledger import UNPLANNED, Person
from web.access import requires
from web.house import House
from web.pages.progress import PARTS

Reader = Annotated[Person, requires(*board.ANSWERS)]


def router(house: House) -> APIRouter:
    """``/progress/batches``, and ``/progress/batches/deadline``."""
    pages = APIRouter(prefix="/progress/batches")

    @pages.get("")
    def batches(request: Request, person: Reader) -> Response:
        found = board.board(house.services, people.scope(person))
        lanes = {place: [row for row in found if row.waits_for == place] for place in board.WHO}
        names = house.services.ledger.unit_names()
        content: dict[str, Any] = {"part": "batches", "parts": PARTS, "lanes": lanes, "names": names, "unplanned": UNPLANNED}
        return house.page(request, "progress/batches.html", **content)

    @pages.post("/deadline")
    def deadline(
        request: Request,
        person: Reader,
        batch: Annotated[str, Form(max_length=200)],
        day: Annotated[str, Form(max_length=10)] = "",
        reason: Annotated[str, Form(max_length=300)] = "",
    ) -> Response:
        try:
            board.set_deadline(house.acting(request), batch, dt.date.fromisoformat(day) if day else None, reason, person)
        except ValueError:
            raise HTTPException(400) from None
        except ConfigError:
            raise HTTPException(404) from None
        return RedirectResponse("/progress/batches", status_code=303)

    return pages
