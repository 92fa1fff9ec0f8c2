from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.huddle.actions import fold_actions, open_actions
from dashboard.huddle.events import CLOSING_STATUSES, Event, EventKind

FIRST_MORNING = date(2015, 11, 2)
LAST_MORNING = FIRST_MORNING + timedelta(days=6)
ACTION_IDS = ("a1", "a2", "a3")
AGENCY_CODES = ("police", "ems", "public_works")

mornings = st.integers(0, 6).map(lambda n: FIRST_MORNING + timedelta(days=n))
# Also facts that no page would send: the fold must refuse them, not fall over them.
due_dates = st.one_of(mornings.map(date.isoformat), st.sampled_from(["", "soon", "2015-02-30"]))
facts = st.fixed_dictionaries(
    {},
    optional={
        "owner_agency_code": st.sampled_from([*AGENCY_CODES, ""]),
        "due_date": due_dates,
        "status": st.sampled_from(["done", "could_not", "dropped", "open", "handed_over", "gone"]),
        "location_number": st.sampled_from(["4", "four"]),
        "erased_event_id": st.integers(0, 14).map(lambda n: f"e{n:02d}"),
    },
)
whole_facts = st.fixed_dictionaries(
    {
        "owner_agency_code": st.sampled_from(AGENCY_CODES),
        "due_date": mornings.map(date.isoformat),
        "status": st.sampled_from([status.value for status in CLOSING_STATUSES]),
    }
)
payloads = st.one_of(st.none(), st.dictionaries(st.sampled_from(["what", "how_we_know", "words"]), st.text(max_size=5)))


@st.composite
def recorded_events(draw) -> list[Event]:
    n_events = draw(st.integers(0, 15))
    return [draw(one_event(n)) for n in range(n_events)]


@st.composite
def one_event(draw, n: int) -> Event:
    return Event(
        event_id=f"e{n:02d}",
        sequence_no=n + 1,
        kind=draw(st.sampled_from(EventKind)),
        subject_id=draw(st.sampled_from(ACTION_IDS)),
        huddle_date=draw(mornings),
        # Few instants, so that many events are concurrent and the id has to decide.
        recorded_at=datetime(2015, 11, 2, 13, draw(st.integers(0, 2)), tzinfo=UTC),
        build_id="b1",
        role_code="leadership",
        facts=draw(st.one_of(facts, whole_facts)),
        payload=draw(payloads),
    )


@given(events=recorded_events(), data=st.data())
def test_any_order_of_arrival_and_any_repeats_fold_to_the_same_book(events, data):
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    shuffled = data.draw(st.permutations([*events, *repeats]))

    assert fold_actions(shuffled) == fold_actions(events)


@given(events=recorded_events())
def test_every_event_is_in_one_history_or_refused_and_never_both(events):
    book = fold_actions(events)

    taken = [entry.event_id for action in book.actions.values() for entry in action.history]
    refused = [refusal.event_id for refusal in book.refused]
    assert sorted(taken + refused) == sorted(event.event_id for event in events)


@given(events=recorded_events(), morning=mornings)
def test_closed_stays_closed_on_every_later_morning(events, morning):
    before, after = fold_actions(events, up_to=morning), fold_actions(events)

    for action_id, action in before.actions.items():
        if not action.is_open:
            later = after.actions[action_id]
            assert (later.status, later.closed_date, later.owner_agency_code, later.due_date) == (
                action.status,
                action.closed_date,
                action.owner_agency_code,
                action.due_date,
            )


@given(events=recorded_events(), morning=mornings)
def test_an_open_action_never_vanishes_without_a_closing_event(events, morning):
    carried = {action.action_id for action in open_actions(fold_actions(events, up_to=morning), on=morning)}
    book = fold_actions(events)

    still_open = {action.action_id for action in open_actions(book, on=LAST_MORNING)}
    closed_by_event = {
        action.action_id
        for action in book.actions.values()
        if any(entry.kind == EventKind.ACTION_CLOSED for entry in action.history)
    }
    assert carried <= still_open | closed_by_event
    assert not still_open & closed_by_event


@given(events=recorded_events())
def test_erasing_every_word_changes_no_status_owner_or_date(events):
    erased = [replace(event, payload=None) for event in events]

    def standing(book_events: list[Event]) -> dict[str, tuple[object, ...]]:
        return {
            action_id: (action.status, action.owner_agency_code, action.due_date, action.closed_date)
            for action_id, action in fold_actions(book_events).actions.items()
        }

    assert standing(erased) == standing(events)
    assert {action.what for action in fold_actions(erased).actions.values()} <= {"[erased]"}
