"""The loops of the scan statistics, in machine code: every circle round every place, every window, many times over.

For a given number of cases the likelihood ratio falls as the expectation grows. So a scan takes no logarithm for most
cylinders: it keeps the smallest expectation seen for each count, and takes the ratio only of a smaller one. A cylinder
can only beat the one before it if it holds a case more: circles grow past places without cases, windows begin and end
in intervals with cases, and only windows that gained a case are looked at. Where a circle holds cases in many
intervals, a bound without logarithms first says whether any of many windows can be the best.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    Counts: TypeAlias = npt.NDArray[np.int64]
    Floats: TypeAlias = npt.NDArray[np.float64]
    Members: TypeAlias = npt.NDArray[np.int32]
    Seeds: TypeAlias = npt.NDArray[np.uint64]

# What is smaller by less than this share is not smaller: sums of doubles in another order must not move a window.
_CLEARLY = 1 - 1e-11
# So many windows are looked at together, unless they are few.
_MANY, _FEW = 48, 12
FEWEST_CASES = 2  # one case is no cluster; the reference program reports none either

# Constants of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT_30, _SHIFT_27, _SHIFT_31 = np.uint64(30), np.uint64(27), np.uint64(31)
_HALF, _LOW_HALF, _SHIFT_11 = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(11)
_TWO_TO_32 = np.uint64(1 << 32)
_UNIT = 2.0**-53


class Cylinders(NamedTuple):
    """Every circle with every window.

    `members[starts[c]:starts[c + 1]]` are the places round centre `c` by rising distance, so that a circle is a
    beginning of that run. What a cylinder is measured by is `reach[position] * (through[end] - through[begin])` for
    the circle that ends at `position`; where `through_by_place` has rows, `through` is instead the sum of the rows
    of the circle's places and `reach` is not read. Both `through` are sums from the first interval on, with a leading
    zero: n_intervals + 1 long. `longest` counts intervals; a prospective window ends with the last interval.
    """

    starts: Counts
    members: Members
    reach: Floats
    through: Floats
    through_by_place: Floats
    longest: int
    is_prospective: bool


class Likelihood(NamedTuple):
    """Which ratio is taken: with cases out of a population (Bernoulli) or against an expectation (all others).

    All measures add up to `n_population`, of which `n_cases` are expected: a measure may be people, or expected
    cases, or products of whole numbers, which stay exact where quotients would not.
    """

    is_bernoulli: bool
    n_cases: float
    n_population: float


@compiled
def ratio_of(likelihood: Likelihood, n_inside: float, measure: float) -> float:
    """Return the log-likelihood ratio of `n_inside` cases, zero where there are no more than expected."""
    n_outside = likelihood.n_cases - n_inside
    expected = likelihood.n_cases * measure / likelihood.n_population
    if n_inside <= expected:
        return 0.0
    ratio = n_inside * math.log(n_inside / expected)
    if n_outside > 0:
        ratio += n_outside * math.log(n_outside / (likelihood.n_cases - expected))
    if not likelihood.is_bernoulli:
        return ratio
    others = likelihood.n_population - measure
    n_controls = likelihood.n_population - likelihood.n_cases
    inside, outside = measure - n_inside, others - n_outside
    if inside > 0:
        ratio += inside * math.log(inside * likelihood.n_population / (n_controls * measure))
    if outside > 0:
        ratio += outside * math.log(outside * likelihood.n_population / (n_controls * others))
    return ratio


class _Desk(NamedTuple):
    """What a scan writes on: the smallest measure of each count, and what the circle it is in holds.

    `times` are the intervals with cases, in order; `counts` and `is_new` have an entry for every interval. `before` and
    `from_here` stand beside `times`: cases in the intervals before it, and `through` at its beginning.
    """

    least: Floats
    times: Counts
    counts: Counts
    is_new: Counts
    before: Floats
    from_here: Floats
    through: Floats


class _Best(NamedTuple):
    """The cylinder with the highest ratio so far."""

    ratio: float
    position: int
    begin: int
    end: int
    n_inside: int
    measure: float


@compiled
def _lay_desk(n_most: int, n_intervals: int) -> Any:
    return _Desk(
        np.full(n_most + 1, np.inf),
        np.zeros(n_intervals + 1, np.int64),
        np.zeros(n_intervals + 1, np.int64),
        np.zeros(n_intervals + 1, np.int64),
        np.zeros(n_intervals + 2),
        np.zeros(n_intervals + 1),
        np.zeros(n_intervals + 1),
    )


@compiled
def _add_cases(desk: Any, n_times: int, case_times: Counts, begin: int, end: int) -> int:
    """Add the cases of a place to the circle; return how many intervals hold cases now."""
    times, counts = desk.times, desk.counts
    for case in range(begin, end):
        time = case_times[case]
        counts[time] += 1
        desk.is_new[time] = 1
        if counts[time] > 1:
            continue
        slot = n_times
        while slot > 0 and times[slot - 1] > time:
            times[slot] = times[slot - 1]
            slot -= 1
        times[slot] = time
        n_times += 1
    return n_times


@compiled
def _may_beat(
    desk: Any, likelihood: Likelihood, low: int, past: int, inside: float, to_end: float, scale: float, ratio: float
) -> bool:
    """Say whether a window from some slot of `low` to before `past` can have a ratio above `ratio`.

    For d cases more than the m expected of n, log(1 + u) <= u (6 + u) / (6 + 4 u) (Topsøe, "Some bounds for the
    logarithmic function", 2007) and log(1 - v) <= -v bound the ratio by
    d * d * ((3 m + d) / (m (6 m + 4 d)) + 1 / (n - m)); controls add at most d * d * n * n / (controls * m (n - m)).
    The loop holds no branch and no table, so that the processor takes several windows at a time.
    """
    n_cases = likelihood.n_cases
    rate = n_cases / likelihood.n_population
    others = n_cases * n_cases / (likelihood.n_population - n_cases) if likelihood.is_bernoulli else 0.0
    below = ratio * _CLEARLY
    n_able = 0
    for slot in range(low, past):
        expected = rate * scale * (to_end - desk.from_here[slot])
        excess = (inside - desk.before[slot]) - expected
        outside = n_cases - expected
        wide = 6.0 * expected + 4.0 * excess
        at_most = excess * excess * ((3.0 * expected + excess) * outside + expected * wide + others * wide)
        n_able += int((excess > 0.0) & (at_most >= below * expected * wide * outside))
    return n_able > 0


@compiled
def _scan(  # noqa: C901, PLR0912 - one loop; parts of it would be called millions of times a second
    cylinders: Cylinders,
    likelihood: Likelihood,
    first: int,
    past: int,
    case_starts: Counts,
    case_times: Counts,
    desk: Any,
    through: Floats,
) -> Any:
    """Scan the circles round the centres from `first` to before `past`; return the best cylinder, and clear the desk.

    `case_times[case_starts[p]:case_starts[p + 1]]` are the intervals of the cases at place `p`. Of equal ratios the
    first met stays: the smaller circle, then the earlier end, then the shorter window.
    """
    times, counts, is_new, least = desk.times, desk.counts, desk.is_new, desk.least
    longest, is_prospective = cylinders.longest, cylinders.is_prospective
    is_by_place = cylinders.through_by_place.shape[0] > 0
    n_intervals = through.size - 1
    best = _Best(0.0, 0, 0, 0, 0, 0.0)
    highest = 0
    for centre in range(first, past):
        n_times = 0
        if is_by_place:
            through[:] = 0.0
        for position in range(cylinders.starts[centre], cylinders.starts[centre + 1]):
            place = cylinders.members[position]
            if is_by_place:
                for time in range(n_intervals + 1):
                    through[time] += cylinders.through_by_place[place, time]
            if case_starts[place] == case_starts[place + 1]:
                continue
            n_times = _add_cases(desk, n_times, case_times, case_starts[place], case_starts[place + 1])
            scale = 1.0 if is_by_place else cylinders.reach[position]
            for slot in range(n_times):
                desk.from_here[slot] = through[times[slot]]
                desk.before[slot + 1] = desk.before[slot] + counts[times[slot]]
            last_new, low = -1, 0
            for end_slot in range(n_times - 1 if is_prospective else 0, n_times):
                if is_prospective:
                    end = n_intervals
                    last_new = end_slot
                    while is_new[times[last_new]] == 0:
                        last_new -= 1
                else:
                    end = times[end_slot] + 1
                    if is_new[times[end_slot]] == 1:
                        last_new = end_slot
                    while end - times[low] > longest:
                        low += 1
                inside, to_end = desk.before[end_slot + 1], through[end]
                above = last_new + 1
                while above > low:
                    bottom = max(low, above - _MANY)
                    if above - bottom < _FEW or _may_beat(
                        desk, likelihood, bottom, above, inside, to_end, scale, best.ratio
                    ):
                        for slot in range(above - 1, bottom - 1, -1):
                            n_inside = int(inside - desk.before[slot])
                            measure = scale * (to_end - desk.from_here[slot])
                            if n_inside >= FEWEST_CASES and measure < least[n_inside] * _CLEARLY:
                                least[n_inside] = measure
                                highest = max(highest, n_inside)
                                ratio = ratio_of(likelihood, float(n_inside), measure)
                                if ratio * _CLEARLY > best.ratio:
                                    best = _Best(ratio, position, times[slot], end, n_inside, measure)
                    above = bottom
            for slot in range(n_times):
                is_new[times[slot]] = 0
        for slot in range(n_times):
            counts[times[slot]] = 0
    least[: highest + 1] = np.inf
    return best


@compiled
def _sort_cases(places: Counts, times: Counts, n_cases: int, case_starts: Counts, case_times: Counts) -> None:
    """Group the first `n_cases` cases by place, each place's in the order given."""
    case_starts[:] = 0
    for case in range(n_cases):
        case_starts[places[case] + 1] += 1
    for place in range(case_starts.size - 1):
        case_starts[place + 1] += case_starts[place]
    # Filling moves each start on to the next place's start; they are set back after.
    for case in range(n_cases):
        place = places[case]
        case_times[case_starts[place]] = times[case]
        case_starts[place] += 1
    for place in range(case_starts.size - 1, 0, -1):
        case_starts[place] = case_starts[place - 1]
    case_starts[0] = 0


@compiled
def best_of_each_centre(
    cylinders: Cylinders, likelihood: Likelihood, places: Counts, times: Counts
) -> tuple[Floats, Counts, Floats]:
    """Find the cylinder with the highest ratio round each centre.

    Parameters
    ----------
    places, times
        One entry per case that some window can hold: its place and its interval.

    Returns
    -------
    ratio
        One per centre; zero where no cylinder holds more cases than expected.
    cylinder
        One row per centre: last position in `members`, first interval, interval after the last, cases.
    measure
        One per centre.
    """
    n_centres, n_intervals = cylinders.starts.size - 1, cylinders.through.size - 1
    case_starts, case_times = np.zeros(n_centres + 1, np.int64), np.empty(times.size, np.int64)
    _sort_cases(places, times, places.size, case_starts, case_times)
    desk = _lay_desk(places.size, n_intervals)
    through = desk.through if cylinders.through_by_place.shape[0] > 0 else cylinders.through
    ratios, measures = np.zeros(n_centres), np.zeros(n_centres)
    found = np.zeros((n_centres, 4), np.int64)
    for centre in range(n_centres):
        best = _scan(cylinders, likelihood, centre, centre + 1, case_starts, case_times, desk, through)
        ratios[centre], measures[centre] = best.ratio, best.measure
        found[centre, 0], found[centre, 1] = best.position, best.begin
        found[centre, 2], found[centre, 3] = best.end, best.n_inside
    return ratios, found, measures


@compiled
def _next_state(state: Any) -> Any:
    return state + _GOLDEN


@compiled
def _mix(state: Any) -> Any:
    """Turn a state of SplitMix64 into its 64 random bits."""
    mixed = (state ^ (state >> _SHIFT_30)) * _MIX_1
    mixed = (mixed ^ (mixed >> _SHIFT_27)) * _MIX_2
    return mixed ^ (mixed >> _SHIFT_31)


@compiled
def _below(state: Any, bound: Any) -> Any:
    """Draw a whole number from 0 to below `bound`, each equally likely; return the next state and the number.

    Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): multiply and shift, and draw again
    where the low half falls among the few values that would make small numbers likelier. `bound` is below 2 ** 32.
    """
    limit = np.uint64(bound)
    state = _next_state(state)
    product = (_mix(state) >> _HALF) * limit
    if product & _LOW_HALF < limit:
        too_low = (_TWO_TO_32 - limit) % limit
        while product & _LOW_HALF < too_low:
            state = _next_state(state)
            product = (_mix(state) >> _HALF) * limit
    return state, np.int64(product >> _HALF)


@compiled
def permute_cases(
    seed: Any, homes: Members, home_starts: Counts, time_starts: Counts, shuffled: Members, places: Counts
) -> None:
    """Deal the places of all cases out to the times that some window can hold, within each category.

    `homes[home_starts[k]:home_starts[k + 1]]` are the places of category `k`'s cases and
    `places[time_starts[k]:time_starts[k + 1]]` the cases to be given one; only those are drawn.
    """
    # One by one: to copy a whole array, the compiler also compiles the words of an error about two shapes, for seconds.
    for case in range(homes.size):
        shuffled[case] = homes[case]
    state = seed
    for category in range(home_starts.size - 1):
        base, past = home_starts[category], home_starts[category + 1]
        for dealt in range(time_starts[category + 1] - time_starts[category]):
            state, ahead = _below(state, past - base - dealt)
            here, there = base + dealt, base + dealt + ahead
            shuffled[here], shuffled[there] = shuffled[there], shuffled[here]
            places[time_starts[category] + dealt] = shuffled[here]


@compiled
def draw_cells(seed: Any, keep: Floats, other: Counts, n_cases: int, cells: Counts) -> None:
    """Draw the cell of each case by Walker's alias method: a column, then the column's own cell or its other one."""
    state = seed
    for case in range(n_cases):
        state, column = _below(state, keep.size)
        state = _next_state(state)
        share = (_mix(state) >> _SHIFT_11) * _UNIT
        cells[case] = column if share < keep[column] else other[column]


@compiled
def choose_cases(seed: Any, everybody: Counts, n_cases: int, shuffled: Counts) -> None:
    """Choose which of a population are the cases: they stand first in `shuffled`."""
    for one in range(everybody.size):
        shuffled[one] = everybody[one]
    state = seed
    for case in range(n_cases):
        state, ahead = _below(state, everybody.size - case)
        shuffled[case], shuffled[case + ahead] = shuffled[case + ahead], shuffled[case]


@compiled
def alias_table(weight: Floats) -> tuple[Floats, Counts]:
    """Lay Walker's alias table in Vose's way (IEEE Transactions on Software Engineering 17, 1991)."""
    n_cells = weight.size
    keep, other = weight * (n_cells / weight.sum()), np.arange(n_cells)
    short, long = np.empty(n_cells, np.int64), np.empty(n_cells, np.int64)
    n_short = n_long = 0
    for cell in range(n_cells):
        if keep[cell] < 1.0:
            short[n_short] = cell
            n_short += 1
        else:
            long[n_long] = cell
            n_long += 1
    while n_short > 0 and n_long > 0:
        n_short -= 1
        small, large = short[n_short], long[n_long - 1]
        other[small] = large
        keep[large] -= 1.0 - keep[small]
        if keep[large] < 1.0:
            n_long -= 1
            short[n_short] = large
            n_short += 1
    for left in range(n_short):  # only rounding left these over
        keep[short[left]] = 1.0
    for left in range(n_long):
        keep[long[left]] = 1.0
    return keep, other


@compiled
def permutation_maxima(
    cylinders: Cylinders,
    likelihood: Likelihood,
    seeds: Seeds,
    homes: Members,
    home_starts: Counts,
    times: Counts,
    time_starts: Counts,
) -> Floats:
    """Return the highest ratio of each replication of the permutation model, one per seed."""
    n_centres, n_intervals = cylinders.starts.size - 1, cylinders.through.size - 1
    desk = _lay_desk(times.size, n_intervals)
    through = desk.through if cylinders.through_by_place.shape[0] > 0 else cylinders.through
    case_starts, case_times = np.zeros(n_centres + 1, np.int64), np.empty(times.size, np.int64)
    shuffled, places = homes.copy(), np.empty(times.size, np.int64)
    maxima = np.empty(seeds.size)
    for replication in range(seeds.size):
        permute_cases(seeds[replication], homes, home_starts, time_starts, shuffled, places)
        _sort_cases(places, times, times.size, case_starts, case_times)
        best = _scan(cylinders, likelihood, 0, n_centres, case_starts, case_times, desk, through)
        maxima[replication] = best.ratio
    return maxima


@compiled
def poisson_maxima(
    cylinders: Cylinders, likelihood: Likelihood, seeds: Seeds, keep: Floats, other: Counts, first_interval: int
) -> Floats:
    """Return the highest ratio of each replication of the Poisson model, one per seed.

    Cells count place by place through the intervals from `first_interval` on; the last cell is everything before.
    """
    n_centres, n_intervals = cylinders.starts.size - 1, cylinders.through.size - 1
    n_cases, n_near = int(likelihood.n_cases), n_intervals - first_interval
    desk = _lay_desk(n_cases, n_intervals)
    through = desk.through if cylinders.through_by_place.shape[0] > 0 else cylinders.through
    case_starts, case_times = np.zeros(n_centres + 1, np.int64), np.empty(n_cases, np.int64)
    cells, places, times = np.empty(n_cases, np.int64), np.empty(n_cases, np.int64), np.empty(n_cases, np.int64)
    maxima = np.empty(seeds.size)
    for replication in range(seeds.size):
        draw_cells(seeds[replication], keep, other, n_cases, cells)
        n_drawn = 0
        for case in range(n_cases):
            if cells[case] < n_centres * n_near:
                places[n_drawn] = cells[case] // n_near
                times[n_drawn] = first_interval + cells[case] % n_near
                n_drawn += 1
        _sort_cases(places, times, n_drawn, case_starts, case_times)
        best = _scan(cylinders, likelihood, 0, n_centres, case_starts, case_times, desk, through)
        maxima[replication] = best.ratio
    return maxima


@compiled
def bernoulli_maxima(
    cylinders: Cylinders, likelihood: Likelihood, seeds: Seeds, everybody: Counts, first_interval: int
) -> Floats:
    """Return the highest ratio of each replication of the Bernoulli model, one per seed.

    `everybody` holds the cell of each case and control: place times n_intervals plus interval.
    """
    n_centres, n_intervals = cylinders.starts.size - 1, cylinders.through.size - 1
    n_cases = int(likelihood.n_cases)
    desk = _lay_desk(n_cases, n_intervals)
    through = desk.through if cylinders.through_by_place.shape[0] > 0 else cylinders.through
    case_starts, case_times = np.zeros(n_centres + 1, np.int64), np.empty(n_cases, np.int64)
    shuffled = everybody.copy()
    places, times = np.empty(n_cases, np.int64), np.empty(n_cases, np.int64)
    maxima = np.empty(seeds.size)
    for replication in range(seeds.size):
        choose_cases(seeds[replication], everybody, n_cases, shuffled)
        n_drawn = 0
        for case in range(n_cases):
            if shuffled[case] % n_intervals >= first_interval:
                places[n_drawn] = shuffled[case] // n_intervals
                times[n_drawn] = shuffled[case] % n_intervals
                n_drawn += 1
        _sort_cases(places, times, n_drawn, case_starts, case_times)
        best = _scan(cylinders, likelihood, 0, n_centres, case_starts, case_times, desk, through)
        maxima[replication] = best.ratio
    return maxima
