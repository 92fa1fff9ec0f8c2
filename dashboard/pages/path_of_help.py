"""The path of help: from contact to retained, as events; what is attained stands first, what is unknown beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components import hmis, outreach, path_of_help, path_steps, told_once
from dashboard.components.opening import open_morning

if TYPE_CHECKING:
    from dashboard.components.opening import Morning


def show_path(morning: Morning) -> None:
    """Draw the path as it was told last."""
    path = cache.released_path(morning.build, morning.role.audience, morning.thresholds)
    if path is None:
        st.caption(
            "This build was made before the path of help was counted. **Next step:** none; newer mornings have it."
        )
    elif path_of_help.show_reached(morning, path):
        st.header("The path", anchor=False)
        path_of_help.show_stages(morning, path)
        kind = path_of_help.choose_kind(path)
        st.header("Place by place", anchor=False)
        path_of_help.show_places(morning, path, kind)
        st.header("Earlier days", anchor=False)
        path_of_help.show_earlier(morning, path, kind)
        st.header("Recovery navigation and transport", anchor=False)
        path_steps.show(morning, path)


morning = open_morning()
st.title("Path of help", anchor=False)
if outreach.released(morning) is None:
    st.caption("Outreach figures are not shown to this role.")
else:
    if told_once.show(morning):
        show_path(morning)
    st.header("Recorded in HMIS", anchor=False)
    hmis.show(morning)
    st.header("How many people", anchor=False)
    path_of_help.show_people()
