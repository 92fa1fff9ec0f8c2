"""A spreadsheet (XLSX) as the text that it would be as CSV: then it is read by the same reader.

Nothing in a workbook is calculated, followed or run. A formula is handed on as its own text, so that the row is set
aside: what a program stored beside it as its result may be years old, or another program's. One line is one row of the
sheet, so that the line numbers told are the row numbers that the person sees. Decision 0043 tells why this library.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.styles.numbers import is_datetime
from openpyxl.utils.exceptions import InvalidFileException

from pipelines.errors import SourceFileError
from pipelines.readers.form_cells import as_shown
from pipelines.readers.layouts import OUTREACH_LOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    from pipelines.readers.upload_limits import UploadLimits

_MOST_COLUMNS = 100
_ROWS_LOOKED_AT_FOR_HEADER = 50
_REPORTED_EVERY_ROWS = 2_000
_NAMES_TOLD = 5
_LONGEST_NAME = 60
_CONTENT_TYPES = "[Content_Types].xml"
_ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^>]*?\sr=\"(\d+)\")?")
# A cell that holds something has a value, a text of its own or a formula; cells that are only coloured have none.
_LAST_OF = (b"<v>", b"<v ", b":v>", b"<is>", b":is>", b"<f>", b"<f ", b":f>", b":f ")
_NO_TIME = "date"
# Beyond it a spreadsheet's numbers are no longer whole.
_EXACT = 1e15
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RuntimeError,
)


class WorkbookText(NamedTuple):
    """A sheet's rows as CSV (UTF-8), the hash of that text, and what was left unread in words."""

    text: bytes
    content_hash: str
    messages: tuple[str, ...]


def is_workbook(member_names: list[str]) -> bool:
    """Tell a spreadsheet from another zip by what is in it, not by its name."""
    return _CONTENT_TYPES in member_names and any(name.startswith("xl/") for name in member_names)


def read_workbook(
    name: str,
    content: bytes,
    *,
    limits: UploadLimits,
    report: Callable[[float], None] = lambda _: None,
) -> WorkbookText:
    """Read the one sheet of a workbook that has the header of an outreach log.

    Parameters
    ----------
    name, content
        The file's name, for messages, and its bytes.
    limits
        What is taken of it at the most; asked before anything is unpacked.
    report
        Is told now and then which share of the rows is read, 0 to 1.

    Returns
    -------
    Every row up to the last one that holds anything. Numbers as a person writes them, dates of either calendar (1900
    or 1904) as `2026-01-05 14:05:00`, without a time of day where the cell shows none. Rows and columns that are hidden
    are read like the others. Of merged cells the first has the value.

    Raises
    ------
    SourceFileError
        Damaged, locked, with macros, too large unpacked, no sheet or several with that header.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            limits.refuse_archive(name, archive, n_bytes=len(content))
            _refuse_other_kinds(name, archive)
        # keep_links: what the workbook says of other files is not even looked at.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet, left_out = _choose_sheet(name, list(book.worksheets))
            text = _as_csv(name, sheet, limits=limits, report=report)
        finally:
            book.close()
    except SourceFileError:
        raise
    except _BROKEN as error:
        msg = f"{name}: the workbook is damaged or not as a spreadsheet program writes it. Open it and save it again."
        raise SourceFileError(msg) from error
    return WorkbookText(text, hashlib.sha256(text).hexdigest(), left_out)


def shown_name(name: str, *, longest: int = _LONGEST_NAME) -> str:
    """Return a name as it may be shown: on one line, in writing order, without folders, never longer than `longest`."""
    plain = as_shown(name.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def _refuse_other_kinds(name: str, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    kinds = archive.read(_CONTENT_TYPES)
    if b"macroEnabled" in kinds or any(member.lower().endswith("vbaproject.bin") for member in names):
        raise SourceFileError(
            f"{name}: the workbook holds macros (.xlsm), programs that nobody here runs. Save it as .xlsx or as CSV."
        )
    if "xl/workbook.bin" in names:
        raise SourceFileError(f"{name}: this is a binary workbook (.xlsb). Save it as .xlsx or as CSV.")
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise SourceFileError(f"{name}: the workbook is locked by a password. Save it without one.")


def _choose_sheet(name: str, sheets: list[ReadOnlyWorksheet]) -> tuple[ReadOnlyWorksheet, tuple[str, ...]]:
    fitting = [sheet for sheet in sheets if not OUTREACH_LOG.missing_columns(_find_header(sheet))]
    told = [f"“{shown_name(sheet.title)}”" for sheet in fitting][:_NAMES_TOLD]
    if len(fitting) > 1:
        msg = (
            f"{name}: {len(fitting)} sheets have the header of an outreach log ({', '.join(told)}), so nobody can say "
            "which one is meant. Leave one and delete or save the others by themselves."
        )
        raise SourceFileError(msg)
    if not fitting:
        names = ", ".join(f"“{shown_name(sheet.title)}”" for sheet in sheets[:_NAMES_TOLD]) or "none"
        header = _find_header(sheets[0]) if sheets else []
        missing = ", ".join(OUTREACH_LOG.missing_columns(header))
        msg = (
            f"{name}: no sheet has the header of an outreach log (sheets: {names}; missing in the first: {missing}). "
            "Start from the template. Another file than an outreach log is handed in as CSV."
        )
        raise SourceFileError(msg)
    others = [sheet for sheet in sheets if sheet is not fitting[0]]
    if not others:
        return fitting[0], ()
    left = ", ".join(f"“{shown_name(sheet.title)}”" for sheet in others[:_NAMES_TOLD])
    return fitting[0], (f"Sheets that are no log and were not read: {len(others)} ({left}).",)


def _find_header(sheet: ReadOnlyWorksheet) -> list[str]:
    rows = sheet.iter_rows(max_row=_ROWS_LOOKED_AT_FOR_HEADER, max_col=_MOST_COLUMNS)
    texts = ([_as_text(cell) for cell in row] for row in rows)
    return next((cells for cells in texts if any(cells)), [])


def _as_csv(name: str, sheet: ReadOnlyWorksheet, *, limits: UploadLimits, report: Callable[[float], None]) -> bytes:
    last_row = _last_row_with_something(name, sheet)
    if last_row > limits.max_rows:
        msg = (
            f"{name}, row {last_row:,}: the sheet has more than {limits.max_rows:,} rows. Split it by month, or delete "
            "what stands far below the log."
        )
        raise SourceFileError(msg)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    width = 0
    for row_no, cells in enumerate(_rows(sheet, last_row), start=1):
        width = width or len(cells)
        # As wide as the header: a cell beyond it makes the row too long, which the reader tells.
        writer.writerow([*cells, *[""] * (width - len(cells))])
        if row_no % _REPORTED_EVERY_ROWS == 0:
            report(row_no / last_row)
    report(1.0)
    return text.getvalue().encode("utf-8")


def _rows(sheet: ReadOnlyWorksheet, last_row: int) -> Iterator[list[str]]:
    """Yield each row's texts without the empty ones at its end, rows that do not stand in the file included."""
    for row in sheet.iter_rows(max_row=last_row, max_col=_MOST_COLUMNS) if last_row else ():
        cells = [_as_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _last_row_with_something(name: str, sheet: ReadOnlyWorksheet) -> int:
    """Return the number of the last row that holds anything; a sheet may be formatted down to row 1,048,576.

    Told from the bytes, because the library reads a million empty cells as slowly as full ones, and passes over rows
    that stand in another order than their numbers say.
    """
    with sheet._get_source() as source:  # noqa: SLF001 - the library has no public way to a sheet's own text
        xml = source.read()
    end = max(xml.rfind(mark) for mark in _LAST_OF)
    last = 0
    for found in _ROW.finditer(xml):
        row_no = int(found.group(1)) if found.group(1) else last + 1
        if row_no <= last:
            raise SourceFileError(
                f"{name}, row {row_no:,}: the rows stand in no order. Open the file and save it again."
            )
        if found.start() > end:
            break
        last = row_no
    return last


def _as_text(cell: Any) -> str:
    """Return a cell as a person would write it into a CSV."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "s" and value.isascii() and value.isprintable() and "  " not in value:
        # What nearly every cell holds: nothing that would have to be taken out.
        return str(value).strip()
    if cell.data_type == "f":
        # An array formula is an object of the library's own.
        return f"={str(getattr(value, 'text', value) or '').removeprefix('=')}"
    if isinstance(value, datetime):
        return _stamp_text(value, cell.number_format)
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    return as_shown(str(value))


def _stamp_text(value: datetime, number_format: str) -> str:
    """Return a date to the nearest second: a day's fraction in a spreadsheet is no whole number of them."""
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=None)
    if is_datetime(number_format) == _NO_TIME:
        return f"{rounded:%Y-%m-%d}"
    return f"{rounded:%Y-%m-%d %H:%M:%S}"
