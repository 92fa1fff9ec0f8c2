"""Closing texts of needle tickets become numbers: the text goes no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipelines.readers.sharps_texts import read_closing_text

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReadClosings:
    """Reads every distinct closing text of the lookback's needle tickets once."""

    name = "read closing texts"
    reads = frozenset({"stg_city311__closings"})
    writes = ("int_closings__read",)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return for each landed row what its text says was collected (`n_collected`, null: unknown) and the rule."""
        closings = frames["stg_city311__closings"]
        readings = {text: read_closing_text(text) for text in closings["closing_text"].unique()}
        read = closings[["file_id", "row_number", "feed_code", "ticket_id"]].assign(
            n_collected=pd.array([readings[text].n_collected for text in closings["closing_text"]], dtype="Int64"),
            how_code=pd.array([readings[text].how.value for text in closings["closing_text"]], dtype="str"),
        )
        return (read,)
