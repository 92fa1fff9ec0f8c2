from __future__ import annotations

import json
import multiprocessing
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipelines.errors import BuildBrokenError, CheckFailedError, DataFolderError, SecondWriterError
from pipelines.publication import name_build, noted_attempt, only_writer, prune_builds, read_manifest
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


@pytest.mark.parametrize("fault", [ValueError("odd"), TypeError("odd"), OverflowError("odd"), OSError(28, "no space")])
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


def test_before_the_first_build_there_is_no_manifest(paths):
    assert read_manifest(paths) is None
