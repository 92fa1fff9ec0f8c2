"""A text cut at its records' marks, each record read alone: one that is not whole loses only itself."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.readers.lines import LONGEST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.readers.layouts import Layout
    from pipelines.readers.lines import Header
    from pipelines.readers.payloads import Payload

# A quoted text over more lines than this is not believed; it bounds the work that one stray quote can make.
_MOST_LINES = 200
_PART_OF_A_MARK = re.compile(r'"?[A-Z0-9-]{1,14}"?')
_START_OF_A_DATE = re.compile(r'[ "]*\d{1,4}[/-]\d')
_BLANK_CELLS = ' ,"\t\r'
# The module's own limit on a cell is 131,072 characters; here the row's limit decides.
csv.field_size_limit(LONGEST_ROW)


@dataclass(frozen=True)
class Fault:
    """One row that could not be read: its first line (from 1), the reason's code, the reason in words, its text."""

    line_no: int
    reason_code: str
    detail: str
    row_text: str


@dataclass(frozen=True)
class _Span:
    first: int
    last: int
    cells: list[str]


def parse_record(text: str) -> list[str] | None:
    """Return the cells of exactly one record, or None when its quotation marks do not close or it is too long."""
    if len(text) > LONGEST_ROW:
        return None
    if '"' not in text:
        return None if "\n" in text else text.split(",")
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


class RecordCutter:
    """Yields whole records of a text; what is not whole gathers in `faults`.

    Lines before a mark belong to its record only where the mark is not the first column. `n_unmarked` counts rows that
    hold no mark; `embedded_lines` are marked lines that turned out to stand inside a quoted text.
    """

    def __init__(self, payload: Payload, layout: Layout, *, header: Header, mark_lines: Sequence[int]) -> None:
        body = payload.text[header.body_start :].decode("utf-8")
        self._ends_whole = not body or body.endswith("\n")
        self._lines = body.removesuffix("\n").split("\n") if body else []
        self._first_line_no = header.line_no + 1
        self._last_line_no = header.line_no + len(self._lines)
        self._n_columns = len(header.names)
        self._opened_at = [name.strip().lower() for name in header.names].index(layout.opened_column)
        self._head_may_precede = header.names[0].strip().lower() != layout.mark_column
        self._mark_lines = list(mark_lines)
        self._not_text_lines = payload.not_text_lines
        self._is_known_cut = payload.is_cut_off
        self.is_cut_off = payload.is_cut_off
        self.faults: list[Fault] = []
        self.embedded_lines: list[int] = []
        self.n_unmarked = 0

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each whole record's first line (from 1) and its cells, in the order of the file."""
        position = self._first_line_no
        is_after_unclosed = False
        index = 0
        while index < len(self._mark_lines):
            mark = self._mark_lines[index]
            span, n_marks = self._find_span(position, index)
            yield from self._pass_over(position, span.first if span else mark, is_after_unclosed=is_after_unclosed)
            if span and not self._is_spoilt(span):
                yield span.first, span.cells
            is_after_unclosed = span is None and self._note_fault(mark, self._next_mark(index))
            position = (span.last if span else mark) + 1
            index += n_marks
        yield from self._pass_over(position, self._last_line_no + 1, is_after_unclosed=is_after_unclosed)

    def _text(self, first: int, last: int) -> str:
        lines = self._lines[first - self._first_line_no : last + 1 - self._first_line_no]
        return "\n".join(lines).rstrip("\r")

    def _next_mark(self, index: int) -> int:
        return self._mark_lines[index + 1] if index + 1 < len(self._mark_lines) else self._last_line_no + 1

    def _find_span(self, position: int, index: int) -> tuple[_Span | None, int]:
        """Return the record that holds a mark, or None, and how many marked lines it takes up."""
        mark, next_mark = self._mark_lines[index], self._next_mark(index)
        heads = range(max(position, mark - _MOST_LINES), mark) if self._head_may_precede else ()
        for first in (*heads, mark):
            if span := self._grow(first, mark, next_mark):
                return span, 1
        if self._head_may_precede or parse_record(self._text(mark, mark)) is not None:
            return None, 1
        n_marks = 1
        while index + n_marks < len(self._mark_lines) and self._is_weak(self._mark_lines[index + n_marks]):
            embedded = self._mark_lines[index + n_marks]
            n_marks += 1
            if span := self._grow(mark, embedded, self._next_mark(index + n_marks - 1)):
                self.embedded_lines.extend(self._mark_lines[index + 1 : index + n_marks])
                return span, n_marks
        return None, 1

    def _grow(self, first: int, last: int, stop: int) -> _Span | None:
        """Add lines until the quotation marks pair up; None when they then do not make one whole record."""
        for end in range(last, min(stop, first + _MOST_LINES)):
            text = self._text(first, end)
            if len(text) > LONGEST_ROW:
                return None
            if text.count('"') % 2 and end + 1 < stop:
                continue
            cells = parse_record(text)
            if cells is not None:
                return _Span(first, end, cells) if len(cells) == self._n_columns else None
        return None

    def _is_weak(self, line_no: int) -> bool:
        """Tell a note that quotes a case number at the start of a line from a record: it has no date in its place."""
        text = self._text(line_no, line_no)
        cells = parse_record(text)
        if cells is not None and len(cells) == self._n_columns:
            return False
        loose = text[:LONGEST_ROW].split(",", self._opened_at + 1)
        return self._opened_at >= len(loose) or not _START_OF_A_DATE.match(loose[self._opened_at])

    def _is_spoilt(self, span: _Span) -> bool:
        """Set a whole-looking record aside when it holds bytes that are not text, or the file's cut runs through it."""
        text = self._text(span.first, span.last)
        if self._not_text_lines.intersection(range(span.first, span.last + 1)):
            self._set_aside(span.first, "not_text", "the row holds bytes that are not text", text)
        elif self._is_known_cut and not self._ends_whole and span.last == self._last_line_no:
            self._set_aside(span.first, "cut_off", "the file ends in this row", text)
        else:
            return False
        return True

    def _note_fault(self, mark: int, next_mark: int) -> bool:
        """Say why the record at a mark is not whole; true when the lines after it may be the rest of its text."""
        text = self._text(mark, mark)
        cells = parse_record(text)
        ends_the_file = mark == self._last_line_no or (cells is None and next_mark > self._last_line_no)
        if mark in self._not_text_lines:
            self._set_aside(mark, "not_text", "the row holds bytes that are not text", text)
        elif self._is_too_long(mark, next_mark):
            self._set_aside(mark, "too_long", f"the row has more than {LONGEST_ROW:,} characters", text)
        elif ends_the_file and not self._ends_whole and (cells is None or len(cells) < self._n_columns):
            self._set_aside(mark, "cut_off", "the file ends in the middle of this row", text)
            self.is_cut_off = True
        elif cells is None:
            self._set_aside(mark, "unclosed_quote", "a quotation mark opens in the row and does not close", text)
        else:
            detail = f"the row has {len(cells)} cells, the header has {self._n_columns}"
            self._set_aside(mark, "wrong_number_of_columns", detail, text)
        return cells is None

    def _is_too_long(self, mark: int, next_mark: int) -> bool:
        """Tell whether the lines from a mark to the next, as many as may belong together, hold too many characters."""
        last = min(next_mark, mark + _MOST_LINES)
        lines = self._lines[mark - self._first_line_no : last - self._first_line_no]
        return sum(len(line) + 1 for line in lines) > LONGEST_ROW + 1

    def _pass_over(self, first: int, stop: int, *, is_after_unclosed: bool) -> Iterator[tuple[int, list[str]]]:
        """Deal with lines that hold no mark: the rest of an unclosed text, a row without its number, or nothing."""
        for line_no in range(first, stop):
            text = self._text(line_no, line_no)
            if not text.strip(_BLANK_CELLS):
                continue
            cells = parse_record(text)
            is_row = cells is not None and len(cells) == self._n_columns
            is_last = line_no == self._last_line_no and not self._ends_whole
            if is_after_unclosed and not is_row:
                continue
            is_after_unclosed = False
            self.n_unmarked += 1
            if line_no in self._not_text_lines:
                self._set_aside(line_no, "not_text", "the row holds bytes that are not text", text)
            elif len(text) > LONGEST_ROW:
                self._set_aside(line_no, "too_long", f"the row has more than {LONGEST_ROW:,} characters", text)
            elif is_last and (self._is_known_cut or (not is_row and _PART_OF_A_MARK.fullmatch(text))):
                self._set_aside(line_no, "cut_off", "the file ends in the middle of this row", text)
                self.is_cut_off = True
            elif cells is not None and is_row:
                yield line_no, cells
            else:
                detail = "the line holds no record number and belongs to no quoted text"
                self._set_aside(line_no, "no_record_id", detail, text)

    def _set_aside(self, line_no: int, reason_code: str, detail: str, row_text: str) -> None:
        self.faults.append(Fault(line_no, reason_code, detail, row_text))
