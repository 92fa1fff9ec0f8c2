"""The rows of a file of court totals: a count by quarter, program and measure, and nothing of a person.

A count below the threshold is not kept: it is landed as the word `suppressed`, so that no later mistake can show it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines.errors import PolicyError
from pipelines.readers.clock import ClockVerdict
from pipelines.readers.form_cells import holds_contact_details, in_one_spelling
from pipelines.readers.results import fill_schema, form_result
from pipelines.readers.row_checks import RowVerdicts
from pipelines.readers.stamps import STAMP_TYPE
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from pipelines.readers.layouts import Layout
    from pipelines.readers.payloads import Payload
    from pipelines.readers.records import Records
    from pipelines.readers.results import ReadResult

SUPPRESSED = "suppressed"
"""Stands for a count that is neither nought nor at the threshold; a file may write it itself."""

_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_TOTAL = re.compile(r"(\d{1,6})(\.0+)?")
# What courts number a case with, and a birth date: neither belongs to an office's name.
_OF_A_CASE = re.compile(r"\d{4}\s*-?\s*[A-Za-z]{2,4}\s*-?\s*\d{3,}|\d{1,2}/\d{1,2}/\d{2,4}|\d{5,}")
_MONTHS = 3
_FIRST_YEAR, _LAST_YEAR = 2008, 2098
_LONGEST_SOURCE = 80
_CLOCK = ClockVerdict("utc", "Each total states the day on which it was told; it counts from that day's end.", "form")


@dataclass(frozen=True)
class TotalsRules:
    """What a file may name, from the reviewed tables, and below which count (`least_told`) a count is not kept."""

    program_codes: frozenset[str]
    measure_codes: frozenset[str]
    least_told: int


NO_TOTALS = TotalsRules(frozenset(), frozenset(), 0)


def totals_rules(
    programs: Iterable[Mapping[Hashable, Any]], measures: Iterable[Mapping[Hashable, Any]], *, least_told: int
) -> TotalsRules:
    """Return what a file of totals may name.

    Parameters
    ----------
    programs, measures
        The rows of `court_programs` and `court_measures`, every cell as text.
    least_told
        The least count above nought that is kept.

    Raises
    ------
    PolicyError
        A table is empty: every row would be set aside.
    """
    rules = TotalsRules(
        frozenset(str(row["program_code"]) for row in programs),
        frozenset(str(row["measure_code"]) for row in measures),
        least_told,
    )
    if not rules.program_codes or not rules.measure_codes:
        raise PolicyError("court_programs.csv or court_measures.csv names nothing that could be counted")
    return rules


def check_totals(payload: Payload, layout: Layout, records: Records, *, rules: TotalsRules) -> ReadResult:
    """Check the whole records of a file of court totals and put them into the feed's schema.

    A row is set aside when its quarter or day cannot be read, its quarter was not over, nobody reviewed its program or
    measure, its total is no whole number, its source is missing or could be of a case or a person, or the same total
    of the same day stands on an earlier line.

    Parameters
    ----------
    payload, layout
        The file and the form's layout.
    records
        Its whole records and the lines that are none.
    rules
        From the reviewed tables; with `NO_TOTALS` every row is set aside.
    """
    line_nos: list[int] = records.line_nos.to_pylist()
    rows = [_row(cells, rules) for cells in records.cells.to_pylist()]
    verdicts = RowVerdicts(records.cells, records.line_nos)
    for number, row in enumerate(rows):
        for reason_code, detail in row.faults:
            verdicts.set_aside(number, reason_code, detail)
    _refuse_second_use(verdicts, rows, line_nos)
    columns = {
        "quarter": pa.array([row.quarter for row in rows], pa.string()),
        "program_code": pa.array([row.program_code for row in rows], pa.string()),
        "measure_code": pa.array([row.measure_code for row in rows], pa.string()),
        "total": pa.array([row.total for row in rows], pa.string()),
        "as_at": pa.array([row.told_on.isoformat() if row.told_on else None for row in rows], pa.string()),
        "source": pa.array([row.source for row in rows], pa.string()),
        "row_number": records.line_nos,
        "record_id": pa.array([row.record_id for row in rows], pa.string()),
        "opened_stamp": pa.array([_day_end(row.told_on) for row in rows], STAMP_TYPE),
    }
    accepted = fill_schema(columns, feed_code=layout.feed_code, n_rows=len(rows)).filter(pa.array(verdicts.is_accepted))
    newest = max((stamp for stamp in accepted.column("opened_stamp").to_pylist()), default=None)
    return form_result(payload, layout, records, verdicts, accepted=accepted, newest_stamp=newest, clock=_CLOCK)


@dataclass(frozen=True)
class _Row:
    quarter: str
    program_code: str
    measure_code: str
    total: str
    told_on: date | None
    source: str
    faults: tuple[tuple[str, str], ...]

    @property
    def record_id(self) -> str:
        """What a total told later supersedes."""
        return f"{self.quarter} {self.program_code} {self.measure_code}"


def _row(cells: Mapping[str, str | None], rules: TotalsRules) -> _Row:
    texts = {name: (cell or "").strip() for name, cell in cells.items()}
    found = _QUARTER.fullmatch(texts["quarter"])
    ends = None if found is None else _first_day_after(int(found.group(1)), int(found.group(2)))
    told_on = _day(texts["as_at"])
    return _Row(
        quarter="" if found is None else f"{found.group(1)}-Q{found.group(2)}",
        program_code=in_one_spelling(texts["program_code"]),
        measure_code=in_one_spelling(texts["measure_code"]),
        total=_kept(texts["total"], least_told=rules.least_told),
        told_on=told_on,
        source=texts["source"],
        faults=tuple(_faults(texts, ends, told_on, rules)),
    )


def _kept(text: str, *, least_told: int) -> str:
    """Return what is kept of a total: the number, or the word that stands for a small one; empty for neither."""
    found = _TOTAL.fullmatch(text)
    if found is None:
        return SUPPRESSED if _says_suppressed(text) else ""
    number = int(found.group(1))
    return SUPPRESSED if 0 < number < least_told else str(number)


def _says_suppressed(text: str) -> bool:
    return in_one_spelling(text) == SUPPRESSED or re.fullmatch(r"<\s*\d{1,3}", text) is not None


def _faults(
    texts: Mapping[str, str], ends: date | None, told_on: date | None, rules: TotalsRules
) -> Iterator[tuple[str, str]]:
    """Yield reason code and words of all that is wrong with a row; never a cell: it may be a small count, or a case."""
    if ends is None or not _FIRST_YEAR <= ends.year <= _LAST_YEAR:
        yield "bad_quarter", "quarter is not written as 2026-Q3, of 2008 to 2098"
    if told_on is None:
        yield "bad_quarter", "as_at is not a day as 2026-10-12"
    elif ends is not None and told_on < ends:
        yield "bad_quarter", "the total was told before its quarter was over: a running count is not taken"
    for name, known in (("program_code", rules.program_codes), ("measure_code", rules.measure_codes)):
        if in_one_spelling(texts[name]) not in known:
            yield "unknown_total", f"{name} is not in data/reference/court_{name.removesuffix('_code')}s.csv"
    if not _kept(texts["total"], least_told=rules.least_told):
        yield "bad_value", f"total is neither a whole number nor '{SUPPRESSED}'"
    if not texts["source"]:
        yield "bad_value", "source is empty: say which office tells it"
    elif len(texts["source"]) > _LONGEST_SOURCE:
        yield "bad_value", f"source is longer than {_LONGEST_SOURCE} characters"
    elif holds_contact_details(texts["source"]) or _OF_A_CASE.search(texts["source"]):
        yield "bad_value", "source holds what could be of a case or a person; it names an office"


def _first_day_after(year: int, quarter: int) -> date | None:
    try:
        return date(year + quarter // 4, _MONTHS * (quarter % 4) + 1, 1)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == len("2026-10-12") and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _day_end(day: date | None) -> datetime | None:
    """Return the end of a day in New York as naive UTC: a morning sees what was told on an earlier day."""
    if day is None:
        return None
    ends = datetime.combine(day + timedelta(days=1), time(0), tzinfo=HUDDLE_ZONE)
    return ends.astimezone(UTC).replace(tzinfo=None)


def _refuse_second_use(verdicts: RowVerdicts, rows: Sequence[_Row], line_nos: Sequence[int]) -> None:
    """Set a row aside whose total was told on an earlier line of the same day: a repeat, or nobody can say which."""
    first: dict[tuple[str, date | None], int] = {}
    is_accepted = verdicts.is_accepted
    for number, row in enumerate(rows):
        if not is_accepted[number]:
            continue
        earlier = first.setdefault((row.record_id, row.told_on), number)
        if earlier == number:
            continue
        if rows[earlier] == row:
            verdicts.set_aside(number, "duplicate", f"the row repeats line {line_nos[earlier]}")
        else:
            told = f"the same quarter, program, measure and day stand already on line {line_nos[earlier]}, otherwise"
            verdicts.set_aside(number, "bad_value", told)
