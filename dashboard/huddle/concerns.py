"""Concerns: somebody at a place needs several agencies today. Who it is is never recorded; the room hears no place.

An agency raises it, the table agrees or not, the agencies meet after the huddle, outside this system, and one of them
says what came of it. The place and the kind of risk stand in the erasable payload of the raise alone: what everybody
sees is made from the agencies. `docs/decisions/0035-concerns.md` says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dashboard.huddle.events import ConcernOutcome, Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of, typed_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dashboard.huddle.events import NamedLocation, OnScreen

RAISE_KINDS = frozenset({EventKind.CONCERN_RAISED, EventKind.CONCERN_CLOSED})
# The table agrees at the table: not after its meeting was closed.
TABLE_KINDS = frozenset({EventKind.CONCERN_AGREED, EventKind.CONCERN_NOT_AGREED})
# Its place and its kind are erased when it ends, so there is nothing to go back to.
ENDING_KINDS = frozenset({EventKind.CONCERN_NOT_AGREED, EventKind.CONCERN_CLOSED})
NOT_ON_THE_LIST = "a place that is not on the list"
_ID_HEAD = "concern:"


class ConcernStatus(StrEnum):
    """Where a concern stands."""

    RAISED = "raised"
    AGREED = "agreed"
    NOT_AGREED = "not agreed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Concern:
    """One concern: which agency raised it, which it asks, and where and what, which only those may see.

    `location_id` is empty for a place that is not on the list; `location_name` and `risk_code` are "[erased]" once it
    ended. `raised_event_id` is the event whose payload holds these three.
    """

    concern_id: str
    from_agency_code: str
    asked_agency_codes: tuple[str, ...]
    location_id: str
    location_name: str
    risk_code: str
    status: ConcernStatus
    raised_date: date
    raised_event_id: str
    ended_date: date | None
    outcome: ConcernOutcome | None
    history: tuple[HistoryEntry, ...]

    @property
    def agency_codes(self) -> frozenset[str]:
        """Who is to meet: the agency that raised it and those it asks, in no order that tells which is which."""
        return frozenset((self.from_agency_code, *self.asked_agency_codes))

    @property
    def is_open(self) -> bool:
        """True until the table did not agree or it was closed; it comes back every morning until then."""
        return self.status in {ConcernStatus.RAISED, ConcernStatus.AGREED}

    @property
    def is_erased(self) -> bool:
        """Whether its place and its kind were erased."""
        return any(entry.facts.get("erased_event_id") == self.raised_event_id for entry in self.history)


@dataclass(frozen=True)
class NewConcern:
    """The filled-in form; `is_listed` is False for a place that is not on the list, None while none is chosen."""

    from_agency_code: str
    asked_agency_codes: tuple[str, ...]
    risk_code: str
    is_listed: bool | None
    location: NamedLocation | None = None


class WhoMeets(NamedTuple):
    """Who meets after the huddle, and who is proposed to, each as one set whatever the number of concerns."""

    agreed: frozenset[str]
    proposed: frozenset[str]


def is_about_concern(event: Event) -> bool:
    """Return whether an event is about a concern: nothing of it, not even when it was recorded, is told to all."""
    return event.subject_id.startswith(_ID_HEAD)


def raise_draft(new_concern: NewConcern, *, event_id: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that raises a concern; the facts name agencies only.

    Parameters
    ----------
    new_concern
        The filled-in form: ask `forms.concern_problems` first.
    event_id
        The form's event id, which makes the concern's own.
    on_screen
        What was on the screen.
    """
    place = new_concern.location
    return event_draft(
        EventKind.CONCERN_RAISED,
        f"{_ID_HEAD}{event_id}",
        on_screen,
        facts={
            "from_agency_code": new_concern.from_agency_code,
            "asked_agency_codes": ",".join(sorted(set(new_concern.asked_agency_codes))),
        },
        payload={
            "location_id": "" if place is None else place.location_id,
            "location_name": NOT_ON_THE_LIST if place is None else place.name,
            "risk_code": new_concern.risk_code,
        },
    )


def table_draft(concern_id: str, *, is_agreed: bool, on_screen: OnScreen) -> EventDraft:
    """Return the draft that says whether the table agreed."""
    kind = EventKind.CONCERN_AGREED if is_agreed else EventKind.CONCERN_NOT_AGREED
    return event_draft(kind, concern_id, on_screen)


def outcome_draft(concern_id: str, *, outcome: ConcernOutcome, on_screen: OnScreen) -> EventDraft:
    """Return the draft that closes a concern with what came of it."""
    return event_draft(EventKind.CONCERN_CLOSED, concern_id, on_screen, facts={"outcome": outcome.value})


def who_meets(concerns: Iterable[Concern]) -> WhoMeets:
    """Return who meets after the huddle and who is proposed to: unions, so that no number of concerns shows."""
    agreed: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    for concern in concerns:
        if concern.status == ConcernStatus.AGREED:
            agreed |= concern.agency_codes
        elif concern.status == ConcernStatus.RAISED:
            proposed |= concern.agency_codes
    return WhoMeets(agreed, proposed)


def by_agencies(concerns: Iterable[Concern], *, status: ConcernStatus) -> dict[frozenset[str], list[Concern]]:
    """Return the concerns of a status by the agencies that are to meet: what the chair can tell apart, and no more."""
    groups: dict[frozenset[str], list[Concern]] = {}
    for concern in sorted(concerns, key=lambda each: (each.raised_date, each.concern_id)):
        if concern.status == status:
            groups.setdefault(concern.agency_codes, []).append(concern)
    return groups


def to_be_erased(concerns: Iterable[Concern], withdrawn: Iterable[Concern]) -> list[Concern]:
    """Return the concerns whose place and kind nobody needs any more and which still hold them."""
    ended = [*(concern for concern in concerns if not concern.is_open), *withdrawn]
    return [concern for concern in ended if not concern.is_erased]


def raise_refusal(concern: Concern | None, event: Event | EventDraft) -> str | None:
    """Return why a raise or a closing is no legal step, in words; None when it is legal."""
    if event.kind == EventKind.CONCERN_RAISED:
        return _raising_refusal(concern, event)
    if concern is None:
        return "It names a concern that was not raised before it."
    if not concern.is_open:
        return f"The concern was already {concern.status.value}."
    if event.facts.get("by_agency_code") not in concern.agency_codes:
        return "Only an agency that raised it or was asked says what came of it."
    if event.facts.get("outcome") not in set(ConcernOutcome):
        return "It does not say what came of it."
    return None


def table_refusal(concern: Concern | None, event: Event | EventDraft) -> str | None:  # noqa: ARG001 - as all rules
    """Return why the table's answer is no legal step, in words; None when it is legal."""
    if concern is None:
        return "It names a concern that was not raised before it."
    return None if concern.status == ConcernStatus.RAISED else f"The concern was already {concern.status.value}."


def concern_after(concern: Concern | None, event: Event) -> Concern:
    """Return the concern after a legal event."""
    if concern is None:
        return _raised(event)
    history = (*concern.history, entry_of(event))
    if event.kind == EventKind.CONCERN_AGREED:
        return replace(concern, status=ConcernStatus.AGREED, history=history)
    ended = replace(concern, ended_date=event.huddle_date, history=history)
    if event.kind == EventKind.CONCERN_NOT_AGREED:
        return replace(ended, status=ConcernStatus.NOT_AGREED)
    return replace(ended, status=ConcernStatus.CLOSED, outcome=ConcernOutcome(event.facts["outcome"]))


def _raising_refusal(concern: Concern | None, event: Event | EventDraft) -> str | None:
    if concern is not None:
        return "A concern of this id was already raised."
    if not event.subject_id.startswith(_ID_HEAD):
        return "It has no id of a concern."
    if not event.facts.get("from_agency_code"):
        return "It does not say which agency raises it."
    if not set(_asked(event)) - {event.facts["from_agency_code"]}:
        return "It asks no other agency."
    return None


def _asked(event: Event | EventDraft) -> tuple[str, ...]:
    return tuple(code for code in event.facts.get("asked_agency_codes", "").split(",") if code)


def _raised(event: Event) -> Concern:
    return Concern(
        concern_id=event.subject_id,
        from_agency_code=event.facts["from_agency_code"],
        asked_agency_codes=_asked(event),
        location_id=typed_words(event, "location_id"),
        location_name=typed_words(event, "location_name"),
        risk_code=typed_words(event, "risk_code"),
        status=ConcernStatus.RAISED,
        raised_date=event.huddle_date,
        raised_event_id=event.event_id,
        ended_date=None,
        outcome=None,
        history=(entry_of(event),),
    )
