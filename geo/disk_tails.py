"""How surprising each disk round a recent incident is, morning after morning, in machine code."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

_NEGLIGIBLE = 1e-12
_LN_10 = math.log(10.0)
_FIRST_ROWS = 1024


class Stream(NamedTuple):
    """Incidents by distinct coordinate.

    `near[starts[p]:starts[p + 1]]` are the coordinates within the radius of coordinate `p`, itself included;
    `days[day_starts[p]:day_starts[p + 1]]` the days of its incidents, ascending, from 0. `exposure_before[d]` is the
    exposure of all days before day `d`; it has one entry more than there are days.
    """

    starts: IntArray
    near: IntArray
    day_starts: IntArray
    days: IntArray
    exposure_before: FloatArray


class News(NamedTuple):
    """`gained[starts[m]:starts[m + 1]]` are the coordinates with an incident that is news to morning `m`, ascending."""

    starts: IntArray
    gained: IntArray


class Limits(NamedTuple):
    """Days of history, fewest incidents, what ground without a past has had in how many days, what is returned.

    `prior_around`: by so many incidents as usual the surroundings are drawn towards being as busy as usual.
    """

    n_history: int
    n_fewest: int
    prior_incidents: float
    prior_days: float
    prior_around: float
    least_surprise: float


@compiled
def negative_binomial_tail(n_least: int, shape: float, share: float) -> float:
    """Return the natural logarithm of P(N >= n_least), by adding the terms of the tail from the first one on.

    N counts failures before the `shape`-th success where a success has probability `share`. Why not one minus the
    other side: that cannot tell one in 10**17 from nothing, and such places are what is looked for.
    """
    log_first = (
        math.lgamma(n_least + shape)
        - math.lgamma(shape)
        - math.lgamma(n_least + 1.0)
        + shape * math.log(share)
        + n_least * math.log1p(-share)
    )
    total, term, n = 1.0, 1.0, float(n_least)
    while True:
        ratio = (n + shape) / (n + 1.0) * (1.0 - share)
        term *= ratio
        total += term
        n += 1.0
        # Once the terms fall, what is left is less than a geometric series.
        if ratio < 1.0 and term * ratio / (1.0 - ratio) < _NEGLIGIBLE * total:
            return min(log_first + math.log(total), 0.0)


@compiled
def rate_disks(stream: Stream, mornings: IntArray, news: News, windows: IntArray, limits: Limits) -> Any:
    """Rate every disk that gained an incident, for each morning, by its most surprising window.

    Parameters
    ----------
    stream
        The incidents, by coordinate.
    mornings
        Days whose morning is judged; a morning sees the days before it.
    news
        For each morning the coordinates that it is news to: only there can a disk have gained.
    windows
        Lengths of the runs of last days, ascending.
    limits
        What is compared with what.

    Returns
    -------
    One row per disk and morning: position of the morning, coordinate, window, incidents, expected incidents, surprise
    (-log10 of the tail); and for each morning how many disks were looked at.
    """
    longest = windows[-1]
    n_places = stream.starts.size - 1
    judged_at = np.full(n_places, -1)
    n_looked = np.zeros(mornings.size, np.int64)
    by_age, nowhere = np.zeros(longest + 1, np.int64), np.zeros(longest + 1, np.int64)
    found, n_found = np.empty((_FIRST_ROWS, 6)), 0
    for position in range(mornings.size):
        morning = mornings[position]
        for gained in news.gained[news.starts[position] : news.starts[position + 1]]:
            for centre in stream.near[stream.starts[gained] : stream.starts[gained + 1]]:
                # Only where something happened of late can a disk stand: its middle then is an address of a crew's.
                if judged_at[centre] == position or not _had_one_since(stream, centre, morning - longest, morning):
                    continue
                judged_at[centre] = position
                n_looked[position] += 1
                near = stream.near[stream.starts[centre] : stream.starts[centre + 1]]
                n_all = _count_disk(stream, near, morning, limits.n_history, by_age)
                window, n_inside, expected, surprise = _best_window(
                    stream, morning, windows, limits, by_age, n_all, nowhere, 0
                )
                if surprise >= limits.least_surprise:
                    if n_found == found.shape[0]:
                        found = np.concatenate((found, np.empty_like(found)))
                    found[n_found, 0], found[n_found, 1], found[n_found, 2] = position, centre, window
                    found[n_found, 3], found[n_found, 4], found[n_found, 5] = n_inside, expected, surprise
                    n_found += 1
    return found[:n_found].copy(), n_looked


@compiled
def rate_amid(
    stream: Stream,
    around_starts: IntArray,
    around: IntArray,
    mornings: IntArray,
    windows: IntArray,
    limits: Limits,
    rated: FloatArray,
) -> Any:
    """Rate disks again, by what their surroundings had in the same days.

    Busy surroundings can only take from a surprise, so nothing is missed by asking about surprising disks alone.

    Parameters
    ----------
    stream, mornings, windows, limits
        As in `rate_disks`.
    around_starts, around
        The coordinates within the radius of the surroundings, the disk's own included, as `near` of `stream`; only
        those of rated disks are read.
    rated
        Rows of `rate_disks`.

    Returns
    -------
    The rows that are still surprising enough, with their window, incidents, expected incidents and surprise anew.
    """
    by_age, by_age_around = np.zeros(windows[-1] + 1, np.int64), np.zeros(windows[-1] + 1, np.int64)
    found, n_found = rated.copy(), 0
    for row in range(rated.shape[0]):
        morning, centre = mornings[int(rated[row, 0])], int(rated[row, 1])
        near = stream.near[stream.starts[centre] : stream.starts[centre + 1]]
        n_all = _count_disk(stream, near, morning, limits.n_history, by_age)
        near = around[around_starts[centre] : around_starts[centre + 1]]
        n_around = _count_disk(stream, near, morning, limits.n_history, by_age_around) - n_all
        by_age_around -= by_age
        window, n_inside, expected, surprise = _best_window(
            stream, morning, windows, limits, by_age, n_all, by_age_around, n_around
        )
        if surprise >= limits.least_surprise:
            found[n_found, 0], found[n_found, 1], found[n_found, 2] = rated[row, 0], centre, window
            found[n_found, 3], found[n_found, 4], found[n_found, 5] = n_inside, expected, surprise
            n_found += 1
    return found[:n_found].copy()


@compiled
def _had_one_since(stream: Any, place: int, since: int, morning: int) -> Any:
    days = stream.days[stream.day_starts[place] : stream.day_starts[place + 1]]
    newest = np.searchsorted(days, morning) - 1
    return newest >= 0 and days[newest] >= since


@compiled
def _count_disk(stream: Any, near: Any, morning: int, n_history: int, by_age: Any) -> Any:
    """Count the incidents of a disk by age, 1 for the day before; return how many its history has in all."""
    longest = by_age.size - 1
    by_age[:] = 0
    n_all: Any = 0
    for place in near:
        days = stream.days[stream.day_starts[place] : stream.day_starts[place + 1]]
        first, past = np.searchsorted(days, morning - n_history), np.searchsorted(days, morning)
        n_all += past - first
        for k in range(past - 1, first - 1, -1):
            if days[k] < morning - longest:
                break
            by_age[morning - days[k]] += 1
    return n_all


@compiled
def _best_window(
    stream: Any, morning: int, windows: Any, limits: Any, by_age: Any, n_all: int, by_age_around: Any, n_around: int
) -> Any:
    """Return the most surprising window of a disk: its length, incidents, expected incidents and surprise.

    Where the surroundings had more in the window than their own past says, so much more is usual for the disk too.
    """
    before = stream.exposure_before
    from_day = max(morning - limits.n_history, 0)
    best_window, best_inside, best_expected, best_surprise = 0, 0, 0.0, -1.0
    n_inside, n_inside_around, age, n_last = 0, 0, 0, 0
    for window in windows:
        while age < window:
            age += 1
            n_inside += by_age[age]
            n_inside_around += by_age_around[age]
        # A longer window with no more in it is less surprising.
        if n_inside >= limits.n_fewest and n_inside > n_last:
            n_last = n_inside
            begins = max(morning - window, from_day)
            shape = n_all - n_inside + limits.prior_incidents
            rate = before[begins] - before[from_day] + limits.prior_days
            ahead = before[morning] - before[begins]
            held = before[begins] - before[from_day]
            usual_around = (n_around - n_inside_around) * ahead / held if held > 0.0 else 0.0
            ahead *= max((n_inside_around + limits.prior_around) / (usual_around + limits.prior_around), 1.0)
            surprise = -negative_binomial_tail(n_inside, shape, rate / (rate + ahead)) / _LN_10
            if surprise > best_surprise:
                best_window, best_inside = window, n_inside
                best_expected, best_surprise = shape / rate * ahead, surprise
    return best_window, best_inside, best_expected, best_surprise
