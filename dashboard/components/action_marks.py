"""The mark of an open action, shape and word: the same on its card, on its place's line and on a district's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from datetime import date

    from dashboard.huddle.actions import Action


def open_mark(action: Action, *, on: date, otherwise: str, tells_days: bool = True) -> tuple[str, str]:
    """Return an open action's mark, and which of the two colours it has.

    Parameters
    ----------
    on
        The huddle's day.
    otherwise
        What stands after the square where it is neither overdue nor due today.
    tells_days
        Whether an overdue one says by how many days.
    """
    if action.is_overdue(on):
        return f"▲ overdue {count_words(action.days_overdue(on), 'day')}" if tells_days else "▲ overdue", "act"
    if action.due_date == on:
        return "■ due today", "act"
    return f"□ {otherwise}", "ok"
