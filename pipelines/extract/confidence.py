"""
From what was seen to how sure: one place, so that it can be calibrated.

A logistic function of the features of ``Evidence`` and then ceilings. UNCALIBRATED: the coefficients were set by hand so that
print read alike twice passes a threshold of 0.95 and nothing else does; they promise an order, not a frequency. To calibrate,
fit COEFFICIENTS on (evidence, was it right) pairs from ``sohoa evaluate``; the ceilings are policy and stay.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import HANDWRITTEN

COEFFICIENTS = {
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
"""Log-odds; every feature is 0 to 1."""

UNSURE = 0.5
"""Ceiling for what nobody may accept unseen: handwriting, a barely read word, digits out of line with their print."""
CONTRADICTED = 0.2
"""Ceiling where two readings or two fields of the paper differ."""
ALONE = 0.9
"""Ceiling for a value that only one reading speaks for, unless a closed list holds it."""
MENDED = 0.93
"""Ceiling for a value in which something was mended."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a value."""

    weakest: float
    """Lowest word confidence, 0 to 1, as the recogniser gives it."""
    mean: float
    certainty: float
    """The normaliser's, 0 to 1."""
    fit: float
    """How well the value stands where such a value stands, 0 to 1."""
    page: float
    """Mean word confidence of the page."""
    handwriting: float = 0.0
    """``by_hand`` of the value's words, 0 to 1."""
    critical: bool = False
    second: int = 0
    """1: a second reading said the same; -1: another thing; 0: none was taken."""
    agreement: int = 0
    """1: another place of the paper says the same; -1: contradicts; 0: there is none."""
    rival: float = 0.0
    """Likelihood of another value found for the same field, 0 to 1."""


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


def probability(e: Evidence) -> float:
    """0 to 1: how sure the machine is that the whole value is right."""
    c = COEFFICIENTS
    z = (
        c["bias"]
        + c["weakest"] * _between(e.weakest, 0.6, 0.95)
        + c["mean"] * _between(e.mean, 0.75, 0.96)
        + c["certainty"] * e.certainty
        + c["fit"] * e.fit
        + c["page"] * _between(e.page, 0.6, 0.92)
        + c["confirmed"] * (e.second > 0)
        + c["agreed"] * (e.agreement > 0)
        + c["rival"] * e.rival
    )
    return round(min(1 / (1 + math.exp(-z)), ceiling(e)), 4)


def ceiling(e: Evidence) -> float:
    """The most that the evidence allows, whatever else speaks for the value."""
    limit = 0.995
    confirmed = e.second > 0 or e.agreement > 0
    if not confirmed and (e.critical or e.certainty < 0.95):
        limit = min(limit, ALONE)
    if e.certainty < 0.55 or e.fit < 0.8:
        limit = min(limit, ALONE)
    if e.certainty < 0.75 and e.weakest < 0.75:
        limit = min(limit, ALONE)
    if 0.75 <= e.certainty < 0.9 and e.weakest < 0.6:
        limit = min(limit, MENDED)
    if e.handwriting >= HANDWRITTEN or e.weakest < 0.35 or e.fit < 0.5 or e.certainty <= 0.3:
        limit = min(limit, UNSURE)
    if e.second < 0 or e.agreement < 0 or e.certainty == 0.0:
        limit = min(limit, CONTRADICTED)
    return limit


def _between(x: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (x - low) / (high - low)))
