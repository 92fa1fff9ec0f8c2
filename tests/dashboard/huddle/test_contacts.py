from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from dashboard.huddle.book import fold_events
from dashboard.huddle.contact_words import contact_line
from dashboard.huddle.contacts import (
    ContactPlace,
    ToldContact,
    as_columns,
    contact_id_of,
    corrected_draft,
    instants_of,
    logged_draft,
    not_needed,
    withdrawn_draft,
)
from dashboard.huddle.events import Event, EventDraft, EventKind, OnScreen
from dashboard.huddle.forms import contact_problems
from dashboard.huddle.kept_texts import kept_texts
from dashboard.huddle.newest import entries_since, lines_since, newest_undoable
from dashboard.huddle.text_check import check_text
from pipelines.readers.outreach_words import ALLOWED_WORDS, DECLINE_REASONS

ON = date(2024, 5, 14)
SCREEN = OnScreen(ON, "b", "outreach")
AT = datetime(2024, 5, 14, 15, 5, tzinfo=UTC)
PLACE = ContactPlace("Mill Square", -71.0745718, 42.338099)
WHOLE = ToldContact(
    AT,
    PLACE,
    "clinician",
    co_response_outcome="connected",
    offers={"shelter": "declined", "storage": "unavailable"},
    decline_reason="pet",
    n_sharps_collected=0,
    n_naloxone_doses=2,
)
ID = contact_id_of("e1")


def event(draft: EventDraft, event_id: str, number: int) -> Event:
    return Event(
        event_id=event_id,
        sequence_no=number,
        kind=draft.kind,
        subject_id=draft.subject_id,
        huddle_date=draft.huddle_date,
        recorded_at=AT + timedelta(minutes=number),
        build_id=draft.build_id,
        role_code=draft.role_code,
        facts=draft.facts,
        payload=draft.payload,
        seen_sequence_no=number - 1,
    )


def events(*drafts: EventDraft) -> list[Event]:
    return [event(draft, f"e{number}", number) for number, draft in enumerate(drafts, start=1)]


LOGGED = logged_draft(WHOLE, event_id="e1", on_screen=SCREEN)
OTHERWISE = replace(WHOLE, offers={"shelter": "accepted"}, decline_reason="")
CORRECTED = corrected_draft(ID, OTHERWISE, on_screen=SCREEN)
WITHDRAWN = withdrawn_draft(ID, on_screen=SCREEN)


def test_everything_told_of_a_contact_stands_in_the_payload_and_comes_back_whole():
    contact = fold_events(events(LOGGED)).contacts[ID]

    assert contact.told == WHOLE
    assert LOGGED.facts == {}
    assert all("Mill" not in entry.words for entry in contact.history)


def test_a_correction_tells_all_of_it_anew_and_what_stood_before_is_needed_no_more():
    book = fold_events(events(LOGGED, CORRECTED))

    assert book.contacts[ID].told == OTHERWISE
    assert not_needed(book.contacts.values()) == [(ID, "e1")]


def test_a_withdrawn_contact_tells_nothing_and_takes_no_further_step():
    book = fold_events(events(LOGGED, WITHDRAWN, CORRECTED))

    assert book.contacts[ID].told is None
    assert [refusal.reason for refusal in book.refused] == ["The contact was withdrawn: log it anew."]
    assert not_needed(book.contacts.values()) == [(ID, "e1")]


def test_what_was_erased_is_told_no_more_and_its_contact_can_still_be_withdrawn():
    gone = replace(event(LOGGED, "e1", 1), payload=None)

    book = fold_events([gone])

    assert book.contacts[ID].told is None
    assert book.refusal_reason(WITHDRAWN) is None
    assert book.refusal_reason(LOGGED) == "A contact of this id was already logged."


def test_a_contact_that_was_never_logged_and_an_id_that_is_none_are_refused():
    book = fold_events([])

    assert book.refusal_reason(WITHDRAWN) == "It names a contact that was not logged before it."
    assert book.refusal_reason(replace(LOGGED, subject_id="x")) == "It has no id of a contact."


def test_a_contact_is_not_undone():
    book = fold_events(events(LOGGED))
    undoing = replace(WITHDRAWN, kind=EventKind.EVENT_UNDONE, facts={"undone_event_id": "e1"})

    assert book.undoable(ID, on=ON) is None
    assert book.refusal_reason(undoing) == "A contact is not undone. Correct or withdraw it instead."


def test_nothing_that_others_read_tells_that_a_contact_was_logged():
    empty = fold_events([])
    kept = replace(LOGGED, facts={"text_check": "kept:phone"})
    book = fold_events(events(kept, CORRECTED, WITHDRAWN))

    assert book.newest_recorded_at is None
    assert entries_since(book, empty, on=ON) == []
    assert lines_since(book, empty, on=ON, agencies={}) == []
    assert newest_undoable(book, on=ON, agencies={}) is None
    assert kept_texts(book, on=ON, agencies={}) == []


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"contact_at": "soon", "place_text": "x", "lead": "outreach"},
        {"contact_at": "2024-05-14T11:05", "place_text": "x", "lead": "outreach"},
        {"contact_at": "2024-05-14T15:05+00:00", "lead": "outreach"},
        {"contact_at": "2024-05-14T15:05+00:00", "place_text": "x", "lon": "-71.1", "lead": "outreach"},
        {"contact_at": "2024-05-14T15:05+00:00", "place_text": "x" * 201, "lead": "outreach"},
        {"contact_at": "2024-05-14T15:05+00:00", "place_text": "x", "lead": "somebody"},
        {"contact_at": "2024-05-14T15:05+00:00", "place_text": "x", "lead": "outreach", "sharps_collected": "few"},
        {"contact_at": "2024-05-14T15:05+00:00", "place_text": "x", "lead": "outreach", "shelter_offer": "yes"},
    ],
)
def test_a_payload_that_no_form_writes_is_counted_nowhere_and_breaks_nothing(payload):
    assert fold_events(events(replace(LOGGED, payload=payload))).contacts[ID].told is None


def test_a_reason_without_anything_declined_is_not_kept():
    told = replace(WHOLE, offers={"shelter": "accepted"})

    assert "decline_reason" not in as_columns(told)


def test_on_the_night_the_clocks_go_back_an_hour_is_two_and_on_the_night_they_go_forward_one_is_none():
    both = instants_of(date(2026, 11, 1), time(1, 30))

    assert [instant.isoformat() for instant in both] == ["2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00"]
    assert instants_of(date(2026, 3, 8), time(2, 30)) == ()
    assert instants_of(date(2026, 3, 8), time(1, 59)) == (datetime(2026, 3, 8, 6, 59, tzinfo=UTC),)
    assert instants_of(date(2026, 3, 8), time(3, 0)) == (datetime(2026, 3, 8, 7, 0, tzinfo=UTC),)
    assert len(instants_of(date(2026, 11, 1), time(2, 0))) == 1


def test_both_hours_of_the_autumn_night_come_back_as_they_were_told():
    for instant in instants_of(date(2026, 11, 1), time(1, 30)):
        told = replace(WHOLE, contact_at=instant)
        draft = logged_draft(told, event_id="e1", on_screen=SCREEN)
        assert fold_events(events(draft)).contacts[ID].told == told


def test_the_entry_reads_in_the_fields_words_and_leaves_out_what_was_not_told():
    assert contact_line(WHOLE, seen_from=ON) == (
        "Mill Square · Tue 14 May 11:05 · clinician led · with an officer: connected · shelter: declined today · "
        "storage: asked for, not available · reason: pet · 0 sharps collected · naloxone: 2 doses"
    )
    assert contact_line(ToldContact(AT, PLACE, "outreach"), seen_from=ON) == (
        "Mill Square · Tue 14 May 11:05 · outreach led"
    )


def test_the_check_of_texts_finds_nothing_in_any_word_of_the_lists_nor_in_a_coordinate():
    words = {
        *DECLINE_REASONS,
        *(word for words in ALLOWED_WORDS.values() for word in words),
        *as_columns(WHOLE).values(),
    }

    assert {word: check_text(word, huddle_date=ON, words=()) for word in words} == {word: [] for word in words}


def problems(**changes):
    asked = {"place": PLACE, "contact_at": AT, "now_at": AT, "back": timedelta(days=7)}
    asked |= changes
    return contact_problems(asked.pop("place"), **asked)


def test_a_form_without_a_place_or_time_or_of_another_week_says_what_is_wrong():
    assert problems() == []
    assert problems(place=None) == ["Where: choose a place."]
    assert problems(place=ContactPlace("by the gate, 617 555 0134")) == [
        "Where: that holds a telephone number or a mail address. Say the place alone."
    ]
    assert problems(contact_at=None) == ["When: fill in the time."]
    assert problems(contact_at=AT + timedelta(minutes=1)) == ["When: that lies ahead of the clock."]
    assert problems(contact_at=AT - timedelta(days=8)) == [
        "When: that is more than 7 days ago. Hand it in with the day's log."
    ]
