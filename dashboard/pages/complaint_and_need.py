"""Complaint and need, side by side: where residents ask, where outreach goes, and where the two disagree."""

from __future__ import annotations

import streamlit as st

from dashboard.components import complaint_and_need, reporters
from dashboard.components.opening import open_morning
from dashboard.components.text import headline_day

morning = open_morning()
lookback = int(morning.facts["lookback_days"])

st.title("Complaint and need, side by side", anchor=False)
st.html(
    f'<p class="crt">The {lookback} days before {headline_day(morning.build.as_of_date)}: what residents asked the '
    "city for, and what outreach teams met. Loud is not the same as needed.</p>"
)
if morning.role.sees_places:
    places = complaint_and_need.places_compared(morning)
    st.header("Where the two disagree", anchor=False)
    complaint_and_need.show_days(morning)
    complaint_and_need.show_disagreements(morning, places)
    st.header("The places of the list", anchor=False)
    complaint_and_need.show_places(places)
st.header("Zones", anchor=False)
complaint_and_need.show_zones(complaint_and_need.zones_compared(morning))
st.header("Bursts that one reporter could have sent", anchor=False)
reporters.show_bursts(morning)
complaint_and_need.show_definitions(morning, with_places=morning.role.sees_places)
st.header("How to read this, and what it cannot tell", anchor=False)
complaint_and_need.show_how_to_read(morning)
