"""The look of every page, in one stylesheet."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STYLESHEET = Path(__file__).with_name("theme.css")
# A file of our own: a named icon would be fetched from the internet.
ICON = str(Path(__file__).with_name("icon.svg"))


def apply() -> None:
    """Put the stylesheet on the page; nothing is fetched from elsewhere."""
    st.html(STYLESHEET)
