from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind
from dashboard.huddle.minutes import events_before_close, make_minutes
from tests.dashboard.huddle.test_agenda import AGENCIES
from tests.dashboard.huddle.test_decided_items import agenda_of
from tests.support.huddle_events import TUESDAY, met, opened, recorded

START, STEP, CLOSE = EventKind.MEETING_STARTED, EventKind.MEETING_STEPPED, EventKind.MEETING_CLOSED


def numbered(*events):
    return [replace(event, sequence_no=number) for number, event in enumerate(events, start=1)]


HELD = numbered(
    met("m1", START),
    recorded("p1", EventKind.AGENCY_ARRIVED, "presence:2015-11-10:ems", minute=1, agency_code="ems"),
    met("m2", STEP, minute=1, part_no="6"),
    opened("e1", minute=2),
    met("m3", CLOSE, minute=5),
)


def minutes_of(events):
    before = events_before_close(events, huddle_date=TUESDAY, close_event_id="m3")
    return make_minutes(agenda_of(*before), fold_events(before), build_id="b1", agencies=AGENCIES)


def test_minutes_tell_who_was_there_how_long_each_part_took_and_what_was_recorded():
    minutes = minutes_of(HELD)

    assert minutes.present == ("Boston EMS",)
    assert {part.number: part.seconds for part in minutes.parts if part.seconds} == {1: 60, 6: 240}
    assert any("Public Works: what e1" in line for line in minutes.parts[5].lines)
    assert minutes.parts[3].lines[-1] == "On the list: 1 Mill Square, 2 Harbor St."


def test_what_is_recorded_after_the_close_changes_no_line_of_the_minutes():
    later = numbered(*HELD, opened("e2", "a2", minute=9), recorded("x", EventKind.ACTION_NOTED, "a1", minute=9))

    assert minutes_of(later) == minutes_of(HELD)


def test_what_arrives_after_the_close_with_an_earlier_clock_changes_no_line_either():
    slow_clock = numbered(*HELD, opened("e0", "a0", minute=0))

    assert minutes_of(slow_clock) == minutes_of(HELD)


def test_words_erased_after_the_close_are_gone_from_the_minutes_and_it_shows():
    erasure = recorded("x", EventKind.PAYLOAD_ERASED, "a1", minute=9, erased_event_id="e1", reason_code="request")

    text = " ".join(line for part in minutes_of(numbered(*HELD, erasure)).parts for line in part.lines)

    assert "what e1" not in text
    assert "[erased]" in text


def test_a_huddle_that_was_not_closed_has_no_minutes():
    with pytest.raises(ValueError, match="was not closed"):
        make_minutes(agenda_of(*HELD[:3]), fold_events(HELD[:3]), build_id="b1", agencies=AGENCIES)
