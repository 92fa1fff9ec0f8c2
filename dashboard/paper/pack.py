"""The working group's pack: three focus areas as tables, on tagged PDF and as CSV, with what every figure means.

It is a public document: it holds what is released to its reader and nothing else, and says what is not told and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.words import day_words, instant_words
from dashboard.paper import provenance
from dashboard.paper.definitions import newest_records
from dashboard.paper.spreadsheet import csv_bytes
from dashboard.paper.typesetting import pdf_of
from pipelines.contracts import Column

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.paper.provenance import Provenance

TEMPLATE = "pack"
TITLE = "Recovery Campus working group: public pack"

FIGURE_COLUMNS = (
    Column("focus_area", "text", "One of the working group's three focus areas"),
    Column("table", "text", "The table of the pack, in its words"),
    Column("period", "text", "The days or the quarter that are counted"),
    Column("row", "text", "What the row of the table is of"),
    Column("column", "text", "What the column of the table counts"),
    Column("value", "integer", "How often; empty where there is a blank that is not zero", unit="events"),
    Column("blank", "text", "Empty, zero, suppressed, suppressed_complementary, not_collected or late"),
    Column("meaning", "text", "What the figures of the table count"),
    Column("source", "text", "Where they come from"),
    Column("not_counted", "text", "What they leave out"),
    Column("newest_record", "text", "How fresh their source was that morning"),
)
NOTE_COLUMNS = (
    Column("about", "text", "What the note is about: small numbers, freshness, what is not collected …"),
    Column("note", "text", "The note"),
)


@dataclass(frozen=True)
class PackCell:
    """A released figure: `blank` is empty or one of the five, `words` is what the page says."""

    value: int | None
    blank: str
    words: str


@dataclass(frozen=True)
class PackTable:
    """One table of the pack; every row has a cell for each of `heads`."""

    title: str
    period: str
    row_head: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[PackCell, ...]], ...]
    meaning: str
    source: str
    not_counted: str
    feed_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackArea:
    """One focus area; `notes` stand before its tables, such as that nothing was handed in."""

    name: str
    tables: tuple[PackTable, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """What the pack holds: its areas, how small numbers are dealt with, and what is not collected or not told."""

    areas: tuple[PackArea, ...]
    small_numbers: tuple[str, ...]
    not_collected: tuple[str, ...]


def pack_pdf(pack: Pack, *, told: Provenance) -> bytes:
    """Return the pack as PDF/UA-1 on US Letter, as many pages as it takes: tagged, its tables with head cells."""
    return pdf_of(TEMPLATE, pack_words(pack, told=told), written_at=told.as_of_at)


def pack_words(pack: Pack, *, told: Provenance) -> dict[str, Any]:
    """Return what the template is given."""
    on = told.as_of_date
    return {
        "size": 10.4,
        "title": TITLE,
        "day": f"{day_words(on, seen_from=on)} {on.year}",
        "sample": told.sample or "",
        "made": [
            f"As of {instant_words(told.as_of_at, seen_from=on)}",
            f"Build {told.build_id}",
            f"Made for: {told.role_name}",
        ],
        "areas": [
            {
                "name": area.name,
                "notes": list(area.notes),
                "tables": [_table_words(table, told) for table in area.tables],
            }
            for area in pack.areas
        ],
        "notes": [
            {"title": "Small numbers", "lines": list(pack.small_numbers)},
            {"title": "Not collected, or not told here", "lines": list(pack.not_collected)},
            {"title": "How fresh", "lines": _fresh(told)},
        ],
    }


def pack_files(pack: Pack, *, told: Provenance) -> dict[str, bytes]:
    """Return the pack's files by name: the PDF, its figures and its notes as CSV, and what their columns mean."""
    figures, notes, columns = _figures(pack, told), _notes(pack, told), _columns()
    stem = f"{told.prefix}working-group-pack-{told.as_of_date.isoformat()}"
    return {
        f"{stem}.pdf": pack_pdf(pack, told=told),
        f"{stem}-figures.csv": csv_bytes((*FIGURE_COLUMNS, *provenance.COLUMNS), told.stamped(figures)),
        f"{stem}-notes.csv": csv_bytes((*NOTE_COLUMNS, *provenance.COLUMNS), told.stamped(notes)),
        f"{stem}-columns.csv": csv_bytes(_COLUMNS_OF_COLUMNS, columns),
    }


_COLUMNS_OF_COLUMNS = (
    Column("table", "text", "The file, without its ending"),
    Column("column", "text", "The column"),
    Column("type", "text", "text, integer, date …"),
    Column("unit", "text", "What it is measured in"),
    Column("meaning", "text", "What it tells"),
)


def _table_words(table: PackTable, told: Provenance) -> dict[str, Any]:
    parts = [table.meaning, f"Source: {table.source}"]
    if table.not_counted:
        parts.append(f"Not counted: {table.not_counted}")
    if table.feed_codes:
        parts.append(newest_records(told, table.feed_codes))
    return {
        "title": table.title,
        "period": table.period,
        "heads": [table.row_head, *table.heads],
        "rows": [[name, *(cell.words for cell in cells)] for name, cells in table.rows],
        "about": ". ".join(part.rstrip(".") for part in parts) + ".",
    }


def _fresh(told: Provenance) -> list[str]:
    lines = [
        f"{feed.feed_name}: {feed.status.replace('_', ' ')}"
        + ("" if feed.newest_record_at is None else f", newest record {_minute(feed.newest_record_at, told)}")
        for feed in told.feeds
    ]
    if told.is_reconstructed:
        lines.append("This morning was rebuilt from a later snapshot: a later edit of a ticket may show.")
    return lines


def _minute(at: datetime, told: Provenance) -> str:
    return instant_words(at, seen_from=told.as_of_date)


def _figures(pack: Pack, told: Provenance) -> pd.DataFrame:
    rows = [
        (
            area.name,
            table.title,
            table.period,
            name,
            head,
            cell.value,
            cell.blank,
            table.meaning,
            table.source,
            table.not_counted,
            newest_records(told, table.feed_codes) if table.feed_codes else "",
        )
        for area in pack.areas
        for table in area.tables
        for name, cells in table.rows
        for head, cell in zip(table.heads, cells, strict=True)
    ]
    found = pd.DataFrame(rows, columns=[column.name for column in FIGURE_COLUMNS])
    return found.astype({"value": "Int64"})


def _notes(pack: Pack, told: Provenance) -> pd.DataFrame:
    rows = [
        *((area.name, note) for area in pack.areas for note in area.notes),
        *(("small numbers", line) for line in pack.small_numbers),
        *(("not collected", line) for line in pack.not_collected),
        *(("freshness", line) for line in _fresh(told)),
    ]
    return pd.DataFrame(rows, columns=[column.name for column in NOTE_COLUMNS])


def _columns() -> pd.DataFrame:
    tables = (
        ("figures", (*FIGURE_COLUMNS, *provenance.COLUMNS)),
        ("notes", (*NOTE_COLUMNS, *provenance.COLUMNS)),
    )
    rows = [
        (name, column.name, column.type, column.unit, column.meaning) for name, columns in tables for column in columns
    ]
    return pd.DataFrame(rows, columns=[column.name for column in _COLUMNS_OF_COLUMNS])
