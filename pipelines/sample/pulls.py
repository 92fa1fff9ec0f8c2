"""Where tickets fall: how likely each address is for each kind of ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.sample.city import City
    from pipelines.sample.columns import BoolArray, FloatArray

# Chronic places and their part in the pull of all hot corners; the rest goes to unnamed ones, the first the strongest.
CHRONIC_PULL = {"Lantern Square": 0.22, "Saltworks Square": 0.14, "Ferry Landing": 0.09}
_N_OTHER_CORNERS = 17
_SPREAD_M, _REACH_M = 30.0, 90.0
_CORNERS_APART_M = 260.0


@dataclass(frozen=True)
class Quiet:
    """Addresses where some kinds of ticket never fall by chance, so that planted figures are exact."""

    addresses: BoolArray
    kind_codes: frozenset[str]


def hot_pull(city: City, *, growth: float, rng: np.random.Generator) -> FloatArray:
    """Return each address's share of what the hot corners draw; sums to 1.

    A larger city (`growth` above 1) has more hot corners, and each draws a smaller part.
    """
    points = [
        (place.east_m, place.north_m, CHRONIC_PULL[place.name] / growth**2)
        for place in city.places
        if place.name in CHRONIC_PULL
    ]
    others = _other_corners(city, n_corners=round(_N_OTHER_CORNERS * growth**3.5), rng=rng)
    strengths = 1.0 / (np.arange(len(others)) + 2.5)
    strengths *= (1.0 - sum(CHRONIC_PULL.values()) / growth**2) / strengths.sum()
    points += [(east, north, pull) for (east, north), pull in zip(others, strengths.tolist(), strict=True)]
    total = np.zeros(len(city.addresses))
    for east_m, north_m, pull in points:
        gap_m = city.distances_from_m(east_m, north_m)
        near = np.where(gap_m < _REACH_M, np.exp(-0.5 * (gap_m / _SPREAD_M) ** 2), 0.0)
        total += pull * near / near.sum()
    return total


def address_chances(city: City, hot: FloatArray, *, kind: Mapping[Any, Any], quiet: tuple[Quiet, ...]) -> FloatArray:
    """Return the running sum of one kind's chances over the addresses, ending at 1.

    Parameters
    ----------
    kind
        One row of `sample_ticket_kinds`: `kind_code`, `hot_share`, `park_share`.
    quiet
        Where the kind must not fall.
    """
    allowed = np.ones(len(city.addresses), dtype=np.bool_)
    for zone in quiet:
        if kind["kind_code"] in zone.kind_codes:
            allowed &= ~zone.addresses
    hot_share, park_share = float(kind["hot_share"]), float(kind["park_share"])
    everywhere = _shares(city.column("weight") * allowed)
    in_parks = _shares(city.column("weight") * (allowed & city.flag("is_park")))
    mixed = (1 - hot_share - park_share) * everywhere + hot_share * _shares(hot * allowed) + park_share * in_parks
    running = np.cumsum(mixed)
    chances: FloatArray = running / running[-1]
    return chances


def _shares(weights: FloatArray) -> FloatArray:
    shares: FloatArray = weights / weights.sum()
    return shares


def _other_corners(city: City, *, n_corners: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Pick corners at random, each well away from the named places and from one another."""
    corners = np.flatnonzero(city.flag("is_corner"))
    east, north = city.column("east_m"), city.column("north_m")
    taken = [(place.east_m, place.north_m) for place in city.places]
    n_named = len(taken)
    for corner in rng.permutation(corners):
        place = (float(east[corner]), float(north[corner]))
        if all(np.hypot(place[0] - e, place[1] - n) > _CORNERS_APART_M for e, n in taken):
            taken.append(place)
        if len(taken) == n_named + n_corners:
            break
    return taken[n_named:]
