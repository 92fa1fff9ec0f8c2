"""What the tests of pages share: a morning that is only read, and one of a test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.published_build import write_published_build
from tests.support.recorded_actions import record_actions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.settings import Paths


@pytest.fixture(scope="module")
def standing_morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    """A published build with actions that stands for a whole file, as a morning does for its screens: only read.

    What a page works out of a build it works out once. A test that records something asks for `own_morning`.
    """
    folder = tmp_path_factory.mktemp("morning") / "data"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(folder))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        paths = write_published_build(folder)
        record_actions(paths)
        yield paths


@pytest.fixture
def own_morning(data_dir: Path) -> Paths:
    """A published build with actions for one test alone."""
    paths = write_published_build(data_dir)
    record_actions(paths)
    return paths
