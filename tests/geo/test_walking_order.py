from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from geo.errors import BadParameterError
from geo.walking_order import COMPASS, walk_legs, walk_length_m, walking_order

HOME = (0.0, 0.0)


def test_places_in_a_row_are_walked_along_it_from_where_one_stands():
    row = np.array([[300.0, 0.0], [100.0, 0.0], [200.0, 0.0]])

    assert walking_order(row, start_m=HOME).tolist() == [1, 2, 0]
    assert walking_order(row, start_m=(400.0, 0.0)).tolist() == [0, 2, 1]


def test_a_walk_does_not_cross_itself_where_the_nearest_next_place_would_lead_it_astray():
    # Always to the nearest: 1, 3, −7, 19 m, to and fro over the start.
    points = np.array([[1.0, 0.0], [-3.0, 0.0], [7.0, 0.0], [-19.0, 0.0]])

    order = walking_order(points, start_m=HOME)

    assert walk_length_m(points, order, start_m=HOME) == 7 + 26
    assert order.tolist() == [0, 2, 1, 3]


@pytest.mark.parametrize("seed", range(6))
def test_seven_places_are_walked_as_short_as_any_order_of_them_or_nearly(seed):
    points = np.random.default_rng(seed).uniform(0, 1000, (7, 2))
    shortest_m = min(walk_length_m(points, np.array(each), start_m=HOME) for each in permutations(range(7)))

    found_m = walk_length_m(points, walking_order(points, start_m=HOME), start_m=HOME)

    assert shortest_m - 1e-6 <= found_m <= 1.05 * shortest_m


@pytest.mark.parametrize("n_points", [0, 1, 2])
def test_few_places_have_an_order_too(n_points):
    points = np.array([[50.0, 0.0], [20.0, 0.0]])[:n_points]

    assert sorted(walking_order(points.reshape(-1, 2), start_m=HOME).tolist()) == list(range(n_points))


def test_places_at_one_spot_keep_their_order():
    assert walking_order(np.zeros((4, 2)), start_m=HOME).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("points", [[[1.0, np.nan]], [[np.inf, 0.0]], [1.0, 2.0], [[1.0, 2.0, 3.0]]])
def test_a_place_without_coordinates_is_refused(points):
    with pytest.raises(BadParameterError):
        walking_order(np.array(points), start_m=HOME)


def test_a_start_without_coordinates_is_refused():
    with pytest.raises(BadParameterError):
        walking_order(np.zeros((2, 2)), start_m=(np.nan, 0.0))


def test_each_leg_tells_how_far_and_which_way_from_the_place_before():
    points = np.array([[0.0, 300.0], [400.0, 300.0], [300.0, 200.0], [300.0, 205.0]])

    legs = walk_legs(points, np.array([0, 1, 2, 3]), start_m=HOME)

    assert legs.length_m.tolist() == pytest.approx([300.0, 400.0, 141.421356, 5.0])
    assert legs.ways == ("north", "east", "south-west", "")
    assert legs.length_m.sum() == pytest.approx(walk_length_m(points, np.array([0, 1, 2, 3]), start_m=HOME))


def test_the_eight_ways_go_round_the_compass():
    turns = np.radians(np.arange(0, 360, 45) + 20)
    points = np.column_stack([np.sin(turns), np.cos(turns)]) * 100

    ways = [walk_legs(points, np.array([row]), start_m=HOME).ways[0] for row in range(8)]

    assert ways == list(COMPASS)


def test_a_walk_of_no_place_has_no_leg():
    legs = walk_legs(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), start_m=HOME)

    assert (legs.length_m.tolist(), legs.ways) == ([], ())
