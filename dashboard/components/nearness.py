"""What lies near a location: the nearest school, clinic, park, stop and disposal box, in metres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components.text import as_html, whole
from geo.frames import row_dicts

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

FIGURES = (
    ("Distance", "location_nearness", "distance_m"),
    ("Within reach", "location_nearness", "n_within"),
    ("Reach", "location_nearness", "reach_m"),
)


def show_of(morning: Morning, location_id: str) -> None:
    """Draw one line per layer: the nearest by name, how far, and how many are within reach."""
    near = morning.rows("location_nearness")
    lines = [_line(row) for row in row_dicts(near[near["location_id"] == location_id])]
    items = "".join(f"<li>{line}</li>" for line in lines)
    st.html(f'<div class="crt"><ul class="crt">{items}</ul></div>')
    st.caption(
        "In a straight line from the middle of the place to the edge of what is near; one name counts once. How old "
        "each layer is stands in Data health."
    )


def show_one(morning: Morning, location_id: str, *, layer_code: str) -> None:
    """Draw the line of one layer, beside what it is asked for."""
    near = morning.rows("location_nearness")
    own = near[(near["location_id"] == location_id) & (near["layer_code"] == layer_code)]
    st.html("".join(f'<p class="crt">{_line(row)}</p>' for row in row_dicts(own)))


def _line(row: dict[str, Any]) -> str:
    if not row["is_collected"]:
        return f"<b>{as_html(row['layer_name'])}</b>: ○ not collected, because no such layer was handed in"
    distance = "in it" if row["distance_m"] == 0 else f"{whole(row['distance_m'])} m"
    within = f"{whole(row['n_within']) if row['n_within'] else 'none'} within {whole(row['reach_m'])} m"
    return f"<b>{as_html(row['one_name'])}</b>: {as_html(row['nearest_name'])}, {distance} ({within})"
