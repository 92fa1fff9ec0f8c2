from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from sklearn.cluster import DBSCAN

from geo.crs import project_lonlat
from geo.density import label_dense_areas, outline_dense_area, outline_to_lonlat_geojson
from geo.errors import BadParameterError, MissingColumnError


def points(*rows: tuple[float, ...]) -> pd.DataFrame:
    frame = pd.DataFrame([row if len(row) == 3 else (*row, 1.0) for row in rows])
    return frame.set_axis(["x_m", "y_m", "weight"], axis=1)


def sklearn_labels(frame: pd.DataFrame, *, radius_m: float, min_weight: int, algorithm: str = "auto") -> np.ndarray:
    model = DBSCAN(eps=radius_m, min_samples=min_weight, algorithm=algorithm)
    return model.fit(frame[["x_m", "y_m"]].to_numpy(), sample_weight=frame["weight"].to_numpy()).labels_


def test_close_tickets_are_a_dense_area_and_a_lone_one_is_not():
    frame = points((0, 0), (10, 0), (0, 10), (500, 500))

    assert label_dense_areas(frame, radius_m=50, min_weight=3).tolist() == [0, 0, 0, -1]


def test_weight_makes_a_coordinate_dense_by_itself():
    frame = points((0, 0, 4.9), (500, 0, 5), (900, 0, 3), (900, 0, 2))

    assert label_dense_areas(frame, radius_m=50, min_weight=5).tolist() == [-1, 0, 1, 1]


def test_areas_are_numbered_by_their_first_core_row_and_a_border_point_takes_the_lower_number():
    # The point in the middle reaches one core point of each area; with a weight of 3 it is none itself.
    border, west, east = (0, 0), ((-50, 0), (-90, 0, 5)), ((50, 0), (90, 0, 5))
    east_first, west_first = points(border, *east, *west), points(*west, border, *east)

    assert label_dense_areas(east_first, radius_m=50, min_weight=6).tolist() == [0, 0, 0, 1, 1]
    assert label_dense_areas(west_first, radius_m=50, min_weight=6).tolist() == [0, 0, 0, 1, 1]


def test_a_dense_area_chains_along_a_street():
    frame = points(*((40.0 * i, 0.0) for i in range(50)))

    assert set(label_dense_areas(frame, radius_m=50, min_weight=2)) == {0}


def test_no_points_have_no_labels():
    assert label_dense_areas(points((0, 0)).iloc[:0], radius_m=50, min_weight=5).size == 0


@pytest.mark.parametrize("radius_m", [1.0, np.sqrt(2), 2.0, 2.5, 5.0])
@pytest.mark.parametrize("algorithm", ["kd_tree", "brute"])
def test_labels_equal_those_of_scikit_learn_on_lattices_full_of_ties(radius_m, algorithm):
    rng = np.random.default_rng(20151110)
    for n_points, side in ((40, 8), (200, 25), (400, 60)):
        frame = pd.DataFrame(
            {
                "x_m": rng.integers(0, side, n_points).astype(float),
                "y_m": rng.integers(0, side, n_points).astype(float),
                "weight": rng.integers(0, 4, n_points).astype(float),
            }
        )
        for min_weight in (1, 3, 6, 12):
            expected = sklearn_labels(frame, radius_m=radius_m, min_weight=min_weight, algorithm=algorithm)
            labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)
            assert labels.tolist() == expected.tolist()


def test_labels_equal_those_of_scikit_learn_on_a_city_of_addresses():
    rng = np.random.default_rng(20151111)
    corners = rng.normal((236_000, 900_000), 1_500, size=(2_000, 2)).round(2)
    at_corner = corners[np.minimum(rng.pareto(1.0, 6_000) * 20, 1_999).astype(int)]
    frame = pd.DataFrame(at_corner, columns=["x_m", "y_m"]).assign(weight=1.0)

    for radius_m, min_weight in ((25, 10), (50, 5), (100, 25)):
        labels = label_dense_areas(frame, radius_m=radius_m, min_weight=min_weight)
        assert labels.tolist() == sklearn_labels(frame, radius_m=radius_m, min_weight=min_weight).tolist()
        assert labels.max() > 0


def test_what_no_area_can_be_made_of_is_refused():
    with pytest.raises(MissingColumnError, match="points lack weight"):
        label_dense_areas(points((0, 0)).drop(columns="weight"), radius_m=50, min_weight=5)
    with pytest.raises(BadParameterError, match="weight of points"):
        label_dense_areas(points((0, 0, -1)), radius_m=50, min_weight=5)
    with pytest.raises(BadParameterError, match="min_weight"):
        label_dense_areas(points((0, 0)), radius_m=50, min_weight=0)
    with pytest.raises(BadParameterError, match="radius_m"):
        label_dense_areas(points((0, 0)), radius_m=0, min_weight=5)


def outline(frame: pd.DataFrame, *, radius_m: float = 50, limit_m: float = 300) -> shapely.Polygon | None:
    return outline_dense_area(frame, centre_x_m=0, centre_y_m=0, radius_m=radius_m, limit_m=limit_m)


def test_the_outline_of_one_member_is_its_disk():
    drawn = outline(points((0, 0)))

    assert drawn is not None
    assert drawn.area == pytest.approx(np.pi * 50**2, rel=0.06)
    assert drawn.hausdorff_distance(shapely.Point(0, 0).buffer(50)) < 2.5


def test_the_outline_of_a_long_street_is_cut_at_the_limit():
    drawn = outline(points(*((40.0 * i, 0.0) for i in range(50))))

    assert drawn is not None
    assert drawn.bounds[2] == pytest.approx(300, abs=2)
    assert drawn.bounds[0] == pytest.approx(-50, abs=2)


def test_the_outline_is_the_part_that_holds_the_centre_even_if_another_is_larger():
    far = [(250.0, 60.0 * i) for i in range(-2, 3)]

    drawn = outline(points((10, 0), *far))

    assert drawn is not None
    assert drawn.contains(shapely.Point(0, 0))
    assert drawn.bounds[2] < 100


def test_the_outline_is_the_nearest_part_when_none_holds_the_centre():
    drawn = outline(points((-80, 0), (200, 0), (220, 0), (240, 0)))

    assert drawn is not None
    assert drawn.contains(shapely.Point(-80, 0))
    assert not drawn.contains(shapely.Point(220, 0))


def test_of_two_parts_equally_near_the_larger_is_drawn():
    drawn = outline(points((-80, 0), (80, 0), (120, 0)))

    assert drawn is not None
    assert drawn.contains(shapely.Point(120, 0))


def test_an_outline_has_no_holes():
    ring = [(150 * np.cos(angle), 150 * np.sin(angle)) for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False)]

    drawn = outline(points(*ring))

    assert drawn is not None
    assert len(drawn.interiors) == 0
    assert drawn.contains(shapely.Point(0, 0))


def test_an_outline_is_simple_enough_for_a_phone():
    rng = np.random.default_rng(3)
    drawn = outline(pd.DataFrame(rng.normal(0, 60, size=(400, 2)), columns=["x_m", "y_m"]))

    assert drawn is not None
    assert drawn.is_valid
    assert len(drawn.exterior.coords) < 120


def test_the_outline_does_not_hang_on_the_order_of_the_members():
    frame = pd.DataFrame(np.random.default_rng(4).normal(0, 80, size=(60, 2)), columns=["x_m", "y_m"])

    first, second = outline(frame), outline(frame.iloc[::-1])

    assert first is not None
    assert second is not None
    assert shapely.to_wkb(first) == shapely.to_wkb(second)


def test_an_area_whose_members_all_lie_past_the_limit_has_no_outline():
    assert outline(points((301, 0), (0, 400))) is None
    assert outline(points((0, 0)).iloc[:0]) is None


def test_what_no_outline_can_be_drawn_of_is_refused():
    with pytest.raises(MissingColumnError, match="points lack y_m"):
        outline(points((0, 0)).drop(columns="y_m"))
    with pytest.raises(BadParameterError, match="limit_m"):
        outline(points((0, 0)), limit_m=0)
    with pytest.raises(BadParameterError, match="radius_m"):
        outline(points((0, 0)), radius_m=-1)
    with pytest.raises(BadParameterError, match="x_m of points"):
        outline(points((float("nan"), 0)))


def test_an_outline_becomes_geojson_in_degrees_turning_left():
    x_m, y_m = (float(values[0]) for values in project_lonlat([-71.06], [42.36]))
    with_hole = shapely.Point(x_m, y_m).buffer(50).difference(shapely.Point(x_m, y_m).buffer(20))

    geometry = json.loads(outline_to_lonlat_geojson(with_hole))

    outer, hole = (shapely.LinearRing(ring) for ring in geometry["coordinates"])
    assert geometry["type"] == "Polygon"
    assert outer.is_ccw
    assert not hole.is_ccw
    assert outer.centroid.distance(shapely.Point(-71.06, 42.36)) < 1e-5
    decimals = [str(value).partition(".")[2] for ring in geometry["coordinates"] for pair in ring for value in pair]
    assert max(map(len, decimals)) == 6
