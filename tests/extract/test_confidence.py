"""How sure a value may be."""

from __future__ import annotations

from pipelines.extract.confidence import UNSURE, Evidence, by_hand, ceiling, probability

PRINT = Evidence(weakest=0.95, mean=0.97, certainty=1.0, fit=1.0, page=0.95, critical=True, second=1)


def test_print_that_two_readings_agree_on_passes_and_the_same_written_by_hand_does_not():
    by_pen = Evidence(weakest=0.95, mean=0.97, certainty=1.0, fit=1.0, page=0.95, critical=True, second=1, handwriting=0.5)

    assert probability(PRINT) >= 0.95
    assert probability(by_pen) <= UNSURE


def test_a_critical_value_that_only_one_reading_speaks_for_waits():
    alone = Evidence(weakest=0.95, mean=0.97, certainty=1.0, fit=1.0, page=0.95, critical=True)

    assert ceiling(alone) < 0.95


def test_one_digit_by_pen_makes_the_value_handwritten():
    assert by_hand([("ngày", 0.0), ("12", 0.8), ("tháng", 0.0), ("01", 0.1), ("năm", 0.0), ("2017", 0.0)]) == 0.8


def test_one_odd_word_in_a_printed_line_does_not_make_it_handwritten():
    assert by_hand([("Về", 0.0), ("việc", 0.9), ("thành", 0.1), ("lập", 0.0)]) < 0.5


def test_a_name_written_by_hand_is_handwritten_even_if_one_word_passes_for_print():
    assert by_hand([("Lê", 0.9), ("Văn", 0.1), ("Thử", 0.95)]) >= 0.5
    assert by_hand([("Lê", 0.9), ("Thử", 0.1)]) >= 0.5


def test_a_value_without_words_is_not_handwritten():
    assert by_hand([]) == 0.0
