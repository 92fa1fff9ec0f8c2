from __future__ import annotations

import errno
import json
import multiprocessing
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipelines import publication
from pipelines.errors import BuildBrokenError, CheckFailedError, DataFolderError, DiskFullError, SecondWriterError
from pipelines.publication import (
    clear_leftovers,
    name_build,
    note_begun,
    noted_attempt,
    only_writer,
    prune_builds,
    read_manifest,
    removed_unless_published,
)
from pipelines.settings import project_paths

DAY = date(2015, 11, 10)
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def paths(data_dir):
    found = project_paths()
    found.builds_dir.mkdir(parents=True)
    return found


def test_a_build_is_never_named_like_another_of_the_same_second(paths):
    first = name_build(paths, as_of_date=DAY, built_at=NOW)
    paths.build_file(first).touch()

    assert name_build(paths, as_of_date=DAY, built_at=NOW) != first


def test_a_second_build_in_the_same_folder_is_refused(paths):
    with only_writer(paths), pytest.raises(SecondWriterError), only_writer(paths):
        pass


def _hold_and_die(data_dir, ready):
    with only_writer(project_paths({"CRT_DATA_DIR": data_dir})):
        ready.set()
        os._exit(1)


def test_a_build_that_was_killed_does_not_block_the_next_one(paths):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_hold_and_die, args=(str(paths.data_dir), ready))
    process.start()
    process.join(30)

    with only_writer(paths):
        assert not ready.is_set() or process.exitcode == 1


def test_builds_are_pruned_by_age_and_never_the_current_one(paths):
    for build_id, days in (("old", 30), ("current", 40), ("young", 3)):
        file = paths.build_file(build_id)
        file.touch()
        stamp = (NOW - timedelta(days=days)).timestamp()
        os.utime(file, (stamp, stamp))
    paths.manifest_file.write_text(json.dumps({"build_id": "current"}), encoding="utf-8")

    assert [path.stem for path in prune_builds(paths, now=NOW)] == ["old"]
    assert sorted(path.stem for path in paths.builds_dir.iterdir()) == ["current", "young"]


def test_the_build_of_a_closed_huddle_is_kept_whatever_its_age(paths):
    for build_id in ("of-a-huddle", "of-none"):
        file = paths.build_file(build_id)
        file.touch()
        stamp = (NOW - timedelta(days=400)).timestamp()
        os.utime(file, (stamp, stamp))

    assert [path.stem for path in prune_builds(paths, now=NOW, kept_build_ids={"of-a-huddle"})] == ["of-none"]


def attempt(paths) -> dict[str, Any]:
    return json.loads(paths.last_attempt_file.read_text(encoding="utf-8"))


def test_a_failed_attempt_is_noted_with_its_next_step_and_a_success_clears_it(paths):
    failed = CheckFailedError("1 check(s) failed: rows_add_up")
    with pytest.raises(CheckFailedError), noted_attempt(paths, as_of_date=DAY, at=NOW):
        raise failed
    assert (attempt(paths)["ok"], attempt(paths)["error"]) == (False, "1 check(s) failed: rows_add_up")
    assert attempt(paths)["next_step"]

    with noted_attempt(paths, as_of_date=DAY, at=NOW):
        pass
    assert (attempt(paths)["ok"], attempt(paths)["error"]) == (True, "")


@pytest.mark.parametrize("fault", [ValueError("odd"), TypeError("odd"), OverflowError("odd"), OSError(5, "bad block")])
def test_a_step_that_breaks_is_noted_and_leaves_as_a_broken_build(paths, fault):
    with pytest.raises(BuildBrokenError), noted_attempt(paths, as_of_date=DAY, at=NOW):
        raise fault

    assert not attempt(paths)["ok"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, AssertionError])
def test_a_build_that_is_stopped_in_the_middle_is_noted_too(paths, fault):
    with pytest.raises(fault), noted_attempt(paths, as_of_date=DAY, at=NOW):
        raise fault

    assert "was stopped before it ended" in attempt(paths)["error"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()

    with (
        pytest.raises(DataFolderError, match="cannot be written"),
        only_writer(project_paths({"CRT_DATA_DIR": str(blocked)})),
    ):
        pass


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
        duckdb.IOException('Could not write file "x.duckdb": No space left on device'),
        pa.ArrowException("Error writing bytes to file. Detail: [errno 28] No space left on device"),
    ],
    ids=["system", "quota", "engine", "parquet"],
)
def test_a_full_disk_is_named_whoever_found_it_full(paths, fault):
    with (
        pytest.raises(DiskFullError, match="no room left on the disk of"),
        noted_attempt(paths, as_of_date=DAY, at=NOW),
    ):
        raise fault

    assert "no room left" in attempt(paths)["error"]
    assert "Make room" in attempt(paths)["next_step"]


def test_a_full_disk_that_takes_not_even_the_note_is_told_as_itself_and_leaves_no_note_that_is_not_true(
    paths, monkeypatch
):
    with noted_attempt(paths, as_of_date=DAY, at=NOW):
        pass
    monkeypatch.setattr(publication, "_write_json", full)

    with pytest.raises(DiskFullError), noted_attempt(paths, as_of_date=DAY, at=NOW):
        full()

    assert not paths.last_attempt_file.exists()


def full(*_args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def leave(*files) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("half", encoding="utf-8")


def test_what_a_killed_build_left_is_cleared_away_and_told_and_the_current_build_is_not_touched(paths):
    partials = [
        paths.builds_dir / "killed.partial",
        paths.builds_dir / "killed.partial.wal",
        paths.registry_dir / "killed.partial",
        paths.huddle_actions_dir / "000001-x.partial",
        paths.warehouse_dir / "current.partial",
        paths.warehouse_dir / "held.duckdb.tmp" / "spill",
    ]
    leave(*partials, paths.build_file("killed"), paths.build_file("current"), paths.build_file("earlier"))
    paths.manifest_file.write_text(json.dumps({"build_id": "current"}), encoding="utf-8")
    note_begun(paths, build_id="killed", as_of_date=DAY, at=NOW)
    told: list[str] = []

    clear_leftovers(paths, report=told.append)

    assert [file for file in (*partials, paths.build_file("killed")) if file.exists()] == []
    assert paths.build_file("current").exists()
    assert paths.build_file("earlier").exists()
    assert "2015-11-10 before this one was killed" in told[0]
    assert "nothing of it is on the screens" in told[0]


def test_a_build_that_was_killed_after_it_came_onto_the_screens_stays_there(paths):
    leave(paths.build_file("current"))
    paths.manifest_file.write_text(json.dumps({"build_id": "current"}), encoding="utf-8")
    note_begun(paths, build_id="current", as_of_date=DAY, at=NOW)
    told: list[str] = []

    clear_leftovers(paths, report=told.append)

    assert paths.build_file("current").exists()
    assert "it is on the screens" in told[0]


@pytest.mark.parametrize("note", ["", "{", "[]", "{}"])
def test_a_note_of_a_killed_build_that_was_itself_cut_off_stops_no_build(paths, note):
    paths.begun_file.write_text(note, encoding="utf-8")
    told: list[str] = []

    clear_leftovers(paths, report=told.append)

    assert len(told) == 1


def test_where_no_build_was_killed_nothing_is_said(paths):
    with noted_attempt(paths, as_of_date=DAY, at=NOW):
        note_begun(paths, build_id="b", as_of_date=DAY, at=NOW)
    told: list[str] = []

    clear_leftovers(paths, report=told.append)

    assert told == []


def test_a_build_that_fails_while_it_is_published_leaves_no_file_and_one_on_the_screens_stays(paths):
    leave(paths.build_file("failed"), paths.builds_dir / "failed.partial", paths.build_file("current"))
    paths.manifest_file.write_text(json.dumps({"build_id": "current"}), encoding="utf-8")

    for build_id in ("failed", "current"):
        with pytest.raises(OSError, match="No space"), removed_unless_published(paths, build_id=build_id):
            full()

    assert [file.name for file in paths.builds_dir.iterdir()] == ["current.duckdb"]


def test_before_the_first_build_there_is_no_manifest(paths):
    assert read_manifest(paths) is None
