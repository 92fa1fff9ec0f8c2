"""What is due for erasure: by the rule, never what a build still counts, oldest first, on record before it goes."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipelines.errors import DataFolderError, PolicyError, SecondWriterError
from pipelines.publication import only_writer
from pipelines.retention import erase_due, find_due, load_rules
from pipelines.settings import PROJECT_ROOT, Paths
from pipelines.sources.erasures import Erasure, note_erasure, read_erasures
from pipelines.sources.landing import land_file
from tests.pipelines.readers.files import contact_line, outreach_file

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    shutil.copytree(PROJECT_ROOT / "data" / "reference", tmp_path / "data" / "reference")
    return Paths(root=tmp_path, data_dir=tmp_path / "own")


def hand_in(paths: Paths, name: str, contact_at: str, *, number: int = 1, is_sample: bool = False) -> Path:
    file = paths.root / name
    file.write_bytes(outreach_file([contact_line(number, contact_at=contact_at)]))
    (receipt,) = land_file(
        file, expected="outreach", paths=paths, taken_at=None, is_sample=is_sample, landed_at=NOW - timedelta(days=1)
    )
    return paths.raw_dir / "outreach" / f"{receipt.file_id}.parquet"


def reviewed(paths: Paths, code: str, kept_days: str) -> None:
    file = paths.reference_dir / "retention.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [f'{code},x,{kept_days},"y","z"' if line.startswith(f"{code},") else line for line in lines]
    file.write_text("\n".join(changed) + "\n", encoding="utf-8")


def test_a_log_is_due_when_its_newest_contact_is_older_than_the_rule_says(paths):
    old = hand_in(paths, "old.csv", "2025-09-01 10:00")
    hand_in(paths, "new.csv", "2025-12-20 10:00", number=2)

    (due,) = find_due(paths, now=NOW)

    assert (due.path, due.n_rows, due.rule.rule_code) == (old, 1, "outreach_logs")
    assert "kept 90 days, newest record of 2025-09-01" in due.reason
    assert old.exists()


def test_what_is_erased_is_on_record_with_its_digest_and_nothing_of_its_rows(paths):
    old = hand_in(paths, "old.csv", "2025-09-01 10:00")

    (erasure,) = erase_due(paths, now=NOW)

    assert not old.exists()
    assert read_erasures(paths) == [erasure]
    assert (erasure.n_rows, erasure.n_current, len(erasure.sha256)) == (1, 1, 64)
    assert "C-00001" not in paths.erasures_file.read_text(encoding="utf-8")
    assert find_due(paths, now=NOW) == []
    assert erase_due(paths, now=NOW) == []


def test_a_later_file_never_goes_before_an_earlier_one_whose_rows_it_replaced(paths):
    hand_in(paths, "first.csv", "2025-12-20 10:00")
    later = paths.root / "later.csv"
    later.write_bytes(outreach_file([contact_line(1, contact_at="2025-08-01 10:00")]))
    land_file(
        later, expected="outreach", paths=paths, taken_at=datetime(2025, 12, 21, tzinfo=UTC), is_sample=False,
        landed_at=NOW,
    )  # fmt: skip

    assert find_due(paths, now=NOW) == []


def test_what_the_morning_on_the_screens_looks_back_on_is_never_due(paths):
    hand_in(paths, "old.csv", "2025-09-01 10:00")
    paths.warehouse_dir.mkdir(parents=True)
    paths.manifest_file.write_text(json.dumps({"build_id": "b", "as_of_date": "2025-09-20"}), encoding="utf-8")

    assert find_due(paths, now=NOW) == []


def test_the_made_up_city_is_nobodys_and_is_kept(paths):
    hand_in(paths, "old.csv", "2025-09-01 10:00", is_sample=True)

    assert find_due(paths, now=NOW) == []


@pytest.mark.parametrize(
    ("code", "kept_days", "words"),
    [
        ("outreach_logs", "28", "28 days, and 42 are still counted"),
        ("recovery_line_logs", "41", "still counted"),
        ("hmis_exports", "60", "still counted"),
        ("phone_contacts", "ninety", "not a number of days"),
        ("closed_builds", "-1", "not a number of days"),
    ],
)
def test_a_rule_shorter_than_what_is_still_counted_is_refused_where_it_stands(paths, code, kept_days, words):
    reviewed(paths, code, kept_days)

    with pytest.raises(PolicyError, match=words):
        load_rules(paths)


def test_a_rule_that_nothing_carries_out_is_refused_and_one_that_is_missing_erases_nothing(paths):
    file = paths.reference_dir / "retention.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("outreach_logs")) + "\n", encoding="utf-8")
    hand_in(paths, "old.csv", "2025-09-01 10:00")
    assert find_due(paths, now=NOW) == []

    file.write_text("\n".join([*lines, 'tickets,x,90,"y","z"']) + "\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="tickets"):
        load_rules(paths)


def test_while_a_build_runs_nothing_is_erased(paths):
    old = hand_in(paths, "old.csv", "2025-09-01 10:00")

    with only_writer(paths), pytest.raises(SecondWriterError):
        erase_due(paths, now=NOW)

    assert old.exists()
    assert read_erasures(paths) == []


@pytest.mark.slow
def test_a_run_that_was_stopped_between_record_and_removal_is_finished_by_the_next_one(paths):
    old = hand_in(paths, "old.csv", "2025-09-01 10:00")
    content = old.read_bytes()
    erase_due(paths, now=NOW)
    old.write_bytes(content)

    assert erase_due(paths, now=NOW) == []
    assert not old.exists()


@pytest.mark.slow
def test_the_same_content_handed_in_again_stays_erased_and_its_rows_are_accounted_for(paths):
    old = hand_in(paths, "old.csv", "2025-09-01 10:00")
    erase_due(paths, now=NOW)

    hand_in(paths, "old.csv", "2025-09-01 10:00")

    assert not old.exists()


def test_old_builds_backups_and_logs_that_wait_go_and_the_newest_backup_stays(paths):
    long_ago = (NOW - timedelta(days=900)).timestamp()
    names = ("backups/a.crt", "backups/b.crt", "warehouse/builds/x.duckdb", "warehouse/builds/shown.duckdb",
             "inbox/outreach-1.json", "inbox/huddle_actions.csv")  # fmt: skip
    for at, name in enumerate(names):
        file = paths.data_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
        os.utime(file, (long_ago + at, long_ago + at))
    paths.manifest_file.write_text(json.dumps({"build_id": "shown", "as_of_date": "2026-01-01"}), encoding="utf-8")

    erased = {erasure.subject for erasure in erase_due(paths, now=NOW)}

    assert erased == {"backups/a.crt", "warehouse/builds/x.duckdb", "inbox/outreach-1.json"}
    assert {name for name in names if (paths.data_dir / name).exists()} == set(names) - erased


@pytest.mark.parametrize("broken", ["changed", "lost", "cut"])
def test_a_record_that_is_not_whole_stops_everything_before_anything_goes(paths, broken):
    told = Erasure("outreach_logs", "raw/a", "f", "0" * 64, 3, 3, NOW, NOW)
    for at in range(3):
        note_erasure(paths, replace(told, subject=f"raw/{at}"))
    lines = paths.erasures_file.read_text(encoding="utf-8").splitlines()
    if broken == "changed":
        lines[1] = lines[1].replace('"n_rows": 3', '"n_rows": 4')
    elif broken == "lost":
        del lines[1]
    else:
        lines[2] = lines[2][:40]
    paths.erasures_file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(DataFolderError, match="not whole"):
        erase_due(paths, now=NOW)
