"""The record, folded as it grows: one fold for every screen of the process, and of what is new alone.

Ten people who record and fifty screens that ask every second would otherwise fold the whole record anew for each event.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from dashboard.huddle.book import HuddleBook, fold_events, fold_further
from dashboard.huddle.events import EventKind
from dashboard.huddle.minutes import events_before_close

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.huddle.events import Event
    from dashboard.stores.operations import ChainEnd, OperationsStore

# Of two people who record at once the later may belong before the earlier: so far back a fold can begin again.
_N_STEPS_BACK = 16
# Mornings of which a fold is kept: the present one and a few past ones that somebody looks at.
_N_MORNINGS = 6


@dataclass(frozen=True)
class _Fold:
    """What stands on a morning at an end of the chain, after each of the last events, and the events since the first.

    `begun` is another object after each fold from the beginning: words may have been erased before it.
    """

    begun: object
    end: ChainEnd
    books: tuple[HuddleBook, ...]
    recent: tuple[Event, ...]


class FoldedRecord:
    """What stands by a store's events; safe for many threads, of which one reads and folds while the others wait."""

    def __init__(self, store: OperationsStore) -> None:
        """Fold what `store` holds, when it is first asked for."""
        self._store = store
        self._lock = threading.Lock()
        self._folds: dict[date, _Fold] = {}
        self._at_close: dict[str, tuple[object, HuddleBook]] = {}
        self._end: ChainEnd | None = None
        self._looked_at = 0.0

    def book(self, *, up_to: date, max_age_s: float = 0.0) -> HuddleBook:
        """Return what stands on a morning.

        Parameters
        ----------
        up_to
            Huddle date of the last event taken.
        max_age_s
            How long ago the store may have been looked at, seconds: many screens that poll share one look. What this
            process looked at meanwhile for anything else counts.

        Returns
        -------
        The same book, and not only an equal one, while nothing new is recorded.
        """
        with self._lock:
            return self._fold(up_to, self._looked(max_age_s)).books[-1]

    def book_at_close(self, *, huddle_date: date, close_event_id: str) -> HuddleBook:
        """Return what stood at the close of a huddle; words erased since are gone from it too."""
        with self._lock:
            begun = self._fold(huddle_date, self._looked(0.0)).begun
            known, book = self._at_close.get(close_event_id, (None, None))
            if book is None or known is not begun:
                events = self._store.events()
                before = events_before_close(events, huddle_date=huddle_date, close_event_id=close_event_id)
                book = fold_events(before, up_to=huddle_date)
                self._at_close[close_event_id] = (begun, book)
                while len(self._at_close) > _N_MORNINGS:
                    del self._at_close[next(iter(self._at_close))]
            return book

    def _fold(self, up_to: date, end: ChainEnd) -> _Fold:
        fold = self._folds.pop(up_to, None)
        if fold is None or fold.end != end:
            fold = (None if fold is None else self._further(fold, end, up_to)) or self._anew(end, up_to)
        # The morning that was asked for last stands last.
        self._folds[up_to] = fold
        while len(self._folds) > _N_MORNINGS:
            del self._folds[next(iter(self._folds))]
        return fold

    def _looked(self, max_age_s: float) -> ChainEnd:
        if self._end is None or monotonic() - self._looked_at > max_age_s:
            self._end = self._store.chain_end()
            self._looked_at = monotonic()
        return self._end

    def _anew(self, end: ChainEnd, up_to: date) -> _Fold:
        events = [event for event in self._store.events(up_to=up_to) if event.sequence_no <= end.sequence_no]
        return _Fold(object(), end, (fold_events(events, up_to=up_to),), ())

    def _further(self, fold: _Fold, end: ChainEnd, up_to: date) -> _Fold | None:
        """Return the fold with what came since; None where it must be made from the beginning."""
        if end.sequence_no < fold.end.sequence_no:
            return None
        if self._store.hash_of(fold.end.sequence_no) != fold.end.event_hash:
            # Another record was put in its place: the same numbers stand for other events.
            return None
        since = self._store.events(after_sequence_no=fold.end.sequence_no)
        if any(event.kind == EventKind.PAYLOAD_ERASED for event in since):
            # Words are gone that a book still holds, of whatever morning.
            return None
        new = [event for event in since if event.huddle_date <= up_to and event.sequence_no <= end.sequence_no]
        return _with_new(fold, end, new)


def _with_new(fold: _Fold, end: ChainEnd, new: Sequence[Event]) -> _Fold | None:
    if not new:
        return _Fold(fold.begun, end, fold.books, fold.recent)
    recent = (*fold.recent, *new)
    for n_kept in range(len(fold.books), 0, -1):
        book = fold_further(fold.books[n_kept - 1], recent)
        if book is None:
            continue
        books = (*fold.books[:n_kept], book)[-_N_STEPS_BACK:]
        since_first = tuple(event for event in recent if event.event_id not in books[0].known_ids)
        return _Fold(fold.begun, end, books, since_first)
    return None
