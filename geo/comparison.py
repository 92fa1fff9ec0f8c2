"""Comparison places: what places that stood as high, and where nobody acted, did in the same weeks.

A place that is acted on was picked because it was high, and part of any height is chance, which does not last:
regression to the mean. So what came after is not held against what was before, but against what the before-level and
the usual level of other places, found by the same covering in the same weeks, went on to become.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import betainc, gammaincc, stdtrit

from geo.points import distinct_points

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.points import FloatArray, IntArray

    BoolArray = npt.NDArray[np.bool_]

_MOST_CANDIDATES = 500
_LEAST_IN_CANDIDATE = 3
_TAIL = 0.025
_NORMAL_97_5 = 1.959963984540054
_N_COEFFICIENTS = 2


class Spans(NamedTuple):
    """Runs of huddle days, each as its first day and one past its last: usual, before and after."""

    usual: tuple[int, int]
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Counts:
    """Incidents at some places, one entry per place: `usual` is scaled to the length of the window before."""

    usual: FloatArray
    before: FloatArray
    after: FloatArray

    def at(self, places: IntArray | BoolArray) -> Counts:
        """Return the counts of some of the places."""
        return Counts(self.usual[places], self.before[places], self.after[places])


@dataclass(frozen=True)
class Expectation:
    """How many incidents to expect, the variance of what may come, and the range that 95 of 100 lie in."""

    n: float
    variance: float
    low: int
    high: int


class Incidents:
    """Incidents by day, asked for how many lie near some places in some days."""

    def __init__(self, x_m: FloatArray, y_m: FloatArray, day: IntArray) -> None:
        """Sort them; what is handed in stays as it is.

        Parameters
        ----------
        x_m, y_m
            EPSG:26986, metres, finite.
        day
            Whole huddle days, from any first day on.
        """
        order = np.lexsort((y_m, x_m, day))
        self.x_m, self.y_m, self.day = x_m[order], y_m[order], day[order]
        self._trees: dict[tuple[int, int], cKDTree | None] = {}

    def count(self, centres: FloatArray, days: tuple[int, int], *, radius_m: float) -> FloatArray:
        """Return how many lie at most `radius_m` from each centre (n × 2, metres) on these days."""
        if days not in self._trees:
            rows = self._rows(days)
            points = np.column_stack([self.x_m[rows], self.y_m[rows]])
            self._trees[days] = cKDTree(points) if len(points) else None
        tree = self._trees[days]
        if tree is None or not len(centres):
            return np.zeros(len(centres))
        return np.asarray(tree.query_ball_point(centres, radius_m, return_length=True), dtype=np.float64)

    def days_near(self, x_m: float, y_m: float, days: tuple[int, int], *, radius_m: float) -> IntArray:
        """Return the day of each incident at most `radius_m` away on these days, ascending."""
        rows = self._rows(days)
        near = np.hypot(self.x_m[rows] - x_m, self.y_m[rows] - y_m) <= radius_m
        return self.day[rows][near]

    def heavy_places(self, days: tuple[int, int], *, radius_m: float) -> FloatArray:
        """Return the centres (n × 2, metres) of the heaviest disks of these days, none of which overlap.

        They are found as the list's are, by the greedy covering, so that a comparison place is centred on its own
        peaks just as a listed one is.
        """
        from geo.heavy_disks import prepare_ground, take_heaviest  # noqa: PLC0415 - the compiler is loaded late

        rows = self._rows(days)
        places = distinct_points(self.x_m[rows], self.y_m[rows])
        weight = places.total(np.ones(places.group_of_row.size))
        ground = prepare_ground(places.x_m, places.y_m, radius_m=radius_m)
        taken = take_heaviest(
            ground, weight.copy(), weight.copy(), n_disks=_MOST_CANDIDATES, min_incidents=_LEAST_IN_CANDIDATE
        )
        centres = _centres(places.x_m, places.y_m, weight, taken.numbers)
        return centres[_apart(centres, at_least_m=2 * radius_m)]

    def _rows(self, days: tuple[int, int]) -> slice:
        first, end = np.searchsorted(self.day, days)
        return slice(int(first), int(end))


def similar_places(counts: Counts, *, level: float, level_factor: float, at_most: int) -> IntArray:
    """Return the places whose level lies nearest, in the order of nearness.

    Parameters
    ----------
    counts
        Of the candidates.
    level
        Before plus usual, at the place acted on.
    level_factor
        How many times higher or lower a level may be.
    at_most
        How many to return.
    """
    levels = counts.before + counts.usual
    gap = np.abs(np.log((levels + 1.0) / (level + 1.0)))
    order = np.argsort(gap, kind="stable")
    similar: IntArray = order[gap[order] <= np.log(level_factor)][:at_most]
    return similar


def expect_after(counts: Counts, *, before: float, usual: float) -> tuple[Expectation, FloatArray]:
    """Return how many incidents to expect at a place after, by what became of the comparison places.

    Parameters
    ----------
    counts
        Of the comparison places, at least three.
    before, usual
        Incidents of the place before, and what is usual there in as many days.

    Returns
    -------
    The expectation, and what each comparison place had above or below its own.

    Notes
    -----
    after = b1 × before + b2 × usual, fitted over the comparison places by weighted least squares (weight 1 over the
    level, as for counts), no coefficient below 0: the weights that a height of some weeks and a height of half a year
    turn out to deserve. Road safety corrects for regression to the mean in the same way (Hauer 1997), there with
    weights from a model, here from the places themselves. The spread of the comparison places round the fit tells how
    much more than Poisson counts vary; it is never taken for less. With few places the range widens as Student's t
    does. It is the range of a negative binomial of that mean and variance, so it never reaches below none.
    """
    design = np.column_stack([counts.before, counts.usual])
    weight = 1.0 / (design.sum(axis=1) + 1.0)
    used = _used_columns(design, counts.after, weight)
    here = np.array([before, usual])[used]
    kept = design[:, used]
    inverse = np.linalg.pinv(kept.T @ (kept * weight[:, None]))
    coefficients = inverse @ (kept.T @ (counts.after * weight))
    fitted = kept @ coefficients
    residual = counts.after - fitted
    n_free = max(len(residual) - len(used), 1)
    spread = max(float((residual**2).sum() / max(fitted.sum(), 1e-9)) * len(residual) / n_free, 1.0)
    meat = kept.T @ (kept * (weight**2 * fitted)[:, None])
    n = max(float(here @ coefficients), 0.0)
    variance = spread * (n + float(here @ inverse @ meat @ inverse @ here))
    return expectation(n, variance, n_free=n_free), residual


def expectation(n: float, variance: float, *, n_free: int) -> Expectation:
    """Return an expectation with the range that 95 of 100 lie in, widened as Student's t with `n_free` degrees does."""
    widened = variance * (float(stdtrit(n_free, 1 - _TAIL)) / _NORMAL_97_5) ** 2
    at = np.arange(int(n + 12 * np.sqrt(widened) + 12))
    below = _at_most(at, n, widened)
    return Expectation(n, variance, int(np.argmax(below > _TAIL)), int(np.argmax(below >= 1 - _TAIL)))


def _at_most(at: IntArray, mean: float, variance: float) -> FloatArray:
    """Return P(N <= at) of a negative binomial count, of a Poisson one where the variance is no more than the mean."""
    if mean <= 0:
        return np.ones(at.size)
    if variance <= mean * (1 + 1e-9):
        return np.asarray(gammaincc(at + 1.0, mean), dtype=np.float64)
    shape = mean**2 / (variance - mean)
    return np.asarray(betainc(shape, at + 1.0, mean / variance), dtype=np.float64)


def _used_columns(design: FloatArray, after: FloatArray, weight: FloatArray) -> IntArray:
    """Return the columns whose coefficient is not below 0 when fitted together; else the one that fits better alone."""
    inverse = np.linalg.pinv(design.T @ (design * weight[:, None]))
    if (inverse @ (design.T @ (after * weight)) >= 0).all():
        return np.arange(_N_COEFFICIENTS)
    left_over = []
    for column in design.T:
        alone = float((column * after * weight).sum() / max((column**2 * weight).sum(), 1e-9))
        left_over.append(float((weight * (after - alone * column) ** 2).sum()))
    return np.array([int(np.argmin(left_over))])


def _centres(x_m: FloatArray, y_m: FloatArray, weight: FloatArray, numbers: IntArray) -> FloatArray:
    """Return the centre of mass of what each disk took, by its number."""
    taken = numbers > 0
    n_disks = int(numbers.max(initial=0))
    mass = np.bincount(numbers[taken] - 1, weights=weight[taken], minlength=n_disks)
    sums = [np.bincount(numbers[taken] - 1, weights=(weight * at)[taken], minlength=n_disks) for at in (x_m, y_m)]
    return np.column_stack(sums) / mass[:, None] if n_disks else np.empty((0, 2))


def _apart(centres: FloatArray, *, at_least_m: float) -> BoolArray:
    """Keep, from the heaviest on, the centres that lie so far from every one kept before."""
    keep = np.ones(len(centres), dtype=np.bool_)
    if not len(centres):
        return keep
    near = cKDTree(centres).query_ball_point(centres, at_least_m)
    for number, others in enumerate(near):
        keep[number] = not any(keep[other] for other in others if other < number)
    return keep
