"""The ordinance checklist in words: what each step held, which condition is missing and by which section.

Who may not know what was offered reads one line for all three conditions of it, and of the steps that they were taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.huddle.events import EventKind
from dashboard.huddle.history import ERASED
from dashboard.huddle.ordinance_gate import (
    OFFER_CONDITIONS,
    SECTIONS,
    Condition,
    clocks_of,
    list_ends_at,
    missing_conditions,
    overridden_conditions,
)
from dashboard.huddle.ordinance_steps import (
    ENDING_KINDS,
    OUTREACH_KINDS,
    REVISIT_DAYS,
    Found,
    NoticeType,
    Offered,
    OperationStep,
    in_force,
    last_of,
    read_instant,
)
from dashboard.huddle.words import instant_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

NO_RULING = (
    "This checklist advises and logs. It gives no legal ruling: what the ordinance allows is for the City’s lawyers "
    "and the official responsible to say."
)
NO_ONE_PRESENT = "no_one_present"
_ZONE = ZoneInfo("America/New_York")
CONDITION_NAMES: Mapping[Condition, str] = {
    Condition.SHELTER_LIST: "The daily shelter list",
    Condition.SHELTER_AVAILABLE: "Shelter available",
    Condition.OFFER: "Offer of shelter",
    Condition.TRANSPORT: "Transport offered",
    Condition.STORAGE: "Storage offered",
    Condition.NOTICE: "Notice posted",
    Condition.CLOCK: "Clock of the notice",
}
OFFERED_WORDS: Mapping[Offered, str] = {
    Offered.SHELTER: "a shelter place",
    Offered.TRANSPORT: "transport there",
    Offered.STORAGE: "storage of belongings",
    Offered.POLICY_COPY: "a copy of the storage policy",
}
_OFFERS = "Offers: shelter, transport, storage"


class GateLine(NamedTuple):
    """One line of the gate: what must hold, by which sections, whether it does or is overridden, and why not."""

    name: str
    sections: tuple[str, ...]
    holds: bool
    is_overridden: bool
    words: str


@dataclass(frozen=True)
class Vocabulary:
    """What the words are made with: the morning, agencies and reviewed choices by code, and who looks.

    `choices` holds the words of each reviewed list by code; `sees_answers` as `access.may_see_answers` says.
    """

    on: date
    agencies: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    sees_answers: bool


def boston_words(at: datetime, *, seen_from: date) -> str:
    """Return an aware instant on Boston's clock with its zone, which tells apart an hour that comes twice."""
    return f"{instant_words(at, seen_from=seen_from)} {at.astimezone(_ZONE).tzname()}"


def left_words(seconds: float) -> str:
    """Return a time that is left: "23 h 41 min", "less than a minute"."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "less than a minute"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def gate_lines(steps: Sequence[OperationStep], *, at: datetime, vocabulary: Vocabulary) -> list[GateLine]:
    """Return the gate line by line as it stands at an instant.

    Parameters
    ----------
    steps
        The operation's steps, in order.
    at
        Aware; of an operation that has ended the removal's.
    vocabulary
        Who looks, and with which words.
    """
    missing, overridden = missing_conditions(steps, at=at), overridden_conditions(steps)
    lines = []
    for condition in Condition:
        if condition in OFFER_CONDITIONS and not vocabulary.sees_answers:
            continue
        words = _missing_words(condition, steps, vocabulary.on) if condition in missing else ""
        is_overridden = condition in missing and condition in overridden
        lines.append(
            GateLine(CONDITION_NAMES[condition], SECTIONS[condition], condition not in missing, is_overridden, words)
        )
    if not vocabulary.sees_answers:
        lines.insert(2, _offers_line(OFFER_CONDITIONS.intersection(missing), overridden))
    return lines


def condition_names(conditions: Iterable[Condition], *, sees_answers: bool) -> list[str]:
    """Return what conditions are called, in the order of the checklist; the three of offers as one for who may not."""
    wanted = set(conditions)
    names = [
        CONDITION_NAMES[each] if sees_answers or each not in OFFER_CONDITIONS else _OFFERS
        for each in Condition
        if each in wanted
    ]
    return list(dict.fromkeys(names))


def step_details(  # noqa: PLR0911 - one a kind of step
    step: OperationStep, steps: Sequence[OperationStep], *, vocabulary: Vocabulary
) -> str:
    """Return what a step held, in words; empty where there is nothing to tell, or nothing that may be told.

    Parameters
    ----------
    step
        The step.
    steps
        All steps of its operation, in order.
    vocabulary
        Who looks, and with which words.
    """
    if step.kind in OUTREACH_KINDS and not vocabulary.sees_answers:
        return ""
    facts, choices = step.facts, vocabulary.choices
    match step.kind:
        case EventKind.OPERATION_ASSESSED:
            return choices["found"].get(facts["found_code"], facts["found_code"])
        case EventKind.OPERATION_SHELTER_CHECKED:
            return _list_words(step, vocabulary.on)
        case EventKind.OPERATION_OFFER_MADE:
            offered = ", ".join(words for code, words in OFFERED_WORDS.items() if code in step.codes("offered"))
            return f"{offered}{_in_languages(_typed(step, 'language_codes'), choices)}"
        case EventKind.OPERATION_RESPONSE:
            return answer_words(_typed(step, "answers"), choices["decline_reason"])
        case EventKind.OPERATION_NOTICE_POSTED:
            notice_type = NoticeType(facts["notice_type"])
            photo = "with a photo" if facts.get("photo") == "taken" else "without a photo"
            languages = _in_languages(facts.get("language_codes", ""), choices)
            return f"{notice_type.words}, {notice_type.hours} h{languages}, {photo}"
        case EventKind.OPERATION_OVERRIDDEN:
            return _override_words(step, vocabulary)
        case EventKind.OPERATION_REMOVAL:
            return _removal_words(step, steps, vocabulary)
        case kind if kind in REVISIT_DAYS:
            return Found(facts["found_code"]).words
    return ""


def answer_words(answers: str, decline_reasons: Mapping[str, str]) -> str:
    """Return what was answered, from its codes: "accepted; declined: could not bring a pet". Never how many."""
    if answers == ERASED:
        return ERASED
    told = []
    for code in answers.split(","):
        answer, _, reason = code.partition(":")
        words = "nobody was there" if answer == NO_ONE_PRESENT else answer
        told.append(f"{words}: {decline_reasons.get(reason, reason)}" if reason else words)
    return "; ".join(told)


def _offers_line(missing: frozenset[Condition], overridden: frozenset[Condition]) -> GateLine:
    is_overridden = bool(missing) and missing <= overridden
    sections = tuple(sorted({section for each in OFFER_CONDITIONS for section in SECTIONS[each]}))
    words = "Not everything that must be offered is on record." if missing else ""
    return GateLine(_OFFERS, sections, not missing, is_overridden, words)


def _missing_words(  # noqa: PLR0911 - one a condition
    condition: Condition, steps: Sequence[OperationStep], on: date
) -> str:
    shelter = last_of(steps, EventKind.OPERATION_SHELTER_CHECKED)
    is_again = any(step.is_shelter_unavailable for step in steps)
    since = " since shelter is available again" if is_again and in_force(steps) else ""
    ends_at = list_ends_at(steps)
    match condition:
        case Condition.SHELTER_LIST if ends_at is None:
            return "No shelter list was looked at."
        case Condition.SHELTER_LIST if ends_at is not None:
            return f"The list that was looked at counted until {boston_words(ends_at, seen_from=on)}: look at today's."
        case Condition.SHELTER_AVAILABLE if shelter is None:
            return "Nobody has looked whether shelter is available."
        case Condition.SHELTER_AVAILABLE:
            return "The newest list has no shelter: in a period when shelter is unavailable nothing is enforced."
        case Condition.OFFER:
            return f"No offer of a shelter place is on record{since}."
        case Condition.TRANSPORT:
            return f"That there is transport to the shelter was not told{since}."
        case Condition.STORAGE:
            return f"Storage of belongings was not offered{since}."
        case Condition.NOTICE if is_again:
            return "No notice is posted that shelter is available again."
        case Condition.NOTICE:
            return "No notice is posted."
    ends = max((clock.ends_at for clock in clocks_of(steps)), default=None)
    return (
        "It starts when the notice is posted." if ends is None else f"It runs until {boston_words(ends, seen_from=on)}."
    )


def _list_words(step: OperationStep, on: date) -> str:
    list_at = read_instant(step.facts["list_at"])
    stamp = "" if list_at is None else f" of {boston_words(list_at, seen_from=on)}"
    source = _typed(step, "source")
    told = "no shelter" if step.is_shelter_unavailable else "shelter available"
    return f"the list{stamp}{f' ({source})' if source else ''}: {told}"


def _override_words(step: OperationStep, vocabulary: Vocabulary) -> str:
    names = condition_names(
        (Condition(code) for code in step.codes("conditions")), sees_answers=vocabulary.sees_answers
    )
    # What is typed as a reason may tell of people; who is responsible, everybody who reads the checklist may know.
    reason = f", because: {_typed(step, 'reason')}" if vocabulary.sees_answers else ""
    return f"of {'; '.join(names)}; responsible: {_typed(step, 'official')}{reason}"


def _removal_words(step: OperationStep, steps: Sequence[OperationStep], vocabulary: Vocabulary) -> str:
    before = steps[: [each.event_id for each in steps].index(step.event_id)]
    missing = missing_conditions(before, at=step.at)
    if not missing:
        return "every condition held"
    return f"past the gate, by override of: {'; '.join(condition_names(missing, sees_answers=vocabulary.sees_answers))}"


def _typed(step: OperationStep, name: str) -> str:
    return ERASED if step.payload is None else step.payload.get(name, "")


def _in_languages(codes: str, choices: Mapping[str, Mapping[str, str]]) -> str:
    if not codes or codes == ERASED:
        return f"; languages {ERASED}" if codes else ""
    return f"; in {', '.join(choices['language'].get(code, code) for code in codes.split(','))}"


def gate_at(steps: Sequence[OperationStep], *, now_at: datetime) -> datetime:
    """Return the instant at which the gate is looked at: now, and of an operation that has ended the end."""
    ended = last_of(steps, *ENDING_KINDS)
    return now_at if ended is None else ended.at
