"""Counts a day as one matrix: a row per stream, a column per day, so that every window is a sum of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from geo.points import FloatArray

DayArray: TypeAlias = "NDArray[np.int64]"
ORDINAL_OF_1970 = 719_163
"""What turns a day number into the ordinal of `datetime.date`."""

_MONDAY_OFFSET = 3
_WEEK = 7


def day_number(day: date) -> int:
    """Return a calendar day as days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def day_numbers(days: pd.Series) -> DayArray:
    """Return calendar days as days since 1970-01-01."""
    return pd.to_datetime(days).to_numpy(dtype="datetime64[D]").astype(np.int64)


def weekdays(days: DayArray) -> DayArray:
    """Return the weekday of day numbers, Monday 0."""
    return (days + _MONDAY_OFFSET) % _WEEK


def count_matrix(
    daily: pd.DataFrame, keys: Sequence[str], *, first_day: int, last_day: int
) -> tuple[pd.DataFrame, FloatArray]:
    """Lay counts a day out as a matrix, days without a row as 0.

    Parameters
    ----------
    daily
        The key columns, `huddle_date` (calendar day) and `n_tickets`; several rows of one key and day are added up.
    keys
        Columns that name a stream; none of their values may be missing.
    first_day, last_day
        The first and last column, as days since 1970-01-01; rows outside are left out.

    Returns
    -------
    The streams (the key columns, sorted, one row each; a stream whose rows all lie outside stays, with zeros) and the
    matrix of counts, shape (streams, days).

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        The last day lies before the first.
    """
    require_columns(daily, (*keys, "huddle_date", "n_tickets"), what="counts a day")
    if last_day < first_day:
        raise BadParameterError(f"the last day ({last_day}) lies before the first ({first_day})")
    streams = daily[list(keys)].drop_duplicates().sort_values(list(keys), ignore_index=True)
    counts = np.zeros((len(streams), last_day - first_day + 1))
    if len(daily):
        row_of = pd.MultiIndex.from_frame(streams).get_indexer(pd.MultiIndex.from_frame(daily[list(keys)]))
        column = day_numbers(daily["huddle_date"]) - first_day
        is_inside = (column >= 0) & (column < counts.shape[1])
        tickets = daily["n_tickets"].to_numpy(dtype=np.float64)
        np.add.at(counts, (row_of[is_inside], column[is_inside]), tickets[is_inside])
    return streams, counts
