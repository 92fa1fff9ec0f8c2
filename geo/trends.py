"""Is there a trend: the Mann-Kendall test, for many series at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError
from geo.getis_ord import two_sided

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

RISING, LEVEL, FALLING = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Trends:
    """Of each series: `s` (pairs that rise less pairs that fall), its standard score `z`, chance `p`."""

    s: IntArray
    z: FloatArray
    p: FloatArray

    def direction(self, *, chance: float) -> IntArray:
        """Return `RISING`, `FALLING`, or `LEVEL` where the chance is not below the one stated."""
        return np.where(self.p < chance, np.sign(self.z), LEVEL).astype(np.int64)


def mann_kendall(series: FloatArray) -> Trends:
    """Test each series for a trend in one direction.

    Parameters
    ----------
    series
        Shape (series, steps), oldest step first, at least two steps; every value finite.

    Returns
    -------
    `Trends`; a series whose values are all alike has the score 0 and the chance 1.

    Raises
    ------
    BadParameterError
        A shape that does not fit, or a value that is not finite.

    Notes
    -----
    Mann 1945 (Econometrica 13:245-259) and Kendall 1975 (Rank Correlation Methods), normal approximation with the
    continuity correction and the variance corrected for ties: var(S) = (n(n-1)(2n+5) - sum of t(t-1)(2t+5)) / 18 over
    the sizes t of the groups of equal values. Equal to `pymannkendall.original_test` (`tests/geo/test_trends.py`). The
    test takes the steps for independent: where they resemble the step before, it finds a trend too often.
    """
    if series.ndim != 2 or series.shape[1] < 2:  # noqa: PLR2004 - series and steps; two steps make a pair
        raise BadParameterError(f"series must have the shape (series, at least 2 steps), got {series.shape}")
    if not np.isfinite(series).all():
        raise BadParameterError("every value of a series must be finite")
    steps = np.ascontiguousarray(series.T)
    n_steps = steps.shape[0]
    s = np.zeros(steps.shape[1], np.int32)
    for step in range(1, n_steps):
        later, earlier = steps[step], steps[:step]
        s += (later > earlier).sum(axis=0, dtype=np.int32) - (later < earlier).sum(axis=0, dtype=np.int32)
    variance = (n_steps * (n_steps - 1) * (2 * n_steps + 5) - _of_ties(steps)) / 18.0
    z = np.zeros(s.size)
    np.divide(s - np.sign(s), np.sqrt(variance), out=z, where=variance > 0)
    return Trends(s.astype(np.int64), z, two_sided(z))


def _of_ties(steps: FloatArray) -> FloatArray:
    """Sum t(t-1)(2t+5) over the groups of equal values of each series.

    Each member of a group of t adds (t-1)(2t+5), so counting for every value how many are like it will do.
    """
    ordered = np.sort(steps, axis=0)
    n_like = np.zeros(ordered.shape[1])
    total = np.zeros(ordered.shape[1])
    for step in range(ordered.shape[0]):
        begins = ordered[step] != ordered[step - 1] if step else np.ones(n_like.size, bool)
        total += np.where(begins, _tied(n_like), 0)
        n_like = np.where(begins, 1, n_like + 1)
    return np.asarray(total + _tied(n_like), np.float64)


def _tied(n_like: FloatArray) -> FloatArray:
    return n_like * (n_like - 1) * (2 * n_like + 5)
