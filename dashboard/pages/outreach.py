"""Logging an outreach contact on a phone; its writer reads it back at once, the counts change with the next build."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.components import contact_form, contact_own, contact_watch, upload_confirming
from dashboard.components.opening import Morning, open_morning


def show_contacts(morning: Morning) -> None:
    corrected = contact_own.changed(morning)
    contact_watch.show(morning, event_id=state.form_event_id(contact_form.form_name(corrected)))
    st.header("Log a contact" if corrected is None else "Correct a contact", anchor=False)
    st.caption("Somebody in danger, or an overdose: call 911 first.")
    contact_form.show(morning, corrected=corrected)
    contact_own.show(morning)
    upload_confirming.show_way_here(morning)


morning = open_morning()
st.title("Outreach", anchor=False)
if morning.past is not None:
    st.info("Nothing can be logged on a past morning. **Next step:** go back to the present morning, above.")
elif not morning.role.may_log_contacts:
    st.info(
        "This role logs no contacts. What outreach counts, this role reads on the pages of places and of the Council, "
        "as far as it may see it."
    )
else:
    with st.container(key="contacts"):
        show_contacts(morning)
