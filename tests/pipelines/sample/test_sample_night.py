"""The made-up overnight report: read whole, and with every kind of blank on the last morning."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from pipelines.readers.overnight_measures import measures_of
from pipelines.readers.source_file import read_file
from pipelines.sample.clock import LAST_MORNING
from pipelines.sample.overnight import CORRECTED, LATE, N_NIGHTS, NEVER_TOLD, report_text
from pipelines.settings import load_policy, load_reference, project_paths

REFERENCE = project_paths({}).reference_dir
MEASURES = measures_of(load_reference(REFERENCE, "overnight_measures").to_dict("records"))


@pytest.fixture(scope="module", params=[1, 2, 3])
def rows(request):
    text = report_text(np.random.default_rng(request.param))
    (result,) = read_file("overnight.csv", text.encode(), measures=MEASURES)
    assert result.set_aside.num_rows == 0
    return result.accepted.to_pylist()


def nights_of(rows, code):
    return {date.fromisoformat(row["night_date"]) for row in rows if row["measure_code"] == code}


def test_one_measure_is_never_told_and_one_not_of_the_last_night(rows):
    told = {row["measure_code"] for row in rows}

    assert set(MEASURES) - told == {NEVER_TOLD}
    assert (LAST_MORNING - max(nights_of(rows, LATE))).days == 2
    assert len(nights_of(rows, "weather_low")) == N_NIGHTS


def test_the_last_night_has_a_hidden_count_a_true_zero_and_one_that_shows(rows):
    below = load_policy(REFERENCE).suppress_health_below
    night = (LAST_MORNING - timedelta(days=1)).isoformat()
    last = {row["measure_code"]: row["value"] for row in rows if row["night_date"] == night}

    assert 0 < int(last["naloxone_given"]) < below
    assert last["overdose_fatal"] == "0"
    assert int(last["ems_overdose_calls"]) >= below


def test_overdoses_are_among_the_calls_and_a_corrected_value_stands_twice(rows):
    for night in {row["night_date"] for row in rows}:
        values = {row["measure_code"]: row["value"] for row in rows if row["night_date"] == night}
        assert int(values["overdose_nonfatal"]) <= int(values["ems_overdose_calls"])
        assert sum(row["measure_code"] == CORRECTED for row in rows if row["night_date"] == night) == 2
