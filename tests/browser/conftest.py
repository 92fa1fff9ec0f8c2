"""A real Chromium before a real server; without one, a skip that says how to enable it, or a failure on request."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard.components.static_assets import copy_static_assets
from pipelines.settings import PROJECT_ROOT, Paths, project_paths
from tests.support.browsing import CHROMIUM_ARGUMENTS, PATIENCE_MS, opened_page
from tests.support.published_build import write_published_build
from tests.support.recorded_actions import record_actions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.support.browsing import Visit

_START_LIMIT_S = 120
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; where no browser is, skip it with the way to enable it."""
    missing = _what_is_missing()
    is_required = "browser" in os.environ.get("CRT_REQUIRE", "").split(",")
    for item in items:
        if _HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if missing and not is_required:
                item.add_marker(pytest.mark.skip(reason=missing))


@dataclass(frozen=True)
class Served:
    """The dashboard over a published build."""

    address: str
    paths: Paths


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if missing := _what_is_missing():
        pytest.fail(missing)
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - only where it is installed

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The full build with actions, served on a free port of this machine."""
    paths = write_published_build(tmp_path_factory.mktemp("browser") / "data")
    record_actions(paths)
    copy_static_assets(project_paths({}).static_dir)
    with _streamlit(paths) as address:
        yield Served(address=address, paths=paths)


@pytest.fixture(scope="session")
def served_in_any_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard whose data folder a test may fill and empty as it likes: first with nothing in it."""
    paths = project_paths({"CRT_DATA_DIR": str(tmp_path_factory.mktemp("browser_states") / "data")})
    paths.data_dir.mkdir(parents=True)
    copy_static_assets(project_paths({}).static_dir)
    with _streamlit(paths) as address:
        yield Served(address=address, paths=paths)


@pytest.fixture
def served_afresh(served_in_any_state: Served) -> Served:
    """The full build with actions and nothing else recorded, whatever the tests before left there."""
    # A page that was drawn without a build has begun an empty record, to which no actions would be added.
    shutil.rmtree(served_in_any_state.paths.operations_dir, ignore_errors=True)
    record_actions(write_published_build(served_in_any_state.paths.data_dir))
    return served_in_any_state


@pytest.fixture
def served_forgetful(tmp_path: Path) -> Iterator[Served]:
    """A dashboard that forgets a screen as soon as its connection is gone, as after hours."""
    paths = write_published_build(tmp_path / "data")
    record_actions(paths)
    copy_static_assets(project_paths({}).static_dir)
    with _streamlit(paths, "--server.disconnectedSessionTTL", "0") as address:
        yield Served(address=address, paths=paths)


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One window for all tests: Streamlit's code is fetched once, as on a wall that is never turned off."""
    with chromium.new_context() as context:
        yield context


@pytest.fixture
def desktop(window: BrowserContext) -> Iterator[Visit]:
    """A page on a screen of 1280 by 800."""
    with opened_page(window, width=1280, height=800) as visit:
        yield visit


@pytest.fixture
def phone(window: BrowserContext) -> Iterator[Visit]:
    """A page on a phone of 390 by 844."""
    with opened_page(window, width=390, height=844) as visit:
        yield visit


@contextmanager
def _streamlit(paths: Paths, *options: str) -> Iterator[str]:
    port = _free_port()
    environment = {**os.environ, "CRT_DATA_DIR": str(paths.data_dir)}
    environment.pop("CRT_OPERATIONS_URL", None)
    log_file = paths.data_dir / "served.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port), *options],
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(port, process, log_file)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + _START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        if _is_healthy(port):
            return
        time.sleep(0.2)
    pytest.fail(f"the dashboard did not start:\n{log_file.read_text(encoding='utf-8')[-2000:]}")


def _is_healthy(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            with connection.getresponse() as answer:
                return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _what_is_missing() -> str:
    if shutil.which("chromium") is None:
        return "no Chromium on this machine; enable with: apt-get install chromium"
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - only asked whether it is there
    except ImportError:
        return "Playwright is not installed; enable with: make setup"
    return ""
