"""
Values that people vouched for in fields that name no person: what the desk offers to whoever types the next one.

Names of people are never among them. Each value is kept with the unit of its papers, and is offered to those alone who may see
these papers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pipelines.ledger.door import Door
from pipelines.ledger.people import Scope
from pipelines.ledger.tables import documents, reviews, said_values
from pipelines.model import Review

SHARED = ("issuing_agency", "issue_place", "signer_title")
"""Fields that every type has, that name bodies, places and posts, and that hold the same values on many papers."""
_MOST = 2000
"""Values of a field that are looked through, the most usual ones."""


class Wording(Door):
    """What was said before."""

    def said_values(self, field: str, scope: Scope) -> list[str]:
        """Values that people vouched for in *field* of papers of *scope*, the most usual first."""
        times = sa.func.sum(said_values.c.times)
        query = sa.select(said_values.c.value).where(said_values.c.field == field, scope.where(said_values.c.unit))
        with self._reading() as connection:
            return list(
                connection.scalars(query.group_by(said_values.c.value).order_by(times.desc(), said_values.c.value).limit(_MOST))
            )


def remember(connection: sa.Connection, document_id: str, said: Iterable[Review]) -> None:
    """Count what a ruling *said* in the shared fields of a document."""
    values = {word.field: word.human_value for word in said if word.field in SHARED and isinstance(word.human_value, str)}
    if values:
        unit = connection.scalar(sa.select(documents.c.unit).where(documents.c.id == document_id)) or ""
        _count(connection, Counter({(field, unit, value): 1 for field, value in values.items()}))


def remember_all(connection: sa.Connection) -> None:
    """Count what was said before there was a table for it."""
    query = sa.select(reviews.c.field, documents.c.unit, reviews.c.human_value)
    query = query.join(documents, documents.c.id == reviews.c.document_id).where(reviews.c.field.in_(SHARED))
    rows = connection.execution_options(yield_per=10_000).execute(query)
    _count(connection, Counter((field, unit or "", value) for field, unit, value in rows if isinstance(value, str)))


def _count(connection: sa.Connection, times: Counter[tuple[str, str, str]]) -> None:
    # In one order: two rulings that count the same two values do not wait for each other in a circle.
    rows = [{"field": field, "unit": unit, "value": value, "times": n} for (field, unit, value), n in sorted(times.items())]
    table = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for row in rows:
        insert = table(said_values).values(row)
        more = {"times": said_values.c.times + insert.excluded.times}
        connection.execute(insert.on_conflict_do_update(index_elements=["field", "unit", "value"], set_=more))
