"""Since when finer tables of outreach and calls are told as they are (decision 0062)."""

from __future__ import annotations

from pipelines.contracts.tables import Column, Table

RELEASE_PERIODS = Table(
    name="release_periods",
    grain="one row per feed of which finer tables are told, once its log was current on a morning",
    key=("feed_code",),
    columns=(
        Column("feed_code", "text", "Whose figures: outreach or recovery_line"),
        Column(
            "begun_date",
            "date",
            "The morning whose finer tables are told: places, parts of the day, reasons, providers, calls",
        ),
    ),
)
