"""The numbers: counts of documents, batches against what they announced, and the ledger's own soundness."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door, as_document
from pipelines.ledger.line import Artefact
from pipelines.ledger.tables import artefacts, batches, documents, state_changes, state_counts
from pipelines.ledger.tables import events as events_table
from pipelines.model import Document, Outcome


@dataclass(frozen=True, slots=True)
class BatchCount:
    """A batch: announced, received, and where its documents are."""

    id: str
    received_at: dt.datetime
    closed: bool
    """Whether the whole delivery is in."""
    expected: int | None
    received: int
    outcomes: dict[str, int]
    deadline: dt.date | None = None


class Numbers(Door):
    """Counts. Each is one query over ``documents``; nothing is kept twice."""

    def count(self, column: str, *, batch_id: str | None = None, only: Outcome | None = None) -> dict[str, int]:
        """
        How many documents by ``outcome``, ``stage`` or ``problem``; empty values are left out.

        Of a batch they are counted; of all papers they are the counts that triggers keep (``steps``), for those may be millions.
        """
        if batch_id:
            by: sa.ColumnElement[str] = documents.c[column]
            query = sa.select(by, sa.func.count()).where(by.is_not(None), documents.c.batch_id == batch_id).group_by(by)
            query = query.where(documents.c.outcome == only) if only else query
        else:
            kept = sa.union_all(sa.select(state_counts), sa.select(state_changes)).subquery()
            by, n = kept.c[column], sa.func.sum(kept.c.n)
            query = sa.select(by, n).where(by != "").group_by(by).having(n != 0)
            query = query.where(kept.c.outcome == only) if only else query
        with self._reading() as connection:
            return {str(key): int(n) for key, n in connection.execute(query).all()}

    def batches(self, newest: int | None = None) -> list[BatchCount]:
        """Every batch, or the *newest* so many, newest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(batches).order_by(batches.c.received_at.desc()).limit(newest)).all()
            query = sa.select(documents.c.batch_id, documents.c.outcome, sa.func.count()).group_by(
                documents.c.batch_id, documents.c.outcome
            )
            if newest is not None:
                query = query.where(documents.c.batch_id.in_([row.id for row in rows]))
            counts: dict[str, dict[str, int]] = {}
            for batch_id, outcome, n in connection.execute(query):
                counts.setdefault(batch_id, {})[outcome] = n
        return [
            BatchCount(
                row.id,
                row.received_at,
                row.closed_at is not None,
                row.expected,
                sum(counts.get(row.id, {}).values()),
                counts.get(row.id, {}),
                row.deadline,
            )
            for row in rows
        ]

    def count_batches(self) -> int:
        """How many batches there are."""
        with self._reading() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(batches)).scalar_one()

    def has_batch(self, batch_id: str) -> bool:
        """Whether there is such a batch."""
        with self._reading() as connection:
            return connection.execute(sa.select(batches.c.id).where(batches.c.id == batch_id)).first() is not None

    def faults(self) -> list[str]:
        """What is wrong inside the ledger: the chain, or documents without their receipt."""
        with self._reading() as connection:
            wrong = events.check_chain(connection)
            received = connection.execute(
                sa.select(sa.func.count()).select_from(events_table).where(events_table.c.kind.in_(("received", "split_off")))
            ).scalar_one()
            rows = connection.execute(sa.select(sa.func.count()).select_from(documents)).scalar_one()
            if received != rows:
                wrong.append(f"{received} documents were received, {rows} are in the ledger")
            known = [outcome.value for outcome in Outcome]
            stray = connection.execute(
                sa.select(sa.func.count()).select_from(documents).where(documents.c.outcome.not_in(known))
            ).scalar_one()
            if stray:
                wrong.append(f"{stray} documents have no known outcome")
        return wrong

    def bytes_of_all(self) -> Iterator[tuple[Document, Artefact]]:
        """Every document with each of its artefacts, for the audit; a thousand documents at a time."""
        last = ""
        while True:
            with self._reading() as connection:
                ids = connection.scalars(
                    sa.select(documents.c.id).where(documents.c.id > last).order_by(documents.c.id).limit(1000)
                ).all()
                rows = connection.execute(
                    sa.select(documents, artefacts.c.kind, artefacts.c.key, artefacts.c.sha256.label("artefact_sha256"))
                    .join(artefacts, artefacts.c.document_id == documents.c.id)
                    .where(documents.c.id.in_(ids))
                    .order_by(documents.c.id, artefacts.c.kind)
                ).all()
            if not ids:
                return
            last = ids[-1]
            for row in rows:
                yield as_document(row), Artefact(row.kind, row.key, row.artefact_sha256)
