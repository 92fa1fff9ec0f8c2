"""Was the list right: hit rates, PAI and PEI of replayed mornings, with intervals, and what can be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns
from geo.replay import HINDSIGHT, HORIZONS_DAYS, LIST, METHODS, PLAIN_COUNT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.points import FloatArray, IntArray

PAI, PEI = "pai", "pei"
BETTER, AS_GOOD, WORSE, TOO_FEW = "better", "as_good", "worse", "too_few"
_TAILS = (0.025, 0.975)
_SHOWN_DIGITS = 2
_KEYS = ("week_no", "horizon_days", "method_code", "n_mornings", "n_incidents", "held_cells")
RECORD_COLUMNS = (
    "horizon_days",
    "measure_code",
    "method_code",
    "value",
    "value_low",
    "value_high",
    "ratio_to_plain",
    "ratio_low",
    "ratio_high",
    "n_weeks",
    "n_mornings",
    "n_incidents",
    "verdict_code",
)


@dataclass(frozen=True)
class JudgeRules:
    """How the tallies are judged.

    `area_share` is what the top cells are of the area. Fewer than `min_weeks` weeks or `min_incidents` incidents, or an
    interval that holds 1 and whose ends lie further apart than `widest_ratio`, is too little to tell.
    """

    area_share: float
    n_resamples: int
    seed: int
    min_weeks: int
    min_incidents: int
    widest_ratio: float

    def __post_init__(self) -> None:
        """Refuse what nothing can be judged by."""
        if not 0 < self.area_share <= 1:
            raise BadParameterError(f"area_share must lie above 0 and at most at 1, got {self.area_share}")
        if self.n_resamples < 1 or self.min_weeks < 1 or self.widest_ratio <= 1:
            raise BadParameterError("n_resamples and min_weeks must be at least 1, widest_ratio above 1")


def judge_tallies(tallies: pd.DataFrame, *, list_sizes: Sequence[int], rules: JudgeRules) -> pd.DataFrame:
    """Judge what `geo.replay.replay_mornings` counted.

    Parameters
    ----------
    tallies
        As `replay_mornings` returns it, of one stream.
    list_sizes
        The lengths of list that were counted.
    rules
        How it is judged.

    Returns
    -------
    One row per horizon, measure and method, in that order: `RECORD_COLUMNS`. Measures: `held_k` (share of the
    incidents that came which the first k places held), `hit_k` (share of the first k places at which at least one
    came), `pai`, `pei`. `value` and its interval; `ratio_to_plain` and its interval (null for the plain count itself;
    the ratio null where the plain count found nothing, the interval where a resample could not be formed) and
    `verdict_code` (of the list alone, else empty). No rows where no week was judged.

    Raises
    ------
    MissingColumnError
        A column is missing.

    Notes
    -----
    PAI = (n / N) / (a / A): the share of incidents found, divided by the share of the area they were found on
    (Chainey, Tompson and Uhlig 2008, Security Journal 21:4-28). PEI = n / n*: what was found, divided by the most that
    any choice of the same area could have found (Hunt 2016, dissertation, American University; discussed by White,
    Hunt and Green 2023, Security Journal). Sums are pooled over mornings before they are divided. Intervals: 95 %
    percentile bootstrap (Efron and Tibshirani 1993, chapter 13); whole weeks are drawn with replacement, the same
    weeks for every method (paired), because days of one week resemble each other.
    """
    figures = [f"{name}_{size}" for size in list_sizes for name in ("held", "listed", "hit")]
    require_columns(tallies, (*_KEYS, *figures), what="tallies")
    rows: list[tuple[object, ...]] = []
    for horizon in HORIZONS_DAYS:
        own = tallies[tallies["horizon_days"] == horizon]
        if own.empty:
            continue
        of_method = {
            method: own[own["method_code"] == method].sort_values("week_no").reset_index(drop=True)
            for method in METHODS
        }
        n_weeks = len(of_method[LIST])
        n_mornings, n_incidents = (int(of_method[LIST][name].sum()) for name in ("n_mornings", "n_incidents"))
        drawn = _draw_weeks(n_weeks, rules)
        for measure in measure_codes(list_sizes):
            values = {method: _values(of_method, method, measure, drawn, rules) for method in METHODS}
            plain = values[PLAIN_COUNT]
            for method in METHODS:
                value, ratio = values[method], _divide(values[method], plain)
                if method == PLAIN_COUNT:
                    ratio = np.full_like(value, np.nan)
                low, high = _interval(ratio)
                enough = n_weeks >= rules.min_weeks and n_incidents >= rules.min_incidents
                verdict = _verdict(low, high, enough=enough, widest=rules.widest_ratio) if method == LIST else ""
                told = (_or_null(value[0]), *_interval(value), _or_null(ratio[0]), low, high)
                rows.append((horizon, measure, method, *told, n_weeks, n_mornings, n_incidents, verdict))
    return pd.DataFrame(rows, columns=list(RECORD_COLUMNS))


def measure_codes(list_sizes: Sequence[int]) -> tuple[str, ...]:
    """Return the measures in the order of the rows."""
    return (*(f"held_{size}" for size in list_sizes), *(f"hit_{size}" for size in list_sizes), PAI, PEI)


def _draw_weeks(n_weeks: int, rules: JudgeRules) -> IntArray:
    """Return how often each week counts: the first row every week once, then one row a resample."""
    generator = np.random.default_rng(rules.seed)
    chosen = generator.integers(n_weeks, size=(rules.n_resamples, n_weeks))
    offsets = n_weeks * np.arange(rules.n_resamples)[:, None]
    counts = np.bincount((chosen + offsets).ravel(), minlength=n_weeks * rules.n_resamples)
    return np.vstack((np.ones(n_weeks, np.int64), counts.reshape(rules.n_resamples, n_weeks)))


def _values(
    of_method: dict[str, pd.DataFrame], method: str, measure: str, drawn: IntArray, rules: JudgeRules
) -> FloatArray:
    """Return a measure of one method: over all weeks first, then over each resample."""
    own = of_method[method]
    if measure == PAI:
        return _divide(drawn @ own["held_cells"], drawn @ own["n_incidents"]) / rules.area_share
    if measure == PEI:
        return _divide(drawn @ own["held_cells"], drawn @ of_method[HINDSIGHT]["held_cells"])
    name, size = measure.split("_")
    below = "n_incidents" if name == "held" else f"listed_{size}"
    return _divide(drawn @ own[measure], drawn @ own[below])


def _divide(above: FloatArray, below: FloatArray) -> FloatArray:
    above, below = np.asarray(above, np.float64), np.asarray(below, np.float64)
    out = np.full(above.shape, np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def _interval(values: FloatArray) -> tuple[float | None, float | None]:
    """Return the middle 95 of 100 resamples; nothing where one of them could not be formed."""
    if not np.isfinite(values).all():
        return None, None
    low, high = np.quantile(values[1:], _TAILS)
    return float(low), float(high)


def _or_null(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _verdict(low: float | None, high: float | None, *, enough: bool, widest: float) -> str:
    if low is None or high is None or not enough:
        return TOO_FEW
    # To the digits that are shown: an interval that reads 1.00 to 1.09 holds 1.
    if round(low, _SHOWN_DIGITS) > 1:
        return BETTER
    if round(high, _SHOWN_DIGITS) < 1:
        return WORSE
    return AS_GOOD if high <= widest * low else TOO_FEW
