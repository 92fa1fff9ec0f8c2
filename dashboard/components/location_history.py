"""A place's tickets by week: bars for the eye, the same figures in words and in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import day, whole

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

_RESIDENTS, _STAFF = "reported by residents", "entered by city staff"
_BLUE, _ORANGE = "#175182", "#f2a65a"
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
    st.altair_chart(_chart(weeks, labels), width="stretch", alt=words)
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


def _chart(weeks: pd.DataFrame, labels: list[str]) -> alt.Chart:
    bars = pd.DataFrame(
        {
            "week": labels * 2,
            "week_no": [*range(len(labels)), *range(len(labels))],
            "reporter": [_RESIDENTS] * len(labels) + [_STAFF] * len(labels),
            "tickets": [*weeks["n_tickets_residents"], *weeks["n_tickets_staff"]],
        }
    )
    colours = alt.Scale(domain=[_RESIDENTS, _STAFF], range=[_BLUE, _ORANGE])
    chart: alt.Chart = (
        alt.Chart(bars)
        .mark_bar(stroke="#091f2f", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "week:O",
                sort=alt.SortField("week_no"),
                title=None,
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("tickets:Q", title="tickets a week", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("reporter:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            order=alt.Order("reporter:N", sort="descending"),
            tooltip=["week", "reporter", "tickets"],
        )
        .properties(height=300)
    )
    return chart
