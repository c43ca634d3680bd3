"""Letters, syllables and spellings on one level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.text import fold, is_syllable, level


@pytest.mark.parametrize("word", ["nghiêng", "kết", "quốc", "Ủy", "giếng", "khuya", "huỳnh", "ĐĂNG", "giữa", "quyền", "Nguyễn"])
def test_syllables_of_the_language_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["kêt", "Hhận", "tỗm̉", "bfx", "quôc", "sàch", "TTYT", "Huw"])
def test_what_the_mouth_cannot_say_is_no_syllable(word):
    assert not is_syllable(word)


@given(st.text(max_size=30))
def test_levelling_and_folding_settle(raw):
    assert level(level(raw)) == level(raw)
    assert fold(fold(raw)) == fold(raw)


def test_levelling_moves_tone_marks_and_nothing_else():
    assert level("Hoà  BÌNH") == level("hòa bình")
    assert level("Hòa") != level("Hỏa")
    assert level("Đô") != level("Do")
    assert level("Tấn") != level("Tân")
