from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geo.errors import BadParameterError, MissingColumnError
from geo.nearness import measure_nearness

PLACE = pd.DataFrame({"x_m": [0.0], "y_m": [0.0]})


def features(*rows):
    return pd.DataFrame(rows, columns=["feature_name", "shape"])


def measured(*rows, reach_m=300.0):
    return measure_nearness(PLACE, features(*rows), reach_m=reach_m).iloc[0].to_dict()


def test_the_nearest_is_told_by_its_name_and_its_distance_in_metres():
    near = measured(("Far School", shapely.Point(400, 300)), ("Near School", shapely.Point(30, 40)))

    assert near == {"nearest_name": "Near School", "distance_m": 50.0, "n_within": 1}


def test_the_distance_to_an_area_is_to_its_edge_and_none_inside_it():
    park = shapely.box(100, -10, 200, 10)

    assert measured(("Park", park))["distance_m"] == 100
    assert measured(("Park", shapely.box(-5, -5, 5, 5)))["distance_m"] == 0


def test_two_features_of_one_name_count_once():
    near = measured(("Stop", shapely.Point(10, 0)), ("Stop", shapely.Point(-10, 0)), ("Other", shapely.Point(0, 20)))

    assert near["n_within"] == 2


def test_of_two_as_near_the_first_in_the_alphabet_is_told():
    assert measured(("B", shapely.Point(10, 0)), ("A", shapely.Point(0, 10)))["nearest_name"] == "A"


def test_the_edge_of_the_reach_is_within_it():
    assert measured(("A", shapely.Point(300, 0)))["n_within"] == 1
    assert measured(("A", shapely.Point(300.01, 0)))["n_within"] == 0


def test_a_layer_without_a_feature_gives_no_row_and_not_nought():
    assert measure_nearness(PLACE, features(), reach_m=300).empty


def test_no_place_gives_no_row():
    assert measure_nearness(PLACE.iloc[:0], features(("A", shapely.Point(0, 0))), reach_m=300).empty


def test_rows_stay_aligned_with_the_places():
    places = pd.DataFrame({"x_m": [500.0, 0.0], "y_m": [0.0, 0.0]}, index=[7, 3])

    near = measure_nearness(places, features(("A", shapely.Point(0, 0))), reach_m=300)

    assert near["distance_m"].to_dict() == {7: 500.0, 3: 0.0}


def test_a_reach_that_is_none_and_a_frame_that_lacks_a_column_are_refused():
    with pytest.raises(BadParameterError):
        measured(("A", shapely.Point(0, 0)), reach_m=0)
    with pytest.raises(MissingColumnError):
        measure_nearness(PLACE, pd.DataFrame({"feature_name": ["A"]}), reach_m=300)
