"""The pattern of a place over many weeks: one of the eight published emerging hot spots, or none.

The rules are Esri's, from "How Emerging Hot Spot Analysis works" (ArcGIS Pro and ArcGIS AllSource, Space Time Pattern
Mining toolbox), read on 22 November 2026 from stored copies of the page:

* the English table of ArcGIS Pro 2.8 as the R package `sfdep` quotes it (`emerging-hostpot-classifications.R`);
* the page of today in Japanese (`doc.arcgis.com/ja/allsource/latest/...learnmoreemerging.htm`), which sharpens two of
  the rules: a consecutive hot spot has a run of **at least two** bins, and a sporadic one is hot **in the final step**
  and has a history of being on and off. Today's rules are used; the stored copy breaks off before oscillating and
  historical, for which the table of 2.8 stands.

In our words, with n steps: *new*: hot in the last step and never before. *Consecutive*: an unbroken run of at least two
hot steps at the end, never hot before it, hot in less than 90 % of the steps. *Intensifying*, *diminishing*: hot in at
least 90 % of the steps, the last included, and a significant rise, or fall, of the scores. *Persistent*: hot in at
least 90 %, no significant trend. *Sporadic*: hot in the last step, on and off before, less than 90 %, never cold.
*Oscillating*: hot in the last step, cold in an earlier one, less than 90 %. *Historical*: hot in at least 90 %, not in
the last. Everything else is *none*. The table does not say which of two fitting names goes first: here the order above
does, but that a place that is not hot in the last step is *historical* and never *persistent*.

The published cold spots are not told: a place of the list is asked for because of what is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError
from geo.getis_ord import cells_within, expected_sums, gi_star, local_sums, two_sided
from geo.trends import FALLING, RISING, Trends, mann_kendall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.points import FloatArray, IntArray

NEW, CONSECUTIVE, INTENSIFYING, PERSISTENT = "new", "consecutive", "intensifying", "persistent"
DIMINISHING, SPORADIC, OSCILLATING, HISTORICAL = "diminishing", "sporadic", "oscillating", "historical"
NONE = "none"
PATTERNS = (NEW, CONSECUTIVE, INTENSIFYING, PERSISTENT, DIMINISHING, SPORADIC, OSCILLATING, HISTORICAL, NONE)
"""The names, in the order in which they are tried."""

_NINE_OF_TEN = (9, 10)
_SHORTEST_RUN = 2


@dataclass(frozen=True)
class PatternRule:
    """What counts as hot and as a trend.

    `reach_m` to the centres of neighbouring cells; `steps_back` that belong to a neighbourhood beside its own;
    `false_share` of findings put up with (Benjamini-Hochberg over all cells and steps); `trend_chance` below which the
    scores have a trend.
    """

    reach_m: float
    steps_back: int
    false_share: float
    trend_chance: float

    def __post_init__(self) -> None:
        """Refuse a rule that cannot be used."""
        if not (0 < self.false_share < 1 and 0 < self.trend_chance < 1):
            raise BadParameterError("false_share and trend_chance must lie above 0 and below 1")


@dataclass(frozen=True, eq=False)
class CellPatterns:
    """What was found for each cell, and the test behind it; arrays of cells, or of cells and steps (oldest first).

    `codes` (of `PATTERNS`); `sums`, `expected`, `n_cells`: incidents in a bin's neighbourhood, how many an even spread
    over the city and the steps would have put there, and how many cells it has;
    `scores` of Gi*, their `chances` (two-sided) and `shares` (chances adjusted by Benjamini-Hochberg); `is_hot`,
    `is_cold`; `trends` of the scores; `line`: the largest chance that counted as a finding, 0 where none did.
    """

    codes: NDArray[np.str_]
    sums: IntArray
    expected: FloatArray
    n_cells: IntArray
    scores: FloatArray
    chances: FloatArray
    shares: FloatArray
    is_hot: NDArray[np.bool_]
    is_cold: NDArray[np.bool_]
    trends: Trends
    line: float


def find_patterns(counts: IntArray, *, x_m: FloatArray, y_m: FloatArray, rule: PatternRule) -> CellPatterns:
    """Find the pattern of every cell.

    Parameters
    ----------
    counts
        Incidents, whole numbers, shape (cells, steps), oldest step first, at least two steps. Every cell of the city,
        those without incidents too: they are what the others are compared with.
    x_m, y_m
        Centres of the cells, EPSG:26986, metres, each cell once.
    rule
        What counts as hot.

    Raises
    ------
    BadParameterError
        Shapes that do not fit, or counts that are no whole numbers.

    Notes
    -----
    Gi* of every bin against all bins, chances adjusted for all of them together (Benjamini and Hochberg 1995; holds for
    overlapping neighbourhoods too, which depend on each other positively), Mann-Kendall on each cell's scores, then the
    published rules. Nothing hangs on the order of cells, on where the plane's origin lies or how it is turned.
    """
    if counts.shape[:1] != x_m.shape or x_m.shape != y_m.shape:
        raise BadParameterError(f"{counts.shape[0]} cells have counts, {x_m.size} and {y_m.size} have coordinates")
    neighbours = cells_within(x_m, y_m, reach_m=rule.reach_m)
    scores = gi_star(counts, neighbours, steps_back=rule.steps_back)
    chances = two_sided(scores)
    shares = adjusted_chances(chances)
    is_found = shares <= rule.false_share
    is_hot, is_cold = is_found & (scores > 0), is_found & (scores < 0)
    trends = mann_kendall(scores)
    return CellPatterns(
        codes=classify(is_hot, is_cold, trends.direction(chance=rule.trend_chance)),
        sums=local_sums(counts, neighbours, steps_back=rule.steps_back),
        expected=expected_sums(counts, neighbours, steps_back=rule.steps_back),
        n_cells=np.diff(neighbours.indptr).astype(np.int64),
        scores=scores,
        chances=chances,
        shares=shares,
        is_hot=is_hot,
        is_cold=is_cold,
        trends=trends,
        line=float(chances[is_found].max()) if is_found.any() else 0.0,
    )


def adjusted_chances(chances: FloatArray) -> FloatArray:
    """Adjust chances for how many were asked together: of those at most a share q, about q are false findings.

    Parameters
    ----------
    chances
        Any shape, 0 to 1.

    Returns
    -------
    In the same shape: the least of n x chance / rank over the ranks from its own on.

    Notes
    -----
    Benjamini and Hochberg 1995; `scipy.stats.false_discovery_control` without loading `scipy.stats`, a third of a
    second, every morning.
    """
    flat = chances.ravel()
    order = np.argsort(flat)
    of_rank = flat[order] * flat.size / np.arange(1, flat.size + 1)
    shares = np.empty(flat.size)
    shares[order] = np.minimum.accumulate(of_rank[::-1])[::-1]
    return np.clip(shares, 0.0, 1.0).reshape(chances.shape)


def classify(is_hot: NDArray[np.bool_], is_cold: NDArray[np.bool_], direction: IntArray) -> NDArray[np.str_]:
    """Name each cell's pattern by the published rules.

    Parameters
    ----------
    is_hot, is_cold
        Shape (cells, steps), oldest step first: significant and high, significant and low.
    direction
        Of the scores' trend, one per cell: 1 rising, -1 falling, 0 neither (`geo.trends`).

    Raises
    ------
    BadParameterError
        Shapes that do not fit, or a step that is hot and cold.
    """
    if is_hot.shape != is_cold.shape or is_hot.shape[:1] != direction.shape:
        raise BadParameterError("is_hot, is_cold and direction must be of the same cells and steps")
    if (is_hot & is_cold).any():
        raise BadParameterError("a step cannot be hot and cold")
    n_hot, n_steps = is_hot.sum(axis=1), is_hot.shape[1]
    # The length of the unbroken run of hot steps at the end.
    run = np.logical_and.accumulate(is_hot[:, ::-1], axis=1).sum(axis=1)
    is_last = run > 0
    of, out_of = _NINE_OF_TEN
    # In whole numbers: 0.9 x 10 must not be more than 9.
    is_mostly = (out_of * n_hot >= of * n_steps) & (n_hot > 0)
    is_ever_cold = is_cold.any(axis=1)
    rules = {
        NEW: is_last & (n_hot == 1),
        CONSECUTIVE: (run >= _SHORTEST_RUN) & (n_hot == run) & ~is_mostly,
        INTENSIFYING: is_mostly & is_last & (direction == RISING),
        PERSISTENT: is_mostly & is_last & (direction != RISING) & (direction != FALLING),
        DIMINISHING: is_mostly & is_last & (direction == FALLING),
        SPORADIC: is_last & (n_hot > run) & ~is_mostly & ~is_ever_cold,
        OSCILLATING: is_last & ~is_mostly & is_ever_cold,
        HISTORICAL: is_mostly & ~is_last,
    }
    return np.select(list(rules.values()), list(rules), default=NONE)
