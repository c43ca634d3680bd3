"""decide: a person's word beside the machine's, and no word taken that cannot be."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import replace

import pytest

from pipelines.doctypes import DocumentType, Exclusion, FieldSpec
from pipelines.model import Extraction, FieldValue, Finding, Review, Severity, Value
from pipelines.review import Action, Case, Refused, Ruling, decide

AT = dt.datetime(2026, 8, 1, 2, 3, 4, tzinfo=dt.UTC)


NOT_DIGITIZED = (Exclusion("Chỉ có giá trị 6 tháng", "valid for six months", "Điều 23"),)


def doctype(name: str, label: str, *fields: FieldSpec, exclude: tuple[Exclusion, ...] = ()) -> DocumentType:
    return DocumentType(name, label, name.title(), exclude=exclude, fields={f.name: f for f in fields})


NUMBER = FieldSpec("document_number", "Số", "Number", "document_number")
DATE = FieldSpec("issue_date", "Ngày cấp", "Date of issue", "date")
AREA = FieldSpec("floor_area_m2", "Diện tích sàn", "Floor area", "area_m2", required=False)
TYPES = {
    "permit": doctype("permit", "Giấy phép mẫu", NUMBER, DATE, AREA),
    "letter": doctype("letter", "Công văn mẫu", NUMBER, FieldSpec("subject", "Trích yếu", "Subject", "text")),
    "record": doctype("record", "Phiếu mẫu", NUMBER, exclude=NOT_DIGITIZED),
}


def value(name: str, what: Value) -> FieldValue:
    return FieldValue(name, str(what), what, 0.6, 1, (0, 0, 9, 9), "t")


MACHINE = Extraction(
    "permit", 0.95, {"document_number": value("document_number", "12/GP"), "issue_date": value("issue_date", "2019-03-07")}
)
CASE = Case("d1", MACHINE, TYPES)


def refused(case: Case, action: Action, **more: object) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        decide(case, action, "lan", AT, **more)  # type: ignore[arg-type]
    return [(f.rule, f.field) for f in caught.value.findings]


def after(case: Case, ruling: Ruling) -> Case:
    return replace(case, reviews=case.reviews + ruling.reviews)


def test_accepting_records_a_word_on_every_field_and_changes_none() -> None:
    ruling = decide(CASE, Action.ACCEPT, "lan", AT)
    assert ruling.values == {"document_number": "12/GP", "issue_date": "2019-03-07"}
    assert [(r.field, r.machine_value, r.human_value) for r in ruling.reviews] == [
        ("document_type", "permit", "permit"),
        ("document_number", "12/GP", "12/GP"),
        ("issue_date", "2019-03-07", "2019-03-07"),
    ]
    assert {(r.document_id, r.revision, r.actor, r.at) for r in ruling.reviews} == {("d1", 1, "lan", AT)}


def test_a_correction_stands_beside_the_machines_value_and_records_only_what_changed() -> None:
    ruling = decide(CASE, Action.CORRECT, "lan", AT, values={"issue_date": "8/3/2019", "floor_area_m2": "214,1"})
    assert ruling.values == {"document_number": "12/GP", "issue_date": "2019-03-08", "floor_area_m2": 214.1}
    assert ruling.reviews == (
        Review("d1", 1, "issue_date", "2019-03-07", "2019-03-08", "lan", AT),
        Review("d1", 1, "floor_area_m2", None, 214.1, "lan", AT),
    )
    assert MACHINE.fields["issue_date"].value == "2019-03-07"


def test_revisions_follow_each_other_and_the_last_word_stands() -> None:
    first = after(CASE, decide(CASE, Action.CORRECT, "lan", AT, values={"issue_date": "8/3/2019"}))
    second = after(first, decide(first, Action.CORRECT, "minh", AT, values={"issue_date": "9/3/2019"}))
    final = decide(second, Action.ACCEPT, "hoa", AT)
    assert final.values["issue_date"] == "2019-03-09"
    assert {r.revision for r in final.reviews} == {3}
    assert next(r for r in final.reviews if r.field == "issue_date").machine_value == "2019-03-07"


def test_accepting_with_corrections_is_one_revision() -> None:
    ruling = decide(CASE, Action.ACCEPT, "lan", AT, values={"document_number": "13 / GP"})
    assert ruling.values["document_number"] == "13/GP"
    assert {r.revision for r in ruling.reviews} == {1}
    assert [r.field for r in ruling.reviews] == ["document_type", "document_number", "issue_date"]


def test_emptied_text_says_that_the_paper_has_no_such_value() -> None:
    with_area = replace(CASE, machine=replace(MACHINE, fields={**MACHINE.fields, "floor_area_m2": value("floor_area_m2", 3.0)}))
    ruling = decide(with_area, Action.CORRECT, "lan", AT, values={"floor_area_m2": " "})
    assert "floor_area_m2" not in ruling.values
    assert ruling.reviews == (Review("d1", 1, "floor_area_m2", 3.0, None, "lan", AT),)
    accepted = decide(after(with_area, ruling), Action.ACCEPT, "lan", AT)
    assert "floor_area_m2" not in accepted.values
    assert ("floor_area_m2", 3.0, None) in [(r.field, r.machine_value, r.human_value) for r in accepted.reviews]


def test_a_document_that_lacks_a_required_value_is_not_accepted() -> None:
    assert refused(CASE, Action.ACCEPT, values={"issue_date": ""}) == [("accept_needs_field", "issue_date")]
    nothing = replace(CASE, machine=Extraction("permit", 0.9))
    assert refused(nothing, Action.ACCEPT) == [("accept_needs_field", "document_number"), ("accept_needs_field", "issue_date")]
    unreadable = replace(MACHINE, fields={**MACHINE.fields, "issue_date": value("issue_date", None)})
    assert refused(replace(CASE, machine=unreadable), Action.ACCEPT) == [("accept_needs_field", "issue_date")]


def test_a_document_of_unknown_kind_is_not_accepted_until_its_kind_is_said() -> None:
    unknown = replace(CASE, machine=replace(MACHINE, document_type=None))
    assert refused(unknown, Action.ACCEPT) == [("type_not_chosen", "document_type")]
    assert refused(unknown, Action.CORRECT, values={"issue_date": "1/1/2019"}) == [("type_not_chosen", "document_type")]
    ruling = decide(unknown, Action.ACCEPT, "lan", AT, values={"document_type": "Giấy phép mẫu"})
    assert ruling.document_type == "permit"
    assert ruling.reviews[0] == Review("d1", 1, "document_type", None, "permit", "lan", AT)


def test_another_kind_brings_other_fields_and_keeps_what_both_have() -> None:
    ruling = decide(CASE, Action.CORRECT, "lan", AT, values={"document_type": "letter", "subject": "Trả lời đơn"})
    assert (ruling.document_type, ruling.values) == ("letter", {"document_number": "12/GP", "subject": "Trả lời đơn"})
    assert ("document_type", "permit", "letter") in [(r.field, r.machine_value, r.human_value) for r in ruling.reviews]
    assert after(CASE, ruling).document_type == "letter"


def test_all_mistakes_are_told_at_once_and_nothing_is_taken() -> None:
    wrong = {"issue_date": "30/2/2019", "isue_date": "1/1/2019", "floor_area_m2": "rộng"}
    assert refused(CASE, Action.CORRECT, values=wrong) == [
        ("value_date", "issue_date"),
        ("field_unknown", "isue_date"),
        ("value_decimal", "floor_area_m2"),
    ]
    assert refused(CASE, Action.ACCEPT, values={"issue_date": "30/2/2019"}) == [("value_date", "issue_date")]


def test_an_unknown_field_or_kind_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Refused, match="document_number, issue_date, floor_area_m2") as caught:
        decide(CASE, Action.CORRECT, "lan", AT, values={"floor": "3"})
    assert "Giấy phép mẫu không có mục floor" in caught.value.message
    with pytest.raises(Refused, match="permit, letter, record"):
        decide(CASE, Action.CORRECT, "lan", AT, values={"document_type": "map", "issue_date": "1/1/2019"})


def test_a_kind_that_is_not_to_be_digitized_is_accepted_with_a_reason_only() -> None:
    out = {"document_type": "record"}
    assert ("accept_excluded", "document_type") in refused(CASE, Action.ACCEPT, values=out)
    ruling = decide(CASE, Action.ACCEPT, "lan", AT, values=out, reason="cơ quan yêu cầu giữ")
    assert (ruling.document_type, ruling.reason) == ("record", "cơ quan yêu cầu giữ")


ERROR = Finding("issued_after_birth", "issue_date", Severity.ERROR, "Ngày cấp trước ngày sinh.", "Issued before birth.")


def test_an_error_that_remains_is_accepted_only_with_a_reason_that_is_kept() -> None:
    case = replace(CASE, findings=(ERROR, replace(ERROR, rule="odd", severity=Severity.DOUBT)))
    assert refused(case, Action.ACCEPT) == [("accept_needs_reason", "issue_date")]
    ruling = decide(case, Action.ACCEPT, "lan", AT, reason="Giấy gốc ghi đúng như vậy")
    assert {r.reason for r in ruling.reviews} == {"Giấy gốc ghi đúng như vậy"}


def test_new_values_outdate_the_findings_that_the_old_ones_had() -> None:
    # The rule speaks of one date, the person mends the other one.
    case = replace(CASE, findings=(replace(ERROR, field="document_number"),))
    assert decide(case, Action.ACCEPT, "lan", AT, values={"issue_date": "9/3/2019"}).values["issue_date"] == "2019-03-09"


def test_a_missing_value_typed_since_needs_no_reason() -> None:
    missing = Finding("field_missing", "issue_date", Severity.ERROR, "Chưa đọc được.", "Not read.")
    case = Case(
        "d1", Extraction("permit", 0.9, {"document_number": value("document_number", "1/GP")}), TYPES, findings=(missing,)
    )
    case = after(case, decide(case, Action.CORRECT, "lan", AT, values={"issue_date": "1/2/2019"}))
    assert decide(case, Action.ACCEPT, "lan", AT).values["issue_date"] == "2019-02-01"


def test_a_rejection_needs_a_reason_and_leaves_the_values_alone() -> None:
    assert refused(CASE, Action.REJECT) == [("reason_missing", None)]
    assert refused(CASE, Action.REJECT, reason=" \u200b ") == [("reason_missing", None)]
    ruling = decide(CASE, Action.REJECT, "lan", AT, reason="Thiếu trang 2")
    assert ruling.reviews == (Review("d1", 1, "document", None, None, "lan", AT, "Thiếu trang 2"),)
    assert ruling.values == {"document_number": "12/GP", "issue_date": "2019-03-07"}
    assert after(CASE, ruling).values == CASE.values


def test_nobody_and_nothing_are_refused() -> None:
    assert refused(CASE, Action.CORRECT) == [("nothing_to_correct", None)]
    with pytest.raises(Refused) as caught:
        decide(CASE, Action.ACCEPT, "  ", AT)
    assert caught.value.findings[0].rule == "actor_missing"


def test_calls_that_make_no_sense_are_bugs() -> None:
    with pytest.raises(ValueError, match="zone"):
        decide(CASE, Action.ACCEPT, "lan", AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no values"):
        decide(CASE, Action.REJECT, "lan", AT, values={"issue_date": "1/1/2019"}, reason="x")


def test_a_refusal_survives_the_way_between_processes() -> None:
    with pytest.raises(Refused) as caught:
        decide(CASE, Action.REJECT, "lan", AT)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.findings == caught.value.findings
