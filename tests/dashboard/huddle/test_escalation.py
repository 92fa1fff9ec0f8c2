from __future__ import annotations

from datetime import date

import pytest

from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.book import fold_events
from dashboard.huddle.escalation import EscalationLevel, EscalationRule, mornings_overdue
from dashboard.huddle.events import EventKind
from tests.dashboard.huddle.test_decided_items import agenda_of
from tests.support.huddle_events import TUESDAY, opened, recorded

WEEKDAYS = (1, 2, 3, 4, 5)
RULE = EscalationRule(lead_mornings=2, chair_mornings=4)


@pytest.mark.parametrize(
    ("n_mornings", "level"),
    [(0, None), (1, None), (2, EscalationLevel.LEAD), (3, EscalationLevel.LEAD), (4, EscalationLevel.CHAIR)],
)
def test_an_overdue_action_goes_from_owner_to_lead_to_chair(n_mornings, level):
    assert RULE.level(n_mornings) == level


def test_a_weekend_escalates_nothing():
    action = fold_events([opened("e1", on=date(2015, 11, 5), due_date="2015-11-06")]).actions["a1"]

    mornings = [mornings_overdue(action, on=date(2015, 11, day), huddle_weekdays=WEEKDAYS) for day in (6, 7, 8, 9, 10)]
    assert mornings == [0, 0, 0, 1, 2]


def escalations(*events) -> list[str]:
    return [item.text for item in agenda_of(*events).parts[2].items if item.kind == ItemKind.ESCALATED]


def test_an_escalation_is_an_item_of_its_own_beside_the_action_it_is_about():
    events = [opened("e1", on=date(2015, 11, 5), due_date="2015-11-06")]

    (told,) = escalations(*events)

    assert told == (
        "Escalated to the lead of Public Works: what e1 (no place named), overdue 2 mornings, was due "
        "Fri 6 Nov. What is in the way, and who takes it?"
    )
    kinds = [item.kind for item in agenda_of(*events).parts[2].items]
    assert ItemKind.ACTION_OVERDUE in kinds


def test_after_four_mornings_it_is_the_chairs():
    (told,) = escalations(opened("e1", on=date(2015, 11, 2), due_date="2015-11-04"))

    assert told.startswith("Escalated to the chair: Public Works: what e1")


def test_a_new_date_ends_an_escalation_until_that_date_passes():
    moved = recorded("e2", EventKind.ACTION_RESCHEDULED, "a1", on=TUESDAY, minute=1, due_date="2015-11-20")

    assert escalations(opened("e1", on=date(2015, 11, 2), due_date="2015-11-04"), moved) == []
