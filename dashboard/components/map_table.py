"""What a map of places shows, as a table and a choice: for a page that has no list of the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.components.html_table import Head, table_html
from dashboard.components.text import NOTHING, whole
from dashboard.huddle.words import count_words
from dashboard.remembered import remembered
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.opening import Morning

_CHOICE_KEY = "chosen_on_map"
_HEADS = (
    Head("Number"),
    Head("Place"),
    Head("District"),
    Head("Incidents in 7 days", is_figure=True),
    Head("Signal"),
)


def show(morning: Morning, location_id: str) -> None:
    """Draw every place and signal of the map folded, and the choice that does what a press on a number does.

    Parameters
    ----------
    morning
        The morning on the screen.
    location_id
        The place that the page is about.
    """
    n_places = len(morning.rows("locations"))
    told = f"All that the map shows, as a list: {count_words(n_places, 'place')} and the signals"
    table = _table(str(morning.build.file), morning)
    st.html(f'<div class="crt"><details><summary>{told}</summary>{table}</details></div>')
    names = {row["location_id"]: f"{row['number']} · {row['name']}" for row in row_dicts(morning.rows("locations"))}
    # The address decides; the choice follows it, and changes it when somebody chooses.
    st.session_state[_CHOICE_KEY] = location_id
    st.selectbox(
        "Open another place of the map",
        list(names),
        format_func=names.__getitem__,
        on_change=_put_into_address,
        key=_CHOICE_KEY,
    )


def _put_into_address() -> None:
    state.ask_for_location(str(st.session_state[_CHOICE_KEY]))


@remembered(max_entries=16)
def _table(build_file: str, _morning: Morning) -> str:  # noqa: ARG001 - the key
    locations = row_dicts(_morning.rows("locations").sort_values("number"))
    signals = row_dicts(_morning.rows("signals"))
    listed = {row["location_id"] for row in locations}
    rows: list[Sequence[object]] = [
        (
            whole(row["number"]),
            row["name"],
            row["district_code"],
            whole(row["n_incidents_7d"]),
            "; ".join(_signal(each) for each in signals if each["location_id"] == row["location_id"]) or NOTHING,
        )
        for row in locations
    ]
    rows += [
        ("not on the list", each["place_name"], each["district_code"], NOTHING, _signal(each))
        for each in signals
        if each["location_id"] not in listed
    ]
    return table_html(_HEADS, rows, caption="The places in the order of their numbers, then signals at no listed place")


def _signal(row: dict[str, Any]) -> str:
    told = count_words(int(row["n_incidents"]), "incident")
    return f"▲ {told} in {count_words(int(row['window_days']), 'day')}"
