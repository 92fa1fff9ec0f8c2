from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.locations import CoveredDisks, cover_disks


def points(*rows: tuple[float, float, float, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["x_m", "y_m", "weight", "n_incidents"])


def cover(frame: pd.DataFrame, *, max_locations: int = 20, min_incidents: int = 1) -> CoveredDisks:
    return cover_disks(frame, radius_m=100, max_locations=max_locations, min_incidents=min_incidents)


def centres(covered: CoveredDisks) -> list[tuple[float, float]]:
    return list(covered.disks[["x_m", "y_m"]].itertuples(index=False, name=None))


def test_the_heaviest_disk_comes_first_and_what_it_covers_is_not_counted_again():
    # Along one street: 0, 80 and 160 m, then a place of its own at 1 km.
    frame = points((0, 0, 2, 2), (80, 0, 3, 3), (160, 0, 1, 1), (1000, 0, 4, 4))

    covered = cover(frame)

    assert covered.disks.to_dict("list") == {
        "number": [1, 2],
        "x_m": [80, 1000],
        "y_m": [0, 0],
        "weight": [6, 4],
        "n_incidents": [6, 4],
    }
    assert covered.disk_numbers.tolist() == [1, 1, 1, 2]


def test_a_disk_weighs_only_what_earlier_disks_have_left():
    frame = points((0, 0, 10, 1), (60, 0, 10, 1), (120, 0, 1, 1), (180, 0, 2, 1))

    covered = cover(frame)

    # The first takes 0, 60 and 120; the 2 at 180 are left alone with nothing of the 1 at 120.
    assert centres(covered) == [(60, 0), (180, 0)]
    assert covered.disks["weight"].tolist() == [21, 2]
    assert covered.disk_numbers.tolist() == [1, 1, 1, 2]


def test_a_point_at_the_radius_is_covered_and_one_past_it_is_not():
    frame = points((0, 0, 5, 1), (60, 80, 1, 1), (60, -80.001, 1, 1))

    assert cover(frame, max_locations=1).disk_numbers.tolist() == [1, 1, 0]


def test_rows_of_one_coordinate_are_one_candidate():
    covered = cover(points((0, 0, 1, 1), (500, 0, 1.5, 1), (0, 0, 1, 1)))

    assert centres(covered) == [(0, 0), (500, 0)]
    assert covered.disks["weight"].tolist() == [2, 1.5]
    assert covered.disks["n_incidents"].tolist() == [2, 1]


def test_ties_go_to_more_incidents_then_west_then_south():
    frame = points((900, 0, 2, 1), (0, 900, 2, 1), (0, 0, 2, 1), (500, 500, 2, 2))

    assert centres(cover(frame)) == [(500, 500), (0, 0), (0, 900), (900, 0)]


def test_a_disk_left_with_too_few_incidents_is_not_taken():
    frame = points((0, 0, 10, 2), (90, 0, 1, 1), (180, 0, 3, 1), (1000, 0, 2, 3))

    covered = cover(frame, min_incidents=3)

    # The first disk leaves one incident at 180 m: heavier than the place at 1 km, but too few.
    assert centres(covered) == [(90, 0), (1000, 0)]
    assert covered.disks["n_incidents"].tolist() == [4, 3]


def test_a_disk_that_falls_below_the_fewest_incidents_while_it_waits_is_left_out():
    frame = points((0, 0, 10, 2), (100, 0, 1, 1), (200, 0, 5, 1), (201, 0, 0.5, 1))

    covered = cover(frame, min_incidents=3)

    assert centres(covered) == [(100, 0)]
    assert covered.disk_numbers.tolist() == [1, 1, 1, 0]


def test_a_coordinate_without_weight_is_covered_but_never_a_centre():
    covered = cover(points((0, 0, 0, 5), (80, 0, 1, 1), (-100, 0, 0, 5)))

    assert centres(covered) == [(80, 0)]
    assert covered.disk_numbers.tolist() == [1, 1, 0]


def test_no_more_disks_are_taken_than_asked_for():
    frame = points(*((1000.0 * i, 0.0, 1.0 + i, 1) for i in range(5)))

    covered = cover(frame, max_locations=2)

    assert centres(covered) == [(4000, 0), (3000, 0)]
    assert covered.disk_numbers.tolist() == [0, 0, 0, 2, 1]


def test_no_points_give_no_disks_with_the_same_columns():
    covered = cover(points())

    assert list(covered.disks.columns) == ["number", "x_m", "y_m", "weight", "n_incidents"]
    assert covered.disks.empty
    assert covered.disk_numbers.size == 0


def test_what_no_disk_can_be_made_of_is_refused():
    with pytest.raises(MissingColumnError, match="points lack n_incidents"):
        cover(points().drop(columns="n_incidents"))
    with pytest.raises(BadParameterError, match="weight of points"):
        cover(points((0, 0, -1, 1)))
    with pytest.raises(BadParameterError, match="n_incidents of points"):
        cover(points((0, 0, 1, -1)))
    with pytest.raises(BadParameterError, match="x_m of points"):
        cover(points((float("inf"), 0, 1, 1)))
    with pytest.raises(BadParameterError, match="max_locations"):
        cover(points(), max_locations=0)
    with pytest.raises(BadParameterError, match="radius_m"):
        cover_disks(points(), radius_m=0, max_locations=1)
