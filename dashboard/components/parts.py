"""Parts of a page that are drawn anew alone: what a press changes is drawn, and not the three hundred pieces around it.

A press in a part (a form opened, an answer chosen) draws that part. What is recorded draws the parts it stands in;
what colleagues recorded meanwhile waits in the strip until somebody asks for it, as it does without any press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from dashboard import state
from dashboard.huddle.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.events import EventDraft

STRIP, BAR, CARRIED, ASKED, NEW, CLOSING = "strip", "bar", "carried", "asked", "new", "closing"
# What changes an action's owner, date or status changes its place's line and what part 3 says of all of them.
_CHANGES = frozenset(
    {
        EventKind.ACTION_CLOSED,
        EventKind.ACTION_CORRECTED,
        EventKind.ACTION_HANDED_OVER,
        EventKind.ACTION_RESCHEDULED,
    }
)


def place_part(location_id: str) -> str:
    """Return the name of the part that holds a place's line."""
    return f"place:{location_id}"


def card_part(action_id: str) -> str:
    """Return the name of the part that holds an action's card."""
    return f"card:{action_id}"


def show(name: str, draw: Callable[[], None], *, morning: Morning) -> None:
    """Draw a part of the page that can be drawn anew alone.

    Parameters
    ----------
    name
        Its name on the page.
    draw
        Draws it, from what stands when it is called.
    morning
        The morning on the screen. For a role that runs the meeting, and on a past morning, the part is like any other
        piece: the chair's desk counts and names what stands in all of them.
    """
    if not _is_parted(morning):
        draw()
        return
    state.note_part(name)
    st.fragment(draw, key=name)()


def draw_recorded(morning: Morning, draft: EventDraft) -> None:
    """Draw the parts in which an event stands that was just recorded; the whole page where parts do not do."""
    # Looked at anew, so that the parts are drawn with it.
    book = morning.book()
    held = book.meeting(morning.build.as_of_date)
    # The minutes of a closed huddle tell what was recorded since.
    if _is_parted(morning) and (held is None or held.is_running):
        _draw_parts([STRIP, BAR, CLOSING, *_touched(book, draft)])
    st.rerun()


def _touched(book: HuddleBook, draft: EventDraft) -> list[str]:
    """Return the parts, besides the event's own, in which an event stands."""
    if draft.kind == EventKind.ACTION_OPENED:
        return [NEW, place_part(draft.facts.get("location_id", ""))]
    if draft.kind in _CHANGES and (action := book.actions.get(draft.subject_id)) is not None:
        return [CARRIED, NEW, place_part(action.location_id or "")]
    return []


def _is_parted(morning: Morning) -> bool:
    return not morning.role.may_run_meeting and morning.past is None


def _draw_parts(names: Iterable[str]) -> None:
    """Leave this run and draw the part that it is in and those named; do nothing where it is in none.

    Streamlit has this for what a press calls (`st.rerun` with names) and, within a part, for that part alone; whether
    an event may be recorded is known only here, after its form was read. Both go through the same request.
    """
    run = get_script_run_ctx()
    if run is None or run.script_requests is None or not run.fragment_ids_this_run:
        return
    own_id = ThreadState.get().fragment_id
    if own_id is None:
        return
    known = state.noted_parts()
    others = run.fragment_storage.resolve_target([name for name in names if name in known])
    run.script_requests.request_rerun(
        RerunData(
            query_string=run.query_string,
            page_script_hash=run.page_script_hash,
            fragment_id_queue=[own_id, *(each for each in others if each != own_id)],
            is_fragment_scoped_rerun=True,
            cached_message_hashes=run.cached_message_hashes,
            context_info=run.context_info,
        )
    )
    # Sending anything is where a run hears that another was asked for.
    st.empty()
