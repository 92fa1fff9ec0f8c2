"""Which clock a file's stamps were written by, judged from the file itself and said in words.

What a stamp claims is not evidence: the 2025 system writes `+00` behind Eastern local time, and exports of about
2024-25 run four or five hours early because the UTC offset was subtracted twice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.stamps import parse_stamps
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

ClockRegime = Literal["eastern_local", "utc", "eastern_minus_offset", "no_clock"]
Minutes: TypeAlias = "NDArray[np.float64]"

_CLOSING_NOTE = r"Closed date : (?P<stamp>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})?(?P<words>[A-Z][A-Za-z0-9: ]{0,27})?"
_CLOSING_WORDS = (
    r"^[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{2}) (?P<time>\d{2}:\d{2}:\d{2}) E[DS]T (?P<year>\d{4})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME_OF_DAY = r"(?:^|[^0-9:])(?P<hour>1[0-2]|0?[1-9]):(?P<minute>[0-5]\d) ?(?P<half>[AaPp])\.?[Mm]"
_HALF_DAY_HOURS = 12
_TOLERANCE_MINUTES = 10.0
_ENOUGH_CLOSING_TIMES = (20, 0.8)
_ENOUGH_TIMES_OF_DAY = (3, 0.5)
_MIN_OPENED_ROWS = 300
_QUIET_HOURS = 5
_MOST_QUIET_SHARE = 0.08
_FIRST_SUMMER_MONTH, _LAST_SUMMER_MONTH = 4, 10
# The five hours with the fewest new tickets begin at 23 to 02 Eastern; true UTC moves that by four or five hours on,
# a doubled offset as many back. Hours between the ranges decide nothing.
_QUIET_STARTS: dict[int, ClockRegime] = {
    **dict.fromkeys((23, 0, 1, 2), "eastern_local"),
    **dict.fromkeys((4, 5, 6, 7), "utc"),
    **dict.fromkeys((18, 19, 20, 21), "eastern_minus_offset"),
}
_HOURS_APART: dict[int, ClockRegime] = {
    0: "eastern_local",
    4: "utc",
    5: "utc",
    -4: "eastern_minus_offset",
    -5: "eastern_minus_offset",
}
_REGIME_WORDS: dict[ClockRegime, str] = {
    "eastern_local": "Eastern local time",
    "utc": "UTC",
    "eastern_minus_offset": "Eastern local time with the UTC offset subtracted once more (4 or 5 h early)",
}


@dataclass(frozen=True)
class ClockVerdict:
    """How a file's stamps are to be read, and why, in words and figures."""

    regime: ClockRegime
    evidence: str


@dataclass(frozen=True)
class _Finding:
    """One kind of evidence: the regime it speaks for (None: too little, or undecided) and what was found."""

    regime: ClockRegime | None
    words: str


def judge_clock(
    opened: pa.Array,
    closed: pa.Array,
    notes: pa.Array,
    *,
    claim: str = "",
    assumed: ClockRegime = "eastern_local",
) -> ClockVerdict:
    """Judge a file's clock from its closing notes and from the hours at which its tickets are opened.

    Parameters
    ----------
    opened, closed
        Naive stamps as the file writes them, timestamp[us], null where absent.
    notes
        Text that staff or the system wrote on closing, as long as `closed`; it states local times.
    claim
        What the stamps themselves claim, told in the evidence; it decides nothing.
    assumed
        What is taken where the file shows too little; the claim's own regime where there is no reason to doubt it.

    Returns
    -------
    The verdict. Closing times stated by the system decide first (at least 20, four fifths agreeing), then the quiet
    hours of opened stamps (at least 300), then times of day that staff wrote (at least 3 and half of them agreeing).
    With too little of each, `assumed` is taken and the evidence says so.
    """
    stated = _hours_apart(*_pair_closing_times(closed, notes))
    written = _hours_apart(*_pair_times_of_day(closed, notes))
    findings = [
        _weigh_hours(stated, "closing times stated in closing notes", enough=_ENOUGH_CLOSING_TIMES),
        _weigh_quiet_hours(opened),
        _weigh_hours(written, "times of day that staff wrote in closing notes", enough=_ENOUGH_TIMES_OF_DAY),
    ]
    told = [finding.words for finding in findings if finding.words]
    deciding = [finding.regime for finding in findings if finding.regime is not None]
    if not deciding:
        few = len(opened) < _MIN_OPENED_ROWS
        why = f"{len(opened):,} rows are too few to tell" if few else f"what {len(opened):,} rows show decides nothing"
        words = f"Assumed from the header: {_REGIME_WORDS[assumed]}; {why}."
        return ClockVerdict(assumed, " ".join(part for part in (words, claim, *told) if part))
    parts = [f"Read as {_REGIME_WORDS[deciding[0]]}.", claim, *told]
    if len(set(deciding)) > 1:
        parts.append("These do not agree and the first decides: ask the 311 data desk which clock the export uses.")
    return ClockVerdict(deciding[0], " ".join(part for part in parts if part))


def to_instant(stamp: datetime, regime: ClockRegime) -> datetime:
    """Turn a naive stamp of a file into the instant it means (aware, UTC)."""
    if regime == "utc":
        return stamp.replace(tzinfo=UTC)
    offset = HUDDLE_ZONE.utcoffset(stamp)
    is_early = regime == "eastern_minus_offset" and offset is not None
    local = stamp - offset if is_early and offset is not None else stamp
    return local.replace(tzinfo=HUDDLE_ZONE).astimezone(UTC)


def _pair_closing_times(closed: pa.Array, notes: pa.Array) -> tuple[Minutes, Minutes]:
    """Return closed stamps and the closing times that the system wrote in the same rows' notes, in minutes."""
    found = pc.extract_regex(notes, _CLOSING_NOTE)
    rows = pc.indices_nonzero(pc.is_valid(found))
    parts = found.take(rows)
    in_words = pc.extract_regex(pc.struct_field(parts, "words"), _CLOSING_WORDS)
    month_names = pc.index_in(pc.struct_field(in_words, "month"), pa.array(_MONTHS))
    month = pc.utf8_lpad(pc.cast(pc.add(month_names, 1), pa.string()), 2, "0")
    day = pc.binary_join_element_wise(pc.struct_field(in_words, "year"), month, pc.struct_field(in_words, "day"), "-")
    from_words = pc.binary_join_element_wise(day, pc.struct_field(in_words, "time"), " ")
    texts = pc.coalesce(from_words, pc.struct_field(parts, "stamp"))
    return _minutes(closed.take(rows)), _minutes(parse_stamps(texts, form="iso"))


def _pair_times_of_day(closed: pa.Array, notes: pa.Array) -> tuple[Minutes, Minutes]:
    """Return closed stamps and the times of day that staff wrote in their notes, within half a day, in minutes."""
    found = pc.extract_regex(notes, _TIME_OF_DAY)
    rows = pc.indices_nonzero(pc.is_valid(found))
    parts = found.take(rows)
    is_afternoon = pc.equal(pc.utf8_lower(pc.struct_field(parts, "half")), "p").to_numpy(zero_copy_only=False)
    hour = pc.cast(pc.struct_field(parts, "hour"), pa.int64()).to_numpy(zero_copy_only=False) % _HALF_DAY_HOURS
    minute = pc.cast(pc.struct_field(parts, "minute"), pa.int64()).to_numpy(zero_copy_only=False)
    stated = (hour + np.where(is_afternoon, _HALF_DAY_HOURS, 0)) * 60.0 + minute
    stamped = _minutes(closed.take(rows))
    half_day = _HALF_DAY_HOURS * 60.0
    return stamped, stamped - ((stamped - stated + half_day) % (2 * half_day) - half_day)


def _minutes(stamps: pa.Array) -> Minutes:
    """Return stamps as minutes since 1970, NaN where null."""
    microseconds: Minutes = pc.cast(stamps, pa.int64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return microseconds / 60_000_000.0


def _hours_apart(stamped: Minutes, stated: Minutes) -> Minutes:
    """Return stamp minus stated time in hours, of the pairs that lie a whole number of hours apart, near enough."""
    minutes = stamped - stated
    minutes = minutes[np.isfinite(minutes)]
    hours = np.round(minutes / 60.0)
    return hours[np.abs(minutes - hours * 60.0) <= _TOLERANCE_MINUTES]


def _weigh_hours(hours: Minutes, what: str, *, enough: tuple[int, float]) -> _Finding:
    if not len(hours):
        return _Finding(None, "")
    counts = Counter(int(hour) for hour in hours)
    votes = Counter(_HOURS_APART.get(hour) for hour in counts.elements())
    leaders = ", ".join(f"{_apart(hour)} in {count:,}" for hour, count in counts.most_common(2))
    words = f"{len(hours):,} {what}: the closed stamp is {leaders}."
    sides = [(count, regime) for regime, count in votes.items() if regime is not None]
    if not sides:
        return _Finding(None, words)
    n_agreeing, regime = max(sides)
    min_count, min_share = enough
    is_enough = n_agreeing >= min_count and n_agreeing >= min_share * len(hours)
    return _Finding(regime if is_enough else None, words)


def _apart(hours: int) -> str:
    if hours == 0:
        return "the same"
    return f"{abs(hours)} h {'later' if hours > 0 else 'earlier'}"


def _weigh_quiet_hours(opened: pa.Array) -> _Finding:
    """Find the five hours of the day with the fewest opened tickets, as stamped."""
    stamps = opened.drop_null()
    if len(stamps) < _MIN_OPENED_ROWS:
        return _Finding(None, "")
    hours = pc.hour(stamps).to_numpy(zero_copy_only=False)
    per_hour = np.bincount(hours, minlength=24)
    per_window = np.sum([np.roll(per_hour, -step) for step in range(_QUIET_HOURS)], axis=0)
    start = int(np.argmin(per_window))
    share = float(per_window[start]) / len(stamps)
    window = f"{start:02d}:00 to {(start + _QUIET_HOURS) % 24:02d}:00"
    words = f"Fewest tickets are opened from {window} as stamped ({share:.1%})"
    if shift := _season_shift(stamps, hours):
        words = f"{words}; {shift}"
    is_clear = share <= _MOST_QUIET_SHARE
    return _Finding(_QUIET_STARTS.get(start) if is_clear else None, f"{words}.")


def _season_shift(stamps: pa.Array, hours: NDArray[np.int64]) -> str:
    """Say how far the day's middle moves with daylight saving: under true UTC it would move by an hour."""
    month = pc.month(stamps).to_numpy(zero_copy_only=False)
    is_summer = (month >= _FIRST_SUMMER_MONTH) & (month <= _LAST_SUMMER_MONTH)
    if min(is_summer.sum(), (~is_summer).sum()) < _MIN_OPENED_ROWS:
        return ""
    turn = np.exp(2j * np.pi * hours / 24.0)
    apart = float(np.angle(turn[is_summer].mean() / turn[~is_summer].mean())) * 24.0 / (2 * np.pi)
    return f"from winter to summer the day's middle moves by {apart:+.1f} h (true UTC: about -1 h)"
