"""Whatever somebody does to an access log afterwards, it is found: a change, a loss, an exchange, an addition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.stores.access_log import Access, AccessEntry, Did, checked_log, entry_hash
from dashboard.stores.operations_chain import GENESIS_HASH

WORDS = st.text("abcxyz019", min_size=1, max_size=6)
ACCESSES = st.builds(
    Access,
    noted_at=st.integers(0, 10**6).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    person=st.none() | WORDS,
    screen_id=WORDS,
    role_code=WORDS,
    did=st.sampled_from([Did.OPENED, Did.TOOK_AWAY, Did.CHANGED]),
    page_code=WORDS,
    subject_id=WORDS,
    build_id=WORDS,
)


def chained(accesses: list[Access]) -> list[AccessEntry]:
    entries, previous = [], GENESIS_HASH
    for entry_no, access in enumerate(accesses, start=1):
        hashed = entry_hash(entry_no, access, previous_hash=previous)
        entries.append(AccessEntry(entry_no, access, previous, hashed))
        previous = hashed
    return entries


@given(st.lists(ACCESSES, min_size=1, max_size=8), st.data())
def test_every_tampering_is_found_at_or_before_where_it_was_done(accesses, data):
    entries = chained(accesses)
    end = (len(entries), entries[-1].entry_hash)
    assert checked_log(entries, end=end).ok

    at = data.draw(st.integers(0, len(entries) - 1))
    how = data.draw(st.sampled_from(["change", "lose", "exchange", "add", "cut"]))
    tampered = list(entries)
    if how == "change":
        other = data.draw(ACCESSES.filter(lambda each: each != entries[at].access))
        tampered[at] = replace(entries[at], access=other)
    elif how == "lose":
        del tampered[at]
    elif how == "cut":
        tampered = tampered[:at]
    elif how == "add":
        tampered.insert(at, replace(entries[at], access=data.draw(ACCESSES)))
    elif len(entries) > 1:
        other_at = (at + 1) % len(entries)
        tampered[at], tampered[other_at] = tampered[other_at], tampered[at]
    else:
        return

    report = checked_log(tampered, end=end)
    assert not report.ok
    # Of an entry put in twice, nobody can tell which of the two was there before: the second is the bad one.
    last_place = at + 2 if how == "add" else at + 1
    assert report.first_bad_entry_no is None or report.first_bad_entry_no <= last_place


@given(st.lists(ACCESSES, min_size=2, max_size=8), st.data())
def test_a_beginning_is_gone_rightly_only_where_an_entry_says_so(accesses, data):
    n_erased = data.draw(st.integers(1, len(accesses) - 1))
    by_rule = replace(accesses[-1], did=Did.ERASED, subject_id=str(n_erased))
    for last, is_right in ((by_rule, True), (accesses[-1], False)):
        entries = chained([*accesses, last])
        erased = (n_erased, entries[n_erased - 1].entry_hash)
        report = checked_log(entries[n_erased:], end=(len(entries), entries[-1].entry_hash), erased=erased)
        assert report.ok is is_right
