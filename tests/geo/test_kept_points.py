from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import project_lonlat
from geo.errors import BadParameterError
from geo.kept_points import distances_m, kept_point

LONS, LATS = [-71.07, -71.06], [42.33, 42.34]
RADIUS_M, GRID_M = 100.0, 100.0


def keep(lon: float, lat: float, lons=LONS, lats=LATS):
    return kept_point(lon, lat, lons=lons, lats=lats, radius_m=RADIUS_M, grid_m=GRID_M)


def test_within_the_radius_of_a_place_only_the_middle_of_the_place_is_kept():
    kept = keep(-71.0705, 42.3304)

    assert (kept.lon, kept.lat, kept.place_no) == (-71.07, 42.33, 0)


def test_elsewhere_the_middle_of_a_square_is_kept_and_two_points_of_it_cannot_be_told_apart():
    first, second = keep(-71.0650, 42.3350), keep(-71.06505, 42.33502)

    assert first == second
    assert first.place_no is None
    assert (first.lon, first.lat) != (-71.0650, 42.3350)


def test_without_any_place_a_square_is_kept():
    assert keep(-71.07, 42.33, lons=[], lats=[]).place_no is None


def test_of_two_places_the_nearer_one_counts():
    assert keep(-71.0695, 42.33, lons=[-71.07, -71.0693], lats=[42.33, 42.33]).place_no == 1


@pytest.mark.parametrize("wrong", [{"radius_m": 0.0}, {"grid_m": -1.0}, {"grid_m": float("nan")}])
def test_a_distance_that_is_none_is_refused(wrong):
    with pytest.raises(BadParameterError):
        kept_point(-71.07, 42.33, **{"lons": LONS, "lats": LATS, "radius_m": RADIUS_M, "grid_m": GRID_M, **wrong})


@given(lon=st.floats(-71.18, -70.92), lat=st.floats(42.22, 42.40))
def test_what_is_kept_lies_in_the_same_square_or_is_a_place_in_reach(lon, lat):
    kept = keep(lon, lat)

    if kept.place_no is not None:
        assert distances_m(lon, lat, lons=[kept.lon], lats=[kept.lat])[0] <= RADIUS_M
    else:
        (xs_m, ys_m) = project_lonlat([lon, kept.lon], [lat, kept.lat])
        assert abs(xs_m[0] - xs_m[1]) <= GRID_M / 2 + 0.1
        assert abs(ys_m[0] - ys_m[1]) <= GRID_M / 2 + 0.1
        assert distances_m(lon, lat, lons=LONS, lats=LATS).min() > RADIUS_M
