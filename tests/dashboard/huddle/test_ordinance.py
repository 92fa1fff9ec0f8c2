from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from dashboard.huddle.agenda_items import ItemKind, Room
from dashboard.huddle.book import fold_events, undo_draft
from dashboard.huddle.escalation import EscalationRule
from dashboard.huddle.events import EventKind, OnScreen
from dashboard.huddle.newest import entries_since, newest_undoable
from dashboard.huddle.ordinance import came_back, newest_list, step_correction_draft
from dashboard.huddle.ordinance_gate import Condition, clocks_of, missing_conditions, overridden_conditions
from dashboard.huddle.ordinance_items import operation_items, revisit_items
from dashboard.huddle.ordinance_steps import next_kind, stated_instant
from dashboard.huddle.ordinance_words import Vocabulary, answer_words, boston_words, gate_lines, step_details
from dashboard.huddle.words import local_date
from tests.support.operation_events import MONDAY_7, OPERATION_ID, Recorder

HOUR = timedelta(hours=1)
TUESDAY_7 = MONDAY_7 + 24 * HOUR
CHOICES = {
    "found": {},
    "language": {"es": "Spanish", "en": "English"},
    "decline_reason": {"pet": "could not bring a pet"},
}


def room(on: date) -> Room:
    return Room(on, None, {"street_outreach": "Street outreach"}, {"L1": 4}, (1, 2, 3, 4, 5), EscalationRule())


def vocabulary(*, sees_answers: bool) -> Vocabulary:
    return Vocabulary(date(2015, 11, 9), {}, CHOICES, sees_answers)


def corrected(recorder: Recorder, kind: EventKind, at: datetime, **facts: str) -> Recorder:
    operation = recorder.operation()
    step = operation.newest(kind)
    assert step is not None
    screen = OnScreen(local_date(at), "b1", "leadership", "ems")
    return recorder.draft(step_correction_draft(operation, step, facts=facts, reason="misread", on_screen=screen), at)


def test_the_removal_is_legal_when_every_condition_holds_and_refused_a_minute_sooner():
    for early, is_legal in ((0, True), (1, False)):
        recorder = Recorder().up_to_notice().listed(TUESDAY_7 - HOUR)
        recorder.removed(TUESDAY_7 - timedelta(minutes=early))

        assert (recorder.refusal() is None) == is_legal
    assert recorder.refusal() == "The gate is closed and no override is on record for: clock."


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ("transport,storage", [Condition.OFFER]),
        ("shelter,storage", [Condition.TRANSPORT]),
        ("shelter,transport", [Condition.STORAGE]),
        ("policy_copy", [Condition.OFFER, Condition.TRANSPORT, Condition.STORAGE]),
    ],
)
def test_the_gate_says_which_part_of_the_offer_is_missing(left_out, missing):
    recorder = Recorder().reported().assessed(MONDAY_7).listed(MONDAY_7).offered(MONDAY_7, left_out).posted(MONDAY_7)
    steps = recorder.listed(TUESDAY_7).operation().steps

    assert list(missing_conditions(steps, at=TUESDAY_7)) == missing


def test_a_list_counts_by_its_own_stamp_and_a_removal_a_day_later_needs_a_new_one():
    steps = Recorder().up_to_notice().operation().steps

    assert Condition.SHELTER_LIST not in missing_conditions(steps, at=MONDAY_7 + 23 * HOUR)
    assert list(missing_conditions(steps, at=MONDAY_7 + 24 * HOUR)) == [Condition.SHELTER_LIST]


def test_a_period_without_shelter_bars_the_removal_and_voids_what_was_offered_and_posted_before():
    recorder = Recorder().up_to_notice().listed(TUESDAY_7, is_available=False)

    assert recorder.removed(TUESDAY_7 + HOUR).refusal() is not None
    again = TUESDAY_7 + 5 * HOUR
    recorder.listed(again)
    assert Condition.OFFER in missing_conditions(recorder.operation().steps, at=again)
    recorder.offered(again).posted(again)
    assert list(missing_conditions(recorder.operation().steps, at=again)) == [Condition.NOTICE, Condition.CLOCK]
    recorder.posted(again, "after_shelter_unavailable").listed(again + 47 * HOUR)
    assert recorder.removed(again + 48 * HOUR - timedelta(minutes=1)).refusal() is not None
    assert recorder.removed(again + 48 * HOUR).refusal() is None


def test_an_offer_needs_shelter_on_the_list_and_a_notice_an_answer_to_an_offer():
    recorder = Recorder().reported()
    assert recorder.listed(MONDAY_7).refusal() == "The place is not assessed yet."
    recorder.assessed(MONDAY_7).listed(MONDAY_7, is_available=False)
    recorder.step(EventKind.OPERATION_OFFER_MADE, MONDAY_7, offered="shelter")
    assert recorder.refusal() == "No list with shelter available was looked at before the offer."
    assert recorder.posted(MONDAY_7).refusal() is not None
    recorder.listed(MONDAY_7).step(EventKind.OPERATION_OFFER_MADE, MONDAY_7, offered="shelter")
    assert recorder.posted(MONDAY_7).refusal() is not None
    recorder.step(EventKind.OPERATION_RESPONSE, MONDAY_7, texts={"answers": "no_one_present"})
    assert recorder.posted(MONDAY_7).refusal() is None
    assert next_kind(recorder.operation().steps) is None


def test_a_stated_time_in_the_future_or_before_the_step_before_it_is_refused_and_both_times_are_kept():
    recorder = Recorder().reported()
    draft = recorder.assessed(MONDAY_7 + 2 * HOUR).events.pop()

    ahead = replace(draft, recorded_at=MONDAY_7 + HOUR)
    assert "ahead" in fold_events([*recorder.events, ahead]).refused[0].reason
    later = replace(draft, recorded_at=MONDAY_7 + 9 * HOUR)
    step = fold_events([*recorder.events, later]).operations[OPERATION_ID].steps[-1]
    assert (step.at, step.recorded_at) == (MONDAY_7 + 2 * HOUR, MONDAY_7 + 9 * HOUR)
    assert "before the step before it" in str(recorder.assessed(MONDAY_7 - HOUR).refusal())


def test_an_override_names_exactly_what_is_missing_an_official_and_a_reason():
    recorder = Recorder().up_to_notice()
    assert recorder.overridden(MONDAY_7, "clock,notice").refusal() is not None
    recorder.step(EventKind.OPERATION_OVERRIDDEN, MONDAY_7, conditions="clock", texts={"reason": "urgent"})
    assert recorder.refusal() == "An override needs the name of the official responsible and a reason."
    assert recorder.removed(MONDAY_7).refusal() is not None
    recorder.overridden(MONDAY_7, "clock").removed(MONDAY_7)
    assert recorder.refusal() is None
    assert "override of: Clock of the notice" in step_details(
        recorder.operation().steps[-1], recorder.operation().steps, vocabulary=vocabulary(sees_answers=True)
    )


def test_an_override_is_used_up_once_its_condition_held_again():
    recorder = Recorder().up_to_notice().listed(TUESDAY_7, is_available=False)
    missing = missing_conditions(recorder.operation().steps, at=TUESDAY_7)
    recorder.overridden(TUESDAY_7, ",".join(missing))
    assert Condition.SHELTER_AVAILABLE in overridden_conditions(recorder.operation().steps)
    recorder.listed(TUESDAY_7 + HOUR).listed(TUESDAY_7 + 2 * HOUR, is_available=False)

    assert Condition.SHELTER_AVAILABLE not in overridden_conditions(recorder.operation().steps)
    assert recorder.removed(TUESDAY_7 + 3 * HOUR).refusal() is not None


def test_a_correction_that_shuts_the_gate_of_a_removal_needs_an_override_on_record_first():
    recorder = Recorder().up_to_notice().listed(TUESDAY_7 - HOUR).removed(TUESDAY_7)
    corrected(recorder, EventKind.OPERATION_NOTICE_POSTED, TUESDAY_7, notice_type="after_shelter_unavailable")
    assert recorder.refusal() == "The gate is closed and no override is on record for: clock."
    corrected(recorder, EventKind.OPERATION_SHELTER_CHECKED, TUESDAY_7, is_available="no")
    assert recorder.refusal() is not None

    recorder.overridden(TUESDAY_7 + HOUR, "clock")
    corrected(recorder, EventKind.OPERATION_NOTICE_POSTED, TUESDAY_7, notice_type="after_shelter_unavailable")
    assert recorder.refusal() is None
    notice = recorder.operation().newest(EventKind.OPERATION_NOTICE_POSTED)
    assert notice is not None
    assert notice.is_corrected
    entry = recorder.operation().history[-1]
    assert entry.before == {"kind of notice": "unattended property"}


def test_a_correction_tells_the_truth_about_a_list_before_the_end_and_the_gate_follows():
    recorder = Recorder().up_to_notice()
    corrected(recorder, EventKind.OPERATION_SHELTER_CHECKED, MONDAY_7, is_available="no")

    assert recorder.refusal() is None
    assert Condition.SHELTER_AVAILABLE in missing_conditions(recorder.operation().steps, at=MONDAY_7)


def test_the_newest_step_is_taken_back_on_its_morning_and_stays_in_the_history():
    recorder = Recorder().up_to_notice().overridden(MONDAY_7, "clock").removed(MONDAY_7)
    book = recorder.book()
    step = book.undoable(OPERATION_ID, on=date(2015, 11, 9))
    assert step is not None
    screen = OnScreen(date(2015, 11, 9), "b1", "leadership", "ems")
    recorder.draft(undo_draft(step, OPERATION_ID, on_screen=screen), MONDAY_7 + HOUR)

    operation = recorder.operation()
    assert operation.is_open
    assert [entry.kind for entry in operation.history[-2:]] == [EventKind.OPERATION_REMOVAL, EventKind.EVENT_UNDONE]


def test_erased_words_refuse_nothing_that_stood():
    recorder = Recorder().up_to_notice().overridden(MONDAY_7, "clock").removed(MONDAY_7)
    erased = [replace(event, payload=None) for event in recorder.events]

    operation = fold_events(erased).operations[OPERATION_ID]
    assert not operation.is_open
    told = [step_details(step, operation.steps, vocabulary=vocabulary(sees_answers=True)) for step in operation.steps]
    assert "[erased]" in told[4]
    assert "[erased]" in told[6]


@pytest.mark.parametrize(
    ("posted", "hours", "ends"),
    [
        (datetime(2015, 10, 31, 14, 0, tzinfo=UTC), 24, "Sun 1 Nov 09:00 EST"),
        (datetime(2015, 10, 31, 14, 0, tzinfo=UTC), 48, "Mon 2 Nov 09:00 EST"),
        (datetime(2016, 3, 12, 15, 0, tzinfo=UTC), 24, "Sun 13 Mar 11:00 EDT"),
        (datetime(2016, 3, 12, 15, 0, tzinfo=UTC), 48, "Mon 14 Mar 11:00 EDT"),
    ],
)
def test_a_clock_counts_elapsed_hours_through_the_nights_in_which_clocks_are_changed(posted, hours, ends):
    notice_type = "unattended_property" if hours == 24 else "after_shelter_unavailable"
    recorder = Recorder().reported(posted).assessed(posted).listed(posted).offered(posted).posted(posted, notice_type)
    (clock,) = clocks_of(recorder.operation().steps)

    assert (clock.ends_at - posted).total_seconds() == hours * 3600
    assert boston_words(clock.ends_at, seen_from=posted.date()) == ends
    recorder.listed(clock.ends_at - HOUR)
    assert recorder.removed(clock.ends_at - timedelta(minutes=1)).refusal() is not None
    assert recorder.removed(clock.ends_at).refusal() is None


def test_a_stated_time_is_read_on_the_nights_in_which_clocks_are_changed():
    back, later = date(2015, 11, 1), datetime(2015, 11, 2, tzinfo=UTC)

    assert stated_instant(back, time(1, 30), now_at=later) == datetime(2015, 11, 1, 6, 30, tzinfo=UTC)
    # The second 01:30 is still to come, so the first is meant.
    assert stated_instant(back, time(1, 30), now_at=datetime(2015, 11, 1, 5, 45, tzinfo=UTC)) == datetime(
        2015, 11, 1, 5, 30, tzinfo=UTC
    )
    assert stated_instant(date(2016, 3, 13), time(2, 30), now_at=datetime(2016, 3, 14, tzinfo=UTC)) is None
    assert stated_instant(back, time(12, 0), now_at=later) == datetime(2015, 11, 1, 17, tzinfo=UTC)


def test_a_clock_that_ends_today_or_has_ended_is_on_the_agenda_until_the_end_is_recorded():
    recorder = Recorder().up_to_notice()

    def kinds(day: int) -> list[ItemKind]:
        return [item.kind for item in operation_items(room(date(2015, 11, day)), recorder.book()) if item.title]

    assert kinds(9) == []
    assert kinds(10) == [ItemKind.CLOCK_ENDS]
    assert kinds(11) == [ItemKind.CLOCK_ENDED]
    recorder.listed(TUESDAY_7).removed(TUESDAY_7)
    assert kinds(10) == kinds(11) == []


def test_the_revisits_come_by_themselves_at_30_and_90_days_and_stay_until_they_are_recorded():
    recorder = Recorder().up_to_notice().step(EventKind.OPERATION_CLOSED_VOLUNTARILY, MONDAY_7)

    def told(on: date) -> list[tuple[ItemKind, str]]:
        return [(item.kind, item.title) for item in revisit_items(room(on), recorder.book())]

    assert told(date(2015, 12, 8)) == []
    assert told(date(2015, 12, 9)) == [(ItemKind.REVISIT_DUE, "Revisit at 30 days, Mill Square")]
    assert told(date(2015, 12, 14)) == [(ItemKind.REVISIT_LATE, "Revisit at 30 days, Mill Square")]
    early = datetime(2015, 12, 8, 20, tzinfo=UTC)
    assert recorder.step(EventKind.OPERATION_REVISITED_30D, early, found_code="back").refusal() is not None
    assert recorder.step(EventKind.OPERATION_REVISITED_90D, early, found_code="back").refusal() is not None
    recorder.step(EventKind.OPERATION_REVISITED_30D, early + 24 * HOUR, found_code="not_back")
    assert told(date(2015, 12, 9)) == [(ItemKind.REVISIT_DONE, "")]
    assert told(date(2015, 12, 14)) == []
    assert told(date(2016, 2, 7)) == [(ItemKind.REVISIT_DUE, "Revisit at 90 days, Mill Square")]
    assert came_back(recorder.operation()) is None
    recorder.step(EventKind.OPERATION_REVISITED_90D, datetime(2016, 2, 8, 15, tzinfo=UTC), found_code="back")
    assert told(date(2016, 2, 8)) == [(ItemKind.CAME_BACK, "")]
    assert came_back(recorder.operation()) is not None
    assert told(date(2016, 6, 1)) == []


def test_no_line_for_everybody_tells_an_offer_an_answer_or_who_gave_an_override():
    recorder = Recorder().up_to_notice().overridden(MONDAY_7, "clock").removed(MONDAY_7)
    book, on = recorder.book(), date(2015, 11, 9)
    items = [*operation_items(room(on), book), *revisit_items(room(on), book)]
    lines = [item.text for item in items]
    news = [new.words(on=on, agencies={}) for new in entries_since(book, fold_events([]), on=on)]

    assert len(lines) == 1
    assert lines[0].startswith("Ordinance checklist, Mill Square, number 4 today: reported Mon 9 Nov 07:00, assessed")
    assert lines[0].endswith("removal Mon 9 Nov 07:00; by Street outreach.")
    told = "\n".join([*lines, *news]).lower()
    for word in ("offer", "answer", "declin", "pet", "example", "blocked"):
        assert word not in told
    assert newest_undoable(book, on=on, agencies={}) is None


def test_who_may_not_know_of_offers_reads_one_line_for_them_and_nothing_of_the_answers():
    recorder = Recorder().reported().assessed(MONDAY_7).listed(MONDAY_7).offered(MONDAY_7, "shelter,storage")
    operation = recorder.operation()
    seen = gate_lines(operation.steps, at=MONDAY_7, vocabulary=vocabulary(sees_answers=True))
    hidden = gate_lines(operation.steps, at=MONDAY_7, vocabulary=vocabulary(sees_answers=False))

    assert [line.name for line in seen if not line.holds] == [
        "Transport offered",
        "Notice posted",
        "Clock of the notice",
    ]
    assert [line.name for line in hidden if not line.holds] == [
        "Offers: shelter, transport, storage",
        "Notice posted",
        "Clock of the notice",
    ]
    assert len(hidden) == 5
    details = [
        step_details(s, operation.steps, vocabulary=vocabulary(sees_answers=False)) for s in operation.steps[-2:]
    ]
    assert details == ["", ""]
    assert (
        answer_words("accepted,declined:pet", CHOICES["decline_reason"]) == "accepted; declined: could not bring a pet"
    )


def test_the_newest_list_of_any_operation_is_found_by_its_own_stamp():
    one = Recorder().reported().assessed(MONDAY_7).listed(MONDAY_7)
    other = replace(one.operation(), steps=())

    found = newest_list([other, one.operation()])
    assert found is not None
    assert found.facts["is_available"] == "yes"
    assert newest_list([]) is None


def test_an_operation_is_reported_once_at_a_place_by_an_agency():
    recorder = Recorder().reported().reported()
    assert recorder.refusal() == "This operation was reported already."
    first = Recorder().reported().events[0]
    for name in ("location_id", "by_agency_code", "at"):
        facts = {key: value for key, value in first.facts.items() if key != name}
        assert fold_events([replace(first, facts=facts)]).operations == {}
    assert fold_events([first]).operations != {}
