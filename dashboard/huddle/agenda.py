"""The meeting that works: seven parts, fifteen minutes, always in this order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

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
    list_change_items,
    location_item,
    new_actions,
    table_rows,
)
from dashboard.huddle.ask_items import ask_items
from dashboard.huddle.concern_items import concern_items
from dashboard.huddle.decided_items import decided_items, decision_words
from dashboard.huddle.escalation import EscalationRule
from dashboard.huddle.feedback_items import feedback_items
from dashboard.huddle.health_items import moved_items, silent_items
from dashboard.huddle.meetings import PLANNED_PARTS
from dashboard.huddle.ordinance_items import operation_items, revisit_items
from dashboard.huddle.overnight import condition_rows
from dashboard.huddle.overnight_items import overnight_items
from dashboard.huddle.result_items import result_items
from dashboard.huddle.signal_items import signal_items

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    import pandas as pd

    from dashboard.huddle.actions import Action
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
    "agenda_of_book",
    "build_agenda",
    "fixed_items",
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


@dataclass(frozen=True)
class FixedItems:
    """What the build alone says of a morning: it stays the same whatever is recorded."""

    room: Room
    listed: tuple[AgendaLocation, ...]
    health: tuple[AgendaItem, ...]
    results: tuple[AgendaItem, ...]
    signals: tuple[AgendaItem, ...]
    changes: tuple[AgendaItem, ...]
    night: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)


def build_agenda(*, actions: HuddleBook, **tables: Any) -> Agenda:
    """Build the agenda of one morning.

    Parameters
    ----------
    actions
        The book folded up to the morning: `fold_events(events, up_to=as_of_date)`.
    tables
        What `fixed_items` takes.

    Returns
    -------
    The agenda; every part has at least one item, and a part for which nothing is collected yet says so.
    """
    return agenda_of_book(fixed_items(**tables), actions)


def fixed_items(  # noqa: PLR0913 - the agenda is where everything the room needs comes together
    *,
    as_of_date: date,
    previous_as_of_date: date | None,
    feeds: pd.DataFrame,
    list_changes: pd.DataFrame,
    locations: pd.DataFrame,
    reasons: pd.DataFrame,
    signals: SignalTables,
    agencies: Mapping[str, str],
    huddle_weekdays: Collection[int],
    failed_attempt: FailedAttempt | None = None,
    streams: pd.DataFrame | None = None,
    topics: pd.DataFrame | None = None,
    results: ResultTables | None = None,
    escalation: EscalationRule | None = None,
    overnight: pd.DataFrame | None = None,
) -> FixedItems:
    """Return what the build alone says of one morning, in the order of the meeting.

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
    Its items, and the places without what is open there.
    """
    listed = _listed(locations, reasons)
    room = Room(
        as_of_date,
        previous_as_of_date,
        agencies,
        {location.location_id: location.number for location in listed},
        huddle_weekdays,
        escalation or EscalationRule(),
        dict(zip(locations["location_id"], locations["n_incidents_7d"].astype(int), strict=True)),
    )
    return FixedItems(
        room=room,
        listed=listed,
        health=(
            *data_health(room, feeds, failed_attempt),
            *([] if streams is None else silent_items(streams)),
            *([] if topics is None else moved_items(topics, on=as_of_date)),
        ),
        results=() if results is None else tuple(_results(room, results)),
        signals=tuple(signal_items(signals.signals, signals.lines, on=as_of_date, numbers=room.numbers)),
        changes=tuple(list_change_items(room, list_changes)),
        night=() if overnight is None else condition_rows(overnight),
    )


def agenda_of_book(fixed: FixedItems, actions: HuddleBook) -> Agenda:
    """Lay what was recorded over what the build says.

    Parameters
    ----------
    fixed
        What the build says.
    actions
        The book folded up to the morning.

    Returns
    -------
    The agenda.
    """
    room, listed = fixed.room, _with_open_actions(fixed.listed, actions, on=fixed.room.on)
    items = (
        fixed.health,
        overnight_items(fixed.night, actions.overnight, on=room.on),
        [*carried_over(room, actions), *revisit_items(room, actions), *fixed.results],
        [*fixed.signals, *fixed.changes, *(location_item(room, location) for location in listed)],
        [*concern_items(room, actions), *ask_items(room, actions), *operation_items(room, actions)],
        new_actions(room, actions),
        [*feedback_items(room, actions), *closing_words(room, actions)],
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
    return Agenda(as_of_date=room.on, parts=parts, locations=decided)


def _results(room: Room, tables: ResultTables) -> list[AgendaItem]:
    return result_items(
        tables.results, on=room.on, told_days=tables.told_days, names=tables.names, agencies=room.agencies
    )


def _decided(room: Room, location: AgendaLocation, book: HuddleBook) -> AgendaLocation:
    decision = book.decisions.get(item_key(ItemKind.LOCATION, location.location_id))
    if decision is None or not (decision.is_off(room.on) or decision.is_kept(room.on)):
        return location
    return replace(location, decided=decision_words(room, decision), is_off=decision.is_off(room.on))


def _with_open_actions(
    listed: tuple[AgendaLocation, ...], actions: HuddleBook, *, on: date
) -> tuple[AgendaLocation, ...]:
    open_at: dict[str | None, list[Action]] = {}
    for action in open_actions(actions, on=on):
        open_at.setdefault(action.location_id, []).append(action)
    return tuple(
        replace(place, open_actions=tuple(open_at[place.location_id])) if place.location_id in open_at else place
        for place in listed
    )


def _listed(locations: pd.DataFrame, reasons: pd.DataFrame) -> tuple[AgendaLocation, ...]:
    reason_rows = table_rows(reasons, "location_id", "reason_no")
    return tuple(
        AgendaLocation(
            number=int(row["number"]),
            location_id=row["location_id"],
            name=row["name"],
            district_code=row["district_code"],
            reasons=tuple(told["reason_text"] for told in reason_rows if told["location_id"] == row["location_id"]),
            open_actions=(),
        )
        for row in table_rows(locations, "number")
    )
