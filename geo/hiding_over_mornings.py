"""Which counts of this morning stay hidden because earlier mornings' screens would give hidden ones back with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.complementary import hide_nested
from geo.earlier_mornings import ToldMorning, ToldPart, least_and_reach
from geo.sum_trees import UNBOUNDED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.complementary import Answers, NestedCounts
    from geo.earlier_mornings import EarlierMornings, SideBySide

_NEVER = UNBOUNDED


def hide_over_mornings(
    measures: Mapping[str, NestedCounts],
    answers: Sequence[Answers],
    *,
    earlier: Mapping[str, EarlierMornings],
    nodes: Sequence[int],
    unseen: Collection[int],
    day: int,
) -> None:
    """Hide, in place, what beside the screens of earlier mornings would narrow a hidden count, of today or of then.

    As long as something would: today's count that is called small is called hidden; else a further count is hidden,
    first the one that was hidden most recently, at last the total; and where nothing of the measure shows any more, its
    zeros neither. What was told on earlier mornings decides, which everybody saw, and no count of today.

    Parameters
    ----------
    measures
        All measures over one tree, by name, in which `hide_nested` has hidden what this morning by itself asks for.
    answers
        Which measures are answers to which.
    earlier
        What was told of each measure; one that is not there was never told.
    nodes
        The total and the parts that were told with it, in the order of `earlier`.
    unseen
        The parts that no screen shows, whatever they are.
    day
        This morning's number.
    """
    waiting = [name for name, told in earlier.items() if name in measures and told.mornings]
    laid: dict[str, SideBySide] = {}
    while waiting:
        name = waiting.pop()
        counts = measures[name]
        today = told_morning(counts, nodes, unseen=unseen, day=day)
        if name in laid:
            laid[name].tell(today)
        else:
            laid[name] = earlier[name].beside(today)
        narrowed = [] if counts.is_untold else laid[name].narrowed()
        if not narrowed:
            continue
        before = {each: _hidden(measures[each]) for each in laid.keys() | earlier.keys() & measures.keys()}
        _hide_further(counts, earlier[name], nodes, [nodes[each.node] for each in narrowed])
        hide_nested(measures, answers)
        # A measure of which more is hidden than before is asked again: what is newly hidden must stay so.
        changed = [each for each, hidden in before.items() if _hidden(measures[each]) != hidden]
        waiting += [each for each in changed if each not in waiting and earlier[each].mornings]


def told_morning(counts: NestedCounts, nodes: Sequence[int], *, unseen: Collection[int] = (), day: int) -> ToldMorning:
    """Return what the screens say of these nodes of a measure, by themselves and by their own parts on the screens."""
    least, greatest, reach = [], [], []
    for node in nodes:
        low, high = counts.told_bounds(node)
        parts = [
            ToldPart(*counts.told_bounds(part), counts.is_told_small(part))
            for part in counts.tree.children[node]
            if part not in unseen and part not in nodes
        ]
        by_parts, wanted = least_and_reach(parts)
        least.append(low if low == high else max(low, by_parts))
        greatest.append(high)
        reach.append(wanted)
    return ToldMorning(
        day,
        least=tuple(least),
        greatest=tuple(greatest),
        is_small=tuple(counts.is_told_small(node) for node in nodes),
        is_hidden=tuple(counts.is_hidden(node) and counts.n[node] > 0 for node in nodes),
        reach=tuple(reach),
    )


def _hide_further(counts: NestedCounts, told: EarlierMornings, nodes: Sequence[int], narrowed: Sequence[int]) -> None:
    """Hide one thing more; a small count that is narrowed, today's or an earlier one, is no longer called small."""
    if small := [node for node in narrowed if counts.is_told_small(node)]:
        for node in small:
            counts.mask_upwards(node)
        return
    total, *parts = range(len(nodes))
    shown = [number for number in parts if counts.is_shown(nodes[number])]
    if shown or counts.is_shown(nodes[total]):
        number = min(shown or [total], key=lambda each: (told.days_hidden_ago(each) or _NEVER, nodes[each]))
        counts.also_hidden.add(nodes[number])
    else:
        counts.is_untold = True


def _hidden(counts: NestedCounts) -> tuple[frozenset[int], frozenset[int], bool]:
    return frozenset(counts.also_hidden), frozenset(counts.masked), counts.is_untold
