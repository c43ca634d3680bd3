"""The board of batches: by when each is to be done, and where its papers wait for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.clock import today
from pipelines.errors import ConfigError
from pipelines.flow import numbers, people
from pipelines.ledger import OpenBatch, Person, Role, Scope
from pipelines.services import Services

ANSWERS = (Role.MANAGER, Role.OPERATOR)
"""Who sees the board, and says by when a batch is to be done."""

WHO: Mapping[str, str] = {
    "receipt": "operator",
    "ocr": "machine",
    "extract": "machine",
    "validate": "machine",
    "review": "reviewer",
    "keying": "second",
    "escalated": "manager",
    "lot": "manager",
    "aside": "operator",
    "sign": "signer",
    "load": "machine",
}
"""Who acts next on papers that wait at a place, in the order of the line; ``second``: a reviewer who has not seen the paper."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Papers of a batch that wait at a place."""

    place: str
    """A key of ``WHO``."""
    who: str
    papers: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A batch on the board."""

    id: str
    unit: str
    priority: int
    deadline: dt.date | None
    days_left: int | None
    """Until the deadline; negative: so many days overdue."""
    received_at: dt.datetime
    days: int
    """Since its receipt."""
    received: int
    expected: int | None
    open: int
    """Papers that are not finished."""
    waits: tuple[Wait, ...]
    """Most papers first; the rest of an unfinished delivery before all."""

    @property
    def waits_for(self) -> str:
        """The place that most of its papers wait at."""
        return self.waits[0].place


def board(services: Services, scope: Scope | None = None, limit: int = 200) -> list[Standing]:
    """Batches with unfinished papers, in the order in which people are to see to them: deadline, the plan's priority, age."""
    return [_standing(row) for row in services.ledger.open_batches(limit, scope)]


def set_deadline(
    services: Services, batch_id: str, deadline: dt.date | None, reason: str = "", person: Person | None = None
) -> bool:
    """
    Say by when a batch is to be done, None: no day; whether anything changed. An event of the batch.

    On the pages *person* says so, and answers for batches of its own units alone. Raises ConfigError for a batch that there is
    not, which is also what somebody else's is.
    """
    numbers.check_batch(services, batch_id)
    if person is not None and not people.scope(person).holds(services.ledger.unit_of_batch(batch_id)):
        services.ledger.note("refused", None, {"page": "deadline"})
        raise ConfigError(f"no batch '{batch_id}'")
    return services.ledger.set_deadline(batch_id, deadline, reason)


def days_left(deadline: dt.date | None) -> int | None:
    """Days until a deadline in Việt Nam; negative after it."""
    return (deadline - today()).days if deadline else None


def as_json(row: Standing) -> dict[str, Any]:
    """A batch as programs read it."""
    return {
        "batch": row.id,
        "unit": row.unit or None,
        "received_at": row.received_at.isoformat(timespec="seconds"),
        "days": row.days,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "days_left": row.days_left,
        "priority": row.priority,
        "expected": row.expected,
        "received": row.received,
        "open": row.open,
        "waits": [{"place": wait.place, "who": wait.who, "papers": wait.papers} for wait in row.waits],
    }


def _standing(row: OpenBatch) -> Standing:
    along = {place: row.waiting[place] for place in WHO if place in row.waiting}
    waits = [Wait(place, WHO[place], n) for place, n in sorted(along.items(), key=lambda at: -at[1])]
    if row.expected is not None and row.received < row.expected and not row.closed:
        waits.insert(0, Wait("receipt", WHO["receipt"], row.expected - row.received))
    return Standing(
        id=row.id,
        unit=row.unit or "",
        priority=row.priority,
        deadline=row.deadline,
        days_left=days_left(row.deadline),
        received_at=row.received_at,
        days=(dt.datetime.now(dt.UTC) - row.received_at).days,
        received=row.received,
        expected=row.expected,
        open=sum(row.waiting.values()),
        waits=tuple(waits),
    )
