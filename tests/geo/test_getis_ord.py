from __future__ import annotations

import numpy as np
import pytest

from geo.errors import BadParameterError
from geo.getis_ord import cells_within, expected_sums, gi_star, local_sums, two_sided

# Three rows of four cells, three weeks.
COUNTS = np.array(
    [
        [0, 1, 0], [2, 0, 1], [0, 0, 0], [5, 7, 9], [1, 0, 0], [0, 2, 0],
        [0, 0, 1], [3, 1, 4], [0, 0, 0], [1, 1, 1], [0, 0, 0], [0, 1, 0],
    ]
)  # fmt: skip
X_M = np.array([50.0 + 100 * (cell // 3) for cell in range(12)])
Y_M = np.array([50.0 + 100 * (cell % 3) for cell in range(12)])
# What esda 2.9.0 (libpysal 4.14.1) says: G_Local(counts, binary weights over cells within 150 m in the week and the
# one before, transform="B", star=True). tests/slow/test_against_esda.py asks esda itself, which takes 2 s to import.
OF_ESDA = np.array(
    [
        [0.8814789700521752, 1.3326709375379469, 1.7195754032747699],
        [0.2517725004429624, 0.7393049426244049, 1.0805226084510533],
        [-0.39808727679775646, -0.795303624014581, -1.182208089751404],
        [0.8991875015820083, 1.0805226084510533, 1.7629579401043498],
        [0.13930152874979904, 0.24127732536666854, 0.8846835263444506],
        [-0.1798375003164016, -0.7961745535955128, -0.9667833865088369],
        [0.6833825012023261, 0.9099137755377293, 1.7629579401043498],
        [-0.046433842916599674, 0.24127732536666854, 1.0455350765888962],
        [-0.6114475010757654, -0.9667833865088369, -0.9667833865088369],
        [-0.14217402742777008, -0.6018513911461694, -0.21494692540934607],
        [-0.6114475010757654, -1.137392219422161, -0.7961745535955128],
        [-0.39808727679775646, -0.795303624014581, -0.6018513911461694],
    ]
)


def _near(*, reach_m: float = 150.0):
    return cells_within(X_M, Y_M, reach_m=reach_m)


def test_the_scores_are_those_of_esda():
    assert np.abs(gi_star(COUNTS, _near(), steps_back=1) - OF_ESDA).max() < 1e-12


def test_the_neighbourhood_of_150_m_is_the_cell_and_the_eight_round_it():
    assert np.diff(_near().indptr).tolist() == [4, 6, 4, 6, 9, 6, 6, 9, 6, 4, 6, 4]


def test_a_neighbourhood_adds_up_this_week_and_the_one_before():
    sums = local_sums(COUNTS, _near(reach_m=10), steps_back=1)

    assert sums[3].tolist() == [5, 12, 16]
    assert local_sums(COUNTS, _near(reach_m=10), steps_back=0)[3].tolist() == [5, 7, 9]


def test_what_is_expected_is_an_even_spread():
    expected = expected_sums(COUNTS, _near(), steps_back=1)

    # 36 bins hold 41 incidents; nine cells in one week, then in two.
    assert expected[4] == pytest.approx(np.array([9, 18, 18]) * 41 / 36)


@pytest.mark.parametrize("counts", [np.zeros((12, 3), int), np.full((12, 3), 4)], ids=["nothing", "all alike"])
def test_where_all_cells_are_alike_no_score_is_far_from_nought(counts):
    assert (gi_star(counts, _near(), steps_back=1) == 0).all()


def test_a_neighbourhood_of_everything_has_no_score():
    assert (gi_star(COUNTS[:, :1], _near(reach_m=1_000), steps_back=0) == 0).all()


def test_chances_are_two_sided():
    assert two_sided(np.array([0.0, 1.959963984540054, -1.959963984540054])) == pytest.approx([1, 0.05, 0.05])


@pytest.mark.parametrize(
    ("counts", "steps_back"),
    [(COUNTS[:5], 1), (COUNTS[:, 0], 1), (COUNTS.astype(float), 1), (COUNTS, -1)],
    ids=["too few cells", "no steps", "no whole numbers", "negative steps"],
)
def test_what_does_not_fit_is_refused(counts, steps_back):
    with pytest.raises(BadParameterError):
        gi_star(counts, _near(), steps_back=steps_back)
