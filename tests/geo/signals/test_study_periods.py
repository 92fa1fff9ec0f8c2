from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geo.errors import BadParameterError
from geo.signals.study_periods import TimeUnit, lay_period, longest_window

DAY, MONTH, YEAR = TimeUnit.DAY, TimeUnit.MONTH, TimeUnit.YEAR


def first_days(start, end, unit):
    period = lay_period(start, end, unit)
    return [period.first_day(interval) for interval in range(period.n_intervals)]


def test_a_single_day_is_a_period_of_one_interval():
    period = lay_period(date(2001, 11, 24), date(2001, 11, 24), DAY)

    assert (period.n_intervals, period.last_day(1)) == (1, date(2001, 11, 24))
    assert longest_window(period, None) == 1


def test_whole_years_begin_on_new_years_day_whatever_their_length():
    assert first_days(date(1973, 1, 1), date(1977, 12, 31), YEAR) == [date(year, 1, 1) for year in range(1973, 1978)]


def test_units_are_laid_from_the_end_so_that_only_the_first_is_short():
    assert first_days(date(2019, 12, 10), date(2020, 3, 31), MONTH) == [
        date(2019, 12, 10), date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1),
    ]  # fmt: skip
    assert first_days(date(2018, 6, 1), date(2020, 2, 29), YEAR) == [
        date(2018, 6, 1), date(2019, 3, 1),
    ]  # fmt: skip


def test_a_month_without_the_day_passes_to_the_first_of_the_next():
    assert first_days(date(2021, 1, 1), date(2021, 5, 30), MONTH) == [
        date(2021, 1, 1), date(2021, 1, 31), date(2021, 3, 1), date(2021, 3, 31), date(2021, 5, 1),
    ]  # fmt: skip


def test_days_outside_the_period_have_no_interval():
    period = lay_period(date(2020, 1, 1), date(2020, 12, 31), MONTH)
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 2, 29), date(2020, 12, 31), date(2021, 1, 1)]

    assert period.interval_of(np.array([day.toordinal() for day in days])).tolist() == [-1, 0, 1, 11, 12]


@pytest.mark.parametrize(
    ("start", "unit", "longest"),
    [
        (date(1973, 1, 1), YEAR, 9),  # 19 years
        (date(1973, 7, 1), YEAR, 9),  # 18.5 years
        (date(1991, 1, 1), YEAR, 1),
        (date(1990, 1, 15), MONTH, 11),  # 23.5 months
        (date(1991, 12, 8), DAY, 12),  # 24 days
    ],
)
def test_without_a_limit_a_window_lasts_half_of_the_period_rounded_down(start, unit, longest):
    assert longest_window(lay_period(start, date(1991, 12, 31), unit), None) == longest


@pytest.mark.parametrize(
    ("unit", "days", "longest"),
    [
        (DAY, 7, 7), (DAY, 9_999, 6_939), (MONTH, 1, 1), (MONTH, 30, 1), (MONTH, 59, 1), (MONTH, 60, 2),
        (MONTH, 92, 3), (MONTH, 365, 12), (YEAR, 364, 1), (YEAR, 365, 1), (YEAR, 730, 2), (YEAR, 3_287, 9),
    ],
)  # fmt: skip
def test_a_limit_in_days_is_rounded_down_to_whole_units_of_which_there_is_at_least_one(unit, days, longest):
    assert longest_window(lay_period(date(1973, 1, 1), date(1991, 12, 31), unit), days) == longest


def test_a_window_of_no_days_is_refused():
    with pytest.raises(BadParameterError, match="a day or longer"):
        longest_window(lay_period(date(2020, 1, 1), date(2020, 1, 9), DAY), 0)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadParameterError, match="before it begins"):
        lay_period(date(2020, 1, 2), date(2020, 1, 1), DAY)


@pytest.mark.parametrize(
    ("start", "end"), [(date.min, date(2020, 1, 1)), (date(2020, 1, 1), date.max), (date(2, 1, 1), date(3, 1, 1))]
)
@pytest.mark.parametrize("unit", TimeUnit)
def test_a_period_at_the_end_of_all_calendars_is_refused(start, end, unit):
    with pytest.raises(BadParameterError, match="no calendar"):
        lay_period(start, end, unit)
