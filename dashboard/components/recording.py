"""Recording what a form holds: once, and only when it is still a legal next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components.text import as_markdown
from dashboard.huddle.actions import fold_actions, refusal_reason

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
    store = morning.operations()
    # Read once: what is checked here and what the event says its recorder had seen are the same events.
    events = store.events()
    book = fold_actions(events, up_to=morning.build.as_of_date)
    is_known = any(event.event_id == event_id for event in events)
    reason = None if is_known else refusal_reason(book.actions.get(draft.subject_id), draft)
    if reason is not None:
        st.error(f"Not recorded. {as_markdown(reason)} **Next step:** reload the page; a colleague was faster.")
        return
    newest_seen = events[-1].sequence_no if events else 0
    store.append(draft, event_id=event_id, recorded_at=state.now_at(), seen_sequence_no=newest_seen)
    state.close_form(form_name)
    st.toast(as_markdown(told), icon=":material/check:")
    st.rerun()


def show_problems(problems: list[str]) -> None:
    """Say what to mend before the form can be recorded; nothing typed is lost."""
    if problems:
        lines = "\n".join(f"- {as_markdown(problem)}" for problem in problems)
        st.error(f"Not recorded yet:\n\n{lines}")
