"""From a layer's file to the distance on the list, by the commands a person types, on two mornings."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from dashboard.stores.warehouse import current_manifest
from pipelines.settings import project_paths
from tests.support.boundary_files import collection, feature
from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_crt

FIRST, SECOND = "2015-10-19", "2015-10-20"
BEFORE_SECOND = "2015-10-19T12:00:00"
NEAR_ALDER = [-71.0700, 42.3409]


def published(name):
    paths = project_paths()
    with duckdb.connect(str(paths.build_file(current_manifest(paths).build_id)), read_only=True) as connection:
        return connection.table(name).to_arrow_table().to_pylist()


def school(name, at):
    return feature({"type": "Point", "coordinates": at}, SCH_NAME=name)


def near(layer_code="schools"):
    """Return by the location's name what is said of the layer."""
    names = {place["location_id"]: place["name"] for place in published("locations")}
    return {
        names[row["location_id"]]: (row["is_collected"], row["nearest_name"], row["distance_m"], row["n_within"])
        for row in published("location_nearness")
        if row["layer_code"] == layer_code
    }


def layer(layer_code="schools"):
    return next(row for row in published("layers") if row["layer_code"] == layer_code)


@pytest.fixture
def tickets(tmp_path, data_dir, capsys):
    rows = busy_corners(first_day=datetime(2015, 9, 1), n_days=60)
    run_crt(capsys, "ingest", "311", write_gzip(tmp_path / "in" / "city.csv.gz", csv_text(rows)))


@pytest.fixture
def schools(tmp_path):
    file = tmp_path / "schools.geojson"
    file.write_bytes(collection([school("Elm School", NEAR_ALDER), school("Far School", [-71.15, 42.25])]))
    return file


@pytest.mark.slow
def test_a_layer_of_the_second_morning_is_seen_by_it_and_not_by_the_first(tickets, schools, capsys):
    assert run_crt(capsys, "build", "--as-of", FIRST).exit_code == 0
    first = near()
    assert run_crt(capsys, "ingest", "layer", "schools", schools, "--taken-at", BEFORE_SECOND).exit_code == 0

    run_crt(capsys, "build", "--as-of", SECOND)
    second = near()
    assert layer()["status"] == "current"
    run_crt(capsys, "build", "--as-of", FIRST)

    assert near() == first == dict.fromkeys(first, (False, None, None, None))
    assert layer()["status"] == "not_collected"
    assert second["Alder St & Elm St"] == (True, "Elm School", 100, 1)
    assert {told[1] for told in second.values()} == {"Elm School"}


def test_a_layer_not_handed_in_is_not_collected_and_never_nought(tickets, schools, capsys):
    run_crt(capsys, "ingest", "layer", "schools", schools)
    run_crt(capsys, "build", "--as-of", SECOND)

    assert all(told == (False, None, None, None) for told in near("clinics").values())
    assert layer("clinics")["n_features"] is None
    assert layer()["n_features"] == 2


@pytest.mark.slow
def test_the_file_fetched_last_counts_whatever_the_order_of_arrival(tickets, schools, tmp_path, capsys):
    newer = tmp_path / "newer.geojson"
    newer.write_bytes(collection([school("Birch School", NEAR_ALDER)]))
    run_crt(capsys, "ingest", "layer", "schools", newer, "--taken-at", "2015-10-12T12:00:00")
    run_crt(capsys, "ingest", "layer", "schools", schools, "--taken-at", "2015-10-05T12:00:00")

    run_crt(capsys, "build", "--as-of", SECOND)

    assert {told[1] for told in near().values()} == {"Birch School"}
    files = [file for file in run_crt(capsys, "status", "--json").json["files"] if file["feed"] == "layers"]
    assert [(file["accepted"], file["superseded"]) for file in files] == [(1, 0), (0, 2)]


def test_rows_of_a_layer_add_up_in_status(tickets, tmp_path, capsys):
    file = tmp_path / "schools.geojson"
    file.write_bytes(collection([school("Elm School", NEAR_ALDER), school("", NEAR_ALDER), school("X", [0, 0])]))
    run_crt(capsys, "ingest", "layer", "schools", file)
    run_crt(capsys, "ingest", "layer", "schools", file)

    once, again = [f for f in run_crt(capsys, "status", "--json").json["files"] if f["feed"] == "layers"]

    assert (once["rows_read"], once["accepted"], once["set_aside"]) == (3, 1, {"no_name": 1, "outside_city": 1})
    assert (again["accepted"], again["superseded"]) == (0, 1)


def test_an_unknown_layer_is_refused_with_the_known_ones(data_dir, schools, capsys):
    ran = run_crt(capsys, "ingest", "layer", "benches", schools)

    assert ran.exit_code != 0
    assert "no layer is called 'benches'. Known are schools, clinics, parks" in ran.err


def test_a_layer_alone_is_nothing_to_build_a_morning_from(data_dir, schools, capsys):
    run_crt(capsys, "ingest", "layer", "schools", schools)

    assert run_crt(capsys, "build", "--as-of", SECOND).exit_code == 13
