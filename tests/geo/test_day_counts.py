from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geo.day_counts import count_matrix, day_number, day_numbers, weekdays
from geo.errors import BadParameterError, MissingColumnError
from tests.support.tables import table

DAILY = table(
    """
    stream | huddle_date | n_tickets
    b      | 2026-04-14  | 3
    a      | 2026-04-13  | 2
    a      | 2026-04-13  | 5
    c      | 2020-01-01  | 9
    """,
    huddle_date="date",
    n_tickets="int",
)
FIRST = day_number(date(2026, 4, 13))


def test_rows_of_a_stream_and_day_are_added_up_and_days_without_a_row_are_zero():
    streams, counts = count_matrix(DAILY, ["stream"], first_day=FIRST, last_day=FIRST + 2)

    assert streams["stream"].tolist() == ["a", "b", "c"]
    assert counts.tolist() == [[7, 0, 0], [0, 3, 0], [0, 0, 0]]


def test_no_row_gives_no_stream():
    streams, counts = count_matrix(DAILY[:0], ["stream"], first_day=FIRST, last_day=FIRST)

    assert len(streams) == 0
    assert counts.shape == (0, 1)


def test_a_monday_is_weekday_0():
    assert weekdays(np.array([FIRST, FIRST + 6])).tolist() == [0, 6]
    assert day_numbers(DAILY["huddle_date"]).tolist()[1] == FIRST


def test_days_the_wrong_way_round_and_a_missing_column_are_refused():
    with pytest.raises(BadParameterError, match="before the first"):
        count_matrix(DAILY, ["stream"], first_day=FIRST, last_day=FIRST - 1)
    with pytest.raises(MissingColumnError, match="n_tickets"):
        count_matrix(DAILY.drop(columns="n_tickets"), ["stream"], first_day=FIRST, last_day=FIRST)
