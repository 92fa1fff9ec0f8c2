"""The definitions that go beside every download: what each column of each file means, and how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.huddle.contracts import AGENDA_ITEMS
from pipelines.contracts import LOCATIONS, Column

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from dashboard.paper.provenance import Provenance
    from dashboard.paper.sheets import Sheet

COLUMNS = (
    Column("table", "text", "The file, without its ending"),
    Column("column", "text", "The column, or the property of a feature"),
    Column("words", "text", "What it is called on the board"),
    Column("type", "text", "text, integer, number, boolean, date or instant"),
    Column("unit", "text", "What it is measured in"),
    Column("meaning", "text", "What it tells"),
    Column("source", "text", "Where it comes from"),
    Column("newest_record", "text", "How fresh its source is"),
    Column("not_counted", "text", "What it leaves out"),
    Column("may_be_empty", "boolean", "True when a row may have none"),
)
_ACTIONS_FRESH = "actions as recorded when this was downloaded"


def definition_rows(sheets: Iterable[Sheet], *, told: Provenance) -> pd.DataFrame:
    """Return one row per column of each sheet, in the words of the contracts.

    Parameters
    ----------
    sheets
        The tables of the download.
    told
        The newest record of each feed.
    """
    rows = [
        (
            sheet.name,
            column.name,
            column.label,
            column.type,
            column.unit,
            column.meaning,
            column.source,
            _newest(column, told),
            column.not_counted,
            column.is_nullable,
        )
        for sheet in sheets
        for column in sheet.columns
    ]
    return pd.DataFrame(rows, columns=[column.name for column in COLUMNS])


def newest_records(told: Provenance, feed_codes: tuple[str, ...] = ()) -> str:
    """Return the newest record of each of the feeds in one line; of every feed when none is named."""
    lines = [
        f"{feed.feed_name}: {feed.status.replace('_', ' ')}, {_at(feed.newest_record_at)}"
        for feed in told.feeds
        if not feed_codes or feed.feed_code in feed_codes
    ]
    return "; ".join(lines) or "no feed"


def _newest(column: Column, told: Provenance) -> str:
    if column in AGENDA_ITEMS.columns:
        return _ACTIONS_FRESH if "actions" in column.source else ""
    return newest_records(told, LOCATIONS.feed_codes) if column in LOCATIONS.columns else ""


def _at(newest_record_at: datetime | None) -> str:
    return "no record" if newest_record_at is None else f"newest record {newest_record_at:%Y-%m-%d %H:%M}"
