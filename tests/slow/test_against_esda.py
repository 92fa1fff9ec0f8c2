"""Our Gi* against esda's own, on cubes as sparse and as dense as a city's."""

from __future__ import annotations

import numpy as np
import pytest

from geo.getis_ord import cells_within, gi_star


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.02, 0.3, 5.0])
@pytest.mark.parametrize(("n_steps", "steps_back"), [(1, 0), (6, 1), (6, 2)])
def test_the_scores_are_those_of_esda(mean, n_steps, steps_back):
    # Imported here: collecting tests must not take 2 s longer.
    from esda.getisord import G_Local  # noqa: PLC0415
    from libpysal.weights import W  # noqa: PLC0415

    rng = np.random.default_rng(7)
    side = np.arange(30) * 100.0 + 50
    x_m, y_m = (axis.ravel() for axis in np.meshgrid(side, side))
    counts = rng.poisson(rng.gamma(0.3, mean / 0.3, size=(x_m.size, 1)), size=(x_m.size, n_steps))
    near = cells_within(x_m, y_m, reach_m=150)
    theirs = G_Local(
        counts.T.ravel().astype(float),
        W(links(near, n_steps, steps_back), silence_warnings=True),
        transform="B",
        star=True,
        permutations=0,
    )

    ours = gi_star(counts, near, steps_back=steps_back)

    assert np.abs(ours - theirs.Zs.reshape(n_steps, -1).T).max() < 1e-12


def links(near, n_steps, steps_back):
    """Return each bin's neighbours for libpysal: the same cells in its step and those before, itself left out."""
    n_cells = near.shape[0]
    of_cell = [near.indices[near.indptr[cell] : near.indptr[cell + 1]] for cell in range(n_cells)]
    return {
        step * n_cells + cell: [
            (step - back) * n_cells + int(other)
            for back in range(min(step, steps_back) + 1)
            for other in of_cell[cell]
            if back or other != cell
        ]
        for step in range(n_steps)
        for cell in range(n_cells)
    }
