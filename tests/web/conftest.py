"""A house with papers at every station, all invented."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import cache
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipelines import clock, load
from pipelines.errors import explain
from pipelines.ledger import Problem
from pipelines.model import Conversion, Holding, Level, Outcome, Result, Scan, Stage
from pipelines.services import open_services, prepare
from pipelines.settings import from_environment
from tests.web import dashboard_house
from web import create_app

NOW = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)


def _settings(home):
    return from_environment({"SOHOA_HOME": str(home), "SOHOA_CONFIG": str(Path(__file__).parents[2] / "config")})


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    """Both databases, set up once."""
    home = tmp_path_factory.mktemp("home")
    prepare(_settings(home))
    return home


@pytest.fixture(scope="session")
def country_of(empty_home, tmp_path_factory):
    """Both databases of an invented country in small, filled once for each day on which the tests ask."""

    @cache
    def made(today):
        home = shutil.copytree(empty_home, tmp_path_factory.mktemp("country") / "home")
        dashboard_house.fill(open_services(_settings(home)), today)
        return home

    return made


@pytest.fixture
def services(empty_home, tmp_path):
    """A house of its own, empty."""
    shutil.copytree(empty_home, tmp_path / "home")
    return open_services(_settings(tmp_path / "home"))


@pytest.fixture
def country(services, country_of):
    """The same house, with an invented country in small in its databases."""
    shutil.copytree(country_of(clock.today()), services.settings.home, dirs_exist_ok=True)
    return services


@pytest.fixture
def client(services):
    """A browser without eyes, on the pages."""
    return TestClient(create_app(services))


@pytest.fixture
def filled(services):
    """Two batches: one lacks two papers; documents on the way, in review, set aside, loaded and twice delivered."""
    ledger = services.ledger
    ledger.import_holdings(
        [
            Holding("01234", "Xã Thử", Level.COMMUNE, "birth_certificate", 1200),
            Holding("79", "Thành phố Thử", Level.PROVINCE, "construction_permit", 2),
        ]
    )
    batch = ledger.open_batch("/in/a", batch_id="lo-01", unit="01234", level=Level.COMMUNE, expected=10)
    for k in range(7):
        ledger.register(batch.id, Scan(f"{k}.pdf", f"{k}" * 64, 1000, "application/pdf", "01234", Level.COMMUNE), f"k{k}")
    ledger.register(batch.id, Scan("again.pdf", "0" * 64, 1000, "application/pdf", "01234", Level.COMMUNE), "k0")
    ledger.close_batch(batch.id)
    ends = [
        (Stage.LOAD, Outcome.LOADED, None),
        (Stage.VALIDATE, Outcome.REVIEW, None),
        (Stage.VALIDATE, Outcome.REVIEW, None),
        (Stage.REVIEW, Outcome.ON_THE_WAY, None),
        (Stage.OCR, Outcome.SET_ASIDE, ("timed_out", {"stage": "ocr", "seconds": 1200})),
        (Stage.VALIDATE, Outcome.EXCLUDED, ("rule_of_a_suite", None)),
    ]
    for document, (stage, outcome, problem) in zip(
        ledger.claim(Stage.INGEST, owner="a", limit=len(ends), seconds=60), ends, strict=True
    ):
        said = (
            Problem(problem[0], *(explain(problem[0], **problem[1]) if problem[1] else ("Hết hạn", "Expired")))
            if problem
            else None
        )
        ledger.advance(document, "a", stage, outcome, problem=said)
    ledger.open_batch("/in/b", batch_id="lo <b>2</b>")
    return services


def result(document_id, **changes):
    """A result of an invented paper; *changes* override."""
    conversion = Conversion(document_id, "Ủy ban nhân dân xã Thử", "Lê Văn Mẫu", NOW, 1, 1, "a" * 64)
    whole = {
        "document_id": document_id,
        "document_type": "birth_certificate",
        "unit": "01234",
        "level": Level.COMMUNE,
        "fields": {"document_number": "25/2020", "full_name": "Trần Thị Thử", "personal_id": "001187000001"},
        "conversion": conversion,
        "file_key": f"results/{document_id}.pdf",
        "file_sha256": "b" * 64,
    }
    return Result(**{**whole, **changes})


@pytest.fixture
def publish(services):
    """Puts a result into the registry."""
    return lambda document_id, at=NOW, **changes: load.publish(services.registry, result(document_id, **changes), at)
