"""Suites: those that ship do what they say; wrong ones are refused with a remedy."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faulty import FAULTS
from papers import GOOD, ROOT, SUITES, paper, rows, rule, write_suite

from pipelines import validate
from pipelines.doctypes import load_doctypes
from pipelines.errors import ConfigError
from pipelines.model import Severity
from pipelines.validate.suites import load_suite

TODAY = dt.date(2026, 8, 1)
NAMES = sorted(path.stem for path in SUITES.glob("*.json"))


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
