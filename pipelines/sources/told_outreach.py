"""What screens told of outreach figures on earlier mornings, landed by each published build and read by later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipelines.settings import Paths

SCHEMA = pa.schema(
    [
        ("as_of_date", pa.date32()),
        ("location_id", pa.string()),
        ("measure_code", pa.string()),
        ("n_least", pa.int64()),
        ("n_greatest", pa.int64()),
        ("n_reach", pa.int64()),
        ("is_small", pa.bool_()),
        ("is_hidden", pa.bool_()),
    ]
)


def land_told(paths: Paths, told: pa.Table, *, as_of_date: date, build_id: str) -> Path:
    """Keep what a published build's screens tell in `data/raw`; the name sorts by morning, then by build."""
    paths.told_outreach_dir.mkdir(parents=True, exist_ok=True)
    target = paths.told_outreach_dir / f"{as_of_date}-{build_id}.parquet"
    partial = target.with_suffix(".partial")
    pq.write_table(told.select(SCHEMA.names).cast(SCHEMA), partial)
    partial.replace(target)
    return target


def read_told(paths: Paths, *, before: date, n_mornings: int) -> pa.Table:
    """Return what was told on the newest mornings before one, at most so many; of two builds of one the later's.

    A build never reads what was told on its own morning, so that building a morning again tells the same.
    """
    # Sorted by name, so the later build of a morning takes the earlier one's place.
    newest = {file.name[:10]: file for file in sorted(paths.told_outreach_dir.glob("*.parquet"))}
    mornings = sorted(morning for morning in newest if morning < before.isoformat())[-n_mornings:]
    return pa.concat_tables([SCHEMA.empty_table(), *(pq.read_table(newest[each], schema=SCHEMA) for each in mornings)])
