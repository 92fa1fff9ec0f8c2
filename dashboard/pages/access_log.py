"""For the auditor: who saw, took away or changed what, when, and under which role."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, identity, state
from dashboard.components import access_report
from pipelines.settings import HUDDLE_ZONE, project_paths

paths = project_paths()
viewer = identity.viewer(paths)
st.title("Access log", anchor=False)
with st.container(key="access_log"):
    if not viewer.role.may_read_access_log:
        st.info("The access log is for the auditor alone. **Next step:** choose another page above.")
        st.stop()
    st.caption("Ids and codes: no figure, and no word that anybody typed. What is erased by rule says so.")
    access_report.show_whole(paths)
    n_days = access_report.choose_days()
    build = cache.current_build(paths)
    registry = None if build is None else cache.rows(build, "place_registry")
    places = {} if registry is None else dict(zip(registry["location_id"], registry["name"], strict=True))
    access_report.show(
        access_report.entries_of(paths, n_days=n_days),
        cache.roles(paths),
        places,
        today=state.now_at().astimezone(HUDDLE_ZONE).date(),
    )
