"""Two readings of one line: what is taken from which, and how sure it is afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.merge import choices, merge

LINE = (3, 1, 2)
LETTER = 10


def line(text: str, sure: float | dict[str, float] = 0.9, *, start: int = 0, hand: float = 0.0) -> tuple[Read, ...]:
    """A reading whose words lie where their letters stand; underscores are ink that was not read."""
    found, at = [], start
    for word in text.split():
        confidence = sure if isinstance(sure, float) else sure.get(word, 0.9)
        if word.strip("_"):
            found.append(Read(word, confidence, (at, 0, at + LETTER * len(word), 20), LINE, hand))
        at += LETTER * (len(word) + 1)
    return tuple(found)


def text(words: tuple[Read, ...]) -> str:
    return " ".join(word.text for word in words)


def confidence(words: tuple[Read, ...], of: str) -> float:
    return next(word.confidence for word in words if word.text == of)


def test_words_that_both_saw_get_the_higher_confidence():
    merged = merge(line("Ủy ban nhân dân", 0.7), line("Ủy ban nhân dân", 0.9))
    assert text(merged) == "Ủy ban nhân dân"
    assert {word.confidence for word in merged} == {0.9}


def test_both_places_of_the_tone_mark_agree():
    merged = merge(line("cộng hòa", 0.8), line("cộng hoà", 0.95))
    assert text(merged) == "cộng hòa"
    assert confidence(merged, "hòa") == 0.95


@pytest.mark.parametrize("order", ["apart first", "joined first"])
def test_words_around_a_dash_stand_once_however_the_readers_cut_them(order: str):
    apart, joined = (
        line("Tự do - Hạnh phúc", 0.93),
        (*line("Tự", 0.93), *line("do-Hạnh", 0.6, start=30), *line("phúc", start=130)),
    )
    merged = merge(apart, joined) if order == "apart first" else merge(joined, apart)
    assert text(merged).replace(" - ", "-") == "Tự do-Hạnh phúc"


def test_rubbish_is_no_surer_for_being_seen_twice():
    assert confidence(merge(line("ì⁄ ngày", 0.3), line("ì⁄ ngày", 0.8)), "ì⁄") == 0.3


@pytest.mark.parametrize("order", ["rubbish first", "rubbish second"])
def test_a_syllable_beats_what_is_none_when_confidences_are_near(order: str):
    rubbish, sound = line("nước Viêtt Nam", {"Viêtt": 0.74}), line("nước Việt Nam", {"Việt": 0.7})
    merged = merge(rubbish, sound) if order == "rubbish first" else merge(sound, rubbish)
    assert text(merged) == "nước Việt Nam"


def test_two_plausible_words_keep_the_surer_one_and_lose_confidence():
    first, second = line("ông Trần Văn Mẫu", {"Mẫu": 0.6}), line("ông Trần Văn Hậu", {"Hậu": 0.95})
    for merged in (merge(first, second), merge(second, first)):
        assert text(merged) == "ông Trần Văn Hậu"
        assert confidence(merged, "Hậu") < 0.7
        assert confidence(merged, "Văn") == 0.9


def test_a_small_difference_in_confidence_changes_nothing():
    merged = merge(line("quy chế", 0.8), line("quy chê", 0.88))
    assert text(merged) == "quy chế"
    assert confidence(merged, "chế") < 0.5, "nobody should rely on a contested mark"


def test_different_digits_are_never_sure():
    merged = merge(line("Số: 136/QĐ-UBND", 0.95), line("Số: 186/QĐ-UBND", 0.96))
    assert text(merged) == "Số: 136/QĐ-UBND"
    assert confidence(merged, "136/QĐ-UBND") < 0.5


def test_a_comma_more_is_no_doubt_about_the_word():
    merged = merge(line("ngày, tháng", 0.9), line("ngày tháng", 0.9))
    assert merged[0].confidence == 0.9


def test_a_joined_word_is_parted_and_a_parted_one_joined_where_that_makes_syllables():
    joined, parted = line("của củaông Mẫu", {"củaông": 0.8}), line("của của ông Mẫu", {"của": 0.8, "ông": 0.8})
    shifted = (*parted[:2], Read("ông", 0.8, (70, 0, 100, 20), LINE), Read("Mẫu", 0.9, (110, 0, 140, 20), LINE))
    assert text(merge(joined, shifted)) == text(merge(shifted, joined)) == "của của ông Mẫu"


def test_a_word_that_only_the_second_saw_is_taken_in_at_its_place_on_the_line_of_the_first():
    merged = merge(line("thôn ____ xã"), line("thôn Đông xã", 0.95))
    assert text(merged) == "thôn Đông xã"
    assert {word.line for word in merged} == {LINE}
    assert merged[1].confidence < 0.95


def test_rubbish_that_only_one_saw_is_left_out_and_doubtful_text_is_kept():
    assert text(merge(line("thôn Đông |~", {"|~": 0.2}), line("thôn Đông"))) == "thôn Đông"
    assert text(merge(line("thôn Đông"), line("thôn Đông |~", {"|~": 0.2}))) == "thôn Đông"
    merged = merge(line("Số: 12", {"12": 0.3}), line("Số:"))
    assert text(merged) == "Số: 12", "a number by pen that one reader missed still stands there"
    assert confidence(merged, "12") < 0.3


def test_what_one_reading_took_for_handwriting_stays_so():
    assert merge(line("ngày 12", 0.5), line("ngày 18", 0.9, hand=0.8))[1].handwriting == 0.8
    assert merge(line("ngày 12", 0.9, hand=0.8), line("ngày 12", 0.9))[1].handwriting == 0.8


def test_an_empty_reading_leaves_the_other():
    whole = line("Độc lập - Tự do", 0.95)
    assert text(merge(whole, ())) == text(merge((), whole)) == "Độc lập - Tự do"
    assert merge((), line("~| ì⁄", 0.2)) == merge((), ()) == ()


WORDS = st.lists(
    st.tuples(
        st.sampled_from("của củaông ông Viêtt Việt | 08/QĐ 12 18 , hòa hoà a".split()),  # noqa: SIM905
        st.floats(0, 1),
        st.integers(0, 40),
        st.integers(1, 9),
    ),
    max_size=7,
)


@given(WORDS, WORDS)
def test_nothing_is_invented_and_the_first_reading_can_be_had_back(one: list, other: list):
    first, second = (
        tuple(Read(word, sure, (x, 0, x + wide, 9), LINE) for word, sure, x, wide in sorted(some, key=lambda w: w[2]))
        for some in (one, other)
    )
    made = choices(first, second)
    assert tuple(word for choice in made for word in choice.first) == first
    assert tuple(word for choice in made for word in choice.second) == second
    assert tuple(word for choice in made for word in choice.words) == merge(first, second)
    for choice in made:
        said = text(choice.words)
        assert said in ("", text(choice.first), text(choice.second))
        assert all(0 <= word.confidence <= 1 for word in choice.words)
