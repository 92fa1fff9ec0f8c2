"""Gi* in space and time: where a cell and the cells round it hold more, or less, than the whole city would give."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.special import ndtr

from geo.errors import BadParameterError
from geo.points import neighbours_within

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray


def cells_within(x_m: FloatArray, y_m: FloatArray, *, reach_m: float) -> sparse.csr_array:
    """Return who counts as whose neighbour: fixed distance, weight 1, every cell its own neighbour too.

    Parameters
    ----------
    x_m, y_m
        Centres of the cells, EPSG:26986, metres, each cell once; in any order.
    reach_m
        Longest distance between the centres of neighbours, metres, inclusive.

    Returns
    -------
    A matrix of shape (cells, cells) of zeros and ones.

    Raises
    ------
    BadParameterError
        `reach_m` is not a finite number above zero.
    """
    near = neighbours_within(x_m, y_m, radius_m=reach_m)
    ones = np.ones(near.indices.size, np.int64)
    return sparse.csr_array((ones, near.indices, near.starts), shape=(x_m.size, x_m.size))


def local_sums(counts: IntArray, neighbours: sparse.csr_array, *, steps_back: int) -> IntArray:
    """Return what lies in each bin's neighbourhood: the cell and its neighbours, this step and those before it.

    Parameters
    ----------
    counts
        Whole numbers, shape (cells, steps), oldest step first.
    neighbours
        As `cells_within` returns it, for cells in the same order.
    steps_back
        How many steps before a bin's own belong to its neighbourhood; the first steps have fewer before them.

    Raises
    ------
    BadParameterError
        Shapes that do not fit, counts that are no whole numbers, or fewer than 0 steps back.
    """
    if counts.ndim != 2 or neighbours.shape != (counts.shape[0],) * 2:  # noqa: PLR2004 - cells and steps
        raise BadParameterError(f"counts of shape {counts.shape} do not fit neighbours of shape {neighbours.shape}")
    if steps_back < 0 or not np.issubdtype(counts.dtype, np.integer):
        raise BadParameterError("steps_back must be at least 0 and counts whole numbers")
    return _over_steps(np.asarray(neighbours @ counts, np.int64), steps_back)


def expected_sums(counts: IntArray, neighbours: sparse.csr_array, *, steps_back: int) -> FloatArray:
    """Return what each of `local_sums` would be if everything were spread evenly over all bins; shape as theirs."""
    return np.asarray(_sizes(counts, neighbours, steps_back) * (int(counts.sum()) / max(counts.size, 1)), np.float64)


def gi_star(counts: IntArray, neighbours: sparse.csr_array, *, steps_back: int) -> FloatArray:
    """Return the standard score of Gi* for every bin, against the mean and spread of all bins.

    Parameters
    ----------
    counts, neighbours, steps_back
        As in `local_sums`.

    Returns
    -------
    Standard scores, shape (cells, steps); 0 where all counts are alike, or where a neighbourhood holds every bin.

    Raises
    ------
    BadParameterError
        As in `local_sums`.

    Notes
    -----
    Ord and Getis 1995 (Geographical Analysis 27:286-306), the form that includes the cell itself: local sum less its
    expectation, over its standard deviation when the counts are dealt out at random over all bins. Bins are compared
    with the entire cube, and a neighbourhood is a fixed distance in space and a number of steps back in time: the
    defaults of Esri's Emerging Hot Spot Analysis (see `geo.patterns`). Equal to `esda.G_Local(..., star=True)` with
    binary weights to 1e-12 (`tests/geo/test_getis_ord.py`). The score is nearly normal only where a neighbourhood
    expects several incidents; where it expects one, three are already "significant" more often than stated.
    """
    sums = local_sums(counts, neighbours, steps_back=steps_back)
    scores = np.zeros(counts.shape)
    if not counts.size:
        return scores
    n_bins, near = float(counts.size), _sizes(counts, neighbours, steps_back)
    # Whole numbers add up alike in any order, so no order of cells can move a score by its last digit.
    total, of_squares = int(counts.sum()), int((counts * counts).sum())
    deviation = math.sqrt(counts.size * of_squares - total * total) / n_bins
    spread = deviation * np.sqrt((n_bins * near - near**2) / max(n_bins - 1, 1.0))
    np.divide(sums - total / n_bins * near, spread, out=scores, where=spread > 0)
    return scores


def two_sided(scores: FloatArray) -> FloatArray:
    """Return the chance of a standard normal value as far from 0, in either direction."""
    return np.asarray(2 * ndtr(-np.abs(scores)), np.float64)


def _sizes(counts: IntArray, neighbours: sparse.csr_array, steps_back: int) -> FloatArray:
    """Return of how many bins each neighbourhood consists: the first steps have fewer before them."""
    n_steps = np.minimum(np.arange(counts.shape[1]) + 1, steps_back + 1)
    return np.asarray(np.diff(neighbours.indptr)[:, None] * n_steps.astype(np.float64))


def _over_steps(sums: IntArray, steps_back: int) -> IntArray:
    total = sums.copy()
    for back in range(1, min(steps_back, sums.shape[1] - 1) + 1):
        total[:, back:] += sums[:, :-back]
    return total
