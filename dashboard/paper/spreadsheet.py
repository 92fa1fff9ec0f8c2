"""Tables as CSV that no spreadsheet runs: text that could be a formula is marked as text, figures stay figures.

The form: UTF-8 with a byte order mark (without it Excel reads "–" and "é" wrong), lines end in CRLF, text stands in
quotation marks whatever it holds (so no guess at the separator cuts a cell in two), a null is nothing at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.readers.form_cells import FORMULA_START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.contracts import Column

MARK = "'"
"""Stands before a text that a spreadsheet could run; whoever needs the text as it came takes one away."""


def neutralised(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: `=1+1` as `'=1+1`.

    A text that could be mistaken for a marked one (`'=1`) gets a mark too, so that `as_it_came` is always right.
    """
    return f"{MARK}{text}" if FORMULA_START.match(text) else text


def as_it_came(text: str) -> str:
    """Return the text that `neutralised` was given."""
    return text[1:] if text.startswith(MARK) and FORMULA_START.match(text) else text


def plain_value(value: Any, column: Column) -> str | int | float | bool | None:
    """Return a cell as files write it: dates and instants in ISO 8601, instants with their offset; None for a null."""
    if pd.isna(value):
        return None
    if column.type == "date":
        return pd.Timestamp(value).date().isoformat()
    if column.type == "instant":
        return pd.Timestamp(value).isoformat(timespec="seconds")
    if column.type == "boolean":
        return bool(value)
    if column.type == "text":
        return str(value)
    return int(value) if column.type == "integer" else float(value)


def csv_bytes(columns: Sequence[Column], rows: pd.DataFrame) -> bytes:
    """Write a table as CSV.

    Parameters
    ----------
    columns
        The columns in order; their type decides how a cell is written.
    rows
        A frame that has those columns; instants are aware and written with their offset from UTC.

    Returns
    -------
    The file. A column named in the contract and missing in `rows` is a programmer's error (KeyError).
    """
    head = ",".join(_quoted(column.name) for column in columns)
    cells = [[_cell(value, column) for value in rows[column.name]] for column in columns]
    lines = [head, *(",".join(line) for line in zip(*cells, strict=True))]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _cell(value: Any, column: Column) -> str:
    plain = plain_value(value, column)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, str):
        return _quoted(neutralised(plain)) if column.type == "text" else plain
    return repr(plain)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
