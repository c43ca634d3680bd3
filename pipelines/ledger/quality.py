"""Checks on the work: blind keyings, what looks at samples found, how much is done. Numbers of the team, never a ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from pipelines.errors import DocumentProblem
from pipelines.ledger import events, looks
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.line import replace_findings
from pipelines.ledger.tables import checked_values, checks, documents, findings, keyings, reviews
from pipelines.levelling import agree
from pipelines.model import Document, Finding, Outcome, Review, Stage
from pipelines.review import keying
from pipelines.review.keying import Keyed


@dataclass(frozen=True, slots=True)
class FieldCount:
    """A field's values that a person looked at."""

    document_type: str
    field: str
    checked: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often a second person came to the same value."""

    checked: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Throughput:
    """Rulings of a team or of one person."""

    rulings: int
    documents: int
    fields: int
    days: int
    """Days on which there was any."""


class Quality(Door):
    """The door for all who check the work of others, or have theirs checked."""

    def keyings(self, document_id: str) -> list[Keyed]:
        """What people typed blind for a document, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(keyings).where(keyings.c.document_id == document_id).order_by(keyings.c.id)).all()
        return [Keyed(row.field, row.value, row.actor, row.at, row.turn) for row in rows]

    def key(
        self,
        document: Document,
        keyed: Sequence[Keyed],
        waits_for: str,
        *,
        said: Sequence[Review] = (),
        found: Sequence[Finding] = (),
        stage: Stage = Stage.VALIDATE,
    ) -> None:
        """
        Keep what one person typed while the document waited for *waits_for*; with *found* it goes on waiting, for a third person,
        without it goes to the station after *stage* with what the keying *said*.

        Raises DocumentProblem ``not_waiting`` (somebody was quicker), ``keyed_already`` (one person is never two).
        """
        actor = keyed[0].actor
        with self._writing() as connection:
            waiting = (documents.c.id == document.id) & (documents.c.outcome == Outcome.REVIEW)
            sent = {"outcome": Outcome.REVIEW} if found else {"outcome": Outcome.ON_THE_WAY, "stage": stage, "attempts": 0}
            if connection.execute(documents.update().where(waiting).values({**sent, "updated_at": now()})).rowcount != 1:
                raise DocumentProblem("not_waiting", document=document.id)
            asked = sa.select(findings.c.id).where(findings.c.document_id == document.id, findings.c.rule == waits_for)
            if connection.execute(asked).first() is None:
                raise DocumentProblem("not_waiting", document=document.id)
            before = connection.scalars(sa.select(reviews.c.actor).where(reviews.c.document_id == document.id)).all()
            before = [*before, *connection.scalars(sa.select(keyings.c.actor).where(keyings.c.document_id == document.id))]
            if any(keying.same_person(actor, other) for other in before):
                raise DocumentProblem("keyed_already", document=document.id)
            connection.execute(keyings.insert(), [{"document_id": document.id, **asdict(word)} for word in keyed])
            if said:
                connection.execute(reviews.insert(), [asdict(review) for review in said])
            replace_findings(connection, document.id, found)
            detail = {"fields": sorted(word.field for word in keyed), "turn": keyed[0].turn, "settled": not found}
            events.append(connection, self.actor, "keyed", document_id=document.id, batch_id=document.batch_id, detail=detail)

    def waiting_with(self, rules: Sequence[str], *, limit: int = 100) -> list[Document]:
        """Documents at the desk of which one of *rules* says something, oldest first."""
        about = sa.select(findings.c.document_id).where(findings.c.rule.in_(list(rules)))
        query = sa.select(documents).where(documents.c.outcome == Outcome.REVIEW, documents.c.id.in_(about))
        with self._reading() as connection:
            return [as_document(row) for row in connection.execute(query.order_by(documents.c.id).limit(limit)).all()]

    def has_spoken(self, document_id: str, actor: str) -> bool:
        """Whether a person ruled on a document or keyed it before."""
        with self._reading() as connection:
            _, said = looks.history(connection, document_id)
            typed = connection.scalars(sa.select(keyings.c.actor).where(keyings.c.document_id == document_id)).all()
        return any(keying.same_person(actor, other) for other in [*(word.actor for word in said), *typed])

    def open_looks(self, *, limit: int = 100) -> list[tuple[Document, str | None, dt.datetime]]:
        """(document, lot or None, when it was drawn): what was drawn and nobody has looked at yet, oldest first."""
        query = (
            sa.select(documents, checks.c.lot_id, checks.c.drawn_at)
            .join(checks, checks.c.document_id == documents.c.id)
            .where(checks.c.checked_at.is_(None), documents.c.outcome == Outcome.REVIEW)
            .order_by(checks.c.id)
            .limit(limit)
        )
        with self._reading() as connection:
            return [(as_document(row), row.lot_id, row.drawn_at) for row in connection.execute(query).all()]

    def field_counts(self, *, by_person: bool) -> list[FieldCount]:
        """
        How many of the values that looks at samples judged were wrong, by type and field.

        *by_person* False: values of the machine that would have gone on unseen, drawn by chance. True: values that a person had
        vouched for, in the samples of lots.
        """
        wrong = sa.func.sum(sa.case((checked_values.c.right, 0), else_=1))
        drawn = checks.c.lot_id.is_not(None) if by_person else sa.true()
        query = (
            sa.select(checked_values.c.document_type, checked_values.c.field, sa.func.count(), wrong)
            .join(checks, checks.c.id == checked_values.c.check_id)
            .where(checked_values.c.by_person == by_person, drawn)
            .group_by(checked_values.c.document_type, checked_values.c.field)
            .order_by(checked_values.c.document_type, checked_values.c.field)
        )
        with self._reading() as connection:
            return [FieldCount(kind, name, int(n), int(bad)) for kind, name, n, bad in connection.execute(query).all()]

    def open_look_count(self) -> int:
        """How many documents that were drawn nobody has looked at yet."""
        with self._reading() as connection:
            query = sa.select(sa.func.count()).select_from(checks).where(checks.c.checked_at.is_(None))
            return int(connection.execute(query).scalar_one())

    def throughput(self, since: dt.datetime, actor: str | None = None) -> Throughput:
        """Rulings since a moment, of all or of one person."""
        about = reviews.c.at >= since if actor is None else (reviews.c.at >= since) & (reviews.c.actor == actor)
        rulings = sa.select(reviews.c.document_id, reviews.c.revision).where(about).distinct().subquery()
        documents_seen = sa.func.count(reviews.c.document_id.distinct())
        days = sa.func.count(sa.func.date(reviews.c.at).distinct())
        with self._reading() as connection:
            fields, papers, on = connection.execute(sa.select(sa.func.count(), documents_seen, days).where(about)).one()
            made = connection.execute(sa.select(sa.func.count()).select_from(rulings)).scalar_one()
        return Throughput(rulings=int(made), documents=int(papers), fields=int(fields), days=int(on))

    def agreement(self, since: dt.datetime, actor: str | None = None) -> Agreement:
        """
        How often somebody who looked again, at a sample or keying blind, came to the value that a person had vouched for.

        With *actor*, of that person's values only.
        """
        looked = (
            sa.select(checks.c.document_id, checks.c.revision, checked_values.c.field, checked_values.c.right)
            .join(checked_values, checked_values.c.check_id == checks.c.id)
            .where(checks.c.checked_at >= since, checked_values.c.by_person)
        )
        blind = sa.select(keyings).where(keyings.c.turn == 2, keyings.c.at >= since)
        with self._reading() as connection:
            looks_made = connection.execute(looked).all()
            typed = connection.execute(blind).all()
            said = self._said(
                connection,
                sa.union(
                    looked.with_only_columns(checks.c.document_id),
                    sa.select(keyings.c.document_id).where(keyings.c.turn == 2, keyings.c.at >= since),
                ),
            )
        checked = same = 0
        for row in looks_made:
            words = [word for word in said.get((row.document_id, row.field), ()) if word.revision <= row.revision]
            if words and actor in (None, words[-1].actor):
                checked, same = checked + 1, same + bool(row.right)
        for row in typed:
            words = [word for word in said.get((row.document_id, row.field), ()) if word.at < row.at]
            if words and actor in (None, words[-1].actor):
                checked, same = checked + 1, same + agree(row.value, words[-1].human_value)
        return Agreement(checked, same)

    @staticmethod
    def _said(connection: sa.Connection, about: sa.CompoundSelect[Any]) -> dict[tuple[str, str], list[sa.Row[Any]]]:
        """{(document, field): what people said of it, oldest first} of the documents *about*."""
        query = sa.select(reviews).where(reviews.c.document_id.in_(about)).order_by(reviews.c.revision)
        found: dict[tuple[str, str], list[sa.Row[Any]]] = {}
        for row in connection.execute(query).all():
            found.setdefault((row.document_id, row.field), []).append(row)
        return found

    def exported(self, document_ids: Sequence[str], detail: Mapping[str, object]) -> None:
        """Note in the log that documents left the house as truth for tuning."""
        with self._writing() as connection:
            for document_id in document_ids:
                events.append(connection, self.actor, "truth_exported", document_id=document_id, detail=dict(detail))
