"""
The line: who works on which document, and where it stands afterwards.

A run claims documents, works, and advances them; a claim is a lease with its owner's name. Advancing asks whether the claim
still holds, so a worker that was given up for dead cannot write over its successor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from pipelines.ledger import events, looks
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.tables import artefacts, documents, fields, findings, lot_documents, lots
from pipelines.model import Document, Extraction, Finding, Outcome, Severity, Stage

_WEIGHTS = (Severity.ERROR, Severity.DOUBT, Severity.NOTE)


class LostClaim(Exception):  # noqa: N818 - no error: another run has the document now
    """The claim lapsed and the document went to somebody else; what was made is dropped."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """Bytes in the store that belong to a document."""

    kind: str
    """``original``, ``source-1`` … (files it was joined from), ``pages``, ``archive``, ``signed``, ``published``."""
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document is set aside: a stable code and its text in both languages."""

    code: str
    message: str
    message_en: str


class Line(Door):
    """Moves documents from station to station."""

    def claim(
        self,
        after: Stage,
        *,
        owner: str,
        limit: int,
        seconds: float,
        batch_id: str | None = None,
        chunk: str | None = None,
        of_lots: bool = False,
    ) -> list[Document]:
        """
        Up to *limit* documents that finished *after* and wait, now claimed by *owner* for *seconds*; least tried first, then
        by the plan's priority.

        A document that a lot holds is not there for signing; with *of_lots* only those of accepted lots are.
        """
        moment = now()
        with self._writing() as connection:
            ids = connection.scalars(
                _waiting(sa.select(documents.c.id), after, batch_id, chunk, of_lots=of_lots)
                .where(sa.or_(documents.c.claimed_by.is_(None), documents.c.claimed_until < moment))
                .order_by(documents.c.attempts, documents.c.priority, documents.c.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            ).all()
            if not ids:
                return []
            claimed = {"claimed_by": owner, "claimed_until": moment + dt.timedelta(seconds=seconds)}
            connection.execute(documents.update().where(documents.c.id.in_(ids)).values(claimed))
            rows = connection.execute(
                sa.select(documents).where(documents.c.id.in_(ids)).order_by(documents.c.priority, documents.c.id)
            ).all()
        return [as_document(row) for row in rows]

    def release_claims(self, gone: Callable[[str], bool]) -> int:
        """Free the documents of every claimant that *gone* says has vanished; how many."""
        with self._writing() as connection:
            owners = connection.scalars(
                sa.select(documents.c.claimed_by).where(documents.c.claimed_by.is_not(None)).distinct()
            ).all()
            vanished = [owner for owner in owners if owner and gone(owner)]
            if not vanished:
                return 0
            freed = connection.execute(
                documents.update().where(documents.c.claimed_by.in_(vanished)).values(claimed_by=None, claimed_until=None)
            ).rowcount
            events.append(connection, self.actor, "claims_released", detail={"documents": freed})
        return int(freed)

    def waiting(self, after: Stage, *, batch_id: str | None = None, chunk: str | None = None, of_lots: bool = False) -> int:
        """How many documents wait for the station that follows *after*, and may be claimed for it."""
        query = _waiting(sa.select(sa.func.count()), after, batch_id, chunk, of_lots=of_lots)
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def make_chunks(self, after: Sequence[Stage], *, size: int, at_most: int, batch_id: str | None = None) -> list[str]:
        """
        Share the waiting documents out into chunks of about *size*, never more than *at_most*; the chunks' ids.

        Chunks are what Airflow maps its tasks over: its scheduler slows down with thousands of maps, so big stocks make
        bigger chunks; the first ones hold what the plan wants first. Documents of an earlier plan are planned anew: its tasks
        may be gone.
        """
        stamp = f"{now():%Y%m%dT%H%M%S%f}"
        with self._writing() as connection:
            query = sa.select(documents.c.id).where(documents.c.outcome == Outcome.ON_THE_WAY, documents.c.stage.in_(list(after)))
            query = query.where(documents.c.batch_id == batch_id) if batch_id else query
            ids = connection.scalars(query.order_by(documents.c.priority, documents.c.id)).all()
            size = max(size, -(-len(ids) // at_most))
            made = []
            for start in range(0, len(ids), size):
                made.append(f"{stamp}-{start // size + 1:03}")
                connection.execute(documents.update().where(documents.c.id.in_(ids[start : start + size])).values(chunk=made[-1]))
        return made

    def advance(
        self,
        document: Document,
        owner: str,
        stage: Stage,
        outcome: Outcome = Outcome.ON_THE_WAY,
        *,
        facts: Mapping[str, Any] | None = None,
        made: Iterable[Artefact] = (),
        extraction: Extraction | None = None,
        found: Sequence[Finding] | None = None,
        problem: Problem | None = None,
        detail: Mapping[str, Any] | None = None,
        drawn: bool = False,
    ) -> None:
        """
        Record that *document* finished *stage*, with all that was learnt, in one transaction with its event.

        *facts* are columns of ``documents``; *extraction* and *found* replace what was there; *drawn* notes that a person is
        to look at it as a sample. Raises LostClaim when *owner* no longer holds the document; nothing is then written.
        """
        with self._writing() as connection:
            values = {
                "stage": stage,
                "outcome": outcome,
                "problem": problem.code if problem else None,
                "message": problem.message if problem else None,
                "message_en": problem.message_en if problem else None,
                "attempts": 0,
                **dict(facts or {}),
            }
            self._update_claimed(connection, document.id, owner, values)
            for artefact in made:
                put_artefact(connection, document.id, artefact)
            if extraction is not None:
                replace_fields(connection, document.id, extraction)
            if found is not None:
                replace_findings(connection, document.id, found)
            if drawn:
                looks.draw(connection, [document.id])
            kind = outcome if outcome is not Outcome.ON_THE_WAY else f"{stage}_done"
            told = {"stage": stage, **({"problem": problem.code} if problem else {}), **dict(detail or {})}
            events.append(connection, self.actor, kind, document_id=document.id, batch_id=document.batch_id, detail=told)

    def set_aside(self, document: Document, owner: str, problem: Problem, made: Sequence[Artefact] = ()) -> None:
        """Record that *document* cannot go on; it keeps its stage, and *made* is kept with it. Raises LostClaim."""
        self.advance(document, owner, document.stage, Outcome.SET_ASIDE, problem=problem, made=made)

    def count_attempt(self, document: Document, owner: str, error: str) -> None:
        """Record a try that did not finish; the document waits again. Raises LostClaim."""
        with self._writing() as connection:
            self._update_claimed(connection, document.id, owner, {"attempts": documents.c.attempts + 1})
            detail = {"after": document.stage, "error": error}
            events.append(
                connection, self.actor, "attempt_failed", document_id=document.id, batch_id=document.batch_id, detail=detail
            )

    def retry(self, document_ids: Sequence[str]) -> int:
        """
        Put set-aside documents back on the line where they left it; how many were set aside.

        One that the desk rejected is checked again and comes back to the desk.
        """
        with self._writing() as connection:
            return put_back(connection, self.actor, documents.c.id.in_(document_ids))

    def release(self, document_ids: Sequence[str], owner: str) -> None:
        """Give claimed documents back untouched."""
        with self._writing() as connection:
            mine = documents.c.id.in_(document_ids) & (documents.c.claimed_by == owner)
            connection.execute(documents.update().where(mine).values(claimed_by=None, claimed_until=None))

    def artefacts(self, document_id: str) -> dict[str, Artefact]:
        """The document's bytes in the store, by kind."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(artefacts).where(artefacts.c.document_id == document_id)).all()
        return {row.kind: Artefact(row.kind, row.key, row.sha256) for row in rows}

    def _update_claimed(self, connection: sa.Connection, document_id: str, owner: str, values: Mapping[str, Any]) -> None:
        mine = (documents.c.id == document_id) & (documents.c.claimed_by == owner)
        freed = {**values, "claimed_by": None, "claimed_until": None, "updated_at": now()}
        if connection.execute(documents.update().where(mine).values(freed)).rowcount != 1:
            raise LostClaim(document_id)


def put_back(connection: sa.Connection, actor: str, which: sa.ColumnElement[bool]) -> int:
    """Put those of the set-aside documents back on the line where they left it, with an event each; how many."""
    back = {
        "stage": sa.case((documents.c.stage == Stage.VALIDATE, Stage.EXTRACT), else_=documents.c.stage),
        "outcome": Outcome.ON_THE_WAY,
        "attempts": 0,
        "problem": None,
        "message": None,
        "message_en": None,
        "updated_at": now(),
    }
    aside = which & (documents.c.outcome == Outcome.SET_ASIDE)
    moved = documents.update().where(aside).values(back).returning(documents.c.id, documents.c.batch_id)
    rows = sorted(connection.execute(moved).all())
    events.append_each(connection, actor, "retried", [(row.id, row.batch_id) for row in rows])
    return len(rows)


def put_artefact(connection: sa.Connection, document_id: str, artefact: Artefact) -> None:
    """Note where bytes of a document are; a newer one of the same kind takes the older one's place."""
    same = (artefacts.c.document_id == document_id) & (artefacts.c.kind == artefact.kind)
    connection.execute(artefacts.delete().where(same))
    connection.execute(artefacts.insert().values(document_id=document_id, **asdict(artefact)))


def replace_fields(connection: sa.Connection, document_id: str, extraction: Extraction) -> None:
    """Put the machine's values of a document in the place of earlier ones."""
    connection.execute(fields.delete().where(fields.c.document_id == document_id))
    rows = [{"document_id": document_id, **asdict(value), "box": list(value.box)} for value in extraction.fields.values()]
    if rows:
        connection.execute(fields.insert(), rows)


def replace_findings(connection: sa.Connection, document_id: str, found: Sequence[Finding]) -> None:
    """Put what the rules say about a document in the place of what they said."""
    connection.execute(findings.delete().where(findings.c.document_id == document_id))
    if found:
        connection.execute(findings.insert(), [{"document_id": document_id, **asdict(finding)} for finding in found])
    weightiest = min(found, key=lambda finding: _WEIGHTS.index(finding.severity), default=None)
    reason = weightiest.rule if weightiest else None
    connection.execute(documents.update().where(documents.c.id == document_id).values(reason=reason))


def _waiting(
    query: sa.Select[Any], after: Stage, batch_id: str | None, chunk: str | None, *, of_lots: bool = False
) -> sa.Select[Any]:
    query = query.where(documents.c.outcome == Outcome.ON_THE_WAY, documents.c.stage == after)
    if after == Stage.REVIEW:
        query = query.where(documents.c.hold.is_(None))
        if of_lots:
            accepted = sa.select(lot_documents.c.document_id).join(lots).where(lots.c.state == "accepted")
            query = query.where(documents.c.id.in_(accepted))
    query = query.where(documents.c.batch_id == batch_id) if batch_id else query
    return query.where(documents.c.chunk == chunk) if chunk else query
