from __future__ import annotations

import math

import numpy as np
import pandas as pd
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from geo.dbscan import weighted_dbscan
from geo.density import label_dense_areas, outline_dense_area

# A small lattice: repeated coordinates and distances exactly at the radius are the rule, not the exception.
POINTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=40)
RADII_M = st.sampled_from([1.0, 2**0.5, 2.0, 5**0.5, 2.5, 3.0])
MIN_WEIGHTS = st.integers(1, 12)
# Tenths and thirds do not add up without rounding; halves do. One value in many rows makes exact ties.
FRACTIONS = st.sampled_from([0.0, 0.1, 0.2, 0.3, 1 / 3, 0.5, 0.7, 1.0, 2.0**-53, 1e16])
PLACES = st.tuples(st.integers(-6, 6), st.integers(-6, 6))


def as_frame(rows: list[tuple[int, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["x_m", "y_m", "weight"], dtype="float64")


def core_areas(frame: pd.DataFrame, labels: np.ndarray, *, radius_m: float, min_weight: float) -> set[frozenset]:
    """Say which coordinates are core, and which belong together, without their numbers."""
    place = frame[["x_m", "y_m"]].to_numpy()
    near = ((place[:, None, :] - place[None, :, :]) ** 2).sum(axis=2) <= radius_m * radius_m
    is_core = near @ frame["weight"].to_numpy() >= min_weight
    return {frozenset(map(tuple, place[is_core & (labels == label)])) for label in np.unique(labels[is_core])}


@given(rows=POINTS, radius_m=RADII_M, min_weight=MIN_WEIGHTS)
def test_labels_equal_those_of_scikit_learn(rows, radius_m, min_weight):
    frame = as_frame(rows)
    place = frame[["x_m", "y_m"]].to_numpy()
    assume(frame["weight"].any())  # scikit-learn refuses a sample without any weight

    labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)

    model = DBSCAN(eps=radius_m, min_samples=min_weight, algorithm="kd_tree")
    assert labels.tolist() == model.fit(place, sample_weight=frame["weight"].to_numpy()).labels_.tolist()


def textbook_labels(points: np.ndarray, weight: np.ndarray, *, radius_m: float, min_weight: float) -> list[int]:
    """Label by the definition: every pair measured, every sum exact, areas grown from their first core row."""
    near = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2) <= radius_m * radius_m
    is_core = np.array([math.fsum(weight[row]) >= min_weight for row in near])
    labels = np.full(len(points), -1)
    for seed in np.flatnonzero(is_core):
        if labels[seed] == -1:
            number, growing = labels.max() + 1, [seed]
            while growing:
                row = growing.pop()
                reached = np.flatnonzero(near[row] & (labels == -1)) if is_core[row] else np.array([], dtype=int)
                labels[[row, *reached]] = number
                growing.extend(reached)
    return labels.tolist()


@given(
    rows=st.lists(st.tuples(PLACES, FRACTIONS), min_size=1, max_size=40),
    radius_m=RADII_M,
    min_weight=st.sampled_from([0.3, 0.6, 1.0, 1.1, 2.0, 1e16, 1e16 + 2]),
    scale=st.sampled_from([1.0, 0.1, 1e-3, 12_345.678]),
)
def test_labels_are_the_textbook_ones_whatever_the_weights(rows, radius_m, min_weight, scale):
    points, weight = np.array([place for place, _ in rows]) * scale, np.array([weight for _, weight in rows])
    parameters = {"radius_m": radius_m * scale, "min_weight": min_weight}

    labels = weighted_dbscan(points[:, 0], points[:, 1], weight, **parameters)

    assert labels.tolist() == textbook_labels(points, weight, **parameters)


@given(
    rows=st.lists(st.tuples(PLACES, FRACTIONS), min_size=2, max_size=40),
    radius_m=RADII_M,
    min_weight=st.sampled_from([0.3, 0.6, 1.0, 1.1, 2.0]),
    data=st.data(),
)
def test_which_points_are_dense_does_not_hang_on_the_order_in_which_weights_are_added(rows, radius_m, min_weight, data):
    frame = as_frame([(*place, weight) for place, weight in rows])
    shuffled = frame.iloc[data.draw(st.permutations(range(len(rows))))]

    labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)
    labels_shuffled = label_dense_areas(shuffled, radius_m=radius_m, min_weight=min_weight)

    in_none = pd.Series(labels_shuffled, index=shuffled.index).sort_index() == -1
    assert in_none.tolist() == (labels == -1).tolist()
    assert labels_shuffled.max() == labels.max()


@given(
    points=st.lists(st.tuples(st.floats(-1e6, 1e6, width=32), st.floats(-1e6, 1e6, width=32)), min_size=1, max_size=40),
    radius_m=st.floats(0.01, 1e6),
    min_weight=MIN_WEIGHTS,
)
def test_labels_equal_those_of_scikit_learn_at_any_scale(points, radius_m, min_weight):
    place = np.array(points)

    labels = weighted_dbscan(place[:, 0], place[:, 1], np.ones(len(place)), radius_m=radius_m, min_weight=min_weight)

    model = DBSCAN(eps=radius_m, min_samples=min_weight, algorithm="kd_tree")
    assert labels.tolist() == model.fit(place).labels_.tolist()


@given(rows=POINTS, radius_m=RADII_M, min_weight=MIN_WEIGHTS, data=st.data())
def test_the_order_of_the_rows_changes_only_numbers_and_shared_borders(rows, radius_m, min_weight, data):
    frame = as_frame(rows)
    shuffled = frame.iloc[data.draw(st.permutations(range(len(rows))))]

    labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)
    labels_shuffled = label_dense_areas(shuffled, radius_m=radius_m, min_weight=min_weight)

    assert core_areas(shuffled, labels_shuffled, radius_m=radius_m, min_weight=min_weight) == core_areas(
        frame, labels, radius_m=radius_m, min_weight=min_weight
    )
    in_none = pd.Series(labels_shuffled, index=shuffled.index).sort_index() == -1
    assert in_none.tolist() == (labels == -1).tolist()


@given(rows=POINTS, radius_m=RADII_M, min_weight=MIN_WEIGHTS, east_m=st.integers(-9_999, 9_999))
def test_areas_move_with_the_city(rows, radius_m, min_weight, east_m):
    frame = as_frame(rows)
    moved = frame.assign(x_m=frame["x_m"] + east_m)

    labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)

    assert label_dense_areas(moved, radius_m=radius_m, min_weight=min_weight).tolist() == labels.tolist()


@given(rows=POINTS, radius_m=RADII_M, min_weight=MIN_WEIGHTS)
def test_a_longer_reach_leaves_no_ticket_out_that_was_in(rows, radius_m, min_weight):
    frame = as_frame(rows)

    labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)
    wider = label_dense_areas(frame, radius_m=radius_m + 1, min_weight=min_weight)

    assert (wider[labels >= 0] >= 0).all()


@given(rows=POINTS, radius_m=st.sampled_from([10.0, 30.0, 50.0]), limit_m=st.sampled_from([60.0, 150.0]))
def test_an_outline_is_one_valid_part_within_the_limit_that_holds_the_nearest_member(rows, radius_m, limit_m):
    members = as_frame(rows) * 40.0
    centre = shapely.Point(180.0, 180.0)
    distances_m = np.hypot(members["x_m"] - centre.x, members["y_m"] - centre.y)
    assume(distances_m.min() < limit_m - 5)

    outline = outline_dense_area(members, centre_x_m=centre.x, centre_y_m=centre.y, radius_m=radius_m, limit_m=limit_m)

    assert outline is not None
    assert outline.is_valid
    assert shapely.hausdorff_distance(outline, centre) <= limit_m + 0.001
    nearest = members.loc[distances_m.idxmin()]
    of_same_distance = members[distances_m <= distances_m.min() + 0.001]
    assert any(
        outline.distance(shapely.Point(x_m, y_m)) < 2.5
        for x_m, y_m in [(nearest["x_m"], nearest["y_m"]), *of_same_distance[["x_m", "y_m"]].to_numpy()]
    )
