from __future__ import annotations

import numpy as np
import pymannkendall
import pytest

from geo.errors import BadParameterError
from geo.trends import FALLING, LEVEL, RISING, mann_kendall


@pytest.mark.parametrize("levels", [2, 5, 1_000], ids=["many ties", "some ties", "hardly any"])
@pytest.mark.parametrize("n_steps", [2, 10, 26])
def test_score_and_chance_are_those_of_pymannkendall(levels, n_steps):
    rng = np.random.default_rng(levels + n_steps)
    series = rng.integers(levels, size=(40, n_steps)) + np.linspace(0, levels, n_steps).round() * rng.integers(
        2, size=(40, 1)
    )

    found = mann_kendall(series.astype(float))

    for row, s, z, p in zip(series, found.s, found.z, found.p, strict=True):
        if len(set(row.tolist())) > 1:  # theirs divides by nothing where all values are alike
            theirs = pymannkendall.original_test(row)
            assert (s, z, p) == (theirs.s, pytest.approx(theirs.z, abs=1e-12), pytest.approx(theirs.p, abs=1e-12))


def test_a_series_that_only_rises_is_the_one_of_the_textbook():
    # S = 10 * 9 / 2; var(S) = 10 * 9 * 25 / 18 = 125.
    found = mann_kendall(np.arange(10.0)[None, :])

    assert found.s.tolist() == [45]
    assert found.z == pytest.approx([44 / np.sqrt(125)])


def test_all_alike_is_no_trend():
    found = mann_kendall(np.full((2, 26), 0.7))

    assert (found.z.tolist(), found.p.tolist()) == ([0, 0], [1, 1])


def test_the_direction_is_told_only_below_the_chance_asked_for():
    found = mann_kendall(np.array([np.arange(12.0), -np.arange(12.0), np.tile([0.0, 1.0], 6)]))

    assert found.direction(chance=0.05).tolist() == [RISING, FALLING, LEVEL]
    assert found.direction(chance=1e-9).tolist() == [LEVEL, LEVEL, LEVEL]


@pytest.mark.parametrize("series", [np.zeros(5), np.zeros((3, 1)), np.array([[0.0, np.nan]])])
def test_what_is_no_series_is_refused(series):
    with pytest.raises(BadParameterError):
        mann_kendall(series)
