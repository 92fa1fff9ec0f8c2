from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest

from pipelines.publication import read_manifest
from pipelines.settings import project_paths
from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_crt

FIRST_DAY = datetime(2015, 6, 1)
ROWS = busy_corners(first_day=FIRST_DAY, n_days=100)
KEY = ("category_code", "horizon_days", "measure_code", "method_code")


@pytest.fixture
def city(data_dir, tmp_path, capsys):
    file = write_gzip(tmp_path / "in" / "city.csv.gz", csv_text(ROWS))
    assert run_crt(capsys, "ingest", "311", file).exit_code == 0
    return data_dir


def _told(capsys, *words):
    ran = run_crt(capsys, "backtest", *words, "--json")
    assert ran.exit_code == 0, ran.err
    return ran.json


def test_it_tells_of_each_method_with_its_interval_without_any_build(city, capsys):
    told = _told(capsys)

    assert told["methods"] == ["hindsight", "list", "plain_count"]
    assert told["n_weeks"] == 10
    row = next(
        row
        for row in told["record"]
        if (row["category_code"], row["horizon_days"], row["measure_code"], row["method_code"])
        == ("all", 7, "pai", "list")
    )
    assert row["value_low"] <= row["value"] <= row["value_high"]
    assert row["ratio_low"] <= row["ratio_to_plain"] <= row["ratio_high"]
    assert row["n_weeks"] == 10
    assert row["verdict_code"] in {"better", "as_good", "worse", "too_few"}
    assert not (city / "warehouse").exists()


def test_it_says_the_same_as_the_published_build_of_that_morning(city, capsys):
    assert run_crt(capsys, "build", "--as-of", "2015-09-08").exit_code == 0
    paths = project_paths()
    with duckdb.connect(str(paths.build_file(read_manifest(paths)["build_id"])), read_only=True) as connection:
        published = connection.table("track_record").to_arrow_table().to_pylist()
        (period,) = connection.table("track_record_period").to_arrow_table().to_pylist()

    told = _told(capsys, "--to", str(period["last_date"]))

    assert told["from"] == str(period["first_date"])
    assert sorted(told["record"], key=lambda row: [row[name] for name in KEY]) == sorted(
        published, key=lambda row: [row[name] for name in KEY]
    )


def test_days_and_a_category_can_be_asked_for(city, capsys):
    name = "Needles to pick up (sharps requested)"
    told = _told(capsys, "--from", "2015-07-20", "--to", "2015-08-20", "--category", name)

    assert (told["from"], told["to"], told["n_weeks"]) == ("2015-07-24", "2015-08-20", 4)
    assert {row["category_code"] for row in told["record"]} == {"sharps"}


def test_what_was_handed_in_from_after_the_last_day_changes_nothing(data_dir, tmp_path, capsys):
    until = FIRST_DAY + timedelta(days=80)
    early = [row for row in ROWS if datetime.strptime(row["OPEN_DT"], "%m/%d/%Y %I:%M:%S %p") < until]
    assert len(early) < len(ROWS)
    told = []
    for name, rows in (("early", early), ("late", ROWS)):
        run_crt(capsys, "ingest", "311", write_gzip(tmp_path / "in" / f"{name}.csv.gz", csv_text(rows)))
        told.append(_told(capsys, "--to", "2015-08-15"))

    assert told[0] == told[1]


def test_in_words_it_says_the_days_the_area_and_what_can_be_said(city, capsys):
    ran = run_crt(capsys, "backtest", "--category", "all")

    assert ran.exit_code == 0
    assert "Track record of 10 weeks" in ran.out
    assert "km² (derived)" in ran.out
    assert "The list's first 20 places held" in ran.out
    assert "All ranked categories, next week (10 weeks, 10 mornings" in ran.out


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["--from", "2015-08-02", "--to", "2015-08-01"], 26, "--from 2015-08-02 lies after --to 2015-08-01"),
        (["--from", "2015-08-01", "--to", "2015-08-05"], 26, "no whole week to judge"),
        (["--to", "2015-06-20"], 26, "the first incident was opened on 2015-06-01"),
        (["--category", "dragons"], 27, "no ranked category is called 'dragons'; known are all, sharps, litter"),
        (["--from", "yesterday"], 2, "yesterday"),
    ],
    ids=["from after to", "under a week", "too little before", "unknown category", "no date"],
)
def test_what_cannot_be_answered_is_said_with_a_next_step_and_an_exit_code_of_its_kind(
    city, capsys, words, exit_code, said
):
    ran = run_crt(capsys, "backtest", *words, "--json")

    assert ran.exit_code == exit_code
    assert said in ran.json["error"]
    assert ran.json["next_step"]


def test_an_empty_data_folder_is_told_what_to_hand_in_first(data_dir, capsys):
    ran = run_crt(capsys, "backtest", "--json")

    assert ran.exit_code == 13
    assert "crt ingest 311" in ran.json["next_step"]


@pytest.mark.slow
@pytest.mark.realdata
def test_on_the_city_s_own_2015_the_huddle_s_list_finds_more_than_a_plain_count(data_dir, capsys, shared_data):
    file = shared_data / "boston311" / "legacy_2015_header_b.csv.gz"
    assert run_crt(capsys, "ingest", "311", file).exit_code == 0

    told = _told(capsys, "--category", "all", "--to", "2015-11-09")

    rows = {(row["horizon_days"], row["measure_code"], row["method_code"]): row for row in told["record"]}
    assert told["n_weeks"] == 26
    assert rows[7, "held_20", "list"]["verdict_code"] == "better"
    assert rows[7, "pei", "list"]["value"] < rows[7, "pei", "hindsight"]["value"] == 1
