"""The line above which a surprise is told, set by how many alerts a year the team wants.

A chance of one in a thousand comes far more often than that on real tickets, because they come in bursts
(`../shared/METHODS.md` section 4). So the line is not a chance: it is what would have given the wanted number of alerts
on the stream's own past.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError, require_columns, require_positive

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("morning_no", "x_m", "y_m", "surprise")
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class AlertLine:
    """The line, and what it rests on.

    `least_surprise` is told, what is below is not. `n_alerts` is what it gave in `n_days` of the stream's past.
    """

    least_surprise: float
    n_alerts: int
    n_days: int

    @property
    def alerts_a_year(self) -> float:
        """Alerts a year in the past that was replayed."""
        return self.n_alerts * _DAYS_A_YEAR / self.n_days


def count_alerts(rated: pd.DataFrame, *, least_surprise: float, apart_m: float, apart_days: int) -> int:
    """Count distinct alerts: a disk near one of the last days is the same alert, told again because it grew.

    Parameters
    ----------
    rated
        `morning_no`, `x_m`, `y_m` (EPSG:26986, metres), `surprise`; by morning.
    least_surprise
        What is below is no alert.
    apart_m, apart_days
        Nearer than this in both to an alert, or to what was the same alert, is the same.
    """
    return int(first_alerts(rated, least_surprise=least_surprise, apart_m=apart_m, apart_days=apart_days).sum())


def first_alerts(
    rated: pd.DataFrame, *, least_surprise: float, apart_m: float, apart_days: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which rows are the first telling of an alert; arguments as in `count_alerts`."""
    require_columns(rated, _COLUMNS, what="rated disks")
    morning, x_m, y_m, surprise = (rated[name].to_numpy(np.float64) for name in _COLUMNS)
    is_first = np.zeros(len(rated), dtype=bool)
    told = np.flatnonzero(surprise >= least_surprise)
    oldest = 0
    for position, row in enumerate(told):
        while morning[row] - morning[told[oldest]] > apart_days:
            oldest += 1
        before = told[oldest:position]
        near = (x_m[before] - x_m[row]) ** 2 + (y_m[before] - y_m[row]) ** 2 <= apart_m**2
        is_first[row] = not near.any()
    return is_first


def set_line(
    rated: pd.DataFrame,
    *,
    rated_from: float,
    n_looked: int,
    n_days: int,
    alerts_a_year: float,
    apart_m: float,
    apart_days: int,
) -> AlertLine:
    """Set the line by replaying the stream's past.

    Parameters
    ----------
    rated
        The disks that `geo.disk_surprise` found for every morning of the past, by morning.
    rated_from
        The least surprise that is in `rated`; the line is not put below it.
    n_looked
        Disks that were looked at on all those mornings.
    n_days
        Calendar days that were replayed.
    alerts_a_year
        The team's budget.
    apart_m, apart_days
        As in `count_alerts`.

    Returns
    -------
    The lowest line that would have kept to the budget; never below the one that would keep to it if every disk were on
    its own and its chance were true, which is what decides where the past was too quiet to have surprised anybody.

    Raises
    ------
    BadParameterError
        A number is not above zero.
    """
    require_positive(alerts_a_year, name="alerts_a_year")
    if n_days < 1:
        raise BadParameterError(f"n_days must be at least 1, got {n_days}")
    most = alerts_a_year * n_days / _DAYS_A_YEAR
    nominal = max(rated_from, math.log10(n_looked / most) if n_looked else 0.0)
    surprise = rated["surprise"].to_numpy(np.float64)
    levels = np.unique(np.append(surprise[surprise > nominal], nominal))

    def n_alerts(level: float) -> int:
        return count_alerts(rated, least_surprise=level, apart_m=apart_m, apart_days=apart_days)

    # A lower line links more and can only seldom count fewer; the loop after makes sure that the budget is kept.
    low, high = 0, levels.size - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if n_alerts(levels[middle]) <= most else (middle + 1, high)
    while low < levels.size - 1 and n_alerts(levels[low]) > most:
        low += 1
    line = float(levels[low])
    if n_alerts(line) > most:
        # Even the strongest alone is more than the budget: only what is stronger than all the past is told.
        line = float(np.nextafter(line, math.inf))
    return AlertLine(line, n_alerts(line), n_days)
