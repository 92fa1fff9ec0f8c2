"""All of the City's own files beside the project, handed in at once: counts only, no row of them stands here."""

from __future__ import annotations

import pytest

from dashboard.stores.warehouse import current_manifest
from pipelines.settings import project_paths
from pipelines.warehouse import connect, read_frame
from tests.support.command_line import run_crt

pytestmark = pytest.mark.realdata

# Rows read, accepted, set aside, superseded.
ACCOUNTED = {
    "legacy_2015_header_b.csv.gz": (121_145, 121_145, {}, 0),
    "legacy_2021_animals_header_c.csv.gz": (4_106, 4_106, {}, 0),
    "legacy_2022_animals_header_c.csv.gz": (4_035, 4_031, {"duplicate": 4}, 0),
    "legacy_2023_animals_header_c.csv.gz": (4_151, 4_151, {}, 0),
    "legacy_2024_rodents_header_c.csv.gz": (4_993, 4_993, {}, 0),
    "new_system_2025-08_to_2026-05.csv.gz": (12_992, 12_992, {}, 0),
    "new_system_snapshot_2026-02-17.csv.gz": (5_473, 2, {}, 5_471),
    "boston311-100-20dupes-random.csv": (100, 79, {"duplicate": 20}, 1),
    "boston311-100-with-fake-pii.csv": (100, 20, {}, 80),
    "boston311-dmy-100.csv": (100, 0, {"bad_opened_date": 100}, 0),
    "boston_georeport_v2_other_2017.ndjson.gz": (23_750, 23_750, {}, 0),
    "page_1.json": (50, 0, {}, 50),
    "page_2.json": (50, 0, {}, 50),
    "page_3.json": (50, 0, {}, 50),
}


@pytest.mark.slow
def test_every_file_is_taken_in_one_command_every_row_is_accounted_for_and_the_morning_is_built(
    data_dir, shared_data, capsys
):
    files = [
        path
        for folder in ("boston311", "boston311/dirty", "open311")
        for path in sorted((shared_data / folder).glob("*.*"))
    ]

    ingest = run_crt(capsys, "ingest", "311", *files)
    status = run_crt(capsys, "status", "--json")
    build = run_crt(capsys, "build", "--as-of", "2017-09-15", "--json")

    told = {
        file["path"].rsplit("/", maxsplit=1)[-1]: (
            file["rows_read"],
            file["accepted"],
            file["set_aside"],
            file["superseded"],
        )
        for file in status.json["files"]
    }
    assert told == ACCOUNTED
    assert all(read == taken + sum(aside.values()) + newer for read, taken, aside, newer in told.values())
    assert ingest.exit_code == 11
    assert ingest.err.count("crt: ") == 2
    assert "boston311-dmy-100.csv: all 100 rows were set aside (bad_opened_date)" in ingest.err
    assert "boston311-100-bad.tsv, line 1: the columns are separated by tabs" in ingest.err
    assert build.json["n_locations"] == 20
    published = project_paths().build_file(current_manifest(project_paths()).build_id)
    with connect(published) as connection:
        how = read_frame(connection, "location_tickets")["category_how"]
    assert set(how) == {"reviewed type", "derived from text"}
