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

from pipelines.readers.chunks import map_columns
from pipelines.readers.stamps import parse_stamps
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pipelines.readers.chunks import Column

ClockRegime = Literal["eastern_local", "utc", "eastern_minus_offset", "no_clock"]
ClockBasis = Literal["closing_times", "quiet_hours", "times_of_day", "form", "assumed", "no_stamps"]
Minutes: TypeAlias = "NDArray[np.float64]"

_CLOSING_NOTE = r"Closed date : (?P<stamp>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})?(?P<words>[A-Z][A-Za-z0-9: ]{0,27})?"
_CLOSING_WORDS = (
    r"^[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{2}) (?P<time>\d{2}:\d{2}:\d{2}) E[DS]T (?P<year>\d{4})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME_OF_DAY = r"(?:^|[^0-9:])(?P<hour>1[0-2]|0?[1-9]):(?P<minute>[0-5]\d) ?(?P<half>[AaPp])\.?[Mm]"
_HALF_DAY_HOURS = 12
_TOLERANCE_MINUTES = 10.0
# A second clock in one file: so many rows that state it, and so large a share of all that state any. What staff typed
# is often off by whole hours, so it takes more of it.
_SECOND_CLOCK_CLOSING_TIMES = (20, 0.05)
_SECOND_CLOCK_TIMES_OF_DAY = (20, 0.2)
_MICROSECONDS = 1_000_000
_ENOUGH_CLOSING_TIMES = (20, 0.8)
_ENOUGH_TIMES_OF_DAY = (3, 0.5)
_MIN_OPENED_ROWS = 300
# A file of one busy afternoon has quiet hours too: those it does not cover.
_MIN_OPENED_DAYS = 3.0
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
    """How a file's stamps are to be read, and why, in words and figures.

    `basis` is the kind of evidence that decided; `form` where the file's own form asks for local time, `assumed` where
    the file shows too little: then the clock is not verified. `n_for` and `n_against` are the rows whose own text
    speaks for the regime and for another. `is_mixed`: the rows do not follow one clock, `mixed_words` says what tells.
    """

    regime: ClockRegime
    evidence: str
    basis: ClockBasis
    n_for: int = 0
    n_against: int = 0
    mixed_words: str = ""

    @property
    def is_mixed(self) -> bool:
        """True when the file's rows follow more than one clock."""
        return bool(self.mixed_words)


@dataclass(frozen=True)
class _Finding:
    """One kind of evidence: the regime it speaks for (None: too little, or undecided) and what was found."""

    basis: ClockBasis
    regime: ClockRegime | None
    words: str


@dataclass(frozen=True, eq=False)
class _Stated:
    """Rows of the file whose text states a time: their row numbers, and the stamp's distance from it in whole hours."""

    rows: NDArray[np.int64]
    hours: NDArray[np.int64]

    def votes(self, chosen: NDArray[np.bool_] | None = None) -> Counter[ClockRegime]:
        """Count the rows that speak for each regime, of all rows or of those chosen."""
        hours = self.hours if chosen is None else self.hours[chosen[self.rows]]
        found = Counter(hours.tolist())
        votes: Counter[ClockRegime] = Counter()
        for hour, regime in _HOURS_APART.items():
            votes[regime] += found[hour]
        return +votes


@dataclass(frozen=True, eq=False)
class _Group:
    """Rows of a file that may have been written by another clock than the rest."""

    words: str
    rows: NDArray[np.bool_]


def judge_clock(
    opened: Column,
    closed: Column,
    notes: Column,
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
    With too little of each, `assumed` is taken and the evidence says so. Where the rows do not follow one clock, what
    most of the evidence says is taken and `is_mixed` is true.
    """
    stated = _find_stated(_pair_closing_times, closed, notes)
    written = _find_stated(_pair_times_of_day, closed, notes)
    findings = [
        _weigh_hours(stated, "closing_times", "closing times stated in closing notes", enough=_ENOUGH_CLOSING_TIMES),
        _weigh_quiet_hours(opened),
        _weigh_hours(
            written, "times_of_day", "times of day that staff wrote in closing notes", enough=_ENOUGH_TIMES_OF_DAY
        ),
    ]
    told = [finding.words for finding in findings if finding.words]
    mixed = _tell_mixed(opened, stated, written)
    votes = stated.votes() + written.votes()
    deciding = [(finding.regime, finding.basis) for finding in findings if finding.regime is not None]
    if not deciding and mixed and votes:
        # No kind of evidence agrees with itself; what most rows say is still less wrong than a guess.
        deciding = [(votes.most_common(1)[0][0], "closing_times" if stated.votes() else "times_of_day")]
    regime, basis = deciding[0] if deciding else (assumed, "assumed")
    if not deciding:
        few = len(opened) < _MIN_OPENED_ROWS
        why = f"{len(opened):,} rows are too few to tell" if few else f"what {len(opened):,} rows show decides nothing"
        parts = [f"Assumed from the header: {_REGIME_WORDS[assumed]}; {why}.", claim, *told]
    else:
        parts = [f"Read as {_REGIME_WORDS[regime]}.", claim, *told]
    if len({found for found, _ in deciding}) > 1:
        parts.append("These do not agree and the first decides: ask the 311 data desk which clock the export uses.")
    return ClockVerdict(
        regime,
        " ".join(part for part in (*parts, mixed) if part),
        basis,
        n_for=votes[regime],
        n_against=votes.total() - votes[regime],
        mixed_words=mixed,
    )


def to_instant(stamp: datetime, regime: ClockRegime) -> datetime:
    """Turn a naive stamp of a file into the instant it means (aware, UTC)."""
    if regime == "utc":
        return stamp.replace(tzinfo=UTC)
    offset = HUDDLE_ZONE.utcoffset(stamp)
    is_early = regime == "eastern_minus_offset" and offset is not None
    local = stamp - offset if is_early and offset is not None else stamp
    return local.replace(tzinfo=HUDDLE_ZONE).astimezone(UTC)


def _tell_mixed(opened: Column, stated: _Stated, written: _Stated) -> str:
    """Say what tells that the rows follow more than one clock; nothing where they follow one, or show too little."""
    told = [
        _second_clock(stated.votes(), "closing times", enough=_SECOND_CLOCK_CLOSING_TIMES),
        _second_clock(written.votes(), "times of day that staff wrote", enough=_SECOND_CLOCK_TIMES_OF_DAY),
    ]
    told += [_differing(groups, opened, stated) for groups in (_by_fraction(opened), _by_quarter(opened))]
    said = [words for words in told if words]
    return f"The rows do not follow one clock: {'; '.join(said)}." if said else ""


def _second_clock(votes: Counter[ClockRegime], what: str, *, enough: tuple[int, float]) -> str:
    min_count, min_share = enough
    speaking = [
        f"{count:,} for {_REGIME_WORDS[regime]}"
        for regime, count in votes.most_common()
        if count >= min_count and count >= min_share * votes.total()
    ]
    return f"of {votes.total():,} {what}, {' and '.join(speaking)}" if len(speaking) > 1 else ""


def _differing(groups: list[_Group], opened: Column, stated: _Stated) -> str:
    """Say how groups of rows differ in their clock, by their closing times or else by their quiet hours."""
    spoken: dict[ClockRegime, str] = {}
    for group in groups:
        votes = stated.votes(group.rows)
        n_most = max(votes.values(), default=0)
        min_count, min_share = _ENOUGH_CLOSING_TIMES
        if n_most >= min_count and n_most >= min_share * votes.total():
            regime: ClockRegime | None = votes.most_common(1)[0][0]
        else:
            regime = _weigh_quiet_hours(opened.filter(pa.array(group.rows))).regime
        if regime is not None:
            spoken.setdefault(regime, f"{group.words} follow {_REGIME_WORDS[regime]}")
    return " and ".join(spoken.values()) if len(spoken) > 1 else ""


def _by_fraction(opened: Column) -> list[_Group]:
    """Part the rows by whether the opening stamp has a fraction of a second: two programs wrote them."""
    ticks = pc.fill_null(pc.cast(opened, pa.int64()), 0).to_numpy(zero_copy_only=False)
    has_fraction = ticks % _MICROSECONDS != 0
    groups = [_Group("stamps with fractions of a second", has_fraction), _Group("those without", ~has_fraction)]
    return groups if has_fraction.any() and not has_fraction.all() else []


def _by_quarter(opened: Column) -> list[_Group]:
    """Part the rows by calendar quarter, where each has enough of them."""
    years, quarters = (
        pc.fill_null(part, 0).to_numpy(zero_copy_only=False) for part in (pc.year(opened), pc.quarter(opened))
    )
    number = years * 10 + quarters
    values, counts = np.unique(number, return_counts=True)
    return [
        _Group(f"the tickets of quarter {value % 10} of {value // 10}", number == value)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True)
        if count >= _MIN_OPENED_ROWS and value
    ]


def _find_stated(
    pair: Callable[[pa.Array, pa.Array], tuple[NDArray[np.int64], Minutes, Minutes]],
    closed: Column,
    notes: Column,
) -> _Stated:
    """Return the rows whose notes state a time, as one way of pairing stamps with notes finds them."""

    def find(row_numbers: pa.Array, *columns: pa.Array) -> _Stated:
        found = _hours_apart(*pair(*columns))
        return _Stated(row_numbers.to_numpy()[found.rows], found.hours)

    chunks = map_columns(find, pa.array(np.arange(len(notes))), closed, notes)
    return _Stated(
        rows=np.concatenate([chunk.rows for chunk in chunks]),
        hours=np.concatenate([chunk.hours for chunk in chunks]),
    )


def _pair_closing_times(closed: pa.Array, notes: pa.Array) -> tuple[NDArray[np.int64], Minutes, Minutes]:
    """Return row numbers, closed stamps and the closing times that the system wrote in the rows' notes, in minutes."""
    found = pc.extract_regex(notes, _CLOSING_NOTE)
    rows = pc.indices_nonzero(pc.is_valid(found))
    parts = found.take(rows)
    in_words = pc.extract_regex(pc.struct_field(parts, "words"), _CLOSING_WORDS)
    month_names = pc.index_in(pc.struct_field(in_words, "month"), pa.array(_MONTHS))
    month = pc.utf8_lpad(pc.cast(pc.add(month_names, 1), pa.string()), 2, "0")
    day = pc.binary_join_element_wise(pc.struct_field(in_words, "year"), month, pc.struct_field(in_words, "day"), "-")
    from_words = pc.binary_join_element_wise(day, pc.struct_field(in_words, "time"), " ")
    texts = pc.coalesce(from_words, pc.struct_field(parts, "stamp"))
    return _numbers(rows), _minutes(closed.take(rows)), _minutes(parse_stamps(texts, form="iso"))


def _pair_times_of_day(closed: pa.Array, notes: pa.Array) -> tuple[NDArray[np.int64], Minutes, Minutes]:
    """Return row numbers, closed stamps and the times of day that staff wrote, within half a day, in minutes."""
    found = pc.extract_regex(notes, _TIME_OF_DAY)
    rows = pc.indices_nonzero(pc.is_valid(found))
    parts = found.take(rows)
    is_afternoon = pc.equal(pc.utf8_lower(pc.struct_field(parts, "half")), "p").to_numpy(zero_copy_only=False)
    hour = pc.cast(pc.struct_field(parts, "hour"), pa.int64()).to_numpy(zero_copy_only=False) % _HALF_DAY_HOURS
    minute = pc.cast(pc.struct_field(parts, "minute"), pa.int64()).to_numpy(zero_copy_only=False)
    stated = (hour + np.where(is_afternoon, _HALF_DAY_HOURS, 0)) * 60.0 + minute
    stamped = _minutes(closed.take(rows))
    half_day = _HALF_DAY_HOURS * 60.0
    return _numbers(rows), stamped, stamped - ((stamped - stated + half_day) % (2 * half_day) - half_day)


def _minutes(stamps: Column) -> Minutes:
    """Return stamps as minutes since 1970, NaN where null."""
    microseconds: Minutes = pc.cast(stamps, pa.int64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return microseconds / 60_000_000.0


def _numbers(rows: pa.Array) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = rows.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def _hours_apart(rows: NDArray[np.int64], stamped: Minutes, stated: Minutes) -> _Stated:
    """Return stamp minus stated time in hours, of the pairs that lie a whole number of hours apart, near enough."""
    minutes = stamped - stated
    is_known = np.isfinite(minutes)
    rows, minutes = rows[is_known], minutes[is_known]
    hours = np.round(minutes / 60.0)
    is_near = np.abs(minutes - hours * 60.0) <= _TOLERANCE_MINUTES
    return _Stated(rows[is_near], hours[is_near].astype(np.int64))


def _weigh_hours(stated: _Stated, basis: ClockBasis, what: str, *, enough: tuple[int, float]) -> _Finding:
    n_stated = len(stated.hours)
    if not n_stated:
        return _Finding(basis, None, "")
    leaders = ", ".join(f"{_apart(hour)} in {count:,}" for hour, count in Counter(stated.hours.tolist()).most_common(2))
    words = f"{n_stated:,} {what}: the closed stamp is {leaders}."
    sides = [(count, regime) for regime, count in stated.votes().items()]
    if not sides:
        return _Finding(basis, None, words)
    n_agreeing, regime = max(sides)
    min_count, min_share = enough
    is_enough = n_agreeing >= min_count and n_agreeing >= min_share * n_stated
    return _Finding(basis, regime if is_enough else None, words)


def _apart(hours: int) -> str:
    if hours == 0:
        return "the same"
    return f"{abs(hours)} h {'later' if hours > 0 else 'earlier'}"


def _weigh_quiet_hours(opened: Column) -> _Finding:
    """Find the five hours of the day with the fewest opened tickets, as stamped."""
    stamps = opened.drop_null()
    if len(stamps) < _MIN_OPENED_ROWS or _days_covered(stamps) < _MIN_OPENED_DAYS:
        return _Finding("quiet_hours", None, "")
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
    return _Finding("quiet_hours", _QUIET_STARTS.get(start) if is_clear else None, f"{words}.")


def _days_covered(stamps: Column) -> float:
    return float(np.ptp(_minutes(stamps))) / (24 * 60)


def _season_shift(stamps: Column, hours: NDArray[np.int64]) -> str:
    """Say how far the day's middle moves with daylight saving: under true UTC it would move by an hour."""
    month = pc.month(stamps).to_numpy(zero_copy_only=False)
    is_summer = (month >= _FIRST_SUMMER_MONTH) & (month <= _LAST_SUMMER_MONTH)
    if min(is_summer.sum(), (~is_summer).sum()) < _MIN_OPENED_ROWS:
        return ""
    turn = np.exp(2j * np.pi * hours / 24.0)
    apart = float(np.angle(turn[is_summer].mean() / turn[~is_summer].mean())) * 24.0 / (2 * np.pi)
    return f"from winter to summer the day's middle moves by {apart:+.1f} h (true UTC: about -1 h)"
