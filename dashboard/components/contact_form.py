"""The form of a contact: where, what was offered and answered, recorded in at most eight taps."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import contact_answers, contact_own, contact_places, contact_times, recording
from dashboard.huddle.contacts import ToldContact, contact_id_of, corrected_draft, logged_draft
from dashboard.huddle.forms import contact_problems

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.contacts import Contact


def form_name(corrected: Contact | None) -> str:
    """Return the name of the form that logs a contact, or corrects one."""
    return "contact" if corrected is None else f"contact_correct:{corrected.contact_id}:{len(corrected.history)}"


def show(morning: Morning, *, corrected: Contact | None = None) -> None:
    """Draw the form; nothing is kept until it is recorded.

    Parameters
    ----------
    corrected
        The contact of this screen that is put right: the form starts as it was told. None logs a new one.
    """
    name = form_name(corrected)
    event_id = state.form_event_id(name)
    start = None if corrected is None else corrected.told
    place = contact_places.choose(morning, key=event_id, start=None if start is None else start.place)
    answers = contact_answers.choose(key=event_id, start=start)
    when = contact_times.choose(morning, key=event_id, start=None if start is None else start.contact_at)
    st.caption(
        "Never a name, a birth date or a word about somebody's health. Only you read this entry, here; it is counted "
        "from the next build on, and small counts are shown to nobody."
    )
    bar = st.container(key="contact_record_bar")
    with bar:
        label = "Record the contact" if corrected is None else "Record the correction"
        is_sent = st.button(label, type="primary", width="stretch", key=f"contact_record:{event_id}")
        if corrected is not None:
            st.button("Leave it as it was", width="stretch", on_click=state.change_contact, args=("", ""))
    if not is_sent:
        return
    # The first press says when: the same press sent again must say the same.
    pressed_at = state.pressed_at(event_id)
    contact_at = pressed_at - when if isinstance(when, timedelta) else when
    problems = contact_problems(
        place,
        contact_at=contact_at,
        now_at=pressed_at,
        back=timedelta(days=morning.policy.contact_days_back),
    )
    # What is wrong is said where the thumb is: the end of the form may lie far below.
    with bar:
        recording.show_problems(problems)
        if problems or place is None or contact_at is None:
            state.forget_press()
            return
        told = ToldContact(contact_at, place, *answers)
        _record(morning, told, corrected, name=name, event_id=event_id)


def _record(morning: Morning, told: ToldContact, corrected: Contact | None, *, name: str, event_id: str) -> None:
    if corrected is None:
        contact_id = contact_id_of(event_id)
        draft = logged_draft(told, event_id=event_id, on_screen=morning.on_screen)
    else:
        contact_id = corrected.contact_id
        draft = corrected_draft(contact_id, told, on_screen=morning.on_screen)
    recording.record(
        morning,
        draft,
        form_name=name,
        event_id=event_id,
        told="Recorded: it is below, and in the counts from the next build on.",
        on_recorded=partial(_recorded, morning, contact_id),
    )


def _recorded(morning: Morning, contact_id: str) -> None:
    state.note_own_contact(contact_id)
    state.change_contact("", "")
    contact_own.forget_old(morning)
