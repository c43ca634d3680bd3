import datetime as dt
import re
from random import Random

import pytest

from pipelines.model import Level
from pipelines.samples import places
from pipelines.samples.people import day_between, person, personal_id


@pytest.mark.parametrize("seed", range(40))
def test_a_personal_number_tells_sex_and_year_of_birth(seed):
    rng = Random(seed)
    who = person(rng, day_between(rng, dt.date(1930, 1, 1), dt.date(2026, 1, 1)))
    number = personal_id(rng, who, "56")
    match = re.fullmatch(r"0(\d\d)(\d)(\d\d)\d{6}", number)
    assert match
    assert match[1] == "56"
    century = 1900 + int(match[2]) // 2 * 100
    assert century + int(match[3]) == who.born.year
    assert ("Nam", "Nữ")[int(match[2]) % 2] == who.sex


def test_a_new_province_registers_births_under_its_old_code():
    ninh_binh = next(unit for unit in places.NEW_COMMUNES if unit.province.name == "Ninh Bình")
    assert ninh_binh.province.code == "37"
    assert places.registration_code(ninh_binh) == "36"  # these communes were Nam Định's


def test_no_district_stands_on_the_map_after_the_reform():
    before, after = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    for seed in range(30):
        old, new = places.commune(Random(seed), before), places.commune(Random(seed), after)
        assert old.parent
        assert old.parent.level is Level.DISTRICT
        assert old.parent.parent.level is Level.PROVINCE
        assert new.parent
        assert new.parent.level is Level.PROVINCE
    assert re.fullmatch(r"\d{5}", new.code)
    assert re.fullmatch(r"\d{2}", new.province.code)


def test_units_of_a_province_come_once_each():
    units = places.units_of("Khánh Hòa")
    keys = [(unit.level, unit.code) for unit in units]
    assert len(keys) == len(set(keys))
    assert {unit.level for unit in units} == {Level.PROVINCE, Level.DISTRICT, Level.COMMUNE}
