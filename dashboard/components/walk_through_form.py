"""Recording a walk-through: how many sharps an agency saw at a place, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import recording, stated_time
from dashboard.components.action_form import choose_agency
from dashboard.components.text import as_markdown
from dashboard.huddle.events import EventKind
from dashboard.huddle.walk_throughs import MOST_SHARPS, walk_through_draft
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.events import NamedLocation


def show(morning: Morning, location: NamedLocation) -> None:
    """Draw the form, folded, and the undoing of what was just recorded; nothing for a role that only reads."""
    if not morning.role.may_write_actions:
        return
    form_name = f"walk_through:{location.location_id}"
    event_id = state.form_event_id(form_name)
    with (
        st.container(key="walk_through"),
        st.expander("Record a walk-through"),
        st.form(f"form:{event_id}", border=False),
    ):
        n_sharps = st.number_input(
            "Sharps seen (0 is none seen)",
            min_value=0,
            max_value=MOST_SHARPS,
            value=None,
            step=1,
            key=f"walk_sharps:{event_id}",
        )
        agency_code = choose_agency(
            morning, "Which agency walked", key=f"walk_agency:{event_id}", start=morning.agency_code
        )
        when = stated_time.ask(key=f"walk:{event_id}")
        is_sent = st.form_submit_button("Record the walk-through", type="primary", key=f"walk_record:{event_id}")
    _show_undo(morning, location)
    if not is_sent:
        return
    problems = [
        *([] if n_sharps is not None else ["Sharps seen: fill in a number; 0 where none were seen."]),
        *([] if agency_code else ["Which agency walked: choose one."]),
        *when.problems,
    ]
    recording.show_problems(problems)
    if problems or n_sharps is None or when.at is None:
        return
    draft = walk_through_draft(
        location,
        n_sharps=int(n_sharps),
        at=when.at,
        event_id=event_id,
        on_screen=replace(morning.on_screen, agency_code=agency_code),
    )
    told = f"Recorded: {count_words(int(n_sharps), 'sharp')} seen at {location.name}."
    recording.record(morning, draft, form_name=form_name, event_id=event_id, told=told)


def _show_undo(morning: Morning, location: NamedLocation) -> None:
    """Draw the undoing of the walk-through that was recorded here last, while its morning is not over."""
    book = morning.book()
    there = [each for each in book.walk_throughs.values() if each.location_id == location.location_id]
    newest = max(there, key=lambda each: (each.recorded_at, each.walk_through_id), default=None)
    step = None if newest is None else book.undoable(newest.walk_through_id, on=morning.build.as_of_date)
    if newest is None or step is None or step.kind != EventKind.WALK_THROUGH_RECORDED:
        return
    label = f"Undo the walk-through recorded last ({count_words(newest.n_sharps, 'sharp')})"
    recording.undo_button(morning, step, newest.walk_through_id, label=as_markdown(label))
