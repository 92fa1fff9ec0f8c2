"""What is usual at a place, beside each count of it: a range from its own past, never a percent change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ALL_RANKED = "all"


class UsualRanges:
    """The ranges of one morning, found by place, length of window and category."""

    def __init__(self, ranges: pd.DataFrame) -> None:
        """Take the published table `location_ranges`."""
        keyed = ranges.set_index(["location_id", "window_days", "category_code"])
        self._rows: dict[Any, dict[Any, Any]] = keyed[["standing", "told_text"]].to_dict("index")

    def words(self, location_id: str, *, window_days: int, category_code: str = ALL_RANKED) -> str:
        """Return the range in words, "usual here 2 to 6"; empty where none was stated for such a count."""
        row = self._rows.get((location_id, window_days, category_code))
        return "" if row is None else str(row["told_text"])

    def is_outside(self, location_id: str, *, window_days: int, category_code: str = ALL_RANKED) -> bool:
        """Return True where the count lies above or below its range."""
        row = self._rows.get((location_id, window_days, category_code))
        return row is not None and row["standing"] in ("above", "below")
