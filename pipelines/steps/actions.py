"""Did it work: every action at a place that was done, beside comparable places where nobody acted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.day_counts import day_numbers
from geo.displacement import RESULT_COLUMNS, EffectRules, judge_actions
from geo.frames import empty_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.settings import Policy

_FEED_ENDED_DAYS = 28


def effect_rules(policy: Policy) -> EffectRules:
    """Return the reviewed rules."""
    return EffectRules(
        radius_m=policy.location_radius_m,
        ring_m=policy.action_ring_m,
        window_weeks=policy.action_window_weeks,
        min_before=policy.action_min_before,
        usual_weeks=policy.action_usual_weeks,
        min_usual_weeks=policy.action_min_usual_weeks,
        level_factor=policy.action_level_factor,
        min_comparisons=policy.action_min_comparisons,
        max_comparisons=policy.action_max_comparisons,
        back_days=policy.action_back_days,
        back_min_incidents=policy.action_back_min_incidents,
    )


class JudgeActions:
    """Counts before and after each action, and says what comparable places lead one to expect."""

    name = "judge actions by what came after"
    reads = frozenset({"int_actions__seen", "int_incidents__dated", "int_feeds__covered"})
    writes = ("int_actions__judged",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per action done, columns of `geo.displacement.RESULT_COLUMNS`."""
        actions, incidents = frames["int_actions__seen"], frames["int_incidents__dated"]
        last_day = _last_day(frames["int_feeds__covered"])
        if not actions["is_done"].any() or incidents.empty or last_day is None:
            return (empty_frame(RESULT_COLUMNS),)
        dated = incidents.assign(day_no=day_numbers(incidents["huddle_date"]))
        judged = judge_actions(
            dated[["x_m", "y_m", "day_no"]],
            actions.assign(
                opened_day=day_numbers(actions["opened_date"]),
                ended_day=_days_or_missing(actions["closed_date"]),
            ),
            first_day=int(dated["day_no"].min()),
            last_day=last_day,
            rules=effect_rules(self._policy),
        )
        return (judged,)


def _last_day(covered: pd.DataFrame) -> int | None:
    """Return the last huddle day that every 311 feed holds in full, as days since 1970; None where none holds any.

    A feed that brought nothing for four weeks more than another has ended, and is not waited for.
    """
    of_tickets = covered["last_full_date"]
    if of_tickets.empty:
        return None
    days = day_numbers(of_tickets)
    return int(days[days > days.max() - _FEED_ENDED_DAYS].min())


def _days_or_missing(dates: pd.Series) -> pd.Series:
    known = dates.notna()
    days = pd.Series(pd.NA, index=dates.index, dtype="Int64")
    days[known] = day_numbers(dates[known])
    return days
