"""The newest thing recorded in one line, as the strip of the running huddle tells it to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboard.huddle.actions import Action
from dashboard.huddle.agenda_decisions import ItemDecision
from dashboard.huddle.asks import Ask
from dashboard.huddle.concern_items import agencies_words, concern_lines
from dashboard.huddle.concerns import Concern
from dashboard.huddle.contacts import Contact
from dashboard.huddle.feedback import FROM_COUNCIL_KINDS, Feedback
from dashboard.huddle.feedback_items import feedback_name
from dashboard.huddle.history import entry_words
from dashboard.huddle.meetings import Meeting, Presence
from dashboard.huddle.ordinance import Operation, is_told_to_all
from dashboard.huddle.overnight import TypedFact
from dashboard.huddle.stored_property import StoredProperty
from dashboard.huddle.walk_throughs import WalkThrough

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.huddle.book import HuddleBook, Step, Subject
    from dashboard.huddle.history import HistoryEntry


class NewestLine(NamedTuple):
    """What was recorded, and by which event; of concerns which kind of line changed, and no event."""

    event_id: str
    words: str


class NewEntry(NamedTuple):
    """An entry of a history that an earlier book does not hold, and what it is about."""

    entry: HistoryEntry
    subject: Subject

    def words(self, *, on: date, agencies: Mapping[str, str]) -> str:
        """Return it in one line."""
        told = entry_words(self.entry, agencies=agencies, seen_from=on).split(": ", 1)[1]
        return f"{subject_name(self.subject, agencies)}: {told}"


def entries_since(book: HuddleBook, earlier: HuddleBook, *, on: date) -> list[NewEntry]:
    """Return what was recorded on a morning and an earlier book does not hold, newest first, not yet put into words.

    The chair's steps and the roll call are no news: the strip shows them as they stand. Concerns are never told one by
    one (`new_concern_lines`), because their number would show, and contacts not at all. What was typed in of a health
    source is told by no entry, not even that it was: the strip and the minutes are for everybody; nor is an offer, nor
    the minute in which a member of the Council spoke. What both books hold as the same object is passed over, so that
    it costs little to ask again and again.
    """
    changed = (each for key, each in book.subjects.items() if earlier.subjects.get(key) is not each)
    found = [
        NewEntry(entry, subject)
        for subject in (*changed, *book.withdrawn)
        if not isinstance(subject, (Meeting, Presence, Concern, Contact)) and not _is_for_few(subject)
        for entry in subject.history
        if entry.date == on and entry.event_id not in earlier.known_ids and _is_for_all(entry, subject)
    ]
    return sorted(found, key=lambda new: (new.entry.recorded_at, new.entry.event_id), reverse=True)


def lines_since(book: HuddleBook, earlier: HuddleBook, *, on: date, agencies: Mapping[str, str]) -> list[NewestLine]:
    """Return the lines of a morning that an earlier book does not hold, newest first.

    Of concerns, who meets after the huddle where that is not as it was: the line itself, not what made it.
    """
    new = entries_since(book, earlier, on=on)
    return [
        *new_concern_lines(book, earlier, agencies=agencies),
        *(NewestLine(each.entry.event_id, each.words(on=on, agencies=agencies)) for each in new),
    ]


def new_concern_lines(book: HuddleBook, earlier: HuddleBook, *, agencies: Mapping[str, str]) -> list[NewestLine]:
    """Return who meets after the huddle, and who is proposed to, where that is not as an earlier book says it."""
    before = concern_lines(earlier, agencies=agencies)
    return [
        NewestLine(kind, words) for kind, words in concern_lines(book, agencies=agencies) if (kind, words) not in before
    ]


class UndoableStep(NamedTuple):
    """The newest step of a morning that can be taken back, and what it was about."""

    subject_id: str
    step: Step
    name: str


def newest_undoable(book: HuddleBook, *, on: date, agencies: Mapping[str, str]) -> UndoableStep | None:
    """Return the newest step recorded on a morning if it may still be undone; None when there is none."""
    found = []
    for subject_id, subject in book.subjects.items():
        # An operation's own page takes its steps back: the desk would say which, offers too.
        if isinstance(subject, (Concern, Contact, Operation)) or _is_for_few(subject):
            continue
        step = book.undoable(subject_id, on=on)
        if step is not None:
            at = next(entry.recorded_at for entry in subject.history if entry.event_id == step.event_id)
            found.append((at, step.event_id, UndoableStep(subject_id, step, subject_name(subject, agencies))))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _is_for_few(subject: Subject) -> bool:
    return isinstance(subject, TypedFact) and not subject.is_public


def _is_for_all(entry: HistoryEntry, subject: Subject) -> bool:
    if entry.kind in FROM_COUNCIL_KINDS:
        return False
    return not isinstance(subject, Operation) or is_told_to_all(entry)


def subject_name(subject: Subject, agencies: Mapping[str, str]) -> str:  # noqa: C901, PLR0911 - one a kind
    """Return what names anything recorded without a word that somebody typed; of a health source not even which."""
    match subject:
        case Action():
            place = f", {subject.location_name}" if subject.location_name else ""
            return f"Action of {agencies.get(subject.owner_agency_code, subject.owner_agency_code)}{place}"
        case Ask():
            return f"Ask of {agencies.get(subject.from_agency_code, subject.from_agency_code)}"
        case Concern():
            return agencies_words(subject.agency_codes, agencies)
        case ItemDecision() | TypedFact():
            return subject.title
        case Presence():
            return agencies.get(subject.agency_code, subject.agency_code)
        case Meeting():
            return "Huddle"
        case Contact():
            return "A contact"
        case Feedback():
            return feedback_name(subject)
        case Operation():
            return f"Ordinance checklist, {subject.location_name}"
        case StoredProperty():
            return f"Stored property {subject.tag}"
        case WalkThrough():
            return f"Walk-through, {subject.location_name}"
