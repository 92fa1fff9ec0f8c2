"""The access log only grows, knows when it was tampered with, and is erased from its beginning, on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from dashboard.stores.access_log import Access, AccessLog, Did
from dashboard.stores.operations_schema import ACCESS_ENTRIES, ACCESS_HEAD
from tests.support.recorded_events import append_three, tamper

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2026, 1, 5, 14, tzinfo=UTC)


@pytest.fixture
def log(store_url: str) -> Iterator[AccessLog]:
    opened = AccessLog(store_url)
    yield opened
    opened.close()


def access(hours: float = 0, **changes: object) -> Access:
    told = {
        "noted_at": AT + timedelta(hours=hours), "person": "kim@example.gov", "screen_id": "abc", "role_code": "chair",
        "did": Did.OPENED, "page_code": "location", "subject_id": "Lab12cd34", "build_id": "b1",
    }  # fmt: skip
    return Access(**{**told, **changes})


def test_what_is_noted_comes_back_newest_first_and_within_the_days_asked_for(log):
    for hours in range(3):
        log.note(access(hours, person=None if hours == 1 else "kim@example.gov"))

    assert [entry.access for entry in log.entries()] == [access(2), access(1, person=None), access(0)]
    assert [entry.entry_no for entry in log.entries(since=AT + timedelta(hours=1), until=AT + timedelta(hours=2))] == [
        2
    ]
    report = log.verify()
    assert (report.n_entries, report.ok, report.first_bad_entry_no) == (3, True, None)


def test_it_stands_beside_the_events_and_neither_chain_knows_the_other(log, store_url, open_store):
    store = open_store(store_url)
    append_three(store)
    log.note(access())

    assert (store.verify().ok, store.verify().n_events) == (True, 3)
    assert (log.verify().ok, log.verify().n_entries) == (True, 1)


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        (update(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 2).values(person="somebody else"), 2),
        (update(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 2).values(role_code="outreach"), 2),
        (delete(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 2), 2),
        (delete(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 3), 2),
        (delete(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 1), 1),
    ],
)
def test_an_entry_that_was_changed_or_taken_out_is_found(log, store_url, statement, bad):
    for hours in range(3):
        log.note(access(hours))

    tamper(store_url, statement)

    assert (log.verify().ok, log.verify().first_bad_entry_no) == (False, bad)


def test_a_beginning_that_somebody_cut_off_by_hand_is_found_though_the_end_was_mended(log, store_url):
    for hours in range(3):
        log.note(access(hours))
    first = log.entries()[-1]

    tamper(
        store_url,
        delete(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 1),
        update(ACCESS_HEAD).values(n_erased=1, erased_hash=first.entry_hash),
    )

    assert "no entry says that the rule erased it" in log.verify().problem


def test_the_rule_erases_the_beginning_and_the_log_says_so_and_stays_whole(log):
    for hours in (0, 1, 30, 2):
        log.note(access(hours))
    before = AT + timedelta(hours=10)
    assert log.n_before(before) == 2

    assert log.erase_before(before, erased_by=access(40, role_code="retention")) == 2

    left = log.entries()
    # What came later stays, whatever a clock that went back says.
    assert [entry.entry_no for entry in left] == [5, 4, 3]
    assert (left[0].access.did, left[0].access.subject_id) == (Did.ERASED, "2")
    report = log.verify()
    assert (report.ok, report.n_entries, report.n_erased) == (True, 3, 2)
    assert log.erase_before(before, erased_by=access(41)) == 0
    log.note(access(42))
    assert log.erase_before(AT + timedelta(hours=50), erased_by=access(60)) == 4
    assert (log.verify().ok, log.verify().n_erased) == (True, 6)


def test_many_screens_note_at_once_in_one_chain(log):
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(lambda hours: log.note(access(hours)), range(40)))

    assert (log.verify().ok, log.verify().n_entries) == (True, 40)
