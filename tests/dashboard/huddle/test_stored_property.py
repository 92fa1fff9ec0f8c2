from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.huddle.agenda_items import ItemKind, Room
from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.huddle.escalation import EscalationRule
from dashboard.huddle.events import Event, EventKind, OnScreen
from dashboard.huddle.ordinance_items import operation_items
from dashboard.huddle.stored_property import (
    TAG_FORM,
    NewProperty,
    normal_tag,
    property_end_draft,
    register,
    stored_draft,
)
from tests.support.operation_events import MONDAY_7, event_of

SCREEN = OnScreen(date(2015, 11, 9), "b1", "leadership", "public_works")
HELD_UNTIL = date(2016, 2, 7)


def stored(tag: str = "BOS-0123", event_id: str = "p1") -> Event:
    new_property = NewProperty(tag, "operation:o1", "Mill Square", "tent", "city_storage", MONDAY_7, HELD_UNTIL)
    return event_of(stored_draft(new_property, on_screen=SCREEN), event_id, 1, MONDAY_7)


def ended(kind: EventKind, reason_code: str, *, days: int, events: list[Event]) -> HuddleBook:
    book = fold_events(events)
    at = MONDAY_7 + timedelta(days=days)
    draft = property_end_draft(
        book.stored_property["property:BOS-0123"], kind, reason_code=reason_code, at=at, on_screen=SCREEN
    )
    return fold_events([*events, event_of(draft, "p9", 9, at)])


@pytest.mark.parametrize(
    ("typed", "tag"), [("bos 0123", "BOS-0123"), ("a-123", "A-123"), ("BPHC_000456", "BPHC-000456")]
)
def test_a_tag_has_one_spelling(typed, tag):
    assert normal_tag(typed) == tag
    assert TAG_FORM.fullmatch(tag)


@pytest.mark.parametrize(
    "typed", ["Maria", "Maria Lopez 12", "J SMITH-77", "1980-01-02", "BOS", "0123", "JOHNS-123", ""]
)
def test_what_could_be_a_name_or_a_date_is_no_tag(typed):
    assert TAG_FORM.fullmatch(normal_tag(typed)) is None


def test_a_tag_stands_in_the_register_once():
    book = fold_events([stored(), stored(event_id="p2")])

    assert len(book.stored_property) == 1
    assert book.refused[0].reason == "The tag BOS-0123 is in the register already."


def test_property_is_returned_at_any_time_and_disposed_of_after_its_hold_or_for_safety():
    assert ended(EventKind.PROPERTY_RETURNED, "collected", days=1, events=[stored()]).refused == ()
    early = ended(EventKind.PROPERTY_DISPOSED, "hold_ended", days=90, events=[stored()])
    assert early.refused[0].reason == "It is held until 2016-02-07."
    assert ended(EventKind.PROPERTY_DISPOSED, "hold_ended", days=91, events=[stored()]).refused == ()
    gone = ended(EventKind.PROPERTY_DISPOSED, "safety_risk", days=0, events=[stored()])
    assert gone.stored_property["property:BOS-0123"].status == "disposed"
    assert ended(EventKind.PROPERTY_RETURNED, "", days=1, events=[stored()]).refused != ()


def test_the_register_is_read_by_a_part_of_the_tag_and_by_nothing_else():
    book = fold_events([stored(), stored("BOS-0999", "p2"), stored("PW-0123", "p3")])
    every = list(book.stored_property.values())

    assert [each.tag for each in register(every, tag="bos-0")] == ["BOS-0123", "BOS-0999"]
    assert [each.tag for each in register(every, tag="123")] == ["BOS-0123", "PW-0123"]
    assert register(every, tag="Mill Square") == []
    assert len(register(every)) == 3


def test_a_hold_that_ends_is_on_the_agenda_until_it_is_said_what_became_of_it():
    def kinds(book: HuddleBook, on: date) -> list[ItemKind]:
        room = Room(on, None, {}, {}, (1, 2, 3, 4, 5), EscalationRule())
        return [item.kind for item in operation_items(room, book)]

    book = fold_events([stored()])
    assert kinds(book, date(2016, 2, 6)) == []
    assert kinds(book, date(2016, 2, 7)) == kinds(book, date(2016, 3, 1)) == [ItemKind.HOLD_ENDS]
    assert kinds(ended(EventKind.PROPERTY_RETURNED, "collected", days=95, events=[stored()]), date(2016, 3, 1)) == []
