"""Putting right what was recorded wrongly: a correction is an event, and what stood before stays in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import recording
from dashboard.components.action_form import choose_agency, choose_due_date
from dashboard.components.text import day
from dashboard.huddle import action_drafts, asks, forms
from dashboard.huddle.actions import Action
from dashboard.huddle.events import CLOSING_STATUSES, ActionStatus, AskAnswer

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.asks import Ask
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.events import EventDraft

_N_ENDED = 60
_WHAT, _KNOW, _RESULT, _ANSWER = "What is to be done", "How we shall know", "Result", "The answer"


def show_action(morning: Morning, action: Action) -> None:
    """Draw the form that corrects an action, filled in as it stands; what is left as it is is not recorded."""
    form_name = f"correct:{action.action_id}"
    key = state.form_event_id(form_name)
    on = morning.build.as_of_date
    with st.form(f"form:{key}"):
        owner = choose_agency(morning, "Owner agency", key=f"owner:{key}", start=action.owner_agency_code)
        due_date = choose_due_date(morning, key=key, start=action.due_date) if action.is_open else action.due_date
        status = action.status if action.is_open else _choose_status(action, key=key)
        typed = {"what": _text(_WHAT, action.what, key=key), "how_we_know": _text(_KNOW, action.how_we_know, key=key)}
        if not action.is_open:
            typed["result"] = _text(_RESULT, action.result or "", key=key)
        reason = _text("Why it is corrected", "", key=key)
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record the correction", type="primary", key=f"record:{key}")
    if not is_sent:
        return
    stood = {"what": action.what, "how_we_know": action.how_we_know, "result": action.result or ""}
    texts = _changed(stood, typed)
    facts = _changed(
        {
            "owner_agency_code": action.owner_agency_code,
            "due_date": action.due_date.isoformat(),
            "status": action.status.value,
        },
        {"owner_agency_code": owner or "", "due_date": due_date.isoformat(), "status": status.value},
    )
    if facts.get("status") == ActionStatus.OPEN:
        # An action that is open again has no result to correct.
        texts.pop("result", None)
    labels = {"what": _WHAT, "how_we_know": _KNOW, "result": _RESULT}
    problems = forms.correction_problems(
        texts={labels[name]: words for name, words in texts.items()},
        due_date=due_date if "due_date" in facts else None,
        is_changed=bool(facts or texts),
        reason=reason,
        huddle_date=on,
    )
    draft = action_drafts.correction_draft(
        action.action_id, facts=facts, texts=texts, reason=reason, on_screen=morning.on_screen
    )
    _record(morning, draft, problems, form_name=form_name, event_id=key)


def show_ask(morning: Morning, ask: Ask) -> None:
    """Draw the form that corrects an ask, filled in as it stands; what is left as it is is not recorded."""
    form_name = f"correct:{ask.ask_id}"
    key = state.form_event_id(form_name)
    with st.form(f"form:{key}"):
        to = choose_agency(morning, "Whom", key=f"whom:{key}", start=ask.to_agency_code, but=ask.from_agency_code)
        typed = {"what": _text("What is needed", ask.what, key=key)}
        answer = None if ask.answer is None else _choose_answer(ask.answer, key=key)
        if answer is not None:
            typed["answer_words"] = _text(_ANSWER, ask.answer_words, key=key)
        reason = _text("Why it is corrected", "", key=key)
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record the correction", type="primary", key=f"record:{key}")
    if not is_sent:
        return
    texts = _changed({"what": ask.what, "answer_words": ask.answer_words}, typed)
    facts = _changed(
        {"to_agency_code": ask.to_agency_code, "answer": "" if ask.answer is None else ask.answer.value},
        {"to_agency_code": to or "", "answer": "" if answer is None else answer.value},
    )
    labels = {"what": "What is needed", "answer_words": _ANSWER}
    problems = forms.correction_problems(
        texts={labels[name]: words for name, words in texts.items()},
        due_date=None,
        is_changed=bool(facts or texts),
        reason=reason,
        huddle_date=morning.build.as_of_date,
    )
    draft = asks.ask_correction_draft(ask.ask_id, facts=facts, texts=texts, reason=reason, on_screen=morning.on_screen)
    _record(morning, draft, problems, form_name=form_name, event_id=key)


def show_ended(morning: Morning, book: HuddleBook) -> None:
    """Draw, folded, the correction of what has ended already, the newest first; nothing for a role that only reads."""
    on = morning.build.as_of_date
    ended: list[tuple[str, Action | Ask]] = [
        *((str(action.closed_date), action) for action in book.actions.values() if action.closed_date is not None),
        *((str(ask.ended_date), ask) for ask in book.asks.values() if ask.ended_date is not None),
    ]
    if not ended or not morning.role.may_write_actions:
        return
    newest = [subject for _, subject in sorted(ended, key=lambda each: each[0], reverse=True)][:_N_ENDED]
    by_id = {subject.history[0].event_id: subject for subject in newest}
    names = {
        event_id: f"{day(_ended_date(subject), seen_from=on)} · {_name(morning, subject)}"
        for event_id, subject in by_id.items()
    }
    with st.expander("Correct an action or ask that has ended"):
        chosen = st.selectbox(
            "Which",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="Choose what was recorded wrongly",
            # The newest event is part of the key, so that the choice is empty again after a correction. Not its number:
            # a key stands in the page, and would tell how many contacts and concerns were recorded.
            key=f"correct_ended:{book.newest_recorded_at}",
        )
        if chosen is None:
            return
        subject = by_id[chosen]
        if isinstance(subject, Action):
            show_action(morning, subject)
        else:
            show_ask(morning, subject)


def _record(morning: Morning, draft: EventDraft, problems: list[str], *, form_name: str, event_id: str) -> None:
    recording.show_problems(problems)
    if not problems:
        recording.record(morning, draft, form_name=form_name, event_id=event_id, told="Recorded: the correction.")


def _choose_status(action: Action, *, key: str) -> ActionStatus:
    statuses = [*CLOSING_STATUSES, ActionStatus.OPEN]
    chosen = st.selectbox(
        "How it ended",
        statuses,
        index=statuses.index(action.status),
        format_func=lambda status: "it is open still" if status == ActionStatus.OPEN else status.words,
        key=f"status:{key}",
    )
    return chosen or action.status


def _choose_answer(answer: AskAnswer, *, key: str) -> AskAnswer:
    answers = list(AskAnswer)
    chosen = st.selectbox(
        "Answer", answers, index=answers.index(answer), format_func=lambda each: each.words, key=f"answer:{key}"
    )
    return chosen or answer


def _text(label: str, start: str, *, key: str) -> str:
    return st.text_input(label, start, key=f"{label}:{key}", max_chars=forms.MAX_TEXT_LENGTH) or ""


def _changed(stood: dict[str, str], stands: dict[str, str]) -> dict[str, str]:
    """Return the fields that are otherwise than they stood."""
    return {name: value for name, value in stands.items() if value.strip() != stood[name]}


def _ended_date(subject: Action | Ask) -> object:
    return subject.closed_date if isinstance(subject, Action) else subject.ended_date


def _name(morning: Morning, subject: Action | Ask) -> str:
    if isinstance(subject, Action):
        owner = morning.agency_name(subject.owner_agency_code)
        return f"{subject.status.words} · {owner}: {subject.what}"
    asked = morning.agency_name(subject.to_agency_code)
    return f"{subject.status.value} · asked of {asked}: {subject.what}"
