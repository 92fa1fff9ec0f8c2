"""A backup put back: whole or not at all, never over what would be lost, of either store into either."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from dashboard.huddle.book import fold_events
from dashboard.stores import operations
from dashboard.stores.operations import (
    StoreAheadError,
    StoreDamagedError,
    StoreNotEmptyError,
    StoreReplacedError,
)
from dashboard.stores.operations_backup import write_backup
from dashboard.stores.operations_database import BackupError
from dashboard.stores.operations_restore import restore_backup
from dashboard.stores.operations_schema import CHAIN_HEAD
from tests.support.recorded_events import TYPED, append_note, append_three, change_event, erase, tamper

AT_SIX = datetime(2015, 11, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def sqlite_url(file):
    return f"sqlite:///{file}"


def backed_up(store, folder):
    target = folder / f"{store.last_sequence_no()}.jsonl"
    write_backup(store.whole_record(), target, made_at=AT_SIX)
    return target


def put_back(file, url, *, may_lose=False):
    return restore_backup(file, url, may_lose=may_lose, restored_at=AT_SIX)


def ids(store):
    return [event.event_id for event in store.events()]


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_backup_of_either_store_comes_back_in_either(store, tmp_path, open_store, request, into):
    append_three(store)
    erase(store, "e2")
    file = backed_up(store, tmp_path)
    is_sqlite = into == "sqlite"
    url = f"sqlite:///{tmp_path}/new/new.sqlite" if is_sqlite else request.getfixturevalue("postgres").new_database()

    restored = put_back(file, url)

    assert (restored.before.n_events, restored.kept_aside) == (0, None)
    again = open_store(url)
    assert again.events() == store.events()
    assert again.verify() == store.verify()
    assert again.newest_hash() == store.newest_hash()
    assert append_note(again, "e5", seen_sequence_no=4)
    assert again.verify().ok


def test_a_store_that_holds_what_the_backup_lacks_is_not_replaced(file, sqlite_url, tmp_path, open_store):
    store = open_store(sqlite_url)
    append_three(store)
    backup = backed_up(store, tmp_path)
    append_note(store, "e4")
    append_note(store, "e5")

    with pytest.raises(
        StoreAheadError, match="holds 5 events, and 2 of them are not in the backup; the first is e4"
    ) as caught:
        put_back(backup, sqlite_url)

    assert "--replace" in caught.value.next_step
    assert ids(store) == ["e1", "e2", "e3", "e4", "e5"]
    assert [path.name for path in file.parent.glob("*before-restore*")] == []


def test_a_store_that_is_replaced_all_the_same_is_kept_aside_whole(sqlite_url, tmp_path, open_store):
    store = open_store(sqlite_url)
    append_three(store)
    backup = backed_up(store, tmp_path)
    append_note(store, "e4")

    restored = put_back(backup, sqlite_url, may_lose=True)

    assert restored.before.lost_event_ids == ("e4",)
    assert ids(store) == ["e1", "e2", "e3"]
    assert store.verify().ok
    assert restored.kept_aside.name == "operations.before-restore-2015-11-12T110000Z.sqlite"
    kept = open_store(f"sqlite:///{restored.kept_aside}")
    assert ids(kept) == ["e1", "e2", "e3", "e4"]
    assert kept.verify().ok


def test_an_older_store_takes_a_newer_backup_without_being_asked_and_is_kept_aside(sqlite_url, tmp_path, open_store):
    store = open_store(sqlite_url)
    append_three(store)
    older = backed_up(store, tmp_path)
    append_note(store, "e4")
    newer = backed_up(store, tmp_path)
    put_back(older, sqlite_url, may_lose=True)

    restored = restore_backup(newer, sqlite_url, may_lose=False, restored_at=AT_SIX.replace(minute=5))

    assert ids(store) == ["e1", "e2", "e3", "e4"]
    assert (restored.before.n_events, restored.before.lost_event_ids) == (3, ())
    assert restored.kept_aside.exists()


def test_words_that_were_erased_after_the_backup_are_named_when_they_stand_there_again(
    sqlite_url, tmp_path, open_store
):
    store = open_store(sqlite_url)
    append_three(store)
    backup = backed_up(store, tmp_path)
    erase(store, "e2")

    restored = put_back(backup, sqlite_url, may_lose=True)

    assert restored.before.again_with_words == ("e2",)
    assert store.events()[1].payload == {"words": TYPED}


def test_a_page_that_shows_more_than_what_was_put_back_is_told(sqlite_url, tmp_path, open_store):
    store = open_store(sqlite_url)
    append_three(store)
    backup = backed_up(store, tmp_path)
    append_note(store, "e4")
    put_back(backup, sqlite_url, may_lose=True)

    with pytest.raises(StoreReplacedError, match="an older one was put back"):
        append_note(store, "e5", seen_sequence_no=4)


def test_a_record_changed_behind_our_back_is_put_right_by_its_backup(sqlite_url, tmp_path, open_store):
    store = open_store(sqlite_url)
    append_three(store)
    backup = backed_up(store, tmp_path)
    tamper(sqlite_url, change_event("e3", facts='{"status":"dropped"}'), delete(CHAIN_HEAD))

    put_back(backup, sqlite_url)

    assert store.verify().ok
    assert fold_events(store.events()).actions["a1"].status == "done"


def test_a_file_that_is_no_database_is_replaced_only_when_asked_and_is_kept_aside(
    file, sqlite_url, tmp_path, open_store
):
    elsewhere = open_store(f"sqlite:///{tmp_path}/elsewhere.sqlite")
    append_three(elsewhere)
    backup = backed_up(elsewhere, tmp_path)
    file.parent.mkdir()
    file.write_bytes(b"a disk wrote this " * 500)

    with pytest.raises(StoreAheadError, match="nobody can tell what it holds"):
        put_back(backup, sqlite_url)
    assert file.read_bytes() == b"a disk wrote this " * 500

    restored = put_back(backup, sqlite_url, may_lose=True)

    assert restored.kept_aside.read_bytes() == b"a disk wrote this " * 500
    store = open_store(sqlite_url)
    assert (ids(store), store.verify().ok) == (["e1", "e2", "e3"], True)
    assert sorted(path.name for path in file.parent.iterdir() if "restoring" in path.name) == []


def test_a_servers_store_that_holds_anything_is_never_replaced(postgres, tmp_path, open_store):
    url = postgres.new_database()
    store = open_store(url)
    append_three(store)
    backup = backed_up(store, tmp_path)

    with pytest.raises(StoreNotEmptyError, match="holds 3 events already") as caught:
        put_back(backup, url, may_lose=True)

    assert "new, empty database" in caught.value.next_step
    assert ids(store) == ["e1", "e2", "e3"]


def test_a_backup_that_is_not_whole_changes_nothing(store, store_url, tmp_path):
    append_three(store)
    backup = backed_up(store, tmp_path)
    backup.write_bytes(backup.read_bytes()[:-9])
    append_note(store, "e4")

    with pytest.raises(BackupError):
        put_back(backup, store_url, may_lose=True)

    assert ids(store) == ["e1", "e2", "e3", "e4"]


def test_a_restore_that_breaks_half_way_leaves_the_store_as_it_was(sqlite_url, tmp_path, open_store, monkeypatch):
    store = open_store(sqlite_url)
    append_three(store)
    backup = backed_up(store, tmp_path)
    append_note(store, "e4")
    broken = operations._insert

    def breaking(connection, row):
        if row.sequence_no == 3:
            raise KeyboardInterrupt
        broken(connection, row)

    monkeypatch.setattr(operations, "_insert", breaking)
    with pytest.raises(KeyboardInterrupt):
        put_back(backup, sqlite_url, may_lose=True)

    assert ids(store) == ["e1", "e2", "e3", "e4"]
    assert store.verify().ok


def test_what_was_put_back_and_is_not_whole_is_taken_back(sqlite_url, open_store, tmp_path):
    store = open_store(sqlite_url)
    append_three(store)
    rows = store.whole_record()

    with pytest.raises(StoreDamagedError, match="event e2"):
        store.put_back(
            [rows[0], rows[0].__class__(**rows[1].__dict__ | {"role_code": "x"})], may_lose=True, aside=tmp_path / "a"
        )

    assert ids(store) == ["e1", "e2", "e3"]
