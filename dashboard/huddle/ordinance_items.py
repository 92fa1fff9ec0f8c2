"""The agenda's lines about the Encampment Ordinance: clocks that end, revisits that are due, property whose hold ends.

Every role that sees places reads them, and the minutes hold them: the place, the step and its time; never what was
offered, what anybody answered, or by whom an override was given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.agenda_items import AgendaItem, ItemKind
from dashboard.huddle.ordinance_gate import clocks_of
from dashboard.huddle.ordinance_steps import ENDING_KINDS, OUTREACH_KINDS, REVISIT_DAYS, STEP_NAMES, Found
from dashboard.huddle.words import count_words, instant_words, local_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.huddle.agenda_items import Room
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.ordinance import Operation
    from dashboard.huddle.ordinance_gate import Clock
    from dashboard.huddle.ordinance_steps import OperationStep
    from dashboard.huddle.stored_property import StoredProperty

CLOCK_KINDS = (ItemKind.CLOCK_ENDED, ItemKind.CLOCK_ENDS, ItemKind.HOLD_ENDS, ItemKind.OPERATION_STEP)
REVISIT_KINDS = (ItemKind.REVISIT_LATE, ItemKind.REVISIT_DUE, ItemKind.REVISIT_DONE)


def operation_items(room: Room, book: HuddleBook) -> list[AgendaItem]:
    """Return part 5: clocks that end today or have ended, holds that end, then the steps recorded this morning."""
    operations = _in_order(book.operations.values())
    still_open = [operation for operation in operations if operation.is_open]
    running = [(operation, clock) for operation in still_open for clock in clocks_of(operation.steps)]
    due = [(operation, clock) for operation, clock in running if local_date(clock.ends_at) <= room.on]
    held = sorted(book.stored_property.values(), key=lambda each: each.tag)
    return [
        *(_clock(room, *each) for each in sorted(due, key=lambda each: (each[1].ends_at, each[0].operation_id))),
        *(_hold(room, each) for each in held if each.is_stored and each.held_until_date <= room.on),
        *(_steps(room, operation, new) for operation in operations if (new := _new_steps(room, operation))),
    ]


def revisit_items(room: Room, book: HuddleBook) -> list[AgendaItem]:
    """Return part 3: the revisits that are due and not recorded, the longest due first, then those of this morning."""
    operations = _in_order(book.operations.values())
    due = [operation for operation in operations if (day := operation.next_revisit_date()) and day <= room.on]
    return [
        *(_revisit(room, each) for each in sorted(due, key=lambda each: (each.next_revisit_date(), each.operation_id))),
        *(
            _revisited(room, operation, step)
            for operation in operations
            for step in operation.steps
            if step.kind in REVISIT_DAYS and step.huddle_date == room.on
        ),
    ]


def revisit_words(step: OperationStep) -> str:
    """Return what a revisit found: "revisit at 30 days: not back"."""
    return f"{STEP_NAMES[step.kind].lower()}: {Found(step.facts['found_code']).words}"


def _in_order(operations: Iterable[Operation]) -> list[Operation]:
    return sorted(operations, key=lambda each: (each.reported_date, each.operation_id))


def _clock(room: Room, operation: Operation, clock: Clock) -> AgendaItem:
    where = room.place(operation.location_id, operation.location_name)
    ends = instant_words(clock.ends_at, seen_from=room.on)
    is_today = local_date(clock.ends_at) == room.on
    told = f"{clock.notice_type.hours} h of the notice ({clock.notice_type.words})"
    nothing = "No removal and no closing is on record; the ordinance checklist says what is missing."
    text = f"{where}: the {told} {'end' if is_today else 'ended'} {ends}. {nothing}"
    kind = ItemKind.CLOCK_ENDS if is_today else ItemKind.CLOCK_ENDED
    return AgendaItem(text, kind, _subject_ids(operation), title=f"Notice at {operation.location_name}")


def _hold(room: Room, stored: StoredProperty) -> AgendaItem:
    is_today = stored.held_until_date == room.on
    told = f"is held until {'today' if is_today else room.day(stored.held_until_date)}, and still stored"
    text = f"Stored property {stored.tag} ({stored.location_name}) {told}."
    return AgendaItem(text, ItemKind.HOLD_ENDS, (stored.property_id,), title=f"Stored property {stored.tag}")


def _steps(room: Room, operation: Operation, steps: list[OperationStep]) -> AgendaItem:
    """Return one line for all that was recorded of an operation, so that a busy place does not fill the part."""
    told = ", ".join(f"{STEP_NAMES[step.kind].lower()} {instant_words(step.at, seen_from=room.on)}" for step in steps)
    by = ", ".join(dict.fromkeys(room.agency(step.agency_code) for step in steps))
    where = room.place(operation.location_id, operation.location_name)
    text = f"Ordinance checklist, {where}: {told}; by {by}."
    return AgendaItem(text, ItemKind.OPERATION_STEP, _subject_ids(operation))


def _new_steps(room: Room, operation: Operation) -> list[OperationStep]:
    untold = OUTREACH_KINDS.union(REVISIT_DAYS)
    return [step for step in operation.steps if step.huddle_date == room.on and step.kind not in untold]


def _revisit(room: Room, operation: Operation) -> AgendaItem:
    kind, day, ended = operation.next_revisit(), operation.next_revisit_date(), operation.newest(*ENDING_KINDS)
    if kind is None or day is None or ended is None:
        raise ValueError(f"{operation.operation_id} has no revisit to come")
    n_late = (room.on - day).days
    where = room.place(operation.location_id, operation.location_name)
    since = f"{STEP_NAMES[ended.kind].lower()} {instant_words(ended.at, seen_from=room.on)}"
    when = f"was due {room.day(day)}, {count_words(n_late, 'day')} ago" if n_late else "is due today"
    text = f"{STEP_NAMES[kind]}, {where}: {when} ({since}). Say what is there now: back, not back, cannot tell."
    title = f"{STEP_NAMES[kind]}, {operation.location_name}"
    item_kind = ItemKind.REVISIT_LATE if n_late else ItemKind.REVISIT_DUE
    return AgendaItem(text, item_kind, _subject_ids(operation), title=title)


def _revisited(room: Room, operation: Operation, step: OperationStep) -> AgendaItem:
    is_back = step.facts["found_code"] == Found.BACK
    where = room.place(operation.location_id, operation.location_name)
    kind = ItemKind.CAME_BACK if is_back else ItemKind.REVISIT_DONE
    return AgendaItem(f"{where}: {revisit_words(step)}.", kind, _subject_ids(operation))


def _subject_ids(operation: Operation) -> tuple[str, ...]:
    return (operation.operation_id, operation.location_id)
