"""What a reader hands on: the rows it accepts, the rows it sets aside with a reason, and what it learned on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.layouts import FEED_COLUMNS
from pipelines.readers.stamps import STAMP_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pipelines.readers.clock import ClockVerdict
    from pipelines.readers.layouts import Layout
    from pipelines.readers.payloads import Payload
    from pipelines.readers.record_cutter import Fault
    from pipelines.readers.records import Records
    from pipelines.readers.row_checks import RowVerdicts

SET_ASIDE_SCHEMA = pa.schema(
    [
        ("line_no", pa.int64()),
        ("reason_code", pa.string()),
        ("detail", pa.string()),
        ("row_text", pa.string()),
    ]
)
BOUNDARIES = "boundaries"
LAYERS = "layers"
HMIS = "hmis"
# What is landed of an area: its shape as WKB in EPSG:26986, made valid; nothing else of the feature.
_AREA_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("layer_code", pa.string()),
        ("area_name", pa.string()),
        ("geom_wkb", pa.binary()),
    ]
)
# The same of a layer's feature: its name and its shape.
_FEATURE_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("layer_code", pa.string()),
        ("feature_name", pa.string()),
        ("geom_wkb", pa.binary()),
    ]
)
# What is landed of an HMIS export: how often an element was recorded by a project on a day, and a row with a count of
# nought and no day for each project and element that the export speaks for. No row of the export, and no key of one.
_DAY_COUNT_SCHEMA = pa.schema(
    [
        ("exported_at", STAMP_TYPE),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("project_code", pa.string()),
        ("project_name", pa.string()),
        ("project_type", pa.string()),
        ("coc_code", pa.string()),
        ("geocode", pa.string()),
        ("zip_code", pa.string()),
        ("element_code", pa.string()),
        ("outcome_code", pa.string()),
        ("event_date", pa.date32()),
        ("n_events", pa.int64()),
    ]
)
# Of a row set aside, what a person can look at; a cell of a hundred million characters is not kept twice.
_ROW_TEXT_KEPT = 10_000


@dataclass(frozen=True)
class ReadResult:
    """One text file read: `rows_read` is always the sum of the accepted rows and those set aside.

    `n_rows_counted` says how many rows `accepted` stands for where it holds counts of them and not the rows.
    `accepted` has `accepted_schema(feed_code)`: the physical line of each record, its id, the feed's columns as text,
    naive stamps as the file writes them, and coordinates in EPSG:4326. `set_aside` has `SET_ASIDE_SCHEMA`. The newest
    stamps leave out those that stand more than a year after all others.
    """

    file_name: str
    content_hash: str
    feed_code: str
    layout_name: str
    accepted: pa.Table
    set_aside: pa.Table
    rows_read: int
    newest_opened_stamp: datetime | None
    newest_stamp: datetime | None
    clock: ClockVerdict
    messages: tuple[str, ...] = ()
    is_cut_off: bool = False
    n_rows_counted: int | None = None

    @property
    def n_accepted(self) -> int:
        """How many of the file's rows were accepted."""
        return self.accepted.num_rows if self.n_rows_counted is None else self.n_rows_counted

    def __post_init__(self) -> None:
        n_told = self.n_accepted + self.set_aside.num_rows
        if self.rows_read != n_told:
            msg = f"{self.file_name}: {self.rows_read} rows read, but {n_told} accepted or set aside"
            raise AssertionError(msg)


def form_result(
    payload: Payload,
    layout: Layout,
    records: Records,
    verdicts: RowVerdicts,
    *,
    accepted: pa.Table,
    newest_stamp: datetime | None,
    clock: ClockVerdict,
) -> ReadResult:
    """Return what was read of a form that people fill in, whose rows have one stamp each.

    Whoever filled it in holds the file: of a row set aside the line number is told and no text is kept, because it may
    be a count from a health source, or hold what must not be kept.

    Parameters
    ----------
    payload, layout
        The file and the form's layout.
    records, verdicts
        Its whole records with the lines that are none, and which records are set aside for what.
    accepted
        The other records, in `accepted_schema(layout.feed_code)`.
    newest_stamp
        The newest stamp to believe, naive, by the clock; None where there is none.
    clock
        Which clock the form asks for.
    """
    faults = [replace(fault, row_text="") for fault in (*records.faults, *verdicts.faults())]
    return ReadResult(
        file_name=payload.name,
        content_hash=payload.content_hash,
        feed_code=layout.feed_code,
        layout_name=layout.name,
        accepted=accepted,
        set_aside=tabulate_set_aside(faults),
        rows_read=records.n_read,
        newest_opened_stamp=newest_stamp,
        newest_stamp=newest_stamp,
        clock=clock,
        messages=(*payload.messages, *records.messages),
        is_cut_off=payload.is_cut_off or records.is_cut_off,
    )


def accepted_schema(feed_code: str) -> pa.Schema:
    """Return the columns of a feed's accepted rows: the same for every layout of the feed."""
    if feed_code == BOUNDARIES:
        return _AREA_SCHEMA
    if feed_code == LAYERS:
        return _FEATURE_SCHEMA
    if feed_code == HMIS:
        return _DAY_COUNT_SCHEMA
    texts = [(name, pa.string()) for name in FEED_COLUMNS[feed_code]]
    stamps = [(name, STAMP_TYPE) for name in ("opened_stamp", "closed_stamp", "target_stamp")]
    return pa.schema(
        [
            ("row_number", pa.int64()),
            ("record_id", pa.string()),
            *texts,
            *stamps,
            ("lon", pa.float64()),
            ("lat", pa.float64()),
        ]
    )


def tabulate_set_aside(faults: Iterable[Fault]) -> pa.Table:
    """Return faults as a table in the order of the file."""
    rows = sorted(faults, key=lambda fault: fault.line_no)
    columns = [
        pa.array([fault.line_no for fault in rows], pa.int64()),
        pa.array([fault.reason_code for fault in rows], pa.string()),
        pa.array([fault.detail for fault in rows], pa.string()),
        pa.array([fault.row_text[:_ROW_TEXT_KEPT] for fault in rows], pa.string()),
    ]
    return pa.Table.from_arrays(columns, schema=SET_ASIDE_SCHEMA)


def fill_schema(columns: dict[str, pa.Array], *, feed_code: str, n_rows: int) -> pa.Table:
    """Put columns into the feed's schema; a column that the file does not have is null."""
    schema = accepted_schema(feed_code)
    arrays = [
        pc.cast(columns[field.name], field.type) if field.name in columns else pa.nulls(n_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
