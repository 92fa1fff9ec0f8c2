"""Tickets at the City Hall stand-in that state an address, from the file to the list, by commands a person types."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from dashboard.stores.warehouse import current_manifest
from pipelines.settings import project_paths
from tests.support.city_files import busy_corners, csv_text, ticket, write_gzip
from tests.support.command_line import run_crt

STAND_IN = {"lon": -71.0587, "lat": 42.3594}
ELM = "INTERSECTION Alder St & Elm St  "
CITY_HALL = "1 City Hall Sq  Boston  MA  02201"


def published(name):
    paths = project_paths()
    with duckdb.connect(str(paths.build_file(current_manifest(paths).build_id)), read_only=True) as connection:
        return connection.table(name).to_arrow_table().to_pylist()


def rescued():
    return [(row["n_tickets"], row["n_with_place_text"], row["n_put_back"]) for row in published("rescued_tickets")]


@pytest.fixture
def city(tmp_path, data_dir, capsys):
    """A week of needle tickets at a known corner and twice as many at City Hall, all without a coordinate."""
    lost = [ticket(70_000 + day, datetime(2015, 10, day, 20), place=ELM, **STAND_IN) for day in range(10, 17)]
    at_city_hall = [
        ticket(80_000 + 10 * day + n, datetime(2015, 10, day, 9 + n), place=place, **STAND_IN)
        for day in range(10, 17)
        for n, place in enumerate((CITY_HALL, ""))
    ]
    known = ticket(90_000, datetime(2015, 10, 3, 9), lon=-71.0580, lat=42.3604, place=CITY_HALL)
    later = ticket(90_001, datetime(2015, 10, 18, 9), lon=-71.0612, lat=42.3011, place="5 Linden St  Dorchester  MA  ")
    linden = ticket(90_002, datetime(2015, 10, 11, 9), place="5 Linden St  Dorchester  MA  ", **STAND_IN)
    rows = [*busy_corners(first_day=datetime(2015, 9, 1), n_days=45), *lost, *at_city_hall, known, later, linden]
    run_crt(capsys, "ingest", "311", write_gzip(tmp_path / "in" / "city.csv.gz", csv_text(rows)))


def test_tickets_with_a_known_address_come_back_marked_and_city_hall_stays_no_place(city, capsys):
    assert run_crt(capsys, "build", "--as-of", "2015-10-17").exit_code == 0

    # Seven at the corner, seven without a word, seven that name City Hall, one that nobody knows yet.
    assert rescued() == [(22, 15, 7)]
    assert [row["n_tickets"] for row in published("unplaced_tickets")] == [15]
    names = {place["location_id"]: place["name"] for place in published("locations")}
    assert not any("City Hall" in name or "Government Center" in name for name in names.values())
    marked = [names[row["location_id"]] for row in published("location_tickets") if row["place_how"] != "stated"]
    assert marked == ["Alder St & Elm St"] * 7


@pytest.mark.slow
def test_an_address_that_only_a_later_ticket_makes_known_puts_nothing_back_before_it(city, capsys):
    run_crt(capsys, "build", "--as-of", "2015-10-18")
    before = rescued()
    run_crt(capsys, "build", "--as-of", "2015-10-19")

    assert before == [(22, 15, 7)]
    assert rescued() == [(22, 15, 8)]
