from __future__ import annotations

import math

import numpy as np
import pytest

from geo.errors import BadParameterError
from geo.signals.circles import EARTH_RADIUS_KM, chord_km, lay_circles, merge_places, on_sphere


def circle(circles, centre):
    return circles.members[circles.starts[centre] : circles.starts[centre + 1]].tolist()


LINE = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [4.0, 0.0]])
EVEN = np.ones(4)


def test_a_circle_takes_the_nearest_places_first_and_its_own_before_all():
    circles = lay_circles(LINE, EVEN, max_radius=math.inf, max_weight=4)

    assert circle(circles, 3) == [3, 2, 1, 0]
    assert circles.distance[circles.starts[3] :].tolist() == [0.0, 2.0, 3.0, 4.0]


def test_of_places_equally_far_the_one_with_the_lower_coordinates_comes_first():
    circles = lay_circles(LINE, EVEN, max_radius=math.inf, max_weight=4)

    assert circle(circles, 1) == [1, 0, 2, 3]


@pytest.mark.parametrize(("max_radius", "members"), [(0.99, [1]), (1.0, [1, 0, 2]), (3.0, [1, 0, 2, 3])])
def test_a_place_exactly_at_the_limit_is_within_it(max_radius, members):
    assert circle(lay_circles(LINE, EVEN, max_radius=max_radius, max_weight=4), 1) == members


def test_a_distance_that_rounding_put_beyond_the_limit_is_within_it():
    apart = np.array([[0.6, 0.0], [0.8, 0.0]])

    assert 0.8 - 0.6 > 0.2
    assert circle(lay_circles(apart, EVEN[:2], max_radius=0.2, max_weight=4), 0) == [0, 1]


@pytest.mark.parametrize("max_radius", [math.inf, 10.0])
def test_a_circle_stops_before_it_holds_more_than_it_may(max_radius):
    weight = np.array([1.0, 2.0, 0.0, 1.0])
    circles = lay_circles(LINE, weight, max_radius=max_radius, max_weight=2)

    assert [circle(circles, centre) for centre in range(4)] == [[0], [1], [2, 1], [3, 2]]


@pytest.mark.parametrize("max_radius", [math.inf, 10.0])
def test_a_place_that_holds_more_than_a_circle_may_has_no_circle(max_radius):
    circles = lay_circles(LINE, np.array([1.0, 3.0, 1.0, 1.0]), max_radius=max_radius, max_weight=2)

    assert circle(circles, 1) == []
    assert circle(circles, 0) == [0]


@pytest.mark.parametrize("max_radius", [3.0, 1e6])
def test_both_ways_of_laying_circles_lay_the_same(max_radius, monkeypatch):
    rng = np.random.default_rng(5)
    places = merge_places(rng.integers(0, 12, (300, 2)).astype(float)).coordinates
    weight = rng.integers(0, 9, len(places)).astype(float)
    near = lay_circles(places, weight, max_radius=max_radius, max_weight=weight.sum() / 3)
    monkeypatch.setattr("geo.signals.circles._MOST_PAIRS", 0)
    far = lay_circles(places, weight, max_radius=max_radius, max_weight=weight.sum() / 3)

    assert near.starts.tolist() == far.starts.tolist()
    assert near.members.tolist() == far.members.tolist()
    assert near.distance.tolist() == far.distance.tolist()


def test_locations_at_identical_coordinates_are_one_place():
    places = merge_places(np.array([[1.0, 1.0], [0.0, -0.0], [1.0, 1.0], [0.0, 0.0]]))

    assert places.coordinates.tolist() == [[0.0, 0.0], [1.0, 1.0]]
    assert places.place_of.tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("bad", [[[0.0, np.nan]], [[0.0, np.inf]], [[1.0]], [1.0, 2.0]])
def test_coordinates_that_are_no_place_are_refused(bad):
    with pytest.raises(BadParameterError, match="two or more for each location"):
        merge_places(np.array(bad))


def test_a_degree_along_the_equator_is_a_360th_of_the_way_round():
    here, there = on_sphere(np.array([0.0, 0.0]), np.array([10.0, 11.0]))

    assert math.dist(here, there) == pytest.approx(chord_km(2 * math.pi * EARTH_RADIUS_KM / 360))


def test_the_straight_line_through_the_earth_is_never_longer_than_its_diameter():
    assert chord_km(math.inf) == chord_km(1e9) == 2 * EARTH_RADIUS_KM
    assert chord_km(3.0) == pytest.approx(3.0, rel=1e-7)


@pytest.mark.parametrize(("lat", "lon"), [(90.5, 0.0), (-91.0, 0.0), (0.0, 180.5)])
def test_a_place_that_is_not_on_earth_is_refused(lat, lon):
    with pytest.raises(BadParameterError, match="within 90 degrees"):
        on_sphere(np.array([lat]), np.array([lon]))


def test_more_circles_than_can_be_held_are_refused():
    places = np.column_stack([np.arange(10_001.0), np.zeros(10_001)])

    with pytest.raises(BadParameterError, match="smaller radius"):
        lay_circles(places, np.ones(10_001), max_radius=math.inf, max_weight=10_001)
    assert len(lay_circles(places, np.ones(10_001), max_radius=1.0, max_weight=10_001).members) == 3 * 10_001 - 2
