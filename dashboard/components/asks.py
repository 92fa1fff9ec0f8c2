"""Asks between agencies: each open one with its answer's form, and the form of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import action_form, corrections, meeting, parts, recording
from dashboard.components.action_form import choose_agency, choose_due_date, choose_location, named_location
from dashboard.components.text import as_html
from dashboard.huddle import asks, forms
from dashboard.huddle.action_drafts import ActionProposal
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.asks import NewAsk
from dashboard.huddle.events import AskAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from streamlit.delta_generator import DeltaGenerator

    from dashboard.components.chair_desk import Decider
    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaItem, AgendaPart
    from dashboard.huddle.asks import Ask

_ANSWERS = {"We can": AskAnswer.CAN, "We can in part": AskAnswer.CAN_IN_PART, "We cannot": AskAnswer.CANNOT}
_WITHDRAW, _CORRECT = "No longer needed", "Correct"
_OPEN_KINDS = frozenset({ItemKind.ASK_OPEN, ItemKind.ASK_LATE})
_PART_NO = 5


def show(
    morning: Morning,
    part: AgendaPart,
    *,
    ask_ids: Collection[str] | None = None,
    decide: Decider | None = None,
    as_parts: bool = False,
) -> None:
    """Draw the open asks of the agenda's part in its order, each with the forms that answer it.

    Parameters
    ----------
    part
        The agenda's part 5.
    ask_ids
        Which asks alone; None draws all.
    decide
        Draws the chair's decision about an item by its key (`chair_desk.decider`); None draws none.
    as_parts
        Each ask can be drawn anew alone.
    """
    for item in part.items:
        if item.kind not in _OPEN_KINDS or (ask_ids is not None and item.subject_ids[0] not in ask_ids):
            continue
        drawing = _drawing_of(morning, item.item_key, decide)
        if as_parts:
            parts.show(parts.part_under(item.item_key), drawing, morning=morning)
        else:
            drawing()


def _drawing_of(morning: Morning, item_key: str, decide: Decider | None) -> Callable[[], None]:
    """Return what draws an open ask as it stands when it is called; nothing once it is answered or taken back."""

    def draw() -> None:
        book = morning.live_book()
        items = meeting.agenda_of(morning, book).parts[_PART_NO - 1].items
        item = next((each for each in items if each.item_key == item_key and each.kind in _OPEN_KINDS), None)
        ask = None if item is None else book.asks.get(item.subject_ids[0])
        if item is not None and ask is not None:
            _show_ask(morning, item, ask, decide)

    return draw


def _show_ask(morning: Morning, item: AgendaItem, ask: Ask, decide: Decider | None) -> None:
    with st.container(key=f"ask_{ask.ask_id}", border=True):
        told, answer = st.columns([3, 2], vertical_alignment="center")
        told.html(f'<div class="crt">{meeting.line_html(item)}{_history(morning, ask)}</div>')
        if not morning.role.may_write_actions:
            return
        with answer:
            choice = st.pills(
                "Answer",
                [*_ANSWERS, _WITHDRAW, _CORRECT],
                key=f"answer:{ask.ask_id}:{state.n_own_events(ask.ask_id)}",
                label_visibility="collapsed",
                wrap=True,
            )
        _show_action(morning, ask, item.item_key, buttons=answer)
        if decide is not None:
            decide(item.item_key, answer)
        if choice == _CORRECT:
            corrections.show_ask(morning, ask)
        elif choice is not None:
            _answer(morning, ask, choice=choice)


def _show_action(morning: Morning, ask: Ask, item_key: str, *, buttons: DeltaGenerator) -> None:
    """Draw the button that makes an action of what is asked: the asked agency's, at the ask's place."""
    place = None
    if ask.location_id is not None:
        place = named_location(morning, ask.location_id, ask.location_name or ask.location_id)
    how_we_know = f"{morning.agency_name(ask.from_agency_code)} has what it asked for."
    proposal = ActionProposal(ask.what, ask.to_agency_code, how_we_know)
    action_form.show_for_item(morning, item_key, place=place, proposal=proposal, buttons=buttons)


def show_form(morning: Morning) -> None:
    """Draw the form of a new ask, folded; nothing for a role that only reads."""
    if not morning.role.may_write_actions:
        return
    form_name = "new_ask"
    event_id = state.form_event_id(form_name)
    with st.expander("Ask another agency for something"), st.form(f"form:{event_id}", border=False):
        new_ask = _ask(morning, key=event_id)
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button("Record the ask", type="primary", key=f"ask_record:{event_id}")
    if not is_sent:
        return
    problems = forms.ask_problems(new_ask, huddle_date=morning.build.as_of_date, agencies=morning.agencies)
    recording.show_problems(problems)
    if not problems:
        draft = asks.ask_draft(new_ask, ask_id=event_id, on_screen=morning.on_screen)
        told = f"Recorded: {morning.agencies[new_ask.to_agency_code]} is asked, until it answers."
        recording.record(morning, draft, form_name=form_name, event_id=event_id, told=told)


def _ask(morning: Morning, *, key: str) -> NewAsk:
    what = st.text_area("What is needed", key=f"ask_what:{key}", max_chars=forms.MAX_TEXT_LENGTH, height=80)
    left, right = st.columns(2)
    with left:
        own = morning.agency_code
        from_agency_code = choose_agency(morning, "Who asks", key=f"from:{key}:{own}", start=own)
    with right:
        to_agency_code = choose_agency(morning, "Whom", key=f"whom:{key}")
    location = choose_location(morning, key=f"ask_place:{key}")
    needed_date = choose_due_date(morning, key=f"needed:{key}", label="Needed by")
    return NewAsk(
        what=what or "",
        from_agency_code=from_agency_code or "",
        to_agency_code=to_agency_code or "",
        needed_date=needed_date,
        location=location,
    )


def _answer(morning: Morning, ask: Ask, *, choice: str) -> None:
    form_name = f"{choice}:{ask.ask_id}"
    event_id = state.form_event_id(form_name)
    label = "Why it is no longer needed" if choice == _WITHDRAW else "The answer: what, when, by whom"
    with st.form(f"form:{event_id}"):
        words = st.text_input(label, key=f"words:{event_id}", max_chars=forms.MAX_TEXT_LENGTH) or ""
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button(f"Record: {choice.lower()}", type="primary", key=f"record:{event_id}")
    if not is_sent:
        return
    problems = forms.answer_problems(words=words)
    recording.show_problems(problems)
    if problems:
        return
    if choice == _WITHDRAW:
        draft = asks.withdrawal_draft(ask.ask_id, reason=words, on_screen=morning.on_screen)
    else:
        draft = asks.answer_draft(ask.ask_id, answer=_ANSWERS[choice], words=words, on_screen=morning.on_screen)
    recording.record(morning, draft, form_name=form_name, event_id=event_id, told=f"Recorded: {choice.lower()}.")


def _history(morning: Morning, ask: Ask) -> str:
    if len(ask.history) == 1:
        return ""
    lines = "".join(f"<li>{as_html(line)}</li>" for line in morning.history_lines(ask.history))
    return f"<details><summary>History ({len(ask.history)})</summary><ul>{lines}</ul></details>"
