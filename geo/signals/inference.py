"""From the highest ratios of data without clusters to a p-value and a recurrence interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.signals.study_periods import TimeUnit

MONTE_CARLO, GUMBEL = "monte_carlo", "gumbel"
# As the reference program by default: the ten highest ranks hang on so few replications that the tail says more.
_RESOLVED_RANK = 10
# Below this many replications the moments of the tail are guesses.
_FEWEST_FOR_GUMBEL = 99
_SMALLEST_P = 1e-17
_EQUAL = 1e-10


@dataclass(frozen=True)
class PValue:
    """How likely a ratio as high is where cases know nothing of place and time.

    `rank` is the ratio's place among the replications' maxima, from 1; `source` says where `value` is from.
    """

    value: float
    rank: int
    source: str


def find_p_value(ratio: float, maxima: npt.NDArray[np.float64]) -> PValue | None:
    """Rank a cluster's ratio among the highest ratios of the replications.

    Every cluster, the second as the first, is held against the highest of each replication: this errs on the side of
    too large a p-value (Kulldorff 1997). The p-value is rank / (replications + 1); where fewer than nine
    replications came as high, it is the upper tail of a Gumbel distribution fitted by its moments (Abrams, Kulldorff
    and Kleinman, "Empirical/asymptotic p-values for Monte Carlo-based hypothesis testing: an application to cluster
    detection using the scan statistic", International Journal of Health Geographics 9:61, 2010).

    Parameters
    ----------
    ratio
        The cluster's log-likelihood ratio.
    maxima
        The highest ratio of each replication.

    Returns
    -------
    PValue or None
        None without replications.
    """
    if maxima.size == 0:
        return None
    rank = 1 + int((maxima >= ratio * (1 - _EQUAL)).sum())
    spread = float(maxima.std(ddof=1)) if maxima.size > 1 else 0.0
    if rank >= _RESOLVED_RANK or maxima.size < _FEWEST_FOR_GUMBEL or spread == 0.0:
        return PValue(rank / (maxima.size + 1), rank, MONTE_CARLO)
    scale = spread * math.sqrt(6) / math.pi
    mode = float(maxima.mean()) - np.euler_gamma * scale
    tail = -math.expm1(-math.exp((mode - ratio) / scale))
    return PValue(max(tail, _SMALLEST_P), rank, GUMBEL)


def recurrence_days(p_value: float, unit: TimeUnit) -> float:
    """Return how often, in days, chance alone gives so strong a cluster if the scan is run once a unit."""
    return unit.n_days / p_value
