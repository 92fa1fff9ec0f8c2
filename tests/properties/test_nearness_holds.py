"""Any places, any points, lines and areas: what is found by the tree is what looking at each pair finds."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.nearness import measure_nearness

_metres = st.integers(-2_000, 2_000).map(float)
_spots = st.tuples(_metres, _metres)
_shapes = st.one_of(
    _spots.map(shapely.Point),
    st.lists(_spots, min_size=2, max_size=4, unique=True).map(shapely.LineString),
    st.tuples(_spots, st.integers(1, 400)).map(
        lambda one: shapely.box(*one[0], one[0][0] + one[1], one[0][1] + one[1])
    ),
)
_features = st.lists(st.tuples(st.sampled_from("ABCDE"), _shapes), min_size=1, max_size=12)


@given(spots=st.lists(_spots, min_size=1, max_size=6), rows=_features, reach_m=st.integers(1, 1_500))
def test_the_tree_finds_what_looking_at_each_pair_finds(spots, rows, reach_m):
    places = pd.DataFrame(spots, columns=["x_m", "y_m"])
    features = pd.DataFrame(rows, columns=["feature_name", "shape"])

    near = measure_nearness(places, features, reach_m=reach_m)

    for spot, found in zip(spots, near.to_dict("records"), strict=True):
        by_pair = sorted((shapely.distance(shapely.Point(spot), shape), name) for name, shape in rows)
        assert found["distance_m"] == pytest.approx(by_pair[0][0], abs=1e-9)
        assert found["nearest_name"] in {name for distance, name in by_pair if distance <= by_pair[0][0] + 1e-9}
        # The tree and the pair may round a distance on the edge apart.
        surely = {name for distance, name in by_pair if distance < reach_m - 1e-6}
        at_most = {name for distance, name in by_pair if distance <= reach_m + 1e-6}
        assert len(surely) <= found["n_within"] <= len(at_most)


@given(spots=st.lists(_spots, min_size=1, max_size=4), rows=_features)
def test_the_order_of_the_features_changes_nothing(spots, rows):
    places = pd.DataFrame(spots, columns=["x_m", "y_m"])
    one = measure_nearness(places, pd.DataFrame(rows, columns=["feature_name", "shape"]), reach_m=300)
    other = measure_nearness(places, pd.DataFrame(rows[::-1], columns=["feature_name", "shape"]), reach_m=300)

    pd.testing.assert_frame_equal(one, other)
