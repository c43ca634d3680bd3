"""check: failing rows come back to their documents, and nothing that crashed passes."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from papers import ROOT, SUITES, paper, rows, rule, write_suite

from pipelines import validate
from pipelines.errors import ConfigError
from pipelines.model import Extraction, FieldValue, Finding, Severity, Value


def broken(result: dict[str, tuple[Finding, ...]], name: str = "r") -> set[str]:
    return {doc_id for doc_id, findings in result.items() if any(f.rule == name for f in findings)}


BETWEEN = rule("expect_column_values_to_be_between", column="floors", min_value=1, max_value=9)


def test_every_failing_row_comes_back_to_its_own_document(tmp_path: Path) -> None:
    suites = write_suite(tmp_path, BETWEEN)
    result = validate.check(rows(a={"floors": 3}, b={"floors": 30}, c={"floors": 0}, d={}), suites)
    assert set(result) == {"a", "b", "c", "d"}
    assert broken(result) == {"b", "c"}
    assert result["b"] == (Finding("r", "floors", Severity.DOUBT, "Hãy xem lại.", "Look again."),)


def test_a_rule_that_crashes_on_one_odd_value_is_a_doubt_there_and_still_checks_the_neighbours(tmp_path: Path) -> None:
    suites = write_suite(
        tmp_path, BETWEEN, rule("expect_column_values_to_not_be_null", name="named", about="name", column="name")
    )
    documents = {f"d{n}": {"floors": n % 12, "name": "x"} for n in range(40)}
    documents["odd"] = {"floors": "ba", "name": "x"}
    documents["nameless"] = {"floors": 2}
    result = validate.check(rows(**documents), suites)
    assert broken(result) == {f"d{n}" for n in range(40) if not 1 <= n % 12 <= 9}
    assert broken(result, "rule_not_checked") == {"odd"}
    (finding,) = result["odd"]
    assert finding.field == "floors"
    assert finding.severity is Severity.DOUBT
    assert "r" in finding.message
    assert broken(result, "named") == {"nameless"}


def test_when_every_row_crashes_a_rule_none_of_them_passes(tmp_path: Path) -> None:
    suites = write_suite(tmp_path, BETWEEN)
    documents = {f"d{n}": {"floors": "ba"} for n in range(60)}
    result = validate.check(rows(**documents), suites)
    assert broken(result, "rule_not_checked") == set(documents)


def test_a_lone_document_that_crashes_a_rule_does_not_pass(tmp_path: Path) -> None:
    result = validate.check(rows(only={"floors": "ba"}), write_suite(tmp_path, BETWEEN))
    assert broken(result, "rule_not_checked") == {"only"}


def test_no_value_reaches_the_log_when_a_rule_crashes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("DEBUG"):
        validate.check(rows(a={"floors": "Bí Mật Thử"}, b={"floors": 2}), write_suite(tmp_path, BETWEEN))
    said = caplog.text + "".join(capfd.readouterr())
    assert "crashed on 1 of 2" in said
    assert "Bí Mật" not in said


@pytest.mark.parametrize("nothing", [None, float("nan"), np.float64("nan"), float("inf"), "", "  "])
def test_nan_and_emptiness_are_missing_and_never_a_value(tmp_path: Path, nothing: Value) -> None:
    suites = write_suite(
        tmp_path,
        rule("expect_column_values_to_not_be_null", column="floors"),
        {**BETWEEN, "meta": {**BETWEEN["meta"], "rule": "range"}},
    )
    field = FieldValue("floors", "?", nothing, 0.9, 1, (0, 0, 1, 1), "t")
    result = validate.check([("a", Extraction("permit", 1.0, {"floors": field})), *rows(b={"floors": 2})], suites)
    assert broken(result) == {"a"}
    assert broken(result, "range") == set()


def test_numpy_scalars_are_read_as_the_numbers_they_are(tmp_path: Path) -> None:
    documents = {"a": {"floors": np.int64(3)}, "b": {"floors": np.float32(30.5)}, "c": {"floors": np.str_("ba")}}
    result = validate.check(rows(**documents), write_suite(tmp_path, BETWEEN))
    assert broken(result) == {"b"}
    assert broken(result, "rule_not_checked") == {"c"}


def test_whole_numbers_stay_whole_beside_gaps(tmp_path: Path) -> None:
    # pandas would turn 3 into 3.0 in a column with gaps, and the text "3.0" breaks this rule.
    suites = write_suite(tmp_path, rule("expect_column_values_to_match_regex", column="floors", regex="^[0-9]+$"))
    assert broken(validate.check(rows(a={"floors": 3}, b={}), suites)) == set()


def test_a_condition_limits_a_rule_to_its_rows_and_names_the_right_ones(tmp_path: Path) -> None:
    condition = {"type": "comparison", "column": {"name": "day.year"}, "operator": ">=", "parameter": 2016}
    suites = write_suite(tmp_path, rule("expect_column_values_to_not_be_null", column="name", row_condition=condition))
    documents = {"old": {"day": "2001-01-01"}, "new": {"day": "2018-05"}, "named": {"day": "2018", "name": "x"}, "undated": {}}
    assert broken(validate.check(rows(**documents), suites)) == {"new"}


def test_pairs_and_groups_of_columns_name_their_documents(tmp_path: Path) -> None:
    pair = {"column_A": "today", "column_B": "day.first_day", "or_equal": True, "ignore_row_if": "either_value_is_missing"}
    group = {"column_list": ["name", "floors"], "ignore_row_if": "any_value_is_missing"}
    suites = write_suite(
        tmp_path,
        rule("expect_column_pair_values_a_to_be_greater_than_b", **pair),
        rule("expect_compound_columns_to_be_unique", name="twice", about=None, **group),
    )
    documents = {
        "a": {"day": "2030-01-01", "name": "x", "floors": 1},
        "b": {"day": "2020-01-01", "name": "x", "floors": 1},
        "c": {"name": "x", "floors": 2},
        "d": {"name": "x"},
        "e": {"name": "x"},
    }
    result = validate.check(rows(**documents), suites, today=dt.date(2026, 8, 1))
    assert broken(result) == {"a"}
    assert broken(result, "twice") == {"a", "b"}


def test_the_manifests_type_is_a_column(tmp_path: Path) -> None:
    pair = {"column_A": "declared_type", "column_B": "document_type", "ignore_row_if": "either_value_is_missing"}
    same = rule("expect_column_pair_values_to_be_equal", about=None, **pair)
    result = validate.check(rows(a={}, b={}, c={}), write_suite(tmp_path, same), declared={"a": "permit", "b": "decision"})
    assert broken(result) == {"b"}


def test_a_paper_of_unknown_kind_has_one_finding_and_its_neighbours_are_checked() -> None:
    result = validate.check([("u", Extraction(None, 0.2)), ("d", paper("decision", subject=None))], SUITES)
    assert [f.rule for f in result["u"]] == ["type_not_recognised"]
    assert [(f.rule, f.field) for f in result["d"]] == [("field_missing", "subject")]


def test_a_missing_suite_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"permit\.json: missing; .*Write one"):
        validate.check(rows(a={}), tmp_path)


def test_an_id_given_twice_is_refused_before_one_hides_the_other() -> None:
    with pytest.raises(ValueError, match="twice"):
        validate.check([("a", paper("decision")), ("a", paper("decision", subject=None))], SUITES)


def test_no_rows_need_no_suite(tmp_path: Path) -> None:
    assert validate.check([], tmp_path) == {}


def test_a_suite_without_rules_finds_nothing(tmp_path: Path) -> None:
    assert validate.check(rows(a={}), write_suite(tmp_path)) == {"a": ()}


def test_a_changed_suite_is_read_again(tmp_path: Path) -> None:
    assert broken(validate.check(rows(a={"floors": 30}), write_suite(tmp_path, BETWEEN))) == {"a"}
    wider = rule("expect_column_values_to_be_between", column="floors", min_value=1, max_value=50)
    assert broken(validate.check(rows(a={"floors": 30}), write_suite(tmp_path, wider))) == set()


def test_threads_do_not_mix_their_batches(tmp_path: Path) -> None:
    suites = write_suite(tmp_path, BETWEEN)

    def one(n: int) -> set[str]:
        return broken(validate.check(rows(**{f"good{n}": {"floors": 2}, f"bad{n}": {"floors": 99}}), suites))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(8))) == [{f"bad{n}"} for n in range(8)]


def test_findings_agree_with_rules_written_out_by_hand() -> None:
    """A second implementation of the rules that compare fields, over papers put together at random."""
    dice = random.Random(7)
    documents: dict[str, dict[str, Value]] = {}
    for n in range(150):
        year = dice.choice([1938, 1987, 2003, 2019])
        right = f"001{2 * (year // 100 - 19) + dice.randint(0, 1)}{year % 100:02d}000001"
        documents[f"d{n}"] = {
            "date_of_birth": dice.choice([f"{year}-05-17", f"{year}-05", str(year), None]),
            "issue_date": dice.choice([f"{year}-05-16", f"{year}-05-18", str(year), f"{year - 1}-12-31", f"{year + 1}-01-01"]),
            "sex": dice.choice(["Nam", "Nữ", None]),
            "personal_id": dice.choice([None, right, "001087123456"]),
            "mother_birth_year": dice.choice([year - 30, str(year - 11), str(year - 12), str(year - 61), None]),
        }  # fmt: skip
    result = validate.check(
        [(d, paper("birth_certificate", **v)) for d, v in documents.items()], SUITES, today=dt.date(2026, 8, 1)
    )
    expected: dict[str, set[str]] = {
        name: set() for name in ("issued_after_birth", "personal_id_sex", "personal_id_birth_year", "parent_age")
    }
    for doc_id, v in documents.items():
        born, issued, number, mother = (
            str(v[k] or "") for k in ("date_of_birth", "issue_date", "personal_id", "mother_birth_year")
        )
        # ISO dates of unequal length: certain only as far as both speak.
        shared = min(len(born), len(issued))
        if born and issued[:shared] < born[:shared]:
            expected["issued_after_birth"].add(doc_id)
        if number and v["sex"] and (int(number[3]) % 2 == 0) != (v["sex"] == "Nam"):
            expected["personal_id_sex"].add(doc_id)
        if number and born and born[:4] != {"0": "19", "1": "19", "2": "20", "3": "20"}[number[3]] + number[4:6]:
            expected["personal_id_birth_year"].add(doc_id)
        # The faultless paper's father is of 1988: the same rule speaks of him too, so only its mother's findings count.
        if mother and born and not 12 <= int(born[:4]) - int(mother) <= 60:
            expected["parent_age"].add(doc_id)
    found = {name: broken(result, name) for name in expected}
    found["parent_age"] = {
        d for d, fs in result.items() if any(f.rule == "parent_age" and f.field == "mother_birth_year" for f in fs)
    }
    assert found == expected
    assert all(expected.values())


def test_checking_is_silent_offline_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """In a process of its own: no import before the first rule, no output, no connection, no file in the home."""
    code = """
import socket, sys
def refuse(*a, **k): raise SystemExit("a connection was tried")
socket.socket.connect = refuse
socket.create_connection = refuse
import pipelines.validate as v
from pathlib import Path
assert not {"great_expectations", "pandas", "numpy"} & set(sys.modules), "heavy imports at import"
found = v.check([("a", v.as_extraction("decision", {"document_number": "1"}))], Path("expectations"))
assert any(f.rule == "field_missing" for f in found["a"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "GX_ANALYTICS_ENABLED": "True"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
