"""What is asked at a place: tickets by category and age, and each ticket that is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, instant, whole
from dashboard.components.usual_ranges import UsualRanges

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_CATEGORY_HEADS = (
    Head("Category"),
    Head("Tickets", is_figure=True),
    Head("Incidents", is_figure=True),
    Head("Usual here"),
    Head("Open under 3 days", is_figure=True),
    Head("Open 3 to 14 days", is_figure=True),
    Head("Open 14 days or more", is_figure=True),
    Head("Oldest open, days", is_figure=True),
)
_TICKET_HEADS = (
    Head("Ticket"),
    Head("Category"),
    Head("Type, as the City writes it"),
    Head("Opened"),
    Head("Age, days", is_figure=True),
    Head("Reported by"),
)
_FEW = 12
_FROM_TEXT = "derived from text"
_FROM_ADDRESS = "from its address"


def show_categories(morning: Morning, location_id: str) -> None:
    """Draw the place's tickets by category and age, ranked categories first."""
    categories = morning.rows("location_categories", location_id=location_id)
    usual, lookback = UsualRanges(morning.rows("location_ranges")), int(morning.facts["lookback_days"])
    rows = [
        (
            row["category_name"] if row["is_ranked"] else f"{row['category_name']} (not ranked)",
            _with_text_share(row["n_tickets"], row["n_tickets_from_text"]),
            whole(row["n_incidents"]),
            _usual(usual, location_id, row, lookback),
            whole(row["n_open_under_3d"]),
            whole(row["n_open_3d_to_14d"]),
            whole(row["n_open_14d_or_more"]),
            whole(row["oldest_open_days"]),
        )
        for _, row in categories.iterrows()
    ]
    html_table.show(
        _CATEGORY_HEADS,
        rows,
        caption=f"Opened in the last {lookback} days, and still open on the morning however old",
    )


def _usual(usual: UsualRanges, location_id: str, row: pd.Series[Any], lookback_days: int) -> str:
    """Return the range of a category's incidents; a dash for what is not ranked: nothing is stated there."""
    words = usual.words(location_id, window_days=lookback_days, category_code=row["category_code"])
    return words.replace("usual here ", "") or NOTHING


def show_open_tickets(morning: Morning, location_id: str) -> None:
    """Draw each open ticket of the place, oldest first; a long list is folded."""
    tickets = morning.rows("location_open_tickets", location_id=location_id)
    if tickets.empty:
        st.caption("No ticket is open at this place.")
        return
    on = morning.build.as_of_date
    rows = [
        (
            f"{row['ticket_id']}{' (located from its address)' if row['place_how'] == _FROM_ADDRESS else ''}",
            f"{row['category_name']}{' (derived from text)' if row['category_how'] == _FROM_TEXT else ''}",
            row["type_name"],
            f"{instant(row['opened_at'], seen_from=on)}{' (gone from the newest file)' if row['is_gone'] else ''}",
            whole(row["age_days"]),
            row["reporter_group"],
        )
        for _, row in tickets.iterrows()
    ]
    n_gone = int(tickets["is_gone"].sum())
    gone = f"; {n_gone} of them gone from the newest file and in no count above" if n_gone else ""
    told = f"{len(rows)} open in any category, oldest first{gone}"
    with st.expander(told, expanded=len(rows) <= _FEW):
        html_table.show(_TICKET_HEADS, rows, caption="The City's case numbers, for whoever answers them")


def _with_text_share(n_tickets: int, n_from_text: int) -> str:
    """Say beside a count how many of its tickets were given their category by the words in them."""
    return f"{whole(n_tickets)} ({whole(n_from_text)} derived from text)" if n_from_text else whole(n_tickets)
