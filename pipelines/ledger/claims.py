"""Who has taken which document, and what was typed and not yet confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from pipelines.errors import DocumentProblem
from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.line import Problem, put_back
from pipelines.ledger.people import Scope
from pipelines.ledger.queues import SKIPPED, WAITS, Queue, ordered, wanted
from pipelines.ledger.tables import desk_claims, desk_notes, documents, drafts
from pipelines.model import Document, Outcome, Stage

IDLE = dt.timedelta(minutes=15)
"""A claim comes back so long after its person last did anything."""
_ASIDE = documents.c.outcome == sa.literal_column("'set_aside'")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed into a field."""

    field: str
    value: str
    confirmed: bool
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Note:
    """Why a document was put off or passed on."""

    kind: str
    login: str
    reason: str
    note: str | None
    at: dt.datetime


class Claims(Door):
    """
    Claims and drafts. The actor is the person at the desk. A claim keeps two people from one document: it is a row with
    the document's key, so that the database itself lets one of two through.
    """

    def take_next(self, scope: Scope, queue: Queue) -> str | None:
        """
        Claim the first document of *queue* that nobody has and the actor has not skipped; its id, or None when there is none.
        """
        mine = (desk_notes.c.document_id == documents.c.id) & (desk_notes.c.login == self.actor)
        skipped = sa.exists().where(mine, desk_notes.c.kind == SKIPPED)
        with self._writing() as connection:
            moment = now()
            taken = sa.exists().where(
                desk_claims.c.document_id == documents.c.id, desk_claims.c.until > moment, desk_claims.c.login != self.actor
            )
            query = sa.select(documents.c.id).where(*wanted(scope, queue), ~taken, ~skipped)
            query = query.order_by(*ordered(queue.order)).limit(1).with_for_update(skip_locked=True)
            while (found := connection.scalar(query)) is not None:
                if self._claimed(connection, found, moment):
                    return str(found)
                # Somebody's claim was committed between our look and our claim: the next look sees it.
            return None

    def take(self, document_id: str) -> str:
        """Claim a document that waits, or hold on to one's claim; the login of who has it, which may be somebody else's."""
        with self._writing() as connection:
            if self._claimed(connection, document_id, now()):
                return self.actor
            return str(connection.scalar(sa.select(desk_claims.c.login).where(desk_claims.c.document_id == document_id)))

    def holder(self, document_id: str) -> str | None:
        """Who has the document now."""
        live = (desk_claims.c.document_id == document_id) & (desk_claims.c.until > now())
        with self._reading() as connection:
            return connection.scalar(sa.select(desk_claims.c.login).where(live))

    def give_back(self, document_id: str) -> None:
        """The actor leaves the document; what was typed stays."""
        with self._writing() as connection:
            _unclaim(connection, document_id, self.actor)

    def put_off(self, document: Document, kind: str, reason: str, note: str | None = None) -> None:
        """Skip or escalate a document, for *reason* (a code) and in the person's own words."""
        row = {"document_id": document.id, "kind": kind, "login": self.actor, "reason": reason, "note": note, "at": now()}
        with self._writing() as connection:
            connection.execute(desk_notes.insert().values(row))
            _unclaim(connection, document.id, self.actor)
            told = {"reason": reason}
            events.append(connection, self.actor, kind, document_id=document.id, batch_id=document.batch_id, detail=told)

    def notes(self, document_id: str) -> list[Note]:
        """What was said when the document was put off or passed on, newest first."""
        query = sa.select(desk_notes).where(desk_notes.c.document_id == document_id).order_by(desk_notes.c.id.desc())
        with self._reading() as connection:
            return [Note(row.kind, row.login, row.reason, row.note, row.at) for row in connection.execute(query)]

    def send_back(self, document: Document, kind: str, stage: Stage, reason: str, problem: Problem | None = None) -> None:
        """
        Send a document that waits back to where *stage* is the last station finished, or set it aside with *problem*; *reason* is
        a code.

        Raises DocumentProblem ``not_waiting`` when somebody was quicker.
        """
        sent = {
            "stage": stage,
            "outcome": Outcome.SET_ASIDE if problem else Outcome.ON_THE_WAY,
            "problem": problem.code if problem else None,
            "message": problem.message if problem else None,
            "message_en": problem.message_en if problem else None,
            "attempts": 0,
            "updated_at": now(),
        }
        with self._writing() as connection:
            here = (documents.c.id == document.id) & WAITS & (documents.c.updated_at == document.updated_at)
            if connection.execute(documents.update().where(here).values(sent)).rowcount != 1:
                raise DocumentProblem("not_waiting", document=document.id)
            connection.execute(desk_claims.delete().where(desk_claims.c.document_id == document.id))
            told = {"to": stage, "reason": reason}
            events.append(connection, self.actor, kind, document_id=document.id, batch_id=document.batch_id, detail=told)

    def problems(self, scope: Scope) -> dict[str, int]:
        """How many documents of *scope* were set aside, by the code of the problem."""
        query = sa.select(documents.c.problem, sa.func.count()).where(_ASIDE, scope.where(), documents.c.problem.is_not(None))
        with self._reading() as connection:
            return {str(code): int(n) for code, n in connection.execute(query.group_by(documents.c.problem))}

    def retry_class(self, scope: Scope, problem: str) -> int:
        """Put every set-aside document of *scope* with this problem back on the line, in one go; how many."""
        with self._writing() as connection:
            return put_back(connection, self.actor, (documents.c.problem == problem) & scope.where())

    def save_draft(self, document_id: str, typed: Sequence[tuple[str, str, bool]]) -> None:
        """Keep what the actor typed: (field, value, whether confirmed) each. The claim lives on with it."""
        moment = now()
        rows = [
            {"document_id": document_id, "login": self.actor, "field": name, "value": value, "confirmed": sure, "at": moment}
            for name, value, sure in typed
        ]
        with self._writing() as connection:
            insert = _insert(connection, drafts).values(rows)
            changed = {name: insert.excluded[name] for name in ("value", "confirmed", "at")}
            connection.execute(insert.on_conflict_do_update(index_elements=["document_id", "login", "field"], set_=changed))
            held = (desk_claims.c.document_id == document_id) & (desk_claims.c.login == self.actor)
            connection.execute(desk_claims.update().where(held).values(until=moment + IDLE))

    def drafts(self, document_id: str) -> dict[str, Draft]:
        """What the actor typed and did not send off, by field."""
        mine = (drafts.c.document_id == document_id) & (drafts.c.login == self.actor)
        with self._reading() as connection:
            rows = connection.execute(sa.select(drafts).where(mine)).all()
        return {row.field: Draft(row.field, row.value, row.confirmed, row.at) for row in rows}

    def _claimed(self, connection: sa.Connection, document_id: str, moment: dt.datetime) -> bool:
        row = {"document_id": document_id, "login": self.actor, "at": moment, "until": moment + IDLE}
        insert = _insert(connection, desk_claims).values(row)
        free = (desk_claims.c.until <= moment) | (desk_claims.c.login == self.actor)
        taken = insert.on_conflict_do_update(
            index_elements=["document_id"], set_={k: row[k] for k in ("login", "at", "until")}, where=free
        )
        return connection.execute(taken.returning(desk_claims.c.login)).first() is not None


def _unclaim(connection: sa.Connection, document_id: str, login: str) -> None:
    held = (desk_claims.c.document_id == document_id) & (desk_claims.c.login == login)
    connection.execute(desk_claims.delete().where(held))


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT, which both databases have and SQLAlchemy spells for each."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
