"""The drafts of what people record about actions: opened, handed over, given a new date, noted, closed, corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.huddle.events import ActionStatus, EventDraft, EventKind, event_draft, place_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.huddle.events import NamedLocation, OnScreen


@dataclass(frozen=True)
class NewAction:
    """The filled-in form of a new action; `due_date` is None while nothing is chosen."""

    what: str
    owner_agency_code: str
    due_date: date | None
    how_we_know: str
    location: NamedLocation | None = None


def opening_draft(new_action: NewAction, *, action_id: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that opens an action; pages use the form's event id as `action_id` too.

    Raises
    ------
    ValueError
        The form has no due date: ask `forms.opening_problems` first.
    """
    if new_action.due_date is None:
        raise ValueError("An action needs a due date.")
    facts = {"owner_agency_code": new_action.owner_agency_code, "due_date": new_action.due_date.isoformat()}
    facts |= place_facts(new_action.location)
    payload = {"what": new_action.what.strip(), "how_we_know": new_action.how_we_know.strip()}
    return event_draft(EventKind.ACTION_OPENED, action_id, on_screen, facts=facts, payload=payload)


def hand_over_draft(
    action_id: str, *, to_agency_code: str, due_date: date, reason: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that gives an action to another agency, which takes it on with its own due date."""
    facts = {"owner_agency_code": to_agency_code, "due_date": due_date.isoformat()}
    return event_draft(
        EventKind.ACTION_HANDED_OVER, action_id, on_screen, facts=facts, payload={"words": reason.strip()}
    )


def reschedule_draft(action_id: str, *, due_date: date, reason: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that moves an action's due date; the first one stays in the action as `due_first`."""
    facts = {"due_date": due_date.isoformat()}
    return event_draft(
        EventKind.ACTION_RESCHEDULED, action_id, on_screen, facts=facts, payload={"words": reason.strip()}
    )


def note_draft(action_id: str, *, note: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that adds a note to an action's history."""
    return event_draft(EventKind.ACTION_NOTED, action_id, on_screen, payload={"words": note.strip()})


def closing_draft(action_id: str, *, status: str, result: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that closes an action as done, could_not or dropped, with its result.

    Raises
    ------
    ValueError
        `status` is no `ActionStatus`: ask `forms.closing_problems` first.
    """
    facts = {"status": ActionStatus(status).value}
    return event_draft(EventKind.ACTION_CLOSED, action_id, on_screen, facts=facts, payload={"words": result.strip()})


def correction_draft(
    action_id: str, *, facts: Mapping[str, str], texts: Mapping[str, str], reason: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that corrects an action; what stood before stays in the history.

    Parameters
    ----------
    facts
        Any of `owner_agency_code`, `due_date` (ISO), `status`, with the value that is right.
    texts
        Any of `what`, `how_we_know`, `result`, with the words that are right.
    reason
        Why it is corrected.
    """
    payload = {**{name: words.strip() for name, words in texts.items()}, "words": reason.strip()}
    named = {"corrected_texts": ",".join(sorted(texts))} if texts else {}
    return event_draft(EventKind.ACTION_CORRECTED, action_id, on_screen, facts={**facts, **named}, payload=payload)
