from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.districts import (
    NO_AREA,
    area_to_lonlat_geojson,
    assign_points,
    derive_areas,
    simplify_areas,
    union_areas,
)
from geo.errors import BadParameterError, CrsMismatchError, MissingColumnError

X, Y = 236_000.0, 900_000.0


def square(west, south, side=100.0):
    return shapely.box(X + west, Y + south, X + west + side, Y + south + side)


def labelled(*rows):
    """Points as (east, north, label) or (east, north, label, n_tickets), metres from a corner in the South End."""
    return pd.DataFrame(
        [(X + row[0], Y + row[1], row[2], row[3] if len(row) > 3 else 1) for row in rows],
        columns=["x_m", "y_m", "label", "n_tickets"],
    )


def grid(label, west, east, *, step=50, height=400):
    return [(x, y, label) for x in range(west, east, step) for y in range(0, height, step)]


def derived(rows, *, reach_m=100.0, closing_m=100.0, min_island_coordinates=3):
    return derive_areas(rows, reach_m=reach_m, closing_m=closing_m, min_island_coordinates=min_island_coordinates)


def own_area(made, rows):
    names = made.areas["area_name"].to_list()
    found = assign_points(rows["x_m"], rows["y_m"], made.areas["area"].to_list())
    return [names[position] if position != NO_AREA else None for position in found]


def test_a_point_lies_in_the_area_that_holds_it_and_in_none_outside_all():
    found = assign_points([X + 50, X + 250, X + 999], [Y + 50, Y + 50, Y + 50], [square(0, 0), square(200, 0)])

    assert found.tolist() == [0, 1, NO_AREA]


def test_a_point_on_a_common_edge_goes_to_the_area_that_stands_first():
    areas = [square(0, 0), square(100, 0)]

    assert assign_points([X + 100], [Y + 50], areas).tolist() == [0]
    assert assign_points([X + 100], [Y + 50], areas[::-1]).tolist() == [0]


def test_where_two_areas_overlap_the_first_one_has_the_point():
    assert assign_points([X + 75], [Y + 50], [square(50, 0), square(0, 0)]).tolist() == [0]


def test_a_point_a_step_outside_goes_to_the_nearest_area_and_one_further_out_to_none():
    areas = [square(0, 0), square(200, 0)]
    x_m, y_m = [X + 130, X + 170, X + 150, X - 41], [Y + 50] * 4

    assert assign_points(x_m, y_m, areas, reach_m=50).tolist() == [0, 1, 0, 0]
    assert assign_points(x_m, y_m, areas, reach_m=40).tolist() == [0, 1, NO_AREA, NO_AREA]


def test_no_points_and_no_areas_are_legal():
    assert assign_points([], [], [square(0, 0)]).tolist() == []
    assert assign_points([X], [Y], []).tolist() == [NO_AREA]


def test_a_reach_below_zero_is_refused():
    with pytest.raises(BadParameterError, match="reach_m"):
        assign_points([X], [Y], [square(0, 0)], reach_m=-1)


def test_a_district_in_two_features_is_one_district():
    parts = pd.DataFrame({"area_name": ["D-4", "B-2", "D-4"], "area": [square(0, 0), square(500, 0), square(100, 0)]})

    areas = union_areas(parts)

    assert areas["area_name"].tolist() == ["B-2", "D-4"]
    assert shapely.area(areas["area"].iloc[1]) == pytest.approx(20_000)


def test_areas_in_degrees_or_feet_are_refused():
    with pytest.raises(CrsMismatchError):
        union_areas(pd.DataFrame({"area_name": ["D-4"], "area": [shapely.box(771_204, 2_967_614, 772_000, 2_968_000)]}))
    with pytest.raises(CrsMismatchError):
        derived(pd.DataFrame({"x_m": [-71.07], "y_m": [42.34], "label": ["D-4"], "n_tickets": [1]}))


def test_two_halves_of_a_street_grid_become_two_areas_that_meet_half_way():
    rows = labelled(*grid("A-1", 0, 400), *grid("D-4", 400, 800))

    made = derived(rows)

    assert own_area(made, rows) == rows["label"].tolist()
    common = shapely.intersection(*made.areas["area"])
    assert shapely.area(common) == 0
    assert shapely.bounds(common)[[0, 2]] == pytest.approx([X + 375, X + 375])


def test_a_stray_label_makes_no_exclave_and_is_told():
    rows = labelled(*grid("A-1", 0, 400), *grid("D-4", 400, 800), (120, 120, "D-4"))

    made = derived(rows)

    told = made.points.set_index(["x_m", "y_m"]).loc[(X + 120, Y + 120)]
    assert told.tolist() == ["D-4", "A-1"]
    assert own_area(made, rows)[-1] == "A-1"
    assert [len(shapely.get_parts(area)) for area in made.areas["area"]] == [1, 1]


def test_an_island_large_enough_stays_a_part_of_its_district():
    island = [(x, y, "D-4") for x in (100, 150) for y in (100, 150)]
    elsewhere = [row for row in grid("A-1", 0, 400) if (*row[:2], "D-4") not in island]
    rows = labelled(*elsewhere, *grid("D-4", 800, 1000), *island)

    assert own_area(derived(rows, min_island_coordinates=4), rows)[-4:] == ["D-4"] * 4
    assert own_area(derived(rows, min_island_coordinates=5), rows)[-4:] == ["A-1"] * 4


def test_where_one_address_states_two_districts_most_of_its_tickets_decide():
    rows = labelled((0, 0, "A-1", 2), (0, 0, "D-4", 3), (500, 0, "A-1", 1))

    assert derived(rows).points["label"].tolist() == ["D-4", "A-1"]


def test_nobody_claims_what_lies_further_from_every_ticket_than_the_reach():
    made = derived(labelled(*grid("A-1", 0, 400), *grid("A-7", 2000, 2400)))

    middle_of_the_harbour = assign_points([X + 1200], [Y + 200], made.areas["area"].to_list())
    assert middle_of_the_harbour.tolist() == [NO_AREA]
    assert shapely.distance(*made.areas["area"]) > 1300


@pytest.mark.parametrize(
    "rows",
    [
        labelled((0, 0, "A-1")),
        labelled((0, 0, "A-1"), (0, 0, "A-1"), (0.001, 0.001, "A-1")),
        labelled(*((x, 0, "A-1" if x < 300 else "D-4") for x in range(0, 600, 50))),
        labelled((0, 0, "A-1"), (40, 0, "D-4")),
        labelled(*grid("A-1", 0, 400)),
    ],
    ids=["one point", "one place written three times", "points in a row", "two points", "one label"],
)
def test_degenerate_points_still_lie_in_their_own_area(rows):
    made = derived(rows)

    assert own_area(made, rows) == rows["label"].tolist()
    assert shapely.is_valid(made.areas["area"].to_numpy()).all()


def test_no_points_make_no_areas():
    made = derived(labelled())

    assert len(made.areas) == 0
    assert made.points.columns.tolist() == ["x_m", "y_m", "label", "area_name"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reach_m": 0}, "reach_m"),
        ({"closing_m": -1}, "closing_m"),
        ({"min_island_coordinates": 0}, "min_island_coordinates"),
    ],
    ids=["reach", "closing", "island"],
)
def test_a_parameter_nothing_can_be_made_of_is_refused(changes, message):
    with pytest.raises(BadParameterError, match=message):
        derived(labelled((0, 0, "A-1")), **changes)


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnError, match="n_tickets"):
        derived(labelled((0, 0, "A-1")).drop(columns="n_tickets"))


def test_areas_simplified_together_keep_their_common_edge():
    rng = np.random.default_rng(5)
    rows = labelled(
        *((x, y, "A-1" if x < 500 + 60 * np.sin(y / 80) else "D-4") for x, y in rng.uniform(0, 1000, (600, 2)))
    )
    areas = derived(rows).areas["area"].to_list()

    simple = simplify_areas(areas, tolerance_m=25)

    assert sum(shapely.get_num_coordinates(simple)) < sum(shapely.get_num_coordinates(areas)) / 2
    assert shapely.area(shapely.intersection(*simple)) == pytest.approx(0, abs=1e-6)
    assert shapely.coverage_is_valid(simple)


def test_an_area_for_a_map_is_in_degrees_to_a_metre():
    geojson = json.loads(area_to_lonlat_geojson(square(0, 0)))

    ring = np.array(geojson["coordinates"][0])
    assert geojson["type"] == "Polygon"
    assert ((ring > [-71.1, 42.2]) & (ring < [-71.0, 42.5])).all()
    assert np.ptp(ring[:, 1]) * 111_320 == pytest.approx(100, abs=2.5)
    assert (np.round(ring, 5) == ring).all()
