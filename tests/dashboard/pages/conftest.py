"""What the tests of pages share: builds that stand for all of them, with a record of a test's own or one only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.published_build import write_published_build
from tests.support.recorded_actions import record_actions
from tests.support.standing_builds import StandingBuilds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.settings import Paths
    from tests.support.standing_builds import OwnRecord


@pytest.fixture(scope="session")
def standing_builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandingBuilds]:
    """Builds that no test changes."""
    builds = StandingBuilds(tmp_path_factory.mktemp("standing"))
    yield builds
    assert builds.changed() == []


@pytest.fixture(scope="module")
def standing_morning(standing_builds: StandingBuilds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    """A published build with actions for a whole file: only read. A test that records asks for `own_morning`."""
    with pytest.MonkeyPatch.context() as environment:
        yield standing_builds.open(environment, tmp_path_factory.mktemp("record"), with_actions=True)


@pytest.fixture
def own_morning(standing_builds: StandingBuilds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A published build that is only read, with actions in a record of one test's own."""
    return standing_builds.open(monkeypatch, tmp_path, with_actions=True)


@pytest.fixture
def own_record(standing_builds: StandingBuilds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnRecord:
    """Opens a build of any state that is only read, with an empty record of one test's own."""
    return lambda state: standing_builds.open(monkeypatch, tmp_path, state)


@pytest.fixture
def own_build(data_dir: Path) -> Paths:
    """A published build with actions for one test alone, which changes it or puts another beside it."""
    paths = write_published_build(data_dir)
    record_actions(paths)
    return paths
