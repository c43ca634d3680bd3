"""
Single sampling plans of ISO 2859-1:1999 (TCVN 7790-1), per cent nonconforming: how many papers of a lot are looked at, and how
many wrong ones among them it may have.

Tables 1 (code letters, general levels), 2-A, 2-B and 2-C (normal, tightened, reduced), AQL 0.010 to 10. In the master tables
every step to the next letter or the next AQL is the same step in sample size times AQL, about 10^(1/5): the acceptance number
depends on the sum of the two places alone. Hence one row of numbers for each table, and arrows where it has none: they point to
the nearest letter that has one, whose sample size is then taken too (§10.3).
"""

from __future__ import annotations

import bisect
import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

AQLS = (0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)
"""Acceptance quality limits: the worst mean share of wrong papers, in per cent, that is still tolerated of a series of lots."""

LETTERS = "ABCDEFGHJKLMNPQRS"

_LOT_SIZES = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
"""Table 1: the largest lot of each row; larger ones have a row of their own."""

LEVELS = {"I": "AABCCDEFGHJKLMN", "II": "ABCDEFGHJKLMNPQ", "III": "BCDEFGHJKLMNPQR"}
"""Table 1: the code letter of each row, by general inspection level. II unless there is a reason; I is cheaper, III sharper."""

_SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_SIZES_REDUCED = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)

_DOWN, _UP = -1, -2


class Severity(StrEnum):
    """How sharply a source's lots are looked at; its own lots decide (§9.3)."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class _Master:
    sizes: tuple[int, ...]
    zero: int
    """Sum of the places of letter and AQL at which the acceptance number is 0."""
    numbers: tuple[int, ...]
    """Acceptance numbers from there on; below them all arrows point down, above them up."""


_MASTERS = {
    Severity.NORMAL: _Master(_SIZES[:16], 14, (0, _UP, _DOWN, 1, 2, 3, 5, 7, 10, 14, 21)),
    Severity.TIGHTENED: _Master(_SIZES, 15, (0, _DOWN, _DOWN, 1, 2, 3, 5, 8, 12, 18)),
    Severity.REDUCED: _Master(_SIZES_REDUCED, 14, (0, _UP, _DOWN, _DOWN, 1, 2, 3, 5, 6, 8, 10)),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a lot."""

    size: int
    """Papers in the lot."""
    level: str
    aql: float
    severity: Severity
    letter: str
    """After the arrows."""
    sample: int
    """Papers to look at; never more than there are: then all of them."""
    accept: int
    """Ac: with so many wrong papers or fewer the lot is accepted."""

    @property
    def reject(self) -> int:
        """Re: with so many wrong papers or more it is not."""
        return self.accept + 1

    @property
    def whole(self) -> bool:
        """Whether every paper is looked at."""
        return self.sample == self.size


def plan(size: int, aql: float, level: str = "II", severity: Severity = Severity.NORMAL) -> Plan:
    """The plan for a lot of *size* papers. Raises ValueError for an empty lot, an AQL or a level that the standard lacks."""
    if size < 1 or aql not in AQLS or level not in LEVELS:
        raise ValueError(f"no plan for a lot of {size} at AQL {aql}, level {level}")
    row = bisect.bisect_left(_LOT_SIZES, size)
    return _resolved(size, aql, level, severity, LETTERS.index(LEVELS[level][row]))


def one_step_tighter(used: Plan) -> Plan | None:
    """The same sample judged by the next smaller AQL; None for the smallest, or where that needs another sample."""
    place = AQLS.index(used.aql)
    if place == 0:
        return None
    sharper = _resolved(used.size, AQLS[place - 1], used.level, used.severity, LETTERS.index(used.letter))
    return sharper if sharper.letter == used.letter else None


def _resolved(size: int, aql: float, level: str, severity: Severity, letter: int) -> Plan:
    master = _MASTERS[severity]
    cells = [_cell(master, at, AQLS.index(aql)) for at in range(len(master.sizes))]
    numbered = [at for at, number in enumerate(cells) if number >= 0]
    if cells[letter] < 0:
        below, above = [at for at in numbered if at > letter], [at for at in numbered if at < letter]
        first, second = (below[:1], above[-1:]) if cells[letter] == _DOWN else (above[-1:], below[:1])
        letter = (first or second)[0]
    return Plan(size, level, aql, severity, LETTERS[letter], min(master.sizes[letter], size), cells[letter])


def _cell(master: _Master, letter: int, aql: int) -> int:
    step = letter + aql - master.zero
    if step < 0:
        return _DOWN
    return master.numbers[step] if step < len(master.numbers) else _UP


@dataclass(frozen=True, slots=True)
class Past:
    """A lot that was judged on its first presentation; lots presented again do not count (§9.3)."""

    plan: Plan
    wrong: int
    accepted: bool
    resumed: bool = False
    """Whether inspection of the source had been stopped before it, and was taken up again by a person's decision (§9.4)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the next lot of a source is to be looked at."""

    severity: Severity = Severity.NORMAL
    score: int = 0
    """Switching score of §9.3.3.2; from 30 on reduced inspection is possible."""
    recent: tuple[bool, ...] = ()
    """Of the last five lots since the severity changed: which were accepted."""
    refused: int = 0
    """Lots not accepted since tightened inspection began."""
    stopped: bool = False
    """Five lots were not accepted under tightened inspection: nothing more until the source has mended its work (§9.4)."""


ENOUGH = 30
STOP_AFTER = 5


def standing(lots: Iterable[Past], *, reduced: bool = False) -> Standing:
    """
    What the lots of a source so far, oldest first, mean for the next one (§9.3, §9.4).

    *reduced*: the body that answers for the inspection has agreed to reduced inspection, and work there goes on steadily.
    """
    state = Standing()
    for lot in lots:
        state = _after(state, lot, reduced=reduced)
    if state.severity is Severity.REDUCED and not reduced:
        return Standing()
    return state


def _after(state: Standing, lot: Past, *, reduced: bool) -> Standing:
    if lot.resumed:
        state = Standing(Severity.TIGHTENED)
    recent = (*state.recent, lot.accepted)[-5:]
    if state.severity is Severity.TIGHTENED:
        if len(recent) == 5 and all(recent):
            return Standing()
        refused = state.refused + (not lot.accepted)
        return replace(state, recent=recent, refused=refused, stopped=refused >= STOP_AFTER)
    if state.severity is Severity.REDUCED:
        return state if lot.accepted else Standing()
    if recent.count(False) >= 2:
        return Standing(Severity.TIGHTENED)
    score = _score(state.score, lot)
    if score >= ENOUGH and reduced:
        return Standing(Severity.REDUCED)
    return replace(state, recent=recent, score=score)


def _score(score: int, lot: Past) -> int:
    if not lot.accepted:
        return 0
    if lot.plan.accept < 2:
        return score + 2
    sharper = one_step_tighter(lot.plan)
    return score + 3 if sharper is not None and lot.wrong <= sharper.accept else 0


def draw(keys: Iterable[str], count: int, seed: str) -> list[str]:
    """*count* of *keys* at random; the same seed draws the same, whatever their order."""
    return heapq.nsmallest(count, keys, key=lambda key: _hash(seed, key))


def drawn(key: str, share: float, seed: str) -> bool:
    """Whether *key* is in the random *share* (0 to 1) of all keys; a larger share draws the same ones and more."""
    return int(_hash(seed, key)[:13], 16) < share * 16**13


def _hash(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()
