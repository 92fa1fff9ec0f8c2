from __future__ import annotations

import numpy as np
import pytest

from geo.heavy_disks import prepare_ground, take_heaviest
from geo.points import distinct_points


def by_the_rule_word_for_word(places, weight, n_incidents, *, n_disks, least):
    """Look at every centre afresh for every disk."""
    apart_sq = (places.x_m[:, None] - places.x_m) ** 2 + (places.y_m[:, None] - places.y_m) ** 2
    covers = apart_sq <= 100.0**2
    left, incidents = weight.copy(), n_incidents.copy()
    numbers, centres = np.zeros(weight.size, np.int64), []
    while len(centres) < n_disks:
        ranked = [
            (-left[covers[centre]].sum(), -incidents[covers[centre]].sum(), centre)
            for centre in np.flatnonzero(left)
            if incidents[covers[centre]].sum() >= least
        ]
        if not ranked:
            break
        centres.append(int(min(ranked)[2]))
        held = covers[centres[-1]]
        numbers[held & (numbers == 0)] = len(centres)
        left[held], incidents[held] = 0, 0
    return numbers.tolist(), centres


@pytest.mark.parametrize("seed", range(60))
def test_the_disks_are_those_of_the_rule_word_for_word(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 150))
    on_lattice = seed % 2 == 0
    # On a lattice of 20 m disks tie, and places lie exactly on an edge.
    at = rng.integers(0, 40, (2, n)) * 20.0 if on_lattice else rng.uniform(0, 900, (2, n))
    places = distinct_points(at[0] + 236_000, at[1] + 900_000)
    weight = rng.integers(0, 4, places.x_m.size).astype(float) if seed % 3 else rng.random(places.x_m.size)
    n_incidents = rng.integers(0, 4, places.x_m.size).astype(float)

    ground = prepare_ground(places.x_m, places.y_m, radius_m=100)
    taken = take_heaviest(ground, weight, n_incidents, n_disks=7, min_incidents=seed % 4)

    expected = by_the_rule_word_for_word(places, weight, n_incidents, n_disks=7, least=seed % 4)
    assert (taken.numbers.tolist(), taken.centres.tolist()) == expected


def test_no_place_has_no_disk_and_a_place_without_weight_is_no_centre():
    nowhere = prepare_ground(np.empty(0), np.empty(0), radius_m=100)
    one = prepare_ground(np.array([236_000.0]), np.array([900_000.0]), radius_m=100)

    assert take_heaviest(nowhere, np.empty(0), np.empty(0), n_disks=3, min_incidents=0).numbers.tolist() == []
    assert take_heaviest(one, np.zeros(1), np.ones(1), n_disks=3, min_incidents=0).numbers.tolist() == [0]


def test_the_weights_handed_in_are_left_as_they_are():
    ground = prepare_ground(np.array([0.0, 50.0]) + 236_000, np.array([900_000.0, 900_000.0]), radius_m=100)
    weight = np.array([1.0, 2.0])

    take_heaviest(ground, weight, weight, n_disks=1, min_incidents=0)

    assert weight.tolist() == [1.0, 2.0]
