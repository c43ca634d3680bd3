"""Fixtures of the registry's tests: both databases, an invented paper, the outbox."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from pipelines.database import open_engine
from pipelines.load import upgrade
from pipelines.load.tables import outbox
from pipelines.model import Conversion, Level, Result

T0 = dt.datetime(2026, 3, 1, 2, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request, tmp_path):
    """An empty database, once of each kind."""
    return f"sqlite:///{tmp_path}/a folder/results.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def engine(empty_url):
    """An engine on a database that is set up."""
    upgrade(empty_url)
    made = open_engine(empty_url)
    yield made
    made.dispose()


@pytest.fixture
def paper():
    """Makes results of invented papers."""
    return _paper


@pytest.fixture
def events(engine):
    """Reads the outbox: (kind, document id, version) in order."""

    def read():
        with engine.connect() as connection:
            query = sa.select(outbox.c.kind, outbox.c.document_id, outbox.c.version).order_by(outbox.c.id)
            return [tuple(row) for row in connection.execute(query)]

    return read


def _paper(document_id="D-1", **changes):
    fields = changes.pop("fields", {"document_number": "08/QĐ-UBND", "issue_date": "1969-05", "full_name": "Trần Thị Thử"})
    conversion = Conversion(
        serial=document_id,
        agency="Ủy ban nhân dân xã Thử",
        person="Lê Văn Mẫu",
        converted_at=T0 - HOUR,
        pages=2,
        sheets=1,
        original_sha256="a" * 64,
        archive_sha256=None,
    )
    whole = {
        "document_id": document_id,
        "document_type": "birth_certificate",
        "unit": "01234",
        "level": Level.COMMUNE,
        "fields": fields,
        "conversion": conversion,
        "file_key": f"results/{document_id}.pdf",
        "file_sha256": "b" * 64,
    }
    return Result(**{**whole, **changes})
