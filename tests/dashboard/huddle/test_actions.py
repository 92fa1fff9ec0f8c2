from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.huddle.actions import closed_since, open_actions, refusal_reason
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import ActionStatus, Event, EventDraft, EventKind
from dashboard.huddle.history import entry_words

FRIDAY = date(2015, 11, 6)
SATURDAY = date(2015, 11, 7)
MONDAY = date(2015, 11, 9)
TUESDAY = date(2015, 11, 10)
WEEKDAYS = (1, 2, 3, 4, 5)
AGENCIES = {"public_works": "Public Works", "ems": "Boston EMS"}


def event(event_id: str, kind: str, day: date, *, action: str = "a1", minute: int = 0, **facts: str) -> Event:
    words = {"what": f"what {event_id}", "how_we_know": f"how {event_id}"} if kind == "action_opened" else {}
    return Event(
        event_id=event_id,
        sequence_no=0,
        kind=EventKind(kind),
        subject_id=action,
        huddle_date=day,
        recorded_at=datetime(day.year, day.month, day.day, 13, minute, tzinfo=UTC),
        build_id="b1",
        role_code="leadership",
        facts=facts,
        payload=words or {"words": f"words {event_id}"},
    )


def opened(event_id: str, day: date, *, due: date, action: str = "a1", **facts: str) -> Event:
    facts = {"owner_agency_code": "public_works", "due_date": due.isoformat()} | facts
    return event(event_id, "action_opened", day, action=action, **facts)


def closed(event_id: str, day: date, *, status: str = "done", action: str = "a1", minute: int = 0) -> Event:
    return event(event_id, "action_closed", day, action=action, minute=minute, status=status)


def erased(event_id: str, day: date, *, names: str, action: str = "a1") -> Event:
    facts = {"erased_event_id": names, "reason_code": "personal_data"}
    return replace(event(event_id, "payload_erased", day, action=action, **facts), payload={})


def test_an_opened_action_holds_what_was_said_and_where():
    place = {"location_id": "L1", "location_name": "Mill Square", "location_number": "4"}

    action = fold_events([opened("e1", FRIDAY, due=MONDAY, **place)]).actions["a1"]

    assert (action.what, action.how_we_know, action.owner_agency_code) == (
        "what e1",
        "how e1",
        "public_works",
    )
    assert (action.location_id, action.location_name, action.location_number) == ("L1", "Mill Square", 4)
    assert (action.opened_date, action.due_date, action.due_first) == (FRIDAY, MONDAY, MONDAY)
    assert (action.status, action.is_open, action.result, action.is_erased) == (
        ActionStatus.OPEN,
        True,
        None,
        False,
    )


def test_an_action_of_no_place_has_no_place():
    action = fold_events([opened("e1", FRIDAY, due=MONDAY)]).actions["a1"]

    assert (action.location_id, action.location_name, action.location_number) == (None, None, None)


def test_a_hand_over_keeps_the_action_running_under_its_new_owner():
    book = fold_events(
        [
            opened("e1", FRIDAY, due=MONDAY),
            event("e2", "action_handed_over", MONDAY, owner_agency_code="ems", due_date="2015-11-12"),
        ]
    )

    action = book.actions["a1"]
    assert (action.status, action.is_open, action.owner_agency_code) == (
        ActionStatus.HANDED_OVER,
        True,
        "ems",
    )
    assert (action.due_date, action.due_first) == (date(2015, 11, 12), MONDAY)
    assert open_actions(book, on=TUESDAY) == [action]
    assert [entry.kind.value for entry in action.history] == ["action_opened", "action_handed_over"]


def test_a_new_date_moves_the_due_date_and_keeps_the_first_one():
    moved = event("e2", "action_rescheduled", MONDAY, due_date="2015-11-20")

    action = fold_events([opened("e1", FRIDAY, due=MONDAY), moved]).actions["a1"]

    assert (action.due_date, action.due_first, action.status) == (
        date(2015, 11, 20),
        MONDAY,
        ActionStatus.OPEN,
    )


def test_a_note_changes_the_history_alone():
    before = fold_events([opened("e1", FRIDAY, due=MONDAY)]).actions["a1"]
    after = fold_events([opened("e1", FRIDAY, due=MONDAY), event("e2", "action_noted", MONDAY)]).actions["a1"]

    assert [entry.words for entry in after.history] == ["what e1", "words e2"]
    assert replace(after, history=before.history) == before


@pytest.mark.parametrize("status", ["done", "could_not", "dropped"])
def test_an_action_is_closed_with_its_result(status):
    book = fold_events([opened("e1", FRIDAY, due=MONDAY), closed("e2", TUESDAY, status=status)])

    action = book.actions["a1"]
    assert (action.status, action.result, action.closed_date) == (status, "words e2", TUESDAY)
    assert open_actions(book, on=TUESDAY) == []
    assert not action.is_overdue(date(2016, 1, 1))


def test_on_an_earlier_morning_an_action_is_as_it_was_then():
    events = [opened("e1", FRIDAY, due=MONDAY), closed("e2", TUESDAY)]

    assert fold_events(events, up_to=date(2015, 11, 5)).actions == {}
    assert fold_events(events, up_to=MONDAY).actions["a1"].is_open
    assert not fold_events(events, up_to=TUESDAY).actions["a1"].is_open


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (opened("e9", MONDAY, due=TUESDAY), "An action of this id was already opened."),
        (
            event("e9", "action_noted", MONDAY, action="a7"),
            "It names an action that was not opened before it.",
        ),
        (event("e9", "action_noted", date(2015, 11, 5)), "It names an action that was not opened before it."),
        (closed("e9", MONDAY, status="open"), "It does not say how the action ended."),
        (event("e9", "action_rescheduled", MONDAY), "It holds no due date."),
        (event("e9", "action_rescheduled", MONDAY, due_date="soon"), "It holds no due date."),
        (
            event("e9", "action_handed_over", MONDAY, due_date="2015-11-12"),
            "It names no agency to hand over to.",
        ),
        (event("e9", "action_handed_over", MONDAY, owner_agency_code="ems"), "It holds no due date."),
        (
            event("e9", "action_handed_over", MONDAY, owner_agency_code="public_works", due_date="2015-11-12"),
            "The agency it is handed to owned the action already.",
        ),
        (
            replace(opened("e9", MONDAY, due=TUESDAY), subject_id="a7", facts={"due_date": "2015-11-12"}),
            "It names no owner agency.",
        ),
        (
            replace(opened("e9", MONDAY, due=TUESDAY), subject_id="a7", facts={"owner_agency_code": "ems"}),
            "It holds no due date.",
        ),
        (
            opened("e9", MONDAY, due=TUESDAY, action="a7", location_number="four"),
            "It names no number of the place.",
        ),
    ],
)
def test_what_is_no_legal_next_step_changes_nothing_and_is_told(second, reason):
    first = opened("e1", FRIDAY, due=MONDAY)

    book = fold_events([first, second])

    assert book.refused == (("e9", reason),)
    assert book.actions == fold_events([first]).actions


@pytest.mark.parametrize("kind", ["action_closed", "action_noted", "action_rescheduled", "action_handed_over"])
def test_a_closed_action_takes_nothing_more(kind):
    late = event("e3", kind, TUESDAY, status="dropped", owner_agency_code="ems", due_date="2015-11-30")

    book = fold_events([opened("e1", FRIDAY, due=MONDAY), closed("e2", MONDAY), late])

    assert book.refused == (("e3", "The action was already closed on Mon 9 Nov as done."),)
    assert book.actions["a1"].result == "words e2"


def test_of_two_closings_at_once_the_earlier_stands_whichever_arrives_first():
    events = [
        opened("e1", FRIDAY, due=MONDAY),
        closed("e3", MONDAY, minute=2),
        closed("e2", MONDAY, minute=1),
    ]

    book = fold_events(events)

    assert book.actions["a1"].result == "words e2"
    assert [event_id for event_id, _ in book.refused] == ["e3"]
    assert fold_events(reversed(events)) == book


def test_an_event_that_arrives_twice_counts_once():
    events = [opened("e1", FRIDAY, due=MONDAY), event("e2", "action_noted", MONDAY)]

    assert fold_events([*events, *events]) == fold_events(events)


def test_a_form_can_be_asked_before_anything_is_recorded():
    action = fold_events([opened("e1", FRIDAY, due=MONDAY), closed("e2", MONDAY)]).actions["a1"]
    draft = EventDraft(EventKind.ACTION_NOTED, "a1", TUESDAY, "b1", "leadership")

    assert refusal_reason(action, draft) == "The action was already closed on Mon 9 Nov as done."


def test_erased_words_leave_owner_due_date_status_and_history():
    place = {"location_id": "L1", "location_name": "Mill Square", "location_number": "4"}
    events = [
        replace(opened("e1", FRIDAY, due=MONDAY, **place), payload=None),
        replace(closed("e2", MONDAY), payload=None),
        erased("e3", TUESDAY, names="e1"),
        erased("e4", TUESDAY, names="e2"),
    ]

    action = fold_events(events).actions["a1"]

    assert (action.what, action.how_we_know, action.result) == ("[erased]", "[erased]", "[erased]")
    assert (action.owner_agency_code, action.due_date, action.location_name) == (
        "public_works",
        MONDAY,
        "Mill Square",
    )
    assert (action.status, action.closed_date, action.is_erased) == (ActionStatus.DONE, MONDAY, True)
    assert [entry.words for entry in action.history] == ["[erased]", "[erased]", "", ""]


def test_an_erasure_takes_the_words_from_copies_and_earlier_mornings_too():
    first = opened("e1", FRIDAY, due=MONDAY)

    book = fold_events([first, erased("e2", TUESDAY, names="e1")], up_to=FRIDAY)

    assert book.actions["a1"].what == "[erased]"
    assert fold_events([first, replace(first, payload=None)]).actions["a1"].what == "[erased]"


def test_days_overdue_count_from_the_due_date_and_never_below_zero():
    action = fold_events([opened("e1", FRIDAY, due=SATURDAY)]).actions["a1"]

    assert [action.days_overdue(day) for day in (FRIDAY, SATURDAY, MONDAY)] == [0, 0, 2]
    assert [action.is_overdue(day) for day in (FRIDAY, SATURDAY, MONDAY)] == [False, False, True]


def test_over_a_weekend_an_action_is_carried_one_morning():
    action = fold_events([opened("e1", FRIDAY, due=MONDAY)]).actions["a1"]

    days = [FRIDAY + timedelta(days=n) for n in range(5)]
    assert [action.n_mornings_carried(day, huddle_weekdays=WEEKDAYS) for day in days] == [0, 0, 0, 1, 2]
    assert action.n_mornings_carried(MONDAY, huddle_weekdays=range(1, 8)) == 3


def test_a_closed_action_is_carried_no_further():
    action = fold_events([opened("e1", FRIDAY, due=MONDAY), closed("e2", MONDAY)]).actions["a1"]

    assert action.n_mornings_carried(date(2015, 12, 1), huddle_weekdays=WEEKDAYS) == 1


def test_open_actions_come_overdue_first_then_oldest_first():
    book = fold_events(
        [
            opened("e1", FRIDAY, due=date(2015, 11, 30), action="old, not due"),
            opened("e2", MONDAY, due=MONDAY, action="young, overdue"),
            opened("e3", FRIDAY, due=MONDAY, action="old, overdue"),
            opened("e4", TUESDAY, due=TUESDAY, action="new today"),
            opened("e5", date(2015, 11, 12), due=date(2015, 11, 12), action="not yet"),
        ]
    )

    order = [action.action_id for action in open_actions(book, on=TUESDAY)]

    assert order == ["old, overdue", "young, overdue", "old, not due", "new today"]


def test_closed_since_leaves_out_the_first_day_and_takes_the_last():
    events = [opened(f"o{n}", FRIDAY, due=MONDAY, action=f"a{n}") for n in range(4)]
    days = (FRIDAY, MONDAY, TUESDAY)
    events += [closed(f"c{n}", day, action=f"a{n}") for n, day in enumerate(days)]
    book = fold_events(events)

    assert [action.action_id for action in closed_since(book, after=FRIDAY, on=TUESDAY)] == ["a1", "a2"]
    assert [action.action_id for action in closed_since(book, after=FRIDAY, on=MONDAY)] == ["a1"]


def test_the_history_reads_as_sentences_with_agencies_by_name():
    events = [
        opened("e1", FRIDAY, due=MONDAY),
        event("e2", "action_handed_over", MONDAY, owner_agency_code="ems", due_date="2015-11-12"),
        event("e3", "action_rescheduled", MONDAY, minute=1, due_date="2016-01-04"),
        event("e4", "action_noted", MONDAY, minute=2),
        event("e5", "action_handed_over", MONDAY, minute=3, owner_agency_code="rangers", due_date="2015-11-12"),
        closed("e6", TUESDAY, status="could_not"),
        erased("e7", date(2016, 2, 1), names="e6"),
    ]

    history = fold_events(events).actions["a1"].history

    assert [entry_words(entry, agencies=AGENCIES, seen_from=TUESDAY) for entry in history] == [
        "Fri 6 Nov: opened, owner Public Works, due Mon 9 Nov: what e1",
        "Mon 9 Nov: handed over to Boston EMS, due Thu 12 Nov: words e2",
        "Mon 9 Nov: new date, due Mon 4 Jan 2016: words e3",
        "Mon 9 Nov: note: words e4",
        "Mon 9 Nov: handed over to rangers, due Thu 12 Nov: words e5",
        "Tue 10 Nov: closed as could not: [erased]",
        "Mon 1 Feb 2016: words erased, they held a person's data",
    ]
