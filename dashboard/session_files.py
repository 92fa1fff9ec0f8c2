"""Which sign-in may fetch which file, and send a file to which screen.

Streamlit names a file by a digest of its content and gives it to whoever asks for that name, and takes an upload for a
screen from whoever knows the screen's id. So the board keeps for itself who was made which file, and which screens wait
for one; `dashboard.streamlit_routes` asks here. Held by the process: a file is fetched in the moment it is made.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from dashboard import state

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.identity import Admission

FETCHED_WITHIN = timedelta(minutes=5)
"""A file is fetched by the press that made it; whoever kept its address asks in vain afterwards."""
AWAITED_WITHIN = timedelta(hours=24)
"""Longer than any sign-in lasts; a screen that was drawn anew waits anew."""


class SessionFiles:
    """What was made for whom, and who waits for what; safe for many threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[tuple[str, str], tuple[datetime, Admission]] = {}
        self._awaited: dict[str, tuple[datetime, Admission]] = {}

    def note_made(self, content: bytes, admission: Admission) -> None:
        """Note that a file was made for a sign-in: it alone may fetch it, and only for as long as it holds."""
        now = state.now_at()
        with self._lock:
            self._made = {key: each for key, each in self._made.items() if each[0] > now}
            self._made[admission.sign_in, _digest(content)] = (now + FETCHED_WITHIN, admission)

    def may_fetch(self, content: bytes, *, sign_in: str) -> bool:
        """Return whether a sign-in was made this very file a moment ago, and still holds."""
        with self._lock:
            found = self._made.get((sign_in, _digest(content)))
        return _holds(found)

    def note_awaited(self, session_id: str, admission: Admission) -> None:
        """Note that a screen was drawn the field for a file: its own sign-in alone may send it one."""
        now = state.now_at()
        with self._lock:
            self._awaited = {key: each for key, each in self._awaited.items() if each[0] > now}
            self._awaited[session_id] = (now + AWAITED_WITHIN, admission)

    def may_send(self, session_id: str, *, sign_in: str) -> bool:
        """Return whether a sign-in may send a file to a screen: its own, which waits for one, while it holds."""
        with self._lock:
            found = self._awaited.get(session_id)
        return found is not None and found[1].sign_in == sign_in and _holds(found)


FILES = SessionFiles()


def _holds(found: tuple[datetime, Admission] | None) -> bool:
    # Outside of the lock: whether a sign-in holds is asked of the record.
    return found is not None and state.now_at() < found[0] and found[1].holds()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
