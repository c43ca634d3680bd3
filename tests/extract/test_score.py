import json

import pytest

from pipelines.extract import score
from pipelines.extract.score import is_right
from pipelines.model import Extraction, FieldValue
from tests.extract.papers import DOCTYPES


def found(kind, **values):
    fields = {n: FieldValue(n, str(v), v, 0.99, 1, (0, 0, 1, 1), "test") for n, v in values.items()}
    return Extraction(kind, 0.99, fields)


def truth(kind, condition="clean", **values):
    return {"document_type": kind, "fields": values, "condition": condition}


@pytest.mark.parametrize(
    ("a", "b", "right"),
    [
        ("Hòa Bình", "HOÀ  BÌNH", True),
        ("Hòa", "Hỏa", False),
        ("25/QĐ-TTg", "25/QĐ-TTG", True),
        ("25/QĐ-TTg", "25/QĐ-TTg.", False),
        ("xã A, huyện B", "xã A huyện B", False),
        ("2019-05", "2019-05-01", False),
        (40, 40.0, True),
        (40, "40", False),
        ("Đô", "Do", False),
    ],
)
def test_a_value_is_right_when_it_is_the_same_but_for_case_space_and_the_place_of_the_tone(a, b, right):
    assert is_right(a, b) is right


def test_right_wrong_and_missing_are_counted_by_type_field_and_condition():
    scores = score(
        [
            (truth("decision", number="1/QĐ", name="Lý An"), found("decision", number="1/QĐ", name="Lý Ân"), "review"),
            (truth("decision", "noise", number="2/QĐ", name="Lý An"), found("decision", number="2/QĐ", extra="x"), "accept"),
            (truth("plan", number="3/KH"), found(None), "set_aside"),
        ]
    ).as_dict()
    assert scores["documents"] == 3
    assert scores["fields"]["decision"]["number"] == {"right": 2, "wrong": 0, "missing": 0, "share_right": 1.0}
    assert scores["fields"]["decision"]["name"] == {"right": 0, "wrong": 1, "missing": 1, "share_right": 0.0, "tone_only": 1}
    assert scores["conditions"]["noise"]["missing"] == 1
    assert scores["types"]["decision"]["right"] == 2
    assert scores["types"]["plan"]["missing"] == 1
    assert scores["decisions"] == {"review": 1, "accept": 1, "set_aside": 1}
    assert (scores["accepted"], scores["accepted_wrong"], scores["extra"]) == (1, 0, 1)
    json.dumps(scores)


def test_an_accepted_document_with_one_wrong_value_or_type_is_blamed():
    scores = score(
        [
            (truth("decision", number="1/QĐ"), found("decision", number="7/QĐ"), "accept"),
            (truth("plan", number="1/KH"), found("decision", number="1/KH"), "accept"),
            (truth("decision", place=None), found("decision", place="Huế"), "accept"),
        ]
    )
    assert scores.accepted_wrong == 3
    assert scores.accepted_wrong_fields == {"number": 1, "document_type": 1, "place": 1}


def test_a_paper_of_no_known_type_is_right_when_it_is_given_none():
    pairs = [
        (truth("plan", number="3/KH"), found(None), "set_aside"),
        (truth("plan", number="3/KH"), found("decision"), "review"),
    ]
    scores = score(pairs, {"decision": DOCTYPES["decision"]})
    assert (scores.types["plan"].right, scores.types["plan"].wrong) == (1, 1)
    assert scores.fields["plan", "number"].total == 1


def test_handwriting_that_would_have_gone_on_wrong_is_counted_apart_from_print():
    fields = {
        "document_number": FieldValue("document_number", "1/QĐ", "1/QĐ", 0.9995, 1, (0, 0, 1, 1), "test"),
        "subject": FieldValue("subject", "a", "a", 0.9995, 1, (0, 0, 1, 1), "test"),
        "issue_date": FieldValue("issue_date", "", "2020-01-02", 0.9995, 1, (0, 0, 1, 1), "test", handwriting=0.8),
    }
    by_hand = {
        **truth("decision", document_number="7/QĐ", subject="b", issue_date="2020-01-03"),
        "handwritten_fields": ["document_number", "issue_date"],
    }
    scores = score([(by_hand, Extraction("decision", 0.99, fields), "review")], DOCTYPES)
    assert scores.handwritten_accepted_wrong == 1
    assert (scores.values_accepted.part, scores.values_accepted.whole) == (2, 2)
    assert (scores.printed.total, scores.through_printed.whole, scores.through.whole) == (1, 0, 1)


def test_confidences_that_promise_more_than_holds_raise_the_alarm_and_bad_luck_does_not():
    def scored(wrong: int):
        values = {f"f{i}": "x" if i >= wrong else "y" for i in range(100)}
        return score([(truth("decision", **values), found("decision", **dict.fromkeys(values, "x")), "review")])

    assert scored(2).promises_broken is None
    assert scored(8).promises_broken < 1e-4


def test_what_a_rule_excludes_needed_no_person_and_did_not_go_through():
    one = (truth("decision", number="1/QĐ"), found("decision", number="1/QĐ"))
    told = score([(*one, "accept"), (*one, "exclude"), (*one, "review"), (*one, "set_aside")]).as_dict()["straight_through"]
    assert (told["printed"]["share"], told["printed_or_excluded"]["share"]) == (0.25, 0.5)


def test_straight_through_comes_with_its_interval():
    told = score([(truth("decision", number="1/QĐ"), found("decision", number="1/QĐ"), "accept")] * 20).as_dict()
    assert told["straight_through"]["all"]["share"] == 1.0
    assert told["straight_through"]["all"]["interval"] == [pytest.approx(0.025 ** (1 / 20), abs=1e-5), 1.0]
