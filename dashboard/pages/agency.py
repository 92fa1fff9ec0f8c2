"""One agency's own list: what it promised, what others ask of it, and what it asked of others."""

from __future__ import annotations

import streamlit as st

from dashboard.components import (
    action_cards,
    asks,
    concerns,
    council,
    definitions,
    live_meeting,
    meeting,
    shift_sheets,
)
from dashboard.components.opening import Morning, open_morning
from dashboard.components.text import as_markdown
from dashboard.huddle.agency_list import agency_list

_ASKS = 4


def show_agency(morning: Morning, agency_code: str) -> None:
    book = morning.book()
    live_meeting.show(morning, book)
    own = agency_list(book, agency_code, on=morning.build.as_of_date)
    st.caption(own.summary)
    shift_sheets.show_agency(morning, book, agency_code)
    part = meeting.agenda_of(morning, book).parts[_ASKS]
    st.header("Asked of us", anchor=False)
    if own.to_answer:
        asks.show(morning, part, ask_ids=own.to_answer)
    else:
        st.caption("No agency waits for an answer.")
    concerns.show_own(morning, part, book)
    st.header("Ours to do", anchor=False)
    if own.actions:
        action_cards.show(morning, own.actions)
    else:
        st.caption("No open action is this agency's.")
    st.header("We asked", anchor=False)
    if own.asked:
        asks.show(morning, part, ask_ids=own.asked)
    else:
        st.caption("Nothing that this agency asked is open.")
    asks.show_form(morning)


morning = open_morning()
chosen = morning.agency_code
st.title("My agency" if chosen is None else as_markdown(morning.agencies[chosen]), anchor=False)
if not morning.role.sees_places:
    council.show_only_zones()
elif not morning.may_choose_agency:
    st.info("This role belongs to no agency.")
else:
    if chosen is None:
        st.info(f"No agency is chosen on this screen. **Next step:** {morning.how_to_choose_agency}")
    else:
        show_agency(morning, chosen)
    action_cards.show_definitions(morning, morning.book())
    definitions.definition_fold(
        morning,
        ("Asks open", "meeting", "n_asks_open"),
        about="the numbers of the asks",
        key="asks",
        book=morning.book(),
    )
