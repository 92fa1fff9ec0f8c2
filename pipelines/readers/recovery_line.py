"""The rows of a recovery line log: one call each, when it came, what was asked for, and when it was linked to what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.clock import ClockVerdict
from pipelines.readers.form_cells import holds_contact_details, in_one_spelling, is_formula, without_text_mark
from pipelines.readers.layouts import FEED_COLUMNS
from pipelines.readers.recovery_line_words import WORD_LISTS, YES_OR_NO
from pipelines.readers.results import fill_schema, form_result
from pipelines.readers.row_checks import (
    RowVerdicts,
    check_repeats,
    find_newest_believable,
    is_outside_years,
    refuse_second_use,
)
from pipelines.readers.stamps import STAMP_TYPE, find_day_first, parse_stamps, read_offset_stamp
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipelines.readers.layouts import Layout
    from pipelines.readers.payloads import Payload
    from pipelines.readers.records import Records
    from pipelines.readers.recovery_line_words import LineWords
    from pipelines.readers.results import ReadResult

# A number of a call holds a digit and no blank, so that no name of a person is one.
_CALL_ID = re.compile(r"(?=[^\d]*\d)[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_BIRTH_DATE = re.compile(r"(19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](19|20)\d\d")
_TIMES = ("called_at", "linked_at")
_OPTIONAL_WORDS = ("linked_to", "not_linked_reason")
_YES_NO_COLUMNS = ("warm_handoff", "city_full")
# A link later than this is more often a mistyped month than an answer to the call.
_LINKED_WITHIN = timedelta(days=90)
_CLOCK = ClockVerdict(
    "utc", "The template asks for Boston's time; a cell that states its distance from UTC is read by it.", "form"
)


def check_calls(payload: Payload, layout: Layout, records: Records, *, words: LineWords) -> ReadResult:
    """Check the whole records of a recovery line log and put them into the feed's schema.

    A row is set aside when its call has no number or one that may be a person's, a time cannot be read or stands in an
    hour that the clock repeats or skips, a cell holds a word that its column does not allow, or the link does not fit
    the call. Nothing of a row set aside is quoted: it may name a person.

    Parameters
    ----------
    payload, layout
        The file and the log's layout.
    records
        Its whole records and the lines that are none.
    words
        The reviewed words.
    """
    rows = _rows(records.cells)
    verdicts = RowVerdicts(records.cells, records.line_nos)
    for number, row in enumerate(rows):
        for reason_code, detail in row.find_faults(words):
            verdicts.set_aside(number, reason_code, detail)
    check_repeats(verdicts, records.cells, records.line_nos, id_column="call_id")
    ids = [row.value("call_id") for row in rows]
    refuse_second_use(verdicts, ids, records.line_nos, id_column="call_id")
    columns = {
        **{name: pa.array([row.value(name) for row in rows], pa.string()) for name in FEED_COLUMNS["recovery_line"]},
        "row_number": records.line_nos,
        "record_id": pa.array(ids, pa.string()),
        "opened_stamp": pa.array([row.times["called_at"].stamp for row in rows], STAMP_TYPE),
        "closed_stamp": pa.array([row.times["linked_at"].stamp for row in rows], STAMP_TYPE),
    }
    accepted = fill_schema(columns, feed_code=layout.feed_code, n_rows=len(rows)).filter(pa.array(verdicts.is_accepted))
    stamps = [accepted.column(name).combine_chunks() for name in ("opened_stamp", "closed_stamp")]
    # One mistyped year must not make a log look newer than every later correction of it.
    believable = find_newest_believable(*stamps)
    newest = None if believable is None else pa.scalar(believable, STAMP_TYPE).as_py()
    return form_result(payload, layout, records, verdicts, accepted=accepted, newest_stamp=newest, clock=_CLOCK)


@dataclass(frozen=True)
class _Time:
    """A time as far as it can be read: the naive UTC stamp, or the reason code and the words for why there is none."""

    stamp: datetime | None = None
    reason_code: str = ""
    problem: str = ""


@dataclass(frozen=True)
class _Row:
    """One call's cells, trimmed, and its two times."""

    cells: Mapping[str, str]
    times: Mapping[str, _Time]

    def value(self, name: str) -> str | None:
        """Return a cell as it is landed, words in the template's spelling; None when it is empty."""
        cell = self.cells[name]
        return (in_one_spelling(cell) if name in WORD_LISTS or name in _YES_NO_COLUMNS else cell) or None

    def find_faults(self, words: LineWords) -> Iterator[tuple[str, str]]:
        """Yield reason code and detail of everything wrong with the row; never the cell, which may name a person."""
        for name, cell in self.cells.items():
            if is_formula(cell):
                yield "bad_value", f"{name} is a formula; nothing is calculated here: put its value in its place"
        yield from self._find_bad_number()
        for name in _TIMES:
            if self.times[name].problem:
                yield self.times[name].reason_code, f"{name} {self.times[name].problem}"
        yield from self._find_bad_words(words)
        yield from (("bad_link", detail) for detail in self._find_bad_link())

    def _find_bad_number(self) -> Iterator[tuple[str, str]]:
        call_id = self.cells["call_id"]
        if not call_id:
            yield "no_record_id", "call_id is empty"
        elif holds_contact_details(call_id) or _BIRTH_DATE.search(call_id):
            yield "bad_value", "call_id may be a telephone number, a mail address or a birth date; it names no person"
        elif not _CALL_ID.fullmatch(call_id):
            told = "call_id is no number of a call: letters, digits and - . / _ without blanks, a digit among them, "
            yield "bad_value", f"{told}at most 40"

    def _find_bad_words(self, words: LineWords) -> Iterator[tuple[str, str]]:
        for name in (*WORD_LISTS, *_YES_NO_COLUMNS):
            allowed = words.allowed.get(name, YES_OR_NO)
            cell = self.value(name)
            is_optional = name in _OPTIONAL_WORDS or name in _YES_NO_COLUMNS
            if cell is None and not is_optional:
                yield "bad_value", f"{name} is empty; allowed: {', '.join(allowed)}"
            elif cell is not None and cell not in allowed:
                told = f"allowed: {', '.join(allowed)}{' or empty' if is_optional else ''}"
                yield "bad_value", f"{name} holds a word that is not allowed; {told}"
        if self.value("not_linked_reason") == "full" and self.value("city_full") == "no":
            yield "bad_value", "not_linked_reason says that the city was full and city_full says no"

    def _find_bad_link(self) -> Iterator[str]:
        called, linked = (self.times[name].stamp for name in _TIMES)
        is_linked = self.value("linked_to") is not None
        if is_linked != bool(self.cells["linked_at"]):
            yield "linked_to and linked_at must both be filled in, or both be empty"
        if self.value("warm_handoff") is not None and not is_linked:
            yield "warm_handoff is filled in, but the caller was linked to nothing"
        if self.value("not_linked_reason") is not None and is_linked:
            yield "not_linked_reason is filled in, but the caller was linked"
        if called is not None and linked is not None and linked < called:
            yield "linked_at lies before called_at; after midnight it is the next day's date"
        if called is not None and linked is not None and linked > called + _LINKED_WITHIN:
            yield f"linked_at lies more than {_LINKED_WITHIN.days} days after called_at; look at month and year"


def _rows(cells: pa.Table) -> list[_Row]:
    texts = [
        {name: without_text_mark((cell or "").strip()).strip() for name, cell in row.items()}
        for row in cells.to_pylist()
    ]
    times = {name: _read_times([row[name] for row in texts], is_required=name == "called_at") for name in _TIMES}
    return [_Row(row, {name: times[name][number] for name in _TIMES}) for number, row in enumerate(texts)]


def _read_times(texts: Sequence[str], *, is_required: bool) -> list[_Time]:
    """Read one column of times: Boston's clock as a spreadsheet writes it, or what states its distance from UTC."""
    column = pa.chunked_array([pa.array([text or None for text in texts], pa.string())])
    day_first, is_file_day_first = find_day_first(column)
    doubtful = pc.fill_null(pc.match_substring(column, "/"), False) if is_file_day_first else day_first
    local = parse_stamps(column, form="spreadsheet")
    return [
        _read_time(text, stamp, is_day_first=is_doubtful, is_required=is_required)
        for text, stamp, is_doubtful in zip(texts, local.to_pylist(), doubtful.to_pylist(), strict=True)
    ]


def _read_time(text: str, local: datetime | None, *, is_day_first: bool, is_required: bool) -> _Time:
    if not text:
        return _Time(reason_code="bad_opened_date", problem="is empty") if is_required else _Time()
    reason_code = "bad_opened_date" if is_required else "bad_link"
    if is_day_first:
        return _Time(reason_code=reason_code, problem="is written day first, or stands among such dates")
    stamp = read_offset_stamp(text)
    if stamp is None and local is not None:
        if _offsets(local) != 1:
            told = "stands in the hour that the clock repeats or skips; write its distance from UTC behind it"
            return _Time(reason_code="doubtful_hour", problem=f"{told}, as 2026-11-01 01:10-05:00")
        stamp = local.replace(tzinfo=HUDDLE_ZONE).astimezone(UTC).replace(tzinfo=None)
    if stamp is None:
        return _Time(reason_code=reason_code, problem="cannot be read as a date and time, as 2026-01-05 14:05")
    if is_outside_years(pa.array([stamp], STAMP_TYPE))[0].as_py():
        return _Time(reason_code="impossible_date", problem="lies outside 2008 to 2098")
    return _Time(stamp)


def _offsets(local: datetime) -> int:
    """Return how many distances from UTC a time on Boston's clock may have: two in the nights of the change."""
    return len({local.replace(tzinfo=HUDDLE_ZONE, fold=fold).utcoffset() for fold in (0, 1)})
