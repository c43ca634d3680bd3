"""What becomes of documents whose worker is lost, and of runs that something stands in the way of."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import ConfigError, OutsideError
from pipelines.flow import line, stations
from pipelines.model import Outcome, Scan, Stage, Tally
from pipelines.services import Services, prepare
from pipelines.settings import from_environment
from pipelines.workers import Crew


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return prepare(from_environment({"SOHOA_HOME": str(tmp_path / "home")}))


def receive(services: Services, *names: str) -> dict[str, str]:
    batch = services.ledger.open_batch("/in", batch_id="lot")
    scans = [Scan(path=name, sha256=name * 4, size=1, media_type="application/pdf") for name in names]
    return {scan.path: services.ledger.register(batch.id, scan, "k")[0].id for scan in scans}


def run(services: Services, stage: Stage = Stage.OCR, workers: int = 2) -> Tally:
    with Crew("tests.faults.acts:worker", services.settings, "me|1|1|1", workers=workers) as crew:
        return line.run(stage, services, crew=crew, owner="me|1|1|1")


def outcome(services: Services, document_id: str) -> tuple[str, str | None]:
    document = services.ledger.document(document_id)
    assert document is not None
    return document.outcome, document.problem


@pytest.mark.parametrize(("fault", "code"), [("kill", "worker_died"), ("bug", "internal_error")])
def test_a_paper_that_costs_its_worker_is_set_aside_and_its_neighbours_go_on(services: Services, fault: str, code: str):
    ids = receive(services, "a", fault, "b", "c")
    tally = run(services)

    assert (tally.passed, tally.set_aside) == (3, 1)
    assert outcome(services, ids[fault]) == (Outcome.SET_ASIDE, code)
    assert services.ledger.count("stage") == {"ocr": 3, "ingest": 1}
    assert services.ledger.faults() == []


def test_a_paper_that_hangs_is_set_aside_with_the_time_it_was_given(services: Services, monkeypatch: pytest.MonkeyPatch):
    short = replace(stations.BY_STAGE[Stage.OCR], seconds=12, seconds_each=0)
    monkeypatch.setitem(stations.BY_STAGE, Stage.OCR, short)
    ids = receive(services, "a", "hang")
    run(services)

    assert outcome(services, ids["hang"]) == (Outcome.SET_ASIDE, "timed_out")
    assert outcome(services, ids["a"]) == (Outcome.ON_THE_WAY, None)


def test_a_bad_moment_is_no_bad_paper(services: Services):
    """Lost once, done at the second try."""
    ids = receive(services, "once")
    tally = run(services)

    assert (tally.passed, tally.retry) == (1, 1)
    assert outcome(services, ids["once"]) == (Outcome.ON_THE_WAY, None)


def test_the_neighbours_in_a_lost_group_are_done_one_by_one(services: Services):
    """Extraction takes four at once; the one that kills must not take three along."""
    ids = receive(services, "a", "b", "kill", "c", "d")
    for _ in ids:
        [document] = services.ledger.claim(Stage.INGEST, owner="x", limit=1, seconds=60)
        services.ledger.advance(document, "x", Stage.OCR)
    tally = run(services, Stage.EXTRACT)

    assert (tally.passed, tally.set_aside) == (4, 1)
    assert outcome(services, ids["kill"])[0] == Outcome.SET_ASIDE


@pytest.mark.parametrize(("fault", "error"), [("outside", OutsideError), ("config", ConfigError)])
def test_what_stands_in_everybodys_way_stops_the_run_and_gives_the_papers_back(
    services: Services, fault: str, error: type[Exception]
):
    ids = receive(services, fault)
    with pytest.raises(error):
        run(services)

    assert outcome(services, ids[fault]) == (Outcome.ON_THE_WAY, None)
    assert len(services.ledger.claim(Stage.INGEST, owner="next", limit=9, seconds=60)) == 1


def test_a_station_that_people_start_is_refused(services: Services):
    with pytest.raises(ConfigError, match="started by files or people"):
        line.run(Stage.REVIEW, services)


def test_a_run_without_work_starts_no_worker(services: Services):
    with Crew("no.such.module:at_all", services.settings) as crew:
        assert line.run(Stage.OCR, services, crew=crew) == Tally(Stage.OCR)
        assert crew.workers == []


def test_claims_of_this_process_hold_and_those_of_a_vanished_one_do_not():
    mine = line._owner_name()
    host, _, _, nonce = mine.split("|")

    assert not line._is_gone(mine)
    assert line._is_gone(f"{host}|{os.getpid()}|1|{nonce}"), "the same process id, used again"
    assert not line._is_gone(f"elsewhere|1|1|{nonce}"), "nothing is known of other machines"
