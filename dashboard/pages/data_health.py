"""What the morning rests on: feeds, files, rows not taken, unknown types, checks."""

from __future__ import annotations

import streamlit as st

from dashboard.components import data_health, definitions, file_clocks, watched_streams
from dashboard.components.opening import open_morning

morning = open_morning()

st.title("Data health", anchor=False)
data_health.show_today(morning)
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
st.header("Topics that moved", anchor=False)
definitions.definition_popover(
    morning,
    ("Finding", "topic_migrations", "status"),
    ("Began", "topic_migrations", "began_date"),
    ("A week before", "topic_migrations", "total_before"),
    ("A week after", "topic_migrations", "total_after"),
    ("Expected after, from", "topic_migrations", "expected_low"),
    ("to", "topic_migrations", "expected_high"),
    key="moves",
)
watched_streams.show_moves(morning)
st.header("Streams that went silent", anchor=False)
definitions.definition_popover(
    morning,
    ("Status", "streams", "status"),
    ("Usual a day", "streams", "usual_per_day"),
    ("Expected, from", "streams", "n_expected_low"),
    ("to", "streams", "n_expected_high"),
    ("Judged to", "streams", "last_date"),
    key="streams",
)
watched_streams.show_streams(morning)
st.header("Clocks", anchor=False)
definitions.definition_popover(
    morning,
    ("Stamps read as", "source_files", "clock_regime"),
    ("Verified", "source_files", "clock_basis"),
    ("Rows for", "source_files", "n_clock_for"),
    ("Rows against", "source_files", "n_clock_against"),
    ("Mixed", "source_files", "is_clock_mixed"),
    key="clocks",
)
file_clocks.show(morning)
st.header("Files", anchor=False)
data_health.show_files(morning)
st.header("Rows set aside", anchor=False)
data_health.show_set_aside(morning)
st.header("Tickets not on the map", anchor=False)
data_health.show_unplaced(morning)
st.header("Types that no table knows", anchor=False)
data_health.show_unmapped(morning)
