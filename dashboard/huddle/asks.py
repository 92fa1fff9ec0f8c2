"""What one agency asks of another: it stays on the agenda until it is answered or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.huddle.events import AskAnswer, Event, EventDraft, EventKind, NamedLocation, event_draft, place_facts
from dashboard.huddle.history import HistoryEntry, entry_of, typed_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.huddle.events import OnScreen

ASK_KINDS = frozenset({EventKind.ASK_MADE, EventKind.ASK_ANSWERED, EventKind.ASK_WITHDRAWN, EventKind.ASK_CORRECTED})


class AskStatus(StrEnum):
    """Where an ask stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Ask:
    """One ask: what `from_agency_code` needs of `to_agency_code`, by when if that was said, and the answer."""

    ask_id: str
    what: str
    from_agency_code: str
    to_agency_code: str
    needed_date: date | None
    location_id: str | None
    location_name: str | None
    status: AskStatus
    asked_date: date
    ended_date: date | None
    answer: AskAnswer | None
    answer_words: str
    history: tuple[HistoryEntry, ...]

    @property
    def is_open(self) -> bool:
        """True until it is answered or withdrawn."""
        return self.status == AskStatus.OPEN


@dataclass(frozen=True)
class NewAsk:
    """The filled-in form of an ask; `needed_date` is None where no day was said."""

    what: str
    from_agency_code: str
    to_agency_code: str
    needed_date: date | None
    location: NamedLocation | None = None


def ask_draft(new_ask: NewAsk, *, ask_id: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that asks; pages use the form's event id as `ask_id` too."""
    facts = {"from_agency_code": new_ask.from_agency_code, "to_agency_code": new_ask.to_agency_code}
    if new_ask.needed_date is not None:
        facts["needed_date"] = new_ask.needed_date.isoformat()
    facts |= place_facts(new_ask.location)
    return event_draft(EventKind.ASK_MADE, ask_id, on_screen, facts=facts, payload={"what": new_ask.what.strip()})


def answer_draft(ask_id: str, *, answer: AskAnswer, words: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that answers an ask."""
    facts = {"answer": answer.value}
    return event_draft(EventKind.ASK_ANSWERED, ask_id, on_screen, facts=facts, payload={"words": words.strip()})


def withdrawal_draft(ask_id: str, *, reason: str, on_screen: OnScreen) -> EventDraft:
    """Return the draft that takes an ask back."""
    return event_draft(EventKind.ASK_WITHDRAWN, ask_id, on_screen, payload={"words": reason.strip()})


def ask_correction_draft(
    ask_id: str, *, facts: Mapping[str, str], texts: Mapping[str, str], reason: str, on_screen: OnScreen
) -> EventDraft:
    """Return the draft that corrects an ask; what stood before stays in the history.

    Parameters
    ----------
    facts
        Any of `to_agency_code`, `needed_date` (ISO), `answer`, with the value that is right.
    texts
        Any of `what`, `answer_words`, with the words that are right.
    reason
        Why it is corrected.
    """
    payload = {**{name: words.strip() for name, words in texts.items()}, "words": reason.strip()}
    named = {"corrected_texts": ",".join(sorted(texts))} if texts else {}
    return event_draft(EventKind.ASK_CORRECTED, ask_id, on_screen, facts={**facts, **named}, payload=payload)


def open_asks(asks: Iterable[Ask], *, on: date) -> list[Ask]:
    """Return the asks still open on `on`, oldest first."""
    return sorted(
        (ask for ask in asks if ask.is_open and ask.asked_date <= on), key=lambda ask: (ask.asked_date, ask.ask_id)
    )


def ended_asks(asks: Iterable[Ask], *, on: date) -> list[Ask]:
    """Return the asks answered or withdrawn on `on`, in the order of what was last recorded of them."""
    return sorted(
        (ask for ask in asks if ask.ended_date == on), key=lambda ask: (ask.history[-1].recorded_at, ask.ask_id)
    )


def ask_refusal(ask: Ask | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of an ask, in words; None when it is legal."""
    if event.kind == EventKind.ASK_MADE:
        return _asking_refusal(ask, event)
    if ask is None:
        return "It names an ask that was not made before it."
    if event.kind == EventKind.ASK_CORRECTED:
        return _correction_refusal(ask, event.facts)
    if not ask.is_open:
        return f"The ask was already {ask.status.value}."
    if event.kind == EventKind.ASK_ANSWERED and event.facts.get("answer") not in set(AskAnswer):
        return "It does not say what the answer is."
    return None


def ask_after(ask: Ask | None, event: Event) -> Ask:
    """Return the ask after a legal event."""
    if ask is None:
        return _asked(event)
    if event.kind == EventKind.ASK_CORRECTED:
        after = _corrected(ask, event)
        return replace(after, history=(*ask.history, entry_of(event, before=_before(ask, after))))
    history = (*ask.history, entry_of(event))
    if event.kind == EventKind.ASK_WITHDRAWN:
        return replace(
            ask,
            status=AskStatus.WITHDRAWN,
            ended_date=event.huddle_date,
            answer_words=typed_words(event),
            history=history,
        )
    return replace(
        ask,
        status=AskStatus.ANSWERED,
        ended_date=event.huddle_date,
        answer=AskAnswer(event.facts["answer"]),
        answer_words=typed_words(event),
        history=history,
    )


def _correction_refusal(ask: Ask, facts: Mapping[str, str]) -> str | None:
    texts = facts.get("corrected_texts", "").split(",")
    if ask.answer is None and ("answer" in facts or "answer_words" in texts):
        return "The ask is not answered, so it has no answer to correct."
    if "answer" in facts and facts["answer"] not in set(AskAnswer):
        return "It does not say what the answer is."
    to_agency_code = facts.get("to_agency_code", ask.to_agency_code)
    if not to_agency_code or to_agency_code == ask.from_agency_code:
        return "An agency cannot ask itself."
    return _needed_date_refusal(facts)


def _corrected(ask: Ask, event: Event) -> Ask:
    facts = event.facts
    texts = facts.get("corrected_texts", "").split(",")
    return replace(
        ask,
        to_agency_code=facts.get("to_agency_code", ask.to_agency_code),
        needed_date=date.fromisoformat(facts["needed_date"]) if "needed_date" in facts else ask.needed_date,
        answer=AskAnswer(facts["answer"]) if "answer" in facts else ask.answer,
        what=typed_words(event, "what") if "what" in texts else ask.what,
        answer_words=typed_words(event, "answer_words") if "answer_words" in texts else ask.answer_words,
    )


def _before(ask: Ask, after: Ask) -> dict[str, str]:
    """Return what a correction changed, each as it stood before."""
    told = {
        "asked of": (ask.to_agency_code, after.to_agency_code),
        "needed by": (_day_or_none(ask.needed_date), _day_or_none(after.needed_date)),
        "answer": ("" if ask.answer is None else ask.answer.words, "" if after.answer is None else after.answer.words),
        "what": (ask.what, after.what),
        "answer in words": (ask.answer_words, after.answer_words),
    }
    return {name: before for name, (before, now) in told.items() if before and before != now}


def _day_or_none(day: date | None) -> str:
    return "no day" if day is None else day.isoformat()


def _needed_date_refusal(facts: Mapping[str, str]) -> str | None:
    try:
        date.fromisoformat(facts.get("needed_date", "2000-01-01"))
    except ValueError:
        return "It holds no day by which it is needed."
    return None


def _asking_refusal(ask: Ask | None, event: Event | EventDraft) -> str | None:
    facts = event.facts
    if ask is not None:
        return "An ask of this id was already made."
    if not facts.get("from_agency_code") or not facts.get("to_agency_code"):
        return "It does not say which agency asks which."
    if facts["from_agency_code"] == facts["to_agency_code"]:
        return "An agency cannot ask itself."
    return _needed_date_refusal(facts)


def _asked(event: Event) -> Ask:
    facts = event.facts
    needed = facts.get("needed_date")
    return Ask(
        ask_id=event.subject_id,
        what=typed_words(event, "what"),
        from_agency_code=facts["from_agency_code"],
        to_agency_code=facts["to_agency_code"],
        needed_date=None if needed is None else date.fromisoformat(needed),
        location_id=facts.get("location_id"),
        location_name=facts.get("location_name"),
        status=AskStatus.OPEN,
        asked_date=event.huddle_date,
        ended_date=None,
        answer=None,
        answer_words="",
        history=(entry_of(event),),
    )
