"""Codes: formed from what is known, refused otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.load import agency_id, codes, dossier_code, owner_id
from pipelines.load.codes import code_key, number_key

TODAY = dt.date(2026, 11, 22)
BIRTH = "KQ.G15.000031"


def test_both_codes_are_formed_when_everything_is_known():
    assert codes(BIRTH, "H14.12-200520-0001", "001087123456", 2, TODAY) == (
        "H14.12-200520-0001-KQ2",
        "001087123456.KQ.G15.000031",
    )


@pytest.mark.parametrize("paper_type", ["TP-H05.000078", "000.00.00.G09-KQ002269", "KQ.G07.000122"])
def test_every_form_of_the_catalogue_of_paper_types_makes_a_paper_code(paper_type):
    assert codes(paper_type, None, "0100000003", None, TODAY) == (None, f"0100000003.{paper_type}")


@pytest.mark.parametrize(
    ("paper_type", "dossier", "owner", "n"),
    [
        (None, None, None, None),
        (BIRTH, "", "", 1),
        (None, None, "001087123456", 1),  # the type has no code yet
        ("G15.000031", None, "001087123456", 1),
        (BIRTH, "H14.12-200520-0001", None, None),  # nobody knows which result of the dossier it is
        (BIRTH, "H14.12-200520-0001", None, 0),
        (BIRTH, None, "012345678", 1),  # nine digits: waits for the identity
    ],
)
def test_nothing_is_invented_when_something_is_missing(paper_type, dossier, owner, n):
    assert codes(paper_type, dossier, owner, n, TODAY) == (None, None)


@pytest.mark.parametrize(
    "code",
    ["H14.12-200520-0001", "000.00.01.H29-240115-0001", "G09.20-20260609-0092637", "H29-261122-0001", "G01.01.A02-20261122-0001"],
)
def test_dossier_codes_in_use_are_recognised(code):
    assert dossier_code(code, TODAY) == code


@pytest.mark.parametrize(
    "code",
    [
        "H14.12-200230-0001",  # 30 February
        "H14.12-261123-0001",  # tomorrow
        "H14.12-19991231-0001",  # before any electronic one-stop system
        "H14.12-00000000-0001",
        "H14.12-200520-001",
        "H14.12-200520-0001-KQ1",
        "H14..12-200520-0001",
        "H14.12-200520",
        "14.12-200520-0001",
        "H14.12-２００５２０-000١",  # Arabic digit
        "H" + "14.1" * 12 + "-200520-0001",  # longer than any agency code
        "H14.12-200520-0001; DROP TABLE results",
    ],
)
def test_what_is_no_dossier_code_is_refused(code):
    assert dossier_code(code, TODAY) is None


def test_spaces_and_case_in_a_dossier_code_are_levelled():
    assert dossier_code(" h14.12 – 200520 - 0001\n", TODAY) == "H14.12-200520-0001"


@pytest.mark.parametrize(
    ("printed", "identifier"),
    [
        ("0010 8712 3456", "001087123456"),
        ("079203000001", "079203000001"),
        ("0312345673", "0312345673"),
        ("0300001237", "0300001237"),
        ("888.9545300", "8889545300"),
        ("0100000003001", "0100000003-001"),
        ("0100000003-001", "0100000003-001"),
        ("H29.153", "H29.153"),
        ("000.00.01.h14", "000.00.01.H14"),
    ],
)
def test_owners_are_recognised_however_they_are_printed(printed, identifier):
    assert owner_id(printed, TODAY) == identifier


@pytest.mark.parametrize(
    "text",
    [
        "012345678",  # identity card
        "0312345674",  # check digit
        "0100000013",
        "001487123456",  # born 2187
        "001227123456",  # born 2027
        "00108712345",
        "0010871234567890",
        "41A8012345",  # old number of a household business: names the registration, not the owner
        "Nguyễn Văn A",
        "",
        None,
    ],
)
def test_what_identifies_nobody_for_certain_is_refused(text):
    assert owner_id(text, TODAY) is None


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_of_ten_possible_check_digits_at_most_one_is_right(body):
    """Second implementation: the weighted sum, check digit included with weight 1, must be 10 modulo 11."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3, 1)
    right = [d for d in range(10) if sum(int(c) * w for c, w in zip(f"{body}{d}", weights, strict=True)) % 11 == 10]
    assert [d for d in range(10) if owner_id(f"{body}{d}", TODAY)] == right
    assert len(right) <= 1


@pytest.mark.parametrize("code", ["A", "H2", "H29.", "1H29", "H29." + "1" * 40, "H29 153 x!"])
def test_what_is_no_agency_code_is_refused(code):
    assert agency_id(code) is None


@pytest.mark.parametrize(
    "printed", ["25/QĐ-TTg", "25 / qđ – ttg", "Số: 25/QĐ-TTG", "025/QĐ-TTg", "25/Q\u0110\u2011TTg", "25/QĐ\u00a0-TTg"]
)
def test_document_numbers_compare_whatever_the_typist_did(printed):
    assert number_key(printed) == number_key("25/QĐ-TTg")


@pytest.mark.parametrize("other", ["26/QĐ-TTg", "25/QD-TTg", "2/5/QĐ-TTg", "250/QĐ-TTg", "25/QĐ"])
def test_different_document_numbers_stay_different(other):
    assert number_key(other) != number_key("25/QĐ-TTg")


@pytest.mark.parametrize("text", [None, "", "  ", "Số:"])
def test_no_number_has_no_key(text):
    assert number_key(text) is None


def test_both_ways_to_write_a_result_code_are_one():
    assert code_key("H14.12-200520-0001-kq(1)") == code_key("H14.12-200520-0001-KQ1") == "H14.12-200520-0001-KQ1"


@given(st.text())
def test_keys_are_stable_and_never_fail(text):
    assert code_key(code_key(text)) == code_key(text)
    once = number_key(text)
    assert once is None or isinstance(once, str)
