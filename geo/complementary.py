"""Which further counts must be hidden so that the hidden ones cannot be worked out (decisions 0009 and 0017)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.errors import BadParameterError
from geo.sum_trees import UNBOUNDED, WHOLE, SumTree, possible_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

_LEAST_VALUES = 3
"""So many numbers a hidden count must leave open to somebody who also knows that a count hidden for another's sake is
usually not small, and which measures exclude each other. Two would do; the third is for somebody who asks why a further
count was hidden."""


@dataclass(frozen=True)
class Part:
    """One part of a total: raw count, the threshold of its class, and its label, which decides what is hidden first."""

    n: int
    below: int
    label: tuple[str, ...]


@dataclass
class NestedCounts:
    """One measure over a tree: the raw count of each node, thresholds, and which nodes are hidden besides small ones.

    Parameters
    ----------
    tree
        Which node is the sum of which.
    n
        The raw count of each node; a sum is the sum of its parts.
    below
        The threshold of each node's class; a count from 1 to one below it is hidden for its own sake.
    labels
        One per node; of several counts that could be hidden for the sake of another the first by label is.
    also_hidden
        Nodes hidden so that another cannot be worked out; grows.
    masked
        Small nodes that are not called small, because that would tell: "fewer than 5" over four hidden parts is 4.
    is_untold
        Nothing of the measure is told, not even which counts are zero.

    Raises
    ------
    BadParameterError
        A node's count is not the sum of its parts, or a count is negative.
    """

    tree: SumTree
    n: Sequence[int]
    below: Sequence[int]
    labels: Sequence[tuple[str, ...]]
    also_hidden: set[int] = field(default_factory=set)
    masked: set[int] = field(default_factory=set)
    known_safe: set[int] = field(default_factory=set)
    is_untold: bool = False

    def __post_init__(self) -> None:
        if self.tree.summed(self.n) != list(self.n) or min(self.n) < 0:
            raise BadParameterError("the counts of a tree must not be negative, and parts must add up to their sum")

    def is_small(self, node: int) -> bool:
        """Return whether the count is hidden for its own sake; a zero shows."""
        return 0 < self.n[node] < self.below[node]

    def is_hidden(self, node: int) -> bool:
        """Return whether the count is hidden for whatever reason."""
        return self.is_untold or node in self.also_hidden or node in self.masked or self.is_small(node)

    @property
    def hidden(self) -> list[int]:
        """All hidden nodes, in order."""
        return [node for node in range(len(self.n)) if self.is_hidden(node)]

    def bounds(self, node: int) -> tuple[int, int]:
        """Return what a reader who knows the rules takes for granted of a node: what is not called small is not."""
        if node in self.also_hidden and not (self.is_untold or node in self.masked or self.is_small(node)):
            return max(1, self.below[node]), UNBOUNDED
        return self.told_bounds(node)

    def told_bounds(self, node: int) -> tuple[int, int]:
        """Return what the screens say of a node: its number, that it is small, or that it is hidden and no zero."""
        if self.is_untold:
            return 0, UNBOUNDED
        if self.is_told_small(node):
            return 1, self.below[node] - 1
        return (1, UNBOUNDED) if self.is_hidden(node) else (self.n[node], self.n[node])

    def is_told_small(self, node: int) -> bool:
        """Return whether the screens say that the count is below its threshold."""
        return self.is_small(node) and node not in self.masked and not self.is_untold

    def is_open(self, node: int, least: int, greatest: int) -> bool:
        """Return whether a range leaves a hidden node enough numbers to be."""
        is_few = self.is_told_small(node)
        wanted = min(_LEAST_VALUES, self.below[node] - 1) if is_few else _LEAST_VALUES
        return greatest - least + 1 >= wanted

    def hides_fully(self, node: int, least: int, greatest: int) -> bool:
        """Return whether a range says no more of a small count than that it is one: 1 to one below the threshold.

        One that is not called small must at least reach so far up: its hidden parts are known not to be zero.
        """
        return greatest >= self.below[node] - 1 and (least <= 1 or not self.is_told_small(node))

    def mask_if_told_by(self, node: int, n_hidden_below: int) -> None:
        """Mask a small count of which several hidden counts are parts: it cannot be 1, and none of them all but 1."""
        if n_hidden_below > 1 and self.is_small(node):
            self.masked.add(node)

    def mask_upwards(self, node: int) -> None:
        """No longer tell that a count is small, nor that a small sum of it is: that would bound it as well."""
        while node != WHOLE and self.is_small(node):
            self.masked.add(node)
            node = self.tree.parents[node]

    def mask_all(self) -> None:
        """Tell nothing but the zeros."""
        self.masked |= {node for node in range(len(self.n)) if self.n[node] > 0}

    def n_leaves_above_zero(self) -> list[int]:
        """Return for each node how many leaves in it are not zero: the least it can be."""
        return self.tree.summed([int(n > 0) for n in self.n])

    def shown_beside(self, node: int) -> int | None:
        """Return the next count to hide on this measure so that `node` opens: the first in its sums, by label.

        Never the smallest: that choice would tell that the others are larger. Where every part beside it is hidden or
        zero, the sum itself goes; the total goes last.
        """
        if (part := self.first_shown(self.tree.children[node])) is not None:
            return part
        while (parent := self.tree.parents[node]) != WHOLE:
            siblings = self.tree.children[parent]
            if (beside := self._first_told(siblings)) is not None:
                return beside
            if (beside := self.first_shown(siblings)) is not None:
                return beside
            if self.is_shown(parent):
                return parent
            node = parent
        return None

    def _first_told(self, nodes: Sequence[int]) -> int | None:
        """Return the first part of a hidden sum of which every part shows: hiding it hid nothing yet."""
        for node in nodes:
            parts = self.tree.children[node]
            if self.is_hidden(node) and parts and not any(self.is_hidden(part) for part in parts):
                return self.first_shown(parts)
        return None

    def first_shown(self, nodes: Sequence[int]) -> int | None:
        """Return which of the nodes that show more than zero comes first by its label; None where none shows."""
        return min((node for node in nodes if self.is_shown(node)), key=lambda node: self.labels[node], default=None)

    def is_shown(self, node: int) -> bool:
        """Return whether a figure above zero shows."""
        return self.n[node] > 0 and not self.is_hidden(node)


@dataclass(frozen=True)
class Answers:
    """Measures of which one event of a bounding measure has at most one: accepted, declined or unavailable.

    A reader can use it: 10 contacts of which 8 accepted leave 2 for two hidden answers, so both are 1.
    """

    bounding: str
    members: tuple[str, ...]


def hide_nested(measures: Mapping[str, NestedCounts], answers: Sequence[Answers] = ()) -> None:
    """Hide, in place, what would give a hidden count back to somebody who sees every table of every measure.

    The reader knows each tree, every count that shows, the thresholds, of a hidden count whether it is small, and
    which measures exclude each other. As long as a hidden count could be too few numbers, a further count is hidden:
    first beside it, then the sum, then the measures that bound it.

    Parameters
    ----------
    measures
        All measures over one tree, by name.
    answers
        Which measures are answers to which.

    Raises
    ------
    BadParameterError
        An answer names a measure that is not there, or the trees differ.
    """
    if len({counts.tree for counts in measures.values()}) > 1:
        raise BadParameterError("measures that are released together need one tree")
    if unknown := {name for group in answers for name in (group.bounding, *group.members)} - measures.keys():
        raise BadParameterError(f"answers name measures that are not there: {', '.join(sorted(unknown))}")
    _mask(measures, answers)
    _Hiding(measures, answers).run()


def _mask(measures: Mapping[str, NestedCounts], answers: Sequence[Answers]) -> None:
    """Mask what smallness alone would tell; decided by what is zero and what is small, which the screens show."""
    leaves_of = {name: counts.n_leaves_above_zero() for name, counts in measures.items()}
    for name, counts in measures.items():
        for node in counts.tree.inner:
            counts.mask_if_told_by(node, leaves_of[name][node])
    for group in answers:
        bounding = measures[group.bounding]
        for node in range(len(bounding.n)):
            bounding.mask_if_told_by(node, sum(leaves_of[member][node] for member in group.members))


def parts_to_hide(parts: list[Part]) -> set[Part] | None:
    """Return the parts of one total to hide beside the small ones, or None when only hiding the total helps.

    Parameters
    ----------
    parts
        All parts of one total whose count is known.
    """
    if not parts:
        return set()
    total = sum(part.n for part in parts)
    # The total's own threshold is the caller's: here it counts as a figure that shows.
    counts = NestedCounts(
        tree=SumTree((WHOLE, *(0 for _ in parts))),
        n=[total, *(part.n for part in parts)],
        below=[0, *(part.below for part in parts)],
        labels=[(), *(part.label for part in parts)],
    )
    hide_nested({"n": counts})
    if 0 in counts.also_hidden:
        return None
    return {parts[node - 1] for node in counts.also_hidden}


class _Hiding:
    """Hides until every hidden count is open, and remembers which tables a reader could not tell from the true one.

    Such a table stays one when more is hidden, so what it opened stays open.
    """

    def __init__(self, measures: Mapping[str, NestedCounts], answers: Sequence[Answers]) -> None:
        self._measures = measures
        self._answers = answers
        self._limits = {name: _leaf_limits(name, measures, answers) for name in measures}
        self._least = {name: list(counts.n) for name, counts in measures.items()}
        self._greatest = {name: list(counts.n) for name, counts in measures.items()}

    def run(self) -> None:
        """Hide, in place."""
        is_changed = True
        while is_changed:
            is_changed = False
            for name in self._measures:
                while (to_hide := self._next_to_hide(name)) is not None:
                    measure, node = to_hide
                    self._measures[measure].also_hidden.add(node)
                    is_changed = True

    def _next_to_hide(self, name: str) -> tuple[str, int] | None:
        """Return the next count to hide for the sake of one measure; None when all its hidden counts are open."""
        counts = self._measures[name]
        # Places before zones before the city: what opens a place often opens its zone too.
        waiting = [node for node in reversed(counts.hidden) if node not in counts.known_safe]
        if not waiting or counts.is_untold:
            return None
        told = possible_ranges(counts.tree, *_pairs(map(counts.told_bounds, range(len(counts.n)))))
        by_sums = _ranges(counts)
        with_answers = _ranges(counts, *self._limits[name])
        for node in waiting:
            is_full = counts.hides_fully(node, told[0][node], told[1][node])
            if not is_full or not counts.is_open(node, by_sums[0][node], by_sums[1][node]):
                if (beside := counts.shown_beside(node)) is not None:
                    return name, beside
                counts.mask_all()
            elif counts.is_open(node, with_answers[0][node], with_answers[1][node]) or self._is_found_open(name, node):
                counts.known_safe.add(node)
            elif self._is_squeezed(name, node):
                # Not to say that it is small costs less than every sum and answer between which it is squeezed.
                counts.mask_upwards(node)
                return self._next_to_hide(name)
            elif (further := _next_of_the_answers(name, node, self._measures, self._answers)) is not None:
                return further
            else:
                for group in self._groups_of(name):
                    for each in (group.bounding, *group.members):
                        self._measures[each].mask_all()
        return None

    def _is_squeezed(self, name: str, node: int) -> bool:
        """Return whether a count is told to be small while its answers tell how small it is not."""
        counts = self._measures[name]
        is_bounding = any(group.bounding == name for group in self._answers)
        return is_bounding and counts.is_small(node) and node not in counts.masked

    def _groups_of(self, name: str) -> list[Answers]:
        return [group for group in self._answers if _has(group, name)]

    def _is_seen_open(self, name: str, node: int) -> bool:
        return self._measures[name].is_open(node, self._least[name][node], self._greatest[name][node])

    def _is_found_open(self, name: str, node: int) -> bool:
        """Return whether tables open a count in which the answers of a group, and then those of all, vary together."""
        if self._is_seen_open(name, node):
            return True
        groups = self._groups_of(name)
        for group in groups:
            self._look_for_tables(name, node, [group])
            if self._is_seen_open(name, node):
                return True
        of_one = [group for group in self._answers if group.bounding == groups[0].bounding]
        if len(of_one) > 1:
            self._look_for_tables(name, node, of_one)
        return self._is_seen_open(name, node)

    def _look_for_tables(self, name: str, node: int, groups: Sequence[Answers]) -> None:
        """Find the two tables with the least and the greatest number a count can be, all other groups as they are."""
        names = (groups[0].bounding, *(member for group in groups for member in group.members))
        tree = self._measures[name].tree
        leaves, inner = np.array(tree.leaves), np.array(tree.inner, dtype=np.int64)
        bounds = np.array([[self._measures[each].bounds(i) for i in range(len(tree.parents))] for each in names], float)
        # A limit for the solver's sake; the true table keeps it, so what is found within it is a table still.
        most = 2 * max(self._measures[each].n[0] for each in names) + 1000
        bounds[..., 1] = np.minimum(bounds[..., 1], most)
        for other in self._answers:
            if other.bounding == names[0] and other not in groups:
                others = np.sum([np.asarray(self._measures[member].n)[leaves] for member in other.members], axis=0)
                bounds[0, leaves, 0] = np.maximum(bounds[0, leaves, 0], others)
        rules = LinearConstraint(
            _answer_table(tree, tuple(len(group.members) for group in groups)),
            np.concatenate((bounds[:, inner, 0].ravel(), np.full(leaves.size * len(groups), -np.inf))),
            np.concatenate((bounds[:, inner, 1].ravel(), np.zeros(leaves.size * len(groups)))),
        )
        wanted = np.zeros((len(names), leaves.size))
        wanted[names.index(name)] = tree.leaves_in(node)
        for sign in (1.0, -1.0):
            found = milp(
                sign * wanted.ravel(),
                constraints=rules,
                bounds=Bounds(bounds[:, leaves, 0].ravel(), bounds[:, leaves, 1].ravel()),
                integrality=np.ones(wanted.size),
            )
            # Where the solver finds none, nothing is opened, and hiding more is the safe side of that.
            if found.success:
                self._remember(names, tree, np.rint(found.x).astype(np.int64).reshape(wanted.shape))

    def _remember(self, names: Sequence[str], tree: SumTree, table: npt.NDArray[np.int64]) -> None:
        for each, of_leaves in zip(names, table.tolist(), strict=True):
            counts = [0] * len(tree.parents)
            for leaf, n in zip(tree.leaves, of_leaves, strict=True):
                counts[leaf] = n
            summed = tree.summed(counts)
            self._least[each] = [min(pair) for pair in zip(self._least[each], summed, strict=True)]
            self._greatest[each] = [max(pair) for pair in zip(self._greatest[each], summed, strict=True)]


def _ranges(
    counts: NestedCounts, leaf_low: Mapping[int, int] | None = None, leaf_high: Mapping[int, int] | None = None
) -> tuple[list[int], list[int]]:
    low, high = _pairs(map(counts.bounds, range(len(counts.n))))
    low = [max(bound, (leaf_low or {}).get(node, 0)) for node, bound in enumerate(low)]
    high = [min(bound, (leaf_high or {}).get(node, UNBOUNDED)) for node, bound in enumerate(high)]
    return possible_ranges(counts.tree, low, high)


def _pairs(bounds: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    least, greatest = zip(*bounds, strict=True)
    return list(least), list(greatest)


def _has(group: Answers, name: str) -> bool:
    return name == group.bounding or name in group.members


def _leaf_limits(
    name: str, measures: Mapping[str, NestedCounts], answers: Sequence[Answers]
) -> tuple[dict[int, int], dict[int, int]]:
    """Return bounds within which one measure's leaves may vary while every other measure stays as it is.

    A table within them fits all that the reader knows, so two such tables are two numbers that nobody can tell apart.
    """
    leaves = measures[name].tree.leaves
    low, high = dict.fromkeys(leaves, 0), dict.fromkeys(leaves, UNBOUNDED)
    for group in answers:
        for leaf in leaves:
            if name == group.bounding:
                low[leaf] = max(low[leaf], sum(measures[member].n[leaf] for member in group.members))
            elif name in group.members:
                others = sum(measures[member].n[leaf] for member in group.members if member != name)
                high[leaf] = min(high[leaf], measures[group.bounding].n[leaf] - others)
    return low, high


@lru_cache(maxsize=64)
def _answer_table(tree: SumTree, n_members: tuple[int, ...]) -> sparse.csr_array:
    """Return the rows of the programme: each measure's sums, then for each group and leaf the answers less the bound.

    Columns: the bounding measure, then each group's members; within each the leaves in order.
    """
    n_measures = 1 + sum(n_members)
    sums = sparse.csr_array(np.array([tree.leaves_in(node) for node in tree.inner]).reshape(-1, len(tree.leaves)))
    one = sparse.eye_array(len(tree.leaves))
    of_leaves, first = [], 1
    for n in n_members:
        is_member = np.zeros((1, n_measures))
        is_member[0, 0], is_member[0, first : first + n] = -1.0, 1.0
        of_leaves.append(sparse.kron(is_member, one))
        first += n
    return sparse.csr_array(sparse.vstack([sparse.kron(sparse.eye_array(n_measures), sums), *of_leaves]))


def _next_of_the_answers(
    name: str, node: int, measures: Mapping[str, NestedCounts], answers: Sequence[Answers]
) -> tuple[str, int] | None:
    """Return what to hide when the sums leave a count open and the answers do not: at its node, beside it, anywhere."""
    groups = [group for group in answers if _has(group, name)]
    members = dict.fromkeys(member for group in groups for member in group.members if member != name)
    bounding = dict.fromkeys(group.bounding for group in groups)
    for each in (*members, *bounding):
        if measures[each].is_shown(node):
            return each, node
    concerned = tuple(dict.fromkeys((*bounding, name, *members)))
    siblings = measures[name].tree.siblings(node)
    for each in concerned:
        if (beside := measures[each].first_shown(siblings)) is not None:
            return each, beside
    for each in concerned:
        if (beside := measures[each].shown_beside(node)) is not None:
            return each, beside
    for each in concerned:
        if (anywhere := measures[each].first_shown(tuple(reversed(range(len(measures[each].n)))))) is not None:
            return each, anywhere
    return None
