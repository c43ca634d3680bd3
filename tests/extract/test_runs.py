import json

import pytest

from pipelines.extract.runs import compare, dump, load
from pipelines.extract.score import MISSING, RIGHT, WRONG, Judged, JudgedValue


def judged(*verdicts, decision="review", condition="clean", by_hand=False):
    values = {
        f"f{i}": JudgedValue(v, None if v == MISSING else 0.9, by_hand, decision == "accept") for i, v in enumerate(verdicts)
    }
    return Judged("decision", condition, not by_hand, decision, RIGHT, values)


def test_a_kept_run_comes_back_as_it_was_and_holds_no_value():
    run = {"a/1.pdf": judged(RIGHT, WRONG, MISSING), "2.tif": judged(RIGHT, decision="accept", by_hand=True)}
    text = dump(run, {"folder": "x"})
    assert load(text) == run
    assert set(json.loads(text)["documents"]["2.tif"]["values"]["f0"]) == {RIGHT, 0.9, True}


@pytest.mark.parametrize(("text", "says"), [
    ("", "Expecting value"),
    ("[]", "not a kept run"),
    ("{}", "not a kept run"),
    ('{"version": 99}', "of version 99"),
    ('{"version": 1, "documents": {"a": {}}}', "not a kept run"),
])  # fmt: skip
def test_what_is_no_kept_run_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        load(text)


def test_a_few_values_more_are_chance_and_many_are_not():
    before = {str(i): judged(WRONG, RIGHT) for i in range(20)}
    few = {**before, "1": judged(RIGHT, RIGHT), "2": judged(RIGHT, RIGHT), "3": judged(RIGHT, WRONG)}
    many = {str(i): judged(RIGHT, RIGHT) for i in range(20)}
    assert not compare(before, few)[0].certain
    values = compare(before, many)[0]
    assert (values.group, values.before, values.after, values.better, values.worse) == ("values", 20, 40, 20, 0)
    assert values.certain


def test_only_what_both_runs_hold_is_compared():
    change = compare({"1": judged(RIGHT), "2": judged(RIGHT)}, {"2": judged(WRONG), "3": judged(RIGHT)})[0]
    assert (change.of, change.worse) == (1, 1)


def test_documents_that_go_through_wrongly_are_no_gain():
    before, after = {"1": judged(WRONG)}, {"1": judged(WRONG, decision="accept")}
    changes = {c.group: c for c in compare(before, after)}
    assert changes["accepted"].better == 1
    assert "accepted_right" not in changes
