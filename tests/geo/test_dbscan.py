from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

from geo.collapse import collapse_rows
from geo.compiled import compiled
from geo.dbscan import weighted_dbscan
from geo.errors import BadParameterError

ROOT = Path(__file__).resolve().parents[2]
CENTRE = (236_000.0, 900_000.0)


def labels_of(points: np.ndarray, weight: np.ndarray | None = None, *, radius_m: float, min_weight: float) -> list[int]:
    weight = np.ones(len(points)) if weight is None else weight
    return weighted_dbscan(points[:, 0], points[:, 1], weight, radius_m=radius_m, min_weight=min_weight).tolist()


def sklearn_labels(points: np.ndarray, weight: np.ndarray, *, radius_m: float, min_weight: int) -> list[int]:
    return DBSCAN(eps=radius_m, min_samples=min_weight).fit(points, sample_weight=weight).labels_.tolist()


def in_a_row(*weights: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points a metre apart, all within ten metres, with these weights."""
    return np.column_stack((np.arange(len(weights)), np.zeros(len(weights)))).astype(float), np.array(weights)


def test_zero_and_negative_zero_are_one_coordinate():
    points = np.array([[0.0, -0.0], [-0.0, 0.0], [-0.0, -0.0], [0.0, 0.0]])

    assert labels_of(points, radius_m=1e-3, min_weight=4) == [0, 0, 0, 0]


def test_coordinates_that_differ_in_the_last_bit_are_two_and_still_neighbours():
    x = CENTRE[0]
    points = np.array([[x, 0.0], [np.nextafter(x, np.inf), 0.0]])

    assert labels_of(points, radius_m=1e-6, min_weight=2) == [0, 0]


def test_a_point_exactly_on_the_edge_is_within_reach_and_the_next_double_is_not():
    just_past = np.nextafter(5.0, np.inf)

    assert labels_of(np.array([[0.0, 0.0], [3.0, 4.0]]), radius_m=5.0, min_weight=2) == [0, 0]
    assert labels_of(np.array([[0.0, 0.0], [just_past, 0.0]]), radius_m=5.0, min_weight=2) == [-1, -1]


@pytest.mark.parametrize("radius_m", [1.0, 7.5, 10.0, 50.0])
def test_labels_equal_those_of_scikit_learn_where_reach_and_lattice_tie(radius_m):
    rng = np.random.default_rng(20151112)
    points = CENTRE + rng.integers(-60, 60, size=(3_000, 2)) * radius_m / 2
    weight = rng.integers(0, 9, size=len(points)) / 4

    for min_weight in (1, 5, 20):
        parameters = {"radius_m": radius_m, "min_weight": min_weight}
        assert labels_of(points, weight, **parameters) == sklearn_labels(points, weight, **parameters)


def test_labels_equal_those_of_scikit_learn_with_one_placeholder_that_holds_a_seventh_of_the_tickets():
    rng = np.random.default_rng(20151113)
    points = rng.normal(CENTRE, 800, size=(6_000, 2)).round(1)
    points[rng.random(len(points)) < 1 / 7] = CENTRE
    weight = np.ones(len(points))

    for radius_m, min_weight in ((30, 8), (60, 12)):
        parameters = {"radius_m": radius_m, "min_weight": min_weight}
        assert labels_of(points, weight, **parameters) == sklearn_labels(points, weight, **parameters)


def test_more_places_than_the_first_table_holds_are_all_kept():
    # 90,000 corners of a lattice, each named twice in another order: none merged, none lost.
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(300.0), np.arange(300.0)))
    points = np.concatenate((np.column_stack((x, y)), np.column_stack((x, y))[::-1])) * 10

    once, twice = (labels_of(points, radius_m=1, min_weight=weight) for weight in (2, 3))

    assert once == [*range(90_000), *reversed(range(90_000))]
    assert set(twice) == {-1}


def test_points_spread_over_the_whole_country_cost_no_more_than_points_of_one_city():
    towns = np.array([[0.0, 0.0], [4.5e6, 0.0], [0.0, 2.5e6], [4.5e6, 2.5e6]])
    points = np.repeat(towns, 3, axis=0) + np.tile([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], (4, 1))

    assert labels_of(points, radius_m=1.5, min_weight=3) == np.repeat(np.arange(4), 3).tolist()


@pytest.mark.parametrize(
    ("weights", "min_weight", "is_dense"),
    [
        ((0.1,) * 10, 1.0, True),  # added one after the other they come to 0.9999999999999999
        ((0.1, 0.2, 0.7), 1.0, True),
        ((0.1, 0.2), 0.3, True),  # the exact sum rounds to 0.30000000000000004
        ((1.0, 2.0**-53, 2.0**-80), 1.0 + 2.0**-52, True),  # just past half way: up
        ((1.0, 2.0**-53), 1.0 + 2.0**-52, False),  # half way: to the even one, down
        ((1e16, 1.0, 1.0), 1e16 + 2, True),  # each 1.0 alone would be lost
        ((0.5, 0.25), np.nextafter(0.75, 1), False),
    ],
)
def test_weights_are_summed_exactly_and_rounded_once_in_any_order(weights, min_weight, is_dense):
    points, weight = in_a_row(*weights)

    for order in (slice(None), slice(None, None, -1)):
        assert labels_of(points, weight[order], radius_m=10, min_weight=min_weight) == [int(is_dense) - 1] * len(
            weights
        )


def test_weights_that_share_a_coordinate_are_summed_exactly_too():
    points, weight = in_a_row(*(0.1,) * 10)
    points[:7] = points[0]

    assert labels_of(points, weight, radius_m=10, min_weight=1.0) == [0] * 10


def test_whole_weights_too_large_to_add_exactly_are_still_judged_exactly():
    points, weight = in_a_row(2.0**53, 1.0, 1.0)

    assert labels_of(points, weight, radius_m=10, min_weight=2.0**53 + 2) == [0, 0, 0]
    assert labels_of(points, weight, radius_m=10, min_weight=2.0**53 + 4) == [-1, -1, -1]


def test_the_arrays_given_are_not_changed_and_may_be_strided():
    points = np.asfortranarray(np.arange(20.0).reshape(10, 2))[::2]
    before = points.copy()

    labels = labels_of(points, radius_m=6, min_weight=2)

    assert labels == [0] * 5
    assert (points == before).all()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (0, math.nan, "x_m of points"),
        (1, math.inf, "y_m of points"),
        (2, math.nan, "weight of points"),
        (2, -1.0, "weight of points"),
    ],
)
def test_a_value_no_distance_or_sum_can_be_made_of_is_refused_by_name(column, value, message):
    columns = np.ones((3, 5))
    columns[column, 4] = value

    with pytest.raises(BadParameterError, match=message):
        weighted_dbscan(*columns, radius_m=1, min_weight=1)


def test_what_the_grid_cannot_hold_is_refused_not_answered_wrongly():
    far_apart = np.array([[0.0, 0.0], [1e9, 0.0]])

    with pytest.raises(BadParameterError, match="radius_m is too small"):
        labels_of(far_apart, radius_m=1, min_weight=1)
    with pytest.raises(BadParameterError, match="radius_m is too small"):
        labels_of(far_apart * 1.7e299, radius_m=1, min_weight=1)
    for radius_m in (1e-160, 1e160, math.nan):
        with pytest.raises(BadParameterError, match="radius_m must"):
            labels_of(far_apart, radius_m=radius_m, min_weight=1)
    with pytest.raises(BadParameterError, match="one length"):
        weighted_dbscan(np.zeros(3), np.zeros(3), np.zeros(2), radius_m=1, min_weight=1)


def test_the_doors_open_without_loading_the_compiler():
    loaded = "import sys, crt, geo.density; print('numba' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


def test_a_kernel_runs_even_where_its_machine_code_can_be_kept_nowhere():
    # A function without a file has no folder that numba would write to.
    space: dict[str, object] = {}
    exec("def twice(value):\n    return 2 * value\n", space)  # noqa: S102

    assert compiled(space["twice"])(21) == 42


def test_the_compiled_collapse_gives_places_in_order_of_first_appearance():
    x, y = np.array([5.0, -0.0, 5.0, 0.0, 5.0]), np.array([1.0, 2.0, 1.0, 2.0, 3.0])

    collapsed = collapse_rows(x, y, np.array([1.0, 2.0, 4.0, 8.0, 0.5]))

    assert collapsed.places.tolist() == [[5.0, 1.0, 5.0], [0.0, 2.0, 10.0], [5.0, 3.0, 0.5]]
    assert collapsed.place_of_row.tolist() == [0, 1, 0, 1, 2]
    assert not collapsed.is_whole
