from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboard.huddle.asks import (
    AskStatus,
    NewAsk,
    answer_draft,
    ask_correction_draft,
    ask_draft,
    ended_asks,
    open_asks,
    withdrawal_draft,
)
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import AskAnswer, EventKind, NamedLocation, OnScreen
from dashboard.huddle.history import entry_words
from tests.support.huddle_events import TUESDAY, recorded

ON_SCREEN = OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="leadership")
NEXT_WEEK = TUESDAY + timedelta(days=7)


def asked(event_id: str = "q1", *, on: date = TUESDAY, **facts: str):
    facts = {"from_agency_code": "police", "to_agency_code": "public_works"} | facts
    return recorded(event_id, EventKind.ASK_MADE, event_id, on=on, **facts)


def answered(event_id: str, ask_id: str = "q1", *, on: date = TUESDAY, minute: int = 1, answer: str = "can"):
    return recorded(event_id, EventKind.ASK_ANSWERED, ask_id, on=on, minute=minute, answer=answer)


def test_an_ask_stays_open_until_it_is_answered():
    asks = fold_events([asked()]).asks.values()

    assert [ask.ask_id for ask in open_asks(asks, on=NEXT_WEEK)] == ["q1"]
    after = fold_events([asked(), answered("q2", on=NEXT_WEEK)]).asks.values()
    assert open_asks(after, on=NEXT_WEEK) == []
    assert [ask.answer for ask in ended_asks(after, on=NEXT_WEEK)] == [AskAnswer.CAN]


def test_asks_come_oldest_first():
    asks = fold_events([asked("q2"), asked("q1", on=TUESDAY - timedelta(days=1))]).asks.values()

    assert [ask.ask_id for ask in open_asks(asks, on=TUESDAY)] == ["q1", "q2"]


def test_a_withdrawn_ask_is_no_longer_open_and_says_why():
    withdrawal = recorded("q2", EventKind.ASK_WITHDRAWN, "q1", minute=1)

    ask = fold_events([asked(), withdrawal]).asks["q1"]

    assert (ask.status, ask.answer, ask.answer_words) == (AskStatus.WITHDRAWN, None, "words q2")


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([asked(), answered("q9"), answered("q8", minute=2)], "The ask was already answered."),
        ([answered("q8")], "It names an ask that was not made before it."),
        ([asked(), answered("q8", answer="perhaps")], "It does not say what the answer is."),
        ([asked("q8", to_agency_code="police")], "An agency cannot ask itself."),
        ([asked("q8", to_agency_code="")], "It does not say which agency asks which."),
        ([asked("q8", needed_date="soon")], "It holds no day by which it is needed."),
    ],
)
def test_what_asks_or_answers_nothing_is_refused(events, reason):
    assert fold_events(events).refused == (("q8", reason),)


def test_every_draft_of_an_ask_is_legal_in_its_turn():
    new_ask = NewAsk(" A key to the gate ", "police", "parks", NEXT_WEEK, NamedLocation("L1", "Mill Square", 4))
    draft = ask_draft(new_ask, ask_id="q1", on_screen=ON_SCREEN)

    assert draft.payload == {"what": "A key to the gate"}
    assert draft.facts["location_id"] == "L1"
    assert fold_events([]).refusal_reason(draft) is None
    book = fold_events([asked()])
    for follow_up in (
        answer_draft("q1", answer=AskAnswer.CANNOT, words="No key", on_screen=ON_SCREEN),
        withdrawal_draft("q1", reason="Found one", on_screen=ON_SCREEN),
    ):
        assert book.refusal_reason(follow_up) is None


def test_the_history_of_an_ask_reads_as_sentences():
    history = fold_events([asked(), answered("q2", answer="can_in_part")]).asks["q1"].history

    agencies = {"public_works": "Public Works"}
    assert [entry_words(entry, agencies=agencies, seen_from=TUESDAY) for entry in history] == [
        "Tue 10 Nov: asked of Public Works: what q1",
        "Tue 10 Nov: answered: we can in part: words q2",
    ]


def corrected(*, facts=None, texts=None, minute: int = 2):
    draft = ask_correction_draft("q1", facts=facts or {}, texts=texts or {}, reason="A slip", on_screen=ON_SCREEN)
    event = recorded("q9", draft.kind, "q1", minute=minute, **draft.facts)
    return replace(event, payload=draft.payload)


def test_a_corrected_answer_says_what_stood_before():
    facts, texts = {"answer": "cannot"}, {"answer_words": "The truck is gone"}

    ask = fold_events([asked(), answered("q2"), corrected(facts=facts, texts=texts)]).asks["q1"]

    assert (ask.answer, ask.answer_words) == (AskAnswer.CANNOT, "The truck is gone")
    assert entry_words(ask.history[-1], agencies={}, seen_from=TUESDAY) == (
        "Tue 10 Nov: corrected, answer was “we can”, answer in words was “words q2”: A slip"
    )


@pytest.mark.parametrize(
    ("facts", "texts", "reason"),
    [
        ({"answer": "can"}, {}, "The ask is not answered, so it has no answer to correct."),
        ({}, {"answer_words": "x"}, "The ask is not answered, so it has no answer to correct."),
        ({"to_agency_code": "police"}, {}, "An agency cannot ask itself."),
        ({"needed_date": "soon"}, {}, "It holds no day by which it is needed."),
    ],
)
def test_what_an_open_ask_does_not_have_cannot_be_corrected(facts, texts, reason):
    assert fold_events([asked(), corrected(facts=facts, texts=texts)]).refused == (("q9", reason),)


def test_an_open_ask_sent_to_the_wrong_agency_is_asked_of_the_right_one_and_stays_open():
    ask = fold_events([asked(), corrected(facts={"to_agency_code": "parks"}, texts={"what": "A key"})]).asks["q1"]

    assert (ask.to_agency_code, ask.what, ask.is_open) == ("parks", "A key", True)
    assert dict(ask.history[-1].before) == {"asked of": "public_works", "what": "what q1"}
