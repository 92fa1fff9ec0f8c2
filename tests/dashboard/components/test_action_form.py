from __future__ import annotations

from datetime import date

import pytest

from dashboard.components.action_form import next_huddle_date

FRIDAY, MONDAY = date(2024, 5, 17), date(2024, 5, 20)


@pytest.mark.parametrize(
    ("after", "weekdays", "expected"),
    [
        (date(2024, 5, 14), (1, 2, 3, 4, 5), date(2024, 5, 15)),
        (FRIDAY, (1, 2, 3, 4, 5), MONDAY),
        (FRIDAY, (5,), date(2024, 5, 24)),
        (FRIDAY, (), date(2024, 5, 18)),
    ],
)
def test_an_action_is_due_at_the_next_huddle(after: date, weekdays: tuple[int, ...], expected: date) -> None:
    assert next_huddle_date(after, huddle_weekdays=weekdays) == expected
