"""An action's history, one sentence an entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dashboard.huddle.events import ActionStatus, ErasureReason, EventKind
from dashboard.huddle.words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.huddle.actions import HistoryEntry


def entry_words(entry: HistoryEntry, *, agencies: Mapping[str, str], seen_from: date) -> str:
    """Return one history entry as a sentence, agencies by name: "Tue 10 Nov: new date, due …"."""
    head = _KIND_WORDS[entry.kind]
    if entry.kind in _WITH_OWNER:
        owner = entry.facts["owner_agency_code"]
        head += f" {agencies.get(owner, owner)}"
    if entry.kind in _WITH_DUE_DATE:
        head += f", due {day_words(date.fromisoformat(entry.facts['due_date']), seen_from=seen_from)}"
    if entry.kind == EventKind.ACTION_CLOSED:
        head += f" {ActionStatus(entry.facts['status']).words}"
    if entry.kind == EventKind.PAYLOAD_ERASED:
        head += f", {_ERASURE_WORDS.get(entry.facts.get('reason_code', ''), 'no reason recorded')}"
    told = f": {entry.words}" if entry.words else ""
    return f"{day_words(entry.date, seen_from=seen_from)}: {head}{told}"


_WITH_OWNER = (EventKind.ACTION_OPENED, EventKind.ACTION_HANDED_OVER)
_WITH_DUE_DATE = (*_WITH_OWNER, EventKind.ACTION_RESCHEDULED)
_KIND_WORDS = {
    EventKind.ACTION_OPENED: "opened, owner",
    EventKind.ACTION_HANDED_OVER: "handed over to",
    EventKind.ACTION_RESCHEDULED: "new date",
    EventKind.ACTION_NOTED: "note",
    EventKind.ACTION_CLOSED: "closed as",
    EventKind.PAYLOAD_ERASED: "words erased",
}
_ERASURE_WORDS: Mapping[str, str] = {
    ErasureReason.RETENTION: "they were kept as long as the retention rule says",
    ErasureReason.PERSONAL_DATA: "they held a person's data",
    ErasureReason.REQUEST: "somebody asked for it",
}
