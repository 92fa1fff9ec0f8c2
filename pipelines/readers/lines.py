"""The physical lines of a text and which of them hold a record's mark: a count that owes nothing to a CSV reader."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import SourceFileError

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

    `line_nos` are the physical lines (from 1) that hold a mark, ascending; `marks` (string) the marks themselves, one
    per line. `quotes_are_even` says that between any two marked lines the quotation marks pair up; `longest_row` is
    the most bytes between any two.
    """

    line_nos: NDArray[np.int64]
    marks: pa.Array
    quotes_are_even: bool
    longest_row: int


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
    characters = np.frombuffer(text, dtype=np.uint8)
    line_feeds = np.flatnonzero(characters == _LINE_FEED)
    edges = np.concatenate([[header.body_start], line_feeds[header.line_no :] + 1, [len(text)]])
    found = pc.struct_field(pc.extract_regex(_lines_between(text, edges), pattern), "mark")
    is_marked = found.is_valid().to_numpy(zero_copy_only=False)
    lines = np.flatnonzero(is_marked)
    starts = np.concatenate([[header.body_start], edges[lines[1:]], [len(text)]])
    quotes = np.flatnonzero(characters == _QUOTE)
    n_before = np.searchsorted(quotes, starts)
    return RecordMarks(
        line_nos=lines + header.line_no + 1,
        marks=pc.cast(pc.replace_substring(found.drop_null(), b'"', b""), pa.string()),
        quotes_are_even=not bool((np.diff(n_before) % 2).any()),
        longest_row=int(np.diff(starts).max(initial=0)),
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
