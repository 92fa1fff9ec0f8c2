"""Sources to one published build: run the models and steps, check, publish by an atomic switch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from pipelines.checks import load_checks, run_checks
from pipelines.contracts import CHECK_RESULTS, PUBLISHED
from pipelines.errors import CheckFailedError, DataFolderError, NothingToBuildError
from pipelines.held import HeldTables
from pipelines.publication import (
    clear_leftovers,
    name_build,
    note_begun,
    noted_attempt,
    only_writer,
    prune_builds,
    removed_unless_published,
    switch_manifest,
    write_build,
)
from pipelines.readers.results import BOUNDARIES, HMIS, LAYERS
from pipelines.settings import load_policy, load_reference, morning_instant, policy_digest, week_begin
from pipelines.sources.erasures import erased_files
from pipelines.sources.huddle_actions import land_actions, read_actions
from pipelines.sources.huddle_contacts import land_contacts, read_contacts
from pipelines.sources.inbox_logs import land_logs
from pipelines.sources.landing import landed_schema
from pipelines.sources.location_registry import land_registry, read_newest_registry
from pipelines.sources.receipt_tables import receipt_rows, set_aside_rows
from pipelines.sources.receipts import read_receipts
from pipelines.sources.release_periods import builds_that_began_one, land_periods, read_newest_periods
from pipelines.sources.told_outreach import land_told, read_told
from pipelines.steps.actions import JudgeActions
from pipelines.steps.areas import DeriveDistricts, DrawDistricts, SettleCoordinates
from pipelines.steps.closings import ReadClosings
from pipelines.steps.contacts import PlaceContacts
from pipelines.steps.coordinates import ProjectCoordinates
from pipelines.steps.gazetteer import ListKnownPlaces, MorningGazetteer, ReadTexts
from pipelines.steps.incidents import DampIncidents, MergeIncidents
from pipelines.steps.locations import FindLocations, RegisterPlaces
from pipelines.steps.nearness import MeasureNearness
from pipelines.steps.patterns import FindPatterns
from pipelines.steps.ranges import StateRanges
from pipelines.steps.reasons import GiveReasons
from pipelines.steps.release_periods import BeginReleasePeriods
from pipelines.steps.rescue import LocateLostTexts
from pipelines.steps.scan import ScanWeek
from pipelines.steps.signals import CalibrateSignals, FindSignals
from pipelines.steps.streams import FindMigrations, FindSilences
from pipelines.steps.telling import TellOutreach
from pipelines.steps.track_record import JudgeList
from pipelines.steps.zones import DrawZones
from pipelines.warehouse import connect, load_models, order_work, read_frame, run_piece, store_frame, tables_read

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from pipelines.settings import Paths, Policy
    from pipelines.warehouse import Model, Step

FEED_TABLES = {
    "city311_legacy": "raw_city311__legacy_tickets",
    "city311_new": "raw_city311__new_tickets",
    "open311": "raw_open311__requests",
    "outreach": "raw_outreach__contacts",
    "overnight": "raw_overnight__reports",
    "recovery_line": "raw_recovery_line__calls",
    "court_totals": "raw_courts__totals",
    HMIS: "raw_hmis__day_counts",
    BOUNDARIES: "raw_city__boundaries",
    LAYERS: "raw_city__layers",
}

# The builds of so many earlier periods stay: their finer tables are told on later mornings, and beside today's.
_KEPT_PERIODS = 10


@dataclass(frozen=True)
class PublishedBuild:
    """What a build left behind."""

    build_id: str
    as_of_date: date
    file: Path
    n_locations: int
    failed_warnings: tuple[str, ...]


def build_morning(
    paths: Paths,
    *,
    as_of_date: date,
    built_at: datetime,
    report: Callable[[str], None],
    kept_build_ids: Collection[str] | None = (),
) -> PublishedBuild:
    """Build one morning and publish it.

    Parameters
    ----------
    paths
        The data folder.
    as_of_date
        The huddle's date; nothing stamped at or after its 06:00 in New York is seen.
    built_at
        Now; names the build.
    report
        Takes one line a finished piece of work.
    kept_build_ids
        Builds that are kept whatever their age; None keeps all, where it is not known which.

    Raises
    ------
    NothingToBuildError
        No ticket was ingested.
    CheckFailedError
        A check that stops a build found rows. The last build stays current.
    BuildBrokenError
        A step failed. The last build stays current.
    DiskFullError
        The disk is full. The last build stays current.
    SecondWriterError
        Another build runs in this data folder.
    """
    with only_writer(paths), noted_attempt(paths, as_of_date=as_of_date, at=built_at):
        clear_leftovers(paths, report=report)
        land_actions(paths, report=report)
        land_logs(paths, landed_at=built_at, report=report)
        land_contacts(paths, report=report)
        published = _build(paths, as_of_date=as_of_date, built_at=built_at, report=report)
        if kept_build_ids is not None:
            told = builds_that_began_one(paths, n_newest=_KEPT_PERIODS)
            prune_builds(paths, now=built_at, kept_build_ids={*kept_build_ids, *told})
    return published


def account_files(paths: Paths) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what became of every row handed in so far, build or no build.

    Returns
    -------
    The contract tables `source_files` and `set_aside_rows`, and one row per file and unmapped type
    (`file_id`, `type_name`, `n_tickets`), over everything landed, whatever the morning.

    Raises
    ------
    DataFolderError
        A landed file cannot be read.
    """
    wanted = ("source_files", "set_aside_rows", "int_types__unmapped")
    policy = load_policy(paths.reference_dir)
    try:
        with connect() as connection:
            given = _load_given(connection, paths, registry=None)
            for piece in order_work(load_models(), given=given, wanted=wanted):
                run_piece(connection, piece, parameters=vars(policy))
            files, set_aside, unmapped = (read_frame(connection, name) for name in wanted)
    except duckdb.Error as error:
        msg = f"a file in {paths.raw_dir} cannot be read: {str(error).splitlines()[0]}"
        raise DataFolderError(msg) from error
    return files, set_aside, unmapped


def make_tables(
    paths: Paths, wanted: Sequence[str], *, as_of_date: date, report: Callable[[str], None]
) -> tuple[pd.DataFrame, ...]:
    """Make tables of a morning from everything landed, publish nothing and keep nothing.

    Parameters
    ----------
    paths
        The data folder.
    wanted
        Tables that models and steps make from what was handed in and the reviewed tables alone.
    as_of_date
        Nothing stamped at or after its 06:00 in New York is seen.
    report
        Takes one line a finished piece of work.

    Raises
    ------
    NothingToBuildError
        No ticket was ingested.
    DataFolderError
        A landed file cannot be read.
    """
    policy = load_policy(paths.reference_dir)
    parameters = _parameters(paths, policy, as_of_date=as_of_date, build_id="")
    try:
        with connect() as connection:
            given = _load_given(connection, paths, registry=read_newest_registry(paths, before=as_of_date))
            given |= _lay_recorded(connection, paths, before=as_of_date)
            given |= _lay_told(connection, paths, before=as_of_date, policy=policy)
            made = [name for name in wanted if name not in given]
            for piece in order_work([*load_models(), *_steps(policy, as_of_date)], given=given, wanted=made):
                run_piece(connection, piece, parameters=parameters)
                report(piece.name)
            return tuple(read_frame(connection, name) for name in wanted)
    except duckdb.Error as error:
        msg = f"a file in {paths.raw_dir} cannot be read: {str(error).splitlines()[0]}"
        raise DataFolderError(msg) from error


def _build(paths: Paths, *, as_of_date: date, built_at: datetime, report: Callable[[str], None]) -> PublishedBuild:
    policy = load_policy(paths.reference_dir)
    build_id = name_build(paths, as_of_date=as_of_date, built_at=built_at)
    note_begun(paths, build_id=build_id, as_of_date=as_of_date, at=built_at)
    parameters = _parameters(paths, policy, as_of_date=as_of_date, build_id=build_id)
    work: list[Model | Step] = [*load_models(), *_steps(policy, as_of_date)]
    with HeldTables(paths, work=work, parameters=parameters, report=report) as held:
        registry = read_newest_registry(paths, before=as_of_date)
        given = _load_given(held.connection, paths, registry=registry)
        given |= _lay_recorded(held.connection, paths, before=as_of_date)
        given |= _lay_told(held.connection, paths, before=as_of_date, policy=policy)
        given |= held.bring_up(given)
        failed = _make_and_check(held.connection, work, given=given, parameters=parameters, report=report)
        n_locations = held.connection.table("locations").to_arrow_table().num_rows
        if n_locations == 0:
            report("no place reaches the smallest number of incidents: the list of this morning is empty")
        # The registry lands between file and manifest: a morning nobody saw must not become part of the places'
        # history, and a morning on the screens must not lose its ids. So does what the screens will tell.
        with removed_unless_published(paths, build_id=build_id):
            write_build(paths, held.connection, build_id=build_id)
            registry_rows = held.connection.table("place_registry").to_arrow_table()
            land_registry(paths, registry_rows, as_of_date=as_of_date, build_id=build_id)
            told = held.connection.table("int_outreach__told").to_arrow_table()
            land_told(paths, told, as_of_date=as_of_date, build_id=build_id)
            periods = held.connection.table("release_periods").to_arrow_table()
            land_periods(paths, periods, as_of_date=as_of_date, build_id=build_id)
            switch_manifest(paths, held.connection, build_id=build_id, published_at=built_at)
        held.keep()
    return PublishedBuild(
        build_id=build_id,
        as_of_date=as_of_date,
        file=paths.build_file(build_id),
        n_locations=n_locations,
        failed_warnings=tuple(failed["meaning"]),
    )


def _make_and_check(
    connection: duckdb.DuckDBPyConnection,
    work: Sequence[Model | Step],
    *,
    given: Collection[str],
    parameters: Mapping[str, Any],
    report: Callable[[str], None],
) -> pd.DataFrame:
    """Make every published table and what the checks read; returns the checks that warn."""
    checks = load_checks()
    wanted = {*_published_names(), *(name for check in checks for name in tables_read(check.sql))} - set(given)
    ordered = order_work(work, given=given, wanted=sorted(wanted))
    for number, piece in enumerate(ordered, start=1):
        run_piece(connection, piece, parameters=parameters)
        report(f"{number}/{len(ordered)} {piece.name}")
    results = run_checks(connection, checks)
    store_frame(connection, CHECK_RESULTS.name, results)
    failed = results[results["is_failed"]]
    _refuse_failed_stops(failed[failed["severity"] == "stop"], report)
    return failed[failed["severity"] == "warn"]


def _refuse_failed_stops(stopped: pd.DataFrame, report: Callable[[str], None]) -> None:
    for check in stopped.itertuples():
        report(f"check failed: {check.check_name}: {check.meaning} Next step: {check.next_step}")
    if len(stopped):
        names = ", ".join(stopped["check_name"])
        msg = f"{len(stopped)} check(s) failed: {names}"
        raise CheckFailedError(msg)


def _steps(policy: Policy, as_of_date: date) -> list[Step]:
    as_of_at = morning_instant(as_of_date, policy)
    gazetteer = MorningGazetteer()
    return [
        ProjectCoordinates(),
        SettleCoordinates(policy),
        DeriveDistricts(policy),
        DrawDistricts(policy),
        MergeIncidents(policy),
        DampIncidents(policy),
        ReadTexts(),
        ListKnownPlaces(gazetteer),
        LocateLostTexts(policy, gazetteer),
        FindLocations(policy, as_of_date, as_of_at, gazetteer),
        RegisterPlaces(as_of_date),
        PlaceContacts(policy, gazetteer),
        ReadClosings(),
        DrawZones(gazetteer),
        GiveReasons(policy, as_of_date),
        CalibrateSignals(policy, as_of_date),
        FindSignals(policy, as_of_date, gazetteer),
        ScanWeek(policy, as_of_date, gazetteer),
        FindPatterns(policy),
        StateRanges(policy, as_of_date),
        FindMigrations(policy, as_of_date),
        FindSilences(policy),
        JudgeList(policy, before=week_begin(as_of_date)),
        JudgeActions(policy),
        MeasureNearness(),
        BeginReleasePeriods(policy, as_of_date),
        TellOutreach(policy, as_of_date),
    ]


def _published_names() -> list[str]:
    return [table.name for table in PUBLISHED if table is not CHECK_RESULTS]


def _parameters(paths: Paths, policy: Policy, *, as_of_date: date, build_id: str) -> dict[str, Any]:
    days = pd.Timedelta(days=1)
    history_days = max(7 * policy.history_weeks, policy.range_history_days)
    return {
        **vars(policy),
        "build_id": build_id,
        "as_of_date": as_of_date,
        "as_of_at": morning_instant(as_of_date, policy),
        "lookback_start_at": morning_instant((as_of_date - policy.lookback_days * days), policy),
        "history_start_at": morning_instant(as_of_date - history_days * days, policy),
        "week_start_at": morning_instant((as_of_date - 7 * days), policy),
        "monday_at": morning_instant(week_begin(as_of_date), policy),
        "policy_digest": policy_digest(paths.reference_dir),
    }


def _load_given(connection: duckdb.DuckDBPyConnection, paths: Paths, *, registry: pd.DataFrame | None) -> set[str]:
    """Lay the raw and the reviewed tables before the models; returns their names."""
    receipts = read_receipts(paths)
    if (
        not any(
            receipt.feed_code
            not in ("outreach", "overnight", "recovery_line", "court_totals", HMIS, BOUNDARIES, LAYERS)
            for receipt in receipts
        )
        and registry is not None
    ):
        msg = "no 311 ticket has been ingested, so there is nothing to build a morning from"
        raise NothingToBuildError(msg)
    given = set()
    for path in sorted(paths.reference_dir.glob("*.csv")):
        store_frame(connection, f"ref_{path.stem}", load_reference(paths.reference_dir, path.stem))
        given.add(f"ref_{path.stem}")
    gone = erased_files(paths)
    connection.from_arrow(receipt_rows(receipts, gone)).create("raw_crt__receipts")
    connection.from_arrow(set_aside_rows(receipts)).create("raw_crt__set_aside")
    given |= {"raw_crt__receipts", "raw_crt__set_aside"}
    if registry is not None:
        store_frame(connection, "raw_crt__location_registry", registry)
        given.add("raw_crt__location_registry")
    for feed_code, table_name in FEED_TABLES.items():
        hashes = sorted({receipt.file_id for receipt in receipts if receipt.feed_code == feed_code} - gone.keys())
        files = [str(paths.raw_dir / feed_code / f"{file_id}.parquet") for file_id in hashes]
        if files:
            landed_rows(connection, files, columns=landed_schema(feed_code).names).create_view(table_name)
        else:
            connection.from_arrow(landed_schema(feed_code).empty_table()).create(table_name)
        given.add(table_name)
    return given


def landed_rows(
    connection: duckdb.DuckDBPyConnection, files: list[str], *, columns: list[str]
) -> duckdb.DuckDBPyRelation:
    """Return landed files as one table; a column that they were landed before is there and empty."""
    rows = connection.read_parquet(files, union_by_name=True)
    later = [name for name in columns if name not in rows.columns]
    if not later:
        return rows
    empty = duckdb.ConstantExpression(None).cast("varchar")
    return rows.select(duckdb.StarExpression(), *(empty.alias(name) for name in later))


def _lay_recorded(connection: duckdb.DuckDBPyConnection, paths: Paths, *, before: date) -> set[str]:
    """Lay what the screens recorded before the models: decisions with where their places lay, and contacts.

    Returns the tables' names.
    """
    actions, places = read_actions(paths, before=before)
    connection.from_arrow(actions).create("raw_crt__huddle_actions")
    store_frame(connection, "raw_crt__action_places", places)
    connection.from_arrow(read_contacts(paths)).create("raw_crt__huddle_contacts")
    return {"raw_crt__huddle_actions", "raw_crt__action_places", "raw_crt__huddle_contacts"}


def _lay_told(connection: duckdb.DuckDBPyConnection, paths: Paths, *, before: date, policy: Policy) -> set[str]:
    """Lay what the screens of earlier mornings told before the models; returns the tables' names."""
    told = read_told(paths, before=before, n_mornings=policy.told_mornings)
    connection.from_arrow(told).create("raw_crt__told_outreach")
    connection.from_arrow(read_newest_periods(paths, before=before)).create("raw_crt__release_periods")
    return {"raw_crt__told_outreach", "raw_crt__release_periods"}
