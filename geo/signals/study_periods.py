"""A study period cut into whole days, months or years, and the longest window that may lie in it."""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

MAX_PERIOD_PCT = 50.0
_DAYS_A_YEAR = 365.25
_MONTHS_A_YEAR = 12
_SHORTEST_YEAR_DAYS = 365
# A window of n months is n twelfths of a year give or take a day or two: 59 days are not two months, 60 are.
_GRACE_DAYS = 1.5


class TimeUnit(StrEnum):
    """What the windows of a scan are made of."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    @property
    def n_days(self) -> float:
        """Days of a unit on average."""
        return {TimeUnit.DAY: 1.0, TimeUnit.MONTH: _DAYS_A_YEAR / _MONTHS_A_YEAR, TimeUnit.YEAR: _DAYS_A_YEAR}[self]


@dataclass(frozen=True)
class StudyPeriod:
    """A period's intervals.

    `starts` are the first days of the intervals and, last, the day after the period: n_intervals + 1 ordinals.
    """

    unit: TimeUnit
    starts: npt.NDArray[np.int64]

    @property
    def n_intervals(self) -> int:
        """Number of intervals; the first may be shorter than a unit."""
        return self.starts.size - 1

    def interval_of(self, ordinals: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the interval of each day; below 0 or from n_intervals on where it lies outside the period."""
        return np.asarray(np.searchsorted(self.starts, ordinals, side="right") - 1, dtype=np.int64)

    def first_day(self, interval: int) -> date:
        """Return the first day of an interval."""
        return date.fromordinal(int(self.starts[interval]))

    def last_day(self, past: int) -> date:
        """Return the last day before interval `past` begins."""
        return date.fromordinal(int(self.starts[past]) - 1)


def lay_period(start_date: date, end_date: date, unit: TimeUnit) -> StudyPeriod:
    """Cut a study period into units, backwards from its end, so that only the first interval may be short.

    Months and years are counted from the day after the end; a month without that day passes to the first of the
    next, as in the reference program.

    Raises
    ------
    BadParameterError
        The period ends before it begins, or reaches the first or the last year that a date can have.
    """
    if start_date.year <= date.min.year + 1 or end_date.year >= date.max.year:
        raise BadParameterError(f"no calendar reaches beyond a study period from {start_date} to {end_date}")
    if end_date < start_date:
        raise BadParameterError(f"the study period ends on {end_date}, before it begins on {start_date}")
    after = end_date + timedelta(days=1)
    if unit is TimeUnit.DAY:
        return StudyPeriod(unit, np.arange(start_date.toordinal(), after.toordinal() + 1, dtype=np.int64))
    starts, n_back, begin = [after.toordinal()], 0, after
    while begin > start_date:
        n_back += 1
        begin = _months_before(after, n_back * (1 if unit is TimeUnit.MONTH else _MONTHS_A_YEAR))
        starts.append(max(begin, start_date).toordinal())
    return StudyPeriod(unit, np.array(starts[::-1], dtype=np.int64))


def longest_window(period: StudyPeriod, max_days: int | None) -> int:
    """Return the most intervals that a window may have, at least one and at most the whole period.

    Without a limit, half of the period (counted in units, a short first interval as its share, rounded down). A limit
    in days is rounded down to whole months or years.

    Raises
    ------
    BadParameterError
        The limit is below a day.
    """
    if max_days is None:
        longest = math.floor(_n_units(period) * MAX_PERIOD_PCT / 100)
    elif max_days < 1:
        raise BadParameterError(f"a window must be a day or longer, got {max_days} days")
    elif period.unit is TimeUnit.DAY:
        longest = max_days
    elif period.unit is TimeUnit.MONTH:
        longest = math.floor((max_days + _GRACE_DAYS) * _MONTHS_A_YEAR / _SHORTEST_YEAR_DAYS)
    else:
        longest = max_days // _SHORTEST_YEAR_DAYS
    return min(max(longest, 1), period.n_intervals)


def _n_units(period: StudyPeriod) -> float:
    """Count the units of a period, a short first interval as its share of the days of its own month or year."""
    if period.unit is TimeUnit.DAY:
        return float(period.n_intervals)
    begin = period.first_day(0)
    first_days = int(period.starts[1] - period.starts[0])
    in_month = calendar.monthrange(begin.year, begin.month)[1]
    in_year = 366 if calendar.isleap(begin.year) else 365
    whole = in_month if period.unit is TimeUnit.MONTH else in_year
    return period.n_intervals - 1 + min(first_days / whole, 1.0)


def _months_before(day: date, n_months: int) -> date:
    """Return the same day `n_months` earlier, or the first of the month after where there is none."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 - n_months, _MONTHS_A_YEAR)
    if day.day <= calendar.monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year + (month + 1) // _MONTHS_A_YEAR, (month + 1) % _MONTHS_A_YEAR + 1, 1)
