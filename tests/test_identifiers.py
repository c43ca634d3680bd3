import pytest

from pipelines import identifiers


@pytest.mark.parametrize("code", ["0312345673", "0100000003", "0300001237", "8889545300"])
def test_worked_examples_of_the_check_digit_hold(code):
    assert identifiers.tax_code(code) == code
    assert identifiers.tax_code(code + "001") == code + "-001"


def test_one_wrong_digit_never_passes_the_check_digit():
    for at in range(9):
        for digit in "0123456789":
            changed = "031234567"[:at] + digit + "031234567"[at + 1 :] + "3"
            assert (identifiers.tax_code(changed) is None) == (changed != "0312345673")


def test_a_personal_number_tells_place_sex_and_year():
    found = identifiers.person("079203001234")
    assert found is not None
    assert (found.place, found.sex, found.birth_year) == (79, "Nam", 2003)
    assert identifiers.person("001187123456") == identifiers.Person(1, "Nữ", 1987)
    assert identifiers.person("00118712345") is None
