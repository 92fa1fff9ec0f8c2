"""`crt audit` tells whether the access log is whole; `crt retention` erases its beginning by rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from dashboard.stores.access_log import Access, AccessLog, Did
from dashboard.stores.operations_schema import ACCESS_ENTRIES
from pipelines.settings import operations_url, project_paths
from tests.support.command_line import run_crt
from tests.support.recorded_events import tamper


@pytest.fixture
def url(data_dir):
    url = operations_url(project_paths())
    log = AccessLog(url)
    now = datetime.now(UTC)
    for days in (500, 400, 3):
        at = now - timedelta(days=days)
        log.note(Access(at, "kim@example.gov", "s", "chair", Did.OPENED, "huddle", "", "b1"))
    log.close()
    return url


def test_where_nobody_ever_looked_the_log_is_whole_and_no_database_is_made(data_dir, capsys):
    ran = run_crt(capsys, "audit", "--json")

    assert (ran.exit_code, ran.json["n_entries"], ran.json["ok"]) == (0, 0, True)
    assert not data_dir.exists()


def test_it_says_that_the_log_is_whole_or_names_the_first_bad_entry(url, capsys):
    told = run_crt(capsys, "audit", "--json")
    assert (told.exit_code, told.json) == (
        0, {"n_entries": 3, "n_erased": 0, "ok": True, "first_bad_entry_no": None},
    )  # fmt: skip

    tamper(url, update(ACCESS_ENTRIES).where(ACCESS_ENTRIES.c.entry_no == 2).values(role_code="outreach"))

    told = run_crt(capsys, "audit", "--json")
    assert (told.exit_code != 0, told.json["ok"], told.json["first_bad_entry_no"]) == (True, False, 2)
    assert "kim@example.gov" not in told.err
    # The record of the huddle is another chain.
    assert run_crt(capsys, "verify", "--json").json["ok"]


def test_what_is_older_than_the_rule_says_is_erased_and_the_log_stays_whole(url, capsys):
    (due,) = run_crt(capsys, "retention", "--dry-run", "--json").json["due"]
    assert (due["rule_code"], due["n_rows"]) == ("access_log", 2)

    done = run_crt(capsys, "retention", "--json").json["erased"]

    assert done == [{"rule_code": "access_log", "n_entries": 2}]
    told = run_crt(capsys, "audit", "--json").json
    assert told == {"n_entries": 2, "n_erased": 2, "ok": True, "first_bad_entry_no": None}
    assert run_crt(capsys, "retention", "--json").json["due"] == []
