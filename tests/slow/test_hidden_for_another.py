"""How much is hidden for another's sake, beside the least that would do: to hide everything would be of no use."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geo.complementary import NestedCounts, hide_nested
from geo.sum_trees import WHOLE, SumTree, possible_ranges

N_TABLES = 400
MOST_TIMES = 1.3
# One total of six parts; a city of three zones with a place and a rest each; one of two zones with more.
TREES = {
    "one total of six parts": SumTree((WHOLE, *[0] * 6)),
    "three zones of two": SumTree((WHOLE, 0, 0, 0, 1, 1, 2, 2, 3, 3)),
    "two zones of three": SumTree((WHOLE, 0, 0, 1, 1, 1, 2, 2, 2)),
}


def counts_of(tree: SumTree, leaves: list[int], below: int) -> NestedCounts:
    n = [0] * len(tree.parents)
    for leaf, count in zip(tree.leaves, leaves, strict=True):
        n[leaf] = count
    n = tree.summed(n)
    return NestedCounts(tree, n, [below] * len(n), [(f"{node:02d}",) for node in range(len(n))])


def is_safe(counts: NestedCounts) -> bool:
    """Whether somebody who adds learns of no small count more than that it is one."""
    bounds = [counts.told_bounds(node) for node in range(len(counts.n))]
    least, greatest = possible_ranges(counts.tree, [low for low, _ in bounds], [high for _, high in bounds])
    return all(counts.hides_fully(node, least[node], greatest[node]) for node in counts.hidden)


def least_hidden(tree: SumTree, leaves: list[int], below: int) -> int:
    """Return how many counts must be hidden at least, by trying: the fewest further ones first."""
    plain = counts_of(tree, leaves, below)
    above_zero = plain.n_leaves_above_zero()
    for node in tree.inner:
        plain.mask_if_told_by(node, above_zero[node])
    small = len(plain.hidden)
    others = [node for node in range(len(plain.n)) if plain.is_shown(node)]
    for n_further in range(len(others) + 1):
        for further in combinations(others, n_further):
            tried = counts_of(tree, leaves, below)
            tried.masked |= plain.masked
            tried.also_hidden |= set(further)
            if is_safe(tried):
                return small + n_further
    # Where even that is not enough nothing but the zeros shows.
    return small + len(others)


@pytest.mark.slow
@pytest.mark.parametrize("below", [5, 11])
@pytest.mark.parametrize("name", TREES)
def test_what_is_hidden_is_at_most_1_3_times_the_least_that_must_be(name: str, below: int) -> None:
    chance = np.random.default_rng(20261123)
    tree = TREES[name]
    n_hidden = n_least = 0
    for _ in range(N_TABLES):
        leaves = [int(n) for n in chance.negative_binomial(0.6, 0.04, size=len(tree.leaves))]
        counts = counts_of(tree, leaves, below)
        hide_nested({"n": counts})
        assert is_safe(counts)
        n_hidden += len(counts.hidden)
        n_least += least_hidden(tree, leaves, below)

    assert n_hidden <= MOST_TIMES * n_least, f"{n_hidden} hidden, {n_least} at least"
