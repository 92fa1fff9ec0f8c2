"""Where the walk begins and in which order the places stand: two choices for one thumb, kept in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.components import walks
from dashboard.components.text import as_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.district_places import DistrictPlace
    from dashboard.components.opening import Morning
    from dashboard.components.walks import Walk

WALKING, BY_NUMBER = "walking", "huddle"
_ORDERS = {WALKING: "Walking order", BY_NUMBER: "Huddle order"}
_START_PICKER, _ORDER_PICKER = "walk_start_picker", "walk_order_picker"


def choose(morning: Morning, district: Mapping[str, Any], places: Sequence[DistrictPlace]) -> Walk | None:
    """Draw the two choices and return the walk; None where the places stand by number, as on the Huddle page.

    A role that sees no points is offered no walk: how far places lie apart tells where they are.

    Parameters
    ----------
    morning
        The morning on the screen.
    district
        One row of the published table `districts`.
    places
        The district's places, those of the list by number first.
    """
    if not places:
        return None
    if not morning.role.sees_points:
        st.caption("This role sees places by name, not how far they lie apart: they stand by number.")
        return None
    order = state.asked_order(_ORDERS) or WALKING
    # The address decides; the pickers follow it, and change it when somebody chooses.
    st.session_state[_ORDER_PICKER] = order
    if len(places) > 1:
        st.segmented_control(
            "Order of the places",
            list(_ORDERS),
            key=_ORDER_PICKER,
            required=True,
            format_func=_ORDERS.__getitem__,
            on_change=lambda: state.ask_for_order(st.session_state[_ORDER_PICKER]),
            label_visibility="collapsed",
        )
        if order == BY_NUMBER:
            return None
    return _choose_start(morning, district, places)


def _choose_start(morning: Morning, district: Mapping[str, Any], places: Sequence[DistrictPlace]) -> Walk:
    known = walks.starts(morning, district, places)
    asked, is_unknown = state.asked_start(known)
    start = known[asked] if asked is not None else walks.usual_start(known)
    if is_unknown:
        st.warning(
            f"The address asks for a start that is not known here this morning. The walk begins at "
            f"{as_markdown(start.words)}. **Next step:** choose where you are."
        )
    st.session_state[_START_PICKER] = start.start_id
    st.selectbox(
        "Start from",
        list(known),
        key=_START_PICKER,
        format_func=lambda start_id: known[start_id].label,
        on_change=lambda: state.ask_for_start(st.session_state[_START_PICKER]),
        filter_mode=None,
    )
    walk = walks.walk_from(start, places, max_places=morning.policy.walk_max_places)
    if walk.sentence:
        st.caption(as_markdown(walk.sentence))
    return walk
