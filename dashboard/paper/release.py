"""The released tables of an audience as files: one figure a row, with its value or one of five named blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.paper.spreadsheet import csv_bytes
from geo.disclosure import Blank
from pipelines.contracts import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.contracts import Table

# Where something is: no figure, and told in a map layer to who may see points.
_POSITIONS = frozenset({"lon", "lat", "x_m", "y_m", "first_x_m", "first_y_m"})
# Every table ends with these; the class says which threshold holds.
FIGURE = ("measure", "column_class", "value", "blank")
_DECIMALS = 6


def public_figures(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the public figures of a published table, one a row.

    Parameters
    ----------
    rows
        Of the table; columns that it does not read are left out.
    table
        Its contract: only columns of class public are taken, positions never.

    Returns
    -------
    The key's columns, then those of `FIGURE`; `blank` is `zero` beside a 0, `not_collected` where there is no value.
    """
    measures = [
        column.name
        for column in table.columns
        if column.is_number
        and column.column_class == "public"
        and column.name in rows
        and column.name not in {*table.key, *_POSITIONS}
    ]
    keys = [name for name in table.key if name in rows]
    # A table may itself have a column of these names; none has a column without one.
    told = rows[[*keys, *measures]].melt(id_vars=keys, var_name="measure", value_name="")
    told = told.rename(columns={"": "value"})
    is_none, is_zero = told["value"].isna(), told["value"] == 0
    blanks = is_none.map({True: str(Blank.NOT_COLLECTED), False: ""}).mask(is_zero, str(Blank.ZERO))
    return told.assign(column_class="public", blank=blanks)[[*keys, *FIGURE]]


def released_figures(rows: pd.DataFrame, *, keys: Sequence[str], measure: str, value: str = "n_events") -> pd.DataFrame:
    """Return figures that went through disclosure in the form of `public_figures`."""
    renamed = rows.rename(columns={measure: "measure", value: "value"})
    return renamed[[*keys, *FIGURE]].reset_index(drop=True)


def table_files(tables: dict[str, pd.DataFrame]) -> dict[str, bytes]:
    """Return each table as CSV by its file's name: UTF-8 with a byte order mark, formulas inert."""
    return {
        f"{name}.csv": csv_bytes([Column(column, "text", "") for column in rows.columns], _written(rows))
        for name, rows in tables.items()
    }


def _written(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every cell as text: a date as it is written, no key as a number with a point."""
    texts = {name: [None if pd.isna(each) else str(each) for each in rows[name]] for name in rows.columns}
    return pd.DataFrame({**texts, "value": [_number(each) for each in rows["value"]]}, dtype=object)


def _number(value: float | None) -> str | None:
    if value is None or pd.isna(value):
        return None
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), _DECIMALS))
