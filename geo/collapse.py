"""Rows collapsed to distinct coordinates by an exact hash, in order of first appearance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    import numpy.typing as npt

FAULTLESS, FAULT_IN_X, FAULT_IN_Y, FAULT_IN_WEIGHT = 0, 1, 2, 3

_NEGATIVE_ZERO = np.int64(-(2**63))
_CITY_ROOM = 1 << 17
_MIX_X, _MIX_Y, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xBF58476D1CE4E5B9)
_SHIFT_ONCE, _SHIFT_TWICE = np.uint64(29), np.uint64(32)
_FIRST_INEXACT = 2.0**53


class Collapsed(NamedTuple):
    """Distinct coordinates with their summed weight: rows `x`, `y`, `weight` of `places`, in order of first appearance.

    `place_of_row` gives each input row's place. `is_whole` says that every weight is a whole number and all
    of them together are exact in a double, so that no sum of them can be rounded. `fault` is one of `FAULT_...`;
    with a fault the rest means nothing.
    """

    places: npt.NDArray[np.float64]
    place_of_row: npt.NDArray[np.int32]
    is_whole: bool
    fault: int


@compiled
def collapse_rows(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]) -> Collapsed:
    """Collapse rows to distinct coordinates.

    Two coordinates are the same when their doubles are equal: bit for bit, but for 0.0 and -0.0, which are equal
    too. Nothing is rounded to a grid. The table grows with the distinct coordinates, not with the rows: a city's
    addresses stay in the processor's cache however many tickets name them.

    Parameters
    ----------
    x, y
        Coordinates, any unit, of equal length below 2**31, contiguous.
    weight
        Weights, of the same length. A value that is not finite, or a weight below 0, is a fault.
    """
    n_rows = x.size
    x_bits, y_bits = x.view(np.int64), y.view(np.int64)
    place_of_row = np.empty(n_rows, np.int32)
    # Room for a city's addresses, so that they need no second table; less where the rows are fewer.
    room = 16
    while room < min(n_rows, _CITY_ROOM):
        room *= 2
    places = np.empty((room, 3))
    table = np.full(2 * room, -1, np.int32)
    n_places, is_whole, total, fault = 0, True, 0.0, FAULTLESS
    for row in range(n_rows):
        fault = _fault(x[row], y[row], weight[row])
        if fault != FAULTLESS:
            break
        is_whole &= weight[row] == np.floor(weight[row])
        total += weight[row]
        slot = _hash(x_bits[row], y_bits[row]) & (table.size - 1)
        place = table[slot]
        while place >= 0 and not (places[place, 0] == x[row] and places[place, 1] == y[row]):
            slot = (slot + 1) & (table.size - 1)
            place = table[slot]
        if place < 0:
            if n_places == places.shape[0]:
                # Addresses soon repeat; rows of which every other is new are pins, and will go on being new.
                places, table = _with_more_room(places, n_rows if 2 * n_places > row else n_places)
                slot = _free_slot(table, _hash(x_bits[row], y_bits[row]))
            table[slot] = place = n_places
            places[place, 0], places[place, 1], places[place, 2] = x[row], y[row], 0.0
            n_places += 1
        places[place, 2] += weight[row]
        place_of_row[row] = place
    return Collapsed(places[:n_places], place_of_row, is_whole and total < _FIRST_INEXACT, fault)


@compiled
def _fault(x: float, y: float, weight: float) -> int:
    if not np.isfinite(x):
        return FAULT_IN_X
    if not np.isfinite(y):
        return FAULT_IN_Y
    return FAULTLESS if np.isfinite(weight) and weight >= 0 else FAULT_IN_WEIGHT


@compiled
def _hash(x_bits: Any, y_bits: Any) -> Any:
    if x_bits == _NEGATIVE_ZERO:
        x_bits = np.int64(0)
    if y_bits == _NEGATIVE_ZERO:
        y_bits = np.int64(0)
    # Coordinates of few decimals differ in their high bits only; the shifts bring them down to where slots are read.
    mixed = (np.uint64(x_bits) * _MIX_X) ^ (np.uint64(y_bits) * _MIX_Y)
    mixed = (mixed ^ (mixed >> _SHIFT_ONCE)) * _MIX
    return np.int64((mixed ^ (mixed >> _SHIFT_TWICE)) >> np.uint64(1))


@compiled
def _free_slot(table: Any, hashed: Any) -> Any:
    slot = hashed & (table.size - 1)
    while table[slot] >= 0:
        slot = (slot + 1) & (table.size - 1)
    return slot


@compiled
def _with_more_room(places: Any, n_expected: int) -> Any:
    room = 2 * places.shape[0]
    while room < n_expected:
        room *= 2
    roomier = np.empty((room, 3))
    table = np.full(2 * room, -1, np.int32)
    for place in range(places.shape[0]):
        # One by one: to copy a slice, the compiler also compiles the words of an error about two shapes, for seconds.
        for column in range(3):
            roomier[place, column] = places[place, column]
        bits = places[place].view(np.int64)
        table[_free_slot(table, _hash(bits[0], bits[1]))] = place
    return roomier, table
