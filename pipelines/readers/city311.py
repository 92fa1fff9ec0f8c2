"""The rows of a city 311 file, either system: which are taken, and which are set aside for what."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.chunks import filter_rows, map_cells, map_columns
from pipelines.readers.clock import judge_clock
from pipelines.readers.results import ReadResult, fill_schema, tabulate_set_aside
from pipelines.readers.row_checks import (
    RowVerdicts,
    check_identity,
    check_opened,
    check_repeats,
    find_newest_believable,
    is_outside_years,
)
from pipelines.readers.stamps import STAMP_TYPE, parse_stamps, states_offset

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from pipelines.readers.chunks import Column
    from pipelines.readers.clock import ClockVerdict
    from pipelines.readers.layouts import Layout
    from pipelines.readers.payloads import Payload
    from pipelines.readers.records import Records

_NUMBER = r"^\s*-?\d{1,3}(\.\d+)?\s*$"
_MAX_LON, _MAX_LAT = 180.0, 90.0
_ROUNDED_NUMBER = re.compile(r'"?\d(\.\d+)?[Ee]\+\d+"?,')
_CLAIMS_UTC = r"(\+00(:?00)?|Z)$"
_OFFSET_CLAIM = "The stamps state their distance from UTC and were put into UTC by it."
_CLAIM = "The stamps end in +00, which is not taken as evidence: the city writes it behind local times."


def check_tickets(payload: Payload, layout: Layout, records: Records) -> ReadResult:
    """Check the whole records of a 311 file and put them into the feed's schema.

    A row is set aside when its case number is missing or misformed, when its opening date cannot be read, lies before
    2008, after 2098 or more than a year after everything else in the file, or when it repeats an earlier row exactly.
    A closing date, a target date or a coordinate that cannot be read is cleared and counted in the messages.

    Parameters
    ----------
    payload, layout
        The file and its header's layout, of a city311 feed.
    records
        Its whole records and the lines that are none.
    """
    columns = _name_columns(records, layout)
    messages: list[str] = []
    verdicts = RowVerdicts(records.cells, records.line_nos)
    check_identity(verdicts, columns["record_id"], pattern=layout.id_pattern)
    columns |= _read_stamps(columns, layout, verdicts=verdicts, messages=messages)
    columns |= _read_coordinates(columns, layout, messages=messages)
    n_differing = check_repeats(verdicts, records.cells, records.line_nos, id_column=layout.id_column)
    if n_differing:
        messages.append(f"Case numbers on several rows that differ: {n_differing:,}; all of the rows are kept.")
    table = fill_schema(columns, feed_code=layout.feed_code, n_rows=records.cells.num_rows)
    accepted = filter_rows(table, verdicts.is_accepted)
    newest_stamps = [pc.max(accepted.column(name)).as_py() for name in ("opened_stamp", "closed_stamp")]
    return ReadResult(
        file_name=payload.name,
        content_hash=payload.content_hash,
        feed_code=layout.feed_code,
        layout_name=layout.name,
        accepted=accepted,
        set_aside=tabulate_set_aside([*records.faults, *verdicts.faults()]),
        rows_read=records.n_read,
        newest_opened_stamp=newest_stamps[0],
        newest_stamp=max((stamp for stamp in newest_stamps if stamp is not None), default=None),
        clock=_judge_file(accepted, layout),
        messages=(*payload.messages, *records.messages, *messages, *_tell_rounded_numbers(records)),
        is_cut_off=payload.is_cut_off or records.is_cut_off,
    )


def _name_columns(records: Records, layout: Layout) -> dict[str, Column]:
    texts = dict(zip(records.cells.column_names, records.cells.columns, strict=True))
    return {**texts, "row_number": records.line_nos, "record_id": texts[layout.id_column]}


def _read_stamps(
    columns: Mapping[str, Column], layout: Layout, *, verdicts: RowVerdicts, messages: list[str]
) -> dict[str, Column]:
    """Parse the three stamps; a row needs its opening date, the others are cleared where they cannot be read."""
    others = [columns[layout.closed_column], columns[layout.target_column]]
    opened = check_opened(verdicts, columns[layout.opened_column], layout=layout, beside=others)
    stamps = {"opened_stamp": opened}
    for name, column in (("closed_stamp", layout.closed_column), ("target_stamp", layout.target_column)):
        stamps[name] = parse_stamps(columns[column], form=layout.stamp_form)
        n_unread = stamps[name].null_count - columns[column].null_count
        if n_unread:
            messages.append(f"Rows whose {column} cannot be read: {n_unread:,}; it is left empty.")
        stamps[name] = _clear_other_centuries(stamps[name], column, messages=messages)
    newest = find_newest_believable(opened.filter(pa.array(verdicts.is_accepted)), stamps["closed_stamp"])
    if newest is None:
        return stamps
    words = f"{layout.opened_column} '{{cell}}' lies more than a year after everything else in the file"
    verdicts.set_aside_where(_is_after(opened, newest), "impossible_date", words, quoting=layout.opened_column)
    is_late = _is_after(stamps["closed_stamp"], newest)
    if is_late.any():
        words = f"Rows whose {layout.closed_column} lies more than a year after everything else"
        messages.append(f"{words}: {is_late.sum():,}; it is left empty.")
        nothing = pa.scalar(None, STAMP_TYPE)
        stamps["closed_stamp"] = pc.if_else(pa.array(is_late), nothing, stamps["closed_stamp"])
    return stamps


def _clear_other_centuries(stamps: Column, column: str, *, messages: list[str]) -> Column:
    outside = is_outside_years(stamps)
    n_outside = pc.sum(outside).as_py() or 0
    if not n_outside:
        return stamps
    messages.append(f"Rows whose {column} lies outside 2008 to 2098: {n_outside:,}; it is left empty.")
    return pc.if_else(outside, pa.scalar(None, STAMP_TYPE), stamps)


def _is_after(stamps: Column, newest: np.datetime64) -> NDArray[np.bool_]:
    later = pc.fill_null(pc.greater(stamps, pa.scalar(newest, STAMP_TYPE)), False)
    mask: NDArray[np.bool_] = later.to_numpy(zero_copy_only=False)
    return mask


def _read_coordinates(columns: Mapping[str, Column], layout: Layout, *, messages: list[str]) -> dict[str, Column]:
    """Parse coordinates (EPSG:4326); a pair is cleared when either cannot be read or is off the globe."""
    lon_texts, lat_texts = columns[layout.lon_column], columns[layout.lat_column]
    lon = map_cells(partial(_parse_number, limit=_MAX_LON), lon_texts)
    lat = map_cells(partial(_parse_number, limit=_MAX_LAT), lat_texts)
    is_pair = pc.and_(pc.is_valid(lon), pc.is_valid(lat))
    is_stated = pc.or_(pc.is_valid(lon_texts), pc.is_valid(lat_texts))
    n_bad = pc.sum(pc.and_(is_stated, pc.invert(is_pair))).as_py() or 0
    if n_bad:
        words = "cannot be read as degrees (no number, one of two missing, or off the globe as State Plane feet are)"
        messages.append(f"Rows whose coordinates {words}: {n_bad:,}; they are left empty.")
    nothing = pa.scalar(None, pa.float64())
    return {"lon": pc.if_else(is_pair, lon, nothing), "lat": pc.if_else(is_pair, lat, nothing)}


def _parse_number(texts: pa.Array, *, limit: float) -> pa.Array:
    fits = pc.fill_null(pc.match_substring_regex(texts, _NUMBER), False)
    numbers = pc.cast(pc.utf8_trim_whitespace(pc.if_else(fits, texts, None)), pa.float64())
    return pc.if_else(pc.less_equal(pc.abs(numbers), limit), numbers, None)


def _judge_file(accepted: pa.Table, layout: Layout) -> ClockVerdict:
    columns = [accepted.column(name) for name in ("opened_stamp", "closed_stamp", layout.note_column)]
    opened_texts = accepted.column(layout.opened_column)
    if layout.stamp_form == "offset" and pc.any(states_offset(opened_texts)).as_py():
        return judge_clock(*columns, claim=_OFFSET_CLAIM, assumed="utc")
    claims_utc = map_columns(lambda texts: pc.any(pc.match_substring_regex(texts, _CLAIMS_UTC)).as_py(), opened_texts)
    return judge_clock(*columns, claim=_CLAIM if any(claims_utc) else "")


def _tell_rounded_numbers(records: Records) -> tuple[str, ...]:
    n_rounded = sum(bool(_ROUNDED_NUMBER.match(fault.row_text)) for fault in records.faults)
    if not n_rounded:
        return ()
    advice = "Export the file again and ingest it without opening it in a spreadsheet."
    return (f"Case numbers rounded by a spreadsheet (1.01E+11): {n_rounded:,}. {advice}",)
