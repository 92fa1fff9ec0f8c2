"""A total, its parts and their parts: which values a hidden part could still be, for somebody who can add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import BadParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

UNBOUNDED = 1_000_000
"""Stands for "no upper limit": more events than any window of a city holds, and a whole number, so sums stay exact."""

WHOLE = -1
"""The parent of the one node that is the total."""


@dataclass(frozen=True)
class SumTree:
    """Nodes of which each with children is the sum of them; node 0 is the total, parents stand before children.

    Parameters
    ----------
    parents
        For each node the position of its parent; `WHOLE` for node 0.

    Raises
    ------
    BadParameterError
        Node 0 is not the only total, or a node stands before its parent.
    """

    parents: tuple[int, ...]

    def __post_init__(self) -> None:
        stands_after = all(0 <= parent < node for node, parent in enumerate(self.parents) if node)
        if not self.parents or self.parents[0] != WHOLE or not stands_after:
            raise BadParameterError("a tree has one total, first, and each part after the sum it belongs to")
        children: list[list[int]] = [[] for _ in self.parents]
        for node, parent in enumerate(self.parents):
            if parent != WHOLE:
                children[parent].append(node)
        object.__setattr__(self, "_children", tuple(tuple(each) for each in children))

    @property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each node the positions of its parts."""
        made: tuple[tuple[int, ...], ...] = self._children  # type: ignore[attr-defined]
        return made

    @property
    def leaves(self) -> tuple[int, ...]:
        """The nodes without parts, in order."""
        return tuple(node for node, parts in enumerate(self.children) if not parts)

    @property
    def inner(self) -> tuple[int, ...]:
        """The nodes with parts, in order."""
        return tuple(node for node, parts in enumerate(self.children) if parts)

    def leaves_in(self, node: int) -> list[float]:
        """Return for each leaf, in order, 1 where it lies in the node (a leaf in itself), else 0."""
        marked = [0] * len(self.parents)
        marked[node] = 1
        for below in range(node + 1, len(self.parents)):
            marked[below] = marked[self.parents[below]]
        return [float(marked[leaf]) for leaf in self.leaves]

    def siblings(self, node: int) -> tuple[int, ...]:
        """Return the parts of the sum that the node is a part of, itself among them; nothing for the total."""
        return self.children[self.parents[node]] if self.parents[node] != WHOLE else ()

    def summed(self, leaf_counts: Sequence[int]) -> list[int]:
        """Return each node's count from the counts of all nodes, of which only those of the leaves are read."""
        counts = list(leaf_counts)
        for node in reversed(range(len(counts))):
            if self.children[node]:
                counts[node] = sum(counts[part] for part in self.children[node])
        return counts


def possible_ranges(tree: SumTree, low: Sequence[int], high: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the least and the greatest whole number each node can be, given bounds for all and that sums hold.

    Up the tree a sum is bounded by its parts, down the tree a part by its sum less the other parts. On a tree the two
    passes are exact: each number between the two is reached by some table that fits all bounds.

    Parameters
    ----------
    tree
        Which node is the sum of which.
    low, high
        Bounds of each node, inclusive; `UNBOUNDED` where there is none above.

    Returns
    -------
    The tightened bounds, in the order of the nodes.
    """
    low_up, high_up = list(low), list(high)
    for node in reversed(range(len(tree.parents))):
        parts = tree.children[node]
        if parts:
            low_up[node] = max(low_up[node], sum(low_up[part] for part in parts))
            high_up[node] = min(high_up[node], sum(high_up[part] for part in parts))
    least, greatest = list(low_up), list(high_up)
    for node, parts in enumerate(tree.children):
        if not parts:
            continue
        low_parts, high_parts = sum(low_up[part] for part in parts), sum(high_up[part] for part in parts)
        for part in parts:
            least[part] = max(low_up[part], least[node] - (high_parts - high_up[part]))
            greatest[part] = min(high_up[part], greatest[node] - (low_parts - low_up[part]))
    return least, greatest
