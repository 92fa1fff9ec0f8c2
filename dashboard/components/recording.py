"""Recording what a form holds: once, and only when it is still a legal next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import parts
from dashboard.components.text import as_markdown

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.events import EventDraft

PUBLIC_RECORD = "Minutes are public records: no names, no phone numbers, nothing about a person."


def record(morning: Morning, draft: EventDraft, *, form_name: str, event_id: str, told: str) -> None:
    """Append the event and draw the page anew; a second click of the same form finds the same id and adds nothing.

    Parameters
    ----------
    draft
        What the form says.
    form_name
        The form that is done; its next drawing gets a new event id.
    event_id
        The id that was made when the form was drawn.
    told
        What the person is told when it is recorded.
    """
    if append(morning, draft, form_name=form_name, event_id=event_id):
        st.toast(as_markdown(told), icon=":material/check:")
        state.note_own_event(event_id, subject_id=draft.subject_id)
        parts.draw_recorded(morning, draft)


def append(morning: Morning, draft: EventDraft, *, form_name: str, event_id: str | None = None) -> bool:
    """Append the event if it is still a legal next step, and forget its form; else say why, and return False.

    Parameters
    ----------
    draft, form_name
        As in `record`.
    event_id
        None takes the form's own.
    """
    event_id = event_id or state.form_event_id(form_name)
    book = morning.book()
    reason = None if event_id in book.known_ids else book.refusal_reason(draft)
    if reason is not None:
        st.error(f"Not recorded. {as_markdown(reason)} **Next step:** reload the page; a colleague was faster.")
        return False
    # What was checked here and what the event says its recorder had seen are the same events.
    seen = book.last_sequence_no
    morning.operations().append(draft, event_id=event_id, recorded_at=state.now_at(), seen_sequence_no=seen)
    state.close_form(form_name)
    return True


def show_problems(problems: list[str]) -> None:
    """Say what to mend before the form can be recorded; nothing typed is lost."""
    if problems:
        lines = "\n".join(f"- {as_markdown(problem)}" for problem in problems)
        st.error(f"Not recorded yet:\n\n{lines}")
