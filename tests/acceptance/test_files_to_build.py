"""From the City's files to a published build, as the person on shift does it."""

from __future__ import annotations

import gzip
import shutil
from datetime import datetime, timedelta

import duckdb
import pytest

from pipelines.contracts import PUBLISHED
from pipelines.settings import project_paths
from pipelines.warehouse import connect
from tests.support.city_files import busy_corners, csv_text, ticket, write_gzip
from tests.support.command_line import run_crt

FIRST_DAY = datetime(2015, 9, 1)
ROWS = busy_corners(first_day=FIRST_DAY, n_days=60)
MORNING = "2015-10-20"


@pytest.fixture
def city_file(tmp_path):
    return write_gzip(tmp_path / "in" / "city.csv.gz", csv_text(ROWS))


def listed(capsys):
    return run_crt(capsys, "locations", "--json").json["locations"]


def published(name):
    paths = project_paths()
    build_id = run_manifest()["build_id"]
    with duckdb.connect(str(paths.build_file(build_id)), read_only=True) as connection:
        return connection.table(name).to_arrow_table().to_pylist()


def run_manifest():
    from pipelines.publication import read_manifest  # noqa: PLC0415

    return read_manifest(project_paths())


def test_a_file_becomes_a_ranked_list_with_names_districts_and_reasons(first_morning, capsys):
    places = listed(capsys)

    assert [place["number"] for place in places] == [1, 2, 3, 4]
    assert places[0]["name"] == "Alder St & Elm St"
    assert places[0]["district"] == "D-4"
    assert places[0]["n_tickets"] == 28
    assert [place["score"] for place in places] == sorted((place["score"] for place in places), reverse=True)
    assert all(place["reasons"] for place in places)


def test_status_accounts_for_every_row_and_a_file_twice_doubles_nothing(data_dir, capsys, city_file):
    run_crt(capsys, "ingest", "311", city_file)
    run_crt(capsys, "ingest", "311", city_file)
    run_crt(capsys, "build", "--as-of", MORNING)

    first, second = run_crt(capsys, "status", "--json").json["files"]

    assert first["rows_read"] == first["accepted"] == len(ROWS)
    assert second["superseded"] == second["rows_read"] == len(ROWS)
    assert listed(capsys)[0]["n_tickets"] == 28


def test_status_tells_what_was_handed_in_before_any_build(data_dir, capsys, city_file):
    run_crt(capsys, "ingest", "311", city_file)

    told = run_crt(capsys, "status", "--json").json

    assert told["build_id"] is None
    assert told["files"][0]["rows_read"] == len(ROWS)
    assert told["files"][0]["clock_regime"] == "eastern_local"


@pytest.mark.slow
def test_the_order_in_which_files_arrive_changes_nothing(tmp_path, capsys, monkeypatch):
    early = write_gzip(tmp_path / "early.csv.gz", csv_text(ROWS[:80]))
    changed = [{**row, "TYPE": "Empty Litter Basket"} for row in ROWS[40:]]
    late = write_gzip(tmp_path / "late.csv.gz", csv_text(changed))
    lists = []
    for number, order in enumerate([(early, late), (late, early)]):
        monkeypatch.setenv("CRT_DATA_DIR", str(tmp_path / f"data{number}"))
        run_crt(capsys, "ingest", "311", *order)
        run_crt(capsys, "build", "--as-of", MORNING)
        lists.append(listed(capsys))

    assert lists[0] == lists[1]


@pytest.mark.slow
def test_later_rows_and_later_snapshots_change_nothing_in_an_earlier_morning(data_dir, tmp_path, capsys):
    cut = FIRST_DAY + timedelta(days=45)
    known = [row for row in ROWS if datetime.strptime(row["OPEN_DT"], "%m/%d/%Y %I:%M:%S %p") < cut]
    first = write_gzip(tmp_path / "first.csv.gz", csv_text(known))
    run_crt(capsys, "ingest", "311", first)
    run_crt(capsys, "build", "--as-of", "2015-10-10")
    before = {table.name: published(table.name) for table in PUBLISHED}

    moved = [{**row, "TYPE": "Graffiti Removal", "LATITUDE": "42.3300"} for row in ROWS]
    later = write_gzip(tmp_path / "later.csv.gz", csv_text([*moved, ticket(99, FIRST_DAY + timedelta(days=70))]))
    run_crt(capsys, "ingest", "311", later)
    run_crt(capsys, "build", "--as-of", "2015-10-10")
    after = {table.name: published(table.name) for table in PUBLISHED}

    told_by_file = {"builds", "source_files", "set_aside_rows"}
    assert {name: rows for name, rows in after.items() if name not in told_by_file} == {
        name: rows for name, rows in before.items() if name not in told_by_file
    }


@pytest.mark.slow
def test_the_warehouse_can_be_deleted_and_rebuilt_to_the_same_ids(data_dir, capsys, city_file):
    run_crt(capsys, "ingest", "311", city_file)
    for day in ("2015-10-18", "2015-10-19", "2015-10-20"):
        run_crt(capsys, "build", "--as-of", day)
    before = [(place["location_id"], place["name"]) for place in listed(capsys)]
    shutil.rmtree(project_paths().warehouse_dir)
    run_crt(capsys, "build", "--as-of", "2015-10-20")

    assert [(place["location_id"], place["name"]) for place in listed(capsys)] == before
    assert {row["n_mornings_listed"] for row in published("locations")} == {3}


def test_nothing_but_the_contracts_columns_is_published(data_dir, capsys, tmp_path):
    secret = "call Example Person at 617 555 0100"
    rows = [*ROWS, ticket(77, FIRST_DAY, title=secret, closure=secret)]
    run_crt(capsys, "ingest", "311", write_gzip(tmp_path / "secret.csv.gz", csv_text(rows)))
    run_crt(capsys, "build", "--as-of", MORNING)

    file = project_paths().build_file(run_manifest()["build_id"])
    with connect(file) as connection:
        tables = {name for (name,) in connection.execute("show tables").fetchall()}
        columns = {name: connection.table(name).columns for name in tables}
        told = [connection.table(name).to_arrow_table().to_pylist() for name in tables]

    assert len(told) == len(PUBLISHED)
    assert columns == {table.name: [column.name for column in table.columns] for table in PUBLISHED}
    assert secret.encode() not in file.read_bytes()
    assert not any(secret in str(rows) for rows in told)


def test_a_failed_build_leaves_the_last_one_on_the_screens(first_morning, capsys):
    before = run_manifest()
    for landed in project_paths().raw_dir.glob("city311_legacy/*.parquet"):
        if not landed.name.endswith("set_aside.parquet"):
            landed.write_bytes(b"broken")

    failed = run_crt(capsys, "build", "--as-of", "2015-10-21")

    assert failed.exit_code == 16
    assert "Next step: Hold the huddle from the last build" in failed.err
    assert run_manifest() == before
    assert '"ok": false' in project_paths().last_attempt_file.read_text(encoding="utf-8")


def test_an_empty_folder_says_what_to_do(data_dir, capsys):
    assert run_crt(capsys, "status", "--json").json == {"build_id": None, "as_of": None, "files": []}
    nothing = run_crt(capsys, "build")
    assert (nothing.exit_code, "crt sample" in nothing.err) == (13, True)
    nowhere = run_crt(capsys, "locations")
    assert (nowhere.exit_code, "crt build" in nowhere.err) == (17, True)


BAD_FILES = {
    "empty.csv": b"",
    "page.csv": b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>",
    "column_gone.csv": csv_text([{k: v for k, v in row.items() if k != "OPEN_DT"} for row in ROWS], [
        name for name in ROWS[0] if name != "OPEN_DT"
    ]).encode(),
    "binary.csv": bytes(range(256)) * 40,
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name != "page.csv" else []) for name in BAD_FILES]
)
def test_a_bad_file_is_refused_with_a_reason_and_the_rest_is_taken(data_dir, capsys, tmp_path, city_file, name):
    bad = tmp_path / name
    bad.write_bytes(BAD_FILES[name])

    ran = run_crt(capsys, "ingest", "311", bad, city_file, "--json")

    assert ran.exit_code == 11
    assert [receipt["rows_read"] for receipt in ran.json["files"]] == [len(ROWS)]
    assert name in ran.json["errors"][0]["error"]
    assert ran.json["errors"][0]["next_step"]
    assert run_crt(capsys, "build", "--as-of", MORNING).exit_code == 0


def test_a_missing_file_is_named(data_dir, capsys, tmp_path):
    ran = run_crt(capsys, "ingest", "311", tmp_path / "nowhere.csv")

    assert ran.exit_code == 11
    assert "nowhere.csv" in ran.err


def test_half_a_gzip_gives_its_rows_and_says_so(data_dir, capsys, tmp_path):
    whole = gzip.compress(csv_text(ROWS * 1).encode(), mtime=0)
    half = tmp_path / "half.csv.gz"
    half.write_bytes(whole[: len(whole) * 2 // 3])

    ran = run_crt(capsys, "ingest", "311", half)
    (file,) = run_crt(capsys, "status", "--json").json["files"]

    assert ran.exit_code == 12
    assert 0 < file["accepted"] < len(ROWS)
    assert file["rows_read"] == file["accepted"] + sum(file["set_aside"].values()) + file["superseded"]


def test_ragged_rows_and_unclosed_quotes_lose_only_themselves(data_dir, capsys, tmp_path):
    lines = csv_text(ROWS).splitlines()
    for number in range(10, len(lines), 20):
        lines[number] += ",one,too,many"
    lines[5] = lines[5].replace("Needle Pickup", '"Needle Pickup', 1)
    file = tmp_path / "ragged.csv"
    file.write_text("\n".join(lines), encoding="utf-8")

    run_crt(capsys, "ingest", "311", file)
    (told,) = run_crt(capsys, "status", "--json").json["files"]
    n_ragged = len(range(10, len(lines), 20))

    assert told["rows_read"] == len(ROWS)
    assert told["set_aside"] == {"wrong_number_of_columns": n_ragged, "unclosed_quote": 1}
    assert told["accepted"] == len(ROWS) - n_ragged - 1


def test_a_file_of_which_every_row_was_set_aside_ends_with_its_own_exit_code(data_dir, capsys, tmp_path):
    file = tmp_path / "day_first.csv"
    file.write_text(csv_text([{**row, "OPEN_DT": "21/10/2015 10:00:00 AM"} for row in ROWS]), encoding="utf-8")

    ran = run_crt(capsys, "ingest", "311", file, "--json")

    assert ran.exit_code == 19
    assert "bad_opened_date" in ran.json["errors"][0]["error"]


def test_a_week_of_openings_written_day_first_is_not_misread_when_its_closings_show_it(data_dir, capsys, tmp_path):
    rows = [
        {
            **row,
            "OPEN_DT": "05/09/2015 10:00:00 AM",
            "CLOSED_DT": "21/09/2015 10:00:00 AM",
            "CASE_ENQUIRY_ID": str(10**11 + n),
        }
        for n, row in enumerate(ROWS)
    ]
    file = tmp_path / "day_first.csv"
    file.write_text(csv_text(rows), encoding="utf-8")

    assert run_crt(capsys, "ingest", "311", file).exit_code == 19


def test_a_morning_before_every_ticket_is_refused_and_the_board_stays(first_morning, capsys):
    before = run_manifest()

    refused = run_crt(capsys, "build", "--as-of", "1999-01-01")

    assert refused.exit_code == 14
    assert "something_was_seen" in refused.err
    assert run_manifest() == before


def test_a_broken_landed_file_is_named_by_status(data_dir, capsys, city_file):
    run_crt(capsys, "ingest", "311", city_file)
    for landed in project_paths().raw_dir.glob("city311_legacy/*.parquet"):
        landed.write_bytes(b"broken")

    told = run_crt(capsys, "status", "--json")

    assert told.exit_code == 20
    assert "hand the source of a damaged file in again" in told.err


@pytest.mark.slow
def test_a_build_that_could_not_be_published_is_no_morning_of_the_places(data_dir, capsys, city_file, monkeypatch):
    run_crt(capsys, "ingest", "311", city_file)
    run_crt(capsys, "build", "--as-of", "2015-10-18")
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.build.write_build", lambda *_args, **_more: (_ for _ in ()).throw(OSError(28, "full")))
        assert run_crt(capsys, "build", "--as-of", "2015-10-19").exit_code == 28
    run_crt(capsys, "build", "--as-of", MORNING)

    assert {row["n_mornings_listed"] for row in published("locations")} == {2}
    assert str(published("builds")[0]["previous_as_of_date"]) == "2015-10-18"
