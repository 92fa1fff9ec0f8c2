from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from dashboard.huddle.actions import ACTION_KINDS, Action, open_actions
from dashboard.huddle.agenda_decisions import DECISION_KINDS
from dashboard.huddle.asks import ASK_KINDS
from dashboard.huddle.book import fold_events, fold_further
from dashboard.huddle.concerns import ENDING_KINDS, RAISE_KINDS, TABLE_KINDS, who_meets
from dashboard.huddle.contacts import CONTACT_KINDS
from dashboard.huddle.events import CLOSING_STATUSES, Event, EventKind
from dashboard.huddle.feedback import FEEDBACK_KINDS, FROM_COUNCIL_KINDS, FeedbackStatus
from dashboard.huddle.meetings import MEETING_KINDS, PRESENCE_KINDS
from dashboard.huddle.newest import entries_since
from dashboard.huddle.overnight import OVERNIGHT_KINDS
from dashboard.huddle.walk_throughs import WALK_THROUGH_KINDS

if TYPE_CHECKING:
    from dashboard.huddle.book import HuddleBook

OF_A_CONCERN = RAISE_KINDS | TABLE_KINDS | ENDING_KINDS | {EventKind.EVENT_UNDONE, EventKind.PAYLOAD_ERASED}
FIRST_MORNING = date(2015, 11, 2)
LAST_MORNING = FIRST_MORNING + timedelta(days=6)
DAYS = tuple(FIRST_MORNING + timedelta(days=n) for n in range(7))
# Every subject an event can be about, and the same ids for kinds that do not fit them.
SUBJECT_IDS = (
    "a1",
    "a2",
    "q1",
    "concern:c1",
    "contact:t1",
    "feedback:f1",
    "location:L1",
    f"meeting:{FIRST_MORNING.isoformat()}",
    f"presence:{FIRST_MORNING.isoformat()}:ems",
    "walk_through:w1",
    f"overnight:{(FIRST_MORNING - timedelta(days=1)).isoformat()}:beds_ats",
)
KINDS_OF = {
    "contact": sorted(CONTACT_KINDS),
    "feedback": sorted(FEEDBACK_KINDS),
    "a": sorted(ACTION_KINDS),
    "q": sorted(ASK_KINDS),
    "c": sorted(RAISE_KINDS | TABLE_KINDS),
    "l": sorted(DECISION_KINDS),
    "m": sorted(MEETING_KINDS),
    "p": sorted(PRESENCE_KINDS),
    "o": sorted(OVERNIGHT_KINDS),
    "w": sorted(WALK_THROUGH_KINDS),
}
AGENCY_CODES = ("police", "ems", "public_works")
CHANGES_AN_ENDED_ACTION = {EventKind.ACTION_CORRECTED, EventKind.EVENT_UNDONE}

mornings = st.sampled_from(DAYS)
event_ids = st.integers(0, 19).map(lambda n: f"e{n:02d}")
# Also facts that no page would send: the fold must refuse them, not fall over them.
due_dates = st.one_of(mornings.map(date.isoformat), st.sampled_from(["", "soon", "2015-02-30"]))
facts = st.fixed_dictionaries(
    {},
    optional={
        "owner_agency_code": st.sampled_from([*AGENCY_CODES, ""]),
        "due_date": due_dates,
        "status": st.sampled_from(["done", "could_not", "dropped", "open", "handed_over", "gone"]),
        "location_number": st.sampled_from(["4", "four"]),
        "part_no": st.sampled_from(["0", "2", "7", "two"]),
        "agency_code": st.sampled_from(["ems", ""]),
        "title": st.sampled_from(["Mill Square", ""]),
        "until_date": due_dates,
        "from_agency_code": st.sampled_from(["police", ""]),
        "to_agency_code": st.sampled_from(["police", "ems"]),
        "asked_agency_codes": st.sampled_from(["ems", "police", ",", ""]),
        "by_agency_code": st.sampled_from(["ems", "parks"]),
        "outcome": st.sampled_from(["unknown", "arrest", "not_done"]),
        "about_code": st.sampled_from(["zone", "a person", ""]),
        "view_code": st.sampled_from(["agree", ""]),
        "shapes_code": st.sampled_from(["training", ""]),
        "period_code": st.sampled_from(["last_days", "2015-11-02", "always", ""]),
        "answer": st.sampled_from(["can", "perhaps"]),
        "needed_date": due_dates,
        "corrected_texts": st.sampled_from(["what", "result", "what,how_we_know", "what,answer_words", "nothing"]),
        "erased_event_id": event_ids,
        "undone_event_id": event_ids,
        "night_date": due_dates,
        "measure_code": st.sampled_from(["beds_ats", ""]),
        "measure_name": st.sampled_from(["ATS", ""]),
        "column_class": st.sampled_from(["public", "health", "secret"]),
        "as_at": st.sampled_from(["2015-11-02T05:00-05:00", "2015-11-02T05:00", "soon", ""]),
        "location_id": st.sampled_from(["L1", ""]),
        "n_sharps": st.sampled_from(["7", "seven", "-1", ""]),
        "at": st.sampled_from(["2015-11-02T05:00-05:00", "2015-11-02T05:00", "2015-11-03T05:00-05:00", ""]),
    },
)
whole_facts = st.fixed_dictionaries(
    {
        "owner_agency_code": st.sampled_from(AGENCY_CODES),
        "due_date": mornings.map(date.isoformat),
        "status": st.sampled_from([status.value for status in CLOSING_STATUSES]),
        "part_no": st.sampled_from(["1", "2", "3"]),
        "agency_code": st.just("ems"),
        "title": st.just("Mill Square"),
        "until_date": mornings.map(date.isoformat),
        "from_agency_code": st.just("police"),
        "to_agency_code": st.just("ems"),
        "asked_agency_codes": st.just("ems"),
        "by_agency_code": st.just("ems"),
        "outcome": st.sampled_from(["connected", "unknown", "done", "not_done"]),
        "about_code": st.sampled_from(["zone", "contacts"]),
        "view_code": st.sampled_from(["agree", "missing"]),
        "shapes_code": st.just("training"),
        "period_code": st.sampled_from(["last_days", "2015-11-02"]),
        "answer": st.just("can"),
        "night_date": st.just((FIRST_MORNING - timedelta(days=1)).isoformat()),
        "measure_code": st.just("beds_ats"),
        "measure_name": st.just("ATS"),
        "column_class": st.sampled_from(["public", "health"]),
        "as_at": st.sampled_from(["2015-11-02T05:00-05:00", "2015-11-02T06:30-05:00", "2015-11-01T23:00-05:00"]),
        "location_id": st.just("L1"),
        "location_name": st.just("Mill Square"),
        "n_sharps": st.sampled_from(["0", "7"]),
        "at": st.just("2015-11-02T05:00-05:00"),
    }
)
payloads = st.one_of(
    st.none(),
    st.dictionaries(st.sampled_from(["what", "how_we_know", "words"]), st.text(max_size=5)),
    st.fixed_dictionaries({"value": st.sampled_from(["0", "12", "none", "a few"]), "source": st.just("list")}),
)


@st.composite
def recorded_events(draw) -> list[Event]:
    """Return 3 to 20 events: of one morning in which everybody saw all before, or of a week with whatever order."""
    in_turn = draw(st.booleans())
    events: list[Event] = []
    for n in range(draw(st.integers(3, 20))):
        events.append(draw(one_event(n, events, in_turn=in_turn)))
    return events


@st.composite
def one_event(draw, n: int, earlier: list[Event], *, in_turn: bool) -> Event:
    subject_id = draw(st.sampled_from(SUBJECT_IDS))
    # Mostly what fits its subject, so that there is something to fold; now and then what does not.
    fits = draw(st.integers(0, 4)) > 0
    own_kinds = KINDS_OF.get(subject_id.split(":")[0]) or KINDS_OF[subject_id[0]]
    kinds = [*own_kinds, EventKind.EVENT_UNDONE, EventKind.PAYLOAD_ERASED] if fits else list(EventKind)
    of_one_day = in_turn or (fits and subject_id[0] in "mpo")
    told = draw(whole_facts if fits else facts)
    if fits and (own := [event.event_id for event in earlier if event.subject_id == subject_id]):
        told = {**told, "undone_event_id": own[-1], "erased_event_id": draw(st.sampled_from(own))}
    return Event(
        event_id=f"e{n:02d}",
        sequence_no=n + 1,
        kind=draw(st.sampled_from(kinds)),
        subject_id=subject_id,
        huddle_date=FIRST_MORNING if of_one_day else draw(mornings),
        # Few instants, so that many events are concurrent and the id has to decide.
        recorded_at=datetime(2015, 11, 2, 13, draw(st.integers(0, 2)), tzinfo=UTC),
        build_id="b1",
        role_code="leadership",
        facts=told,
        payload=draw(payloads),
        seen_sequence_no=n if in_turn else draw(st.integers(0, 2)),
    )


@given(events=recorded_events(), data=st.data())
def test_any_order_of_arrival_and_any_repeats_fold_to_the_same_book(events, data):
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    shuffled = data.draw(st.permutations([*events, *repeats]))

    assert fold_events(shuffled) == fold_events(events)


@given(events=recorded_events(), data=st.data())
def test_what_arrives_later_folds_further_to_the_book_of_all_or_says_that_it_cannot(events, data):
    morning = data.draw(st.one_of(st.none(), mornings))
    wanted = [event for event in events if morning is None or event.huddle_date <= morning]
    n_first = data.draw(st.integers(0, len(wanted)))
    book = fold_events(wanted[:n_first], up_to=morning)
    later = wanted[n_first:]

    # As they arrive: one by one or in heaps, a few of them twice.
    for begin in range(0, len(later), step := data.draw(st.integers(1, 4))):
        arrived = later[begin : begin + step]
        further = fold_further(book, data.draw(st.permutations([*arrived, *wanted[:n_first][-2:]])))
        known = [*wanted[:n_first], *later[: begin + step]]
        if further is None:
            # Only where it must: words went, or one of them belongs before what is folded.
            assert any(event.kind == EventKind.PAYLOAD_ERASED for event in arrived) or (
                min(map(fold_order, arrived)) < max(map(fold_order, known[: -len(arrived)]))
            )
            further = fold_events(known, up_to=morning)
        assert further == fold_events(known, up_to=morning)
        book = further


def fold_order(event: Event):
    return (event.huddle_date, event.seen_sequence_no, event.recorded_at, event.event_id)


@given(events=recorded_events())
def test_every_event_is_in_one_history_or_refused_and_never_both(events):
    book = fold_events(events)

    subjects = [*book.subjects.values(), *book.withdrawn]
    taken = [entry.event_id for subject in subjects for entry in subject.history]
    refused = [refusal.event_id for refusal in book.refused]
    assert sorted(taken + refused) == sorted(event.event_id for event in events)


@given(events=recorded_events(), morning=mornings)
def test_closed_stays_closed_on_every_later_morning_unless_it_is_corrected(events, morning):
    before, after = fold_events(events, up_to=morning), fold_events(events)

    for action_id, action in before.actions.items():
        later = after.actions.get(action_id)
        if later is None or CHANGES_AN_ENDED_ACTION & {entry.kind for entry in later.history}:
            continue
        if not action.is_open:
            assert (later.status, later.closed_date, later.owner_agency_code, later.due_date) == (
                action.status,
                action.closed_date,
                action.owner_agency_code,
                action.due_date,
            )


@given(events=recorded_events(), morning=mornings)
def test_an_open_action_never_vanishes_without_an_event_that_closes_or_withdraws_it(events, morning):
    carried = {action.action_id for action in open_actions(fold_events(events, up_to=morning), on=morning)}
    book = fold_events(events)

    still_open = {action.action_id for action in open_actions(book, on=LAST_MORNING)}
    closed = {action.action_id for action in book.actions.values() if not action.is_open}
    withdrawn = {subject.action_id for subject in book.withdrawn if isinstance(subject, Action)}
    assert carried <= still_open | closed | withdrawn
    for action_id in closed:
        assert EventKind.ACTION_CLOSED in {entry.kind for entry in book.actions[action_id].history}


@given(events=recorded_events())
def test_erasing_every_word_changes_no_status_owner_or_date(events):
    erased = [replace(event, payload=None) for event in events]

    def standing_actions(book_events: list[Event]) -> dict[str, tuple[object, ...]]:
        return {
            action_id: (action.status, action.owner_agency_code, action.due_date, action.closed_date)
            for action_id, action in fold_events(book_events).actions.items()
        }

    assert standing_actions(erased) == standing_actions(events)
    assert {action.what for action in fold_events(erased).actions.values()} <= {"[erased]"}
    concerns = fold_events(erased).concerns
    assert {key: each.status for key, each in concerns.items()} == {
        key: each.status for key, each in fold_events(events).concerns.items()
    }
    assert {told for each in concerns.values() for told in (each.location_name, each.risk_code)} <= {"[erased]"}


@given(events=recorded_events())
def test_an_ended_concern_stays_ended_and_a_second_of_its_agencies_shows_to_nobody(events):
    # Nothing else bears a concern's id; an action that did would have a twin that everybody may see.
    events = [event for event in events if event.subject_id != "concern:c1" or event.kind in OF_A_CONCERN]
    book = fold_events(events)
    ended = {key: each for key, each in book.concerns.items() if not each.is_open}
    twins = [
        replace(event, event_id=f"{event.event_id}-twin", subject_id="concern:c2", facts=twin_facts(event))
        for event in events
        if event.subject_id == "concern:c1"
    ]
    both = fold_events([*events, *twins])

    for key, concern in ended.items():
        assert concern.history[-1].kind in ENDING_KINDS | {EventKind.PAYLOAD_ERASED}
        assert both.concerns[key].status == concern.status
    assert who_meets(both.concerns.values()) == who_meets(book.concerns.values())
    assert both.newest_recorded_at == book.newest_recorded_at
    assert told_on_the_first_morning(both) == told_on_the_first_morning(book)


def told_on_the_first_morning(book: HuddleBook) -> list[tuple[str, str]]:
    """Return what the strip tells of a morning, newest first: each event's id and its line."""
    new = entries_since(book, fold_events([]), on=FIRST_MORNING)
    return [(each.entry.event_id, each.words(on=FIRST_MORNING, agencies={})) for each in new]


def twin_facts(event: Event) -> dict[str, str]:
    """Return the facts of an event as its twin of another concern has them: what it names is a twin's too."""
    named = {
        name: f"{event.facts[name]}-twin" for name in ("undone_event_id", "erased_event_id") if name in event.facts
    }
    return {**event.facts, **named}


@given(events=recorded_events(), morning=mornings)
def test_what_the_council_said_stays_until_it_is_answered_or_its_giver_takes_it_back(events, morning):
    before, after = fold_events(events, up_to=morning), fold_events(events)

    assert before.feedback.keys() <= after.feedback.keys()
    for feedback_id, feedback in before.feedback.items():
        later = after.feedback[feedback_id]
        kinds = {entry.kind for entry in later.history}
        assert later.is_open or kinds & {EventKind.FEEDBACK_ANSWERED, EventKind.FEEDBACK_WITHDRAWN}
        if feedback.status == FeedbackStatus.WITHDRAWN:
            assert later.status == FeedbackStatus.WITHDRAWN
        # Nobody is told when a member spoke: not by the strip, not by "recorded up to".
        assert not FROM_COUNCIL_KINDS & {
            new.entry.kind for new in entries_since(after, fold_events([]), on=feedback.given_date)
        }


@given(events=recorded_events(), morning=mornings)
def test_a_closed_meeting_never_runs_again_and_nothing_of_it_is_decided_after(events, morning):
    meeting = fold_events(events).meeting(morning)

    if meeting is not None and not meeting.is_running:
        assert meeting.close_event_id in {event.event_id for event in events}
        assert meeting.history[-1].event_id == meeting.close_event_id


@given(events=recorded_events(), data=st.data())
def test_undoing_the_newest_step_leaves_what_stood_before_it(events, data):
    book = fold_events(events)
    undoable = [
        (subject_id, step)
        for subject_id in book.subjects
        for day in DAYS
        if (step := book.undoable(subject_id, on=day)) is not None and step.huddle_date == max_day(events)
    ]
    if not undoable:
        return
    subject_id, step = data.draw(st.sampled_from(undoable))
    undoing = Event(
        event_id="zz",
        sequence_no=99,
        kind=EventKind.EVENT_UNDONE,
        subject_id=subject_id,
        huddle_date=step.huddle_date,
        recorded_at=datetime(2015, 11, 30, tzinfo=UTC),
        build_id="b1",
        role_code="chair",
        facts={"undone_event_id": step.event_id},
        payload={},
        seen_sequence_no=99,
    )

    after = fold_events([*events, undoing])

    assert after.refused == book.refused
    assert without_history(after.subjects.get(subject_id)) == without_history(step.before)
    assert {other: after.subjects[other] for other in after.subjects if other != subject_id} == {
        other: book.subjects[other] for other in book.subjects if other != subject_id
    }


def max_day(events: list[Event]) -> date:
    return max(event.huddle_date for event in events)


def without_history(subject):
    if subject is None:
        return None
    return replace(subject, history=(), **({"is_erased": False} if isinstance(subject, Action) else {}))


@given(events=recorded_events(), skew_min=st.integers(-600, 600))
def test_what_was_seen_before_it_was_answered_stands_before_it_whatever_the_clocks_say(events, skew_min):
    """Everybody saw all that was recorded before: then a clock that is wrong changes nothing of what stands."""
    seeing_all = [replace(event, huddle_date=FIRST_MORNING, seen_sequence_no=event.sequence_no - 1) for event in events]
    skewed = [
        replace(event, recorded_at=event.recorded_at + timedelta(minutes=skew_min)) if event.sequence_no % 2 else event
        for event in seeing_all
    ]

    assert standing(skewed) == standing(seeing_all)


def standing(events: list[Event]) -> dict[str, object]:
    """Return what is open, done, present and decided, without any instant."""
    book = fold_events(events)
    return {
        "refused": book.refused,
        "actions": {key: (each.status, each.owner_agency_code, each.due_date) for key, each in book.actions.items()},
        "asks": {key: each.status for key, each in book.asks.items()},
        "concerns": {key: (each.status, each.outcome) for key, each in book.concerns.items()},
        "decisions": {key: each.standing for key, each in book.decisions.items()},
        "parts": {day: meeting.part_no for day in DAYS if (meeting := book.meeting(day)) is not None},
    }
