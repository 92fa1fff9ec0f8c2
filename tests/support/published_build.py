"""Writes published builds of a made-up town for the dashboard's tests: full, empty, stale and failing."""

from __future__ import annotations

import json
import math
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa

from geo.frames import row_dicts
from geo.gazetteer import build_gazetteer
from geo.known_places import list_known_places
from geo.points import project_coordinates
from pipelines.contracts import PUBLISHED, Table, published_table
from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.sources.told_outreach import SCHEMA as NOTHING_TOLD
from pipelines.steps.telling import TellOutreach
from tests.support.published_calls import recovery_line_calls, recovery_line_measures
from tests.support.published_help import decline_reasons, gap_hours, hmis_weeks, path_figures, path_providers

if TYPE_CHECKING:
    from pipelines.settings import Paths

State = Literal["full", "empty", "stale", "failing"]
Rows = list[dict[str, Any]]

NEW_YORK = ZoneInfo("America/New_York")
AS_OF_DATE = date(2024, 5, 14)
N_LOCATIONS = 12
# What a log of the field is, by the state of the build.
_LOG_BLANKS = {"empty": "not_collected", "stale": "late"}
LEFT_LOCATION_ID = "Lq7w8e9r"
HOSTILE_NAME = '<img src=x onerror="window.top.hacked=1"> ${alert(1)} `tick` *star* $x^2$ :material/home:'
HOSTILE_REASON = "Seen <script>window.top.hacked=1</script> **not bold** [here](javascript:alert(1)) ${alert(2)}"

_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
}
_PLACES = (
    ("Mill Square", "A-1", "Old Town"),
    ("Harbor St / Quay St", "A-1", "Old Town"),
    (HOSTILE_NAME, "D-4", "South Fields"),
    ("Founders Park", "D-4", "South Fields"),
    ("Lantern St / Cooper St", "D-4", "South Fields"),
    ("Orchard Green", "B-2", "Hill Side"),
    ("Station Plaza", "B-2", "Hill Side"),
    ("Chestnut Ave / River Rd", "C-11", "East Flats"),
    ("Weaver Bridge", "C-6", "Dock End"),
    ("Market Row / Tanner St", "C-6", "Dock End"),
    ("Schoolhouse Triangle", "B-3", "Long Meadow"),
    ("The Common, north gate", "A-1", "Old Town"),
)


def location_id(number: int) -> str:
    """Return the id of the made-up location with this number."""
    return f"Ltest{number:03d}"


def write_published_build(
    data_dir: Path, *, state: State = "full", build_id: str | None = None, finely_told_on: date = AS_OF_DATE
) -> Paths:
    """Write a build with its manifest and last attempt into a data folder, and return the folder's paths.

    On another morning than its own its finer tables were told by an earlier build: `write_past_build` of that date.
    """
    paths = project_paths({"CRT_DATA_DIR": str(data_dir)})
    named = build_id or f"{AS_OF_DATE:%Y%m%d}-{state}"
    paths.builds_dir.mkdir(parents=True, exist_ok=True)
    paths.build_file(named).write_bytes(_build_bytes(state, named, finely_told_on=finely_told_on))
    _write_json(
        paths.manifest_file,
        build_id=named,
        as_of_date=AS_OF_DATE.isoformat(),
        as_of_at=_morning().isoformat(),
        published_at=(_morning() + timedelta(minutes=20)).isoformat(),
        is_sample=state != "stale",
    )
    _write_json(paths.last_attempt_file, **_attempt(state))
    return paths


def write_past_build(paths: Paths, *, as_of_date: date, build_id: str, finely_told_on: date | None = None) -> None:
    """Write a kept build of an earlier morning beside the published one; its list lacks the last place.

    It told its own finer tables, or those of an earlier morning.
    """
    paths.builds_dir.mkdir(parents=True, exist_ok=True)
    told_on = finely_told_on or as_of_date
    paths.build_file(build_id).write_bytes(_build_bytes("full", build_id, as_of_date, finely_told_on=told_on))


@cache
def _build_bytes(
    state: State, build_id: str, past_date: date | None = None, *, finely_told_on: date = AS_OF_DATE
) -> bytes:
    """Return a build's file: made once in a test run, because pages are tested by the dozen."""
    rows = _rows_of(state, build_id)
    rows["release_periods"] = [
        {"feed_code": code, "begun_date": finely_told_on} for code in ("outreach", "recovery_line")
    ]
    if past_date is not None:
        as_of_at = _morning() - (AS_OF_DATE - past_date)
        rows["builds"][0] |= {"as_of_date": past_date, "as_of_at": as_of_at.astimezone(UTC)}
        rows["locations"] = rows["locations"][:-1]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "build.duckdb"
        # Small blocks: each of forty small tables takes whole ones, and the file is copied for every page tested.
        with duckdb.connect(str(file), config={"default_block_size": 16384}) as connection:
            for table in PUBLISHED:
                connection.from_arrow(_as_arrow(table, rows.get(table.name, []))).create(table.name)
            tell_outreach(connection, on=past_date or AS_OF_DATE)
        return file.read_bytes()


def tell_outreach(connection: duckdb.DuckDBPyConnection, *, on: date = AS_OF_DATE) -> None:
    """Decide in a build's file what its raw outreach figures let be told, as a build does; no morning went before."""
    step = TellOutreach(load_policy(project_paths({}).reference_dir), on)
    frames = {
        "ref_outreach_measures": load_reference(project_paths({}).reference_dir, "outreach_measures"),
        "raw_crt__told_outreach": NOTHING_TOLD.empty_table().to_pandas(),
        "int_outreach__periods": connection.table("release_periods").df(),
    }
    frames |= {name: connection.table(name).df() for name in step.reads - frames.keys()}
    told = step.run(frames)[0].astype({"n_events": "object"}).where(lambda rows: rows.notna(), None)
    table = published_table("released_outreach")
    connection.execute("delete from released_outreach")
    connection.from_arrow(_as_arrow(table, row_dicts(told))).insert_into(table.name)


def _as_arrow(table: Table, rows: Rows) -> pa.Table:
    schema = pa.schema([pa.field(column.name, _TYPES[column.type]) for column in table.columns])
    for row in rows:
        unknown = row.keys() - set(schema.names)
        assert not unknown, f"{table.name} has no {unknown}"
        missing = {column.name for column in table.columns if not column.is_nullable} - row.keys()
        assert not missing, f"{table.name} needs {missing}"
    return pa.Table.from_pylist(rows, schema=schema)


def _attempt(state: State) -> dict[str, Any]:
    failed = state == "failing"
    return {
        "ok": not failed,
        "as_of_date": (AS_OF_DATE + timedelta(days=1) if failed else AS_OF_DATE).isoformat(),
        "attempted_at": (_morning() + timedelta(days=1 if failed else 0, minutes=12)).isoformat(),
        "error": "tickets_have_one_row: 3 rows <b>found</b>" if failed else None,
        "next_step": "Ask the 311 data desk for the export again; then crt build." if failed else None,
    }


def _rows_of(state: State, build_id: str) -> dict[str, Rows]:
    is_listed = state != "empty"
    places = _locations() if is_listed else []
    return {
        "builds": [_build_row(build_id, state)],
        "feeds": _feeds(state),
        "source_files": _source_files() if is_listed else [],
        "set_aside_rows": _set_aside() if is_listed else [],
        "unmapped_types": _unmapped() if is_listed else [],
        "unplaced_tickets": _unplaced() if is_listed else [],
        "rescued_tickets": _rescued() if is_listed else [],
        "check_results": _checks() if is_listed else [],
        "categories": _categories(),
        "locations": places,
        "districts": _districts(places, state),
        "location_reasons": [reason for place in places for reason in _reasons(place)],
        "location_terms": [term for place in places for term in _terms(place)],
        "location_weeks": [week for place in places for week in _weeks(place)],
        "location_patterns": [_pattern(place) for place in places],
        "location_pattern_weeks": [week for place in places for week in _pattern_weeks(place)],
        "location_ranges": [row for place in places for row in _ranges(place)],
        "location_categories": [row for place in places for row in _location_categories(place)],
        "location_open_ages": [_open_ages(place) for place in places],
        "location_tickets": [ticket for place in places for ticket in _tickets(place)],
        "location_outreach": _location_outreach(state, places),
        "city_outreach": _outreach_rows(state, _city_counts(places)),
        "list_changes": _changes() if is_listed else [],
        "place_registry": _registry(places) if is_listed else [],
        "map_coordinates": _coordinates() if is_listed else [],
        "map_labels": _labels() if is_listed else [],
        "topic_migrations": _topics() if is_listed else [],
        "streams": _streams() if is_listed else [],
        "signals": _signals(places),
        "signal_lines": _signal_lines(),
        "scans": _scans(),
        "scanned_clusters": _scanned_clusters() if is_listed else [],
        "zones": _zones(places),
        "zone_outreach": _zone_outreach(state, places),
        "known_places": _known_places(),
        "known_contacts": [],
        "location_zones": [{"location_id": place["location_id"], "zone_id": _zone_of(place)} for place in places],
        "zone_categories": _zone_categories(places),
        "city_categories": _city_categories(places),
        "action_results": _action_results() if is_listed else [],
        "track_record": _track_record() if is_listed else [],
        "track_record_period": [_track_record_period(is_judged=is_listed)],
        "location_reports": [_reports(place) for place in places],
        "location_nearness": [row for place in places for row in _nearness(place)],
        "layers": _layers(is_listed=is_listed),
        "location_sharps": [_sharps(place) for place in places],
        "city_sharps": [{"as_of_date": AS_OF_DATE, **_city_sharps(is_listed=is_listed)}],
        "closing_readings": _closing_readings(is_listed=is_listed),
        "gap_hours": gap_hours(_outreach_rows(state, _city_counts(places))),
        "decline_reasons": decline_reasons(_LOG_BLANKS.get(state, "")),
        "path_figures": path_figures(
            _outreach_rows(state, _city_counts(places)), _city_counts(places), blank=_LOG_BLANKS.get(state, "")
        ),
        "path_providers": path_providers(_LOG_BLANKS.get(state, "")),
        "recovery_line_calls": recovery_line_calls(_LOG_BLANKS.get(state, "")),
        "recovery_line_measures": recovery_line_measures(_LOG_BLANKS.get(state, "")),
        "hmis_weeks": hmis_weeks() if is_listed else [],
        "bursts": _bursts() if is_listed else [],
        "location_caveats": _caveats() if is_listed else [],
        "overnight_conditions": _overnight_conditions(state),
        "overnight_counts": _overnight_counts(state),
    }


# Highest heat index is never told; CSS beds only of an earlier night.
OVERNIGHT = {
    "weather_low": 41, "weather_high": 58, "weather_wind_chill": 36, "weather_precipitation": 0.25,
    "weather_warning": "coastal_flood_warning", "beds_emergency_shelter": 14, "beds_low_threshold_shelter": 0,
    "beds_ats": 5, "beds_tss": 2, "beds_rrs": 1,
    "ems_overdose_calls": 24, "overdose_nonfatal": 17, "overdose_fatal": 3, "naloxone_given": 0,
}  # fmt: skip
OVERNIGHT_LATE = "beds_css"


def _overnight(state: State, *, is_public: bool) -> Rows:
    at = _morning() - timedelta(minutes=40)
    rows = load_reference(project_paths().reference_dir, "overnight_measures").to_dict("records")
    told = []
    for row in rows:
        if (row["column_class"] == "public") != is_public:
            continue
        code = row["measure_code"]
        is_told = state != "empty" and (code in OVERNIGHT or code == OVERNIGHT_LATE)
        is_late = is_told and (state == "stale" or code == OVERNIGHT_LATE)
        told.append(
            {
                **{name: row[name] for name in ("measure_code", "measure_name", "kind", "unit")},
                "sort_no": int(row["sort_no"]),
                "value": OVERNIGHT.get(code) if is_told and not is_late else None,
                "as_at": None if not is_told else at - timedelta(days=1) if is_late else at,
                "source": "Town list" if is_told else None,
                "late_after_hours": float(row["late_after_hours"]),
                "definition": row["definition"],
                "not_counted": row["not_counted"],
                "blank": "late" if is_late else "" if is_told else "not_collected",
            }
        )
    return told


def _overnight_conditions(state: State) -> Rows:
    rows = _overnight(state, is_public=True)
    values = [row.pop("value") for row in rows]
    return [
        {**row, "measured": None, "word_code": value}
        if isinstance(value, str)
        else {**row, "measured": None if value is None else float(value), "word_code": None}
        for row, value in zip(rows, values, strict=True)
    ]


def _overnight_counts(state: State) -> Rows:
    rows = _overnight(state, is_public=False)
    values = [row.pop("value") for row in rows]
    return [{**row, "column_class": "health", "n_events": value} for row, value in zip(rows, values, strict=True)]


# Places that tickets state: as the City writes them, neighborhood, lon, lat. The first Everett St lies in district A-1.
STATED_PLACES = (
    ("780 Albany St  Roxbury  MA  02118", "South End", -71.0728, 42.3336),
    ("12 Everett St  East Boston  MA  02128", "East Boston", -71.0746, 42.3381),
    ("12 Everett St  Dorchester  MA  02122", "Dorchester", -71.0525, 42.3016),
    ("INTERSECTION of Albany St & E Newton St  Roxbury  MA", "South End", -71.0701, 42.3359),
)


def _known_places() -> Rows:
    stated = pd.DataFrame(STATED_PLACES, columns=["place_text", "neighborhood_name", "lon", "lat"]).assign(n_tickets=1)
    named = load_reference(project_paths().reference_dir, "named_places")
    named = named.astype({"lon": "float64", "lat": "float64", "radius_m": "float64"})
    known = list_known_places(build_gazetteer(project_coordinates(stated), project_coordinates(named)))
    return row_dicts(known.assign(place_no=range(1, len(known) + 1)))


def _morning() -> datetime:
    return datetime(AS_OF_DATE.year, AS_OF_DATE.month, AS_OF_DATE.day, 6, tzinfo=NEW_YORK)


def _build_row(build_id: str, state: State) -> dict[str, Any]:
    return {
        "build_id": build_id,
        "as_of_at": _morning().astimezone(UTC),
        "as_of_date": AS_OF_DATE,
        "previous_as_of_date": None if state == "empty" else AS_OF_DATE - timedelta(days=1),
        "is_sample": state != "stale",
        "is_reconstructed": state == "stale",
        "lookback_days": 28,
        "radius_m": 100.0,
        "n_tickets_seen": 0 if state == "empty" else 61_234,
        "n_tickets_ranked": 0 if state == "empty" else 5_678,
        "policy_digest": "0123456789ab",
    }


def _feeds(state: State) -> Rows:
    names = (
        ("city311_legacy", "City 311 (legacy system)"),
        ("city311_new", "City 311 (2025 system)"),
        ("outreach", "Outreach log"),
    )
    behind = {"stale": 90.0}.get(state, 7.0)
    return [
        {
            "feed_code": code,
            "feed_name": name,
            "status": "not_collected" if state == "empty" else "late" if state == "stale" else "current",
            "newest_record_at": None if state == "empty" else _morning() - timedelta(hours=behind),
            "behind_hours": None if state == "empty" else behind,
            "late_after_hours": 36.0,
            "n_records_seen": 0 if state == "empty" else 30_000,
            "n_gone": 2 if state == "full" else 0,
            "next_step": f"Ask for yesterday's {name}, ingest it, build again.",
        }
        for code, name in names
    ]


def _source_files() -> Rows:
    return [
        {
            "receipt_no": number,
            "path": f"/somewhere/private/{name}",
            "feed_code": feed,
            "rows_read": 30_010,
            "n_accepted": 30_000,
            "n_set_aside": 6,
            "n_superseded": 4,
            "taken_at": _morning() - timedelta(hours=5),
            "taken_at_how": "newest stamp inside",
            "clock_regime": "eastern_local",
            "clock_evidence": "closing remarks repeat the closing time to the second",
            "clock_basis": "assumed" if number == 2 else "closing_times",
            "n_clock_for": 990 * number,
            "n_clock_against": 10,
            "is_clock_mixed": number == 1,
            "newest_record_at": _morning() - timedelta(hours=7),
            "message": "Taken." if number == 1 else "Taken; the CSV reader lost rows, so each record was read alone.",
        }
        for number, (name, feed) in enumerate(
            (
                ("legacy_<b>2024.csv", "city311_legacy"),
                ("new_2024.csv.gz", "city311_new"),
                ("outreach.csv", "outreach"),
            ),
            1,
        )
    ]


def _set_aside() -> Rows:
    return [
        {
            "receipt_no": 1,
            "reason_code": "duplicate",
            "meaning": "The same row stands earlier in the same file",
            "n_rows": 4,
            "line_numbers": "17, 18, 903, 4411",
            "next_step": "Nothing to do: the first one was taken.",
        },
        {
            "receipt_no": 1,
            "reason_code": "unclosed_quote",
            "meaning": "A quotation mark opens in the row and never closes",
            "n_rows": 2,
            "line_numbers": "77, 5120",
            "next_step": "Export the file again; or close the quotation mark in the line named.",
        },
    ]


def _topics() -> Rows:
    figures = (
        "legacy_before", "legacy_after", "new_before", "new_after", "total_before", "total_after", "expected_low",
        "expected_high",
    )  # fmt: skip
    moved = dict(zip(figures, (49.0, 7.5, 0.0, 38.8, 49.0, 46.2, 32.6, 65.4), strict=True))
    return [
        {
            "category_code": "litter",
            "category_name": "Litter and dumping",
            "topic_name": "Litter & <b>Debris</b>",
            "status": "moved",
            "began_date": AS_OF_DATE - timedelta(days=60),
            "legacy_types": "Empty Litter Basket",
            "n_tickets": 400,
            "n_days_before": 28,
            "n_days_after": 28,
            **moved,
            "told_text": "Moved from the legacy system: the total is unchanged. The rise comes from the move.",
            "note_text": "moved to the 2025 system in March 2024: the rise comes from the move",
        },
        {
            "category_code": "lights",
            "category_name": "Street lights",
            "topic_name": "Street Light Outage",
            "status": "running_in_both",
            "began_date": None,
            "legacy_types": "",
            "n_tickets": 900,
            "n_days_before": 0,
            "n_days_after": 0,
            "told_text": "Running in both systems since the first days held.",
            "note_text": "",
        },
    ]


def _streams() -> Rows:
    def stream(name: str, status: str, told: str) -> dict[str, Any]:
        return {
            "feed_code": "city311_legacy",
            "feed_name": "City 311 (legacy system)",
            "stream_kind": "category",
            "stream_code": name,
            "stream_name": name,
            "status": status,
            "since_date": None if status == "flowing" else AS_OF_DATE - timedelta(days=3),
            "last_date": AS_OF_DATE - timedelta(days=1),
            "n_days": 3,
            "usual_per_day": 41.0,
            "n_tickets": 0 if status == "silent" else 120,
            "n_expected_low": 90,
            "n_expected_high": 160,
            "told_text": told,
        }

    return [
        stream("Needles", "silent", "Silent since 11 May 2024: usually 41 a day, none for 3 days"),
        stream("Litter and dumping", "flowing", "Flowing: usually 41 a day"),
    ]


def _signals(places: Rows) -> Rows:
    """Two: one at a listed place, told again; one nobody lists, with a hostile name."""
    if not places:
        return []
    told = {
        "neighborhood_name": "Old Town",
        "radius_m": 100.0,
        "window_days": 5,
        "window_start_date": AS_OF_DATE - timedelta(days=5),
        "note_text": "",
        "outline_geojson": places[0]["outline_geojson"],
        "n_expected": 0.9,
    }
    listed = places[4]
    again = told | {
        "signal_no": 1,
        "signal_id": "Stest00001",
        "category_code": "needles",
        "category_name": "Needles",
        "location_id": listed["location_id"],
        "place_name": listed["name"],
        "district_code": listed["district_code"],
        "lon": listed["lon"],
        "lat": listed["lat"],
        "n_incidents": 7,
        "n_tickets_residents": 6,
        "n_tickets_staff": 3,
        "surprise": 6.2,
        "nominal_interval_days": 5_400.0,
        "n_like_it_replayed": 11,
        "told_before_date": AS_OF_DATE - timedelta(days=1),
        "n_incidents_before": 5,
    }
    new = told | {
        "signal_no": 2,
        "signal_id": "Stest00002",
        "category_code": "litter",
        "category_name": "Litter",
        "location_id": None,
        "place_name": HOSTILE_NAME,
        "district_code": "D-4",
        "lon": listed["lon"] + 0.01,
        "lat": listed["lat"],
        "n_incidents": 6,
        "n_tickets_residents": 8,
        "n_tickets_staff": 0,
        "surprise": 5.1,
        "nominal_interval_days": 40_000.0,
        "n_like_it_replayed": 24,
        "told_before_date": None,
        "n_incidents_before": None,
    }
    return [again, new]


def _scans() -> Rows:
    monday = AS_OF_DATE - timedelta(days=AS_OF_DATE.weekday())
    return [
        {
            "category_code": code,
            "category_name": name,
            "scanned_to_date": monday,
            "n_days": n_days,
            "n_incidents": 12 * n_days,
            "n_cells": 400,
            "n_replications": 999,
            "is_scanned": n_days > 90,
        }
        for code, name, n_days in (("needles", "Needles", 365), ("litter", "Litter and dumping", 40))
    ]


def _scanned_clusters() -> Rows:
    return [
        {
            "cluster_no": 1,
            "category_code": "needles",
            "category_name": "Needles",
            "place_name": HOSTILE_NAME,
            "lon": -71.06,
            "lat": 42.35,
            "radius_m": 300.0,
            "start_date": AS_OF_DATE - timedelta(days=6),
            "end_date": AS_OF_DATE - timedelta(days=2),
            "n_incidents": 9,
            "n_expected": 0.8,
            "log_likelihood_ratio": 15.2,
            "p_value": 0.001,
            "recurrence_interval_days": 2_000.0,
            "is_signal_too": True,
        }
    ]


def _signal_lines() -> Rows:
    calibrated = {
        "calibrated_to_date": AS_OF_DATE - timedelta(days=1),
        "n_days_replayed": 365,
        "min_days_replayed": 120,
        "is_set": True,
    }
    return [
        calibrated
        | {
            "category_code": code,
            "category_name": name,
            "alerts_a_year": budget,
            "least_surprise": 5.05,
            "n_alerts_replayed": int(budget),
        }
        for code, name, budget in (("needles", "Needles", 19.5), ("litter", "Litter", 6.5))
    ]


def _unplaced() -> Rows:
    return [
        {"feed_code": "city311_legacy", "place_status": "sentinel", "n_tickets": 1234, "n_with_place_text": 567},
        {"feed_code": "city311_new", "place_status": "outside_city", "n_tickets": 3, "n_with_place_text": 3},
    ]


def _rescued() -> Rows:
    return [
        {
            "feed_code": "city311_legacy",
            "lost_how": "sentinel",
            "n_tickets": 2_000,
            "n_with_place_text": 1_333,
            "n_put_back": 766,
            "n_at_known": 500,
        }
    ]


def _unmapped() -> Rows:
    return [{"feed_code": "city311_new", "type_name": "Brand-new <i>type</i>", "n_tickets": 12}]


def _checks() -> Rows:
    return [
        {
            "check_name": "tickets_have_a_district",
            "severity": "warn",
            "meaning": "Tickets state no police district.",
            "next_step": "Nothing this morning; tell the 311 data desk when it grows.",
            "n_rows": 41,
            "is_failed": True,
        },
        *(
            {
                "check_name": f"check_{number}",
                "severity": "stop",
                "meaning": "m",
                "next_step": "n",
                "n_rows": 0,
                "is_failed": False,
            }
            for number in range(6)
        ),
    ]


def _categories() -> Rows:
    return [
        {
            "category_code": "needles",
            "category_name": "Needles",
            "definition": "Requests to pick up needles",
            "is_ranked": True,
            "rank_weight": 3.0,
        },
        {
            "category_code": "litter",
            "category_name": "Litter and dumping",
            "definition": "Trash in public places",
            "is_ranked": True,
            "rank_weight": 1.0,
        },
        {
            "category_code": "lights",
            "category_name": "Street lights",
            "definition": "Lights that are out",
            "is_ranked": False,
            "rank_weight": 0.0,
        },
    ]


def _centre(number: int) -> tuple[float, float]:
    angle = number * 2.4
    reach = 0.004 + 0.0022 * number
    return -71.07 + reach * math.cos(angle), 42.335 + 0.74 * reach * math.sin(angle)


def _locations() -> Rows:
    return [_location(number, *place) for number, place in enumerate(_PLACES[:N_LOCATIONS], 1)]


def _location(number: int, name: str, district: str, neighborhood: str) -> dict[str, Any]:
    lon, lat = _centre(number)
    score = round(4.2 / number**0.6, 3)
    n_tickets = 70 - 4 * number
    return {
        "location_id": location_id(number),
        "number": number,
        "name": name,
        "district_code": district,
        "district_how": "official",
        "neighborhood_name": neighborhood,
        "lon": lon,
        "lat": lat,
        "radius_m": 100.0,
        "outline_geojson": _outline(lon, lat) if number % 3 else None,
        "score": score,
        "acute_share": 0.3,
        "chronic_share": 0.7,
        "residents_score": round(score * 0.8, 3),
        "staff_score": round(score * 0.2, 3),
        "n_tickets": n_tickets,
        "n_incidents": n_tickets - 7,
        "n_incidents_7d": 13 - number,
        "n_tickets_residents": n_tickets - 10,
        "n_tickets_staff": 10,
        "n_open_tickets": 14 - number,
        "oldest_open_days": 41,
        "newest_ticket_at": _morning() - timedelta(hours=6 + number),
        "change_kind": "new" if number == 5 else "moved" if number == 7 else "kept",
        "change_text": "New on the list this morning." if number == 5 else "Centre moved 31 m." if number == 7 else "",
        "first_listed_date": AS_OF_DATE - timedelta(days=0 if number == 5 else 40),
        "n_mornings_listed": 1 if number == 5 else 28,
        "previous_number": None if number == 5 else number,
    }


def _districts(places: Rows, state: State) -> Rows:
    """Every district but C-11 has lines; those of B-3 and of a stale build were worked out."""
    codes = ("A-1", "A-15", "A-7", "B-2", "B-3", "C-6", "C-11", "D-4")
    rows = []
    for number, code in enumerate(codes):
        how = "none" if code == "C-11" else "derived" if code == "B-3" or state == "stale" else "official"
        rows.append(
            {
                "district_code": code,
                "district_name": f"Ward <b>{number}</b>",
                "lines_how": how,
                "lines_handed_in_at": _morning() - timedelta(days=3) if how == "official" else None,
                "outline_geojson": None if how == "none" else _outline(*_centre(number + 1)),
                "n_tickets_stating": 1200,
                "n_tickets_disagreeing": 7,
                "n_locations": sum(place["district_code"] == code for place in places),
            }
        )
    return rows


def _outline(lon: float, lat: float) -> str:
    ring = [
        [round(lon + 0.002 * math.cos(turn) * 1.3, 6), round(lat + 0.0013 * math.sin(turn), 6)]
        for turn in (math.tau * step / 12 for step in range(13))
    ]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _reasons(place: dict[str, Any]) -> Rows:
    counts = f"{place['n_incidents']} incidents in 28 days ({place['n_tickets']} tickets)"
    texts = [
        f"{counts}, {place['n_incidents_7d']} in the last 7.",
        f"Mostly needles: {place['n_incidents'] - 9} incidents, reported by residents.",
        HOSTILE_REASON if place["number"] == 3 else f"{place['n_open_tickets']} tickets are still open.",
    ]
    return [
        {"location_id": place["location_id"], "reason_no": number, "reason_text": text}
        for number, text in enumerate(texts, 1)
    ]


def _terms(place: dict[str, Any]) -> Rows:
    parts = (
        ("sharps", "Needles", "residents", 3.0, 0.6),
        ("sharps", "Needles", "staff", 1.5, 0.2),
        ("litter", "Litter and dumping", "residents", 1.0, 0.2),
    )
    return [
        {
            "location_id": place["location_id"],
            "category_code": code,
            "category_name": name,
            "reporter_group": group,
            "n_tickets": int(place["n_tickets"] * share),
            "acute_rate": round(place["score"] * share / weight * 1.1, 4),
            "chronic_rate": round(place["score"] * share / weight * 0.9, 4),
            "weight": weight,
            "contribution": round(place["score"] * share, 4),
        }
        for code, name, group, weight, share in parts
    ]


def _weeks(place: dict[str, Any]) -> Rows:
    weeks = []
    for step in range(26):
        residents = max(0, round(9 + 6 * math.sin(step / 3 + place["number"]) - place["number"] / 2))
        staff = (step * 7 + place["number"]) % 4
        weeks.append(
            {
                "location_id": place["location_id"],
                "week_start_date": AS_OF_DATE - timedelta(days=7 * (26 - step)),
                "n_tickets": residents + staff,
                "n_tickets_residents": residents,
                "n_tickets_staff": staff,
                "n_incidents": max(0, residents + staff - 2),
            }
        )
    return weeks


PATTERN_TOLD = "Intensifying hot spot: hot in 24 of 26 weeks, the last one too, and getting hotter."


def _pattern(place: dict[str, Any]) -> dict[str, Any]:
    """Place 1 intensifies, place 2 has too short a past, the others have no pattern."""
    code = {1: "intensifying", 2: "too_short"}.get(place["number"], "none")
    row = {
        "location_id": place["location_id"],
        "pattern_code": code,
        "pattern_name": {"intensifying": "Intensifying hot spot", "none": "No pattern"}.get(
            code, "Not enough past to say"
        ),
        "told_text": {
            "intensifying": PATTERN_TOLD,
            "none": "No pattern: not hot in any of 26 weeks.",
        }.get(code, "Not enough past to say: 6 full weeks are held, 10 are needed."),
        "meaning_text": "" if code == "too_short" else "What that says of the place <b>here</b>.",
        "n_weeks": 26,
        "n_weeks_needed": 10,
        "n_hot_weeks": 24 if code == "intensifying" else 0,
        "n_cold_weeks": 0,
        "n_cells_near": 9,
        "n_cells": 12_345,
    }
    if code == "too_short":
        return {**row, "n_weeks": 6, "n_cells_near": 0, "n_cells": 0}
    return {
        **row,
        "first_date": AS_OF_DATE - timedelta(days=182),
        "last_date": AS_OF_DATE - timedelta(days=1),
        "line_p": 0.0009,
        "last_gi_z": 5.6,
        "last_p": 0.00000002,
        "last_q": 0.00001,
        "trend_z": 2.9,
        "trend_p": 0.0037,
    }


def _pattern_weeks(place: dict[str, Any]) -> Rows:
    if place["number"] == 2:
        return []
    is_hot = place["number"] == 1
    return [
        {
            "location_id": place["location_id"],
            "week_start_date": AS_OF_DATE - timedelta(days=7 * (26 - step)),
            "n_incidents_near": (5 + step if is_hot else 1),
            "n_expected_near": 0.3,
            "gi_z": 4.0 + step / 10 if is_hot else 0.8,
            "p_value": 0.00001 if is_hot else 0.42,
            "is_hot": is_hot and step > 1,
            "is_cold": False,
        }
        for step in range(26)
    ]


def _ranges(place: dict[str, Any]) -> Rows:
    """Place 1 stands above its range, place 2 has too short a past, place 3 stands below, the others within."""
    standing = {1: "above", 2: "unknown", 3: "below"}.get(place["number"], "within")
    begin = {"above": "above the usual", "below": "below the usual", "within": "usual here"}.get(standing)
    counts = {(7, "all"): place["n_incidents_7d"], (28, "all"): place["n_incidents"], (28, "litter"): 9}
    return [
        {
            "location_id": place["location_id"],
            "category_code": code,
            "window_days": days,
            "n_incidents": seen,
            "n_expected": None if begin is None else 3.5,
            "n_low": None if begin is None else 2,
            "n_high": None if begin is None else 6,
            "n_past_days": 30 if begin is None else 357,
            "n_days_held": days,
            "standing": standing,
            "told_text": "too little past to say what is usual" if begin is None else f"{begin} 2 to 6",
        }
        for (days, code), seen in counts.items()
    ]


def _location_categories(place: dict[str, Any]) -> Rows:
    n_open = place["n_open_tickets"]
    return [
        {
            "location_id": place["location_id"],
            "category_code": "needles",
            "category_name": "Needles",
            "is_ranked": True,
            "n_tickets": place["n_tickets"] - 12,
            "n_tickets_from_text": 0,
            "n_incidents": place["n_incidents"] - 9,
            "n_open_under_3d": int(n_open > 2),
            "n_open_3d_to_14d": max(0, n_open - 3),
            "n_open_14d_or_more": 1,
            "oldest_open_days": 33,
        },
        {
            "location_id": place["location_id"],
            "category_code": "litter",
            "category_name": "Litter and dumping",
            "is_ranked": True,
            "n_tickets": 12,
            "n_tickets_from_text": 2,
            "n_incidents": 9,
            "n_open_under_3d": 0,
            "n_open_3d_to_14d": 0,
            "n_open_14d_or_more": 1,
            "oldest_open_days": 41,
        },
        {
            "location_id": place["location_id"],
            "category_code": "lights",
            "category_name": "Street lights",
            "is_ranked": False,
            "n_tickets": 3,
            "n_tickets_from_text": 0,
            "n_incidents": 3,
            "n_open_under_3d": 0,
            "n_open_3d_to_14d": 0,
            "n_open_14d_or_more": 0,
            "oldest_open_days": None,
        },
    ]


def _open_ages(place: dict[str, Any]) -> dict[str, Any]:
    ages = ("n_open_under_3d", "n_open_3d_to_14d", "n_open_14d_or_more")
    ranked = [row for row in _location_categories(place) if row["is_ranked"]]
    return {"location_id": place["location_id"], **{age: sum(row[age] for row in ranked) for age in ages}}


def _tickets(place: dict[str, Any]) -> Rows:
    return [
        {
            "location_id": place["location_id"],
            "ticket_id": f"1010{place['number']:02d}{step:03d}",
            "category_name": "Needles" if step % 3 else "Litter and dumping",
            "category_how": "reviewed type" if step % 3 else "derived from text",
            "type_name": "Needle Pickup" if step % 3 else "Improper Storage of Trash",
            "opened_at": _morning() - timedelta(days=step * 3, hours=5),
            "closed_at": None if step % 2 else _morning() - timedelta(days=step * 3 - 1 if step else 0, hours=1),
            "is_open": bool(step % 2),
            "is_gone": step == 9,
            "place_how": "from its address" if step == 7 else "stated",
            "age_days": step * 3,
            "reporter_group": "staff" if step % 5 == 0 else "residents",
        }
        for step in range(1, 12)
    ]


def _outreach_rows(state: State, counts: dict[str, int], **keys: str) -> Rows:
    """Return a row per measure; the figures come from `counts`, none where the log is late or never came."""
    measures = (
        ("contacts", "Contacts", "outreach"),
        ("offer_shelter_accepted", "Shelter offered: accepted", "outreach"),
        ("offer_shelter_declined", "Shelter offered: declined today", "outreach"),
        ("offer_shelter_unavailable", "Shelter asked for: not available today", "outreach"),
        ("sharps_collected", "Sharps collected", "outreach"),
        ("naloxone_given", "Naloxone doses given", "health"),
        ("referral_attained", "Referrals attained", "health"),
        ("referral_not_attained", "Referrals not attained", "health"),
        ("referral_unknown", "Referrals: outcome unknown", "health"),
    )
    blank = {"empty": "not_collected", "stale": "late"}.get(state, "")
    return [
        {
            **keys,
            "measure_code": code,
            "measure_name": name,
            "column_class": kind,
            "n_events": None if blank else counts[code],
            "blank": blank,
        }
        for code, name, kind in measures
    ]


def _place_counts(number: int) -> dict[str, int]:
    """Return a place's figures: the first place alone has the few acceptances and doses of the city."""
    return {
        "contacts": 20 + 5 * number,
        "offer_shelter_accepted": 3 if number == 1 else 0,
        "offer_shelter_declined": number // 2,
        "offer_shelter_unavailable": 6,
        "sharps_collected": 0,
        "naloxone_given": 4 if number == 1 else 0,
        "referral_attained": 11 + number,
        "referral_not_attained": 0,
        "referral_unknown": 0,
    }


def _rest_counts() -> dict[str, int]:
    """Return what a zone has outside its places."""
    return {
        "contacts": 40,
        "offer_shelter_accepted": 0,
        "offer_shelter_declined": 20,
        "offer_shelter_unavailable": 6,
        "sharps_collected": 0,
        "naloxone_given": 0,
        "referral_attained": 20,
        "referral_not_attained": 14,
        "referral_unknown": 12,
    }


def _summed(counts: list[dict[str, int]]) -> dict[str, int]:
    return {code: sum(each[code] for each in counts) for code in _rest_counts()}


def _location_outreach(state: State, places: Rows) -> Rows:
    rows = [
        row
        for place in places
        for row in _outreach_rows(state, _place_counts(place["number"]), location_id=place["location_id"])
    ]
    elsewhere = _summed([_rest_counts() for _ in _zone_ids(places)])
    return [*rows, *_outreach_rows(state, elsewhere, location_id="elsewhere")]


def _zone_counts(places: Rows, zone_id: str) -> dict[str, int]:
    inside = [_place_counts(place["number"]) for place in places if _zone_of(place) == zone_id]
    return _summed([*inside, _rest_counts()])


def _zone_outreach(state: State, places: Rows) -> Rows:
    return [
        row
        for zone_id in _zone_ids(places)
        for row in _outreach_rows(state, _zone_counts(places, zone_id), zone_id=zone_id)
    ]


def _city_counts(places: Rows) -> dict[str, int]:
    return _summed([_zone_counts(places, zone_id) for zone_id in _zone_ids(places)])


def zone_id(name: str) -> str:
    """Return the id of the made-up zone with this name."""
    return f"N{name.replace(' ', '').lower()}"


def _zone_of(place: dict[str, Any]) -> str:
    return zone_id(place["neighborhood_name"])


def _zone_ids(places: Rows) -> list[str]:
    return [*sorted({_zone_of(place) for place in places}), "none"]


def _zones(places: Rows) -> Rows:
    names = {_zone_of(place): place["neighborhood_name"] for place in places} | {
        "none": "Place not stated or not found"
    }
    return [
        {
            "zone_id": zone_id,
            "zone_name": names[zone_id],
            "zone_kind": "named_places",
            "outline_geojson": None,
            "n_tickets": 90 + 10 * number if places else 0,
            "n_incidents": 80 + 10 * number if places else 0,
            "n_tickets_residents": 70 + 10 * number if places else 0,
        }
        for number, zone_id in enumerate(_zone_ids(places))
    ]


def _reports(place: dict[str, Any]) -> dict[str, Any]:
    """Return how few reporters could account for a place: the second place rests on two of them."""
    n_tickets = place["n_tickets_residents"]
    is_few = place["number"] == 2
    return {
        "location_id": place["location_id"],
        "n_tickets_residents": n_tickets,
        "n_sources": 3 if is_few else n_tickets,
        "n_sources_for_half": 1 if is_few else (n_tickets + 1) // 2,
        "n_tickets_largest_source": n_tickets - 2 if is_few else 1,
        "largest_source_channel": HOSTILE_NAME if is_few else "Citizens Connect App",
        "n_tickets_in_bursts": 9 if is_few else 0,
    }


def _sharps(place: dict[str, Any]) -> dict[str, Any]:
    """Return needles asked for and collected: the first place knows much, the second nothing, the others had none."""
    figures = {1: (14, 12, 2, 8, 3, 1, 31), 2: (3, 0, 1, 0, 0, 2, None)}.get(place["number"], (0, 0, 0, 0, 0, 0, None))
    names = (
        "n_requested", "n_requested_residents", "n_open", "n_with_sharps", "n_with_none", "n_not_told", "n_collected",
    )  # fmt: skip
    return {"location_id": place["location_id"], **dict(zip(names, figures, strict=True))}


def _city_sharps(*, is_listed: bool) -> dict[str, Any]:
    if not is_listed:
        return dict.fromkeys(
            ("n_requested", "n_requested_residents", "n_open", "n_with_sharps", "n_with_none", "n_not_told"), 0
        ) | {"n_collected": None}
    return {
        "n_requested": 40,
        "n_requested_residents": 33,
        "n_open": 6,
        "n_with_sharps": 20,
        "n_with_none": 9,
        "n_not_told": 5,
        "n_collected": 77,
    }


def _closing_readings(*, is_listed: bool) -> Rows:
    counted = {"collected": (20, 77), "none_found": (9, 0), "nothing_said": (5, 0), "open": (6, 0)} if is_listed else {}
    return [
        {
            "how_code": row["how_code"],
            "how_words": row["how_words"],
            "gives_number": row["gives_number"] == "1",
            "sort_no": int(row["sort_no"]),
            "n_tickets": counted.get(row["how_code"], (0, 0))[0],
            "n_collected": counted.get(row["how_code"], (0, 0))[1],
        }
        for row in load_reference(project_paths().reference_dir, "closing_readings").to_dict("records")
    ]


def _bursts() -> Rows:
    times = {"first_at": _morning() - timedelta(days=3, hours=2), "last_at": _morning() - timedelta(days=1)}
    return [
        {
            "burst_no": number,
            "burst_kind": kind,
            "location_id": where,
            "zone_id": zone_id("Old Town"),
            "channel_name": channel,
            "category_names": "Needles",
            "n_tickets": n_tickets,
            "n_addresses": n_addresses,
            **times,
        }
        for number, kind, where, channel, n_tickets, n_addresses in (
            (1, "address", None, "Citizens Connect App", 40, 1),
            (2, "channel", location_id(2), HOSTILE_NAME, 9, 4),
        )
    ]


def _caveats() -> Rows:
    text = "Note: Litter moved to the 2025 system in April 2024: the rise there comes from the move"
    return [{"location_id": location_id(1), "caveat_no": 1, "caveat_kind": "moved", "caveat_text": text}]


def _zone_categories(places: Rows) -> Rows:
    return [
        {
            "zone_id": zone["zone_id"],
            "category_code": code,
            "category_name": name,
            "n_tickets": zone["n_tickets"] - 60 if code == "needles" else 60,
            "n_incidents": zone["n_incidents"] - 60 if code == "needles" else 60,
        }
        for zone in (_zones(places) if places else [])
        for code, name in (("needles", "Needles"), ("litter", "Litter and dumping"))
    ]


def _city_categories(places: Rows) -> Rows:
    rows = _zone_categories(places)
    return [
        {
            "category_code": code,
            "category_name": name,
            "n_tickets": sum(row["n_tickets"] for row in rows if row["category_code"] == code),
            "n_incidents": sum(row["n_incidents"] for row in rows if row["category_code"] == code),
        }
        for code, name in (("needles", "Needles"), ("litter", "Litter and dumping"))
        if rows
    ]


def _changes() -> Rows:
    return [
        {
            "location_id": location_id(5),
            "change_kind": "new",
            "name": _PLACES[4][0],
            "other_location_id": None,
            "change_text": "New on the list this morning.",
        },
        {
            "location_id": LEFT_LOCATION_ID,
            "change_kind": "vanished",
            "name": "Ferry Steps",
            "other_location_id": None,
            "change_text": "Fewer incidents; it was number 11.",
        },
    ]


def _registry(places: Rows) -> Rows:
    listed = [
        _registry_row(
            place["location_id"],
            place["name"],
            place["district_code"],
            AS_OF_DATE,
            place["number"],
            is_listed=True,
        )
        for place in places
    ]
    return [
        *listed,
        _registry_row(LEFT_LOCATION_ID, "Ferry Steps", "A-7", AS_OF_DATE - timedelta(days=1), 11, is_listed=False),
    ]


def _registry_row(
    place_id: str, name: str, district: str, last: date, number: int, *, is_listed: bool
) -> dict[str, Any]:
    return {
        "location_id": place_id,
        "name": name,
        "district_code": district,
        "x_m": 235_000.0,
        "y_m": 900_000.0,
        "first_x_m": 235_000.0,
        "first_y_m": 900_000.0,
        "first_listed_date": AS_OF_DATE - timedelta(days=40),
        "last_listed_date": last,
        "n_mornings_listed": 28,
        "last_number": number,
        "is_listed": is_listed,
        "merged_into_id": None,
    }


def _coordinates() -> Rows:
    """Two sets of straight streets, houses every 20 m or so."""
    return [
        {"lon": round(-71.11 + column * 0.0005, 6), "lat": round(42.305 + row * 0.00038, 6)}
        for column in range(160)
        for row in range(160)
        if (column % 4 == 0 or row % 5 == 0) and math.hypot(column - 80, row - 80) < 75 + 10 * math.sin(column / 10)
    ]


def _labels() -> Rows:
    names = sorted({neighborhood for _, _, neighborhood in _PLACES})
    rows = []
    for number, name in enumerate(names, 1):
        own = [index for index, place in enumerate(_PLACES, 1) if place[2] == name]
        lon = sum(_centre(index)[0] for index in own) / len(own)
        lat = sum(_centre(index)[1] for index in own) / len(own)
        rows.append({"neighborhood_name": name, "lon": lon, "lat": lat, "n_tickets": 4000 - 100 * number})
    return rows


def _action_results() -> Rows:
    """Four at the first place: judged this morning, come back, too early, and one that the book does not know."""
    closed = AS_OF_DATE - timedelta(days=32)
    judged = {
        "action_id": "a-closed",
        "location_id": location_id(1),
        "owner_agency_code": "parks",
        "opened_date": closed - timedelta(days=2),
        "closed_date": closed,
        "verdict_code": "fewer",
        "window_days": 28,
        "before_start_date": closed - timedelta(days=30),
        "after_end_date": closed + timedelta(days=28),
        "n_days_after": 28,
        "n_before": 21,
        "n_after": 6,
        "n_usual": 15.5,
        "n_expected": 17.2,
        "n_expected_low": 10,
        "n_expected_high": 25,
        "n_ring_before": 30,
        "n_ring_after": 28,
        "n_ring_expected": 29.1,
        "n_ring_expected_low": 18,
        "n_ring_expected_high": 41,
        "wdd": -12.3,
        "wdd_low": -24.0,
        "wdd_high": -1.0,
        "n_comparisons": 43,
        "n_fell_as_much": 3,
        "comparison_before": 20.4,
        "comparison_after": 16.9,
        "n_other_actions": 1,
        "is_back_30_days": False,
    }
    back = judged | {
        "action_id": "a-not-in-the-book",
        "verdict_code": "moved_nearby",
        "closed_date": closed - timedelta(days=20),
        "after_end_date": closed + timedelta(days=8),
        "came_back_days": 47,
        "is_back_90_days": True,
    }
    early = {
        name: judged[name] for name in ("action_id", "location_id", "owner_agency_code", "window_days", "n_before")
    } | {
        "action_id": "a-early",
        "opened_date": AS_OF_DATE - timedelta(days=8),
        "closed_date": AS_OF_DATE - timedelta(days=6),
        "before_start_date": AS_OF_DATE - timedelta(days=36),
        "after_end_date": AS_OF_DATE + timedelta(days=22),
        "verdict_code": "too_early",
        "n_days_after": 5,
        "n_comparisons": 0,
        "n_other_actions": 0,
    }
    nowhere = early | {"action_id": "a-nowhere", "verdict_code": "no_place", "n_before": None, "n_days_after": 0}
    return [judged, back, early, nowhere | {"before_start_date": None, "after_end_date": None}]


def _layer_rows() -> Rows:
    rows: Rows = load_reference(project_paths().reference_dir, "layers").to_dict("records")
    return rows


NOT_HANDED_IN = "disposal_boxes"


def _nearness(place: dict[str, Any]) -> Rows:
    """Every layer but the boxes was handed in; at the first place a hostile name is near, at the second nothing is."""
    told = []
    for row in _layer_rows():
        if not row["reach_m"]:
            continue
        is_collected = row["layer_code"] != NOT_HANDED_IN
        distance_m = {1: 120, 2: 1_240}.get(place["number"], 0)
        told.append(
            {
                **{name: row[name] for name in ("layer_code", "layer_name", "one_name")},
                "location_id": place["location_id"],
                "sort_no": int(row["sort_no"]),
                "is_collected": is_collected,
                "nearest_name": f"<b>{row['one_name']}</b> A" if is_collected else None,
                "distance_m": distance_m if is_collected else None,
                "n_within": int(distance_m <= int(row["reach_m"])) if is_collected else None,
                "reach_m": int(row["reach_m"]),
            }
        )
    return told


def _layers(*, is_listed: bool) -> Rows:
    """Schools are older than they may be; the boxes were not handed in, on an empty morning no layer."""
    told = []
    for row in _layer_rows():
        is_collected = is_listed and row["layer_code"] != NOT_HANDED_IN
        age_days = 900 if row["layer_code"] == "schools" else 12
        told.append(
            {
                **{name: row[name] for name in ("layer_code", "layer_name", "definition")},
                "sort_no": int(row["sort_no"]),
                "status": "not_collected" if not is_collected else "late" if age_days > 100 else "current",
                "n_features": 31 if is_collected else None,
                "taken_at": _morning() - timedelta(days=age_days) if is_collected else None,
                "is_dated": is_collected and row["layer_code"] == "schools",
                "age_days": age_days if is_collected else None,
                "late_after_days": int(row["late_after_days"]),
            }
        )
    return told


def _track_record() -> Rows:
    """The huddle's list is better, needles as good, litter too few; a hostile name is shown as text."""
    streams = (
        ("all", "All ranked categories", "better"),
        ("needles", "Needles", "as_good"),
        ("litter", "<i>Litter</i>", "too_few"),
    )
    ratios = {"better": (1.17, 1.07, 1.3), "as_good": (1.02, 0.95, 1.09), "too_few": (None, None, None)}
    shares = {"list": 0.31, "plain_count": 0.28, "hindsight": 0.52}
    rows = []
    for code, name, verdict in streams:
        for horizon in (1, 7):
            for measure in ("held_10", "held_20", "hit_10", "hit_20", "pai", "pei"):
                for method, share in shares.items():
                    value = share * 70 if measure == "pai" else share
                    ratio = ratios[verdict] if method == "list" else (None, None, None)
                    told = (
                        f"The list's first 20 places held 31% of the incidents of {name}." if method == "list" else ""
                    )
                    rows.append(
                        {
                            "category_code": code,
                            "category_name": name,
                            "horizon_days": horizon,
                            "measure_code": measure,
                            "method_code": method,
                            "value": value,
                            "value_low": value * 0.9,
                            "value_high": value * 1.1,
                            "ratio_to_plain": ratio[0],
                            "ratio_low": ratio[1],
                            "ratio_high": ratio[2],
                            "n_weeks": 26,
                            "n_mornings": 26 if horizon == 7 else 130,
                            "n_incidents": 4321,
                            "verdict_code": verdict if method == "list" else "",
                            "told_text": told,
                        }
                    )
    return rows


def _track_record_period(*, is_judged: bool) -> dict[str, Any]:
    return {
        "first_date": AS_OF_DATE - timedelta(days=182) if is_judged else None,
        "last_date": AS_OF_DATE - timedelta(days=1) if is_judged else None,
        "n_weeks": 26 if is_judged else 0,
        "plain_days": 28,
        "area_km2": 125.4 if is_judged else 0.0,
        "area_how": "official" if is_judged else "derived",
        "n_top_cells": 125 if is_judged else 1,
    }


def _write_json(path: Path, **values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")
