from __future__ import annotations

import csv
import io
import json
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from dashboard.access import load_roles
from dashboard.paper.download import archive, archive_name
from dashboard.paper.spreadsheet import as_it_came
from tests.support.published_build import HOSTILE_NAME, LEFT_LOCATION_ID, N_LOCATIONS, write_published_build
from tests.support.recorded_actions import AT_LEFT_PLACE, DUE_TODAY, LATER, OVERDUE, record_actions
from tests.support.takeaway import REFERENCE_DIR, agenda_and_book, files_of, read, told_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.settings import Paths

    FilesFor = Callable[..., dict[str, bytes]]

ROLES = [role.role_code for role in load_roles(REFERENCE_DIR).roles]
OUTREACH_WORDS = ("measure_code", "n_events", "naloxone", "Naloxone", "Shelter offered", "sharps_collected")


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A published build with actions for the whole file: only read."""
    published = write_published_build(tmp_path_factory.mktemp("town") / "data")
    record_actions(published)
    return published


@pytest.fixture(scope="module")
def files_for(paths: Paths) -> FilesFor:
    """The files of a role, of the made-up city or the real one: made once for all that must hold of them."""

    @cache
    def made(role_code: str = "leadership", *, is_sample: bool = True) -> dict[str, bytes]:
        return files_of(paths, told_of(role_code=role_code, is_sample=is_sample))

    return made


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_same_build_role_and_actions_give_the_same_bytes(paths: Paths) -> None:
    told = told_of()

    assert archive(files_of(paths, told), told=told) == archive(files_of(paths, told), told=told)


def test_the_archive_holds_every_file_dated_the_morning_and_names_the_made_up_city(paths: Paths) -> None:
    told = told_of()
    with zipfile.ZipFile(io.BytesIO(archive(files_of(paths, told), told=told))) as archived:
        entries = archived.infolist()

    assert archive_name(told) == "crt-huddle-2024-05-14-SAMPLE.zip"
    assert archive_name(told_of(is_sample=False)) == "crt-huddle-2024-05-14.zip"
    assert {entry.date_time for entry in entries} == {(2024, 5, 14, 6, 0, 0)}
    assert all(entry.filename.startswith("SAMPLE-") for entry in entries)
    assert len(entries) == 10


def test_the_agenda_has_a_row_for_each_item_of_the_page_in_the_order_of_the_meeting(
    paths: Paths, files_for: FilesFor
) -> None:
    rows = _rows(files_for()["SAMPLE-agenda.csv"])
    agenda, _ = agenda_and_book(paths, read(paths, "locations"))

    assert [as_it_came(row["text"]) for row in rows] == [item.text for part in agenda.parts for item in part.items]
    assert [int(row["item_no"]) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["part_no"] for row in rows} == set("1234567")


def test_an_action_comes_with_its_place_owner_date_status_and_age(files_for: FilesFor) -> None:
    rows = {row["action_id"]: row for row in _rows(files_for()["SAMPLE-agenda.csv"]) if row["action_id"]}

    overdue, today, later, left = rows[OVERDUE], rows[DUE_TODAY], rows[LATER], rows[AT_LEFT_PLACE]
    assert (overdue["status"], overdue["n_days_overdue"], overdue["n_mornings_carried"]) == ("overdue", "2", "3")
    assert (overdue["number"], overdue["place_name"], overdue["due_date"]) == ("1", "Mill Square", "2024-05-12")
    assert overdue["owner_agency"] == "Public Works"
    assert (today["status"], today["place_name"]) == ("due today", HOSTILE_NAME)
    assert (later["status"], later["location_id"], later["number"]) == ("open", "", "")
    assert (left["place_name"], left["location_id"], left["number"]) == ("Ferry Steps", LEFT_LOCATION_ID, "")


def test_the_locations_are_those_of_the_list_with_its_numbers_and_reasons(paths: Paths, files_for: FilesFor) -> None:
    rows = _rows(files_for()["SAMPLE-locations.csv"])
    shown = read(paths, "locations")

    assert [int(row["number"]) for row in rows] == list(range(1, N_LOCATIONS + 1))
    for name in ("n_tickets", "n_incidents", "n_incidents_7d", "n_open_tickets"):
        assert [int(row[name]) for row in rows] == shown[name].tolist()
    assert [float(row["score"]) for row in rows] == shown["score"].tolist()
    assert rows[3]["reasons"].startswith("47 incidents in 28 days (54 tickets), 9 in the last 7. · Mostly needles")


def test_every_column_of_every_file_is_defined_beside_it(files_for: FilesFor) -> None:
    files = files_for()
    defined = {(row["table"], row["column"]): row for row in _rows(files["SAMPLE-definitions.csv"])}

    written = {(name, column) for name in ("agenda", "locations") for column in _rows(files[f"SAMPLE-{name}.csv"])[0]}
    areas = json.loads(files["SAMPLE-location_areas.geojson"])["features"][0]["properties"]
    assert set(defined) == written | {("location_areas", name) for name in areas}
    figures = [row for row in defined.values() if row["type"] in ("integer", "number")]
    assert [row["column"] for row in figures if not (row["unit"] and row["source"] and row["not_counted"])] == []
    assert "newest record 2024-05-13 23:00" in defined["locations", "n_tickets"]["newest_record"]
    assert "Outreach log" not in defined["locations", "n_tickets"]["newest_record"]


def test_the_readme_says_build_morning_policy_freshness_role_and_what_it_is_not_for(files_for: FilesFor) -> None:
    text = files_for()["SAMPLE-README.txt"].decode("utf-8-sig")

    for said in ("20240514-full", "2024-05-14 06:00 EDT", "0123456789ab", "CRT leadership", "Places, never people"):
        assert said in text
    assert "City 311 (legacy system): current, newest record 2024-05-13 23:00" in text
    assert "Outreach log: not collected, no record" in text
    assert "one apostrophe" in text


@pytest.mark.parametrize("role_code", ROLES)
def test_the_sample_is_stated_in_every_file_of_every_role(files_for: FilesFor, role_code: str) -> None:
    files = files_for(role_code)

    assert [name for name, content in files.items() if b"SAMPLE: a made-up city" not in content] == []
    assert all(row["sample"] for row in _rows(files["SAMPLE-agenda.csv"]))


@pytest.mark.parametrize("role_code", ROLES)
def test_the_real_city_is_never_called_a_sample(files_for: FilesFor, role_code: str) -> None:
    files = files_for(role_code, is_sample=False)

    assert not [name for name in files if "SAMPLE" in name]
    assert {row["sample"] for row in _rows(files["agenda.csv"])} == {""}
    assert "made-up city" not in files["README.txt"].decode("utf-8-sig")


def test_a_role_without_points_gets_the_tables_and_no_coordinate_anywhere(paths: Paths, files_for: FilesFor) -> None:
    files = files_for("council", is_sample=False)
    locations = read(paths, "locations")

    assert sorted(files) == ["README.txt", "agenda.csv", "definitions.csv", "locations.csv"]
    assert len(_rows(files["locations.csv"])) == N_LOCATIONS
    text = "".join(content.decode("utf-8-sig") for content in files.values())
    for degrees in (*locations["lon"], *locations["lat"]):
        assert f"{degrees:.3f}" not in text
    assert not {"lon", "lat", "outline_geojson"} & set(_rows(files["locations.csv"])[0])
    assert "no coordinates and no map layer" in files["README.txt"].decode("utf-8-sig")


@pytest.mark.parametrize("role_code", ROLES)
def test_no_outreach_or_health_count_is_in_any_file(files_for: FilesFor, role_code: str) -> None:
    files = files_for(role_code)

    for name, content in files.items():
        assert not [word for word in OUTREACH_WORDS if word.encode() in content], name


def test_hostile_names_leave_in_every_form_as_text_and_come_back_whole(paths: Paths) -> None:
    names = ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "a\r\n=1", '"quoted"', "شارع", "<script>x</script>"]
    locations = read(paths, "locations").head(len(names)).assign(name=names)

    files = files_of(paths, told_of(), locations=locations)

    cells = [row["name"] for row in _rows(files["SAMPLE-locations.csv"])]
    assert [as_it_came(cell) for cell in cells] == names
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    layer = json.loads(files["SAMPLE-locations.geojson"])
    assert [feature["properties"]["name"] for feature in layer["features"]] == names
    assert b"<script" not in files["SAMPLE-locations.geojson"]
    assert pd.read_parquet(io.BytesIO(files["SAMPLE-locations.parquet"]))["name"].tolist() == names


def test_a_morning_without_places_is_files_with_heads_and_no_rows(tmp_path: Path) -> None:
    files = files_of(write_published_build(tmp_path / "data", state="empty"), told_of(is_sample=False))

    assert _rows(files["locations.csv"]) == []
    assert files["locations.csv"].decode("utf-8-sig").startswith('"location_id","number","name"')
    assert json.loads(files["locations.geojson"])["features"] == []
    assert len(_rows(files["agenda.csv"])) > 7
