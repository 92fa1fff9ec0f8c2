"""Contacts folded: whatever arrives twice or in another order, the same contacts stand, and their sums with them."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.huddle.contacts import (
    ContactPlace,
    ToldContact,
    contact_id_of,
    corrected_draft,
    logged_draft,
    not_needed,
    withdrawn_draft,
)
from dashboard.huddle.events import Event, OnScreen
from dashboard.stores.handover import contacts_as_csv
from pipelines.readers.outreach_words import ALLOWED_WORDS, DECLINE_REASONS, OFFER_ANSWERS
from pipelines.sources.huddle_contacts import read_contact_file

SCREEN = OnScreen(date(2024, 5, 14), "b", "outreach")
FIRST_AT = datetime(2024, 5, 13, 4, tzinfo=UTC)
counts = st.none() | st.integers(0, 99_999)
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=60).filter(
    str.strip
)
places = st.one_of(
    words.map(lambda text: ContactPlace(text.strip())),
    st.builds(
        lambda text, lon, lat: ContactPlace(text.strip(), round(lon, 7), round(lat, 7)),
        words,
        st.floats(-71.2, -70.9),
        st.floats(42.2, 42.4),
    ),
)


@st.composite
def told_contacts(draw) -> ToldContact:
    kinds = ("shelter", "treatment", "transport", "storage")
    offers = draw(st.dictionaries(st.sampled_from(kinds), st.sampled_from(OFFER_ANSWERS)))
    reason = draw(st.sampled_from(["", *DECLINE_REASONS])) if "declined" in offers.values() else ""
    return ToldContact(
        contact_at=FIRST_AT + timedelta(minutes=draw(st.integers(0, 2_000))),
        place=draw(places),
        lead=draw(st.sampled_from(ALLOWED_WORDS["lead"])),
        co_response_outcome=draw(st.sampled_from(["", *ALLOWED_WORDS["co_response_outcome"]])),
        offers=offers,
        decline_reason=reason,
        n_sharps_collected=draw(counts),
        n_naloxone_doses=draw(counts),
    )


@st.composite
def recorded(draw) -> list[Event]:
    """Return up to 15 events of up to 5 contacts, as they are recorded one after the other."""
    found: list[Event] = []
    for number in range(1, draw(st.integers(1, 15)) + 1):
        first = f"e{draw(st.integers(1, min(number, 5)))}"
        contact_id = contact_id_of(first)
        if number <= 5 or not found:
            draft = logged_draft(draw(told_contacts()), event_id=f"e{number}", on_screen=SCREEN)
        elif draw(st.booleans()):
            draft = corrected_draft(contact_id, draw(told_contacts()), on_screen=SCREEN)
        else:
            draft = withdrawn_draft(contact_id, on_screen=SCREEN)
        found.append(
            Event(
                event_id=f"e{number}",
                sequence_no=number,
                kind=draft.kind,
                subject_id=draft.subject_id,
                huddle_date=draft.huddle_date,
                recorded_at=FIRST_AT + timedelta(minutes=draw(st.integers(0, 3))),
                build_id="b",
                role_code="outreach",
                facts=draft.facts,
                payload=draft.payload,
                seen_sequence_no=number - 1,
            )
        )
    return found


def sums(book: HuddleBook) -> Counter[str]:
    """Return what the contacts that stand add up to, by measure."""
    told = [contact.told for contact in book.contacts.values() if contact.told is not None]
    total = Counter({"contacts": len(told)})
    for each in told:
        total.update(f"{kind}_{answer}" for kind, answer in each.offers.items())
        total["sharps"] += each.n_sharps_collected or 0
        total["doses"] += each.n_naloxone_doses or 0
    return total


@given(events=recorded(), data=st.data())
def test_retries_and_any_order_of_arrival_give_the_same_contacts_and_the_same_sums(events, data):
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    arrived = data.draw(st.permutations([*events, *again]))

    assert fold_events(arrived).contacts == fold_events(events).contacts
    assert sums(fold_events(arrived)) == sums(fold_events(events))


@given(events=recorded())
def test_each_contact_counts_at_most_once_as_its_newest_telling_says_and_not_once_it_was_withdrawn(events):
    book = fold_events(events)
    refused = {refusal.event_id for refusal in book.refused}
    for contact_id, contact in book.contacts.items():
        own = [event for event in events if event.subject_id == contact_id and event.event_id not in refused]
        assert contact.is_withdrawn == (own[-1].kind == "contact_withdrawn")
        assert (contact.told is None) == contact.is_withdrawn


@given(events=recorded())
def test_erasing_what_nobody_needs_changes_nothing_that_stands(events):
    book = fold_events(events)
    old = {event_id for _, event_id in not_needed(book.contacts.values())}
    erased = [replace(event, payload=None) if event.event_id in old else event for event in events]

    assert {key: each.told for key, each in fold_events(erased).contacts.items()} == {
        key: each.told for key, each in book.contacts.items()
    }


@given(events=recorded())
def test_what_stands_is_read_back_by_the_build_as_it_was_told(events):
    book = fold_events(events)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "contacts.csv"
        file.write_text(contacts_as_csv(book.contacts.values()), encoding="utf-8", newline="")
        rows = {row["contact_id"]: row for row in read_contact_file(file).to_pylist()}

    assert rows.keys() == book.contacts.keys()
    for contact_id, contact in book.contacts.items():
        row = rows[contact_id]
        if contact.told is None:
            assert {row[name] for name in row if name not in ("contact_id", "status_code")} == {None}
            continue
        told = contact.told
        assert (row["contact_at"], row["lon"], row["lat"]) == (told.contact_at, told.place.lon, told.place.lat)
        assert (row["sharps_collected"], row["naloxone_doses"]) == (told.n_sharps_collected, told.n_naloxone_doses)
        assert {kind: row[f"{kind}_offer"] for kind in told.offers} == told.offers
