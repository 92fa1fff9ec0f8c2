"""The board served with sign-in, and the providers on this machine that it asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard.access import load_roles
from dashboard.components.static_assets import copy_static_assets
from pipelines.settings import PROJECT_ROOT, project_paths
from tests.support.granted_roles import SECRET, give
from tests.support.published_build import write_published_build
from tests.support.recorded_actions import record_actions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.settings import Paths

CERTIFIED = Path(__file__).parent / "oidc_provider"
CLIENT_SECRET = "of-a-test-that-signs-in-and-nothing-else"
_START_LIMIT_S = 90


@dataclass(frozen=True)
class Board:
    """The board with sign-in: its address, its data, and the file that its log goes to."""

    address: str
    paths: Paths
    log_file: Path

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self.log_file.read_text(encoding="utf-8")


def person_with(role_code: str) -> str:
    """Return the address of the made-up person who was given a role."""
    return f"{role_code}@boston.gov"


def made_board(folder: Path) -> Paths:
    """Write a build, actions and a role for everybody whose name says so."""
    paths = write_published_build(folder / "data")
    record_actions(paths)
    now = datetime.now(UTC)
    for role in load_roles(paths.reference_dir).roles:
        of = {"district_code": "D-4"} if role.is_of_district else {}
        give(paths, person_with(role.role_code), role.role_code, at=now, **of)
    copy_static_assets(project_paths({}).static_dir)
    return paths


@contextmanager
def some_provider(port: int, log_file: Path, *, board_address: str) -> Iterator[str]:
    """Run the certified provider where it is, or is asked for; else the pure Python one."""
    is_required = "oidc" in os.environ.get("CRT_REQUIRE", "").split(",")
    if is_required or (shutil.which("node") is not None and (CERTIFIED / "node_modules").is_dir()):
        with certified_provider(port, log_file, board_address=board_address) as metadata_url:
            yield metadata_url
    else:
        with mock_provider(port, log_file) as metadata_url:
            yield metadata_url


@contextmanager
def mock_provider(port: int, log_file: Path) -> Iterator[str]:
    """Run the pure Python provider; whoever types a name is that person, and their claims are the given ones."""
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with _started(command, log_file, f"http://127.0.0.1:{port}/.well-known/openid-configuration") as metadata_url:
        yield metadata_url


@contextmanager
def certified_provider(port: int, log_file: Path, *, board_address: str) -> Iterator[str]:
    """Run npm's certified provider; without node or its packages a skip, or a failure on request."""
    if shutil.which("node") is None or not (CERTIFIED / "node_modules").is_dir():
        words = f"no certified provider here; enable with: apt-get install nodejs npm; npm ci --prefix {CERTIFIED.name}"
        is_required = "oidc" in os.environ.get("CRT_REQUIRE", "").split(",")
        (pytest.fail if is_required else pytest.skip)(words)
    command = ["node", str(CERTIFIED / "provider.mjs"), str(port), f"{board_address}/oauth2callback", CLIENT_SECRET]
    with _started(command, log_file, f"http://127.0.0.1:{port}/.well-known/openid-configuration") as metadata_url:
        yield metadata_url


@contextmanager
def served_board(paths: Paths, port: int, metadata_url: str) -> Iterator[Board]:
    """Serve the board for people who sign in at a provider."""
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "CRT_DATA_DIR": str(paths.data_dir),
        "CRT_SIGN_IN_METADATA_URL": metadata_url,
        "CRT_SIGN_IN_CLIENT_ID": "crt",
        "CRT_SIGN_IN_CLIENT_SECRET": CLIENT_SECRET,
        "CRT_SIGN_IN_COOKIE_SECRET": SECRET,
        "CRT_SIGN_IN_REDIRECT_URI": f"{address}/oauth2callback",
    }
    environment.pop("CRT_OPERATIONS_URL", None)
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    log_file = paths.data_dir / "served.log"
    with _started(command, log_file, f"{address}/_stcore/health", environment=environment):
        yield Board(address, paths, log_file)


@contextmanager
def _started(
    command: Sequence[str], log_file: Path, answers_at: str, *, environment: dict[str, str] | None = None
) -> Iterator[str]:
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + _START_LIMIT_S
            while not _answers(answers_at):
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"{command[0]} did not start:\n{log_file.read_text(encoding='utf-8')[-2000:]}")
                time.sleep(0.2)
            yield answers_at
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - an address of this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
