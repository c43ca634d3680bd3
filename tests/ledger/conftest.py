"""A ledger on both databases."""

from __future__ import annotations

import pytest

from pipelines.database import open_engine
from pipelines.ledger import Ledger, upgrade


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_engine(url)
    upgrade(engine)
    yield Ledger(engine, "tester")
    engine.dispose()
