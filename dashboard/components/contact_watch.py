"""Whether the page still reaches the server, and what became of the last press: told on the page, never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.huddle.contacts import contact_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.opening import Morning

_KEY = "contact_watch"
_JS = Path(__file__).with_name("contact-watch.js").read_text(encoding="utf-8")
_HTML = """
<p id="box" role="alert" aria-live="assertive"></p>
"""
_CSS = """
p { margin: 0; color: #091f2f; font-size: 1rem; line-height: 1.4; }
p.lost, p.back {
  position: fixed; left: 0; right: 0; top: 3.75rem; z-index: 1000;
  padding: .6rem .9rem; background: #fff4e6; border-bottom: 4px solid #a34a00; font-weight: 700;
}
p.back { background: #f3f5f7; border-color: #175182; }
"""
_LONGEST_ID = 64


def show(morning: Morning, *, event_id: str) -> None:
    """Draw the watch: a banner while nothing reaches the server, and then what became of the last press.

    While there is no connection it stops every press on the form, so nothing waits anywhere to be sent.

    Parameters
    ----------
    event_id
        The form's event id: what the next press would record.
    """
    asked_id, n_asked = state.asked_contact()
    book = morning.book()
    is_recorded = asked_id in book.known_ids
    if is_recorded and contact_id_of(asked_id) in book.contacts:
        # Only the screen that made an id knows it: it gets its entry back where the server had forgotten the screen.
        state.note_own_contact(contact_id_of(asked_id))
    # Each runtime keeps a list of components of its own; naming the same one again changes nothing there.
    watch = st.components.v2.component("crt_contact_watch", html=_HTML, css=_CSS, js=_JS)
    watch(
        key=_KEY,
        data={"event_id": event_id, "answered": {"n": n_asked, "is_recorded": is_recorded}},
        on_asked_change=_note_question,
    )


def _note_question() -> None:
    asked = _asked(st.session_state.get(_KEY))
    if asked is not None:
        state.ask_for_contact(*asked)


def _asked(sent: Mapping[str, object] | None) -> tuple[str, int] | None:
    """Return of which press the browser asks, and how often it asked; None for anything else that it may send."""
    question = None if sent is None else sent.get("asked")
    if not isinstance(question, dict):
        return None
    event_id, number = question.get("id"), question.get("n")
    if isinstance(event_id, str) and isinstance(number, int) and len(event_id) <= _LONGEST_ID:
        return event_id, number
    return None
