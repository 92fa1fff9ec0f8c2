"""A store made by any released version is brought forward with everything it holds, whole or not at all."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import DDL, Column, Integer, MetaData, Table, delete, insert, inspect, make_url, select, update

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind
from dashboard.stores import operations_versions
from dashboard.stores.operations import OperationsError, StoreDamagedError, StoreNewerError
from dashboard.stores.operations_schema import EVENTS, METADATA, PAYLOADS, STORE_VERSION, VERSIONS
from dashboard.stores.operations_versions import MIGRATIONS_DIR
from tests.support.recorded_events import TUESDAY, append_note, append_three, plain_engine, tamper

RELEASED = Path(__file__).parent / "released"

BREAKS_HALF_WAY = '''"""A version whose second step fails."""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.add_column("events", sa.Column("half_way", sa.Integer, nullable=True))
    op.add_column("no_such_table", sa.Column("broken", sa.Integer, nullable=True))
'''


def make_released(url: str, version: str) -> None:
    """Make the database that a released version made, with seven events, one of them erased."""
    engine = plain_engine(url)
    script = (RELEASED / f"{version}.{engine.dialect.name}.sql").read_text(encoding="utf-8")
    if engine.dialect.name == "sqlite":
        Path(str(make_url(url).database)).parent.mkdir(parents=True, exist_ok=True)
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            driver.executescript(script)
        else:
            driver.execute(script)


def held_version(url: str) -> str | None:
    with plain_engine(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def columns_of(url: str, name: str) -> list[str]:
    with plain_engine(url).connect() as connection:
        return [column["name"] for column in inspect(connection).get_columns(name)]


@pytest.mark.parametrize("version", ["0001", "0002", "0003"])
def test_a_released_store_comes_forward_with_every_event_word_and_erasure(store_url, open_store, version):
    make_released(store_url, version)

    store = open_store(store_url)

    report = store.verify()
    assert (report.n_events, report.ok, report.problem) == (7, True, "")
    assert held_version(store_url) == STORE_VERSION
    events = store.events()
    assert [event.seen_sequence_no for event in events] == [0] * 7
    assert (events[2].payload, events[6].kind) == (None, EventKind.PAYLOAD_ERASED)
    assert events[1].payload["what"] == "Ask about the “new” lights — è 🧹"
    book = fold_events(events)
    swept, lights = book.actions["e1"], book.actions["e2"]
    assert (swept.status, swept.result, swept.location_name) == (
        "done",
        "Swept; two bags",
        "Melnea Cass Blvd & Harrison Ave",
    )
    assert (lights.owner_agency_code, lights.is_open, book.refused) == ("public_works", True, ())


def test_a_store_that_came_forward_goes_on_in_one_chain(store_url, open_store):
    make_released(store_url, "0001")
    store = open_store(store_url)

    assert append_note(store, "e8", seen_sequence_no=7)

    report = store.verify()
    assert (report.n_events, report.ok) == (8, True)
    assert store.events(up_to=TUESDAY)[-1].seen_sequence_no == 7


def test_what_an_event_from_before_had_seen_cannot_be_put_in_afterwards(store_url, open_store):
    make_released(store_url, "0001")
    store = open_store(store_url)

    tamper(store_url, update(EVENTS).where(EVENTS.c.event_id == "e4").values(seen_sequence_no=3))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "e4")


def test_every_released_version_has_its_store_among_the_fixtures():
    """Whoever adds a version adds the store that the version before it made."""
    revisions = [revision.revision for revision in ScriptDirectory(str(MIGRATIONS_DIR)).walk_revisions()]
    released = {path.name.split(".")[0] for path in RELEASED.glob("*.sql")}

    assert max(revisions) == STORE_VERSION
    assert released == set(revisions) - {STORE_VERSION}


def test_the_migrations_make_the_tables_that_the_code_writes(store_url, open_store):
    open_store(store_url)

    with plain_engine(store_url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_store_that_an_old_program_left_half_made_is_finished(store_url, open_store):
    """Tables used to be made one after the other, each for itself."""
    make_released(store_url, "0001")
    tamper(store_url, delete(PAYLOADS), delete(EVENTS), DDL("drop table payloads"), DDL("drop table chain_head"))

    append_three(store := open_store(store_url))

    assert store.verify().ok


def test_a_store_made_by_a_newer_version_is_refused_and_left_as_it_is(store_url, open_store):
    append_three(open_store(store_url))
    tamper(store_url, update(VERSIONS).values(version_num="0099"))

    with pytest.raises(StoreNewerError, match="0099, and this program knows them up to 0004") as caught:
        open_store(store_url)

    assert "newer version of the program" in caught.value.next_step
    assert held_version(store_url) == "0099"


def test_tables_of_our_names_that_somebody_else_made_are_not_touched(store_url, open_store, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    theirs = Table("events", MetaData(), Column("start", Integer))
    with plain_engine(store_url).begin() as connection:
        theirs.create(connection)
        connection.execute(insert(theirs).values(start=7))

    with pytest.raises(StoreDamagedError, match="a table events that this program did not make"):
        open_store(store_url)

    assert columns_of(store_url, "events") == ["start"]


def test_a_migration_that_fails_leaves_the_old_store_whole_and_the_next_try_brings_it_forward(
    store_url, open_store, tmp_path, monkeypatch
):
    make_released(store_url, "0001")
    broken = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS_DIR, broken, ignore=shutil.ignore_patterns("__pycache__"))
    (broken / "versions" / "v0005_broken.py").write_text(BREAKS_HALF_WAY, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(operations_versions, "MIGRATIONS_DIR", broken)
        with pytest.raises(OperationsError):
            open_store(store_url)

    # Not even the version before the broken one was left behind, nor the table that holds its number.
    assert held_version(store_url) is None
    assert columns_of(store_url, "events")[-1] == "event_hash"

    store = open_store(store_url)
    assert store.verify().ok
    assert held_version(store_url) == STORE_VERSION


@pytest.mark.parametrize("released", [False, True], ids=["a new store", "an old store"])
def test_pages_that_open_a_store_in_the_same_second_bring_it_forward_once(store_url, open_store, released):
    if released:
        make_released(store_url, "0001")
    starting = Barrier(8)

    def open_and_write(number: int) -> bool:
        starting.wait(timeout=30)
        return append_note(open_store(store_url), f"n{number}")

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(open_and_write, range(8))) == [True] * 8

    with plain_engine(store_url).connect() as connection:
        assert list(connection.scalars(select(VERSIONS.c.version_num))) == [STORE_VERSION]
    report = open_store(store_url).verify()
    assert (report.n_events, report.ok) == (15 if released else 8, True)
