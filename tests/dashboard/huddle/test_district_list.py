from __future__ import annotations

from datetime import date

from dashboard.huddle.book import fold_events
from dashboard.huddle.district_list import district_list
from dashboard.huddle.events import EventKind
from tests.support.huddle_events import TUESDAY, closed, opened, recorded

MONDAY = date(2015, 11, 9)
HERE = {"L1", "L2"}


def at(event_id: str, location_id: str, *, owner: str = "police", due: str = "2015-11-12", on: date = TUESDAY):
    facts = {"owner_agency_code": owner, "due_date": due, "location_id": location_id, "location_name": location_id}
    return opened(event_id, event_id, on=on, **facts)


def asked(event_id: str, *, of: str = "police", needed: str | None = None, location_id: str = "L1"):
    facts = {"from_agency_code": "ems", "to_agency_code": of, "location_id": location_id, "location_name": "L1"}
    if needed is not None:
        facts["needed_date"] = needed
    return recorded(event_id, EventKind.ASK_MADE, event_id, **facts)


def listed(*events, agency_code: str | None = "police"):
    return district_list(fold_events(events), HERE, agency_code=agency_code, on=TUESDAY)


def ids(actions) -> list[str]:
    return [action.action_id for action in actions]


def test_an_agencys_own_come_first_by_the_day_they_are_due_and_those_of_others_after_them():
    found = listed(
        at("late", "L1", due="2015-11-20"),
        at("parks", "L1", owner="parks", due="2015-11-01"),
        at("overdue", "L2", due="2015-11-05", on=MONDAY),
        at("today", "L1", due="2015-11-10"),
    )

    assert ids(found.own) == ["overdue", "today", "late"]
    assert ids(found.others) == ["parks"]
    assert ids(found.open_at("L1")) == ["today", "late", "parks"]


def test_nothing_of_another_district_or_of_no_place_is_in_it():
    found = listed(at("a1", "L9"), opened("a2", "a2", owner_agency_code="police"), asked("q1", location_id="L9"))

    assert (found.own, found.asks, found.others, dict(found.ended)) == ((), (), (), {})


def test_asks_stand_by_the_day_they_are_needed_and_one_without_a_day_comes_last():
    found = listed(
        asked("q1"), asked("q2", needed="2015-11-12"), asked("q3", needed="2015-11-10"), asked("q4", of="ems")
    )

    assert [ask.ask_id for ask in found.asks] == ["q3", "q2", "q1"]
    assert [ask.ask_id for ask in found.asks_at("L1")] == ["q3", "q2", "q1"]


def test_without_an_agency_every_action_is_somebodys_and_no_ask_is_told():
    found = listed(at("a1", "L1"), asked("q1"), agency_code=None)

    assert (found.own, found.asks, ids(found.others)) == ((), (), ["a1"])


def test_what_was_tried_at_a_place_stands_newest_first_and_nothing_of_a_later_morning():
    found = listed(
        at("old", "L1", on=MONDAY),
        closed("c1", "old", on=MONDAY, minute=1),
        at("new", "L1"),
        closed("c2", "new", minute=2),
        at("open", "L1"),
    )

    assert ids(found.ended["L1"]) == ["new", "old"]
    assert ids(found.own) == ["open"]
