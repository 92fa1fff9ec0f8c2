from __future__ import annotations

from datetime import datetime

import pytest

from pipelines.readers.clock import to_instant
from pipelines.readers.source_file import read_file
from pipelines.settings import HUDDLE_ZONE
from tests.pipelines.readers.files import (
    LEGACY_A_NAMES,
    LEGACY_C_ID_NAMES,
    LEGACY_C_NAMES,
    as_file,
    legacy_a_line,
    legacy_c_file,
    legacy_c_line,
    reasons,
)

HEADERS = pytest.mark.parametrize("names", [LEGACY_C_NAMES, LEGACY_C_ID_NAMES], ids=["C", "C with _id"])
HEADER_C, HEADER_C_ID = ",".join(LEGACY_C_NAMES), ",".join(LEGACY_C_ID_NAMES)


def read_one(content):
    (result,) = read_file("legacy_2024.csv", content)
    return result


@HEADERS
def test_header_c_lands_under_the_names_that_all_legacy_files_share(names):
    result = read_one(legacy_c_file(5, names=names))

    assert (result.layout_name, result.feed_code, result.rows_read) == ("legacy header C", "city311_legacy", 5)
    assert result.accepted.column("ontime_status").to_pylist() == ["ONTIME"] * 5
    assert result.accepted.column("lon").to_pylist() == [-71.07480000000001] * 5
    assert {"_id", "geom_4326"}.isdisjoint(result.accepted.column_names)
    assert result.messages == ()


def test_header_c_has_the_columns_that_header_a_lands():
    (header_a,) = read_file("a.csv", as_file(",".join(LEGACY_A_NAMES), [legacy_a_line(0)]))

    assert read_one(legacy_c_file(2)).accepted.schema == header_a.accepted.schema


@HEADERS
def test_trap_stamps_that_run_four_or_five_hours_early_are_told_by_the_closing_notes(names):
    hours = [*range(40), *range(4_000, 4_040)]
    lines = [legacy_c_line(hour, names=names) for hour in hours]

    result = read_one(as_file(",".join(names), lines))

    assert result.clock.regime == "eastern_minus_offset"
    assert "the closed stamp is 5 h earlier in 40, 4 h earlier in 40" in result.clock.evidence


def test_trap_closing_times_in_words_tell_the_early_stamps_as_well():
    line = legacy_c_line(
        0,
        open_dt="2024-04-17 17:13:00",
        closed_dt="2024-04-19 00:37:45",
        closure_reason="Case Closed. Closed date : Fri Apr 19 04:37:45 EDT 2024 Noted made up ",
    )
    others = [line.replace("101001240000", f"1010012410{number:02d}") for number in range(25)]

    result = read_one(as_file(HEADER_C, others))

    assert result.clock.regime == "eastern_minus_offset"
    assert to_instant(result.newest_stamp, result.clock.regime).astimezone(HUDDLE_ZONE) == datetime(
        2024, 4, 19, 4, 37, 45, tzinfo=HUDDLE_ZONE
    )


def test_trap_fractional_seconds_stand_on_some_rows_and_not_on_others():
    lines = [
        legacy_c_line(0, open_dt="2026-08-02 03:45:32.24", closed_dt=""),
        legacy_c_line(1, open_dt="2026-08-02 03:45:32", closed_dt=""),
        legacy_c_line(2, open_dt="2026-08-02T03:45:32.123456", closed_dt=""),
    ]

    result = read_one(as_file(HEADER_C, lines))

    assert [stamp.microsecond for stamp in result.accepted.column("opened_stamp").to_pylist()] == [240_000, 0, 123_456]


def test_a_row_that_a_dump_numbers_twice_is_still_the_same_row():
    lines = [
        legacy_c_line(7, names=LEGACY_C_ID_NAMES),
        legacy_c_line(7, names=LEGACY_C_ID_NAMES, _id="99"),
    ]

    assert reasons(read_one(as_file(HEADER_C_ID, lines))) == {"duplicate": 1}


def test_a_broken_row_of_a_dump_loses_only_itself():
    lines = [legacy_c_line(number, names=LEGACY_C_ID_NAMES) for number in range(6)]
    lines[2] = lines[2].replace(",Closed,", ',"Closed,')
    lines[4] = lines[4].rsplit(",", 3)[0]

    result = read_one(as_file(HEADER_C_ID, lines))

    assert (result.rows_read, result.accepted.num_rows) == (6, 4)
    assert reasons(result) == {"unclosed_quote": 1, "wrong_number_of_columns": 1}
