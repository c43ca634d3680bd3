import datetime as dt

import pytest

from pipelines.doctypes import CHECKS as NAMES
from pipelines.doctypes import FieldSpec
from pipelines.extract import checks
from pipelines.extract.kinds import Parsed
from pipelines.units.lists import lists

HOUSE = "Ủy ban nhân dân xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa"


def test_every_check_of_the_language_is_there():
    assert tuple(checks.CHECKS) == NAMES
    assert set(NAMES) >= checks.QUESTIONS | checks.CONFIRMING


@pytest.mark.parametrize(
    ("number", "registered", "verdict"),
    [
        ("056201000001", HOUSE, 1),
        ("001201000001", HOUSE, -1),
        ("058201000001", "Ủy ban nhân dân xã Vạn Thắng, tỉnh Khánh Hòa", 1),  # Ninh Thuận is a part of it since July 2025
        ("091201000001", "Ủy ban nhân dân phường Rạch Giá, tỉnh An Giang", 1),  # Kiên Giang is
        ("079201000001", "thành phố Đồng Nai", -1),
        ("075201000001", "thành phố Đồng Nai", 1),
        ("056201000001", "Ủy ban nhân dân xã Vạn Thọ", 0),
        ("056201000001", "Ủy ban nhân dân xã Vạn Thọ, huyện Thạch Thất, tỉnh Hà Tây", 0),
        ("103201000001", HOUSE, 0),
        ("056201", HOUSE, 0),
    ],
)
def test_a_number_is_of_the_province_that_registered_the_birth(number, registered, verdict):
    assert checks.personal_id_place(number, registered) == verdict


def test_every_province_fits_its_own_numbers_before_and_after():
    for unit in lists().old.units.values():
        if len(unit.code) == 2:
            assert checks.personal_id_place(f"0{unit.code}201000001", f"Sở Tư pháp {unit.full}") == 1
            heir = lists().today.units[lists().successors[unit.code][0]]
            assert checks.personal_id_place(f"0{unit.code}201000001", f"Sở Tư pháp {heir.full}") == 1


def test_another_province_is_a_question_and_another_sex_a_contradiction():
    spec = FieldSpec("number", "x", "x", "personal_id", checks={"personal_id_place": "house", "personal_id_sex": "sex"})
    plain = {name: FieldSpec(name, "x", "x", "text") for name in ("house", "sex")}
    best = {"number": Parsed("001201000001", 0.8), "house": Parsed(HOUSE, 0.95), "sex": Parsed("Nữ", 1.0)}
    found = list(checks.compare({"number": spec, **plain}, best))
    assert found[0][0] == "number"
    assert found[0][2] == {"certainty": 0.5}
    assert [(name, change) for name, _, change in found[1:]] == [("number", {"agreement": -1}), ("sex", {"agreement": -1})]
    assert list(checks.compare({"number": spec, **plain}, {**best, "house": None, "sex": None})) == []


def test_years_and_sexes_of_a_number_are_compared_with_the_paper():
    born = dt.date(2001, 2, 3)
    assert checks.personal_id_birth("056201000001", born.isoformat()) == 1
    assert checks.personal_id_birth("056201000001", "2002") == -1
    assert checks.personal_id_birth("056201000001", "") == 0
    assert checks.personal_id_sex("056201000001", "Nam") == 1
    assert checks.personal_id_sex("056301000001", "Nam") == -1
