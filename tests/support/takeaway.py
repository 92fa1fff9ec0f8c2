"""A download of the made-up town, put together without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dashboard.access import load_roles
from dashboard.huddle.agenda import ResultTables, SignalTables, build_agenda
from dashboard.huddle.book import fold_events
from dashboard.paper.download import morning_files
from dashboard.paper.provenance import FeedFreshness, Provenance
from dashboard.paper.sheets import agenda_sheet, location_sheet
from dashboard.stores import warehouse
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.published_build import AS_OF_DATE

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.huddle.agenda import Agenda
    from dashboard.huddle.book import HuddleBook
    from dashboard.paper.sheets import Sheet
    from pipelines.settings import Paths

REFERENCE_DIR = Path(__file__).resolve().parents[2] / "data" / "reference"
AGENCIES = {"public_works": "Public Works", "street_outreach": "Street outreach teams"}
MORNING = datetime(2024, 5, 14, 6, tzinfo=ZoneInfo("America/New_York"))


def told_of(*, role_code: str = "leadership", is_sample: bool = True, **changed: Any) -> Provenance:
    """Return what a download for a role of the reviewed table says of itself."""
    role = load_roles(REFERENCE_DIR).named(role_code)
    facts: dict[str, Any] = {
        "build_id": "20240514-full",
        "as_of_date": AS_OF_DATE,
        "as_of_at": MORNING,
        "published_at": MORNING + timedelta(minutes=20),
        "policy_digest": "0123456789ab",
        "is_sample": is_sample,
        "is_reconstructed": False,
        "lookback_days": 28,
        "radius_m": 100.0,
        "feeds": (
            FeedFreshness("city311_legacy", "City 311 (legacy system)", "current", MORNING - timedelta(hours=7)),
            FeedFreshness("outreach", "Outreach log", "not_collected", None),
        ),
        "role_name": role.role_name,
        "sees_points": role.sees_points,
    }
    return Provenance(**{**facts, **changed})


def read(paths: Paths, query_name: str) -> pd.DataFrame:
    """Return the rows that the pages read."""
    manifest = warehouse.current_manifest(paths)
    assert manifest is not None
    return warehouse.read_query(paths.build_file(manifest.build_id), query_name)


def agenda_and_book(paths: Paths, locations: pd.DataFrame) -> tuple[Agenda, HuddleBook]:
    """Return the agenda of the town's morning and the actions it was made from."""
    store = OperationsStore(operations_url(paths, {}))
    book = fold_events(store.events(), up_to=AS_OF_DATE)
    store.close()
    agenda = build_agenda(
        as_of_date=AS_OF_DATE,
        previous_as_of_date=AS_OF_DATE - timedelta(days=1),
        feeds=read(paths, "feeds"),
        list_changes=read(paths, "list_changes"),
        locations=locations,
        reasons=read(paths, "location_reasons"),
        signals=SignalTables(*(read(paths, name) for name in ("signals", "signal_lines"))),
        actions=book,
        agencies=AGENCIES,
        failed_attempt=None,
        results=ResultTables(read(paths, "action_results"), {}, 14),
        huddle_weekdays=(1, 2, 3, 4, 5),
    )
    return agenda, book


def sheets_of(paths: Paths, told: Provenance, *, locations: pd.DataFrame | None = None) -> tuple[Sheet, Sheet]:
    """Return the sheets of the agenda and of the locations; `locations` stands in for the published ones."""
    places = read(paths, "locations") if locations is None else locations
    agenda, book = agenda_and_book(paths, places)
    registry = read(paths, "place_registry")
    names = dict(zip(registry["location_id"], registry["name"], strict=True))
    items = agenda_sheet(
        agenda,
        actions=book,
        locations=places,
        place_names=names,
        agencies=AGENCIES,
        huddle_weekdays=(1, 2, 3, 4, 5),
        told=told,
    )
    return items, location_sheet(places, read(paths, "location_reasons"), told=told)


def files_of(paths: Paths, told: Provenance, *, locations: pd.DataFrame | None = None) -> dict[str, bytes]:
    """Return every file of the download by name."""
    places = read(paths, "locations") if locations is None else locations
    items, listed = sheets_of(paths, told, locations=places)
    return morning_files(items, listed, places, told=told)


def instant(text: str) -> datetime:
    """Return an instant of a file, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
