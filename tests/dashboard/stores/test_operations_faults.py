"""What is recorded survives: a killed process, a full disk, a restarted server, many writers at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, event, text

from dashboard.stores.operations import (
    OperationsError,
    OperationsStore,
    StoreFullError,
    StoreLockedError,
    StoreUnavailableError,
)
from dashboard.stores.operations_backup import write_backup
from dashboard.stores.operations_restore import restore_backup
from dashboard.stores.operations_schema import METADATA, VERSIONS
from tests.support.recorded_events import AT_NINE, append_note, append_three
from tests.support.small_disk import fill, mounted_disk

if TYPE_CHECKING:
    from tests.support.postgres_server import PostgresServer

PROJECT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("writing_process.py")


def writing(url: str, n_events: int, writer: str) -> subprocess.Popen[str]:
    """Start a process that records events and prints the id of each that is recorded."""
    command = [sys.executable, str(SCRIPT), url, str(n_events), writer]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ids(store: OperationsStore) -> list[str]:
    return [event.event_id for event in store.events()]


# A killed process


@pytest.mark.slow
@pytest.mark.parametrize("n_before_kill", [1, 60, 140])
def test_what_a_killed_process_had_acknowledged_is_there_in_a_whole_chain(store_url, open_store, n_before_kill):
    process = writing(store_url, 1_000_000, "w")
    acknowledged = [process.stdout.readline().strip() for _ in range(n_before_kill)]
    process.kill()
    rest, errors = process.communicate(timeout=60)
    # A line that the kill cut off acknowledges nothing.
    acknowledged += [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    store = open_store(store_url)
    recorded = ids(store)
    assert errors == ""
    assert recorded[:n_before_kill] == acknowledged[:n_before_kill]
    assert set(acknowledged) <= set(recorded)
    assert store.verify().ok

    # Whoever was at the screen presses again: what was recorded is not recorded twice.
    n_all = len(recorded) + 20
    assert writing(store_url, n_all, "w").communicate(timeout=120)[1] == ""
    assert ids(store) == [f"w-{number}" for number in range(n_all)]
    assert store.verify().ok


@pytest.mark.slow
def test_of_two_processes_that_record_two_hundred_each_nothing_is_lost_or_doubled(store_url, open_store):
    writers = [writing(store_url, 200, name) for name in ("a", "b")]
    assert [writer.communicate(timeout=120)[1] for writer in writers] == ["", ""]

    store = open_store(store_url)
    recorded = ids(store)
    assert len(recorded) == 400
    assert set(recorded) == {f"{name}-{number}" for name in ("a", "b") for number in range(200)}
    assert [event.sequence_no for event in store.events()] == list(range(1, 401))
    assert store.verify().ok


# A full disk


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB of its own; mounting takes root."""
    with mounted_disk(tmp_path / "disk", size_mb=1) as disk:
        yield disk


# With none left not even the file that readers and writers share can be made; with 40 kB an event breaks off half-way.
@pytest.mark.parametrize("but_bytes", [0, 12_000, 40_000, 60_000])
def test_a_full_disk_is_told_and_when_there_is_room_again_the_same_event_is_recorded_once(
    small_disk, open_store, but_bytes
):
    store = open_store(f"sqlite:///{small_disk}/operations.sqlite")
    append_three(store)
    filler = fill(small_disk, but_bytes=but_bytes)

    recorded, refusal = record_until_refused(store)

    assert "make room" in refusal.next_step
    filler.unlink()
    assert ids(store) == ["e1", "e2", "e3", *recorded]
    assert store.verify().ok
    assert append_note(store, f"n{len(recorded)}", note="w" * 250)
    assert append_note(store, f"n{len(recorded)}", note="w" * 250) is False
    assert store.verify().ok


def test_a_restore_that_finds_no_room_to_keep_the_old_store_changes_nothing(small_disk, tmp_path, open_store):
    url = f"sqlite:///{small_disk}/operations.sqlite"
    store = open_store(url)
    append_three(store)
    backup = tmp_path / "kept.jsonl"
    write_backup(store.whole_record(), backup, made_at=AT_NINE)
    append_note(store, "e4")
    filler = fill(small_disk, but_bytes=50_000)

    with pytest.raises(StoreFullError):
        restore_backup(backup, url, may_lose=True, restored_at=AT_NINE)

    filler.unlink()
    assert ids(store) == ["e1", "e2", "e3", "e4"]
    assert store.verify().ok
    assert [path.name for path in small_disk.iterdir()] == ["operations.sqlite"]


def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_room_again(small_disk, postgres, open_store):
    url = postgres.new_database()
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    place = small_disk / "tables"
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    postgres.own(place)
    # Its user must come through the folders above, which pytest makes for the tests' own user.
    for folder in small_disk.parents:
        if folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    with admin.connect() as connection:
        connection.execute(text(f"create tablespace small_disk location '{place}'"))
    try:
        store = open_store(f"{url}%20-cdefault_tablespace%3Dsmall_disk")
        append_three(store)
        filler = fill(small_disk, but_bytes=16_384)

        recorded, refusal = record_until_refused(store)

        assert "make room" in refusal.next_step
        assert ids(store) == ["e1", "e2", "e3", *recorded]
        filler.unlink()
        assert append_note(store, f"n{len(recorded)}", note="w" * 250)
        assert store.verify().ok
    finally:
        with admin.connect() as connection:
            for table in [*METADATA.tables, VERSIONS.name]:
                connection.execute(text(f"drop table if exists {table} cascade"))
            connection.execute(text("drop tablespace small_disk"))
        admin.dispose()


def test_a_store_that_may_grow_no_more_says_so_wherever_the_tests_run(file, open_store):
    """The same without root: SQLite's own limit of pages stands for the disk."""
    store = open_store(f"sqlite:///{file}")
    append_three(store)
    event.listen(store._engine, "connect", lambda driver, _record: driver.execute("pragma max_page_count = 16"))

    recorded, _ = record_until_refused(store)

    again = open_store(f"sqlite:///{file}")
    assert ids(again) == ["e1", "e2", "e3", *recorded]
    assert append_note(again, f"n{len(recorded)}")
    assert again.verify().ok


def record_until_refused(store: OperationsStore) -> tuple[list[str], StoreFullError]:
    """Record until the store has no room; return what it took, and what it said then."""
    recorded = []
    for number in range(2_000):
        try:
            append_note(store, f"n{number}", note="w" * 250)
        except StoreFullError as error:
            return recorded, error
        recorded.append(f"n{number}")
    raise AssertionError("it never ran out of room")


# A restarted server


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_when_the_server_is_restarted_in_the_meeting_writes_resume_and_none_is_recorded_twice(
    postgres, open_store, mode
):
    """Each of four people presses until it is recorded, as the form does with the id that it keeps."""
    url = postgres.new_database()
    store = open_store(url)
    append_three(store)
    refused = threading.Event()
    stopped = threading.Event()

    def press_until_recorded(event_id: str) -> int:
        for n_presses in range(1, 400):
            try:
                append_note(store, event_id)
            except (StoreUnavailableError, StoreLockedError):
                refused.set()
                time.sleep(0.05)
            else:
                return n_presses
        raise AssertionError(f"{event_id} was never recorded")

    def person(name: str) -> list[str]:
        taken = []
        number = 0
        while number < 20 or not stopped.is_set():
            press_until_recorded(f"{name}-{number}")
            taken.append(f"{name}-{number}")
            number += 1
        return taken

    with ThreadPoolExecutor(max_workers=4) as pool:
        people = [pool.submit(person, name) for name in "abcd"]
        restart(postgres, mode, refused)
        stopped.set()
        acknowledged = [event_id for one in people for event_id in one.result(timeout=120)]

    recorded = ids(store)
    assert refused.is_set(), "nobody was writing while the server was down"
    assert sorted(recorded) == sorted(["e1", "e2", "e3", *acknowledged])
    assert store.verify().ok


def restart(server: PostgresServer, mode: str, refused: threading.Event) -> None:
    time.sleep(0.3)
    server.stop(mode)
    assert refused.wait(timeout=60)
    server.start()


def test_a_connection_that_the_server_has_ended_is_not_used_again(postgres, open_store):
    url = postgres.new_database()
    store = open_store(url)
    append_three(store)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        ending = (
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = 'crt'"
        )
        connection.execute(text(ending))
    admin.dispose()

    assert append_note(store, "e4")
    assert ids(store) == ["e1", "e2", "e3", "e4"]


def test_a_server_that_is_down_is_told_at_once_with_what_to_look_at():
    began_at = time.monotonic()
    with pytest.raises(OperationsError) as caught:
        OperationsStore("postgresql://crt@127.0.0.1:1/huddle")

    assert time.monotonic() - began_at < 10
    assert "server is up" in caught.value.next_step
