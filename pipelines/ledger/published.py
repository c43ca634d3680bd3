"""
Published papers that people look at again: samples of what nobody ever saw, and papers that somebody doubts.

A paper that is opened again keeps its station and its published file; the registry goes on holding what was published until a
correction is signed and takes its place, or it is revoked. Nothing is undone, and nothing leaves the count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from pipelines.errors import explain
from pipelines.ledger import events, looks
from pipelines.ledger.door import Door, as_document, now
from pipelines.ledger.people import Scope
from pipelines.ledger.tables import artefacts, checks, documents, findings, reviews
from pipelines.model import Document, Outcome, Severity

SAMPLE, DOUBT = "published_sample", "published_doubt"
_PAGE = 5000


class Published(Door):
    """The door to papers that are loaded."""

    def loaded_unseen(
        self, scope: Scope, *, batch: str | None = None, unit: str | None = None, document_type: str | None = None
    ) -> Iterator[str]:
        """Ids of loaded papers of *scope* that no person ever looked at, by id; a part of them at a time."""
        said = sa.exists().where(reviews.c.document_id == documents.c.id)
        drawn = sa.exists().where(checks.c.document_id == documents.c.id)
        query = sa.select(documents.c.id).where(documents.c.outcome == Outcome.LOADED, scope.where(), ~said, ~drawn)
        for name, value in (("batch_id", batch), ("unit", unit), ("document_type", document_type)):
            query = query.where(documents.c[name] == value) if value else query
        last = ""
        while True:
            with self._reading() as connection:
                ids = connection.scalars(query.where(documents.c.id > last).order_by(documents.c.id).limit(_PAGE)).all()
            if not ids:
                return
            yield from ids
            last = ids[-1]

    def open_again(self, document_ids: Sequence[str], code: str, detail: dict[str, object], *, reason: str = "") -> list[str]:
        """
        Lay loaded papers before people again, for *code* (``SAMPLE`` or ``DOUBT``) and a *reason* in a person's words; the ids of
        those that were loaded. A sample is a look whose outcome counts.
        """
        said, said_en = explain(code, **({"reason": reason} if code == DOUBT else {}))
        opened = []
        with self._writing() as connection:
            for document_id in sorted(document_ids):
                here = (documents.c.id == document_id) & (documents.c.outcome == Outcome.LOADED)
                sent = {"outcome": Outcome.REVIEW, "reason": code, "attempts": 0, "updated_at": now()}
                moved = connection.execute(documents.update().where(here).values(sent).returning(documents.c.batch_id)).first()
                if moved is None:
                    continue
                connection.execute(findings.delete().where(findings.c.document_id == document_id))
                told = {"rule": code, "severity": Severity.DOUBT, "message": said, "message_en": said_en}
                connection.execute(findings.insert().values(document_id=document_id, **told))
                opened.append((document_id, moved.batch_id))
            ids = [document_id for document_id, _ in opened]
            if code == SAMPLE:
                looks.draw(connection, ids)
            events.append_each(connection, self.actor, "opened_again", opened, detail={"why": code, **detail})
        return ids

    def published_elsewhere(self) -> list[Document]:
        """Papers that are published and not with the loaded ones: opened again, or set aside on the way to a correction."""
        published = sa.exists().where(artefacts.c.document_id == documents.c.id, artefacts.c.kind == "published")
        query = sa.select(documents).where(documents.c.outcome.in_((Outcome.REVIEW, Outcome.SET_ASIDE)), published)
        with self._reading() as connection:
            return [as_document(row) for row in connection.execute(query.order_by(documents.c.id))]
