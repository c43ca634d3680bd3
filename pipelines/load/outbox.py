"""What other systems are still to be told (table ``outbox``), and what they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from pipelines.database import writing
from pipelines.load.database import transaction
from pipelines.load.tables import outbox


@dataclass(frozen=True, slots=True)
class Message:
    """One event for other systems."""

    id: int
    """Grows with time; a receiver that has seen it may drop it."""
    kind: str
    """``published`` or ``revoked``."""
    document_id: str
    version: int
    payload: dict[str, Any]
    """No personal data."""
    created_at: dt.datetime


def unsent(engine: Engine, limit: int) -> tuple[Message, ...]:
    """The oldest messages that nobody was told yet, in order."""
    columns = (outbox.c.id, outbox.c.kind, outbox.c.document_id, outbox.c.version, outbox.c.payload, outbox.c.created_at)
    with transaction(engine) as connection:
        query = sa.select(*columns).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.id).limit(limit)
        return tuple(Message(*row) for row in connection.execute(query))


def count_unsent(engine: Engine) -> int:
    """How many messages wait."""
    with transaction(engine) as connection:
        query = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))
        return int(connection.execute(query).scalar_one())


def mark_sent(engine: Engine, ids: Iterable[int], at: dt.datetime) -> None:
    """Note that these messages were taken at *at* (aware)."""
    with transaction(writing(engine)) as connection:
        connection.execute(outbox.update().where(outbox.c.id.in_(list(ids))).values(sent_at=at))
