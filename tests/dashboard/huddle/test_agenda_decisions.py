from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.huddle.agenda_decisions import Standing, decision_draft
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind, OnScreen
from tests.support.huddle_events import TUESDAY, recorded

WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)
PIN, DEFER, DROP, RETURN = (
    EventKind.ITEM_PINNED,
    EventKind.ITEM_DEFERRED,
    EventKind.ITEM_DROPPED,
    EventKind.ITEM_RETURNED,
)


def decided(event_id: str, kind: EventKind, *, on: date = TUESDAY, minute: int = 0, **facts: str):
    facts = {"title": "Mill Square", "part_no": "4"} | facts
    return recorded(event_id, kind, "location:L1", on=on, minute=minute, **facts)


def decision_of(*events):
    return fold_events(events).decisions["location:L1"]


def test_a_pinned_item_is_kept_every_morning_until_it_is_taken_off():
    pinned = decided("d1", PIN)

    assert all(decision_of(pinned).is_kept(TUESDAY + timedelta(days=days)) for days in (0, 1, 30))
    assert not decision_of(pinned, decided("d2", RETURN, on=WEDNESDAY)).is_kept(THURSDAY)


def test_a_deferred_item_is_off_until_its_day_and_kept_from_then_on():
    decision = decision_of(decided("d1", DEFER, until_date="2015-11-12"))

    assert [decision.is_off(day) for day in (TUESDAY, WEDNESDAY, THURSDAY)] == [True, True, False]
    assert [decision.is_kept(day) for day in (WEDNESDAY, THURSDAY, THURSDAY + timedelta(days=9))] == [
        False,
        True,
        True,
    ]


def test_a_dropped_item_is_off_that_morning_only():
    decision = decision_of(decided("d1", DROP))

    assert (decision.is_off(TUESDAY), decision.is_off(WEDNESDAY), decision.is_kept(WEDNESDAY)) == (True, False, False)


def test_the_later_decision_stands_and_both_stay_in_the_history():
    decision = decision_of(decided("d1", PIN), decided("d2", DROP, minute=1))

    assert (decision.standing, decision.reason) == (Standing.DROPPED, "words d2")
    assert [entry.event_id for entry in decision.history] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([decided("d1", PIN), decided("d2", PIN, minute=1)], "The item is pinned already."),
        ([decided("d1", DROP), decided("d2", DROP, minute=1)], "The item is off this morning's agenda already."),
        ([decided("d2", RETURN)], "Nothing was decided of the item."),
        ([decided("d2", DEFER, until_date="2015-11-10")], "An item is deferred to a later day."),
        ([decided("d2", DEFER, until_date="soon")], "It holds no date to defer to."),
        ([decided("d2", PIN, title="")], "It does not name the item."),
    ],
)
def test_what_decides_nothing_is_refused(events, reason):
    assert fold_events(events).refused == (("d2", reason),)


def test_the_draft_of_a_deferral_is_legal_and_keeps_its_reason_apart():
    draft = decision_draft(
        DEFER,
        "location:L1",
        title="Mill Square",
        part_no=4,
        reason=" Crew is there on Thursday ",
        until_date=THURSDAY,
        on_screen=OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="chair"),
    )

    assert draft.facts == {"title": "Mill Square", "part_no": "4", "until_date": "2015-11-12"}
    assert draft.payload == {"words": "Crew is there on Thursday"}
    assert fold_events([]).refusal_reason(draft) is None
