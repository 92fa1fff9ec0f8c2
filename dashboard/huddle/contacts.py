"""Outreach contacts logged on a phone: what is told of one, and which steps it may take.

Everything told of a contact stands in the erasable payload of its event; its facts hold none of it, and no screen of
others tells that one was logged. Its figures reach screens with the next build (`docs/decisions/0042-contacts.md`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of
from pipelines.readers.outreach_words import ALLOWED_WORDS, COUNT_COLUMNS, LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, time

    from dashboard.huddle.events import OnScreen

CONTACT_KINDS = frozenset({EventKind.CONTACT_LOGGED, EventKind.CONTACT_CORRECTED, EventKind.CONTACT_WITHDRAWN})
OFFER_KINDS = ("shelter", "treatment", "transport", "storage")
LONGEST_PLACE = LONGEST_TEXT["place_text"]
# Decimals of a degree that are kept: a centimetre, so that the middle of a place is always the same text.
CONTACT_DEGREES = 7
_ID_HEAD = "contact:"
_ZONE = ZoneInfo("America/New_York")
_COUNT = re.compile(r"\d{1,5}")
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,7})?")


@dataclass(frozen=True)
class ContactPlace:
    """Where a contact was: the place in words, and what is kept of its point (EPSG:4326), None where none is known."""

    words: str
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class ToldContact:
    """What is told of one contact, each word of the outreach log's closed lists; empty or None is *not told*.

    `contact_at` is aware. `offers` maps the kind of an offer to its answer.
    """

    contact_at: datetime
    place: ContactPlace
    lead: str
    co_response_outcome: str = ""
    offers: Mapping[str, str] = field(default_factory=dict)
    decline_reason: str = ""
    n_sharps_collected: int | None = None
    n_naloxone_doses: int | None = None

    @property
    def is_declined(self) -> bool:
        """Whether anything that was offered was declined today: only then is there a reason."""
        return "declined" in self.offers.values()


@dataclass(frozen=True)
class Contact:
    """One logged contact; `told` is None once it was withdrawn, or what was told of it was erased.

    `told_event_ids` are the events that told it, the newest last; what the others told nobody needs any more.
    """

    contact_id: str
    told: ToldContact | None
    told_event_ids: tuple[str, ...]
    is_withdrawn: bool
    logged_date: date
    history: tuple[HistoryEntry, ...] = field(default=())


def is_about_contact(event: Event) -> bool:
    """Return whether an event is about a contact: nothing of it, not even when it was recorded, is told to others."""
    return event.subject_id.startswith(_ID_HEAD)


def contact_id_of(event_id: str) -> str:
    """Return the id of the contact that an event of this id logs."""
    return f"{_ID_HEAD}{event_id}"


def logged_draft(told: ToldContact, *, event_id: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that logs a contact; ask `forms.contact_problems` first.

    Parameters
    ----------
    told
        The filled-in form.
    event_id
        The form's event id, which makes the contact's own.
    on_screen
        What was on the screen.
    """
    return event_draft(EventKind.CONTACT_LOGGED, contact_id_of(event_id), on_screen, payload=as_columns(told))


def corrected_draft(contact_id: str, told: ToldContact, *, on_screen: OnScreen) -> EventDraft:
    """Return the draft that tells a contact anew, all of it: what stood before is no longer told."""
    return event_draft(EventKind.CONTACT_CORRECTED, contact_id, on_screen, payload=as_columns(told))


def withdrawn_draft(contact_id: str, *, on_screen: OnScreen) -> EventDraft:
    """Return the draft that takes a contact back: it never was."""
    return event_draft(EventKind.CONTACT_WITHDRAWN, contact_id, on_screen)


def contact_refusal(contact: Contact | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of a contact, in words; None when it is legal.

    What was told plays no part in it, so that an erasure refuses nothing that stood.
    """
    if event.kind == EventKind.CONTACT_LOGGED:
        if contact is not None:
            return "A contact of this id was already logged."
        return None if event.subject_id.startswith(_ID_HEAD) else "It has no id of a contact."
    if contact is None:
        return "It names a contact that was not logged before it."
    return "The contact was withdrawn: log it anew." if contact.is_withdrawn else None


def contact_after(contact: Contact | None, event: Event) -> Contact:
    """Return a contact after a legal event; its history tells that it was logged or changed, and nothing told of it."""
    if event.kind == EventKind.CONTACT_WITHDRAWN and contact is not None:
        return replace(contact, told=None, is_withdrawn=True, history=(*contact.history, entry_of(event)))
    earlier_ids, earlier_history = ((), ()) if contact is None else (contact.told_event_ids, contact.history)
    return Contact(
        contact_id=event.subject_id,
        told=None if event.payload is None else _read(event.payload),
        told_event_ids=(*earlier_ids, event.event_id),
        is_withdrawn=False,
        logged_date=event.huddle_date if contact is None else contact.logged_date,
        history=(*earlier_history, entry_of(event)),
    )


def not_needed(contacts: Iterable[Contact]) -> list[tuple[str, str]]:
    """Return contact and event of everything told that nobody needs any more and that still stands.

    Of a withdrawn contact all of it, of a corrected one what it said before.
    """
    found = []
    for contact in sorted(contacts, key=lambda each: each.contact_id):
        erased = {entry.facts.get("erased_event_id") for entry in contact.history}
        old = contact.told_event_ids if contact.is_withdrawn else contact.told_event_ids[:-1]
        found += [(contact.contact_id, event_id) for event_id in old if event_id not in erased]
    return found


def instants_of(day: date, at: time) -> tuple[datetime, ...]:
    """Return the instants that a date and a time on Boston's clock can mean, aware, in UTC, in order.

    One on nearly every day. None in the hour that the clocks skip in spring; two in the hour that they go through
    twice in autumn: then somebody has to be asked.
    """
    naive = datetime.combine(day, at)
    both = {naive.replace(tzinfo=_ZONE, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(each for each in both if each.astimezone(_ZONE).replace(tzinfo=None) == naive))


def as_columns(told: ToldContact) -> dict[str, str]:
    """Return what is told by the outreach log's columns, without those of which nothing is told; the instant in UTC."""
    counts = dict(zip(COUNT_COLUMNS, (told.n_sharps_collected, told.n_naloxone_doses), strict=True))
    columns = {
        "contact_at": told.contact_at.astimezone(UTC).isoformat(timespec="minutes"),
        "place_text": told.place.words.strip(),
        "lon": "" if told.place.lon is None else f"{told.place.lon:.{CONTACT_DEGREES}f}",
        "lat": "" if told.place.lat is None else f"{told.place.lat:.{CONTACT_DEGREES}f}",
        "lead": told.lead,
        "co_response_outcome": told.co_response_outcome,
        **{f"{kind}_offer": told.offers.get(kind, "") for kind in OFFER_KINDS},
        "decline_reason": told.decline_reason if told.is_declined else "",
        **{name: "" if count is None else str(count) for name, count in counts.items()},
    }
    return {name: value for name, value in columns.items() if value}


def _read(payload: Mapping[str, str]) -> ToldContact | None:
    """Return what a payload tells; None where it is not what a form writes, because nothing may be counted of it."""
    contact_at = _instant(payload.get("contact_at", ""))
    place = _place(payload)
    counts = [payload.get(name, "") for name in COUNT_COLUMNS]
    is_known = all(payload[name] in words for name, words in ALLOWED_WORDS.items() if name in payload)
    if contact_at is None or place is None or not payload.get("lead") or not is_known:
        return None
    if not all(count == "" or _COUNT.fullmatch(count) for count in counts):
        return None
    sharps, doses = (int(count) if count else None for count in counts)
    return ToldContact(
        contact_at=contact_at,
        place=place,
        lead=payload["lead"],
        co_response_outcome=payload.get("co_response_outcome", ""),
        offers={kind: payload[f"{kind}_offer"] for kind in OFFER_KINDS if f"{kind}_offer" in payload},
        decline_reason=payload.get("decline_reason", ""),
        n_sharps_collected=sharps,
        n_naloxone_doses=doses,
    )


def _place(payload: Mapping[str, str]) -> ContactPlace | None:
    words, lon, lat = (payload.get(name, "") for name in ("place_text", "lon", "lat"))
    if len(words) > LONGEST_PLACE:
        return None
    if _DEGREES.fullmatch(lon) and _DEGREES.fullmatch(lat):
        return ContactPlace(words, float(lon), float(lat))
    return ContactPlace(words) if words and not lon and not lat else None


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if instant.tzinfo is None else instant.astimezone(UTC)
