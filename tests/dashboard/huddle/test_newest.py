from __future__ import annotations

from datetime import timedelta

from dashboard.huddle.book import fold_events, fold_further
from dashboard.huddle.events import EventKind
from dashboard.huddle.newest import entries_since, newest_undoable
from tests.support.huddle_events import TUESDAY, closed, met, opened, recorded

AGENCIES = {"public_works": "Public Works"}


def test_the_newest_line_comes_first_and_says_what_it_is_about():
    book = fold_events([opened("e1", location_name="Mill Square"), closed("e2", minute=3)])

    lines = [new.words(on=TUESDAY, agencies=AGENCIES) for new in entries_since(book, fold_events([]), on=TUESDAY)]

    assert lines[0] == "Action of Public Works, Mill Square: closed as done: words e2"
    assert lines[1].startswith("Action of Public Works, Mill Square: opened, owner Public Works")


def test_steps_of_the_chair_and_other_mornings_are_no_news():
    book = fold_events([met("m1", EventKind.MEETING_STARTED), opened("e1", on=TUESDAY - timedelta(days=1))])

    assert entries_since(book, fold_events([]), on=TUESDAY) == []


def test_the_newest_step_of_the_morning_is_the_one_offered_for_undoing():
    pin = recorded("d1", EventKind.ITEM_PINNED, "location:L1", minute=5, title="Mill Square", part_no="4")
    book = fold_events([opened("e1"), pin])

    found = newest_undoable(book, on=TUESDAY, agencies=AGENCIES)

    assert (found.subject_id, found.step.event_id, found.name) == ("location:L1", "d1", "Mill Square")


def test_after_the_close_nothing_is_offered_for_undoing():
    events = [
        opened("e1", minute=1),
        met("m1", EventKind.MEETING_STARTED),
        met("m2", EventKind.MEETING_CLOSED, minute=5),
    ]

    assert newest_undoable(fold_events(events), on=TUESDAY, agencies=AGENCIES) is None


def test_news_are_what_an_earlier_book_does_not_hold_whether_folded_further_or_anew():
    first, later = [opened("e1"), opened("e2", "a2", minute=1)], [closed("e3", minute=3, seen=2)]
    drawn = fold_events(first)

    for book in (fold_further(drawn, later), fold_events([*first, *later])):
        assert [new.entry.event_id for new in entries_since(book, drawn, on=TUESDAY)] == ["e3"]
        assert entries_since(book, book, on=TUESDAY) == []
    assert [new.entry.event_id for new in entries_since(drawn, fold_events([]), on=TUESDAY)] == ["e2", "e1"]
