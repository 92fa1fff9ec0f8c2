"""Past mornings: each is opened as it was seen, with its build, its events up to its close, and its minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import definitions
from dashboard.components.opening import Morning, mornings_before, open_morning
from dashboard.components.text import as_html, headline_day, instant
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.huddle.past_mornings import PastMorning

_HUDDLE_PAGE = "dashboard/pages/huddle.py"
_N_SHOWN = 20


def show_morning(morning: Morning, each: PastMorning) -> None:
    name = headline_day(each.huddle_date)
    with st.container(horizontal=True, vertical_alignment="center", key=f"past_{each.huddle_date.isoformat()}"):
        if each.build_id is None:
            st.html(f'<span class="crt"><b>{as_html(name)}</b></span>', width="content")
        else:
            params = {state.MORNING_PARAM: each.huddle_date.isoformat()}
            st.page_link(_HUDDLE_PAGE, label=name, query_params=params)
        st.html(f'<span class="crt crt-quiet">{as_html(told(morning, each))}</span>', width="content")


def told(morning: Morning, each: PastMorning) -> str:
    if each.closed_at is not None:
        how = f"closed {instant(each.closed_at, seen_from=each.huddle_date)}, with minutes"
    elif each.started_at is not None:
        how = f"started {instant(each.started_at, seen_from=each.huddle_date)}, never closed"
    else:
        how = "no huddle was led on the board"
    gone = " · no build of it is left, so it cannot be opened" if each.build_id is None else ""
    other = " · the build that it had is gone, a later one stands in" if each.is_other_build else ""
    if not morning.role.sees_places:
        return f"{how}{gone}{other}"
    opened = f"{count_words(each.n_actions_opened, 'action')} opened, {each.n_actions_closed} closed"
    return f"{how} · {opened}{gone}{other}"


morning = open_morning()
st.title("Past mornings", anchor=False)
st.caption(
    "Each opens as it was seen: the build that its huddle had, what was recorded up to its close, its minutes. What is "
    "different since is a fold on that page. Builds that no closed huddle had are kept for two weeks."
)
found = mornings_before(morning.paths, morning.present_build or morning.build)
for each in found[:_N_SHOWN]:
    show_morning(morning, each)
if found[_N_SHOWN:]:
    with st.expander(f"{count_words(len(found) - _N_SHOWN, 'earlier morning')}"):
        for each in found[_N_SHOWN:]:
            show_morning(morning, each)
if not found:
    st.info("No morning lies before this one: the first is on the screen.")
definitions.definition_fold(
    morning,
    ("Actions opened", "actions", "n_opened"),
    ("Actions closed", "actions", "n_closed"),
    about="the numbers of the past mornings",
    key="past_mornings",
    book=morning.book(),
)
