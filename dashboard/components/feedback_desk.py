"""What the Council told us, in the last part of the huddle: who answers by when, the answer, and putting it right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import council_heard, meeting, recording
from dashboard.components.action_form import choose_agency, choose_due_date
from dashboard.components.text import as_html
from dashboard.huddle import forms
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.feedback import (
    Outcome,
    answered_feedback,
    assign_draft,
    feedback_answer_draft,
    feedback_correction_draft,
)
from dashboard.huddle.feedback_items import feedback_name

if TYPE_CHECKING:
    from dashboard.components.chair_desk import Decider
    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaItem, AgendaPart
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.feedback import Feedback

_OPEN_KINDS = frozenset({ItemKind.FEEDBACK_OPEN, ItemKind.FEEDBACK_LATE, ItemKind.FEEDBACK_ESCALATED})
_ASSIGN, _ANSWER = "Owner and date", "Answer the Council"
_OUTCOMES = {Outcome.DONE: "Done", Outcome.NOT_DONE: "Not done, because"}
_N_ENDED = 40
_BECAUSE = "What was done, or why not: the Council reads this"


def show(morning: Morning, part: AgendaPart, book: HuddleBook, *, decide: Decider) -> None:
    """Draw each open piece with the forms that give it an owner and an answer, then the answers of this morning.

    Parameters
    ----------
    part
        The agenda's last part.
    book
        What stands on the morning.
    decide
        Draws the chair's decision about an item by its key (`chair_desk.decider`).
    """
    for item in part.items:
        feedback = book.feedback.get(item.subject_ids[0]) if item.kind in _OPEN_KINDS else None
        if feedback is not None:
            _show_open(morning, item, feedback, decide)
    meeting.show_items(part, kinds=(ItemKind.FEEDBACK_ANSWERED,))
    _show_ended(morning, book)


def _show_open(morning: Morning, item: AgendaItem, feedback: Feedback, decide: Decider) -> None:
    with st.container(key=f"feedback_{feedback.feedback_id}", border=True):
        told, buttons = st.columns([3, 2], vertical_alignment="center")
        note = ""
        if feedback.note and council_heard.may_read_notes(morning):
            note = f'<p class="crt-quiet">In their words: “<span dir="auto">{as_html(feedback.note)}</span>”</p>'
        told.html(f'<div class="crt">{meeting.line_html(item)}{note}</div>')
        if not morning.role.may_write_actions:
            return
        choices = [_ASSIGN] if feedback.owner_agency_code is None else [_ASSIGN, _ANSWER]
        n_own = state.n_own_events(feedback.feedback_id)
        with buttons:
            choice = st.pills(
                "What is done with it",
                choices,
                key=f"feedback:{feedback.feedback_id}:{n_own}",
                label_visibility="collapsed",
                wrap=True,
            )
        decide(item.item_key, buttons)
        if choice == _ASSIGN:
            _assign(morning, feedback)
        elif choice == _ANSWER:
            _answer(morning, feedback)


def _assign(morning: Morning, feedback: Feedback) -> None:
    form_name = f"assign:{feedback.feedback_id}"
    event_id = state.form_event_id(form_name)
    with st.form(f"form:{event_id}"):
        owner = choose_agency(morning, "Who answers", key=f"owner:{event_id}", start=feedback.owner_agency_code)
        due_date = choose_due_date(morning, key=event_id, label="By when", start=feedback.due_date)
        is_sent = st.form_submit_button("Record the owner and the date", type="primary", key=f"record:{event_id}")
    if not is_sent:
        return
    problems = forms.feedback_owner_problems(
        owner_agency_code=owner or "",
        due_date=due_date,
        huddle_date=morning.build.as_of_date,
        agencies=morning.agencies,
    )
    recording.show_problems(problems)
    if not problems and owner is not None:
        draft = assign_draft(
            feedback.feedback_id, owner_agency_code=owner, due_date=due_date, on_screen=morning.on_screen
        )
        told = f"Recorded: {morning.agency_name(owner)} answers."
        recording.record(morning, draft, form_name=form_name, event_id=event_id, told=told)


def _answer(morning: Morning, feedback: Feedback) -> None:
    form_name = f"feedback_answer:{feedback.feedback_id}"
    event_id = state.form_event_id(form_name)
    with st.form(f"form:{event_id}"):
        outcome = _choose_outcome(Outcome.DONE, key=event_id)
        because = st.text_input(_BECAUSE, key=f"because:{event_id}", max_chars=forms.MAX_TEXT_LENGTH) or ""
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record the answer", type="primary", key=f"record:{event_id}")
    if not is_sent:
        return
    problems = forms.answer_problems(words=because)
    recording.show_problems(problems)
    if not problems:
        draft = feedback_answer_draft(
            feedback.feedback_id, outcome=outcome, because=because, on_screen=morning.on_screen
        )
        told = "Recorded: the Council reads the answer under You said, we did."
        recording.record(morning, draft, form_name=form_name, event_id=event_id, told=told)


def _show_ended(morning: Morning, book: HuddleBook) -> None:
    """Draw, folded, the correction of an answer, the newest first; nothing for a role that only reads."""
    ended = answered_feedback(book.feedback.values(), on=morning.build.as_of_date)[:_N_ENDED]
    if not ended or not morning.role.may_write_actions:
        return
    by_id = {feedback.feedback_id: feedback for feedback in ended}
    n_own = sum(state.n_own_events(each) for each in by_id)
    with st.expander("Correct an answer to the Council"):
        chosen = st.selectbox(
            "Which answer",
            list(by_id),
            index=None,
            format_func=lambda each: f"{feedback_name(by_id[each])}: {by_id[each].answer_words}",
            placeholder="Choose what was recorded wrongly",
            key=f"correct_feedback:{n_own}",
        )
        if chosen is not None:
            _correct(morning, by_id[chosen])


def _correct(morning: Morning, feedback: Feedback) -> None:
    form_name = f"correct:{feedback.feedback_id}"
    event_id = state.form_event_id(form_name)
    with st.form(f"form:{event_id}"):
        owner = choose_agency(morning, "Who answered", key=f"owner:{event_id}", start=feedback.owner_agency_code)
        outcome = _choose_outcome(feedback.outcome or Outcome.DONE, key=event_id)
        words = st.text_input(
            _BECAUSE, feedback.answer_words, key=f"because:{event_id}", max_chars=forms.MAX_TEXT_LENGTH
        )
        reason = st.text_input("Why it is corrected", key=f"why:{event_id}", max_chars=forms.MAX_TEXT_LENGTH) or ""
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record the correction", type="primary", key=f"record:{event_id}")
    if not is_sent:
        return
    facts, texts = _changes(feedback, owner=owner, outcome=outcome, words=words or "")
    problems = forms.correction_problems(
        texts={_BECAUSE: texts["answer_words"]} if texts else {},
        due_date=None,
        is_changed=bool(facts or texts),
        reason=reason,
        huddle_date=morning.build.as_of_date,
    )
    recording.show_problems(problems)
    if not problems:
        draft = feedback_correction_draft(
            feedback.feedback_id, facts=facts, texts=texts, reason=reason, on_screen=morning.on_screen
        )
        recording.record(morning, draft, form_name=form_name, event_id=event_id, told="Recorded: the correction.")


def _changes(
    feedback: Feedback, *, owner: str | None, outcome: Outcome, words: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the facts and the texts that are otherwise than they stood."""
    facts = {}
    if owner is not None and owner != feedback.owner_agency_code:
        facts["owner_agency_code"] = owner
    if outcome != feedback.outcome:
        facts["outcome"] = outcome.value
    return facts, ({"answer_words": words} if words.strip() != feedback.answer_words else {})


def _choose_outcome(start: Outcome, *, key: str) -> Outcome:
    outcomes = list(_OUTCOMES)
    chosen = st.radio(
        "How it ended",
        outcomes,
        index=outcomes.index(start),
        format_func=_OUTCOMES.__getitem__,
        horizontal=True,
        key=f"outcome:{key}",
    )
    return Outcome(chosen or start)
