"""Receipt: batches and the documents in them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

import sqlalchemy as sa

from pipelines.clock import VIETNAM
from pipelines.ledger import events
from pipelines.ledger.batches import write_deadline
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.line import Artefact, put_artefact
from pipelines.ledger.priorities import planned_priority
from pipelines.ledger.tables import batches, documents
from pipelines.model import Batch, Document, Level, Outcome, Scan, Stage

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that a person takes for another or for a digit."""


def new_id() -> str:
    """
    A document or batch id such as ``20261122-2h4c9qk3m9``: the day in Vietnam, the millisecond of that day, twenty random bits.

    Sorts by time of receipt, can be read aloud, and is the serial in the register of conversions.
    """
    moment = dt.datetime.now(VIETNAM)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    number = int((moment - day) / dt.timedelta(milliseconds=1)) << 20 | secrets.randbits(20)
    return f"{moment:%Y%m%d}-" + "".join(ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))


class Intake(Door):
    """Opens batches and registers what is delivered. Registering the same delivery again changes nothing."""

    def open_batch(
        self,
        source: str,
        *,
        batch_id: str | None = None,
        unit: str | None = None,
        level: Level | None = None,
        expected: int | None = None,
        deadline: dt.date | None = None,
    ) -> Batch:
        """
        The batch to receive into; a *deadline* that is given is its own from now on.

        With *batch_id* that batch, made if need be. Without, the batch from the same *source* whose receipt was cut off, or a
        new one.
        """
        with self._writing() as connection:
            wanted = batches.c.id == batch_id if batch_id else sa.and_(batches.c.source == source, batches.c.closed_at.is_(None))
            row = connection.execute(sa.select(batches).where(wanted).order_by(batches.c.received_at.desc())).first()
            if row is None:
                made = batch_id or new_id()
                connection.execute(
                    batches.insert().values(
                        id=made,
                        source=source,
                        unit=unit,
                        level=level,
                        expected=expected,
                        received_at=now(),
                        priority=planned_priority(connection, unit, level),
                        deadline=deadline,
                    )
                )
                told = {"expected": expected, **({"deadline": deadline.isoformat()} if deadline else {})}
                events.append(connection, self.actor, "batch_opened", batch_id=made, detail=told)
                row = connection.execute(sa.select(batches).where(batches.c.id == made)).one()
            elif expected is not None and row.expected != expected:
                connection.execute(batches.update().where(batches.c.id == row.id).values(expected=expected))
                events.append(connection, self.actor, "batch_expects", batch_id=row.id, detail={"expected": expected})
            if deadline is not None:
                write_deadline(connection, self.actor, row.id, deadline)
        return Batch(row.id, row.unit, Level(row.level) if row.level else None, expected or row.expected, row.received_at)

    def close_batch(self, batch_id: str) -> None:
        """Say that the whole delivery is in."""
        with self._writing() as connection:
            connection.execute(batches.update().where(batches.c.id == batch_id).values(closed_at=now()))
            events.append(connection, self.actor, "batch_closed", batch_id=batch_id)

    def register(self, batch_id: str, scan: Scan, key: str, sources: Iterable[Artefact] = ()) -> tuple[Document, bool]:
        """
        Open the row of a scan whose bytes are in the store at *key*; (document, whether it is new). *sources* are the files that
        it was joined from.

        The same bytes seen before make a duplicate that points at the first. The same file of the same batch is the row that
        is there already.
        """
        with self._writing() as connection:
            same = sa.and_(documents.c.batch_id == batch_id, documents.c.path == scan.path, documents.c.sha256 == scan.sha256)
            known = connection.execute(sa.select(documents).where(same)).one_or_none()
            if known is not None:
                return as_document(known), False
            # The chain's head is the lock that keeps two receivers from both being the first.
            document_id = new_id()
            events.append(
                connection,
                self.actor,
                "received",
                document_id=document_id,
                batch_id=batch_id,
                detail={"sha256": scan.sha256, "size": scan.size},
            )
            first = connection.execute(
                sa.select(documents.c.id).where(documents.c.sha256 == scan.sha256, documents.c.duplicate_of.is_(None))
            ).scalar()
            connection.execute(
                documents.insert().values(
                    id=document_id,
                    batch_id=batch_id,
                    path=scan.path,
                    sha256=scan.sha256,
                    size=scan.size,
                    media_type=scan.media_type,
                    unit=scan.unit,
                    level=scan.level,
                    declared_type=scan.declared_type,
                    dossier_code=scan.dossier_code,
                    owner_id=scan.owner_id,
                    sheets=scan.sheets,
                    seen=list(scan.seen) or None,
                    notes=scan.notes,
                    stage=Stage.INGEST,
                    outcome=Outcome.DUPLICATE if first else Outcome.ON_THE_WAY,
                    duplicate_of=first,
                    priority=sa.select(batches.c.priority).where(batches.c.id == batch_id).scalar_subquery(),
                    deadline=sa.select(batches.c.deadline).where(batches.c.id == batch_id).scalar_subquery(),
                    updated_at=now(),
                )
            )
            for artefact in (Artefact("original", key, scan.sha256), *sources):
                put_artefact(connection, document_id, artefact)
            if first:
                events.append(
                    connection, self.actor, "duplicate", document_id=document_id, batch_id=batch_id, detail={"of": first}
                )
            row = connection.execute(sa.select(documents).where(documents.c.id == document_id)).one()
        return as_document(row), True
