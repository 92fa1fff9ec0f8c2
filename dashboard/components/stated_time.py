"""When something happened, as whoever records it says: now, or an earlier day and time on Boston's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import streamlit as st

from dashboard import state
from dashboard.huddle.ordinance_steps import stated_instant
from dashboard.huddle.words import day_words, local_date
from pipelines.settings import HUDDLE_ZONE

_DAYS_BACK = 14


class StatedTime(NamedTuple):
    """An instant to the minute, aware, in UTC, None where none can be read; and what is wrong with it, in words."""

    at: datetime | None
    problems: list[str]


def ask(*, key: str, label: str = "When", start: datetime | None = None, is_now_meant: bool = True) -> StatedTime:
    """Draw a day and a time and return the instant.

    Parameters
    ----------
    key
        Names the two fields on their page.
    label
        What the time is of.
    start
        The instant they start with, aware; None starts with today and no time.
    is_now_meant
        Whether no time means now; else it is a problem.
    """
    now_at = state.now_at()
    today = local_date(now_at)
    days = [today - timedelta(days=n) for n in range(_DAYS_BACK)]
    first = today if start is None else local_date(start)
    days = days if first in days else [*days, first]
    words = {day: "today" if day == today else day_words(day, seen_from=today) for day in days}
    left, right = st.columns(2)
    day = left.selectbox(
        f"{label}: day", days, index=days.index(first), format_func=words.__getitem__, key=f"day:{key}"
    )
    local = (
        None if start is None else start.astimezone(HUDDLE_ZONE).time().replace(second=0, microsecond=0, tzinfo=None)
    )
    empty = "Boston time; empty: now" if is_now_meant else "Boston time"
    at = right.time_input(f"{label}: time ({empty})", value=local, key=f"time:{key}", step=300)
    return read(day or first, at, label=label, now_at=now_at, is_now_meant=is_now_meant)


def read(day: date, at: time | None, *, label: str, now_at: datetime, is_now_meant: bool) -> StatedTime:
    """Return the instant of a day and a time on Boston's clock, and in words what is wrong with it.

    Parameters
    ----------
    day, at
        As filled in; no time where none is.
    label
        What the time is of.
    now_at
        Now, aware: no stated time lies after it.
    is_now_meant
        Whether no time of today means now; else it is a problem.

    Returns
    -------
    No instant for a time that the day does not have, because clocks were put forward; of an hour that comes twice the
    later one, unless that lies ahead.
    """
    today = local_date(now_at)
    if at is None:
        if is_now_meant and day == today:
            return StatedTime(now_at.replace(second=0, microsecond=0), [])
        return StatedTime(None, [f"{label}: fill in the time."])
    instant = stated_instant(day, at, now_at=now_at)
    if instant is None:
        return StatedTime(None, [f"{label}: that night has no such time, because clocks were put forward."])
    if instant > now_at:
        return StatedTime(None, [f"{label}: this time lies ahead of the clock."])
    return StatedTime(instant, [])
