from __future__ import annotations

import pandas as pd
import pytest

from geo.crs import project_lonlat
from geo.errors import BadParameterError, MissingColumnError
from geo.gazetteer import build_gazetteer, name_locations


def make(points: list[tuple], places: list[tuple] = ()):
    return build_gazetteer(
        pd.DataFrame(points, columns=["place_text", "x_m", "y_m", "n_tickets"]),
        pd.DataFrame(places, columns=["place_name", "aliases", "x_m", "y_m", "radius_m"]),
    )


def names(gazetteer, *centres: tuple[float, float], taken=()):
    frame = pd.DataFrame(centres, columns=["x_m", "y_m"])
    return name_locations(frame, gazetteer, place_reach_m=120, intersection_reach_m=150, taken=taken)


CORNERS = [("INTERSECTION of Utica St & Beach St  Boston  MA", 0, 0, 5), ("Hudson St & Kneeland St", 0, 140, 5)]
SQUARE = ("Lantern Square", "", 0, 0, 60)


def test_a_centre_in_a_small_square_is_called_after_it():
    assert names(make(CORNERS, [SQUARE]), (50, 0)) == ["Lantern Square"]


def test_a_centre_beside_a_square_is_called_after_it_and_the_corner():
    assert names(make(CORNERS, [SQUARE]), (100, 0)) == ["Lantern Square (Beach St & Utica St)"]


def test_a_centre_in_a_large_park_needs_the_corner():
    park = ("Boston Common", "", 0, 0, 270)

    assert names(make(CORNERS, [park]), (50, 0)) == ["Boston Common (Beach St & Utica St)"]
    assert names(make([], [park]), (50, 0)) == ["Boston Common"]


def test_of_two_squares_the_one_whose_edge_is_nearer_gives_the_name():
    squares = [("Small Square", "", 0, 0, 40), ("Large Park", "", 300, 0, 200)]

    assert names(make([], squares), (80, 0)) == ["Large Park"]


def test_away_from_squares_the_corner_gives_the_name():
    assert names(make(CORNERS, [("Far Square", "", 900, 0, 60)]), (30, 0)) == ["Beach St & Utica St"]


def test_a_long_corner_is_shortened_as_people_do_or_left_without_the_square():
    mass = [("Massachusetts Ave & Harrison Ave", 0, 0, 3)]
    long = [("Colonel Michael J. McDonough Way & Orton-Marotta Way", 0, 0, 3)]
    square = ("Worcester Square", "", 0, 0, 60)

    assert names(make(mass, [square]), (90, 0)) == ["Worcester Square (Harrison Ave & Mass Ave)"]
    assert names(make(long, [square]), (90, 0)) == ["Colonel Michael J. McDonough Way & Orton-Marotta Way"]


def test_a_corner_of_streets_people_know_is_named_before_a_nearer_one():
    points = [
        ("Albany St & Parmelee St", 0, 0, 1),
        ("Albany St & Harrison Ave", 60, 0, 1),
        ("10 Harrison Ave", 999, 0, 400),
        ("10 Albany St", 999, 99, 400),
    ]

    assert names(make(points), (0, 0)) == ["Albany St & Harrison Ave"]


def test_a_public_alley_gives_a_name_only_where_there_is_nothing_else():
    alley = ("INTERSECTION of Public Alley No. 441 & Dartmouth St  Boston  MA", 0, 0, 9)

    assert names(make([alley, ("Fairfield St & Newbury St", 120, 0, 1)]), (0, 0)) == ["Fairfield St & Newbury St"]
    assert names(make([alley]), (0, 0)) == ["Dartmouth St & Public Alley No. 441"]


def test_without_a_corner_the_nearest_address_gives_the_street():
    assert names(make([("780 Albany St", 0, 0, 1), ("790 Albany St", 60, 0, 1)]), (10, 0)) == ["Albany St near 780"]


def test_a_square_just_out_of_its_corner_gives_the_name_when_nothing_else_does():
    assert names(make([], [SQUARE]), (150, 0)) == ["Lantern Square"]


def test_with_nothing_in_reach_the_coordinates_are_the_name():
    x_m, y_m = project_lonlat([-71.0763], [42.3312])

    assert names(make([]), (x_m[0], y_m[0])) == ["Place at 42.3312, -71.0763"]


def test_no_name_is_given_twice_and_the_nearer_centre_has_the_better_one():
    gazetteer = make(CORNERS, [SQUARE])

    assert names(gazetteer, (50, 0), (0, 0)) == ["Lantern Square (Beach St & Utica St)", "Lantern Square"]
    assert names(make(CORNERS[:1]), (5, 0), (0, 0), (9, 0)) == [
        "Beach St & Utica St (2)",
        "Beach St & Utica St",
        "Beach St & Utica St (3)",
    ]


def test_two_centres_on_one_spot_with_nothing_near_are_still_told_apart():
    given = names(make([]), (230000, 900000), (230000, 900000))

    assert sorted(given) == [given[0].removesuffix(" (2)"), given[0].removesuffix(" (2)") + " (2)"]


def test_a_name_another_place_has_already_is_not_given_again():
    assert names(make(CORNERS, [SQUARE]), (0, 0), taken={"Lantern Square"}) == ["Lantern Square (Beach St & Utica St)"]


def test_no_centres_need_no_names():
    assert names(make(CORNERS)) == []


def test_a_negative_reach_and_a_missing_column_are_refused():
    frame = pd.DataFrame({"x_m": [0.0], "y_m": [0.0]})
    with pytest.raises(BadParameterError, match="negative"):
        name_locations(frame, make([]), place_reach_m=-1, intersection_reach_m=1)
    with pytest.raises(BadParameterError, match="negative"):
        name_locations(frame, make([]), place_reach_m=1, intersection_reach_m=-1)
    with pytest.raises(MissingColumnError):
        name_locations(frame[["x_m"]], make([]), place_reach_m=1, intersection_reach_m=1)
