import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.units import REFORM, Reason, day_of, resolve
from pipelines.units.lists import lists
from tests.units.conftest import AFTER, BEFORE, address, unmarked

SEED = 11


def some(found, n, seed=SEED):
    return random.Random(seed).sample(found, n)


def test_every_commune_before_the_reform_is_found_by_its_full_address(old_communes):
    for units in some(old_communes, 1500):
        found = resolve(f"số 12, thôn 3, {address(*units)}", BEFORE)
        assert [u.code for u in reversed(found.units)] == [u.code for u in units]
        assert found.exact
        assert found.detail == "số 12, thôn 3"
        assert found.valid_on == REFORM - dt.timedelta(days=1)
        assert found.list_version == lists().version


def test_every_commune_since_the_reform_is_found_in_its_province(new_communes):
    for units in some(new_communes, 800):
        found = resolve(address(*units), dt.date(2026, 8, 1))
        assert [u.code for u in reversed(found.units)] == [u.code for u in units]
        assert found.exact
        assert found.successors == (units[0],)


def test_spellings_of_one_name_are_one_name():
    same = {
        resolve(text, BEFORE).units
        for text in (
            "phường 5, quận 3, thành phố Hồ Chí Minh",
            "Phường 05, Quận 3, TP. Hồ Chí Minh",
            "P.5, Q.3, TP.HCM",
            "P5 Q3 TPHCM",
            "PHƯỜNG 5 QUẬN 3 THÀNH PHỐ HỒ CHÍ MINH",
            "phường 5 - quận 3 - TP Hồ Chí Minh, Việt Nam",
        )
    }
    assert len(same) == 1
    assert [u.code for u in same.pop()] == ["79", "770", "27151"]
    assert resolve("xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hoà", BEFORE).exact
    assert resolve("Tx. Ninh Hòa, Khánh Hòa", BEFORE).exact
    assert resolve("phường IV, thành phố Tây Ninh, tỉnh Tây Ninh", BEFORE).exact
    assert resolve("huyện Phú Quý, tỉnh Bình Thuận", BEFORE).exact
    assert resolve("tỉnh Bắc Cạn", BEFORE).exact
    assert resolve("thị trấn Đak Đoa, huyện Đăk Đoa, tỉnh Gia Lai", BEFORE).exact


def test_a_body_is_found_by_the_units_in_its_name():
    found = resolve("ỦY BAN NHÂN DÂN XÃ VẠN THỌ HUYỆN VẠN NINH TỈNH KHÁNH HÒA", BEFORE)
    assert found.exact
    assert found.detail == "ỦY BAN NHÂN DÂN"
    assert [u.name for u in found.units] == ["Khánh Hòa", "Vạn Ninh", "Vạn Thọ"]


def test_a_commune_in_another_province_is_not_found(old_communes):
    rng = random.Random(SEED)
    for commune, district, province in some(old_communes, 800):
        other = rng.choice(old_communes)[2]
        there = any(u.full == district.full for u in lists().old.below[other.code])
        if other != province and not there:
            found = resolve(address(commune, district, other), BEFORE)
            assert found.reason in (Reason.UNKNOWN_DISTRICT, Reason.NEAR_UNIT)
            assert found.units == ()


def test_a_commune_of_another_district_is_not_found(old_communes):
    rng = random.Random(SEED)
    for commune, district, province in some(old_communes, 800):
        other = rng.choice(lists().old.below[province.code])
        if all(u.name != commune.name for u in lists().old.below.get(other.code, ())):
            found = resolve(address(commune, other, province), BEFORE)
            assert not found.resolved or other == district
        assert resolve(address(commune, district, province), BEFORE).units[-1] == commune


def test_swapped_commune_and_district_are_not_found(old_communes):
    for commune, district, province in some(old_communes, 500):
        found = resolve(f"{district.full}, {commune.full}, {province.full}", BEFORE)
        assert not found.resolved


def test_namesakes_in_one_province_are_told_apart_by_the_district_and_only_by_it(namesakes):
    assert len(namesakes) > 100
    for alike in namesakes:
        for units in alike:
            assert resolve(address(*units), BEFORE).units[-1] == units[0]
        assert resolve(address(alike[0][0], alike[0][2]), BEFORE).reason is Reason.NO_DISTRICT


def test_a_divided_commune_keeps_all_its_successors(old_communes):
    divided = [units for units in old_communes if len(lists().successors[units[0].code]) > 1]
    assert 400 < len(divided) < 500
    for units in some(divided, 100):
        found = resolve(address(*units), BEFORE)
        assert [heir.code for heir in found.successors] == list(lists().successors[units[0].code])


def test_a_district_that_was_gone_before_is_in_no_list():
    assert resolve("phường Thảo Điền, quận 2, thành phố Hồ Chí Minh", dt.date(2012, 1, 1)).reason is Reason.UNKNOWN_DISTRICT
    assert resolve("xã Hữu Bằng, huyện Thạch Thất, tỉnh Hà Tây", dt.date(2001, 1, 1)).reason is Reason.UNKNOWN_PROVINCE
    assert resolve("huyện Ninh Hòa, tỉnh Khánh Hòa", dt.date(2005, 1, 1)).reason is Reason.OTHER_KIND


def test_what_names_units_without_a_province_is_told_from_what_names_none():
    assert resolve("xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hoả", BEFORE).reason is Reason.UNKNOWN_PROVINCE
    assert resolve("số 5 đường Trần Phú", BEFORE).reason is Reason.NO_PROVINCE


def test_an_old_address_on_a_new_paper_is_read_by_the_old_list(old_communes):
    for units in some(old_communes, 300):
        found = resolve(address(*units), AFTER)
        assert found.units[-1] == units[0]
        assert found.valid_on < REFORM


def test_a_new_address_on_an_old_paper_is_not_found(new_communes):
    for units in some(new_communes, 300):
        assert not resolve(address(*units), BEFORE).resolved


def test_what_may_be_a_district_before_or_a_commune_after_is_not_decided():
    assert resolve("Vạn Ninh, Khánh Hòa", BEFORE).units[-1].kind == "huyện"
    assert resolve("Vạn Ninh, Khánh Hòa", AFTER).reason is Reason.AMBIGUOUS
    assert resolve("Vạn Ninh, Khánh Hòa", None).reason is Reason.AMBIGUOUS
    assert resolve("xã Vạn Ninh, tỉnh Khánh Hòa", AFTER).exact


def test_without_a_date_only_a_district_tells_the_time():
    assert resolve("xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa", None).exact
    assert resolve("tỉnh Khánh Hòa", None).reason is Reason.NO_DATE
    assert not resolve("xã Vạn Ninh, tỉnh Khánh Hòa", None).resolved


def test_lost_marks_find_the_one_unit_that_has_the_letters_or_none(old_communes):
    found = 0
    for units in some(old_communes, 1500):
        text = unmarked(address(*units))
        resolution = resolve(text, BEFORE)
        assert not resolution.resolved or resolution.units[-1] == units[0]
        found += resolution.resolved
        assert not resolution.exact or text == address(*units)
    assert found > 1400


def test_other_marks_are_not_lost_marks():
    found = resolve("xa Van Tho, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE)
    assert found.units[-1].name == "Vạn Thọ"
    assert found.named[-1].lost == ((0, 2, "xã"), (3, 10, "Vạn Thọ"))
    for other in ("Vạn Thó", "Vận Thọ", "Vãn Thợ"):
        assert resolve(f"xã {other}, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE).reason is Reason.NEAR_UNIT


def test_a_name_one_letter_off_a_unit_there_is_told_from_one_that_no_unit_resembles():
    assert resolve("xã Vạn Phọ, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE).reason is Reason.NEAR_UNIT
    assert resolve("xã Quảng Đại, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE).reason is Reason.UNKNOWN_COMMUNE
    assert resolve("thị trấn Vạn Phọ, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE).reason is Reason.UNKNOWN_COMMUNE


def test_noise_in_a_letter_never_makes_another_unit(old_communes):
    rng = random.Random(SEED)
    for units in some(old_communes, 1500):
        text = address(*units)
        k = rng.randrange(len(text))
        noisy = text[:k] + rng.choice("abcdđeghiklmnopqrstuưvxy1|!") + text[k + 1 :]
        found = resolve(noisy, BEFORE)
        # A letter that turns one name of the list into another is not to be told from it: such units are not `alone`.
        assert not (found.resolved and len(found.units) == 3 and found.units[-1] != units[0] and found.alone)


def test_neighbours_one_letter_away_are_known():
    assert not resolve("phường 5, quận 3, thành phố Hồ Chí Minh", BEFORE).alone
    assert resolve("xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE).alone
    assert not resolve("tỉnh Kiên Giang", BEFORE).alone


def test_names_without_kinds_count_only_as_a_whole(old_communes):
    for commune, district, province in some(old_communes, 500):
        found = resolve(f"{commune.name}, {district.name}, {province.name}", BEFORE)
        assert not found.resolved or len(found.units) < 3 or (found.units[-1] == commune and not found.exact)
        longer = resolve(f"số 5 {commune.name}, {district.full}, {province.full}", BEFORE)
        assert len(longer.units) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "xã Vạn Thắng, xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa",
        "xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa (nay là xã Đại Lãnh, tỉnh Khánh Hòa)",
        "huyện Diên Khánh, xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa",
        "xã-Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa",
    ],
)
def test_units_that_stand_beside_the_address_leave_it_unresolved(text):
    assert not resolve(text, BEFORE).resolved


@pytest.mark.parametrize("detail", ["Số 5 Tỉnh lộ 10", "phố Xã Đàn", "thôn Chợ Huyện", "Bệnh viện đa khoa khu vực"])
def test_words_of_kinds_inside_names_are_no_units(detail):
    assert resolve(f"{detail}, xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa", BEFORE).detail == detail


@settings(deadline=None)  # the first answer reads the lists
@given(st.text(alphabet="aăâđêôơưàáạHTVNxãphườnguyệtỉ ,.-'05P.Q", max_size=60), st.sampled_from([None, BEFORE, AFTER]))
def test_any_text_is_answered_and_what_is_named_stands_in_it(text, day):
    found = resolve(text, day)
    assert found.resolved == bool(found.units)
    assert all(0 <= named.start < named.end <= len(text) for named in found.named)
    for above, unit in zip(found.units, found.units[1:], strict=False):
        assert unit.parent == above.code


def test_a_date_without_its_month_tells_the_time_but_in_the_year_of_the_reform():
    assert day_of("2014") == dt.date(2014, 1, 1)
    assert day_of("2014-05") == dt.date(2014, 5, 1)
    assert day_of("2025") is None
    assert day_of("2025-07") is None
    assert day_of("2025-07-01") == dt.date(2025, 7, 1)
    assert day_of("") is None
