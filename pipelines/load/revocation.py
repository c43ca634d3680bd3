"""Revoking a result (Decree 45/2020 Art. 15): it is kept, marked with the moment, and stays findable."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from pipelines.database import writing
from pipelines.errors import ConfigError, explain
from pipelines.load.database import transaction
from pipelines.load.registry import fetch, named_by, record_event
from pipelines.load.tables import results, revocations
from pipelines.model import Result

_LISTED = 20


class RegistryError(ConfigError):
    """
    What a person asked of the registry cannot be done; *message* says why and what to do.

    *code* is a key of the catalogue; *ids* the documents to choose from when a code names several. The code that was asked
    for is never repeated: it may hold a personal number, and messages end up in logs.
    """

    def __init__(self, code: str, ids: tuple[str, ...] = ()) -> None:
        self.code = code
        self.ids = ids
        self.message, self.message_en = explain(code, ids=", ".join(ids))
        super().__init__(f"{self.message} · {self.message_en}")

    def __reduce__(self) -> tuple[object, ...]:
        return RegistryError, (self.code, self.ids)


def revoke(engine: Engine, code: str, reason: str, actor: str, at: dt.datetime) -> Result:
    """
    Mark the result that *code* names as revoked at the moment *at* (aware), by *actor*, for *reason*; return it.

    The first revocation stands: revoking again changes nothing and returns the result with its first moment and reason. A
    person's identifier names no paper here. Of several papers that share a code none is revoked, not even when the others are
    revoked already: a repeated command must not fall on the paper that replaced the first.

    Raises RegistryError: ``revoke_unknown``, ``revoke_ambiguous`` (with the ids to choose from), ``revoke_incomplete`` (no
    reason or actor).
    """
    if not reason.strip() or not actor.strip():
        raise RegistryError("revoke_incomplete")
    with transaction(engine) as connection:
        found = fetch(connection, named_by(code), _LISTED)
    if not found:
        raise RegistryError("revoke_unknown")
    if len(found) > 1:
        raise RegistryError("revoke_ambiguous", tuple(result.document_id for result in found))
    document_id = found[0].document_id
    with transaction(writing(engine)) as connection:
        version = connection.execute(
            results.update()
            .where(results.c.document_id == document_id, results.c.revoked_at.is_(None))
            .values(revoked_at=at, revoked_reason=reason.strip())
            .returning(results.c.version)
        ).scalar_one_or_none()
        if version is not None:
            connection.execute(
                revocations.insert().values(document_id=document_id, revoked_at=at, actor=actor.strip(), reason=reason.strip())
            )
            record_event(connection, "revoked", document_id, version, at)
        return fetch(connection, [sa.select(sa.literal(document_id))])[0]
