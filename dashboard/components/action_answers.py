"""What an officer on foot says of an action in two taps: done, or could not, because.

The first tap opens the answer under the action's line, the second records it: frequent words stand in a reviewed table,
one tap each, and whoever has others types them. A wrong tap is taken back where it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import asks, corrections, meeting, recording
from dashboard.components.action_marks import open_mark
from dashboard.components.text import as_html, as_markdown, day
from dashboard.huddle import action_drafts, forms
from dashboard.huddle.events import ActionStatus, EventKind
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.actions import Action
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.district_list import DistrictList

_ASKS = 4
_ANSWERS = {
    ActionStatus.DONE: ("Done", "Or in other words: what was done, and how we know", "Record: done"),
    ActionStatus.COULD_NOT: ("Could not", "Or in other words: why it could not be done", "Record: could not"),
}
_PUT_RIGHT = "put right"


def show_place(morning: Morning, book: HuddleBook, asked: DistrictList, location_id: str) -> None:
    """Draw what is asked at a place, the agency's own first, and what was ended there this morning."""
    for action in asked.open_at(location_id):
        with st.container(key=f"action_{action.action_id}"):
            st.html(f'<div class="crt crt-asked">{_line(morning, action)}</div>')
            if _may_answer(morning, action):
                _choose(morning, action)
    part = meeting.agenda_of(morning, book).parts[_ASKS]
    asks.show(morning, part, ask_ids=[ask.ask_id for ask in asked.asks_at(location_id)])
    for action in asked.ended.get(location_id, ()):
        if action.closed_date == morning.build.as_of_date:
            with st.container(key=f"ended_{action.action_id}"):
                _show_ended(morning, book, action)


def mark_of(morning: Morning, action: Action) -> tuple[str, str]:
    """Return an open action's mark, shape and word, and which of the two colours it has."""
    return open_mark(action, on=morning.build.as_of_date, otherwise="asked")


def _may_answer(morning: Morning, action: Action) -> bool:
    """Return whether this screen answers for an action: its agency's, or one on which no agency was chosen."""
    return morning.role.may_write_actions and morning.agency_code in {None, action.owner_agency_code}


def _line(morning: Morning, action: Action) -> str:
    on = morning.build.as_of_date
    owner = as_html(morning.agency_name(action.owner_agency_code))
    mark, side = mark_of(morning, action)
    n_carried = action.n_mornings_carried(on, huddle_weekdays=morning.policy.huddle_weekdays)
    carried = f", carried {count_words(n_carried, 'morning')}" if n_carried else ""
    know_by = f" We know by: {as_html(action.how_we_know)}" if action.how_we_know else ""
    return (
        f'<p><span class="crt-mark crt-mark-{side}">{mark}</span> <b>{owner}</b>: {as_html(action.what)} '
        f'<span class="crt-quiet">due {day(action.due_date, seen_from=on)}{carried}.{know_by}</span></p>'
    )


def _choose(morning: Morning, action: Action) -> None:
    opened = state.opened_answer()
    with st.container(horizontal=True, key=f"answers_{action.action_id}"):
        for status, (label, _, _) in _ANSWERS.items():
            st.button(
                label,
                key=f"answer_{status.value}:{action.action_id}",
                type="primary" if opened == (action.action_id, status.value) else "secondary",
                on_click=state.open_answer,
                args=(action.action_id, status.value),
            )
    for status in _ANSWERS:
        if opened == (action.action_id, status.value):
            _answer(morning, action, status)


def _answer(morning: Morning, action: Action, status: ActionStatus) -> None:
    """Draw the answer that stands open: frequent words, one tap each, and the field for others."""
    label, other, record = _ANSWERS[status]
    # The form's name on the huddle page: one form of one action, wherever it is open.
    form_name = f"{label}:{action.action_id}"
    event_id = state.form_event_id(form_name)
    result = None
    with st.container(key=f"saying_{action.action_id}", border=True):
        st.caption(f"{label}{', because' if status == ActionStatus.COULD_NOT else ''}: one tap records it.")
        for number, words in enumerate(cache.closing_words(morning.paths).get(status.value, ())):
            if st.button(as_markdown(words), key=f"say_{number}:{event_id}", width="stretch"):
                result = words
        with st.form(f"form:{event_id}", border=False):
            typed = st.text_input(other, key=f"words:{event_id}", max_chars=forms.MAX_TEXT_LENGTH) or ""
            if st.form_submit_button(record, key=f"record:{event_id}"):
                result = typed
        st.caption(recording.PUBLIC_RECORD)
        if result is None:
            return
        problems = forms.closing_problems(status=status, result=result)
        recording.show_problems(problems)
        if not problems:
            draft = action_drafts.closing_draft(
                action.action_id, status=status, result=result, on_screen=morning.on_screen
            )
            recording.record(
                morning,
                draft,
                form_name=form_name,
                event_id=event_id,
                told=f"Recorded: {label.lower()}.",
                on_recorded=state.close_answer,
            )


def _show_ended(morning: Morning, book: HuddleBook, action: Action) -> None:
    """Draw an action that ended this morning, and the way to put a wrong tap right."""
    owner = as_html(morning.agency_name(action.owner_agency_code))
    how = f"{'✓' if action.status == ActionStatus.DONE else '✕'} {as_html(action.status.words)}"
    st.html(
        f'<div class="crt crt-asked"><p><span class="crt-mark crt-mark-ok">{how}</span> '
        f"<b>{owner}</b>: {as_html(action.what)} <b>Result:</b> {as_html(action.result or '')}</p></div>"
    )
    if not _may_answer(morning, action):
        return
    step = book.undoable(action.action_id, on=morning.build.as_of_date)
    if step is not None and step.kind == EventKind.ACTION_CLOSED:
        recording.undo_button(morning, step, action.action_id, label="Undo")
        return
    # After the huddle is closed, or once it was corrected, what stands is put right by a correction with its reason.
    st.button(
        "Put it right",
        key=f"put_right:{action.action_id}",
        on_click=state.open_answer,
        args=(action.action_id, _PUT_RIGHT),
    )
    if state.opened_answer() == (action.action_id, _PUT_RIGHT):
        corrections.show_action(morning, action)
