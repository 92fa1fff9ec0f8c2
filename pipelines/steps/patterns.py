"""The pattern of every location over the last weeks, with the test behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo import patterns
from geo.city_cells import city_cells
from geo.frames import empty_frame
from geo.patterns import PatternRule, find_patterns
from geo.trends import FALLING, LEVEL, RISING
from pipelines.steps.ground import GROUND_READS, ground_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.city_cells import CityCells
    from geo.patterns import CellPatterns
    from geo.points import IntArray
    from pipelines.settings import Policy

TOO_SHORT = "too_short"
"""Not a pattern: fewer weeks are held than a pattern can be told from."""

_WEEK = 7
_NAMES = {
    patterns.NEW: "New hot spot",
    patterns.CONSECUTIVE: "Consecutive hot spot",
    patterns.INTENSIFYING: "Intensifying hot spot",
    patterns.PERSISTENT: "Persistent hot spot",
    patterns.DIMINISHING: "Diminishing hot spot",
    patterns.SPORADIC: "Sporadic hot spot",
    patterns.OSCILLATING: "Oscillating hot spot",
    patterns.HISTORICAL: "Historical hot spot",
    patterns.NONE: "No pattern",
    TOO_SHORT: "Not enough past to say",
}
_MEANINGS = {
    patterns.NEW: "Something began here. One hot week can pass by itself.",
    patterns.CONSECUTIVE: "It began lately and has stayed.",
    patterns.INTENSIFYING: "Hot for months, and standing out from the rest of the city more and more.",
    patterns.PERSISTENT: "Hot for months and steady: it neither grows nor fades.",
    patterns.DIMINISHING: "Hot for months, and still hot, but standing out less and less.",
    patterns.SPORADIC: "It comes and goes: hot weeks, and quiet ones between them.",
    patterns.OSCILLATING: "It swings: hot now, and in some weeks quieter than the city.",
    patterns.HISTORICAL: "Hot for months, and quiet in the last week. One quiet week is not yet an end.",
    patterns.NONE: "It is on the list by its weighted incidents. In the last week the ground round it did not stand "
    "out from the rest of the city far enough to be called hot.",
    TOO_SHORT: "",
}
_GOING = {RISING: ", and standing out more and more", LEVEL: "", FALLING: ", and standing out less and less"}
_PATTERNED = {
    "location_id": "str",
    "pattern_code": "str",
    "pattern_name": "str",
    "told_text": "str",
    "meaning_text": "str",
    "first_date": "datetime64[s]",
    "last_date": "datetime64[s]",
    "n_weeks": "int64",
    "n_weeks_needed": "int64",
    "n_hot_weeks": "int64",
    "n_cold_weeks": "int64",
    "n_cells_near": "int64",
    "n_cells": "int64",
    "line_p": "Float64",
    "last_gi_z": "Float64",
    "last_p": "Float64",
    "last_q": "Float64",
    "trend_z": "Float64",
    "trend_p": "Float64",
}
_RATED = {
    "location_id": "str",
    "week_start_date": "datetime64[s]",
    "n_incidents_near": "int64",
    "n_expected_near": "float64",
    "gi_z": "float64",
    "p_value": "float64",
    "is_hot": "bool",
    "is_cold": "bool",
}


class FindPatterns:
    """Tells for each location whether it was hot, week by week, and which of the published patterns that makes."""

    name = "find patterns"
    reads = frozenset(
        {"int_cells__weekly", "int_categories__daily", "int_feeds__covered", "int_locations__carried"}
    ) | GROUND_READS  # fmt: skip
    writes = ("int_locations__patterned", "int_locations__rated_weekly")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per location with its pattern, and one row per location and week.

        A location takes the pattern of the cell that its centre lies in: the cells round that one hold its whole disk.
        """
        places = frames["int_locations__carried"]
        n_weeks, last_date = self._weeks(frames)
        if places.empty or last_date is None or n_weeks < self._policy.pattern_min_weeks:
            return self._too_short(places, n_weeks), empty_frame(_RATED)
        weekly = frames["int_cells__weekly"]
        own = weekly[["column_no", "row_no"]]
        ticketed = pd.concat([frames["int_cells__ticketed"][["column_no", "row_no"]], own]).drop_duplicates()
        cells = city_cells(ticketed, **ground_rules(frames, self._policy))
        x_m, y_m = cells.centres
        found = find_patterns(_counts(cells, weekly, n_weeks), x_m=x_m, y_m=y_m, rule=pattern_rule(self._policy))
        at = _cell_of(cells, places)
        first_date = last_date - pd.Timedelta(days=_WEEK * n_weeks - 1)
        rows = [
            {
                **self._row(found, cell),
                "location_id": location_id,
                "first_date": first_date,
                "last_date": last_date,
                "n_weeks": n_weeks,
            }
            for location_id, cell in zip(places["location_id"], at.tolist(), strict=True)
        ]
        patterned = pd.DataFrame(rows).assign(n_weeks_needed=self._policy.pattern_min_weeks)
        return patterned[[*_PATTERNED]].astype(_PATTERNED), _rated(found, at, places, first_date)

    def _weeks(self, frames: Mapping[str, pd.DataFrame]) -> tuple[int, pd.Timestamp | None]:
        """Return how many weeks are held in full, at most those that are looked at, and the last day of the last."""
        covered, daily = frames["int_feeds__covered"], frames["int_categories__daily"]
        of_tickets = covered["last_full_date"]
        if of_tickets.empty or daily.empty:
            return 0, None
        last_date = pd.Timestamp(of_tickets.max())
        # The first day held may have begun before the file does: it is not held in full.
        n_days = (last_date - pd.Timestamp(daily["huddle_date"].min())).days
        return max(min(n_days // _WEEK, self._policy.history_weeks), 0), last_date

    def _too_short(self, places: pd.DataFrame, n_weeks: int) -> pd.DataFrame:
        needed = self._policy.pattern_min_weeks
        row = {
            **dict.fromkeys(_PATTERNED),
            **dict.fromkeys(("n_hot_weeks", "n_cold_weeks", "n_cells_near", "n_cells"), 0),
            "pattern_code": TOO_SHORT,
            "pattern_name": _NAMES[TOO_SHORT],
            "told_text": f"Not enough past to say: {n_weeks} full weeks are held, {needed} are needed.",
            "meaning_text": _MEANINGS[TOO_SHORT],
            "n_weeks": n_weeks,
            "n_weeks_needed": needed,
        }
        rows = [{**row, "location_id": location_id} for location_id in places["location_id"]]
        return pd.DataFrame(rows, columns=[*_PATTERNED]).astype(_PATTERNED)

    def _row(self, found: CellPatterns, cell: int) -> dict[str, Any]:
        code = str(found.codes[cell])
        n_hot, n_cold = int(found.is_hot[cell].sum()), int(found.is_cold[cell].sum())
        told = _told(code, n_hot, n_cold, found.is_hot.shape[1])
        direction = int(found.trends.direction(chance=self._policy.pattern_trend_chance)[cell])
        # No published name for it, and yet what the room wants to know of a place that fades, or comes.
        going = _GOING[direction] if code == patterns.NONE else ""
        return {
            "pattern_code": code,
            "pattern_name": _NAMES[code],
            "told_text": f"{_NAMES[code]}: {told}{going}.",
            "meaning_text": _MEANINGS[code],
            "n_hot_weeks": n_hot,
            "n_cold_weeks": n_cold,
            "n_cells_near": int(found.n_cells[cell]),
            "n_cells": found.n_cells.size,
            "line_p": found.line,
            "last_gi_z": found.scores[cell, -1],
            "last_p": found.chances[cell, -1],
            "last_q": found.shares[cell, -1],
            "trend_z": found.trends.z[cell],
            "trend_p": found.trends.p[cell],
        }


def pattern_rule(policy: Policy) -> PatternRule:
    """Return what counts as hot and as a trend, by the reviewed numbers."""
    return PatternRule(
        reach_m=policy.pattern_reach_m,
        steps_back=policy.pattern_weeks_back,
        false_share=policy.pattern_false_share,
        trend_chance=policy.pattern_trend_chance,
    )


def _told(code: str, n_hot: int, n_cold: int, n_weeks: int) -> str:
    hot = f"hot in {n_hot} of {n_weeks} weeks"
    return {
        patterns.NEW: f"hot in the last week, for the first time in {n_weeks} weeks",
        patterns.CONSECUTIVE: f"hot in each of the last {n_hot} weeks, never before in these {n_weeks}",
        patterns.INTENSIFYING: f"{hot}, the last one too, and getting hotter",
        patterns.PERSISTENT: f"{hot}, the last one too, getting neither hotter nor cooler",
        patterns.DIMINISHING: f"{hot}, the last one too, and cooling",
        patterns.SPORADIC: f"{hot}, on and off, the last one too",
        patterns.OSCILLATING: f"{hot}, the last one too, and significantly quieter than the city in {n_cold}",
        patterns.HISTORICAL: f"{hot}, but not in the last",
        patterns.NONE: f"{hot}, but not in the last" if n_hot else f"not hot in any of {n_weeks} weeks",
    }[code]


def _counts(cells: CityCells, weekly: pd.DataFrame, n_weeks: int) -> IntArray:
    """Lay the incidents out by cell and week, oldest week first."""
    counts = np.zeros((cells.column_no.size, n_weeks), np.int64)
    within = weekly[weekly["weeks_ago"] < n_weeks]
    counts[_cells_at(cells, within["column_no"], within["row_no"]), n_weeks - 1 - within["weeks_ago"]] = within[
        "n_incidents"
    ]
    return counts


def _cell_of(cells: CityCells, places: pd.DataFrame) -> IntArray:
    columns, rows = (np.floor(places[name] / cells.side_m).astype("int64") for name in ("x_m", "y_m"))
    return _cells_at(cells, columns, rows)


def _cells_at(cells: CityCells, columns: pd.Series, rows: pd.Series) -> IntArray:
    known = pd.MultiIndex.from_arrays([cells.column_no, cells.row_no])
    return np.asarray(known.get_indexer(pd.MultiIndex.from_arrays([columns, rows])), np.int64)


def _rated(found: CellPatterns, at: IntArray, places: pd.DataFrame, first_date: pd.Timestamp) -> pd.DataFrame:
    n_weeks = found.scores.shape[1]
    starts = first_date + pd.to_timedelta(_WEEK * np.arange(n_weeks), unit="D")
    rows = {
        "location_id": np.repeat(places["location_id"].to_numpy(), n_weeks),
        "week_start_date": np.tile(starts.to_numpy(), at.size),
        "n_incidents_near": found.sums[at].ravel(),
        "n_expected_near": found.expected[at].ravel(),
        "gi_z": found.scores[at].ravel(),
        "p_value": found.chances[at].ravel(),
        "is_hot": found.is_hot[at].ravel(),
        "is_cold": found.is_cold[at].ravel(),
    }
    return pd.DataFrame(rows).astype(_RATED)
