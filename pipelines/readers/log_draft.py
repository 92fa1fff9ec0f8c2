"""An outreach log before it enters: every row as written, mended on the screen, and read by the reader of the build.

A draft holds what its uploader wrote, rows set aside included, and so it may hold what must not be kept: it lives in
memory alone. What is confirmed is written anew from the accepted rows (`confirmed_log`), and nothing else of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.errors import SourceFileError
from pipelines.readers.header_choice import choose_layout
from pipelines.readers.layouts import FEED_COLUMNS, OUTREACH_LOG, PATH_COLUMNS
from pipelines.readers.lines import read_header
from pipelines.readers.outreach_log import check_contacts
from pipelines.readers.payloads import open_payloads
from pipelines.readers.records import Records, read_records
from pipelines.readers.unpacking import ZIP_MAGICS
from pipelines.readers.workbook import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipelines.readers.payloads import Payload
    from pipelines.readers.results import ReadResult
    from pipelines.readers.upload_limits import UploadLimits

LOG_COLUMNS: tuple[str, ...] = tuple(name for name in OUTREACH_LOG.columns if name not in OUTREACH_LOG.passed_over)
_UNIT = "\x1f"
# A place may be written over several lines; a text of more lines than so many a row is refused before it is cut up.
_MOST_LINES_A_ROW = 3


@dataclass(frozen=True)
class LogDraft:
    """A log as its uploader wrote it: whole rows by line number, and the lines that are no whole row.

    `rows` maps a row's line (from 1) to its cells by column, as text, empty where there is nothing.
    """

    payload: Payload
    rows: Mapping[int, Mapping[str, str]]
    records: Records


def open_log(
    name: str, content: bytes, *, limits: UploadLimits, report: Callable[[float], None] = lambda _: None
) -> LogDraft:
    """Open a file that a person wants to bring in: CSV, plain or packed, or a workbook.

    Parameters
    ----------
    name
        The file's name as the browser told it: only ever shown.
    content
        Its bytes; what it is told by these alone.
    limits
        What is taken at the most.
    report
        Is told now and then which share of a workbook's rows is read, 0 to 1.

    Raises
    ------
    SourceFileError
        It is no outreach log, or breaks a limit; the message names file, line, reason and what to do.
    """
    shown = shown_name(name) or "the file"
    limits.refuse_size(shown, len(content))
    if content.startswith(ZIP_MAGICS):
        _refuse_bomb(shown, content, limits=limits)
    payloads = open_payloads(shown, content, limit_bytes=limits.unpacked_max_bytes, limits=limits, report=report)
    if len(payloads) > 1:
        raise SourceFileError(f"{shown}: the zip holds {len(payloads)} files. Bring them in one by one.")
    (payload,) = payloads
    if payload.form != "csv":
        raise SourceFileError(f"{shown}: this is {payload.form.upper()}, not an outreach log. Start from the template.")
    _refuse_rows(shown, payload.text.count(b"\n") // _MOST_LINES_A_ROW, limits=limits)
    header = read_header(payload)
    layout = choose_layout(header.names, file_name=shown, line_no=header.line_no)
    if layout is not OUTREACH_LOG:
        raise SourceFileError(
            f"{shown}: this is a file of the {layout.name}, not an outreach log. Hand it in with `crt ingest`."
        )
    records = read_records(payload, layout, header=header)
    if not records.n_read:
        raise SourceFileError(f"{shown}: the log has its header and no rows. Fill in a row for each contact.")
    _refuse_rows(shown, records.n_read, limits=limits)
    held = [name for name in LOG_COLUMNS if name in records.cells.column_names]
    columns = [[cell or "" for cell in records.cells.column(column).to_pylist()] for column in held]
    rows = {
        line_no: {**dict.fromkeys(LOG_COLUMNS, ""), **dict(zip(held, cells, strict=True))}
        for line_no, *cells in zip(records.line_nos.to_pylist(), *columns, strict=True)
    }
    return LogDraft(payload, rows, records)


def read_draft(draft: LogDraft, edits: Mapping[int, Mapping[str, str]]) -> ReadResult:
    """Read a draft as the build reads a log, with what was mended on the screen.

    Parameters
    ----------
    draft
        The log.
    edits
        By line number the cells, by column, that take the place of what was written; other lines are passed over.
    """
    rows = [{**cells, **edits.get(line_no, {})} for line_no, cells in draft.rows.items()]
    cells = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in LOG_COLUMNS}
    records = draft.records
    mended = Records(
        # What is mended may fill a column in that the file lacks.
        cells=pa.table(cells),
        line_nos=records.line_nos,
        n_read=records.n_read,
        faults=records.faults,
        messages=records.messages,
        is_cut_off=records.is_cut_off,
    )
    return check_contacts(draft.payload, OUTREACH_LOG, mended)


def confirmed_log(result: ReadResult) -> bytes:
    """Write the accepted rows of a log, and nothing of the others, as the file that the build reads.

    The same rows in the same order are always the same bytes, whatever file they came in. Every row is accepted again.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LOG_COLUMNS)
    for row in _accepted(result):
        writer.writerow([row[name] for name in LOG_COLUMNS])
    return text.getvalue().encode("utf-8")


def known_rows(result: ReadResult) -> dict[int, tuple[str, str]]:
    """Return by line the key of an accepted row's contact and the digest of its values: they hold none of its words.

    As the published table `known_contacts` has them (`staging/stg_outreach__contacts.sql` digests the same way).
    """
    lines = result.accepted.column("row_number").to_pylist()
    return {
        line_no: (digest(row["contact_id"]), digest(_UNIT.join(_digested(row))))
        for line_no, row in zip(lines, _accepted(result), strict=True)
    }


def _digested(row: Mapping[str, str]) -> Iterator[str]:
    """Yield what tells whether a row says anything new; an empty cell of the path of help adds nothing.

    So a row of a log of before these columns has one digest, whichever code landed it.
    """
    yield from (row[name] for name in LOG_COLUMNS if name not in PATH_COLUMNS)
    yield from (f"{name}={row[name]}" for name in PATH_COLUMNS if row[name])


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _refuse_rows(name: str, n_rows: int, *, limits: UploadLimits) -> None:
    if n_rows > limits.max_rows:
        raise SourceFileError(f"{name}: the log has more than {limits.max_rows:,} rows. Split it by month.")


def _refuse_bomb(name: str, content: bytes, *, limits: UploadLimits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            limits.refuse_archive(name, archive, n_bytes=len(content))
    except zipfile.BadZipFile:
        # Whoever unpacks it says so in the words that fit.
        return


def _accepted(result: ReadResult) -> Iterator[dict[str, str]]:
    """Yield the accepted rows' cells as text, in one spelling."""
    for row in result.accepted.to_pylist():
        cells = {name: " ".join((row[name] or "").split()) for name in FEED_COLUMNS["outreach"]}
        cells["contact_at"] = f"{row['opened_stamp']:%Y-%m-%d %H:%M:%S}"
        cells |= {name: "" if row[name] is None else repr(row[name]) for name in ("lon", "lat")}
        yield cells
