"""The places of earlier mornings, landed by each published build and read by the next one as an ordinary source."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contracts import PLACE_REGISTRY

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

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


def read_places_on(paths: Paths, wanted: pd.DataFrame, *, before: date) -> pd.DataFrame:
    """Return where places lay on given mornings.

    Parameters
    ----------
    paths
        The data folder.
    wanted
        `action_id`, `location_id`, `opened_date`: the place of an action and the morning it was opened on.
    before
        Registries of this morning and later ones are not read.

    Returns
    -------
    `action_id`, `x_m`, `y_m` (EPSG:26986, metres), one row per action whose place is known: its centre on that morning;
    where that morning's registry lacks it, where it was first listed by the newest one.
    """
    files = [path for path in sorted(paths.registry_dir.glob("*.parquet")) if path.name[:10] < before.isoformat()]
    mornings = [path.name[:10] for path in files]
    rows = []
    for opened_date, of_morning in wanted.groupby("opened_date", sort=True):
        # A registry holds every place ever listed, so the newest one up to that morning is the one to ask.
        n_until = bisect.bisect_right(mornings, str(opened_date))
        then = _centres(files[n_until - 1], "x_m", "y_m") if n_until else {}
        for action_id, place in zip(of_morning["action_id"], of_morning["location_id"], strict=True):
            centre = then.get(place) or (_centres(files[-1], "first_x_m", "first_y_m").get(place) if files else None)
            if centre is not None:
                rows.append((action_id, *centre))
    frame = pd.DataFrame(sorted(rows), columns=["action_id", "x_m", "y_m"])
    return frame.astype({"action_id": "str", "x_m": "float64", "y_m": "float64"})


def _centres(path: Path, *columns: str) -> dict[str, tuple[float, float]]:
    table = pq.read_table(path, columns=["location_id", *columns])
    ids, x_m, y_m = (table[name].to_pylist() for name in ("location_id", *columns))
    return dict(zip(ids, zip(x_m, y_m, strict=True), strict=True))
