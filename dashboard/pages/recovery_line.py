"""The recovery line: was every caller linked, and if not, how long have they waited and where was the city full."""

from __future__ import annotations

import streamlit as st

from dashboard.components import recovery_line
from dashboard.components.opening import open_morning

morning = open_morning()

st.title("Recovery line", anchor=False)
with st.container(key="recovery_line"):
    st.html(
        '<p class="crt crt-banner crt-banner-act"><span class="crt-mark crt-mark-act">▲ Somebody in danger, or an '
        "overdose: call 911.</span> 311 and the recovery line are for treatment and for a bed, never for an "
        "emergency.</p>"
    )
    st.header("Every caller linked?", anchor=False)
    recovery_line.show(morning)
