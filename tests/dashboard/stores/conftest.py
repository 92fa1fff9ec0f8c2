"""The stores that tests of the operations database run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.stores.operations import OperationsStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The SQLite file of a store of this test, not yet made."""
    return tmp_path / "operations" / "operations.sqlite"


@pytest.fixture
def store_url(file: Path) -> str:
    """The address of a database of this test's own, empty."""
    return f"sqlite:///{file}"


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
