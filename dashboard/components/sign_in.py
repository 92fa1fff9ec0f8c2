"""What somebody sees who has no role: the way to sign in, or whom to ask. Nothing of the board is on it."""

from __future__ import annotations

import os

import streamlit as st

from dashboard import identity
from dashboard.components.text import as_html
from dashboard.sign_in_settings import whom_to_ask
from pipelines.settings import project_paths


def show() -> None:
    """Draw the page of somebody who did not sign in, or who signed in and was given no role."""
    viewer = identity.viewer(project_paths())
    with st.container(key="sign_in"):
        if viewer.is_signed_in:
            st.title("No role was given to you", anchor=False)
            # Not Markdown, which would make a link of the address.
            st.html(
                f'<div class="crt"><p>You are signed in as <b>{as_html(viewer.person)}</b>. No role was given to this '
                f"address, or it has ended.</p><p><b>Next step:</b> ask {as_html(whom_to_ask(os.environ))}.</p></div>"
            )
            st.button("Sign out", key="sign_out", on_click=identity.sign_out)
        else:
            st.title("CRT morning huddle", anchor=False)
            st.markdown("Sign in with your account of the City. A sign-in ends by itself after some hours.")
            st.button("Sign in", key="sign_in_button", type="primary", on_click=st.login)
            st.caption("Somebody in danger, or an overdose: call 911.")
