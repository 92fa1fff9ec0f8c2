"""The register of stored property by tag: what is stored where and until when, never whose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import html_table, recording, stated_time
from dashboard.components.action_form import choose_agency
from dashboard.components.html_table import Head
from dashboard.components.text import as_markdown, instant
from dashboard.huddle.events import EventKind
from dashboard.huddle.stored_property import (
    TAG_FORM,
    NewProperty,
    StoredProperty,
    normal_tag,
    property_end_draft,
    register,
    stored_draft,
)
from dashboard.huddle.words import day_words, local_date

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.events import EventDraft
    from dashboard.huddle.ordinance import Operation

_HEADS = (Head("Tag"), Head("What"), Head("Where"), Head("From"), Head("Since"), Head("Held until"), Head("Standing"))
_ENDS = {"Returned": EventKind.PROPERTY_RETURNED, "Disposed of": EventKind.PROPERTY_DISPOSED}
_REASONS = {EventKind.PROPERTY_RETURNED: "return_reason", EventKind.PROPERTY_DISPOSED: "disposal_reason"}


def show_register(morning: Morning) -> None:
    """Draw the register with a filter by tag, and the form that says what became of a tag."""
    found = list(morning.book().stored_property.values())
    st.header("Stored property, by tag", anchor=False)
    st.caption("What is stored, never whose: nobody is looked for here. Whoever holds a tag says it.")
    if not found:
        st.caption("No tag is in the register.")
        return
    wanted = st.text_input("Only tags with", key="tag_filter", max_chars=12, placeholder="part of a tag") or ""
    shown = register(found, tag=wanted)
    if shown:
        rows = [_row(morning, each) for each in shown]
        html_table.show(_HEADS, rows, caption=f"{len(shown)} of {len(found)} tags")
    else:
        st.caption(f"None of {len(found)} tags holds this.")
    stored = [each for each in shown if each.is_stored]
    if stored and morning.role.may_write_actions:
        _show_end(morning, {each.property_id: each for each in stored})


def show_of_operation(morning: Morning, operation: Operation) -> None:
    """Draw the tags of an operation that has ended, and the form of a new one."""
    found = register(
        each for each in morning.book().stored_property.values() if each.operation_id == operation.operation_id
    )
    st.header("Property", anchor=False)
    if found:
        html_table.show(_HEADS, [_row(morning, each) for each in found], caption="Stored from this operation")
    elif operation.newest(EventKind.OPERATION_NOTHING_TO_STORE) is not None:
        st.caption("No property was there.")
    else:
        st.caption("No property is entered yet. Where there was none, say so with the button above.")
    if morning.role.may_write_actions:
        _show_new(morning, operation)


def _row(morning: Morning, stored: StoredProperty) -> list[str]:
    on = morning.build.as_of_date
    kinds, stores = (cache.ordinance_choices(morning.paths, name) for name in ("property_kind", "property_store"))
    standing = stored.status.value
    if stored.ended_at is not None:
        reasons = {
            **cache.ordinance_choices(morning.paths, "return_reason"),
            **cache.ordinance_choices(morning.paths, "disposal_reason"),
        }
        why = reasons.get(stored.reason_code, stored.reason_code)
        standing = f"{standing} {instant(stored.ended_at, seen_from=on)}: {why}"
    return [
        stored.tag,
        kinds.get(stored.kind_code, stored.kind_code),
        stores.get(stored.store_code, stored.store_code),
        stored.location_name,
        instant(stored.stored_at, seen_from=on),
        day_words(stored.held_until_date, seen_from=on),
        standing,
    ]


def _show_new(morning: Morning, operation: Operation) -> None:
    form_name = f"new_tag:{operation.operation_id}"
    event_id = state.form_event_id(form_name)
    with st.expander("Store property under a tag"), st.form(f"form:{event_id}", border=False):
        tag = st.text_input(
            "Tag: one to four letters, three to six digits (BOS-0123)", key=f"tag:{event_id}", max_chars=12
        )
        kind_code = _choose(morning, "What it is", "property_kind", key=event_id)
        store_code = _choose(morning, "Where it is stored", "property_store", key=event_id)
        agency_code = choose_agency(
            morning, "Which agency did it", key=f"who:{event_id}:{morning.agency_code}", start=morning.agency_code
        )
        when = stated_time.ask(key=event_id)
        days = morning.policy.property_hold_days
        st.caption(
            f"Held for {days} days from that day: a proposal of ours in data/reference/policy.csv, to be reviewed "
            "against the City’s storage policy (16-66.6)."
        )
        is_sent = st.form_submit_button("Enter the tag", type="primary", key=f"tag_record:{event_id}", width="stretch")
    if not is_sent:
        return
    code = normal_tag(tag or "")
    problems = [
        *([] if TAG_FORM.fullmatch(code) else ["Tag: one to four letters, then three to six digits, as BOS-0123."]),
        *([] if kind_code else ["What it is: choose one."]),
        *([] if store_code else ["Where it is stored: choose one."]),
        *([] if agency_code else ["Which agency did it: choose one."]),
        *when.problems,
    ]
    recording.show_problems(problems)
    if problems or when.at is None:
        return
    new_property = NewProperty(
        tag=code,
        operation_id=operation.operation_id,
        location_name=operation.location_name,
        kind_code=kind_code or "",
        store_code=store_code or "",
        stored_at=when.at,
        held_until_date=local_date(when.at) + timedelta(days=days),
    )
    draft = stored_draft(new_property, on_screen=replace(morning.on_screen, agency_code=agency_code))
    recording.record(morning, draft, form_name=form_name, event_id=event_id, told=f"Recorded: {code} is stored.")


def _show_end(morning: Morning, stored: dict[str, StoredProperty]) -> None:
    with st.expander("Returned, or disposed of"):
        how = st.pills("What became of it", list(_ENDS), default="Returned", key="tag_end")
        if how is None:
            return
        kind = _ENDS[how]
        form_name = f"tag_end:{kind}"
        event_id = state.form_event_id(form_name)
        with st.form(f"form:{event_id}", border=False):
            chosen = st.selectbox(
                "Tag",
                list(stored),
                index=None,
                format_func=lambda each: stored[each].tag,
                placeholder="Choose a tag",
                key=f"tag_of:{event_id}",
            )
            reason_code = _choose(morning, "How" if how == "Returned" else "Why", _REASONS[kind], key=event_id)
            agency_code = choose_agency(
                morning, "Which agency did it", key=f"who:{event_id}:{morning.agency_code}", start=morning.agency_code
            )
            when = stated_time.ask(key=event_id)
            label = f"Record: {how.lower()}"
            is_sent = st.form_submit_button(label, type="primary", key=f"tag_record:{event_id}", width="stretch")
    if not is_sent:
        return
    problems = [
        *([] if chosen else ["Tag: choose one."]),
        *([] if reason_code else ["The reason: choose one."]),
        *([] if agency_code else ["Which agency did it: choose one."]),
        *when.problems,
    ]
    recording.show_problems(problems)
    if not problems and chosen is not None and when.at is not None:
        on_screen = replace(morning.on_screen, agency_code=agency_code)
        draft: EventDraft = property_end_draft(
            stored[chosen], kind, reason_code=reason_code or "", at=when.at, on_screen=on_screen
        )
        told = f"Recorded: {as_markdown(stored[chosen].tag)}, {how.lower()}."
        recording.record(morning, draft, form_name=form_name, event_id=event_id, told=told)


def _choose(morning: Morning, label: str, choice_list: str, *, key: str) -> str | None:
    words = cache.ordinance_choices(morning.paths, choice_list)
    return st.selectbox(
        label,
        list(words),
        index=None,
        format_func=words.__getitem__,
        placeholder="Choose one",
        key=f"{choice_list}:{key}",
    )
