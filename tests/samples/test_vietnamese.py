import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.samples.vietnamese import Habit, date_words, decimal, number_words, old_tone_marks, short_date

NORTH = Habit("nghìn", "linh", "tư")
SOUTH = Habit("ngàn", "lẻ", "bốn")
ONES = {word: value for value, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])} | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}


def heard(words: str) -> int:
    """A second implementation: adds up what is spoken, word by word."""
    total, pending = 0, 0
    for word in words.split():
        if word in ("nghìn", "ngàn"):
            total, pending = total + pending * 1000, 0
        elif word == "trăm":
            total, pending = total + pending * 100, 0
        elif word == "mươi":
            total, pending = total + pending * 10, 0
        elif word == "mười":
            total += 10
        elif word not in ("linh", "lẻ"):
            pending = ONES[word]
    return total + pending


@pytest.mark.parametrize(
    ("number", "ways", "words"),
    [
        (1985, NORTH, "một nghìn chín trăm tám mươi lăm"),
        (2005, SOUTH, "hai ngàn không trăm lẻ năm"),
        (2014, NORTH, "hai nghìn không trăm mười bốn"),
        (1994, NORTH, "một nghìn chín trăm chín mươi tư"),
        (21, NORTH, "hai mươi mốt"),
        (15, SOUTH, "mười lăm"),
        (2000, SOUTH, "hai ngàn"),
    ],
)
def test_numbers_are_spoken_as_on_civil_status_papers(number, ways, words):
    assert number_words(number, ways) == words


@given(st.integers(0, 9999), st.sampled_from([NORTH, SOUTH]))
def test_every_number_is_heard_as_it_was_meant(number, ways):
    assert heard(number_words(number, ways)) == number


def test_a_partial_date_speaks_only_what_is_known():
    assert date_words("1990-07-02", SOUTH) == "Ngày hai, tháng bảy, năm một ngàn chín trăm chín mươi"
    assert date_words("1969-04", NORTH) == "Tháng tư, năm một nghìn chín trăm sáu mươi chín"
    assert date_words("1933", NORTH) == "Năm một nghìn chín trăm ba mươi ba"
    assert (short_date("1990-07-02"), short_date("1969-05"), short_date("1933")) == ("02/07/1990", "05/1969", "1933")


def test_areas_are_printed_with_decimal_comma():
    assert (decimal(1214.5), decimal(214.1), decimal(93.0), decimal(7)) == ("1.214,5", "214,1", "93", "7")


def test_the_tone_mark_moves_only_in_open_oa_oe_uy():
    assert old_tone_marks("Ủy ban HÒA khóa thủy khỏe") == "Uỷ ban HOÀ khoá thuỷ khoẻ"
    kept = "quý hoàng toàn thúy quỳnh tuyết hoài ngoài nghĩa"
    assert old_tone_marks(kept) == kept.replace("thúy", "thuý")


def test_a_number_of_five_figures_is_refused():
    with pytest.raises(ValueError, match="10000"):
        number_words(10_000, NORTH)
