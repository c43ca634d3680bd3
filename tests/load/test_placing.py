import dataclasses
import datetime as dt

import pytest

from pipelines import units
from pipelines.load import lookup, places, publish, revoke
from pipelines.units.lists import lists
from tests.load.conftest import HOUR, T0

OLD = {"issue_date": "2014-05-06", "home_town": "Thôn 3, xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa", "full_name": "Trần Thị Thử"}
NEW = {"issue_date": "2026-02-06", "home_town": "xã Đại Lãnh, tỉnh Khánh Hòa", "full_name": "Trần Thị Thử"}


def placed(paper, document_id, fields, **changes):
    return paper(document_id, fields=fields, places=places(fields, ["home_town", "full_name", "residence"]), **changes)


def test_units_are_those_of_the_day_of_the_paper_with_today_beside_them():
    (place,) = places(OLD, ["home_town", "residence"])
    assert place.field == "home_town"
    assert place.units == ("56", "571", "22504")
    assert place.valid_on == dt.date(2025, 6, 30)
    assert place.list_version == lists().version
    assert [units.current(code).full for code in place.today] == ["xã Đại Lãnh"]
    assert places(NEW, ["home_town"])[0].valid_on == units.REFORM


@pytest.mark.parametrize("home", ["xã Vạn Thọ, huyện Nghi Lộc, tỉnh Nghệ An", "Vạn Thọ", None])
def test_what_is_not_certain_has_no_place(home):
    assert places({**OLD, "home_town": home}, ["home_town"]) == ()


def test_places_come_back_as_they_were_published(engine, paper):
    sent = placed(paper, "D-1", OLD)
    held = publish(engine, sent, T0)
    assert held.places == sent.places != ()
    assert held.fields == OLD
    assert lookup(engine, "D-1")[0].places == sent.places


def test_a_commune_of_today_finds_older_papers_of_its_ground(engine, paper):
    publish(engine, placed(paper, "OLD", OLD), T0)
    publish(engine, placed(paper, "NEW", NEW), T0 + HOUR)
    publish(engine, placed(paper, "ELSEWHERE", {**OLD, "home_town": "xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa"}), T0)
    for code in ("22504", "xã Đại Lãnh, tỉnh Khánh Hòa", "xã Vạn Thọ, huyện Vạn Ninh, tỉnh Khánh Hòa"):
        assert [found.document_id for found in lookup(engine, code)] == ["NEW", "OLD"], code


def test_every_successor_of_a_divided_commune_finds_the_paper(engine, paper):
    old = lists().old
    code = next(code for code, heirs in lists().successors.items() if len(code) == 5 and len(heirs) > 2)
    commune, district = old.units[code], old.units[old.units[code].parent]
    home = f"{commune.full}, {district.full}, {old.units[district.parent].full}"
    publish(engine, placed(paper, "D-1", {**OLD, "home_town": home}), T0)
    for heir in lists().successors[code]:
        assert [found.document_id for found in lookup(engine, heir)] == ["D-1"]


def test_a_province_or_district_finds_no_papers_by_its_name(engine, paper):
    publish(engine, placed(paper, "D-1", OLD), T0)
    assert lookup(engine, "56") == ()
    assert lookup(engine, "huyện Vạn Ninh, tỉnh Khánh Hòa") == ()


def test_a_correction_takes_the_old_places_away(engine, paper):
    publish(engine, placed(paper, "D-1", OLD), T0)
    held = publish(engine, placed(paper, "D-1", {**OLD, "home_town": "chưa rõ"}), T0 + HOUR)
    assert held.places == ()
    assert lookup(engine, "22504") == ()


def test_a_newer_list_is_taken_over_without_a_new_version(engine, paper, events):
    first = placed(paper, "D-1", OLD)
    publish(engine, first, T0)
    newer = dataclasses.replace(
        first, places=tuple(dataclasses.replace(p, list_version="newer", today=("22489",)) for p in first.places)
    )
    held = publish(engine, newer, T0 + HOUR)
    assert held.places == newer.places
    assert lookup(engine, "22504") == ()
    assert len(events()) == 1


def test_a_revoked_paper_keeps_its_places(engine, paper):
    first = placed(paper, "D-1", OLD)
    publish(engine, first, T0)
    revoke(engine, "D-1", "thử", "người thử", T0 + HOUR)
    assert publish(engine, dataclasses.replace(first, places=()), T0 + 2 * HOUR).places == first.places
