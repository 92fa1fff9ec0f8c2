from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
import shapely

from pipelines.settings import load_policy, project_paths
from pipelines.steps.patterns import FindPatterns

POLICY = load_policy(project_paths({}).reference_dir)
LAST = date(2024, 5, 12)
CITY = shapely.box(230_000, 895_000, 235_000, 900_000)
BUSY, QUIET, NEW = ("Lbusy", 232_040.0, 897_060.0), ("Lquiet", 231_000.0, 896_000.0), ("Lnew", 234_050.0, 899_050.0)


def _weekly(n_weeks: int = 26) -> pd.DataFrame:
    """Ten a week at one place, one a week somewhere else, twelve in the last week at a third."""
    rng = np.random.default_rng(1)
    rows = [(2320, 8970, week, 10) for week in range(n_weeks)]
    rows += [(int(rng.integers(2300, 2350)), int(rng.integers(8950, 9000)), week, 1) for week in range(n_weeks)]
    rows += [(2340, 8990, 0, 12)]
    frame = pd.DataFrame(rows, columns=["column_no", "row_no", "weeks_ago", "n_incidents"])
    return frame.groupby(["column_no", "row_no", "weeks_ago"]).sum().reset_index()


def _run(*places, n_days: int = 400, covered=LAST, weekly=None):
    weekly = _weekly() if weekly is None else weekly
    located = [(name, x_m, y_m) for name, x_m, y_m in places or (BUSY, QUIET, NEW)]
    frames = {
        "int_locations__carried": pd.DataFrame(located, columns=["location_id", "x_m", "y_m"]),
        "int_cells__weekly": weekly,
        "int_cells__ticketed": weekly[["column_no", "row_no"]].drop_duplicates(),
        "int_areas__current": pd.DataFrame(
            {"layer_code": ["city_outline"], "geom_wkb": [shapely.to_wkb(CITY)]}, dtype=object
        ),
        "int_categories__daily": pd.DataFrame(
            {"category_code": ["litter"], "huddle_date": [LAST - timedelta(days=n_days)], "n_incidents": [1]}
        ),
        "int_feeds__covered": pd.DataFrame(
            {
                "feed_code": ["city311_legacy"] if covered else [],
                "last_full_date": [covered] if covered else [],
            }
        ),
    }
    patterns, weeks = FindPatterns(POLICY).run(frames)
    return patterns.set_index("location_id"), weeks


def test_each_location_takes_the_pattern_of_the_ground_round_its_centre():
    patterns, _ = _run()

    assert patterns["pattern_code"].to_dict() == {"Lbusy": "persistent", "Lquiet": "none", "Lnew": "new"}
    assert patterns["told_text"].to_dict() == {
        "Lbusy": "Persistent hot spot: hot in 26 of 26 weeks, the last one too, getting neither hotter nor cooler.",
        "Lquiet": "No pattern: not hot in any of 26 weeks.",
        "Lnew": "New hot spot: hot in the last week, for the first time in 26 weeks.",
    }
    assert (patterns["n_cells_near"] == 9).all()
    assert (patterns["n_cells"] == 2_500).all()


def test_a_place_without_a_pattern_that_fades_or_comes_says_so():
    weekly = _weekly()
    of_quiet = pd.DataFrame({"column_no": 2310, "row_no": 8960, "weeks_ago": range(26)})
    told = {}
    for name, counts in (("fading", range(26)), ("coming", range(25, -1, -1))):
        # So much elsewhere that nothing of this is hot.
        noise = weekly.assign(n_incidents=90 * weekly["n_incidents"])
        patterns, _ = _run(weekly=pd.concat([noise, of_quiet.assign(n_incidents=counts)], ignore_index=True))
        told[name] = patterns.loc["Lquiet", "told_text"]

    assert told == {
        "fading": "No pattern: not hot in any of 26 weeks, and standing out less and less.",
        "coming": "No pattern: not hot in any of 26 weeks, and standing out more and more.",
    }


def test_a_centre_anywhere_in_the_cell_sees_all_of_its_disk():
    # A disk of 100 m never reaches beyond the eight cells round the one of its centre.
    patterns, _ = _run(("Lcorner", 232_000.0, 897_000.0), ("Ledge", 232_099.9, 897_099.9))

    assert patterns["pattern_code"].tolist() == ["persistent", "persistent"]


def test_the_weeks_behind_it_are_told_and_end_with_the_last_day_held():
    patterns, weeks = _run()
    own = weeks[weeks["location_id"] == "Lnew"]

    assert own["week_start_date"].max() == pd.Timestamp(LAST - timedelta(days=6))
    assert patterns["last_date"].eq(pd.Timestamp(LAST)).all()
    assert patterns["first_date"].eq(own["week_start_date"].min()).all()
    assert len(own) == 26
    assert own["is_hot"].tolist() == [False] * 25 + [True]
    assert own["n_incidents_near"].iloc[-1] >= 12
    assert own["gi_z"].iloc[-1] == patterns.loc["Lnew", "last_gi_z"]
    assert own["p_value"].iloc[-1] <= patterns.loc["Lnew", "line_p"]


@pytest.mark.parametrize(("n_days", "n_weeks"), [(69, 9), (3, 0)])
def test_with_too_few_weeks_nothing_is_said(n_days, n_weeks):
    patterns, weeks = _run(n_days=n_days)

    assert set(patterns["pattern_code"]) == {"too_short"}
    assert patterns["told_text"].iloc[0] == f"Not enough past to say: {n_weeks} full weeks are held, 10 are needed."
    assert weeks.empty
    assert patterns["last_gi_z"].isna().all()


def test_from_the_tenth_week_on_the_pattern_is_told_from_what_is_held():
    patterns, weeks = _run(n_days=70, weekly=_weekly(10))

    assert patterns.loc["Lbusy", "told_text"].startswith("Persistent hot spot: hot in 10 of 10 weeks")
    assert len(weeks) == 30


def test_where_no_feed_holds_a_day_nothing_is_said():
    patterns, _ = _run(covered=None)

    assert set(patterns["pattern_code"]) == {"too_short"}


def test_without_a_location_there_is_no_row():
    weekly = _weekly()
    frames = {"int_locations__carried": pd.DataFrame(columns=["location_id", "x_m", "y_m"])}
    frames |= {"int_feeds__covered": pd.DataFrame({"feed_code": [], "last_full_date": []})}
    frames |= {"int_categories__daily": pd.DataFrame({"huddle_date": []}), "int_cells__weekly": weekly}

    patterns, weeks = FindPatterns(POLICY).run(frames)

    assert (len(patterns), len(weeks)) == (0, 0)


def test_the_same_frames_in_another_order_say_the_same():
    weekly = _weekly()
    one, other = (_run(weekly=weekly)[0], _run(weekly=weekly.sample(frac=1, random_state=3))[0])

    pd.testing.assert_frame_equal(one, other)
