from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dashboard.huddle.agenda import ItemKind
from tests.dashboard.huddle.test_decided_items import agenda_of
from tests.dashboard.huddle.test_feedback import FRIDAY, answered, assigned, given
from tests.dashboard.huddle.test_minutes import CLOSE, START, minutes_of, numbered
from tests.support.huddle_events import TUESDAY, met


def part_seven(*events, on=TUESDAY) -> list[tuple[ItemKind, str]]:
    return [(item.kind, item.text) for item in agenda_of(*events, on=on).parts[6].items]


def test_with_nothing_said_the_part_says_so():
    assert part_seven()[0] == (
        ItemKind.SUMMARY,
        "Nothing that the Council told us is open. Thanks are said aloud.",
    )


def test_what_the_council_said_stands_every_morning_without_a_word_that_a_member_typed():
    kind, text = part_seven(given(zone_id="Z1", zone_name="Old Town"))[1]

    assert kind == ItemKind.FEEDBACK_OPEN
    assert text == (
        "The Council on offers of shelter, Old Town (the days before Tue 10 Nov): sees it otherwise; it is to shape "
        "training. Told Tue 10 Nov. No owner: who answers, and by when?"
    )
    later = part_seven(given(), on=TUESDAY + timedelta(days=2))
    assert "No owner for 2 mornings" in later[1][1]
    assert all("words f1" not in text and "council" not in text for _, text in later)


def test_the_days_of_an_earlier_morning_are_named_by_it():
    assert "(the days before Mon 2 Nov)" in part_seven(given(period_code="2015-11-02"))[1][1]


def test_it_is_late_the_morning_after_its_date_and_then_escalates_by_the_written_rule():
    events = (given(), assigned())
    told = {
        days: part_seven(*events, on=FRIDAY + timedelta(days=days))[1] for days in (0, 3, 4, 6)
    }  # Friday, then Monday, Tuesday and Thursday: a weekend escalates nothing

    assert told[0][0] == ItemKind.FEEDBACK_OPEN
    assert "answers by Fri 13 Nov" in told[0][1]
    assert told[3][0] == ItemKind.FEEDBACK_LATE
    assert told[4][0] == ItemKind.FEEDBACK_ESCALATED
    assert "escalated to the lead of parks, overdue 2 mornings" in told[4][1].replace("Parks and Recreation", "parks")
    assert "escalated to the chair, overdue 4 mornings" in told[6][1]


def test_the_answer_is_told_once_with_not_done_because():
    events = (given(), assigned(), answered())

    summary, answer = part_seven(*events)[:2]
    assert summary[1] == "What the Council told us: 0 open, 1 answered this morning."
    assert answer[0] == ItemKind.FEEDBACK_ANSWERED
    assert "Not done, because: words f3" in answer[1]
    assert part_seven(*events, on=TUESDAY + timedelta(days=1))[0][1].startswith("Nothing that the Council")


def test_the_chair_can_pin_or_defer_it_and_its_key_is_the_same_every_morning():
    (item,) = (each for each in agenda_of(given()).parts[6].items if each.kind == ItemKind.FEEDBACK_OPEN)

    assert item.item_key == "feedback:feedback:f1"


def test_minutes_hold_what_was_chosen_and_the_answer_and_no_word_that_a_member_typed():
    noted = replace(given(), payload={"note": "typed by a member"})
    events = numbered(met("m1", START), noted, assigned(), answered(), met("m3", CLOSE, minute=5))

    lines = " ".join(line for part in minutes_of(events).parts for line in part.lines)
    assert "sees it otherwise" in lines
    assert "Not done, because: words f3" in lines
    assert "typed by a member" not in lines
