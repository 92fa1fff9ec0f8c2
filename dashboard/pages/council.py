"""For the Lived Experience Council: what was done, what people answered, what the city was asked for, by zone."""

from __future__ import annotations

import streamlit as st

from dashboard.components import accesses, council, pack
from dashboard.components.opening import open_morning
from dashboard.components.text import as_markdown, headline_day

morning = open_morning()
lookback = int(morning.facts["lookback_days"])

st.title("What we did, and what we were asked for", anchor=False)
st.html(
    f'<p class="crt">The {lookback} days before {headline_day(morning.build.as_of_date)}. '
    "This page shows parts of the city, never one spot. It counts times, never people.</p>"
)
with st.container(key="zone_chooser"):
    zone_id = council.choose_zone(morning)
    accesses.at_subject(zone_id)
name = as_markdown(council.zone_name(morning, zone_id))

st.header(f"What was done: {name}", anchor=False)
council.show_done(morning, zone_id)
st.header("By zone", anchor=False)
council.show_zones(morning)
st.header(f"What the city was asked for: {name}", anchor=False)
council.show_asked(morning, zone_id)
council.show_definitions(morning)
st.header("Not on this page", anchor=False)
council.show_missing(morning)
pack.show(morning)
