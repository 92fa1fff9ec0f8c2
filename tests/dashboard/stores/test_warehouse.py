from __future__ import annotations

import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard.stores import warehouse
from pipelines.contracts import PUBLISHED
from pipelines.settings import load_reference, project_paths
from pipelines.warehouse import tables_read
from tests.support.published_build import N_LOCATIONS, location_id, write_published_build, zone_id

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Paths


@pytest.fixture
def published(tmp_path: Path) -> Paths:
    return write_published_build(tmp_path)


def _current_file(paths: Paths) -> Path:
    manifest = warehouse.current_manifest(paths)
    assert manifest is not None
    return paths.build_file(manifest.build_id)


def test_a_machine_without_a_build_has_no_manifest_and_no_attempt(tmp_path: Path) -> None:
    paths = project_paths({"CRT_DATA_DIR": str(tmp_path)})

    assert warehouse.current_manifest(paths) is None
    assert warehouse.last_attempt(paths) is None


def test_the_manifest_names_the_build_and_its_aware_instants(published: Paths) -> None:
    manifest = warehouse.current_manifest(published)

    assert manifest is not None
    assert manifest.as_of_date == date(2024, 5, 14)
    assert manifest.as_of_at.utcoffset() is not None
    assert published.build_file(manifest.build_id).is_file()


@pytest.mark.parametrize(
    "manifest",
    [
        "not json",
        "[]",
        "{}",
        json.dumps(
            {
                "build_id": "../../etc/passwd",
                "as_of_date": "2024-05-14",
                "as_of_at": "2024-05-14T06:00:00-04:00",
                "published_at": "2024-05-14T06:20:00-04:00",
                "is_sample": False,
            }
        ),
    ],
)
def test_a_manifest_that_names_no_build_of_this_folder_is_refused_with_a_next_step(
    published: Paths, manifest: str
) -> None:
    published.manifest_file.write_text(manifest, encoding="utf-8")

    with pytest.raises(warehouse.BuildDamagedError) as refused:
        warehouse.current_manifest(published)

    assert "crt build" in refused.value.next_step


def test_a_last_attempt_that_cannot_be_read_does_not_take_the_agenda_off_the_wall(published: Paths) -> None:
    published.last_attempt_file.write_text("{", encoding="utf-8")

    assert warehouse.last_attempt(published) is None


def test_a_failed_attempt_tells_its_error_and_next_step(tmp_path: Path) -> None:
    attempt = warehouse.last_attempt(write_published_build(tmp_path, state="failing"))

    assert attempt is not None
    assert not attempt.is_ok
    assert attempt.error
    assert attempt.next_step


def test_every_query_reads_a_published_build_and_asks_only_for_published_tables(published: Paths) -> None:
    file = _current_file(published)
    names = [query.stem for query in warehouse.QUERIES_DIR.glob("[!_]*.sql")]

    for name in names:
        text = (warehouse.QUERIES_DIR / f"{name}.sql").read_text(encoding="utf-8")
        known = {"location_id": location_id(1), "zone_id": zone_id("Old Town"), "table_name": "zones"}
        params = {name: value for name, value in known.items() if f"${name}" in text}
        frame = warehouse.read_query(file, name, **params)
        assert len(frame.columns) > 0

    # One query is of whichever table the reviewed list of released tables names.
    of_list = {"released_table"}
    listed = load_reference(published.reference_dir, "released_tables")
    asked = {
        name
        for query in set(names) - of_list
        for name in tables_read((warehouse.QUERIES_DIR / f"{query}.sql").read_text("utf-8"))
    }
    assert asked | set(listed["table_name"]) <= {table.name for table in PUBLISHED}


def test_a_value_is_bound_and_never_pasted_into_a_query(published: Paths) -> None:
    file = _current_file(published)

    assert warehouse.read_query(file, "location_weeks", location_id="x' or '1'='1").empty
    assert len(warehouse.read_query(file, "location_weeks", location_id=location_id(1))) == 26


def test_instants_come_back_on_the_citys_clock(published: Paths) -> None:
    feeds = warehouse.read_query(_current_file(published), "feeds")

    assert str(feeds["newest_record_at"].dt.tz) == "America/New_York"
    assert feeds["newest_record_at"].iloc[0].hour == 23


def test_the_folder_of_an_ingested_file_stays_out_of_sight(published: Paths) -> None:
    files = warehouse.read_query(_current_file(published), "source_files")

    assert not files["file_name"].str.contains("private").any()


def test_a_build_whose_file_is_gone_is_said_to_be_missing(published: Paths) -> None:
    with pytest.raises(warehouse.BuildMissingError) as missing:
        warehouse.read_query(published.build_file("20010101-gone"), "locations")

    assert "crt build" in missing.value.next_step


def test_a_build_that_is_no_database_is_said_to_be_damaged(published: Paths) -> None:
    file = published.build_file("damaged")
    file.write_bytes(b"<html>502 Bad Gateway</html>" * 200)

    with pytest.raises(warehouse.BuildDamagedError):
        warehouse.read_query(file, "locations")


@pytest.mark.parametrize(
    ("change", "query", "lacking"),
    [
        ("drop table released_outreach", "released_outreach", "it has no released_outreach"),
        ("alter table locations drop column score", "locations", "it has no score"),
    ],
    ids=["table", "column"],
)
def test_a_build_of_an_earlier_version_is_said_to_be_one_and_what_it_lacks(
    change: str, query: str, lacking: str, published: Paths
) -> None:
    file = published.build_file("earlier")
    shutil.copy(_current_file(published), file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(change)

    with pytest.raises(warehouse.EarlierBuildError) as earlier:
        warehouse.read_query(file, query)

    assert str(earlier.value) == f"an earlier version of the board made the published build earlier: {lacking}"
    assert "crt build" in earlier.value.next_step


def test_reading_leaves_the_build_open_to_the_next_reader_and_changes_nothing(published: Paths) -> None:
    file = _current_file(published)
    before = file.read_bytes()

    frames = [warehouse.read_query(file, "locations") for _ in range(3)]

    assert all(len(frame) == N_LOCATIONS for frame in frames)
    assert file.read_bytes() == before


def test_reads_of_a_page_share_one_opening_which_ends_with_the_page(published: Paths) -> None:
    file = _current_file(published)
    with warehouse.opened_once():
        first = warehouse.read_query(file, "locations")
        # Open already, the file is not opened a second time: what stands there now is no build.
        file.replace(file.with_suffix(".away"))
        file.write_bytes(b"not a build")
        assert warehouse.read_query(file, "locations").equals(first)
        with pytest.raises(warehouse.BuildDamagedError):
            warehouse.read_query(_garbage_beside(file), "locations")

    with pytest.raises(warehouse.BuildDamagedError):
        warehouse.read_query(file, "locations")


def _garbage_beside(file: Path) -> Path:
    other = file.with_name("garbage.duckdb")
    other.write_bytes(b"not a build")
    return other
