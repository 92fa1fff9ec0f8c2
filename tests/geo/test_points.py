from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadParameterError, CrsMismatchError, GeoError, MissingColumnError
from geo.points import distinct_points, finite_column, neighbours_within, project_coordinates


def test_projected_rows_keep_their_columns_order_and_index():
    rows = pd.DataFrame({"lon": [-71.5, -71.06], "lat": [41.0, 42.36], "name": ["b", "a"]}, index=[7, 3])

    projected = project_coordinates(rows)

    assert list(projected.columns) == ["lon", "lat", "name", "x_m", "y_m"]
    assert list(projected.index) == [7, 3]
    assert projected.loc[7, "x_m"] == pytest.approx(200_000.0, abs=0.001)
    assert "x_m" not in rows.columns


def test_a_missing_column_is_named_with_those_that_are_there():
    with pytest.raises(MissingColumnError, match="coordinates lack lat; they have lon, name"):
        project_coordinates(pd.DataFrame({"lon": [1.0], "name": ["a"]}))


def test_every_refusal_is_a_geo_error_and_a_value_error():
    for kind in (MissingColumnError, BadParameterError, CrsMismatchError):
        assert issubclass(kind, GeoError)
        assert issubclass(kind, ValueError)


@pytest.mark.parametrize("value", [np.nan, np.inf, None, -0.5])
def test_a_column_with_a_value_that_cannot_be_summed_is_refused(value):
    frame = pd.DataFrame({"weight": [1.0, value]})

    with pytest.raises(BadParameterError, match="weight of points must be finite and at least 0"):
        finite_column(frame, "weight", what="points", minimum=0)


def test_whole_numbers_read_as_metres():
    assert finite_column(pd.DataFrame({"x_m": [1, 2]}), "x_m", what="points").tolist() == [1.0, 2.0]


def test_repeated_coordinates_collapse_and_their_values_add_up():
    x_m, y_m = np.array([5.0, 1.0, 5.0, 1.0]), np.array([0.0, 2.0, 0.0, 1.0])

    places = distinct_points(x_m, y_m)

    assert list(zip(places.x_m, places.y_m, strict=True)) == [(1.0, 1.0), (1.0, 2.0), (5.0, 0.0)]
    assert places.first_row.tolist() == [3, 1, 0]
    assert places.group_of_row.tolist() == [2, 1, 2, 0]
    assert places.total(np.array([1.0, 10.0, 100.0, 1000.0])).tolist() == [1000.0, 10.0, 101.0]


def test_a_sum_is_the_same_to_the_last_bit_in_any_row_order():
    values = np.random.default_rng(1).random(1_000)
    at_one_place = np.zeros(1_000)
    places = distinct_points(at_one_place, at_one_place)

    assert places.total(values) == places.total(values[::-1])


def test_no_points_are_no_places():
    places = distinct_points(np.empty(0), np.empty(0))
    neighbours = neighbours_within(places.x_m, places.y_m, radius_m=1.0)

    assert places.total(np.empty(0)).size == 0
    assert neighbours.indices.size == 0


def test_a_neighbour_exactly_at_the_radius_counts_and_one_past_it_does_not():
    # 3-4-5 triangle: the second point lies exactly 5 m away, the third a hair further.
    x_m, y_m = np.array([0.0, 3.0, -3.0]), np.array([0.0, 4.0, np.nextafter(4.0, 5.0)])

    neighbours = neighbours_within(x_m, y_m, radius_m=5.0)

    assert neighbours.of(0).tolist() == [0, 1]
    assert neighbours.of(1).tolist() == [0, 1]
    assert neighbours.of(2).tolist() == [2]


@pytest.mark.parametrize("radius_m", [0.0, -1.0, np.nan, np.inf])
def test_a_radius_that_is_no_distance_is_refused(radius_m):
    with pytest.raises(BadParameterError, match="radius_m must be a finite number above 0"):
        neighbours_within(np.zeros(1), np.zeros(1), radius_m=radius_m)


def test_coordinates_that_make_the_same_number_are_told_apart_all_the_same(monkeypatch):
    x_m, y_m = np.array([3.0, 1.0, 3.0, 2.0]), np.array([7.0, 7.0, 7.0, 5.0])
    expected = distinct_points(x_m, y_m)
    # Times nothing, every x makes the same number.
    monkeypatch.setattr("geo.points._ODD", np.uint64(0))

    found = distinct_points(x_m, y_m)

    assert found.x_m.tolist() == expected.x_m.tolist() == [1.0, 2.0, 3.0]
    assert found.group_of_row.tolist() == expected.group_of_row.tolist() == [2, 0, 2, 1]
    assert found.first_row.tolist() == expected.first_row.tolist() == [1, 3, 0]
