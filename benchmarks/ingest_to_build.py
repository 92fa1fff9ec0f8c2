"""How long from the City's file to a published build, as a ratio to DuckDB's bare `read_csv` of the same file.

Run it with `make bench`, or name a file and a morning: `python -m benchmarks.ingest_to_build FILE 2015-11-10`.
Both sides run in this process, in turn, on the same file; the ratio is what counts, seconds are noise.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb

from pipelines import build as product
from pipelines import warehouse
from pipelines.build import build_morning
from pipelines.settings import PROJECT_ROOT, Paths, load_policy
from pipelines.sources.landing import land_file
from pipelines.sources.location_registry import read_newest_registry
from pipelines.steps import gazetteer

REAL_FILE = PROJECT_ROOT.parent / "shared" / "data" / "boston311" / "legacy_2015_header_b.csv.gz"
ROUNDS = 5


@dataclass(frozen=True)
class Round:
    """Seconds of one round, and what came out."""

    text_s: float
    typed_s: float
    ingest_s: float
    places_s: float
    build_s: float
    n_rows: int
    n_locations: int

    @property
    def ingest_and_places_s(self) -> float:
        """From the file to incidents and locations, the gazetteer left out."""
        return self.ingest_s + self.places_s

    @property
    def total_s(self) -> float:
        """From the file to the published build."""
        return self.ingest_s + self.build_s


def read_as_text(file: Path) -> int:
    """Read the file with DuckDB's own reader, every cell as text, and count its rows."""
    with duckdb.connect() as connection:
        return connection.read_csv(str(file), all_varchar=True).to_arrow_table().num_rows


def read_typed(file: Path) -> int:
    """Read it with types sniffed over the whole file: with the default sample the 2015 file fails on a precinct."""
    with duckdb.connect() as connection:
        return connection.read_csv(str(file), sample_size=-1).to_arrow_table().num_rows


def ingest(file: Path, paths: Paths) -> int:
    """Land the file; return the rows read."""
    now = datetime.now(UTC)
    receipts = land_file(file, expected="city311", paths=paths, taken_at=None, is_sample=False, landed_at=now)
    return sum(receipt.rows_read for receipt in receipts)


def find_places(paths: Paths, as_of_date: date) -> float:
    """Merge incidents and find locations, from what was landed; return the seconds without the gazetteer's."""
    spent = 0.0
    build_gazetteer = gazetteer.build_gazetteer

    def timed(*args: Any, **named: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        built = build_gazetteer(*args, **named)
        spent += time.perf_counter() - began
        return built

    began = time.perf_counter()
    policy = load_policy(paths.reference_dir)
    parameters = product._parameters(paths, policy, as_of_date=as_of_date, build_id="bench")  # noqa: SLF001
    with warehouse.connect() as connection, mock.patch.object(gazetteer, "build_gazetteer", timed):
        registry = read_newest_registry(paths, before=as_of_date)
        given = product._load_given(connection, paths, registry=registry)  # noqa: SLF001
        work = [*warehouse.load_models(), *product._steps(policy, as_of_date)]  # noqa: SLF001
        for piece in warehouse.order_work(
            work, given=given, wanted=["int_incidents__merged", "int_locations__carried"]
        ):
            warehouse.run_piece(connection, piece, parameters=parameters)
    return time.perf_counter() - began - spent


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
    rounds = [time_round(file, as_of_date) for _ in range(ROUNDS + 1)][1:]  # the first warms caches on both sides
    print(f"{file.name}: {rounds[0].n_rows:,} rows, {rounds[0].n_locations} locations, {ROUNDS} rounds")
    for peer in ("text_s", "typed_s"):
        for part in ("ingest_s", "ingest_and_places_s", "build_s", "total_s"):
            ratios = [getattr(one, part) / getattr(one, peer) for one in rounds]
            told = f"{statistics.median(ratios):5.1f} x  (best {min(ratios):.1f}, worst {max(ratios):.1f})"
            print(f"  {part.removesuffix('_s'):<17} / read_csv {peer.removesuffix('_s'):<6} {told}")


def time_round(file: Path, as_of_date: date) -> Round:
    """Time both readers and the product once, in turn."""
    stamps = [time.perf_counter()]
    n_rows = read_as_text(file)
    stamps.append(time.perf_counter())
    read_typed(file)
    stamps.append(time.perf_counter())
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(root=PROJECT_ROOT, data_dir=Path(folder))
        if ingest(file, paths) != n_rows:
            sys.exit("the product and DuckDB count different rows")
        stamps.append(time.perf_counter())
        n_locations = build(paths, as_of_date)
        stamps.append(time.perf_counter())
        places_s = find_places(paths, as_of_date)
    text_s, typed_s, ingest_s, build_s = (later - earlier for earlier, later in itertools.pairwise(stamps))
    return Round(text_s, typed_s, ingest_s, places_s, build_s, n_rows, n_locations)


if __name__ == "__main__":
    main()
