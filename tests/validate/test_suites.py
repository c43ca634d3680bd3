"""Suites: those that ship do what they say; wrong ones are refused with a remedy."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import registers
from papers import GOOD, ROOT, SUITES, paper, rows, rule, write_suite

from pipelines import validate
from pipelines.doctypes import load_doctypes
from pipelines.errors import ConfigError
from pipelines.model import Severity, Value
from pipelines.validate.suites import load_suite

TODAY = dt.date(2026, 8, 1)
NAMES = sorted(path.stem for path in SUITES.glob("*.json"))

COMMON: list[tuple[str, str, dict[str, Value]]] = [
    ("field_missing", "issue_date", {"issue_date": None}),
    ("field_missing", "document_number", {"document_number": None}),
    ("field_missing", "issuing_agency", {"issuing_agency": ""}),
    ("field_missing", "signer_name", {"signer_name": None}),
    ("date_real", "issue_date", {"issue_date": "2019-02-30"}),
    ("date_whole", "issue_date", {"issue_date": "2019-03"}),
    ("date_not_in_future", "issue_date", {"issue_date": "2026-08-02"}),
    ("issue_year_plausible", "issue_date", {"issue_date": "1912-03-07"}),
    ("number_format", "document_number", {"document_number": "QĐ?12"}),
    ("number_not_zero", "document_number", {"document_number": "00/QĐ-UBND"}),
    ("length_odd", "document_number", {"document_number": "12/QĐ-" + "X" * 50}),
    ("name_odd", "signer_name", {"signer_name": "Lê V4n Ký"}),
    ("name_odd", "signer_name", {"signer_name": "Ký"}),
    ("length_odd", "signer_name", {"signer_name": "Lê " + "Văn " * 20 + "Ký"}),
    ("length_odd", "issuing_agency", {"issuing_agency": "Ủy"}),
    ("number_year_agrees", "document_number", {"document_number": "12/1999/QĐ-UBND"}),
]
LETTERS = [
    ("field_missing", "subject", {"subject": None}),
    ("length_odd", "subject", {"subject": "Về"}),
    ("subject_has_words", "subject", {"subject": "12345678 90 1"}),
    ("subject_not_body", "subject", {"subject": "Về việc cấp phép Căn cứ Luật Tổ chức"}),
]
COUPLE = ("wife", "husband")
BORN: list[tuple[str, str, dict[str, Value]]] = [
    ("field_missing", "date_of_birth", {"date_of_birth": None}),
    ("date_real", "date_of_birth", {"date_of_birth": "1990-31-01"}),
    ("date_whole", "date_of_birth", {"date_of_birth": "1990"}),
    ("date_not_in_future", "date_of_birth", {"date_of_birth": "2091-01-05"}),
    ("birth_year_plausible", "date_of_birth", {"date_of_birth": "1870-01-05"}),
]
PERSON: list[tuple[str, str, dict[str, Value]]] = [
    *BORN,
    ("field_missing", "full_name", {"full_name": None}),
    ("field_missing", "sex", {"sex": None}),
    ("name_odd", "full_name", {"full_name": "Nguyễn 1"}),
    ("length_odd", "full_name", {"full_name": "A B"}),
    ("sex_known", "sex", {"sex": "nam"}),
    ("personal_id_format", "personal_id", {"personal_id": "00119000001"}),
    ("personal_id_province", "personal_id", {"personal_id": "099190000001"}),
    ("personal_id_birth_year", "personal_id", {"date_of_birth": "1989-01-05"}),
]
PRACTICE: list[tuple[str, str, dict[str, Value]]] = [
    *COMMON,
    *(("field_missing", f, {f: None}) for f in ("full_name", "date_of_birth", "personal_id", "qualification", "practice_scope")),
    ("number_of_type", "document_number", {"document_number": "45/QĐ-SYT"}),
    ("agency_of_type", "issuing_agency", {"issuing_agency": "Sở Xây dựng tỉnh Mẫu"}),
    ("length_odd", "issue_place", {"issue_place": "X"}),
    ("name_odd", "full_name", {"full_name": "Nguyễn 1"}),
    ("length_odd", "full_name", {"full_name": "A B"}),
    ("date_real", "date_of_birth", {"date_of_birth": "1985-31-01"}),
    ("date_not_in_future", "date_of_birth", {"date_of_birth": "2091-01-05"}),
    ("holder_age", "date_of_birth", {"date_of_birth": "2005-01-05"}),
    ("personal_id_format", "personal_id", {"personal_id": "00118500001"}),
    ("personal_id_province", "personal_id", {"personal_id": "099185000001"}),
    ("personal_id_birth_year", "personal_id", {"date_of_birth": "1986"}),
    ("length_odd", "qualification", {"qualification": "BS"}),
    ("other_parts_mixed_in", "qualification", {"qualification": "Bác sĩ Nơi cấp: Mẫu"}),
    ("length_odd", "practice_scope", {"practice_scope": "Nội"}),
    ("other_parts_mixed_in", "practice_scope", {"practice_scope": "Chuyên khoa Nội Có giá trị đến ngày 05/01/2024"}),
    ("old_law_expired", "issue_date", {"issue_date": "2009-03-07"}),
    ("length_odd", "signer_title", {"signer_title": "GĐ"}),
]
FAULTS: dict[str, list[tuple[str, str, dict[str, Value]]]] = {
    "birth_certificate": [
        *COMMON,
        *(("field_missing", f, {f: None}) for f in ("full_name", "date_of_birth", "sex", "ethnicity", "nationality")),
        *(("field_missing", f, {f: None}) for f in ("place_of_birth", "home_town", "mother_full_name")),
        ("agency_of_type", "issuing_agency", {"issuing_agency": "Công ty Thử Nghiệm"}),
        ("date_real", "date_of_birth", {"date_of_birth": "2020-31-01"}),
        ("date_whole", "date_of_birth", {"date_of_birth": "2020"}),
        ("date_not_in_future", "date_of_birth", {"date_of_birth": "2091-01-05"}),
        ("birth_year_plausible", "date_of_birth", {"date_of_birth": "1870-01-05"}),
        ("issued_after_birth", "issue_date", {"issue_date": "2019-12"}),
        ("registered_in_life", "issue_date", {"date_of_birth": "1920-01-05"}),
        ("sex_known", "sex", {"sex": "nam"}),
        ("personal_id_format", "personal_id", {"personal_id": "00122000001"}),
        ("personal_id_province", "personal_id", {"personal_id": "099220000001"}),
        ("personal_id_sex", "personal_id", {"sex": "Nữ"}),
        ("personal_id_birth_year", "personal_id", {"date_of_birth": "2019-01-05"}),
        ("personal_id_expected", "personal_id", {"personal_id": None}),
        ("date_real", "mother_birth_year", {"mother_birth_year": "19O0"}),
        ("parent_age", "mother_birth_year", {"mother_birth_year": 2010}),
        ("date_real", "father_birth_year", {"father_birth_year": "1988?"}),
        ("parent_age", "father_birth_year", {"father_birth_year": "1920"}),
        *(("name_odd", f, {f: "Nguyễn 1"}) for f in ("full_name", "mother_full_name", "father_full_name", "declarant_full_name")),
        *(("length_odd", f, {f: "A B"}) for f in ("full_name", "mother_full_name", "father_full_name", "declarant_full_name")),
        ("not_mother", "full_name", {"full_name": "TRẦN THỊ MẪU"}),
        ("not_father", "full_name", {"full_name": "Nguyễn Văn Mẫu"}),
        ("not_father", "mother_full_name", {"mother_full_name": "Nguyễn Văn Mẫu"}),
        ("letters_only", "ethnicity", {"ethnicity": "Kinh 7"}),
        ("letters_only", "nationality", {"nationality": "Việt Nam Nơi sinh Trạm y tế"}),
        ("length_odd", "place_of_birth", {"place_of_birth": "X"}),
        ("length_odd", "home_town", {"home_town": "X" * 300}),
    ],
    "construction_permit": [
        *COMMON,
        *(("field_missing", f, {f: None}) for f in ("holder_full_name", "holder_address", "land_parcel", "map_sheet")),
        *(("field_missing", f, {f: None}) for f in ("floor_area_m2", "floors")),
        ("number_of_type", "document_number", {"document_number": "45/2019/QĐ-UBND"}),
        ("length_odd", "holder_full_name", {"holder_full_name": "Xây"}),
        ("holder_has_letters", "holder_full_name", {"holder_full_name": "12345 67"}),
        ("length_odd", "holder_address", {"holder_address": "T7"}),
        ("parcel_format", "land_parcel", {"land_parcel": "số"}),
        ("length_odd", "land_parcel", {"land_parcel": "1" * 70}),
        ("parcel_format", "map_sheet", {"map_sheet": "bản đồ"}),
        ("length_odd", "map_sheet", {"map_sheet": "1" * 70}),
        ("floor_area_plausible", "floor_area_m2", {"floor_area_m2": 2.1}),
        ("floors_plausible", "floors", {"floors": 300}),
    ],
    "criminal_record_certificate": [
        *COMMON,
        *PERSON,
        ("personal_id_sex", "personal_id", {"sex": "Nam"}),
        ("personal_id_expected", "personal_id", {"personal_id": None}),
        ("issued_after_birth", "issue_date", {"issue_date": "1989-12"}),
        ("agency_of_type", "issuing_agency", {"issuing_agency": "Ủy ban nhân dân xã Thử Nghiệm"}),
        ("field_missing", "criminal_record", {"criminal_record": None}),
        ("length_odd", "criminal_record", {"criminal_record": "án"}),
        ("record_says_so", "criminal_record", {"criminal_record": "Nơi tạm trú: Không"}),
    ],
    "death_extract": [
        *COMMON,
        *PERSON,
        ("personal_id_sex", "personal_id", {"sex": "Nữ"}),
        ("agency_of_type", "issuing_agency", {"issuing_agency": "Công ty Thử Nghiệm"}),
        ("field_missing", "date_of_death", {"date_of_death": None}),
        ("date_real", "date_of_death", {"date_of_death": "2019-02-30"}),
        ("date_whole", "date_of_death", {"date_of_death": "2019-03"}),
        ("date_not_in_future", "date_of_death", {"date_of_death": "2091-03-01"}),
        ("died_after_birth", "date_of_death", {"date_of_death": "1939"}),
        ("age_at_death", "date_of_death", {"date_of_birth": "1890"}),
        ("issued_after_death", "issue_date", {"issue_date": "2019-02-28"}),
        ("field_missing", "place_of_death", {"place_of_death": None}),
        ("length_odd", "place_of_death", {"place_of_death": "X"}),
    ],
    "decision": [*COMMON, *LETTERS, ("number_of_type", "document_number", {"document_number": "08/GPXD"})],
    "marital_status_certificate": [
        *COMMON,
        *PERSON,
        ("personal_id_sex", "personal_id", {"sex": "Nam"}),
        ("personal_id_expected", "personal_id", {"personal_id": None}),
        ("issued_after_birth", "issue_date", {"issue_date": "1989-12"}),
        ("agency_of_type", "issuing_agency", {"issuing_agency": "Công ty Thử Nghiệm"}),
        ("field_missing", "residence", {"residence": None}),
        ("length_odd", "residence", {"residence": "T7"}),
        ("field_missing", "marital_status", {"marital_status": None}),
        ("length_odd", "marital_status", {"marital_status": "có"}),
        ("status_says_so", "marital_status", {"marital_status": "Thôn Mẫu, xã Thử Nghiệm"}),
    ],
    "marriage_certificate": [
        *COMMON,
        ("agency_of_type", "issuing_agency", {"issuing_agency": "Công ty Thử Nghiệm"}),
        *((rule, f"{who}_{field}", {f"{who}_{field}": value[f"{field}"]}) for who in COUPLE for rule, field, value in BORN),
        *(("field_missing", f"{who}_{f}", {f"{who}_{f}": None}) for who in COUPLE for f in ("full_name", "residence")),
        *(("field_missing", f"{who}_{f}", {f"{who}_{f}": None}) for who in COUPLE for f in ("ethnicity", "nationality")),
        *(("letters_only", f"{who}_{f}", {f"{who}_{f}": "Kinh 7"}) for who in COUPLE for f in ("ethnicity", "nationality")),
        *(("name_odd", f"{who}_full_name", {f"{who}_full_name": "Nguyễn 1"}) for who in COUPLE),
        *(("length_odd", f"{who}_full_name", {f"{who}_full_name": "A B"}) for who in COUPLE),
        *(("length_odd", f"{who}_residence", {f"{who}_residence": "T7"}) for who in COUPLE),
        *(("personal_id_format", f"{who}_personal_id", {f"{who}_personal_id": "12345"}) for who in COUPLE),
        *(("personal_id_province", f"{who}_personal_id", {f"{who}_personal_id": "000192000001"}) for who in COUPLE),
        *(("personal_id_birth_year", f"{who}_personal_id", {f"{who}_personal_id": "001177000001"}) for who in COUPLE),
        *(("personal_id_expected", f"{who}_personal_id", {f"{who}_personal_id": None}) for who in COUPLE),
        ("personal_id_sex", "wife_personal_id", {"wife_personal_id": "001092000001"}),
        ("personal_id_sex", "husband_personal_id", {"husband_personal_id": "001190000001"}),
        *(("age_at_marriage", f"{who}_date_of_birth", {f"{who}_date_of_birth": "2010-01-05"}) for who in COUPLE),
        ("not_the_other", "wife_full_name", {"wife_full_name": "NGUYỄN VĂN THỬ"}),
        ("not_the_other", "wife_personal_id", {"wife_personal_id": "012345678"}),
    ],
    "medical_practice_certificate": PRACTICE,
    "pharmacy_practice_certificate": [
        *PRACTICE,
        ("field_missing", "practice_form", {"practice_form": None}),
        ("length_odd", "practice_form", {"practice_form": "NT"}),
        ("other_parts_mixed_in", "practice_form", {"practice_form": "Nhà thuốc Ngày cấp: 05/01/2019"}),
    ],
    "official_letter": [*COMMON, *LETTERS, ("number_of_type", "document_number", {"document_number": "08/QĐ-UBND"})],
    **registers.FAULTS,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_faultless_paper_has_no_finding_and_each_fault_has_its_own(name: str) -> None:
    documents = [("good", paper(name))]
    documents += [(f"{n}", paper(name, **changes)) for n, (_, _, changes) in enumerate(FAULTS[name])]
    result = validate.check(documents, SUITES, today=TODAY)
    assert result["good"] == ()
    unseen = [
        fault for n, fault in enumerate(FAULTS[name]) if fault[:2] not in {(f.rule, f.field) for f in result[str(n)]}
    ]  # fmt: skip
    assert unseen == []
    assert not any(f.rule == "rule_not_checked" for findings in result.values() for f in findings)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_that_ships_has_a_fault_that_it_finds(name: str) -> None:
    rules = {(r.rule, r.field) for r in load_suite(SUITES, name).rules}
    assert rules - {fault[:2] for fault in FAULTS[name]} == set()


def test_every_document_type_has_a_suite_with_its_fields() -> None:
    doctypes = load_doctypes(ROOT / "config" / "document_types")
    for name, doctype in doctypes.items():
        suite = load_suite(SUITES, name)
        assert set(suite.fields) == set(doctype.fields), name
        missed = {r.field for r in suite.rules if r.rule == "field_missing"}
        assert missed == set(doctype.required), name


def test_partial_dates_and_absent_optional_fields_are_legal() -> None:
    old = paper("birth_certificate", father_full_name=None, father_birth_year=None, personal_id=None, mother_birth_year=None,
                declarant_full_name=None, date_of_birth="1969", issue_date="1970-03-01", document_number="15")  # fmt: skip
    (findings,) = validate.check([("old", old)], SUITES, today=TODAY).values()
    assert [(f.rule, f.severity) for f in findings] == [("date_whole", Severity.DOUBT)]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("birth_certificate", ["390", "01/2020", "386/2020", "20/GKS-BS", "15/2019/GKS-BS", "007"]),
        ("criminal_record_certificate", ["1234/STP-LLTP", "07/PLLTP-CAT", "45/2019/LLTP-STP"]),
        ("death_extract", ["470/2019/TLKT-BS", "12/TLKT", "15", "15/2019"]),
        ("marital_status_certificate", ["12/UBND-XNTTHN", "45/XN", "7/2019/XNTTHN"]),
        ("marriage_certificate", ["12/2019", "90", "03/2019/GCNKH"]),
        (
            "medical_practice_certificate",
            ["000123/BG-CCHN", "0012345/BYT-CCHN", "15/SYT-GPHN", "20/2019/CCHN-SYT", "000077/HCM-GPHN"],
        ),
        ("pharmacy_practice_certificate", ["12/CCHN-D-SYT-KH", "7/CCHND-SYT", "45/2019/CCHND", "3211/HNO-CCHND", "9/CCHN-D-BYT"]),
        ("construction_permit", ["1234/GPXD-SXD", "02/GPXD", "45/2019/GPXD-UBND", "77/GP-UBND"]),
        ("decision", ["08/QĐ-UBND", "1234a/QĐ-UBND", "03/2020/QĐ-UBND", "15/QĐ-STNMT", "1/QĐ.UB"]),
        ("official_letter", ["15/UBND-VP", "1020/STNMT-QLĐĐ", "99/CT-TTHT", "7/CV-UB", "3012/VPUBND-KT&HT2"]),
    ],
)
def test_numbers_as_they_are_printed_raise_no_question(name: str, numbers: list[str]) -> None:
    documents = [(number, paper(name, document_number=number)) for number in numbers]
    found = validate.check(documents, SUITES, today=TODAY)
    assert {number: [f.rule for f in findings if f.rule.startswith("number")] for number, findings in found.items()} == {
        number: [] for number in numbers
    }


def _change(path: tuple[str | int, ...], value: Any) -> Callable[[dict[str, Any]], None]:
    def change(suite: dict[str, Any]) -> None:
        place: Any = suite
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return change


E0 = ("expectations", 0)
FLORS = {"type": "nullity", "column": {"name": "flors"}, "is_null": False}
MATCH = "expect_column_values_to_match_regex"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_change((*E0, "kwargs", "column"), "flors"), r"expectations\[0\] \(r\): unknown column 'flors', did you mean 'floors'"),
        (_change((*E0, "kwargs", "column"), "day.yaer"), "unknown helper '.yaer'"),
        (_change((*E0, "kwargs", "mni_value"), 1), "mni_value"),
        (_change((*E0, "kwargs", "mostly"), 0.9), "mostly"),
        (_change((*E0, "kwargs", "row_condition"), FLORS), "unknown column 'flors'"),
        (_change((*E0, "type"), "expect_column_values_to_be_betwen"), "knows no 'expect_column_values_to_be_betwen'"),
        (_change((*E0, "type"), "expect_table_row_count_to_be_between"), "judges a whole table"),
        (_change((*E0, "meta"), None), "meta lacks"),
        (_change((*E0, "meta", "vi"), None), "meta lacks vi"),
        (_change((*E0, "meta", "vi"), " "), "meta.vi is empty"),
        (_change((*E0, "meta", "severity"), "fatal"), "severity 'fatal'; one of error, doubt, note"),
        (_change((*E0, "meta", "field"), "flors"), "did you mean 'floors'"),
        (_change((*E0, "meta", "rul"), "x"), "unexpected meta 'rul'"),
        (_change((*E0, "kwarg"), {}), "keys type, kwargs and meta"),
        (_change(("meta",), None), "meta.fields is missing"),
        (_change(("name",), "other"), "it must be 'permit'"),
        (_change(("expectation",), []), "no others"),
        (_change(("expectations",), {}), "is a list"),
    ],
)  # fmt: skip
def test_a_wrong_suite_is_refused_with_file_place_and_remedy(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    file = write_suite(tmp_path, rule("expect_column_values_to_be_between", column="floors", min_value=1)) / "permit.json"
    suite = json.loads(file.read_text(encoding="utf-8"))
    change(suite)
    file.write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as caught:
        validate.check(rows(a={"floors": 3}), tmp_path)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (rule(MATCH, column="name", regex="(a"), "not a regular expression"),
        (rule(MATCH, column="name", regex="a", row_condition="nocolumn > 1"), "even on an empty document"),
        (rule("expect_column_mean_to_be_between", column="floors", min_value=1), "judges a whole table"),
        (rule(MATCH, column="name", regex="a", row_condition="`flors.page` > 1"), "unknown column 'flors.page'"),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_be_judged_is_refused_not_passed(tmp_path: Path, entry: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        validate.check(rows(a={"floors": 3}), write_suite(tmp_path, entry))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{", "permit.json:1: not JSON"), (b'{"name": "\xff"}', "not UTF-8 at byte 10"), (b"[]", "a suite has the keys")],
)
def test_a_file_that_is_no_suite_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "permit.json").write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        validate.check(rows(a={}), tmp_path)


def test_the_same_rule_twice_on_a_field_is_refused(tmp_path: Path) -> None:
    twice = rule("expect_column_values_to_not_be_null", column="floors")
    with pytest.raises(ConfigError, match=r"stands at expectations\[0\] too"):
        validate.check(rows(a={}), write_suite(tmp_path, twice, twice))


def test_a_types_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no name of a document type"):
        validate.check([("a", validate.as_extraction("../outside", {}))], tmp_path)


def test_good_papers_cover_every_suite() -> None:
    assert sorted(GOOD) == NAMES
