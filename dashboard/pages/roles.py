"""Who was given which role: changed by an administrator who signed in, on record; read by the auditor."""

from __future__ import annotations

import streamlit as st

from dashboard import identity
from dashboard.components import role_grants
from pipelines.settings import project_paths

paths = project_paths()
viewer = identity.viewer(paths)
st.title("Roles", anchor=False)
with st.container(key="roles"):
    if not viewer.is_signed_in:
        role_grants.show_without_sign_in()
    else:
        grants = role_grants.grants_of(paths)
        if viewer.role.may_change_roles:
            st.header("Give a role", anchor=False)
            role_grants.show_form(paths, viewer, grants)
        st.header("Roles that let somebody in", anchor=False)
        role_grants.show_standing(paths, viewer, grants)
        st.header("Ended roles", anchor=False)
        role_grants.show_over(paths, viewer, grants)
