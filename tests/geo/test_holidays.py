from __future__ import annotations

from datetime import date

import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.holidays import holiday_dates
from tests.support.tables import table

RULES = table(
    """
    holiday_name     | month | day | weekday | week_no
    Independence Day | 7     | 4   |         |
    Thanksgiving     | 11    |     | 4       | 4
    Memorial Day     | 5     |     | 1       | -1
    """
)


def test_fixed_days_and_the_nth_or_last_weekday_of_a_month_are_found():
    found = holiday_dates(RULES, first_year=2024, last_year=2024)

    assert found == {date(2024, 7, 4), date(2024, 11, 28), date(2024, 5, 27)}


@pytest.mark.parametrize(("year", "kept"), [(2015, date(2015, 7, 3)), (2021, date(2021, 7, 5))])
def test_a_fixed_day_on_a_weekend_is_kept_on_the_working_day_beside_it_as_well(year, kept):
    found = holiday_dates(RULES.head(1), first_year=year, last_year=year)

    assert found == {date(year, 7, 4), kept}


@pytest.mark.parametrize(
    ("month", "day", "weekday", "week_no"),
    [("2", "30", "", ""), ("13", "", "1", "1"), ("5", "", "", ""), ("5", "", "1", "6"), ("", "", "8", "1")],
)
def test_a_rule_that_is_no_day_names_the_holiday(month, day, weekday, week_no):
    rules = RULES.head(1).assign(holiday_name="Odd Day", month=month, day=day, weekday=weekday, week_no=week_no)

    with pytest.raises(BadParameterError, match="Odd Day"):
        holiday_dates(rules, first_year=2024, last_year=2024)


def test_rules_without_a_column_are_refused():
    with pytest.raises(MissingColumnError, match="week_no"):
        holiday_dates(RULES.drop(columns="week_no"), first_year=2024, last_year=2024)
