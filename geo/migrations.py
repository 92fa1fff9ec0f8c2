"""Topics that began in the new system: moved over from the legacy one, or not, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from geo.day_counts import ORDINAL_OF_1970, count_matrix, day_numbers, weekdays
from geo.errors import BadParameterError, require_columns, require_positive

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.day_counts import DayArray
    from geo.points import FloatArray

    BoolArray: TypeAlias = NDArray[np.bool_]

OLD, NEW = "legacy", "new"
"""The two systems, as `system_code` writes them."""

MOVED = "moved"
MOVED_TOTAL_CHANGED = "moved_total_changed"
NOT_A_MOVE = "not_a_move"
NOTHING_BEFORE = "nothing_before"
TOO_EARLY = "too_early"
TOO_FEW = "too_few"
OLD_NOT_HELD = "legacy_not_held"
OLD_ENDED = "legacy_ended"
TOO_SMALL = "too_small"
RUNNING_IN_BOTH = "running_in_both"
RUNNING_IN_NEW = "running_in_new"

_KEYS = ("system_code", "category_code", "type_name")
_WEEK = 7


@dataclass(frozen=True)
class MoveRules:
    """The reviewed numbers of what counts as a move.

    `window_days`: days before and after the beginning that are compared; `min_days`: of these, days at least on which
    both systems are held; `min_tickets`: a topic with fewer in the window after its beginning is not judged;
    `start_share`: it began where all before it is at most this share of the window after; `fall_share`: what the legacy
    types lost is at least this share of what the topics gained; `range_sd`: half the expected range, in standard
    deviations.
    """

    window_days: int
    min_days: int
    min_tickets: int
    start_share: float
    fall_share: float
    range_sd: float

    def __post_init__(self) -> None:
        for name in ("window_days", "min_days", "min_tickets", "start_share", "fall_share", "range_sd"):
            require_positive(getattr(self, name), name=name)
        if self.min_days > self.window_days:
            raise BadParameterError(f"min_days ({self.min_days}) is above window_days ({self.window_days})")


@dataclass(frozen=True, eq=False)
class _Board:
    """Types and topics by days; a system is held on the days on which it has any ticket."""

    streams: pd.DataFrame
    counts: FloatArray
    days: DayArray
    held: dict[str, BoolArray]

    def rows(self, system_code: str, category_code: str) -> list[int]:
        chosen = (self.streams["system_code"] == system_code) & (self.streams["category_code"] == category_code)
        return [int(row) for row in np.flatnonzero(chosen.to_numpy())]

    def names(self, rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.streams.loc[list(rows), "type_name"])


@dataclass(frozen=True, eq=False)
class _Windows:
    """The days compared, those on which both systems are held: boolean over all days."""

    before: BoolArray
    after: BoolArray

    @property
    def n_before(self) -> int:
        return int(self.before.sum())

    @property
    def n_after(self) -> int:
        return int(self.after.sum())

    @property
    def ratio(self) -> float:
        return self.n_after / self.n_before


def find_migrations(daily: pd.DataFrame, *, rules: MoveRules) -> pd.DataFrame:
    """Tell of every topic of the new system when it began there, and whether the legacy system fell for it.

    Parameters
    ----------
    daily
        `system_code` (legacy or new; other systems are left out), `category_code` (the reviewed category, which is what
        makes a type and a topic a pair), `type_name`, `huddle_date` (calendar day), `n_tickets`. Days that a feed does
        not hold in full must be left out before. Row order does not matter.
    rules
        The reviewed numbers.

    Returns
    -------
    One row per category and topic of the new system: `category_code`, `topic_name`, `status` (see `MOVED` and its
    neighbours), `began_date` (calendar day; None where it ran from the first days held, or is too small to tell),
    `legacy_types` (tuple of the types that fell, sorted; empty where none did), `topics` (tuple of the topics that
    began with it), `n_days_before`, `n_days_after` (days compared, on which both systems are held), and, in tickets a
    week: `legacy_before`, `legacy_after` (the types that fell; of the whole category where none did), `new_before`,
    `new_after` (the topics that began with it), `total_before`, `total_after`, `expected_low`, `expected_high` (where
    the total after lies if nothing changed); NaN where no comparison can be made. `n_tickets` is the topic's own, on
    all days.

    Raises
    ------
    MissingColumnError
        A column is missing.

    Notes
    -----
    The beginning is the day that splits the topic's counts most clearly (Poisson likelihood of two rates) among those
    with at most `start_share` of the window's tickets anywhere before. A type fell where its count after lies below its
    own expected range; ranges are expected +- range_sd * sqrt(dispersion * expected * (1 + ratio)), with the dispersion
    of days about their weekday's mean, at least 1. Over-dispersed counts so need more, never less, evidence.
    """
    require_columns(daily, (*_KEYS, "huddle_date", "n_tickets"), what="counts a day")
    judged = daily[daily["system_code"].isin((OLD, NEW))]
    if not (judged["system_code"] == NEW).any():
        return _table([])
    numbers = day_numbers(judged["huddle_date"])
    streams, counts = count_matrix(judged, _KEYS, first_day=int(numbers.min()), last_day=int(numbers.max()))
    days = np.arange(int(numbers.min()), int(numbers.max()) + 1, dtype=np.int64)
    held = {code: counts[(streams["system_code"] == code).to_numpy()].sum(axis=0) > 0 for code in (OLD, NEW)}
    board = _Board(streams, counts, days, held)
    topics = [int(row) for row in np.flatnonzero((streams["system_code"] == NEW).to_numpy())]
    beginnings = {row: _beginning(board, row, rules) for row in topics}
    return _table([_judge(board, row, beginnings, rules) for row in topics])


def _beginning(board: _Board, row: int, rules: MoveRules) -> int | None:
    """Return the column of the topic's first day in the new system; None where it has none that can be told."""
    held = board.held[NEW]
    counts = np.where(held, board.counts[row], 0.0)
    total, n_held = np.concatenate([[0.0], counts.cumsum()]), np.concatenate([[0.0], held.cumsum()])
    day = np.arange(len(counts))
    start, end = np.maximum(day - rules.window_days, 0), np.minimum(day + rules.window_days, len(counts))
    before, after = total[day] - total[start], total[end] - total[day]
    n_before, n_after = n_held[day] - n_held[start], n_held[end] - n_held[day]
    can_begin = (
        (counts > 0)
        & (after >= rules.min_tickets)
        & (n_before >= rules.min_days)
        & (total[day] <= rules.start_share * after)
        & (before * n_after <= rules.start_share * after * n_before)
    )
    if not can_begin.any():
        return None
    gain = special.xlogy(after, after / np.maximum(n_after, 1)) + special.xlogy(
        before, before / np.maximum(n_before, 1)
    )
    pooled = (before + after) / np.maximum(n_before + n_after, 1)
    return int(np.where(can_begin, gain - special.xlogy(before + after, pooled), -np.inf).argmax())


def _judge(board: _Board, row: int, beginnings: dict[int, int | None], rules: MoveRules) -> dict[str, Any]:
    category = str(board.streams.loc[row, "category_code"])
    old_rows = board.rows(OLD, category)
    told: dict[str, Any] = {
        "category_code": category,
        "topic_name": board.streams.loc[row, "type_name"],
        "n_tickets": int(board.counts[row].sum()),
        "began_date": None,
        "legacy_types": (),
        "topics": (),
    }
    began = beginnings[row]
    if began is None:
        if not board.counts[row][_first_held(board, rules)].any():
            return told | {"status": TOO_SMALL}
        in_both = board.held[OLD].any() and board.counts[old_rows].sum() > 0
        return told | {"status": RUNNING_IN_BOTH if in_both else RUNNING_IN_NEW}
    told["began_date"] = date.fromordinal(int(board.days[began]) + ORDINAL_OF_1970)
    windows = _windows(board, began, rules)
    if windows.n_before < rules.min_days or windows.n_after < rules.min_days:
        return told | {"status": _why_not(board, began, windows, rules)}
    near = [
        other
        for other in board.rows(NEW, category)
        if (start := beginnings[other]) is not None and abs(start - began) <= rules.min_days
    ]
    return told | _compare(board, near, old_rows, windows, rules)


def _first_held(board: _Board, rules: MoveRules) -> BoolArray:
    """Return the first days of the new system that are held: what runs on them ran before anybody could see."""
    held = board.held[NEW]
    first: BoolArray = held & (held.cumsum() <= rules.window_days)
    return first


def _windows(board: _Board, began: int, rules: MoveRules) -> _Windows:
    both = board.held[OLD] & board.held[NEW]
    day = np.arange(len(board.days))
    return _Windows(
        before=both & (day >= began - rules.window_days) & (day < began),
        after=both & (day >= began) & (day < began + rules.window_days),
    )


def _why_not(board: _Board, began: int, windows: _Windows, rules: MoveRules) -> str:
    """Say why a beginning cannot be compared."""
    if windows.n_before < rules.min_days:
        return OLD_NOT_HELD
    return TOO_EARLY if board.held[NEW][began:].sum() < rules.min_days else OLD_ENDED


def _compare(
    board: _Board, topics: list[int], old_rows: list[int], windows: _Windows, rules: MoveRules
) -> dict[str, Any]:
    """Compare the topics that began together with the legacy types that fell, before and after."""
    fallen = [row for row in old_rows if _fell(board, [row], windows, rules)]
    pair = fallen or old_rows
    old_before, old_after = _sums(board, pair, windows)
    new_before, new_after = _sums(board, topics, windows)
    total_before, total_after = old_before + new_before, old_after + new_after
    expected = total_before * windows.ratio
    half = rules.range_sd * _spread(board, [*topics, *pair], expected, windows)
    gained = new_after - new_before * windows.ratio
    lost = old_before * windows.ratio - old_after
    before_week, after_week = _WEEK / windows.n_before, _WEEK / windows.n_after
    if fallen and lost >= rules.fall_share * gained:
        status = MOVED if abs(total_after - expected) <= half else MOVED_TOTAL_CHANGED
    elif old_before == 0:
        status = NOTHING_BEFORE
    elif fallen:
        status = NOT_A_MOVE
    else:
        # Had the topics come from the legacy types, would these have fallen visibly?
        visible = rules.range_sd * _spread(board, old_rows, old_before * windows.ratio, windows)
        status = NOT_A_MOVE if rules.fall_share * gained >= visible else TOO_FEW
    return {
        "status": status,
        "legacy_types": board.names(fallen) if status in (MOVED, MOVED_TOTAL_CHANGED) else (),
        "topics": board.names(topics),
        "n_days_before": windows.n_before,
        "n_days_after": windows.n_after,
        "legacy_before": old_before * before_week,
        "legacy_after": old_after * after_week,
        "new_before": new_before * before_week,
        "new_after": new_after * after_week,
        "total_before": total_before * before_week,
        "total_after": total_after * after_week,
        "expected_low": max(expected - half, 0.0) * after_week,
        "expected_high": (expected + half) * after_week,
    }


def _fell(board: _Board, rows: list[int], windows: _Windows, rules: MoveRules) -> bool:
    before, after = _sums(board, rows, windows)
    expected = before * windows.ratio
    return bool(after < expected - rules.range_sd * _spread(board, rows, expected, windows))


def _sums(board: _Board, rows: list[int], windows: _Windows) -> tuple[float, float]:
    counts = board.counts[rows].sum(axis=0)
    return float(counts[windows.before].sum()), float(counts[windows.after].sum())


def _spread(board: _Board, rows: list[int], expected: float, windows: _Windows) -> float:
    """Return the standard deviation of what is seen after, about what the days before let expect."""
    counts = board.counts[rows].sum(axis=0)
    dispersion = _dispersion([(counts[window], board.days[window]) for window in (windows.before, windows.after)])
    return float(np.sqrt(dispersion * expected * (1 + windows.ratio)))


def _dispersion(parts: list[tuple[FloatArray, DayArray]]) -> float:
    """Return how much more days vary about their weekday's mean than chance lets them, at least 1; parts apart."""
    squares, freedom = 0.0, 0
    for counts, days in parts:
        for weekday in range(_WEEK):
            own = counts[weekdays(days) == weekday]
            if len(own) > 1 and own.mean() > 0:
                squares += float(((own - own.mean()) ** 2).sum() / own.mean())
                freedom += len(own) - 1
    return max(squares / freedom, 1.0) if freedom else 1.0


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    figures = (
        "legacy_before", "legacy_after", "new_before", "new_after", "total_before", "total_after", "expected_low",
        "expected_high",
    )  # fmt: skip
    whole = ("n_days_before", "n_days_after", "n_tickets")
    texts = ("category_code", "topic_name", "status", "began_date", "legacy_types", "topics")
    columns: dict[str, Any] = {name: pd.Series([row[name] for row in rows], dtype=object) for name in texts}
    columns |= {name: pd.Series([row.get(name, 0) for row in rows], dtype="int64") for name in whole}
    columns |= {name: pd.Series([row.get(name, np.nan) for row in rows], dtype="float64") for name in figures}
    return pd.DataFrame(columns)
