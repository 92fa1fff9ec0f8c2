"""From an HMIS export to the morning's figures: counted once, replaced by a later export, and nothing of a person."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.publication import read_manifest
from pipelines.settings import project_paths
from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_crt
from tests.support.hmis_exports import HEADERS, export_row, pack, small_export, write_csv, write_export

if TYPE_CHECKING:
    from pathlib import Path

ROWS = busy_corners(first_day=datetime(2015, 9, 1), n_days=75)
MORNING = "2015-11-10"
MARKER = "Zebedee"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of tickets, so that there is a morning to build."""
    return write_gzip(tmp_path_factory.mktemp("city") / "city.csv.gz", csv_text(ROWS))


def weeks(measure: str) -> dict[str, int | str]:
    paths = project_paths()
    with duckdb.connect(str(paths.build_file(read_manifest(paths)["build_id"])), read_only=True) as connection:
        query = "select week_start_date, n_events, blank from hmis_weeks where measure_code = $measure order by 1"
        rows = connection.execute(query, {"measure": measure}).fetchall()
    return {str(week): blank if n is None else n for week, n, blank in rows}


def hmis_files(capsys) -> list[dict]:
    return [file for file in run_crt(capsys, "status", "--json").json["files"] if file["feed"] == "hmis"]


def sums(files: list[dict]) -> list[tuple[int, int, int, int]]:
    return [
        (file["rows_read"], file["accepted"], sum(file["set_aside"].values()), file["superseded"]) for file in files
    ]


def _marked(file_name: str, row: dict[str, str]) -> dict[str, str]:
    """Return a row with the marker in every column that it does not say."""
    unsaid = dict.fromkeys(HEADERS[file_name], f"{MARKER}, 123-45-6789")
    empty = {name: "" for name in ("DateDeleted", "ReferralOutcome") if name in unsaid}
    return {**unsaid, **empty, **row}


@pytest.mark.slow
def test_an_export_enters_the_morning_once_and_a_later_one_replaces_its_days(data_dir, capsys, tmp_path, city):
    first = write_export(tmp_path / "first.zip")
    run_crt(capsys, "ingest", "311", city)
    assert run_crt(capsys, "ingest", "hmis", first, "--json").exit_code == 0
    assert sums(hmis_files(capsys)) == [(2, 1, 1, 0), (4, 4, 0, 0), (5, 4, 1, 0)]

    shutil.copy(first, tmp_path / "again.zip")
    run_crt(capsys, "ingest", "hmis", tmp_path / "again.zip")
    assert sums(hmis_files(capsys))[3:] == [(2, 0, 1, 1), (4, 0, 0, 4), (5, 0, 1, 4)]

    contacts = [{"EnrollmentID": "E2", "InformationDate": day} for day in ("2015-10-14", "2015-11-02")]
    later = export_row(ExportDate="2015-11-09 09:00:00", ExportStartDate="2015-10-12", ExportEndDate="2015-11-30")
    run_crt(capsys, "ingest", "hmis", write_export(tmp_path / "x.zip", Export=[later], CurrentLivingSituation=contacts))
    run_crt(capsys, "build", "--as-of", MORNING)

    assert weeks("hmis_referrals_attained")["2015-10-05"] == 1
    assert weeks("hmis_referrals_unknown")["2015-10-05"] == 1
    assert weeks("hmis_contacts") == {
        "2015-09-14": 0, "2015-09-21": 0, "2015-09-28": 0, "2015-10-05": 3, "2015-10-12": 1, "2015-10-19": 0,
        "2015-10-26": 0, "2015-11-02": 1,
    }  # fmt: skip
    accounted = sums(hmis_files(capsys))
    assert accounted[1] == (4, 3, 0, 1)
    assert accounted[7] == (2, 2, 0, 0)
    assert all(read == accepted + aside + superseded for read, accepted, aside, superseded in accounted)


def test_nothing_of_a_person_reaches_raw_warehouse_receipts_or_what_the_commands_say(
    data_dir, capsys, caplog, tmp_path, city
):
    """The marker stands in every column that is not read, in the keys of stays, and in what is refused."""
    wanted = {
        "Export.csv": export_row(),
        "Project.csv": {"ProjectID": "P1", "ProjectName": "Harbor Outreach", "ProjectType": "4"},
        "ProjectCoC.csv": {"ProjectID": "P1", "ZIP": "02118", "CoCCode": MARKER, "Geocode": MARKER, "DateDeleted": ""},
        "Enrollment.csv": {"EnrollmentID": MARKER, "ProjectID": "P1", "DateOfEngagement": "2015-10-06"},
        "CurrentLivingSituation.csv": {"EnrollmentID": MARKER, "InformationDate": "2015-10-06"},
        "Services.csv": {"EnrollmentID": MARKER, "DateProvided": "2015-10-06", "RecordType": "161"},
        "Client.csv": {},
        "Event.csv": {},
    }
    files = {name: write_csv(name, [_marked(name, row)]) for name, row in wanted.items()}
    files["CurrentLivingSituation.csv"] += f'{MARKER},"2015-10-06,{MARKER}\r\n{MARKER},{MARKER}\r\n'.encode()
    whole, broken = tmp_path / "whole.zip", tmp_path / "broken.zip"
    whole.write_bytes(pack(files, folder=f"{MARKER}/../"))
    broken.write_bytes(pack({**files, "Enrollment.csv": f"{MARKER},123-45-6789\r\n".encode()}))
    run_crt(capsys, "ingest", "311", city)

    said = [
        run_crt(capsys, "ingest", "hmis", whole),
        run_crt(capsys, "ingest", "hmis", broken),
        run_crt(capsys, "ingest", "hmis", broken, "--json"),
        run_crt(capsys, "ingest", "311", whole),
        run_crt(capsys, "build", "--as-of", MORNING),
        run_crt(capsys, "status", "--json"),
    ]

    assert weeks("hmis_contacts")["2015-10-05"] == 1
    assert weeks("hmis_referrals_unknown")["2015-10-05"] == 1
    assert not [ran for ran in said if MARKER in ran.out + ran.err or "123-45" in ran.out + ran.err]
    assert MARKER not in caplog.text
    for file in data_dir.rglob("*"):
        assert not file.is_file() or MARKER.encode() not in file.read_bytes(), file.name
    with duckdb.connect() as connection:
        for file in data_dir.rglob("*.parquet"):
            rows = connection.read_parquet(str(file)).fetchall()
            assert MARKER not in json.dumps(rows, default=str), file.name
        build = project_paths().build_file(read_manifest(project_paths())["build_id"])
        connection.execute(f"attach '{build}' as published (read_only)")
        for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            rows = connection.table(f"published.{name}").fetchall()
            assert MARKER not in json.dumps(rows, default=str), name


def test_a_folder_or_a_single_file_is_refused_with_the_next_step(data_dir, capsys, tmp_path):
    (tmp_path / "export").mkdir()
    single = tmp_path / "CurrentLivingSituation.csv"
    single.write_bytes(small_export()["CurrentLivingSituation.csv"])

    folder = run_crt(capsys, "ingest", "hmis", tmp_path / "export")
    alone = run_crt(capsys, "ingest", "hmis", single)

    assert folder.exit_code == alone.exit_code == 11
    assert "one zip" in folder.err
    assert "one zip" in alone.err


def test_an_export_in_which_nothing_is_counted_is_no_error(data_dir, capsys, tmp_path):
    ran = run_crt(
        capsys, "ingest", "hmis", write_export(tmp_path / "x.zip", CurrentLivingSituation=[], Services=[]), "--json"
    )

    assert ran.exit_code == 0
    assert [file["rows_read"] for file in ran.json["files"]] == [2, 0, 0]
