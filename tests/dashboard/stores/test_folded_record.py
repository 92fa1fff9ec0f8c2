"""The record folded as it grows says what it says folded from its beginning, whatever happened to it."""

from __future__ import annotations

import threading

import pytest

from dashboard.huddle.book import fold_events
from dashboard.stores import folded_record
from dashboard.stores.folded_record import FoldedRecord
from dashboard.stores.operations_backup import write_backup
from dashboard.stores.operations_restore import restore_backup
from tests.support.recorded_events import AT_NINE, MONDAY, TUESDAY, append_note, append_three, erase


def from_the_beginning(store, up_to):
    return fold_events(store.events(up_to=up_to), up_to=up_to)


@pytest.fixture
def folded(store):
    return FoldedRecord(store)


@pytest.fixture
def folds(monkeypatch):
    """How often the record was folded from its beginning."""
    done = []
    monkeypatch.setattr(
        folded_record, "fold_events", lambda *args, **kwargs: done.append(1) or fold_events(*args, **kwargs)
    )
    return done


def test_what_is_new_is_folded_into_what_stands_and_nothing_twice(store, folded, folds):
    append_three(store)
    assert folded.book(up_to=TUESDAY) == from_the_beginning(store, TUESDAY)
    for n in range(5):
        append_note(store, f"n{n}", seen_sequence_no=3 + n)
        assert folded.book(up_to=TUESDAY) == from_the_beginning(store, TUESDAY)

    assert folds == [1]
    assert folded.book(up_to=TUESDAY) is folded.book(up_to=TUESDAY)
    assert folded.book(up_to=MONDAY) == from_the_beginning(store, MONDAY)


def test_of_two_who_recorded_at_once_the_one_that_belongs_first_is_put_first(store, folded, folds):
    append_three(store)
    for n in range(30):
        # Every third has seen less than those before it, as somebody has whose page is a moment behind.
        append_note(store, f"n{n:02d}", seen_sequence_no=3 + n - (2 if n % 3 == 0 and n else 0))
        assert folded.book(up_to=TUESDAY) == from_the_beginning(store, TUESDAY)

    assert folds == [1]


def test_what_belongs_far_back_is_folded_from_the_beginning(store, folded, folds):
    append_three(store)
    for n in range(30):
        append_note(store, f"n{n:02d}", seen_sequence_no=3 + n)
        folded.book(up_to=TUESDAY)
    append_note(store, "late", seen_sequence_no=3)

    assert folded.book(up_to=TUESDAY) == from_the_beginning(store, TUESDAY)
    assert folds == [1, 1]


def test_words_erased_are_gone_from_every_book_of_whatever_morning(store, folded):
    append_three(store)
    folded.book(up_to=MONDAY)
    before = folded.book_at_close(huddle_date=TUESDAY, close_event_id="e3")
    assert "Zebedee" in str(before)
    assert folded.book_at_close(huddle_date=TUESDAY, close_event_id="e3") is before
    erase(store, "e2")

    for book in (
        folded.book(up_to=MONDAY),
        folded.book(up_to=TUESDAY),
        folded.book_at_close(huddle_date=TUESDAY, close_event_id="e3"),
    ):
        assert "Zebedee" not in str(book)
        assert "[erased]" in str(book)


def test_a_record_put_back_is_read_anew_even_where_it_grew_to_the_same_length(open_store, file, tmp_path):
    url = f"sqlite:///{file}"
    store = open_store(url)
    append_three(store)
    backup = tmp_path / "backup.jsonl"
    write_backup(store.whole_record(), backup, made_at=AT_NINE)
    folded = FoldedRecord(store)
    append_note(store, "lost", note="lost", seen_sequence_no=3)
    assert "lost" in folded.book(up_to=TUESDAY).known_ids

    restore_backup(backup, url, may_lose=True, restored_at=AT_NINE)
    append_note(store, "kept", note="kept", seen_sequence_no=3)

    assert folded.book(up_to=TUESDAY) == from_the_beginning(store, TUESDAY)
    assert "lost" not in folded.book(up_to=TUESDAY).known_ids


def test_polls_share_a_look_and_whoever_looks_anew_shows_it_to_all(store, folded, monkeypatch):
    append_three(store)
    looks = []
    chain_end = store.chain_end
    monkeypatch.setattr(store, "chain_end", lambda: looks.append(1) or chain_end())
    book = folded.book(up_to=TUESDAY, max_age_s=60)
    append_note(store, "n1", seen_sequence_no=3)

    assert all(folded.book(up_to=TUESDAY, max_age_s=60) is book for _ in range(50))
    assert looks == [1]
    newer = folded.book(up_to=TUESDAY)
    assert "n1" in newer.known_ids
    assert folded.book(up_to=TUESDAY, max_age_s=60) is newer


def test_many_threads_that_ask_at_once_fold_a_new_event_once(store, folded, folds):
    append_three(store)
    books = []
    threads = [threading.Thread(target=lambda: books.append(folded.book(up_to=TUESDAY))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(book) for book in books}) == 1
    assert folds == [1]
