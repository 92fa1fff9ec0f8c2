"""How many planted outbreaks the product's rule finds within a week, at the team's alert budget, on real streams.

`python -m benchmarks.planted_outbreaks [TRIALS]`. Outbreaks of 4 to 12 incidents in 7 days (spread 35 m) are planted
into the City's 2015 quality-of-life types and the Open311 requests of 2017, thinned to 25 a day and whole, in busy
places (at a past incident) and in quiet ones (at most two incidents within 150 m before, more than three within
400 m). Only alerts that the unplanted run does not raise count as found. It times nothing: what it prints is a share,
with its standard error; "a year" is what the line gives on the mornings it was set on, "later" what a line set on the
first half of those mornings gives in the second.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.alert_budget import count_alerts, set_line
from geo.disk_surprise import rate_mornings
from geo.incidents import merge_tickets
from geo.points import project_coordinates
from pipelines.settings import load_policy, project_paths
from pipelines.steps.signals import disk_rule

if TYPE_CHECKING:
    from geo.alert_budget import AlertLine
    from pipelines.settings import Policy

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
QUALITY_OF_LIFE = (
    "Empty Litter Basket", "Graffiti Removal", "PWD Graffiti", "CE Collection", "Abandoned Bicycle", "Needle Pickup",
    "Unsafe Dangerous Conditions", "Rodent Activity",
)  # fmt: skip
SIZES = (4, 6, 8, 12)
TRIALS = 120
FIRST_MORNING = 120
N_DAYS = 365
SPREAD_M = 35.0
# Where the City puts what it could not place.
_SENTINEL = (-71.0587, 42.3594)


def main() -> None:
    """Print one row per stream and size."""
    if not SHARED.exists():
        sys.exit(f"the real streams are not there: {SHARED}")
    n_trials = int(sys.argv[1]) if sys.argv[1:] else TRIALS
    policy = load_policy(project_paths().reference_dir)
    streams = {
        "quality of life 2015, 25 a day": stream_of(read_legacy(), year=2015, per_day=25, policy=policy),
        "quality of life 2015, whole": stream_of(read_legacy(), year=2015, per_day=None, policy=policy),
        "Open311 2017, 25 a day": stream_of(read_open311(), year=2017, per_day=25, policy=policy),
        "Open311 2017, whole": stream_of(read_open311(), year=2017, per_day=None, policy=policy),
    }
    print("stream                            a day   line  a year  later  size   busy          quiet")
    for name, incidents in streams.items():
        line = _line(incidents, policy)
        head = (
            f"{name:<32} {len(incidents) / 365:>6.1f} {line.least_surprise:>6.2f} {line.alerts_a_year:>7.1f} "
            f"{_later_alerts_a_year(incidents, policy):>6.1f}"
        )
        for size in SIZES:
            busy, quiet = (
                _share_found(incidents, line, policy, size=size, is_quiet=is_quiet, n_trials=n_trials)
                for is_quiet in (False, True)
            )
            print(f"{head}  {size:>4}   {_with_error(busy, n_trials)}   {_with_error(quiet, n_trials)}", flush=True)


def read_legacy() -> pd.DataFrame:
    """Return the 2015 tickets of the quality-of-life types."""
    rows = pd.read_csv(SHARED / "boston311" / "legacy_2015_header_b.csv.gz", dtype=str)
    rows = rows[rows["TYPE"].isin(QUALITY_OF_LIFE)]
    opened = pd.to_datetime(rows["OPEN_DT"], format="%m/%d/%Y %I:%M:%S %p", errors="coerce")
    return pd.DataFrame({"opened_at": opened, "lon": rows["LONGITUDE"], "lat": rows["LATITUDE"]})


def read_open311() -> pd.DataFrame:
    """Return the Open311 requests of 2017."""
    with gzip.open(SHARED / "open311" / "boston_georeport_v2_other_2017.ndjson.gz") as file:
        rows = pd.DataFrame([json.loads(text) for text in file])
    opened = pd.to_datetime(rows["requested_datetime"], utc=True, errors="coerce").dt.tz_convert("America/New_York")
    return pd.DataFrame({"opened_at": opened.dt.tz_localize(None), "lon": rows["long"], "lat": rows["lat"]})


def stream_of(tickets: pd.DataFrame, *, year: int, per_day: int | None, policy: Policy) -> pd.DataFrame:
    """Return the year's incidents, merged as the product merges them, with their huddle day."""
    lon, lat = (pd.to_numeric(tickets[name], errors="coerce") for name in ("lon", "lat"))
    is_in_city = lon.between(policy.city_min_lon, policy.city_max_lon) & lat.between(
        policy.city_min_lat, policy.city_max_lat
    )
    is_sentinel = np.isclose(lat, _SENTINEL[1], atol=2e-4) & np.isclose(lon, _SENTINEL[0], atol=2e-4)
    kept = project_coordinates(
        tickets.assign(lon=lon, lat=lat)[is_in_city & ~is_sentinel & tickets["opened_at"].notna()]
    )
    if per_day is not None:
        kept = kept.sample(n=per_day * 365, random_state=1)
    kept = kept.assign(ticket_id=[f"{row:06d}" for row in range(len(kept))], category_code="stream")
    kept["opened_at"] = kept["opened_at"].dt.as_unit("us")
    merged = merge_tickets(kept, radius_m=policy.incident_radius_m, window_hours=policy.incident_window_hours)
    firsts = kept[kept["ticket_id"].isin(merged["incident_id"])]
    began = firsts["opened_at"] - pd.Timedelta(hours=policy.huddle_day_starts_hour)
    incidents = firsts[["x_m", "y_m"]].assign(day_no=(began.dt.normalize() - pd.Timestamp(year, 1, 1)).dt.days)
    return incidents[incidents["day_no"].between(0, 364)].reset_index(drop=True)


def _alerts(incidents: pd.DataFrame, mornings: range, policy: Policy, *, least_surprise: float) -> pd.DataFrame:
    news_from = [morning - 1 for morning in mornings]
    rated = rate_mornings(
        incidents, mornings=list(mornings), news_from=news_from, rule=disk_rule(policy), least_surprise=least_surprise
    )
    return rated.disks


def _line(incidents: pd.DataFrame, policy: Policy, *, mornings: range = range(FIRST_MORNING, N_DAYS)) -> AlertLine:
    return set_line(
        _alerts(incidents, mornings, policy, least_surprise=1.5),
        rated_from=1.5,
        n_looked=1,
        n_days=len(mornings),
        alerts_a_year=policy.signal_alerts_a_year,
        apart_m=policy.signal_apart_m,
        apart_days=policy.signal_apart_days,
    )


def _later_alerts_a_year(incidents: pd.DataFrame, policy: Policy) -> float:
    """Return the alerts a year in the half of the mornings that a line set on the other, earlier half gave."""
    middle = (FIRST_MORNING + N_DAYS) // 2
    line = _line(incidents, policy, mornings=range(FIRST_MORNING, middle))
    n_alerts = count_alerts(
        _alerts(incidents, range(middle, N_DAYS), policy, least_surprise=line.least_surprise),
        least_surprise=line.least_surprise,
        apart_m=policy.signal_apart_m,
        apart_days=policy.signal_apart_days,
    )
    return n_alerts * N_DAYS / (N_DAYS - middle)


def _share_found(
    incidents: pd.DataFrame, line: AlertLine, policy: Policy, *, size: int, is_quiet: bool, n_trials: int
) -> float:
    rng = np.random.default_rng([311, size, int(is_quiet)])
    n_found = 0
    for _ in range(n_trials):
        start = int(rng.integers(FIRST_MORNING + 5, 350))
        x_m, y_m = _spot(incidents[incidents["day_no"] < start], rng, is_quiet=is_quiet)
        planted = pd.DataFrame(
            {
                "x_m": x_m + rng.normal(0, SPREAD_M, size),
                "y_m": y_m + rng.normal(0, SPREAD_M, size),
                "day_no": start + rng.integers(0, 7, size),
            }
        )
        n_found += _is_found(incidents, planted, (x_m, y_m), range(start + 1, start + 8), line, policy)
    return n_found / n_trials


def _spot(past: pd.DataFrame, rng: np.random.Generator, *, is_quiet: bool) -> tuple[float, float]:
    """Return the coordinate of a past incident, or one near it where hardly anything ever happened."""
    row = past.iloc[int(rng.integers(len(past)))]
    if not is_quiet:
        return float(row["x_m"]), float(row["y_m"])
    while True:
        x_m, y_m = row["x_m"] + rng.normal(0, 600), row["y_m"] + rng.normal(0, 600)
        apart_m = np.hypot(past["x_m"] - x_m, past["y_m"] - y_m)
        if (apart_m < 150).sum() <= 2 and (apart_m < 400).sum() > 3:  # noqa: PLR2004 - as in METHODS
            return float(x_m), float(y_m)
        row = past.iloc[int(rng.integers(len(past)))]


def _is_found(
    incidents: pd.DataFrame,
    planted: pd.DataFrame,
    centre: tuple[float, float],
    mornings: range,
    line: AlertLine,
    policy: Policy,
) -> bool:
    """Return whether the planted run raises an alert near the centre on a morning on which the unplanted does not."""
    told = []
    for stream in (incidents, pd.concat([incidents, planted], ignore_index=True)):
        alerts = _alerts(stream, mornings, policy, least_surprise=line.least_surprise)
        near = np.hypot(alerts["x_m"] - centre[0], alerts["y_m"] - centre[1]) <= policy.signal_apart_m
        told.append(set(alerts.loc[near, "morning_no"]))
    return bool(told[1] - told[0])


def _with_error(share: float, n_trials: int) -> str:
    return f"{share:.2f} ± {math.sqrt(share * (1 - share) / n_trials):.2f}"


if __name__ == "__main__":
    main()
