"""What pages read more than once, remembered by build id: a new build is a new key, so nothing stale is ever shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.access import OutreachTables, Roles, answers_of, load_roles, release_outreach, release_overnight
from dashboard.huddle.action_drafts import ActionProposal
from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.huddle.minutes import events_before_close
from dashboard.huddle.overnight import TypedFact, standing_counts
from dashboard.stores import warehouse
from dashboard.stores.operations import OperationsStore
from geo.disclosure import Answers, Audience, Thresholds
from pipelines.readers.overnight_measures import OvernightMeasure, measures_of
from pipelines.settings import Policy, load_policy, load_reference, project_paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pipelines.settings import Paths


@dataclass(frozen=True)
class Build:
    """The published build on this screen: its manifest's words and its file."""

    build_id: str
    file: Path
    as_of_date: date
    as_of_at: datetime
    published_at: datetime
    is_sample: bool


def current_build(paths: Paths) -> Build | None:
    """Return the published build; None when there is none yet.

    The manifest is read on every run of a page: it is one small file, and it is what tells that a new build is there.
    """
    manifest = warehouse.current_manifest(paths)
    if manifest is None:
        return None
    return Build(
        build_id=manifest.build_id,
        file=paths.build_file(manifest.build_id),
        as_of_date=manifest.as_of_date,
        as_of_at=manifest.as_of_at,
        published_at=manifest.published_at,
        is_sample=manifest.is_sample,
    )


def kept_build(paths: Paths, build_id: str) -> Build | None:
    """Return an earlier build by its id; None when its file is no longer there."""
    file = paths.build_file(build_id)
    if not file.exists():
        return None
    facts = _rows(str(file), "build").iloc[0]
    return Build(
        build_id=build_id,
        file=file,
        as_of_date=pd.Timestamp(facts["as_of_date"]).date(),
        as_of_at=pd.Timestamp(facts["as_of_at"]).to_pydatetime(),
        published_at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
        is_sample=bool(facts["is_sample"]),
    )


def rows(build: Build, query_name: str, **params: str) -> pd.DataFrame:
    """Return the rows of one query of `stores/queries`, remembered for this build; the caller may change the frame."""
    return _rows(str(build.file), query_name, **params)


def rows_if_published(build: Build, query_name: str) -> pd.DataFrame | None:
    """Return the rows of a query; None where an earlier version made the build and knew nothing of its table.

    The minutes of a closed huddle are made from the build that it had, which may be older than the program.
    """
    try:
        return _rows(str(build.file), query_name)
    except warehouse.TableMissingError:
        return None


@st.cache_data(show_spinner=False, max_entries=40, hash_funcs={Audience: repr, Thresholds: repr, Answers: repr})
def _released_outreach(
    build_file: str, audience: Audience, thresholds: Thresholds, answers: tuple[Answers, ...]
) -> pd.DataFrame:
    file = Path(build_file)
    tables = OutreachTables(
        locations=warehouse.read_query(file, "location_outreach"),
        zones=warehouse.read_query(file, "zone_outreach"),
        city=warehouse.read_query(file, "city_outreach"),
        location_zones=warehouse.read_query(file, "location_zones"),
        zone_order=tuple(warehouse.read_query(file, "zones").sort_values(["n_tickets", "zone_id"])["zone_id"]),
        answers=answers,
    )
    return release_outreach(tables, audience=audience, thresholds=thresholds)


def released_outreach(build: Build, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Return every outreach figure of a build as this audience may see it; the raw counts are not remembered."""
    answers = answers_of(load_reference(project_paths().reference_dir, "outreach_measures"))
    return _released_outreach(str(build.file), audience, thresholds, answers)


def released_overnight(
    build: Build, facts: Iterable[TypedFact], audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Return the overnight counts of health sources as this audience may see them; no row where it sees none.

    Nothing raw is remembered: they are a handful, and what was typed in changes between builds.
    """
    if not audience.sees_health:
        return pd.DataFrame()
    try:
        raw = warehouse.read_query(build.file, "overnight_counts")
    except warehouse.TableMissingError:
        return pd.DataFrame()
    counts = standing_counts(raw, facts, on=build.as_of_date)
    answers = answers_of(load_reference(project_paths().reference_dir, "overnight_measures"))
    return release_overnight(counts, answers=answers, audience=audience, thresholds=thresholds)


def overnight_measures(paths: Paths) -> dict[str, OvernightMeasure]:
    """Return the reviewed overnight measures by code, in the table's order."""
    return measures_of(load_reference(paths.reference_dir, "overnight_measures").to_dict("records"))


def policy(paths: Paths) -> Policy:
    """Return the reviewed numbers; read on every run, because a person may just have corrected one."""
    return load_policy(paths.reference_dir)


def roles(paths: Paths) -> Roles:
    """Return the reviewed roles."""
    return load_roles(paths.reference_dir)


def action_proposals(paths: Paths) -> dict[str, ActionProposal]:
    """Return what is proposed for a place by the category that weighs most there, from the reviewed table."""
    rows = load_reference(paths.reference_dir, "action_proposals")
    return {
        row["category_code"]: ActionProposal(row["what"], row["owner_agency_code"], row["how_we_know"])
        for _, row in rows.iterrows()
    }


def agency_names(paths: Paths) -> dict[str, str]:
    """Return the name of each agency by its code, in the table's order."""
    agencies = load_reference(paths.reference_dir, "agencies")
    return dict(zip(agencies["agency_code"], agencies["agency_name"], strict=True))


# The file's path holds the build id and the data folder; never kept on disk, because a build can be pruned.
@st.cache_data(show_spinner=False, max_entries=400)
def _rows(build_file: str, query_name: str, **params: str) -> pd.DataFrame:
    return warehouse.read_query(Path(build_file), query_name, **params)


def measure_codes(paths: Paths) -> tuple[str, ...]:
    """Return the measures of the outreach log in the reviewed order."""
    return tuple(load_reference(paths.reference_dir, "outreach_measures")["measure_code"])


def book(url: str, *, up_to: date) -> HuddleBook:
    """Return what stands on a morning by the newest event recorded; folded once for all screens, it never changes.

    The newest event is known by its hash: after a restore the same number could stand for another event.
    """
    return _book(url, operations(url).newest_hash(), up_to)


@st.cache_resource(show_spinner=False, max_entries=8)
def _book(url: str, newest_hash: str, up_to: date) -> HuddleBook:  # noqa: ARG001 - a new event, a new book
    return fold_events(operations(url).events(up_to=up_to), up_to=up_to)


def book_at_close(url: str, *, huddle_date: date, close_event_id: str) -> HuddleBook:
    """Return what stood at the close of a huddle: its minutes. Words erased since are gone from it too."""
    return _book_at_close(url, operations(url).newest_hash(), huddle_date, close_event_id)


@st.cache_resource(show_spinner=False, max_entries=8)
def _book_at_close(
    url: str,
    newest_hash: str,  # noqa: ARG001 - an erasure since the close is a new event
    huddle_date: date,
    close_event_id: str,
) -> HuddleBook:
    events = operations(url).events()
    before = events_before_close(events, huddle_date=huddle_date, close_event_id=close_event_id)
    return fold_events(before, up_to=huddle_date)


@st.cache_resource(show_spinner=False, max_entries=8)
def operations(url: str) -> OperationsStore:
    """Return the one store of what people record, opened once for all screens."""
    return OperationsStore(url)
