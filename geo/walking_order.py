"""The order in which places are walked, from where one stands: short, and the same every time it is asked for.

The nearest unvisited place next, then made shorter for as long as turning a stretch round (2-opt; Croes 1958,
doi:10.1287/opre.6.6.791) or walking up to three places elsewhere in the row (Or 1976) makes it so. The walk ends at its
last place: nobody has to come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import BadParameterError

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

_LONGEST_MOVED = 3
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
"""The eight ways that a leg can go, by the clock from grid north."""

_EIGHTH_DEGREES = 45.0
# Nearer than this one stands there: no way is told.
_LEAST_WAY_M = 10.0
# What is shorter by less is rounding: without it two equal walks could be turned into one another for ever.
_LEAST_GAIN_M = 1e-6


@dataclass(frozen=True)
class WalkLegs:
    """The legs of a walk: `length_m` as the crow flies; `ways` of `COMPASS`, empty where one stands there."""

    length_m: FloatArray
    ways: tuple[str, ...]


def walking_order(points_m: FloatArray, *, start_m: tuple[float, float]) -> IntArray:
    """Return in which order to walk places.

    Parameters
    ----------
    points_m
        x and y of each place, shape (n, 2), metres in EPSG:26986. Made for a district's list of at most 30; the work
        grows with the square of n for each step.
    start_m
        x and y of where the walk begins, metres.

    Returns
    -------
    The rows of `points_m` in the order of the walk, each once; as the crow flies it is never longer than going to the
    nearest place left each time. Of equal choices the lower row is taken.

    Raises
    ------
    BadParameterError
        A coordinate is missing or infinite, or the shape is another.
    """
    points = np.asarray(points_m, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2:  # noqa: PLR2004 - x and y
        raise BadParameterError(f"points need the shape (n, 2), got {points.shape}")
    stops = np.vstack([np.asarray(start_m, dtype=float), points])
    if not np.isfinite(stops).all():
        raise BadParameterError("a point of the walk has no place: a coordinate is missing or infinite")
    apart_m = np.hypot(*(stops[:, None, axis] - stops[None, :, axis] for axis in (0, 1)))
    walk = _nearest_next(apart_m)
    while True:
        turned, moved = _best_turn(walk, apart_m), _best_move(walk, apart_m)
        gain_m, shorter = max(turned, moved, key=lambda each: each[0])
        if gain_m <= _LEAST_GAIN_M:
            return walk[1:] - 1
        walk = shorter


def walk_length_m(points_m: FloatArray, order: IntArray, *, start_m: tuple[float, float]) -> float:
    """Return how long a walk is as the crow flies, metres.

    Parameters
    ----------
    points_m, start_m
        As in `walking_order`.
    order
        The rows of `points_m` in the order of the walk.
    """
    return float(walk_legs(points_m, order, start_m=start_m).length_m.sum())


def walk_legs(points_m: FloatArray, order: IntArray, *, start_m: tuple[float, float]) -> WalkLegs:
    """Return how far and which way each place of a walk lies from the one before it, the first from the start.

    Parameters
    ----------
    points_m, start_m, order
        As in `walk_length_m`.

    Returns
    -------
    One leg for each place, in the order of the walk.
    """
    places = np.asarray(points_m, dtype=float).reshape(-1, 2)[np.asarray(order, dtype=np.int64)]
    steps = np.diff(np.vstack([np.asarray(start_m, dtype=float), places]), axis=0)
    length_m = np.hypot(steps[:, 0], steps[:, 1])
    # Grid north is within a degree of true north everywhere in the city: far less than half an eighth of the compass.
    eighth = np.round(np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) / _EIGHTH_DEGREES).astype(np.int64) % 8
    ways = tuple(COMPASS[at] if far >= _LEAST_WAY_M else "" for at, far in zip(eighth, length_m, strict=True))
    return WalkLegs(length_m, ways)


def _nearest_next(apart_m: FloatArray) -> IntArray:
    n_stops = len(apart_m)
    is_left = np.ones(n_stops, dtype=bool)
    walk = np.zeros(n_stops, dtype=np.int64)
    is_left[0] = False
    for step in range(1, n_stops):
        walk[step] = np.where(is_left, apart_m[walk[step - 1]], np.inf).argmin()
        is_left[walk[step]] = False
    return walk


def _best_turn(walk: IntArray, apart_m: FloatArray) -> tuple[float, IntArray]:
    """Return the walk with the one stretch turned round that shortens it most, and by how much."""
    if len(walk) < 3:  # noqa: PLR2004 - one place has one order
        return 0.0, walk
    along = apart_m[np.ix_(walk, walk)]
    # Row: the first of a stretch; column: its last. After the last place comes nothing.
    before = np.diagonal(along, offset=1)[:, None]
    after = np.append(np.diagonal(along, offset=1)[1:], 0.0)[None, :]
    to_last = along[:-1, 1:]
    to_next = np.hstack([along[1:, 2:], np.zeros((len(walk) - 1, 1))])
    gain_m = np.triu(before + after - to_last - to_next, k=1)
    first, last = np.unravel_index(gain_m.argmax(), gain_m.shape)
    turned = walk.copy()
    turned[first + 1 : last + 2] = walk[first + 1 : last + 2][::-1]
    return float(gain_m[first, last]), turned


def _best_move(walk: IntArray, apart_m: FloatArray) -> tuple[float, IntArray]:
    """Return the walk with the one to three places walked elsewhere, either way round, that shorten it most."""
    best_m, best = 0.0, walk
    for length in range(1, min(_LONGEST_MOVED, len(walk) - 2) + 1):
        for first in range(1, len(walk) - length + 1):
            moved, rest = walk[first : first + length], np.delete(walk, slice(first, first + length))
            saved_m = apart_m[walk[first - 1], moved[0]]
            if first + length < len(walk):
                following = walk[first + length]
                saved_m = saved_m + apart_m[moved[-1], following] - apart_m[walk[first - 1], following]
            # Between each stop of the rest and the next; behind the last there is no next.
            held_m = np.append(apart_m[rest[:-1], rest[1:]], 0.0)
            for stretch in (moved, moved[::-1]):
                on_m = np.append(apart_m[stretch[-1], rest[1:]], 0.0)
                gain_m = saved_m + held_m - apart_m[rest, stretch[0]] - on_m
                at = int(gain_m.argmax())
                if gain_m[at] > best_m:
                    best_m, best = float(gain_m[at]), np.insert(rest, at + 1, stretch)
    return best_m, best
