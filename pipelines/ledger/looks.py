"""
What a ruling at the desk settles beside the document itself, in its transaction: a look at a sample, and who may speak.

A document that was drawn is looked at like any other that waits; what the person leaves and changes tells which of the values
that stood were right. Rules on who may speak are asked here because only here nobody can come in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from pipelines.errors import DocumentProblem
from pipelines.ledger.door import now
from pipelines.ledger.tables import checked_values, checks, documents, fields, findings, reviews
from pipelines.levelling import agree
from pipelines.model import Extraction, FieldValue, Review, Value
from pipelines.review import keying

TYPE, DOCUMENT = "document_type", "document"


def draw(connection: sa.Connection, document_ids: Sequence[str], lot_id: str | None = None) -> None:
    """Note that a person is to look at these documents; one that waits for a look already is not drawn twice."""
    for document_id in document_ids:
        if _open(connection, document_id) is None:
            revision = connection.scalar(
                sa.select(sa.func.coalesce(sa.func.max(reviews.c.revision), 0)).where(reviews.c.document_id == document_id)
            )
            row = {"document_id": document_id, "lot_id": lot_id, "revision": revision, "drawn_at": now()}
            connection.execute(checks.insert().values(row))
        elif lot_id is not None:
            connection.execute(checks.update().where(_is_open(document_id)).values(lot_id=lot_id))


def guard(connection: sa.Connection, document_id: str, kind: str, actor: str, *, four_eyes: bool) -> None:
    """
    Refuse a ruling that its person may not make.

    Raises DocumentProblem ``keying_open`` (only a blind keying or a rejection goes on), ``check_own_work`` (a look at a sample is
    for somebody else than who vouched for the values), ``own_correction`` (four eyes).
    """
    if kind == "rejected":
        return
    waits = connection.scalars(
        sa.select(findings.c.rule).where(findings.c.document_id == document_id, findings.c.rule.in_(keying.KEYING))
    ).all()
    if waits:
        raise DocumentProblem("keying_open", document=document_id)
    machine, said = history(connection, document_id)
    look = _open(connection, document_id)
    if look is not None and any(keying.same_person(word.actor, actor) for word in said if word.revision <= look.revision):
        raise DocumentProblem("check_own_work", document=document_id)
    if four_eyes and kind == "accepted":
        corrector = keying.last_corrector(machine, said)
        if corrector is not None and keying.same_person(corrector, actor):
            raise DocumentProblem("own_correction", document=document_id)


def settle(connection: sa.Connection, document_id: str, kind: str, said: Sequence[Review], actor: str) -> None:
    """Close the look at a document, if one is open, with what the ruling *said*: which values that stood were right."""
    look = _open(connection, document_id)
    if look is None:
        return
    if kind == "rejected":
        connection.execute(checks.update().where(checks.c.id == look.id).values(checked_at=now(), actor=actor, wrong=1))
        return
    machine, before = history(connection, document_id, until=look.revision)
    standing: dict[str, Value] = {name: found.value for name, found in machine.fields.items()}
    standing[TYPE] = machine.document_type
    people = {word.field for word in before}
    standing.update({word.field: word.human_value for word in before})
    document_type = next((str(word.human_value) for word in said if word.field == TYPE), "") or (machine.document_type or "")
    rows = [
        {
            "check_id": look.id,
            "field": word.field,
            "document_type": document_type,
            "right": agree(word.human_value, standing.get(word.field)),
            "by_person": word.field in people,
        }
        for word in said
        if word.field != DOCUMENT and (word.human_value is not None or standing.get(word.field) is not None)
    ]
    if rows:
        connection.execute(checked_values.insert(), rows)
    closed = {"checked_at": now(), "actor": actor, "wrong": sum(not row["right"] for row in rows)}
    connection.execute(checks.update().where(checks.c.id == look.id).values(closed))


def history(connection: sa.Connection, document_id: str, until: int | None = None) -> tuple[Extraction, list[Review]]:
    query = sa.select(reviews).where(reviews.c.document_id == document_id).order_by(reviews.c.revision, reviews.c.field)
    said = [
        Review(**{name: getattr(row, name) for name in Review.__dataclass_fields__}) for row in connection.execute(query).all()
    ]
    read = connection.execute(sa.select(fields).where(fields.c.document_id == document_id)).all()
    values = {f.name: FieldValue(f.name, f.raw, f.value, f.confidence, f.page, tuple(f.box), f.rule, f.handwriting) for f in read}
    types = [word.machine_value for word in said if word.field == TYPE]
    stands = connection.scalar(sa.select(documents.c.document_type).where(documents.c.id == document_id))
    first = types[0] if types else stands
    machine = Extraction(str(first) if first is not None else None, 0.0, values)
    return machine, [word for word in said if until is None or word.revision <= until]


def _is_open(document_id: str) -> sa.ColumnElement[bool]:
    return (checks.c.document_id == document_id) & checks.c.checked_at.is_(None)


def _open(connection: sa.Connection, document_id: str) -> sa.Row[Any] | None:
    return connection.execute(sa.select(checks).where(_is_open(document_id)).order_by(checks.c.id)).first()
