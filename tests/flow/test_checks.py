"""Who may settle what: four eyes, blind second keying, and samples of what would have gone on unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import review
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.flow import desk, quality
from pipelines.ledger.tables import documents as papers
from pipelines.model import Outcome, Stage
from pipelines.review import keying
from pipelines.services import Services
from tests.flow.papers_at_the_desk import VALUES, checked_by_rules, house, received, state

AT_THE_DESK = (Stage.VALIDATE, Outcome.REVIEW)
GOES_ON = (Stage.REVIEW, Outcome.ON_THE_WAY)
ALL_DRAWN = {"share": 1}
NONE_DRAWN = {"share": 0}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def at_the_desk(services: Services) -> str:
    """A paper that a person is to look at: here every one is drawn as a sample."""
    [document] = received(services, 1)
    checked_by_rules(services)
    assert state(services, document) == AT_THE_DESK
    return document


def rules(services: Services, document_id: str) -> list[str]:
    return [finding.rule for finding in desk.whole_case(services, document_id).findings if finding.severity != "note"]


# --- four eyes


def test_nobody_accepts_their_own_correction_where_the_type_asks_for_four_eyes(tmp_path: Path, url: str | None):
    services = house(tmp_path, url, sample=ALL_DRAWN, four_eyes=["decision"])
    an, binh = services.acting_as("An"), services.acting_as("Bình")
    document = at_the_desk(services)

    desk.correct(an, document, {"signer_name": "Lê Văn Đúng"})
    checked_by_rules(services)
    assert (state(services, document), rules(services, document)) == (AT_THE_DESK, ["second_person"])
    for name in ("An", " an ", "AN"):
        with pytest.raises(DocumentProblem) as refused:
            desk.accept(services.acting_as(name), document, "tôi chắc chắn")
        assert refused.value.code == "own_correction"
    assert state(services, document) == AT_THE_DESK

    desk.accept(binh, document)
    assert state(services, document) == GOES_ON


def test_who_corrects_the_second_time_waits_for_somebody_else_again(tmp_path: Path):
    services = house(tmp_path, sample=ALL_DRAWN, four_eyes=["*"])
    an, binh = services.acting_as("An"), services.acting_as("Bình")
    document = at_the_desk(services)
    desk.correct(an, document, {"signer_name": "Lê Văn Đúng"})
    checked_by_rules(services)
    desk.correct(binh, document, {"subject": "việc khác"})
    checked_by_rules(services)

    assert rules(services, document) == ["second_person"]
    with pytest.raises(DocumentProblem):
        desk.accept(binh, document)
    desk.accept(an, document)  # the other one's correction is what An looks at now
    assert state(services, document) == GOES_ON


def test_what_nobody_changed_needs_no_second_person_and_other_types_none_at_all(tmp_path: Path):
    asked = house(tmp_path / "asked", sample=ALL_DRAWN, four_eyes=["decision"])
    document = at_the_desk(asked)
    desk.accept(asked.acting_as("An"), document)
    assert state(asked, document) == GOES_ON

    free = house(tmp_path / "free", sample=ALL_DRAWN)
    document = at_the_desk(free)
    desk.correct(free.acting_as("An"), document, {"signer_name": "Lê Văn Đúng"})
    checked_by_rules(free)
    assert state(free, document) == GOES_ON


def test_a_types_own_file_asks_for_four_eyes_too(tmp_path: Path):
    services = house(tmp_path, sample=ALL_DRAWN)
    file = services.settings.config / "document_types" / "decision.yaml"
    file.write_text("four_eyes: true\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    document = at_the_desk(services)
    desk.correct(services.acting_as("An"), document, {"signer_name": "Lê Văn Đúng"})
    checked_by_rules(services)
    assert rules(services, document) == ["second_person"]


# --- blind keying

KEYED = {"document_number": "12/QĐ-UBND", "issue_date": "4/3/2019", "issuing_agency": str(VALUES["issuing_agency"])}


def keyed(**changed: str) -> dict[str, str]:
    return {**KEYED, "signer_name": "lê văn thử", **changed}


def test_a_second_person_who_keys_the_same_blind_settles_it(tmp_path: Path, url: str | None):
    services = house(tmp_path, url, sample=ALL_DRAWN, double_keying={"decision": "desk"})
    an, binh = services.acting_as("An"), services.acting_as("Bình")
    document = at_the_desk(services)
    desk.accept(an, document)
    assert (state(services, document), rules(services, document)) == (AT_THE_DESK, ["second_keying"])

    task = quality.keying_task(binh, document)
    assert set(task.choices) == set(keyed())
    assert set(task.choices.values()) == {()}, "nothing is shown to who keys blind"
    assert [one.id for one in quality.keying_queue(binh)] == [document]
    assert quality.keying_queue(an) == []

    assert quality.key(binh, document, keyed()) is True
    assert state(services, document) == GOES_ON
    assert desk.case(services, document).values == VALUES, "what was confirmed keeps its spelling"


def test_the_second_person_sees_neither_value_anywhere_at_the_desk(tmp_path: Path):
    services = house(tmp_path, sample=ALL_DRAWN, double_keying={"decision": "desk"})
    document = at_the_desk(services)
    desk.correct(services.acting_as("An"), document, {"signer_name": "Lê Văn Khác"})
    checked_by_rules(services)
    seen = desk.case(services.acting_as("Bình"), document)

    assert set(seen.values) == {"subject"}
    assert {word.field for word in seen.reviews} == {"document_type", "subject"}
    said = " ".join(finding.message for finding in seen.findings)
    assert "Thử" not in said
    assert "Khác" not in said


def test_one_person_never_keys_twice_and_nobody_goes_round_the_keying(tmp_path: Path, url: str | None):
    services = house(tmp_path, url, sample=ALL_DRAWN, double_keying={"decision": "desk"})
    an, binh = services.acting_as("An"), services.acting_as("Bình")
    document = at_the_desk(services)
    desk.accept(an, document)
    for act in (lambda: quality.keying_task(an, document), lambda: quality.key(an, document, keyed())):
        with pytest.raises(DocumentProblem) as refused:
            act()
        assert refused.value.code == "keyed_already"
    for act in (lambda: desk.accept(binh, document, "vội"), lambda: desk.correct(binh, document, {"subject": "x y"})):
        with pytest.raises(DocumentProblem) as refused:
            act()
        assert refused.value.code == "keying_open"

    assert quality.key(binh, document, keyed(signer_name="Lê Văn Thứ")) is False
    with pytest.raises(DocumentProblem) as refused:
        quality.key(binh, document, {"signer_name": "Lê Văn Thứ"})
    assert refused.value.code == "keyed_already"
    assert state(services, document) == AT_THE_DESK


def test_where_two_differ_a_third_sees_both_without_names_and_settles_it(tmp_path: Path, url: str | None):
    services = house(tmp_path, url, sample=ALL_DRAWN, double_keying={"decision": "desk"})
    document = at_the_desk(services)
    desk.accept(services.acting_as("An"), document)
    quality.key(services.acting_as("Bình"), document, keyed(signer_name="Lê Văn Thứ"))
    third = services.acting_as("Chi")

    assert rules(services, document) == ["third_keying"]
    task = quality.keying_task(third, document)
    assert task.choices == {"signer_name": keying.choices("Lê Văn Thử", "Lê Văn Thứ")}
    assert keying.choices("Lê Văn Thứ", "Lê Văn Thử") == keying.choices("Lê Văn Thử", "Lê Văn Thứ"), "whoever said which"
    assert quality.key(third, document, {"signer_name": "Lê Văn Thứ"}) is True
    checked_by_rules(services)
    assert state(services, document) == GOES_ON
    assert desk.case(services, document).values["signer_name"] == "Lê Văn Thứ"


def test_what_is_corrected_after_the_keying_is_keyed_again_by_others(tmp_path: Path):
    services = house(tmp_path, sample=ALL_DRAWN, double_keying={"decision": "desk"})
    document = at_the_desk(services)
    desk.accept(services.acting_as("An"), document)
    quality.key(services.acting_as("Bình"), document, keyed(signer_name="Lê Văn Thứ"))
    quality.key(services.acting_as("Chi"), document, {"signer_name": "Lê Văn Thử"})
    assert state(services, document) == GOES_ON

    with services.ledger._writing() as connection:
        connection.execute(papers.update().values(stage="validate", outcome="review"))
    # Bình insists on what Bình keyed: that is one person, not two.
    desk.correct(services.acting_as("Bình"), document, {"signer_name": "Lê Văn Thứ"})
    checked_by_rules(services)
    assert rules(services, document) == ["second_keying"]
    assert set(quality.keying_task(services.acting_as("Dũng"), document).choices) == {"signer_name"}


def test_papers_that_would_go_on_unseen_are_keyed_too_where_all_are_asked_for(tmp_path: Path):
    services = house(tmp_path, sample=NONE_DRAWN, double_keying={"decision": "all"})
    document = at_the_desk(services)
    assert rules(services, document) == ["second_keying"]
    assert quality.key(services.acting_as("An"), document, keyed()) is True
    assert state(services, document) == GOES_ON


def test_what_is_not_asked_for_missing_or_impossible_is_refused_with_every_reason(tmp_path: Path):
    services = house(tmp_path, sample=NONE_DRAWN, double_keying={"decision": "all"})
    document = at_the_desk(services)
    said = keyed(issue_date="31/2/2019", subject="việc thử")
    del said["document_number"]
    with pytest.raises(review.Refused) as refused:
        quality.key(services.acting_as("An"), document, said)
    assert {finding.rule for finding in refused.value.findings} == {"keying_missing", "keying_not_asked", "value_date"}
    assert services.ledger.keyings(document) == []


def test_without_configuration_nothing_is_keyed_twice(tmp_path: Path):
    services = house(tmp_path, sample=NONE_DRAWN)
    [document] = received(services, 1)
    checked_by_rules(services)
    assert state(services, document) == GOES_ON
    with pytest.raises(DocumentProblem) as refused:
        quality.keying_task(services, document)
    assert refused.value.code == "keying_none"


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"double_keying": {"decisoin": "all"}}, "did you mean 'decision'"),
        ({"double_keying": {"decision": "twice"}}, "known: none, desk, all"),
        ({"four_eyes": ["birth"]}, "no document type 'birth'"),
        ({"lots": {"aql": 1.1}}, "no AQL of ISO 2859-1"),
        ({"lots": {"level": "IV"}}, "known: I, II, III"),
        ({"sample": {"share": 2}}, "number from 0 to 1"),
        ({"sample": {"types": {"x": 0.5}}}, "no document type 'x'"),
        ({"sampling": {}}, "unexpected key 'sampling'; did you mean 'sample'?"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(tmp_path: Path, said: dict[str, object], what: str):
    with pytest.raises(ConfigError, match=r"quality\.yaml") as wrong:
        _ = house(tmp_path, **said).policy
    assert what in str(wrong.value)


# --- samples of what would have gone on unseen


def test_a_drawn_paper_waits_for_a_person_and_tells_which_values_were_right(tmp_path: Path, url: str | None):
    services = house(tmp_path, url, sample=ALL_DRAWN)
    first, second = received(services, 2)
    checked_by_rules(services)
    assert {state(services, one) for one in (first, second)} == {AT_THE_DESK}
    assert [document.id for document, _, _ in services.ledger.open_looks()] == [first, second]

    desk.accept(services.acting_as("An"), first)
    desk.correct(services.acting_as("An"), second, {"signer_name": "Lê Văn Đúng"})
    assert services.ledger.open_looks() == []
    counts = {count.field: (count.checked, count.wrong) for count in services.ledger.field_counts(by_person=False)}
    assert counts == {
        "document_type": (2, 0),
        "signer_name": (2, 1),
        **{name: (2, 0) for name in VALUES if name != "signer_name"},
    }
    checked_by_rules(services)
    assert {state(services, one) for one in (first, second)} == {GOES_ON}


def test_the_draw_is_the_same_in_another_ledger_and_leaves_the_rest_alone(tmp_path: Path):
    drawn = []
    for name in ("one", "two"):
        services = house(tmp_path / name, sample={"share": 0.5, "seed": "s"})
        received(services, 12)
        checked_by_rules(services)
        drawn.append([document.scan.path for document, _, _ in services.ledger.open_looks()])
    assert drawn[0] == drawn[1]
    assert 0 < len(drawn[0]) < 12


def test_errors_beyond_the_promise_raise_an_alarm_and_errors_within_it_do_not(tmp_path: Path):
    services = house(tmp_path, sample=ALL_DRAWN)
    documents = received(services, 12)
    checked_by_rules(services)
    an = services.acting_as("An")
    for document in documents[:9]:
        desk.accept(an, document)
    report = quality.report(an)
    assert report.alarms == ()
    [rate] = [rate for rate in report.machine if rate.field == "signer_name"]
    assert (rate.checked, rate.wrong, rate.low) == (9, 0, 0.0)
    assert rate.high == pytest.approx(1 - 0.025 ** (1 / 9))

    for document in documents[9:]:
        desk.correct(an, document, {"signer_name": "Lê Văn Đúng"})
    report = quality.report(an)
    assert [rate.field for rate in report.alarms] == ["signer_name"]
    assert (report.team.documents, report.own.documents) == (12, 12)
    assert quality.report(services.acting_as("Bình")).own.documents == 0, "one's own work and the team's, nobody else's"
