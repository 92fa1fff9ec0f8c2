"""The traps found in the City's data, one test each where no other file has it; counts only for the real files."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pyarrow.compute as pc
import pytest

from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import (
    LEGACY_A_NAMES,
    LEGACY_B_HEADER,
    as_file,
    legacy_a_line,
    legacy_b_line,
    legacy_c_file,
    new_file,
    request,
)
from tests.pipelines.readers.files import json_lines as open311_file
from tests.support.models import run_model
from tests.support.tables import table

REFERENCE = project_paths({}).reference_dir
NEWEST = "new_system_2025-08_to_2026-05.csv.gz"


def landed(content, *, clock="eastern_local"):
    """What the staging models are given: a file's accepted rows and its receipt."""
    (result,) = read_file("file.csv", content)
    rows = result.accepted.to_pandas().assign(file_id="f")
    return rows, table(f"file_id | clock_regime\nf | {clock}")


def staged_legacy(content, **clock):
    rows, files = landed(content, **clock)
    return run_model("stg_city311__legacy_tickets", {"raw_city311__legacy_tickets": rows, "stg_crt__files": files})


def legacy_b(**changes):
    return as_file(LEGACY_B_HEADER, [legacy_b_line(0, **changes)])


def real(shared_data, name):
    (result,) = read_file(name, (shared_data / "boston311" / name).read_bytes())
    return result


@pytest.mark.parametrize(
    ("content", "clock"),
    [
        (as_file(LEGACY_B_HEADER, [legacy_b_line(number) for number in range(30)]), "eastern_local"),
        (legacy_c_file(30), "eastern_minus_offset"),
        (open311_file([request(0)]), "utc"),
        (new_file(3), "eastern_local"),
    ],
    ids=["B", "C", "Open311", "2025 system"],
)
def test_trap_1_each_systems_clock_is_decided_in_the_file_and_said(content, clock):
    (result,) = read_file("file", content)

    assert result.clock.regime == clock
    assert result.clock.evidence


def test_trap_1_an_early_stamp_means_the_time_that_the_closing_note_states():
    ticket = staged_legacy(legacy_c_file(1), clock="eastern_minus_offset").iloc[0]

    assert ticket["opened_at"] == pd.Timestamp("2024-01-01 00:20:09", tz="America/New_York")
    assert ticket["closed_at"] == pd.Timestamp("2024-01-02 06:20:09", tz="America/New_York")


@pytest.mark.realdata
def test_trap_2_city_hall_stands_for_no_place_in_a_seventh_of_2015(shared_data):
    rows = real(shared_data, "legacy_2015_header_b.csv.gz").accepted
    at_city_hall = pc.and_(pc.equal(rows.column("latitude"), "42.3594"), pc.equal(rows.column("longitude"), "-71.0587"))
    needles = pc.equal(rows.column("type"), "Needle Pickup")

    assert pc.sum(at_city_hall).as_py() == 17_070
    assert (pc.sum(needles).as_py(), pc.sum(pc.and_(needles, at_city_hall)).as_py()) == (622, 49)


@pytest.mark.realdata
def test_trap_3_the_new_system_leaves_coordinates_out_and_never_writes_nought(shared_data):
    rows = real(shared_data, NEWEST).accepted

    assert rows.column("lon").null_count == 83
    assert pc.sum(pc.equal(rows.column("lon"), 0.0)).as_py() == 0


def test_trap_3_both_stand_ins_of_open311_are_reviewed():
    sentinels = load_reference(REFERENCE, "coordinate_sentinels")

    assert {("-73.6514", "34.2444"), ("-71.057967", "42.360322"), ("-71.0587", "42.3594")} == set(
        sentinels[["lon", "lat"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(
    ("lon", "lat", "form"),
    [
        ("-71.07", "42.34", "numbers"),
        ("770123.4", "2950456.7", "numbers"),
        ("-71.07", " ", "none"),
        ("", "", "none"),
        ("east", "42.34", "text"),
        ("nan", "inf", "text"),
    ],
)
def test_trap_3_staging_tells_a_missing_coordinate_from_one_that_cannot_be_used(lon, lat, form):
    assert staged_legacy(legacy_b(longitude=lon, latitude=lat))["coordinate_form"].tolist() == [form]


@pytest.mark.realdata
def test_trap_5_every_type_of_the_new_system_but_none_at_all_is_reviewed(shared_data):
    reviewed = set(load_reference(REFERENCE, "ticket_types").query("system_code == 'new'")["type_name"])

    topics = real(shared_data, NEWEST).accepted.column("case_topic").unique().to_pylist()

    assert set(topics) - {None} <= reviewed


def test_trap_6_one_space_is_as_empty_as_nothing():
    (result,) = read_file("b.csv", legacy_b(neighborhood=" ", ward="", police_district=" "))

    assert [result.accepted.column(name)[0].as_py() for name in ("neighborhood", "ward", "police_district")] == [
        None
    ] * 3


def test_trap_6_an_ampersand_written_for_the_web_is_an_ampersand():
    place = staged_legacy(legacy_b(location="INTERSECTION Alder St &amp; Birch St"))["place_text"]

    assert place.tolist() == ["INTERSECTION Alder St & Birch St"]


def test_trap_6_closed_before_opened_is_kept_and_its_closing_is_not_believed():
    early = legacy_b(open_dt="06/02/2015 10:00:00 AM", closed_dt="06/01/2015 10:00:00 AM")

    ticket = staged_legacy(early).iloc[0]

    assert ticket["closed_at"] < ticket["opened_at"]
    assert ticket["is_marked_closed"]


def test_trap_6_a_case_number_on_two_rows_keeps_both_for_the_later_one_to_win():
    lines = [legacy_a_line(0), legacy_a_line(0, case_status="Open"), legacy_a_line(0)]

    (result,) = read_file("a.csv", as_file(",".join(LEGACY_A_NAMES), lines))

    assert (result.rows_read, result.accepted.num_rows, result.set_aside.num_rows) == (3, 2, 1)


@pytest.mark.realdata
def test_trap_8_no_free_text_or_planted_personal_data_is_in_any_staging_column(shared_data):
    content = (shared_data / "boston311" / "dirty" / "boston311-100-with-fake-pii.csv").read_bytes()
    (result,) = read_file("pii.csv", content)
    texts = [
        text
        for name in ("closure_reason", "case_title")
        for text in result.accepted.column(name).drop_null().to_pylist()
        if len(text) > 40
    ]

    handed_on = staged_legacy(content).drop(columns="type_name").to_csv()

    assert len(texts) > 20
    assert [len(text) for text in texts if text in handed_on] == []
    assert "@" not in handed_on


@pytest.mark.realdata
def test_trap_10_two_snapshots_of_the_new_system_differ_as_they_were_found_to(shared_data):
    earlier, later = (
        real(shared_data, name).accepted.to_pandas().set_index("record_id")
        for name in ("new_system_snapshot_2026-02-17.csv.gz", NEWEST)
    )
    shared = earlier.index.intersection(later.index)
    before, after = earlier.loc[shared], later.loc[shared]

    assert (len(earlier), len(shared)) == (5_473, 5_471)
    assert (before["case_status"] != after["case_status"]).sum() == 727
    assert (before["opened_stamp"] == after["opened_stamp"]).all()
    assert isinstance(before["opened_stamp"].max().to_pydatetime(), datetime)
