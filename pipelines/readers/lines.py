"""The physical lines of a text and which of them hold a record's mark: a count that owes nothing to a CSV reader."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import SourceFileError
from pipelines.readers.chunks import CHUNK_BYTES, map_chunks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.readers.layouts import Layout
    from pipelines.readers.payloads import Payload

_LINE_FEED = ord("\n")
_QUOTE = ord('"')
# A row of more characters than this is no ticket: a text without end was pasted into one of its cells.
LONGEST_ROW = 1_000_000
_LONGEST_HEADER_BYTES = 100_000
_OTHER_DELIMITERS = (("\t", "tabs"), (";", "semicolons"), ("|", "vertical bars"))


@dataclass(frozen=True)
class Header:
    """The header's cells, the line it stands on (from 1) and where the next line begins (bytes)."""

    names: list[str]
    line_no: int
    body_start: int


@dataclass(frozen=True)
class RecordMarks:
    """Where records begin, told from the bytes alone.

    `line_nos` are the physical lines (from 1) that hold a mark, ascending, and `starts` their first bytes; `marks`
    (string) are the marks themselves, one per line. `quotes_are_even` says that between any two marked lines the
    quotation marks pair up; `longest_row` is the most bytes between any two.
    """

    line_nos: NDArray[np.int64]
    starts: NDArray[np.int64]
    marks: pa.ChunkedArray
    quotes_are_even: bool
    longest_row: int


@dataclass(frozen=True, eq=False)
class _ChunkMarks:
    """What a chunk of whole lines holds.

    Of each line with a mark: `lines` is its number in the chunk (from 0), `starts` its first byte in the text,
    `quotes_before` how many quotation marks of the chunk stand before it, `marks` (string) the mark.
    """

    n_line_feeds: int
    n_quotes: int
    lines: NDArray[np.int64]
    starts: NDArray[np.int64]
    quotes_before: NDArray[np.int64]
    marks: pa.Array


def read_header(payload: Payload) -> Header:
    """Read the first line that is not blank as the header.

    Raises
    ------
    SourceFileError
        The header is cut off or without end, or its cells are not separated by commas.
    """
    start, line_no = 0, 1
    while True:
        end = payload.text.find(b"\n", start)
        line = payload.text[start : end if end >= 0 else len(payload.text)]
        if line.strip(b' \r\t,"'):
            break
        if end < 0:
            raise SourceFileError(f"{payload.name}: the file holds no header and no rows.")
        start, line_no = end + 1, line_no + 1
    if end < 0 and payload.is_cut_off:
        raise SourceFileError(f"{payload.name}, line {line_no}: the file is cut off within its header. Fetch it again.")
    if len(line) > _LONGEST_HEADER_BYTES:
        msg = (
            f"{payload.name}, line {line_no}: the header has {len(line):,} characters, so this is no table of tickets."
        )
        raise SourceFileError(msg)
    text = line.decode("utf-8").rstrip("\r")
    _refuse_other_delimiter(text, file_name=payload.name, line_no=line_no)
    return Header(
        names=next(csv.reader([text])), line_no=line_no, body_start=end + 1 if end >= 0 else len(payload.text)
    )


def find_record_marks(text: bytes, layout: Layout, *, header: Header) -> RecordMarks:
    """Find the lines after the header that hold a record's mark.

    Where the mark is the first cell, a line counts when it begins with it; a mark inside a quoted text that spans
    lines is followed by more text, not by a comma. Where the mark stands in another column, a line counts when one of
    its cells is a mark and nothing else, once however many such cells it has: a record has one, on one line.

    Parameters
    ----------
    text
        The whole text, UTF-8.
    layout, header
        What the mark looks like and which column it stands in.
    """
    is_first = header.names[0].strip().lower() == layout.mark_column
    mark = layout.mark_pattern.decode()
    pattern = f'{"^" if is_first else "(?:^|,)"}(?P<mark>"{mark}"|{mark})(?:[,\r\n]|$)'
    chunks = map_chunks(partial(_find_in_chunk, text, pattern=pattern), _cut_at_lines(text, header.body_start))
    line_no, n_quotes = header.line_no + 1, 0
    line_nos, quotes_before = [], []
    for chunk in chunks:
        line_nos.append(chunk.lines + line_no)
        quotes_before.append(chunk.quotes_before + n_quotes)
        line_no += chunk.n_line_feeds
        n_quotes += chunk.n_quotes
    starts = np.concatenate([chunk.starts for chunk in chunks])
    # What stands before the first mark counts as a part of its record.
    edges = np.concatenate([[header.body_start], starts[1:], [len(text)]])
    quotes = np.concatenate([[0], np.concatenate(quotes_before)[1:], [n_quotes]])
    return RecordMarks(
        line_nos=np.concatenate(line_nos),
        starts=starts,
        marks=pa.chunked_array([chunk.marks for chunk in chunks]),
        quotes_are_even=not bool((np.diff(quotes) % 2).any()),
        longest_row=int(np.diff(edges).max(initial=0)),
    )


def _cut_at_lines(text: bytes, start: int) -> list[tuple[int, int]]:
    """Cut a text behind line feeds into chunks of much the same size; returns the first byte of each and its end."""
    edges = [start]
    while edges[-1] + CHUNK_BYTES < len(text):
        edges.append(text.find(b"\n", edges[-1] + CHUNK_BYTES - 1) + 1 or len(text))
    return list(pairwise([*edges, len(text)]))


def _find_in_chunk(text: bytes, chunk: tuple[int, int], *, pattern: str) -> _ChunkMarks:
    start, end = chunk
    characters = np.frombuffer(text, dtype=np.uint8)[start:end]
    line_feeds = np.flatnonzero(characters == _LINE_FEED)
    edges = np.concatenate([[start], line_feeds + start + 1, [end]])
    found = pc.struct_field(pc.extract_regex(_lines_between(text, edges), pattern), "mark")
    lines = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
    starts = edges[lines]
    quotes = np.flatnonzero(characters == _QUOTE)
    return _ChunkMarks(
        n_line_feeds=len(line_feeds),
        n_quotes=len(quotes),
        lines=lines,
        starts=starts,
        quotes_before=np.searchsorted(quotes, starts - start),
        marks=pc.cast(pc.replace_substring(found.drop_null(), b'"', b""), pa.string()),
    )


def _lines_between(text: bytes, edges: NDArray[np.int64]) -> pa.Array:
    """Return the lines of a text as an array that copies nothing of it."""
    offsets = pa.py_buffer(np.ascontiguousarray(edges, dtype=np.int64))
    return pa.Array.from_buffers(pa.large_binary(), len(edges) - 1, [None, offsets, pa.py_buffer(text)])


def _refuse_other_delimiter(text: str, *, file_name: str, line_no: int) -> None:
    if "," in text:
        return
    for delimiter, words in _OTHER_DELIMITERS:
        if delimiter in text:
            msg = (
                f"{file_name}, line {line_no}: the columns are separated by {words}, not by commas. "
                "Export the file again as comma-separated CSV ('CSV UTF-8' in a spreadsheet)."
            )
            raise SourceFileError(msg)
