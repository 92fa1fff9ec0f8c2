"""A log of 100,000 contacts is read with its progress shown, confirmed, and landed, and no row is lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from benchmarks.bring_in_log import N_CONTACTS, made_up_log
from dashboard.components.upload_rows import RowState, read
from dashboard.stores.inbox import spool_log
from pipelines.readers.inbox_log import InboxLog
from pipelines.readers.log_draft import confirmed_log, open_log
from pipelines.readers.upload_limits import upload_limits
from pipelines.settings import Paths, load_policy, project_paths
from pipelines.sources.inbox_logs import land_logs

pytestmark = pytest.mark.slow
NOON = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def logs():
    of_csv, of_workbook = made_up_log(N_CONTACTS)
    return {"csv": of_csv, "workbook": of_workbook}


@pytest.mark.parametrize("form", ["csv", "workbook"])
def test_a_log_of_100_000_contacts_comes_in_whole(form, logs, tmp_path):
    paths = Paths(root=tmp_path / "project", data_dir=tmp_path / "data")
    shares = []

    draft = open_log(
        "log", logs[form], limits=upload_limits(load_policy(project_paths({}).reference_dir)), report=shares.append
    )
    reading = read(draft, {}, known={})
    log = InboxLog(confirmed_log(reading.result), "log", "outreach", NOON, n_read=N_CONTACTS, n_mended=0)
    spool_log(paths, log)
    (receipt,) = land_logs(paths, landed_at=NOON, report=lambda _: None)

    assert shares == sorted(shares)
    assert form == "csv" or (len(shares) >= 40 and shares[-1] == 1.0)
    assert reading.counts == {RowState.NEW: N_CONTACTS * 99 // 100, RowState.ASIDE: N_CONTACTS // 100}
    assert receipt.n_accepted == receipt.rows_read == N_CONTACTS * 99 // 100
