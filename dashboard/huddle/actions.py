"""Actions: what each event makes of one, and which events are legal next steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dashboard.huddle.events import (
    CLOSING_STATUSES,
    ActionStatus,
    Event,
    EventDraft,
    EventKind,
)
from dashboard.huddle.history import HistoryEntry, entry_of, typed_words
from dashboard.huddle.words import day_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from dashboard.huddle.book import HuddleBook

ACTION_KINDS = frozenset(
    {
        EventKind.ACTION_OPENED,
        EventKind.ACTION_HANDED_OVER,
        EventKind.ACTION_RESCHEDULED,
        EventKind.ACTION_NOTED,
        EventKind.ACTION_CLOSED,
        EventKind.ACTION_CORRECTED,
    }
)


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


def open_actions(book: HuddleBook, *, on: date) -> list[Action]:
    """Return the actions still carried on `on`: the overdue first, and the oldest first within each part."""
    carried = [action for action in book.actions.values() if action.is_open and action.opened_date <= on]
    return sorted(carried, key=lambda action: (not action.is_overdue(on), *_age_order(action)))


def closed_since(book: HuddleBook, *, after: date, on: date) -> list[Action]:
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
    if event.kind == EventKind.ACTION_CORRECTED:
        return _correction_refusal(action, event.facts)
    if action.closed_date is not None:
        closed_on = day_words(action.closed_date, seen_from=event.huddle_date)
        return f"The action was already closed on {closed_on} as {action.status.words}."
    return _FACTS_REFUSALS[event.kind](action, event.facts)


def applied(action: Action | None, event: Event) -> Action:
    """Return the action after a legal event, its history's new entry with what stood before."""
    if action is None:
        return replace(_opened(event), history=(entry_of(event),), is_erased=event.payload is None)
    after = _changed(action, event)
    history = (*action.history, entry_of(event, before=_before(action, after)))
    return replace(after, history=history, is_erased=action.is_erased or event.payload is None)


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


def _correction_refusal(action: Action, facts: Mapping[str, str]) -> str | None:
    if "status" in facts:
        if action.is_open:
            return "The action is not closed, so how it ended cannot be corrected."
        if facts["status"] not in {*CLOSING_STATUSES, ActionStatus.OPEN}:
            return "It does not say how the action ended."
    if action.is_open and "result" in facts.get("corrected_texts", "").split(","):
        return "The action is not closed, so it has no result to correct."
    if "owner_agency_code" in facts and not facts["owner_agency_code"]:
        return "It names no owner agency."
    return _due_date_refusal(facts) if "due_date" in facts else None


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


def _opened(event: Event) -> Action:
    facts = event.facts
    due_date = date.fromisoformat(facts["due_date"])
    number = facts.get("location_number")
    return Action(
        action_id=event.subject_id,
        what=typed_words(event, "what"),
        owner_agency_code=facts["owner_agency_code"],
        due_date=due_date,
        how_we_know=typed_words(event, "how_we_know"),
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
    if event.kind == EventKind.ACTION_CORRECTED:
        return _corrected(action, event)
    if event.kind == EventKind.ACTION_CLOSED:
        status = ActionStatus(facts["status"])
        return replace(action, status=status, result=typed_words(event), closed_date=event.huddle_date)
    return action


def _corrected(action: Action, event: Event) -> Action:
    facts = event.facts
    if "owner_agency_code" in facts:
        action = replace(action, owner_agency_code=facts["owner_agency_code"])
    if "due_date" in facts:
        action = replace(action, due_date=date.fromisoformat(facts["due_date"]))
    if "status" in facts:
        status = ActionStatus(facts["status"])
        action = replace(action, status=status)
        if status == ActionStatus.OPEN:
            action = replace(action, result=None, closed_date=None)
    # Which texts were corrected is a fact, so that an erasure takes the corrected words too, not only their reason.
    for name in facts.get("corrected_texts", "").split(","):
        if name in _TEXTS:
            action = _TEXTS[name](action, typed_words(event, name))
    return action


_TEXTS: Mapping[str, Callable[[Action, str], Action]] = {
    "what": lambda action, words: replace(action, what=words),
    "how_we_know": lambda action, words: replace(action, how_we_know=words),
    "result": lambda action, words: replace(action, result=words),
}


def _before(action: Action, after: Action) -> dict[str, str]:
    """Return what an event changed, each as it stood before."""
    told = {
        "owner": (action.owner_agency_code, after.owner_agency_code),
        "due": (action.due_date.isoformat(), after.due_date.isoformat()),
        "status": (action.status.words, after.status.words),
        "what": (action.what, after.what),
        "how we know": (action.how_we_know, after.how_we_know),
        "result": (action.result or "", after.result or ""),
    }
    return {name: before for name, (before, now) in told.items() if before and before != now}
