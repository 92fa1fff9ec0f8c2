"""Two days of calls, handed in on two mornings: who was not linked yesterday is linked today, and no row is lost."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines.sources.landing import land_file
from tests.pipelines.readers.files import RECOVERY_LINE_HEADER, as_file, call_line
from tests.support import mornings
from tests.support.city_files import busy_corners

if TYPE_CHECKING:
    from pathlib import Path

ZONE = ZoneInfo("America/New_York")
FIRST, SECOND = date(2015, 10, 20), date(2015, 10, 21)
WAITS = {"linked_to": "", "linked_at": "", "warm_handoff": "", "not_linked_reason": "waiting"}


def hand_in(folder: Path, name: str, lines: list[str]) -> None:
    file = folder.parent / name
    file.write_bytes(as_file(RECOVERY_LINE_HEADER, lines))
    land_file(
        file, expected="recovery_line", paths=mornings.data_folder(folder), taken_at=None, is_sample=False,
        landed_at=mornings.NOW,
    )  # fmt: skip


def call(number: int, called_at: str, **changes: str) -> str:
    return call_line(call_id=f"RL-{number}", called_at=called_at, **changes)


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    newest = max(mornings.data_folder(folder).builds_dir.glob("*.duckdb"), key=lambda file: file.stat().st_mtime_ns)
    with duckdb.connect(str(newest), read_only=True) as connection:
        return connection.table(table).to_arrow_table().to_pylist()


def counts(folder: Path) -> dict[object, object]:
    return {row["part_code"]: row["n_calls"] for row in rows(folder, "recovery_line_calls")}


@pytest.mark.slow
def test_a_call_that_was_not_linked_yesterday_is_linked_today_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    tickets = busy_corners(first_day=datetime(2015, 9, 1), n_days=49)
    mornings.hand_in(folder, tickets, name="all", taken_at=datetime(2015, 10, 20, 5, tzinfo=ZONE))
    linked = call(1, "2015-10-19 10:00", linked_at="2015-10-19 10:30")
    hand_in(folder, "monday.csv", [linked, call(2, "2015-10-19 22:00", **WAITS), call(3, "2015-10-19 9am", **WAITS)])
    mornings.build(folder, FIRST)
    assert {name: counts(folder)[name] for name in ("calls", "linked", "not_yet")} == {
        "calls": 2, "linked": 1, "not_yet": 1,
    }  # fmt: skip

    later = [call(2, "2015-10-19 22:00", linked_at="2015-10-20 09:00"), call(4, "2015-10-20 23:00", **WAITS)]
    hand_in(folder, "tuesday.csv", [linked, *later])
    told = mornings.build(folder, SECOND)

    assert any("the rest is held" in line for line in told), told
    assert {name: counts(folder)[name] for name in ("calls", "linked", "not_yet")} == {
        "calls": 3, "linked": 2, "not_yet": 1,
    }  # fmt: skip
    files = [row for row in rows(folder, "source_files") if row["feed_code"] == "recovery_line"]
    accounted = [(row["rows_read"], row["n_accepted"], row["n_set_aside"], row["n_superseded"]) for row in files]
    assert accounted == [(3, 0, 1, 2), (3, 3, 0, 0)]
    mornings.build(folder, FIRST)
    assert counts(folder)["not_yet"] == 1
