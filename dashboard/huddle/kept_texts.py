"""Which texts of a morning were recorded as written although the check found something: to be read before the close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.contacts import Contact
from dashboard.huddle.newest import subject_name
from dashboard.huddle.ordinance import Operation
from dashboard.huddle.text_check import kept_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.huddle.book import HuddleBook


def kept_texts(book: HuddleBook, *, on: date, agencies: Mapping[str, str]) -> list[str]:
    """Return a line for each text of a morning kept as written, in the order of recording.

    What it is about and which kinds were found: "Ask of Boston EMS: a telephone number". Texts that were erased or
    whose step was undone since are left out: nobody reads them any more. So are those of contacts, of which nobody is
    told.
    """
    kept = []
    for subject in book.subjects.values():
        if isinstance(subject, (Contact, Operation)):
            # Of an operation: what is typed there (who gave an override, and why) enters no minutes.
            continue
        erased = {entry.facts.get("erased_event_id") for entry in subject.history}
        undone = {entry.facts.get("undone_event_id") for entry in subject.history}
        for entry in subject.history:
            kinds = kept_kinds(entry.facts)
            if kinds and entry.date == on and entry.event_id not in erased | undone:
                told = ", ".join(kind.words for kind in kinds)
                kept.append((entry.recorded_at, entry.event_id, f"{subject_name(subject, agencies)}: {told}"))
    return [line for _, _, line in sorted(kept)]
