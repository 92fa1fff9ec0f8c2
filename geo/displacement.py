"""Did it work: what came of each action at a place, beside comparable places, and whether it moved nearby.

The weighted displacement difference (Wheeler and Ratcliffe 2018, Crime Science 7:11) with two changes: the change at
the comparison places is what they lead one to expect at this place's own level (`geo.comparison`), and the interval is
as wide as those places themselves differ. `docs/did-it-work.md` has the formulas and what may be said against them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.comparison import Counts, Expectation, Incidents, Spans, expect_after, expectation, similar_places
from geo.errors import BadParameterError, require_columns, require_positive
from geo.frames import row_dicts
from geo.points import finite_column

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

TOO_EARLY, TOO_FEW, NO_PLACE, NO_PAST, NO_COMPARISON = (
    "too_early", "too_few", "no_place", "no_past", "no_comparison",
)  # fmt: skip
FEWER, FEWER_HERE, MOVED_NEARBY, NO_DIFFERENCE, MORE = (
    "fewer", "fewer_here", "moved_nearby", "no_difference", "more",
)  # fmt: skip
JUDGED = (FEWER, FEWER_HERE, MOVED_NEARBY, NO_DIFFERENCE, MORE)
"""Verdicts that say something about the action; the others say why nothing can be said."""

_WEEK = 7
# Two coefficients leave nothing of two places to tell how far places differ.
_LEAST_COMPARISONS = 3
RESULT_COLUMNS = {
    "action_id": "str",
    "verdict_code": "str",
    "window_days": "int64",
    "before_start_day": "Int64",
    "after_end_day": "Int64",
    "n_days_after": "int64",
    "n_before": "Int64",
    "n_after": "Int64",
    "n_usual": "Float64",
    "n_expected": "Float64",
    "n_expected_low": "Int64",
    "n_expected_high": "Int64",
    "n_ring_before": "Int64",
    "n_ring_after": "Int64",
    "n_ring_expected": "Float64",
    "n_ring_expected_low": "Int64",
    "n_ring_expected_high": "Int64",
    "wdd": "Float64",
    "wdd_low": "Float64",
    "wdd_high": "Float64",
    "n_comparisons": "int64",
    "n_fell_as_much": "Int64",
    "comparison_before": "Float64",
    "comparison_after": "Float64",
    "n_other_actions": "int64",
    "came_back_days": "Int64",
    "is_back_30_days": "boolean",
    "is_back_90_days": "boolean",
}
_ACTION_COLUMNS = ("action_id", "x_m", "y_m", "opened_day", "ended_day", "is_done")
_COUNTS = ("n_before", "n_after", "n_usual")
_BACK_DAYS = (30, 90)


@dataclass(frozen=True)
class EffectRules:
    """How an action is judged; every number has its reason in `data/reference/policy.csv`.

    `window_weeks` are the lengths of the windows, rising: the first one with `min_before` incidents before is taken,
    else the longest. `usual_weeks` before the window tell what is usual, at least `min_usual_weeks` of them.
    """

    radius_m: float
    ring_m: float
    window_weeks: tuple[int, ...]
    min_before: int
    usual_weeks: int
    min_usual_weeks: int
    level_factor: float
    min_comparisons: int
    max_comparisons: int
    back_days: int
    back_min_incidents: int

    def __post_init__(self) -> None:
        """Refuse rules that cannot be used."""
        require_positive(self.radius_m, name="radius_m")
        if self.ring_m <= self.radius_m:
            raise BadParameterError(f"ring_m must be more than radius_m, got {self.ring_m}")
        if not self.window_weeks or sorted({*self.window_weeks}) != [*self.window_weeks] or self.window_weeks[0] < 1:
            raise BadParameterError(f"window_weeks must rise from at least 1, got {self.window_weeks}")
        if self.level_factor <= 1 or not _LEAST_COMPARISONS <= self.min_comparisons <= self.max_comparisons:
            raise BadParameterError("level_factor must be more than 1, and min_comparisons from 3 to max_comparisons")
        if not 1 <= self.min_usual_weeks <= self.usual_weeks or self.back_days < 1 or self.back_min_incidents < 1:
            raise BadParameterError("weeks, back_days and back_min_incidents must be at least 1")

    @property
    def reach_m(self) -> float:
        """How near another action must be to have a part in what is counted: its disk touches the ring."""
        return self.ring_m + self.radius_m


def judge_actions(
    incidents: pd.DataFrame, actions: pd.DataFrame, *, first_day: int, last_day: int, rules: EffectRules
) -> pd.DataFrame:
    """Say of each action that was done what came of it.

    Parameters
    ----------
    incidents
        One row per incident: `x_m`, `y_m` (EPSG:26986, metres), `day_no` (huddle day it began). Row order and rows
        outside the days held do not matter.
    actions
        Every action at a place, one row each: `action_id`, `x_m`, `y_m` (its place; NaN where nobody knows it),
        `opened_day`, `ended_day` (huddle days; missing while it is open), `is_done`. Those open or not done are not
        judged, but stand in the way of a comparison.
    first_day, last_day
        First and last huddle day held in full.
    rules
        How they are judged.

    Returns
    -------
    One row per action done, by `action_id`, columns of `RESULT_COLUMNS`. What was not counted is missing. Counts
    after are given only when their window is whole. `wdd` = `n_after` - `n_expected` + `n_ring_after` -
    `n_ring_expected`.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A coordinate of an incident is not finite; an action ends before it was opened, or stands in two rows.
    """
    require_columns(incidents, ("x_m", "y_m", "day_no"), what="incidents")
    require_columns(actions, _ACTION_COLUMNS, what="actions")
    if actions["action_id"].duplicated().any():
        raise BadParameterError("an action_id stands in more than one row of actions")
    if (actions["ended_day"] < actions["opened_day"]).fillna(False).any():
        raise BadParameterError("an action ends before it was opened")
    held = incidents[incidents["day_no"].between(first_day, last_day)]
    x_m, y_m = (finite_column(held, name, what="incidents") for name in ("x_m", "y_m"))
    judge = _Judge(Incidents(x_m, y_m, held["day_no"].to_numpy(dtype=np.int64)), actions, first_day, last_day, rules)
    done = actions[actions["is_done"].astype(bool)].sort_values("action_id")
    rows = [judge.row(action) for action in row_dicts(done)]
    return pd.DataFrame(rows, columns=[*RESULT_COLUMNS]).astype(RESULT_COLUMNS)


class _Judge:
    def __init__(
        self, incidents: Incidents, actions: pd.DataFrame, first_day: int, last_day: int, rules: EffectRules
    ) -> None:
        self._incidents = incidents
        self._first_day, self._end_day = first_day, last_day + 1
        self._rules = rules
        placed = actions[actions["x_m"].notna() & actions["y_m"].notna()]
        self._acted_ids = placed["action_id"].to_numpy()
        self._acted_at = placed[["x_m", "y_m"]].to_numpy(dtype=np.float64)
        self._acted_from = placed["opened_day"].to_numpy(dtype=np.int64)
        # What is still open goes on beyond any window.
        self._acted_to = placed["ended_day"].fillna(np.iinfo(np.int64).max).to_numpy(dtype=np.int64)
        self._places: dict[tuple[int, int], FloatArray] = {}

    def row(self, action: dict[str, Any]) -> dict[str, Any]:
        """Return an action's row; the first reason for which nothing can be said is the one given."""
        rules = self._rules
        row: dict[str, Any] = dict.fromkeys(RESULT_COLUMNS) | {
            "action_id": action["action_id"], "n_comparisons": 0, "n_other_actions": 0, "n_days_after": 0,
            "window_days": rules.window_weeks[0] * _WEEK, "verdict_code": NO_PLACE,
        }  # fmt: skip
        if not (math.isfinite(action["x_m"]) and math.isfinite(action["y_m"])):
            return row
        here = np.array([[action["x_m"], action["y_m"]]], dtype=np.float64)
        opened, ended = int(action["opened_day"]), int(action["ended_day"])
        spans = self._spans(here, opened, ended)
        if spans is None:
            return row | {"verdict_code": NO_PAST}
        n_days = spans.before[1] - spans.before[0]
        near = self._acted_near(here[0], (spans.before[0], spans.after[1])) & (self._acted_ids != action["action_id"])
        n_held = min(max(self._end_day - spans.after[0], 0), n_days)
        counts = self._counts(here, spans, inner_m=0, outer_m=rules.radius_m)
        row |= {
            "window_days": n_days,
            "before_start_day": spans.before[0],
            "after_end_day": spans.after[1] - 1,
            "n_days_after": n_held,
            "n_before": int(counts.before[0]),
            "n_usual": float(counts.usual[0]),
            "n_other_actions": int(near.sum()),
            "verdict_code": TOO_EARLY,
            **self._came_back(here[0], int(counts.before[0]), n_days=n_days, ended=ended),
        }
        return row | self._compared(here, spans, counts) if n_held == n_days else row

    def _spans(self, here: FloatArray, opened: int, ended: int) -> Spans | None:
        """Return the windows: the shortest with enough incidents before it, of those that the past is long enough for.

        Before ends where the action was promised, after begins the day after it was reported done: what lies between
        is the work itself. Both are whole weeks, so every weekday counts alike in both.
        """
        fitting = None
        for weeks in self._rules.window_weeks:
            n_days = weeks * _WEEK
            before = (opened - n_days, opened)
            usual = (max(before[0] - self._rules.usual_weeks * _WEEK, self._first_day), before[0])
            if usual[1] - usual[0] < self._rules.min_usual_weeks * _WEEK:
                break
            fitting = Spans(usual, before, (ended + 1, ended + 1 + n_days))
            if self._incidents.count(here, before, radius_m=self._rules.radius_m)[0] >= self._rules.min_before:
                break
        return fitting

    def _counts(self, centres: FloatArray, spans: Spans, *, inner_m: float, outer_m: float) -> Counts:
        scale = (spans.before[1] - spans.before[0]) / (spans.usual[1] - spans.usual[0])
        counted = [self._incidents.count(centres, days, radius_m=outer_m) for days in spans]
        if inner_m:
            within = [self._incidents.count(centres, days, radius_m=inner_m) for days in spans]
            counted = [all_of - inside for all_of, inside in zip(counted, within, strict=True)]
        return Counts(counted[0] * scale, counted[1], counted[2])

    def _compared(self, here: FloatArray, spans: Spans, counts: Counts) -> dict[str, Any]:
        """Return the figures of a window that is whole, and the verdict."""
        rules = self._rules
        ring = self._counts(here, spans, inner_m=rules.radius_m, outer_m=rules.ring_m)
        told: dict[str, Any] = {
            "n_after": int(counts.after[0]),
            "n_ring_before": int(ring.before[0]),
            "n_ring_after": int(ring.after[0]),
        }
        places = self._untouched(here, spans)
        of_places = self._counts(places, spans, inner_m=0, outer_m=rules.radius_m)
        level = float(counts.before[0] + counts.usual[0])
        similar = similar_places(of_places, level=level, level_factor=rules.level_factor, at_most=rules.max_comparisons)
        told["n_comparisons"] = len(similar)
        if len(similar) < rules.min_comparisons:
            return told | {"verdict_code": NO_COMPARISON}
        disks = of_places.at(similar)
        rings = self._counts(places[similar], spans, inner_m=rules.radius_m, outer_m=rules.ring_m)
        disk_expected, disk_rest = expect_after(disks, before=float(counts.before[0]), usual=float(counts.usual[0]))
        ring_expected, ring_rest = expect_after(rings, before=float(ring.before[0]), usual=float(ring.usual[0]))
        total = _together(disk_expected, ring_expected, disk_rest, ring_rest)
        n_total = told["n_after"] + told["n_ring_after"]
        change = told["n_after"] - int(counts.before[0])
        return told | {
            "n_expected": disk_expected.n,
            "n_expected_low": disk_expected.low,
            "n_expected_high": disk_expected.high,
            "n_ring_expected": ring_expected.n,
            "n_ring_expected_low": ring_expected.low,
            "n_ring_expected_high": ring_expected.high,
            "wdd": n_total - total.n,
            "wdd_low": n_total - total.high,
            "wdd_high": n_total - total.low,
            "n_fell_as_much": int((disks.after - disks.before <= change).sum()),
            "comparison_before": float(disks.before.mean()),
            "comparison_after": float(disks.after.mean()),
            "verdict_code": _verdict(told, disk_expected, ring_expected, total),
        }

    def _untouched(self, here: FloatArray, spans: Spans) -> FloatArray:
        """Return the places beyond the reach of this action, and of any other that had a part in these days."""
        # Looked for once a week and not once an action: the weeks lie the same whichever morning asks.
        days = (spans.usual[0] // _WEEK * _WEEK, spans.before[1] // _WEEK * _WEEK)
        if days not in self._places:
            self._places[days] = self._incidents.heavy_places(days, radius_m=self._rules.radius_m)
        places = self._places[days]
        during = self._acted_during((spans.before[0], spans.after[1]))
        keep = np.hypot(*(places - here).T) >= self._rules.reach_m
        for acted_at in np.unique(self._acted_at[during], axis=0):
            keep &= np.hypot(*(places - acted_at).T) >= self._rules.reach_m
        untouched: FloatArray = places[keep]
        return untouched

    def _acted_during(self, days: tuple[int, int]) -> Any:
        return (self._acted_from < days[1]) & (self._acted_to >= days[0])

    def _acted_near(self, here: FloatArray, days: tuple[int, int]) -> Any:
        away = np.hypot(self._acted_at[:, 0] - here[0], self._acted_at[:, 1] - here[1])
        return self._acted_during(days) & (away < self._rules.reach_m)

    def _came_back(self, here: FloatArray, n_before: int, *, n_days: int, ended: int) -> dict[str, Any]:
        """Return after how many days the place was as before: its before-level again, in a run of `back_days`."""
        rules = self._rules
        enough = max(math.ceil(n_before * rules.back_days / n_days), rules.back_min_incidents)
        last = min(self._end_day, ended + 1 + max(_BACK_DAYS))
        days: IntArray = self._incidents.days_near(here[0], here[1], (ended + 1, last), radius_m=rules.radius_m)
        came_back = None
        for day in range(ended + rules.back_days, last):
            if int(((days > day - rules.back_days) & (days <= day)).sum()) >= enough:
                came_back = day - ended
                break
        told: dict[str, Any] = {"came_back_days": came_back}
        for within in _BACK_DAYS:
            is_whole = self._end_day > ended + within
            is_back = came_back is not None and came_back <= within
            told[f"is_back_{within}_days"] = is_back if is_back or is_whole else None
        return told


def _together(disk: Expectation, ring: Expectation, disk_rest: FloatArray, ring_rest: FloatArray) -> Expectation:
    """Return what to expect in disk and ring together; where one swings with the other, the sum swings more."""
    shared = float((disk_rest * ring_rest).mean())
    scale = math.sqrt(disk.variance * ring.variance / max(float((disk_rest**2).mean() * (ring_rest**2).mean()), 1e-9))
    variance = disk.variance + ring.variance + 2 * max(shared * scale, 0.0)
    return expectation(disk.n + ring.n, variance, n_free=max(len(disk_rest) - 2, 1))


def _verdict(told: dict[str, Any], disk: Expectation, ring: Expectation, total: Expectation) -> str:
    if told["n_after"] > disk.high:
        return MORE
    if disk.low == 0:
        # Even none at all would lie within what comparable places do.
        return TOO_FEW
    if told["n_after"] >= disk.low:
        return NO_DIFFERENCE
    if told["n_ring_after"] > ring.high:
        return MOVED_NEARBY
    return FEWER if told["n_after"] + told["n_ring_after"] < total.low else FEWER_HERE
