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
from dashboard.huddle.asks import ASK_KINDS
from dashboard.huddle.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.events import EventDraft

STRIP, BAR, CLOSING = "strip", "bar", "closing"
CARRIED, ENDED, OPENED, NEW_ACTION = "carried", "ended", "opened", "new_action"
ASKED, ASKS, ANSWERED, NEW_ASK = "asked", "asks", "answered", "new_ask"
# Each of them says or counts something that nearly every event changes.
_ALWAYS = (STRIP, BAR, CLOSING)
# What changes an action's owner, date or status changes its place's line and what part 3 says of all of them.
_CHANGES = frozenset({EventKind.ACTION_HANDED_OVER, EventKind.ACTION_RESCHEDULED})
_ENDS = frozenset({EventKind.ACTION_CLOSED, EventKind.ACTION_CORRECTED})


def place_part(location_id: str) -> str:
    """Return the name of the part that holds a place's line."""
    return f"place:{location_id}"


def card_part(action_id: str) -> str:
    """Return the name of the part that holds an action's card."""
    return f"card:{action_id}"


def part_under(under: str) -> str:
    """Return the name of the part that holds a line: a place's by its id, another item's by its key on the agenda."""
    return f"item:{under}" if ":" in under else place_part(under)


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
        touched = _touched(book, draft)
        if touched is not None:
            _draw_parts([*_ALWAYS, *touched])
    st.rerun()


def _touched(book: HuddleBook, draft: EventDraft) -> list[str] | None:
    """Return the parts, besides the form's own, in which an event stands; None where the page has none for it."""
    if draft.kind == EventKind.ACTION_OPENED:
        return [OPENED, place_part(draft.facts.get("location_id", ""))]
    if draft.kind in _CHANGES | _ENDS:
        return _touched_by_change(book, draft)
    if draft.kind == EventKind.ASK_MADE:
        return [ASKED, ASKS]
    return [ASKED, ANSWERED] if draft.kind in ASK_KINDS else []


def _touched_by_change(book: HuddleBook, draft: EventDraft) -> list[str] | None:
    action = book.actions.get(draft.subject_id)
    if action is None:
        return []
    card = card_part(action.action_id)
    is_carried = action.is_open and action.opened_date < draft.huddle_date
    if is_carried and card not in state.noted_parts():
        # It had ended, and is open again.
        return None
    ended = [ENDED] if draft.kind in _ENDS else []
    return [CARRIED, card, *ended, OPENED, place_part(action.location_id or "")]


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
