"""The days on which a city's offices are closed, from reviewed rules: they are no measure of what is usual."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from geo.errors import BadParameterError, require_columns

if TYPE_CHECKING:
    import pandas as pd

_SATURDAY, _SUNDAY = 6, 7
_COLUMNS = ("holiday_name", "month", "day", "weekday", "week_no")


def holiday_dates(rules: pd.DataFrame, *, first_year: int, last_year: int) -> frozenset[date]:
    """Return every holiday of the years, and the working day on which one that falls on a weekend is kept.

    Parameters
    ----------
    rules
        One row per holiday, cells as text: `holiday_name`, `month`, and either `day` (of the month) or `weekday` (ISO,
        Monday 1) and `week_no` (1 the month's first such day, -1 its last).
    first_year, last_year
        Calendar years, both included.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A rule is no day of any year; the message names the holiday.
    """
    require_columns(rules, _COLUMNS, what="holidays")
    days: set[date] = set()
    for rule in rules[list(_COLUMNS)].itertuples(index=False, name=None):
        for year in range(first_year, last_year + 1):
            days |= _kept_days(*rule, year=year)
    return frozenset(days)


def _kept_days(name: str, month: str, day: str, weekday: str, week_no: str, *, year: int) -> set[date]:
    try:
        if day:
            own = date(year, int(month), int(day))
            shift = {_SATURDAY: -1, _SUNDAY: 1}.get(own.isoweekday(), 0)
            return {own, own + timedelta(days=shift)}
        n_days = calendar.monthrange(year, int(month))[1]
        month_days = [date(year, int(month), number) for number in range(1, n_days + 1)]
        own_days = [each for each in month_days if each.isoweekday() == int(weekday)]
        place = int(week_no)
        return {own_days[place - 1 if place > 0 else place]}
    except (ValueError, IndexError) as error:
        raise BadParameterError(f"the holiday '{name}' is no day of {year}: {error}") from error
