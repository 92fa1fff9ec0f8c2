"""Would the list have been right: the last months played again, beside a plain count and the best in hindsight."""

from __future__ import annotations

import streamlit as st

from dashboard.components import definitions, track_record
from dashboard.components.opening import open_morning

morning = open_morning()

st.title("Track record: was the list right?", anchor=False)
if track_record.show_summary(morning):
    st.header("How much of what came lay in the list's 20 places", anchor=False)
    track_record.show_held(morning, size=20)
    with st.expander("The same for its first 10 places"):
        track_record.show_held(morning, size=10)
    with st.expander("At how many of the places something came"):
        track_record.show_hit(morning)
    with st.expander("On one percent of the area: PAI and PEI"):
        track_record.show_area(morning)
    with st.expander("How many weeks, mornings and incidents this rests on"):
        track_record.show_basis(morning)
    definitions.definition_fold(
        morning,
        (definitions.BETWEEN_WORDS.join(track_record.METHOD_WORDS.values()), "track_record", "value"),
        ("List ÷ plain count", "track_record", "ratio_to_plain"),
        ("Interval of the list", "track_record", "value_low"),
        ("Weeks", "track_record", "n_weeks"),
        ("Mornings", "track_record", "n_mornings"),
        ("Incidents", "track_record", "n_incidents"),
        ("What can be said", "track_record", "verdict_code"),
        ("Area", "track_record_period", "area_km2"),
        ("Cells of 1 %", "track_record_period", "n_top_cells"),
        about="the numbers of the track record",
        key="track_record",
    )
    st.header("What this cannot tell", anchor=False)
    track_record.show_limits()
