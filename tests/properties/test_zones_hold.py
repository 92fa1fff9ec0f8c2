"""Hexes tile the plane: every point lies in exactly one, and none lies in two or in between."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, intersection, points, unary_union, within

from geo.zones import assign_hexes, hex_centre, hex_outline

widths = st.floats(200, 2000, allow_nan=False).map(lambda width: round(width, 1))
coordinates = st.tuples(st.floats(225_000, 250_000), st.floats(885_000, 910_000))


@given(coordinates, widths)
def test_every_point_lies_in_its_own_hex_and_in_no_other(point, width_m):
    near = [(point[0] + dx * width_m, point[1] + dy * width_m) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    ids = set(assign_hexes(*zip(*near, strict=True), width_m=width_m))
    own = assign_hexes(*point, width_m=width_m)[0]

    for hex_id in ids:
        is_inside = within(points(*point), Polygon(hex_outline(hex_id)).buffer(1e-6))
        is_well_inside = within(points(*point), Polygon(hex_outline(hex_id)).buffer(-1e-6))
        assert is_inside or hex_id != own
        assert not is_well_inside or hex_id == own


@given(coordinates, widths)
def test_hexes_tile_without_gap_or_overlap(centre, width_m):
    steps = np.linspace(-3 * width_m, 3 * width_m, 60)
    x_m, y_m = (each.ravel() for each in np.meshgrid(centre[0] + steps, centre[1] + steps))
    hexes = [Polygon(hex_outline(hex_id)) for hex_id in set(assign_hexes(x_m, y_m, width_m=width_m))]
    joined = unary_union([each.buffer(1e-6) for each in hexes])

    assert joined.geom_type == "Polygon"
    assert len(joined.interiors) == 0
    assert abs(joined.area - sum(each.area for each in hexes)) < 1e-3 * hexes[0].area
    for one in hexes[:5]:
        assert sum(intersection(one, other).area for other in hexes if other is not one) < 1e-3


@given(coordinates, widths)
def test_the_centre_of_a_hex_lies_in_it_and_a_points_id_hangs_on_nothing_else(point, width_m):
    own = assign_hexes(*point, width_m=width_m)[0]

    assert assign_hexes(*hex_centre(str(own)), width_m=width_m)[0] == own
    among = assign_hexes([point[0], 230_000.0], [point[1], 900_000.0], width_m=width_m)
    assert among[0] == own
