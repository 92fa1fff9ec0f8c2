"""The scan statistic by its definition: every circle, every window, no shortcut; to hold the fast one against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = date(2024, 1, 1)


@dataclass(frozen=True)
class Plain:
    """One cylinder: its ratio, its locations by number, first interval, interval after the last, cases, measure."""

    ratio: float
    locations: tuple[int, ...]
    begin: int
    end: int
    n_cases: int
    measure: float


def plain_poisson(n_cases: int, expected: float, total: float) -> float:
    if n_cases <= expected:
        return 0.0
    outside = (total - n_cases) * math.log((total - n_cases) / (total - expected)) if n_cases < total else 0.0
    return n_cases * math.log(n_cases / expected) + outside


def plain_bernoulli(n_cases: int, people: float, total_cases: float, total_people: float) -> float:
    """The logarithm of the likelihood with two rates less that with one."""

    def likelihood(cases: float, of: float) -> float:
        rate = cases / of if of else 0.0
        return sum(n * math.log(share) for n, share in ((cases, rate), (of - cases, 1 - rate)) if n)

    if n_cases * total_people <= total_cases * people:
        return 0.0
    inside, outside = likelihood(n_cases, people), likelihood(total_cases - n_cases, total_people - people)
    return inside + outside - likelihood(total_cases, total_people)


def plain_circles(
    coordinates: np.ndarray, weight: np.ndarray, *, max_radius: float, max_pct: float
) -> Iterator[list[list[int]]]:
    """For each centre, in the order of its coordinates, its circles as lists of locations."""
    at: dict[tuple[float, ...], list[int]] = {}
    for location, place in enumerate(coordinates):
        at.setdefault(tuple(place), []).append(location)
    for centre in sorted(at):
        held, members, circles = 0.0, [], []
        for place in sorted(at, key=lambda place: (math.dist(centre, place), place)):
            held += weight[at[place]].sum()
            if math.dist(centre, place) > max_radius or held > max_pct / 100 * weight.sum() * (1 + 1e-9):
                break
            members = members + at[place]
            circles.append(members)
        yield circles


def plain_best(
    coordinates: np.ndarray,
    counts: np.ndarray,
    measure: np.ndarray,
    ratio_of: Callable[[int, float], float],
    *,
    longest: int,
    is_prospective: bool,
    weight: np.ndarray,
    max_radius: float = math.inf,
    max_pct: float = 50.0,
) -> list[Plain | None]:
    n_intervals = counts.shape[1]
    best: list[Plain | None] = []
    for circles in plain_circles(coordinates, weight, max_radius=max_radius, max_pct=max_pct):
        own: Plain | None = None
        for members in circles:
            for end in [n_intervals] if is_prospective else range(1, n_intervals + 1):
                for begin in range(end - 1, max(end - longest, 0) - 1, -1):
                    n_cases = int(counts[members, begin:end].sum())
                    inside = float(measure[members, begin:end].sum())
                    ratio = ratio_of(n_cases, inside) if n_cases >= 2 else 0.0
                    if ratio > 0 and (own is None or ratio > own.ratio * (1 + 1e-12)):
                        own = Plain(ratio, tuple(members), begin, end, n_cases, inside)
        best.append(own)
    return best


def plain_maximum(best: list[Plain | None]) -> float:
    return max((own.ratio for own in best if own), default=0.0)


def plain_clusters(best: list[Plain | None], coordinates: np.ndarray) -> list[Plain]:
    """The clusters that share no location, the highest ratio first; ties as the product breaks them."""

    def width(own: Plain) -> float:
        return math.dist(coordinates[own.locations[0]], coordinates[own.locations[-1]])

    def places(own: Plain) -> int:
        return len({tuple(coordinates[location]) for location in own.locations})

    found = [(own, number) for number, own in enumerate(best) if own and own.ratio > 0.001]

    def rank(own: Plain, number: int) -> tuple[float, ...]:
        return -float(f"{own.ratio:.9e}"), places(own), width(own), own.end - own.begin, own.begin, number

    found.sort(key=lambda pair: rank(*pair))
    chosen: list[Plain] = []
    for own, _ in found:
        if not any(set(own.locations) & set(other.locations) for other in chosen):
            chosen.append(own)
    return chosen


def long_form(counts: np.ndarray, **columns: object) -> pd.DataFrame:
    """Counts of (locations, days) as rows of `location_id`, `date` and `n_cases`."""
    location, day = np.nonzero(counts)
    rows = {
        "location_id": [f"L{number}" for number in location],
        "date": [START + timedelta(days=int(number)) for number in day],
        "n_cases": counts[location, day],
    }
    return pd.DataFrame(rows | columns)


def location_ids(n_locations: int) -> pd.Series:
    return pd.Series([f"L{number}" for number in range(n_locations)])
