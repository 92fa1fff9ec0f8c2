"""Decision 0017, sentence by sentence."""

from __future__ import annotations

from itertools import product

import pytest

from geo.complementary import Answers, NestedCounts, Part, hide_nested, parts_to_hide
from geo.errors import BadParameterError
from geo.sum_trees import WHOLE, SumTree

BELOW = 5
TWO_ZONES = SumTree((WHOLE, 0, 0, 1, 1, 2, 2))


def nested(tree, *leaves):
    n = [0] * len(tree.parents)
    for leaf, count in zip(tree.leaves, leaves, strict=True):
        n[leaf] = count
    n = tree.summed(n)
    return NestedCounts(tree, n, [BELOW] * len(n), [(f"{node:02d}",) for node in range(len(n))])


def shown(counts):
    """What a screen says: the figure, s for small, c for hidden for another's sake."""
    return [
        "c" if node in counts.also_hidden | counts.masked else "s" if counts.is_hidden(node) else n
        for node, n in enumerate(counts.n)
    ]


def hide(tree, *leaves):
    counts = nested(tree, *leaves)
    hide_nested({"n": counts})
    return shown(counts)


def test_a_small_place_takes_the_first_place_of_its_zone_with_it_whatever_is_larger():
    tree = SumTree((WHOLE, 0, 1, 1, 1))

    assert hide(tree, 3, 40, 9) == [52, 52, "s", "c", 9]


def test_a_zone_with_one_small_part_takes_another_zone_and_a_part_of_that_with_it():
    assert hide(TWO_ZONES, 3, 0, 20, 9) == [32, "s", "c", "s", 0, "c", 9]


def test_a_small_zone_over_many_hidden_parts_is_not_called_small():
    tree = SumTree((WHOLE, 0, 0, 0, 1, 1, 1, 1, 2, 3))

    # "Fewer than 5" over four that are not zero would be 4, and each of them 1; over two it could not be 1.
    assert hide(tree, 1, 1, 1, 1, 30, 40)[1] == "c"
    assert hide(tree, 1, 1, 0, 0, 30, 40)[1] == "c"
    assert hide(tree, 2, 0, 0, 0, 30, 40)[1] == "s"


def test_a_small_count_may_still_be_every_number_below_its_threshold():
    # 11 less the two that show leaves 4 for two small ones: each would be at most 3.
    assert hide(SumTree((WHOLE, 0, 0, 0, 0)), 2, 2, 7, 7) == [18, "s", "s", "c", 7]
    # 8 over two small ones would make each 4.
    assert hide(SumTree((WHOLE, 0, 0, 0)), 4, 4, 9) == [17, "s", "s", "c"]


def test_where_nothing_else_is_left_the_city_goes():
    assert hide(TWO_ZONES, 4, 0, 4, 0) == ["c", "s", "s", "s", 0, "s", 0]


def test_large_counts_and_zeros_show():
    assert hide(TWO_ZONES, 6, 0, 7, 9) == [22, 6, 16, 6, 0, 7, 9]


ONE_PLACE = SumTree((WHOLE,))
OFFER = Answers("contacts", ("accepted", "declined", "unavailable"))


def answered(*, contacts, **answers):
    measures = {name: nested(ONE_PLACE, n) for name, n in {"contacts": contacts, **answers}.items()}
    hide_nested(measures, [OFFER])
    return {name: shown(counts)[0] for name, counts in measures.items()}


def test_answers_that_the_contacts_would_give_back_take_another_answer_with_them():
    assert answered(contacts=10, accepted=8, declined=1, unavailable=1) == {
        "contacts": 10, "accepted": "c", "declined": "s", "unavailable": "s"
    }  # fmt: skip


def test_answers_that_leave_room_take_nothing_with_them():
    assert answered(contacts=30, accepted=8, declined=1, unavailable=1)["accepted"] == 8


def test_few_contacts_with_many_hidden_answers_are_not_called_few():
    assert answered(contacts=3, accepted=1, declined=1, unavailable=1)["contacts"] == "c"


def test_few_contacts_squeezed_between_their_answers_are_not_called_few_so_that_the_city_shows():
    # 3 contacts at the first place, its zone's only ones: "fewer than 5" and two hidden answers would leave 3 or 4.
    tree = SumTree((WHOLE, 0, 0, 1, 2, 2))
    leaves = {"contacts": (3, 17, 14), "accepted": (1, 5, 1), "declined": (0, 0, 5), "unavailable": (2, 8, 8)}
    measures = {name: nested(tree, *n) for name, n in leaves.items()}

    hide_nested(measures, [OFFER])

    assert shown(measures["contacts"]) == [34, "c", "c", "c", "c", "c"]
    assert shown(measures["unavailable"])[0] == 18


def test_a_zero_shows_whatever_else_must_go():
    tree = SumTree((WHOLE, 0, 0, 1, 2))
    leaves = {"contacts": (3, 5), "accepted": (0, 0), "declined": (2, 5), "unavailable": (1, 0)}
    measures = {name: nested(tree, *n) for name, n in leaves.items()}

    hide_nested(measures, [OFFER])

    assert shown(measures["accepted"]) == [0, 0, 0, 0, 0]
    assert shown(measures["unavailable"])[2] == shown(measures["unavailable"])[4] == 0


def test_answers_to_nothing_are_refused():
    with pytest.raises(BadParameterError, match="answers name measures that are not there: declined"):
        hide_nested({"contacts": nested(ONE_PLACE, 3)}, [Answers("contacts", ("declined",))])
    with pytest.raises(BadParameterError, match="one tree"):
        hide_nested({"contacts": nested(ONE_PLACE, 3), "other": nested(TWO_ZONES, 1, 1, 1, 1)})


@pytest.mark.parametrize("n", [[5, 3, 3], [-1, -1, 0]])
def test_counts_that_do_not_add_up_are_refused(n):
    with pytest.raises(BadParameterError, match="add up"):
        NestedCounts(SumTree((WHOLE, 0, 0)), n, [5] * 3, [("",)] * 3)


@pytest.mark.parametrize("n_parts", [2, 3])
def test_somebody_who_also_knows_this_rule_works_no_small_part_of_one_total_out(n_parts):
    """All tables that would show the same are found by trying: in no such set is a small part one number."""
    worlds: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for n in product(range(19), repeat=n_parts):
        if sum(n) <= 18:
            worlds.setdefault(tuple(hide(SumTree((WHOLE, *[0] * n_parts)), *n)), []).append(n)

    for told, tables in worlds.items():
        for part in range(n_parts):
            if told[part + 1] in ("s", "c"):
                assert len({table[part] for table in tables}) > 1, told


def test_which_part_goes_does_not_depend_on_which_is_smaller():
    one, other = (
        parts_to_hide([Part(3, 5, ("a",)), Part(first, 5, ("b",)), Part(second, 5, ("c",))])
        for first, second in ((9, 20), (20, 9))
    )

    assert [part.label for part in one or ()] == [part.label for part in other or ()] == [("b",)]
