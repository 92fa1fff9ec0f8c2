"""Where a place must be that nobody wrote down before: a house between known ones, a corner of known streets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.place_index import Ground, Spot

NEAR_NUMBERS = 20
"""A known house up to this many numbers away answers for one that is not known."""

FAR_NUMBERS = 110
"""Beyond the last known house of a street, its end answers for at most this many numbers more."""

BETWEEN_M = 600.0
"""Two known houses further apart than this say little of where a number between them is."""

MEET_M = 130.0
"""Two streets whose known places come this near to each other are taken to meet there."""

SHORT_STREET_M = 300.0
"""The middle of a street no longer than this answers for all of it."""

SAME_SPOT_M = 200.0
"""Places no further apart than this are one place, and the first of them will do."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where a place is taken to be (EPSG:26986, metres), in words why, and what of 100 it takes off the confidence."""

    x_m: float
    y_m: float
    spot: Spot
    doubt: float
    how: str
    why: str


def estimate_houses(number: int, houses: Sequence[Spot]) -> list[Estimate]:
    """Find a house number on one stretch of a street.

    Parameters
    ----------
    number
        The house number asked for.
    houses
        The known houses of the stretch, by number, at least one.

    Returns
    -------
    The house itself, as often as it is known (doubt 0); else one place between its two neighbours, in proportion to the
    numbers (doubt 5, and 1 for each 15 m between them); else the nearest known house (doubt 10, and 1 for each number
    between up to `NEAR_NUMBERS`, 1 for each three more); nothing where the nearest is more than `NEAR_NUMBERS` away,
    or, past the end of the stretch, more than `FAR_NUMBERS`.
    """
    position = bisect_left(houses, number, key=_number)
    known = houses[position : bisect_right(houses, number, key=_number)]
    if known:
        return [Estimate(spot.x_m, spot.y_m, spot, 0.0, "address", "the address is known") for spot in known]
    estimate = _estimate_unknown(number, houses, position)
    return [estimate] if estimate else []


def _estimate_unknown(number: int, houses: Sequence[Spot], position: int) -> Estimate | None:
    sides = [_neighbours(houses, position, lambda spot: spot.house_number % 2 == number % 2)]
    sides.append(_neighbours(houses, position, lambda _: True))
    found = [between for below, above in sides if below and above and (between := _between(number, below, above))]
    if found:
        return min(found, key=lambda estimate: estimate.doubt)
    near = sorted(
        (spot for side in sides for spot in side if spot is not None),
        # The own side of the street first.
        key=lambda spot: (abs(spot.house_number - number) + _across(spot, number), _across(spot, number)),
    )
    gap = abs(near[0].house_number - number)
    is_past_the_end = position in (0, len(houses))
    if gap > (FAR_NUMBERS if is_past_the_end else NEAR_NUMBERS):
        return None
    spot = near[0]
    return Estimate(
        spot.x_m,
        spot.y_m,
        spot,
        10.0 + min(gap, NEAR_NUMBERS) + max(gap - NEAR_NUMBERS, 0) / 3,
        "near address",
        f"the nearest known house is {spot.label}",
    )


def _number(spot: Spot) -> int:
    return spot.house_number


def _across(spot: Spot, number: int) -> int:
    """Return 1 where a house stands on the other side of the street than the number asked for, else 0."""
    return (spot.house_number - number) % 2


def _neighbours(
    houses: Sequence[Spot], position: int, is_wanted: Callable[[Spot], bool]
) -> tuple[Spot | None, Spot | None]:
    """Return the nearest wanted houses before and from a position on."""
    below = next((houses[i] for i in range(position - 1, -1, -1) if is_wanted(houses[i])), None)
    above = next((houses[i] for i in range(position, len(houses)) if is_wanted(houses[i])), None)
    return below, above


def _between(number: int, below: Spot, above: Spot) -> Estimate | None:
    apart_m = float(np.hypot(above.x_m - below.x_m, above.y_m - below.y_m))
    if apart_m > BETWEEN_M:
        return None
    share = (number - below.house_number) / (above.house_number - below.house_number)
    nearest = below if share <= 0.5 else above  # noqa: PLR2004 - the half
    return Estimate(
        below.x_m + share * (above.x_m - below.x_m),
        below.y_m + share * (above.y_m - below.y_m),
        nearest,
        5.0 + apart_m / 15,
        "between addresses",
        f"between {below.label} and {above.label}, {apart_m:.0f} m apart",
    )


def estimate_corners(first: Ground, second: Ground) -> list[Estimate]:
    """Find where two streets come near each other, each place once, the nearest first.

    Parameters
    ----------
    first, second
        What is known to stand on each of the streets.

    Returns
    -------
    Places at least `SAME_SPOT_M` apart: midway between a place on the one and one on the other street that are at most
    `MEET_M` apart; doubt 10, and 1 for each 3 m between the two. None where the streets stay apart.
    """
    asked, other = (first, second) if len(first.spots) <= len(second.spots) else (second, first)
    where = asked.tree.data
    gaps_m, nearest = other.tree.query(where, distance_upper_bound=MEET_M)
    found: list[Estimate] = []
    for i in sorted(np.flatnonzero(np.isfinite(gaps_m)), key=lambda i: (gaps_m[i], asked.spots[i].label)):
        here, there = asked.spots[i], other.spots[nearest[i]]
        x_m, y_m = (here.x_m + there.x_m) / 2, (here.y_m + there.y_m) / 2
        if all(np.hypot(known.x_m - x_m, known.y_m - y_m) > SAME_SPOT_M for known in found):
            why = f"the two streets come within {gaps_m[i]:.0f} m of each other there"
            found.append(Estimate(x_m, y_m, here, 10.0 + gaps_m[i] / 3, "where streets meet", why))
    return found


def estimate_street(spots: Sequence[Spot]) -> Estimate | None:
    """Find the middle of a short street, where no more can be told.

    Parameters
    ----------
    spots
        What is known to stand on the street.

    Returns
    -------
    The middle (doubt 30, and 1 for each 10 m that the street is long); None where nothing is known of it, or it is
    longer than `SHORT_STREET_M`.
    """
    if not spots:
        return None
    where = np.array([(spot.x_m, spot.y_m) for spot in spots])
    low, high = where.min(axis=0), where.max(axis=0)
    long_m = float(np.hypot(*(high - low)))
    if long_m > SHORT_STREET_M:
        return None
    x_m, y_m = ((low + high) / 2).tolist()
    why = f"only the street is known; its known places lie within {long_m:.0f} m"
    return Estimate(x_m, y_m, spots[0], 30.0 + long_m / 10, "on the street", why)
