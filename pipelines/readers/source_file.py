"""A file handed in, read by whichever reader its header calls for."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.errors import SourceFileError
from pipelines.readers.city311 import check_tickets
from pipelines.readers.court_totals import NO_TOTALS, check_totals
from pipelines.readers.header_choice import choose_layout
from pipelines.readers.hmis_members import is_export
from pipelines.readers.layouts import OPEN311
from pipelines.readers.lines import read_header
from pipelines.readers.open311 import read_requests
from pipelines.readers.outreach_log import check_contacts
from pipelines.readers.overnight_report import check_reports
from pipelines.readers.payloads import open_payloads
from pipelines.readers.records import read_records
from pipelines.readers.recovery_line import check_calls
from pipelines.readers.recovery_line_words import NO_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.readers.court_totals import TotalsRules
    from pipelines.readers.overnight_measures import OvernightMeasure
    from pipelines.readers.payloads import Payload
    from pipelines.readers.recovery_line_words import LineWords
    from pipelines.readers.results import ReadResult
    from pipelines.readers.upload_limits import UploadLimits

_NO_MEASURES: Mapping[str, OvernightMeasure] = MappingProxyType({})


def read_file(
    name: str,
    content: bytes,
    *,
    measures: Mapping[str, OvernightMeasure] = _NO_MEASURES,
    line_words: LineWords = NO_WORDS,
    totals: TotalsRules = NO_TOTALS,
    limits: UploadLimits | None = None,
) -> list[ReadResult]:
    """Read one file as it was handed in: plain, gzip, a workbook, or a zip with one or more text files in it.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes.
    measures
        The reviewed overnight measures by code; without them every row of an overnight report is set aside.
    line_words
        The reviewed words of a recovery line log; without them every row of one is set aside.
    totals
        What a file of court totals may name; without them every row of one is set aside.
    limits
        What is taken of a workbook at the most; without them none is read.

    Returns
    -------
    One result per text file. In each, rows read = rows accepted + rows set aside.

    Raises
    ------
    SourceFileError
        The file cannot be taken at all; the message names file, line and reason. Of a zip, the files that can be taken
        are, and the first result's messages name the others.
    """
    if is_export(content):
        # Before anything is unpacked: it holds names and birth dates, and the message of a refusal can hold a header.
        raise SourceFileError(f"{name}: this is an HMIS export. Hand it in with `crt ingest hmis FILE`.")
    payloads = open_payloads(name, content, limits=limits)
    results: list[ReadResult] = []
    refusals: list[str] = []
    for payload in payloads:
        try:
            results.append(_read_payload(payload, measures, line_words, totals))
        except SourceFileError as error:
            if len(payloads) == 1:
                raise
            # The first file's messages tell what else was left out of the zip; they must not go with it.
            refusals += [*payload.messages, f"Not taken: {error}"]
    if not results:
        raise SourceFileError(" ".join(refusals))
    if refusals:
        results[0] = replace(results[0], messages=(*results[0].messages, *refusals))
    return results


def _read_payload(
    payload: Payload, measures: Mapping[str, OvernightMeasure], words: LineWords, totals: TotalsRules
) -> ReadResult:
    if payload.form != "csv":
        return check_tickets(payload, OPEN311, read_requests(payload))
    header = read_header(payload)
    layout = choose_layout(header.names, file_name=payload.name, line_no=header.line_no)
    records = read_records(payload, layout, header=header)
    if not records.n_read:
        msg = f"{payload.name}: the file has the header of {layout.name} and no rows. Export it again."
        raise SourceFileError(msg)
    unknown = [column for column in layout.unknown_columns(header.names) if column.strip()]
    if unknown:
        records.messages.append(f"Columns that nothing reads were left out: {', '.join(unknown)}.")
    if layout.feed_code == "overnight":
        return check_reports(payload, layout, records, measures=measures)
    if layout.feed_code == "recovery_line":
        return check_calls(payload, layout, records, words=words)
    if layout.feed_code == "court_totals":
        return check_totals(payload, layout, records, rules=totals)
    check = check_contacts if layout.feed_code == "outreach" else check_tickets
    return check(payload, layout, records)
