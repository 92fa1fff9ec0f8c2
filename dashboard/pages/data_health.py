"""What the morning rests on: feeds, files, rows not taken, unknown types, checks."""

from __future__ import annotations

import streamlit as st

from dashboard.components import data_health, definitions
from dashboard.components.opening import open_morning

morning = open_morning()

st.title("Data health", anchor=False)
data_health.show_totals(morning)
definitions.definition_popover(
    morning,
    ("Tickets before the morning", "builds", "n_tickets_seen"),
    ("Ranked, with a place", "builds", "n_tickets_ranked"),
    ("Behind, hours", "feeds", "behind_hours"),
    ("Gone from newest file", "feeds", "n_gone"),
    ("Rows read", "source_files", "rows_read"),
    ("Accepted", "source_files", "n_accepted"),
    ("Set aside", "source_files", "n_set_aside"),
    ("Superseded", "source_files", "n_superseded"),
    key="health",
)
st.header("Feeds", anchor=False)
data_health.show_feeds(morning)
st.header("Checks", anchor=False)
data_health.show_checks(morning)
st.header("Files", anchor=False)
data_health.show_files(morning)
st.header("Rows set aside", anchor=False)
data_health.show_set_aside(morning)
st.header("Tickets not on the map", anchor=False)
data_health.show_unplaced(morning)
st.header("Types that no table knows", anchor=False)
data_health.show_unmapped(morning)
