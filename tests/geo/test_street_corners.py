from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geo.errors import MissingColumnError
from geo.street_corners import CROSSING_COLUMNS, cross_streets


def lines(*rows):
    named = [(name, shapely.LineString(points)) for name, points in rows]
    return pd.DataFrame(named, columns=["feature_name", "shape"])


def corners(*rows):
    found = cross_streets(lines(*rows))
    return found[["first_label", "second_label", "x_m", "y_m"]].to_numpy().tolist()


def test_an_end_on_another_street_is_a_corner_even_where_that_one_is_not_cut():
    assert corners(("Elm St", [(0, 0), (100, 0)]), ("Oak Ave", [(40, 0), (40, 90)])) == [["Elm St", "Oak Ave", 40, 0]]


def test_a_bridge_and_the_street_under_it_are_no_corner():
    assert corners(("Elm St", [(0, 0), (100, 0)]), ("Oak Ave", [(40, -90), (40, 90)])) == []


def test_two_pieces_of_one_street_are_no_corner_however_they_are_spelled():
    assert corners(("Elm St", [(0, 0), (50, 0)]), ("ELM STREET", [(50, 0), (90, 0)])) == []


def test_lines_drawn_to_one_crossing_may_miss_each_other_by_a_metre():
    missed = ("Oak Ave", [(40, 0.8), (40, 90)])

    assert corners(("Elm St", [(0, 0), (100, 0)]), missed) == [["Elm St", "Oak Ave", 40, 1]]
    assert corners(("Elm St", [(0, 0), (100, 0)]), ("Oak Ave", [(40, 3), (40, 90)])) == []


def test_where_four_pieces_end_the_corner_is_told_once_and_in_readable_letters():
    found = corners(
        ("E 8TH ST", [(0, 0), (50, 0)]),
        ("E 8TH ST", [(50, 0), (90, 0)]),
        ("N ST", [(50, 0), (50, 40)]),
        ("N ST", [(50, -40), (50, 0)]),
    )

    assert found == [["E 8th St", "N St", 50, 0]]


def test_a_line_of_several_parts_ends_where_each_part_ends():
    parted = shapely.MultiLineString([[(0, 0), (0, 50)], [(300, 0), (300, 50)]])
    frame = pd.concat(
        [lines(("Elm St", [(-9, 0), (400, 0)])), pd.DataFrame({"feature_name": ["Oak Ave"], "shape": [parted]})],
        ignore_index=True,
    )

    assert cross_streets(frame)[["x_m", "y_m"]].to_numpy().tolist() == [[0, 0], [300, 0]]


@pytest.mark.parametrize("frame", [lines(), lines(("...", [(0, 0), (1, 1)]))])
def test_without_a_street_there_is_no_corner(frame):
    found = cross_streets(frame)

    assert list(found.columns) == list(CROSSING_COLUMNS)
    assert found.empty


def test_a_frame_without_shapes_is_refused():
    with pytest.raises(MissingColumnError, match="shape"):
        cross_streets(pd.DataFrame({"feature_name": ["Elm St"]}))
