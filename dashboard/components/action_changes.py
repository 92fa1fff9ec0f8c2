"""What became of an action: closed with a result, handed over, given a new date, or noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import corrections, recording
from dashboard.components.action_form import choose_agency, choose_due_date
from dashboard.huddle import action_drafts, forms
from dashboard.huddle.events import ActionStatus, EventDraft

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.actions import Action

# A draft, and what has to be mended before it can be recorded.
_Answer = tuple[list[str], Callable[[], EventDraft]]

_DONE, _COULD_NOT, _HAND_OVER, _NEW_DATE, _NOTE, _DROP, _CORRECT = (
    "Done",
    "Could not",
    "Hand over",
    "New date",
    "Note",
    "Drop",
    "Correct",
)
_STATUSES = {_DONE: ActionStatus.DONE, _COULD_NOT: ActionStatus.COULD_NOT, _DROP: ActionStatus.DROPPED}
_RESULT_LABELS = {
    _DONE: "Result: what was done, and how we know",
    _COULD_NOT: "Why it could not be done",
    _DROP: "Why it is dropped",
}


def choose(action: Action) -> str | None:
    """Draw the choice of what happened and return it; None while nothing is chosen."""
    # What this screen recorded of it is part of the key, so that the choice is empty again then. What a colleague
    # records meanwhile takes no choice away: whether it is still a legal step is looked at when it is recorded.
    return st.pills(
        "What happened?",
        [_DONE, _COULD_NOT, _HAND_OVER, _NEW_DATE, _NOTE, _DROP, _CORRECT],
        key=f"happened:{action.action_id}:{state.n_own_events(action.action_id)}",
        label_visibility="collapsed",
        wrap=True,
    )


def show(morning: Morning, action: Action, *, choice: str) -> None:
    """Draw the one form that belongs to the choice, and record it when it is sent."""
    if choice == _CORRECT:
        corrections.show_action(morning, action)
        return
    form_name = f"{choice}:{action.action_id}"
    event_id = state.form_event_id(form_name)
    with st.form(f"form:{event_id}"):
        problems, draft = _ask(morning, action, choice=choice, key=event_id)
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button(f"Record: {choice.lower()}", type="primary", key=f"record:{event_id}")
    if is_sent:
        recording.show_problems(problems)
        if not problems:
            recording.record(
                morning, draft(), form_name=form_name, event_id=event_id, told=f"Recorded: {choice.lower()}."
            )


def _ask(morning: Morning, action: Action, *, choice: str, key: str) -> _Answer:
    if choice == _HAND_OVER:
        return _ask_hand_over(morning, action, key=key)
    if choice == _NEW_DATE:
        return _ask_new_date(morning, action, key=key)
    if choice == _NOTE:
        note = _words("Note", key=key)
        problems = forms.note_problems(note)
        return problems, lambda: action_drafts.note_draft(action.action_id, note=note, on_screen=morning.on_screen)
    result = _words(_RESULT_LABELS[choice], key=key)
    status = _STATUSES[choice]
    problems = forms.closing_problems(status=status, result=result)
    return problems, lambda: action_drafts.closing_draft(
        action.action_id, status=status, result=result, on_screen=morning.on_screen
    )


def _ask_hand_over(morning: Morning, action: Action, *, key: str) -> _Answer:
    to_agency_code = choose_agency(morning, "To which agency", key=f"to:{key}", but=action.owner_agency_code)
    due_date = choose_due_date(morning, key=key)
    reason = _words("Why", key=key)
    problems = forms.hand_over_problems(
        owner_agency_code=action.owner_agency_code,
        to_agency_code=to_agency_code or "",
        due_date=due_date,
        reason=reason,
        huddle_date=morning.build.as_of_date,
        agencies=morning.agencies,
    )
    return problems, lambda: action_drafts.hand_over_draft(
        action.action_id,
        to_agency_code=str(to_agency_code),
        due_date=due_date,
        reason=reason,
        on_screen=morning.on_screen,
    )


def _ask_new_date(morning: Morning, action: Action, *, key: str) -> _Answer:
    due_date = choose_due_date(morning, key=key)
    reason = _words("Why the date moves", key=key)
    problems = forms.reschedule_problems(due_date=due_date, reason=reason, huddle_date=morning.build.as_of_date)
    return problems, lambda: action_drafts.reschedule_draft(
        action.action_id, due_date=due_date, reason=reason, on_screen=morning.on_screen
    )


def _words(label: str, *, key: str) -> str:
    return st.text_input(label, key=f"words:{key}", max_chars=forms.MAX_TEXT_LENGTH) or ""
