"""
Futures of a team's pace: the local level model (random walk plus noise), with what is not known of it drawn from what is likely.

The model is that of A. Harvey, *Forecasting, Structural Time Series Models and the Kalman Filter* (1989), section 4.1, as
statsmodels' ``UnobservedComponents`` filters it. It sees documents a working day, week by week, on the square-root scale, which
steadies the spread of counts (Bartlett 1936); weeks without a working day (Tết) are missing, not zero.

A few months of history do not say how much a pace wanders, nor whether an office is half empty around Tết. Taking the likeliest
values for true ones makes intervals too narrow, so each future draws its own: the walk's share of the noise and the work done
around Tết from grids, weighed by their likelihoods; the noise from its scaled inverse chi-square (West and Harrison, *Bayesian
Forecasting and Dynamic Models*, 1997, sections 2.4 and 4.5).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PATHS = 1000
_WALKS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Variance of a week's step of the level, as a share of the noise's."""
_TET = (1.0, 0.8, 0.6, 0.4)
"""Work done on a working day around Tết, as a share of that of another day."""
_LEAST_NOISE = 0.25 / 5
"""No count is steadier than chance: a Poisson count has variance 1/4 on this scale, a week's mean that of its days."""
_SEED = 468


@dataclass(frozen=True, slots=True)
class _Fit:
    """What one pair of the grids makes of the history."""

    walk: float
    tet: float
    level: float
    """Of today: the square root of documents a working day."""
    doubt: float
    """Variance of the level."""
    noise: float
    weeks: int
    """From which the noise is known."""
    likelihood: float


def futures(weekly: Floats, past: Floats, ahead: Floats) -> tuple[float, Floats]:
    """
    Documents a working day today, and documents a week: (``PATHS``, weeks ahead), always the same for the same history.

    *weekly* are the documents of the weeks past; *past* and *ahead*, (2, weeks), their working days away from Tết and around it.
    """
    fits = _fits(weekly, past)
    weights = np.exp([fit.likelihood - max(f.likelihood for f in fits) for fit in fits])
    weights /= weights.sum()
    order, scale, doubt, steps, noises = _draws(ahead.shape[1], fits[0].weeks)
    # Each pair gets its share of the futures to the last one; which futures is chance.
    chosen = np.searchsorted(np.cumsum(weights), (order + 0.5) / PATHS).clip(max=len(fits) - 1)
    level, walk, tet, noise, unsure = (
        np.array([getattr(fit, name) for fit in fits])[chosen, None] for name in ("level", "walk", "tet", "noise", "doubt")
    )
    noise, unsure = noise * scale, unsure * scale
    paths = level + np.sqrt(unsure) * doubt + np.sqrt(walk * noise) * steps + np.sqrt(np.maximum(noise, _LEAST_NOISE)) * noises
    pace = float((weights * [max(0.0, fit.level) ** 2 for fit in fits]).sum())
    return pace, np.maximum(paths, 0.0) ** 2 * (ahead[0] + tet * ahead[1])


def _fits(weekly: Floats, past: Floats) -> list[_Fit]:
    import statsmodels.api as sm  # type: ignore[import-untyped] # noqa: PLC0415 - slow to import, only forecasts need it

    found, around = [], past[1].any()
    for tet in _TET if around else _TET[:1]:
        days = past[0] + tet * past[1]
        works = days > 0
        seen = np.where(works, np.sqrt(weekly / np.where(works, days, 1.0)), np.nan)
        # What makes likelihoods of differently scaled weeks comparable.
        jacobian = -0.5 * float(np.log(days[works]).sum())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = sm.tsa.UnobservedComponents(seen, "local level")
        found += [_fit(model, walk, tet, jacobian) for walk in _WALKS]
    # A history without Tết says nothing of it: all shares are as likely.
    return found if around else [replace(fit, tet=tet) for fit in found for tet in _TET]


def _fit(model: Any, walk: float, tet: float, jacobian: float) -> _Fit:
    model.update([1.0, walk])
    seen = model.ssm.filter()
    errors, spread = seen.forecasts_error[0], seen.forecasts_error_cov[0, 0]
    # The first week tells the level, not how well it was foretold.
    told = np.cumsum(~np.isnan(errors)) > 1
    told &= ~np.isnan(errors)
    weeks = int(told.sum())
    noise = max(1e-6, float((errors[told] ** 2 / spread[told]).mean()))
    likelihood = jacobian - 0.5 * (weeks * float(np.log(noise)) + float(np.log(spread[told]).sum()))
    doubt = max(0.0, float(seen.filtered_state_cov[0, 0, -1])) * noise
    return _Fit(walk, tet, float(seen.filtered_state[0, -1]), doubt, noise, weeks, likelihood)


@cache
def _draws(weeks: int, seen: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The same chance for every history: order of futures, scale of the noise after *seen* weeks, and standard normal numbers."""
    order, doubt, steps, noises = _normals(weeks)
    chance = np.random.default_rng([_SEED, seen])
    return order, (seen / chance.chisquare(seen, (PATHS, 1))), doubt, steps, noises


@cache
def _normals(weeks: int) -> tuple[Floats, Floats, Floats, Floats]:
    rng = np.random.default_rng(_SEED)
    order = rng.permutation(PATHS).astype(float)
    doubt, steps = rng.standard_normal((PATHS, 1)), np.cumsum(rng.standard_normal((PATHS, weeks)), axis=1)
    return order, doubt, steps, rng.standard_normal((PATHS, weeks))
