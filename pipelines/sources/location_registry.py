"""The places of earlier mornings, landed by each published build and read by the next one as an ordinary source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contracts import PLACE_REGISTRY

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from pipelines.settings import Paths

_ARROW_TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
SCHEMA = pa.schema([(column.name, _ARROW_TYPES[column.type]) for column in PLACE_REGISTRY.columns])


def land_registry(paths: Paths, registry: pa.Table, *, as_of_date: date, build_id: str) -> Path:
    """Keep a published build's registry in `data/raw`; the name sorts by morning, then by build."""
    paths.registry_dir.mkdir(parents=True, exist_ok=True)
    target = paths.registry_dir / f"{as_of_date}-{build_id}.parquet"
    partial = target.with_suffix(".partial")
    pq.write_table(registry.cast(SCHEMA), partial)
    partial.replace(target)
    return target


def read_newest_registry(paths: Paths, *, before: date) -> pd.DataFrame:
    """Return the newest registry of a morning before `before`; empty when there is none.

    A build never reads a registry of its own morning, so that building a morning again gives the same ids.
    """
    earlier = [path for path in sorted(paths.registry_dir.glob("*.parquet")) if path.name[:10] < before.isoformat()]
    table = pq.read_table(earlier[-1]) if earlier else SCHEMA.empty_table()
    frame: pd.DataFrame = table.to_pandas()
    return frame
