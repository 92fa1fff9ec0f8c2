"""Verdicts on whole records: the first reason found sets a row aside; what is left is accepted."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.chunks import filter_rows, map_cells
from pipelines.readers.record_cutter import Fault
from pipelines.readers.stamps import find_day_first, parse_stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipelines.readers.chunks import Column
    from pipelines.readers.layouts import Layout

Mask: TypeAlias = "NDArray[np.bool_]"

# 1899 is a spreadsheet's day nought, 2099 what systems write for never: neither is a date of a ticket.
_FIRST_YEAR, _LAST_YEAR = 2008, 2098
_MIN_STAMPS_FOR_CONSENSUS = 200
_OUTLIERS_PER = 1000
_LONE_AFTER = np.timedelta64(366, "D")
_FAR_AFTER = np.timedelta64(20 * 366, "D")


class RowVerdicts:
    """Which rows of a table of records are set aside, for what reason, in which words."""

    def __init__(self, cells: pa.Table, line_nos: pa.Array) -> None:
        self._cells = cells
        self._line_nos = line_nos
        self._reasons: dict[int, tuple[str, str]] = {}

    @property
    def is_accepted(self) -> Mask:
        """True for every row that no reason has been found against so far."""
        mask = np.ones(self._cells.num_rows, dtype=bool)
        mask[list(self._reasons)] = False
        return mask

    def set_aside(self, row: int, reason_code: str, detail: str) -> None:
        """Set one row aside, unless it already is."""
        self._reasons.setdefault(row, (reason_code, detail))

    def set_aside_where(self, mask: Mask, reason_code: str, detail: str, *, quoting: str = "") -> None:
        """Set rows aside; `quoting` names a column whose cell replaces {cell} in the detail."""
        concerned = mask & self.is_accepted
        rows = np.flatnonzero(concerned)
        if not quoting:
            quoted: Sequence[str | None] = [None] * len(rows)
        else:
            quoted = self._cells.column(quoting).filter(pa.array(concerned)).to_pylist()
        for row, cell in zip(rows.tolist(), quoted, strict=True):
            self.set_aside(row, reason_code, detail.format(cell=cell or ""))

    def faults(self) -> list[Fault]:
        """Return the rows set aside, in file order, each with its text."""
        rows = sorted(self._reasons)
        line_nos = self._line_nos.take(pa.array(rows, pa.int64())).to_pylist()
        columns = [column.to_pylist() for column in filter_rows(self._cells, ~self.is_accepted).columns]
        texts = [_as_line(cells) for cells in zip(*columns, strict=True)]
        return [
            Fault(line_no, *self._reasons[row], text) for row, line_no, text in zip(rows, line_nos, texts, strict=True)
        ]


def check_identity(verdicts: RowVerdicts, ids: Column, *, pattern: str) -> None:
    """Set rows aside whose record number is missing or has not the form it must have."""
    fits = map_cells(lambda texts: pc.fill_null(pc.match_substring_regex(texts, pattern), False), ids)
    verdicts.set_aside_where(~_mask(fits), "no_record_id", "the record number is missing or is not one")


def check_opened(
    verdicts: RowVerdicts, texts: Column, *, layout: Layout, beside: Sequence[Column] = ()
) -> pa.ChunkedArray:
    """Parse opening dates and set rows aside whose date is missing, unreadable, or lies outside 2008 to 2098.

    A file that writes the day first is never read as if it wrote the month first: where a fifth or more of
    its dates can only be day-first, every slashed date of the file is set aside. `beside` are the file's other
    date columns: a week of openings may hold no day above 12 while its closings do.
    """
    stamps = parse_stamps(texts, form=layout.stamp_form)
    column = layout.opened_column
    day_first, all_day_first = find_day_first(texts)
    all_day_first = all_day_first or any(find_day_first(others)[1] for others in beside)
    verdicts.set_aside_where(_mask(pc.is_null(texts)), "bad_opened_date", f"{column} is empty")
    wrong_way = f"{column} '{{cell}}' is written day first and could be misread"
    verdicts.set_aside_where(_mask(day_first), "bad_opened_date", wrong_way, quoting=column)
    if all_day_first:
        slashed = pc.fill_null(pc.match_substring(texts, "/"), False)
        doubtful = f"{column} '{{cell}}' may be written day first, as other rows of this file are"
        verdicts.set_aside_where(_mask(slashed), "bad_opened_date", doubtful, quoting=column)
    unreadable = f"{column} '{{cell}}' cannot be read as a date and time"
    verdicts.set_aside_where(_mask(pc.is_null(stamps)), "bad_opened_date", unreadable, quoting=column)
    outside = is_outside_years(stamps)
    impossible = f"{column} '{{cell}}' lies outside {_FIRST_YEAR} to {_LAST_YEAR}"
    verdicts.set_aside_where(_mask(outside), "impossible_date", impossible, quoting=column)
    return stamps


def is_outside_years(stamps: Column) -> Column:
    """Tell which stamps lie outside 2008 to 2098; false where there is none."""
    year = pc.fill_null(pc.year(stamps), _FIRST_YEAR)
    return pc.or_(pc.less(year, _FIRST_YEAR), pc.greater(year, _LAST_YEAR))


def check_repeats(verdicts: RowVerdicts, cells: pa.Table, line_nos: pa.Array, *, id_column: str) -> int:
    """Set exact repeats of an earlier row aside; returns how many record numbers stand on rows that differ."""
    indices = cells.column(id_column).combine_chunks().dictionary_encode().indices
    codes = pc.fill_null(indices, 0).to_numpy(zero_copy_only=False)
    is_shared = _mask(pc.is_valid(indices)) & (np.bincount(codes)[codes] > 1) & verdicts.is_accepted
    rows = np.flatnonzero(is_shared)
    shared = filter_rows(cells, is_shared)
    columns = [column.to_pylist() for column in shared.columns]
    lines = line_nos.take(pa.array(rows)).to_pylist()
    first_lines: dict[tuple[str | None, ...], int] = {}
    ids = shared.column(id_column).to_pylist()
    versions: dict[str, int] = {}
    for row, line_no, record_id, record in zip(rows.tolist(), lines, ids, zip(*columns, strict=True), strict=True):
        if record in first_lines:
            verdicts.set_aside(row, "duplicate", f"the row repeats line {first_lines[record]}")
        else:
            first_lines[record] = line_no
            versions[record_id] = versions.get(record_id, 0) + 1
    return sum(n_versions > 1 for n_versions in versions.values())


def refuse_second_use(verdicts: RowVerdicts, ids: Sequence[str | None], line_nos: pa.Array, *, id_column: str) -> None:
    """Set a row aside whose number stands on an earlier line: nobody can say which of the two counts.

    After `check_repeats`, which tells exact repeats from other values. `ids` are the numbers as
    they are landed, row by row; a row set aside already gives its number to none.
    """
    first_lines: dict[str | None, int] = {}
    is_accepted = verdicts.is_accepted
    for row, (record_id, line_no) in enumerate(zip(ids, line_nos.to_pylist(), strict=True)):
        if record_id in first_lines:
            detail = f"{id_column} stands already on line {first_lines[record_id]}, with other values"
            verdicts.set_aside(row, "bad_value", detail)
        elif is_accepted[row]:
            first_lines[record_id] = line_no


def find_newest_believable(*stamps: Column) -> np.datetime64 | None:
    """Return the newest stamp, leaving out a few that stand more than a year after all others.

    One mistyped year must not make a file look newer than every later snapshot. At most one stamp in a thousand is
    left out; of fewer than 200, those more than twenty years after the middle one.
    """
    found = [array.drop_null().to_numpy(zero_copy_only=False) for array in stamps]
    values = np.concatenate(found).astype("datetime64[us]")
    if not len(values):
        return None
    if len(values) < _MIN_STAMPS_FOR_CONSENSUS:
        middle = np.sort(values)[(len(values) - 1) // 2]
        return np.datetime64(values[values <= middle + _FAR_AFTER].max())
    n_tail = max(len(values) // _OUTLIERS_PER, 1) + 1
    # As numbers: numpy parts instants ten times slower, because it looks for those that are none.
    numbers = np.partition(values.view(np.int64), len(values) - n_tail)
    tail = np.sort(numbers[-n_tail:]).view(values.dtype)
    lonely = np.flatnonzero(np.diff(tail) > _LONE_AFTER)
    return np.datetime64(tail[lonely[0]] if len(lonely) else tail[-1])


def _mask(condition: Column) -> Mask:
    mask: Mask = condition.to_numpy(zero_copy_only=False).astype(bool)
    return mask


def _as_line(cells: Sequence[str | None]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
