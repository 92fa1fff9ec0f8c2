"""Today's actions: a fold over the events, whatever order they arrived in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboard.huddle.events import (
    CLOSING_STATUSES,
    ActionStatus,
    Event,
    EventDraft,
    EventKind,
)
from dashboard.huddle.words import day_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

ERASED = "[erased]"


@dataclass(frozen=True)
class HistoryEntry:
    """One line of an action's history; `words` is what somebody typed, "[erased]" when that was erased."""

    event_id: str
    date: date
    kind: EventKind
    words: str
    role_code: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Action:
    """One action as it stood on the morning folded to: one owner agency, one due date, one status.

    `status` is `open`, `handed_over` (still carried, by its new owner), or one of the three endings `done`,
    `could_not` and `dropped`; `result` holds the words of the ending. The place is named and numbered as on
    the morning the action was opened.
    """

    action_id: str
    what: str
    owner_agency_code: str
    due_date: date
    how_we_know: str
    location_id: str | None
    location_name: str | None
    location_number: int | None
    status: ActionStatus
    result: str | None
    opened_date: date
    closed_date: date | None
    due_first: date
    history: tuple[HistoryEntry, ...]
    is_erased: bool

    @property
    def is_open(self) -> bool:
        """True while it comes back every morning: open, or handed over to a new owner."""
        return self.status not in CLOSING_STATUSES

    def is_overdue(self, on: date) -> bool:
        """Return whether it is still open on `on` and its due date lies before that day."""
        return self.is_open and self.due_date < on

    def days_overdue(self, on: date) -> int:
        """Return the calendar days since the due date, 0 when it is not overdue on `on`."""
        return (on - self.due_date).days if self.is_overdue(on) else 0

    def n_mornings_carried(self, on: date, *, huddle_weekdays: Collection[int]) -> int:
        """Return the huddle mornings after the one it was opened on, up to and including `on` or its closing.

        Counted by the ISO weekdays on which a huddle is held: from a Friday to the next Monday is 1, not 3.
        """
        last_date = on if self.closed_date is None else min(on, self.closed_date)
        days = (self.opened_date + timedelta(days=n) for n in range(1, (last_date - self.opened_date).days + 1))
        return sum(day.isoweekday() in huddle_weekdays for day in days)


class Refusal(NamedTuple):
    """An event that was recorded and changes nothing, with the reason in words."""

    event_id: str
    reason: str


@dataclass(frozen=True)
class ActionBook:
    """Every action by its id, and the events that were refused, in the order of the fold.

    `newest_recorded_at` is the instant of the newest event taken, aware; None when there is none.
    """

    actions: Mapping[str, Action]
    refused: tuple[Refusal, ...]
    newest_recorded_at: datetime | None = None


def fold_actions(events: Iterable[Event], *, up_to: date | None = None) -> ActionBook:
    """Fold recorded events into the actions as they stood on a morning.

    Parameters
    ----------
    events
        In any order, repeats allowed: taken by (`huddle_date`, `seen_sequence_no`, `recorded_at`, `event_id`), each
        id once.
    up_to
        Huddle date of the last event taken; None takes all. An erasure holds for past mornings too.

    Returns
    -------
    The book. An event that is not a legal transition changes nothing and stands in `refused`.

    Notes
    -----
    The order does not use the store's sequence number, so that it does not depend on which of two concurrent events
    arrived first; what answers another event has seen it, so it comes after it even where two machines' clocks disagree
    (`docs/decisions/0032-the-meeting-as-events.md`).
    """
    actions: dict[str, Action] = {}
    refused: list[Refusal] = []
    taken = [event for event in _in_order(events) if up_to is None or event.huddle_date <= up_to]
    for event in taken:
        action = actions.get(event.subject_id)
        reason = refusal_reason(action, event)
        if reason is None:
            actions[event.subject_id] = _applied(action, event)
        else:
            refused.append(Refusal(event.event_id, reason))
    newest_at = max((event.recorded_at for event in taken), default=None)
    return ActionBook(actions=actions, refused=tuple(refused), newest_recorded_at=newest_at)


def open_actions(book: ActionBook, *, on: date) -> list[Action]:
    """Return the actions still carried on `on`: the overdue first, and the oldest first within each part."""
    carried = [action for action in book.actions.values() if action.is_open and action.opened_date <= on]
    return sorted(carried, key=lambda action: (not action.is_overdue(on), *_age_order(action)))


def closed_since(book: ActionBook, *, after: date, on: date) -> list[Action]:
    """Return the actions closed on huddle dates after `after`, up to and including `on`, oldest first."""
    closed = [
        (action.closed_date, action)
        for action in book.actions.values()
        if action.closed_date is not None and after < action.closed_date <= on
    ]
    return [action for _, action in sorted(closed, key=lambda pair: (pair[0], *_age_order(pair[1])))]


def refusal_reason(action: Action | None, event: Event | EventDraft) -> str | None:
    """Return why an event or a draft is no legal next step of an action, in words; None when it is legal.

    `action` is the action that the event names, None when there is none yet.
    """
    if event.kind == EventKind.ACTION_OPENED:
        return _opening_refusal(action, event.facts)
    if action is None:
        return "It names an action that was not opened before it."
    if event.kind == EventKind.PAYLOAD_ERASED:
        # Personal data must be erasable whatever state an action is in.
        return None
    if action.closed_date is not None:
        closed_on = day_words(action.closed_date, seen_from=event.huddle_date)
        return f"The action was already closed on {closed_on} as {action.status.words}."
    return _FACTS_REFUSALS[event.kind](action, event.facts)


def _in_order(events: Iterable[Event]) -> Sequence[Event]:
    """Return each event once, in the order of the fold, with the words that any erasure names taken away."""
    arrived = list(events)
    erased_ids = {event.facts.get("erased_event_id") for event in arrived if event.kind == EventKind.PAYLOAD_ERASED}
    by_id: dict[str, Event] = {}
    # Of two copies of one event the erased one is the later knowledge, so it stands first.
    for event in sorted(arrived, key=lambda event: (event.payload is not None, event.sequence_no)):
        by_id.setdefault(event.event_id, replace(event, payload=None) if event.event_id in erased_ids else event)
    return sorted(by_id.values(), key=_fold_order)


def _fold_order(event: Event) -> tuple[date, int, datetime, str]:
    return event.huddle_date, event.seen_sequence_no, event.recorded_at, event.event_id


def _age_order(action: Action) -> tuple[date, date, str]:
    return action.opened_date, action.due_date, action.action_id


def _opening_refusal(action: Action | None, facts: Mapping[str, str]) -> str | None:
    if action is not None:
        return "An action of this id was already opened."
    if not facts.get("owner_agency_code"):
        return "It names no owner agency."
    number = facts.get("location_number")
    if number is not None and not number.isdecimal():
        return "It names no number of the place."
    return _due_date_refusal(facts)


def _hand_over_refusal(action: Action, facts: Mapping[str, str]) -> str | None:
    if not facts.get("owner_agency_code"):
        return "It names no agency to hand over to."
    if facts["owner_agency_code"] == action.owner_agency_code:
        return "The agency it is handed to owned the action already."
    return _due_date_refusal(facts)


def _closing_refusal(_action: Action, facts: Mapping[str, str]) -> str | None:
    return None if facts.get("status") in CLOSING_STATUSES else "It does not say how the action ended."


def _due_date_refusal(facts: Mapping[str, str]) -> str | None:
    try:
        date.fromisoformat(facts.get("due_date", ""))
    except ValueError:
        return "It holds no due date."
    return None


_FACTS_REFUSALS: Mapping[EventKind, Callable[[Action, Mapping[str, str]], str | None]] = {
    EventKind.ACTION_HANDED_OVER: _hand_over_refusal,
    EventKind.ACTION_RESCHEDULED: lambda _action, facts: _due_date_refusal(facts),
    EventKind.ACTION_NOTED: lambda _action, _facts: None,
    EventKind.ACTION_CLOSED: _closing_refusal,
}


def _applied(action: Action | None, event: Event) -> Action:
    """Return the action after a legal event."""
    after = _opened(event) if action is None else _changed(action, event)
    return replace(after, history=(*after.history, _entry(event)), is_erased=after.is_erased or event.payload is None)


def _opened(event: Event) -> Action:
    facts = event.facts
    due_date = date.fromisoformat(facts["due_date"])
    number = facts.get("location_number")
    return Action(
        action_id=event.subject_id,
        what=_typed(event, "what"),
        owner_agency_code=facts["owner_agency_code"],
        due_date=due_date,
        how_we_know=_typed(event, "how_we_know"),
        location_id=facts.get("location_id"),
        location_name=facts.get("location_name"),
        location_number=None if number is None else int(number),
        status=ActionStatus.OPEN,
        result=None,
        opened_date=event.huddle_date,
        closed_date=None,
        due_first=due_date,
        history=(),
        is_erased=False,
    )


def _changed(action: Action, event: Event) -> Action:
    facts = event.facts
    if event.kind == EventKind.ACTION_HANDED_OVER:
        due_date = date.fromisoformat(facts["due_date"])
        owner = facts["owner_agency_code"]
        return replace(action, owner_agency_code=owner, due_date=due_date, status=ActionStatus.HANDED_OVER)
    if event.kind == EventKind.ACTION_RESCHEDULED:
        return replace(action, due_date=date.fromisoformat(facts["due_date"]))
    if event.kind == EventKind.ACTION_CLOSED:
        status = ActionStatus(facts["status"])
        return replace(action, status=status, result=_typed(event, "words"), closed_date=event.huddle_date)
    return action


def _entry(event: Event) -> HistoryEntry:
    # What an opening says stands in the action itself; every other kind says one thing.
    words = _typed(event, "what" if event.kind == EventKind.ACTION_OPENED else "words")
    return HistoryEntry(event.event_id, event.huddle_date, event.kind, words, event.role_code, event.facts)


def _typed(event: Event, field_name: str) -> str:
    return ERASED if event.payload is None else event.payload.get(field_name, "")
