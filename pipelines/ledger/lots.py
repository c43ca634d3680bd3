"""
Delivery lots: papers that are accepted or refused together by a sample (ISO 2859-1), and held back from signing until then.

A paper's ``hold`` names its lot. It is written in the same row that the line claims, so that a paper is either claimed for
signing or held, never both, whoever is quicker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipelines.errors import DocumentProblem, explain
from pipelines.ledger import events, looks
from pipelines.ledger.door import Door, now
from pipelines.ledger.intake import new_id
from pipelines.ledger.tables import checks, desk_claims, documents, findings, lot_documents, lots, reviews
from pipelines.model import Outcome, Severity, Stage
from pipelines.review import sampling
from pipelines.review.sampling import Past, Plan

OPEN, ACCEPTED, REJECTED, PRESENTED_AGAIN, UNDONE = "open", "accepted", "rejected", "presented_again", "undone"


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot and how far its inspection is."""

    id: str
    source: str
    chosen: Mapping[str, str]
    plan: Plan
    seed: str
    inspects: str | None
    """The refused lot whose papers it presents again."""
    resumed: bool
    state: str
    checked: int
    wrong: int
    waiting: int
    """Papers of it that lie at the desk, or whose corrections wait for the rules."""
    opened_at: dt.datetime
    opened_by: str
    judged_at: dt.datetime | None
    judged_by: str | None

    @property
    def verdict(self) -> str | None:
        """What the sample says by now: so many wrong ones end it early; None while that is open."""
        if self.wrong >= self.plan.reject:
            return REJECTED
        return ACCEPTED if self.checked >= self.plan.sample else None


_READY = (documents.c.outcome == Outcome.ON_THE_WAY) & (documents.c.stage == Stage.REVIEW)
"""Waits for signing."""


class Lots(Door):
    """The door to lots."""

    def open_lot(
        self,
        source: str,
        chosen: Mapping[str, str],
        plan: Callable[[int], Plan],
        seed: str,
        *,
        actor: str,
        inspects: str | None = None,
        resumed: bool = False,
    ) -> str:
        """
        Make a lot of the papers that wait for signing and are *chosen* by (``batch``, ``unit``, ``type``), or of those of the
        refused lot *inspects*; its id. They are held, and the sample lies at the desk from now on.

        Raises DocumentProblem ``lot_empty``; ``lot_not_refused`` when somebody else presented it again already.
        """
        lot_id = new_id()
        with self._writing() as connection:
            if inspects is None:
                free = sa.or_(documents.c.claimed_by.is_(None), documents.c.claimed_until < now())
                mine: sa.ColumnElement[bool] = _READY & free & documents.c.hold.is_(None)
                for key, column in (("batch", "batch_id"), ("unit", "unit"), ("type", "document_type")):
                    mine = mine & (documents.c[column] == chosen[key]) if key in chosen else mine
            else:
                mine = documents.c.hold == inspects
                again = (lots.c.id == inspects) & (lots.c.state == REJECTED)
                if connection.execute(lots.update().where(again).values(state=PRESENTED_AGAIN)).rowcount != 1:
                    raise DocumentProblem("lot_not_refused", lot=inspects)
            # A run that is thought dead loses what it had claimed: its signature would come after the lot was opened.
            held = {"hold": lot_id, "claimed_by": None, "claimed_until": None, "updated_at": now()}
            connection.execute(documents.update().where(mine).values(held))
            ready = sa.select(documents.c.id).where(documents.c.hold == lot_id, _READY)
            ids = connection.scalars(ready).all()
            if not ids:
                raise DocumentProblem("lot_empty")
            drawn = plan(len(ids))
            row = {
                **{name: getattr(drawn, name) for name in ("size", "level", "aql", "severity", "letter", "sample", "accept")},
                "id": lot_id,
                "source": source,
                "chosen": dict(chosen),
                "seed": seed,
                "inspects": inspects,
                "resumed": resumed,
                "state": OPEN,
                "opened_at": now(),
                "opened_by": actor,
            }
            connection.execute(lots.insert().values(row))
            members = sa.select(sa.literal(lot_id), documents.c.id).where(documents.c.hold == lot_id, _READY)
            connection.execute(lot_documents.insert().from_select(["lot_id", "document_id"], members))
            sample = sampling.draw(ids, drawn.sample, seed)
            looks.draw(connection, sample, lot_id)
            for start in range(0, len(sample), 500):
                self._to_desk(connection, documents.c.id.in_(sample[start : start + 500]), "lot_sample", lot_id)
            told = {name: row[name] for name in ("source", "size", "severity", "aql", "level", "sample", "accept", "inspects")}
            events.append(connection, self.actor, "lot_opened", detail={"lot": lot_id, **told})
        return lot_id

    def lot(self, lot_id: str) -> Lot | None:
        """The lot with this id."""
        with self._reading() as connection:
            row = connection.execute(sa.select(lots).where(lots.c.id == lot_id)).first()
            return _as_lot(connection, row) if row else None

    def lots(self, *, source: str | None = None, limit: int = 100) -> list[Lot]:
        """Lots, newest first."""
        query = sa.select(lots).order_by(lots.c.opened_at.desc(), lots.c.id.desc()).limit(limit)
        query = query.where(lots.c.source == source) if source is not None else query
        with self._reading() as connection:
            return [_as_lot(connection, row) for row in connection.execute(query).all()]

    def held(self, batch_id: str | None = None) -> int:
        """How many papers wait for signing and are held by a lot."""
        query = sa.select(sa.func.count()).where(_READY, documents.c.hold.is_not(None))
        query = query.where(documents.c.batch_id == batch_id) if batch_id else query
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def lot_history(self, source: str) -> list[Past]:
        """The judged lots of a source, oldest first; a lot that presents papers again is none of them (§9.3)."""
        query = sa.select(lots).where(lots.c.source == source, lots.c.inspects.is_(None), lots.c.judged_at.is_not(None))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(lots.c.judged_at, lots.c.id)).all()
        return [Past(_plan(row), int(row.wrong), row.state == ACCEPTED, bool(row.resumed)) for row in rows]

    def sample_of(self, lot_id: str) -> list[tuple[str, str | None, int | None]]:
        """(document, who looked at it, values found wrong) of each paper of a lot's sample."""
        query = sa.select(checks.c.document_id, checks.c.actor, checks.c.wrong).where(checks.c.lot_id == lot_id)
        with self._reading() as connection:
            return [(row.document_id, row.actor, row.wrong) for row in connection.execute(query.order_by(checks.c.id)).all()]

    def judge_lot(self, lot_id: str, *, actor: str) -> str:
        """
        Accept the lot, or refuse it: accepted papers are free to be signed, refused ones lie at the desk, every one of them, and
        stay held. The verdict.

        Raises DocumentProblem ``lot_not_open``, ``lot_unfinished`` (part of the sample is not looked at).
        """
        with self._writing() as connection:
            row = connection.execute(sa.select(lots).where(lots.c.id == lot_id).with_for_update()).first()
            if row is None or row.state != OPEN:
                raise DocumentProblem("lot_not_open", lot=lot_id)
            lot = _as_lot(connection, row)
            if lot.verdict is None:
                raise DocumentProblem("lot_unfinished", lot=lot_id, left=lot.plan.sample - lot.checked)
            judged = {"state": lot.verdict, "wrong": lot.wrong, "judged_at": now(), "judged_by": actor}
            connection.execute(lots.update().where(lots.c.id == lot_id).values(judged))
            if lot.verdict == ACCEPTED:
                connection.execute(documents.update().where(documents.c.hold == lot_id).values(hold=None, updated_at=now()))
            else:
                # Nobody has to finish the sample of a lot that is refused; all of it is looked at now.
                connection.execute(checks.delete().where(checks.c.lot_id == lot_id, checks.c.checked_at.is_(None)))
                self._to_desk(connection, _READY & (documents.c.hold == lot_id), "lot_refused", lot_id)
            told = {"lot": lot_id, "wrong": lot.wrong, "accept": lot.plan.accept, "sample": lot.plan.sample}
            events.append(connection, self.actor, f"lot_{lot.verdict}", detail=told)
        return lot.verdict

    def undo_lot(self, lot_id: str, reason: str) -> int:
        """
        Take back a lot that was opened by mistake: its sample leaves the desk, its papers are as free (or, where it presents a
        refused lot again, as held) as they were before. How many papers it had; *reason* stays in its event.

        Raises DocumentProblem ``lot_not_open``, ``lot_begun``: somebody has looked at a paper of its sample.
        """
        with self._writing() as connection:
            row = connection.execute(sa.select(lots).where(lots.c.id == lot_id).with_for_update()).first()
            if row is None or row.state != OPEN:
                raise DocumentProblem("lot_not_open", lot=lot_id)
            of_it = checks.c.lot_id == lot_id
            if connection.execute(sa.select(checks.c.id).where(of_it, checks.c.checked_at.is_not(None))).first():
                raise DocumentProblem("lot_begun", lot=lot_id)
            sample = (documents.c.hold == lot_id) & (documents.c.outcome == Outcome.REVIEW)
            ids = sa.select(documents.c.id).where(sample)
            asked = (findings.c.rule == "lot_sample") & findings.c.document_id.in_(ids)
            connection.execute(findings.delete().where(asked))
            connection.execute(desk_claims.delete().where(desk_claims.c.document_id.in_(ids)))
            back = {"outcome": Outcome.ON_THE_WAY, "stage": Stage.REVIEW, "reason": None, "updated_at": now()}
            connection.execute(documents.update().where(sample).values(back))
            connection.execute(documents.update().where(documents.c.hold == lot_id).values(hold=row.inspects))
            connection.execute(checks.delete().where(of_it))
            connection.execute(lots.update().where(lots.c.id == lot_id).values(state=UNDONE))
            if row.inspects:
                connection.execute(lots.update().where(lots.c.id == row.inspects).values(state=REJECTED))
            events.append(connection, self.actor, "lot_undone", detail={"lot": lot_id, "size": row.size, "reason": reason})
        return int(row.size)

    def unreviewed(self, lot_id: str) -> int:
        """
        How many papers of a refused lot nobody has vouched for since; those that went on without a person lie at the desk again.
        """
        with self._writing() as connection:
            judged = sa.select(lots.c.judged_at).where(lots.c.id == lot_id).scalar_subquery()
            since = sa.select(reviews.c.document_id).where(reviews.c.document_id == documents.c.id, reviews.c.at >= judged)
            self._to_desk(connection, _READY & (documents.c.hold == lot_id) & ~since.exists(), "lot_refused", lot_id)
            return _count_waiting(connection, lot_id)

    @staticmethod
    def _to_desk(connection: sa.Connection, which: sa.ColumnElement[bool], code: str, lot_id: str) -> None:
        said, said_en = explain(code, lot=lot_id)
        finding = [sa.literal(word) for word in (code, Severity.DOUBT, said, said_en)]
        query = sa.select(documents.c.id, *finding).where(which)
        connection.execute(findings.insert().from_select(["document_id", "rule", "severity", "message", "message_en"], query))
        sent = {"outcome": Outcome.REVIEW, "stage": Stage.VALIDATE, "reason": code, "updated_at": now()}
        connection.execute(documents.update().where(which).values(sent))


def _count_waiting(connection: sa.Connection, lot_id: str) -> int:
    elsewhere = sa.or_(
        documents.c.outcome == Outcome.REVIEW,
        (documents.c.outcome == Outcome.ON_THE_WAY) & (documents.c.stage != Stage.REVIEW),
    )
    query = sa.select(sa.func.count()).where(documents.c.hold == lot_id, elsewhere)
    return int(connection.execute(query).scalar_one())


def _plan(row: Any) -> Plan:
    names = ("size", "level", "aql", "letter", "sample", "accept")
    return Plan(**{name: getattr(row, name) for name in names}, severity=sampling.Severity(row.severity))


def _as_lot(connection: sa.Connection, row: Any) -> Lot:
    looked: Sequence[Any] = connection.execute(
        sa.select(checks.c.wrong).where(checks.c.lot_id == row.id, checks.c.checked_at.is_not(None))
    ).all()
    return Lot(
        id=row.id,
        source=row.source,
        chosen=row.chosen,
        plan=_plan(row),
        seed=row.seed,
        inspects=row.inspects,
        resumed=bool(row.resumed),
        state=row.state,
        checked=len(looked),
        wrong=sum(look.wrong > 0 for look in looked),
        waiting=_count_waiting(connection, row.id),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        judged_at=row.judged_at,
        judged_by=row.judged_by,
    )
