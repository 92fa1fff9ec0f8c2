"""Since when finer tables are told is kept by each published build, and read by the mornings after it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from pipelines.settings import project_paths
from pipelines.sources.release_periods import SCHEMA, builds_that_began_one, land_periods, read_newest_periods

FIRST, SECOND, THIRD = date(2015, 9, 1), date(2015, 9, 2), date(2015, 9, 29)


@pytest.fixture
def paths(tmp_path):
    return project_paths({"CRT_DATA_DIR": str(tmp_path)})


def land(paths, morning, *, begun, build_id):
    rows = pa.Table.from_pylist([{"feed_code": "outreach", "begun_date": begun}], schema=SCHEMA)
    land_periods(paths, rows, as_of_date=morning, build_id=build_id)


def begun(paths, *, before):
    return read_newest_periods(paths, before=before)["begun_date"].to_pylist()


def test_a_build_reads_the_newest_morning_before_its_own_and_never_its_own(paths):
    land(paths, FIRST, begun=FIRST, build_id="a")
    land(paths, THIRD, begun=THIRD, build_id="c")

    assert begun(paths, before=FIRST) == []
    assert begun(paths, before=THIRD) == [FIRST]
    assert begun(paths, before=date(2015, 9, 30)) == [THIRD]


def test_the_builds_that_began_a_period_are_named_the_later_of_two_of_one_morning(paths):
    land(paths, FIRST, begun=FIRST, build_id="20150901T0600-1")
    land(paths, FIRST, begun=FIRST, build_id="20150901T0700-2")
    land(paths, SECOND, begun=FIRST, build_id="20150902T0600-3")
    land(paths, THIRD, begun=THIRD, build_id="20150929T0600-4")

    assert builds_that_began_one(paths, n_newest=9) == {"20150901T0700-2", "20150929T0600-4"}
    assert builds_that_began_one(paths, n_newest=1) == {"20150929T0600-4"}
