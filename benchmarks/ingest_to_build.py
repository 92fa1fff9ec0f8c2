"""How long from the City's file to a published build, as a ratio to DuckDB's bare `read_csv` of the same file.

Run it with `make bench`, or name a file and a morning: `python -m benchmarks.ingest_to_build FILE 2015-11-10`.
Both sides run in this process, in turn, on the same file; the ratio is what counts, seconds are noise.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from pipelines.build import build_morning
from pipelines.settings import PROJECT_ROOT, Paths
from pipelines.sources.landing import land_file

REAL_FILE = PROJECT_ROOT.parent / "shared" / "data" / "boston311" / "legacy_2015_header_b.csv.gz"
ROUNDS = 5


def read_bare(file: Path) -> int:
    """Read the file with DuckDB's own reader, types sniffed, and count its rows."""
    with duckdb.connect() as connection:
        return connection.read_csv(str(file), sample_size=-1).to_arrow_table().num_rows


def ingest(file: Path, paths: Paths) -> int:
    """Land the file; return the rows read."""
    now = datetime.now(UTC)
    receipts = land_file(file, expected="city311", paths=paths, taken_at=None, is_sample=False, landed_at=now)
    return sum(receipt.rows_read for receipt in receipts)


def build(paths: Paths, as_of_date: date) -> int:
    """Build the morning; return its locations."""
    return build_morning(
        paths, as_of_date=as_of_date, built_at=datetime.now(UTC), report=lambda _line: None
    ).n_locations


def main() -> None:
    """Time both sides in turn and print the ratios."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL_FILE
    as_of_date = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else date(2015, 11, 10)  # noqa: PLR2004
    if not file.exists():
        sys.exit(f"{file} is not here; name a 311 file and a morning it covers")
    bare_s, ingest_s, build_s = [], [], []
    for round_no in range(ROUNDS + 1):
        started = time.perf_counter()
        n_bare = read_bare(file)
        bare_done = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            paths = Paths(root=PROJECT_ROOT, data_dir=Path(folder))
            n_read = ingest(file, paths)
            ingested = time.perf_counter()
            n_locations = build(paths, as_of_date)
            built = time.perf_counter()
        if round_no:  # the first round warms caches on both sides
            bare_s.append(bare_done - started)
            ingest_s.append(ingested - bare_done)
            build_s.append(built - ingested)
    print(f"{file.name}: {n_bare:,} rows read bare, {n_read:,} ingested, {n_locations} locations, {ROUNDS} rounds")
    for name, seconds in (("ingest", ingest_s), ("build", build_s)):
        ratios = [ours / bare for ours, bare in zip(seconds, bare_s, strict=True)]
        print(f"  {name:<22} {statistics.median(ratios):5.1f} x read_csv  (worst {max(ratios):.1f})")
    totals = [(one + two) / bare for one, two, bare in zip(ingest_s, build_s, bare_s, strict=True)]
    print(f"  {'file to published build':<22} {statistics.median(totals):5.1f} x read_csv  (worst {max(totals):.1f})")


if __name__ == "__main__":
    main()
