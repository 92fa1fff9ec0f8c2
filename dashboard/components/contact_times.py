"""When a contact was: now, a little earlier, or a day and a time, asked back where the clocks were changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components.text import day
from dashboard.huddle.contacts import instants_of
from dashboard.huddle.words import instant_words, local_date
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

_AS_TOLD, _OTHER = "As it was told", "Another time"
_EARLIER = {"Now": 0, "15 min ago": 15, "30 min ago": 30, "1 h ago": 60}


def choose(morning: Morning, *, key: str, start: datetime | None = None) -> datetime | timedelta | None:
    """Draw the choice of when, and return the instant (aware), or how long before the press it was.

    None while the time is not told, or while nobody said which of two hours is meant.

    Parameters
    ----------
    key
        The form's event id.
    start
        When a contact was that is being corrected, aware.
    """
    first = {} if start is None else {_AS_TOLD: start}
    chosen = st.pills(
        "When",
        [*first, *_EARLIER, _OTHER],
        default=next(iter([*first, *_EARLIER])),
        required=True,
        key=f"contact_when:{key}",
        wrap=True,
        format_func=lambda each: (
            each if start is None or each != _AS_TOLD else instant_words(start, seen_from=morning.build.as_of_date)
        ),
    )
    if chosen == _OTHER:
        return _other(morning, key=key)
    return first.get(str(chosen)) or timedelta(minutes=_EARLIER.get(str(chosen), 0))


def _other(morning: Morning, *, key: str) -> datetime | None:
    today = local_date(state.now_at())
    days = [today - timedelta(days=back) for back in range(morning.policy.contact_days_back + 1)]
    left, right = st.columns(2)
    on = left.selectbox("Day", days, format_func=lambda each: day(each, seen_from=today), key=f"contact_day:{key}")
    at = right.time_input("Boston time", value=None, key=f"contact_time:{key}", step=300)
    if on is None or at is None:
        return None
    instants = instants_of(on, at)
    if not instants:
        st.html(
            f'<p class="crt" role="alert">▲ There was no {at:%H:%M} that night: the clocks went forward an hour. '
            "Choose the time that the clock showed.</p>"
        )
        return None
    if len(instants) == 1:
        return instants[0]
    words = {
        instant.astimezone(HUDDLE_ZONE).tzname() or "": (instant, which)
        for instant, which in zip(instants, ("before the clocks went back", "after the clocks went back"), strict=True)
    }
    zone = st.pills(
        f"There were two {at:%H:%M} that night. Which one?",
        list(words),
        format_func=lambda each: words[each][1].capitalize(),
        key=f"contact_hour:{on}:{at}:{key}",
    )
    return None if zone is None else words[str(zone)][0].astimezone(UTC)
