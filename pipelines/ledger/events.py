"""
The event log: everything that ever happened, each row chained to the one before.

hash(n) = SHA-256(hash(n-1) + canonical JSON of row n). Whoever changes, removes or reorders a row breaks every hash after
it; the database refuses to try (triggers), and ``check_chain`` finds who went around the database. The log holds names of
fields and codes of problems, never values: it can be shown to anyone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from pipelines.ledger.tables import chain, events


def append(
    connection: sa.Connection,
    actor: str,
    kind: str,
    *,
    document_id: str | None = None,
    batch_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an event to the chain, inside the caller's transaction; writers wait for each other at the chain's head."""
    append_each(connection, actor, kind, [(document_id, batch_id)], detail=detail)


def append_each(
    connection: sa.Connection,
    actor: str,
    kind: str,
    about: Iterable[tuple[str | None, str | None]],
    *,
    detail: dict[str, Any] | None = None,
) -> None:
    """The same event for each (document id, batch id) of *about*, in one go."""
    head = connection.execute(sa.select(chain.c.seq, chain.c.hash).where(chain.c.id == 1).with_for_update()).one()
    seq, link = head.seq, head.hash
    at = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    told = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True)
    rows = []
    for document_id, batch_id in about:
        seq += 1
        row = {
            "seq": seq,
            "at": at,
            "actor": actor,
            "kind": kind,
            "batch_id": batch_id,
            "document_id": document_id,
            "detail": told,
        }
        link = _link(link, row)
        rows.append({**row, "hash": link})
    if rows:
        connection.execute(events.insert(), rows)
        connection.execute(chain.update().where(chain.c.id == 1).values(seq=seq, hash=link))


def check_chain(connection: sa.Connection) -> list[str]:
    """What is wrong with the chain, a line a fault; empty when it is whole."""
    head = connection.execute(sa.select(chain.c.seq, chain.c.hash).where(chain.c.id == 1)).one()
    before, expected = "", 0
    rows = connection.execution_options(yield_per=1000).execute(sa.select(events).order_by(events.c.seq)).mappings()
    for row in rows:
        expected += 1
        if row["seq"] != expected:
            return [f"event {expected} is missing"]
        if row["hash"] != _link(before, {name: row[name] for name in row if name != "hash"}):
            return [f"event {expected} was changed after it was written"]
        before = row["hash"]
    if (expected, before) != (head.seq, head.hash):
        return [f"the chain ends at event {expected}, its head says {head.seq}"]
    return []


def _link(before: str, row: dict[str, Any]) -> str:
    return hashlib.sha256((before + json.dumps(row, ensure_ascii=False, sort_keys=True)).encode()).hexdigest()
