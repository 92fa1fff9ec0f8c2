"""The rows of an outreach log: contacts, counted and never described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.clock import ClockVerdict
from pipelines.readers.form_cells import holds_contact_details, in_one_spelling, is_formula, without_text_mark
from pipelines.readers.layouts import FEED_COLUMNS, PATH_COLUMNS
from pipelines.readers.outreach_words import (
    ALLOWED_WORDS,
    COUNT_COLUMNS,
    LONGEST_TEXT,
    REQUIRED_COLUMNS,
)
from pipelines.readers.results import fill_schema, form_result
from pipelines.readers.row_checks import (
    RowVerdicts,
    check_identity,
    check_opened,
    check_repeats,
    find_newest_believable,
    refuse_second_use,
)
from pipelines.readers.stamps import STAMP_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.readers.layouts import Layout
    from pipelines.readers.payloads import Payload
    from pipelines.readers.records import Records
    from pipelines.readers.results import ReadResult

_COUNT = re.compile(r"(\d{1,5})(\.0+)?")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d+)?")
# Wide of the city on purpose: whether a place lies in Boston is the build's question, a swapped pair is the reader's.
_WESTERN_LON, _NORTHERN_LAT = (-75.0, -68.0), (40.0, 45.0)
_CLOCK = ClockVerdict(
    "eastern_local", "The template asks for local time, so the log is read as Eastern local time.", "form"
)


def check_contacts(payload: Payload, layout: Layout, records: Records) -> ReadResult:
    """Check the whole records of an outreach log and put them into the feed's schema.

    A row is set aside when it has no contact number, a date that cannot be read, neither a place nor coordinates, or a
    cell that its column does not allow. Words are taken in any case, with spaces for underscores.

    Parameters
    ----------
    payload, layout
        The file and the log's layout.
    records
        Its whole records and the lines that are none.
    """
    rows = [_Row(row) for row in records.cells.to_pylist()]
    verdicts = RowVerdicts(records.cells, records.line_nos)
    check_identity(verdicts, records.cells.column("contact_id").combine_chunks(), pattern=layout.id_pattern)
    opened = check_opened(
        verdicts, pc.utf8_trim_whitespace(records.cells.column("contact_at").combine_chunks()), layout=layout
    )
    for number, row in enumerate(rows):
        for reason_code, detail in row.find_faults():
            verdicts.set_aside(number, reason_code, detail)
    check_repeats(verdicts, records.cells, records.line_nos, id_column="contact_id")
    ids = [row.value("contact_id") for row in rows]
    refuse_second_use(verdicts, ids, records.line_nos, id_column="contact_id")
    columns = {
        **{name: pa.array([row.value(name) for row in rows], pa.string()) for name in FEED_COLUMNS["outreach"]},
        "lon": pa.array([row.number("lon") for row in rows], pa.float64()),
        "lat": pa.array([row.number("lat") for row in rows], pa.float64()),
        "row_number": records.line_nos,
        "record_id": pa.array(ids, pa.string()),
        "opened_stamp": opened,
    }
    table = fill_schema(columns, feed_code=layout.feed_code, n_rows=len(rows))
    accepted = table.filter(pa.array(verdicts.is_accepted))
    # One mistyped year must not make a log look newer than every later correction of it.
    believable = find_newest_believable(accepted.column("opened_stamp").combine_chunks())
    newest = None if believable is None else pa.scalar(believable, STAMP_TYPE).as_py()
    return form_result(payload, layout, records, verdicts, accepted=accepted, newest_stamp=newest, clock=_CLOCK)


class _Row:
    """One contact's cells, trimmed, with the template's words in the template's spelling."""

    def __init__(self, cells: Mapping[str, str | None]) -> None:
        # A log of before the path of help lacks its columns: nothing was written in them.
        cells = {**dict.fromkeys(PATH_COLUMNS), **cells}
        self._cells = {name: without_text_mark((cell or "").strip()).strip() for name, cell in cells.items()}

    def value(self, name: str) -> str | None:
        """Return a cell as it is landed; None when it is empty."""
        cell = self._cells[name]
        if name in ALLOWED_WORDS:
            cell = in_one_spelling(cell)
        if name in COUNT_COLUMNS and (count := _COUNT.fullmatch(cell)):
            cell = count.group(1)
        return cell or None

    def number(self, name: str) -> float | None:
        """Return a coordinate in degrees; None when the cell is empty or no number."""
        return float(self._cells[name]) if _NUMBER.fullmatch(self._cells[name]) else None

    def find_faults(self) -> Iterator[tuple[str, str]]:
        """Yield reason code and detail of everything wrong with the row; never the cell, which may name a person."""
        for name, cell in self._cells.items():
            if is_formula(cell):
                yield "bad_value", f"{name} is a formula; nothing is calculated here: put its value in its place"
        if not self._cells["place_text"] and not (self._cells["lon"] or self._cells["lat"]):
            yield "no_place", "place_text, lon and lat are all empty"
        yield from (("bad_value", detail) for detail in self._find_bad_values())

    def _find_bad_values(self) -> Iterator[str]:
        for name, words in ALLOWED_WORDS.items():
            cell = self.value(name)
            if cell is None and name in REQUIRED_COLUMNS:
                yield f"{name} is empty; allowed: {', '.join(words)}"
            elif cell is not None and cell not in words:
                yield f"{name} holds a word that is not allowed; allowed: {', '.join(words)} or empty"
        for name in COUNT_COLUMNS:
            if self._cells[name] and not _COUNT.fullmatch(self._cells[name]):
                yield f"{name} is not a whole number from 0 to 99999"
        for name, longest in LONGEST_TEXT.items():
            if len(self._cells[name]) > longest:
                yield f"{name} is longer than {longest} characters"
            if name != "contact_id" and holds_contact_details(self._cells[name]):
                yield f"{name} holds a telephone number or a mail address; the log never describes a person"
        yield from self._find_bad_coordinates()

    def _find_bad_coordinates(self) -> Iterator[str]:
        lon, lat = self.number("lon"), self.number("lat")
        if not self._cells["lon"] and not self._cells["lat"]:
            return
        if lon is None or lat is None:
            yield "lon and lat must both be numbers in degrees, or both be empty"
        elif not (_WESTERN_LON[0] <= lon <= _WESTERN_LON[1] and _NORTHERN_LAT[0] <= lat <= _NORTHERN_LAT[1]):
            yield "lon must be about -71 and lat about 42; are they swapped?"
