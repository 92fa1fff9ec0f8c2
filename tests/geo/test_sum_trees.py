from __future__ import annotations

from itertools import product

import pytest

from geo.errors import BadParameterError
from geo.sum_trees import UNBOUNDED, WHOLE, SumTree, possible_ranges

# A city of two zones: the first of two places, the second of one.
CITY = SumTree((WHOLE, 0, 0, 1, 1, 2))


def test_a_tree_knows_its_leaves_and_the_parts_of_each_sum():
    assert CITY.leaves == (3, 4, 5)
    assert CITY.inner == (0, 1, 2)
    assert CITY.children[1] == (3, 4)
    assert CITY.siblings(3) == (3, 4)
    assert CITY.siblings(0) == ()
    assert CITY.leaves_in(1) == [1.0, 1.0, 0.0]
    assert CITY.leaves_in(5) == [0.0, 0.0, 1.0]


def test_sums_are_made_from_the_leaves_alone():
    assert CITY.summed([99, 99, 99, 1, 2, 4]) == [7, 3, 4, 1, 2, 4]


@pytest.mark.parametrize("parents", [(), (0,), (WHOLE, WHOLE), (WHOLE, 2, 0), (WHOLE, 0, 2)])
def test_what_is_no_tree_is_refused(parents):
    with pytest.raises(BadParameterError, match="one total, first"):
        SumTree(parents)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ([9, 1, 1, 1, 1, 1], [9, 4, 8, 4, 4, 8]),
        ([9, 5, 1, 1, 5, 1], [9, 9, 4, 4, 9, 4]),
        ([0, 0, 0, 0, 0, 0], [5, 5, 5, 5, 5, 5]),
        ([7, 1, 3, 1, 2, 0], [7, 4, 9, 4, 2, 9]),
    ],
)
def test_the_ranges_are_those_of_every_table_that_fits(low, high):
    fitting = [
        table
        for leaves in product(range(10), repeat=3)
        if (table := CITY.summed([0, 0, 0, *leaves]))
        and all(least <= n <= most for least, n, most in zip(low, table, high, strict=True))
    ]

    assert possible_ranges(CITY, low, high) == (
        [min(each) for each in zip(*fitting, strict=True)],
        [max(each) for each in zip(*fitting, strict=True)],
    )


def test_a_sum_without_a_limit_leaves_its_parts_without_one():
    least, greatest = possible_ranges(CITY, [0, 0, 3, 1, 0, 3], [UNBOUNDED, UNBOUNDED, 3, 4, UNBOUNDED, 3])

    assert (least[4], greatest[4]) == (0, UNBOUNDED - 3 - 1)
    assert (least[0], greatest[3]) == (4, 4)
