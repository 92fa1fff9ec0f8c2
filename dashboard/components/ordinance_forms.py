"""Recording on the ordinance checklist: a new operation, its next step, a correction, taking a step back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.access import may_see_answers
from dashboard.components import ordinance_fields, recording, stated_time
from dashboard.components.action_form import choose_agency, named_places, place_words
from dashboard.huddle import forms
from dashboard.huddle.book import undo_draft
from dashboard.huddle.events import EventKind
from dashboard.huddle.ordinance import (
    Operation,
    newest_list,
    operation_draft,
    operation_step_draft,
    step_correction_draft,
)
from dashboard.huddle.ordinance_gate import missing_conditions, overridden_conditions
from dashboard.huddle.ordinance_steps import OUTREACH_KINDS, STEP_NAMES, next_kind, possible_kinds
from dashboard.huddle.ordinance_words import boston_words
from dashboard.huddle.words import local_date

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.events import EventDraft, OnScreen
    from dashboard.huddle.ordinance_steps import OperationStep

_LABELS = {
    EventKind.OPERATION_ASSESSED: "Assess the place",
    EventKind.OPERATION_SHELTER_CHECKED: "Look at the shelter list",
    EventKind.OPERATION_OFFER_MADE: "Make an offer",
    EventKind.OPERATION_RESPONSE: "Record the answers",
    EventKind.OPERATION_NOTICE_POSTED: "Post a notice",
    EventKind.OPERATION_OVERRIDDEN: "Record an override",
    EventKind.OPERATION_REMOVAL: "Record the removal",
    EventKind.OPERATION_CLOSED_VOLUNTARILY: "Closed voluntarily",
    EventKind.OPERATION_NOTHING_TO_STORE: "No property was there",
    EventKind.OPERATION_REVISITED_30D: "Record the revisit at 30 days",
    EventKind.OPERATION_REVISITED_90D: "Record the revisit at 90 days",
}


def sees_answers(morning: Morning) -> bool:
    """Return whether this screen may tell what was offered and answered."""
    told = cache.agencies_told_of_concerns(morning.paths)
    return may_see_answers(morning.role, morning.agency_code, told=told)


def show_new(morning: Morning, *, location_id: str | None) -> None:
    """Draw the form that reports a place; folded, but open where the address brings a place with it.

    Parameters
    ----------
    location_id
        The place it starts with, None for none.
    """
    form_name = f"new_operation:{location_id}"
    event_id = state.form_event_id(form_name)
    places = named_places(morning)
    with (
        st.expander("New operation at a place", expanded=location_id in places),
        st.form(f"form:{event_id}", border=False),
    ):
        ids = list(places)
        chosen = st.selectbox(
            "Place",
            ids,
            index=ids.index(location_id) if location_id is not None and location_id in places else None,
            format_func=lambda each: place_words(places[each]),
            placeholder="Choose a place",
            key=f"operation_place:{event_id}",
        )
        agency_code, when = _who_and_when(morning, key=event_id)
        is_sent = st.form_submit_button(
            "Report it", type="primary", key=f"operation_report:{event_id}", width="stretch"
        )
    if not is_sent:
        return
    problems = [*([] if chosen else ["Place: choose one."]), *_who_problems(agency_code), *when.problems]
    is_open = any(each.is_open and each.location_id == chosen for each in morning.book().operations.values())
    problems += ["An operation is open at this place already: go on with that one."] if is_open else []
    recording.show_problems(problems)
    if problems or chosen is None or when.at is None:
        return
    on_screen = _on_screen(morning, agency_code)
    draft = operation_draft(places[chosen], event_id=event_id, at=when.at, on_screen=on_screen)
    told = f"Recorded: an operation at {places[chosen].name}."
    recording.record(
        morning,
        draft,
        form_name=form_name,
        event_id=event_id,
        told=told,
        on_recorded=lambda: state.ask_for_operation(draft.subject_id),
    )


def show_steps(morning: Morning, operation: Operation) -> None:
    """Draw a button for each step that may be taken now, the next one first, and the form of the one that is open."""
    if morning.past is not None:
        return
    if not morning.role.may_write_actions:
        st.caption(f"{morning.role.role_name}: this role reads the checklist and does not write it.")
        return
    kinds, main = _kinds(morning, operation)
    for kind in kinds:
        name = f"{kind}:{operation.operation_id}"
        is_again = any(step.kind == kind for step in operation.steps)
        is_main = kind == main
        label = f"{_LABELS[kind]} again" if is_again and kind in possible_kinds(operation.steps) else _LABELS[kind]
        if kind == EventKind.OPERATION_OVERRIDDEN and not operation.is_open:
            label = "Record an override, before a correction that shuts the gate"
        st.button(
            label,
            key=f"step_{kind}",
            type="primary" if is_main else "secondary",
            width="stretch",
            on_click=state.open_step,
            args=(name,),
        )
        if state.open_step_name() == name:
            _show_form(morning, operation, kind, form_name=name)
    _show_undo(morning, operation)


def _kinds(morning: Morning, operation: Operation) -> tuple[list[EventKind], EventKind | None]:
    """Return the steps that have a button, the next one first, and which that is; None where none is next."""
    now_at = state.now_at()
    if operation.is_open:
        missing = set(missing_conditions(operation.steps, at=now_at))
        kinds, main = possible_kinds(operation.steps), next_kind(operation.steps)
        if operation.newest(EventKind.OPERATION_ASSESSED) is not None:
            is_barred = bool(missing - overridden_conditions(operation.steps))
            kinds.append(EventKind.OPERATION_OVERRIDDEN if is_barred else EventKind.OPERATION_REMOVAL)
    else:
        kinds, main = _after_end(operation, now_at=now_at), None
    if not sees_answers(morning):
        kinds = [kind for kind in kinds if kind not in OUTREACH_KINDS]
    main = main if main in kinds else None
    return sorted(kinds, key=lambda kind: kind != main), main


def _after_end(operation: Operation, *, now_at: datetime) -> list[EventKind]:
    kinds = []
    if operation.newest(EventKind.OPERATION_NOTHING_TO_STORE) is None:
        kinds.append(EventKind.OPERATION_NOTHING_TO_STORE)
    revisit, due = operation.next_revisit(), operation.next_revisit_date()
    if revisit is not None and due is not None and due <= local_date(now_at):
        kinds.insert(0, revisit)
    if operation.newest(EventKind.OPERATION_REMOVAL) is not None:
        kinds.append(EventKind.OPERATION_OVERRIDDEN)
    return kinds


def _show_form(morning: Morning, operation: Operation, kind: EventKind, *, form_name: str) -> None:
    event_id = state.form_event_id(form_name)
    with st.form(f"form:{event_id}"):
        agency_code, when = _who_and_when(morning, key=event_id)
        filled = ordinance_fields.ask(
            morning, operation, kind, key=event_id, at=when.at, sees_answers=sees_answers(morning)
        )
        is_sent = st.form_submit_button(
            f"Record: {STEP_NAMES[kind].lower()}", type="primary", key=f"step_record:{event_id}", width="stretch"
        )
    if not is_sent:
        return
    problems = [*_who_problems(agency_code), *when.problems, *filled.problems]
    problems += _other_list_problems(morning, operation) if kind == EventKind.OPERATION_REMOVAL else []
    recording.show_problems(problems)
    if problems or when.at is None:
        return
    draft = operation_step_draft(
        operation.operation_id,
        kind,
        at=when.at,
        on_screen=_on_screen(morning, agency_code),
        facts=filled.facts,
        texts=filled.texts,
    )
    _record(morning, draft, form_name=form_name, event_id=event_id, told=f"Recorded: {STEP_NAMES[kind].lower()}.")


def _other_list_problems(morning: Morning, operation: Operation) -> list[str]:
    """Return that a newer list, looked at for another place, has no shelter: the period is the whole city's."""
    newest = newest_list(morning.book().operations.values())
    own = operation.newest(EventKind.OPERATION_SHELTER_CHECKED)
    if newest is None or not newest.is_shelter_unavailable or own is None or newest.event_id == own.event_id:
        return []
    stamp = boston_words(newest.at, seen_from=morning.build.as_of_date)
    return [f"A newer shelter list, looked at for another place {stamp}, has no shelter: look at it here first."]


def show_correction(morning: Morning, operation: Operation) -> None:
    """Draw, folded, the correction of a step's time and codes; nothing for a role that only reads."""
    sees = sees_answers(morning)
    steps = {
        step.event_id: step
        for step in operation.steps
        if step.kind != EventKind.OPERATION_OVERRIDDEN and (sees or step.kind not in OUTREACH_KINDS)
    }
    if not morning.role.may_write_actions:
        return
    on = morning.build.as_of_date
    with st.expander("Correct a step"):
        chosen = st.selectbox(
            "Which",
            list(steps),
            index=None,
            format_func=lambda each: f"{STEP_NAMES[steps[each].kind]}, {boston_words(steps[each].at, seen_from=on)}",
            placeholder="Choose the step that was recorded wrongly",
            key=f"operation_correct:{operation.operation_id}:{len(operation.history)}",
        )
        if chosen is not None:
            _correct(morning, operation, steps[chosen])


def _correct(morning: Morning, operation: Operation, step: OperationStep) -> None:
    form_name = f"correct:{step.event_id}"
    event_id = state.form_event_id(form_name)
    with st.form(f"form:{event_id}"):
        agency_code, when = _who_and_when(morning, key=event_id, start=step.at)
        filled = ordinance_fields.ask(
            morning,
            operation,
            step.kind,
            key=event_id,
            at=when.at,
            sees_answers=sees_answers(morning),
            corrected=step,
        )
        reason = st.text_input("Why it is corrected", key=f"why:{event_id}", max_chars=forms.MAX_TEXT_LENGTH) or ""
        is_sent = st.form_submit_button("Record the correction", type="primary", key=f"step_record:{event_id}")
    if not is_sent:
        return
    facts = {} if when.at in (None, step.at) else {"at": when.at.isoformat(timespec="minutes")}
    facts |= {
        name: value for name, value in filled.facts.items() if value != step.facts.get(name) and name != "list_hours"
    }
    problems = [*_who_problems(agency_code), *when.problems, *filled.problems]
    problems += [] if reason.strip() else ["Why it is corrected: fill it in."]
    problems += [] if facts else ["Nothing is otherwise than it was recorded."]
    recording.show_problems(problems)
    if not problems:
        on_screen = _on_screen(morning, agency_code)
        draft = step_correction_draft(operation, step, facts=facts, reason=reason, on_screen=on_screen)
        _record(morning, draft, form_name=form_name, event_id=event_id, told="Recorded: the correction.")


def _show_undo(morning: Morning, operation: Operation) -> None:
    step = morning.book().undoable(operation.operation_id, on=morning.build.as_of_date)
    if step is None or (step.kind in OUTREACH_KINDS and not sees_answers(morning)):
        return
    name = STEP_NAMES.get(step.kind, "the correction").lower()
    draft = undo_draft(step, operation.operation_id, on_screen=morning.on_screen)
    st.button(
        f"↶ Take back: {name}",
        key="operation_undo",
        type="tertiary",
        on_click=_undo,
        args=(morning, draft, f"undo:{step.event_id}"),
    )


def _undo(morning: Morning, draft: EventDraft, form_name: str) -> None:
    if recording.append(morning, draft, form_name=form_name):
        st.toast("Taken back. It stays in the history.", icon=":material/check:")


def _record(morning: Morning, draft: EventDraft, *, form_name: str, event_id: str, told: str) -> None:
    def fold_away() -> None:
        if state.open_step_name() == form_name:
            state.open_step(form_name)

    recording.record(morning, draft, form_name=form_name, event_id=event_id, told=told, on_recorded=fold_away)


def _who_and_when(
    morning: Morning, *, key: str, start: datetime | None = None
) -> tuple[str | None, stated_time.StatedTime]:
    """Draw which agency did it and when, and return both."""
    own = morning.agency_code
    agency_code = choose_agency(morning, "Which agency did it", key=f"who:{key}:{own}", start=own)
    return agency_code, stated_time.ask(key=key, start=start)


def _who_problems(agency_code: str | None) -> list[str]:
    return [] if agency_code else ["Which agency did it: choose one."]


def _on_screen(morning: Morning, agency_code: str | None) -> OnScreen:
    return replace(morning.on_screen, agency_code=agency_code)
