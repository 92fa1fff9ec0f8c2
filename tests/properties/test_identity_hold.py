"""What holds of identities for any mornings."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.identity import CarriedIdentities, carry_identities, update_registry
from geo.registry import REGISTRY_COLUMNS

FIRST_DAY = date(2015, 11, 1)
# Few distinct spots within reach of one another: ties, splits and merges are the rule here, not the exception.
spots = st.tuples(st.integers(0, 12).map(lambda k: k * 25.0), st.integers(0, 3).map(lambda k: k * 40.0))
mornings = st.lists(st.lists(spots, max_size=8, unique=True), min_size=1, max_size=6)


def frame(points: list[tuple[float, float]]) -> pd.DataFrame:
    rows = [(number, *point) for number, point in enumerate(points, start=1)]
    return pd.DataFrame(rows, columns=["number", "x_m", "y_m"])


def carry(centres: pd.DataFrame, registry: pd.DataFrame, day: date) -> CarriedIdentities:
    return carry_identities(
        centres, registry, as_of_date=day, match_radius_m=75, moved_note_m=25, drift_limit_m=150, return_days=3
    )


def run(days: list[list[tuple[float, float]]]) -> list[tuple[pd.DataFrame, CarriedIdentities]]:
    """Return each morning's registry before it, and what was carried."""
    registry = pd.DataFrame(columns=REGISTRY_COLUMNS)
    told = []
    for k, points in enumerate(days):
        day = FIRST_DAY + timedelta(days=k)
        carried = carry(frame(points), registry, day)
        told.append((registry, carried))
        named = carried.locations.assign(name=carried.locations["location_id"], district_code="D-4")
        registry = update_registry(registry, named, carried.changes, as_of_date=day)
    return told


@given(mornings)
def test_every_centre_has_one_id_and_no_id_stands_for_two_places_of_a_morning(days):
    for points, (_, carried) in zip(days, run(days), strict=True):
        assert carried.locations["number"].tolist() == list(range(1, len(points) + 1))
        assert carried.locations["location_id"].is_unique
        assert not carried.changes.duplicated(["location_id", "change_kind"]).any()


@given(mornings, st.randoms(use_true_random=False))
def test_row_order_and_a_second_run_change_nothing(days, random):
    for k, (registry, carried) in enumerate(run(days)):
        today = carried.locations[["number", "x_m", "y_m"]]
        shuffled = today.iloc[random.sample(range(len(today)), len(today))]
        mixed = registry.iloc[random.sample(range(len(registry)), len(registry))]
        again = carry(shuffled, mixed, FIRST_DAY + timedelta(days=k))
        pd.testing.assert_frame_equal(again.locations, carried.locations)
        pd.testing.assert_frame_equal(again.changes, carried.changes)


@given(mornings)
def test_who_keeps_an_id_is_within_reach_of_where_it_was_and_of_where_it_began(days):
    for registry, carried in run(days):
        before = registry.set_index("location_id")
        for place in carried.locations.itertuples():
            if place.location_id in before.index:
                was = before.loc[place.location_id]
                assert np.hypot(place.x_m - was["x_m"], place.y_m - was["y_m"]) <= 75
                assert np.hypot(place.x_m - was["first_x_m"], place.y_m - was["first_y_m"]) <= 150
                assert pd.isna(was["merged_into_id"])
                assert place.first_listed_date == was["first_listed_date"]


@given(mornings)
def test_every_place_of_yesterday_is_on_the_list_or_its_end_is_told(days):
    for registry, carried in run(days):
        yesterday = set(registry.loc[registry["is_listed"].astype(bool), "location_id"])
        left = carried.changes[carried.changes["change_kind"].isin(["merged", "vanished"])]
        assert yesterday <= set(carried.locations["location_id"]) | set(left["location_id"])
        assert not set(left["location_id"]) & set(carried.locations["location_id"])


@given(st.lists(spots, min_size=1, max_size=8, unique=True), st.integers(2, 12))
def test_places_that_do_not_move_keep_their_ids_over_any_number_of_mornings(points, n_mornings):
    told = run([points] * n_mornings)
    first = told[0][1].locations["location_id"].tolist()

    for _, carried in told[1:]:
        assert carried.locations["location_id"].tolist() == first
        assert set(carried.locations["change_kind"]) == {"kept"}
        assert carried.changes.empty


@given(mornings)
def test_the_registry_forgets_no_place_and_counts_its_mornings(days):
    told = run(days)
    listed: dict[str, int] = {}
    for _, carried in told:
        for location_id in carried.locations["location_id"]:
            listed[location_id] = listed.get(location_id, 0) + 1
    for registry, _ in told[1:]:
        assert registry["location_id"].is_unique
    last_before = told[-1][0]
    counted = dict(zip(last_before["location_id"], last_before["n_mornings_listed"], strict=True))
    todays = set(told[-1][1].locations["location_id"])
    assert all(n == listed[place] - (place in todays) for place, n in counted.items())
