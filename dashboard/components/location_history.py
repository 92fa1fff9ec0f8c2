"""A place's tickets by week: bars for the eye, the same figures in words and in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import as_html, day, whole

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_RESIDENTS, _STAFF = "reported by residents", "entered by city staff"
# Names of days that a phone has room for below the bars.
_MOST_LABELS = 5
_HEADS = (
    Head("Week from"),
    Head("Tickets", is_figure=True),
    Head("by residents", is_figure=True),
    Head("by staff", is_figure=True),
    Head("Incidents", is_figure=True),
)


def show(morning: Morning, location_id: str) -> None:
    """Draw the weeks of one location, and its table folded below."""
    weeks = morning.rows("location_weeks", location_id=location_id)
    if weeks.empty:
        st.caption("No week of history is held for this place.")
        return
    on = morning.build.as_of_date
    # Every week begins on the same weekday, so the label leaves it out.
    labels = [day(start, seen_from=on).partition(" ")[2] for start in weeks["week_start_date"]]
    busiest = int(weeks["n_tickets"].to_numpy().argmax())
    words = (
        f"Ranked tickets a week over {len(weeks)} weeks: {whole(weeks['n_tickets'].iloc[-1])} in the week from "
        f"{labels[-1]}, the last; most were {whole(weeks['n_tickets'].max())}, in the week from {labels[busiest]}."
    )
    st.caption(words)
    st.html(_bars(weeks, labels, words=words))
    with st.expander("The same weeks as a table"):
        html_table.show(_HEADS, _table_rows(weeks, labels), caption="Newest week first")


def _table_rows(weeks: pd.DataFrame, labels: list[str]) -> list[tuple[str, ...]]:
    return [
        (
            label,
            whole(week["n_tickets"]),
            whole(week["n_tickets_residents"]),
            whole(week["n_tickets_staff"]),
            whole(week["n_incidents"]),
        )
        for label, (_, week) in reversed(list(zip(labels, weeks.iterrows(), strict=True)))
    ]


def _bars(weeks: pd.DataFrame, labels: list[str], *, words: str) -> str:
    """Return the bars as HTML: a drawing library for them would weigh a megabyte on a first visit."""
    top = int(weeks["n_tickets"].max())
    step = _step(top)
    top = max(step, -(-top // step) * step)
    lines = "".join(
        f'<div style="bottom:{100 * tick / top:.2f}%"><span>{tick:,}</span></div>' for tick in range(0, top + 1, step)
    )
    counts = zip(labels, weeks["n_tickets_residents"], weeks["n_tickets_staff"], strict=True)
    bars = "".join(
        f'<li title="{as_html(label)}: {residents:,} {_RESIDENTS}, {staff:,} {_STAFF}">'
        f'<b class="crt-staff" style="height:{100 * staff / top:.2f}%"></b>'
        f'<b class="crt-residents" style="height:{100 * residents / top:.2f}%"></b></li>'
        for label, residents, staff in counts
    )
    every = -(-len(labels) // _MOST_LABELS)
    # A label needs room to its right.
    told = {no for no in range(0, len(labels), every) if len(labels) - no > every / 2}
    below = "".join(f"<li>{as_html(label) if no in told else ''}</li>" for no, label in enumerate(labels))
    return (
        f'<div class="crt crt-weeks" role="img" aria-label="{as_html(words)}">'
        f'<p>Tickets a week: <b class="crt-residents"></b>{_RESIDENTS} <b class="crt-staff"></b>{_STAFF}</p>'
        f'<div class="crt-plot">{lines}<ul>{bars}</ul></div><ul class="crt-below">{below}</ul></div>'
    )


def _step(top: int) -> int:
    """Return the distance of the scale's lines: 1, 2 or 5 times a power of ten, for at most five of them."""
    power = 1
    while True:
        for times in (1, 2, 5):
            if times * power * 5 >= top:
                return times * power
        power *= 10
