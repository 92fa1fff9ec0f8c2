"""A year's file of 280,000 rows with 4,000 changes into 2,500,000 tickets: writing what differs against writing all.

`python -m benchmarks.upsert`. The peer deletes every ticket of the file and inserts it again; the product's own
statements (`pipelines/sql/held`) compare digests and write what differs. Both in turn, each on a fresh copy of the
same DuckDB file.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.warehouse import SQL_DIR, connect, query

if TYPE_CHECKING:
    import duckdb

N_TICKETS, N_YEAR, N_CHANGES = 2_500_000, 280_000, 4_000
ROUNDS = 5
_SQL = Path(__file__).parent / "sql"
_HELD = SQL_DIR / "held"


def main() -> None:
    """Time both sides in turn and print the ratio."""
    n_tickets, n_year, n_changes = (
        (int(word) for word in sys.argv[1:]) if sys.argv[1:] else (N_TICKETS, N_YEAR, N_CHANGES)
    )
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "held.duckdb"
        with _open(base) as connection:
            connection.execute(_text(_SQL, "upsert_tickets"), {"n_tickets": n_tickets})
        for number in range(ROUNDS):
            seconds = [
                _time(base, Path(name) / f"{number}-{side}", n_year=n_year, every=n_year // n_changes, side=side)
                for side in ("differing", "all")
            ]
            ratios.append(seconds[0] / seconds[1])
    told = f"{statistics.median(ratios):.2f} (best {min(ratios):.2f}, worst {max(ratios):.2f})"
    print(f"{n_year:,} rows with about {n_changes:,} changes into {n_tickets:,}: {told} of delete-and-insert-all")


def _time(base: Path, folder: Path, *, n_year: int, every: int, side: str) -> float:
    folder.mkdir()
    file = Path(shutil.copy(base, folder))
    with _open(file) as connection:
        connection.execute(_text(_SQL, "upsert_year"), {"n_year": n_year, "every": every})
        connection.execute(_text(_SQL, "upsert_records"))
        began = time.perf_counter()
        if side == "all":
            connection.execute(_text(_SQL, "upsert_all"))
        else:
            query(connection, _text(_HELD, "differing_tickets"), {}).create("differing_tickets")
            connection.execute(_text(_HELD, "put_tickets"))
        spent = time.perf_counter() - began
    file.unlink()
    return spent


def _open(file: Path) -> duckdb.DuckDBPyConnection:
    connection = connect(file)
    connection.execute(_text(_HELD, "memory"))
    connection.execute(_text(_HELD, "work"))
    return connection


def _text(folder: Path, name: str) -> str:
    return (folder / f"{name}.sql").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
