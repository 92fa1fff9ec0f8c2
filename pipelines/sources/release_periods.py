"""Since when finer tables are told as they are, landed by each published build and read by the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipelines.settings import Paths

SCHEMA = pa.schema([("feed_code", pa.string()), ("begun_date", pa.date32())])


def land_periods(paths: Paths, periods: pa.Table, *, as_of_date: date, build_id: str) -> Path:
    """Keep a published build's periods in `data/raw`; the name sorts by morning, then by build."""
    paths.release_periods_dir.mkdir(parents=True, exist_ok=True)
    target = paths.release_periods_dir / f"{as_of_date}-{build_id}.parquet"
    partial = target.with_suffix(".partial")
    pq.write_table(periods.select(SCHEMA.names).cast(SCHEMA), partial)
    partial.replace(target)
    return target


def read_newest_periods(paths: Paths, *, before: date) -> pa.Table:
    """Return the periods of the newest morning before one; empty where there is none.

    A build never reads its own morning's, so that building a morning again tells the same.
    """
    earlier = [file for file in _landed(paths) if file.name[:10] < before.isoformat()]
    return pq.read_table(earlier[-1], schema=SCHEMA) if earlier else SCHEMA.empty_table()


def builds_that_began_one(paths: Paths, *, n_newest: int) -> set[str]:
    """Return the ids of the builds on whose mornings a period began, of the newest so many mornings.

    Later mornings tell these builds' finer tables, so they outlive their age. Of two builds of one morning the later.
    """
    newest = {file.name[:10]: file for file in _landed(paths)}
    began = [
        file.stem[11:]
        for morning, file in sorted(newest.items())
        if morning in {str(at) for at in pq.read_table(file, schema=SCHEMA)["begun_date"].to_pylist()}
    ]
    return set(began[-n_newest:])


def _landed(paths: Paths) -> list[Path]:
    return sorted(paths.release_periods_dir.glob("*.parquet"))
