from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind, OnScreen
from dashboard.huddle.meetings import PLANNED_PARTS, close_draft, presence_draft, start_draft, step_draft
from tests.support.huddle_events import TUESDAY, met, opened, recorded, undone

ON_SCREEN = OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="chair", agency_code="crt")
START, STEP, CLOSE = EventKind.MEETING_STARTED, EventKind.MEETING_STEPPED, EventKind.MEETING_CLOSED


def at(minute: int, second: int = 0) -> datetime:
    return datetime(2015, 11, 10, 13, minute, second, tzinfo=UTC)


def test_the_parts_fill_fifteen_minutes_without_a_gap():
    ends = [part.to_min for part in PLANNED_PARTS]

    assert [part.from_min for part in PLANNED_PARTS] == [0, *ends[:-1]]
    assert ends[-1] == 15


def test_a_started_meeting_is_at_its_first_part():
    meeting = fold_events([met("m1", START)]).meeting(TUESDAY)

    assert (meeting.is_running, meeting.part_no, meeting.started_at) == (True, 1, at(0))


def test_a_morning_on_which_nobody_started_has_no_meeting():
    assert fold_events([opened("e1")]).meeting(TUESDAY) is None


def test_the_chair_may_step_forward_and_back():
    meeting = fold_events(
        [met("m1", START), met("m2", STEP, minute=1, part_no="3"), met("m3", STEP, minute=2, part_no="2")]
    ).meeting(TUESDAY)

    assert meeting.part_no == 2


def test_the_time_of_a_part_is_the_sum_of_its_visits():
    meeting = fold_events(
        [
            met("m1", START),
            met("m2", STEP, minute=1, part_no="3"),
            met("m3", STEP, minute=3, part_no="1"),
            met("m4", CLOSE, minute=7),
        ]
    ).meeting(TUESDAY)

    assert meeting.part_seconds(now_at=at(50)) == {1: 60 + 240, 3: 120}


def test_a_running_part_lasts_until_now():
    meeting = fold_events([met("m1", START)]).meeting(TUESDAY)

    assert meeting.part_seconds(now_at=at(0, 42)) == {1: 42}


def test_a_clock_that_runs_behind_makes_no_part_shorter_than_nothing():
    meeting = fold_events([met("m1", START, minute=5)]).meeting(TUESDAY)

    assert meeting.part_seconds(now_at=at(4)) == {1: 0}


def test_two_chairs_who_press_start_start_one_meeting():
    book = fold_events([met("m1", START), met("m2", START, minute=1)])

    assert book.meeting(TUESDAY).started_at == at(0)
    assert book.refused == (("m2", "The huddle was already started."),)


def test_two_chairs_who_press_next_go_on_by_one_part():
    book = fold_events([met("m1", START), *(met(each, STEP, minute=1, part_no="2") for each in ("m2", "m3"))])

    assert book.meeting(TUESDAY).part_no == 2
    assert book.refused == (("m3", "The huddle is at this part already."),)


@pytest.mark.parametrize("part_no", ["0", "8", "", "two"])
def test_a_step_to_no_part_is_refused(part_no):
    book = fold_events([met("m1", START), met("m2", STEP, minute=1, part_no=part_no)])

    assert book.refused == (("m2", "It names no part of the meeting."),)


def test_a_closed_meeting_takes_no_step_no_roll_call_and_no_decision():
    late = [
        met("m3", STEP, minute=6, part_no="2"),
        recorded("m4", EventKind.AGENCY_ARRIVED, "presence:2015-11-10:ems", minute=6, agency_code="ems"),
        recorded("m5", EventKind.ITEM_PINNED, "location:L1", minute=6, title="Mill Square", part_no="4"),
    ]

    book = fold_events([met("m1", START), met("m2", CLOSE, minute=5), *late])

    assert set(book.refused) == {
        (event_id, "The huddle is closed and its minutes are made.") for event_id in ("m3", "m4", "m5")
    }


def test_after_the_close_an_action_can_still_be_opened():
    book = fold_events([met("m1", START), met("m2", CLOSE, minute=5), opened("e1", minute=6)])

    assert "a1" in book.actions


def test_a_meeting_started_by_mistake_is_started_again_after_the_undoing():
    start = met("m1", START)

    book = fold_events([start, undone("m2", start, minute=1), met("m3", START, minute=2)])

    assert book.meeting(TUESDAY).started_at == at(2)
    assert book.refused == ()


def test_an_event_of_another_mornings_meeting_is_refused():
    stray = recorded("m1", START, "meeting:2015-11-09")

    assert fold_events([stray]).refused == (("m1", "It names the meeting of another morning."),)


def test_the_roll_call_holds_who_came_and_not_who_left():
    def call(event_id: str, kind: EventKind, agency: str, minute: int):
        return recorded(event_id, kind, f"presence:2015-11-10:{agency}", minute=minute, agency_code=agency)

    book = fold_events(
        [
            call("p1", EventKind.AGENCY_ARRIVED, "police", 0),
            call("p2", EventKind.AGENCY_ARRIVED, "ems", 0),
            call("p3", EventKind.AGENCY_LEFT, "police", 4),
            call("p4", EventKind.AGENCY_ARRIVED, "ems", 5),
        ]
    )

    assert book.present_agencies(TUESDAY) == ("ems",)
    assert book.present_agencies(date(2015, 11, 11)) == ()
    assert book.refused == (("p4", "The agency is present already."),)


def test_every_draft_of_the_meeting_is_legal_in_its_turn():
    drafts = [
        presence_draft("ems", is_present=True, on_screen=ON_SCREEN),
        start_draft(ON_SCREEN),
        step_draft(part_no=2, on_screen=ON_SCREEN),
        presence_draft("ems", is_present=False, on_screen=ON_SCREEN),
        close_draft(ON_SCREEN),
    ]
    events = []
    for minute, draft in enumerate(drafts):
        assert fold_events(events).refusal_reason(draft) is None
        events.append(recorded(f"m{minute}", draft.kind, draft.subject_id, minute=minute, **draft.facts))

    assert fold_events(events).refused == ()


def test_a_draft_tells_which_agency_recorded_it():
    assert start_draft(ON_SCREEN).facts == {"by_agency_code": "crt"}
