from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.huddle.book import fold_events, undo_draft
from dashboard.huddle.events import Event, NamedLocation, OnScreen
from dashboard.huddle.history import entry_words
from dashboard.huddle.newest import lines_since
from dashboard.huddle.walk_throughs import walk_through_draft, walked_there
from tests.support.operation_events import event_of

MONDAY_8 = datetime(2015, 11, 9, 13, 0, tzinfo=UTC)
SCREEN = OnScreen(date(2015, 11, 9), "b1", "district", "police")
MILL, ALDER = NamedLocation("L1", "Mill Square", 4), NamedLocation("L2", "Alder St", 5)


def walked(event_id: str, location: NamedLocation = MILL, *, n_sharps: int = 7, hours_before: int = 1) -> Event:
    draft = walk_through_draft(
        location, n_sharps=n_sharps, at=MONDAY_8 - timedelta(hours=hours_before), event_id=event_id, on_screen=SCREEN
    )
    return event_of(draft, event_id, int(event_id[1:]), MONDAY_8)


def test_each_walk_through_of_a_place_stands_by_itself_the_newest_first():
    book = fold_events([walked("w1", hours_before=30), walked("w2", n_sharps=0), walked("w3", ALDER, n_sharps=12)])

    there = walked_there(book.walk_throughs.values(), location_id="L1", since=MONDAY_8 - timedelta(days=28))

    assert [each.n_sharps for each in there] == [0, 7]


def test_one_before_the_days_that_are_asked_for_is_left_out():
    book = fold_events([walked("w1", hours_before=30)])

    assert walked_there(book.walk_throughs.values(), location_id="L1", since=MONDAY_8 - timedelta(hours=29)) == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"n_sharps": "seven"}, "It does not say how many sharps were seen"),
        ({"n_sharps": "-1"}, "It does not say how many sharps were seen"),
        ({"n_sharps": ""}, "It does not say how many sharps were seen"),
        ({"at": "soon"}, "It does not say when it happened."),
        ({"location_id": ""}, "It does not say at which place."),
        ({"by_agency_code": ""}, "It does not say which agency walked."),
    ],
)
def test_what_does_not_say_where_when_who_or_how_many_is_refused(facts, reason):
    event = walked("w1")

    book = fold_events([replace(event, facts={**event.facts, **facts})])

    assert book.walk_throughs == {}
    assert book.refused[0].reason.startswith(reason)


def test_it_is_taken_back_by_undoing_and_not_recorded_anew_under_the_same_id():
    event = walked("w1")
    book = fold_events([event])
    undoing = undo_draft(book.undoable(event.subject_id, on=SCREEN.huddle_date), event.subject_id, on_screen=SCREEN)

    book = fold_events([event, event_of(undoing, "w2", 2, MONDAY_8 + timedelta(minutes=1))])

    assert book.walk_throughs == {}
    assert "opened and withdrawn" in (book.refusal_reason(walked("w1")) or "")


def test_everybody_reads_where_and_how_many_and_of_nobody_anything():
    book = fold_events([walked("w1")])

    (line,) = lines_since(book, fold_events([]), on=SCREEN.huddle_date, agencies={"police": "Boston Police"})

    assert line.words == "Walk-through, Mill Square: sharps seen 7, Mon 9 Nov 07:00"
    (walk,) = book.walk_throughs.values()
    assert entry_words(walk.history[0], agencies={}, seen_from=SCREEN.huddle_date) == (
        "Mon 9 Nov: sharps seen 7, Mon 9 Nov 07:00"
    )
