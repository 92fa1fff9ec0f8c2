from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadParameterError, MissingColumnError
from geo.signals.populations import expected_cases
from geo.signals.study_periods import TimeUnit, lay_period

START = date(2000, 1, 1)


def people(*rows):
    """Rows of place, category, date, whether it is a day, people."""
    table = pd.DataFrame(rows, columns=["place", "category", "date", "is_day", "n_people"])
    return table.assign(ordinal=[day.toordinal() for day in table["date"]])


def expected(population, cases, *, n_days=10, n_places=2, unit=TimeUnit.DAY):
    period = lay_period(START, START + timedelta(days=n_days - 1), unit)
    return expected_cases(population, period, cases_of_category=np.array(cases, dtype=float), n_places=n_places)


def test_with_one_date_a_population_stays_as_it_is_before_and_after():
    spread = expected(people((0, 0, date(1995, 7, 1), False, 300), (1, 0, date(1995, 7, 1), False, 100)), [40])

    assert spread == pytest.approx(np.outer([3, 1], np.ones(10)))


def test_between_two_dates_a_population_changes_in_a_straight_line():
    spread = expected(people((0, 0, START, False, 0), (0, 0, START + timedelta(days=10), False, 100)), [10], n_places=1)

    # Day k lasts from k to k + 1: on average k + 1/2 tenths of the hundred.
    assert spread[0] == pytest.approx(10 * (np.arange(10) + 0.5) / 50)


def test_a_place_without_a_row_at_a_date_that_others_have_has_nobody_then():
    later = START + timedelta(days=10)
    spread = expected(people((0, 0, START, False, 10), (0, 0, later, False, 10), (1, 0, START, False, 10)), [30])

    assert spread.sum(axis=1) == pytest.approx([20, 10])


def test_a_date_given_to_the_day_holds_for_that_day_whole():
    rows = [(0, 0, START + timedelta(days=k), True, n) for k, n in enumerate([5, 5, 20, 0, 10])]
    spread = expected(people(*rows), [40], n_days=5, n_places=1)

    assert spread[0] == pytest.approx([5, 5, 20, 0, 10])


def test_each_category_has_its_own_rate():
    rows = [(0, 0, START, False, 90), (1, 0, START, False, 10), (0, 1, START, False, 10), (1, 1, START, False, 90)]
    spread = expected(people(*rows), [100, 1])

    assert spread.sum(axis=1) == pytest.approx([90.1, 10.9])


def test_a_category_without_cases_expects_none():
    rows = [(0, 0, START, False, 1), (1, 1, START, False, 1_000)]

    assert expected(people(*rows), [7, 0]).sum(axis=1) == pytest.approx([7, 0])


def test_cases_without_population_are_refused():
    with pytest.raises(BadParameterError, match="no population in category 1"):
        expected(people((0, 0, START, False, 1), (0, 1, START, False, 0)), [1, 2])


def test_a_frame_without_its_columns_is_refused():
    with pytest.raises(MissingColumnError, match="is_day"):
        expected(people((0, 0, START, False, 1)).drop(columns="is_day"), [1])


@given(
    days=st.lists(st.integers(-30, 60), min_size=1, max_size=5, unique=True),
    heights=st.lists(st.integers(0, 50), min_size=5, max_size=5),
    unit=st.sampled_from(TimeUnit),
)
def test_an_interval_holds_the_sum_of_its_days_each_at_the_line_between_the_dates(days, heights, unit):
    days = sorted(days)
    heights = [height + 1 for height in heights[: len(days)]]
    rows = [(0, 0, START + timedelta(days=day), False, height) for day, height in zip(days, heights, strict=True)]
    period = lay_period(START, START + timedelta(days=39), unit)

    spread = expected_cases(people(*rows), period, cases_of_category=np.array([80.0]), n_places=1)

    # Dates are whole days, so the line is straight within each day and its middle is its mean.
    by_day = np.interp(np.arange(40) + 0.5, days, heights)
    within = period.interval_of(START.toordinal() + np.arange(40))
    assert spread[0] == pytest.approx(80 * np.bincount(within, by_day) / by_day.sum())
