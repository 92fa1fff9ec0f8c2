"""The steps of an operation under the Encampment Ordinance: what each holds, and in which order they may follow.

An operation is at a place, never about a person. Whether its conditions hold is told by `ordinance_gate`; here stand
what a step holds and the order. `docs/ordinance.md` writes both down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dashboard.huddle.events import Event, EventDraft, EventKind
from dashboard.huddle.words import instant_words, local_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ZONE = ZoneInfo("America/New_York")
# A list that is made daily is no older; the policy may be stricter, never looser.
LONGEST_LIST_HOURS = 24
REVISIT_DAYS: Mapping[EventKind, int] = {
    EventKind.OPERATION_REVISITED_30D: 30,
    EventKind.OPERATION_REVISITED_90D: 90,
}
ENDING_KINDS = frozenset({EventKind.OPERATION_REMOVAL, EventKind.OPERATION_CLOSED_VOLUNTARILY})
# What was offered to people at a place and what they answered is told to few.
OUTREACH_KINDS = frozenset({EventKind.OPERATION_OFFER_MADE, EventKind.OPERATION_RESPONSE})
STEP_NAMES: Mapping[EventKind, str] = {
    EventKind.OPERATION_REPORTED: "Reported",
    EventKind.OPERATION_ASSESSED: "Assessed",
    EventKind.OPERATION_SHELTER_CHECKED: "Shelter list looked at",
    EventKind.OPERATION_OFFER_MADE: "Offer made",
    EventKind.OPERATION_RESPONSE: "Answers to the offer",
    EventKind.OPERATION_NOTICE_POSTED: "Notice posted",
    EventKind.OPERATION_OVERRIDDEN: "Override",
    EventKind.OPERATION_REMOVAL: "Removal",
    EventKind.OPERATION_CLOSED_VOLUNTARILY: "Closed voluntarily",
    EventKind.OPERATION_NOTHING_TO_STORE: "No property was there",
    EventKind.OPERATION_REVISITED_30D: "Revisit at 30 days",
    EventKind.OPERATION_REVISITED_90D: "Revisit at 90 days",
}


class NoticeType(StrEnum):
    """What a notice is for; each starts a clock of its own length."""

    UNATTENDED_PROPERTY = "unattended_property"
    AFTER_SHELTER_UNAVAILABLE = "after_shelter_unavailable"

    @property
    def hours(self) -> int:
        """Elapsed hours of its clock: 24 for property left unattended, 48 after a period without shelter."""
        return 24 if self == NoticeType.UNATTENDED_PROPERTY else 48

    @property
    def words(self) -> str:
        """What it is called: "unattended property", "shelter is available again"."""
        return "unattended property" if self == NoticeType.UNATTENDED_PROPERTY else "shelter is available again"


class Offered(StrEnum):
    """What an offer can hold."""

    SHELTER = "shelter"
    TRANSPORT = "transport"
    STORAGE = "storage"
    POLICY_COPY = "policy_copy"


class Found(StrEnum):
    """What a revisit found at the place."""

    BACK = "back"
    NOT_BACK = "not_back"
    CANNOT_TELL = "cannot_tell"

    @property
    def words(self) -> str:
        """As the room says it: "came back", "not back", "cannot tell"."""
        return "came back" if self == Found.BACK else self.value.replace("_", " ")


@dataclass(frozen=True)
class OperationStep:
    """One step as it was recorded, or as a correction says it was.

    `at` is when it happened, as stated; `recorded_at` when it was recorded, None for a draft. Both are aware. `payload`
    is None when it was erased.
    """

    event_id: str
    kind: EventKind
    at: datetime
    recorded_at: datetime | None
    huddle_date: date
    build_id: str
    role_code: str
    agency_code: str
    facts: Mapping[str, str]
    payload: Mapping[str, str] | None
    is_corrected: bool = False

    @property
    def is_shelter_unavailable(self) -> bool:
        """Whether it is a list that had no shelter."""
        return self.kind == EventKind.OPERATION_SHELTER_CHECKED and self.facts.get("is_available") == "no"

    def codes(self, fact: str) -> frozenset[str]:
        """Return the codes of a fact that holds several."""
        return frozenset(code for code in self.facts.get(fact, "").split(",") if code)


def read_instant(text: str) -> datetime | None:
    """Return an aware instant in UTC; None for any other text."""
    try:
        at = datetime.fromisoformat(text)
        return None if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stated_instant(day: date, at: time, *, now_at: datetime) -> datetime | None:
    """Return the instant of a day and a time on Boston's clock, in UTC; None for a time that the day does not have.

    In the night in which clocks are put back an hour comes twice: the later one is meant, unless that lies ahead, so
    that no clock ends too soon.
    """
    later = datetime.combine(day, at.replace(fold=1), tzinfo=_ZONE).astimezone(UTC)
    earlier = datetime.combine(day, at.replace(fold=0), tzinfo=_ZONE).astimezone(UTC)
    if earlier.astimezone(_ZONE).replace(tzinfo=None, fold=0) != datetime.combine(day, at):
        return None
    return earlier if later > now_at else later


def step_of(event: Event | EventDraft) -> OperationStep | None:
    """Return the step that an event or a draft tells; None where it does not say when it happened."""
    at = read_instant(event.facts.get("at", ""))
    if at is None:
        return None
    return OperationStep(
        event_id=event.event_id if isinstance(event, Event) else "",
        kind=event.kind,
        at=at,
        recorded_at=event.recorded_at if isinstance(event, Event) else None,
        huddle_date=event.huddle_date,
        build_id=event.build_id,
        role_code=event.role_code,
        agency_code=event.facts.get("by_agency_code", ""),
        facts=event.facts,
        payload=event.payload,
    )


def last_of(steps: Iterable[OperationStep], *kinds: EventKind) -> OperationStep | None:
    """Return the newest step of some kinds, None where there is none."""
    return next((step for step in reversed(tuple(steps)) if step.kind in kinds), None)


def in_force(steps: Sequence[OperationStep]) -> Sequence[OperationStep]:
    """Return the steps since shelter was last unavailable: what was offered and posted before counts no more."""
    n_before = max((n for n, step in enumerate(steps, start=1) if step.is_shelter_unavailable), default=0)
    return steps[n_before:]


def revisit_due_date(ended: OperationStep, kind: EventKind) -> date:
    """Return the day of a revisit: so many calendar days after the end, on Boston's calendar."""
    return local_date(ended.at) + timedelta(days=REVISIT_DAYS[kind])


def order_refusal(before: Sequence[OperationStep], step: OperationStep) -> str | None:
    """Return why a step cannot follow those before it, in words; None where it can. The gate is asked elsewhere.

    Parameters
    ----------
    before
        The steps that stand, in order; empty before the report.
    step
        The one that is to follow.
    """
    if not step.agency_code:
        return "It does not say which agency did it."
    if not before:
        is_report = step.kind == EventKind.OPERATION_REPORTED
        return time_refusal(before, step) if is_report else "It names an operation that was not reported before it."
    if step.kind == EventKind.OPERATION_REPORTED:
        return "This operation was reported already."
    ended = last_of(before, *ENDING_KINDS)
    if step.kind in _AFTER_THE_END:
        place = "The operation has not ended yet." if ended is None else _after_end_refusal(before, step, ended)
    elif ended is not None and step.kind != EventKind.OPERATION_OVERRIDDEN:
        place = f"The operation has ended: {STEP_NAMES[ended.kind].lower()}."
    else:
        place = _place_refusal(before, step.kind)
    return place or time_refusal(before, step) or content_refusal(step) or _list_refusal(before, step)


def time_refusal(before: Sequence[OperationStep], step: OperationStep) -> str | None:
    """Return what is wrong with the stated time of a step, in words; None where nothing is."""
    if step.recorded_at is not None and step.at > step.recorded_at:
        return "Its stated time lies ahead of the time at which it was recorded."
    if before and step.at < before[-1].at:
        newest = instant_words(before[-1].at, seen_from=step.huddle_date)
        return f"Its stated time lies before the step before it ({STEP_NAMES[before[-1].kind].lower()}, {newest})."
    return None


def content_refusal(step: OperationStep) -> str | None:
    """Return what a step must say and does not, in words; None where it is whole. What was typed plays no part."""
    match step.kind:
        case EventKind.OPERATION_ASSESSED if not step.facts.get("found_code"):
            return "It does not say what was found."
        case EventKind.OPERATION_SHELTER_CHECKED:
            return _content_of_list(step)
        case EventKind.OPERATION_OFFER_MADE:
            known = step.codes("offered")
            return None if known and known <= set(Offered) else "It does not say what was offered."
        case EventKind.OPERATION_NOTICE_POSTED if step.facts.get("notice_type") not in set(NoticeType):
            return "It does not say what kind of notice was posted."
        case EventKind.OPERATION_REVISITED_30D | EventKind.OPERATION_REVISITED_90D:
            return None if step.facts.get("found_code") in set(Found) else "It does not say what was found."
    return None


_AFTER_THE_END = frozenset({EventKind.OPERATION_NOTHING_TO_STORE, *REVISIT_DAYS})
_WITHOUT_ASSESSMENT = frozenset({EventKind.OPERATION_ASSESSED, EventKind.OPERATION_CLOSED_VOLUNTARILY})


def next_kind(steps: Sequence[OperationStep]) -> EventKind | None:
    """Return the step that the checklist waits for; None where only the gate is waited for, and after the end."""
    if last_of(steps, *ENDING_KINDS) is not None:
        return None
    if last_of(steps, EventKind.OPERATION_ASSESSED) is None:
        return EventKind.OPERATION_ASSESSED
    taken = {step.kind for step in in_force(steps)}
    return next((kind for kind in _BEFORE_THE_GATE if kind not in taken), None)


def possible_kinds(steps: Sequence[OperationStep]) -> list[EventKind]:
    """Return the steps that may be taken now, before the end, the gate not asked; none after it."""
    if last_of(steps, *ENDING_KINDS) is not None:
        return []
    kinds = (EventKind.OPERATION_ASSESSED, *_BEFORE_THE_GATE, EventKind.OPERATION_CLOSED_VOLUNTARILY)
    return [kind for kind in kinds if _place_refusal(steps, kind) is None]


_BEFORE_THE_GATE = (
    EventKind.OPERATION_SHELTER_CHECKED,
    EventKind.OPERATION_OFFER_MADE,
    EventKind.OPERATION_RESPONSE,
    EventKind.OPERATION_NOTICE_POSTED,
)


def _place_refusal(before: Sequence[OperationStep], kind: EventKind) -> str | None:
    if kind not in _WITHOUT_ASSESSMENT and last_of(before, EventKind.OPERATION_ASSESSED) is None:
        return "The place is not assessed yet."
    kinds = {each.kind for each in in_force(before)}
    match kind:
        case EventKind.OPERATION_OFFER_MADE if EventKind.OPERATION_SHELTER_CHECKED not in kinds:
            return "No list with shelter available was looked at before the offer."
        case EventKind.OPERATION_RESPONSE if EventKind.OPERATION_OFFER_MADE not in kinds:
            return "No offer was made yet that could be answered."
        case EventKind.OPERATION_NOTICE_POSTED if EventKind.OPERATION_RESPONSE not in kinds:
            return "No offer was made and answered yet; that nobody was there is an answer too."
    return None


def _content_of_list(step: OperationStep) -> str | None:
    list_at, hours = read_instant(step.facts.get("list_at", "")), step.facts.get("list_hours", "")
    if list_at is None or step.facts.get("is_available") not in ("yes", "no"):
        return "It does not say of when the list is, or whether it has shelter."
    if not (hours.isdecimal() and hours.isascii() and 0 < int(hours) <= LONGEST_LIST_HOURS):
        return f"A daily list holds for at most {LONGEST_LIST_HOURS} hours."
    return "The list's time stamp lies after it was looked at." if list_at > step.at else None


def _list_refusal(before: Sequence[OperationStep], step: OperationStep) -> str | None:
    earlier = last_of(before, EventKind.OPERATION_SHELTER_CHECKED)
    if step.kind != EventKind.OPERATION_SHELTER_CHECKED or earlier is None:
        return None
    known_at, list_at = (read_instant(each.facts["list_at"]) for each in (earlier, step))
    if known_at is not None and list_at is not None and list_at < known_at:
        newer = instant_words(known_at, seen_from=step.huddle_date)
        return f"A newer list was looked at already: that of {newer}."
    return None


def _after_end_refusal(before: Sequence[OperationStep], step: OperationStep, ended: OperationStep) -> str | None:
    if last_of(before, step.kind) is not None:
        return f"It was recorded already: {STEP_NAMES[step.kind].lower()}."
    if step.kind == EventKind.OPERATION_NOTHING_TO_STORE:
        return None
    if step.kind == EventKind.OPERATION_REVISITED_90D and last_of(before, EventKind.OPERATION_REVISITED_30D) is None:
        return "The revisit at 30 days comes first; “cannot tell” is an answer."
    if local_date(step.at) < revisit_due_date(ended, step.kind):
        return f"It is too soon: {STEP_NAMES[step.kind].lower()} after the end."
    return None
