"""The written rule by which an overdue action goes from its owner to the agency's lead, and from there to the chair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from dashboard.huddle.actions import Action


class EscalationLevel(StrEnum):
    """Whom an overdue action has reached; its owner is no level, because it is the owner's from the start."""

    LEAD = "lead"
    CHAIR = "chair"


@dataclass(frozen=True)
class EscalationRule:
    """From which overdue morning on an action is its agency lead's, and from which the chair's (the policy table)."""

    lead_mornings: int = 2
    chair_mornings: int = 4

    def level(self, n_mornings_overdue: int) -> EscalationLevel | None:
        """Return whom an action that is so many huddle mornings overdue has reached; None while it is its owner's."""
        if n_mornings_overdue >= self.chair_mornings:
            return EscalationLevel.CHAIR
        return EscalationLevel.LEAD if n_mornings_overdue >= self.lead_mornings else None


def mornings_overdue(action: Action, *, on: date, huddle_weekdays: Collection[int]) -> int:
    """Return the huddle mornings after the due date, up to and including `on`; 0 when it is not overdue.

    Counted by the ISO weekdays on which a huddle is held, so that a weekend escalates nothing.
    """
    return huddle_mornings_after(action.due_date, until=on, huddle_weekdays=huddle_weekdays) if action.is_open else 0


def huddle_mornings_after(day: date, *, until: date, huddle_weekdays: Collection[int]) -> int:
    """Return the huddle mornings after a day, up to and including `until`, by the ISO weekdays of the huddle."""
    days = (day + timedelta(days=n) for n in range(1, (until - day).days + 1))
    return sum(each.isoweekday() in huddle_weekdays for each in days)
