"""A build that is killed, or whose disk is full: the last one stays, and the next one is as if nothing had been."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dashboard.stores.warehouse import current_manifest, last_attempt, read_query
from pipelines.settings import PROJECT_ROOT
from tests.support import mornings
from tests.support.city_files import busy_corners, ticket
from tests.support.small_disk import fill, mounted_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ZONE = ZoneInfo("America/New_York")
FIRST, SECOND = date(2015, 10, 20), date(2015, 10, 21)
N_KILLS = 30
SEED = 20151110


@dataclass(frozen=True)
class City:
    """A data folder with one published morning and a file for the next, and what an undisturbed build makes of it."""

    folder: Path
    old_build_id: str
    expected: dict[str, list[str]]
    seconds: dict[bool, float]


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> City:
    base = tmp_path_factory.mktemp("stopped")
    folder = base / "data"
    rows = busy_corners(first_day=datetime(2015, 9, 1), n_days=49)
    mornings.hand_in(folder, rows, name="all", taken_at=datetime(2015, 10, 20, 5, tzinfo=ZONE))
    mornings.build(folder, FIRST)
    night = [ticket(900 + n, datetime(2015, 10, 20, 9 + n), lon=-71.0650) for n in range(4)]
    mornings.hand_in(folder, night, name="night", taken_at=datetime(2015, 10, 21, 5, tzinfo=ZONE))
    old_build_id = build_on_screen(folder)
    seconds = {}
    for is_held in (True, False):
        copy = copied(folder, base / f"undisturbed-{is_held}", is_held=is_held)
        process = started(copy)
        wait_until_begun(process, copy)
        began = time.monotonic()
        wait_until(process, lambda: not mornings.data_folder(copy).begun_file.exists())  # noqa: B023 - waited for here
        seconds[is_held] = time.monotonic() - began
        assert process.wait(300) == 0, errors_of(copy)
        expected = mornings.published(copy)
    return City(folder, old_build_id, expected, seconds)


def copied(folder: Path, target: Path, *, is_held: bool) -> Path:
    """Copy a data folder; without what is held, so that the next build makes and keeps everything, or with it."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    if not is_held:
        mornings.data_folder(target).held_file.unlink()
    return target


def started(folder: Path) -> subprocess.Popen[bytes]:
    """Start `crt build` as a process of its own, its words beside the folder."""
    command = [sys.executable, "-c", "import crt; crt.main()", "build", "--as-of", SECOND.isoformat()]
    environment = {**os.environ, "CRT_DATA_DIR": str(folder), "PYTHONPATH": str(PROJECT_ROOT)}
    environment.pop("CRT_OPERATIONS_URL", None)
    with words_file(folder).open("wb") as words:
        return subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT, stdout=words, stderr=words)


def words_file(folder: Path) -> Path:
    # Not in the folder: its disk may be full.
    return folder.parent.parent / f"{folder.parent.name}-{folder.name}.words"


def errors_of(folder: Path) -> str:
    return words_file(folder).read_text(encoding="utf-8", errors="replace")


def wait_until(process: subprocess.Popen[bytes], is_there: Callable[[], bool]) -> None:
    while process.poll() is None and not is_there():
        time.sleep(0.0005)


def wait_until_begun(process: subprocess.Popen[bytes], folder: Path) -> None:
    wait_until(process, mornings.data_folder(folder).begun_file.exists)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill a process; True where it had not ended by itself."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    return process.wait(60) == -signal.SIGKILL


def build_on_screen(folder: Path) -> str:
    manifest = current_manifest(mornings.data_folder(folder))
    assert manifest is not None
    return manifest.build_id


def assert_a_morning_is_on_the_screens(folder: Path, old_build_id: str) -> bool:
    """The old build, whole; or the new one, where the kill came after it was published. True for the old one."""
    paths = mornings.data_folder(folder)
    manifest = current_manifest(paths)
    assert manifest is not None
    is_old = manifest.build_id == old_build_id
    assert manifest.as_of_date == (FIRST if is_old else SECOND)
    assert len(read_query(paths.build_file(manifest.build_id), "locations")) > 0
    return is_old


def assert_the_next_build_is_as_if_nothing_was(folder: Path, city: City, *, is_old: bool) -> list[str]:
    told = mornings.build(folder, SECOND)

    paths = mornings.data_folder(folder)
    assert mornings.differing(mornings.published(folder), city.expected) == set()
    left = [path.name for path in folder.rglob("*") if ".partial" in path.name or path.name.endswith((".wal", ".tmp"))]
    assert left == []
    assert not paths.begun_file.exists()
    # The old build and this one; and the killed one only where it had come onto the screens.
    assert len(list(paths.builds_dir.iterdir())) == (2 if is_old else 3)
    attempt = last_attempt(paths)
    assert attempt is not None
    assert attempt.is_ok
    return told


@pytest.mark.slow
def test_a_build_killed_at_thirty_random_moments_leaves_the_old_one_and_the_next_one_succeeds(city, tmp_path):
    drawn = np.random.default_rng(SEED).random(N_KILLS)
    n_killed, n_old = 0, 0
    for number in range(N_KILLS):
        is_held = number % 2 == 0
        folder = copied(city.folder, tmp_path / "data", is_held=is_held)
        # One in each thirtieth of the measured length, so that no part of a build is left out by chance.
        moment = (number + drawn[number]) / N_KILLS * city.seconds[is_held]
        process = started(folder)
        wait_until_begun(process, folder)
        time.sleep(moment)
        kill(process)
        # Within the build, that is: a process that has ended its build and not yet itself leaves nothing behind.
        was_killed = mornings.data_folder(folder).begun_file.exists()
        n_killed += was_killed

        is_old = assert_a_morning_is_on_the_screens(folder, city.old_build_id)
        n_old += is_old
        assert was_killed or not is_old, errors_of(folder)
        told = assert_the_next_build_is_as_if_nothing_was(folder, city, is_old=is_old)
        assert any("before this one was killed" in line for line in told) is was_killed, told

    assert n_killed >= N_KILLS * 2 // 3, f"only {n_killed} builds were killed before they ended"
    assert n_old >= N_KILLS // 2


WINDOWS = {
    "the file of the build is being written": lambda paths: any(paths.builds_dir.glob("*.partial*")),
    "its file is whole and nobody sees it": lambda paths: len(list(paths.builds_dir.glob("*.duckdb"))) == 2,
    "the registry has landed": lambda paths: len(list(paths.registry_dir.glob("*.parquet"))) == 2,
    "it is on the screens and nothing is held of it yet": (
        lambda paths: '"2015-10-21"' in paths.manifest_file.read_text(encoding="utf-8")
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize("delay_s", [0, 0.05])
@pytest.mark.parametrize("window", WINDOWS)
def test_a_build_killed_while_it_is_published_or_held_leaves_one_whole_morning(
    city, tmp_path, window, delay_s, is_held
):
    folder = copied(city.folder, tmp_path / "data", is_held=is_held)
    paths = mornings.data_folder(folder)
    process = started(folder)
    wait_until(process, lambda: WINDOWS[window](paths))
    time.sleep(delay_s)
    kill(process)

    is_old = assert_a_morning_is_on_the_screens(folder, city.old_build_id)
    assert_the_next_build_is_as_if_nothing_was(folder, city, is_old=is_old)
    # What was held is as good as ever: the morning after is the same from it as from everything.
    mornings.build(folder, SECOND + timedelta(days=1))
    found = mornings.published(folder)
    after = SECOND + timedelta(days=1)
    assert mornings.differing(found, mornings.built_from_everything(folder, after, tmp_path / "scratch")) == set()


# A full disk


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A disk of 256 MB of its own; mounting takes root."""
    with mounted_disk(tmp_path / "disk", size_mb=256) as disk:
        yield disk


@pytest.mark.slow
@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize("but_kb", [0, 8, 64, 256, 512, 1024, 2048, 4096])
def test_a_disk_that_fills_up_during_a_build_is_named_and_nothing_half_written_is_left(city, disk, but_kb, is_held):
    folder = copied(city.folder, disk / "data", is_held=is_held)
    filler = fill(disk, but_bytes=1024 * but_kb)

    exit_code = started(folder).wait(300)

    told = errors_of(folder)
    is_old = assert_a_morning_is_on_the_screens(folder, city.old_build_id)
    if exit_code == 0:
        # There was room enough for the morning; what is held may not have found any, and is told.
        assert but_kb >= 512, told
        assert not is_old
    else:
        assert exit_code == 28, told
        assert f"no room left on the disk of {folder}" in told
        assert "Next step: Make room on the disk named" in told
        assert "Traceback" not in told
        assert is_old
        assert len(list(mornings.data_folder(folder).builds_dir.iterdir())) == 1
    filler.unlink()
    assert_the_next_build_is_as_if_nothing_was(folder, city, is_old=is_old)
