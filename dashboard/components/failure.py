"""What a person sees when a page cannot be drawn: what happened and what to do, never a traceback."""

from __future__ import annotations

import streamlit as st

from dashboard.components.text import as_markdown

_UNKNOWN_STEP = (
    "Reload the page. If it stays, hold the huddle from yesterday's printout, and show the log of `crt serve` "
    "to whoever looks after the dashboard."
)


def show(error: Exception) -> None:
    """Say what failed; errors of our own kinds carry their next step, others are named by kind only."""
    next_step = getattr(error, "next_step", None)
    if isinstance(next_step, str):
        st.error(f"{as_markdown(error)}. **Next step:** {as_markdown(next_step)}", icon=":material/error:")
    else:
        st.error(
            f"This page could not be drawn ({as_markdown(type(error).__name__)}). **Next step:** {_UNKNOWN_STEP}",
            icon=":material/error:",
        )
