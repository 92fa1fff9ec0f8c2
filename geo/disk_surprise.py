"""Disk surprise: where, and since when, more incidents came than the same ground is used to.

A disk round every recent incident, windows of the last 1 to 14 days, and for each the chance that as many or more
incidents come where the past of the disk itself says what is usual. What the chance is worth is told by
`geo.alert_budget`, because tickets come in bursts and the chance alone does not know that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.frames import empty_frame
from geo.points import distinct_points, finite_column, neighbours_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.points import FloatArray, IntArray

_COLUMNS = ("x_m", "y_m", "day_no")
SURPRISE_COLUMNS = {
    "morning_no": "int64",
    "x_m": "float64",
    "y_m": "float64",
    "window_days": "int64",
    "n_incidents": "int64",
    "n_expected": "float64",
    "surprise": "float64",
}
_DAYS_A_WEEK = 7
_LEVEL_DAYS = 28
_PRIOR_INCIDENTS = 20.0
"""A weekday's share and a month's level are drawn towards the usual by this many incidents of it."""


@dataclass(frozen=True)
class DiskRule:
    """What is compared with what.

    `radius_m` of a disk; `windows_days`, ascending lengths of the runs of last days; `history_days` that tell what is
    usual; `min_incidents` below which nothing is a signal; `prior_incidents` in `prior_days`, which a disk without any
    past is taken to have had; `around_m` of the surroundings, and `prior_around` incidents by which they are drawn
    towards being as busy as usual.
    """

    radius_m: float
    windows_days: tuple[int, ...]
    history_days: int
    min_incidents: int
    prior_incidents: float
    prior_days: float
    around_m: float
    prior_around: float

    def __post_init__(self) -> None:
        """Refuse a rule that cannot be used."""
        for name in ("radius_m", "prior_incidents", "prior_days", "prior_around"):
            require_positive(getattr(self, name), name=name)
        if not self.radius_m < self.around_m < np.inf:
            raise BadParameterError(f"around_m must be wider than the disk, got {self.around_m}")
        if not self.windows_days or list(self.windows_days) != sorted({*self.windows_days}) or self.windows_days[0] < 1:
            raise BadParameterError(f"windows_days must rise from at least 1, got {self.windows_days}")
        if self.history_days <= self.windows_days[-1] or self.min_incidents < 1:
            raise BadParameterError("history_days must exceed the longest window, and min_incidents be at least 1")


@dataclass(frozen=True, eq=False)
class RatedMornings:
    """What `rate_mornings` found: the disks, and how many it looked at on each morning.

    `disks` has one row per disk, by morning, then falling surprise: `morning_no`, `x_m`, `y_m` (the incident at its
    centre, EPSG:26986), `window_days` (the most surprising window), `n_incidents` and `n_expected` in it, `surprise`:
    -log10 of the chance of as many or more. `n_looked` is aligned with the mornings asked for.
    """

    disks: pd.DataFrame
    n_looked: IntArray


def rate_mornings(
    incidents: pd.DataFrame,
    *,
    mornings: Sequence[int],
    news_from: Sequence[int],
    rule: DiskRule,
    least_surprise: float,
) -> RatedMornings:
    """Rate the disks of each morning; of disks that overlap, the most surprising one is told.

    Parameters
    ----------
    incidents
        One row per incident: `x_m`, `y_m` (EPSG:26986, metres), `day_no` (huddle day, a whole number from 0; 0 is the
        first day that is held in full, incidents or not). Row order does not matter.
    mornings
        Day numbers, ascending; a morning sees the days before it and no other.
    news_from
        For each morning the first day that is news to it (the day of the huddle before): a disk without an incident
        since then is not rated, so that a signal is told again only when it gains an incident.
    rule
        What is compared with what.
    least_surprise
        What is less surprising is left out.

    Returns
    -------
    The disks and how many were looked at.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A day below 0 or no whole number, a coordinate not finite, mornings that do not rise.

    Notes
    -----
    The chance is a negative binomial tail: a Poisson count whose rate is known from the disk's own past only (gamma
    prior; Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6). Days count by their exposure: the weekday's
    share and the level of the last 28 days, city-wide, so that a Monday or a summer is no surprise. Where the ground
    round the disk had more in the window than its own past says, the disk is expected to have had that much more as
    well, and never less: somebody who reports a whole street in an hour is one event, not six. That ratio is drawn
    towards 1 by `prior_around` (empirical Bayes with the surroundings: Clayton and Kaldor 1987, Biometrics 43:671;
    Marshall 1991, Applied Statistics 40:283); the permutation scan takes the same days of the rest of the city for
    its measure (Kulldorff et al. 2005, PLoS Medicine 2:e59). Decision 0031 says what was tried, with figures.
    """
    require_columns(incidents, _COLUMNS, what="incidents")
    x_m, y_m, days = (finite_column(incidents, name, what="incidents") for name in _COLUMNS)
    days_no = days.astype(np.int64)
    if (days_no != days).any() or (days_no < 0).any():
        raise BadParameterError("day_no of incidents must be whole numbers of at least 0")
    asked = np.asarray(mornings, np.int64)
    if asked.size != len(news_from) or (np.diff(asked) <= 0).any() or (asked < 0).any():
        raise BadParameterError("mornings must rise, from 0, and each needs the day since when there is news")
    if not (days_no.size and asked.size):
        return RatedMornings(empty_frame(SURPRISE_COLUMNS), np.zeros(asked.size, np.int64))
    from geo.disk_tails import Limits, News, Stream, rate_amid, rate_disks  # noqa: PLC0415 - the compiler is loaded only where something is compiled

    places = distinct_points(x_m, y_m)
    gained = [
        np.unique(places.group_of_row[(days_no >= since) & (days_no < morning)])
        for since, morning in zip(news_from, asked.tolist(), strict=True)
    ]
    order = np.lexsort((days_no, places.group_of_row))
    day_starts = np.searchsorted(places.group_of_row[order], np.arange(places.x_m.size + 1))
    # Only where something happened of late can a disk stand, or gain.
    is_late = (days_no >= asked[0] - rule.windows_days[-1]) & (days_no < asked[-1])
    is_late |= days_no >= min(news_from)
    stood = places.count(is_late.astype(np.int64)) > 0
    neighbours = neighbours_within(places.x_m, places.y_m, radius_m=rule.radius_m, of=stood)
    n_days = int(max(days_no.max(), asked.max())) + 1
    exposure = daily_exposure(np.bincount(days_no, minlength=n_days)[:n_days])
    stream = Stream(
        starts=neighbours.starts,
        near=neighbours.indices,
        day_starts=day_starts.astype(np.int64),
        days=days_no[order],
        exposure_before=np.concatenate(([0.0], np.cumsum(exposure))),
    )
    limits = Limits(
        n_history=int(rule.history_days),
        n_fewest=int(rule.min_incidents),
        prior_incidents=float(rule.prior_incidents),
        prior_days=float(rule.prior_days),
        prior_around=float(rule.prior_around),
        least_surprise=float(least_surprise),
    )
    windows = np.asarray(rule.windows_days, np.int64)
    news = News(np.cumsum([0, *(of_morning.size for of_morning in gained)]), np.concatenate(gained))
    found, n_looked = rate_disks(stream, asked, news, windows, limits)
    is_surprising = np.zeros(places.x_m.size, dtype=bool)
    is_surprising[found[:, 1].astype(np.int64)] = True
    around = neighbours_within(places.x_m, places.y_m, radius_m=rule.around_m, of=is_surprising)
    found = rate_amid(stream, around.starts, around.indices, asked, windows, limits, found)
    position, place = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    rows = pd.DataFrame(
        {
            "morning_no": asked[position],
            "x_m": places.x_m[place],
            "y_m": places.y_m[place],
            **{name: found[:, column] for column, name in enumerate([*SURPRISE_COLUMNS][3:], start=2)},
        }
    ).astype(SURPRISE_COLUMNS)
    return RatedMornings(keep_apart(rows, apart_m=2 * rule.radius_m), n_looked)


def daily_exposure(n_by_day: npt.ArrayLike) -> FloatArray:
    """Return what each day counts for: 1 on average, by its weekday and by the level of the 28 days up to it.

    Parameters
    ----------
    n_by_day
        Incidents of the whole city on each day, from day 0 on. Weekdays are told by position only.

    Returns
    -------
    One number above 0 a day. Days are drawn towards 1 by twenty incidents, so that a rare category has no weekdays.
    """
    counts = np.asarray(n_by_day, np.float64)
    if not counts.size or not counts.sum():
        return np.ones(counts.size)
    usual = counts.mean()
    weekday = np.arange(counts.size) % _DAYS_A_WEEK
    held, n_held = np.bincount(weekday, counts, _DAYS_A_WEEK), np.bincount(weekday, minlength=_DAYS_A_WEEK)
    share = (held + _PRIOR_INCIDENTS) / (n_held * usual + _PRIOR_INCIDENTS)
    before = np.concatenate(([0.0], np.cumsum(counts)))
    past = np.arange(1, counts.size + 1)
    first = np.maximum(past - _LEVEL_DAYS, 0)
    level = (before[past] - before[first] + _PRIOR_INCIDENTS) / ((past - first) * usual + _PRIOR_INCIDENTS)
    return np.asarray(share[weekday] * level, np.float64)


def keep_apart(rated: pd.DataFrame, *, apart_m: float) -> pd.DataFrame:
    """Keep, morning by morning, the most surprising disk and leave out what lies at most `apart_m` from a kept one.

    Parameters
    ----------
    rated
        Rows of `rate_mornings`; further columns stay.
    apart_m
        Metres between centres.

    Returns
    -------
    The rows kept, by morning and falling surprise; ties by x, then y.
    """
    ordered = rated.sort_values(["morning_no", "surprise", "x_m", "y_m"], ascending=[True, False, True, True])
    x_m, y_m, morning = (ordered[name].to_numpy() for name in ("x_m", "y_m", "morning_no"))
    is_kept = np.zeros(len(ordered), dtype=bool)
    for of_morning in np.split(np.arange(morning.size), np.flatnonzero(np.diff(morning)) + 1):
        left = of_morning
        while left.size:
            is_kept[left[0]] = True
            left = left[(x_m[left] - x_m[left[0]]) ** 2 + (y_m[left] - y_m[left[0]]) ** 2 > apart_m**2]
    return ordered[is_kept].reset_index(drop=True)


def members_of(
    incidents: pd.DataFrame, *, x_m: float, y_m: float, morning_no: int, window_days: int, radius_m: float
) -> npt.NDArray[np.bool_]:
    """Return which incidents a disk's window holds; `incidents` as in `rate_mornings`."""
    near = (incidents["x_m"] - x_m) ** 2 + (incidents["y_m"] - y_m) ** 2 <= radius_m**2
    within = (incidents["day_no"] < morning_no) & (incidents["day_no"] >= morning_no - window_days)
    return np.asarray(near & within, dtype=bool)
