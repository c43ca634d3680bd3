"""The desk: what a person needs to settle a document, and what the person said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from pipelines.errors import DocumentProblem
from pipelines.ledger import events, looks
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.line import Problem, replace_findings
from pipelines.ledger.tables import desk_claims, documents, drafts, fields, findings, reviews
from pipelines.ledger.wording import remember
from pipelines.model import Document, Extraction, FieldValue, Finding, Outcome, Review, Severity, Stage, Value

NO_FIELD = ("document_type", "document")
"""What a review may be about beside a field: the type, the document as a whole."""


@dataclass(frozen=True, slots=True)
class Case:
    """A document as it lies on the desk."""

    document: Document
    machine: Extraction
    """What the machine read; people never change it."""
    findings: tuple[Finding, ...]
    reviews: tuple[Review, ...]
    """All that people said, oldest first."""

    @property
    def values(self) -> dict[str, Value]:
        """The values that stand: a person's last word where there is one, else the machine's."""
        standing = {name: value.value for name, value in self.machine.fields.items()}
        standing.update({review.field: review.human_value for review in self.reviews if review.field not in NO_FIELD})
        return {name: value for name, value in standing.items() if value is not None}

    @property
    def vouched(self) -> bool:
        """Whether a person's last word was that the values are right; a rejection is about the document as a whole."""
        last = max((review.revision for review in self.reviews), default=0)
        return any(review.field != "document" for review in self.reviews if review.revision == last)


class Desk(Door):
    """Cases, and the rulings on them."""

    def case(self, document_id: str) -> Case | None:
        """The document with all that was read, found and said."""
        with self._reading() as connection:
            row = connection.execute(sa.select(documents).where(documents.c.id == document_id)).one_or_none()
            if row is None:
                return None
            read = connection.execute(sa.select(fields).where(fields.c.document_id == document_id)).all()
            found = connection.execute(
                sa.select(findings).where(findings.c.document_id == document_id).order_by(findings.c.id)
            ).all()
            said = connection.execute(
                sa.select(reviews).where(reviews.c.document_id == document_id).order_by(reviews.c.revision, reviews.c.field)
            ).all()
        values = {
            f.name: FieldValue(f.name, f.raw, f.value, f.confidence, f.page, tuple(f.box), f.rule, f.handwriting) for f in read
        }
        # The row carries the type that stands; what the machine thought is beside a person's first word on it.
        types = [r.machine_value for r in said if r.field == "document_type"]
        return Case(
            document=as_document(row),
            machine=Extraction(types[0] if types else row.document_type, row.type_confidence or 0.0, values),
            findings=tuple(Finding(f.rule, f.field, Severity(f.severity), f.message, f.message_en) for f in found),
            reviews=tuple(
                Review(r.document_id, r.revision, r.field, r.machine_value, r.human_value, r.actor, r.at, r.reason) for r in said
            ),
        )

    def queue(self, *, batch_id: str | None = None, limit: int = 100, after_id: str = "") -> list[Document]:
        """Documents that wait for a person, oldest first; pages on with the last id seen."""
        query = sa.select(documents).where(documents.c.outcome == Outcome.REVIEW, documents.c.id > after_id)
        query = query.where(documents.c.batch_id == batch_id) if batch_id else query
        with self._reading() as connection:
            return [as_document(row) for row in connection.execute(query.order_by(documents.c.id).limit(limit)).all()]

    def rule(
        self,
        document: Document,
        said: Sequence[Review],
        *,
        kind: str,
        stage: Stage,
        outcome: Outcome,
        document_type: str | None,
        problem: Problem | None = None,
        found: Sequence[Finding] | None = None,
        four_eyes: bool = False,
    ) -> None:
        """
        Record a person's ruling and send the document on, in one transaction; the person's claim and drafts end with it.

        Raises DocumentProblem ``not_waiting`` when it does not wait for a person any more, or has changed since *document* was
        read: somebody else was quicker. *found* replaces what the rules said, where the document goes on waiting for somebody
        else; *four_eyes*: nobody accepts what they corrected. Raises DocumentProblem too when this person may not say so
        (``looks.guard``).
        """
        actor = said[0].actor if said else self.actor
        with self._writing() as connection:
            waiting = (documents.c.id == document.id) & (documents.c.outcome == Outcome.REVIEW)
            if document.updated_at is not None:
                waiting &= documents.c.updated_at == document.updated_at
            sent = {
                "stage": stage,
                "outcome": outcome,
                "document_type": document_type,
                "problem": problem.code if problem else None,
                "message": problem.message if problem else None,
                "message_en": problem.message_en if problem else None,
                "attempts": 0,
                "updated_at": now(),
            }
            if connection.execute(documents.update().where(waiting).values(sent)).rowcount != 1:
                raise DocumentProblem("not_waiting", document=document.id)
            looks.guard(connection, document.id, kind, actor, four_eyes=four_eyes)
            looks.settle(connection, document.id, kind, said, actor)
            if said:
                connection.execute(reviews.insert(), [asdict(review) for review in said])
                remember(connection, document.id, said)
            if found is not None:
                replace_findings(connection, document.id, found)
            connection.execute(desk_claims.delete().where(desk_claims.c.document_id == document.id))
            typed = (drafts.c.document_id == document.id) & (drafts.c.login == self.actor)
            connection.execute(drafts.delete().where(typed))
            detail = {"fields": sorted(review.field for review in said)}
            events.append(connection, self.actor, kind, document_id=document.id, batch_id=document.batch_id, detail=detail)

    def see_on_paper(self, document_id: str, mark: str, *, there: bool) -> None:
        """Keep that a person saw *mark* (``PAPER_MARKS``) on the paper, or that it is not *there*."""
        with self._writing() as connection:
            row = connection.execute(sa.select(documents).where(documents.c.id == document_id)).one()
            seen = [one for one in row.seen or () if one != mark] + ([mark] if there else [])
            if (mark in (row.seen or ())) == there:
                return
            connection.execute(documents.update().where(documents.c.id == document_id).values(seen=seen or None))
            events.append(
                connection, self.actor, "seen_on_paper", document_id=document_id, batch_id=row.batch_id, detail={"seen": seen}
            )

    def include(self, document_id: str, reason: str) -> None:
        """
        Bring an excluded document to the desk, with a person's *reason*. Raises DocumentProblem ``not_excluded``.
        """
        with self._writing() as connection:
            out = (documents.c.id == document_id) & (documents.c.outcome == Outcome.EXCLUDED)
            cleared = {"problem": None, "message": None, "message_en": None, "attempts": 0}
            sent = {"outcome": Outcome.REVIEW, "updated_at": now(), **cleared}
            if connection.execute(documents.update().where(out).values(sent)).rowcount != 1:
                raise DocumentProblem("not_excluded", document=document_id)
            batch = connection.scalar(sa.select(documents.c.batch_id).where(documents.c.id == document_id))
            events.append(connection, self.actor, "included", document_id=document_id, batch_id=batch, detail={"reason": reason})

    def documents(self, outcomes: Iterable[Outcome], *, batch_id: str | None = None) -> list[Document]:
        """Every document with one of these outcomes, by id."""
        query = sa.select(documents).where(documents.c.outcome.in_(list(outcomes)))
        query = query.where(documents.c.batch_id == batch_id) if batch_id else query
        with self._reading() as connection:
            return [as_document(row) for row in connection.execute(query.order_by(documents.c.id)).all()]
