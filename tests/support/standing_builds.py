"""Published builds that stand for many tests, as a morning's build does for its screens: made once, and only read.

What pages work out of a build they work out once. What people record stands in a database of each test's own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.settings import Paths, operations_url
from tests.support.published_build import write_published_build
from tests.support.recorded_actions import record_actions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.support.published_build import State

    OwnRecord = Callable[[State], Paths]


@dataclass(frozen=True)
class StandingPaths(Paths):
    """The folder of a build that stands for many tests, and beside it what one test records."""

    own_dir: Path

    @property
    def operations_dir(self) -> Path:
        """Where this test's own record lies."""
        return self.own_dir


def open_standing(
    environment: pytest.MonkeyPatch, written: Paths, own_dir: Path, *, with_actions: bool = False
) -> StandingPaths:
    """Let the product find a build that stands, and a record of the test's own: empty, or with earlier actions."""
    paths = StandingPaths(root=written.root, data_dir=written.data_dir, own_dir=own_dir / "operations")
    environment.setenv("CRT_DATA_DIR", str(paths.data_dir))
    environment.setenv("CRT_OPERATIONS_URL", operations_url(paths, {}))
    paths.operations_dir.mkdir(parents=True, exist_ok=True)
    if with_actions:
        record_actions(paths)
    return paths


class StandingBuilds:
    """The made-up town's builds by their state, each written when the first test asks for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[State, Paths] = {}
        self._digests: dict[State, dict[str, str]] = {}

    def open(
        self, environment: pytest.MonkeyPatch, own_dir: Path, state: State = "full", *, with_actions: bool = False
    ) -> StandingPaths:
        """Open the build of a state, written now or before."""
        if state not in self._written:
            self._written[state] = write_published_build(self._folder / state, state=state)
            self._digests[state] = _digests(self._written[state])
        return open_standing(environment, self._written[state], own_dir, with_actions=with_actions)

    def changed(self) -> list[str]:
        """Return the states whose builds are not what was written: no test may change what others read."""
        return [state for state, paths in self._written.items() if _digests(paths) != self._digests[state]]


def _digests(paths: Paths) -> dict[str, str]:
    files = [file for file in paths.data_dir.rglob("*") if file.is_file()]
    return {str(file.relative_to(paths.data_dir)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
