"""open_case: nothing is accepted that anything speaks against, and every reason is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipelines.doctypes import DocumentType, Exclusion, FieldSpec
from pipelines.model import Decision, Extraction, FieldValue, Finding, Grade, Page, Quality, Severity, Value, Word
from pipelines.review import open_case, reopen_case

DOCTYPE = DocumentType(
    name="permit",
    label="Giấy phép mẫu",
    label_en="Sample permit",
    min_type_confidence=0.9,
    fields={
        spec.name: spec
        for spec in (
            FieldSpec("document_number", "Số", "Number", "document_number", threshold=0.95),
            FieldSpec("full_name", "Họ tên", "Full name", "person_name", threshold=0.9),
            FieldSpec("floors", "Số tầng", "Floors", "integer", required=False, threshold=0.8),
        )
    },
)
PAGES = (
    Page(1, 1000, 1400, 300.0, words=(Word("Số:", 0.95, (0, 0, 50, 20), 0), Word("12/GP", 0.95, (60, 0, 200, 20), 0))),
    Page(2, 1000, 1400, 300.0, words=(Word("Hết", 0.95, (60, 0, 200, 20), 0),)),
)


def value(name: str, what: Value, confidence: float = 0.99) -> FieldValue:
    return FieldValue(name, str(what), what, confidence, 1, (60, 0, 200, 20), "t")


GOOD = Extraction(
    "permit", 0.97, {"document_number": value("document_number", "12/GP"), "full_name": value("full_name", "Lê Văn Thử")}
)


def with_field(found: FieldValue) -> Extraction:
    return replace(GOOD, fields={**GOOD.fields, found.name: found})


def finding(severity: Severity, rule: str = "r", field: str | None = "full_name") -> Finding:
    return Finding(rule, field, severity, "Hãy xem.", "Look.")


def codes(extraction: Extraction, pages: tuple[Page, ...] = PAGES, declared: str | None = None, *said: Finding) -> list[str]:
    triage = open_case(extraction, said, DOCTYPE, pages, declared)
    assert triage.decision is Decision.REVIEW
    return [f.rule for f in triage.findings]


def test_what_nothing_speaks_against_goes_on() -> None:
    assert open_case(GOOD, [], DOCTYPE, PAGES).decision is Decision.ACCEPT
    assert open_case(with_field(value("floors", 0, 0.8)), [], DOCTYPE, PAGES, "permit").decision is Decision.ACCEPT


def test_a_note_stops_nothing_and_is_kept() -> None:
    note = finding(Severity.NOTE)
    triage = open_case(GOOD, [note], DOCTYPE, PAGES)
    assert triage.decision is Decision.ACCEPT
    assert triage.findings == (note,)


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.DOUBT])
def test_an_error_or_a_doubt_of_a_rule_waits_for_a_person(severity: Severity) -> None:
    assert codes(GOOD, PAGES, None, finding(severity)) == ["r"]


@pytest.mark.parametrize("confidence", [0.899, 0.0, -1.0, float("nan")])
def test_a_value_under_its_own_threshold_waits_even_by_a_hair(confidence: float) -> None:
    assert codes(with_field(value("full_name", "Lê Văn Thử", confidence))) == ["low_confidence"]
    assert open_case(with_field(value("full_name", "Lê Văn Thử", 0.9)), [], DOCTYPE, PAGES).decision is Decision.ACCEPT


def test_an_optional_value_that_was_found_must_be_certain_too() -> None:
    assert codes(with_field(value("floors", 3, 0.5))) == ["low_confidence"]


def test_the_message_never_rounds_a_doubt_up_to_enough() -> None:
    (said,) = open_case(with_field(value("full_name", "Lê", 0.8999)), [], DOCTYPE, PAGES).findings
    assert "89.99 %" in said.message
    assert "90 %" in said.message
    assert "Họ tên" in said.message
    assert "Lê" not in said.message


@pytest.mark.parametrize("confidence", [0.89, float("nan")])
def test_an_uncertain_type_waits(confidence: float) -> None:
    assert codes(replace(GOOD, type_confidence=confidence)) == ["type_uncertain"]


def test_an_unknown_type_waits_and_is_said_once() -> None:
    given = finding(Severity.DOUBT, "type_not_recognised", None)
    triage = open_case(Extraction(None, 0.3), [given], None, PAGES)
    assert triage.decision is Decision.REVIEW
    assert [f.rule for f in triage.findings] == ["type_not_recognised"]


def test_a_type_without_its_yaml_waits() -> None:
    triage = open_case(replace(GOOD, document_type="map"), [], None, PAGES)
    assert triage.decision is Decision.REVIEW
    assert [f.rule for f in triage.findings] == ["type_unknown_here"]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("decision", Decision.REVIEW),
        ("Giấy phép mẫu ", Decision.ACCEPT),
        ("PERMIT", Decision.ACCEPT),
        ("", Decision.ACCEPT),
    ],
)
def test_a_manifest_that_says_another_type_waits(declared: str, expected: Decision) -> None:
    triage = open_case(GOOD, [], DOCTYPE, PAGES, declared)
    assert triage.decision is expected
    assert [f.rule for f in triage.findings] == (["type_conflict"] if expected is Decision.REVIEW else [])


@pytest.mark.parametrize("nothing", [None, "", "  ", float("nan")])
def test_a_required_value_that_could_not_be_understood_waits(nothing: Value) -> None:
    suite_says = finding(Severity.ERROR, "field_missing")
    assert codes(with_field(value("full_name", nothing)), PAGES, None, suite_says) == ["field_unreadable"]


def test_a_missing_required_field_waits_and_the_suites_word_is_not_repeated() -> None:
    lacking = replace(GOOD, fields={"document_number": GOOD.fields["document_number"]})
    assert codes(lacking) == ["field_missing"]
    suite_says = finding(Severity.ERROR, "field_missing")
    assert open_case(lacking, [suite_says], DOCTYPE, PAGES).findings == (suite_says,)


def test_a_zero_is_a_value() -> None:
    assert open_case(with_field(value("floors", 0)), [], DOCTYPE, PAGES).decision is Decision.ACCEPT


def test_an_optional_field_that_is_absent_is_no_reason() -> None:
    assert "floors" not in GOOD.fields
    assert open_case(GOOD, [], DOCTYPE, PAGES).findings == ()


def test_handwriting_under_a_value_is_never_accepted_unseen() -> None:
    assert codes(with_field(replace(GOOD.fields["full_name"], handwriting=0.5))) == ["handwritten"]


def test_a_field_that_the_type_does_not_have_waits() -> None:
    assert codes(with_field(value("unheard_of", "x"))) == ["field_not_in_type"]


def test_a_page_that_may_lack_text_waits_and_one_that_is_merely_harder_to_read_does_not() -> None:
    hard = (replace(PAGES[0], warnings=("low_dpi", "skewed")), replace(PAGES[1], warnings=("blank",), words=()))
    triage = open_case(GOOD, [], DOCTYPE, hard)
    assert triage.decision is Decision.ACCEPT
    assert [f.rule for f in triage.findings] == ["page_warning"] * 3
    for warning in ("damaged", "page_timed_out", "a_warning_of_tomorrow"):
        broken = (PAGES[0], replace(PAGES[1], warnings=(warning,)))
        triage = open_case(GOOD, [], DOCTYPE, broken)
        assert triage.decision is Decision.REVIEW
        assert "2" in triage.findings[0].message


def graded(grade: Grade, error: float, *reasons: str) -> tuple[Page, ...]:
    return (PAGES[0], replace(PAGES[1], warnings=reasons, quality=Quality(grade, error, reasons)))


def test_a_page_that_needs_a_new_scan_waits_for_a_person_with_the_fault_and_the_remedy() -> None:
    assert open_case(GOOD, [], DOCTYPE, graded(Grade.WARN, 0.01, "blurred")).decision is Decision.ACCEPT

    triage = open_case(GOOD, [], DOCTYPE, graded(Grade.RESCAN, 0.2, "blurred"))
    assert triage.decision is Decision.REVIEW
    (said,) = triage.findings
    assert said.message.startswith("Trang 2: Chữ bị nhòe.")
    assert "quét lại ở 300 dpi" in said.message
    assert "scan again at 300 dpi" in said.message_en


def test_a_page_that_lost_text_at_its_edge_waits_however_well_the_rest_was_read() -> None:
    assert codes(GOOD, graded(Grade.WARN, 0.001, "cut_edges")) == ["page_warning"]


def test_a_page_misread_here_and_there_is_only_noted_and_one_misread_in_most_places_waits() -> None:
    some = open_case(GOOD, [], DOCTYPE, graded(Grade.WARN, 0.041, "doubtful_text"))
    assert some.decision is Decision.ACCEPT
    assert "5 %" in some.findings[0].message, "rounded up: an estimate never sounds better than it is"
    assert codes(GOOD, graded(Grade.WARN, 0.3, "poor_text")) == ["page_warning"]


def test_the_blank_back_of_a_sheet_is_no_reason_to_wait() -> None:
    back = replace(PAGES[1], words=(), warnings=("blank",), quality=Quality(Grade.FINE, 0.0, ("blank",)))
    assert open_case(GOOD, [], DOCTYPE, (PAGES[0], back)).decision is Decision.ACCEPT


def test_blank_paper_is_set_aside_for_the_scanner() -> None:
    blank = tuple(replace(page, words=(), warnings=("blank",)) for page in PAGES)
    triage = open_case(Extraction(None, 0.0), [], None, blank)
    assert triage.decision is Decision.SET_ASIDE
    assert [f.rule for f in triage.findings] == ["all_pages_blank"]


def test_paper_with_ink_but_no_text_is_seen_by_a_person() -> None:
    mute = (replace(PAGES[0], words=(), warnings=("blank",)), replace(PAGES[1], words=()))
    triage = open_case(Extraction(None, 0.0), [], None, mute)
    assert triage.decision is Decision.REVIEW
    assert "no_text_read" in [f.rule for f in triage.findings]


def test_a_document_without_pages_is_never_accepted() -> None:
    assert codes(GOOD, ()) == ["no_text_read"]


EXCLUDED = replace(DOCTYPE, exclude=(Exclusion("Chỉ có giá trị 6 tháng.", "Valid for six months.", "Điều 23"),))


def test_a_type_that_is_not_to_be_digitized_is_excluded_with_its_reason() -> None:
    triage = open_case(Extraction("permit", 0.97), [finding(Severity.ERROR)], EXCLUDED, PAGES)
    assert triage.decision is Decision.EXCLUDE
    assert "Chỉ có giá trị 6 tháng." in triage.findings[0].message


@pytest.mark.parametrize(("confidence", "declared"), [(0.5, None), (0.97, "decision")])
def test_exclusion_is_never_guessed(confidence: float, declared: str | None) -> None:
    triage = open_case(replace(GOOD, type_confidence=confidence), [], EXCLUDED, PAGES, declared)
    assert triage.decision is Decision.REVIEW


@pytest.mark.parametrize(
    ("issued", "decision"),
    [("2020-05-31", Decision.EXCLUDE), ("2020-07", Decision.ACCEPT), ("2020", Decision.ACCEPT), ("2019", Decision.EXCLUDE)],
)
def test_papers_that_are_valid_for_some_months_are_excluded_by_their_day(issued: str, decision: Decision) -> None:
    rule = Exclusion("Chỉ có giá trị 6 tháng.", "Valid for six months.", "Điều 23", older_than_months=6)
    short_lived = replace(
        DOCTYPE,
        exclude=(rule,),
        fields={**DOCTYPE.fields, "issue_date": FieldSpec("issue_date", "Ngày cấp", "Date of issue", "date")},
    )
    dated = FieldValue("issue_date", issued, issued, 1.0, 1, (0, 0, 9, 9), "")
    read = replace(GOOD, fields={**GOOD.fields, "issue_date": dated})
    assert open_case(read, [], short_lived, PAGES, today=dt.date(2020, 12, 1)).decision is decision
    doubted = replace(read, fields={**read.fields, "issue_date": replace(dated, confidence=0.4)})
    assert open_case(doubted, [], short_lived, PAGES, today=dt.date(2020, 12, 1)).decision is Decision.REVIEW


def test_what_a_national_register_holds_is_linked_and_goes_on() -> None:
    linked = replace(DOCTYPE, master_register="Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp")
    triage = open_case(GOOD, [], linked, PAGES)
    assert triage.decision is Decision.ACCEPT
    assert [f.rule for f in triage.findings] == ["held_elsewhere"]


def test_the_type_of_another_document_is_a_bug_not_a_reason() -> None:
    with pytest.raises(ValueError, match="does not belong"):
        open_case(replace(GOOD, document_type="map"), [], DOCTYPE, PAGES)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(Severity.ERROR, Decision.REVIEW), (Severity.DOUBT, Decision.REVIEW), (Severity.NOTE, Decision.ACCEPT)],
)
def test_a_persons_values_go_on_unless_a_rule_objects(severity: Severity, expected: Decision) -> None:
    assert reopen_case([]).decision is Decision.ACCEPT
    triage = reopen_case([finding(severity)])
    assert triage.decision is expected
    assert triage.findings == (finding(severity),)
