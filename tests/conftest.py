"""What holds for every test: no network beyond this machine, seeded examples, skips that say how to enable them."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Generator

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT_ROOT.parent / "shared" / "data"
_SCREENS, _BROWSER = PROJECT_ROOT / "tests" / "dashboard", PROJECT_ROOT / "tests" / "browser"

# The long runs try every property on 600 examples before anything lands.
settings.register_profile(
    "short", max_examples=8, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "long", max_examples=600, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("CRT_HYPOTHESIS", "short"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave all that was imported and collected out of every later search for garbage: it lives as long as the process.

    A million objects stand there before the first test, and Python looked through all of them some thirty times.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin all processes but the first with screens, so that no two compile the same kernels at the same time.

    `pytest-xdist` gives each process its share of the order, one after the other. Screens need no kernel; what the
    first process compiles meanwhile, the others find on disk. Any other order is as right, only slower after a clone.
    """
    by_room = defaultdict(list)
    for item in items:
        by_room[item.path.is_relative_to(_SCREENS) or item.path.is_relative_to(_BROWSER)].append(item)
    screens, others = by_room[True], by_room[False]
    n_processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    share = -(-len(items) // n_processes)
    n_screens = -(-len(screens) // max(n_processes - 1, 1))
    ordered = others[:share]
    others = others[share:]
    while screens or others:
        n_others = max(share - min(n_screens, len(screens)), 0) or len(others)
        ordered += [*screens[:n_screens], *others[:n_others]]
        screens, others = screens[n_screens:], others[n_others:]
    items[:] = ordered


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse every connection that leaves this machine."""
    from pytest_socket import socket_allow_hosts  # noqa: PLC0415 - only where a test runs

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    if item.get_closest_marker("realdata") and not SHARED_DATA.is_dir():
        pytest.skip("the City's own files are not here; put them at ../shared/data to run this test")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The City's own files, beside the project; tests that use them carry the marker `realdata`."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the City's own files are not here; put them at ../shared/data to run this test")
    return SHARED_DATA


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that every part of the product uses."""
    folder = tmp_path / "data"
    monkeypatch.setenv("CRT_DATA_DIR", str(folder))
    monkeypatch.delenv("CRT_OPERATIONS_URL", raising=False)
    return folder
