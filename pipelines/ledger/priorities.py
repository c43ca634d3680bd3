"""
The plan's priority on the line: which batch goes first at every station.

A batch goes as soon as its most urgent papers are planned; its documents carry its number, so that a claim need not look it up.
Batches that are opened later inherit what the plan that was applied last says of their unit and level.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door
from pipelines.ledger.tables import batches, documents, plan_priorities, stock_units
from pipelines.model import Outcome

UNPLANNED = 50
"""Priority of what no plan named: after fifty weeks of plan, before what comes later still."""
_OPEN = (Outcome.ON_THE_WAY, Outcome.REVIEW)


class Priorities(Door):
    """Puts a plan into effect."""

    def apply_plan(self, soon: Mapping[tuple[str, str, str], int]) -> int:
        """
        Take over how *soon* (week from 1) the plan signs papers of each (unit of today, level, document type); how many batches
        changed their place. Every open batch is looked at; one that the plan does not name goes back to ``UNPLANNED``.
        """
        with self._writing() as connection:
            connection.execute(plan_priorities.delete())
            if soon:
                rows = [{"unit": u, "level": v, "document_type": t, "priority": n} for (u, v, t), n in sorted(soon.items())]
                connection.execute(plan_priorities.insert(), rows)
            today = _today()
            kind = sa.func.coalesce(documents.c.document_type, documents.c.declared_type, "")
            planned = sa.and_(
                plan_priorities.c.unit == today,
                plan_priorities.c.level == documents.c.level,
                sa.or_(kind == "", plan_priorities.c.document_type == kind),
            )
            joined = documents.outerjoin(stock_units, stock_units.c.unit == documents.c.unit).outerjoin(plan_priorities, planned)
            first = sa.func.coalesce(sa.func.min(plan_priorities.c.priority), UNPLANNED)
            query = (
                sa.select(documents.c.batch_id, first.label("priority"), batches.c.priority.label("before"))
                .select_from(joined.join(batches, batches.c.id == documents.c.batch_id))
                .where(documents.c.outcome.in_(_OPEN))
                .group_by(documents.c.batch_id, batches.c.priority)
                .order_by(documents.c.batch_id)
            )
            changed = [row for row in connection.execute(query).all() if row.priority != row.before]
            for row in changed:
                connection.execute(batches.update().where(batches.c.id == row.batch_id).values(priority=row.priority))
                here = (documents.c.batch_id == row.batch_id) & documents.c.outcome.in_(_OPEN)
                connection.execute(documents.update().where(here).values(priority=row.priority))
                detail = {"before": row.before, "priority": row.priority}
                events.append(connection, self.actor, "batch_prioritised", batch_id=row.batch_id, detail=detail)
            events.append(connection, self.actor, "plan_applied", detail={"cells": len(soon), "batches": len(changed)})
        return len(changed)


def planned_priority(connection: sa.Connection, unit: str | None, level: str | None) -> int:
    """What the applied plan says of a new batch of *unit* and *level*: as soon as the soonest of its papers."""
    if not unit or not level:
        return UNPLANNED
    known = connection.scalar(sa.select(stock_units.c.today).where(stock_units.c.unit == unit))
    same = (plan_priorities.c.unit == (known or unit)) & (plan_priorities.c.level == level)
    found = connection.scalar(sa.select(sa.func.min(plan_priorities.c.priority)).where(same))
    return UNPLANNED if found is None else int(found)


def _today() -> sa.ColumnElement[str]:
    return sa.func.coalesce(stock_units.c.today, documents.c.unit)
