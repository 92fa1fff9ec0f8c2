"""Frames from tables a supervisor could read."""

from __future__ import annotations

from typing import Any

import pandas as pd

NEW_YORK = "America/New_York"


def table(text: str, **kinds: str) -> pd.DataFrame:
    """Read a `|`-separated table; `-` is null. `kinds` names a column's type: int, float, bool, instant, date."""
    lines = [line.split("|") for line in text.strip().splitlines()]
    names = [name.strip() for name in lines[0]]
    rows = [[cell.strip() for cell in line] for line in lines[1:]]
    columns: dict[str, Any] = {}
    for index, name in enumerate(names):
        cells = [None if row[index] == "-" else row[index] for row in rows]
        columns[name] = _column(cells, kinds.get(name, "text"))
    return pd.DataFrame(columns)


def _column(cells: list[str | None], kind: str) -> Any:
    if kind == "int":
        return pd.array([None if cell is None else int(cell) for cell in cells], dtype="Int64")
    if kind == "float":
        return pd.array([float("nan") if cell is None else float(cell) for cell in cells], dtype="float64")
    if kind == "bool":
        return pd.array([cell == "yes" for cell in cells], dtype="bool")
    if kind == "instant":
        return pd.Series(pd.to_datetime(cells)).dt.as_unit("us").dt.tz_localize(NEW_YORK)
    if kind == "date":
        return [None if cell is None else pd.Timestamp(cell).date() for cell in cells]
    return pd.array(cells, dtype="str")
