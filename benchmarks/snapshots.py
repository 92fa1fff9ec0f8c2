"""What cumulative snapshots cost: a feed that hands in everything so far, again and again.

`python -m benchmarks.snapshots [files first last]`, by default 96 pulls of a made-up city that grow from 45,000 to
60,000 rows. The peer is the build of the last pull alone. Every part runs in a process of its own; ratios are between
parts of one run, seconds are orders of size.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.made_up_pulls import write_cumulative

NEW_YORK = ZoneInfo("America/New_York")
N_FILES, N_FIRST, N_LAST = 96, 45_000, 60_000
PARTS = ("ingest last", "build last", "ingest all", "build all")


def lay_out(folder: Path, *, n_files: int, n_first: int, n_last: int) -> None:
    """Write the pulls and when each was taken."""
    from pipelines.sample.writing import write_sample  # noqa: PLC0415 - each process loads only what it times

    # About half of the made-up city's tickets stand in the legacy system's file of its second year.
    write_sample(folder / "packed", n_tickets=2 * n_last + n_last // 4)
    pulls = write_cumulative(
        folder / "packed" / "legacy_2026.csv.gz", folder, n_files=n_files, n_first=n_first, n_last=n_last
    )
    told = [(file.name, taken_at.isoformat()) for file, taken_at in pulls]
    (folder / "pulls.json").write_text(json.dumps(told), encoding="utf-8")


def ingest(folder: Path, *, which: str) -> None:
    """Hand in every pull, or the last one alone, into a data folder of its own."""
    from pipelines.settings import PROJECT_ROOT, Paths  # noqa: PLC0415
    from pipelines.sources.landing import land_file  # noqa: PLC0415

    paths = Paths(root=PROJECT_ROOT, data_dir=folder / which)
    for name, taken_at in _pulls(folder)[0 if which == "all" else -1 :]:
        land_file(
            folder / name,
            expected="city311",
            paths=paths,
            taken_at=taken_at,
            is_sample=True,
            landed_at=datetime.now(UTC),
        )


def build(folder: Path, *, which: str) -> None:
    """Build the morning after the last pull."""
    from pipelines.build import build_morning  # noqa: PLC0415
    from pipelines.settings import PROJECT_ROOT, Paths  # noqa: PLC0415

    paths = Paths(root=PROJECT_ROOT, data_dir=folder / which)
    morning = (_pulls(folder)[-1][1] + timedelta(days=1)).date()
    build_morning(paths, as_of_date=morning, built_at=datetime.now(UTC), report=lambda _line: None)


def main() -> None:
    """Time every part and print a table."""
    if sys.argv[1:2] == ["--part"]:
        _time_part(sys.argv[2], Path(sys.argv[3]))
        return
    n_files, n_first, n_last = [int(word) for word in sys.argv[1:]] or [N_FILES, N_FIRST, N_LAST]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, n_files=n_files, n_first=n_first, n_last=n_last)
        print(f"{n_files} pulls of {n_first:,} to {n_last:,} rows")
        print("part          clock s  processor s  peak MB   ratio to the last pull alone (clock, processor)")
        found: dict[str, dict[str, float]] = {}
        for part in PARTS:
            figures = found[part] = _run(part, folder)
            line = f"{part:<12} {figures['clock_s']:>8.2f} {figures['processor_s']:>12.2f} {figures['peak_mb']:>8,.0f}"
            if part.endswith("all"):
                alone = found[part.replace("all", "last")]
                line += "   " + ", ".join(f"{figures[of] / alone[of]:.2f}" for of in ("clock_s", "processor_s"))
            print(line, flush=True)


def _run(part: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.snapshots", "--part", part, str(folder)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _time_part(part: str, folder: Path) -> None:
    work, which = part.split()
    clock, processor = time.perf_counter(), time.process_time()
    (ingest if work == "ingest" else build)(folder, which=which)
    found = {
        "clock_s": time.perf_counter() - clock,
        "processor_s": time.process_time() - processor,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


def _pulls(folder: Path) -> list[tuple[str, datetime]]:
    told = json.loads((folder / "pulls.json").read_text(encoding="utf-8"))
    return [(name, datetime.fromisoformat(taken_at).replace(tzinfo=NEW_YORK)) for name, taken_at in told]


if __name__ == "__main__":
    main()
