"""How sure a value may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.extract.confidence import PRIOR, SIGNS, UNCALIBRATED, UNSEEN, Measured, Model, by_hand, features, merit, objections
from pipelines.extract.evidence import Evidence
from tests.extract.papers import MODEL

PRINT = Evidence(weakest=0.95, mean=0.97, certainty=1.0, fit=1.0, page=0.95, critical=True, second=1, other=1, votes=2)


def test_print_that_readings_agree_on_passes_and_the_same_written_by_hand_does_not():
    assert MODEL.probability(PRINT) >= 0.999
    assert MODEL.probability(replace(PRINT, handwriting=0.5)) <= UNSEEN


def test_a_critical_value_that_only_one_reading_speaks_for_waits_and_another_may_pass():
    alone = replace(PRINT, second=0, other=0, votes=0)
    assert MODEL.probability(alone) <= UNSEEN < MODEL.probability(replace(alone, critical=False))


def test_a_reading_that_differs_is_no_contradiction_when_another_takes_the_values_side():
    against = replace(PRINT, second=1, other=-1, votes=1)
    assert not against.contradicted
    assert replace(against, second=0, votes=0).contradicted
    assert MODEL.probability(replace(against, second=0, votes=0)) <= UNSEEN


def test_a_model_that_was_fitted_on_nothing_accepts_nothing():
    assert PRIOR.probability(replace(PRINT, agreement=1)) <= UNCALIBRATED < 0.995


def test_no_more_is_promised_than_was_measured():
    few = replace_measured((Measured(0.5, 100, 3, 0.92), Measured(0.99, 60, 0, 0.951)))
    many = replace_measured((Measured(0.5, 9000, 30, 0.995), Measured(0.99, 8000, 0, 0.9996)))
    assert few.probability(PRINT) == 0.951
    assert many.probability(PRINT) == 0.9996


def replace_measured(measured: tuple[Measured, ...]) -> Model:
    return replace(MODEL, weights={**MODEL.weights, "bias": 5.0}, measured=measured)


def test_every_feature_lies_between_0_and_1_and_is_known_to_the_fit():
    worst = Evidence(0, 0, 0, 0, 0, 1, False, -1, -1, 1, "date", 0, 1, 1, 0, -1, 0, True, 1, True)
    for evidence in (worst, PRINT):
        assert features(evidence).keys() == SIGNS.keys()
        assert all(0 <= value <= 1 for value in features(evidence).values())


@pytest.mark.parametrize("change", [
    {"second": -1, "other": 0, "votes": 0},
    {"agreement": -1},
    {"handwriting": 0.9},
    {"certainty": 0.1},
    {"weakest": 0.2, "other": 0},
    {"fit": 0.3},
])  # fmt: skip
def test_what_a_person_must_see_is_preferred_to_nothing(change):
    assert merit(replace(PRINT, **change)) <= 0.5 < merit(PRINT)


def test_a_word_hardly_read_is_no_objection_where_two_further_readers_bear_it_out():
    faint = replace(PRINT, weakest=0.2, second=1, other=0, third=1)
    assert "hardly_read" not in objections(faint)
    assert "hardly_read" in objections(replace(faint, third=0))


def test_one_digit_by_pen_makes_the_value_handwritten():
    assert by_hand([("ngày", 0.0), ("12", 0.8), ("tháng", 0.0), ("01", 0.1), ("năm", 0.0), ("2017", 0.0)]) == 0.8


def test_one_odd_word_in_a_printed_line_does_not_make_it_handwritten():
    assert by_hand([("Về", 0.0), ("việc", 0.9), ("thành", 0.1), ("lập", 0.0)]) < 0.5


def test_a_name_written_by_hand_is_handwritten_even_if_one_word_passes_for_print():
    assert by_hand([("Lê", 0.9), ("Văn", 0.1), ("Thử", 0.95)]) >= 0.5
    assert by_hand([("Lê", 0.9), ("Thử", 0.1)]) >= 0.5


def test_a_value_without_words_is_not_handwritten():
    assert by_hand([]) == 0.0
