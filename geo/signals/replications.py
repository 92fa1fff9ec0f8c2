"""Replications over several threads, each from a seed of its own, so that neither their number nor threads matter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Seeds = npt.NDArray[np.uint64]
    Floats = npt.NDArray[np.float64]

_BLOCKS_A_THREAD = 4


def seed_replications(seed: int, n_replications: int) -> Seeds:
    """Return a seed for each replication; the first ones are the same however many follow."""
    return np.random.SeedSequence(seed).generate_state(n_replications, np.uint64).astype(np.uint64)


def replicate(highest_ratios: Callable[[Seeds], Floats], seeds: Seeds, *, n_threads: int) -> Floats:
    """Run a kernel over all seeds and return its highest ratios in the seeds' order.

    Parameters
    ----------
    highest_ratios
        Gives one ratio per seed, and lets go of the interpreter's lock.
    seeds
        One per replication.
    n_threads
        Threads to share them among.
    """
    if n_threads < 2 or seeds.size < 2:  # noqa: PLR2004 - nothing to share
        return highest_ratios(seeds)
    blocks = np.array_split(seeds, min(seeds.size, n_threads * _BLOCKS_A_THREAD))
    with ThreadPoolExecutor(n_threads) as threads:
        return np.concatenate(list(threads.map(highest_ratios, blocks)))
