from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.schema import DropTable

from dashboard.huddle.action_drafts import note_draft
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind
from dashboard.stores import operations_database
from dashboard.stores.operations import (
    EventConflictError,
    OperationsError,
    OperationsStore,
    StoreDamagedError,
    StoreLockedError,
    StoreReplacedError,
    StoreUnavailableError,
    UnknownEventError,
)
from dashboard.stores.operations_database import told_in_words
from dashboard.stores.operations_schema import CHAIN_HEAD, EVENTS, PAYLOADS
from tests.support.recorded_events import (
    AT_NINE,
    MONDAY,
    ON_MONDAY,
    ON_TUESDAY,
    TUESDAY,
    TYPED,
    append_note,
    append_three,
    change_event,
    erase,
    opening,
    plain_engine,
    tamper,
)

PROJECT = Path(__file__).parents[3]


# Written down and read back


def test_an_event_is_read_back_as_it_was_recorded(store):
    assert store.append(opening(), event_id="e1", recorded_at=AT_NINE) is True

    (event,) = store.events()
    assert (event.event_id, event.sequence_no, event.kind) == ("e1", 1, EventKind.ACTION_OPENED)
    assert (event.subject_id, event.huddle_date, event.build_id, event.role_code) == ("a1", MONDAY, "b1", "leadership")
    assert event.facts == {"owner_agency_code": "public_works", "due_date": "2015-11-10"}
    assert event.payload == {"what": "Collect needles", "how_we_know": "No ticket for a week"}


def test_an_instant_comes_back_aware_in_utc_whatever_zone_it_was_recorded_in(store):
    recorded_at = datetime(2015, 11, 9, 9, 0, tzinfo=timezone(timedelta(hours=-5)))

    store.append(opening(), event_id="e1", recorded_at=recorded_at)

    assert store.events()[0].recorded_at == datetime(2015, 11, 9, 14, 0, tzinfo=UTC)
    assert store.events()[0].recorded_at.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused_and_nothing_is_recorded(store):
    with pytest.raises(ValueError, match="time zone"):
        store.append(opening(), event_id="e1", recorded_at=datetime(2015, 11, 9, 9, 0))

    assert store.last_sequence_no() == 0


def test_a_huddle_date_that_pandas_made_is_kept_as_a_plain_day(store):
    draft = replace(opening(), huddle_date=pd.Timestamp("2015-11-09"))

    assert store.append(draft, event_id="e1", recorded_at=AT_NINE)
    assert store.append(draft, event_id="e1", recorded_at=AT_NINE) is False

    assert store.events()[0].huddle_date == MONDAY
    assert store.verify().ok


def test_hostile_text_is_kept_as_it_was_typed(store):
    text = "'); drop table events; -- \x00 \U0001f9f9 <img onerror=1> é"

    store.append(opening(what=text), event_id="e1", recorded_at=AT_NINE)

    assert store.events()[0].payload["what"] == text
    assert store.verify().ok


def test_events_up_to_a_morning_leave_later_ones_out(store):
    append_three(store)

    assert [event.event_id for event in store.events(up_to=MONDAY)] == ["e1", "e2"]
    assert [event.event_id for event in store.events(up_to=TUESDAY)] == ["e1", "e2", "e3"]
    assert store.events(up_to=date(2015, 11, 1)) == []


def test_a_store_opened_again_holds_what_was_recorded_and_goes_on(store, store_url, open_store):
    append_three(store)
    store.close()

    again = open_store(store_url)
    assert again.append(note_draft("a1", note="later", on_screen=ON_TUESDAY), event_id="e4", recorded_at=AT_NINE)

    assert [event.sequence_no for event in again.events()] == [1, 2, 3, 4]
    assert again.last_sequence_no() == 4
    assert again.verify().ok


def test_an_empty_store_is_whole(store):
    report = store.verify()

    assert (report.n_events, report.ok, report.first_bad_event_id) == (0, True, None)
    assert (store.events(), store.last_sequence_no()) == ([], 0)


def test_what_is_recorded_folds_to_the_mornings_actions(store):
    append_three(store)

    assert fold_events(store.events(), up_to=MONDAY).actions["a1"].is_open
    assert fold_events(store.events()).actions["a1"].result == "Swept"


# What the recorder had seen


def test_an_event_says_which_was_the_newest_its_recorder_had_before_them(store):
    append_three(store)
    append_note(store, "e4", seen_sequence_no=2)

    assert [event.seen_sequence_no for event in store.events()] == [0, 0, 0, 2]


def test_the_same_form_sent_again_by_somebody_who_has_seen_more_is_recorded_once(store):
    append_three(store)
    assert append_note(store, "e4", seen_sequence_no=2) is True

    assert append_note(store, "e4", seen_sequence_no=4) is False
    assert store.events()[3].seen_sequence_no == 2


def test_an_erasure_has_seen_everything_before_it(store):
    append_three(store)
    erase(store, "e2")

    assert store.events()[3].seen_sequence_no == 3


def test_who_has_seen_an_event_that_the_store_never_held_is_told_that_an_older_record_was_put_back(store):
    append_three(store)

    with pytest.raises(StoreReplacedError) as caught:
        append_note(store, "e4", seen_sequence_no=4)

    assert "reload the page" in caught.value.next_step
    assert store.last_sequence_no() == 3


def test_a_reader_that_holds_the_first_events_is_given_those_after_them(store):
    append_three(store)

    assert [event.event_id for event in store.events(after_sequence_no=1)] == ["e2", "e3"]
    assert [event.event_id for event in store.events(after_sequence_no=1, up_to=MONDAY)] == ["e2"]
    assert store.events(after_sequence_no=3) == []


# Exactly once


def test_the_same_form_sent_twice_is_recorded_once(store):
    assert store.append(opening(), event_id="e1", recorded_at=AT_NINE) is True
    assert store.append(opening(), event_id="e1", recorded_at=AT_NINE + timedelta(seconds=3)) is False

    assert store.last_sequence_no() == 1
    assert store.events()[0].recorded_at == AT_NINE


@pytest.mark.parametrize(
    "other",
    [
        opening(what="Something else"),
        opening(due_date=date(2015, 11, 30)),
        replace(opening(), subject_id="a2"),
        replace(opening(), huddle_date=TUESDAY),
        replace(opening(), build_id="b2"),
        replace(opening(), role_code="recovery"),
        replace(opening(), kind=EventKind.ACTION_NOTED),
    ],
)
def test_an_id_that_stands_for_something_else_is_refused(store, other):
    store.append(opening(), event_id="e1", recorded_at=AT_NINE)

    with pytest.raises(EventConflictError):
        store.append(other, event_id="e1", recorded_at=AT_NINE)

    assert store.last_sequence_no() == 1


def test_a_late_rerun_of_an_erased_form_brings_its_words_not_back(store):
    append_three(store)
    erase(store, "e1")

    assert store.append(opening(), event_id="e1", recorded_at=AT_NINE) is False
    assert store.events()[0].payload is None


# Many at once


def test_four_processes_record_two_hundred_events_in_one_whole_chain(file, open_store):
    """On PostgreSQL the long tests do it (test_operations_faults.py)."""
    url = f"sqlite:///{file}"
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    script = Path(__file__).with_name("writing_process.py")
    command = [sys.executable, str(script), url, "50"]
    writers = [
        subprocess.Popen(
            [*command, f"w{number}"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]

    assert [writer.communicate(timeout=60)[1] for writer in writers] == [""] * 4

    store = open_store(url)
    assert len({event.event_id for event in store.events()}) == 200
    report = store.verify()
    assert (report.n_events, report.ok) == (200, True)


def test_one_store_serves_many_threads_and_a_double_click_in_two_of_them_counts_once(store):
    def press(number: int) -> bool:
        draft = note_draft("a1", note=f"note {number // 2}", on_screen=ON_MONDAY)
        return store.append(draft, event_id=f"e{number // 2}", recorded_at=AT_NINE)

    with ThreadPoolExecutor(max_workers=8) as pool:
        pressed = list(pool.map(press, range(40)))

    assert sum(pressed) == 20
    assert store.last_sequence_no() == 20
    assert store.verify().ok


def test_reading_goes_on_while_somebody_writes(store, store_url):
    append_three(store)
    with plain_engine(store_url).begin() as writer:
        writer.execute(change_event("e1", build_id="not yet committed"))
        assert [event.build_id for event in store.events()] == ["b1", "b1", "b2"]
        writer.rollback()


def test_a_record_that_grows_while_it_is_checked_is_whole(store, store_url, open_store):
    """The end of the chain and the events are read one after the other: they must be of one moment."""
    append_three(store)
    colleague = open_store(store_url)
    with ThreadPoolExecutor(max_workers=1) as pool:
        writing = pool.submit(lambda: [append_note(colleague, f"n{number}") for number in range(30)])
        reports = [store.verify()]
        while not writing.done():
            reports.append(store.verify())

    assert all(writing.result())
    assert [report.problem for report in reports if not report.ok] == []
    assert store.verify().n_events == 33


def test_a_store_that_stays_locked_says_so_and_records_nothing(store_url, open_store, monkeypatch):
    monkeypatch.setattr(operations_database, "_BUSY_TIMEOUT_S", 0.05)
    store = open_store(store_url)
    append_three(store)
    with plain_engine(store_url).begin() as writer:
        writer.execute(update(CHAIN_HEAD).values(head_no=1))
        with pytest.raises(StoreLockedError) as caught:
            append_note(store, "e4")

    assert "press the button once more" in caught.value.next_step
    assert store.last_sequence_no() == 3


# Tampering


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence_no": 99},
        {"kind": "action_closed"},
        {"subject_id": "a2"},
        {"huddle_date": "2015-11-08"},
        {"recorded_at": AT_NINE + timedelta(microseconds=1)},
        {"build_id": "b9"},
        {"role_code": "district"},
        {"facts": '{"due_date":"2016-01-01"}'},
        {"facts": "{"},
        {"payload_digest": "0" * 64},
        {"previous_hash": "1" * 64},
        {"event_hash": "2" * 64},
        {"seen_sequence_no": 1},
        {"seen_sequence_no": None},
    ],
    ids=lambda changes: " ".join(f"{name}={value}" for name, value in changes.items())[:40],
)
def test_a_changed_field_is_found_and_its_event_named(store, store_url, changes):
    append_three(store)

    tamper(store_url, change_event("e2", **changes))

    report = store.verify()
    assert (report.n_events, report.ok) == (3, False)
    # An event moved to the end leaves its gap at the one that stood after it.
    assert report.first_bad_event_id == ("e3" if "sequence_no" in changes else "e2")
    assert report.problem


@pytest.mark.parametrize(
    "changes",
    [{"huddle_date": "yesterday"}, {"huddle_date": 5}, {"recorded_at": "this morning"}],
    ids=["word", "number", "instant"],
)
def test_a_value_that_is_not_of_its_columns_type_is_found_and_its_event_named(file, open_store, changes):
    """SQLite keeps whatever is written into a column."""
    store = open_store(f"sqlite:///{file}")
    append_three(store)

    tamper(f"sqlite:///{file}", change_event("e2", **changes))

    report = store.verify()
    assert (report.n_events, report.ok, report.first_bad_event_id) == (3, False, "e2")
    with pytest.raises(StoreDamagedError):
        store.events()


def test_a_changed_event_id_is_found(store, store_url):
    append_three(store)

    tamper(store_url, change_event("e2", event_id="e9"))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e9")


@pytest.mark.parametrize("changes", [{"body": '{"words":"other"}'}, {"salt": "00" * 32}, {"salt": "not hex"}])
def test_changed_words_are_found(store, store_url, changes):
    append_three(store)

    tamper(store_url, update(PAYLOADS).where(PAYLOADS.c.event_id == "e2").values(**changes))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e2")


def test_words_deleted_without_an_erasure_are_found(store, store_url):
    append_three(store)

    tamper(store_url, delete(PAYLOADS).where(PAYLOADS.c.event_id == "e2"))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e2")


def test_an_event_deleted_in_the_middle_is_found_at_the_one_after_it(store, store_url):
    append_three(store)

    tamper(store_url, delete(EVENTS).where(EVENTS.c.event_id == "e2"))

    report = store.verify()
    assert (report.n_events, report.ok, report.first_bad_event_id) == (2, False, "e3")


def test_an_event_deleted_in_the_middle_and_renumbered_is_found(store, store_url):
    append_three(store)

    tamper(store_url, delete(EVENTS).where(EVENTS.c.event_id == "e2"), change_event("e3", sequence_no=2))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e3")


def test_an_event_cut_off_the_end_is_missed(store, store_url):
    append_three(store)

    tamper(store_url, delete(EVENTS).where(EVENTS.c.event_id == "e3"))

    report = store.verify()
    assert (report.n_events, report.ok, report.first_bad_event_id) == (2, False, "e2")


def test_a_record_emptied_behind_our_back_is_not_whole(store, store_url):
    append_three(store)

    tamper(store_url, delete(PAYLOADS), delete(EVENTS))

    report = store.verify()
    assert (report.n_events, report.ok, report.first_bad_event_id) == (0, False, None)


def test_two_events_in_swapped_order_are_found(store, store_url):
    append_three(store)

    tamper(
        store_url,
        change_event("e1", sequence_no=99),
        change_event("e2", sequence_no=1),
        change_event("e1", sequence_no=2),
    )

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e2")


def test_an_event_slipped_in_past_the_store_is_found(store, store_url):
    append_three(store)
    engine = plain_engine(store_url)
    with engine.connect() as connection:
        forged = connection.execute(select(EVENTS).where(EVENTS.c.event_id == "e3")).one()._asdict()

    tamper(store_url, insert(EVENTS).values(forged | {"sequence_no": 4, "event_id": "e4", "previous_hash": "f" * 64}))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e4")


@pytest.mark.parametrize("changes", [{"kind": "action_sung"}, {"facts": "{"}])
def test_events_that_cannot_be_read_are_not_passed_on(store, store_url, changes):
    append_three(store)
    tamper(store_url, change_event("e2", **changes))

    with pytest.raises(StoreDamagedError) as caught:
        store.events()

    assert "restore the newest backup" in caught.value.next_step


# Erasure


def test_erased_words_are_gone_and_the_chain_still_verifies(store):
    append_three(store)

    assert erase(store, "e2") is True

    noted, erasure = store.events()[1], store.events()[3]
    assert (noted.payload, noted.facts) == (None, {})
    assert (erasure.kind, erasure.subject_id) == (EventKind.PAYLOAD_ERASED, "a1")
    assert erasure.facts == {"erased_event_id": "e2", "reason_code": "personal_data"}
    report = store.verify()
    assert (report.n_events, report.ok) == (4, True)


def test_erasing_an_opening_keeps_the_action_with_its_owner_and_date(store):
    append_three(store)

    erase(store, "e1")

    action = fold_events(store.events()).actions["a1"]
    assert (action.what, action.owner_agency_code, action.due_date) == ("[erased]", "public_works", TUESDAY)


def test_not_a_byte_of_erased_words_stays_on_the_disk_even_while_somebody_reads(file, open_store):
    store = open_store(f"sqlite:///{file}")
    append_three(store)
    engine = plain_engine(f"sqlite:///{file}")
    on_disk = lambda: b"".join(path.read_bytes() for path in file.parent.iterdir())  # noqa: E731

    with engine.connect() as reader:
        reader.execute(select(EVENTS)).all()
        assert TYPED.encode() in on_disk()
        erase(store, "e2")
        assert TYPED.encode() not in on_disk()


def test_the_same_words_twice_have_two_digests_so_that_none_can_be_guessed(store, store_url):
    for event_id in ("e1", "e2"):
        store.append(note_draft("a1", note="declined", on_screen=ON_MONDAY), event_id=event_id, recorded_at=AT_NINE)

    engine = plain_engine(store_url)
    with engine.connect() as connection:
        assert len(set(connection.scalars(select(EVENTS.c.payload_digest)))) == 2


def test_erasing_twice_is_recorded_once(store):
    append_three(store)

    assert erase(store, "e2", erasure_event_id="x1") is True
    assert erase(store, "e2", erasure_event_id="x1") is False
    assert erase(store, "e2", erasure_event_id="x2") is False

    assert store.last_sequence_no() == 4


def test_an_erasures_id_that_stands_for_something_else_is_refused(store):
    append_three(store)

    with pytest.raises(EventConflictError):
        erase(store, "e2", erasure_event_id="e3")

    assert store.events()[1].payload == {"words": TYPED}


def test_words_that_were_never_recorded_cannot_be_erased(store):
    append_three(store)

    with pytest.raises(UnknownEventError):
        erase(store, "e7")


def test_an_erasure_that_fails_half_way_erases_nothing(store):
    append_three(store)

    with pytest.raises(ValueError, match="time zone"):
        erase(store, "e2", recorded_at=datetime(2015, 11, 9, 9, 0))

    assert store.events()[1].payload == {"words": TYPED}
    assert store.verify().ok


def test_words_that_come_back_after_their_erasure_are_found(store, store_url):
    append_three(store)
    engine = plain_engine(store_url)
    with engine.connect() as connection:
        kept = connection.execute(select(PAYLOADS).where(PAYLOADS.c.event_id == "e2")).one()._asdict()
    erase(store, "e2")

    tamper(store_url, insert(PAYLOADS).values(kept))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e2")


@pytest.mark.parametrize("facts", ["{", "[]", "{}"])
def test_an_erasure_whose_facts_were_changed_no_longer_excuses_missing_words(store, store_url, facts):
    append_three(store)
    erase(store, "e2")

    tamper(store_url, change_event("x1", facts=facts))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e2")


# What cannot be opened


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "no url",
        "nosuch://host/x",
        "sqlite+nosuch:///x",
        # Nothing listens there.
        "postgresql://crt@127.0.0.1:1/huddle",
        "postgres://crt@127.0.0.1:1/huddle",
    ],
)
def test_an_address_that_cannot_keep_anything_is_refused(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StoreUnavailableError):
        OperationsStore(url)


@pytest.mark.parametrize("database", ["nosuch", "postgres?user=nobody_known"])
def test_a_database_or_a_user_that_the_server_does_not_know_is_told(postgres, database):
    address = postgres.new_database().split("/postgres?")[0]

    with pytest.raises(StoreUnavailableError, match="does not exist"):
        OperationsStore(f"{address}/{database}")


def test_a_password_in_the_address_is_never_told():
    with pytest.raises(StoreUnavailableError) as caught:
        OperationsStore("postgresql://crt:Melnea83@127.0.0.1:1/huddle")

    assert "Melnea83" not in f"{caught.value}{caught.value.next_step}"


@pytest.mark.parametrize("lost", [PAYLOADS, CHAIN_HEAD], ids=lambda lost: lost.name)
def test_a_table_that_somebody_dropped_is_told_as_damage(postgres, open_store, lost):
    url = postgres.new_database()
    store = open_store(url)
    append_three(store)
    tamper(url, DropTable(lost))

    with pytest.raises(StoreDamagedError):
        append_note(store, "e4")


def test_the_end_of_the_chain_that_is_lost_is_damage_and_nothing_more_is_recorded(store, store_url):
    append_three(store)
    tamper(store_url, delete(CHAIN_HEAD))

    with pytest.raises(StoreDamagedError):
        append_note(store, "e4")

    assert (store.verify().ok, store.last_sequence_no()) == (False, 3)


def test_a_writer_that_hangs_is_ended_by_the_server_and_the_next_one_goes_on(postgres, open_store, monkeypatch):
    url = postgres.new_database()
    # Made first: bringing a new database up pauses longer than a writer may hang here.
    store = open_store(url)
    monkeypatch.setattr(operations_database, "_HUNG_WRITER_TIMEOUT_S", 1.0)
    hung = open_store(url)

    def hang() -> None:
        with told_in_words(), hung._writing() as connection:
            # Waits until the server has ended the other's transaction.
            append_note(store, "e1")
            connection.execute(select(CHAIN_HEAD))

    with pytest.raises(StoreUnavailableError):
        hang()

    assert store.last_sequence_no() == 1


def test_a_folder_that_is_a_file_is_told_with_the_next_step(tmp_path):
    (tmp_path / "operations").write_text("in the way")

    with pytest.raises(StoreUnavailableError) as caught:
        OperationsStore(f"sqlite:///{tmp_path}/operations/operations.sqlite")

    assert "data folder can be written" in caught.value.next_step


def test_a_folder_where_the_file_should_be_is_told(tmp_path):
    with pytest.raises(StoreUnavailableError):
        OperationsStore(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_told_and_left_as_it_is(tmp_path):
    (tmp_path / "operations.sqlite").write_text("not a database at all, but long enough to have a header" * 50)

    with pytest.raises(StoreDamagedError):
        OperationsStore(f"sqlite:///{tmp_path}/operations.sqlite")

    assert (tmp_path / "operations.sqlite").read_text().startswith("not a database")


def test_every_error_has_its_own_exit_code_and_a_next_step():
    kinds = [OperationsError, *OperationsError.__subclasses__()]

    assert len({kind.exit_code for kind in kinds}) == len(kinds)
    assert all(kind.next_step for kind in kinds)
