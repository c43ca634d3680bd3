"""The regression gate on the golden set."""

import pytest

from pipelines.extract.runs import Run
from pipelines.extract.score import MISSING, RIGHT
from tests.golden.gate import golden_run, kept_run

RENEW = "if this is meant: python -m tests.golden.gate"


def dropped(before: Run, after: Run) -> list[str]:
    """What was right and is not any more: ``type/name: field now wrong``."""
    lost = []
    for name, was in before.items():
        if name not in after:
            lost.append(f"{name}: gone")
            continue
        now = after[name]
        if was.type_verdict == RIGHT != now.type_verdict:
            lost.append(f"{name}: type now {now.type_verdict}")
        for field, value in was.values.items():
            verdict = now.values[field].verdict if field in now.values else MISSING
            if value.verdict == RIGHT != verdict:
                lost.append(f"{name}: {field} now {verdict}")
    return lost


@pytest.fixture(scope="module")
def run() -> Run:
    return golden_run()


def test_nothing_that_was_understood_is_lost(run):
    assert dropped(kept_run(), run) == [], RENEW


def test_every_golden_pair_is_behind_the_gate(run):
    assert sorted(set(run) - set(kept_run())) == [], RENEW


def test_the_gate_notices_a_single_value(run):
    kept = kept_run()
    name = next(n for n, one in kept.items() if any(v.verdict == RIGHT for v in one.values.values()))
    field = next(f for f, v in kept[name].values.items() if v.verdict == RIGHT)
    from dataclasses import replace

    spoilt = replace(run[name], values={**run[name].values, field: replace(run[name].values[field], verdict=MISSING)})
    assert f"{name}: {field} now missing" in dropped(kept, {**run, name: spoilt})
