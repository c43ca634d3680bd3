"""ISO 2859-1: tables as printed, what the plans are worth by the binomial distribution, and how severity follows from lots."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from scipy.stats import binom

from pipelines.review.sampling import AQLS, LEVELS, Past, Severity, Standing, draw, drawn, one_step_tighter, plan, standing

SMALLEST = dict(
    zip("ABCDEFGHJKLMNPQ", (2, 9, 16, 26, 51, 91, 151, 281, 501, 1201, 3201, 10001, 35001, 150001, 500001), strict=True)
)
"""The smallest lot of each letter at general level II."""
SAMPLES = dict(zip("ABCDEFGHJKLMNPQRS", (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150), strict=True))
REDUCED = dict(zip("ABCDEFGHJKLMNPQR", (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800), strict=True))


def printed() -> list[tuple[Severity, str, float, str, int]]:
    rows = [line.split() for line in (Path(__file__).parent / "iso2859.txt").read_text().splitlines() if line[0] != "#"]
    return [
        (Severity(severity), letter, aql, cell[0], int(cell[1:]))
        for severity, letter, *cells in rows
        for aql, cell in zip(AQLS, cells, strict=True)
    ]


def test_every_plan_is_the_one_that_the_standard_prints():
    assert len(printed()) == 3 * 16 * 16
    for severity, letter, aql, taken, accept in printed():
        size, level = (600_000, "III") if letter == "R" else (SMALLEST[letter], "II")
        found = plan(size, aql, level, severity)
        sample = (REDUCED if severity is Severity.REDUCED else SAMPLES)[taken]
        assert (found.letter, found.sample, found.accept, found.reject) == (taken, min(sample, size), accept, accept + 1), (
            severity, letter, aql,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("size", "aql", "level", "severity", "expected"),
    [
        (2000, 1.0, "II", Severity.NORMAL, ("K", 125, 3)),
        (5000, 1.5, "II", Severity.NORMAL, ("L", 200, 7)),
        (5000, 1.5, "II", Severity.TIGHTENED, ("L", 200, 5)),
        (2000, 1.0, "II", Severity.REDUCED, ("K", 50, 2)),
        (1000, 1.0, "I", Severity.NORMAL, ("H", 50, 1)),  # G points down
        (1000, 1.0, "III", Severity.NORMAL, ("K", 125, 3)),
        (150, 1.0, "II", Severity.NORMAL, ("E", 13, 0)),  # F points up
        (200, 1.0, "II", Severity.NORMAL, ("H", 50, 1)),  # G points down
        (600_000, 2.5, "II", Severity.NORMAL, ("N", 500, 21)),
    ],
)
def test_plans_of_published_examples(size: int, aql: float, level: str, severity: Severity, expected: tuple[str, int, int]):
    found = plan(size, aql, level, severity)
    assert (found.letter, found.sample, found.accept) == expected


@pytest.mark.parametrize(
    ("level", "letters"),
    [("I", "A A B C C D E F G H J K L M N"), ("II", "A B C D E F G H J K L M N P Q"), ("III", "B C D E F G H J K L M N P Q R")],
)
def test_code_letters_change_at_the_printed_lot_sizes(level: str, letters: str):
    assert " ".join(LEVELS[level]) == letters
    starts = (2, 9, 16, 26, 51, 91, 151, 281, 501, 1201, 3201, 10001, 35001, 150001, 500001)
    for start, end, letter in zip(starts, (*(s - 1 for s in starts[1:]), 10**7), letters.split(), strict=True):
        # At AQL 10 and above the letter E no arrow points elsewhere but for the largest samples.
        if "E" <= letter <= "K":
            assert plan(start, 10.0, level).letter == plan(end, 10.0, level).letter == letter


def test_a_lot_smaller_than_its_sample_is_looked_at_whole():
    found = plan(8, 0.65)
    assert (found.letter, found.sample, found.accept, found.whole) == ("F", 8, 0, True)
    assert plan(1, 1.0).sample == 1
    assert not plan(2000, 1.0).whole


@pytest.mark.parametrize(("size", "aql", "level"), [(0, 1.0, "II"), (10, 1.1, "II"), (10, 1.0, "IV")])
def test_what_the_standard_lacks_is_refused(size: int, aql: float, level: str):
    with pytest.raises(ValueError, match="no plan"):
        plan(size, aql, level)


def test_a_series_at_the_aql_is_mostly_accepted_and_one_far_above_it_hardly_ever():
    for letter, aql in itertools.product(SMALLEST, AQLS):
        found = plan(10**7 if letter == "Q" else SMALLEST[letter], aql)
        if found.whole:
            continue
        good, bad = aql / 100, min(1.0, 20 * aql / 100)
        # The standard keeps the producer's risk at about 12 % for Ac = 0 and below 10 % elsewhere.
        assert binom.cdf(found.accept, found.sample, good) > (0.85 if found.accept == 0 else 0.9), found
        assert binom.cdf(found.accept, found.sample, bad) < 0.1, found


def test_tightened_inspection_accepts_less_and_reduced_more_of_what_is_worse_than_the_aql():
    for letter, aql in itertools.product("HJKLMN", (0.65, 1.0, 1.5, 2.5, 4.0)):
        plans = {severity: plan(SMALLEST[letter], aql, "II", severity) for severity in Severity}
        for share in (aql / 50, aql / 20):
            chance = {severity: binom.cdf(p.accept, p.sample, share) for severity, p in plans.items()}
            assert chance[Severity.TIGHTENED] < chance[Severity.NORMAL] < chance[Severity.REDUCED], (letter, aql, share)


def test_larger_lots_and_laxer_limits_never_lower_the_acceptance_number():
    for severity in Severity:
        for aql in AQLS:
            numbers = [plan(size, aql, "II", severity).accept for size in SMALLEST.values()]
            assert numbers == sorted(numbers)
        for size in SMALLEST.values():
            numbers = [plan(size, aql, "II", severity).accept for aql in AQLS]
            assert numbers == sorted(numbers)


def lots(verdicts: str, size: int = 2000, aql: float = 1.0, *, wrong: int = 0) -> list[Past]:
    """A source's lots: ``a`` accepted, ``r`` not; each judged as severity then asked."""
    found: list[Past] = []
    for letter in verdicts:
        used = plan(size, aql, "II", standing(found).severity)
        found.append(Past(used, wrong if letter == "a" else used.reject, letter == "a"))
    return found


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("", Severity.NORMAL),
        ("r", Severity.NORMAL),
        ("rr", Severity.TIGHTENED),
        ("raaar", Severity.TIGHTENED),
        ("raaaar", Severity.NORMAL),
        ("rraaaa", Severity.TIGHTENED),
        ("rraaaaa", Severity.NORMAL),
        ("rraaaar", Severity.TIGHTENED),
        ("rraaaaaar", Severity.NORMAL),
    ],
)
def test_two_refusals_in_five_tighten_and_five_acceptances_relax(verdicts: str, expected: Severity):
    assert standing(lots(verdicts)).severity is expected


def test_five_refusals_under_tightened_inspection_stop_it_until_a_person_resumes():
    stopped = lots("rr" + "rararar" + "r")
    assert standing(stopped[:-1]).stopped is False
    assert standing(stopped).stopped is True
    [again] = lots("a")
    resumed = standing([*stopped, Past(again.plan, 0, True, resumed=True)])
    assert (resumed.severity, resumed.stopped, resumed.refused) == (Severity.TIGHTENED, False, 0)


def test_reduced_inspection_needs_a_score_of_thirty_and_consent():
    assert one_step_tighter(plan(2000, 1.0)) == plan(2000, 0.65)
    ten = lots("a" * 10, wrong=2)  # would pass at 0.65 too: three points each
    assert standing(ten).severity is Severity.NORMAL
    assert standing(ten).score == 30
    assert standing(ten, reduced=True).severity is Severity.REDUCED
    assert standing(ten[:9], reduced=True).severity is Severity.NORMAL
    assert standing([*ten, lots("r")[0]], reduced=True) == Standing()


def test_a_lot_that_would_fail_one_step_tighter_sets_the_score_back():
    assert standing(lots("a" * 4, wrong=3)).score == 0
    assert standing([*lots("a" * 4), *lots("a", wrong=3)]).score == 0
    assert standing(lots("a" * 4, size=100)).score == 8, "two points each where Ac is 0 or 1"


def test_a_draw_can_be_made_again_and_is_nobodys_choice():
    keys = [f"document-{n}" for n in range(1000)]
    first = draw(keys, 80, "seed")
    assert first == draw(keys[::-1], 80, "seed")
    assert len(set(first)) == 80
    assert set(first) != set(draw(keys, 80, "another seed"))


def test_a_share_draws_about_its_share_and_a_larger_one_the_same_and_more():
    keys = [f"document-{n}" for n in range(20_000)]
    small = {key for key in keys if drawn(key, 0.02, "s")}
    large = {key for key in keys if drawn(key, 0.05, "s")}
    low, high = binom.interval(0.9999, len(keys), 0.02)
    assert low <= len(small) <= high
    assert small < large
    assert not any(drawn(key, 0.0, "s") for key in keys)
    assert all(drawn(key, 1.0, "s") for key in keys)
