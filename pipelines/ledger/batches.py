"""
Batches as people answer for them: by when one is to be done, and where its papers wait for whom.

The deadline is one date a batch, given by people and by nobody else: a plan that is applied gives priorities and never touches
it. Documents carry their batch's, so that a queue need not look it up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door
from pipelines.ledger.people import Scope
from pipelines.ledger.queues import ESCALATED, noted
from pipelines.ledger.tables import batches, documents
from pipelines.model import Outcome, Stage
from pipelines.review.keying import KEYING


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch with unfinished papers."""

    id: str
    received_at: dt.datetime
    unit: str | None
    priority: int
    deadline: dt.date | None
    expected: int | None
    received: int
    closed: bool
    waiting: dict[str, int]
    """
    How many papers wait where: at a station (``ocr``, ``extract``, ``validate``, ``sign``, ``load``), for a ``review``, for a
    blind ``keying``, ``escalated``, for the verdict on their ``lot``, ``aside`` for somebody who mends.
    """


_NEXT = {
    Stage.INGEST: Stage.OCR,
    Stage.OCR: Stage.EXTRACT,
    Stage.EXTRACT: Stage.VALIDATE,
    Stage.VALIDATE: Stage.REVIEW,
    Stage.REVIEW: Stage.SIGN,
    Stage.SIGN: Stage.LOAD,
}
"""Which station comes after the last one finished."""
_UNFINISHED = (Outcome.ON_THE_WAY, Outcome.REVIEW, Outcome.SET_ASIDE)


class Batches(Door):
    """The board of batches, and their deadlines."""

    def open_batches(self, limit: int, scope: Scope | None = None, batch_id: str | None = None) -> list[OpenBatch]:
        """
        Batches of *scope* with unfinished papers, in the order in which people are to see to them: deadline, the plan's priority,
        age.
        """
        keyed = documents.c.reason.in_(KEYING)
        at = sa.case(
            (documents.c.outcome == Outcome.SET_ASIDE, "aside"),
            ((documents.c.outcome == Outcome.REVIEW) & keyed, "keying"),
            ((documents.c.outcome == Outcome.REVIEW) & noted(ESCALATED), "escalated"),
            (documents.c.outcome == Outcome.REVIEW, Stage.VALIDATE),
            ((documents.c.stage == Stage.REVIEW) & documents.c.hold.is_not(None), "lot"),
            else_=documents.c.stage,
        )
        with self._reading() as connection:
            # By the index on outcome: what is finished is most of the table, and is not looked at.
            waiting: dict[str, dict[str, int]] = {}
            query = sa.select(documents.c.batch_id, at, sa.func.count()).where(documents.c.outcome.in_(_UNFINISHED))
            query = query.where(documents.c.batch_id == batch_id) if batch_id else query
            for batch, place, n in connection.execute(query.group_by(documents.c.batch_id, at)):
                waiting.setdefault(batch, {})[_NEXT.get(place, place)] = n
            listed = sa.select(batches).where(batches.c.id.in_(sorted(waiting)[:30_000]))
            listed = listed.where(scope.where(batches.c.unit)) if scope else listed
            order = (batches.c.deadline.asc().nulls_last(), batches.c.priority, batches.c.received_at)
            rows = connection.execute(listed.order_by(*order).limit(limit)).all()
            counted = sa.select(documents.c.batch_id, sa.func.count()).where(documents.c.batch_id.in_([row.id for row in rows]))
            received: dict[str, int] = dict(connection.execute(counted.group_by(documents.c.batch_id)).tuples().all())
        return [
            OpenBatch(
                r.id, r.received_at, r.unit, r.priority, r.deadline, r.expected, received[r.id], r.closed_at is not None,
                waiting[r.id],
            )
            for r in rows
        ]  # fmt: skip

    def unit_of_batch(self, batch_id: str) -> str | None:
        """The unit that a batch was received for; None where none was named, or for a batch that does not exist."""
        with self._reading() as connection:
            return connection.scalar(sa.select(batches.c.unit).where(batches.c.id == batch_id))

    def set_deadline(self, batch_id: str, deadline: dt.date | None, reason: str = "") -> bool:
        """Give a batch another deadline, or none; whether anything changed. The batch's event says from what to what, and why."""
        with self._writing() as connection:
            return write_deadline(connection, self.actor, batch_id, deadline, reason)


def write_deadline(connection: sa.Connection, actor: str, batch_id: str, deadline: dt.date | None, reason: str = "") -> bool:
    """The same inside somebody's transaction."""
    query = sa.select(batches.c.deadline).where(batches.c.id == batch_id).with_for_update(key_share=True)
    row = connection.execute(query).one_or_none()
    if row is None or row.deadline == deadline:
        return False
    connection.execute(batches.update().where(batches.c.id == batch_id).values(deadline=deadline))
    carried = (documents.c.batch_id == batch_id) & documents.c.deadline.is_distinct_from(deadline)
    connection.execute(documents.update().where(carried).values(deadline=deadline))
    before, after = (day.isoformat() if day else None for day in (row.deadline, deadline))
    detail = {"before": before, "deadline": after, **({"reason": reason} if reason else {})}
    events.append(connection, actor, "batch_deadline", batch_id=batch_id, detail=detail)
    # What was received meanwhile came with the day of before; from the event on, receivers wait for this transaction.
    connection.execute(documents.update().where(carried).values(deadline=deadline))
    return True
