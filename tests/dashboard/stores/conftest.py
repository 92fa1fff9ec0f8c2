"""The stores that tests of the operations database run on: a SQLite file, and a real PostgreSQL."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dashboard.stores.operations import OperationsStore
from tests.support import postgres_server
from tests.support.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test run; where none is installed a skip, or a failure on request."""
    if postgres_server.programs_dir() is None:
        is_required = "postgres" in os.environ.get("CRT_REQUIRE", "").split(",")
        (pytest.fail if is_required else pytest.skip)(postgres_server.MISSING)
    server = PostgresServer.made()
    yield server
    server.remove()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The SQLite file of a store of this test, not yet made."""
    return tmp_path / "operations" / "operations.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, file: Path) -> str:
    """The address of a database of this test's own, empty."""
    return f"sqlite:///{file}" if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()


@pytest.fixture
def open_store() -> Iterator[Callable[[str], OperationsStore]]:
    """Open stores; each is closed when the test ends."""
    opened: list[OperationsStore] = []

    def opener(url: str) -> OperationsStore:
        opened.append(OperationsStore(url))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(store_url: str, open_store: Callable[[str], OperationsStore]) -> OperationsStore:
    """An empty store."""
    return open_store(store_url)
