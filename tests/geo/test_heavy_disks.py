from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.heavy_disks import prepare_ground, take_heaviest
from geo.locations import cover_disks
from geo.points import distinct_points


@pytest.mark.parametrize("seed", range(60))
def test_the_disks_are_those_of_the_morning_s_own_covering(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 150))
    on_lattice = seed % 2 == 0
    # On a lattice of 20 m disks tie, and places lie exactly on an edge.
    at = rng.integers(0, 40, (2, n)) * 20.0 if on_lattice else rng.uniform(0, 900, (2, n))
    places = distinct_points(at[0] + 236_000, at[1] + 900_000)
    weight = rng.integers(0, 4, places.x_m.size).astype(float) if seed % 3 else rng.random(places.x_m.size)
    n_incidents = rng.integers(0, 4, places.x_m.size).astype(float)
    points = pd.DataFrame({"x_m": places.x_m, "y_m": places.y_m, "weight": weight, "n_incidents": n_incidents})
    least = seed % 4

    told = cover_disks(points, radius_m=100, max_locations=7, min_incidents=least).disk_numbers
    ground = prepare_ground(places.x_m, places.y_m, radius_m=100)
    numbers = take_heaviest(ground, weight, n_incidents, n_disks=7, min_incidents=least)

    assert numbers.tolist() == told.tolist()


def test_no_place_has_no_disk_and_a_place_without_weight_is_no_centre():
    nowhere = prepare_ground(np.empty(0), np.empty(0), radius_m=100)
    one = prepare_ground(np.array([236_000.0]), np.array([900_000.0]), radius_m=100)

    assert take_heaviest(nowhere, np.empty(0), np.empty(0), n_disks=3, min_incidents=0).tolist() == []
    assert take_heaviest(one, np.zeros(1), np.ones(1), n_disks=3, min_incidents=0).tolist() == [0]


def test_the_weights_handed_in_are_left_as_they_are():
    ground = prepare_ground(np.array([0.0, 50.0]) + 236_000, np.array([900_000.0, 900_000.0]), radius_m=100)
    weight = np.array([1.0, 2.0])

    take_heaviest(ground, weight, weight, n_disks=1, min_incidents=0)

    assert weight.tolist() == [1.0, 2.0]
