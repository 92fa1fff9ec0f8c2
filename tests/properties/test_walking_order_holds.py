"""Any places, any start: each is walked once, no longer than by always going to the nearest, and the same each time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.walking_order import COMPASS, walk_legs, walk_length_m, walking_order

_metres = st.floats(-40_000, 40_000, allow_nan=False).map(lambda value: round(value, 1))
_spots = st.tuples(_metres, _metres)


def _by_the_nearest(points, start):
    left, order, here = list(range(len(points))), [], np.array(start)
    while left:
        order.append(min(left, key=lambda row: np.hypot(*(points[row] - here))))
        here = points[order[-1]]
        left.remove(order[-1])
    return np.array(order, dtype=np.int64)


@given(spots=st.lists(_spots, min_size=1, max_size=30), start=_spots)
def test_every_place_is_walked_once_and_no_further_than_to_the_nearest_each_time(spots, start):
    points = np.array(spots)

    order = walking_order(points, start_m=start)

    assert sorted(order.tolist()) == list(range(len(spots)))
    nearest_m = walk_length_m(points, _by_the_nearest(points, start), start_m=start)
    assert walk_length_m(points, order, start_m=start) <= nearest_m + 1e-3
    assert order.tolist() == walking_order(points, start_m=start).tolist()


@given(spots=st.lists(_spots, max_size=30), start=_spots)
def test_the_legs_of_a_walk_add_up_to_it_and_each_goes_one_of_eight_ways_or_stays(spots, start):
    points = np.array(spots, dtype=float).reshape(-1, 2)
    order = walking_order(points, start_m=start)

    legs = walk_legs(points, order, start_m=start)

    assert len(legs.length_m) == len(legs.ways) == len(spots)
    assert set(legs.ways) <= {*COMPASS, ""}
    assert np.isclose(legs.length_m.sum(), walk_length_m(points, order, start_m=start))


@given(spots=st.lists(_spots, min_size=2, max_size=12, unique=True), start=_spots)
def test_no_stretch_turned_round_would_make_the_walk_shorter(spots, start):
    points = np.array(spots)
    order = walking_order(points, start_m=start)
    length_m = walk_length_m(points, order, start_m=start)

    for first in range(len(order)):
        for last in range(first + 1, len(order)):
            turned = order.copy()
            turned[first : last + 1] = order[first : last + 1][::-1]
            assert walk_length_m(points, turned, start_m=start) >= length_m - 1e-3
