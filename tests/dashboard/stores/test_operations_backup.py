"""A backup is one file, whole, of one moment; one that was cut, changed or is not ours says so and changes nothing."""

from __future__ import annotations

import errno
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dashboard.stores import operations_backup
from dashboard.stores.operations import StoreDamagedError, StoreNewerError
from dashboard.stores.operations_backup import file_name, read_backup, write_backup
from dashboard.stores.operations_database import BackupError, BackupNotWrittenError
from tests.support.recorded_events import TYPED, append_note, append_three, change_event, erase, tamper

MADE_AT = datetime(2015, 11, 11, 6, 0, tzinfo=UTC)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "backups" / "record.jsonl"


@pytest.fixture
def backup_file(file, open_store, target):
    """A backup of four events, one of them erased."""
    store = open_store(f"sqlite:///{file}")
    append_three(store)
    erase(store, "e2")
    write_backup(store.whole_record(), target, made_at=MADE_AT)
    return target


def signed_anew(content: bytes) -> bytes:
    return content + operations_backup._sum_line(content)


def test_a_backup_holds_every_event_and_word_of_either_store(store, target):
    append_three(store)
    append_note(store, "e4", note="{“é”\u2028\x00}", seen_sequence_no=3)

    written = write_backup(store.whole_record(), target, made_at=MADE_AT)

    assert read_backup(target) == written
    assert list(written.rows) == store.whole_record()
    assert written.manifest.n_events == 4
    assert written.manifest.newest_hash == store.newest_hash()
    assert written.manifest.made_at == MADE_AT
    assert json.loads(written.rows[3].body)["words"] == "{“é”\u2028\x00}"


def test_words_erased_before_a_backup_are_not_in_it(backup_file):
    assert TYPED not in backup_file.read_text(encoding="utf-8")
    assert [row.body is None for row in read_backup(backup_file).rows] == [False, True, False, False]


def test_an_empty_record_has_a_backup_too(store, target):
    assert write_backup(store.whole_record(), target, made_at=MADE_AT).manifest.n_events == 0
    assert read_backup(target).rows == ()


def test_a_backup_is_of_one_moment_while_others_go_on_writing(store, store_url, open_store, target):
    append_three(store)
    colleague = open_store(store_url)
    with ThreadPoolExecutor(max_workers=1) as pool:
        writing = pool.submit(lambda: [append_note(colleague, f"n{number}") for number in range(20)])
        written = [write_backup(store.whole_record(), target, made_at=MADE_AT)]
        while not writing.done():
            another = target.with_name(f"{len(written)}.jsonl")
            written.append(write_backup(store.whole_record(), another, made_at=MADE_AT))

    counts = [backup.manifest.n_events for backup in written]
    assert counts == sorted(counts)
    assert store.verify().n_events == 23


def test_only_its_owner_may_read_a_backup(backup_file):
    assert stat.S_IMODE(backup_file.stat().st_mode) == 0o600


def test_the_check_sum_is_the_one_that_every_shell_can_make(backup_file):
    """`head -n -1 FILE | sha256sum` gives what the last line says."""
    *lines, last = backup_file.read_bytes().splitlines(keepends=True)

    assert operations_backup._sum_line(b"".join(lines)) == last


def test_a_backup_is_never_written_over_another_file(store, tmp_path):
    other = tmp_path / "operations.sqlite"
    other.write_bytes(b"the record itself, named by mistake")

    with pytest.raises(BackupNotWrittenError, match="there is a file of this name already"):
        write_backup(store.whole_record(), other, made_at=MADE_AT)

    assert other.read_bytes() == b"the record itself, named by mistake"


def test_a_full_disk_leaves_no_half_backup(store, target, monkeypatch):
    append_three(store)

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupNotWrittenError, match="No space left on device") as caught:
        write_backup(store.whole_record(), target, made_at=MADE_AT)

    assert "Make room" in caught.value.next_step
    assert list(target.parent.iterdir()) == []


def test_what_a_stopped_backup_left_does_not_keep_the_next_one(store, target):
    target.parent.mkdir()
    target.with_name(f"{target.name}.partial").write_bytes(b"half")

    write_backup(store.whole_record(), target, made_at=MADE_AT)

    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_record_that_is_not_whole_is_not_copied_and_its_event_is_named(store, store_url):
    append_three(store)
    tamper(store_url, change_event("e2", role_code="district"))

    with pytest.raises(StoreDamagedError, match="event e2: It was changed"):
        store.whole_record()


def test_any_one_byte_changed_is_found(backup_file):
    """Each of the manifest and of the check sum, and every seventh between."""
    content = backup_file.read_bytes()
    first, last = content.index(b"\n"), content.rindex(b"sha256")
    unseen = []
    for place in [*range(first), *range(first, last, 7), *range(last, len(content))]:
        backup_file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            read_backup(backup_file)
            unseen.append(place)
        except (BackupError, StoreNewerError) as error:
            assert str(backup_file) in str(error)  # noqa: PT017 - each of some thousand places
    assert len(content) > 2000
    assert unseen == []


def test_a_backup_cut_short_anywhere_is_found(backup_file):
    content = backup_file.read_bytes()
    unseen = []
    for length in range(0, len(content), 7):
        backup_file.write_bytes(content[:length])
        try:
            read_backup(backup_file)
            unseen.append(length)
        except BackupError:
            pass
    assert unseen == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no backup of the huddle's record"),
        (b"SQLite format 3\x00" + b"\x00" * 4000, "no backup of the huddle's record"),
        (b'{"format": "something else"}\n', "no backup of the huddle's record"),
        (b"[" * 200_000, "no backup of the huddle's record"),
        (b'{"format":"CRT huddle record"}\n', "the manifest, was changed"),
    ],
    ids=["empty", "a database", "another format", "deep brackets", "a bare manifest"],
)
def test_a_file_that_is_not_ours_is_named_with_the_reason(tmp_path, content, reason):
    file = tmp_path / "given"
    file.write_bytes(content)

    with pytest.raises(BackupError, match=reason) as caught:
        read_backup(file)

    assert str(caught.value).startswith(str(file))
    assert "Take another backup file" in caught.value.next_step


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event | {"sequence_no": "2"},
        lambda event: event | {"body": 7},
        lambda event: event | {"recorded_at": "this morning"},
        lambda event: event | {"role_code": None},
        lambda event: event | {"one_more": "field"},
        lambda event: {name: value for name, value in event.items() if name != "facts"},
    ],
    ids=["number as text", "body as number", "no instant", "null", "one field more", "one field less"],
)
def test_a_line_that_holds_no_event_is_named_even_where_the_check_sum_fits(backup_file, change):
    lines = backup_file.read_bytes().split(b"\n")
    lines[2] = json.dumps(change(json.loads(lines[2]))).encode()
    backup_file.write_bytes(signed_anew(b"\n".join(lines[:-2]) + b"\n"))

    with pytest.raises(BackupError, match="line 3: it holds no event"):
        read_backup(backup_file)


def test_an_event_changed_by_somebody_who_can_make_the_check_sum_is_found_by_the_chain(backup_file):
    content = backup_file.read_bytes().rpartition(b"sha256 ")[0]
    backup_file.write_bytes(signed_anew(content.replace(b"Swept", b"Wiped")))

    with pytest.raises(BackupError, match="event e3: Its words were changed"):
        read_backup(backup_file)


@pytest.mark.parametrize("change", [(b'"format_version":1', b'"format_version":2'), (b'"0004"', b'"0005"')])
def test_a_backup_of_a_newer_version_is_told_from_a_damaged_one(backup_file, change):
    content = backup_file.read_bytes().rpartition(b"sha256 ")[0]
    backup_file.write_bytes(signed_anew(content.replace(*change)))

    with pytest.raises(StoreNewerError, match="a newer version of this program wrote it"):
        read_backup(backup_file)


def test_names_of_backups_sort_by_age_whatever_the_zone():
    in_boston = MADE_AT.astimezone(timezone(timedelta(hours=-5)))

    assert file_name(in_boston) == file_name(MADE_AT) == "huddle-record-2015-11-11T060000Z.jsonl"
