"""Events of an operation under the Encampment Ordinance, as a form would record them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.huddle.events import Event, EventKind, NamedLocation, OnScreen
from dashboard.huddle.ordinance import Operation, operation_draft, operation_step_draft
from dashboard.huddle.words import local_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.huddle.events import EventDraft

MILL = NamedLocation("L1", "Mill Square", 1)
MONDAY_7 = datetime(2015, 11, 9, 12, 0, tzinfo=UTC)
OPERATION_ID = "operation:o1"
EVERYTHING = "shelter,transport,storage,policy_copy"


@dataclass
class Recorder:
    """Records steps of one operation one after the other; each at its stated time, recorded a minute later."""

    events: list[Event] = field(default_factory=list)
    agency_code: str = "street_outreach"

    def reported(self, at: datetime = MONDAY_7, place: NamedLocation = MILL) -> Recorder:
        """Report the place."""
        return self.draft(operation_draft(place, event_id="o1", at=at, on_screen=self._screen(at)), at)

    def step(
        self,
        kind: EventKind,
        at: datetime,
        *,
        texts: Mapping[str, str] | None = None,
        **facts: str,
    ) -> Recorder:
        """Record a step."""
        draft = operation_step_draft(OPERATION_ID, kind, at=at, on_screen=self._screen(at), facts=facts, texts=texts)
        return self.draft(draft, at)

    def draft(self, draft: EventDraft, at: datetime, event_id: str = "") -> Recorder:
        """Record a draft a minute after an instant."""
        n = len(self.events) + 1
        self.events.append(event_of(draft, event_id or f"e{n:02d}", n, at + timedelta(minutes=1)))
        return self

    def assessed(self, at: datetime) -> Recorder:
        """Record that people are staying there."""
        return self.step(EventKind.OPERATION_ASSESSED, at, found_code="people_staying")

    def listed(self, at: datetime, *, is_available: bool = True, list_at: datetime | None = None) -> Recorder:
        """Record a look at a shelter list, of an hour before unless another stamp is given."""
        stamp = (list_at or at - timedelta(hours=1)).isoformat()
        available = "yes" if is_available else "no"
        facts = {"list_at": stamp, "is_available": available, "list_hours": "24"}
        return self.step(EventKind.OPERATION_SHELTER_CHECKED, at, texts={"source": "Town list"}, **facts)

    def offered(self, at: datetime, offered: str = EVERYTHING) -> Recorder:
        """Record an offer and that nobody was there, in the same minute."""
        self.step(EventKind.OPERATION_OFFER_MADE, at, offered=offered, texts={"language_codes": "es"})
        return self.step(EventKind.OPERATION_RESPONSE, at, texts={"answers": "declined:pet"})

    def posted(self, at: datetime, notice_type: str = "unattended_property") -> Recorder:
        """Record a notice."""
        facts = {"notice_type": notice_type, "language_codes": "en", "photo": "taken"}
        return self.step(EventKind.OPERATION_NOTICE_POSTED, at, **facts)

    def overridden(self, at: datetime, conditions: str) -> Recorder:
        """Record an override with the official's name and a reason."""
        texts = {"official": "A. Example, Deputy", "reason": "The exit is blocked"}
        return self.step(EventKind.OPERATION_OVERRIDDEN, at, conditions=conditions, texts=texts)

    def removed(self, at: datetime) -> Recorder:
        """Record the removal."""
        return self.step(EventKind.OPERATION_REMOVAL, at)

    def up_to_notice(self, at: datetime = MONDAY_7) -> Recorder:
        """Record every step up to the notice, at one instant."""
        return self.reported(at).assessed(at).listed(at).offered(at).posted(at)

    def book(self) -> HuddleBook:
        """Return the book of all that was recorded."""
        return fold_events(self.events)

    def operation(self) -> Operation:
        """Return the operation."""
        return self.book().operations[OPERATION_ID]

    def refusal(self) -> str | None:
        """Return why the newest event was refused; None where it was not."""
        return {each.event_id: each.reason for each in self.book().refused}.get(self.events[-1].event_id)

    def _screen(self, at: datetime) -> OnScreen:
        return OnScreen(local_date(at), "b1", "leadership", self.agency_code)


def event_of(draft: EventDraft, event_id: str, sequence_no: int, recorded_at: datetime) -> Event:
    """Return a draft as the store would give it back."""
    return Event(
        event_id=event_id,
        sequence_no=sequence_no,
        kind=draft.kind,
        subject_id=draft.subject_id,
        huddle_date=draft.huddle_date,
        recorded_at=recorded_at,
        build_id=draft.build_id,
        role_code=draft.role_code,
        facts=draft.facts,
        payload=draft.payload,
        seen_sequence_no=sequence_no - 1,
    )
