"""The leader rule over one category after the other, in machine code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from geo.points import IntArray

_NOBODY = -1


@compiled
def follow_leaders(
    category: IntArray, place: IntArray, opened_us: IntArray, starts: IntArray, near: IntArray, window_us: int
) -> IntArray:
    """Give each ticket the row of its incident's first ticket.

    At one coordinate only the newest incident of a category can still take tickets: while an older one could, no
    newer one would have begun there. So one row per coordinate is all that must be remembered.

    Parameters
    ----------
    category, place, opened_us
        One entry per ticket, in the order of category, opening and id: the category's number, the number of the
        ticket's coordinate, and the opening in microseconds.
    starts, near
        `near[starts[p]:starts[p + 1]]` are the coordinates within the radius of coordinate `p`, itself included.
    window_us
        Longest time after an incident's first ticket, microseconds, inclusive.
    """
    leaders = np.arange(category.size)
    newest_at = np.full(starts.size - 1, _NOBODY)
    begins_category = 0
    for ticket in range(category.size):
        if category[ticket] != category[begins_category]:
            begins_category = ticket
        earliest = opened_us[ticket] - window_us
        for position in range(starts[place[ticket]], starts[place[ticket] + 1]):
            begun = newest_at[near[position]]
            # A row from before this category's first one is another category's.
            if begun >= begins_category and begun < leaders[ticket] and opened_us[begun] >= earliest:
                leaders[ticket] = begun
        if leaders[ticket] == ticket:
            newest_at[place[ticket]] = ticket
    return leaders
