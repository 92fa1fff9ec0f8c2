"""Finer tables are told anew once none of their days is in the sums of today's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from pipelines.settings import load_policy, project_paths
from pipelines.sources.release_periods import SCHEMA
from pipelines.steps.release_periods import BeginReleasePeriods

FIRST = date(2015, 9, 1)
NOTHING = SCHEMA.empty_table().to_pandas()
POLICY = replace(load_policy(project_paths({}).reference_dir), lookback_days=3)


def periods(day: int, earlier: pd.DataFrame, *, status: str = "current") -> pd.DataFrame:
    freshness = pd.DataFrame({"feed_code": ["outreach", "city311"], "status": [status, "current"]})
    frames = {"int_feeds__freshness": freshness, "raw_crt__release_periods": earlier}
    return BeginReleasePeriods(POLICY, FIRST + timedelta(days=day)).run(frames)[0]


def begun(rows: pd.DataFrame) -> list[int]:
    return [(pd.Timestamp(each).date() - FIRST).days for each in rows["begun_date"]]


def test_a_period_lasts_as_many_days_as_a_sum_counts():
    told, found = NOTHING, []
    for day in range(8):
        told = periods(day, told)
        found += begun(told)

    assert found == [0, 0, 0, 3, 3, 3, 6, 6]


def test_after_mornings_without_a_build_a_period_begins_on_the_next_one():
    assert begun(periods(9, periods(0, NOTHING))) == [9]


@pytest.mark.parametrize("status", ["late", "not_collected"])
def test_a_log_that_is_not_current_begins_none(status):
    assert begun(periods(0, NOTHING, status=status)) == []
    assert begun(periods(4, periods(0, NOTHING), status=status)) == [0]
