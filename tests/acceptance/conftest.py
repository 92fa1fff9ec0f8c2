"""One morning of the made-up corners, built by the commands a person types and shared by copy."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_quietly

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built_corners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty days of four corners handed in and the morning of 20 October 2015 built of them, once a process."""
    folder = tmp_path_factory.mktemp("corners")
    rows = busy_corners(first_day=datetime(2015, 9, 1), n_days=60)
    file = write_gzip(folder / "in" / "city.csv.gz", csv_text(rows))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(folder / "data"))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        codes = [run_quietly("ingest", "311", file), run_quietly("build", "--as-of", "2015-10-20")]
    assert codes == [0, 0]
    return folder / "data"


@pytest.fixture
def first_morning(built_corners: Path, data_dir: Path) -> Path:
    """That morning in a data folder of the test's own."""
    return shutil.copytree(built_corners, data_dir)
