"""The tickets of both systems, before they are written in either's form."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.sample.clock import ENDS_S, off_the_skipped_hour
from pipelines.sample.pulls import address_chances
from pipelines.sample.rhythm import day_rates, draw_moments, feed_end_s, weather

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.sample.city import City
    from pipelines.sample.columns import BoolArray, FloatArray, IntArray
    from pipelines.sample.pulls import Quiet

# Kinds that several people report at once: a tenth of their tickets repeat another one.
_ECHOING = ("needle", "basket", "graffiti", "dumping", "illegal_graffiti", "litter_debris", "park_litter")
_ECHO_SHARE = 0.10
_ECHO_DELAY_S = 5 * 3600
STILL_OPEN = np.iinfo(np.int64).max

PLACE_FULL, PLACE_ADDRESS_ONLY, PLACE_NONE = 0, 1, 2
CHANNEL_DRAWN, CHANNEL_APP, CHANNEL_EMPLOYEE = 0, 1, 2


@dataclass(frozen=True)
class Tickets:
    """Tickets, one entry each in every array.

    Moments are on the wall clock, `closed_s` is `STILL_OPEN` where never closed; `kind_no` and `address_no` are rows of
    the kinds and the addresses; `place_state` is one of `PLACE_...`, `channel` one of `CHANNEL_...`.
    """

    kind_no: IntArray
    address_no: IntArray
    opened_s: IntArray
    closed_s: IntArray
    is_staff: BoolArray
    place_state: IntArray
    channel: IntArray
    is_planted: BoolArray

    def __len__(self) -> int:
        return len(self.kind_no)

    def at(self, rows: IntArray | BoolArray | slice) -> Tickets:
        """Return some of the tickets."""
        return Tickets(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True)
class Drawn:
    """Tickets as drawn or planted, before it is decided how each ended and what its place holds."""

    kind_no: IntArray
    address_no: IntArray
    opened_s: IntArray
    is_staff: BoolArray
    channel: IntArray


def together(parts: list[Drawn]) -> Drawn:
    """Return several sets of drawn tickets as one."""
    return Drawn(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Drawn)})


def draw_everyday(
    city: City,
    kinds: pd.DataFrame,
    hot: FloatArray,
    *,
    n_tickets: int,
    quiet: tuple[Quiet, ...],
    rng: np.random.Generator,
) -> Drawn:
    """Draw the tickets of everyday life: everything that is not planted."""
    day_weather = weather(rng)
    rows = kinds.to_dict("records")
    rates = [day_rates(kind, day_weather=day_weather) for kind in rows]
    counts = _apportioned(np.array([rate.sum() for rate in rates]), n_tickets=n_tickets)
    parts = []
    for kind_no, (kind, rate, count) in enumerate(zip(rows, rates, counts.tolist(), strict=True)):
        if count:
            chances = address_chances(city, hot, kind=kind, quiet=quiet)
            parts.append(_draw_kind(kind_no, kind, count, rate=rate, chances=chances, rng=rng))
    return together(parts)


def complete(drawn: Drawn, kinds: pd.DataFrame, *, n_everyday: int, rng: np.random.Generator) -> Tickets:
    """Decide how each ticket ended and what its place holds, and put all in the order they were opened.

    Parameters
    ----------
    n_everyday
        The first so many of `drawn` are everyday tickets, the others planted; planted ones keep their place.
    """
    n = len(drawn.kind_no)
    is_planted = np.arange(n) >= n_everyday
    chance = rng.random(n)
    none, address_only = (_of_kind(kinds, c, drawn) for c in ("no_place_share", "address_only_share"))
    state = np.where(chance < none, PLACE_NONE, np.where(chance < none + address_only, PLACE_ADDRESS_ONLY, PLACE_FULL))
    tickets = Tickets(
        kind_no=drawn.kind_no,
        address_no=drawn.address_no,
        opened_s=drawn.opened_s,
        closed_s=_closing_moments(drawn, kinds, rng),
        is_staff=drawn.is_staff,
        place_state=np.where(is_planted, PLACE_FULL, state).astype(np.int64),
        channel=drawn.channel,
        is_planted=is_planted,
    )
    return tickets.at(np.lexsort((drawn.address_no, drawn.kind_no, drawn.opened_s)))


def feed_ends(kinds: pd.DataFrame) -> IntArray:
    """Return, for each kind, the moment its system's export stops."""
    return np.array([feed_end_s(code) for code in kinds["system_code"]], dtype=np.int64)


def _draw_kind(
    kind_no: int,
    kind: dict[Any, Any],
    count: int,
    *,
    rate: FloatArray,
    chances: FloatArray,
    rng: np.random.Generator,
) -> Drawn:
    opened = draw_moments(kind, count, rates=rate, rng=rng)
    address = np.searchsorted(chances, rng.random(count), side="right").clip(max=len(chances) - 1).astype(np.int64)
    is_staff = rng.random(count) < float(kind["staff_share"])
    if kind["kind_code"] in _ECHOING:
        echoes = rng.random(count) < _ECHO_SHARE
        parent = rng.integers(0, count, count)
        later = opened[parent] + 60 + (rng.standard_exponential(count) * _ECHO_DELAY_S).astype(np.int64)
        echoes &= ~echoes[parent] & (later < feed_end_s(kind["system_code"]))
        opened = off_the_skipped_hour(np.where(echoes, later, opened))
        address, is_staff = np.where(echoes, address[parent], address), is_staff & ~echoes
    kind_nos = np.full(count, kind_no, dtype=np.int64)
    return Drawn(kind_nos, address, opened, is_staff, np.full(count, CHANNEL_DRAWN, dtype=np.int64))


def _closing_moments(drawn: Drawn, kinds: pd.DataFrame, rng: np.random.Generator) -> IntArray:
    """When each was closed; what the export could not yet know is still open."""
    n = len(drawn.kind_no)
    median_h, sigma = _of_kind(kinds, "close_median_h", drawn), _of_kind(kinds, "close_sigma", drawn)
    lasted_h = median_h * np.exp(sigma * rng.standard_normal(n))
    closed = off_the_skipped_hour(drawn.opened_s + 60 + (lasted_h * 3600).astype(np.int64))
    stays_open = rng.random(n) < _of_kind(kinds, "never_closed_share", drawn)
    ends = np.where(stays_open | (closed >= feed_ends(kinds)[drawn.kind_no]) | (closed >= ENDS_S), STILL_OPEN, closed)
    return ends.astype(np.int64)


def _of_kind(kinds: pd.DataFrame, column: str, drawn: Drawn) -> FloatArray:
    of_kinds: FloatArray = np.array([float(text) for text in kinds[column]], dtype=np.float64)
    return of_kinds[drawn.kind_no]


def _apportioned(expected: FloatArray, *, n_tickets: int) -> IntArray:
    """Share out whole tickets by largest remainder."""
    shares = expected / expected.sum() * n_tickets
    counts: IntArray = np.floor(shares).astype(np.int64)
    order = np.argsort(-(shares - counts), kind="stable")
    counts[order[: n_tickets - int(counts.sum())]] += 1
    return counts
