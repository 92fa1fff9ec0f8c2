"""Scan statistics: where, when and how surely there are more cases than there should be.

Three models over one family of cylinders, a circle of places times a window of days. Permutation: cases only; the
days of all cases are shuffled among their places (Kulldorff, Heffernan, Hartman, Assunção and Mostashari, "A space-time
permutation scan statistic for disease outbreak detection", PLoS Medicine 2(3):e59, 2005). Poisson: cases against a
population (Kulldorff, "A spatial scan statistic", Communications in Statistics 26:1481, 1997; in time: Kulldorff,
"Prospective time periodic geographical disease surveillance using a scan statistic", Journal of the Royal Statistical
Society A 164:61, 2001). Bernoulli: cases among cases and controls (1997). Where these leave a choice, the reference
program SaTScan decides; docs/decisions/0022-scan-statistics.md lists each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, UnpeopledCaseError, require_columns, require_positive
from geo.signals.circles import Circles, Places, lay_circles, merge_places
from geo.signals.inference import find_p_value, recurrence_days
from geo.signals.populations import expected_cases
from geo.signals.replications import replicate, seed_replications
from geo.signals.study_periods import StudyPeriod, TimeUnit, lay_period, longest_window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from typing import TypeAlias

    import numpy.typing as npt

    from geo.signals.cylinders import Cylinders, Likelihood

    Floats: TypeAlias = npt.NDArray[np.float64]
    Indexes: TypeAlias = npt.NDArray[np.int64]
    Maxima: TypeAlias = Callable[[npt.NDArray[np.uint64]], Floats]

MAX_POPULATION_PCT = 50.0
# The reference program reports no cluster below this ratio.
_LEAST_RATIO = 0.001
# Ratios are compared to ten digits, so that the order in which doubles were added does not decide between circles.
_DIGITS = 10
_CASE_COLUMNS = ("location_id", "date", "n_cases")
_MOST_CASES = 20_000_000
# Places times intervals where each has an expectation of its own: 0.8 GB, and as much again.
_MOST_CELLS = 100_000_000
CLUSTER_COLUMNS = (
    "cluster_no", "location_ids", "centre", "radius", "start_date", "end_date", "n_cases", "n_expected",
    "log_likelihood_ratio", "p_value", "p_value_source", "recurrence_interval_days",
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What a scan looks at.

    `max_radius` is in the unit of the coordinates. `max_population_pct` is the most of the population at risk that a
    circle may hold: expected cases (Poisson), cases and controls (Bernoulli), cases (permutation). `max_days` None
    means half of the period.
    """

    start_date: date
    end_date: date
    unit: TimeUnit = TimeUnit.DAY
    max_radius: float = math.inf
    max_population_pct: float = MAX_POPULATION_PCT
    max_days: int | None = None
    is_prospective: bool = True


@dataclass(frozen=True)
class Draws:
    """How many replications, from which seed, over how many threads; the threads change no figure."""

    n_replications: int = 999
    seed: int = 1
    n_threads: int = 2


@dataclass(frozen=True)
class ScanResult:
    """The clusters by falling ratio, no two with a place in common, and the highest ratio of each replication.

    Columns of `clusters`: `cluster_no` from 1; `location_ids` (tuple, nearest to the centre first); `centre` (the
    coordinates, tuple) and `radius`, both in the unit of the coordinates; `start_date` and `end_date`, inclusive;
    `n_cases`; `n_expected`; `log_likelihood_ratio`; `p_value` and `p_value_source`, missing without replications;
    `recurrence_interval_days`, missing in a retrospective scan.
    """

    clusters: pd.DataFrame
    maxima: Floats


def scan_permutation(  # noqa: PLR0913 - what a morning may say
    cases: pd.DataFrame,
    places: pd.DataFrame,
    *,
    start_date: date,
    end_date: date,
    max_radius_m: float,
    max_days: int | None,
    n_replications: int,
    seed: int,
    is_prospective: bool = True,
    max_cases_pct: float = MAX_POPULATION_PCT,
    adjust_weekdays: bool = False,
    category_columns: Sequence[str] = (),
    n_threads: int = 2,
) -> ScanResult:
    """Scan daily cases on the plane with the space-time permutation model; what a morning calls.

    Parameters
    ----------
    cases
        One row per location and date (rows of the same are added up): `location_id`, `date` (date or datetime64
        without a time), `n_cases` (whole, zero or more), and the category columns.
    places
        One row per location: `location_id` (each once), `x_m`, `y_m` (metres, one projected system).
    start_date, end_date
        The study period, both days in it.
    max_radius_m
        Widest circle, metres.
    max_days
        Longest window, days; None for half of the period.
    n_replications, seed, n_threads
        See `Draws`.
    is_prospective
        True: only windows that end with the study period. False: all windows.
    max_cases_pct
        Most of all cases that a circle may hold, percent.
    adjust_weekdays, category_columns
        Days are shuffled only among cases of one day of the week, and of one category in each of these columns.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A case without a known location or outside the study period, a count that is no whole number of zero or
        more, a location named twice or without coordinates, or a limit that is not above zero.
    """
    require_columns(places, ("location_id", "x_m", "y_m"), what="places")
    require_positive(max_radius_m, name="max_radius_m")
    limits = Limits(
        start_date=start_date,
        end_date=end_date,
        max_radius=max_radius_m,
        max_population_pct=max_cases_pct,
        max_days=max_days,
        is_prospective=is_prospective,
    )
    return scan_cases(
        cases,
        places["location_id"],
        places[["x_m", "y_m"]].to_numpy(np.float64),
        limits=limits,
        draws=Draws(n_replications, seed, n_threads),
        category_columns=category_columns,
        adjust_weekdays=adjust_weekdays,
    )


def scan_cases(
    cases: pd.DataFrame,
    location_ids: pd.Series,
    coordinates: Floats,
    *,
    limits: Limits,
    draws: Draws,
    category_columns: Sequence[str] = (),
    adjust_weekdays: bool = False,
) -> ScanResult:
    """Scan with the space-time permutation model in any unit of time and any system of coordinates.

    What is expected of a place in an interval is its share of all cases times the interval's share, category by
    category.

    Parameters
    ----------
    cases, category_columns, adjust_weekdays
        As in `scan_permutation`.
    location_ids
        One entry per location, each once.
    coordinates
        (n_locations, 2 or more) in the same order.
    limits, draws
        What to look at and how often.

    Raises
    ------
    MissingColumnError, BadParameterError
        As `scan_permutation`.
    """
    study = _lay_study(location_ids, coordinates, limits)
    counts = _settle(cases, study, category_columns)
    if adjust_weekdays:
        # 1 January of year 1 was a Monday.
        counts["category"] = counts["category"] * 7 + (counts["ordinal"] - 1) % 7
    one_by_one = counts.loc[counts.index.repeat(counts["n_cases"])].sort_values("category", kind="stable")
    place, time = one_by_one["place"].to_numpy(np.int64), one_by_one["interval"].to_numpy(np.int64)
    category = np.unique(one_by_one["category"].to_numpy(np.int64), return_inverse=True)[1]
    at_place = np.bincount(place, minlength=study.n_places).astype(np.float64)
    circles = _circles_of(study, at_place)
    in_reach = time >= study.first_interval
    n_categories = int(category.max(initial=0)) + 1
    if n_categories == 1:
        reach = np.cumsum(at_place[circles.members])
        before = np.concatenate([[0.0], reach])[circles.starts[:-1]]
        reach -= np.repeat(before, np.diff(circles.starts))
        # A circle's cases times a window's: whole numbers, so that equal is equal. They add up to the cases squared.
        through = _through(np.bincount(time, minlength=study.n_intervals).astype(np.float64)[None, :])[0]
        n_population = float(len(place)) ** 2
        cylinders = _cylinders(study, circles, reach=reach, through=through)
    else:
        _require_room(study)
        by_place = np.zeros((n_categories, study.n_places))
        by_time = np.zeros((n_categories, study.n_intervals))
        np.add.at(by_place, (category, place), 1.0)
        np.add.at(by_time, (category, time), 1.0)
        expected = by_place.T @ (by_time / by_time.sum(axis=1, keepdims=True))
        n_population = float(len(place))
        cylinders = _cylinders(study, circles, by_place=expected)
    from geo.signals.cylinders import Likelihood, permutation_maxima  # noqa: PLC0415 - the compiler is loaded late

    likelihood = Likelihood(is_bernoulli=False, n_cases=float(len(place)), n_population=n_population)
    maxima = partial(
        permutation_maxima,
        cylinders,
        likelihood,
        homes=place.astype(np.int32),
        home_starts=np.searchsorted(category, np.arange(n_categories + 1)).astype(np.int64),
        times=time[in_reach],
        time_starts=np.searchsorted(category[in_reach], np.arange(n_categories + 1)).astype(np.int64),
    )
    found = _Found(cylinders, likelihood, circles, place[in_reach], time[in_reach])
    return _report(study, found, lambda seeds: maxima(seeds=seeds), draws)


def scan_poisson(
    cases: pd.DataFrame,
    population: pd.DataFrame | None,
    location_ids: pd.Series,
    coordinates: Floats,
    *,
    limits: Limits,
    draws: Draws,
    category_columns: Sequence[str] = (),
) -> ScanResult:
    """Scan cases against a population, standardised indirectly over the categories.

    Parameters
    ----------
    cases, location_ids, coordinates, limits, draws
        As in `scan_cases`.
    population
        One row per location, date and category: `location_id`, `date`, `is_day` (False where the date stands for a
        month or a year), `n_people` (zero or more), and the category columns. None: as many people everywhere and
        always; categories are then not looked at.
    category_columns
        Columns that both frames have.

    Raises
    ------
    MissingColumnError, BadParameterError
        As `scan_cases`.
    UnpeopledCaseError
        A case where or when there is nobody, or in a category without population.
    """
    study = _lay_study(location_ids, coordinates, limits)
    _require_room(study)
    if population is None:
        counts = _settle(cases, study, ())
        n_locations = np.bincount(study.places.place_of, minlength=study.n_places)
        days = np.diff(study.period.starts) / (study.period.starts[-1] - study.period.starts[0])
        n_cases = counts["n_cases"].sum()
        expected = np.outer(n_locations / max(n_locations.sum(), 1), days) * n_cases
    else:
        counts, people = _settle_both(cases, population, study, category_columns)
        n_categories = int(people["category"].max()) + 1 if len(people) else 1
        of_category = np.bincount(counts["category"], weights=counts["n_cases"], minlength=n_categories)
        expected = expected_cases(
            people, study.period, cases_of_category=of_category.astype(np.float64), n_places=study.n_places
        )
    has_cases = counts[counts["n_cases"] > 0]
    nobody = expected[has_cases["place"], has_cases["interval"]] <= 0
    if nobody.any():
        row = has_cases[nobody].iloc[0]
        message = f"location {row['location_id']} has cases on {row['date']} but no population then"
        raise UnpeopledCaseError(message, row=int(has_cases.index[nobody][0]))
    weight = expected.sum(axis=1)
    circles = _circles_of(study, weight)
    cylinders = _cylinders(study, circles, by_place=expected)
    from geo.signals.cylinders import Likelihood, alias_table, poisson_maxima  # noqa: PLC0415 - as above

    place, time = (np.repeat(counts[name].to_numpy(np.int64), counts["n_cases"]) for name in ("place", "interval"))
    likelihood = Likelihood(is_bernoulli=False, n_cases=float(len(place)), n_population=float(len(place)))
    near = expected[:, study.first_interval :]
    cells = np.append(near.ravel(), max(expected.sum() - near.sum(), 0.0) if study.first_interval else 0.0)
    if not len(place):
        return _nothing(draws)
    keep, other = alias_table(cells)
    maxima = partial(poisson_maxima, cylinders, likelihood)
    in_reach = time >= study.first_interval
    found = _Found(cylinders, likelihood, circles, place[in_reach], time[in_reach])
    first = study.first_interval
    return _report(study, found, lambda seeds: maxima(seeds, keep, other, first), draws)


def scan_bernoulli(
    cases: pd.DataFrame,
    controls: pd.DataFrame,
    location_ids: pd.Series,
    coordinates: Floats,
    *,
    limits: Limits,
    draws: Draws,
) -> ScanResult:
    """Scan cases among cases and controls.

    Parameters
    ----------
    cases, location_ids, coordinates, limits, draws
        As in `scan_cases`, without categories: this model knows none.
    controls
        The controls in the same form, counted in `n_cases`.

    Raises
    ------
    MissingColumnError, BadParameterError
        As `scan_cases`; besides, no control at all.
    """
    study = _lay_study(location_ids, coordinates, limits)
    _require_room(study)
    counts, others = _settle(cases, study, ()), _settle(controls, study, ())
    if not others["n_cases"].sum():
        raise BadParameterError("there are no controls in the study period")
    everybody = pd.concat([counts, others])
    cell = everybody["place"].to_numpy(np.int64) * study.n_intervals + everybody["interval"].to_numpy(np.int64)
    n_cells = study.n_places * study.n_intervals
    people = np.bincount(cell, weights=everybody["n_cases"], minlength=n_cells).astype(np.float64)
    by_place = people.reshape(study.n_places, study.n_intervals)
    circles = _circles_of(study, by_place.sum(axis=1))
    cylinders = _cylinders(study, circles, by_place=by_place)
    from geo.signals.cylinders import Likelihood, bernoulli_maxima  # noqa: PLC0415 - as above

    place, time = (np.repeat(counts[name].to_numpy(np.int64), counts["n_cases"]) for name in ("place", "interval"))
    likelihood = Likelihood(is_bernoulli=True, n_cases=float(len(place)), n_population=float(people.sum()))
    each = np.repeat(np.arange(people.size, dtype=np.int64), people.astype(np.int64))
    in_reach = time >= study.first_interval
    found = _Found(cylinders, likelihood, circles, place[in_reach], time[in_reach])
    maxima = partial(bernoulli_maxima, cylinders, likelihood)
    first = study.first_interval
    return _report(study, found, lambda seeds: maxima(seeds, each, first), draws)


@dataclass(frozen=True)
class _Study:
    """A scan's places, period and limits, made ready."""

    location_ids: pd.Index
    places: Places
    period: StudyPeriod
    limits: Limits
    longest: int

    @property
    def n_places(self) -> int:
        return len(self.places.coordinates)

    @property
    def n_intervals(self) -> int:
        return self.period.n_intervals

    @property
    def first_interval(self) -> int:
        """The earliest interval that some window holds."""
        return self.n_intervals - self.longest if self.limits.is_prospective else 0


@dataclass(frozen=True)
class _Found:
    """What the clusters of the real cases are found from."""

    cylinders: Cylinders
    likelihood: Likelihood
    circles: Circles
    place: Indexes
    time: Indexes


def _lay_study(location_ids: pd.Series, coordinates: Floats, limits: Limits) -> _Study:
    ids = pd.Index(location_ids)
    if not len(ids):
        raise BadParameterError("there is no location to scan")
    if not ids.is_unique:
        raise BadParameterError(f"location {ids[ids.duplicated()][0]} is named twice")
    if not 0 < limits.max_population_pct <= 100:  # noqa: PLR2004 - percent
        raise BadParameterError(f"max_population_pct must lie above 0 and up to 100, got {limits.max_population_pct}")
    if not limits.max_radius > 0:
        raise BadParameterError(f"max_radius must be above 0, got {limits.max_radius}")
    period = lay_period(limits.start_date, limits.end_date, limits.unit)
    return _Study(ids, merge_places(coordinates), period, limits, longest_window(period, limits.max_days))


def _require_room(study: _Study) -> None:
    if study.n_places * study.n_intervals > _MOST_CELLS:
        raise BadParameterError(
            f"{study.n_places:,} places and {study.n_intervals:,} {study.period.unit}s are too much together;"
            " take a longer time unit or a shorter study period"
        )


def _settle(cases: pd.DataFrame, study: _Study, category_columns: Sequence[str]) -> pd.DataFrame:
    """Give each row of cases its place, interval and category; add `ordinal` and whole `n_cases`."""
    require_columns(cases, (*_CASE_COLUMNS, *category_columns), what="cases")
    settled = _place(cases, study, what="cases")
    interval = study.period.interval_of(settled["ordinal"].to_numpy(np.int64))
    if ((interval < 0) | (interval >= study.n_intervals)).any():
        row = cases.iloc[int(np.argmax((interval < 0) | (interval >= study.n_intervals)))]
        raise BadParameterError(
            f"a case at location {row['location_id']} on {row['date']} lies outside the study period"
        )
    given = settled["n_cases"].to_numpy(np.float64)
    if not (np.isfinite(given) & (given >= 0) & (given == np.floor(given))).all() or given.sum() >= _MOST_CASES:
        raise BadParameterError("counts must be whole numbers of zero or more, fewer than 20 million together")
    settled["interval"], settled["n_cases"] = interval, given.astype(np.int64)
    settled["category"] = (
        settled.groupby(list(category_columns), sort=True, dropna=False).ngroup() if category_columns else 0
    )
    return settled.reset_index(drop=True)


def _settle_both(
    cases: pd.DataFrame, population: pd.DataFrame, study: _Study, category_columns: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give cases and population their places, and categories numbered alike."""
    require_columns(population, ("location_id", "date", "is_day", "n_people", *category_columns), what="populations")
    counts, people = _settle(cases, study, category_columns), _place(population, study, what="populations")
    n_people = people["n_people"].to_numpy(np.float64)
    if not (np.isfinite(n_people) & (n_people >= 0)).all():
        raise BadParameterError("a population must be zero or more")
    if category_columns:
        names = list(category_columns)
        number = pd.concat([people[names], counts[names]]).groupby(names, sort=False, dropna=False).ngroup()
        people["category"] = number.to_numpy()[: len(people)]
        counts["category"] = number.to_numpy()[len(people) :]
        known = people.loc[n_people > 0, "category"].unique()
        stray = counts[(counts["n_cases"] > 0) & ~counts["category"].isin(known)]
        if len(stray):
            named = " ".join(str(stray.iloc[0][name]) for name in names)
            message = f"there are cases but no population in category {named}"
            raise UnpeopledCaseError(message, row=int(stray.index[0]))
    else:
        people["category"] = 0
    return counts, people


def _place(rows: pd.DataFrame, study: _Study, *, what: str) -> pd.DataFrame:
    located = study.location_ids.get_indexer(pd.Index(rows["location_id"]))
    if (located < 0).any():
        stray = rows["location_id"].iloc[int(np.argmax(located < 0))]
        raise BadParameterError(f"{what} at location {stray}, which has no coordinates")
    placed = rows.copy()
    placed["place"] = study.places.place_of[located]
    placed["ordinal"] = _ordinals(rows["date"])
    return placed


def _ordinals(dates: pd.Series) -> Indexes:
    """Return each date as its number of days, 1 January of year 1 being 1."""
    if pd.api.types.is_datetime64_any_dtype(dates):
        days = dates.to_numpy("datetime64[D]").astype(np.int64)
        return np.asarray(days + 719_163)
    return np.array([day.toordinal() for day in dates], dtype=np.int64)


def _circles_of(study: _Study, weight: Floats) -> Circles:
    return lay_circles(
        study.places.coordinates,
        weight,
        max_radius=study.limits.max_radius,
        max_weight=study.limits.max_population_pct / 100 * float(weight.sum()),
    )


def _through(by_interval: Floats) -> Floats:
    """Sum along the intervals, with a leading zero."""
    through = np.zeros((by_interval.shape[0], by_interval.shape[1] + 1))
    np.cumsum(by_interval, axis=1, out=through[:, 1:])
    return through


def _cylinders(
    study: _Study,
    circles: Circles,
    *,
    reach: Floats | None = None,
    through: Floats | None = None,
    by_place: Floats | None = None,
) -> Cylinders:
    from geo.signals.cylinders import Cylinders  # noqa: PLC0415 - the compiler is loaded late

    return Cylinders(
        circles.starts,
        circles.members,
        np.zeros(0) if reach is None else reach,
        np.zeros(study.n_intervals + 1) if through is None else through,
        np.zeros((0, 0)) if by_place is None else _through(by_place),
        study.longest,
        study.limits.is_prospective,
    )


def _nothing(draws: Draws) -> ScanResult:
    return ScanResult(pd.DataFrame(columns=list(CLUSTER_COLUMNS)), np.zeros(draws.n_replications))


def _report(study: _Study, found: _Found, maxima: Maxima, draws: Draws) -> ScanResult:
    """Find the clusters, replicate, and put both together."""
    if found.place.size == 0:
        return _nothing(draws)
    from geo.signals.cylinders import best_of_each_centre  # noqa: PLC0415 - the compiler is loaded late

    ratio, cylinder, measure = best_of_each_centre(found.cylinders, found.likelihood, found.place, found.time)
    highest = replicate(maxima, seed_replications(draws.seed, draws.n_replications), n_threads=draws.n_threads)
    at_place = _locations_at(study)
    rows: list[dict[str, Any]] = []
    for centre in _apart(found.circles, ratio, cylinder):
        position, begin, past, n_cases = (int(value) for value in cylinder[centre])
        members = found.circles.members[found.circles.starts[centre] : position + 1]
        p_value = find_p_value(float(ratio[centre]), highest)
        expected = float(measure[centre]) * found.likelihood.n_cases / found.likelihood.n_population
        rows.append(
            {
                "cluster_no": len(rows) + 1,
                "location_ids": tuple(study.location_ids[row] for place in members for row in at_place[place]),
                "centre": tuple(study.places.coordinates[centre].tolist()),
                "radius": float(found.circles.distance[position]),
                "start_date": study.period.first_day(begin),
                "end_date": study.period.last_day(past),
                "n_cases": n_cases,
                "n_expected": expected,
                "log_likelihood_ratio": float(ratio[centre]),
                "p_value": p_value.value if p_value else math.nan,
                "p_value_source": p_value.source if p_value else None,
                "recurrence_interval_days": (
                    recurrence_days(p_value.value, study.period.unit)
                    if p_value and study.limits.is_prospective
                    else math.nan
                ),
            }
        )
    return ScanResult(pd.DataFrame(rows, columns=list(CLUSTER_COLUMNS)), highest)


def _locations_at(study: _Study) -> list[Indexes]:
    order = np.argsort(study.places.place_of, kind="stable")
    ends = np.cumsum(np.bincount(study.places.place_of, minlength=study.n_places))
    return np.split(order, ends[:-1])


def _apart(circles: Circles, ratio: Floats, cylinder: Indexes) -> list[int]:
    """Choose centres by falling ratio whose circles share no place with one chosen before.

    Of equal ratios the circle with fewer places counts, then the narrower one, then the shorter window, then the
    earlier one, then the centre with the lower coordinates.
    """
    candidates = np.flatnonzero(ratio > _LEAST_RATIO)
    last, begin, past = cylinder[:, 0], cylinder[candidates, 1], cylinder[candidates, 2]
    n_members = (last - circles.starts[:-1])[candidates]
    width = circles.distance[last[candidates]]
    order = np.lexsort((candidates, begin, past - begin, width, n_members, -_rounded(ratio[candidates])))
    taken = np.zeros(ratio.size, dtype=bool)
    chosen = []
    for centre in candidates[order]:
        members = circles.members[circles.starts[centre] : last[centre] + 1]
        if not taken[members].any():
            taken[members] = True
            chosen.append(int(centre))
    return chosen


def _rounded(ratio: Floats) -> Floats:
    """Round to significant digits."""
    size = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.maximum(ratio, _LEAST_RATIO))))
    return np.asarray(np.round(ratio * size) / size)
