"""Beds and gaps: what is free by the daily list, what was asked for and not there, why people declined, and HMIS."""

from __future__ import annotations

import streamlit as st

from dashboard.components import failure, gaps, overnight, overnight_form
from dashboard.components.opening import open_morning

morning = open_morning()

st.title("Beds & gaps", anchor=False)
st.header("Free beds this morning", anchor=False)
overnight.show_beds(morning, morning.book())
overnight_form.show_beds(morning)
st.header("Asked for and not there", anchor=False)
with failure.told_in_place():
    gaps.show_asked_for(morning)
st.header("Declined today, and why", anchor=False)
st.caption("A reason tells what stood in the way of an offer, never what somebody is like.")
with failure.told_in_place():
    gaps.show_declined(morning)
