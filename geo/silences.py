"""Which streams of tickets fell silent or thin, against their own usual days and within a budget of false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from geo.day_counts import ORDINAL_OF_1970, count_matrix, day_number, day_numbers, weekdays
from geo.errors import BadParameterError, require_columns, require_positive
from geo.frames import empty_frame

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo.day_counts import DayArray
    from geo.points import FloatArray, IntArray

    BoolArray: TypeAlias = NDArray[np.bool_]

FLOWING, SILENT, THINNED, GAP, MOVED, TOO_FEW = "flowing", "silent", "thinned", "gap", "moved", "too_few"
"""How a stream is found; `gap` flows again after empty days, `moved` is a fall that the other systems' rise makes good,
`too_few` one nobody can judge."""

WHOLE_FEED = "feed"
"""The kind of the one stream of a feed that holds all its tickets; it tells on which days the feed was held."""

_KEYS = ("feed_code", "stream_kind", "stream_code")
_WEEK = 7
_DAYS_A_YEAR = 365
_LEAST_WEEKS = 4
_RANGE_TAIL = 0.005
_NO_DAY = -1
_ENOUGH_TO_FLOW, _FLOWS_AGAIN_SHARE = 3.0, 0.5


@dataclass(frozen=True)
class SilenceRules:
    """The reviewed numbers of the watch.

    `usual_weeks`: weeks of usual days; `windows_days`: lengths of the runs of last days that are judged, days;
    `low_share`: at most this share of the expected tickets is far below; `false_alarms_a_year`: over all streams
    together, expected; `level_swing`: a stream's week-to-week swing assumed at the least, standard deviation as a share
    of its level; `told_days`: a silence older than this is no longer told, days.
    """

    usual_weeks: int
    windows_days: tuple[int, ...]
    low_share: float
    false_alarms_a_year: float
    level_swing: float
    told_days: int

    def __post_init__(self) -> None:
        for name in ("usual_weeks", "low_share", "false_alarms_a_year", "told_days"):
            require_positive(getattr(self, name), name=name)
        if not self.windows_days or min(self.windows_days) < 1:
            raise BadParameterError(f"windows_days must be whole days, at least one of them, got {self.windows_days}")
        if not 0 <= self.level_swing < 1:
            raise BadParameterError(f"level_swing must lie between 0 and 1, got {self.level_swing}")


@dataclass(frozen=True, eq=False)
class _Board:
    """Streams by days: `counts` and `held` have shape (streams, days), `ends` is each stream's last day to judge."""

    streams: pd.DataFrame
    counts: FloatArray
    held: BoolArray
    days: DayArray
    is_usual_day: BoolArray
    ends: DayArray
    last_ticket: DayArray

    def last_days(self, n_days: int) -> BoolArray:
        """Return which days are among the last `n_days` of each stream, holidays left out."""
        return (self.days > self.ends[:, None] - n_days) & (self.days <= self.ends[:, None]) & self.is_usual_day


@dataclass(frozen=True, eq=False)
class _Usual:
    """The usual weeks of every stream, `base`, and what is usual for a (counterpart) stream on those days."""

    base: BoolArray
    per_weekday: FloatArray
    dispersion: FloatArray
    swing: FloatArray
    is_long_enough: BoolArray


@dataclass(frozen=True, eq=False)
class _Run:
    """The last `n_days` of every stream: seen, expected, variance, how likely so few are, and what others gained."""

    n_days: int
    seen: FloatArray
    expected: FloatArray
    variance: FloatArray
    tail: FloatArray
    gained: FloatArray


def find_silences(
    daily: pd.DataFrame,
    last_dates: Mapping[str, date],
    *,
    rules: SilenceRules,
    holidays: Collection[date] = (),
    counterparts: Mapping[tuple[str, str, str], tuple[tuple[str, str, str], ...]] | None = None,
) -> pd.DataFrame:
    """Judge the last days of every stream against the same weekdays of the weeks before.

    Parameters
    ----------
    daily
        `feed_code`, `stream_kind`, `stream_code`, `huddle_date` (calendar day), `n_tickets`. Each feed needs its stream
        of kind `WHOLE_FEED`: a day on which that has no ticket is a day that the feed is not held.
    last_dates
        The last day that each feed holds in full; a feed that is not in it is not judged.
    rules
        The reviewed numbers.
    holidays
        Days that are neither judged nor usual.
    counterparts
        For a stream, the streams of other systems that its tickets can have moved to.

    Returns
    -------
    One row per stream that had a ticket in its usual weeks: `feed_code`, `stream_kind`, `stream_code`, `status` (see
    `FLOWING` and its neighbours), `since_date` (calendar day; None where it flows), `last_date`, `n_days` (of the run
    that was judged, the longest where nothing fell; of a gap its empty days), `usual_per_day` (mean of the usual days),
    `n_tickets` (in the run), `n_expected_low`, `n_expected_high` (99 of 100 such runs lie in between).

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A feed has no stream of kind `WHOLE_FEED`.

    Notes
    -----
    The expected number of a run is the sum of its weekdays' means over the usual weeks. Its spread is negative
    binomial: variance = dispersion * expected * (1 + 1/weeks) + (swing * expected)^2, both estimated from the stream
    itself, the swing from its weekly totals. A run is an alarm where seen <= low_share * expected and P(X <= seen) is
    at most false_alarms_a_year / (365 * runs judged a day * streams that can alarm at all): a union bound, so that the
    true number of false alarms lies below the budget. The usual weeks end before the longest run, and before a silence
    that is older: what is silent does not become usual.
    """
    require_columns(daily, (*_KEYS, "huddle_date", "n_tickets"), what="streams")
    judged = daily[daily["feed_code"].isin(list(last_dates))]
    if judged.empty:
        return _no_streams()
    board = _lay_out(judged, last_dates, rules, holidays)
    usual = _usual_days(board, board.counts, _base(board, rules), rules)
    others = _others(board, counterparts or {})
    usual_others = _usual_days(board, others, usual.base, rules)
    runs = [
        _judge(board, usual, others, usual_others, n_days=n_days, rules=rules) for n_days in sorted(rules.windows_days)
    ]
    bound, can_alarm = _bound(runs[-1], usual, rules)
    return _tabulate(board, usual, runs, bound=bound, can_alarm=can_alarm, rules=rules)


def _lay_out(
    daily: pd.DataFrame, last_dates: Mapping[str, date], rules: SilenceRules, holidays: Collection[date]
) -> _Board:
    numbers = {feed: day_number(day) for feed, day in last_dates.items()}
    reach = rules.told_days + rules.usual_weeks * _WEEK + max(rules.windows_days)
    first_day, last_day = min(numbers.values()) - reach, max(numbers.values())
    near = daily[day_numbers(daily["huddle_date"]) >= first_day]
    streams, counts = count_matrix(near, _KEYS, first_day=first_day, last_day=last_day)
    days = np.arange(first_day, last_day + 1, dtype=np.int64)
    ends = np.asarray(streams["feed_code"].map(numbers), np.int64)
    counts[days > ends[:, None]] = 0.0
    whole = streams.index[streams["stream_kind"] == WHOLE_FEED]
    row_of_feed = dict(zip(streams.loc[whole, "feed_code"], whole, strict=True))
    if lacking := sorted(set(streams["feed_code"]) - row_of_feed.keys()):
        raise BadParameterError(f"no stream of kind '{WHOLE_FEED}' for {', '.join(lacking)}")
    held = counts[streams["feed_code"].map(row_of_feed).to_numpy(dtype=np.int64)] > 0
    last_ticket = np.where(counts > 0, days, _NO_DAY).max(axis=1)
    is_usual_day = ~np.isin(days, [day_number(day) for day in holidays])
    return _Board(streams, counts, held, days, is_usual_day, ends, last_ticket)


def _base(board: _Board, rules: SilenceRules) -> BoolArray:
    """Return each stream's usual days: the weeks before the longest run, or before an older silence that is told."""
    before_run = board.ends - max(rules.windows_days)
    is_told = board.ends - board.last_ticket <= rules.told_days
    last = np.where(is_told, np.minimum(before_run, board.last_ticket), before_run)[:, None]
    is_near = (board.days <= last) & (board.days > last - rules.usual_weeks * _WEEK)
    return board.held & is_near & board.is_usual_day


def _usual_days(board: _Board, counts: FloatArray, base: BoolArray, rules: SilenceRules) -> _Usual:
    weekday = weekdays(board.days)
    per_weekday = np.zeros((len(counts), _WEEK))
    for day in range(_WEEK):
        chosen = base & (weekday == day)
        per_weekday[:, day] = (counts * chosen).sum(axis=1) / np.maximum(chosen.sum(axis=1), 1)
    fitted = per_weekday[:, weekday] * base
    n_days = base.sum(axis=1)
    counted = np.where(fitted > 0, (counts - fitted) ** 2 / np.where(fitted > 0, fitted, 1.0), 0.0)
    freedom = np.maximum((fitted > 0).sum(axis=1) - (per_weekday > 0).sum(axis=1), 1)
    dispersion = np.maximum((counted * base).sum(axis=1) / freedom, 1.0)
    return _Usual(
        base=base,
        per_weekday=per_weekday,
        dispersion=dispersion,
        swing=np.maximum(_swing(board, counts, base, dispersion, rules), rules.level_swing),
        is_long_enough=n_days >= _LEAST_WEEKS * _WEEK,
    )


def _swing(
    board: _Board, counts: FloatArray, base: BoolArray, dispersion: FloatArray, rules: SilenceRules
) -> FloatArray:
    """Return how far a stream's level moves from week to week beyond its days' own spread, as a share of the level."""
    last = np.where(base, board.days, _NO_DAY).max(axis=1)
    week_of = (last[:, None] - board.days) // _WEEK
    rates = np.full((len(counts), rules.usual_weeks), np.nan)
    for week in range(rules.usual_weeks):
        chosen = base & (week_of == week)
        n_days = chosen.sum(axis=1)
        rates[:, week] = np.where(n_days > 0, (counts * chosen).sum(axis=1) / np.maximum(n_days, 1), np.nan)
    n_weeks = np.isfinite(rates).sum(axis=1)
    level = np.nansum(rates, axis=1) / np.maximum(n_weeks, 1)
    variance = np.nansum((rates - level[:, None]) ** 2, axis=1) / np.maximum(n_weeks - 1, 1)
    safe = np.where(level > 0, level, 1.0)
    swing: FloatArray = np.sqrt(np.maximum(variance / safe**2 - dispersion / (safe * _WEEK), 0.0))
    return swing


def _others(board: _Board, counterparts: Mapping[tuple[str, str, str], tuple[tuple[str, str, str], ...]]) -> FloatArray:
    """Return what each stream's counterparts counted a day."""
    keys = list(board.streams[list(_KEYS)].itertuples(index=False, name=None))
    row_of = {key: row for row, key in enumerate(keys)}
    others = np.zeros_like(board.counts)
    for row, key in enumerate(keys):
        for other in counterparts.get(key, ()):
            if other in row_of:
                others[row] += board.counts[row_of[other]]
    return others


def _judge(
    board: _Board, usual: _Usual, others: FloatArray, usual_others: _Usual, *, n_days: int, rules: SilenceRules
) -> _Run:
    chosen = board.last_days(n_days)
    weekday = weekdays(board.days)
    seen = (board.counts * chosen).sum(axis=1)
    expected = (usual.per_weekday[:, weekday] * chosen).sum(axis=1)
    expected_others = (usual_others.per_weekday[:, weekday] * chosen).sum(axis=1)
    variance = usual.dispersion * expected * (1 + 1 / rules.usual_weeks) + (usual.swing * expected) ** 2
    gained = np.maximum((others * chosen).sum(axis=1) - expected_others, 0.0)
    return _Run(n_days, seen, expected, variance, _lower_tail(seen, expected, variance), gained)


def _lower_tail(seen: FloatArray, expected: FloatArray, variance: FloatArray) -> FloatArray:
    """Return P(X <= seen) of a negative binomial with this mean and variance; 1 where nothing is expected."""
    size, share = _negative_binomial(expected, variance)
    return np.where(expected > 0, _tail_up_to(seen, size, share), 1.0)


def _tail_up_to(seen: FloatArray, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return P(X <= seen); written out because `scipy.stats` takes a third of a second to import."""
    return np.asarray(special.betainc(size, np.floor(seen) + 1, share), np.float64)


def _least_with(tail: float, size: FloatArray, share: FloatArray) -> FloatArray:
    """Return the smallest whole number with P(X <= it) of at least `tail`."""
    near = np.maximum(np.ceil(special.nbdtrik(tail, size, share)), 0)
    # The inverse is found by search: it may end a hair past a whole number.
    return np.asarray(np.where((near > 0) & (_tail_up_to(near - 1, size, share) >= tail), near - 1, near), np.float64)


def _negative_binomial(expected: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
    safe = np.where(expected > 0, expected, 1.0)
    wider = np.where(expected > 0, np.maximum(variance, safe * (1 + 1e-9)), 2.0)
    return safe**2 / (wider - safe), safe / wider


def _bound(longest: _Run, usual: _Usual, rules: SilenceRules) -> tuple[float, BoolArray]:
    """Return the largest tail that is an alarm, and which streams could raise one if they fell silent."""
    silent = _lower_tail(np.zeros_like(longest.expected), longest.expected, longest.variance)
    per_day = rules.false_alarms_a_year / (_DAYS_A_YEAR * len(rules.windows_days))
    could = (silent <= per_day) & usual.is_long_enough
    bound = per_day / max(int(could.sum()), 1)
    return bound, could & (silent <= bound)


def _tabulate(
    board: _Board, usual: _Usual, runs: list[_Run], *, bound: float, can_alarm: BoolArray, rules: SilenceRules
) -> pd.DataFrame:
    def is_low(run: _Run, seen: FloatArray) -> BoolArray:
        tail = _lower_tail(seen, run.expected, run.variance)
        low: BoolArray = (tail <= bound) & (seen <= rules.low_share * run.expected) & usual.is_long_enough
        return low

    low = np.array([is_low(run, run.seen) for run in runs])
    still_low = np.array([is_low(run, run.seen + run.gained) for run in runs])
    tails = np.array([run.tail for run in runs])
    is_empty = low & np.array([run.seen == 0 for run in runs])
    longest_empty = len(runs) - 1 - is_empty[::-1].argmax(axis=0)
    # The longest run without a ticket, else the one that says most clearly that something is missing; where none is
    # low, the longest run is told.
    clearest = np.where(low.any(axis=0), np.where(low, tails, np.inf).argmin(axis=0), len(runs) - 1)
    chosen = np.where(is_empty.any(axis=0), longest_empty, clearest)
    rows = np.arange(len(board.streams))
    seen, expected, variance, n_days = (
        np.array([getattr(run, name) * np.ones(len(rows)) for run in runs])[chosen, rows]
        for name in ("seen", "expected", "variance", "n_days")
    )
    quiet_days = board.ends - board.last_ticket
    is_alarm = low.any(axis=0) & (quiet_days <= rules.told_days) & ~_flows_again(runs, chosen)
    is_moved = is_alarm & ~still_low[chosen, rows]
    # A run without a ticket began the day after the last one; a thin one began with the run.
    first = np.where(seen == 0, board.last_ticket + 1, board.ends - n_days.astype(np.int64) + 1)
    empty_days = _empty_days(board, usual, runs[-1].n_days, bound=bound, rules=rules) & ~is_alarm[:, None]
    is_gap = empty_days.any(axis=1)
    first = np.where(is_gap, board.days[empty_days.argmax(axis=1)], first)
    seen, n_days = np.where(is_gap, 0, seen), np.where(is_gap, empty_days.sum(axis=1), n_days)
    status = np.select(
        [is_moved, is_alarm & (seen == 0), is_alarm, is_gap, ~can_alarm],
        [MOVED, SILENT, THINNED, GAP, TOO_FEW],
        default=FLOWING,
    )
    size, share = _negative_binomial(expected, variance)
    low_end, high_end = (_least_with(tail, size, share) for tail in (_RANGE_TAIL, 1 - _RANGE_TAIL))
    n_base = np.maximum(usual.base.sum(axis=1), 1)
    since = pd.Series(
        [_as_date(day) if told else None for day, told in zip(first.tolist(), is_alarm | is_gap, strict=True)]
    )
    table = board.streams.assign(
        status=status,
        since_date=since.astype(object),
        last_date=[_as_date(day) for day in board.ends.tolist()],
        n_days=n_days.astype(np.int64),
        usual_per_day=(board.counts * usual.base).sum(axis=1) / n_base,
        n_tickets=seen.astype(np.int64),
        n_expected_low=np.where(expected > 0, low_end, 0).astype(np.int64),
        n_expected_high=np.where(expected > 0, high_end, 0).astype(np.int64),
    )
    return table[table["usual_per_day"] > 0].reset_index(drop=True)


def _empty_days(board: _Board, usual: _Usual, n_days: int, *, bound: float, rules: SilenceRules) -> BoolArray:
    """Return the days without a ticket that are themselves too unlikely, among the last `n_days`.

    Each day is judged on as many mornings as it is told, so its bound is that much smaller.
    """
    expected = usual.per_weekday[:, weekdays(board.days)]
    variance = (
        usual.dispersion[:, None] * expected * (1 + 1 / rules.usual_weeks) + (usual.swing[:, None] * expected) ** 2
    )
    is_unlikely = _lower_tail(np.zeros_like(expected), expected, variance) <= bound / n_days
    empty: BoolArray = board.last_days(n_days) & (board.counts == 0) & is_unlikely & usual.is_long_enough[:, None]
    return empty


def _flows_again(runs: list[_Run], chosen: IntArray) -> BoolArray:
    """Tell where the newest days of the chosen run are as usual again: what has ended is not told as going on."""
    again = np.array(
        [(run.expected >= _ENOUGH_TO_FLOW) & (run.seen >= _FLOWS_AGAIN_SHARE * run.expected) for run in runs]
    )
    is_newer = np.arange(len(runs))[:, None] < chosen[None, :]
    return np.asarray((again & is_newer).any(axis=0), np.bool_)


def _as_date(day: int) -> date:
    return date.fromordinal(day + ORDINAL_OF_1970)


def _no_streams() -> pd.DataFrame:
    columns = dict.fromkeys((*_KEYS, "status"), "str") | {
        "since_date": "object",
        "last_date": "object",
        "n_days": "int64",
        "usual_per_day": "float64",
        "n_tickets": "int64",
        "n_expected_low": "int64",
        "n_expected_high": "int64",
    }
    return empty_frame(columns)
