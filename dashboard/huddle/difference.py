"""What became of a past morning: its actions and asks then and now, and the places on its list then and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.huddle.asks import Ask, AskStatus
from dashboard.huddle.words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dashboard.huddle.actions import Action
    from dashboard.huddle.book import HuddleBook

# A status needs no name before it: "Then open, now done".
_STATUS = ""


@dataclass(frozen=True)
class Difference:
    """What is otherwise now, a sentence each; `n_unchanged_*` count what stands as it stood."""

    actions: tuple[str, ...]
    n_unchanged_actions: int
    asks: tuple[str, ...]
    n_unchanged_asks: int
    places: tuple[str, ...]
    n_unchanged_places: int


@dataclass(frozen=True)
class ListedPlace:
    """A place of a morning's list: its id, which stays, its name and its number."""

    location_id: str
    name: str
    number: int


def difference_since(
    then: HuddleBook,
    now: HuddleBook,
    *,
    on: date,
    now_on: date,
    places_then: Sequence[ListedPlace],
    places_now: Sequence[ListedPlace],
    agencies: Mapping[str, str],
) -> Difference:
    """Return what is otherwise now than a past morning left it.

    Parameters
    ----------
    then, now
        The book at the morning's close, and the book of the present morning.
    on, now_on
        The past morning and the present one.
    places_then, places_now
        Both lists, by number.
    agencies
        Agency name by agency code.

    Notes
    -----
    Of actions and asks those that the morning carried, opened or ended; what came later is the later mornings' own.
    """
    actions = [action for action in then.actions.values() if action.is_open or action.closed_date == on]
    asks = [ask for ask in then.asks.values() if ask.is_open or ask.ended_date == on]
    told_actions = _told([_action_line(action, now, now_on, agencies) for action in _by_age(actions)])
    told_asks = _told([_ask_line(ask, now, now_on, agencies) for ask in sorted(asks, key=lambda ask: ask.asked_date)])
    told_places = _told(_place_lines(places_then, places_now))
    return Difference(
        actions=told_actions[0],
        n_unchanged_actions=told_actions[1],
        asks=told_asks[0],
        n_unchanged_asks=told_asks[1],
        places=told_places[0],
        n_unchanged_places=told_places[1],
    )


def _told(lines: Sequence[str | None]) -> tuple[tuple[str, ...], int]:
    return tuple(line for line in lines if line is not None), sum(line is None for line in lines)


def _by_age(actions: list[Action]) -> list[Action]:
    return sorted(actions, key=lambda action: (action.opened_date, action.due_date, action.action_id))


def _action_line(then: Action, book: HuddleBook, now_on: date, agencies: Mapping[str, str]) -> str | None:
    name = f"{_agency(then.owner_agency_code, agencies)}: {then.what}"
    now = book.actions.get(then.action_id)
    if now is None:
        return f"{name} Withdrawn since."
    changes = _changes(_action_facts(then, now_on, agencies), _action_facts(now, now_on, agencies))
    if not changes:
        return None
    result = f" Result: {now.result}" if now.result and now.result != then.result else ""
    return f"{name} {_sentence(changes)}{result}"


def _action_facts(action: Action, now_on: date, agencies: Mapping[str, str]) -> dict[str, str]:
    ended = "" if action.closed_date is None else f" on {day_words(action.closed_date, seen_from=now_on)}"
    return {
        _STATUS: f"{action.status.words}{ended}",
        "owner ": _agency(action.owner_agency_code, agencies),
        "due ": day_words(action.due_date, seen_from=now_on),
        "words ": f"“{action.what}”",
        "we know by ": f"“{action.how_we_know}”",
    }


def _ask_line(then: Ask, book: HuddleBook, now_on: date, agencies: Mapping[str, str]) -> str | None:
    name = f"{_agency(then.from_agency_code, agencies)} asks {_agency(then.to_agency_code, agencies)}: {then.what}"
    now = book.asks.get(then.ask_id)
    if now is None:
        return f"{name} Withdrawn since."
    changes = _changes({_STATUS: _ask_status(then, now_on)}, {_STATUS: _ask_status(now, now_on)})
    if not changes:
        return None
    return f"{name} {_sentence(changes)} {now.answer_words}".rstrip()


def _ask_status(ask: Ask, now_on: date) -> str:
    if ask.ended_date is None:
        return AskStatus.OPEN.value
    how = ask.status.value if ask.answer is None else f"answered, {ask.answer.words},"
    return f"{how} on {day_words(ask.ended_date, seen_from=now_on)}"


def _changes(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [f"{name}then {then[name]}, now {now[name]}" for name in then if then[name] != now[name]]


def _sentence(changes: list[str]) -> str:
    told = "; ".join(changes)
    return f"{told[0].upper()}{told[1:]}."


def _place_lines(then: Sequence[ListedPlace], now: Sequence[ListedPlace]) -> list[str | None]:
    now_by_id = {place.location_id: place for place in now}
    then_ids = {place.location_id for place in then}
    new = [place for place in sorted(now, key=lambda each: each.number) if place.location_id not in then_ids]
    lines: list[str | None] = [f"{place.name}: not on the list then, number {place.number} now." for place in new]
    for place in sorted(then, key=lambda each: (each.location_id in now_by_id, each.number)):
        found = now_by_id.get(place.location_id)
        if found is None:
            lines.append(f"{place.name}: number {place.number} then, not on the list now.")
        elif (found.number, found.name) != (place.number, place.name):
            renamed = "" if found.name == place.name else f", called {found.name}"
            lines.append(f"{place.name}: number {place.number} then, {found.number} now{renamed}.")
        else:
            lines.append(None)
    return lines


def _agency(agency_code: str, agencies: Mapping[str, str]) -> str:
    return agencies.get(agency_code, agency_code)


def listed_places(rows: Sequence[Mapping[str, Any]]) -> tuple[ListedPlace, ...]:
    """Return the places of a published list from its rows (`location_id`, `name`, `number`)."""
    return tuple(ListedPlace(str(row["location_id"]), str(row["name"]), int(row["number"])) for row in rows)
