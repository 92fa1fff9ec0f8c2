"""The chair's desk: start the huddle, lead it through its parts, call the roll, decide about items, close it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import streamlit as st

from dashboard import state
from dashboard.components import concerns, recording
from dashboard.components.action_form import choose_due_date
from dashboard.components.text import as_markdown
from dashboard.huddle import forms, meetings
from dashboard.huddle.agenda_decisions import decision_draft
from dashboard.huddle.events import EventKind
from dashboard.huddle.history import kind_words
from dashboard.huddle.kept_texts import kept_texts
from dashboard.huddle.meetings import PLANNED_PARTS
from dashboard.huddle.newest import newest_undoable
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import Agenda, AgendaItem
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.events import EventDraft
    from dashboard.huddle.meetings import Meeting

_ROLL, _ROLL_DRAWN = "roll_call_chosen", "roll_call_drawn"
_DECISIONS = {
    "Pin": EventKind.ITEM_PINNED,
    "Defer": EventKind.ITEM_DEFERRED,
    "Drop": EventKind.ITEM_DROPPED,
    "Back on the agenda": EventKind.ITEM_RETURNED,
}

Decider: TypeAlias = "Callable[[str, DeltaGenerator], None]"
"""Draws the chair's decision about the item of a key; its button stands in the container."""


class _Named(NamedTuple):
    """An item as a decision about it names it."""

    part_no: int
    title: str


def show(morning: Morning, agenda: Agenda, book: HuddleBook) -> None:
    """Draw the desk for a role that may run the meeting; nothing for any other."""
    if not morning.role.may_run_meeting:
        return
    meeting = book.meeting(morning.build.as_of_date)
    with st.container(key="chair_desk", border=True):
        if meeting is None:
            _start(morning)
        elif meeting.is_running:
            _lead(morning, meeting)
        else:
            st.caption("The huddle is closed. What is recorded from now on shows on the agenda, not in the minutes.")
        if meeting is None or meeting.is_running:
            n_here = count_words(len(book.present_agencies(morning.build.as_of_date)), "agency", plural="agencies")
            with st.expander(f"Roll call: {n_here} here", expanded=meeting is None, key="roll_call"):
                _roll_call(morning, book)
            concerns.show_table(morning, book)
            _tell_kept_texts(morning, book)
            _decide(morning, agenda, book)
            _undo(morning, book)


def _start(morning: Morning) -> None:
    draft = meetings.start_draft(morning.on_screen)
    _press(morning, "▶ Start the huddle", draft, form_name="meeting_start", is_main=True)


def _press(
    morning: Morning, label: str, draft: EventDraft, *, form_name: str, is_main: bool, is_disabled: bool = False
) -> None:
    """Draw a button that records at once: before the page is drawn anew, because other screens wait for it."""
    event_id = state.form_event_id(form_name)
    kind: Literal["primary", "secondary"] = "primary" if is_main else "secondary"
    st.button(
        label,
        type=kind,
        key=f"press:{event_id}",
        disabled=is_disabled,
        on_click=_pressed,
        args=(morning, draft, form_name, event_id),
    )


def _pressed(morning: Morning, draft: EventDraft, form_name: str, event_id: str) -> None:
    recording.append(morning, draft, form_name=form_name, event_id=event_id)


def _lead(morning: Morning, meeting: Meeting) -> None:
    at = meeting.part_no
    with st.container(horizontal=True, vertical_alignment="center", key="lead"):
        if at > 1:
            _step(morning, meeting, to_part=at - 1, label=f"◀ {PLANNED_PARTS[at - 2].title}", is_main=False)
        if at < len(PLANNED_PARTS):
            _step(morning, meeting, to_part=at + 1, label=f"{PLANNED_PARTS[at].title} ▶", is_main=True)
        _close(morning, is_main=at == len(PLANNED_PARTS))


def _step(morning: Morning, meeting: Meeting, *, to_part: int, label: str, is_main: bool) -> None:
    # The number of visits is part of the name: the same button a step later is another event.
    form_name = f"meeting_step:{to_part}:{len(meeting.visits)}"
    draft = meetings.step_draft(part_no=to_part, on_screen=morning.on_screen)
    _press(morning, label, draft, form_name=form_name, is_main=is_main)


def _close(morning: Morning, *, is_main: bool) -> None:
    is_sure = st.checkbox("Everything is said", key="meeting_sure", help="Closing freezes the minutes for good.")
    draft = meetings.close_draft(morning.on_screen)
    _press(
        morning,
        "■ Close the huddle",
        draft,
        form_name="meeting_close",
        is_main=is_main and is_sure,
        is_disabled=not is_sure,
    )


def _tell_kept_texts(morning: Morning, book: HuddleBook) -> None:
    """Name the texts that were kept although the check found something: the close makes them public for good."""
    lines = kept_texts(book, on=morning.build.as_of_date, agencies=morning.agencies)
    if lines:
        told = "\n".join(f"- {as_markdown(line)}" for line in lines)
        st.caption(f"Kept as written although the check found something; read them before the close:\n\n{told}")


def _roll_call(morning: Morning, book: HuddleBook) -> None:
    """Draw the roll call; what was drawn is remembered, so that this screen's tap takes no colleague's back."""
    present = list(book.present_agencies(morning.build.as_of_date))
    st.session_state[_ROLL] = st.session_state[_ROLL_DRAWN] = present
    st.pills(
        "Who is here",
        list(morning.agencies),
        selection_mode="multi",
        format_func=lambda code: morning.agencies[code],
        key=_ROLL,
        wrap=True,
        on_change=_call,
        args=(morning,),
    )


def _call(morning: Morning) -> None:
    chosen, drawn = set(st.session_state[_ROLL]), set(st.session_state[_ROLL_DRAWN])
    present = set(morning.book().present_agencies(morning.build.as_of_date))
    # Two taps may come in one: each is an event of its own; what a colleague recorded meanwhile is none.
    for agency_code in sorted((chosen ^ drawn) & (chosen ^ present)):
        draft = meetings.presence_draft(agency_code, is_present=agency_code in chosen, on_screen=morning.on_screen)
        recording.append(morning, draft, form_name=f"presence:{agency_code}:{draft.kind}")


def decider(morning: Morning, agenda: Agenda, book: HuddleBook) -> Decider:
    """Return what draws, under an item's line, the button that opens the chair's decision about it.

    It takes the item's key and where the button stands, and draws nothing where this role decides nothing, the huddle
    is closed, or the agenda holds no such item. So a decision about what is spoken of takes two presses and a reason.
    """
    meeting = book.meeting(morning.build.as_of_date)
    if not morning.role.may_run_meeting or (meeting is not None and not meeting.is_running):
        return _draw_nothing
    items = _items_by_key(agenda)

    def draw(item_key: str, buttons: DeltaGenerator) -> None:
        if item_key in items:
            buttons.button(
                "Pin, defer or drop",
                key=f"decide:{item_key}",
                type="tertiary",
                on_click=state.open_decision,
                args=(item_key,),
            )
            if state.open_decision_key() == item_key:
                part_no, item = items[item_key]
                named = _Named(part_no, item.title)
                _choose_decision(morning, item_key, named, form_name=f"decide:{item_key}")

    return draw


def _draw_nothing(_item_key: str, _buttons: DeltaGenerator) -> None:
    return


def _items_by_key(agenda: Agenda) -> dict[str, tuple[int, AgendaItem]]:
    """Return each item that can be decided about, with the number of its part."""
    return {item.item_key: (part.number, item) for part in agenda.parts for item in part.items if item.item_key}


def _decide(morning: Morning, agenda: Agenda, book: HuddleBook) -> None:
    items = _items_by_key(agenda)
    off = {
        key: decision
        for key, decision in book.decisions.items()
        if decision.is_off(morning.build.as_of_date) and key not in items
    }
    names = {key: f"{number} · {_item_name(item)}" for key, (number, item) in items.items()}
    names |= {key: f"{decision.part_no} · {decision.title} (off)" for key, decision in off.items()}
    if not names:
        return
    form_name = "decide"
    with st.expander("Pin, defer or drop an item"):
        key = st.selectbox(
            "Item",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="Choose an item",
            key=f"item:{state.form_event_id(form_name)}",
        )
        if key is not None:
            _choose_decision(morning, key, _named(key, items, book), form_name=form_name)


def _choose_decision(morning: Morning, item_key: str, named: _Named, *, form_name: str) -> None:
    """Draw the choice of a decision about an item, then its form, and record it when it is sent."""
    event_id = state.form_event_id(form_name)
    choice = st.pills("Decision", list(_DECISIONS), key=f"decision:{event_id}", wrap=True)
    if choice is None:
        return
    with st.form(f"form:{event_id}"):
        until = choose_due_date(morning, key=event_id, label="To which day") if choice == "Defer" else None
        reason = st.text_input("Why", key=f"why:{event_id}", max_chars=forms.MAX_TEXT_LENGTH) or ""
        st.caption(recording.PUBLIC_RECORD)
        is_sent = st.form_submit_button(f"Record: {choice.lower()}", type="primary", key=f"record:{event_id}")
    if not is_sent:
        return
    problems = forms.decision_problems(
        reason=reason, until_date=until, is_deferral=choice == "Defer", huddle_date=morning.build.as_of_date
    )
    recording.show_problems(problems)
    if not problems:
        draft = decision_draft(
            _DECISIONS[choice],
            item_key,
            title=named.title,
            part_no=named.part_no,
            reason=reason,
            until_date=until,
            on_screen=morning.on_screen,
        )
        recording.record(
            morning, draft, form_name=form_name, event_id=event_id, told=f"Recorded: {choice.lower()}, {named.title}."
        )


def _item_name(item: AgendaItem) -> str:
    return f"{item.title} ({item.decided.split(':', maxsplit=1)[0].lower()})" if item.decided else item.title


def _named(key: str, items: dict[str, tuple[int, AgendaItem]], book: HuddleBook) -> _Named:
    if key in items:
        part_no, item = items[key]
        return _Named(part_no, item.title)
    decision = book.decisions[key]
    return _Named(decision.part_no, decision.title)


def _undo(morning: Morning, book: HuddleBook) -> None:
    """Draw the undoing of the newest thing recorded this morning, whoever recorded it."""
    on: date = morning.build.as_of_date
    newest = newest_undoable(book, on=on, agencies=morning.agencies)
    if newest is None:
        return
    subject_id, step, name = newest
    label = f"↶ Undo: {name}, {kind_words(step.kind)}"
    recording.undo_button(morning, step, subject_id, label=label, kind="tertiary")
