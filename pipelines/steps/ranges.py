"""What is usual at each location: the range in which its counts are expected, from its own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.disk_surprise import daily_exposure
from geo.expected_ranges import expect_windows, fit_scatter, usual_range

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.points import FloatArray, IntArray
    from pipelines.settings import Policy

ALL_RANKED = "all"
WITHIN, ABOVE, BELOW, UNKNOWN = "within", "above", "below", "unknown"
_WEEK = 7
_EXPECTED = {
    "location_id": "str",
    "category_code": "str",
    "window_days": "int64",
    "n_incidents": "int64",
    "n_expected": "Float64",
    "n_low": "Int64",
    "n_high": "Int64",
    "n_past_days": "int64",
    "n_days_held": "int64",
    "standing": "str",
    "told_text": "str",
}


class StateRanges:
    """States for each location's counts, all ranked categories together and each alone, what is usual there."""

    name = "state what is usual"
    reads = frozenset(
        {
            "int_categories__daily",
            "int_locations__daily",
            "int_locations__windowed",
            "int_locations__carried",
            "int_feeds__covered",
            "ref_categories",
        }
    )
    writes = ("int_locations__expected",)

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._policy = policy
        self._as_of_date = pd.Timestamp(as_of_date)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per location, length of window and category; the range is null where the past is too short."""
        categories = frames["ref_categories"]
        codes = categories.loc[categories["is_ranked"] == "1", "category_code"].tolist()
        ids = frames["int_locations__carried"]["location_id"].tolist()
        days = self._days(frames)
        pasts = _pasts(frames, ids, days, codes) if ids else {}
        rows: list[dict[str, Any]] = []
        for window_days in sorted({_WEEK, self._policy.lookback_days}):
            windowed = frames["int_locations__windowed"]
            windowed = windowed[windowed["window_days"] == window_days]
            streams = [self._stream(windowed, past, ids, days, window_days) for past in pasts.values()]
            for stream in [*streams, _together(streams)] if streams else []:
                rows += self._rows(stream, ids, days, window_days)
        return (pd.DataFrame(rows, columns=[*_EXPECTED]).astype(_EXPECTED),)

    def _days(self, frames: Mapping[str, pd.DataFrame]) -> _Days:
        covered = frames["int_feeds__covered"]
        of_tickets = covered["last_full_date"]
        n_behind = 0
        if len(of_tickets):
            n_behind = (self._as_of_date - pd.Timestamp(of_tickets.max())).days - 1
        return _Days(self._as_of_date, self._policy.range_history_days, n_behind)

    def _stream(self, windowed: pd.DataFrame, past: _Past, ids: list[str], days: _Days, window_days: int) -> _Stream:
        """Return what one category held in each past window of each place, and what was expected of it."""
        weeks_ago = np.arange(days.n_days // _WEEK)
        seen = np.zeros((len(ids), weeks_ago.size), np.int64)
        own = windowed[windowed["category_code"] == past.code]
        seen[_numbers(ids, own), own["weeks_ago"]] = own["n_incidents"]
        expected = np.full(seen.shape, np.nan)
        if past.first is None:
            return _Stream(past.code, seen, expected, 0)
        of_windows = expect_windows(
            past.by_day[:, past.first :],
            past.exposure[past.first :],
            n_steps=window_days,
            half_life_steps=self._policy.range_half_life_days,
            min_past_steps=self._policy.range_min_past_days,
        )
        ends = days.n_days - 1 - past.first - _WEEK * weeks_ago
        expected[:, ends >= 0] = of_windows[:, ends[ends >= 0]]
        return _Stream(past.code, seen, expected, max(days.n_days - window_days - past.first, 0))

    def _rows(self, stream: _Stream, ids: list[str], days: _Days, window_days: int) -> list[dict[str, Any]]:
        low, high = self._range(stream, window_days)
        n_held = max(window_days - days.n_behind, 0)
        rows = []
        for place, location_id in enumerate(ids):
            seen, expected = int(stream.seen[place, 0]), float(stream.expected[place, 0])
            is_known = low is not None and high is not None and expected > 0
            row = {
                "location_id": location_id,
                "category_code": stream.code,
                "window_days": window_days,
                "n_incidents": seen,
                "n_expected": expected if is_known else pd.NA,
                "n_low": int(low[place]) if is_known and low is not None else pd.NA,
                "n_high": int(high[place]) if is_known and high is not None else pd.NA,
                "n_past_days": stream.n_past_days,
                "n_days_held": n_held,
            }
            rows.append({**row, **_words(row, window_days)})
        return rows

    def _range(self, stream: _Stream, window_days: int) -> tuple[IntArray | None, IntArray | None]:
        """Return the usual range of this morning's windows; nothing where too few past ones tell how counts scatter."""
        policy = self._policy
        # Windows that share a day with this morning's do not judge it.
        past = slice(-(-window_days // _WEEK), None)
        seen, expected = stream.seen[:, past].ravel(), stream.expected[:, past].ravel()
        is_told = expected > 0
        if is_told.sum() < policy.range_min_windows:
            return None, None
        scatter = fit_scatter(seen[is_told], expected[is_told])
        now = stream.expected[:, 0]
        return usual_range(np.where(now > 0, now, 1.0), scatter=scatter, share=policy.range_share)


@dataclass(frozen=True, eq=False)
class _Stream:
    """One category, or all: what each place's windows held and what was expected, newest first; days of past."""

    code: str
    seen: IntArray
    expected: FloatArray
    n_past_days: int


@dataclass(frozen=True, eq=False)
class _Past:
    """One category: the first day it is held (None where it never came), what each day counts for, incidents by day."""

    code: str
    first: int | None
    exposure: FloatArray
    by_day: IntArray


@dataclass(frozen=True)
class _Days:
    """The days looked at, numbered from the oldest; `n_behind` of the last ones are not held in full."""

    as_of_date: pd.Timestamp
    n_days: int
    n_behind: int

    @property
    def n_held(self) -> int:
        """How many of them are held."""
        return max(self.n_days - self.n_behind, 0)

    def number(self, dates: pd.Series) -> IntArray:
        """Return the numbers of dates; below 0 for those before the first."""
        behind = (self.as_of_date - pd.to_datetime(dates)).dt.days
        return np.asarray(self.n_days - behind, np.int64)


def _together(streams: list[_Stream]) -> _Stream:
    """Add the categories up, in each window those with enough past for it.

    Where a category without enough past holds something this morning, nothing can be said of all together.
    """
    seen = np.stack([stream.seen for stream in streams])
    expected = np.stack([stream.expected for stream in streams])
    is_told = ~np.isnan(expected)
    total = np.where(is_told.any(axis=0), np.nansum(expected, axis=0), np.nan)
    is_untold = (~is_told[:, :, 0] & (seen[:, :, 0] > 0)).any(axis=0)
    total[is_untold, 0] = np.nan
    past = np.where(is_told, seen, 0).sum(axis=0)
    past[:, 0] = seen[:, :, 0].sum(axis=0)
    return _Stream(ALL_RANKED, past, total, max(stream.n_past_days for stream in streams))


def _pasts(frames: Mapping[str, pd.DataFrame], ids: list[str], days: _Days, codes: list[str]) -> dict[str, _Past]:
    """Return what each category had on each day, at each place and, as exposure, in the whole city."""
    city, places = frames["int_categories__daily"], frames["int_locations__daily"]
    of_city = city.assign(day_no=days.number(city["huddle_date"]))
    of_places = places.assign(day_no=days.number(places["huddle_date"]), place_no=_numbers(ids, places))
    pasts = {}
    for code in codes:
        by_day = np.zeros((len(ids), days.n_days), np.int64)
        own = of_places[of_places["category_code"] == code]
        by_day[own["place_no"], own["day_no"]] = own["n_incidents"]
        exposure = np.zeros(days.n_days)
        counted = of_city[of_city["category_code"] == code]
        if counted.empty:
            pasts[code] = _Past(code, None, exposure, by_day)
            continue
        first = max(int(counted["day_no"].min()), 0)
        held = counted[(counted["day_no"] >= first) & (counted["day_no"] < days.n_held)]
        in_city = np.zeros(days.n_held)
        in_city[held["day_no"]] = held["n_incidents"]
        exposure[first : days.n_held] = daily_exposure(in_city[first:])
        pasts[code] = _Past(code, first, exposure, by_day)
    return pasts


def _numbers(ids: list[str], rows: pd.DataFrame) -> IntArray:
    """Return at which place of the list each row's location stands."""
    return np.asarray(pd.Index(ids).get_indexer(pd.Index(rows["location_id"])), np.int64)


def _words(row: Mapping[str, Any], window_days: int) -> dict[str, str]:
    low, high = row["n_low"], row["n_high"]
    if pd.isna(low):
        return {"standing": UNKNOWN, "told_text": "too little past to say what is usual"}
    standing = ABOVE if row["n_incidents"] > high else BELOW if row["n_incidents"] < low else WITHIN
    begin = {ABOVE: "above the usual", BELOW: "below the usual", WITHIN: "usual here"}[standing]
    usual = f"{low} to {high}" if high > low else f"{low}"
    held = "" if row["n_days_held"] == window_days else f" in the {row['n_days_held']} days held"
    return {"standing": standing, "told_text": f"{begin} {usual}{held}"}
