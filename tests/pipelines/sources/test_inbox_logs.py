"""What was confirmed on a screen is landed by the next build, once, and leaves the inbox only when it is landed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from dashboard.stores.inbox import spool_log
from pipelines.readers.inbox_log import InboxLog
from pipelines.settings import Paths
from pipelines.sources.inbox_logs import land_logs, tell_waiting_logs
from pipelines.sources.receipts import hold_landing_lock, read_receipts
from tests.pipelines.readers.files import contact_line, outreach_file

NOON = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=18)


@pytest.fixture
def paths(tmp_path):
    return Paths(root=tmp_path / "project", data_dir=tmp_path / "data")


def spool(paths, *numbers, at=NOON, name="monday.csv", **changes):
    log = outreach_file([contact_line(number, **changes) for number in numbers])
    return spool_log(paths, InboxLog(log, name, "outreach", at, n_read=len(numbers) + 1, n_mended=0))


def land(paths):
    lines = []
    return land_logs(paths, landed_at=LATER, report=lines.append), lines


def test_a_confirmed_log_is_landed_with_the_instant_of_its_confirmation_and_leaves_the_inbox(paths):
    spool(paths, 1, 2)

    (receipt,), lines = land(paths)

    assert (receipt.feed_code, receipt.rows_read, receipt.n_accepted) == ("outreach", 2, 2)
    assert (receipt.taken_at, receipt.taken_at_how, receipt.path) == (NOON, "stated", "inbox: monday.csv")
    assert "Brought in on a screen by the role outreach" in receipt.messages[0]
    rows = pq.read_table(paths.raw_dir / "outreach" / f"{receipt.file_id}.parquet")
    assert rows.column("record_id").to_pylist() == ["C-00001", "C-00002"]
    assert list(paths.inbox_dir.iterdir()) == []
    assert lines == ["landed “monday.csv” from the inbox: 2 of 3 rows were confirmed, 0 of them mended on the screen"]


def test_what_data_health_shows_of_a_log_tells_nobody_how_many_contacts_it_has(paths):
    spool(paths, *range(3))

    ((receipt,), _) = land(paths)

    assert not any(letter.isdigit() for letter in "".join(receipt.messages) + receipt.path)


def test_the_same_rows_confirmed_again_after_they_landed_add_nothing(paths):
    spool(paths, 1)
    land(paths)
    spool(paths, 1, at=LATER, name="again.xlsx")

    ((again,), _) = land(paths)

    assert again.is_repeat
    landed = [path for path in (paths.raw_dir / "outreach").iterdir() if "set_aside" not in path.name]
    assert len(landed) == 1


def test_logs_are_landed_in_the_order_they_were_confirmed_in(paths):
    spool(paths, 1, at=LATER, name="second.csv")
    spool(paths, 2, at=NOON, name="first.csv")

    receipts, _ = land(paths)

    assert [receipt.file_name for receipt in receipts] == ["first.csv", "second.csv"]


def test_a_log_that_was_changed_in_the_inbox_stays_there_and_the_others_land(paths):
    broken = spool(paths, 1)
    broken.write_bytes(broken.read_bytes().replace(b"Team 4", b"Team 5"))
    spool(paths, 2)

    receipts, lines = land(paths)

    assert [receipt.n_accepted for receipt in receipts] == [1]
    assert [path.name for path in paths.inbox_dir.iterdir()] == [broken.name]
    assert "stays in the inbox" in lines[0]
    assert "its rows do not fit its name" in tell_waiting_logs(paths)[0]


def test_while_another_ingest_writes_nothing_is_lost(paths):
    waiting = spool(paths, 1)

    with hold_landing_lock(paths):
        receipts, lines = land(paths)

    assert (receipts, waiting.exists(), read_receipts(paths)) == ([], True, [])
    assert "another ingest" in lines[0]
    assert tell_waiting_logs(paths) == ["“monday.csv”, confirmed 2026-01-06 12:00 UTC by the role outreach"]
