from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.place_readings import read_places
from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.steps.gazetteer import MorningGazetteer
from pipelines.steps.scan import ScanWeek
from tests.pipelines.steps.test_signals import CORNER, ELM_AND_OAK, MORNING, background, burst, dated
from tests.support.no_layers import NO_LAYERS

REFERENCE = project_paths({}).reference_dir
POLICY = replace(load_policy(REFERENCE), scan_replications=99)
MONDAY = date(2015, 11, 9)
# Days before the Thursday of the tests that lie before its Monday.
LAST_WEEK = (4, 4, 5, 5, 6, 6, 7, 7)


def run(incidents: pd.DataFrame, *, on: date = MORNING, policy=POLICY):
    frames = {
        "int_incidents__begun": incidents,
        "ref_categories": load_reference(REFERENCE, "categories"),
        **NO_LAYERS,
        "int_places__labelled": pd.DataFrame(
            {"place_text": [ELM_AND_OAK], "x_m": CORNER[0], "y_m": CORNER[1], "n_tickets": 5}
        ),
        "int_texts__read": read_places([ELM_AND_OAK]),
        "ref_named_places": load_reference(REFERENCE, "named_places"),
    }
    made, clusters = ScanWeek(policy, on, MorningGazetteer()).run(frames)
    return made.set_index("category_code"), clusters


def test_a_cluster_of_last_week_is_found_with_its_days_its_figures_and_its_name():
    made, clusters = run(dated(background(), burst(*LAST_WEEK)))
    (found,) = clusters.to_dict("records")

    assert found["category_code"] == "sharps"
    assert found["n_incidents"] in range(len(LAST_WEEK), len(LAST_WEEK) + 3)
    assert found["n_expected"] < 1
    # A chance incident beside it may lengthen it a little.
    assert date(2015, 11, 1) <= found["start_date"].date() <= date(2015, 11, 5)
    assert found["end_date"].date() == date(2015, 11, 8)
    assert found["place_name"] == "Elm St & Oak St"
    assert found["recurrence_interval_days"] >= POLICY.scan_least_interval_days
    assert made.loc["sharps", "is_scanned"]


def test_what_began_since_monday_is_left_for_the_next_scan():
    with_later = dated(background(), burst(*LAST_WEEK), burst(0, 1, 1, 2, 2, 3))
    _, before = run(dated(background(), burst(*LAST_WEEK)))
    made, clusters = run(with_later[with_later["began_at"].notna()])

    pd.testing.assert_frame_equal(clusters, before)
    assert set(made["scanned_to_date"].dt.date) == {MONDAY}


@pytest.mark.parametrize("on", [MONDAY, MORNING, date(2015, 11, 15)], ids=["Monday", "Thursday", "Sunday"])
def test_every_morning_of_a_week_makes_the_same_scan(on):
    incidents = dated(background(), burst(*LAST_WEEK))

    pd.testing.assert_frame_equal(run(incidents, on=on)[1], run(incidents)[1])


def test_the_order_of_incidents_and_a_second_run_change_nothing():
    incidents = dated(background(), burst(*LAST_WEEK))
    shuffled = incidents.sample(frac=1, random_state=3)

    pd.testing.assert_frame_equal(run(shuffled)[1], run(incidents)[1])


def test_without_a_planted_cluster_nothing_passes_a_year():
    assert run(dated(background()))[1].empty


def test_a_past_that_is_too_short_is_not_scanned_and_says_so():
    made, clusters = run(dated(background(60), burst(*LAST_WEEK)))

    assert not made["is_scanned"].any()
    assert made.loc["sharps", "n_incidents"] > 0
    assert clusters.empty


def test_before_anything_came_no_category_was_scanned():
    made, clusters = run(dated(background()).head(0))

    assert not made["is_scanned"].any()
    assert (made["n_incidents"] == 0).all()
    assert clusters.empty
