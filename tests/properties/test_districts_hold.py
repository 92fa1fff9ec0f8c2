from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geo.districts import NO_AREA, assign_points, derive_areas

X, Y = 236_000.0, 900_000.0
LABELS = ["A-1", "B-2", "C-6", "D-4"]
places = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=60, unique=True).map(
    lambda cells: np.array(cells, dtype=float) * 37.0
)
reaches = st.sampled_from([30.0, 100.0, 300.0])


def as_rows(xy, labels, counts=1):
    return pd.DataFrame({"x_m": X + xy[:, 0], "y_m": Y + xy[:, 1], "label": labels, "n_tickets": counts})


def named(areas, x_m, y_m):
    names = np.array([*areas["area_name"], None], dtype=object)
    return names[assign_points(x_m, y_m, areas["area"].to_list())]


@given(places, reaches, st.floats(-1, 1), st.floats(0, 2000))
def test_every_point_of_a_clean_partition_lies_in_its_own_area(xy, reach_m, slope, offset):
    labels = np.where(xy[:, 1] + slope * (xy[:, 0] - 1100) > offset, "A-1", "D-4")
    rows = as_rows(xy, labels)

    made = derive_areas(rows, reach_m=reach_m, closing_m=50, min_island_coordinates=4)

    # A straight border: the points of either side hang together, so no island is absorbed.
    assert named(made.areas, rows["x_m"], rows["y_m"]).tolist() == labels.tolist()
    assert (made.points["label"] == made.points["area_name"]).all()


@given(places, st.integers(0, 2**32 - 1), reaches, st.integers(1, 6))
def test_areas_never_overlap_and_every_coordinate_lies_in_the_area_it_was_given_to(xy, seed, reach_m, min_island):
    labels = np.random.default_rng(seed).choice(LABELS, len(xy))

    made = derive_areas(as_rows(xy, labels), reach_m=reach_m, closing_m=50, min_island_coordinates=min_island)

    areas = made.areas["area"].to_numpy()
    assert shapely.is_valid(areas).all()
    total = shapely.area(shapely.union_all(areas))
    assert np.isclose(shapely.area(areas).sum(), total, rtol=1e-9)
    assert named(made.areas, made.points["x_m"], made.points["y_m"]).tolist() == made.points["area_name"].tolist()
    assert set(made.areas["area_name"]) == set(made.points["label"]) == set(made.points["area_name"])


@given(places, st.integers(0, 2**32 - 1), reaches)
def test_nothing_hangs_on_the_order_of_the_rows_or_on_how_tickets_are_split_over_them(xy, seed, reach_m):
    rng = np.random.default_rng(seed)
    rows = as_rows(xy, rng.choice(LABELS, len(xy)), rng.integers(1, 5, len(xy)))
    split = rows.loc[rows.index.repeat(rows["n_tickets"])].assign(n_tickets=1)

    made = derive_areas(rows, reach_m=reach_m, closing_m=50, min_island_coordinates=3)
    again = derive_areas(
        split.iloc[rng.permutation(len(split))], reach_m=reach_m, closing_m=50, min_island_coordinates=3
    )

    pd.testing.assert_frame_equal(made.points, again.points)
    assert [shapely.to_wkb(area) for area in made.areas["area"]] == [
        shapely.to_wkb(area) for area in again.areas["area"]
    ]


@given(places, st.integers(0, 2**32 - 1), reaches)
def test_ground_goes_to_the_nearest_coordinates_area_and_none_lies_beyond_the_reach(xy, seed, reach_m):
    rng = np.random.default_rng(seed)
    rows = as_rows(xy, rng.choice(LABELS, len(xy)))
    made = derive_areas(rows, reach_m=reach_m, closing_m=0, min_island_coordinates=1)
    asked = rng.uniform(-500, 2700, (200, 2)) + np.array((X, Y))
    sites = made.points[["x_m", "y_m"]].to_numpy()
    distances, nearest = cKDTree(sites).query(asked, k=2 if len(sites) > 1 else 1)
    if len(sites) > 1:
        # At a border a centimetre decides.
        clear = distances[:, 1] - distances[:, 0] > 0.01
        assume(clear.any())
        asked, distances, nearest = asked[clear], distances[clear, 0], nearest[clear, 0]

    found = named(made.areas, asked[:, 0], asked[:, 1])

    is_in = found != np.array(None)
    assert (found[is_in] == made.points["area_name"].to_numpy()[nearest[is_in]]).all()
    # The ground is drawn from squares of a quarter of the reach and circles of sixteen corners.
    assert (distances[is_in] <= reach_m * 1.18).all()
    assert is_in[distances < reach_m * 0.75].all()


@given(places, st.permutations(range(4)))
def test_a_point_is_given_to_the_first_of_the_areas_that_hold_it(xy, order):
    areas = [shapely.box(X + 400 * n, Y, X + 400 * n + 900, Y + 2300) for n in order]

    found = assign_points(X + xy[:, 0], Y + xy[:, 1], areas)

    points = shapely.points(np.column_stack((X + xy[:, 0], Y + xy[:, 1])))
    for point, position in zip(points, found, strict=True):
        holders = [index for index, area in enumerate(areas) if shapely.intersects(area, point)]
        assert position == (holders[0] if holders else NO_AREA)
