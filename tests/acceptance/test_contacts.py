"""A contact logged on a phone is counted by the next build, through disclosure; one that was withdrawn is not."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard import cache
from dashboard.access import load_roles
from dashboard.huddle.contacts import ContactPlace, ToldContact, contact_id_of, logged_draft, withdrawn_draft
from dashboard.huddle.events import ErasureReason, OnScreen
from dashboard.stores.operations import OperationsStore
from dashboard.stores.warehouse import current_manifest, read_query
from pipelines.settings import Paths, operations_url, project_paths
from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_crt, run_quietly

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

FIRST, NEXT = date(2015, 10, 20), date(2015, 10, 21)
SCREEN = OnScreen(huddle_date=FIRST, build_id="b", role_code="outreach", agency_code="street_outreach")
AT_NOON = datetime(2015, 10, 20, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def first_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first morning, built once: each test has a copy of its own."""
    folder = tmp_path_factory.mktemp("contacts")
    file = write_gzip(folder / "city.csv.gz", csv_text(busy_corners(first_day=datetime(2015, 9, 1), n_days=60)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRT_DATA_DIR", str(folder / "data"))
        patch.delenv("CRT_OPERATIONS_URL", raising=False)
        assert run_quietly("ingest", "311", file) == 0
        assert run_quietly("build", "--as-of", FIRST.isoformat()) == 0
    return folder / "data"


@pytest.fixture
def paths(first_built: Path, data_dir: Path) -> Paths:
    shutil.copytree(first_built, data_dir)
    return project_paths()


def read(paths: Paths, query_name: str) -> pd.DataFrame:
    manifest = current_manifest(paths)
    assert manifest is not None
    return read_query(paths.build_file(manifest.build_id), query_name)


def log(paths: Paths, n: int, *, contact_at: datetime = AT_NOON, **told: object) -> None:
    """Record `n` contacts at the first place of the list."""
    place = read(paths, "locations").iloc[0]
    where = ContactPlace(str(place["name"]), float(place["lon"]), float(place["lat"]))
    store = OperationsStore(operations_url(paths))
    for number in range(n):
        event_id = f"{contact_at:%d%H}-{number}"
        contact = ToldContact(contact_at, where, "outreach", **{"offers": {"shelter": "declined"}, **told})
        store.append(logged_draft(contact, event_id=event_id, on_screen=SCREEN), event_id=event_id, recorded_at=AT_NOON)
    store.close()


def counts(paths: Paths) -> dict[str, int]:
    manifest = current_manifest(paths)
    assert manifest is not None
    with duckdb.connect(str(paths.build_file(manifest.build_id)), read_only=True) as connection:
        rows = connection.sql("select measure_code, n_events from city_outreach where n_events > 0").fetchall()
    return {code: int(n_events) for code, n_events in rows}


def released(paths: Paths, location_id: str) -> dict[str, tuple[object, str]]:
    """Return what the place's page shows to leadership, by measure: value and blank."""
    build = cache.current_build(paths)
    assert build is not None
    audience = load_roles(paths.reference_dir).named("leadership").audience
    told = cache.released_outreach(build, audience)
    rows = told[told["location_id"] == location_id]
    return {row["measure_code"]: (row["n_events"], row["blank"]) for _, row in rows.iterrows()}


def test_the_next_build_counts_what_was_logged_and_shows_small_counts_to_nobody(paths: Paths, capsys) -> None:
    log(paths, 12, decline_reason="pet")
    log(paths, 8, contact_at=datetime(2015, 10, 20, 18, tzinfo=UTC), offers={"shelter": "accepted"}, n_naloxone_doses=1)
    log(paths, 3, contact_at=datetime(2015, 10, 20, 19, tzinfo=UTC), offers={"storage": "accepted"})
    place = read(paths, "locations").iloc[0]["location_id"]
    assert counts(paths) == {}

    assert run_crt(capsys, "build", "--as-of", NEXT.isoformat()).exit_code == 0

    assert counts(paths) == {
        "contacts": 23,
        "offer_shelter_declined": 12,
        "offer_shelter_accepted": 8,
        "offer_storage_accepted": 3,
        "naloxone_given": 8,
    }
    reasons = read(paths, "decline_reasons").set_index("reason_code")["n_events"]
    assert (reasons["all"], reasons["pet"]) == (12, 12)
    told = released(paths, str(place))
    assert (told["offer_shelter_declined"], told["offer_shelter_accepted"]) == ((12, ""), (8, ""))
    # Three is less than five, and eight doses less than eleven.
    assert (told["offer_storage_accepted"][1], told["naloxone_given"][1]) == ("suppressed", "suppressed")
    assert not list(paths.inbox_dir.glob("*"))


@pytest.mark.slow
def test_withdrawn_and_erased_contacts_are_gone_from_the_next_build_and_from_the_landed_files(
    paths: Paths, capsys
) -> None:
    log(paths, 7)
    assert run_crt(capsys, "build", "--as-of", NEXT.isoformat()).exit_code == 0
    assert counts(paths)["contacts"] == 7

    store = OperationsStore(operations_url(paths))
    draft = withdrawn_draft(contact_id_of("2016-0"), on_screen=SCREEN)
    store.append(draft, event_id="w", recorded_at=AT_NOON, seen_sequence_no=store.last_sequence_no())
    store.erase_payload(
        "2016-1", reason=ErasureReason.REQUEST, erasure_event_id="x", recorded_at=AT_NOON, on_screen=SCREEN
    )
    store.close()
    assert run_crt(capsys, "build", "--as-of", NEXT.isoformat()).exit_code == 0

    assert counts(paths)["contacts"] == 5
    (landed,) = paths.huddle_contacts_dir.glob("*.parquet")
    assert landed.name.startswith("000002-")


@pytest.mark.slow
def test_a_build_made_again_counts_the_same_and_one_of_the_morning_before_sees_nothing_of_it(
    paths: Paths, capsys
) -> None:
    log(paths, 6)
    # At six in the morning the next huddle day begins: it is not of this one.
    log(paths, 5, contact_at=datetime(2015, 10, 21, 10, tzinfo=UTC))
    for _ in range(2):
        assert run_crt(capsys, "build", "--as-of", NEXT.isoformat()).exit_code == 0
        assert counts(paths)["contacts"] == 6
    paths.held_file.unlink()
    assert run_crt(capsys, "build", "--as-of", NEXT.isoformat()).exit_code == 0
    assert counts(paths)["contacts"] == 6

    assert run_crt(capsys, "build", "--as-of", FIRST.isoformat()).exit_code == 0
    assert counts(paths) == {}
    assert list(read(paths, "feeds").query("feed_code == 'outreach'")["status"]) == ["not_collected"]
