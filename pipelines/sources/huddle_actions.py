"""The day's decisions, landed as an ordinary source: actions at places, as the huddle left them in the inbox."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.sources.handed_over import HandedOver, land, read_handed_over, read_newest
from pipelines.sources.location_registry import read_places_on

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    import pandas as pd

    from pipelines.settings import Paths

INBOX_FILE = "huddle_actions.csv"
SCHEMA = pa.schema(
    [
        ("action_id", pa.string()),
        ("location_id", pa.string()),
        ("owner_agency_code", pa.string()),
        ("opened_date", pa.date32()),
        ("closed_date", pa.date32()),
        ("status_code", pa.string()),
    ]
)
_OPEN = ("open", "handed_over")
_CLOSED = ("done", "could_not", "dropped")


def land_actions(paths: Paths, *, report: Callable[[str], None]) -> Path | None:
    """Land the actions that wait in the inbox; see `handed_over.land`."""
    return land(_KIND, paths, report=report)


def read_action_file(path: Path) -> pa.Table:
    """Read one handed-over file; see `handed_over.read_handed_over`."""
    return read_handed_over(_KIND, path)


def read_actions(paths: Paths, *, before: date) -> tuple[pa.Table, pd.DataFrame]:
    """Return the newest decisions that were landed, and where their places lay.

    Parameters
    ----------
    paths
        The data folder.
    before
        The morning: no place is looked up in the registry of this morning or a later one.

    Returns
    -------
    The columns of `SCHEMA`, every decision, whatever its date: which of them the morning may know is for a model. And
    `action_id`, `x_m`, `y_m` (EPSG:26986, metres): the centre on the morning the action was opened, without a row
    where no registry knows the place.
    """
    actions = read_newest(_KIND, paths)
    wanted = actions.select(["action_id", "location_id", "opened_date"]).to_pandas()
    return actions, read_places_on(paths, wanted, before=before)


def _find_fault(row: dict[str, str], earlier_ids: Collection[str]) -> str | None:
    if not row["action_id"] or not row["location_id"]:
        return "it names no action or no place"
    if row["action_id"] in earlier_ids:
        return f"the action {row['action_id']} stands in an earlier line"
    try:
        opened, closed = _dates(row)
    except ValueError:
        return "a date is not of the form 2026-10-09"
    if row["status_code"] not in (_OPEN if closed is None else _CLOSED):
        return f"the status '{row['status_code']}' does not go with its dates"
    return "it was closed before it was opened" if closed is not None and closed < opened else None


def _values(row: dict[str, str]) -> dict[str, object]:
    opened, closed = _dates(row)
    return {**row, "opened_date": opened, "closed_date": closed}


def _dates(row: dict[str, str]) -> tuple[date, date | None]:
    closed = date.fromisoformat(row["closed_date"]) if row["closed_date"] else None
    return date.fromisoformat(row["opened_date"]), closed


_KIND = HandedOver(
    inbox_file=INBOX_FILE,
    schema=SCHEMA,
    thing="action",
    things="decisions",
    n_cells_words="six",
    folder=lambda paths: paths.huddle_actions_dir,
    find_fault=_find_fault,
    values_of=_values,
    names_lost=True,
)
