from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geo.city_cells import CityGround, measure_ground
from geo.errors import BadParameterError, MissingColumnError

KM_SQUARE = shapely.box(236_000, 900_000, 237_000, 901_000)


def _cells(*cells: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["column_no", "row_no"], dtype="int64")


def _measure(cells: pd.DataFrame, outline: shapely.Geometry | None = None, **changed: float) -> CityGround:
    lengths = {"side_m": 100, "reach_m": 100, "closing_m": 250} | changed
    return measure_ground(cells, outline=outline, **lengths)


def test_a_square_kilometre_has_a_hundred_cells_and_one_percent_of_them_is_one():
    ground = _measure(_cells((2360, 9000), (2369, 9009)), KM_SQUARE)

    assert (ground.n_cells, ground.area_km2, ground.how) == (100, 1.0, "official")
    assert ground.cells_of_share(0.01) == 1
    assert ground.cells_of_share(0.0001) == 1


def test_a_cell_with_a_ticket_counts_even_where_its_centre_lies_beyond_the_outline():
    # One in the window of the outline's bounds, one far from it.
    corner = shapely.box(236_000, 900_000, 237_040, 901_000)

    assert _measure(_cells((2360, 9000), (2365, 9005), (2370, 9003), (2400, 9000)), corner).n_cells == 102


def test_another_city_s_outline_is_not_the_ground_of_these_tickets():
    tickets = _cells((3000, 9500), (3001, 9500), (2360, 9000))

    assert _measure(tickets, KM_SQUARE).how == "derived"
    assert _measure(tickets, KM_SQUARE).n_cells == _measure(tickets).n_cells


def test_without_an_outline_the_ground_reaches_one_cell_round_a_ticket():
    assert _measure(_cells((0, 0)), closing_m=1).n_cells == 5
    assert _measure(_cells((0, 0)), closing_m=1).how == "derived"


def test_a_park_among_the_tickets_is_ground_and_a_river_between_two_towns_is_not():
    ring = [(column, row) for column in range(6) for row in range(6) if column in (0, 5) or row in (0, 5)]
    with_park = _measure(_cells(*ring), reach_m=1, closing_m=250).n_cells
    full = [(column, row) for column in range(6) for row in range(6)]

    assert with_park == _measure(_cells(*full), reach_m=1, closing_m=250).n_cells
    towns = _cells((0, 0), (40, 0))
    assert _measure(towns).n_cells == 2 * _measure(_cells((0, 0))).n_cells


def test_no_ticket_and_no_outline_is_no_ground():
    assert _measure(_cells()).n_cells == 0


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(MissingColumnError):
        _measure(pd.DataFrame({"column_no": [1]}))
    with pytest.raises(BadParameterError):
        _measure(_cells((0, 0)), side_m=0)
