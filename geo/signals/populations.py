"""Expected cases from a population that changes between its dates, standardised indirectly over categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError, require_columns

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt
    import pandas as pd

    from geo.signals.study_periods import StudyPeriod

    Floats: TypeAlias = npt.NDArray[np.float64]
    Indexes: TypeAlias = npt.NDArray[np.int64]


def expected_cases(
    population: pd.DataFrame, period: StudyPeriod, *, cases_of_category: Floats, n_places: int
) -> Floats:
    """Spread the cases of each category over places and intervals as its population is spread.

    Between two dates of the file a population is taken to change in a straight line, before the first and after the
    last to stay as it is. A row that is missing at a date where the file has others is a population of zero there,
    as in the reference program. A date given to the day holds for that whole day.

    Parameters
    ----------
    population
        One row per place, category and date, in any order, repeated rows added up: `place` (index), `category`
        (index), `ordinal` (the date), `is_day` (given to the day), `n_people`.
    period
        The study period.
    cases_of_category
        Cases in the study period, one per category.
    n_places
        Number of places; those without a row have no population.

    Returns
    -------
    (n_places, n_intervals) expected cases; they add up to the cases.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A category with cases has no population in the study period.
    """
    require_columns(population, ("place", "category", "ordinal", "is_day", "n_people"), what="populations")
    knots, knot_of, day_after = _lay_knots(population)
    n_categories = len(cases_of_category)
    people = np.zeros((n_categories, n_places, knots.size))
    category, place = population["category"].to_numpy(np.int64), population["place"].to_numpy(np.int64)
    n_people = population["n_people"].to_numpy(np.float64)
    np.add.at(people, (category, place, knot_of), n_people)
    is_day = day_after >= 0
    np.add.at(people, (category[is_day], place[is_day], day_after[is_day]), n_people[is_day])
    ends = period.starts[[0, -1]].astype(np.float64)
    total = np.diff(_summed_until(people.sum(axis=1), knots, ends), axis=1)[:, 0]
    if (unpeopled := (cases_of_category > 0) & (total <= 0)).any():
        numbers = ", ".join(map(str, np.flatnonzero(unpeopled)))
        raise BadParameterError(f"there are cases but no population in category {numbers}")
    risk = np.divide(cases_of_category, total, out=np.zeros(n_categories), where=total > 0)
    at_risk = np.tensordot(risk, people, axes=1)
    return np.diff(_summed_until(at_risk, knots, period.starts.astype(np.float64)), axis=1)


def _lay_knots(population: pd.DataFrame) -> tuple[Floats, Indexes, Indexes]:
    """List the dates between which lines are drawn.

    Returns
    -------
    knots
        Rising dates. A date given to the day has a second knot at the end of that day; where the next day is given
        too, that knot stands before the next day's own, at the same date, and the line steps.
    knot_of
        The knot of each row.
    day_after
        The second knot of each row, -1 where its date is not given to the day.
    """
    ordinal, is_day = population["ordinal"].to_numpy(np.int64), population["is_day"].to_numpy(bool)
    # A key's last digit puts the end of a day before the beginning of the next.
    own, after = ordinal * 2 + 1, np.where(is_day, (ordinal + 1) * 2, -1)
    keys = np.unique(np.concatenate([own, after[is_day]]))
    return (
        (keys // 2).astype(np.float64),
        np.searchsorted(keys, own),
        np.where(is_day, np.searchsorted(keys, after), -1),
    )


def _summed_until(height: Floats, knots: Floats, until: Floats) -> Floats:
    """Add up, day by day from the first knot, what the lines between the knots hold before each of `until`.

    `height` is (n, knots); the result (n, until), negative before the first knot.
    """
    width = np.diff(knots)
    area = np.zeros(height.shape)
    area[:, 1:] = np.cumsum((height[:, 1:] + height[:, :-1]) / 2 * width, axis=1)
    left = np.clip(np.searchsorted(knots, until, side="right") - 1, 0, knots.size - 1)
    right = np.minimum(left + 1, knots.size - 1)
    gap = knots[right] - knots[left]
    past = until - knots[left]
    share = np.divide(past, gap, out=np.zeros(until.size), where=(gap > 0) & (past > 0))
    there = height[:, left] + (height[:, right] - height[:, left]) * share
    return np.asarray(area[:, left] + (height[:, left] + there) / 2 * past)
