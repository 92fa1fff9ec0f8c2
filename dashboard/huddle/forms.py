"""What is wrong with a form, in words, before anything is recorded. An empty list means: it is whole.

What a text should not say is another question, which the writer answers: `text_check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.events import CLOSING_STATUSES, ActionStatus
from dashboard.huddle.words import day_words
from pipelines.readers.form_cells import holds_contact_details

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime, timedelta

    from dashboard.huddle.action_drafts import NewAction
    from dashboard.huddle.asks import NewAsk
    from dashboard.huddle.concerns import NewConcern
    from dashboard.huddle.contacts import ContactPlace

MAX_TEXT_LENGTH = 280


def opening_problems(new_action: NewAction, *, huddle_date: date, agencies: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a new action's form; `agencies` maps code to name."""
    return [
        *_text_problems("What is to be done", new_action.what),
        *_agency_problems(new_action.owner_agency_code, agencies=agencies),
        *_due_date_problems(new_action.due_date, huddle_date=huddle_date),
        *_text_problems("How we shall know", new_action.how_we_know),
    ]


def hand_over_problems(
    *,
    owner_agency_code: str,
    to_agency_code: str,
    due_date: date | None,
    reason: str,
    huddle_date: date,
    agencies: Mapping[str, str],
) -> list[str]:
    """Return what is wrong with handing an action of `owner_agency_code` to another agency."""
    same = [f"{agencies.get(to_agency_code, to_agency_code)} owns this action already: choose another agency."]
    return [
        *_agency_problems(to_agency_code, agencies=agencies),
        *(same if to_agency_code and to_agency_code == owner_agency_code else []),
        *_due_date_problems(due_date, huddle_date=huddle_date),
        *_text_problems("Why it is handed over", reason),
    ]


def reschedule_problems(*, due_date: date | None, reason: str, huddle_date: date) -> list[str]:
    """Return what is wrong with a new due date and its reason."""
    return [
        *_due_date_problems(due_date, huddle_date=huddle_date),
        *_text_problems("Why the date moves", reason),
    ]


def note_problems(note: str) -> list[str]:
    """Return what is wrong with a note."""
    return _text_problems("The note", note)


def closing_problems(*, status: str, result: str) -> list[str]:
    """Return what is wrong with closing an action; every way of closing needs a result in words."""
    unknown = ["Choose how it ended: done, could not, or dropped."]
    label = "The result" if status == ActionStatus.DONE else "The reason"
    return [
        *([] if status in CLOSING_STATUSES else unknown),
        *_text_problems(label, result),
    ]


def decision_problems(*, reason: str, until_date: date | None, is_deferral: bool, huddle_date: date) -> list[str]:
    """Return what is wrong with a decision about an item: each needs a reason, a deferral a later day."""
    is_late_enough = until_date is not None and until_date > huddle_date
    return [
        *([] if is_late_enough or not is_deferral else ["To which day: choose a day after this huddle."]),
        *_text_problems("Why", reason),
    ]


def ask_problems(new_ask: NewAsk, *, huddle_date: date, agencies: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the form of an ask; `agencies` maps code to name."""
    same = new_ask.from_agency_code and new_ask.from_agency_code == new_ask.to_agency_code
    return [
        *_agency_problems(new_ask.from_agency_code, agencies=agencies, label="Who asks"),
        *_agency_problems(new_ask.to_agency_code, agencies=agencies, label="Whom"),
        *(["Whom: an agency cannot ask itself."] if same else []),
        *_text_problems("What is needed", new_ask.what),
        *([] if new_ask.needed_date is None else _due_date_problems(new_ask.needed_date, huddle_date=huddle_date)),
    ]


def concern_problems(new_concern: NewConcern, *, agencies: Collection[str], risk_codes: Collection[str]) -> list[str]:
    """Return what is wrong with the form of a concern; `agencies` and `risk_codes` are the reviewed codes."""
    asked = set(new_concern.asked_agency_codes) - {new_concern.from_agency_code}
    unknown = sorted((asked | {new_concern.from_agency_code}) - set(agencies))
    return [
        *([] if new_concern.is_listed is not None else ["Where: choose a place, or that it is not on the list."]),
        *([] if new_concern.risk_code in risk_codes else ["What kind of risk: choose one of the list."]),
        *([] if asked else ["Which agencies: choose at least one other agency."]),
        *(f"Which agencies: {code} is not in the list of agencies." for code in unknown),
    ]


def contact_problems(
    place: ContactPlace | None,
    *,
    contact_at: datetime | None,
    now_at: datetime,
    back: timedelta,
) -> list[str]:
    """Return what is wrong with the form of a contact; its other choices cannot be wrong, and may all be left out.

    Parameters
    ----------
    place
        None while none is chosen.
    contact_at
        Aware; None while it is not told, or the clocks were changed and which hour is meant is not told.
    now_at
        The present instant, aware.
    back
        How long ago a contact may be.
    """
    problems = [] if place is not None else ["Where: choose a place."]
    if place is not None and holds_contact_details(place.words):
        problems.append("Where: that holds a telephone number or a mail address. Say the place alone.")
    if contact_at is None:
        problems.append("When: fill in the time.")
    elif contact_at > now_at:
        problems.append("When: that lies ahead of the clock.")
    elif contact_at < now_at - back:
        problems.append(f"When: that is more than {back.days} days ago. Hand it in with the day's log.")
    return problems


def answer_problems(*, words: str) -> list[str]:
    """Return what is wrong with the answer to an ask, or with the reason for taking it back."""
    return _text_problems("The answer", words)


def feedback_owner_problems(
    *, owner_agency_code: str, due_date: date | None, huddle_date: date, agencies: Mapping[str, str]
) -> list[str]:
    """Return what is wrong with who answers the Council, and by when."""
    return [
        *_agency_problems(owner_agency_code, agencies=agencies, label="Who answers"),
        *_due_date_problems(due_date, huddle_date=huddle_date),
    ]


def source_problems(source: str, *, longest: int) -> list[str]:
    """Return what is wrong with who told overnight figures: an office or a list, in at most `longest` characters."""
    too_long = len(source.strip()) > longest
    return [
        *_text_problems("Who told it", source),
        *([f"Who told it: {len(source.strip())} characters, at most {longest}."] if too_long else []),
    ]


def correction_problems(
    *, texts: Mapping[str, str], due_date: date | None, is_changed: bool, reason: str, huddle_date: date
) -> list[str]:
    """Return what is wrong with a correction.

    Parameters
    ----------
    texts
        The corrected words by the label of their field.
    due_date
        The corrected due date, None where it is left as it is.
    is_changed
        Whether anything is otherwise than it was.
    reason
        Why it is corrected.
    huddle_date
        The morning on the screen.
    """
    texts_wrong = [problem for label, text in texts.items() for problem in _text_problems(label, text)]
    return [
        *([] if is_changed else ["Nothing is changed: put right what was wrong."]),
        *texts_wrong,
        *([] if due_date is None else _due_date_problems(due_date, huddle_date=huddle_date)),
        *_text_problems("Why it is corrected", reason),
    ]


def _text_problems(label: str, text: str) -> list[str]:
    stripped = text.strip()
    if not stripped:
        return [f"{label}: is empty."]
    if len(stripped) > MAX_TEXT_LENGTH:
        return [f"{label}: {len(stripped)} characters, at most {MAX_TEXT_LENGTH}."]
    return []


def _agency_problems(agency_code: str, *, agencies: Mapping[str, str], label: str = "Owner agency") -> list[str]:
    if not agency_code:
        return [f"{label}: is empty."]
    return [] if agency_code in agencies else [f"{label}: {agency_code} is not in the list of agencies."]


def _due_date_problems(due_date: date | None, *, huddle_date: date) -> list[str]:
    if due_date is None:
        return ["Due date: is empty."]
    if due_date < huddle_date:
        due, huddle = (
            day_words(due_date, seen_from=huddle_date),
            day_words(huddle_date, seen_from=huddle_date),
        )
        return [f"Due date: {due} lies before the huddle of {huddle}."]
    return []
