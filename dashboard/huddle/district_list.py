"""What the huddle asked in one district on a morning: one agency's own first, by due date, and what was tried there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dashboard.huddle.actions import open_actions
from dashboard.huddle.asks import open_asks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dashboard.huddle.actions import Action
    from dashboard.huddle.asks import Ask
    from dashboard.huddle.book import HuddleBook


@dataclass(frozen=True)
class DistrictList:
    """The open actions and asks at a district's places, and the ended actions of each place, newest first.

    `own` and `asks` are the agency's, both by the day they are due, an ask without a day last; without an agency both
    are empty and every action is one of `others`.
    """

    own: tuple[Action, ...]
    asks: tuple[Ask, ...]
    others: tuple[Action, ...]
    ended: Mapping[str, tuple[Action, ...]]

    def open_at(self, location_id: str) -> tuple[Action, ...]:
        """Return what is open at one place: the agency's own first, each part by due date."""
        return tuple(action for action in (*self.own, *self.others) if action.location_id == location_id)

    def asks_at(self, location_id: str) -> tuple[Ask, ...]:
        """Return what the agency is asked at one place, by the day it is needed."""
        return tuple(ask for ask in self.asks if ask.location_id == location_id)


def district_list(
    book: HuddleBook, location_ids: Collection[str], *, agency_code: str | None, on: date
) -> DistrictList:
    """Return what is asked at a district's places on a morning.

    Parameters
    ----------
    book
        What stands on the morning.
    location_ids
        Every place of the district that was ever listed.
    agency_code
        Whose own comes first; None for nobody's.
    on
        The morning.
    """
    known = frozenset(location_ids)
    carried = sorted(
        (action for action in open_actions(book, on=on) if action.location_id in known),
        key=lambda action: (action.due_date, action.opened_date, action.action_id),
    )
    asks = [
        ask
        for ask in open_asks(book.asks.values(), on=on)
        if agency_code is not None and ask.to_agency_code == agency_code and ask.location_id in known
    ]
    return DistrictList(
        own=tuple(action for action in carried if action.owner_agency_code == agency_code),
        asks=tuple(sorted(asks, key=lambda ask: (ask.needed_date or date.max, ask.asked_date, ask.ask_id))),
        others=tuple(action for action in carried if action.owner_agency_code != agency_code),
        ended=_ended(book, known, on=on),
    )


def _ended(book: HuddleBook, known: frozenset[str], *, on: date) -> dict[str, tuple[Action, ...]]:
    ended: dict[str, list[Action]] = {}
    for action in book.actions.values():
        if action.location_id in known and action.closed_date is not None and action.closed_date <= on:
            ended.setdefault(str(action.location_id), []).append(action)
    return {
        location_id: tuple(
            sorted(actions, key=lambda each: (each.closed_date or on, each.opened_date, each.action_id), reverse=True)
        )
        for location_id, actions in ended.items()
    }
