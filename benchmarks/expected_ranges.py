"""How often the counts of listed places lie in the range that was stated for them, on the City's own files.

`python -m benchmarks.expected_ranges`; it needs the City's files in ../shared/data. Every seventh morning of a year the
list is made as of that morning, by the product's rules, and the product's step states what is usual at each place, for
the windows that the screens show (7 and 28 days before the morning), for the same lengths right after it, and for those
that end a quarter later. The first had a part in choosing the places, and are high for it; the second follow a choice,
and are low for it; the last had no part in it. What it prints are shares; nine in ten are aimed at, at least.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.incidents import merge_tickets
from geo.locations import cover_disks
from geo.ranking import damp_incidents, score_terms
from pipelines.build import make_tables
from pipelines.settings import PROJECT_ROOT, Paths, load_policy, load_reference, morning_instant
from pipelines.sources.landing import land_file
from pipelines.steps.ranges import ALL_RANKED, StateRanges
from pipelines.warehouse import connect, load_models, read_frame, run_piece, store_frame

if TYPE_CHECKING:
    from pipelines.settings import Policy

DATA = PROJECT_ROOT.parent / "shared" / "data"
REFERENCE = PROJECT_ROOT / "data" / "reference"
FILES = {
    2015: DATA / "boston311" / "legacy_2015_header_b.csv.gz",
    2017: DATA / "open311" / "boston_georeport_v2_other_2017.ndjson.gz",
}
QUARTER_DAYS = 91
MODELS = ("int_locations__spanned", "int_locations__daily", "int_locations__windowed")


def main() -> None:
    """Print one row per stream, window, and whether it lies before or after the morning."""
    policy = load_policy(REFERENCE)
    for year, name, is_ranked in (
        (2015, "2015, the huddle's list", True),
        (2017, "2017, every Open311 request", False),
    ):
        tickets = _tickets(year, policy, is_ranked=is_ranked)
        n_incidents = tickets["incident_id"].nunique()
        print(f"\n{name}: {n_incidents / 365:.1f} incidents a day")
        _print(_replayed(tickets, year, policy))


def _tickets(year: int, policy: Policy, *, is_ranked: bool) -> pd.DataFrame:
    """Return the year's placed tickets with incidents and huddle days; all of one category where none is ranked."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(root=PROJECT_ROOT, data_dir=Path(folder))
        landed_at = datetime(year + 1, 1, 1, tzinfo=UTC)
        land_file(FILES[year], expected="city311", paths=paths, taken_at=None, is_sample=False, landed_at=landed_at)
        (placed,) = make_tables(paths, ("int_tickets__placed",), as_of_date=date(year + 1, 1, 1), report=lambda _: None)
    placed = placed[placed["is_ranked"]] if is_ranked else placed.assign(category_code="litter")
    merged = merge_tickets(
        placed[["ticket_id", "category_code", "x_m", "y_m", "opened_at"]],
        radius_m=policy.incident_radius_m,
        window_hours=policy.incident_window_hours,
    )
    local = placed["opened_at"].dt.tz_convert("America/New_York") - pd.Timedelta(hours=policy.huddle_day_starts_hour)
    return placed.assign(
        incident_id=merged["incident_id"], huddle_date=local.dt.tz_localize(None).dt.normalize(), is_ranked=True
    )


def _replayed(tickets: pd.DataFrame, year: int, policy: Policy) -> pd.DataFrame:
    damped = damp_incidents(tickets)
    first, last = date(year, 1, 1), date(year, 12, 31)
    parts = []
    morning = first + timedelta(days=policy.range_min_past_days + 14)
    while morning <= last - timedelta(days=policy.lookback_days):
        places = _list(damped, morning, policy)
        located = _located(tickets, places, policy.location_radius_m)
        both = (7, policy.lookback_days)
        for when, days_after, windows in (
            ("before", 0, both),
            ("after", 7, (7,)),
            ("after", policy.lookback_days, (policy.lookback_days,)),
            ("later", QUARTER_DAYS, both),
        ):
            as_of = morning + timedelta(days=days_after)
            if as_of > last:
                continue
            ranges = _ranges(tickets, located, places, as_of, policy)
            parts.append(ranges[ranges["window_days"].isin(windows)].assign(when=when))
        morning += timedelta(days=7)
    return pd.concat(parts, ignore_index=True)


def _list(damped: pd.DataFrame, morning: date, policy: Policy) -> pd.DataFrame:
    at = morning_instant(morning, policy)
    categories = load_reference(REFERENCE, "categories")
    rated = score_terms(
        damped[damped["began_at"] < at],
        as_of_at=at,
        acute_half_life_days=policy.acute_half_life_days,
        chronic_half_life_days=policy.chronic_half_life_days,
        acute_weight=policy.acute_weight,
        category_weights=dict(zip(categories["category_code"], categories["rank_weight"].astype(float), strict=True)),
        staff_weight=policy.staff_weight,
    )
    points = rated.assign(weight=rated["contribution"], n_incidents=(~rated.duplicated("incident_id")).astype("int64"))
    disks = cover_disks(
        points[["x_m", "y_m", "weight", "n_incidents"]],
        radius_m=policy.location_radius_m,
        max_locations=policy.n_locations,
        min_incidents=policy.min_location_incidents,
    ).disks
    return disks.assign(location_id=[f"L{number}" for number in disks["number"]])


def _located(tickets: pd.DataFrame, places: pd.DataFrame, radius_m: float) -> pd.DataFrame:
    """Give each ticket to the first place whose disk holds it."""
    parts, left = [], tickets
    for place in places.itertuples():
        is_near = (left["x_m"] - place.x_m) ** 2 + (left["y_m"] - place.y_m) ** 2 <= radius_m**2
        parts.append(left[is_near].assign(location_id=place.location_id))
        left = left[~is_near]
    return pd.concat(parts, ignore_index=True)


def _ranges(
    tickets: pd.DataFrame, located: pd.DataFrame, places: pd.DataFrame, as_of: date, policy: Policy
) -> pd.DataFrame:
    """Run the product's models and its step on what the morning may know."""
    known = tickets[tickets["huddle_date"] < pd.Timestamp(as_of)]
    begun = known.groupby(["incident_id", "category_code"])["huddle_date"].min().reset_index()
    city = begun.groupby(["category_code", "huddle_date"]).size().reset_index(name="n_incidents")
    columns = ["location_id", "category_code", "incident_id", "huddle_date", "is_ranked"]
    own = located.loc[located["huddle_date"] < pd.Timestamp(as_of), columns]
    with connect() as connection:
        store_frame(connection, "int_tickets__located", own.assign(huddle_date=own["huddle_date"].dt.date))
        models = {model.name: model for model in load_models()}
        for name in MODELS:
            run_piece(connection, models[name], parameters={**vars(policy), "as_of_date": as_of})
        counted = {name: read_frame(connection, name) for name in MODELS[1:]}
    frames = {
        **counted,
        "int_categories__daily": city,
        "int_locations__carried": places,
        "int_feeds__covered": pd.DataFrame(
            {"feed_code": ["city311_legacy"], "last_full_date": [as_of - timedelta(days=1)]}
        ),
        "ref_categories": load_reference(REFERENCE, "categories"),
    }
    (ranges,) = StateRanges(policy, as_of).run(frames)
    return ranges


def _print(ranges: pd.DataFrame) -> None:
    print("window when     of                     stated         within  above  below   mean width")
    for (days, when), own in ranges.groupby(["window_days", "when"]):
        together = own[own["category_code"] == ALL_RANKED]
        busy = together[together["n_expected"].fillna(0) >= 3]  # noqa: PLR2004 - where a range can have a lower end
        alone = own[own["category_code"] != ALL_RANKED]
        for name, rows in (("all", together), ("all, 3 or more expected", busy), ("each category", alone)):
            told = rows[rows["standing"] != "unknown"]
            if told.empty:
                continue
            within, above, below = ((told["standing"] == each).mean() for each in ("within", "above", "below"))
            width = np.mean(told["n_high"].astype(float) - told["n_low"].astype(float))
            print(
                f"{days:4} d {when:7} {name:24} {len(told):5} of {len(rows):5} {within:6.3f} {above:6.3f} {below:6.3f} "
                f"{told['n_incidents'].mean():5.1f} {width:5.1f}"
            )


if __name__ == "__main__":
    main()
