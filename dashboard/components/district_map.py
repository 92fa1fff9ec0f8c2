"""A district's lines: whose they are, in a sentence, and on a map for whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.components import location_map
from dashboard.components.location_features import NamedArea
from dashboard.components.place_list import LOCATION_PAGE
from dashboard.components.text import day, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.components.opening import Morning

_HEIGHT_PX = 420


def ask(morning: Morning, district: Mapping[str, Any]) -> bool:
    """Draw the switch that asks for the map, and return whether it is on.

    Nothing of the map is fetched before: neither the library nor a point of it. There is no switch where there are no
    lines, nor for a role without points.
    """
    if not morning.role.sees_points:
        st.caption("This role sees places by name, not as points on a map.")
        return False
    return isinstance(district["outline_geojson"], str) and st.toggle("Show the map", key="is_district_map_asked_for")


def show(morning: Morning, district: Mapping[str, Any]) -> None:
    """Draw the map; a press on a number opens the place's page.

    Parameters
    ----------
    morning
        The morning on the screen.
    district
        One row of the published table `districts` that has lines.
    """
    locations = morning.rows("locations")
    own = locations[locations["district_code"] == district["district_code"]]
    area = NamedArea(f"District {district['district_code']}", district["outline_geojson"])
    with st.container(key="map_of_district"):
        clicked_id = location_map.show(
            morning.build,
            own,
            key="district",
            signals=signals_of(morning, district["district_code"]),
            area=area,
            height_px=_HEIGHT_PX,
        )
        st.caption(
            "Numbers are those of the list; press one to open its page. Dark line: the district. ▲ and a dotted line: "
            "a signal of this district, as told above."
        )
    if clicked_id is not None:
        state.leave_map()
        st.switch_page(LOCATION_PAGE, query_params={state.LOCATION_PARAM: clicked_id})


def signals_of(morning: Morning, district_code: str) -> pd.DataFrame:
    """Return the signals of a district, for its page's lines and its map alike: those in it and those at its places."""
    signals, locations = morning.rows("signals"), morning.rows("locations")
    own = locations[locations["district_code"] == district_code]["location_id"]
    return signals[(signals["district_code"] == district_code) | signals["location_id"].isin(own)]


def lines_words(morning: Morning, district: Mapping[str, Any]) -> str:
    """Say where the district's lines come from, and how many tickets say otherwise."""
    if district["lines_how"] == "none":
        return "Lines: none known. Places go by the district that most of their tickets state."
    stating, other = district["n_tickets_stating"], district["n_tickets_disagreeing"]
    differing = f" Of {whole(stating)} tickets within them {whole(other)} state another district."
    if district["lines_how"] == "derived":
        worked_out = "Lines: worked out on Mondays from the labels on tickets; they are near, not exact."
        return f"{worked_out}{differing if stating else ''}"
    handed_in = day(district["lines_handed_in_at"], seen_from=morning.build.as_of_date)
    return f"Lines: the City's police districts, handed in on {handed_in}.{differing if stating else ''}"
