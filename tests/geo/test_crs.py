from __future__ import annotations

import numpy as np
import pytest

from geo.crs import find_crs, project_lonlat, transform_coordinates, unproject_points
from geo.errors import BadParameterError, CrsMismatchError

# From the definition of the projection: its false origin.
ORIGIN_LONLAT = (-71.5, 41.0)
ORIGIN_M = (200_000.0, 750_000.0)


def test_the_false_origin_of_the_working_crs_lies_where_its_definition_says():
    x_m, y_m = project_lonlat([ORIGIN_LONLAT[0]], [ORIGIN_LONLAT[1]])

    assert x_m == pytest.approx([ORIGIN_M[0]], abs=0.001)
    assert y_m == pytest.approx([ORIGIN_M[1]], abs=0.001)


def test_longitude_comes_first():
    west, _ = project_lonlat([-71.10], [42.33])
    east, _ = project_lonlat([-71.05], [42.33])

    assert east[0] - west[0] == pytest.approx(4_120, abs=20)


def test_there_and_back_is_the_same_place_to_a_tenth_of_a_millimetre():
    lon, lat = np.array([-71.19, -71.06, -70.93]), np.array([42.23, 42.36, 42.40])

    again_lon, again_lat = unproject_points(*project_lonlat(lon, lat))

    assert np.abs(again_lon - lon).max() < 1e-9
    assert np.abs(again_lat - lat).max() < 1e-9


def test_no_points_give_no_points():
    assert [values.size for values in project_lonlat([], [])] == [0, 0]
    assert [values.size for values in unproject_points([], [])] == [0, 0]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("convert", [project_lonlat, unproject_points])
def test_a_place_that_is_not_a_number_is_refused(convert, value):
    with pytest.raises(BadParameterError, match="must be finite"):
        convert([0.0, value], [0.0, 0.0])
    with pytest.raises(BadParameterError, match="must be finite"):
        convert([0.0, 0.0], [0.0, value])


def test_coordinates_of_different_length_are_refused():
    with pytest.raises(BadParameterError, match="differ in length"):
        project_lonlat([-71.0, -71.1], [42.3])


def test_metres_given_as_degrees_are_refused_by_name():
    with pytest.raises(CrsMismatchError, match="lon first"):
        project_lonlat([236_000.0], [42.3])
    with pytest.raises(CrsMismatchError, match="lon first"):
        project_lonlat([-71.0], [901_000.0])


def test_a_point_for_which_the_projection_is_silent_is_refused():
    with pytest.raises(BadParameterError, match="no place in EPSG:26986"):
        project_lonlat([0.0], [-90.0])


@pytest.mark.parametrize(
    ("stated", "known"),
    [
        ("EPSG:2249", "EPSG:2249"),
        ("urn:ogc:def:crs:EPSG::26986", "EPSG:26986"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("EPSG:99999999", None),
        ("the usual one", None),
        ("", None),
    ],
)
def test_a_stated_crs_is_known_by_a_short_name_or_not_at_all(stated, known):
    assert find_crs(stated) == known


def test_feet_metres_and_degrees_of_one_point_are_one_point():
    x_m, y_m = project_lonlat(-71.07, 42.34)
    x_feet, y_feet = transform_coordinates(x_m, y_m, from_crs="EPSG:26986", to_crs="EPSG:2249")

    assert x_feet / x_m == pytest.approx(3937 / 1200)
    lon, lat = transform_coordinates(x_feet, y_feet, from_crs="EPSG:2249", to_crs="EPSG:4326")
    assert (lon[0], lat[0]) == pytest.approx((-71.07, 42.34), abs=1e-6)


def test_a_point_that_a_crs_does_not_have_is_inf_and_not_an_error():
    # Feet taken for degrees.
    x_m, y_m = transform_coordinates([771_204.9], [2_967_614.9], from_crs="EPSG:4326", to_crs="EPSG:26986")

    assert np.isinf([*x_m, *y_m]).all()
