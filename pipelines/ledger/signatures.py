"""What became of signed files: levels, when to renew them, and whether their bytes are still what they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.line import Artefact, put_artefact
from pipelines.ledger.tables import artefacts, documents, fixity, signatures
from pipelines.model import Outcome


@dataclass(frozen=True, slots=True)
class SignatureState:
    """The level of a document's signed file. Levels are PAdES names: B-B, B-T, B-LT, B-LTA."""

    document_id: str
    wanted: str
    reached: str
    reason: str | None
    """Code of why *reached* is less than *wanted*."""
    ends: dt.datetime
    """When the newest proof ends."""
    digest: str
    stamps: int
    lifts: int = 0
    """Files that followed the one that was signed."""
    due_at: dt.datetime | None = None
    """When it is to be looked at again; None: never."""
    archive_valid: bool | None = None
    """Whether the published file is PDF/A; None while nobody looked."""


_OWN = tuple(SignatureState.__dataclass_fields__)


class Signatures(Door):
    """Keeps what became of signed files."""

    def keep_signature(self, state: SignatureState, *, published: Artefact | None = None) -> None:
        """Keep *state* in the place of what was known; with *published*, the file that follows the one published before."""
        with self._writing() as connection:
            if published is not None:
                put_artefact(connection, state.document_id, published)
                detail = {"level": state.reached, "wanted": state.wanted, "reason": state.reason, "sha256": published.sha256}
                events.append(connection, self.actor, "signature_renewed", document_id=state.document_id, detail=detail)
            connection.execute(signatures.delete().where(signatures.c.document_id == state.document_id))
            connection.execute(signatures.insert().values(**asdict(state), updated_at=now()))

    def signature(self, document_id: str) -> SignatureState | None:
        """What is known of the document's signed file."""
        with self._reading() as connection:
            row = connection.execute(sa.select(signatures).where(signatures.c.document_id == document_id)).one_or_none()
        return _state(row) if row is not None else None

    def take_due_signature(self, lease: dt.timedelta) -> SignatureState | None:
        """
        A loaded document's signature that is due, most urgent first, or None.

        It is not due again for *lease*, so that nobody else takes it; whoever takes it keeps its new state when done.
        """
        moment = now()
        with self._writing() as connection:
            row = connection.execute(
                sa.select(signatures)
                .join(documents, documents.c.id == signatures.c.document_id)
                .where(signatures.c.due_at <= moment, documents.c.outcome == Outcome.LOADED)
                .order_by(signatures.c.ends, signatures.c.document_id)
                .limit(1)
                .with_for_update(skip_locked=True, of=signatures)
            ).one_or_none()
            if row is None:
                return None
            mine = signatures.c.document_id == row.document_id
            connection.execute(signatures.update().where(mine).values(due_at=moment + lease))
        return _state(row)

    def want_more(self, level: str, less: Sequence[str]) -> int:
        """The policy asks for *level* now: files that were asked for one of *less* are due for it. How many they are."""
        asked = signatures.c.wanted.in_(list(less)) & signatures.c.due_at.is_not(None)
        with self._writing() as connection:
            return int(connection.execute(signatures.update().where(asked).values(wanted=level, due_at=now())).rowcount)

    def loaded_without_signature(self, limit: int) -> list[str]:
        """Loaded documents of which nothing is known about their signature: they were signed by an earlier version."""
        query = (
            sa.select(documents.c.id)
            .join(artefacts, (artefacts.c.document_id == documents.c.id) & (artefacts.c.kind == "published"))
            .outerjoin(signatures, signatures.c.document_id == documents.c.id)
            .where(documents.c.outcome == Outcome.LOADED, signatures.c.document_id.is_(None))
            .order_by(documents.c.id)
            .limit(limit)
        )
        with self._reading() as connection:
            return list(connection.scalars(query))

    def count_signatures(self, ends_before: dt.datetime) -> dict[str, Any]:
        """
        Counts over the signed files of loaded documents.

        ``{"files", "levels": {level: n}, "missed": {code: n}, "ending": n, "archive": {"valid", "invalid", "unknown"}}``;
        *ending* counts those whose newest proof ends before *ends_before*.
        """
        joined = signatures.join(documents, documents.c.id == signatures.c.document_id)
        loaded = documents.c.outcome == Outcome.LOADED

        def grouped(connection: sa.Connection, column: sa.Column[Any]) -> dict[Any, int]:
            query = sa.select(column, sa.func.count()).select_from(joined).where(loaded).group_by(column)
            return {row[0]: row[1] for row in connection.execute(query)}

        with self._reading() as connection:
            levels, missed = grouped(connection, signatures.c.reached), grouped(connection, signatures.c.reason)
            archive = grouped(connection, signatures.c.archive_valid)
            ending = sa.select(sa.func.count()).select_from(joined).where(loaded, signatures.c.ends < ends_before)
            ends = int(connection.execute(ending).scalar_one())
        return {
            "files": sum(levels.values()),
            "levels": levels,
            "missed": {code: count for code, count in missed.items() if code is not None},
            "ending": ends,
            "archive": {"valid": archive.get(True, 0), "invalid": archive.get(False, 0), "unknown": archive.get(None, 0)},
        }

    def keep_archive_valid(self, document_id: str, valid: bool) -> None:
        """Note whether the published file is PDF/A."""
        with self._writing() as connection:
            connection.execute(signatures.update().where(signatures.c.document_id == document_id).values(archive_valid=valid))

    def count_artefacts(self) -> int:
        """How many bytes-in-the-store the ledger names."""
        with self._reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(artefacts)).scalar_one())

    def longest_unchecked(self, limit: int) -> list[tuple[str, Artefact]]:
        """(document id, artefact) of bytes that nobody has held against their hash, then of those it is longest ago for."""
        same = (fixity.c.document_id == artefacts.c.document_id) & (fixity.c.kind == artefacts.c.kind)
        query = (
            sa.select(artefacts)
            .outerjoin(fixity, same & (fixity.c.sha256 == artefacts.c.sha256))
            .order_by(fixity.c.checked_at.is_not(None), fixity.c.checked_at, artefacts.c.document_id, artefacts.c.kind)
            .limit(limit)
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [(row.document_id, Artefact(row.kind, row.key, row.sha256)) for row in rows]

    def keep_checks(self, checks: Sequence[tuple[str, Artefact, str | None]]) -> None:
        """Note that bytes were held against their hashes: (document id, artefact, fault or None)."""
        with self._writing() as connection:
            for document_id, artefact, fault in checks:
                same = (fixity.c.document_id == document_id) & (fixity.c.kind == artefact.kind)
                connection.execute(fixity.delete().where(same))
                row = {"document_id": document_id, "kind": artefact.kind, "sha256": artefact.sha256}
                connection.execute(fixity.insert().values(**row, checked_at=now(), fault=fault))
                if fault is not None:
                    detail = {"kind": artefact.kind, "fault": fault}
                    events.append(connection, self.actor, "fixity_fault", document_id=document_id, detail=detail)


def _state(row: sa.Row[Any]) -> SignatureState:
    return SignatureState(**{name: row._mapping[name] for name in _OWN})  # noqa: SLF001 - SQLAlchemy's documented name for it
