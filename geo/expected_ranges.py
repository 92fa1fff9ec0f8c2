"""What is usual: the range a count is expected in, from the same place's own past, so that a number can be judged."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from geo.errors import BadParameterError, require_positive

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

_PRIOR_COUNT = 0.5
"""A place without any past is taken to have had this many (Jeffreys' prior for a Poisson rate)."""
_LEAST_SCATTER, _MOST_SCATTER = 1e-3, 20.0


def expect_windows(
    counts: IntArray, exposure: FloatArray, *, n_steps: int, half_life_steps: float, min_past_steps: int
) -> FloatArray:
    """Return what each window was expected to hold, from the steps before it and nothing else.

    Parameters
    ----------
    counts
        Shape (places, steps), from the first step that is held in full, oldest first.
    exposure
        What each step counts for, all places alike: 1 for a usual step, more where the city as a whole had more. 0 for
        a step of which nothing is held.
    n_steps
        Length of a window, steps. The window of a step is the one that ends with it.
    half_life_steps
        A step so long before the window says half as much about it as the one just before.
    min_past_steps
        Steps that must lie before a window; else nothing is expected of it.

    Returns
    -------
    Shape (places, steps); not a number where the past is too short, or where nothing of the past was held.

    Raises
    ------
    BadParameterError
        Shapes that do not fit, a length below 1, a negative or infinite exposure, or a half-life not above zero.
    """
    if counts.ndim != 2 or counts.shape[1:] != exposure.shape:  # noqa: PLR2004 - places and steps
        raise BadParameterError(f"counts of shape {counts.shape} do not fit exposures of shape {exposure.shape}")
    if n_steps < 1 or min_past_steps < 1 or not (np.isfinite(exposure) & (exposure >= 0)).all():
        raise BadParameterError("n_steps and min_past_steps must be at least 1, exposures finite and at least 0")
    require_positive(half_life_steps, name="half_life_steps")
    kept = 0.5 ** (1 / half_life_steps)
    expected = np.full(counts.shape, np.nan)
    past_count, past_exposure = np.zeros(counts.shape[0]), 0.0
    for last in range(n_steps, counts.shape[1]):
        # What lies before the window that ends with this step.
        newest = last - n_steps
        past_count = kept * past_count + counts[:, newest]
        past_exposure = kept * past_exposure + float(exposure[newest])
        if newest + 1 >= min_past_steps and past_exposure > 0:
            rate = (past_count + _PRIOR_COUNT) / past_exposure
            expected[:, last] = rate * exposure[newest + 1 : last + 1].sum()
    return expected


def fit_scatter(seen: IntArray, expected: FloatArray) -> float:
    """Return by how much counts scatter more than chance alone would have them: k in variance = mean + k mean^2.

    Parameters
    ----------
    seen, expected
        Counts of past windows and what was expected of each before it; the expected ones above 0. Because each was
        expected from its past alone, the scatter holds what bursts, drift and a short past add, each in its measure.

    Returns
    -------
    The maximum-likelihood value of a negative binomial with these means, at least 0.001 and at most 20.

    Raises
    ------
    BadParameterError
        No window, shapes that do not fit, a negative count, or an expectation not above zero.

    Notes
    -----
    Negative binomial regression with known means: Hilbe 2011, Negative Binomial Regression, 2nd ed., chapter 8. It is
    the gamma mixture of Poisson counts, as in `geo.disk_surprise`.
    """
    _refuse(seen, expected)
    counts = seen.astype(np.float64)

    def misfit(log_scatter: float) -> float:
        size = math.exp(-log_scatter)
        fits = (
            special.gammaln(counts + size)
            - special.gammaln(size)
            + size * np.log(size / (size + expected))
            + counts * np.log(expected / (size + expected))
        )
        return -float(fits.sum())

    bounds = (math.log(_LEAST_SCATTER), math.log(_MOST_SCATTER))
    return math.exp(float(optimize.minimize_scalar(misfit, bounds=bounds, method="bounded").x))


def usual_range(expected: FloatArray, *, scatter: float, share: float) -> tuple[IntArray, IntArray]:
    """Return the smallest and the largest usual count.

    Parameters
    ----------
    expected
        What is expected, above 0; any shape.
    scatter
        As `fit_scatter` returns it.
    share
        Share of windows whose count is to lie in the range, above 0 and below 1. Counts are whole, so more may.

    Returns
    -------
    Low and high, both included, in the shape of `expected`: at most (1 - share) / 2 lie below low, as many above high.

    Raises
    ------
    BadParameterError
        An expectation, scatter or share out of range.
    """
    if not 0 < share < 1:
        raise BadParameterError(f"share must lie above 0 and below 1, got {share}")
    require_positive(scatter, name="scatter")
    if not (np.isfinite(expected) & (expected > 0)).all():
        raise BadParameterError("what is expected must be finite and above 0")
    size = 1 / scatter
    chance = size / (size + expected)
    tail = (1 - share) / 2
    return _least_count(tail, size, chance), _least_count(1 - tail, size, chance)


def _least_count(share: float, size: float, chance: FloatArray) -> IntArray:
    """Return the smallest count that at least this share of a negative binomial's draws do not exceed.

    By halving, as `scipy.stats.nbinom.ppf` would without its third of a second of loading.
    """
    low = np.full(chance.shape, -1, np.int64)
    high = np.ones(chance.shape, np.int64)
    while (is_short := special.betainc(size, high + 1.0, chance) < share).any():
        low, high = np.where(is_short, high, low), np.where(is_short, 2 * high, high)
    while (high - low > 1).any():
        middle = (low + high) // 2
        is_short = special.betainc(size, middle + 1.0, chance) < share
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    return high


def _refuse(seen: IntArray, expected: FloatArray) -> None:
    if not seen.size or seen.shape != expected.shape:
        raise BadParameterError(f"{seen.shape} counts and {expected.shape} expectations do not fit, or there is none")
    if (seen < 0).any() or not (np.isfinite(expected) & (expected > 0)).all():
        raise BadParameterError("counts must be at least 0, expectations finite and above 0")
