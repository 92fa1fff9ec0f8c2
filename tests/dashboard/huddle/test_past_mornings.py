from __future__ import annotations

from datetime import date

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind
from dashboard.huddle.past_mornings import KeptBuild, past_mornings
from tests.support.huddle_events import TUESDAY, closed, met, opened

MONDAY, WEDNESDAY = date(2015, 11, 9), date(2015, 11, 11)
START, CLOSE = EventKind.MEETING_STARTED, EventKind.MEETING_CLOSED
HELD = (met("m1", START), opened("e1", minute=1), closed("e2", minute=2), met("m2", CLOSE, minute=3))


def found(*builds: KeptBuild, events=HELD):
    return past_mornings(fold_events(events), builds, present=WEDNESDAY)


def test_a_closed_huddle_is_opened_with_the_build_that_it_had_though_a_later_one_was_made():
    (tuesday,) = found(KeptBuild("b1", TUESDAY), KeptBuild("b2", TUESDAY))

    assert (tuesday.build_id, tuesday.is_other_build, tuesday.close_event_id) == ("b1", False, "m2")
    assert (tuesday.n_actions_opened, tuesday.n_actions_closed) == (1, 1)


def test_where_that_build_is_gone_a_later_one_of_the_morning_stands_in_and_it_is_said():
    (tuesday,) = found(KeptBuild("b2", TUESDAY))

    assert (tuesday.build_id, tuesday.is_other_build) == ("b2", True)


def test_a_huddle_without_any_build_left_is_listed_and_cannot_be_opened():
    (tuesday,) = found()

    assert (tuesday.build_id, tuesday.is_other_build) == (None, False)
    assert tuesday.closed_at is not None


def test_a_morning_that_nobody_closed_is_opened_with_its_newest_build():
    monday, *_ = found(KeptBuild("b1", MONDAY), KeptBuild("b2", MONDAY), events=())

    assert (monday.build_id, monday.closed_at, monday.close_event_id) == ("b2", None, None)


def test_mornings_come_newest_first_and_the_present_one_and_later_ones_are_not_among_them():
    builds = [KeptBuild(f"b{day.day}", day) for day in (MONDAY, WEDNESDAY, date(2015, 11, 12))]

    assert [each.huddle_date for each in found(*builds)] == [TUESDAY, MONDAY]
