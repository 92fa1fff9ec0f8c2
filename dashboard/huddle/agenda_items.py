"""The lines of each part of the agenda, in the words of the room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from dashboard.huddle.actions import Action, closed_since, open_actions
from dashboard.huddle.escalation import EscalationLevel, EscalationRule, mornings_overdue
from dashboard.huddle.words import count_words, day_words, instant_words
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from dashboard.huddle.book import HuddleBook


class ItemKind(StrEnum):
    """What an agenda item is, so that a page can mark it by shape and text, never by colour alone."""

    SUMMARY = "summary"
    NOT_IN_THIS_VERSION = "not_in_this_version"
    BUILD_FAILED = "build_failed"
    FEED_CURRENT = "feed_current"
    FEED_LATE = "feed_late"
    FEED_NOT_COLLECTED = "feed_not_collected"
    STREAM_SILENT = "stream_silent"
    TOPIC_MOVED = "topic_moved"
    CLOCK_DOUBTFUL = "clock_doubtful"
    ESCALATED = "escalated"
    ACTION_OVERDUE = "action_overdue"
    ACTION_DUE_TODAY = "action_due_today"
    ACTION_CARRIED = "action_carried"
    ACTION_CLOSED = "action_closed"
    ACTION_NEW = "action_new"
    RESULT_SUMMARY = "result_summary"
    ACTION_RESULT = "action_result"
    CAME_BACK = "came_back"
    LIST_CHANGE = "list_change"
    LOCATION = "location"
    SIGNAL = "signal"
    LIST_SUMMARY = "list_summary"
    ASK_OPEN = "ask_open"
    ASK_LATE = "ask_late"
    ASK_ENDED = "ask_ended"
    MEET_AFTER = "meet_after"
    MEET_PROPOSED = "meet_proposed"
    OVERNIGHT = "overnight"
    OVERNIGHT_WARNING = "overnight_warning"
    OVERNIGHT_LATE = "overnight_late"
    OVERNIGHT_NOT_COLLECTED = "overnight_not_collected"
    CLOCK_ENDS = "clock_ends"
    CLOCK_ENDED = "clock_ended"
    HOLD_ENDS = "hold_ends"
    OPERATION_STEP = "operation_step"
    REVISIT_DUE = "revisit_due"
    REVISIT_LATE = "revisit_late"
    REVISIT_DONE = "revisit_done"
    FEEDBACK_OPEN = "feedback_open"
    FEEDBACK_LATE = "feedback_late"
    FEEDBACK_ESCALATED = "feedback_escalated"
    FEEDBACK_ANSWERED = "feedback_answered"
    KEPT = "kept"
    ITEM_OFF = "item_off"


class FailedAttempt(Protocol):
    """What the agenda says of a build that failed; `dashboard.stores.warehouse.Attempt` fits."""

    @property
    def as_of_date(self) -> date | None:
        """The morning it was to be for."""

    @property
    def error(self) -> str:
        """What went wrong."""

    @property
    def next_step(self) -> str:
        """What the person on shift does."""


@dataclass(frozen=True)
class AgendaItem:
    """One line of the agenda; `subject_ids` name the actions, places or feeds it speaks of.

    `title` names an item that the chair can decide about, in words of the build alone; `decided` tells in words that it
    is pinned or back from a deferral.
    """

    text: str
    kind: ItemKind
    subject_ids: tuple[str, ...] = ()
    title: str = ""
    decided: str = ""
    kept_key: str = ""

    @property
    def item_key(self) -> str:
        """The key under which a decision about it is recorded, the same every morning; empty when there is none.

        `kept_key` where the item stands on the agenda only because it was pinned or deferred.
        """
        if self.kept_key:
            return self.kept_key
        return item_key(self.kind, self.subject_ids[0]) if self.title and self.subject_ids else ""


@dataclass(frozen=True)
class AgendaLocation:
    """A high-response location on the agenda: its number, its reasons, and what is still open there.

    `decided` tells in words what the chair decided about it; `is_off` that it is not spoken of this morning.
    """

    number: int
    location_id: str
    name: str
    district_code: str
    reasons: tuple[str, ...]
    open_actions: tuple[Action, ...]
    decided: str = ""
    is_off: bool = False


_KEYS: Mapping[ItemKind, str] = {
    ItemKind.FEED_LATE: "feed",
    ItemKind.FEED_NOT_COLLECTED: "feed",
    ItemKind.ESCALATED: "escalation",
    ItemKind.ACTION_OVERDUE: "action",
    ItemKind.ACTION_DUE_TODAY: "action",
    ItemKind.ACTION_CARRIED: "action",
    ItemKind.CAME_BACK: "came_back",
    ItemKind.SIGNAL: "signal",
    ItemKind.LOCATION: "location",
    ItemKind.ASK_OPEN: "ask",
    ItemKind.ASK_LATE: "ask",
    ItemKind.CLOCK_ENDS: "clock",
    ItemKind.CLOCK_ENDED: "clock",
    ItemKind.HOLD_ENDS: "hold",
    ItemKind.REVISIT_DUE: "revisit",
    ItemKind.REVISIT_LATE: "revisit",
    ItemKind.FEEDBACK_OPEN: "feedback",
    ItemKind.FEEDBACK_LATE: "feedback",
    ItemKind.FEEDBACK_ESCALATED: "feedback",
}


def item_key(kind: ItemKind, subject_id: str) -> str:
    """Return the key under which a decision about an item of a kind that can be decided is recorded."""
    return f"{_KEYS[kind]}:{subject_id}"


SAFETY_SILENCE = AgendaItem(
    "Nothing on overdoses, weather or beds is collected in this version: each agency says aloud what the "
    "room must know. An overdose is 911, never 311.",
    ItemKind.NOT_IN_THIS_VERSION,
)
ASKS_SILENCE = AgendaItem(
    "Resource gaps are on the page Beds & gaps, for roles that see outreach; here they are said aloud. "
    "What one agency needs of another is an ask.",
    ItemKind.NOT_IN_THIS_VERSION,
)


@dataclass(frozen=True)
class Room:
    """What every part of the agenda needs to word its items."""

    on: date
    previous: date | None
    agencies: Mapping[str, str]
    numbers: Mapping[str, int]
    huddle_weekdays: Collection[int]
    rule: EscalationRule
    incidents_7d: Mapping[str, int] = field(default_factory=dict)

    def day(self, day: date) -> str:
        """Return a day as the room says it."""
        return day_words(day, seen_from=self.on)

    def agency(self, agency_code: str) -> str:
        """Return an agency's name, its code when the list of agencies has lost it."""
        return self.agencies.get(agency_code, agency_code)

    def where(self, action: Action) -> str:
        """Return where an action is, with the place's number of today."""
        if action.location_id is None:
            return "no place named"
        return self.place(action.location_id, action.location_name)

    def place(self, location_id: str, name: str | None) -> str:
        """Return a place's name with its number of today."""
        number = self.numbers.get(location_id)
        return f"{name or location_id}, {'not on the list' if number is None else f'number {number}'} today"

    def place_since(self, action: Action) -> str:
        """Return how an action's place stands against the morning it was opened; empty for no place."""
        if action.location_id is None:
            return ""
        then, now = action.location_number, self.numbers.get(action.location_id)
        told = [f"number {then} when opened"] if then is not None and then != now else []
        told.append("not on the list today" if now is None else f"number {now} today")
        n_incidents = self.incidents_7d.get(action.location_id)
        if n_incidents is not None:
            told.append(f"{count_words(n_incidents, 'incident')} in 7 days")
        return f" The place: {', '.join(told)}."

    def action(self, action: Action) -> str:
        """Return who does what, where."""
        return f"{self.agency(action.owner_agency_code)}: {as_begun(action.what)} ({self.where(action)})"

    def action_title(self, action: Action) -> str:
        """Return what names an action without a word that somebody typed."""
        place = action.location_name or "no place named"
        return f"Action of {self.agency(action.owner_agency_code)} ({place})"

    def age(self, action: Action) -> str:
        """Return since when an action is open, by date, and how many mornings it was carried."""
        mornings = action.n_mornings_carried(self.on, huddle_weekdays=self.huddle_weekdays)
        return f"opened {self.day(action.opened_date)}, carried {count_words(mornings, 'morning')}"


def as_begun(typed: str) -> str:
    """Return what somebody typed as the beginning of a line: its full stop would end it before it tells where."""
    return typed.rstrip(" .")


def table_rows(table: pd.DataFrame, *order: str) -> list[dict[str, Any]]:
    """Return a published table's rows in a stated order, because a query's own order is nobody's promise."""
    return row_dicts(table.sort_values(list(order)))


def data_health(room: Room, feeds: pd.DataFrame, failed_attempt: FailedAttempt | None) -> list[AgendaItem]:
    """Return part 1: which feeds are late, in one line, then each feed; first of all a build that failed."""
    rows = table_rows(feeds, "feed_code")
    items = [] if failed_attempt is None else [_failed_build(room, failed_attempt)]
    return [*items, _feeds_in_one_line(rows), *(_feed(room, row) for row in rows)]


def _failed_build(room: Room, failed_attempt: FailedAttempt) -> AgendaItem:
    morning = failed_attempt.as_of_date
    which = "The newest build" if morning is None else f"The build for {room.day(morning)}"
    text = f"{which} failed; this is the last good one. {failed_attempt.error} {failed_attempt.next_step}"
    # The marks round a command are for screens; an agenda is paper and a table too.
    return AgendaItem(text.strip().replace("`", ""), ItemKind.BUILD_FAILED)


def _feeds_in_one_line(rows: list[dict[str, Any]]) -> AgendaItem:
    late = [row["feed_name"] for row in rows if row["status"] == "late"]
    missing = [row["feed_name"] for row in rows if row["status"] == "not_collected"]
    told = [f"{label}: {', '.join(names)}." for label, names in (("Late", late), ("Not collected", missing)) if names]
    if not told:
        told = ["Every feed is current." if rows else "No feed is known."]
    return AgendaItem(" ".join(told), ItemKind.SUMMARY)


def _feed(room: Room, row: dict[str, Any]) -> AgendaItem:
    name, subject_ids = row["feed_name"], (row["feed_code"],)
    if row["status"] == "not_collected" or pd.isna(row["newest_record_at"]):
        text = f"{name}: not collected. {row['next_step']}"
        return AgendaItem(text, ItemKind.FEED_NOT_COLLECTED, subject_ids, title=name)
    newest = instant_words(row["newest_record_at"], seen_from=room.on)
    told = f"{name}: newest {newest}, {_behind(row['behind_hours'])} before the morning"
    if row["status"] == "late":
        return AgendaItem(f"{told}: late. {row['next_step']}", ItemKind.FEED_LATE, subject_ids, title=name)
    return AgendaItem(f"{told}: current", ItemKind.FEED_CURRENT, subject_ids)


def _behind(hours: float) -> str:
    two_days_h = 48
    return f"{hours:.0f} h" if hours < two_days_h else f"{hours / 24:.0f} days"


def carried_over(room: Room, actions: HuddleBook) -> list[AgendaItem]:
    """Return part 3: overdue, due today, the rest, then what was closed since the morning before."""
    carried = [_carried(room, action) for action in open_actions(actions, on=room.on) if action.opened_date < room.on]
    order = (ItemKind.ACTION_OVERDUE, ItemKind.ACTION_DUE_TODAY, ItemKind.ACTION_CARRIED)
    items = [item for kind in order for item in carried if item.kind == kind]
    n_overdue, n_today = (sum(item.kind == kind for item in items) for kind in order[:2])
    summary = f"{count_words(len(items), 'action')} carried over: {n_overdue} overdue, {n_today} due today."
    closed = [] if room.previous is None else _closed_items(room, actions, since=room.previous, until=room.on)
    told = AgendaItem(summary if items else "No action is carried over.", ItemKind.SUMMARY)
    return [told, *_escalated(room, actions), *items, *closed]


def _escalated(room: Room, actions: HuddleBook) -> list[AgendaItem]:
    items = []
    for action in open_actions(actions, on=room.on):
        n_mornings = mornings_overdue(action, on=room.on, huddle_weekdays=room.huddle_weekdays)
        if (level := room.rule.level(n_mornings)) is None:
            continue
        lead = f"the lead of {room.agency(action.owner_agency_code)}: {as_begun(action.what)} ({room.where(action)})"
        to = f"the chair: {room.action(action)}" if level == EscalationLevel.CHAIR else lead
        text = (
            f"Escalated to {to}, overdue {count_words(n_mornings, 'morning')}, was due "
            f"{room.day(action.due_date)}. What is in the way, and who takes it?"
        )
        items.append(AgendaItem(text, ItemKind.ESCALATED, _subject_ids(action), title=room.action_title(action)))
    return items


def _carried(room: Room, action: Action) -> AgendaItem:
    if action.is_overdue(room.on):
        kind, due = ItemKind.ACTION_OVERDUE, f"overdue {count_words(action.days_overdue(room.on), 'day')}"
        due += f", was due {room.day(action.due_date)}"
    elif action.due_date == room.on:
        kind, due = ItemKind.ACTION_DUE_TODAY, "due today"
    else:
        kind, due = ItemKind.ACTION_CARRIED, f"due {room.day(action.due_date)}"
    moved = "" if action.due_first == action.due_date else f", first due {room.day(action.due_first)}"
    where = action.location_name or room.where(action)
    what = f"{room.agency(action.owner_agency_code)}: {as_begun(action.what)} ({where})"
    know = f"We know by: {action.how_we_know.rstrip(' .')}."
    text = f"{what}: {due}{moved}; {room.age(action)}. {know}{room.place_since(action)}"
    return AgendaItem(text, kind, _subject_ids(action), title=room.action_title(action))


def _closed_items(room: Room, actions: HuddleBook, *, since: date, until: date) -> list[AgendaItem]:
    closed = closed_since(actions, after=since - timedelta(days=1), on=until)
    return [
        AgendaItem(_closed_words(room, action, closed_date), ItemKind.ACTION_CLOSED, _subject_ids(action))
        for action in closed
        if (closed_date := action.closed_date) is not None
    ]


def _closed_words(room: Room, action: Action, closed_date: date) -> str:
    return f"{room.action(action)}: {action.status.words} on {room.day(closed_date)}. {action.result}"


def list_change_items(room: Room, list_changes: pd.DataFrame) -> list[AgendaItem]:
    """Return what part 4 says after the signals and before the places: facts about the list."""
    if room.previous is None:
        return [AgendaItem("There is no earlier morning to compare the list with.", ItemKind.LIST_SUMMARY)]
    return _changes(room, list_changes, since=room.previous)


def _changes(room: Room, list_changes: pd.DataFrame, *, since: date) -> list[AgendaItem]:
    shown = list_changes[list_changes["change_kind"].isin(list(_CHANGE_WORDS))]
    items = []
    for kind, words in _CHANGE_WORDS.items():
        for row in table_rows(shown[shown["change_kind"] == kind], "name", "location_id"):
            number = room.numbers.get(row["location_id"])
            numbered = row["name"] if number is None else f"{row['name']}, number {number}"
            # The build's own words say the kind already; the plain word stands in where it has none.
            text = f"{numbered}: {row['change_text'] or words}"
            items.append(AgendaItem(text, ItemKind.LIST_CHANGE, (row["location_id"],)))
    told = f"Against the list of {room.day(since)}: {count_words(len(items), 'change')}."
    return [
        AgendaItem(told if items else f"The places are those of {room.day(since)}.", ItemKind.LIST_SUMMARY),
        *items,
    ]


_CHANGE_WORDS = {
    "new": "New on the list",
    "returned": "Returned to the list",
    "vanished": "Left the list",
    "split": "Split",
    "merged": "Merged",
    "moved": "Moved",
}


def location_item(room: Room, location: AgendaLocation) -> AgendaItem:
    """Return a place of part 4 with its reasons and what is open there."""
    why = "; ".join(location.reasons) or "no reason given"
    doing = "; ".join(f"{room.agency(action.owner_agency_code)}: {action.what}" for action in location.open_actions)
    who = f"Number {location.number}, {location.name}, {location.district_code}"
    text = f"{who}: {why}. Open there: {doing or 'nothing'}"
    ids = (location.location_id, *(action.action_id for action in location.open_actions))
    return AgendaItem(text, ItemKind.LOCATION, ids, title=location.name)


def new_actions(room: Room, actions: HuddleBook) -> list[AgendaItem]:
    """Return part 6: what was opened this morning."""
    opened = [action for action in open_actions(actions, on=room.on) if action.opened_date == room.on]
    needs = AgendaItem("Each new action has one owner agency, a due date, and how we shall know.", ItemKind.SUMMARY)
    return [needs, *(_new_action(room, action) for action in opened)]


def _new_action(room: Room, action: Action) -> AgendaItem:
    text = f"{room.action(action)}: due {room.day(action.due_date)}. We know by: {action.how_we_know}"
    return AgendaItem(text, ItemKind.ACTION_NEW, _subject_ids(action))


def closing_words(room: Room, actions: HuddleBook) -> list[AgendaItem]:
    """Return the last line of part 7: what the minutes will hold."""
    n_opened = sum(action.opened_date == room.on for action in actions.actions.values())
    n_closed = len(closed_since(actions, after=room.on - timedelta(days=1), on=room.on))
    n_open = len(open_actions(actions, on=room.on))
    text = f"This morning: {count_words(n_opened, 'action')} opened, {n_closed} closed; {n_open} open."
    return [AgendaItem(text, ItemKind.SUMMARY)]


def _subject_ids(action: Action) -> tuple[str, ...]:
    return (action.action_id,) if action.location_id is None else (action.action_id, action.location_id)
