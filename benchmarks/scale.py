"""What a morning costs from 25,000 to 2,500,000 tickets: ingest, a build of everything, a night's file, a page, memory.

`python -m benchmarks.scale 25000 250000 2500000`. Every part runs in a process of its own, so that its memory is its
own; ratios are between parts of one run on one machine, seconds are orders of size. The peer of ingest is DuckDB's own
typed `read_csv` of the same plain files into a file; the peer of a night's file is the build of everything.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb

from benchmarks.made_up_pulls import write_later_pull, write_nightly

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (25_000, 250_000, 2_500_000)
NIGHT_ROWS = 1_000
RERUNS = 7
MORNING = datetime(2026, 10, 15, 6, tzinfo=ZoneInfo("America/New_York"))


def lay_out(folder: Path, n_tickets: int) -> None:
    """Write the made-up city's files, plain, a night's file and a later pull of the year."""
    from pipelines.sample.writing import write_sample  # noqa: PLC0415 - each process loads only what it times

    packed = folder / "packed"
    write_sample(packed, n_tickets=n_tickets)
    for file in sorted(packed.glob("*.csv.gz")):
        with gzip.open(file) as source, (folder / file.stem).open("wb") as target:
            shutil.copyfileobj(source, target)
    legacy = packed / "legacy_2026.csv.gz"
    write_nightly(legacy, folder / "night" / "night.csv", n_rows=NIGHT_ROWS)
    n_year = n_tickets // 9
    write_later_pull(legacy, folder / "night" / "year.csv", n_rows=n_year, n_changes=max(n_year // 70, 1))


def read_typed(folder: Path) -> None:
    """Read the same files with DuckDB, typed, into a file."""
    with duckdb.connect(str(folder / "peer.duckdb")) as connection:
        for number, file in enumerate(_ticket_files(folder)):
            connection.read_csv(str(file), sample_size=-1, store_rejects=True).create(f"tickets_{number}")


def ingest(folder: Path) -> None:
    """Hand the files in."""
    for file in _ticket_files(folder):
        _land(folder, file, taken_at=MORNING - timedelta(minutes=1))


def build(folder: Path) -> None:
    """Build the morning from everything."""
    _build(folder, MORNING)


def night(folder: Path) -> None:
    """Hand the night's file in and build the next morning."""
    next_morning = MORNING + timedelta(days=1)
    _land(folder, folder / "night" / "night.csv", taken_at=next_morning - timedelta(minutes=1))
    _build(folder, next_morning)


def year(folder: Path) -> None:
    """Hand a later pull of the year in, one row in seventy changed, and build the morning after."""
    next_morning = MORNING + timedelta(days=2)
    _land(folder, folder / "night" / "year.csv", taken_at=next_morning - timedelta(minutes=1))
    _build(folder, next_morning)


def page(folder: Path) -> dict[str, float]:
    """Draw the huddle page, then draw it again a few times; returns the middle one's seconds."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415

    os.environ["CRT_DATA_DIR"] = str(folder / "data")
    screen = AppTest.from_file(str(Path(__file__).parents[1] / "streamlit_app.py"), default_timeout=600)
    screen.run()
    seconds = []
    for _ in range(RERUNS):
        began = time.process_time()
        screen.run()
        seconds.append(time.process_time() - began)
    if screen.exception:
        sys.exit(f"the page failed: {screen.exception}")
    return {"rerun_s": sorted(seconds)[RERUNS // 2]}


PARTS: dict[str, Callable[[Path], Any]] = {
    "read_typed": read_typed, "ingest": ingest, "build": build, "night": night, "year": year, "page": page,
}  # fmt: skip


def main() -> None:
    """Time every part at every size and print a table."""
    if sys.argv[1:2] == ["--part"]:
        _time_part(sys.argv[2], Path(sys.argv[3]))
        return
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    print("tickets    part         clock s  processor s  peak MB   ratio (clock, processor)")
    for n_tickets in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "night").mkdir()
            lay_out(folder, n_tickets)
            _print(n_tickets, {part: _run(part, folder) for part in PARTS})


def _run(part: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.scale", "--part", part, str(folder)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _time_part(part: str, folder: Path) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    found = PARTS[part](folder) or {}
    found |= {
        "clock_s": time.perf_counter() - clock,
        "processor_s": time.process_time() - processor,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


def _print(n_tickets: int, found: dict[str, dict[str, float]]) -> None:
    peers = {"ingest": "read_typed", "night": "build", "year": "build"}
    for part, figures in found.items():
        line = f"{n_tickets:>9,}  {part:<11} {figures['clock_s']:>8.2f} {figures['processor_s']:>12.2f}"
        line += f" {figures['peak_mb']:>8,.0f}"
        if part in peers:
            peer = found[peers[part]]
            ratios = [figures[name] / peer[name] for name in ("clock_s", "processor_s")]
            line += f"   {ratios[0]:.2f}, {ratios[1]:.2f} of {peers[part]}"
        if "rerun_s" in figures:
            line += f"   a rerun: {figures['rerun_s']:.3f} s of the processor"
        print(line, flush=True)


def _ticket_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def _land(folder: Path, file: Path, *, taken_at: datetime) -> None:
    from pipelines.settings import PROJECT_ROOT, Paths  # noqa: PLC0415
    from pipelines.sources.landing import land_file  # noqa: PLC0415

    paths = Paths(root=PROJECT_ROOT, data_dir=folder / "data")
    land_file(file, expected="city311", paths=paths, taken_at=taken_at, is_sample=True, landed_at=datetime.now(UTC))


def _build(folder: Path, morning: datetime) -> None:
    from pipelines.build import build_morning  # noqa: PLC0415
    from pipelines.settings import PROJECT_ROOT, Paths  # noqa: PLC0415

    paths = Paths(root=PROJECT_ROOT, data_dir=folder / "data")
    build_morning(paths, as_of_date=morning.date(), built_at=datetime.now(UTC), report=lambda _line: None)


if __name__ == "__main__":
    main()
