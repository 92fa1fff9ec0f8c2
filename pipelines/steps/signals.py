"""Signals: where more incidents came than is usual, beyond a line that the stream's own past sets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.alert_budget import count_alerts, set_line
from geo.crs import unproject_points
from geo.density import outline_to_lonlat_geojson
from geo.disk_surprise import ALL_CATEGORIES, SURPRISE_COLUMNS, DiskRule, members_of, rate_categories
from geo.frames import row_dicts
from geo.gazetteer import name_locations
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.disk_surprise import RatedMornings
    from geo.points import IntArray
    from pipelines.settings import Policy
    from pipelines.steps.gazetteer import MorningGazetteer

# Far below any line: what is less surprising than this need not be kept while the past is replayed.
_REPLAY_FLOOR = 1.5
_OUTLINE_REACH_M = 20.0
_REPLAYED = {"morning_date": "datetime64[us]", "x_m": "float64", "y_m": "float64", "surprise": "float64"}


class CalibrateSignals:
    """Sets the line: replays the past up to the last Monday and finds what would have kept to the alert budget."""

    name = "set the line of the signals"
    reads = frozenset({"int_incidents__dated"})
    writes = ("int_signals__calibrated", "int_signals__replayed")

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._policy = policy
        self._days = _Days(policy, as_of_date)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row with the line, and the alerts it would have given.

        `least_surprise` and the counts are null where the past is too short to set a line by.
        """
        policy, until = self._policy, self._days.last_monday
        incidents = frames["int_incidents__dated"]
        # Always the same days, whichever morning of the week asks.
        past_days = pd.Timestamp(until) - pd.to_datetime(incidents["huddle_date"])
        longest = pd.Timedelta(days=policy.signal_replay_days + policy.signal_history_days)
        incidents = incidents[(past_days > pd.Timedelta(0)) & (past_days <= longest)]
        if incidents.empty:
            return self._too_short(n_days=0)
        numbered = self._days.numbered(incidents)
        earliest = numbered.day_no_of(until) - policy.signal_replay_days
        first = max(policy.signal_min_history_days, earliest)
        n_days = numbered.day_no_of(until) - first
        if n_days < policy.signal_min_replay_days:
            return self._too_short(n_days=max(n_days, 0))
        mornings = numbered.mornings(first, numbered.day_no_of(until))
        rated = _rate(numbered, mornings, policy, least_surprise=_REPLAY_FLOOR)
        line = set_line(
            rated.disks,
            n_looked=int(rated.n_looked.sum()),
            n_days=n_days,
            alerts_a_year=policy.signal_alerts_a_year,
            apart_m=policy.signal_apart_m,
            apart_days=policy.signal_apart_days,
        )
        told = rated.disks[rated.disks["surprise"] >= line.least_surprise]
        replayed = told[["x_m", "y_m", "surprise"]].assign(morning_date=numbered.dates_of(told["morning_no"]))
        return self._calibrated(line.least_surprise, line.n_alerts, n_days), replayed[[*_REPLAYED]].astype(_REPLAYED)

    def _calibrated(self, least_surprise: float | None, n_alerts: int | None, n_days: int) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "calibrated_to_date": pd.Series([self._days.last_monday], dtype="datetime64[us]"),
                "least_surprise": pd.array([least_surprise], dtype="Float64"),
                "n_alerts_replayed": pd.array([n_alerts], dtype="Int64"),
                "n_days_replayed": pd.array([n_days], dtype="Int64"),
            }
        )

    def _too_short(self, *, n_days: int) -> tuple[pd.DataFrame, ...]:
        nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _REPLAYED.items()})
        return self._calibrated(None, None, n_days), nothing


class FindSignals:
    """Finds what passes the line this morning and gained an incident since the huddle before."""

    name = "find signals"
    reads = frozenset(
        {"int_incidents__dated", "int_signals__calibrated", "int_signals__replayed", "int_locations__carried"}
    ) | GAZETTEER_READS  # fmt: skip
    writes = ("int_signals__found", "int_signals__members")

    def __init__(self, policy: Policy, as_of_date: date, gazetteer: MorningGazetteer) -> None:
        self._policy = policy
        self._days = _Days(policy, as_of_date)
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per signal, strongest first, and one row per signal and incident in it."""
        least_surprise = frames["int_signals__calibrated"]["least_surprise"].iloc[0]
        incidents = frames["int_incidents__dated"]
        if pd.isna(least_surprise) or incidents.empty:
            return _no_signals()
        numbered = self._days.numbered(incidents)
        today = numbered.day_no_of(self._days.as_of_date)
        mornings = numbered.mornings(max(today - self._policy.signal_apart_days, 0), today - 1)
        rated = _rate(numbered, np.append(mornings, today), self._policy, least_surprise=float(least_surprise))
        found = self._told_today(rated, today)
        if found.empty:
            return _no_signals()
        members = self._members(found, numbered, today)
        found["n_looked"] = int(rated.n_looked[-1])
        found["told_before_date"] = numbered.dates_of(found.pop("told_before_no"))
        found["n_like_it_replayed"] = [
            count_alerts(
                numbered.replayed(frames["int_signals__replayed"]),
                least_surprise=surprise,
                apart_m=self._policy.signal_apart_m,
                apart_days=self._policy.signal_apart_days,
            )
            for surprise in found["surprise"]
        ]
        found["location_id"] = self._locations(found, frames["int_locations__carried"])
        found["place_name"] = self._names(found, frames)
        found["lon"], found["lat"] = unproject_points(found["x_m"].to_numpy(), found["y_m"].to_numpy())
        found["outline_geojson"] = [
            _outline(incidents[incidents["incident_id"].isin(own["incident_id"])])
            for _, own in members.groupby("signal_no")
        ]
        return found.drop(columns="morning_no"), members

    def _told_today(self, rated: RatedMornings, today: int) -> pd.DataFrame:
        """Return this morning's signals, strongest first, each with the last morning on which it was told before."""
        disks = rated.disks
        found = disks[disks["morning_no"] == today].copy()
        before = disks[disks["morning_no"] < today]
        told_before, n_then, ids = [], [], []
        for signal in row_dicts(found):
            near = np.hypot(before["x_m"] - signal["x_m"], before["y_m"] - signal["y_m"]) <= self._policy.signal_apart_m
            linked = before[near].sort_values("morning_no")
            last = linked.tail(1)
            first = signal if linked.empty else row_dicts(linked.head(1))[0]
            ids.append(_signal_id(first["x_m"], first["y_m"]))
            told_before.append(None if last.empty else int(last["morning_no"].iloc[0]))
            n_then.append(None if last.empty else int(last["n_incidents"].iloc[0]))
        found["told_before_no"] = pd.array(told_before, dtype="Int64")
        found["n_incidents_before"] = pd.array(n_then, dtype="Int64")
        found["signal_id"] = pd.array(ids, dtype="str")
        found = found.sort_values(["surprise", "x_m", "y_m"], ascending=[False, True, True], ignore_index=True)
        found.insert(0, "signal_no", np.arange(1, len(found) + 1))
        return found

    def _members(self, found: pd.DataFrame, numbered: _Numbered, today: int) -> pd.DataFrame:
        rows = []
        for signal in row_dicts(found):
            own = numbered.incidents
            if signal["category_code"] != ALL_CATEGORIES:
                own = own[own["category_code"] == signal["category_code"]]
            held = members_of(
                own,
                x_m=signal["x_m"],
                y_m=signal["y_m"],
                morning_no=today,
                window_days=signal["window_days"],
                radius_m=self._policy.location_radius_m,
            )
            rows.append(own.loc[held, ["incident_id"]].assign(signal_no=signal["signal_no"]))
        return pd.concat(rows, ignore_index=True)[["signal_no", "incident_id"]]

    def _locations(self, found: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
        """Return the listed place whose disk holds a signal's centre, the nearest of several; null in none."""
        ids: list[str | None] = []
        for signal in row_dicts(found):
            apart_m = np.hypot(places["x_m"] - signal["x_m"], places["y_m"] - signal["y_m"]).to_numpy()
            is_held = apart_m.size > 0 and apart_m.min() <= self._policy.location_radius_m
            ids.append(str(places["location_id"].iloc[int(apart_m.argmin())]) if is_held else None)
        return pd.Series(pd.array(ids, dtype="str"), index=found.index)

    def _names(self, found: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> list[str]:
        given = name_locations(
            found[["x_m", "y_m"]],
            self._gazetteer.of(frames),
            place_reach_m=self._policy.place_name_reach_m,
            intersection_reach_m=self._policy.intersection_reach_m,
        )
        listed = frames["int_locations__carried"].set_index("location_id")["name"].to_dict()
        return [str(listed.get(place_id, name)) for place_id, name in zip(found["location_id"], given, strict=True)]


@dataclass(frozen=True)
class _Days:
    """The huddle's calendar: which days are mornings, and from when a calibration is."""

    policy: Policy
    as_of_date: date

    @property
    def last_monday(self) -> date:
        """The Monday of the morning's week."""
        return (pd.Timestamp(self.as_of_date) - pd.Timedelta(days=self.as_of_date.isoweekday() - 1)).date()

    def numbered(self, incidents: pd.DataFrame) -> _Numbered:
        """Return the incidents with their days numbered from the first one."""
        days = pd.to_datetime(incidents["huddle_date"])
        first = days.min()
        return _Numbered(self, first, incidents.assign(day_no=(days - first).dt.days))


@dataclass(frozen=True, eq=False)
class _Numbered:
    """Incidents whose days are numbers, as `geo.disk_surprise` wants them."""

    calendar: _Days
    first_day: pd.Timestamp
    incidents: pd.DataFrame

    def day_no_of(self, day: date) -> int:
        """Return the number of a day."""
        return int((pd.Timestamp(day) - self.first_day).days)

    def dates_of(self, numbers: pd.Series) -> pd.Series:
        """Return the days of numbers, null where there is none."""
        return (self.first_day + pd.to_timedelta(numbers.astype("Float64"), unit="D")).astype("datetime64[us]")

    def mornings(self, first: int, last: int) -> IntArray:
        """Return the numbers of the huddle mornings from one day to another, both included."""
        days = np.arange(first, last + 1)
        return days[np.isin(self._weekdays(days), self.calendar.policy.huddle_weekdays)]

    def news_from(self, mornings: IntArray) -> list[int]:
        """Return for each morning the day of the huddle before it, the first day that it is news about."""
        weekdays = self.calendar.policy.huddle_weekdays
        found = []
        for morning in mornings.tolist():
            past = np.arange(morning - 1, morning - 8, -1)
            found.append(int(past[np.isin(self._weekdays(past), weekdays)][0]))
        return found

    def replayed(self, alerts: pd.DataFrame) -> pd.DataFrame:
        """Return replayed alerts with the numbers of their mornings."""
        days = pd.to_datetime(alerts["morning_date"]) - self.first_day
        return alerts.assign(morning_no=days.dt.days).sort_values(["morning_no", "surprise"], ascending=[True, False])

    def _weekdays(self, days: IntArray) -> IntArray:
        return (days + self.first_day.isoweekday() - 1) % 7 + 1


def _rate(numbered: _Numbered, mornings: IntArray, policy: Policy, *, least_surprise: float) -> RatedMornings:
    rule = DiskRule(
        radius_m=policy.location_radius_m,
        windows_days=policy.signal_windows_days,
        history_days=policy.signal_history_days,
        min_incidents=policy.signal_min_incidents,
        prior_incidents=policy.signal_prior_incidents,
        prior_days=policy.signal_prior_days,
    )
    return rate_categories(
        numbered.incidents,
        mornings=mornings.tolist(),
        news_from=numbered.news_from(mornings),
        rule=rule,
        least_surprise=least_surprise,
    )


def _signal_id(x_m: float, y_m: float) -> str:
    """Name a signal by where it was first told: an action about it must find it again when it grows."""
    return f"S{hashlib.sha256(f'{x_m:.2f} {y_m:.2f}'.encode()).hexdigest()[:9]}"


def _outline(incidents: pd.DataFrame) -> str:
    """Draw round the incidents of a signal."""
    hull = shapely.MultiPoint(incidents[["x_m", "y_m"]].to_numpy()).convex_hull
    reach = hull.buffer(_OUTLINE_REACH_M, quad_segs=3)
    # Round a point, a line or a polygon alike, what lies within reach is one polygon; its corners are its ring.
    return outline_to_lonlat_geojson(shapely.Polygon(shapely.get_coordinates(reach)))


def _no_signals() -> tuple[pd.DataFrame, pd.DataFrame]:
    kinds = {
        **{name: kind for name, kind in SURPRISE_COLUMNS.items() if name != "morning_no"},
        **dict.fromkeys(("signal_no", "n_looked", "n_like_it_replayed"), "int64"),
        **dict.fromkeys(("signal_id", "category_code", "location_id", "place_name", "outline_geojson"), "str"),
        **dict.fromkeys(("lon", "lat"), "float64"),
        "n_incidents_before": "Int64",
        "told_before_date": "datetime64[us]",
    }
    found = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    return found, pd.DataFrame({"signal_no": pd.Series(dtype="int64"), "incident_id": pd.Series(dtype="str")})
