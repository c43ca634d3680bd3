import collections
import datetime as dt
from pathlib import Path

import yaml

import pipelines.units
from pipelines.units import current, parent, province_by_number
from pipelines.units.lists import lists
from tests.units.conftest import chain


def test_the_lists_have_as_many_units_as_the_state_had():
    known = lists()
    assert collections.Counter(len(code) for code in known.old.units) == {2: 63, 3: 696, 5: 10_035}
    for later in known.new:
        assert collections.Counter(len(code) for code in later.units) == {2: 34, 5: 3_321}
        assert all(len(chain(unit, later)) == (1 if len(unit.code) == 2 else 2) for unit in later.units.values())


def test_every_old_unit_has_successors_that_exist_today():
    known = lists()
    assert known.successors.keys() == known.old.units.keys()
    assert all(heirs and all(heir in known.today.units for heir in heirs) for heirs in known.successors.values())


def test_every_commune_of_today_follows_some_older_unit():
    known = lists()
    followed = {heir for heirs in known.successors.values() for heir in heirs}
    assert followed == known.today.units.keys()


def test_a_commune_is_followed_only_inside_the_province_that_follows_its_province():
    known = lists()
    for unit in known.old.units.values():
        if len(unit.code) == 5:
            province = chain(unit, known.old)[-1]
            assert {known.today.units[heir].parent for heir in known.successors[unit.code]} == {
                known.successors[province.code][0]
            }, unit


def test_patches_name_units_that_exist_and_change_something():
    patches = yaml.safe_load((Path(pipelines.units.__file__).parent / "patches.yaml").read_text(encoding="utf-8"))
    known = lists()
    assert patches["successors"].keys() <= known.old.units.keys()
    assert not patches["codes"].keys() & known.today.units.keys()
    assert set(patches["codes"].values()) <= known.today.units.keys()
    for change, before, after in zip(patches["changes"], known.new[:-1], known.new[1:], strict=True):
        assert after.valid_on == change["since"]
        assert all(before.units[code].kind != kind == after.units[code].kind for code, kind in change["kinds"].items())


def test_a_city_under_the_centre_is_one_from_its_day_on():
    known = lists()
    assert known.since_reform(dt.date(2026, 4, 29)).units["75"].kind == "tỉnh"
    assert known.since_reform(dt.date(2026, 4, 30)).units["75"].kind == "thành phố"


def test_numbers_of_provinces_are_those_before_the_reform():
    assert province_by_number(1).name == "Hà Nội"
    assert province_by_number(91).name == "Kiên Giang"
    assert current("91").name == "An Giang"
    assert province_by_number(3) is None
    assert province_by_number(571) is None
    assert current("00") is None


def test_a_commune_of_today_lies_in_its_province():
    assert parent(current("22489")) == current("56")
