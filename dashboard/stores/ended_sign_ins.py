"""Sign-ins that somebody ended before their time: by digest, nothing of whose they were, until they would have ended.

In the operations database, so that a restart remembers them, and so that every server beside it knows.
"""

from __future__ import annotations

import math
import time
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from dashboard.stores.operations import OperationsStore
from dashboard.stores.operations_database import OperationsError, operations_engine, told_in_words
from dashboard.stores.operations_schema import ENDED_SIGN_INS

if TYPE_CHECKING:
    from datetime import datetime


LOOKS_AGAIN_S = 1.0
"""Every run of every screen asks, and every poll: the database is asked once a second for all of them."""


class EndedSignIns:
    """Notes what was ended and tells it; safe for many threads and processes at once."""

    def __init__(self, url: str) -> None:
        """Open it in the operations database, which is made or brought forward where it has to be.

        Parameters
        ----------
        url
            As `OperationsStore` takes it.

        Raises
        ------
        OperationsError
            The database cannot be opened for writing.
        """
        OperationsStore(url).close()
        self._engine = operations_engine(url)
        self._known: frozenset[str] = frozenset()
        self._looked_at = -math.inf
        self._looking = Lock()

    def note(self, sign_in: str, *, signed_in_at: datetime, forget_before: datetime) -> None:
        """Note that a sign-in was ended; a second time changes nothing.

        Parameters
        ----------
        sign_in
            Its digest.
        signed_in_at
            When it began, aware: it ends by itself that long after.
        forget_before
            Aware; those that began earlier have ended by themselves, and go.

        Raises
        ------
        OperationsError
            It could not be written.
        """
        with told_in_words(), self._engine.begin() as connection:
            # One statement that writes comes first: on SQLite it takes the lock before anything is read.
            connection.execute(
                delete(ENDED_SIGN_INS).where(
                    (ENDED_SIGN_INS.c.signed_in_at < forget_before) | (ENDED_SIGN_INS.c.sign_in == sign_in)
                )
            )
            connection.execute(insert(ENDED_SIGN_INS).values(sign_in=sign_in, signed_in_at=signed_in_at))
        self._looked_at = -math.inf

    def has(self, sign_in: str) -> bool:
        """Return whether a sign-in was ended: by this process, or a second ago by a server beside it.

        Raises
        ------
        OperationsError
            The database cannot be read.
        """
        now = time.monotonic()
        # One looks, and the others wait for it: the first look of a process must not let in whom it has not seen yet.
        with self._looking:
            if now - self._looked_at >= LOOKS_AGAIN_S:
                # The instant first: what is noted while the database answers is looked for again.
                self._looked_at = now
                self._known = self._held()
            return sign_in in self._known

    def _held(self) -> frozenset[str]:
        try:
            with told_in_words(), self._engine.connect() as connection:
                return frozenset(connection.scalars(select(ENDED_SIGN_INS.c.sign_in)))
        except OperationsError:
            self._looked_at = -math.inf
            raise

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()
