"""The map beside the list; on a phone it comes on demand, below the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import location_map
from dashboard.components.meeting import anchor
from dashboard.components.place_list import LOCATION_PAGE

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

AFTER_THE_MAP = anchor(5)
_WITHOUT_POINTS = "This role sees the places as a list, not as points on a map. The list has the same numbers."


def show(morning: Morning) -> None:
    """Draw the map of all numbered places; a click on one opens its page.

    The server cannot know how wide the screen is, so the stylesheet hides the map on a narrow one until the switch,
    which only a narrow screen shows, is on. The map's frame stays the same: another one would be sent all of it again.
    """
    if not morning.role.sees_points:
        st.caption(_WITHOUT_POINTS)
        return
    location_map.show_way_past(to=AFTER_THE_MAP)
    with st.container(key="map_switch"):
        st.toggle("Show the map", key="is_map_asked_for")
    with st.container(key="map_of_places"):
        clicked_id = location_map.show(morning.build, morning.rows("locations"), key="huddle", height_px=640)
        st.caption(location_map.LEGEND)
    if clicked_id is not None:
        state.leave_map()
        st.switch_page(LOCATION_PAGE, query_params={state.LOCATION_PARAM: clicked_id})
