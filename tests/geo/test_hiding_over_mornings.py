"""What is hidden this morning for the sake of what earlier mornings' screens hid."""

from __future__ import annotations

from geo.complementary import NestedCounts, hide_nested
from geo.earlier_mornings import EarlierMornings, ToldMorning
from geo.hiding_over_mornings import hide_over_mornings, told_morning
from geo.sum_trees import UNBOUNDED, WHOLE, SumTree

BELOW = 5
NODES = TOTAL, FIRST, SECOND, THIRD = range(4)


def counted(*parts: int) -> NestedCounts:
    return NestedCounts(
        tree=SumTree((WHOLE, *(0 for _ in parts))),
        n=[sum(parts), *parts],
        below=[BELOW] * (len(parts) + 1),
        labels=[(f"{node}",) for node in range(len(parts) + 1)],
    )


def tell(*mornings: tuple[int, ...], window_days: int = 2) -> list[ToldMorning]:
    """Return what the screens tell of the parts' sums, morning after morning."""
    told: list[ToldMorning] = []
    for day, parts in enumerate(mornings, start=1):
        counts = counted(*parts)
        hide_nested({"contacts": counts})
        earlier = {"contacts": EarlierMornings(window_days, tuple(told))}
        hide_over_mornings({"contacts": counts}, (), earlier=earlier, nodes=NODES, unseen=(), day=day)
        told.append(told_morning(counts, NODES, day=day))
    return told


def shown(morning: ToldMorning) -> list[int | None]:
    return [low if low == high else None for low, high in zip(morning.least, morning.greatest, strict=True)]


def test_mornings_without_a_hidden_count_are_told_as_each_by_itself():
    told = tell((0, 5, 40), (0, 6, 40), (5, 6, 40))

    assert [shown(morning) for morning in told] == [[45, 0, 5, 40], [46, 0, 6, 40], [51, 5, 6, 40]]


def test_a_count_that_would_narrow_what_yesterday_hid_stays_hidden_today():
    alone, beside = tell((8, 0, 6)), tell((5, 14, 32), (13, 8, 2), (8, 0, 6))

    assert beside[1].is_small[THIRD]
    assert shown(alone[0]) == [14, 8, 0, 6]
    assert shown(beside[2]) == [14, None, 0, None]


def test_what_was_hidden_most_recently_is_hidden_first():
    told = tell((3, 6, 6), (6, 12, 8), (9, 6, 10))

    assert [shown(morning) for morning in told] == [[15, None, None, 6], [26, 6, 12, 8], [25, None, None, 10]]


def test_a_small_count_that_its_neighbours_narrow_is_no_longer_called_small():
    alone, beside = tell((4, 6, 30)), tell((5, 10, 11), (8, 6, 3), (4, 6, 30))

    assert alone[0].is_small[FIRST]
    assert beside[2].is_hidden[FIRST]
    assert not beside[2].is_small[FIRST]


def test_a_measure_of_which_nothing_is_told_is_untold_to_the_zeros():
    counts = counted(0, 2, 9)
    counts.is_untold = True
    told = told_morning(counts, NODES, day=1)

    assert set(told.least) == {0}
    assert set(told.greatest) == {UNBOUNDED}
    assert told.is_hidden == (True, False, True, True)
