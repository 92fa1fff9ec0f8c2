"""The meeting that works: seven parts, fifteen minutes, always in this order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.huddle.actions import open_actions
from dashboard.huddle.agenda_items import (
    AgendaItem,
    AgendaLocation,
    FailedAttempt,
    ItemKind,
    Room,
    carried_over,
    closing_words,
    data_health,
    item_key,
    listed_places,
    new_actions,
    table_rows,
)
from dashboard.huddle.ask_items import ask_items
from dashboard.huddle.decided_items import decided_items, decision_words
from dashboard.huddle.escalation import EscalationRule
from dashboard.huddle.health_items import moved_items, silent_items
from dashboard.huddle.meetings import PLANNED_PARTS
from dashboard.huddle.overnight_items import overnight_items
from dashboard.huddle.result_items import result_items
from dashboard.huddle.signal_items import signal_items

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    import pandas as pd

    from dashboard.huddle.book import HuddleBook

__all__ = [
    "Agenda",
    "AgendaItem",
    "AgendaLocation",
    "AgendaPart",
    "FailedAttempt",
    "ItemKind",
    "ResultTables",
    "SignalTables",
    "build_agenda",
]


@dataclass(frozen=True)
class AgendaPart:
    """One of the seven parts; `minutes` is "from–to" on the meeting's own clock."""

    number: int
    title: str
    minutes: str
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True, eq=False)
class SignalTables:
    """The published tables `signals` and `signal_lines`."""

    signals: pd.DataFrame
    lines: pd.DataFrame


@dataclass(frozen=True, eq=False)
class ResultTables:
    """The published table `action_results`, the names of all places by id, and for how many days a verdict is news."""

    results: pd.DataFrame
    names: Mapping[str, str]
    told_days: int


@dataclass(frozen=True)
class Agenda:
    """The morning's agenda: the seven parts in order, and the list of locations by number."""

    as_of_date: date
    parts: tuple[AgendaPart, ...]
    locations: tuple[AgendaLocation, ...]


def build_agenda(  # noqa: PLR0913 - the agenda is where everything the room needs comes together
    *,
    as_of_date: date,
    previous_as_of_date: date | None,
    feeds: pd.DataFrame,
    list_changes: pd.DataFrame,
    locations: pd.DataFrame,
    reasons: pd.DataFrame,
    signals: SignalTables,
    actions: HuddleBook,
    agencies: Mapping[str, str],
    huddle_weekdays: Collection[int],
    failed_attempt: FailedAttempt | None = None,
    streams: pd.DataFrame | None = None,
    topics: pd.DataFrame | None = None,
    results: ResultTables | None = None,
    escalation: EscalationRule | None = None,
    overnight: pd.DataFrame | None = None,
) -> Agenda:
    """Build the agenda of one morning.

    Parameters
    ----------
    as_of_date
        The morning.
    previous_as_of_date
        The morning the list is compared with (`builds.previous_as_of_date`); None when there is none.
    feeds, list_changes, locations, reasons
        The published tables `feeds`, `list_changes`, `locations` and `location_reasons` of
        `pipelines.contracts`, in any row order. Instants are aware.
    signals
        The published tables about signals.
    actions
        The book folded up to the morning: `fold_events(events, up_to=as_of_date)`.
    agencies
        Agency name by agency code.
    huddle_weekdays
        ISO weekdays on which a huddle is held (`Policy.huddle_weekdays`).
    failed_attempt
        How the newest build attempt failed, None when it did not.
    streams, topics
        The published tables `streams` and `topic_migrations`; None says nothing of them.
    results
        What came of the actions that were done; None says nothing of it.
    escalation
        From which overdue morning on an action goes to its agency's lead and to the chair; None takes the rule's own.
    overnight
        The published table `overnight_conditions`; None says nothing of weather and beds.

    Returns
    -------
    The agenda; every part has at least one item, and a part for which nothing is collected yet says so.
    """
    listed = _listed(locations, reasons, actions, on=as_of_date)
    room = Room(
        as_of_date,
        previous_as_of_date,
        agencies,
        {location.location_id: location.number for location in listed},
        huddle_weekdays,
        escalation or EscalationRule(),
    )
    items = (
        [
            *data_health(room, feeds, failed_attempt),
            *([] if streams is None else silent_items(streams)),
            *([] if topics is None else moved_items(topics, on=as_of_date)),
        ],
        overnight_items(overnight, actions.overnight, on=as_of_date),
        [*carried_over(room, actions), *([] if results is None else _results(room, results))],
        [
            *signal_items(signals.signals, signals.lines, on=as_of_date, numbers=room.numbers),
            *listed_places(room, list_changes, listed),
        ],
        ask_items(room, actions),
        new_actions(room, actions),
        closing_words(room, actions),
    )
    keys = {item.item_key for part_items in items for item in part_items if item.item_key}
    parts = tuple(
        AgendaPart(
            number=number,
            title=planned.title,
            minutes=f"{planned.from_min}–{planned.to_min}",
            items=tuple(decided_items(room, part_items, part_no=number, decisions=actions.decisions, keys_of_all=keys)),
        )
        for number, (planned, part_items) in enumerate(zip(PLANNED_PARTS, items, strict=True), start=1)
    )
    decided = tuple(_decided(room, location, actions) for location in listed)
    return Agenda(as_of_date=as_of_date, parts=parts, locations=decided)


def _results(room: Room, tables: ResultTables) -> list[AgendaItem]:
    return result_items(
        tables.results, on=room.on, told_days=tables.told_days, names=tables.names, agencies=room.agencies
    )


def _decided(room: Room, location: AgendaLocation, book: HuddleBook) -> AgendaLocation:
    decision = book.decisions.get(item_key(ItemKind.LOCATION, location.location_id))
    if decision is None or not (decision.is_off(room.on) or decision.is_kept(room.on)):
        return location
    return replace(location, decided=decision_words(room, decision), is_off=decision.is_off(room.on))


def _listed(
    locations: pd.DataFrame, reasons: pd.DataFrame, actions: HuddleBook, *, on: date
) -> tuple[AgendaLocation, ...]:
    reason_rows = table_rows(reasons, "location_id", "reason_no")
    carried = open_actions(actions, on=on)
    return tuple(
        AgendaLocation(
            number=int(row["number"]),
            location_id=row["location_id"],
            name=row["name"],
            district_code=row["district_code"],
            reasons=tuple(told["reason_text"] for told in reason_rows if told["location_id"] == row["location_id"]),
            open_actions=tuple(action for action in carried if action.location_id == row["location_id"]),
        )
        for row in table_rows(locations, "number")
    )
