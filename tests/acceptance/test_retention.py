"""A log that is due is erased on record, and the next build tells the same; what came by phone goes too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard.huddle.contacts import ContactPlace, ToldContact, logged_draft
from dashboard.huddle.events import EventKind, OnScreen
from dashboard.stores.operations import OperationsStore
from dashboard.stores.warehouse import current_manifest
from pipelines.contracts import PUBLISHED
from pipelines.publication import only_writer
from pipelines.settings import operations_url, project_paths
from tests.pipelines.readers.files import contact_line, outreach_file
from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_crt, run_quietly

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Paths

MORNING = date(2015, 10, 20)
SCREEN = OnScreen(huddle_date=MORNING, build_id="b", role_code="outreach", agency_code="street_outreach")
COURTS = """quarter,program_code,measure_code,total,as_at,source
2015-Q3,recovery_court,referred,25,2015-10-12,Trial Court data office
2015-Q3,recovery_court,started,4,2015-10-12,Trial Court data office
2015-Q3,recovery_court,referred,26,2015-10-14,Trial Court data office
2015-Q3,recovery_court,completed,12,2015-09-12,Trial Court data office
"""
# What tells of files and of their rows, and not of the city: it has to say that they are gone.
OF_FILES = {"builds", "source_files", "known_contacts", "feeds"}


@pytest.fixture
def paths(data_dir: Path, tmp_path: Path) -> Paths:
    city = write_gzip(tmp_path / "city.csv.gz", csv_text(busy_corners(first_day=datetime(2015, 9, 1), n_days=49)))
    old, new = tmp_path / "june.csv", tmp_path / "october.csv"
    old.write_bytes(outreach_file([contact_line(n, contact_at=f"2015-06-{n + 1:02d} 10:00") for n in range(20)]))
    # Two of June's are corrected later.
    mended = [contact_line(n, contact_at=f"2015-06-{n + 1:02d} 10:00", sharps_collected="9") for n in (18, 19)]
    october = [contact_line(n, contact_at="2015-10-18 10:00") for n in range(20, 60)]
    new.write_bytes(outreach_file([*mended, *october]))
    assert run_quietly("ingest", "311", city) == 0
    assert run_quietly("ingest", "outreach", old, new) == 0
    courts = tmp_path / "courts.csv"
    courts.write_text(COURTS, encoding="utf-8")
    assert run_quietly("ingest", "court-totals", courts) == 0
    store = OperationsStore(operations_url(project_paths()))
    for at, day in enumerate((datetime(2015, 5, 1, 15, tzinfo=UTC), datetime(2015, 10, 18, 15, tzinfo=UTC))):
        told = ToldContact(contact_at=day, place=ContactPlace("Mill Square", -71.07, 42.33), lead="outreach")
        event_id = f"phone-{at}"
        draft = logged_draft(told, event_id=event_id, on_screen=SCREEN)
        store.append(draft, event_id=event_id, recorded_at=day + timedelta(hours=1))
    store.close()
    assert run_quietly("build", "--as-of", MORNING.isoformat()) == 0
    return project_paths()


def marts(paths: Paths) -> dict[str, list[str]]:
    manifest = current_manifest(paths)
    assert manifest is not None
    with duckdb.connect(str(paths.build_file(manifest.build_id)), read_only=True) as connection:
        return {
            table.name: sorted(map(str, connection.table(table.name).to_arrow_table().to_pylist()))
            for table in PUBLISHED
        }


@pytest.mark.slow
def test_a_due_log_is_deleted_on_record_and_the_next_build_has_the_same_figures(paths, capsys):
    before, status = marts(paths), run_crt(capsys, "status", "--json").json["files"]
    raw = {file.name for file in (paths.raw_dir / "outreach").glob("*.parquet")}

    told = run_crt(capsys, "retention", "--dry-run", "--json").json
    assert [line["rule_code"] for line in told["due"]] == ["outreach_logs", "phone_contacts"]
    assert told["erased"] == []
    assert {file.name for file in (paths.raw_dir / "outreach").glob("*.parquet")} == raw

    with only_writer(paths):
        assert run_crt(capsys, "retention").exit_code == 18
    assert {file.name for file in (paths.raw_dir / "outreach").glob("*.parquet")} == raw

    done = run_crt(capsys, "retention", "--json").json
    assert [line["rule_code"] for line in done["erased"]] == ["outreach_logs", "phone_contacts"]
    assert done["erased"][0]["n_rows"] == 20
    # Its rows and those set aside of it; the held tables held its rows too.
    assert len(raw - {file.name for file in (paths.raw_dir / "outreach").glob("*.parquet")}) == 2
    assert not paths.held_file.exists()
    store = OperationsStore(operations_url(paths))
    events = store.events()
    assert store.verify().ok
    store.close()
    assert [event.payload is None for event in events if event.kind == EventKind.CONTACT_LOGGED] == [True, False]

    assert run_quietly("build", "--as-of", MORNING.isoformat()) == 0
    after = marts(paths)
    assert {name for name in before if before[name] != after[name]} <= OF_FILES
    assert len(before["known_contacts"]) - len(after["known_contacts"]) == 18

    (referred,) = [row for row in after["court_totals"] if "'Recovery court session'" in row and "'referred'" in row
                   and "2015-Q3" in row]  # fmt: skip
    assert "'n_events': 26" in referred
    files = run_crt(capsys, "status", "--json").json["files"]
    assert [
        (file["accepted"], file["superseded"], file["set_aside"]) for file in files if file["feed"] == "court_totals"
    ] == [(2, 1, {"bad_quarter": 1})]
    for file, was in zip(files, status, strict=True):
        n_aside = sum(file["set_aside"].values())
        assert file["rows_read"] == file["accepted"] + n_aside + file["superseded"]
        assert (file["accepted"], file["superseded"]) == (was["accepted"], was["superseded"])
    assert sum("by the rule outreach_logs" in file["message"] for file in files) == 1
    assert run_crt(capsys, "retention", "--json").json["due"] == []
