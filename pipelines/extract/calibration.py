"""
Fits the model of ``confidence`` to values whose truth is known, and measures it on papers that it was not fitted on.

A logistic regression whose weights have normal priors around nothing (ridge; A. Hoerl and R. Kennard, Technometrics 12, 1970),
narrow ones for the kinds of value, so that a kind with few values borrows from the others; no weight may contradict what its
feature means (``SIGNS``). Ten folds by document: values of one paper never stand on both sides.
"""

from __future__ import annotations

import json
import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.errors import ConfigError
from pipelines.extract.confidence import SIGNS, Measured, Model, features, objections
from pipelines.extract.evidence import Evidence
from pipelines.extract.intervals import more_than_promised, upper_bound

VERSION = 2
FOLDS = 10
DOCUMENTS, VALUES, WRONG = 50, 500, 10
"""Least documents, values and wrong values that a fit is made of."""
STEPS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999)
"""Confidences at which reliability is told; finer where promises are made."""
ALARM = 0.01
"""Chance below which broken promises are no bad luck any more."""
_EVEN = 0.5
"""Level of the bound under every promise: it is as likely too low as too high."""
_FEWEST = 100
"""Values that a step of the promises is measured on at least."""
_TOGETHER = 0.9995
"""What the values that promise most keep together: so 995 of 1,000 papers of ten values hold no wrong one; half of what the
strictest default target (0.999) allows."""
_LEAST_ALONE = 0.98
"""What each of the steps among them keeps by itself: none hides behind the many that are surer."""
_WIDE, _NARROW = 3.0, 1.0
"""Standard deviations of the priors of features and kinds, in log-odds."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A value whose truth is known."""

    document: str
    field: str
    evidence: Evidence
    right: bool
    source: str = "truth"
    """``truth`` (a truth file) or ``review`` (a person's word at the desk)."""
    promised: float | None = None
    """What the machine promised when it was read; None when nothing was."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Values given a confidence from ``low`` up to the next bin's."""

    low: float
    values: int
    right: int
    mean: float
    """Mean confidence given."""

    @property
    def share(self) -> float:
        return self.right / self.values if self.values else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted model with its reliability on papers it had not seen."""

    model: Model
    reliability: tuple[Bin, ...]
    ece: float
    """Expected calibration error: mean distance of confidence and share of right ones, over the bins by their values."""


class TooFew(ConfigError):  # noqa: N818 - what is wrong is the number
    """Too little was given to fit on; the message says what is there and what is wanted."""


def calibrate(examples: Sequence[Example], about: Mapping[str, object]) -> Calibration:
    """
    The model that fits *examples*; *about* is kept with it (date, sources). Raises TooFew.

    What the model may promise is measured on the examples of each fold with a model fitted on the others.
    """
    counts = len({e.document for e in examples}), len(examples), sum(not e.right for e in examples)
    wanted = DOCUMENTS, VALUES, WRONG
    if any(have < least for have, least in zip(counts, wanted, strict=True)):
        raise TooFew(
            "{} documents, {} values, {} of them wrong; wanted are {}, {} and {}: too few to promise anything".format(
                *counts, *wanted
            )
        )
    matrix, right, kinds = _matrix(examples)
    folds = np.array([zlib.crc32(e.document.encode()) % FOLDS for e in examples])
    held_out = np.empty(len(examples))
    for fold in range(FOLDS):
        mine = folds == fold
        if mine.any():
            held_out[mine] = _squashed(matrix[mine] @ _fit(matrix[~mine], right[~mine], len(SIGNS) + 1))
    weights = _fit(matrix, right, len(SIGNS) + 1).tolist()
    # What policy stops whatever it scores says nothing of what is promised to others, and the others nothing of it.
    stopped = np.array([bool(objections(e.evidence)) for e in examples])
    measured, held_back = (_measured(held_out[which], right[which]) for which in (~stopped, stopped))
    told: dict[str, object] = {
        "version": VERSION,
        **about,
        "documents": counts[0],
        "values": counts[1],
        "wrong": counts[2],
        "sources": dict(Counter(e.source for e in examples)),
        "values_by_kind": dict(sorted(Counter(e.evidence.kind for e in examples).items())),
    }
    model = Model(
        {name: round(w, 4) for name, w in zip(("bias", *SIGNS), weights, strict=False)},
        {kind: round(w, 4) for kind, w in zip(kinds, weights[len(SIGNS) + 1 :], strict=True)},
        measured,
        held_back,
        told,
    )
    # What policy caps is judged as it is given out: under the ceiling.
    given = [_capped(model, score, e) for score, e in zip(held_out.tolist(), examples, strict=True)]
    bins = reliability(given, [e.right for e in examples])
    return Calibration(replace(model, about={**told, "held_out_ece": round(ece(bins), 5)}), bins, ece(bins))


def _capped(model: Model, score: float, e: Example) -> float:
    whole = Model({"bias": math.log(score / (1 - score))}, {}, model.measured, model.held_back)
    return whole.probability(e.evidence)


def reliability(given: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """Values by the confidence they were given, in the bins of ``STEPS`` that hold any."""
    bins = []
    for low, high in zip(STEPS, (*STEPS[1:], 2.0), strict=True):
        inside = [(p, r) for p, r in zip(given, right, strict=True) if low <= p < high]
        if inside:
            bins.append(Bin(low, len(inside), sum(r for _, r in inside), sum(p for p, _ in inside) / len(inside)))
    return tuple(bins)


def ece(bins: Sequence[Bin]) -> float:
    """Expected calibration error (M. Naeini, G. Cooper, M. Hauskrecht, AAAI 2015) over *bins*; 0 without any."""
    values = sum(b.values for b in bins)
    return sum(b.values * abs(b.share - b.mean) for b in bins) / values if values else 0.0


def broken_promises(promised: Sequence[float], right: Sequence[bool]) -> float | None:
    """The chance of so many errors if the promises held, when it is below ``ALARM``; None when they may well hold."""
    chance = more_than_promised(sum(not r for r in right), promised)
    return chance if chance < ALARM else None


def dump(calibration: Calibration) -> str:
    """JSON that ``load_model`` reads, a weight a line, for people to read and compare."""
    model = calibration.model
    out = {
        "about": dict(model.about),
        "weights": dict(model.weights),
        "kinds": dict(model.kinds),
        "measured": [asdict(m) for m in model.measured],
        "held_back": [asdict(m) for m in model.held_back],
        "reliability": [{**asdict(b), "mean": round(b.mean, 5)} for b in calibration.reliability],
    }
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


def load_model(file: Path) -> Model:
    """The model in *file*. Raises ConfigError that names file, place and remedy."""
    remedy = "fit it anew with 'sohoa calibrate DIR' or put the file back"
    try:
        read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        about, weights = dict(read["about"]), {str(k): float(v) for k, v in read["weights"].items()}
        kinds = {str(k): float(v) for k, v in read["kinds"].items()}
        measured, held_back = (
            tuple(Measured(float(m["confidence"]), int(m["values"]), int(m["wrong"]), float(m["at_least"])) for m in read[name])
            for name in ("measured", "held_back")
        )
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); {remedy}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{file}: is no calibration ({type(error).__name__}: {error}); {remedy}") from error
    if about.get("version") != VERSION or weights.keys() != {"bias", *SIGNS}:
        raise ConfigError(f"{file}: was fitted for another version of the program; {remedy}")
    if not all(math.isfinite(w) for w in (*weights.values(), *kinds.values())) or not all(
        0 <= m.at_least < 1 for m in (*measured, *held_back)
    ):
        raise ConfigError(f"{file}: holds numbers that no fit gives; {remedy}")
    return Model(weights, kinds, measured, held_back, about)


def _matrix(examples: Sequence[Example]) -> tuple[Floats, Floats, list[str]]:
    kinds = sorted({e.evidence.kind for e in examples})
    rows = [[1.0, *features(e.evidence).values(), *(float(e.evidence.kind == kind) for kind in kinds)] for e in examples]
    return np.array(rows), np.array([float(e.right) for e in examples]), kinds


def _fit(x: Floats, y: Floats, shared: int) -> Floats:
    """Weights of the columns of *x*: the bias, *shared* - 1 features, the kinds. Those of the wrong sign are nothing."""
    priors = np.full(x.shape[1], 1 / _NARROW**2)
    priors[:shared] = 1 / _WIDE**2
    priors[0] = 1e-6
    signs = np.zeros(x.shape[1])
    signs[1:shared] = list(SIGNS.values())
    used = np.ones(x.shape[1], bool)
    while True:
        weights = np.zeros(x.shape[1])
        weights[used] = _newton(x[:, used], y, priors[used])
        against = used & (weights * signs < 0)
        if not against.any():
            return weights
        used &= ~against


def _newton(x: Floats, y: Floats, priors: Floats) -> Floats:
    weights = np.zeros(x.shape[1])

    def loss(w: Floats) -> float:
        z = x @ w
        return float(np.logaddexp(0, z).sum() - y @ z + 0.5 * priors @ w**2)

    for _ in range(100):
        p = _squashed(x @ weights)
        slope = x.T @ (p - y) + priors * weights
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(priors), slope)
        size = 1.0
        while size > 1e-6 and loss(weights - size * step) > loss(weights):
            size /= 2
        weights = weights - size * step
        if float(np.abs(size * step).max()) < 1e-7:
            break
    return weights


def _squashed(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))


def _measured(scores: Floats, right: Floats) -> tuple[Measured, ...]:
    """
    Steps of the isotonic regression of *right* on held-out *scores* (pool adjacent violators: M. Ayer and others, Annals of
    Mathematical Statistics 26, 1955), steps of few values pooled with the one below.

    What a step promises is its own share of right ones, and no more than is as likely true as not of all values from it on. The
    highest promise what all from them on keep together, as long as that is what papers of ten values need (``_TOGETHER``).
    """
    order = np.argsort(scores, kind="stable")
    steps: list[tuple[float, int, int]] = []
    for at in order.tolist():
        step = (float(scores[at]), 1, int(not right[at]))
        while steps and step[2] * steps[-1][1] >= steps[-1][2] * step[1]:
            step = _pooled(steps.pop(), step)
        steps.append(step)
    large: list[tuple[float, int, int]] = []
    for step in steps:
        small = large and (step[1] < _FEWEST or large[-1][1] < _FEWEST)
        large.append(_pooled(large.pop(), step) if small else step)
    found, values, wrong, together = [], 0, 0, True
    for low, inside, missed in reversed(large):
        values, wrong = values + inside, wrong + missed
        own, from_here_on = (inside - missed + 0.5) / (inside + 1), 1 - upper_bound(wrong, values, _EVEN)
        together = together and own >= _LEAST_ALONE and from_here_on >= _TOGETHER
        promise = from_here_on if together else min(own, from_here_on)
        found.append(Measured(round(low, 6), inside, missed, round(promise, 6)))
    return tuple(reversed(found))


def _pooled(lower: tuple[float, int, int], upper: tuple[float, int, int]) -> tuple[float, int, int]:
    return (lower[0], lower[1] + upper[1], lower[2] + upper[2])
