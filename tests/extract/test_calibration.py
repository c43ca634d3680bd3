"""The fit on made-up values whose true chances are known, and the file it leaves."""

import json
import random
from dataclasses import replace

import pytest

from pipelines.errors import ConfigError
from pipelines.extract.calibration import Example, TooFew, broken_promises, calibrate, dump, ece, load_model, reliability
from pipelines.extract.confidence import SIGNS
from pipelines.extract.evidence import Evidence
from pipelines.extract.intervals import upper_bound


def examples(count: int, seed: int, *, agreed_wrong: float = 0.002, alone_wrong: float = 0.2) -> list[Example]:
    """Values of documents with ten each: those that two readers agree on are hardly ever wrong, others often."""
    rng = random.Random(seed)
    made = []
    for n in range(count):
        agreed = rng.random() < 0.8
        seen = Evidence(
            rng.uniform(0.6, 1), 0.95, 1.0, 1.0, 0.95, kind=rng.choice(("date", "text")), second=int(agreed), other=int(agreed)
        )
        made.append(Example(f"paper {n // 10}", "f", seen, rng.random() >= (agreed_wrong if agreed else alone_wrong)))
    return made


def test_what_was_fitted_holds_on_papers_never_seen():
    model = calibrate(examples(6000, 1), {}).model
    fresh = examples(6000, 2)
    bins = reliability([model.probability(e.evidence) for e in fresh], [e.right for e in fresh])
    assert ece(bins) < 0.01
    sure = [e.right for e in fresh if model.probability(e.evidence) >= 0.995]
    assert len(sure) > 4000
    assert sum(sure) / len(sure) >= 0.995


def test_little_material_promises_little_however_good_it_is():
    few = calibrate(examples(700, 3, agreed_wrong=0.0), {}).model
    many = calibrate(examples(9000, 3, agreed_wrong=0.0), {}).model
    best = Evidence(1, 0.95, 1.0, 1.0, 0.95, kind="date", second=1, other=1)
    assert few.probability(best) < 0.999 <= many.probability(best)
    assert few.probability(best) <= 1 - upper_bound(0, 700, 0.5)


def test_what_policy_holds_back_is_told_what_such_values_were_worth():
    rng = random.Random(8)
    penned = [
        replace(e, evidence=replace(e.evidence, handwriting=0.9), right=rng.random() < 0.4) if n % 4 == 0 else e
        for n, e in enumerate(examples(8000, 8))
    ]
    model = calibrate(penned, {}).model
    agreed = Evidence(0.95, 0.95, 1.0, 1.0, 0.95, kind="date", second=1, other=1)
    assert model.probability(replace(agreed, handwriting=0.9)) == pytest.approx(0.4, abs=0.05)
    assert model.probability(agreed) > 0.98


def test_one_wrong_value_in_thousands_keeps_nobody_from_the_strictest_target_and_one_in_a_hundred_does():
    def surest(agreed_wrong: float) -> float:
        model = calibrate(examples(12000, 7, agreed_wrong=agreed_wrong), {}).model
        return model.probability(Evidence(0.61, 0.95, 1.0, 1.0, 0.95, kind="date", second=1, other=1))

    assert surest(0.0002) >= 0.9995
    assert surest(0.01) < 0.995


@pytest.mark.parametrize("given", [[], examples(300, 4), examples(2000, 5, agreed_wrong=0.0, alone_wrong=0.0)])
def test_too_little_to_fit_on_is_refused_with_what_is_wanted(given):
    with pytest.raises(TooFew, match="wanted are 50, 500 and 10"):
        calibrate(given, {})


def test_no_weight_contradicts_what_its_feature_means():
    rng = random.Random(6)
    upside_down = [replace(e, right=rng.random() < 1.2 - e.evidence.weakest) for e in examples(2000, 6)]
    weights = calibrate(upside_down, {}).model.weights
    assert weights["weakest"] == 0
    assert all(weights[name] * sign >= 0 for name, sign in SIGNS.items())


def test_the_same_examples_in_another_order_give_the_same_model():
    given = examples(2000, 7)
    assert calibrate(given, {}).model.weights == pytest.approx(calibrate(given[::-1], {}).model.weights, abs=1e-3)


def test_the_file_comes_back_as_the_model_and_says_what_it_is_made_of(tmp_path):
    calibration = calibrate(examples(2000, 8), {"date": "2026-01-01", "fitted_on": ["scans"]})
    (tmp_path / "c.json").write_text(dump(calibration), encoding="utf-8")
    again = load_model(tmp_path / "c.json")
    for e in examples(50, 9):
        assert again.probability(e.evidence) == calibration.model.probability(e.evidence)
    about = json.loads(dump(calibration))["about"]
    assert (about["documents"], about["values"], about["fitted_on"]) == (200, 2000, ["scans"])
    assert set(about["values_by_kind"]) == {"date", "text"}


@pytest.mark.parametrize("spoil", [
    lambda told: told["about"].update(version=99),
    lambda told: told["weights"].pop("bias"),
    lambda told: told["weights"].update(bias=float("nan")),
    lambda told: told["weights"].update(bias="much"),
    lambda told: told["measured"][0].update(at_least=1.5),
    lambda told: told.pop("measured"),
])  # fmt: skip
def test_a_spoilt_file_is_named_with_its_remedy(tmp_path, spoil):
    told = json.loads(dump(calibrate(examples(1000, 10), {})))
    spoil(told)
    file = tmp_path / "c.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"c\.json.*sohoa calibrate"):
        load_model(file)


def test_a_missing_file_is_named_with_its_remedy(tmp_path):
    with pytest.raises(ConfigError, match="sohoa calibrate"):
        load_model(tmp_path / "none.json")


def test_promises_are_called_broken_only_when_chance_does_not_explain_it():
    assert broken_promises([0.99] * 1000, [True] * 985 + [False] * 15) is None
    assert broken_promises([0.99] * 1000, [True] * 970 + [False] * 30) < 1e-4
    assert broken_promises([], []) is None
