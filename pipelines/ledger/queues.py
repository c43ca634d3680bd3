"""
What waits at the desk: parts of it by type, unit, batch, reason, age and deadline, and the order in which it is taken.

Age and deadline are the batch's, as the board of batches shows them: days since its receipt, and the day by which it is to be
done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from pipelines.clock import today
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.people import Scope
from pipelines.ledger.tables import batches, desk_claims, desk_notes, documents
from pipelines.model import Document
from pipelines.review.keying import KEYING

SKIPPED, ESCALATED = "skipped", "escalated"

# Written out, and not bound: the database then knows at planning that its indexes of what waits will do.
WAITS = documents.c.outcome == sa.literal_column("'review'")
OPEN = sa.func.coalesce(documents.c.reason, "").not_in(KEYING)
"""What is keyed blind has a desk of its own, where no value is shown."""


class Order(StrEnum):
    """What is taken first; each goes on with the next, and ends with age."""

    DEADLINE = "deadline"
    """Then the plan's priority: what has neither comes by age."""
    PRIORITY = "priority"
    """The plan's week, then the deadline."""
    OLDEST = "oldest"
    NEWEST = "newest"


class Due(StrEnum):
    """How near a batch's deadline is, counted in days of Việt Nam."""

    OVERDUE = "overdue"
    WEEK = "week"
    """Today, or within the next seven days."""
    LATER = "later"
    NONE = "none"


class Age(StrEnum):
    """How long ago a batch was received: ``DAY`` less than a day, ``WEEK`` less than seven, ``MONTH`` less than thirty."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    OLDER = "older"


_AGES = {Age.DAY: (0, 1), Age.WEEK: (1, 7), Age.MONTH: (7, 30), Age.OLDER: (30, None)}
_SOON = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Queue:
    """A part of what waits; None: whatever it is."""

    document_type: str | None = None
    unit: str | None = None
    batch_id: str | None = None
    reason: str | None = None
    """Rule of the weightiest finding."""
    due: Due | None = None
    age: Age | None = None
    escalated: bool = False
    """Only what was passed on to somebody with more say; everybody else's queues leave it out."""
    order: Order = Order.DEADLINE


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that wait and have all of this in common."""

    unit: str | None
    document_type: str | None
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """How much of a batch waits."""

    batch_id: str
    deadline: dt.date | None
    received_at: dt.datetime
    count: int

    @property
    def due(self) -> Due:
        """How near its deadline is."""
        if self.deadline is None:
            return Due.NONE
        left = self.deadline - today()
        return Due.OVERDUE if left < dt.timedelta(0) else Due.WEEK if left <= _SOON else Due.LATER

    @property
    def age(self) -> Age:
        """How long ago it was received."""
        days = (now() - self.received_at).days
        return next(age for age, (_, less) in _AGES.items() if less is None or days < less)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document in a queue."""

    document: Document
    reason: str | None
    holder: str | None
    """Login of whoever has taken it."""
    deadline: dt.date | None
    priority: int


class Queues(Door):
    """Counts and lists what waits."""

    def groups(self, scope: Scope, queue: Queue) -> list[Group]:
        """
        How many documents wait, by unit, type and reason; of *queue* batch, age and deadline count. Escalated ones are left out.
        """
        by = (documents.c.unit, documents.c.document_type, documents.c.reason)
        chosen = wanted(scope, Queue(batch_id=queue.batch_id, due=queue.due, age=queue.age))
        with self._reading() as connection:
            return [Group(*row) for row in connection.execute(sa.select(*by, sa.func.count()).where(*chosen).group_by(*by))]

    def deliveries(self, scope: Scope, queue: Queue) -> list[Delivery]:
        """Batches of *queue*, whatever batch, age and deadline it names, and how many documents of each wait; most first."""
        chosen = wanted(scope, replace(queue, batch_id=None, due=None, age=None, escalated=False))
        n = sa.func.count().label("n")
        counted = sa.select(documents.c.batch_id, n).where(*chosen).group_by(documents.c.batch_id).subquery()
        query = sa.select(batches.c.id, batches.c.deadline, batches.c.received_at, counted.c.n)
        query = query.join(counted, counted.c.batch_id == batches.c.id).order_by(counted.c.n.desc(), batches.c.id)
        with self._reading() as connection:
            return [Delivery(row.id, row.deadline, row.received_at, int(row.n)) for row in connection.execute(query)]

    def escalated(self, scope: Scope) -> int:
        """How many documents wait for somebody with more say."""
        query = sa.select(sa.func.count()).select_from(documents).where(WAITS, OPEN, scope.where(), noted(ESCALATED))
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def listed(self, scope: Scope, queue: Queue, limit: int) -> list[Waiting]:
        """The first documents of *queue*."""
        live = (desk_claims.c.document_id == documents.c.id) & (desk_claims.c.until > now())
        query = sa.select(documents, desk_claims.c.login).outerjoin(desk_claims, live)
        query = query.where(*wanted(scope, queue)).order_by(*ordered(queue.order)).limit(limit)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Waiting(as_document(row), row.reason, row.login, row.deadline, row.priority) for row in rows]


def wanted(scope: Scope, queue: Queue) -> list[sa.ColumnElement[bool]]:
    """The conditions on a row of ``documents`` that make it one of *queue*."""
    found = [WAITS, OPEN, scope.where(), noted(ESCALATED) if queue.escalated else ~noted(ESCALATED)]
    for column in ("document_type", "unit", "batch_id", "reason"):
        value = getattr(queue, column)
        if value is not None:
            found.append(documents.c[column].is_(None) if value == "" else documents.c[column] == value)
    if queue.due is not None:
        found.append(_is_due(queue.due))
    if queue.age is not None:
        least, less = _AGES[queue.age]
        of_age = batches.c.received_at <= now() - dt.timedelta(days=least)
        if less is not None:
            of_age &= batches.c.received_at > now() - dt.timedelta(days=less)
        found.append(documents.c.batch_id.in_(sa.select(batches.c.id).where(of_age)))
    return found


def ordered(order: Order) -> Sequence[sa.ColumnElement[Any]]:
    """How rows of ``documents`` are taken; ids begin with the day and rise with time."""
    id_, deadline = documents.c.id, documents.c.deadline.asc().nulls_last()
    return {
        Order.DEADLINE: (deadline, documents.c.priority, id_),
        Order.PRIORITY: (documents.c.priority, deadline, id_),
        Order.OLDEST: (id_,),
        Order.NEWEST: (id_.desc(),),
    }[order]


def noted(kind: str) -> sa.ColumnElement[bool]:
    """Whether somebody put the document off, or passed it on."""
    return sa.exists().where(desk_notes.c.document_id == documents.c.id, desk_notes.c.kind == kind)


def _is_due(due: Due) -> sa.ColumnElement[bool]:
    day, deadline = today(), documents.c.deadline
    return {
        Due.OVERDUE: deadline < day,
        Due.WEEK: deadline.between(day, day + _SOON),
        Due.LATER: deadline > day + _SOON,
        Due.NONE: deadline.is_(None),
    }[due]
