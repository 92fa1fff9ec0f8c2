"""Concerns on the screens: raised and closed on the agency's own page, answered by the table on the chair's desk.

Everybody else reads one line on the agenda. Place and kind are drawn here alone, and only after `may_see_concern`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.access import may_see_concern
from dashboard.components import meeting, recording
from dashboard.components.action_form import named_places, place_words
from dashboard.components.text import as_html, as_markdown, day
from dashboard.huddle import forms
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.book import undo_draft
from dashboard.huddle.concern_items import agencies_words
from dashboard.huddle.concerns import (
    Concern,
    ConcernStatus,
    NewConcern,
    by_agencies,
    outcome_draft,
    raise_draft,
    table_draft,
    to_be_erased,
)
from dashboard.huddle.events import ConcernOutcome, EventKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaPart
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.events import EventDraft

LINES = (ItemKind.MEET_AFTER, ItemKind.MEET_PROPOSED)
_AGREED, _NOT_AGREED = "The table agrees", "Not agreed"
_OUTCOMES = {
    "Connected": ConcernOutcome.CONNECTED,
    "Not connected": ConcernOutcome.NOT_CONNECTED,
    "Declined today": ConcernOutcome.DECLINED_TODAY,
    "Unknown": ConcernOutcome.UNKNOWN,
}
_UNLISTED = "A place that is not on the list"


def show_own(morning: Morning, part: AgendaPart, book: HuddleBook) -> None:
    """Draw an agency's concerns: the line that all read, its own with place and kind where it may see them, the form.

    Of a past morning the line alone; no form for a role that only reads.

    Parameters
    ----------
    part
        The agenda's part that holds the line.
    """
    st.header("Meet after the huddle", anchor=False)
    meeting.show_items(part, kinds=LINES)
    if morning.past is not None:
        # A past morning is read by whoever looks back: who met, and no more.
        return
    told = cache.agencies_told_of_concerns(morning.paths)
    for concern in sorted(book.concerns.values(), key=lambda each: (each.raised_date, each.concern_id)):
        involved = concern.agency_codes
        if concern.is_open and may_see_concern(morning.role, morning.agency_code, involved=involved, told=told):
            _own(morning, concern, book)
    if not any(item.kind in LINES for item in part.items):
        st.caption("No agency asks to meet after the huddle.")
    _form(morning, told)


def show_table(morning: Morning, book: HuddleBook) -> None:
    """Draw, on the chair's desk, what the table is asked: by agencies alone, one line for all concerns of the same."""
    concerns = book.concerns.values()
    for codes in by_agencies(concerns, status=ConcernStatus.RAISED):
        names = as_markdown(agencies_words(codes, morning.agencies))
        key = ",".join(sorted(codes))
        with st.container(horizontal=True, vertical_alignment="center", key=f"concern_table_{key}"):
            st.markdown(f"An agency asks that **{names}** meet after the huddle.", width="content")
            choice = st.pills(
                "The table", [_AGREED, _NOT_AGREED], key=f"concern_answer:{key}", label_visibility="collapsed"
            )
            if choice is not None:
                st.button(
                    f"Record: {choice.lower()}",
                    type="primary",
                    key=f"concern_record:{key}:{choice}",
                    on_click=_answer_all,
                    args=(morning, codes, choice == _AGREED),
                )
    for codes, agreed in by_agencies(concerns, status=ConcernStatus.AGREED).items():
        if any(book.undoable(concern.concern_id, on=morning.build.as_of_date) for concern in agreed):
            names = as_markdown(agencies_words(codes, morning.agencies))
            st.button(
                f"↶ Take back that {names} meet after the huddle",
                type="tertiary",
                key=f"concern_back:{','.join(sorted(codes))}",
                on_click=_take_back_all,
                args=(morning, codes),
            )


def _answer_all(morning: Morning, codes: frozenset[str], is_agreed: bool) -> None:
    """Record the table's answer for every concern of these agencies, so that their number shows to nobody."""
    for concern in by_agencies(morning.book().concerns.values(), status=ConcernStatus.RAISED).get(codes, []):
        draft = table_draft(concern.concern_id, is_agreed=is_agreed, on_screen=morning.on_screen)
        recording.append(morning, draft, form_name=_form_name(draft, concern))
    _forget_ended(morning)


def _take_back_all(morning: Morning, codes: frozenset[str]) -> None:
    for concern in by_agencies(morning.book().concerns.values(), status=ConcernStatus.AGREED).get(codes, []):
        _undo(morning, concern)


def _undo(morning: Morning, concern: Concern) -> None:
    step = morning.book().undoable(concern.concern_id, on=morning.build.as_of_date)
    if step is not None:
        draft = undo_draft(step, concern.concern_id, on_screen=morning.on_screen)
        recording.append(morning, draft, form_name=_form_name(draft, concern))
        _forget_ended(morning)


def _own(morning: Morning, concern: Concern, book: HuddleBook) -> None:
    """Draw one concern for who may see it, with what closes it."""
    on = morning.build.as_of_date
    step = book.undoable(concern.concern_id, on=on)
    with st.container(key=f"concern_{concern.raised_event_id}", border=True):
        st.html(f'<div class="crt">{_card(morning, concern)}</div>')
        with st.container(horizontal=True, vertical_alignment="center"):
            choice = st.pills(
                "What came of it",
                list(_OUTCOMES),
                key=f"outcome:{concern.concern_id}:{len(concern.history)}",
                label_visibility="collapsed",
                wrap=True,
            )
            if choice is not None:
                st.button(
                    f"Close it: {choice.lower()}",
                    type="primary",
                    key=f"concern_close:{concern.concern_id}:{choice}",
                    on_click=_close,
                    args=(morning, concern, _OUTCOMES[choice]),
                )
            if (
                step is not None
                and step.kind == EventKind.CONCERN_RAISED
                and morning.agency_code == concern.from_agency_code
            ):
                st.button(
                    "↶ Take it back",
                    type="tertiary",
                    key=f"concern_undo:{concern.concern_id}",
                    on_click=_undo,
                    args=(morning, concern),
                )


def _card(morning: Morning, concern: Concern) -> str:
    numbers = dict(zip(*(morning.rows("locations")[name] for name in ("location_id", "number")), strict=True))
    number = numbers.get(concern.location_id)
    place = concern.location_name if number is None else f"{concern.location_name}, number {number} today"
    kind = cache.risk_kinds(morning.paths).get(concern.risk_code, concern.risk_code)
    answered = "the table agreed" if concern.status == ConcernStatus.AGREED else "the table has not answered yet"
    who = agencies_words(concern.agency_codes, morning.agencies)
    raised = day(concern.raised_date, seen_from=morning.build.as_of_date)
    return (
        f"<p><b>{as_html(place)}</b>: {as_html(kind)}.</p><p>{as_html(who)}. Raised {as_html(raised)}; {answered}.</p>"
        '<p class="crt-quiet">Place and kind are on the screens of these agencies alone, never on a police agency’s, '
        "and are erased when this is closed.</p>"
    )


def _close(morning: Morning, concern: Concern, outcome: ConcernOutcome) -> None:
    draft = outcome_draft(concern.concern_id, outcome=outcome, on_screen=morning.on_screen)
    if recording.append(morning, draft, form_name=_form_name(draft, concern)):
        st.toast(f"Closed: {outcome.words}. Its place and its kind are erased.", icon=":material/check:")
    _forget_ended(morning)


def _forget_ended(morning: Morning) -> None:
    """Erase place and kind of every concern that has ended and still holds them; here and nowhere else.

    All of them, not only the one just ended: what a lost connection left is made good at the next step of any.
    """
    book = morning.book()
    withdrawn = [subject for subject in book.withdrawn if isinstance(subject, Concern)]
    ended = to_be_erased(book.concerns.values(), withdrawn)
    recording.erase_unneeded(morning, [concern.raised_event_id for concern in ended])


def _form(morning: Morning, told: Collection[str]) -> None:
    agency_code = morning.agency_code
    if agency_code is None or not morning.role.may_write_actions:
        return
    form_name = f"new_concern:{agency_code}"
    event_id = state.form_event_id(form_name)
    with (
        st.expander("Raise that somebody needs several agencies today"),
        st.form(f"form:{event_id}", border=False),
    ):
        st.html(f'<div class="crt">{_who_sees(morning, agency_code, told)}</div>')
        new_concern = _ask(morning, agency_code, key=event_id)
        is_sent = st.form_submit_button("Ask the table", type="primary", key=f"concern_raise:{event_id}")
    if not is_sent:
        return
    kinds = cache.risk_kinds(morning.paths)
    problems = forms.concern_problems(new_concern, agencies=morning.agencies, risk_codes=kinds)
    recording.show_problems(problems)
    if problems:
        return
    draft = raise_draft(new_concern, event_id=event_id, on_screen=morning.on_screen)
    if recording.append(morning, draft, form_name=form_name, event_id=event_id):
        _forget_ended(morning)
        st.toast("Recorded: the table is asked, without the place.", icon=":material/check:")
        st.rerun()


def _who_sees(morning: Morning, agency_code: str, told: Collection[str]) -> str:
    sees_it = may_see_concern(morning.role, agency_code, involved=(agency_code,), told=told)
    own = "" if sees_it else "<li>This screen does not show the place and the kind again.</li>"
    return (
        "<p>Nobody is named: there is no field to type into. Who sees what, before you record:</p><ul>"
        "<li>Everybody, the wall and the minutes: which agencies meet after the huddle. No place, no kind, no "
        "number.</li>"
        "<li>Your agency and those you ask: the place and the kind, on this page, until it is closed. Then both are "
        "erased. No police agency sees them, no district officer, nor the Council.</li>"
        "<li>There is no sign-in yet: whoever chooses one of these agencies on this screen sees it.</li>"
        f"{own}</ul>"
    )


def _ask(morning: Morning, agency_code: str, *, key: str) -> NewConcern:
    named = named_places(morning)
    place_id = st.selectbox(
        "Where",
        [*named, _UNLISTED],
        index=None,
        format_func=lambda each: place_words(named[each]) if each in named else _UNLISTED,
        placeholder="Choose a place",
        key=f"concern_place:{key}",
    )
    kinds = cache.risk_kinds(morning.paths)
    risk_code = st.selectbox(
        "What kind of risk",
        list(kinds),
        index=None,
        format_func=kinds.__getitem__,
        placeholder="Choose a kind",
        key=f"concern_kind:{key}",
    )
    asked = st.multiselect(
        "Which agencies",
        [code for code in morning.agencies if code != agency_code],
        format_func=lambda code: morning.agencies[code],
        placeholder="Choose one or more",
        key=f"concern_asked:{key}",
    )
    return NewConcern(
        from_agency_code=agency_code,
        asked_agency_codes=tuple(asked),
        risk_code=risk_code or "",
        is_listed=None if place_id is None else place_id in named,
        location=named.get(place_id or ""),
    )


def _form_name(draft: EventDraft, concern: Concern) -> str:
    # The history's length is part of it: the same answer after a taking back is another event.
    return f"{draft.kind}:{concern.concern_id}:{len(concern.history)}"
