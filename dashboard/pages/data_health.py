"""What the morning rests on: feeds, files, rows not taken, unknown types, checks."""

from __future__ import annotations

import streamlit as st

from dashboard.components import (
    city_layers,
    data_health,
    definitions,
    file_clocks,
    sharps_triangle,
    upload_confirming,
    watched_streams,
)
from dashboard.components.opening import open_morning

morning = open_morning()

st.title("Data health", anchor=False)
data_health.show_today(morning)
data_health.show_totals(morning)
definitions.definition_fold(
    morning,
    ("Tickets before the morning", "builds", "n_tickets_seen"),
    ("Ranked, with a place", "builds", "n_tickets_ranked"),
    about="these two numbers",
    key="totals",
)
st.header("Feeds", anchor=False)
data_health.show_feeds(morning)
definitions.definition_fold(
    morning,
    ("Behind, hours", "feeds", "behind_hours"),
    ("Late after, hours", "feeds", "late_after_hours"),
    ("Records", "feeds", "n_records_seen"),
    ("Gone from newest file", "feeds", "n_gone"),
    ("Feeds not current", "meeting", "n_feeds_not_current"),
    about="the numbers of the feeds",
    key="feeds",
)
upload_confirming.show_way_here(morning)
st.header("Checks", anchor=False)
data_health.show_checks(morning)
definitions.definition_fold(
    morning,
    ("Rows", "check_results", "n_rows"),
    about="the numbers of the checks",
    key="checks",
)
st.header("Topics that moved", anchor=False)
watched_streams.show_moves(morning)
definitions.definition_fold(
    morning,
    ("Finding", "topic_migrations", "status"),
    ("Began", "topic_migrations", "began_date"),
    ("A week before", "topic_migrations", "total_before"),
    ("A week after", "topic_migrations", "total_after"),
    ("Expected after", "topic_migrations", "expected_low"),
    about="the numbers of topics that moved",
    key="moves",
)
st.header("Streams that went silent", anchor=False)
watched_streams.show_streams(morning)
definitions.definition_fold(
    morning,
    ("Status", "streams", "status"),
    ("Usual a day", "streams", "usual_per_day"),
    ("Expected, from", "streams", "n_expected_low"),
    ("to", "streams", "n_expected_high"),
    ("Judged to", "streams", "last_date"),
    about="the numbers of the streams",
    key="streams",
)
st.header("Clocks", anchor=False)
file_clocks.show(morning)
definitions.definition_fold(
    morning,
    ("Stamps read as", "source_files", "clock_regime"),
    ("Verified", "source_files", "clock_basis"),
    ("Rows for", "source_files", "n_clock_for"),
    ("Rows against", "source_files", "n_clock_against"),
    ("Mixed", "source_files", "is_clock_mixed"),
    about="the numbers of the clocks",
    key="clocks",
)
st.header("Files", anchor=False)
data_health.show_files(morning)
definitions.definition_fold(
    morning,
    ("Rows read", "source_files", "rows_read"),
    ("= accepted", "source_files", "n_accepted"),
    ("+ set aside", "source_files", "n_set_aside"),
    ("+ superseded", "source_files", "n_superseded"),
    about="the numbers of the files",
    key="files",
)
st.header("Layers of the city", anchor=False)
city_layers.show(morning)
definitions.definition_fold(
    morning,
    ("Names", "layers", "n_features"),
    ("Age, days", "layers", "age_days"),
    ("Late after, days", "layers", "late_after_days"),
    about="the numbers of the layers",
    key="layers",
)
st.header("Rows set aside", anchor=False)
data_health.show_set_aside(morning)
definitions.definition_fold(
    morning,
    ("Rows", "set_aside_rows", "n_rows"),
    about="the numbers of rows set aside",
    key="set_aside",
)
st.header("Tickets not on the map", anchor=False)
data_health.show_unplaced(morning)
definitions.definition_fold(
    morning,
    ("Tickets", "unplaced_tickets", "n_tickets"),
    ("Of these, with an address in words", "unplaced_tickets", "n_with_place_text"),
    about="the numbers of tickets not on the map",
    key="unplaced",
)
st.header("Tickets put back on the map", anchor=False)
data_health.show_rescued(morning)
definitions.definition_fold(
    morning,
    ("Without a coordinate", "rescued_tickets", "n_tickets"),
    ("Of these, with an address in words", "rescued_tickets", "n_with_place_text"),
    ("Put back by their address", "rescued_tickets", "n_put_back"),
    ("At a known address", "rescued_tickets", "n_at_known"),
    about="the numbers of tickets put back",
    key="rescued",
)
st.header("Types that no table knows", anchor=False)
data_health.show_unmapped(morning)
definitions.definition_fold(
    morning,
    ("Tickets", "unmapped_types", "n_tickets"),
    about="the numbers of unknown types",
    key="unmapped",
)
st.header("Closing texts of needle tickets", anchor=False)
sharps_triangle.show_readings(morning)
definitions.definition_fold(
    morning,
    ("Tickets", "closing_readings", "n_tickets"),
    ("Sharps", "closing_readings", "n_collected"),
    about="the numbers of closing texts",
    key="closings",
)
