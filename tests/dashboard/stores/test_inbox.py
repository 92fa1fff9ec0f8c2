"""A confirmed log waits in the inbox whole, under no name of its uploader's choosing, or does not wait at all."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from dashboard.stores.inbox import LogNotKeptError, spool_log, waiting_logs
from pipelines.readers.inbox_log import InboxLog
from pipelines.settings import Paths
from tests.pipelines.readers.files import contact_line, outreach_file
from tests.support.small_disk import fill, mounted_disk

NOON = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path):
    return Paths(root=tmp_path / "project", data_dir=tmp_path / "data")


def confirmed(*numbers, shown_name="monday.csv"):
    log = outreach_file([contact_line(number) for number in numbers])
    return InboxLog(log, shown_name, "outreach", NOON, n_read=3, n_mended=1)


def test_a_log_waits_under_its_rows_hash_and_is_read_back_as_it_was(paths):
    log = confirmed(1, shown_name="../../../etc/cron.d/<script>.csv")

    path = spool_log(paths, log)

    assert path == paths.inbox_dir / f"outreach-{log.content_hash}.json"
    assert waiting_logs(paths) == [log]
    assert [each.name for each in paths.data_dir.rglob("*")] == ["inbox", path.name]


def test_the_same_rows_twice_wait_once(paths):
    spool_log(paths, confirmed(1, 2))
    spool_log(paths, confirmed(1, 2, shown_name="again.xlsx"))

    assert [log.shown_name for log in waiting_logs(paths)] == ["again.xlsx"]


def test_what_was_changed_in_the_inbox_is_no_log_any_more(paths):
    path = spool_log(paths, confirmed(1))
    path.write_bytes(path.read_bytes().replace(b"Team 4", b"Team 5"))

    assert waiting_logs(paths) == []


def test_an_inbox_that_cannot_be_written_keeps_nothing_and_says_what_to_do(paths):
    paths.data_dir.mkdir(parents=True)
    paths.inbox_dir.write_text("in the way", encoding="utf-8")

    with pytest.raises(LogNotKeptError, match="cannot be written") as refused:
        spool_log(paths, confirmed(1))

    assert "press the button again" in refused.value.next_step


def test_a_disk_that_fails_while_writing_leaves_nothing_half_written(paths, monkeypatch):
    def fail(_descriptor):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(LogNotKeptError, match="No space left"):
        spool_log(paths, confirmed(1))

    assert list(paths.inbox_dir.iterdir()) == []


@pytest.mark.slow
def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    with mounted_disk(tmp_path / "disk", size_mb=1) as disk:
        paths = Paths(root=tmp_path, data_dir=disk)
        paths.inbox_dir.mkdir()
        fill(disk, but_bytes=0)

        with pytest.raises(LogNotKeptError, match="No space left"):
            spool_log(paths, confirmed(*range(2_000)))

        assert list(paths.inbox_dir.iterdir()) == []
