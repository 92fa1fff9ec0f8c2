"""A day and a time as somebody fills them in, on the two nights in which Boston's clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest

from dashboard.components import stated_time

if TYPE_CHECKING:
    from dashboard.components.stated_time import StatedTime

PUT_FORWARD, PUT_BACK = date(2016, 3, 13), date(2015, 11, 1)
NOON_AFTER = datetime(2016, 3, 13, 16, tzinfo=UTC)


def read_stamp(day: date, at: time | None, *, now_at: datetime) -> StatedTime:
    """Read it as the form of the night does."""
    return stated_time.read(day, at, label="As of", now_at=now_at, is_now_meant=False)


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_an_hour_that_clocks_skip_is_no_time_and_the_form_says_why(at: time) -> None:
    stamp = read_stamp(PUT_FORWARD, at, now_at=NOON_AFTER)

    assert stamp.at is None
    assert stamp.problems == ["As of: that night has no such time, because clocks were put forward."]


@pytest.mark.parametrize(("at", "utc_hour"), [(time(1, 59), 6), (time(3, 0), 7)])
def test_the_times_round_the_skipped_hour_are_read(at: time, utc_hour: int) -> None:
    assert read_stamp(PUT_FORWARD, at, now_at=NOON_AFTER).at == datetime(2016, 3, 13, utc_hour, at.minute, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_later_is_meant_unless_it_lies_ahead() -> None:
    between = datetime(2015, 11, 1, 5, 45, tzinfo=UTC)

    later = read_stamp(PUT_BACK, time(1, 30), now_at=datetime(2015, 11, 1, 12, tzinfo=UTC))
    earlier = read_stamp(PUT_BACK, time(1, 30), now_at=between)

    assert later == (datetime(2015, 11, 1, 6, 30, tzinfo=UTC), [])
    assert earlier == (datetime(2015, 11, 1, 5, 30, tzinfo=UTC), [])


def test_without_a_time_the_form_asks_for_one() -> None:
    stamp = read_stamp(PUT_BACK, None, now_at=NOON_AFTER)

    assert stamp == (None, ["As of: fill in the time."])
