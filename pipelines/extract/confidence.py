"""
From what was seen to how sure.

``Evidence`` is all that speaks for and against one value. ``merit`` orders candidates by it: weights set by hand, an order and
no frequency, so that a new calibration never changes which value is chosen. ``Model.probability`` is the promise that people
rely on: a logistic regression fitted by ``sohoa calibrate``, held under what was measured on papers it had not seen
(``Measured``) and under the house's policy (``ceiling``).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.extract.evidence import Evidence
from pipelines.model import HANDWRITTEN

UNSEEN = 0.89
"""Ceiling for what nobody may accept unseen, under every target that a type can name."""
UNCALIBRATED = 0.95
"""The most that a model promises which was fitted on nothing: under every usual target, so that all values wait."""


def by_hand(words: Iterable[tuple[str, float]]) -> float:
    """
    How much a value looks written by hand, 0 to 1, from (text, score) of its words.

    The highest of the words with digits: one digit by pen changes the value. Of the others the mean, once there are three: a pen
    writes whole names and lines, and one odd word among print is far more often a false alarm of the score.
    """
    digits: list[float] = []
    letters: list[float] = []
    for text, score in words:
        (digits if any(c.isdigit() for c in text) else letters).append(score)
    spread = statistics.fmean(letters) if len(letters) >= 3 else max(letters, default=0.0)
    return max(spread, *digits) if digits else spread


_MERIT = {
    "bias": -4.0,
    "weakest": 2.0,
    "mean": 1.0,
    "certainty": 2.5,
    "fit": 1.5,
    "page": 0.5,
    "confirmed": 2.0,
    "agreed": 2.0,
    "rival": -2.0,
}


def merit(e: Evidence) -> float:
    """0 to 1: the order in which candidates for a field are preferred, and how much they need a second look; no frequency."""
    z = (
        _MERIT["bias"]
        + _MERIT["weakest"] * _between(e.weakest, 0.6, 0.95)
        + _MERIT["mean"] * _between(e.mean, 0.75, 0.96)
        + _MERIT["certainty"] * e.certainty
        + _MERIT["fit"] * e.fit
        + _MERIT["page"] * _between(e.page, 0.6, 0.92)
        + _MERIT["confirmed"] * (e.second > 0 or e.other > 0)
        + _MERIT["agreed"] * (e.agreement > 0)
        + _MERIT["rival"] * e.rival
    )
    against = set(objections(e)) - {"unconfirmed"}
    limit = 0.2 if "contradicted" in against or e.certainty == 0.0 else 0.5 if against else 1.0
    return round(min(1 / (1 + math.exp(-z)), limit), 4)


def objections(e: Evidence) -> tuple[str, ...]:
    """
    Codes of what keeps a value from being accepted unseen, whatever was measured.

    Handwriting; a word hardly read that no two further readings bear out; digits out of line with their print, or a place where
    such a value does not stand; what had to be guessed; what another reading or field contradicts; and a critical value that
    nothing but one reading speaks for.
    """
    found = {
        "handwriting": e.handwriting >= HANDWRITTEN,
        "hardly_read": e.weakest < 0.35 and not e.borne_out,
        "misplaced": e.fit < 0.5,
        "guessed": e.certainty <= 0.3,
        "contradicted": e.contradicted,
        "unconfirmed": e.critical and not e.confirmed,
    }
    return tuple(code for code, there in found.items() if there)


def ceiling(e: Evidence) -> float:
    """The most that the house's policy allows: ``UNSEEN`` where there is an objection, else 1."""
    return UNSEEN if objections(e) else 1.0


SIGNS = {
    "weakest": 1,
    "mean": 1,
    "digits": 1,
    "certainty": 1,
    "fit": 1,
    "page": 1,
    "error": -1,
    "sealed": -1,
    "handwriting": -1,
    "type_sure": 1,
    "second_same": 1,
    "second_differs": -1,
    "other_same": 1,
    "other_differs": -1,
    "third_same": 1,
    "third_differs": -1,
    "other_and_third": 1,
    "unanimous": 1,
    "agreed": 1,
    "supported": 1,
    "contradicted": -1,
    "rival": -1,
    "overruled": -1,
    "against": -1,
    "unlisted": -1,
    "usual": 1,
}
"""Features of the model, each from 0 to 1, and whether they may only speak for a value or only against it."""


def features(e: Evidence) -> dict[str, float]:
    """*e* as the numbers that the model weighs; the keys of ``SIGNS``, each 0 to 1."""
    return {
        "weakest": _between(e.weakest, 0.5, 0.97),
        "mean": _between(e.mean, 0.7, 0.97),
        "digits": _between(e.digits, 0.5, 0.97),
        "certainty": e.certainty,
        "fit": e.fit,
        "page": _between(e.page, 0.6, 0.97),
        "error": _between(e.error, 0.0, 0.1),
        "sealed": e.sealed,
        "handwriting": _between(e.handwriting, 0.0, HANDWRITTEN),
        "type_sure": _between(e.type_sure, 0.8, 1.0),
        "second_same": float(e.second > 0),
        "second_differs": float(e.second < 0),
        "other_same": float(e.other > 0),
        "other_differs": float(e.other < 0),
        "third_same": float(e.third > 0),
        "third_differs": float(e.third < 0),
        "other_and_third": float(min(e.other, e.third) > 0),
        "unanimous": float(e.unanimous),
        "agreed": float(e.agreement > 0),
        "supported": float(e.supported),
        "contradicted": float(e.contradicted),
        "rival": e.rival,
        "overruled": float(e.overruled),
        "against": _between(e.against, 0.3, 1.0),
        "unlisted": float(e.unlisted and e.third <= 0),
        "usual": float(e.usual),
    }


@dataclass(frozen=True, slots=True)
class Measured:
    """Held-out values that scored ``confidence`` or more, up to the next step, and what they may promise."""

    confidence: float
    values: int
    wrong: int
    at_least: float
    """The share of right ones that is promised: measured here and from here on (``calibration``)."""


@dataclass(frozen=True, slots=True)
class Model:
    """What ``sohoa calibrate`` fitted: weights in log-odds, and what its promises were worth on papers it had not seen."""

    weights: Mapping[str, float]
    """``bias`` and features of ``SIGNS``."""
    kinds: Mapping[str, float] = field(default_factory=dict)
    """Kind of value → what is added for it; small where few were seen. A kind never seen adds nothing."""
    measured: tuple[Measured, ...] = ()
    """By rising confidence."""
    held_back: tuple[Measured, ...] = ()
    """As ``measured``, of values with an objection: right less often than others of their score, and never accepted unseen."""
    about: Mapping[str, object] = field(default_factory=dict)
    """Version, date, what it was fitted on, how many; for people."""

    def score(self, e: Evidence) -> float:
        """0 to 1: the regression alone, before what was measured and the policy."""
        z = self.weights.get("bias", 0.0) + self.kinds.get(e.kind, 0.0)
        z += sum(self.weights.get(name, 0.0) * value for name, value in features(e).items())
        return 1 / (1 + math.exp(-max(min(z, 30.0), -30.0)))

    def said(self, e: Evidence) -> list[tuple[str, float]]:
        """(feature or ``kind``, what it adds to the log-odds), what weighs most first; features that say nothing are left out."""
        told = {name: self.weights.get(name, 0.0) * value for name, value in features(e).items()}
        told["kind"] = self.kinds.get(e.kind, 0.0)
        return sorted(((name, z) for name, z in told.items() if abs(z) >= 0.005), key=lambda item: -abs(item[1]))

    def probability(self, e: Evidence) -> float:
        """
        0 to 1: how sure the machine is that the whole value is right: what held-out values that scored like it, or better, were
        worth, those with an objection apart.

        So a target that too few papers were measured for is reached by no value, and all of them wait for a person.
        """
        score = self.score(e)
        steps = self.held_back if objections(e) and self.held_back else self.measured
        reached = [m.at_least for m in steps if score >= m.confidence]
        return round(min(reached[-1] if reached else min(score, UNCALIBRATED), ceiling(e)), 5)


PRIOR = Model(
    weights={
        "bias": -5.0,
        "weakest": 1.5,
        "mean": 1.0,
        "certainty": 2.0,
        "fit": 1.5,
        "second_same": 1.5,
        "other_same": 2.0,
        "agreed": 1.0,
        "contradicted": -3.0,
        "second_differs": -1.0,
        "other_differs": -0.5,
        "rival": -2.0,
        "overruled": -1.0,
    },
    about={"fitted_on": "nothing"},
)
"""Where no calibration is given: set by hand, never above ``UNCALIBRATED``."""


def _between(x: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (x - low) / (high - low)))
