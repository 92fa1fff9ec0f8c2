"""The clocks of a notice, counting on the page: drawn anew by themselves, the whole page only when one ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components.text import as_html
from dashboard.huddle.ordinance_gate import clocks_of
from dashboard.huddle.ordinance_words import boston_words, left_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.ordinance import Operation
    from dashboard.huddle.ordinance_gate import Clock

# Minutes are shown, so a look twice a minute is soon enough; it reads nothing but the machine's clock.
_COUNT_S = 30.0


def show(morning: Morning, operation: Operation) -> None:
    """Draw each clock of an open operation with what is left, when it ends, and what then; nothing where none runs."""
    clocks = clocks_of(operation.steps)
    if not clocks or not operation.is_open:
        return
    now_at = state.now_at()
    n_running = sum(clock.ends_at > now_at for clock in clocks)
    on = morning.build.as_of_date
    if not n_running or morning.past is not None:
        _draw(clocks, now_at=now_at, seen_from=on)
        return
    st.fragment(_count, run_every=_COUNT_S, key="ordinance_clock")(clocks, n_running=n_running, seen_from=on)


def clock_html(clock: Clock, *, now_at: datetime, seen_from: date) -> str:
    """Return a clock in words: what is left, until when on Boston's clock, and what happens then."""
    ends = boston_words(clock.ends_at, seen_from=seen_from)
    head = f"{clock.notice_type.hours} h · {clock.notice_type.words}"
    left_s = (clock.ends_at - now_at).total_seconds()
    if left_s > 0:
        told = (
            f'<b class="crt-clock">{left_words(left_s)} left</b> · until {as_html(ends)}. '
            "Until then a removal can be recorded only with an override; from then on this condition holds."
        )
        mark = '<span class="crt-mark crt-mark-ok">◷ Clock runs</span>'
    else:
        told = f"ended {as_html(ends)}: this condition holds. The others are looked at below."
        mark = '<span class="crt-mark crt-mark-ok">✓ Clock has ended</span>'
    posted = boston_words(clock.starts_at, seen_from=seen_from)
    return (
        f"<p>{mark} {as_html(head)}: {told}</p><p class='crt-quiet'>Posted {as_html(posted)}; elapsed hours count.</p>"
    )


def _count(clocks: Sequence[Clock], *, n_running: int, seen_from: date) -> None:
    now_at = state.now_at()
    if sum(clock.ends_at > now_at for clock in clocks) != n_running:
        # The gate below depends on it.
        st.rerun(scope="app")
    _draw(clocks, now_at=now_at, seen_from=seen_from)


def _draw(clocks: Sequence[Clock], *, now_at: datetime, seen_from: date) -> None:
    lines = "".join(clock_html(clock, now_at=now_at, seen_from=seen_from) for clock in clocks)
    st.html(f'<div class="crt crt-live" role="timer">{lines}</div>')
