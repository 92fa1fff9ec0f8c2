"""Signals: where more incidents came than is usual, beyond a line that the stream's own past sets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.alert_budget import count_alerts, set_line
from geo.crs import unproject_points
from geo.density import outline_to_lonlat_geojson
from geo.disk_surprise import SURPRISE_COLUMNS, DiskRule, members_of, rate_mornings
from geo.frames import empty_frame, row_dicts
from geo.gazetteer import name_locations
from pipelines.settings import week_begin
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.disk_surprise import RatedMornings
    from geo.points import IntArray
    from pipelines.settings import Policy
    from pipelines.steps.gazetteer import MorningGazetteer

# What a chance of one in thirty gives is nobody's signal, and need not be kept while the past is replayed.
_REPLAY_FLOOR = 1.5
_OUTLINE_REACH_M = 20.0
_CALIBRATED = {
    "category_code": "str",
    "alerts_a_year": "float64",
    "calibrated_to_date": "datetime64[us]",
    "least_surprise": "Float64",
    "n_alerts_replayed": "Int64",
    "n_days_replayed": "int64",
}
_REPLAYED = {
    "category_code": "str",
    "morning_date": "datetime64[us]",
    "x_m": "float64",
    "y_m": "float64",
    "surprise": "float64",
}
_RATED = {
    **{name: kind for name, kind in SURPRISE_COLUMNS.items() if name != "morning_no"},
    "category_code": "str",
    "signal_id": "str",
    "over_line": "float64",
    "n_looked": "int64",
    "n_like_it_replayed": "int64",
    "told_before_date": "datetime64[us]",
    "n_incidents_before": "Int64",
}
_FOUND = {
    "signal_no": "int64",
    **_RATED,
    "location_id": "str",
    "place_name": "str",
    "lon": "float64",
    "lat": "float64",
    "outline_geojson": "str",
}
_MEMBERS = {"signal_no": "int64", "incident_id": "str"}


class CalibrateSignals:
    """Sets each category's line: what would have kept to its share of the alert budget up to the last Monday."""

    name = "set the lines of the signals"
    reads = frozenset({"int_incidents__begun", "ref_categories"})
    writes = ("int_signals__calibrated", "int_signals__replayed")

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._policy = policy
        self._days = _Days(policy, as_of_date)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per ranked category with its line, and the alerts it would have given.

        The line and its count are null where the category's past is too short to set one by.
        """
        lines, replayed = [], []
        past = self._past(frames["int_incidents__begun"])
        for category_code, alerts_a_year in budget_shares(
            frames["ref_categories"], alerts_a_year=self._policy.signal_alerts_a_year
        ).items():
            line, alerts = self._calibrate(past[past["category_code"] == category_code], alerts_a_year)
            lines.append({"category_code": category_code, "alerts_a_year": alerts_a_year, **line})
            replayed.append(alerts.assign(category_code=category_code))
        calibrated = pd.DataFrame(lines, columns=[*_CALIBRATED])
        calibrated["calibrated_to_date"] = pd.Timestamp(week_begin(self._days.as_of_date))
        told = pd.concat([empty_frame(_REPLAYED), *replayed], ignore_index=True)
        return calibrated.astype(_CALIBRATED), told.astype(_REPLAYED)

    def _past(self, incidents: pd.DataFrame) -> pd.DataFrame:
        """Keep the same days whichever morning of the week asks."""
        age = pd.Timestamp(week_begin(self._days.as_of_date)) - incidents["huddle_date"]
        longest = pd.Timedelta(days=self._policy.signal_replay_days + self._policy.signal_history_days)
        return incidents[(age > pd.Timedelta(0)) & (age <= longest)]

    def _calibrate(self, incidents: pd.DataFrame, alerts_a_year: float) -> tuple[dict[str, Any], pd.DataFrame]:
        policy = self._policy
        if incidents.empty:
            return {"least_surprise": None, "n_alerts_replayed": None, "n_days_replayed": 0}, empty_frame(_REPLAYED)
        numbered = self._days.numbered(incidents)
        until = numbered.day_no_of(week_begin(self._days.as_of_date))
        first = max(policy.signal_min_history_days, until - policy.signal_replay_days)
        n_days = max(until - first, 0)
        if n_days < policy.signal_min_replay_days:
            return {"least_surprise": None, "n_alerts_replayed": None, "n_days_replayed": n_days}, empty_frame(
                _REPLAYED
            )
        rated = _rate(numbered, numbered.mornings(first, until), policy, least_surprise=_REPLAY_FLOOR)
        line = set_line(
            rated.disks,
            rated_from=_REPLAY_FLOOR,
            n_looked=int(rated.n_looked.sum()),
            n_days=n_days,
            alerts_a_year=alerts_a_year,
            apart_m=policy.signal_apart_m,
            apart_days=policy.signal_apart_days,
        )
        told = rated.disks[rated.disks["surprise"] >= line.least_surprise]
        alerts = told[["x_m", "y_m", "surprise"]].assign(morning_date=numbered.dates_of(told["morning_no"]))
        row = {"least_surprise": line.least_surprise, "n_alerts_replayed": line.n_alerts, "n_days_replayed": n_days}
        return row, alerts


class FindSignals:
    """Finds what passes its category's line this morning and gained an incident since the huddle before."""

    name = "find signals"
    reads = frozenset(
        {"int_incidents__begun", "int_signals__calibrated", "int_signals__replayed", "int_locations__carried"}
    ) | GAZETTEER_READS  # fmt: skip
    writes = ("int_signals__found", "int_signals__members")

    def __init__(self, policy: Policy, as_of_date: date, gazetteer: MorningGazetteer) -> None:
        self._policy = policy
        self._days = _Days(policy, as_of_date)
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per signal, by category weight and surprise, and one row per signal and incident in it."""
        incidents, replayed = frames["int_incidents__begun"], frames["int_signals__replayed"]
        parts = [
            self._of_category(
                incidents[incidents["category_code"] == line["category_code"]],
                replayed[replayed["category_code"] == line["category_code"]],
                line,
            )
            for line in row_dicts(frames["int_signals__calibrated"])
            if not pd.isna(line["least_surprise"])
        ]
        found = pd.concat([empty_frame(_RATED), *(part for part in parts if len(part))], ignore_index=True)
        found = found.sort_values(["over_line", "x_m", "y_m"], ascending=[False, True, True], ignore_index=True)
        found["signal_no"] = np.arange(1, len(found) + 1)
        members = self._members(found, incidents)
        found["location_id"] = self._locations(found, frames["int_locations__carried"])
        found["place_name"] = self._names(found, frames)
        found["lon"], found["lat"] = unproject_points(found["x_m"].to_numpy(), found["y_m"].to_numpy())
        own = dict(list(members.merge(incidents, on="incident_id").groupby("signal_no")))
        found["outline_geojson"] = pd.array([_outline(own[number]) for number in found["signal_no"]], dtype="str")
        return found[[*_FOUND]].astype(_FOUND), members

    def _of_category(self, incidents: pd.DataFrame, replayed: pd.DataFrame, line: Mapping[str, Any]) -> pd.DataFrame:
        """Return this morning's signals of a category, each with the last morning on which it was told before."""
        if incidents.empty:
            return empty_frame(_RATED)
        policy, numbered = self._policy, self._days.numbered(incidents)
        today = numbered.day_no_of(self._days.as_of_date)
        mornings = np.append(numbered.mornings(max(today - policy.signal_apart_days, 0), today - 1), today)
        rated = _rate(numbered, mornings, policy, least_surprise=float(line["least_surprise"]))
        before = rated.disks[rated.disks["morning_no"] < today]
        past = numbered.with_mornings(replayed)
        rows = []
        for disk in row_dicts(rated.disks[rated.disks["morning_no"] == today]):
            near = np.hypot(before["x_m"] - disk["x_m"], before["y_m"] - disk["y_m"]) <= policy.signal_apart_m
            linked = row_dicts(before[near].sort_values("morning_no", kind="stable"))
            first, last = (linked[0], linked[-1]) if linked else (disk, None)
            n_like_it = count_alerts(
                past,
                least_surprise=disk["surprise"],
                apart_m=policy.signal_apart_m,
                apart_days=policy.signal_apart_days,
            )
            rows.append(
                {
                    **disk,
                    "category_code": line["category_code"],
                    "signal_id": _signal_id(line["category_code"], first["x_m"], first["y_m"]),
                    "over_line": disk["surprise"] - line["least_surprise"],
                    "n_looked": int(rated.n_looked[-1]),
                    "n_like_it_replayed": n_like_it,
                    "told_before_date": numbered.day_of(last["morning_no"]) if last else pd.NaT,
                    "n_incidents_before": last["n_incidents"] if last else pd.NA,
                }
            )
        return pd.DataFrame(rows).astype(_RATED) if rows else empty_frame(_RATED)

    def _members(self, found: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
        if found.empty:
            return empty_frame(_MEMBERS)
        numbered = self._days.numbered(incidents)
        rows = []
        for signal in row_dicts(found):
            own = numbered.incidents[numbered.incidents["category_code"] == signal["category_code"]]
            held = members_of(
                own,
                x_m=signal["x_m"],
                y_m=signal["y_m"],
                morning_no=numbered.day_no_of(self._days.as_of_date),
                window_days=signal["window_days"],
                radius_m=self._policy.location_radius_m,
            )
            rows.append(own.loc[held, ["incident_id"]].assign(signal_no=signal["signal_no"]))
        members: pd.DataFrame = pd.concat(rows, ignore_index=True)[[*_MEMBERS]].astype(_MEMBERS)
        return members

    def _locations(self, found: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
        """Return the listed place whose disk holds a signal's centre, the nearest of several; null in none."""
        ids: list[str | None] = []
        for signal in row_dicts(found):
            apart_m = np.hypot(places["x_m"] - signal["x_m"], places["y_m"] - signal["y_m"]).to_numpy()
            is_held = apart_m.size > 0 and apart_m.min() <= self._policy.location_radius_m
            ids.append(str(places["location_id"].iloc[int(apart_m.argmin())]) if is_held else None)
        return pd.Series(pd.array(ids, dtype="str"), index=found.index)

    def _names(self, found: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> list[str]:
        """Return the listed place's name, else what people would say; two signals of one place share a name."""
        if found.empty:
            return []
        spots = found[["x_m", "y_m"]].drop_duplicates(ignore_index=True)
        given = name_locations(
            spots,
            self._gazetteer.of(frames),
            place_reach_m=self._policy.place_name_reach_m,
            intersection_reach_m=self._policy.intersection_reach_m,
        )
        name_of = dict(zip(zip(spots["x_m"], spots["y_m"], strict=True), given, strict=True))
        listed = frames["int_locations__carried"].set_index("location_id")["name"].to_dict()
        return [
            str(listed.get(signal["location_id"], name_of[signal["x_m"], signal["y_m"]])) for signal in row_dicts(found)
        ]


def budget_shares(categories: pd.DataFrame, *, alerts_a_year: float) -> dict[str, float]:
    """Return how many signals a year each ranked category may give: the budget, shared by rank weight.

    Parameters
    ----------
    categories
        The reviewed table `categories`, every cell text.
    alerts_a_year
        The team's budget.
    """
    ranked = categories[categories["is_ranked"] == "1"]
    weights = ranked["rank_weight"].astype("float64")
    shares = alerts_a_year * weights / weights.sum()
    return {code: float(share) for code, share in zip(ranked["category_code"], shares, strict=True) if share > 0}


@dataclass(frozen=True)
class _Days:
    """The huddle's calendar: which days are mornings, and from when a calibration is."""

    policy: Policy
    as_of_date: date

    def numbered(self, incidents: pd.DataFrame) -> _Numbered:
        """Return the incidents with their days numbered from the first one."""
        days = incidents["huddle_date"]
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

    def day_of(self, number: int) -> pd.Timestamp:
        """Return the day of a number."""
        return self.first_day + pd.Timedelta(days=number)

    def with_mornings(self, alerts: pd.DataFrame) -> pd.DataFrame:
        """Return replayed alerts with the numbers of their mornings."""
        days = pd.to_datetime(alerts["morning_date"]) - self.first_day
        return alerts.assign(morning_no=days.dt.days).sort_values(["morning_no", "surprise"], ascending=[True, False])

    def _weekdays(self, days: IntArray) -> IntArray:
        return (days + self.first_day.isoweekday() - 1) % 7 + 1


def disk_rule(policy: Policy) -> DiskRule:
    """Return the rule that the policy sets for a disk's surprise."""
    return DiskRule(
        radius_m=policy.location_radius_m,
        windows_days=policy.signal_windows_days,
        history_days=policy.signal_history_days,
        min_incidents=policy.signal_min_incidents,
        prior_incidents=policy.signal_prior_incidents,
        prior_days=policy.signal_prior_days,
        around_m=policy.signal_around_m,
        prior_around=policy.signal_around_incidents,
    )


def _rate(numbered: _Numbered, mornings: IntArray, policy: Policy, *, least_surprise: float) -> RatedMornings:
    return rate_mornings(
        numbered.incidents,
        mornings=mornings.tolist(),
        news_from=numbered.news_from(mornings),
        rule=disk_rule(policy),
        least_surprise=least_surprise,
    )


def _signal_id(category_code: str, x_m: float, y_m: float) -> str:
    """Name a signal by where it was first told: an action about it must find it again when it grows."""
    return f"S{hashlib.sha256(f'{category_code} {x_m:.2f} {y_m:.2f}'.encode()).hexdigest()[:9]}"


def _outline(incidents: pd.DataFrame) -> str:
    """Draw round the incidents of a signal."""
    hull = shapely.MultiPoint(incidents[["x_m", "y_m"]].to_numpy()).convex_hull
    reach = hull.buffer(_OUTLINE_REACH_M, quad_segs=3)
    # Round a point, a line or a polygon alike, what lies within reach is one polygon; its corners are its ring.
    return outline_to_lonlat_geojson(shapely.Polygon(shapely.get_coordinates(reach)))
