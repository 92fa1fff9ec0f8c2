"""From a boundary file to a district on the list, by the commands a person types; and with the City's own files."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest
import shapely

from dashboard.stores.warehouse import current_manifest
from pipelines.readers.boundaries import read_boundaries
from pipelines.settings import project_paths
from pipelines.sources.landing import _known_areas
from tests.support.boundary_files import collection, districts, feature, gzipped, in_crs, polygon
from tests.support.city_files import busy_corners, csv_text, ticket, write_gzip
from tests.support.command_line import run_crt

MORNING = "2015-10-20"
FIRST_DAY = datetime(2015, 9, 1)
WGS84, FEET = "police_districts_wgs84.geojson.gz", "police_districts_state_plane_feet.geojson.gz"


def published(name):
    paths = project_paths()
    with duckdb.connect(str(paths.build_file(current_manifest(paths).build_id)), read_only=True) as connection:
        return connection.table(name).to_arrow_table().to_pylist()


def district_rows():
    return {row["district_code"]: row for row in published("districts")}


def listed(capsys):
    return {place["name"]: place["district"] for place in run_crt(capsys, "locations", "--json").json["locations"]}


@pytest.fixture
def tickets(tmp_path, data_dir, capsys):
    """Four corners from -71.07 eastwards, all labelled D4, and one ticket north of every square."""
    north = ticket(99_999, datetime(2015, 10, 1, 9), lon=-71.0750, lat=42.3900)
    rows = [*busy_corners(first_day=FIRST_DAY, n_days=60), north]
    run_crt(capsys, "ingest", "311", write_gzip(tmp_path / "in" / "city.csv.gz", csv_text(rows)))


def test_without_lines_a_place_goes_by_its_tickets_and_the_lines_are_worked_out(tickets, capsys):
    assert run_crt(capsys, "build", "--as-of", MORNING).exit_code == 0

    assert set(listed(capsys).values()) == {"D-4"}
    rows = district_rows()
    assert rows["D-4"]["lines_how"] == "derived"
    assert rows["D-4"]["n_locations"] == 4
    assert rows["A-1"]["lines_how"] == "none"


def test_lines_handed_in_decide_a_places_district_and_what_lies_beyond_them_is_told(tickets, capsys, tmp_path):
    # Squares from -71.08 eastwards: the first corner lies in the first, two in the second, the last in the third.
    lines, outline = tmp_path / "lines.json.gz", tmp_path / "outline.geojson"
    corners = [[-71.19, 42.25], [-70.95, 42.25], [-70.95, 42.345], [-71.19, 42.345], [-71.19, 42.25]]
    outline.write_bytes(collection([feature({"type": "Polygon", "coordinates": [corners]}, CITY="Boston")]))
    lines.write_bytes(gzipped(collection(in_crs(districts("D4", "A15", "C11", side=0.011), "EPSG:2249"))))

    told = run_crt(capsys, "ingest", "boundaries", lines, outline, "--json")
    built = run_crt(capsys, "build", "--as-of", MORNING)
    status = run_crt(capsys, "status", "--json").json

    assert told.exit_code == built.exit_code == 0
    assert "Read as EPSG:2249" in told.json["files"][0]["clock_evidence"]
    assert listed(capsys) == {
        "Alder St & Elm St": "D-4",
        "Birch St & Elm St": "A-15",
        "Cedar St & Elm St": "A-15",
        "Dogwood St & Elm St": "C-11",
    }
    rows = district_rows()
    assert rows["A-15"]["lines_how"] == "official"
    assert rows["A-15"]["lines_handed_in_at"] is not None
    assert rows["A-15"]["n_tickets_disagreeing"] == rows["A-15"]["n_tickets_stating"] > 0
    assert {row["place_status"]: row["n_tickets"] for row in published("unplaced_tickets")} == {"outside_lines": 1}
    file, _ = [file for file in status["files"] if file["feed"] == "boundaries"]
    assert file["rows_read"] == 3 == file["accepted"] + sum(file["set_aside"].values()) + file["superseded"]


def test_lines_alone_are_nothing_to_build_a_morning_from(data_dir, capsys, tmp_path):
    lines = tmp_path / "lines.geojson"
    lines.write_bytes(collection(districts("D4")))
    run_crt(capsys, "ingest", "boundaries", lines)

    assert run_crt(capsys, "build", "--as-of", MORNING).exit_code == 13


def test_one_refused_file_does_not_keep_the_others_out(data_dir, capsys, tmp_path):
    good, parks, page = tmp_path / "good.geojson", tmp_path / "parks.geojson", tmp_path / "page.geojson"
    good.write_bytes(collection(districts("D4")))
    parks.write_bytes(collection([feature(polygon(0), SITE_NAME="A park")]))
    page.write_bytes(b"<html>503</html>")

    ran = run_crt(capsys, "ingest", "boundaries", parks, good, page)

    assert ran.exit_code == 11
    assert ran.err.count("Next step:") == 2
    assert "parks and open space" in ran.err
    assert [file["accepted"] for file in run_crt(capsys, "status", "--json").json["files"]] == [1]


@pytest.mark.slow
def test_the_same_morning_built_twice_from_the_same_lines_says_the_same(tickets, capsys, tmp_path):
    lines = tmp_path / "lines.geojson"
    lines.write_bytes(collection(districts("D4", "A15", "C11")))
    run_crt(capsys, "ingest", "boundaries", lines)

    run_crt(capsys, "build", "--as-of", MORNING)
    first = published("districts"), published("locations")
    run_crt(capsys, "build", "--as-of", MORNING)

    assert (published("districts"), published("locations")) == first


@pytest.mark.slow
@pytest.mark.realdata
def test_the_citys_own_layers_are_told_apart_and_the_others_refused(data_dir, shared_data, capsys):
    ran = run_crt(capsys, "ingest", "boundaries", *sorted((shared_data / "boundaries").glob("*.gz")), "--json")

    assert {file["path"].rsplit("/", maxsplit=1)[-1]: file["n_accepted"] for file in ran.json["files"]} == {
        "city_boundary.geojson.gz": 1,
        "neighborhoods.geojson.gz": 26,
        FEET: 12,
        WGS84: 12,
    }
    refused = {error["path"].rsplit("/", maxsplit=1)[-1]: error["error"] for error in ran.json["errors"]}
    assert sorted(refused) == [
        "council_districts_pre2023.geojson.gz",
        "open_space.geojson.gz",
        "precincts.geojson.gz",
        "street_segments.geojson.gz",
    ]
    assert "council districts" in refused["council_districts_pre2023.geojson.gz"]


@pytest.mark.slow
@pytest.mark.realdata
def test_the_same_lines_in_feet_and_in_degrees_agree_within_a_metre(data_dir, shared_data):
    shapes = []
    for name in (WGS84, FEET):
        content = (shared_data / "boundaries" / name).read_bytes()
        (result,) = read_boundaries(name, content, known=_known_areas(project_paths()))
        shapes.append({row["area_name"]: shapely.from_wkb(row["geom_wkb"]) for row in result.accepted.to_pylist()})
        assert result.accepted.num_rows == 12

    degrees, feet = shapes
    assert degrees.keys() == feet.keys()
    for name, area in degrees.items():
        assert shapely.hausdorff_distance(area, feet[name]) < 1
