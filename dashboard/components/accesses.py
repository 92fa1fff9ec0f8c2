"""Notes who opened, took away or changed what: ids and codes, at the end of a drawing, once in a quarter of an hour.

A log that cannot be written stops no morning: the page stays, the fault goes to the server's own log without a person.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import cache, identity, state
from dashboard.session_files import FILES
from dashboard.stores.access_log import Access, Did
from dashboard.stores.operations import OperationsError
from pipelines.settings import operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from dashboard.identity import Viewer

SAME_WITHIN_MINUTES = 15
"""Drawings of one page at one place by one screen in so many minutes are one access: a page is drawn on every press."""

_LOG = logging.getLogger("crt.dashboard")
_SUBJECT_KEY, _NOTED_KEY = "access_subject", "accesses_noted"


def at_subject(subject_id: str | None) -> None:
    """Say at what the page that is being drawn was opened: the id of a place, a zone, a district or an operation."""
    st.session_state[_SUBJECT_KEY] = subject_id or ""


class EndedError(Exception):
    """Whoever a page was drawn for may no longer have what is on it."""

    exit_code = 55
    next_step = "Reload the page and sign in again."


def note_opened(page_code: str, viewer: Viewer) -> None:
    """Note that a page was opened, at what its drawing said; within some minutes once.

    Parameters
    ----------
    page_code
        The name of the page's file.
    viewer
        Who looks; the door has asked already.
    """
    subject_id = str(st.session_state.pop(_SUBJECT_KEY, ""))
    now = state.now_at()
    key = (viewer.person or "", viewer.role.role_code, page_code, subject_id)
    noted_at: dict[tuple[str, ...], datetime] = st.session_state.setdefault(_NOTED_KEY, {})
    last = noted_at.get(key)
    if last is not None and now - last < timedelta(minutes=SAME_WITHIN_MINUTES):
        return
    if _note(_access(Did.OPENED, viewer, _screen_id(), page_code=page_code, subject_id=subject_id)):
        noted_at[key] = now


def note_changed(event_id: str) -> None:
    """Note that an event was recorded: the event says what, the access says who."""
    _note(_access(Did.CHANGED, identity.viewer(project_paths()), _screen_id(), subject_id=event_id))


def noted(what: str, make: Callable[[], bytes], *, viewer: Viewer | None = None) -> Callable[[], bytes]:
    """Return the maker of a file that notes each time that it is taken away, for the sign-in on the screen alone.

    Parameters
    ----------
    what
        Which kind of file: a word of ours, no name that anybody typed.
    make
        Makes the file when somebody asks for it.
    viewer
        Who looks, where the page knows already: to ask costs a look into the record.
    """
    # Known while the page is drawn; the file is made later, outside of it.
    looking, screen_id = viewer or identity.viewer(project_paths()), _screen_id()
    admission = identity.admission(project_paths(), looking)

    def data() -> bytes:
        if not admission.holds():
            raise EndedError("a sign-in, or the role that a page was drawn for, ended before its file was made")
        _note(_access(Did.TOOK_AWAY, looking, screen_id, subject_id=what))
        made = make()
        FILES.note_made(made, admission)
        return made

    return data


def _access(did: Did, viewer: Viewer, screen_id: str, *, subject_id: str, page_code: str = "") -> Access:
    build = cache.current_build(project_paths())
    return Access(
        noted_at=state.now_at(),
        person=viewer.person,
        screen_id=screen_id,
        role_code=viewer.role.role_code,
        did=did,
        page_code=page_code,
        subject_id=subject_id,
        build_id="" if build is None else build.build_id,
    )


def _note(access: Access) -> bool:
    try:
        cache.access_log(operations_url(project_paths())).note(access)
    except OperationsError as error:
        _LOG.error("an access could not be noted: %s", type(error).__name__)
        return False
    return True


def _screen_id() -> str:
    """Return what tells this screen from another while it is open: a digest, nothing of whoever looks."""
    context = get_script_run_ctx()
    session = "" if context is None else context.session_id
    return hashlib.sha256(session.encode()).hexdigest()[:12]
