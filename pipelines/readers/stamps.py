"""Date and time cells to naive stamps: as written in the file, no time zone applied.

The cells are taken apart in fixed places rather than by `strptime`, which reads 30 February as 2 March.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.chunks import map_cells, map_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.readers.chunks import Column
    from pipelines.readers.layouts import StampForm

STAMP_TYPE = pa.timestamp("us")
_MONTH_FIRST = r"^(\d{2})/(\d{2})/(\d{4}) (\d{2}):(\d{2}):(\d{2}) [AP]M$"
_ISO = r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(\+00(:?00)?|Z)?$"
_SPREADSHEET = (
    r"^(?P<y1>\d{4})-(?P<m1>\d{2})-(?P<d1>\d{2})[ T](?P<h1>\d{1,2}):(?P<n1>\d{2})(?::(?P<s1>\d{2}))?$"
    r"|^(?P<m2>\d{1,2})/(?P<d2>\d{1,2})/(?P<y2>\d{4}) (?P<h2>\d{1,2}):(?P<n2>\d{2})(?::(?P<s2>\d{2}))?"
    r"(?: ?(?P<half>[APap])[Mm])?$"
)
_SLASHED = r"^(?P<first>\d{1,2})/(?P<second>\d{1,2})/\d{4}"
_OFFSET = (
    r"^(?P<stamp>\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)\d*"
    r"(?P<offset>Z|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))?$"
)
_TYPED_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:\d{2})?\s?(Z|[+-]\d{2}:?\d{2})")
_DAY_FIRST_SHARE = 0.2
_FARTHEST_OFFSET_MINUTES = 14 * 60
_LAST_HOUR = 23
_NOON = 12


def parse_stamps(texts: Column, *, form: StampForm) -> pa.ChunkedArray:
    """Parse date and time cells; a cell that cannot be read, or names a day that does not exist, is null.

    Parameters
    ----------
    texts
        Cells as text.
    form
        `month_first` is `01/31/2015 10:37:47 AM`; `iso` is `2025-08-01 06:35:06.539+00`, fraction and `+00` optional
        (the `+00` is not believed here, see `pipelines.readers.clock`); `spreadsheet` is `2026-01-05 14:05` or what
        Excel makes of it, `1/5/2026 14:05` or `1/5/2026 2:05 PM`, month first; `offset` is
        `2017-01-01T00:13:07-05:00`, put into UTC by what it states. Where no cell states a distance from UTC the cells
        stay as written; where only some do, the others are null, because nobody can say what they mean.

    Returns
    -------
    Naive stamps, timestamp[us], as long as `texts`.
    """
    if form == "offset":
        # One cell that states its distance from UTC decides how all of them are read.
        return _parse_offset(texts)
    parse = {"month_first": _parse_month_first, "iso": _parse_iso, "spreadsheet": _parse_spreadsheet}[form]
    return map_cells(parse, texts)


def states_offset(texts: Column) -> Column:
    """Tell which cells of form `offset` state their distance from UTC; null where a cell is no such stamp."""
    stated = pc.struct_field(pc.extract_regex(texts, _OFFSET), "offset")
    return pc.not_equal(stated, "")


def read_offset_stamp(text: str) -> datetime | None:
    """Return the naive UTC stamp that a person typed with its distance from UTC: `2026-01-06 5:10 -0500`.

    None where the text is no date and time, names a day that does not exist, or states no distance.
    """
    if not _TYPED_OFFSET.fullmatch(text):
        return None
    day, _, rest = text.replace("T", " ").partition(" ")
    # 5:10 for 05:10, and a space before the zone, are what people type.
    padded = rest.replace(" ", "") if rest[1] != ":" else f"0{rest.replace(' ', '')}"
    try:
        return datetime.fromisoformat(f"{day}T{padded}").astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def find_day_first(texts: Column) -> tuple[pa.ChunkedArray, bool]:
    """Tell which slashed dates can only be day-first, and whether the whole file writes the day first.

    Returns
    -------
    A boolean array (true where the first number is above 12 and the second is not), and true when a fifth or more of
    the file's slashed dates are such, and more than can only be month-first: then none of them can be trusted. A few
    mistyped dates must not cost a whole file.
    """
    found = map_columns(_tell_day_first, texts)
    columns = [pa.chunked_array(column) for column in zip(*found, strict=True)]
    n_day_first, n_month_first, n_slashed = (pc.sum(column).as_py() or 0 for column in columns)
    return columns[0], n_day_first > n_month_first and n_day_first >= _DAY_FIRST_SHARE * n_slashed


def _tell_day_first(texts: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Tell which cells can only be day-first, which can only be month-first, and which are slashed dates at all."""
    parts = pc.extract_regex(texts, _SLASHED)
    first = pc.cast(pc.struct_field(parts, "first"), pa.int64())
    second = pc.cast(pc.struct_field(parts, "second"), pa.int64())
    day_first = pc.fill_null(pc.and_(pc.greater(first, 12), pc.less_equal(second, 12)), False)
    month_first = pc.fill_null(pc.and_(pc.less_equal(first, 12), pc.greater(second, 12)), False)
    return day_first, month_first, pc.is_valid(parts)


def _digits(texts: pa.Array, width: int) -> NDArray[np.uint8]:
    """Return the first `width` characters of ASCII cells as a matrix of digit values, one row per cell.

    Every cell is at least so long and none is null, so that the characters lie one behind the other in the array.
    """
    fixed = pc.utf8_slice_codeunits(texts, 0, width)
    _, _, characters = fixed.buffers()
    matrix = np.frombuffer(characters or b"", dtype=np.uint8, count=len(fixed) * width).reshape(len(fixed), width)
    return matrix - np.uint8(ord("0"))


def _number(digits: NDArray[np.uint8], first: int, end: int) -> NDArray[np.int64]:
    value = np.zeros(len(digits), dtype=np.int64)
    for place in range(first, end):
        value = value * 10 + digits[:, place]
    return value


def _compose(parts: dict[str, NDArray[np.int64]]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the stamps in microseconds, and which of them name a day and a time that exist."""
    is_real = (
        (parts["month"] >= 1)
        & (parts["month"] <= _NOON)
        & (parts["day"] >= 1)
        & (parts["hour"] <= _LAST_HOUR)
        & (parts["minute"] < 60)  # noqa: PLR2004 minutes of an hour
        & (parts["second"] < 60)  # noqa: PLR2004 seconds of a minute
    )
    month_no = np.where(is_real, (parts["year"] - 1970) * 12 + parts["month"] - 1, 0)
    months = month_no.astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(is_real, parts["day"] - 1, 0)
    is_real &= days.astype("datetime64[M]") == months
    seconds = (parts["hour"] * 60 + parts["minute"]) * 60 + parts["second"]
    stamps = days.astype("datetime64[us]") + (seconds * 1_000_000 + parts["microsecond"]).astype("timedelta64[us]")
    return stamps, is_real


def _spread(texts: pa.Array, fits: pa.Array, parts: dict[str, NDArray[np.int64]], is_wrong: Any = False) -> pa.Array:
    """Put the stamps of the cells that fit back among those that do not, which are null."""
    stamps, is_real = _compose(parts)
    mask = pc.fill_null(fits, False).to_numpy(zero_copy_only=False)
    values = np.zeros(len(texts), dtype="datetime64[us]")
    is_null = np.ones(len(texts), dtype=bool)
    values[mask] = stamps
    is_null[mask] = ~is_real | is_wrong
    return pa.array(values, type=STAMP_TYPE, mask=is_null)


def _parse_month_first(texts: pa.Array) -> pa.Array:
    fits = pc.match_substring_regex(texts, _MONTH_FIRST)
    cells = texts.filter(fits)
    digits = _digits(cells, 22)
    hour_of_half = _number(digits, 11, 13)
    is_afternoon = digits[:, 20] == ord("P") - ord("0")
    parts = {
        "month": _number(digits, 0, 2),
        "day": _number(digits, 3, 5),
        "year": _number(digits, 6, 10),
        "hour": hour_of_half % _NOON + np.where(is_afternoon, _NOON, 0),
        "minute": _number(digits, 14, 16),
        "second": _number(digits, 17, 19),
        "microsecond": np.zeros(len(digits), dtype=np.int64),
    }
    return _spread(texts, fits, parts, (hour_of_half < 1) | (hour_of_half > _NOON))


def _parse_iso(texts: pa.Array) -> pa.Array:
    fits = pc.match_substring_regex(texts, _ISO)
    cells = texts.filter(fits)
    digits = _digits(cells, 19)
    fraction = pc.struct_field(pc.extract_regex(cells, r"^.{19}\.?(?P<fraction>\d*)"), "fraction")
    padded = pc.utf8_rpad(fraction, 6, "0")
    parts = {
        "year": _number(digits, 0, 4),
        "month": _number(digits, 5, 7),
        "day": _number(digits, 8, 10),
        "hour": _number(digits, 11, 13),
        "minute": _number(digits, 14, 16),
        "second": _number(digits, 17, 19),
        "microsecond": _number(_digits(padded, 6), 0, 6),
    }
    return _spread(texts, fits, parts)


def _parse_offset(texts: Column) -> pa.ChunkedArray:
    found = pc.extract_regex(texts, _OFFSET)
    is_stated = states_offset(texts)
    stamps = map_cells(_parse_iso, pc.struct_field(found, "stamp"))
    if not pc.any(is_stated).as_py():
        return stamps
    hours, minutes = (
        pc.cast(pc.utf8_lpad(pc.struct_field(found, name), 2, "0"), pa.int64()) for name in ("hours", "minutes")
    )
    distance = pc.add(pc.multiply(hours, 60), minutes)
    signed = pc.if_else(pc.equal(pc.struct_field(found, "sign"), "-"), pc.negate(distance), distance)
    shift = pc.cast(pc.multiply(signed, 60_000_000), pa.duration("us"))
    is_meant = pc.and_(is_stated, pc.less_equal(distance, _FARTHEST_OFFSET_MINUTES))
    return pc.if_else(is_meant, pc.subtract(stamps, shift), pa.scalar(None, STAMP_TYPE))


def _parse_spreadsheet(texts: pa.Array) -> pa.Array:
    fits = pc.match_substring_regex(texts, _SPREADSHEET)
    found = pc.extract_regex(texts.filter(fits), _SPREADSHEET)

    def number(*names: str) -> NDArray[np.int64]:
        cells = [pc.utf8_lpad(pc.struct_field(found, name), 1, "0") for name in names]
        values = [pc.cast(cell, pa.int64()).to_numpy(zero_copy_only=False) for cell in cells]
        larger: NDArray[np.int64] = np.maximum.reduce(values)
        return larger

    half = np.asarray(pc.utf8_upper(pc.struct_field(found, "half")).to_pylist(), dtype=object)
    hour = number("h1", "h2")
    parts = {
        "year": number("y1", "y2"),
        "month": number("m1", "m2"),
        "day": number("d1", "d2"),
        "hour": np.where(half == "", hour, hour % _NOON + np.where(half == "P", _NOON, 0)),
        "minute": number("n1", "n2"),
        "second": number("s1", "s2"),
        "microsecond": np.zeros(len(hour), dtype=np.int64),
    }
    return _spread(texts, fits, parts, (half != "") & ((hour < 1) | (hour > _NOON)))
