"""Text to records. The column reader is fast and loses rows without a word, so its work is checked against the bytes.

Decision 0011 tells why: ten unclosed quotes in 60,000 rows lost 4,596 of them with 18 reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from pipelines.readers.chunks import CHUNK_BYTES, map_chunks
from pipelines.readers.lines import LONGEST_ROW, find_record_marks
from pipelines.readers.record_cutter import RecordCutter, parse_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.readers.layouts import Layout
    from pipelines.readers.lines import Header, RecordMarks
    from pipelines.readers.payloads import Payload
    from pipelines.readers.record_cutter import Fault

NULL_TEXTS = ("", " ")
_BATCH_ROWS = 20_000
_LINES_NAMED = 5


@dataclass(frozen=True)
class Records:
    """The whole records of a text, and the lines that are none.

    `cells` has the feed's column names, all text, null where a cell is empty or one space. `line_nos` is the physical
    line (from 1) on which each record begins. `n_read` counts the records from the bytes.
    """

    cells: pa.Table
    line_nos: pa.Array
    n_read: int
    faults: list[Fault] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    is_cut_off: bool = False


def read_records(payload: Payload, layout: Layout, *, header: Header) -> Records:
    """Read the records of a text, by column where that provably loses nothing, record by record where it does not."""
    marks = find_record_marks(payload.text, layout, header=header)
    records = _read_by_column(payload, layout, header=header, marks=marks)
    return records or _read_by_record(payload, layout, header=header, marks=marks)


def _read_by_column(payload: Payload, layout: Layout, *, header: Header, marks: RecordMarks) -> Records | None:
    """Return None when the column reader's rows are not exactly the records whose marks stand in the bytes."""
    may_be_trusted = marks.quotes_are_even and not payload.not_text_lines and not payload.is_cut_off
    may_be_trusted &= marks.longest_row <= LONGEST_ROW
    if not may_be_trusted or layout.mark_column != layout.id_column or not len(marks.marks):
        return None
    read = partial(_read_chunk, payload.text, layout=layout, header=header)
    try:
        cells = pa.concat_tables(map_chunks(read, _cut_at_records(payload.text, header=header, marks=marks)))
    except pa.ArrowInvalid:
        return None
    if not cells.column(layout.mark_column).equals(marks.marks):
        return None
    return Records(cells=cells, line_nos=pa.array(marks.line_nos), n_read=len(marks.marks))


def _read_chunk(text: bytes, chunk: tuple[int, int], *, layout: Layout, header: Header) -> pa.Table:
    """Read one chunk of whole records by column; raises ArrowInvalid where a row has not the header's cells."""
    start, end = chunk
    names = layout.canonical_names(header.names)
    return pa_csv.read_csv(
        pa.BufferReader(pa.py_buffer(text).slice(start, end - start)),
        # One block: where two of them meet within a quoted text, the reader drops a line feed behind a carriage return.
        read_options=pa_csv.ReadOptions(column_names=names, block_size=end - start + 1, use_threads=False),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            include_columns=_landed_names(layout, header),
            null_values=list(NULL_TEXTS),
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _cut_at_records(text: bytes, *, header: Header, marks: RecordMarks) -> list[tuple[int, int]]:
    """Cut a text before marks into chunks of much the same size; returns the first byte of each and its end.

    A chunk ends behind a record that reads whole when it is read alone and strictly: the column reader says nothing
    of a quotation mark that is still open where its text ends. Open since an earlier record, it costs the chunk its
    last mark, which is noticed.
    """
    edges, index = [header.body_start], 1
    while (index := max(index, int(np.searchsorted(marks.starts, edges[-1] + CHUNK_BYTES)))) < len(marks.starts):
        before, start = marks.starts[index - 1 : index + 1].tolist()
        if parse_record(text[before:start].decode().rstrip("\r\n")) is not None:
            edges.append(start)
        index += 1
    return list(pairwise([*edges, len(text)]))


def _read_by_record(payload: Payload, layout: Layout, *, header: Header, marks: RecordMarks) -> Records:
    cutter = RecordCutter(payload, layout, header=header, mark_lines=marks.line_nos.tolist())
    cells, line_nos = _tabulate(cutter.records(), layout.canonical_names(header.names))
    messages = []
    if cutter.faults:
        n_faults = f"{len(cutter.faults):,}"
        messages.append(
            f"Rows that are not whole: {n_faults}; the file was read record by record, so only they are lost."
        )
    if cutter.embedded_lines:
        named = ", ".join(str(line_no) for line_no in cutter.embedded_lines[:_LINES_NAMED])
        messages.append(f"Lines that begin like a record but stand inside a quoted text: {named}.")
    return Records(
        cells=cells.select(_landed_names(layout, header)),
        line_nos=line_nos,
        n_read=len(marks.line_nos) - len(cutter.embedded_lines) + cutter.n_unmarked,
        faults=cutter.faults,
        messages=messages,
        is_cut_off=cutter.is_cut_off,
    )


def _landed_names(layout: Layout, header: Header) -> list[str]:
    return [name for name in layout.canonical_names(header.names) if name in layout.landed_columns]


def _tabulate(records: Iterator[tuple[int, list[str]]], names: list[str]) -> tuple[pa.Table, pa.Array]:
    """Turn records into text columns, a batch at a time so that a large file's cells never all stand as objects."""
    schema = pa.schema([(name, pa.string()) for name in names])
    batches: list[pa.RecordBatch] = []
    line_nos: list[int] = []
    while batch := list(islice(records, _BATCH_ROWS)):
        line_nos.extend(line_no for line_no, _ in batch)
        columns = zip(*(cells for _, cells in batch), strict=True)
        texts = ([None if cell in NULL_TEXTS else cell for cell in column] for column in columns)
        batches.append(pa.record_batch([pa.array(column, pa.string()) for column in texts], schema=schema))
    return pa.Table.from_batches(batches, schema=schema), pa.array(line_nos, pa.int64())
