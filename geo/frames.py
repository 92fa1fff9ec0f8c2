"""Frames as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def row_dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row by column name, in the frame's order; the index is left out."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
