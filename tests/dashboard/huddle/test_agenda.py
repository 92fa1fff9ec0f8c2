from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.huddle.agenda import Agenda, ItemKind, build_agenda
from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.huddle.events import Event, EventKind
from tests.support.signal_tables import signal_tables

FRIDAY = date(2015, 11, 6)
MONDAY = date(2015, 11, 9)
TUESDAY = date(2015, 11, 10)
AGENCIES = {"public_works": "Public Works", "ems": "Boston EMS"}
NO_ACTION = fold_events([])

FEEDS = pd.DataFrame(
    {
        "feed_code": ["outreach", "city311_legacy", "city311_new"],
        "feed_name": ["Outreach log", "City 311 (legacy)", "City 311 (2025)"],
        "status": ["not_collected", "current", "late"],
        "newest_record_at": pd.to_datetime([None, "2015-11-10T02:14Z", "2015-11-07T11:00Z"], utc=True),
        "behind_hours": [None, 8.8, 72.0],
        "next_step": ["Ask for the log.", "Ask the desk.", "Ask the new desk."],
    }
)
LOCATIONS = pd.DataFrame(
    {
        "location_id": ["L2", "L1"],
        "number": [2, 1],
        "name": ["Harbor St", "Mill Square"],
        "district_code": ["D-4", "A-1"],
        "n_incidents_7d": [1, 9],
    }
)
REASONS = pd.DataFrame(
    {
        "location_id": ["L1", "L1"],
        "reason_no": [2, 1],
        "reason_text": ["9 open tickets", "12 incidents in 28 days"],
    }
)
CHANGES = pd.DataFrame(
    {
        "location_id": ["L9", "L2", "L1"],
        "change_kind": ["vanished", "new", "kept"],
        "name": ["Quay St", "Harbor St", "Mill Square"],
        "change_text": ["No longer on the list; it was number 14", "New on the list", ""],
    }
)


def book(*rows: tuple[str, date, date, dict[str, str]]) -> HuddleBook:
    """Each row: action id, opened on, due on, further facts."""
    events = [
        Event(
            event_id=action_id,
            sequence_no=0,
            kind=EventKind.ACTION_OPENED,
            subject_id=action_id,
            huddle_date=opened_date,
            recorded_at=datetime(2015, 11, 6, 14, tzinfo=UTC),
            build_id="b1",
            role_code="leadership",
            facts={"owner_agency_code": "public_works", "due_date": due_date.isoformat(), **facts},
            payload={"what": f"Do {action_id}", "how_we_know": f"See {action_id}"},
        )
        for action_id, opened_date, due_date, facts in rows
    ]
    return fold_events(events)


def agenda(**changes: Any) -> Agenda:
    inputs: dict[str, Any] = {
        "as_of_date": TUESDAY,
        "previous_as_of_date": MONDAY,
        "feeds": FEEDS,
        "list_changes": CHANGES,
        "locations": LOCATIONS,
        "reasons": REASONS,
        "signals": signal_tables(),
        "actions": NO_ACTION,
        "agencies": AGENCIES,
        "huddle_weekdays": (1, 2, 3, 4, 5),
    }
    return build_agenda(**inputs | changes)


def lines(made: Agenda, part_number: int) -> list[str]:
    return [item.text for item in made.parts[part_number - 1].items]


def test_the_meeting_has_seven_parts_in_order_that_fill_fifteen_minutes():
    parts = agenda().parts

    assert [part.number for part in parts] == [1, 2, 3, 4, 5, 6, 7]
    bounds = [[int(minute) for minute in part.minutes.split("–")] for part in parts]
    assert (bounds[0][0], bounds[-1][1]) == (0, 15)
    assert all(before[1] == after[0] for before, after in pairwise(bounds))


def test_data_health_says_in_one_line_what_is_late_then_tells_each_feed():
    assert lines(agenda(), 1) == [
        "Late: City 311 (2025). Not collected: Outreach log.",
        "City 311 (legacy): newest Mon 9 Nov 21:14, 9 h before the morning: current",
        "City 311 (2025): newest Sat 7 Nov 06:00, 3 days before the morning: late. Ask the new desk.",
        "Outreach log: not collected. Ask for the log.",
    ]


def test_when_every_feed_is_current_the_line_says_so():
    assert lines(agenda(feeds=FEEDS[FEEDS["status"] == "current"]), 1)[0] == "Every feed is current."


def test_with_no_feed_at_all_nothing_is_called_current():
    assert lines(agenda(feeds=FEEDS.iloc[:0]), 1) == ["No feed is known."]


@dataclass(frozen=True)
class Failure:
    as_of_date: date | None
    error: str
    next_step: str


def test_a_failed_build_stands_before_everything_else():
    failure = Failure(TUESDAY, "A check failed.", "Hold the huddle.")

    item = agenda(failed_attempt=failure).parts[0].items[0]

    assert item.kind == ItemKind.BUILD_FAILED
    assert item.text == ("The build for Tue 10 Nov failed; this is the last good one. A check failed. Hold the huddle.")


def test_a_failed_build_of_no_known_morning_is_the_newest():
    item = agenda(failed_attempt=Failure(None, "Broken.", "")).parts[0].items[0]

    assert item.text == "The newest build failed; this is the last good one. Broken."


def test_what_is_not_collected_is_said_and_never_made_up():
    made = agenda()

    for part_number in (2, 5):
        assert ItemKind.NOT_IN_THIS_VERSION in [item.kind for item in made.parts[part_number - 1].items]
    assert "911, never 311" in lines(made, 2)[0]


def test_carried_over_actions_come_overdue_then_due_today_then_the_rest():
    actions = book(
        ("a1", MONDAY, TUESDAY, {"location_id": "L1", "location_name": "Mill Sq.", "location_number": "3"}),
        ("a2", FRIDAY, MONDAY, {"location_id": "L7", "location_name": "Quay St", "location_number": "3"}),
        ("a3", FRIDAY, date(2015, 11, 20), {}),
        ("a4", TUESDAY, TUESDAY, {}),
    )

    part = agenda(actions=actions).parts[2]

    assert [item.text for item in part.items] == [
        "3 actions carried over: 1 overdue, 1 due today.",
        (
            "Public Works: Do a2 (Quay St): overdue 1 day, was due Mon 9 Nov; "
            "opened Fri 6 Nov, carried 2 mornings. We know by: See a2. "
            "The place: number 3 when opened, not on the list today."
        ),
        (
            "Public Works: Do a1 (Mill Sq.): due today; "
            "opened Mon 9 Nov, carried 1 morning. We know by: See a1. "
            "The place: number 3 when opened, number 1 today, 9 incidents in 7 days."
        ),
        (
            "Public Works: Do a3 (no place named): due Fri 20 Nov; "
            "opened Fri 6 Nov, carried 2 mornings. We know by: See a3."
        ),
    ]
    assert part.items[1].subject_ids == ("a2", "L7")
    assert part.items[3].subject_ids == ("a3",)


def test_over_a_weekend_ages_are_said_by_date():
    (_, item) = agenda(as_of_date=MONDAY, actions=book(("a1", FRIDAY, MONDAY, {}))).parts[2].items

    assert "opened Fri 6 Nov, carried 1 morning" in item.text


def test_a_moved_due_date_shows_the_first_one():
    recorded = book(("a1", FRIDAY, MONDAY, {}))
    moved = replace(recorded.actions["a1"], due_date=TUESDAY)

    text = lines(agenda(actions=replace(recorded, subjects={"a1": moved})), 3)[1]

    assert "due today, first due Mon 9 Nov;" in text


def test_an_agency_that_left_the_list_is_named_by_its_code():
    text = lines(agenda(actions=book(("a1", FRIDAY, MONDAY, {})), agencies={}), 3)[1]

    assert text.startswith("public_works: Do a1")


def closed_book(closed_date: date) -> HuddleBook:
    opening = book(("a1", FRIDAY, MONDAY, {})).actions["a1"]
    closing = Event(
        "c1",
        1,
        EventKind.ACTION_CLOSED,
        "a1",
        closed_date,
        datetime(2015, 11, 9, 14, tzinfo=UTC),
        "b1",
        "leadership",
        {"status": "could_not"},
        {"words": "No truck."},
    )
    first = Event(
        "a1",
        0,
        EventKind.ACTION_OPENED,
        "a1",
        FRIDAY,
        datetime(2015, 11, 6, 14, tzinfo=UTC),
        "b1",
        "leadership",
        {"owner_agency_code": opening.owner_agency_code, "due_date": "2015-11-09"},
        {"what": "Do a1.", "how_we_know": "See a1"},
    )
    return fold_events([first, closing])


def test_what_was_closed_since_the_morning_before_comes_back_once_with_its_result():
    assert lines(agenda(actions=closed_book(MONDAY)), 3) == [
        "No action is carried over.",
        "Public Works: Do a1 (no place named): could not on Mon 9 Nov. No truck.",
    ]
    assert lines(agenda(actions=closed_book(FRIDAY)), 3) == ["No action is carried over."]


def test_on_a_first_morning_nothing_is_compared():
    made = agenda(previous_as_of_date=None, actions=closed_book(MONDAY))

    assert lines(made, 3) == ["No action is carried over."]
    assert lines(made, 4)[1] == "There is no earlier morning to compare the list with."


def test_changes_of_the_list_are_told_as_facts_with_todays_number():
    assert lines(agenda(), 4)[1:4] == [
        "Against the list of Mon 9 Nov: 2 changes.",
        "Harbor St, number 2: New on the list",
        "Quay St: No longer on the list; it was number 14",
    ]


def test_a_list_that_did_not_change_says_so():
    assert lines(agenda(list_changes=CHANGES.iloc[:0]), 4)[1] == "The places are those of Mon 9 Nov."


def test_every_location_is_told_by_number_with_its_reasons_and_what_is_open_there():
    actions = book(("a1", FRIDAY, TUESDAY, {"location_id": "L1", "location_name": "Mill", "location_number": "1"}))

    made = agenda(actions=actions)

    assert lines(made, 4)[4:] == [
        ("Number 1, Mill Square, A-1: 12 incidents in 28 days; 9 open tickets. Open there: Public Works: Do a1"),
        "Number 2, Harbor St, D-4: no reason given. Open there: nothing",
    ]
    assert [location.number for location in made.locations] == [1, 2]
    assert made.locations[0].reasons == ("12 incidents in 28 days", "9 open tickets")
    assert [action.action_id for action in made.locations[0].open_actions] == ["a1"]
    assert made.parts[3].items[4].subject_ids == ("L1", "a1")


def test_an_empty_list_still_makes_an_agenda():
    made = agenda(locations=LOCATIONS.iloc[:0], reasons=REASONS.iloc[:0], list_changes=CHANGES.iloc[:0])

    assert made.locations == ()
    assert all(part.items for part in made.parts)


def test_new_actions_and_the_close_tell_what_the_minutes_will_hold():
    made = agenda(actions=book(("a1", FRIDAY, MONDAY, {}), ("a4", TUESDAY, date(2015, 11, 12), {})))

    assert lines(made, 6) == [
        "Each new action has one owner agency, a due date, and how we shall know.",
        "Public Works: Do a4 (no place named): due Thu 12 Nov. We know by: See a4",
    ]
    assert lines(made, 7)[-1] == "This morning: 1 action opened, 0 closed; 2 open."
