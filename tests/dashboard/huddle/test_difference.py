from __future__ import annotations

from datetime import date

from dashboard.huddle.book import fold_events
from dashboard.huddle.difference import ListedPlace, difference_since
from dashboard.huddle.events import EventKind
from tests.dashboard.huddle.test_agenda import AGENCIES
from tests.support.huddle_events import TUESDAY, closed, opened, recorded, undone

WEDNESDAY = date(2015, 11, 11)
MILL, QUAY = ListedPlace("L1", "Mill Square", 1), ListedPlace("L2", "Quay St", 2)


def difference(then, later=(), *, places_then=(), places_now=()):
    return difference_since(
        fold_events(then),
        fold_events([*then, *later]),
        on=TUESDAY,
        now_on=WEDNESDAY,
        places_then=places_then,
        places_now=places_now,
        agencies=AGENCIES,
    )


def asked(event_id="k1", **facts):
    facts = {"from_agency_code": "ems", "to_agency_code": "parks"} | facts
    return recorded(event_id, EventKind.ASK_MADE, "ask1", **facts)


def test_an_action_that_was_done_since_is_told_with_its_result():
    found = difference([opened("e1")], [closed("e2", on=WEDNESDAY)])

    assert found.actions == (
        "Public Works: what e1 Then open, now done on Wed 11 Nov. Result: words e2",
    )  # fmt: skip
    assert found.n_unchanged_actions == 0


def test_a_new_owner_and_a_new_day_are_told_beside_what_stood():
    moved = recorded(
        "e2", EventKind.ACTION_HANDED_OVER, "a1", on=WEDNESDAY, owner_agency_code="ems", due_date="2015-11-13"
    )

    (line,) = difference([opened("e1")], [moved]).actions

    assert line.endswith(
        "Then open, now handed over; owner then Public Works, now Boston EMS; due then Thu 12 Nov, now Fri 13 Nov."
    )


def test_what_stands_as_it_stood_is_only_counted_and_what_came_later_is_the_later_mornings_own():
    found = difference([opened("e1")], [opened("e9", "a9", on=WEDNESDAY)])

    assert (found.actions, found.n_unchanged_actions) == ((), 1)


def test_an_action_withdrawn_since_is_told():
    opening = opened("e1")

    assert difference([opening], [undone("u1", opening)]).actions == ("Public Works: what e1 Withdrawn since.",)


def test_an_answer_that_came_since_is_told_with_its_words():
    answered = recorded("k2", EventKind.ASK_ANSWERED, "ask1", on=WEDNESDAY, answer="cannot")

    (line,) = difference([asked()], [answered]).asks

    assert line.endswith("Then open, now answered, we cannot, on Wed 11 Nov. words k2")


def test_places_that_came_and_went_stand_before_those_that_moved():
    quay_now, new = ListedPlace("L2", "Quay St", 3), ListedPlace("L3", "Long Wharf", 1)

    found = difference([], places_then=(MILL, QUAY), places_now=(new, quay_now))

    assert found.places == (
        "Long Wharf: not on the list then, number 1 now.",
        "Mill Square: number 1 then, not on the list now.",
        "Quay St: number 2 then, 3 now.",
    )


def test_a_place_that_kept_its_number_and_got_another_name_is_told():
    found = difference([], places_then=(MILL, QUAY), places_now=(MILL, ListedPlace("L2", "Quay St & Mill St", 2)))

    assert found.places == ("Quay St: number 2 then, 2 now, called Quay St & Mill St.",)
    assert found.n_unchanged_places == 1
