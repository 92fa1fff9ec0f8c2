from __future__ import annotations

from datetime import timedelta

from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.events import EventKind
from tests.dashboard.huddle.test_asks import answered, asked
from tests.dashboard.huddle.test_decided_items import agenda_of
from tests.support.huddle_events import TUESDAY, recorded


def part_five(*events, on=TUESDAY) -> list[tuple[ItemKind, str]]:
    return [(item.kind, item.text) for item in agenda_of(*events, on=on).parts[4].items]


def test_with_no_ask_the_part_says_so_and_what_is_not_collected():
    (summary, silence) = part_five()

    assert summary == (ItemKind.SUMMARY, "No ask is open.")
    assert silence[0] == ItemKind.NOT_IN_THIS_VERSION


def test_an_open_ask_comes_back_every_morning_with_who_asks_whom_and_since_when():
    ask = asked(location_id="L1", location_name="Mill Square", needed_date="2015-11-11")

    assert part_five(ask)[1] == (
        ItemKind.ASK_OPEN,
        "police asks Public Works: what q1 (Mill Square, number 1 today). Asked Tue 10 Nov, needed by Wed 11 Nov.",
    )
    kind, text = part_five(ask, on=TUESDAY + timedelta(days=6))[1]
    assert kind == ItemKind.ASK_LATE
    assert "was needed by Wed 11 Nov" in text


def test_what_was_answered_this_morning_is_told_once_more_with_the_answer():
    events = (asked(), answered("q2", answer="cannot"))

    assert (ItemKind.ASK_ENDED, "police asks Public Works: what q1. Answered: we cannot: words q2") in part_five(
        *events
    )
    assert ItemKind.ASK_ENDED not in [kind for kind, _ in part_five(*events, on=TUESDAY + timedelta(days=1))]


def test_a_withdrawn_ask_says_why():
    withdrawal = recorded("q2", EventKind.ASK_WITHDRAWN, "q1", minute=1)

    assert (ItemKind.ASK_ENDED, "police asks Public Works: what q1. Withdrawn: words q2") in part_five(
        asked(), withdrawal
    )
