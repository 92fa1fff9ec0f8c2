from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.locations import CoveredDisks, cover_disks

RADIUS_M = 100.0
EVERY = 10_000

# A lattice of 20 m and weights in eighths: edges and ties are exact, and sums the same in any order.
POINTS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), st.integers(0, 24), st.integers(0, 3)), max_size=60)


def as_frame(rows: list[tuple[int, int, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["x_m", "y_m", "weight", "n_incidents"], dtype="int64")
    return frame.assign(x_m=frame["x_m"] * 20.0, y_m=frame["y_m"] * 20.0, weight=frame["weight"] / 8.0)


def cover(frame: pd.DataFrame, *, max_locations: int = EVERY, min_incidents: int = 1) -> CoveredDisks:
    return cover_disks(frame, radius_m=RADIUS_M, max_locations=max_locations, min_incidents=min_incidents)


def disk_rows(covered: CoveredDisks) -> list[tuple[float, float, float, int]]:
    columns = ["x_m", "y_m", "weight", "n_incidents"]
    return list(covered.disks[columns].itertuples(index=False, name=None))


def by_the_rule_word_for_word(
    frame: pd.DataFrame, *, max_locations: int, min_incidents: int
) -> tuple[list[tuple[float, float, float, int]], list[int]]:
    """Look at every candidate afresh for every disk."""
    left = frame.groupby(["x_m", "y_m"])[["weight", "n_incidents"]].sum()
    places = {place: tuple(row) for place, row in zip(left.index, left.to_numpy().tolist(), strict=True)}
    disks: list[tuple[float, float, float, int]] = []
    number_of: dict[tuple[float, float], int] = {}

    def covers(centre: tuple[float, float], place: tuple[float, float]) -> bool:
        return (centre[0] - place[0]) ** 2 + (centre[1] - place[1]) ** 2 <= RADIUS_M**2

    while len(disks) < max_locations:
        best = None
        for centre, (own_weight, _) in places.items():
            held = [value for place, value in places.items() if covers(centre, place)]
            weight, n_incidents = sum(value[0] for value in held), sum(value[1] for value in held)
            if own_weight > 0 and n_incidents >= min_incidents:
                rank = (-weight, -n_incidents, *centre)
                best = rank if best is None else min(best, rank)
        if best is None:
            break
        disks.append((best[2], best[3], -best[0], int(-best[1])))
        for place in [place for place in places if covers((best[2], best[3]), place)]:
            number_of[place] = len(disks)
            del places[place]
    return disks, [number_of.get(place, 0) for place in zip(frame["x_m"], frame["y_m"], strict=True)]


@given(rows=POINTS, max_locations=st.integers(1, 12), min_incidents=st.integers(1, 4))
def test_disks_are_chosen_exactly_by_the_rule_word_for_word(rows, max_locations, min_incidents):
    frame = as_frame(rows)

    covered = cover(frame, max_locations=max_locations, min_incidents=min_incidents)

    expected_disks, expected_numbers = by_the_rule_word_for_word(
        frame, max_locations=max_locations, min_incidents=min_incidents
    )
    assert disk_rows(covered) == expected_disks
    assert covered.disk_numbers.tolist() == expected_numbers


@given(rows=POINTS, max_locations=st.integers(1, 12))
def test_no_weight_and_no_incident_is_lost_or_counted_twice(rows, max_locations):
    frame = as_frame(rows)

    covered = cover(frame, max_locations=max_locations)

    for column in ("weight", "n_incidents"):
        uncovered = frame.loc[covered.disk_numbers == 0, column].sum()
        assert covered.disks[column].sum() + uncovered == frame[column].sum()
        of_disk = frame[column].groupby(covered.disk_numbers).sum().drop(0, errors="ignore")
        assert of_disk.tolist() == covered.disks[column].tolist()


@given(rows=POINTS)
def test_disks_come_heaviest_first(rows):
    weights = cover(as_frame(rows)).disks["weight"].to_numpy()

    assert (np.diff(weights) <= 0).all()


@given(rows=POINTS)
def test_centres_are_ticket_coordinates_more_than_a_radius_apart(rows):
    frame = as_frame(rows)
    centres = cover(frame).disks[["x_m", "y_m"]].to_numpy()

    squared = ((centres[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(squared, np.inf)
    assert (squared > RADIUS_M**2).all()
    assert {tuple(centre) for centre in centres} <= set(zip(frame["x_m"], frame["y_m"], strict=True))


@given(rows=POINTS)
def test_every_point_lies_in_its_own_disk_and_in_no_earlier_one(rows):
    frame = as_frame(rows)
    covered = cover(frame)
    centres = covered.disks[["x_m", "y_m"]].to_numpy()

    for (x_m, y_m), number in zip(frame[["x_m", "y_m"]].to_numpy(), covered.disk_numbers, strict=True):
        inside = ((centres - (x_m, y_m)) ** 2).sum(axis=1) <= RADIUS_M**2
        assert number == (np.flatnonzero(inside)[0] + 1 if inside.any() else 0)


@given(rows=POINTS, data=st.data())
def test_the_order_of_the_rows_changes_nothing(rows, data):
    # Thirds cannot be summed exactly, so this also says that rounding does not follow the order of the rows.
    frame = as_frame(rows)
    frame["weight"] = frame["weight"] / 3
    order = data.draw(st.permutations(range(len(rows))))

    covered, shuffled = cover(frame), cover(frame.iloc[order])

    assert disk_rows(shuffled) == disk_rows(covered)
    assert shuffled.disk_numbers.tolist() == covered.disk_numbers[order].tolist()


@given(rows=POINTS, east_m=st.integers(-10_000, 10_000), north_m=st.integers(-10_000, 10_000))
def test_disks_move_with_the_city(rows, east_m, north_m):
    frame = as_frame(rows)
    moved = cover(frame.assign(x_m=frame["x_m"] + east_m, y_m=frame["y_m"] + north_m))

    expected = [(x_m + east_m, y_m + north_m, *rest) for x_m, y_m, *rest in disk_rows(cover(frame))]
    assert disk_rows(moved) == expected


@given(rows=POINTS, fewer=st.integers(1, 6))
def test_a_shorter_list_is_the_head_of_a_longer_one(rows, fewer):
    frame = as_frame(rows)

    assert disk_rows(cover(frame, max_locations=fewer)) == disk_rows(cover(frame))[:fewer]
