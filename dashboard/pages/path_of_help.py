"""The path of help: from contact to retained, as events; what is attained stands first, what is unknown beside it."""

from __future__ import annotations

import streamlit as st

from dashboard import cache
from dashboard.components import hmis, outreach, path_of_help, path_steps
from dashboard.components.opening import open_morning

morning = open_morning()
st.title("Path of help", anchor=False)
if outreach.released(morning) is None:
    st.caption("Outreach figures are not shown to this role.")
else:
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
        st.header("Earlier mornings", anchor=False)
        path_of_help.show_earlier(morning, path, kind)
        st.header("Recovery navigation and transport", anchor=False)
        path_steps.show(morning, path)
    st.header("Recorded in HMIS", anchor=False)
    hmis.show(morning)
    st.header("How many people", anchor=False)
    path_of_help.show_people()
