"""Who was given which role, read from the record and folded; looked at anew whenever somebody is to be let in."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dashboard.huddle.events import EventKind
from dashboard.huddle.role_grants import GRANT_KINDS, Grants, fold_grants, is_about_grant

if TYPE_CHECKING:
    from dashboard.huddle.events import Event
    from dashboard.stores.operations import ChainEnd, OperationsStore

_KINDS = (*sorted(GRANT_KINDS), EventKind.PAYLOAD_ERASED)


class GrantedRoles:
    """The grants of one store; safe for many threads. What is taken back is gone with the next look."""

    def __init__(self, store: OperationsStore) -> None:
        """Fold what `store` holds, when it is first asked for."""
        self._store = store
        self._lock = threading.Lock()
        self._end: ChainEnd | None = None
        self._grants = Grants(())

    def grants(self) -> Grants:
        """Return every grant by the newest event: one short look where nothing was recorded since.

        Raises
        ------
        OperationsError
            The record cannot be read; then nobody is let in.
        """
        with self._lock:
            end = self._store.chain_end()
            if end != self._end:
                if self._end is None or self._has_changed(self._end):
                    self._grants = fold_grants(self._events())
                self._end = end
            return self._grants

    def _has_changed(self, seen: ChainEnd) -> bool:
        """Return whether anything of a grant was recorded since, or another record was put in the place of this one."""
        if self._store.hash_of(seen.sequence_no) != seen.event_hash:
            return True
        return bool(self._events(after_sequence_no=seen.sequence_no))

    def _events(self, *, after_sequence_no: int = 0) -> list[Event]:
        events = self._store.events(after_sequence_no=after_sequence_no, kinds=_KINDS)
        return [event for event in events if is_about_grant(event)]
