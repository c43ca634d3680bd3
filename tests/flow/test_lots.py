"""A delivery lot and its sample: what is refused is not signed until people have looked at all of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.errors import ConfigError, DocumentProblem
from pipelines.flow import desk, quality
from pipelines.ledger import Queue, Scope
from pipelines.ledger.tables import documents, events
from pipelines.model import Outcome, Stage
from pipelines.review import sampling
from pipelines.services import Services
from tests.flow.accepted_papers import run_here
from tests.flow.papers_at_the_desk import accepted, checked_by_rules, house, state

AQL = 6.5  # of up to 8 papers 2 are looked at, and none may be wrong
WAITS_FOR_SIGNING = (Stage.REVIEW, Outcome.ON_THE_WAY)
AT_THE_DESK = (Stage.VALIDATE, Outcome.REVIEW)


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request: pytest.FixtureRequest, tmp_path: Path) -> Services:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return house(tmp_path, url, sample={"share": 0})


def sampled(services: Services, lot_id: str) -> list[str]:
    return [document for document, _, _ in services.ledger.sample_of(lot_id)]


def claimable(services: Services) -> int:
    return services.ledger.waiting(Stage.REVIEW)


def signed(services: Services) -> int:
    return run_here(services).passed


def look_at_all(services: Services, lot_id: str, who: str, *, wrong: int = 0) -> None:
    """Somebody checks the sample; the first *wrong* papers have a wrong value, which is corrected."""
    person = services.acting_as(who)
    for number, document_id in enumerate(sampled(services, lot_id)):
        if number < wrong:
            desk.correct(person, document_id, {"signer_name": "Lê Văn Đúng"})
        else:
            desk.accept(person, document_id)


def test_a_lot_that_fails_its_plan_cannot_be_signed_until_all_of_it_was_reviewed_and_a_tightened_sample_is_right(
    services: Services,
):
    papers = accepted(services, 4)
    lot = quality.open_lot(services, batch="lo", source="Nhà thầu A", aql=AQL)
    assert (lot.plan.size, lot.plan.sample, lot.plan.accept, lot.plan.severity) == (4, 2, 0, "normal")
    assert (claimable(services), signed(services)) == (0, 0), "a lot under inspection is held"

    look_at_all(services, lot.id, "Kiểm", wrong=1)
    checked_by_rules(services)
    assert signed(services) == 0, "all of it is on the way, and held"
    judged = quality.judge_lot(services, lot.id)
    assert (judged.state, judged.wrong) == ("rejected", 1)
    assert {state(services, paper) for paper in papers} == {AT_THE_DESK}
    assert signed(services) == 0

    for paper in papers[:-1]:
        desk.accept(services.acting_as("Duyệt"), paper)
    with pytest.raises(DocumentProblem, match="1"):
        quality.present_again(services, lot.id)
    assert signed(services) == 0, "reviewed, but not inspected anew"
    desk.accept(services.acting_as("Duyệt"), papers[-1])

    again = quality.present_again(services, lot.id)
    assert (again.plan.severity, again.inspects, again.plan.size) == ("tightened", lot.id, 4)
    assert signed(services) == 0
    with pytest.raises(DocumentProblem, match="not one that was refused"):
        quality.present_again(services, lot.id)
    look_at_all(services, again.id, "Kiểm hai")
    assert quality.judge_lot(services, again.id).state == "accepted"
    assert signed(services) == 4
    assert services.ledger.faults() == []


def test_a_lot_that_passes_its_plan_is_signed(services: Services):
    accepted(services, 8)
    lot = quality.open_lot(services, aql=AQL)
    look_at_all(services, lot.id, "Kiểm")
    assert claimable(services) == 0
    assert quality.judge_lot(services, lot.id).state == "accepted"
    assert claimable(services) == 8


def test_a_lot_is_not_judged_before_its_sample_is_looked_at_and_only_once(services: Services):
    accepted(services, 8)
    lot = quality.open_lot(services, aql=AQL)
    with pytest.raises(DocumentProblem, match="2 documents of the sample"):
        quality.judge_lot(services, lot.id)
    look_at_all(services, lot.id, "Kiểm", wrong=1)
    quality.judge_lot(services, lot.id)
    with pytest.raises(DocumentProblem, match="not open any more"):
        quality.judge_lot(services, lot.id)


def test_a_lot_opened_by_mistake_is_taken_back_with_its_reason_and_leaves_no_trace_on_its_papers(services: Services):
    papers = accepted(services, 8)
    before = [services.ledger.case(paper) for paper in papers]
    lot = quality.open_lot(services, aql=AQL)
    asked = services.ledger.listed(Scope(everything=True), Queue(reason="lot_sample"), 9)
    assert {waiting.document.id for waiting in asked} == set(sampled(services, lot.id))
    with pytest.raises(ConfigError, match="why"):
        quality.undo_lot(services, lot.id, " ")

    undone = quality.undo_lot(services.acting_as("Quản lý"), lot.id, "lập nhầm đơn vị")
    assert (undone.state, undone.checked, undone.waiting) == ("undone", 0, 0)
    assert [(c.findings, c.document.stage, c.document.outcome) for c in map(services.ledger.case, papers) if c] == [
        (c.findings, c.document.stage, c.document.outcome) for c in before if c
    ]
    assert claimable(services) == 8
    assert quality.open_lot(services, aql=AQL).plan.severity == "normal"
    with services.ledger.engine.connect() as connection:
        [said] = connection.execute(sa.select(events).where(events.c.kind == "lot_undone")).all()
    assert (said.actor, "lập nhầm đơn vị" in said.detail, lot.id in said.detail) == ("Quản lý", True, True)
    assert services.ledger.faults() == []


def test_a_lot_of_which_anything_was_looked_at_is_not_taken_back(services: Services):
    accepted(services, 8)
    lot = quality.open_lot(services, aql=AQL)
    desk.accept(services.acting_as("Kiểm"), sampled(services, lot.id)[0])
    with pytest.raises(DocumentProblem, match="cannot be taken back"):
        quality.undo_lot(services, lot.id, "nhầm")
    assert claimable(services) == 0
    desk.accept(services.acting_as("Kiểm"), sampled(services, lot.id)[1])
    assert quality.judge_lot(services, lot.id).state == "accepted"
    with pytest.raises(DocumentProblem, match="not open any more"):
        quality.undo_lot(services, lot.id, "nhầm")


def test_taking_back_a_lot_that_presents_a_refused_one_leaves_that_one_refused(services: Services):
    papers = accepted(services, 4)
    refused = quality.open_lot(services, aql=AQL)
    look_at_all(services, refused.id, "Kiểm", wrong=1)
    checked_by_rules(services)
    quality.judge_lot(services, refused.id)
    for paper in papers:
        desk.accept(services.acting_as("Duyệt"), paper)
    again = quality.present_again(services, refused.id)
    quality.undo_lot(services, again.id, "chưa đến lúc")
    assert quality.lot(services, refused.id).state == "rejected"
    assert claimable(services) == 0
    assert quality.present_again(services, refused.id).plan.severity == "tightened"


def test_enough_wrong_ones_end_an_inspection_early_and_nobody_must_finish_it(services: Services):
    accepted(services, 8)
    lot = quality.open_lot(services, aql=AQL)
    first, second = sampled(services, lot.id)
    desk.reject(services.acting_as("Kiểm"), first, "mất trang 2")
    judged = quality.judge_lot(services, lot.id)
    assert (judged.state, judged.wrong, judged.checked) == ("rejected", 1, 1)
    desk.accept(services.acting_as("Duyệt"), second)
    assert judged.waiting == 7


def test_whoever_vouched_for_a_paper_cannot_be_the_one_who_checks_it(services: Services):
    papers = accepted(services, 8)
    first = quality.open_lot(services, aql=AQL)
    look_at_all(services, first.id, "Kiểm")
    quality.judge_lot(services, first.id)
    second = quality.open_lot(services, aql=AQL)
    again = [paper for paper in papers if paper in sampled(services, first.id) and paper in sampled(services, second.id)]
    for paper in again:
        with pytest.raises(DocumentProblem, match="ruled on it before"):
            desk.accept(services.acting_as("  KIỂM "), paper)
        desk.accept(services.acting_as("Người khác"), paper)
        assert state(services, paper) == WAITS_FOR_SIGNING


def test_a_paper_that_went_on_without_a_person_after_its_lot_was_refused_lies_at_the_desk_again(services: Services):
    papers = accepted(services, 8)
    lot = quality.open_lot(services, aql=AQL)
    missing = sampled(services, lot.id)[0]
    desk.reject(services.acting_as("Kiểm"), missing, "mất trang 2")
    quality.judge_lot(services, lot.id)
    first, *others = [paper for paper in papers if paper != missing]
    for paper in others:
        desk.accept(services.acting_as("Duyệt"), paper)
    # The first one is read again, as after a repair of its file, and the machine accepts it by itself.
    with services.ledger._writing() as connection:
        here = documents.c.id == first
        connection.execute(documents.update().where(here).values(stage="review", outcome="on_the_way"))
    with pytest.raises(DocumentProblem, match="1 documents wait for review"):
        quality.present_again(services, lot.id)
    assert state(services, first) == AT_THE_DESK
    desk.accept(services.acting_as("Duyệt"), first)
    assert quality.present_again(services, lot.id).plan.size == 7, "what was set aside is no part of the new lot"


def test_the_draw_of_a_lot_can_be_made_again_from_its_seed(services: Services):
    papers = accepted(services, 30)
    lot = quality.open_lot(services, aql=AQL)
    assert sorted(sampled(services, lot.id)) == sorted(sampling.draw(papers, lot.plan.sample, lot.seed))
    assert lot.plan.sample == 8


def test_a_paper_is_claimed_for_signing_or_held_by_a_lot_and_never_both(services: Services):
    papers = accepted(services, 30)

    def claim(_: int) -> list[str]:
        return [document.id for document in services.ledger.claim(Stage.REVIEW, owner="run", limit=3, seconds=60)]

    with ThreadPoolExecutor(4) as pool:
        claiming = [pool.submit(claim, number) for number in range(6)]
        opening = pool.submit(quality.open_lot, services, aql=AQL)
        claimed = [document for one in claiming for document in one.result()]
        lot = opening.result()
    assert len(claimed) == len(set(claimed))
    held = set(papers) - set(claimed)
    assert lot.plan.size == len(held), "what no run had claimed is in the lot"
    assert set(sampled(services, lot.id)) <= held


def test_a_source_whose_lots_fail_is_looked_at_more_sharply_and_others_are_not(services: Services):
    for number in range(2):
        accepted(services, 8, batch=f"b{number}")
        lot = quality.open_lot(services, batch=f"b{number}", source="Nhà thầu A", aql=AQL)
        look_at_all(services, lot.id, "Kiểm", wrong=1)
        quality.judge_lot(services, lot.id)
    accepted(services, 8, batch="next")
    assert quality.open_lot(services, batch="next", source="Nhà thầu A", aql=AQL).plan.severity == "tightened"
    accepted(services, 8, batch="other")
    assert quality.open_lot(services, batch="other", source="Nhà thầu B", aql=AQL).plan.severity == "normal"


def test_without_papers_there_is_no_lot(services: Services):
    with pytest.raises(DocumentProblem, match="No document waits for signing"):
        quality.open_lot(services)
    assert services.ledger.lots() == []


def test_where_lots_are_required_nothing_else_is_signed(tmp_path: Path):
    services = house(tmp_path, sample={"share": 0}, lots={"required": True})
    accepted(services, 2)
    assert signed(services) == 0
    lot = quality.open_lot(services, aql=AQL)
    look_at_all(services, lot.id, "Kiểm")
    quality.judge_lot(services, lot.id)
    assert signed(services) == 2
