"""Streamlit's notes of a moment ("Recorded: …") get a name, so that a screen reader says more than "dialog"."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_KEY = "named_notes"
_JS = Path(__file__).with_name("named-notes.js").read_text(encoding="utf-8")


def show() -> None:
    """Draw what gives each note its own words as its name; it takes no room on the page and sends nothing back."""
    # Each runtime keeps a list of components of its own; naming the same one again changes nothing there.
    st.components.v2.component("crt_named_notes", js=_JS)(key=_KEY)
