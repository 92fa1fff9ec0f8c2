"""When figures that are told once in a lookback were told, and when they are told anew (decision 0062)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.text import day

if TYPE_CHECKING:
    from dashboard.components.opening import Morning


def then(morning: Morning, feed_code: str = cache.OUTREACH) -> Morning | None:
    """Return the morning whose finer tables are told on this one: itself, or an earlier one; None where it is gone."""
    build = cache.finely_told(morning.build, feed_code)
    if build is None or build == morning.build:
        return None if build is None else morning
    return morning.with_build(build)


def days(morning: Morning, feed_code: str = cache.OUTREACH) -> str:
    """Return which days finer figures are of: "last 28 days" of this morning, or "28 days to Mon 2 Nov"."""
    lookback = int(morning.facts["lookback_days"])
    told_on = cache.finely_told_on(morning.build, feed_code)
    if told_on == morning.build.as_of_date:
        return f"last {lookback} days"
    return f"{lookback} days to {day(told_on, seen_from=morning.build.as_of_date)}"


def show(morning: Morning, feed_code: str = cache.OUTREACH) -> bool:
    """Say since when the finer figures of a feed are told as they are, where that is not this morning.

    Returns whether they are there: the build that told them may be gone.
    """
    lookback = int(morning.facts["lookback_days"])
    told_on = cache.finely_told_on(morning.build, feed_code)
    if told_on == morning.build.as_of_date:
        return True
    seen_from = morning.build.as_of_date
    again = day(told_on + timedelta(days=lookback), seen_from=seen_from)
    if cache.finely_told(morning.build, feed_code) is None:
        st.caption(
            f"These figures were told on {day(told_on, seen_from=seen_from)}, and that morning's build is no longer "
            f"here. **Next step:** none; they are told anew from {again} on."
        )
        return False
    st.caption(
        f"Told once in {lookback} days: as on {day(told_on, seen_from=seen_from)}, and anew from {again} on. Two such "
        "tables that share days, laid side by side, would give small numbers away."
    )
    return True
