"""Several papers in one file: a row each. And the same paper in several files: found by what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.errors import DocumentProblem
from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.intake import new_id
from pipelines.ledger.line import Artefact, LostClaim, put_artefact
from pipelines.ledger.tables import artefacts, documents, traits
from pipelines.model import Document, Outcome, Stage


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of a file that holds several."""

    page_range: tuple[int, int]
    """First and last page of the file."""
    pages: int
    made: tuple[Artefact, ...]
    """What was made of its pages; the original belongs to every part."""
    declared_type: str | None = None


_PICTURE = "picture-%"
"""Kinds of the traits that tell of a document's picture; the others tell of what it says."""
_SAME = 7
"""Bits of the 576 that saving a picture again may change; the closest papers of one form differ in 24 (docs/ocr.md)."""


class Parts(Door):
    """Splits documents, and finds papers that were received before."""

    def split(self, document: Document, owner: str | None, parts: Sequence[Part]) -> tuple[str, ...]:
        """
        Record that the file of *document* holds *parts*, all of them read: the document keeps the first, every other one gets
        a row of its own in the same batch. One transaction; returns the ids of the new ones. *owner* is the run that holds the
        document, None when it lies at the desk. Raises LostClaim, or DocumentProblem ``not_waiting`` for the desk.
        """
        first, *others = parts
        with self._writing() as connection:
            held = documents.c.claimed_by == owner if owner else documents.c.outcome == Outcome.REVIEW
            mine = (documents.c.id == document.id) & held
            row = connection.execute(sa.select(documents).where(mine)).one_or_none()
            if row is None and owner is None:
                raise DocumentProblem("not_waiting", document=document.id)
            if row is None:
                raise LostClaim(document.id)
            kept = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for it
            changed = {**_facts(first), "claimed_by": None, "claimed_until": None, "updated_at": now()}
            connection.execute(documents.update().where(mine).values(changed))
            for artefact in first.made:
                put_artefact(connection, document.id, artefact)
            original = _original(connection, document.id)
            made = []
            for part in others:
                new = new_id()
                made.append(new)
                path = f"{kept['path']}#page={part.page_range[0]}-{part.page_range[1]}"
                facts = {**_facts(part), "id": new, "path": path, "part_of": document.id, "declared_type": part.declared_type}
                counted = {"sheets": None, "seen": None}  # what the manifest says of the whole file
                cleared = {"claimed_by": None, "claimed_until": None, "updated_at": now(), **counted, "attempts": 0}
                connection.execute(documents.insert().values({**kept, **cleared, **facts}))
                for artefact in (original, *part.made):
                    put_artefact(connection, new, artefact)
                detail = {"of": document.id, "first_page": part.page_range[0], "last_page": part.page_range[1]}
                events.append(connection, self.actor, "split_off", document_id=new, batch_id=document.batch_id, detail=detail)
            detail = {"stage": Stage.OCR, "pages": first.pages, "papers": len(parts)}
            events.append(connection, self.actor, "ocr_done", document_id=document.id, batch_id=document.batch_id, detail=detail)
        return tuple(made)

    def keep_traits(self, document_id: str, found: Mapping[str, str]) -> None:
        """Put the hashes of what a document says in the place of earlier ones."""
        self._keep_traits(document_id, found, ~traits.c.kind.like(_PICTURE))

    def keep_picture(self, document_id: str, pages: int, likeness: bytes | None) -> None:
        """Put the hash of a document's first page (``ocr.likeness``) in the place of an earlier one; it counts with *pages*."""
        bands = {f"picture-{number}": f"{pages}:{band}" for number, band in enumerate(_bands(likeness))} if likeness else {}
        self._keep_traits(document_id, bands, traits.c.kind.like(_PICTURE))

    def _keep_traits(self, document_id: str, found: Mapping[str, str], instead_of: sa.ColumnElement[bool]) -> None:
        with self._writing() as connection:
            connection.execute(traits.delete().where((traits.c.document_id == document_id) & instead_of))
            if found:
                rows = [{"document_id": document_id, "kind": kind, "value": value} for kind, value in found.items()]
                connection.execute(traits.insert(), rows)

    def same_picture(self, document_id: str) -> str | None:
        """
        The first document received before whose first page is the same picture, with as many pages; None where there is none.

        Of two hashes with up to seven different bits one of eight interleaved bands is equal, which the index finds.
        """
        near, mine = traits.alias("near"), traits.alias("mine")
        band = (near.c.kind == mine.c.kind) & (near.c.value == mine.c.value) & (near.c.document_id < mine.c.document_id)
        sharing = sa.select(near.c.document_id).select_from(mine.join(near, band))
        sharing = sharing.where(mine.c.document_id == document_id, mine.c.kind.like(_PICTURE))
        known = (traits.c.document_id == document_id) | traits.c.document_id.in_(sharing)
        with self._reading() as connection:
            rows = connection.execute(sa.select(traits).where(known, traits.c.kind.like(_PICTURE))).all()
        hashes: dict[str, dict[str, int]] = {}
        for row in rows:
            hashes.setdefault(row.document_id, {})[row.kind] = int(row.value.partition(":")[2], 16)
        own = hashes.pop(document_id, {})
        differ = {other: sum((own[kind] ^ bits).bit_count() for kind, bits in theirs.items()) for other, theirs in hashes.items()}
        return min((other for other, bits in differ.items() if bits <= _SAME), default=None)

    def alike(self, document_id: str, found: Mapping[str, str]) -> dict[str, str]:
        """For each kind of trait that an earlier received document shares: the id of the first one."""
        with self._reading() as connection:
            return {
                kind: first
                for kind, value in found.items()
                if (
                    first := connection.scalar(
                        sa.select(sa.func.min(traits.c.document_id)).where(
                            traits.c.kind == kind, traits.c.value == value, traits.c.document_id < document_id
                        )
                    )
                )
            }


def _bands(likeness: bytes) -> list[str]:
    """The bits in eight bands, every eighth bit in each, so that each of them tells of the whole page; hexadecimal."""
    bits = "".join(f"{byte:08b}" for byte in likeness)
    return [f"{int(bits[start::8], 2):x}" for start in range(8)]


def _facts(part: Part) -> dict[str, object]:
    return {
        "stage": Stage.OCR,
        "outcome": Outcome.ON_THE_WAY,
        "problem": None,
        "message": None,
        "message_en": None,
        "attempts": 0,
        "pages": part.pages,
        "first_page": part.page_range[0],
        "last_page": part.page_range[1],
    }


def _original(connection: sa.Connection, document_id: str) -> Artefact:
    wanted = (artefacts.c.document_id == document_id) & (artefacts.c.kind == "original")
    row = connection.execute(sa.select(artefacts).where(wanted)).one()
    return Artefact(row.kind, row.key, row.sha256)
