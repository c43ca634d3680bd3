"""Transactions, and the translation between rows and nouns that every part of the ledger needs."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from pipelines.database import writing
from pipelines.errors import OutsideError
from pipelines.ledger.tables import documents
from pipelines.model import Document, Level, Outcome, Scan, Stage


class Door:
    """What the parts of the ledger share: an engine and the name that events carry."""

    def __init__(self, engine: sa.Engine, actor: str) -> None:
        self.engine = engine
        self.actor = actor

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with translated(), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is kept, or nothing."""
        with translated(), writing(self.engine).begin() as connection:
            yield connection

    def document(self, document_id: str) -> Document | None:
        """The document with this id."""
        with self._reading() as connection:
            row = connection.execute(sa.select(documents).where(documents.c.id == document_id)).one_or_none()
        return as_document(row) if row else None


def now() -> dt.datetime:
    """This moment, UTC."""
    return dt.datetime.now(dt.UTC)


def as_document(row: sa.Row[tuple[object, ...]]) -> Document:
    """A row of ``documents`` as a noun."""
    r = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name for it
    return Document(
        id=r["id"],
        batch_id=r["batch_id"],
        scan=Scan(
            path=r["path"],
            sha256=r["sha256"],
            size=r["size"],
            media_type=r["media_type"],
            unit=r["unit"],
            level=Level(r["level"]) if r["level"] else None,
            declared_type=r["declared_type"],
            dossier_code=r["dossier_code"],
            owner_id=r["owner_id"],
            sheets=r["sheets"],
            seen=tuple(r["seen"] or ()),
            notes=r["notes"],
        ),
        stage=Stage(r["stage"]),
        outcome=Outcome(r["outcome"]),
        problem=r["problem"],
        message=r["message"],
        duplicate_of=r["duplicate_of"],
        document_type=r["document_type"],
        pages=r["pages"],
        attempts=r["attempts"],
        part_of=r["part_of"],
        page_range=(r["first_page"], r["last_page"]) if r["first_page"] else None,
        updated_at=r["updated_at"],
    )


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver says of a database that does not answer into OutsideError."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        raise OutsideError(f"ledger: the database does not answer ({type(error.orig).__name__}: {error.orig})") from error
