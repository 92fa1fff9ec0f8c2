"""Frames as rows, and frames without any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


def empty_frame(kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame without rows whose columns have the stated types, so that it joins and stores as a full one."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def row_dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row by column name, in the frame's order; the index is left out."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
