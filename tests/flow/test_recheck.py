"""Published papers that are looked at again: what is right stays, what is wrong becomes a new edition, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines import load
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.flow import claims, desk, numbers, papers, quality, recheck, registry
from pipelines.ledger import Person, Role, Scope
from pipelines.ledger.tables import events
from pipelines.model import Outcome, Result, Stage
from pipelines.services import Services
from tests.flow.accepted_papers import run_here
from tests.flow.papers_at_the_desk import accepted, checked_by_rules, house, state

LOADED = (Stage.LOAD, Outcome.LOADED)
AGAIN = (Stage.LOAD, Outcome.REVIEW)


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Services:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return house(tmp_path, url, sample={"share": 0})


def published(services: Services, count: int) -> list[str]:
    done = accepted(services, count)
    sign_and_load(services)
    assert {state(services, document) for document in done} == {LOADED}
    return done


def sign_and_load(services: Services) -> None:
    run_here(services, Stage.SIGN)
    run_here(services, Stage.LOAD)


def result(services: Services, document_id: str) -> Result:
    [found] = [one for one in load.lookup(services.registry, document_id) if one.document_id == document_id]
    return found


def told(services: Services, kind: str) -> list[tuple[str, str, dict[str, object]]]:
    query = sa.select(events).where(events.c.kind == kind).order_by(events.c.seq)
    with services.ledger.engine.connect() as connection:
        return [(row.actor, row.document_id, json.loads(row.detail)) for row in connection.execute(query)]


def sound(services: Services, received: int) -> None:
    assert registry.audit(services).faults == ()
    counted = numbers.status(services)
    assert counted["received"] == sum(counted["outcomes"].values()) == received


def test_an_error_that_a_sample_of_published_papers_finds_becomes_a_signed_edition_that_supersedes(services: Services):
    done = published(services, 3)
    drawn = recheck.draw_sample(services.acting_as("Quản lý"), 2)
    assert (len(drawn.ids), drawn.population) == (2, 3)
    wrong, right = drawn.ids
    [untouched] = set(done) - set(drawn.ids)
    assert [state(services, d) for d in (wrong, right, untouched)] == [AGAIN, AGAIN, LOADED]
    sound(services, 3)
    assert numbers.chains(services)[()].loaded == 3, "what is looked at again goes on being published"
    before = result(services, wrong)
    old = services.store.get(before.file_key)

    inspector = services.acting_as("Kiểm")
    desk.accept(inspector, right)
    assert state(services, right) == LOADED
    desk.correct(inspector, wrong, {"signer_name": "Lê Văn Đúng"})
    assert result(services, wrong).fields["signer_name"] == "Lê Văn Thử"
    checked_by_rules(services)
    sound(services, 3)
    sign_and_load(services)

    assert state(services, wrong) == LOADED
    after = result(services, wrong)
    assert (after.fields["signer_name"], after.loaded_at) == ("Lê Văn Đúng", before.loaded_at)
    assert after.file_key != before.file_key
    assert services.store.get(before.file_key) == old, "the earlier file is kept as it was"
    assert registry.verify_bytes(services, old)[1]["status"] == "superseded"
    verified, known = registry.verify_bytes(services, services.store.get(after.file_key))
    assert (verified.verdict in ("valid", "untrusted"), known["status"]) == (True, "valid")
    sound(services, 3)

    rates = {rate.field: (rate.checked, rate.wrong) for rate in quality.report(services).machine}
    assert rates["signer_name"] == (2, 1)
    assert rates["subject"] == (2, 0)
    again = {"why": "published_sample", "seed": drawn.seed, "population": 3, "drawn": 2}
    assert told(services, "opened_again") == [("Quản lý", document, again) for document in sorted(drawn.ids)]
    assert [(actor, document) for actor, document, _ in told(services, "corrected")] == [("Kiểm", wrong)]
    messages = [(one.kind, one.version) for one in load.unsent(services.registry, 99) if one.document_id == wrong]
    assert messages == [("published", 1), ("published", 2)]


def test_a_second_correction_is_a_third_edition(services: Services):
    [only] = published(services, 1)
    keys = [result(services, only).file_key]
    for name in ("Lê Văn Hai", "Lê Văn Ba"):
        recheck.reopen(services, only, "người dân báo sai tên người ký")
        desk.correct(services.acting_as("Kiểm"), only, {"signer_name": name})
        checked_by_rules(services)
        sign_and_load(services)
        keys.append(result(services, only).file_key)
        assert result(services, only).fields["signer_name"] == name
    assert len(set(keys)) == 3
    sound(services, 1)


def test_what_nobody_saw_is_drawn_once_by_its_seed_and_only_of_whose_papers_one_sees(services: Services):
    done = published(services, 4)
    nobody = Scope(units=frozenset({"79001"}))
    with pytest.raises(DocumentProblem, match="nobody has looked"):
        recheck.draw_sample(services, 4, scope=nobody)
    first = recheck.draw_sample(services, 1, seed="một").ids
    for document in first:
        desk.accept(services.acting_as("Kiểm"), document)
    rest = recheck.draw_sample(services, 9, seed="một")
    assert set(rest.ids) == set(done) - set(first)
    assert rest.population == 3
    with pytest.raises(DocumentProblem, match="nobody has looked"):
        recheck.draw_sample(services, 1)


def test_a_published_paper_is_not_set_aside_while_its_result_stands_and_is_once_it_is_revoked(services: Services):
    [only] = published(services, 1)
    with pytest.raises(ConfigError, match="doubted"):
        recheck.reopen(services, only, "")
    recheck.reopen(services, only, "sai")
    with pytest.raises(DocumentProblem, match="looked at already"):
        recheck.reopen(services, only, "sai")
    lying = services.ledger.document(only)
    assert lying is not None
    clerk = Person("Kiểm", "", frozenset({Role.REVIEWER}), frozenset({"*"}))
    for aside in (
        lambda: desk.reject(services, only, "sai hết"),
        lambda: claims.send_back(services, clerk, only, "rescan", "illegible", claims.version(lying)),
        lambda: papers.split(services, only, [2]),
    ):
        with pytest.raises(DocumentProblem) as refused:
            aside()
        assert refused.value.code == "published_stands"
    sound(services, 1)
    registry.revoke(services, only, "cấp sai đối tượng")
    desk.reject(services, only, "đã thu hồi")
    assert state(services, only)[1] is Outcome.SET_ASIDE
    sound(services, 1)


def test_a_result_revoked_while_its_correction_is_on_the_way_is_not_revived(services: Services):
    [only] = published(services, 1)
    recheck.reopen(services, only, "sai tên")
    desk.correct(services.acting_as("Kiểm"), only, {"signer_name": "Lê Văn Đúng"})
    checked_by_rules(services)
    registry.revoke(services, only, "cấp sai đối tượng")
    sign_and_load(services)
    document = services.ledger.document(only)
    assert document is not None
    assert (document.outcome, document.problem) == (Outcome.SET_ASIDE, "result_revoked")
    assert result(services, only).fields["signer_name"] == "Lê Văn Thử"
    sound(services, 1)


def test_the_audit_names_a_published_paper_that_a_fault_left_set_aside(services: Services):
    [only] = published(services, 1)
    recheck.reopen(services, only, "sai")
    with services.ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE documents SET outcome = 'set_aside', problem = 'worker_died'"))
    [fault] = registry.audit(services).faults
    assert only in fault
    assert "set aside" in fault
