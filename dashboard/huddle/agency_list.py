"""One agency's own list on a morning: what it promised, what others ask of it, and what it asked of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.huddle.actions import Action, open_actions
from dashboard.huddle.asks import open_asks
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from datetime import date

    from dashboard.huddle.book import HuddleBook


@dataclass(frozen=True)
class AgencyList:
    """The agency's open actions in the agenda's order, and the ids of the open asks it is to answer and it made."""

    actions: tuple[Action, ...]
    to_answer: frozenset[str]
    asked: frozenset[str]
    summary: str


def agency_list(book: HuddleBook, agency_code: str, *, on: date) -> AgencyList:
    """Return what is open of an agency on a morning, and the sentence that counts it."""
    own = tuple(action for action in open_actions(book, on=on) if action.owner_agency_code == agency_code)
    asks = open_asks(book.asks.values(), on=on)
    to_answer = frozenset(ask.ask_id for ask in asks if ask.to_agency_code == agency_code)
    asked = frozenset(ask.ask_id for ask in asks if ask.from_agency_code == agency_code)
    n_overdue = sum(action.is_overdue(on) for action in own)
    summary = (
        f"{count_words(len(own), 'action')} open, {n_overdue} overdue; {count_words(len(to_answer), 'ask')} to answer, "
        f"{len(asked)} waiting for others."
    )
    return AgencyList(own, to_answer, asked, summary)
