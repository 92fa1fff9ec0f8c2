"""The track record on the City's own files: is the list better than a plain count, and where is it not?

Run it with `python -m benchmarks.track_record [--part chosen-on|unseen]`; it needs the City's files in ../shared/data.
Settings were chosen on the first two thirds of each year; the last third was first looked at when they had been
committed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.city_cells import measure_ground
from geo.incidents import merge_tickets
from geo.replay import replay_mornings
from geo.track_record import judge_tallies
from pipelines.build import make_tables
from pipelines.settings import PROJECT_ROOT, Paths, load_policy, morning_instant
from pipelines.sources.landing import land_file
from pipelines.steps.track_record import judge_rules, list_rules, rules_alone

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = PROJECT_ROOT.parent / "shared" / "data"
OUTLINE = DATA / "boundaries" / "city_boundary.geojson.gz"
FILE_2015 = DATA / "boston311" / "legacy_2015_header_b.csv.gz"
FILE_2017 = DATA / "open311" / "boston_georeport_v2_other_2017.ndjson.gz"
QUALITY_OF_LIFE = (
    "Empty Litter Basket",
    "Graffiti Removal",
    "PWD Graffiti",
    "CE Collection",
    "Abandoned Bicycle",
    "Needle Pickup",
    "Unsafe Dangerous Conditions",
    "Rodent Activity",
)
TWO_THIRDS_END = (9, 1)
FIRST_JUDGED = (4, 1)
THINNED_PER_DAY = 25


@dataclass(frozen=True)
class Stream:
    """Tickets that are judged as one list: of which year, which of them, and with whose weights."""

    name: str
    year: int
    chosen: Callable[[pd.DataFrame], pd.Series]
    is_weighed: bool = False
    thinned_to: int | None = None
    n_thinnings: int = 1


STREAMS = (
    Stream("2015 quality-of-life types", 2015, lambda tickets: tickets["type_name"].isin(QUALITY_OF_LIFE)),
    Stream("2017 Open311, whole", 2017, lambda tickets: tickets["ticket_id"].notna()),
    Stream(
        "2017 Open311, thinned",
        2017,
        lambda tickets: tickets["ticket_id"].notna(),
        thinned_to=THINNED_PER_DAY,
        n_thinnings=9,
    ),
    Stream("2015 the huddle's list", 2015, lambda tickets: tickets["is_ranked"], is_weighed=True),
    Stream("2015 ranked categories, each weighing 1", 2015, lambda tickets: tickets["is_ranked"]),
    Stream("2015 needles", 2015, lambda tickets: tickets["category_code"] == "sharps"),
    Stream("2015 litter", 2015, lambda tickets: tickets["category_code"] == "litter"),
    Stream("2015 graffiti", 2015, lambda tickets: tickets["category_code"] == "graffiti"),
    Stream("2017 keywords, the huddle's list", 2017, lambda tickets: tickets["is_ranked"], is_weighed=True),
    Stream("2015 illegal dumping", 2015, lambda tickets: tickets["category_code"] == "illegal_dumping"),
    Stream("2017 keywords: litter", 2017, lambda tickets: tickets["category_code"] == "litter"),
)


def main() -> None:
    """Print the table of one part of the years."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["chosen-on", "unseen"], default="unseen")
    part = parser.parse_args().part
    with tempfile.TemporaryDirectory() as folder:
        frames = {
            year: _frames(Path(folder) / str(year), file, year) for year, file in ((2015, FILE_2015), (2017, FILE_2017))
        }
        for stream in STREAMS:
            _judged(stream, frames[stream.year], part=part)


def _frames(folder: Path, file: Path, year: int) -> tuple[pd.DataFrame, ...]:
    paths = Paths(root=PROJECT_ROOT, data_dir=folder)
    landed_at = datetime(year + 1, 1, 1, tzinfo=UTC)
    for source, expected in ((file, "city311"), (OUTLINE, "boundaries")):
        land_file(source, expected=expected, paths=paths, taken_at=None, is_sample=False, landed_at=landed_at)
    names = ("int_tickets__placed", "int_cells__ticketed", "int_areas__current", "ref_categories")
    return make_tables(paths, names, as_of_date=date(year + 1, 1, 1), report=lambda _: None)


def _judged(stream: Stream, frames: tuple[pd.DataFrame, ...], *, part: str) -> None:
    """Judge one stream twice: the plain count's ties broken by the year, as on the page, and left to chance."""
    tickets, cells, areas, categories = frames
    policy = load_policy(PROJECT_ROOT / "data" / "reference")
    ground = measure_ground(
        cells,
        side_m=policy.track_cell_m,
        outline=shapely.union_all(shapely.from_wkb(areas["geom_wkb"].to_numpy())),
        reach_m=policy.derived_district_reach_m,
        closing_m=policy.derived_district_closing_m,
    )
    third, new_year = date(stream.year, *TWO_THIRDS_END), date(stream.year + 1, 1, 1)
    first, past = (date(stream.year, *FIRST_JUDGED), third) if part == "chosen-on" else (third, new_year)
    n_weeks = (past - first).days // 7
    mornings = [morning_instant(past - timedelta(days=days), policy) for days in range(365 + 7 * n_weeks, -1, -1)]
    weights = dict(zip(categories["category_code"], categories["rank_weight"].astype(float), strict=True))
    own = tickets[stream.chosen(tickets) & (tickets["opened_at"] < mornings[-1])]
    rules = list_rules(policy, ground)
    if not stream.is_weighed:
        rules = rules_alone(rules)
    judged_tickets = own[own["opened_at"] >= mornings[-1 - 7 * n_weeks]]
    print(
        f"\n### {stream.name}: {len(judged_tickets) / (7 * n_weeks):.1f} tickets a day, {stream.n_thinnings} drawing(s)"
    )
    for title, tie_days in (("ties by the year", policy.track_tie_days), ("ties by chance", 0)):
        before = time.process_time()
        played = [
            replay_mornings(
                _rows(_thinned(own, stream, seed), policy),
                mornings=mornings,
                n_weeks=n_weeks,
                huddle_weekdays=range(1, 8),
                category_weights=weights if stream.is_weighed else dict.fromkeys(own["category_code"].unique(), 1.0),
                rules=replace(rules, tie_days=tie_days),
            )
            for seed in range(stream.n_thinnings)
        ]
        # The same weeks of several drawings are one week: what the drawing adds of chance goes down.
        tallies = pd.concat(played).groupby(["week_no", "horizon_days", "method_code"]).sum().reset_index()
        record = judge_tallies(tallies, list_sizes=rules.list_sizes, rules=judge_rules(policy, ground))
        print(f"{title} ({time.process_time() - before:.1f} s of the processor)")
        _print(record)


def _thinned(tickets: pd.DataFrame, stream: Stream, seed: int) -> pd.DataFrame:
    if stream.thinned_to is None:
        return tickets
    n_days = (tickets["opened_at"].max() - tickets["opened_at"].min()).days
    return tickets.sort_values("ticket_id").sample(n=stream.thinned_to * n_days, random_state=seed)


def _rows(tickets: pd.DataFrame, policy: object) -> pd.DataFrame:
    """Return the tickets as `int_incidents__replayed` has them, merged within the stream."""
    tickets = tickets.reset_index(drop=True).assign(ticket_no=np.arange(len(tickets)))
    named = tickets[["ticket_no", "category_code", "x_m", "y_m", "opened_at"]].rename(
        columns={"ticket_no": "ticket_id"}
    )
    merged = merge_tickets(named, radius_m=policy.incident_radius_m, window_hours=policy.incident_window_hours)
    incident_no = merged["incident_id"].to_numpy()
    firsts = tickets.iloc[incident_no]
    return pd.DataFrame(
        {
            "incident_no": incident_no,
            "category_code": tickets["category_code"],
            "reporter_group": tickets["reporter_group"],
            "x_m": firsts["x_m"].to_numpy(),
            "y_m": firsts["y_m"].to_numpy(),
            "began_at": firsts["opened_at"].array,
            "opened_at": tickets["opened_at"],
            "n_tickets": 1,
        }
    )


def _print(record: pd.DataFrame) -> None:
    if record.empty:
        print("no week could be judged")
        return
    keys = ["horizon_days", "measure_code"]
    values = record.pivot_table(index=keys, columns="method_code", values="value", sort=False)
    own = record[record["method_code"] == "list"].set_index(keys)
    for key, row in values.iterrows():
        judged = own.loc[key]
        ratio, low, high = judged[["ratio_to_plain", "ratio_low", "ratio_high"]].astype(float)
        print(
            f"{key[0]} d {key[1]:8s} list {row['list']:7.3f} plain {row['plain_count']:7.3f} "
            f"best {row['hindsight']:7.3f} ratio {ratio:5.3f} [{low:5.3f}, {high:5.3f}] {judged['verdict_code']} "
            f"({judged['n_weeks']} weeks, {judged['n_mornings']} mornings, {judged['n_incidents']:,} incidents)"
        )


if __name__ == "__main__":
    main()
