"""What the kinds of value refuse or doubt, and what digits and words say together."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.kinds.dates import date
from pipelines.extract.kinds.numbers import amount_vnd, area_m2, document_number
from pipelines.extract.kinds.people import personal_id
from pipelines.extract.kinds.words import decimal_in_words, number_in_words
from pipelines.units import province_by_number
from tests.extract.test_kinds import say

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31))


def say_long(n):
    """A second implementation for money: groups of three from the left, each in full."""
    if n >= 10**9:
        head, rest = divmod(n, 10**9)
        return f"{say_long(head)} tỷ {in_full(rest)}".strip()
    return in_full(n, leading=True)


def in_full(n, *, leading=False):
    parts = []
    for scale, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, n = divmod(n, scale)
        if group:
            short = (leading and not parts) or group > 99
            hundreds = "" if short else "không trăm " if group > 9 else "không trăm linh "
            parts.append(f"{hundreds}{say(group)} {name}".strip())
    return " ".join(parts)


@given(st.integers(1, 9 * 10**14))
def test_money_in_words_comes_back_up_to_hundreds_of_thousands_of_billions(n):
    assert number_in_words(say_long(n)) == n, say_long(n)


@given(st.integers(1, 9 * 10**12), st.integers(1, 9 * 10**12))
def test_digits_and_words_confirm_each_other_or_nothing_is_sure(n, other):
    found = amount_vnd(f"{n:,} đồng (Bằng chữ: {say_long(other)} đồng chẵn./.)".replace(",", "."))
    assert found.value == n
    assert found.certainty == (1.0 if n == other else 0.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [("một tỷ rưỡi", 1_500_000_000), ("hai nghìn tỷ", 2 * 10**12), ("hai lăm", 25), ("ba mươi tư", 34), ("chín mươi nhăm", 95)],
)
def test_forms_of_speech_that_mean_one_number_are_that_number(text, value):
    assert number_in_words(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "một triệu hai",  # 1 200 000 to one, 1 000 002 to another
        "hai trăm năm",
        "hai mươi ba mươi",
        "ba mươi mươi",
        "mười mười",
        "một mươi",
        "linh năm",
        "một tỷ tỷ",
        "nghìn tỷ",
        "hai hai tỷ",
        "một nghìn hai nghìn",
    ],
)
def test_words_that_may_be_two_numbers_are_none(text):
    assert number_in_words(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("hai trăm mười bốn phẩy một", 214.1), ("bảy mươi phẩy không năm", 70.05), ("tám phẩy hai lăm", 8.25), ("năm mươi", 50)],
)
def test_areas_in_words_have_decimals(text, value):
    assert decimal_in_words(text) == value


@pytest.mark.parametrize("text", ["500 triệu đồng", "0,5 tỷ đồng", "500.000 nghìn đồng", "500.000.000 đồng"])
def test_a_scale_after_the_digits_counts(text):
    assert amount_vnd(text).value == 500_000_000


@pytest.mark.parametrize(
    "text",
    [
        "100.000 đồng/m2",
        "100.000.000 đồng, trong đó 50.000.000 đồng",
        "0 đồng",
        "1.500.000 đồng (một triêu nam tram xyz)",
        "!.500.000 đồng",
    ],
)
def test_an_amount_that_needs_guessing_is_doubted(text):
    found = amount_vnd(text)
    assert found is None or found.certainty <= 0.4


def test_areas_are_held_against_their_words():
    assert area_m2("214,1 m² (bằng chữ: hai trăm mười bốn phẩy một mét vuông)").certainty == 1.0
    assert area_m2("214,1 m² (bằng chữ: hai trăm mười lăm phẩy một mét vuông)").certainty == 0.0
    assert area_m2("214,1 m² (bằng chữ: hai trăm mưới bôn phảy)").certainty <= 0.5


def test_hectares_are_no_square_metres_and_three_decimals_may_be_thousands():
    assert (area_m2("2,5 ha").value, area_m2("2,5 ha").certainty) == (25_000.0, 0.5)
    assert area_m2("12,345 m2").certainty <= 0.3


@given(DAYS, DAYS)
def test_of_two_days_in_one_text_none_is_sure(one, other):
    found = date(f"ngày {one.day} tháng {one.month} năm {one.year}, thay đổi ngày {other:%d/%m/%Y}")
    assert found.value == one.isoformat()
    assert found.certainty == (1.0 if one == other else 0.3)


@given(DAYS, DAYS)
def test_a_day_in_digits_and_another_in_words_contradict_each_other(one, other):
    words = f"Ngày {say(other.day)}, tháng {say(other.month)}, năm {say(other.year)}"
    found = date(f"{one:%d/%m/%Y} ({words})")
    assert found.value == one.isoformat()
    assert found.certainty == (1.0 if one == other else 0.0)


def test_words_that_say_less_than_the_digits_do_not_contradict_them():
    assert date("02/7/1990 (năm một nghìn chín trăm chín mươi)").certainty == 1.0


@pytest.mark.parametrize("text", ["khoảng 1990", "1990 hay sau đó", "ngày … tháng … năm 1990", "ngày … tháng 5 năm 1990"])
def test_a_year_among_other_words_is_doubted(text):
    assert date(text).certainty <= 0.4


@pytest.mark.parametrize("text", ["ngày 12 tháng … năm 2014", "ngày … tháng … năm 20…", "ngày 31/04/2000", "năm 2014 và 2015"])
def test_blanks_and_impossible_days_give_no_date(text):
    assert date(text) is None


@pytest.mark.parametrize(
    "text",
    ["25/QD-UBND", "25/QĐ-", f"25/{dt.date.today().year + 2}/QĐ-UBND", "0/QĐ-UBND", "00/2014"],  # noqa: DTZ011
)
def test_a_number_that_lost_a_mark_or_an_end_or_cannot_be_is_doubted(text):
    assert document_number(text).certainty <= 0.4


def test_leading_zeros_are_printed_and_no_fault():
    assert document_number("000123/BG-CCHN").certainty == document_number("123/BG-CCHN").certainty


def test_a_personal_number_is_likely_only_where_its_province_was():
    likely = [place for place in range(1000) if personal_id(f"{place:03}201000001").certainty > 0.5]
    assert likely == [place for place in range(1000) if province_by_number(place)]
    assert len(likely) == 63
