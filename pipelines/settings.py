"""Where things lie, and the reviewed numbers of `data/reference/policy.csv` as typed values."""

from __future__ import annotations

import csv
import hashlib
import os
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from pipelines.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HUDDLE_ZONE = ZoneInfo("America/New_York")
PROJECT_ROOT = Path(__file__).resolve().parent.parent


# What names a row of a reviewed table: two rows of one name would say two things, and a join would double tickets.
_KEYS: dict[str, tuple[str, ...]] = {
    "action_proposals": ("category_code",),
    "agencies": ("agency_code",),
    "categories": ("category_code",),
    "channels": ("system_code", "channel_name"),
    "closing_words": ("status", "words"),
    "court_measures": ("measure_code",),
    "court_programs": ("program_code",),
    "coordinate_sentinels": ("lon", "lat"),
    "districts": ("district_code",),
    "feeds": ("feed_code",),
    "help_measures": ("measure_code",),
    "hmis_measures": ("measure_code",),
    "holidays": ("holiday_name",),
    "layers": ("layer_code",),
    "named_places": ("place_name",),
    "neighborhood_labels": ("label_text",),
    "ordinance_choices": ("choice_list", "choice_code"),
    "ordinance_sections": ("section",),
    "outreach_measures": ("measure_code",),
    "overnight_measures": ("measure_code",),
    "path_stages": ("stage_code",),
    "policy": ("name",),
    "providers": ("provider_code",),
    "recovery_line_ages": ("age_code",),
    "recovery_line_words": ("word_list", "code"),
    "retention": ("rule_code",),
    "risk_kinds": ("risk_code",),
    "role_pages": ("role_code", "page_code"),
    "event_rights": ("event_kind",),
    "roles": ("role_code",),
    "set_aside_reasons": ("reason_code",),
    "stigmatising_words": ("phrase",),
    "text_keywords": ("phrase",),
    "ticket_types": ("system_code", "type_name"),
}


@dataclass(frozen=True)
class Paths:
    """Every folder and file the product reads or writes; one data folder holds all that is not source."""

    root: Path
    data_dir: Path

    @property
    def reference_dir(self) -> Path:
        """The reviewed policy tables; always the project's own."""
        return self.root / "data" / "reference"

    @property
    def catalogue_dirs(self) -> tuple[Path, ...]:
        """The words of the Council's room: the project's own folder, then the data folder's, whose languages count."""
        return tuple(dict.fromkeys((self.root / "data" / "catalogues", self.data_dir / "catalogues")))

    @property
    def static_dir(self) -> Path:
        """What the app serves itself: Leaflet, copied from a pinned package at setup."""
        return self.root / "static"

    @property
    def sample_dir(self) -> Path:
        """The made-up city's source files."""
        return self.data_dir / "sample"

    @property
    def raw_dir(self) -> Path:
        """What the readers accepted, unchanged."""
        return self.data_dir / "raw"

    @property
    def receipts_dir(self) -> Path:
        """One receipt per file handed in."""
        return self.raw_dir / "receipts"

    @property
    def told_outreach_dir(self) -> Path:
        """What each published build's screens told of outreach figures."""
        return self.raw_dir / "told_outreach"

    @property
    def release_periods_dir(self) -> Path:
        """Since when each published build told finer tables as they are."""
        return self.raw_dir / "release_periods"

    @property
    def registry_dir(self) -> Path:
        """The location registry each published build landed."""
        return self.raw_dir / "location_registry"

    @property
    def erasures_file(self) -> Path:
        """What was erased by the rule for retention, a line each."""
        return self.raw_dir / "erasures.jsonl"

    @property
    def huddle_actions_dir(self) -> Path:
        """The actions that the huddle recorded, as each build was handed them."""
        return self.raw_dir / "huddle_actions"

    @property
    def huddle_contacts_dir(self) -> Path:
        """The contacts logged on phones, as the newest build was handed them; earlier ones are not kept."""
        return self.raw_dir / "huddle_contacts"

    @property
    def inbox_dir(self) -> Path:
        """What the screens hand over to the next build; emptied when it is landed."""
        return self.data_dir / "inbox"

    @property
    def warehouse_dir(self) -> Path:
        """Published builds and the manifest that names the current one."""
        return self.data_dir / "warehouse"

    @property
    def builds_dir(self) -> Path:
        """One DuckDB file per published build."""
        return self.warehouse_dir / "builds"

    @property
    def manifest_file(self) -> Path:
        """Names the build on the screens."""
        return self.warehouse_dir / "current.json"

    @property
    def held_file(self) -> Path:
        """Every ticket as the last build knew it; a cache, made anew when it is deleted."""
        return self.warehouse_dir / "held.duckdb"

    @property
    def last_attempt_file(self) -> Path:
        """Tells how the last build ended."""
        return self.warehouse_dir / "last_attempt.json"

    @property
    def begun_file(self) -> Path:
        """Names the build that runs; where none runs, the one that was killed."""
        return self.warehouse_dir / "begun.json"

    @property
    def operations_dir(self) -> Path:
        """The operations database, where it is SQLite."""
        return self.data_dir / "operations"

    @property
    def backups_dir(self) -> Path:
        """Copies of the record, one file each, where nobody names another place."""
        return self.data_dir / "backups"

    def build_file(self, build_id: str) -> Path:
        """The file of one published build."""
        return self.builds_dir / f"{build_id}.duckdb"


def project_paths(environment: Mapping[str, str] | None = None) -> Paths:
    """Return the project's paths; `CRT_DATA_DIR` moves everything but the reviewed tables."""
    stated = (os.environ if environment is None else environment).get("CRT_DATA_DIR", "").strip()
    data_dir = Path(stated).expanduser().resolve() if stated else PROJECT_ROOT / "data"
    return Paths(root=PROJECT_ROOT, data_dir=data_dir)


def operations_url(paths: Paths, environment: Mapping[str, str] | None = None) -> str:
    """Return the operations database's URL: `CRT_OPERATIONS_URL`, else SQLite in the data folder."""
    stated = (os.environ if environment is None else environment).get("CRT_OPERATIONS_URL", "").strip()
    return stated or f"sqlite:///{paths.operations_dir / 'operations.sqlite'}"


@dataclass(frozen=True)
class Policy:
    """The reviewed numbers; names carry the unit, meanings stand in `data/reference/policy.csv`."""

    huddle_day_starts_hour: int
    huddle_weekdays: tuple[int, ...]
    location_radius_m: float
    n_locations: int
    min_location_incidents: int
    lookback_days: int
    history_weeks: int
    incident_radius_m: float
    incident_window_hours: float
    acute_half_life_days: float
    chronic_half_life_days: float
    acute_weight: float
    staff_weight: float
    match_radius_m: float
    moved_note_m: float
    drift_limit_m: float
    return_days: int
    density_radius_m: float
    density_min_incidents: float
    outline_limit_m: float
    place_name_reach_m: float
    intersection_reach_m: float
    outreach_match_min_confidence: float
    rescue_min_confidence: float
    rescue_clear_m: float
    upload_max_mb: float
    upload_unpacked_max_mb: float
    upload_max_ratio: float
    upload_max_entries: int
    upload_max_rows: int
    contact_grid_m: float
    contact_days_back: int
    hmis_weeks: int
    suppress_health_below: int
    suppress_outreach_below: int
    told_mornings: int
    city_min_lon: float
    city_max_lon: float
    city_min_lat: float
    city_max_lat: float
    outside_lines_slack_m: float
    derived_district_reach_m: float
    derived_district_closing_m: float
    derived_district_min_island: int
    district_line_detail_m: float
    stream_slack_hours: float
    migration_window_days: int
    migration_min_days: int
    migration_min_tickets: int
    migration_start_share: float
    migration_fall_share: float
    migration_range_sd: float
    migration_note_days: int
    silence_usual_weeks: int
    silence_windows_days: tuple[int, ...]
    silence_low_share: float
    silence_false_alarms_a_year: float
    silence_level_swing: float
    silence_told_days: int
    signal_alerts_a_year: float
    signal_windows_days: tuple[int, ...]
    signal_min_incidents: int
    signal_history_days: int
    signal_prior_incidents: float
    signal_prior_days: float
    signal_around_m: float
    signal_around_incidents: float
    signal_replay_days: int
    signal_min_replay_days: int
    signal_min_history_days: int
    signal_apart_m: float
    signal_apart_days: int
    track_weeks: int
    track_plain_days: int
    track_tie_days: int
    track_list_sizes: tuple[int, ...]
    track_cell_m: float
    track_area_share: float
    track_resamples: int
    track_seed: int
    track_min_weeks: int
    track_min_incidents: int
    track_widest_ratio: float
    pattern_min_weeks: int
    pattern_reach_m: float
    pattern_weeks_back: int
    pattern_false_share: float
    pattern_trend_chance: float
    range_share: float
    range_history_days: int
    range_half_life_days: float
    range_min_past_days: int
    range_min_windows: int
    action_window_weeks: tuple[int, ...]
    action_min_before: int
    action_usual_weeks: int
    action_min_usual_weeks: int
    action_ring_m: float
    action_level_factor: float
    action_min_comparisons: int
    action_max_comparisons: int
    action_back_days: int
    action_back_min_incidents: int
    action_judged_days: int
    action_told_days: int
    burst_min_tickets: int
    burst_address_gap_hours: float
    burst_channel_gap_min: float
    few_sources: int
    few_sources_min_tickets: int
    compared_min_places: int
    compared_gap_share: float
    scan_days: int
    scan_cell_m: float
    scan_radius_m: float
    scan_window_days: int
    scan_replications: int
    scan_seed: int
    scan_least_interval_days: float
    walk_max_places: int
    walk_start_reach_m: float
    escalate_lead_mornings: int
    escalate_chair_mornings: int
    shelter_list_hours: int
    property_hold_days: int
    sign_in_max_hours: float
    role_grant_max_days: int


_READ_AS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "float": float,
    "tuple[int, ...]": lambda text: tuple(int(word) for word in text.split()),
}


def load_policy(reference_dir: Path) -> Policy:
    """Read the policy table.

    Raises
    ------
    PolicyError
        A value is missing, unknown, or not a number of its kind.
    """
    rows = {row["name"]: row["value"] for row in _read_rows(reference_dir / "policy.csv")}
    known = {field.name: str(field.type) for field in fields(Policy)}
    if unknown := sorted(rows.keys() - known.keys()):
        msg = f"policy.csv holds values that nothing reads: {', '.join(unknown)}"
        raise PolicyError(msg)
    if missing := sorted(known.keys() - rows.keys()):
        msg = f"policy.csv lacks {', '.join(missing)}"
        raise PolicyError(msg)
    values: dict[str, Any] = {}
    for name, kind in known.items():
        try:
            values[name] = _READ_AS[kind](rows[name])
        except ValueError as error:
            msg = f"policy.csv: {name} is '{rows[name]}', which is not a number of its kind ({kind})"
            raise PolicyError(msg) from error
    return Policy(**values)


def load_reference(reference_dir: Path, table_name: str) -> pd.DataFrame:
    """Read one reviewed table, every cell as text, empty cells as ''.

    Raises
    ------
    PolicyError
        The table is not there, lacks a column of its key, or names two rows alike; the message names the line.
    """
    rows = _read_rows(reference_dir / f"{table_name}.csv")
    return pd.DataFrame(rows, dtype=str)


def policy_digest(reference_dir: Path) -> str:
    """Return a short digest of all reviewed tables, so that a build can say which policy made it."""
    digest = hashlib.sha256()
    for path in sorted(reference_dir.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def week_begin(as_of_date: date) -> date:
    """Return the Monday of a morning's week: what is made once a week is made from the days before it."""
    return as_of_date - timedelta(days=as_of_date.isoweekday() - 1)


def morning_instant(as_of_date: date, policy: Policy) -> datetime:
    """Return the instant a morning's huddle day begins: nothing stamped at or after it is seen."""
    return datetime.combine(as_of_date, time(policy.huddle_day_starts_hour), tzinfo=HUDDLE_ZONE)


def _read_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            numbered = [(reader.line_num, row) for row in reader]
    except FileNotFoundError as error:
        msg = f"the reviewed table {path.name} is missing"
        raise PolicyError(msg) from error
    _refuse_repeated_keys(path, numbered)
    return [row for _, row in numbered]


def _refuse_repeated_keys(path: Path, numbered: list[tuple[int, dict[str, str]]]) -> None:
    key_columns = _KEYS.get(path.stem, ())
    first_lines: dict[tuple[str, ...], int] = {}
    for line_no, row in numbered:
        if missing := [name for name in key_columns if not row.get(name)]:
            msg = f"{path.name}, line {line_no}: {missing[0]} is missing, and it names the row"
            raise PolicyError(msg)
        key = tuple(row[name].strip() for name in key_columns)
        if key and key in first_lines:
            named = ", ".join(f"{name} '{value}'" for name, value in zip(key_columns, key, strict=True))
            msg = f"{path.name}, line {line_no}: {named} stands in line {first_lines[key]} already"
            raise PolicyError(msg)
        first_lines[key] = line_no
