"""The rows of an overnight file: weather, beds, EMS and health counts, a value a row, each with its own time stamp."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.readers.clock import ClockVerdict
from pipelines.readers.form_cells import holds_contact_details, in_one_spelling
from pipelines.readers.overnight_measures import LONGEST_SOURCE
from pipelines.readers.results import fill_schema, form_result
from pipelines.readers.row_checks import RowVerdicts
from pipelines.readers.stamps import STAMP_TYPE, read_offset_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipelines.readers.layouts import Layout
    from pipelines.readers.overnight_measures import OvernightMeasure
    from pipelines.readers.payloads import Payload
    from pipelines.readers.records import Records
    from pipelines.readers.results import ReadResult

_WITHOUT_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:\d{2})?")
_FIRST_YEAR, _LAST_YEAR = 2008, 2098
_CLOCK = ClockVerdict("utc", "Every time stamp states its distance from UTC, as the form asks.", "form")


def check_reports(
    payload: Payload, layout: Layout, records: Records, *, measures: Mapping[str, OvernightMeasure]
) -> ReadResult:
    """Check the whole records of an overnight file and put them into the feed's schema.

    A row is set aside when its night or its time stamp cannot be read, its measure is unknown, its value is none or not
    plausible, its stamp does not fit its night, or the same measure of the same night stands on an earlier line with
    the same stamp. Several stamps of one measure and night are all taken: the newest counts.

    Parameters
    ----------
    payload, layout
        The file and the form's layout.
    records
        Its whole records and the lines that are none.
    measures
        The reviewed measures by code.
    """
    line_nos: list[int] = records.line_nos.to_pylist()
    rows = [_row(cells, measures) for cells in records.cells.to_pylist()]
    verdicts = RowVerdicts(records.cells, records.line_nos)
    for number, row in enumerate(rows):
        for reason_code, detail in row.faults:
            verdicts.set_aside(number, reason_code, detail)
    _refuse_second_use(verdicts, rows, line_nos)
    columns = {
        "night_date": pa.array([row.night_date.isoformat() if row.night_date else None for row in rows], pa.string()),
        "measure_code": pa.array([row.measure_code for row in rows], pa.string()),
        "value": pa.array([row.value for row in rows], pa.string()),
        "as_at": pa.array([row.as_at_text for row in rows], pa.string()),
        "source": pa.array([row.source for row in rows], pa.string()),
        "row_number": records.line_nos,
        "record_id": pa.array([row.record_id for row in rows], pa.string()),
        "opened_stamp": pa.array([row.as_at for row in rows], STAMP_TYPE),
    }
    accepted = fill_schema(columns, feed_code=layout.feed_code, n_rows=len(rows)).filter(pa.array(verdicts.is_accepted))
    newest = max((stamp for stamp in accepted.column("opened_stamp").to_pylist()), default=None)
    return form_result(payload, layout, records, verdicts, accepted=accepted, newest_stamp=newest, clock=_CLOCK)


@dataclass(frozen=True)
class _Row:
    """One row as far as it can be read; `as_at` is naive, in UTC, as it is landed beside the text that was written."""

    night_date: date | None
    measure_code: str
    value: str
    as_at: datetime | None
    as_at_text: str
    source: str
    faults: tuple[tuple[str, str], ...]

    @property
    def record_id(self) -> str | None:
        """The night and the measure: what a later stamp supersedes."""
        return f"{self.night_date.isoformat()} {self.measure_code}" if self.night_date else None


def _row(cells: Mapping[str, str | None], measures: Mapping[str, OvernightMeasure]) -> _Row:
    texts = {name: (cell or "").strip() for name, cell in cells.items()}
    code = in_one_spelling(texts["measure_code"])
    measure = measures.get(code)
    night_date, as_at = _night(texts["night_date"]), read_offset_stamp(texts["as_at"])
    return _Row(
        night_date=night_date,
        measure_code=code,
        value=measure.canonical(texts["value"]) if measure else "",
        as_at=as_at,
        as_at_text=texts["as_at"],
        source=texts["source"],
        faults=tuple(_faults(texts, measure, night_date, as_at)),
    )


def _faults(
    texts: Mapping[str, str], measure: OvernightMeasure | None, night_date: date | None, as_at: datetime | None
) -> Iterator[tuple[str, str]]:
    """Yield reason code and words of everything wrong with a row; never a value, which may be a small count."""
    if night_date is None:
        yield "bad_stamp", "night_date is not a date as 2026-01-05, of 2008 to 2098"
    if measure is None:
        yield "unknown_measure", "measure_code is not in data/reference/overnight_measures.csv"
    elif (problem := measure.value_problem(texts["value"])) is not None:
        yield problem
    if as_at is None:
        names_none = _WITHOUT_ZONE.fullmatch(texts["as_at"])
        told = "names no time zone" if names_none else "is not a date and time"
        yield "bad_stamp", f"as_at {told}; write it as 2026-01-06T05:10-05:00"
    elif (
        measure is not None
        and night_date is not None
        and (wrong := measure.stamp_problem(night_date=night_date, as_at=as_at.replace(tzinfo=UTC))) is not None
    ):
        yield "wrong_night", wrong
    if not texts["source"]:
        yield "bad_value", "source is empty: say who tells it"
    elif len(texts["source"]) > LONGEST_SOURCE:
        yield "bad_value", f"source is longer than {LONGEST_SOURCE} characters"
    elif holds_contact_details(texts["source"]):
        yield "bad_value", "source holds a telephone number or a mail address; it names an office, never a person"


def _night(text: str) -> date | None:
    try:
        night = date.fromisoformat(text)
    except ValueError:
        return None
    return night if len(text) == len("2026-01-05") and _FIRST_YEAR <= night.year <= _LAST_YEAR else None


def _refuse_second_use(verdicts: RowVerdicts, rows: Sequence[_Row], line_nos: Sequence[int]) -> None:
    """Set a row aside whose night, measure and stamp stand on an earlier line: a repeat, or nobody can say which."""
    first: dict[tuple[str | None, datetime | None], int] = {}
    is_accepted = verdicts.is_accepted
    for number, row in enumerate(rows):
        if not is_accepted[number]:
            continue
        key = (row.record_id, row.as_at)
        earlier = first.setdefault(key, number)
        if earlier == number:
            continue
        if rows[earlier] == row:
            verdicts.set_aside(number, "duplicate", f"the row repeats line {line_nos[earlier]}")
        else:
            told = f"the same measure, night and as_at stand already on line {line_nos[earlier]}, with another value"
            verdicts.set_aside(number, "bad_value", told)
