"""What screens told is kept by each published build, and read by the mornings after it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from pipelines.settings import project_paths
from pipelines.sources.told_outreach import SCHEMA, land_told, read_told

SEPTEMBER = [date(2015, 9, day) for day in range(1, 5)]


@pytest.fixture
def paths(tmp_path):
    return project_paths({"CRT_DATA_DIR": str(tmp_path)})


def land(paths, morning, n, *, build_id="a"):
    row = {
        "as_of_date": morning,
        "location_id": "city",
        "measure_code": "contacts",
        "n_least": n,
        "n_greatest": n,
        "n_reach": 0,
        "is_small": False,
        "is_hidden": False,
    }
    return land_told(paths, pa.Table.from_pylist([row], schema=SCHEMA), as_of_date=morning, build_id=build_id)


def told(paths, *, before, n_mornings=9):
    return [row["n_least"] for row in read_told(paths, before=before, n_mornings=n_mornings).to_pylist()]


def test_the_first_build_of_all_finds_that_nothing_was_told(paths):
    assert read_told(paths, before=SEPTEMBER[0], n_mornings=9).equals(SCHEMA.empty_table())


def test_only_mornings_before_are_read_the_newest_of_them_oldest_first(paths):
    for number, morning in enumerate(SEPTEMBER):
        land(paths, morning, number)

    assert told(paths, before=SEPTEMBER[3]) == [0, 1, 2]
    assert told(paths, before=SEPTEMBER[3], n_mornings=2) == [1, 2]


def test_of_two_builds_of_one_morning_the_later_is_read(paths):
    land(paths, SEPTEMBER[0], 5, build_id="20150901T100000")
    land(paths, SEPTEMBER[0], 6, build_id="20150901T110000")

    assert told(paths, before=SEPTEMBER[1]) == [6]


def test_nothing_half_written_is_left_and_nothing_half_written_is_read(paths):
    file = land(paths, SEPTEMBER[0], 5)
    file.with_suffix(".partial").write_bytes(b"half")

    assert told(paths, before=SEPTEMBER[1]) == [5]
