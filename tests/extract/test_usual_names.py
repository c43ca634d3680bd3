"""What names usually are made of: it speaks for a reading, and a word that no name has speaks little against another."""

import pytest

from pipelines.doctypes import FieldSpec
from pipelines.extract.evidence import Evidence
from pipelines.extract.kinds import is_usual, parse
from pipelines.extract.opinions import OTHER, SECOND, Opinion, settle
from pipelines.model import Word

PROJECT = "đề nghị cung cấp hồ sơ của công trình xây dựng"
NAME = FieldSpec("full_name", "Họ và tên", "Full name", "person_name")


def opinion(who: str, text: str, spec: FieldSpec, sure: float = 0.9) -> Opinion:
    words = tuple(Word(w, sure, (0, 0, 1, 1), 0, 0, 0.0) for w in text.split())
    return Opinion(who, text, parse(text, spec), words)


def against(said: str, first: str, spec: FieldSpec = NAME) -> float:
    evidence = Evidence(0.9, 0.95, 0.9, 1.0, 0.95, kind=spec.kind)
    opinions = [opinion(SECOND, first, spec), opinion(OTHER, said, spec)]
    return settle(spec, first, parse(first, spec), evidence, opinions).evidence.against


@pytest.mark.parametrize("name", ["Nguyễn Thị Huệ", "Phạm Trọng Xuyên", "Tôn Thất Minh Hòa", "Hoàng Út"])
def test_a_name_of_usual_words_is_usual_wherever_its_tone_mark_stands(name):
    assert is_usual(name)


@pytest.mark.parametrize("name", ["Nguyễn Thị Huẹ", "Đễ Tấn Bảo", "Thạch Sa Rươne"])
def test_a_name_with_a_word_that_names_hardly_have_is_not(name):
    assert not is_usual(name)


def test_a_reading_that_makes_a_word_no_name_has_speaks_less_against_it_than_one_that_makes_another_name():
    assert against("Phạm Thị Huẹ", "Phạm Thị Huệ") == pytest.approx(0.3)
    assert against("Phạm Thị Huế", "Phạm Thị Huệ") == pytest.approx(0.9)


def test_in_other_texts_what_is_no_syllable_speaks_less_against_a_reading():
    text = FieldSpec("subject", "Trích yếu", "Subject", "text")
    assert against(f"{PROJECT} trgm bơm", f"{PROJECT} trạm bơm", text) == pytest.approx(0.3)
    assert against(f"{PROJECT} trám bơm", f"{PROJECT} trạm bơm", text) == pytest.approx(0.9)


def test_a_name_with_marks_that_no_name_has_waits_and_one_of_other_letters_does_not():
    assert parse("Trịnh Nhự Thu", NAME).certainty <= 0.3
    assert parse("Thạch Sa Rươne", NAME).certainty == 0.4
    assert parse("Trịnh Như Thu", NAME).certainty == 0.9


def test_two_words_of_a_name_read_as_one_are_the_same_name():
    assert parse("PhùngNgọc Quý", NAME).value == "Phùng Ngọc Quý"
    assert parse("McDonald Anh", NAME).value != "Mc Donald Anh"


def test_a_cut_that_lost_the_first_figure_outvotes_nobody():
    number = FieldSpec("document_number", "Số", "Number", "document_number")
    first = parse("7144/PLLTPI", number)
    opinions = [opinion(SECOND, "144/PLLTPI", number), opinion(OTHER, "144/PLLTP1", number)]
    evidence = Evidence(0.9, 0.95, 0.6, 1.0, 0.95, kind=number.kind)
    assert settle(number, "7144/PLLTPI", first, evidence, opinions).parsed.value == "7144/PLLTP1"
