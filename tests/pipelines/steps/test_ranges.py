from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.steps.ranges import StateRanges

PATHS = project_paths({})
POLICY = load_policy(PATHS.reference_dir)
AS_OF = date(2024, 5, 14)
IDS = ["La", "Lb", "Lc"]


def _days(n_days: int = 364) -> list[date]:
    return [AS_OF - timedelta(days=age) for age in range(n_days, 0, -1)]


def _streams(*, n_days: int = 364, last_week: int | None = None, sharps_days: int = 0) -> pd.DataFrame:
    """One row per incident: about two a day at each place, and the same number in each last week where asked."""
    rng = np.random.default_rng(2)
    rows = []
    for location_id in IDS:
        for day in _days(n_days):
            age = (AS_OF - day).days
            n = int(rng.poisson(2)) if last_week is None or age > 7 else last_week
            rows += [(location_id, "litter", day)] * n
            if age <= sharps_days:
                rows.append((location_id, "sharps", day))
    return pd.DataFrame(rows, columns=["location_id", "category_code", "huddle_date"])


def _windowed(incidents: pd.DataFrame) -> pd.DataFrame:
    age = np.array([(AS_OF - day).days for day in incidents["huddle_date"]])
    parts = []
    for window_days in (7, POLICY.lookback_days):
        for weeks_ago in range(52):
            held = incidents[(age > 7 * weeks_ago) & (age <= 7 * weeks_ago + window_days)]
            counts = held.groupby(["location_id", "category_code"]).size().reset_index(name="n_incidents")
            parts.append(counts.assign(window_days=window_days, weeks_ago=weeks_ago))
    return pd.concat(parts, ignore_index=True)


def _run(incidents: pd.DataFrame, *, covered: date | None = AS_OF - timedelta(days=1), policy=POLICY, ids=IDS):
    daily = incidents.groupby(["location_id", "category_code", "huddle_date"]).size().reset_index(name="n_incidents")
    city = daily.groupby(["category_code", "huddle_date"])["n_incidents"].sum().reset_index()
    frames = {
        "int_categories__daily": city.assign(n_incidents=50 * city["n_incidents"]),
        "int_locations__daily": daily,
        "int_locations__windowed": _windowed(incidents),
        "int_locations__carried": pd.DataFrame({"location_id": ids}),
        "int_feeds__covered": pd.DataFrame(
            {"feed_code": ["city311_legacy"], "last_full_date": [covered]}
            if covered
            else {"feed_code": [], "last_full_date": []}
        ),
        "ref_categories": load_reference(PATHS.reference_dir, "categories"),
    }
    (rows,) = StateRanges(policy, AS_OF).run(frames)
    return rows.set_index(["location_id", "window_days", "category_code"])


def test_a_steady_place_lies_within_a_range_round_its_own_rate():
    row = _run(_streams()).loc[("La", 7, "all")]

    assert row["standing"] == "within"
    assert row["n_low"] <= row["n_incidents"] <= row["n_high"]
    assert row["n_expected"] == pytest.approx(14, rel=0.2)
    assert row["told_text"] == f"usual here {row['n_low']} to {row['n_high']}"
    assert row["n_past_days"] == 357


@pytest.mark.parametrize(
    ("last_week", "standing", "begins"), [(9, "above", "above the usual "), (0, "below", "below the usual ")]
)
def test_a_week_far_from_the_usual_stands_outside_and_says_so(last_week, standing, begins):
    row = _run(_streams(last_week=last_week)).loc[("Lb", 7, "all")]

    assert row["standing"] == standing
    assert row["told_text"].startswith(begins)


def test_every_place_window_and_ranked_category_has_a_row():
    ranges = _run(_streams())

    assert len(ranges) == 3 * 2 * (4 + 1)
    assert not ranges.index.duplicated().any()
    assert set(ranges.index.get_level_values("category_code")) == {
        "sharps", "litter", "illegal_dumping", "graffiti", "all",
    }  # fmt: skip


def test_the_categories_add_up_to_all_of_them():
    ranges = _run(_streams(sharps_days=364))
    counts = ranges.reset_index().pivot_table(
        index=["location_id", "window_days"], columns="category_code", values="n_incidents"
    )

    assert (counts["all"] == counts.drop(columns="all").sum(axis=1)).all()
    assert counts.loc[("La", 7), "sharps"] == 7


def test_a_category_that_is_held_too_short_has_no_range_and_neither_has_the_total_where_it_came():
    ranges = _run(_streams(sharps_days=20))

    assert ranges.loc[("La", 7, "sharps"), "told_text"] == "too little past to say what is usual"
    assert ranges.loc[("La", 7, "all"), "standing"] == "unknown"
    assert ranges.loc[("La", 7, "litter"), "standing"] == "within"


def test_a_past_that_is_too_short_says_so():
    ranges = _run(_streams(n_days=60))

    assert set(ranges["standing"]) == {"unknown"}
    assert ranges["n_low"].isna().all()


def test_too_few_past_windows_to_learn_from_say_so():
    ranges = _run(_streams(), policy=replace(POLICY, range_min_windows=10_000))

    assert set(ranges["standing"]) == {"unknown"}


def test_days_that_no_feed_holds_are_not_expected():
    incidents = _streams()
    cut = incidents[incidents["huddle_date"] <= AS_OF - timedelta(days=4)]

    row = _run(cut, covered=AS_OF - timedelta(days=4)).loc[("La", 7, "all")]

    assert row["n_days_held"] == 4
    assert row["n_expected"] == pytest.approx(8, rel=0.25)
    assert row["told_text"].endswith(" in the 4 days held")


def test_where_no_day_of_the_window_is_held_nothing_is_said():
    cut = _streams()
    cut = cut[cut["huddle_date"] <= AS_OF - timedelta(days=10)]

    assert _run(cut, covered=AS_OF - timedelta(days=10)).loc[("La", 7, "all"), "standing"] == "unknown"


def test_without_a_location_there_is_no_row():
    incidents = _streams(n_days=10)

    assert _run(incidents[:0], ids=[]).empty


def test_the_order_of_the_rows_decides_nothing():
    incidents = _streams()

    pd.testing.assert_frame_equal(_run(incidents), _run(incidents.sample(frac=1, random_state=1)))
