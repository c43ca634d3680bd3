import datetime as dt
import random

import pytest

from pipelines.doctypes import FieldSpec, Where
from pipelines.extract.in_time import in_time, judge
from pipelines.extract.kinds import Parsed
from pipelines.extract.kinds.places import address, agency
from pipelines.units.lists import lists

BEFORE, AFTER = dt.date(2014, 3, 5), dt.date(2026, 3, 5)
WHOLE = "xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa"


def judged(text, day=BEFORE, kind="address"):
    parsed = (agency if kind == "agency" else address)(text)
    return judge(parsed, kind, day), parsed


def spec(kind):
    return FieldSpec(name=kind, label="x", label_en="x", kind=kind, where=(Where(block="place"),))


def test_an_address_that_the_list_holds_whole_is_sure():
    now, before = judged(WHOLE)
    assert now.value == before.value
    assert now.certainty >= 0.95 > before.certainty
    assert "571/22525" in now.note


def test_what_stands_before_the_units_is_not_confirmed_by_the_list():
    assert judged(f"Thôn Xuân Tự 1, {WHOLE}")[0].certainty < 0.9


def test_a_number_that_may_be_another_number_is_not_confirmed():
    now, before = judged("phường 5, quận 3, thành phố Hồ Chí Minh")
    assert now == before


@pytest.mark.parametrize(
    "text",
    [
        "xã Vạn Hung, huyện Diên Khánh, tỉnh Khánh Hòa",
        "xã Vạn Hưng, huyện Nghi Lộc, tỉnh Nghệ An",
        "huyện Vạn Ninh, xã Vạn Hưng, tỉnh Khánh Hòa",
        "Ủy ban nhân dân xã Vạn Hưng, huyện Nghi Lộc, tỉnh Nghệ An",
        "xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hoả",
        "xã-Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa",
    ],
)
def test_a_unit_that_is_not_in_its_parent_is_doubted_and_kept_as_printed(text):
    kind = "agency" if text.startswith("Ủy") else "address"
    now, before = judged(text, kind=kind)
    assert now.value == before.value
    assert now.note != before.note
    assert now.certainty <= 0.6


def test_after_the_reform_no_merger_excuses_an_unknown_commune():
    assert judged("xã Vạn Hưngg, tỉnh Khánh Hòa", AFTER)[0].certainty <= 0.3
    assert judged("xã Vạn Hưng, tỉnh Khánh Hòa", AFTER)[0].certainty >= 0.95


def test_a_commune_of_an_older_day_stays_possible_where_the_list_cannot_know():
    now, before = judged("huyện Ninh Hòa, tỉnh Khánh Hòa")
    assert now == before
    now, before = judged("xã Hữu Bằng, huyện Thạch Thất, tỉnh Hà Tây")
    assert now == before


def test_lost_marks_are_put_back_where_one_unit_fits_and_the_note_says_so():
    now, _ = judged("Thôn 3, xa Van Hưng, huyện Van Ninh, tỉnh Khánh Hòa")
    assert now.value == f"Thôn 3, {WHOLE}"
    assert now.certainty <= 0.6
    assert "mended" in now.note
    now, _ = judged("Ủy ban nhân dân xã Vạn Hưng, huyện Van Ninh, tỉnh Khánh Hòa", kind="agency")
    assert now.value == f"Ủy ban nhân dân {WHOLE}"


def test_marks_are_not_guessed_where_two_units_fit():
    old = lists().old
    pairs = [
        (names, code)
        for code in old.below
        if code is not None and len(code) == 3
        for names in old.names(code).bare.values()
        if len(names) > 1 and len({unit.kind for unit in names}) == 1 and len({unit.name for unit in names}) > 1
    ]
    assert pairs
    for names, code in pairs:
        district = old.units[code]
        text = f"{names[0].kind} {next(iter(k for k, v in old.names(code).bare.items() if v is names))}"
        now, before = judged(f"{text}, {district.full}, {old.units[district.parent].full}")
        assert now.value == before.value


def test_names_of_other_languages_keep_their_spelling():
    now, before = judged("thị trấn Đak Đoa, huyện Dăk Đoa, tỉnh Gia Lai")
    assert now.value == before.value


def test_a_committee_of_a_commune_in_its_district_and_province_is_sure():
    rng = random.Random(3)
    old = lists().old
    communes = [unit for unit in old.units.values() if len(unit.code) == 5 and not any(c in "'-" for c in unit.name)]
    sure = 0
    for commune in rng.sample(communes, 200):
        district = old.units[commune.parent]
        name = f"Ủy ban nhân dân {commune.full}, {district.full}, {old.units[district.parent].full}"
        now, before = judged(name, kind="agency")
        assert now.value == before.value or now.certainty < 0.9
        sure += now.certainty >= 0.95
    assert sure > 120


def test_the_date_of_the_paper_says_which_units_there_were():
    fields = {"home_town": spec("address"), "issue_date": spec("date"), "subject": spec("text")}
    new = address("xã Vạn Hưng, tỉnh Khánh Hòa")
    text = Parsed("xã Vạn Hưng, tỉnh Khánh Hòa", 0.6)
    assert in_time(fields, {"home_town": new, "issue_date": Parsed("2014-03-05", 1.0), "subject": text}) == {}
    found = in_time(fields, {"home_town": new, "issue_date": Parsed("2026-03-05", 1.0), "subject": text})
    assert found.keys() == {"home_town"}
    assert found["home_town"].certainty >= 0.95
    assert in_time(fields, {"home_town": new, "issue_date": Parsed("2026-03-05", 0.3)}) == {}
    assert in_time(fields, {"home_town": new, "issue_date": None}) == {}
