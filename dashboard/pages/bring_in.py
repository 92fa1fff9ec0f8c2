"""Bringing in the day's outreach log: seen row by row, mended in place, and entered only when it is confirmed."""

from __future__ import annotations

import streamlit as st

from dashboard.components import accesses, upload, upload_confirming, upload_mending, upload_table
from dashboard.components.opening import Morning, open_morning


def show_upload(morning: Morning) -> None:
    st.caption(
        "One row a contact, in the template's columns. The log counts contacts and never describes a person: no names, "
        "no birth dates, nothing about anybody's health. Nothing enters before you confirm it."
    )
    st.download_button(
        "Download the template (CSV)",
        data=accesses.noted(
            "template of the log",
            (morning.paths.reference_dir / "outreach_template.csv").read_bytes,
            viewer=morning.viewer,
        ),
        file_name="outreach_template.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        key="upload_template",
    )
    chosen = upload.choose(morning)
    if chosen is None:
        return
    if chosen.reading is None or chosen.places is None:
        upload.show_refusal(chosen)
        return
    reading = chosen.reading
    st.header("What was understood", anchor=False)
    upload_table.show_counts(morning, reading, chosen.places)
    st.header("Row by row", anchor=False)
    on_page = upload_table.show_rows(morning, reading, chosen.places)
    if not chosen.confirmed_hash:
        upload_mending.show(morning, chosen, reading, on_page)
    upload_confirming.show_rejects(reading)
    st.header("Confirm", anchor=False)
    upload_confirming.show(morning, chosen, reading)


morning = open_morning()
st.title("Bring in a log", anchor=False)
if morning.role.may_bring_in_logs:
    with st.container(key="bring_in"):
        show_upload(morning)
else:
    upload_confirming.show_who_may(morning)
