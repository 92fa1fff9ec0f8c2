"""What is wrong with a form, in words, before anything is recorded. An empty list means: record it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dashboard.huddle.events import CLOSING_STATUSES, ActionStatus
from dashboard.huddle.words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.huddle.action_drafts import NewAction
    from dashboard.huddle.asks import NewAsk

MAX_TEXT_LENGTH = 280
NO_PERSONS_DATA = "minutes are public records: no person's data"

# A birth date is a full date far in the past; one of the last ten years is far more often an event's.
_YOUNGEST_BIRTH_DATE_YEARS = 10

# Ten digits with or without an American country code, seven with a separator, or any number with its plus.
# Case numbers have twelve digits, or letters and fewer digits, so they pass.
_PHONE = re.compile(
    r"""(?<![\d-])(?:
        (?:\+?1[-.\s]?)?(?:\(\d{3}\)\s?|\d{3}[-.\s]?)\d{3}[-.\s]?\d{4}
        |\d{3}[-.]\d{4}
        |\+\d[\d\s().-]{7,}\d
    )(?![\d-])""",
    re.VERBOSE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BIRTH_WORDS = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?da(?:te|y)|born)"
    rf"\W{{0,3}}(?:(?:on|in|is)\s+)?(?:{_MONTH}\s+)?\d",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1(\d{4}|\d{2})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})([/.-])\d{1,2}\2\d{1,2}\b")
_MONTH_IN_WORDS = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+(\d{{4}})\b",
    re.IGNORECASE,
)


def opening_problems(new_action: NewAction, *, huddle_date: date, agencies: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a new action's form; `agencies` maps code to name."""
    return [
        *_text_problems("What is to be done", new_action.what, huddle_date=huddle_date),
        *_agency_problems(new_action.owner_agency_code, agencies=agencies),
        *_due_date_problems(new_action.due_date, huddle_date=huddle_date),
        *_text_problems("How we shall know", new_action.how_we_know, huddle_date=huddle_date),
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
        *_text_problems("Why it is handed over", reason, huddle_date=huddle_date),
    ]


def reschedule_problems(*, due_date: date | None, reason: str, huddle_date: date) -> list[str]:
    """Return what is wrong with a new due date and its reason."""
    return [
        *_due_date_problems(due_date, huddle_date=huddle_date),
        *_text_problems("Why the date moves", reason, huddle_date=huddle_date),
    ]


def note_problems(note: str, *, huddle_date: date) -> list[str]:
    """Return what is wrong with a note."""
    return _text_problems("The note", note, huddle_date=huddle_date)


def closing_problems(*, status: str, result: str, huddle_date: date) -> list[str]:
    """Return what is wrong with closing an action; every way of closing needs a result in words."""
    unknown = ["Choose how it ended: done, could not, or dropped."]
    label = "The result" if status == ActionStatus.DONE else "The reason"
    return [
        *([] if status in CLOSING_STATUSES else unknown),
        *_text_problems(label, result, huddle_date=huddle_date),
    ]


def decision_problems(*, reason: str, until_date: date | None, is_deferral: bool, huddle_date: date) -> list[str]:
    """Return what is wrong with a decision about an item: each needs a reason, a deferral a later day."""
    is_late_enough = until_date is not None and until_date > huddle_date
    return [
        *([] if is_late_enough or not is_deferral else ["To which day: choose a day after this huddle."]),
        *_text_problems("Why", reason, huddle_date=huddle_date),
    ]


def ask_problems(new_ask: NewAsk, *, huddle_date: date, agencies: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the form of an ask; `agencies` maps code to name."""
    same = new_ask.from_agency_code and new_ask.from_agency_code == new_ask.to_agency_code
    return [
        *_agency_problems(new_ask.from_agency_code, agencies=agencies, label="Who asks"),
        *_agency_problems(new_ask.to_agency_code, agencies=agencies, label="Whom"),
        *(["Whom: an agency cannot ask itself."] if same else []),
        *_text_problems("What is needed", new_ask.what, huddle_date=huddle_date),
        *([] if new_ask.needed_date is None else _due_date_problems(new_ask.needed_date, huddle_date=huddle_date)),
    ]


def answer_problems(*, words: str, huddle_date: date) -> list[str]:
    """Return what is wrong with the answer to an ask, or with the reason for taking it back."""
    return _text_problems("The answer", words, huddle_date=huddle_date)


def source_problems(source: str, *, huddle_date: date, longest: int) -> list[str]:
    """Return what is wrong with the source of overnight figures, in at most `longest` characters."""
    too_long = len(source.strip()) > longest
    return [
        *_text_problems("Who told it", source, huddle_date=huddle_date),
        *([f"Who told it: {len(source.strip())} characters, at most {longest}."] if too_long else []),
    ]


def looks_like_persons_data(text: str, *, huddle_date: date) -> bool:
    """Return whether a text holds a phone number, a mail address or what looks like a birth date.

    A name cannot be told from a street's by pattern, so names are not looked for: the form says in words that
    none belong there. A date counts as a birth date when birth words stand before it, or when its year lies
    ten years or more before the huddle.
    """
    if _PHONE.search(text) or _MAIL.search(text) or _BIRTH_WORDS.search(text):
        return True
    return any(year <= huddle_date.year - _YOUNGEST_BIRTH_DATE_YEARS for year in _full_date_years(text, huddle_date))


def _full_date_years(text: str, huddle_date: date) -> list[int]:
    written = [match.group(2) for match in _YEAR_LAST.finditer(text)]
    written += [match.group(1) for match in _YEAR_FIRST.finditer(text)]
    written += [match.group(1) for match in _MONTH_IN_WORDS.finditer(text)]
    return [_full_year(year, huddle_date=huddle_date) for year in written]


def _full_year(written: str, *, huddle_date: date) -> int:
    """Return the year meant; two digits mean the nearest past, or next year, which due dates reach into."""
    year = int(written)
    if len(written) > 2:  # noqa: PLR2004 - two-digit years
        return year
    this_century = huddle_date.year - huddle_date.year % 100
    return this_century + year if this_century + year <= huddle_date.year + 1 else this_century - 100 + year


def _text_problems(label: str, text: str, *, huddle_date: date) -> list[str]:
    stripped = text.strip()
    if not stripped:
        return [f"{label}: is empty."]
    problems = []
    if len(stripped) > MAX_TEXT_LENGTH:
        problems.append(f"{label}: {len(stripped)} characters, at most {MAX_TEXT_LENGTH}.")
    if looks_like_persons_data(stripped, huddle_date=huddle_date):
        problems.append(f"{label}: {NO_PERSONS_DATA}. Take out the phone number, mail address or date of birth.")
    return problems


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
