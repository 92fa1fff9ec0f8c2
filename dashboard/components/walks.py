"""Walking order: where an officer starts, and in which order the district's places are walked from there.

Straight lines over the ground, no streets: the product has no streets, and says so beside every figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from dashboard import cache
from dashboard.components.handouts import outline_in_metres
from dashboard.huddle.words import count_words
from dashboard.remembered import remembered
from geo.crs import project_lonlat
from geo.frames import row_dicts
from geo.walking_order import walk_legs, walking_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from dashboard.components.district_places import DistrictPlace
    from dashboard.components.opening import Morning

MIDDLE = "middle"
_NAMED = "named:"
# No shelter: officers who gather there would mark it.
_KIND_ORDER = ("station", "square", "park")
_KM = 1000.0
_HERE_M = 10.0


@dataclass(frozen=True)
class Start:
    """Where a walk begins: its id in the address, its words, and the point, EPSG:26986 metres."""

    start_id: str
    words: str
    x_m: float
    y_m: float

    @property
    def label(self) -> str:
        """Its words as one of a list."""
        return self.words[0].upper() + self.words[1:]


@dataclass(frozen=True)
class Walk:
    """The places in the order of the walk, how far each lies from the one before, and who is left out of it.

    `way_to` has words for each place that is walked; `n_behind` places stand after them, by number.
    """

    start: Start
    places: tuple[DistrictPlace, ...]
    way_to: Mapping[str, str]
    length_m: float
    n_behind: int

    @property
    def sentence(self) -> str:
        """Say from where, how far, and what the figures leave out; empty where one stands at the only place."""
        if len(self.places) == 1 and self.length_m < _HERE_M:
            return ""
        behind = (
            f" The walk has the first {len(self.way_to)} numbers; {count_words(self.n_behind, 'place')} more stand "
            "behind them by number."
        )
        return (
            f"Walking order from {self.start.words}: {metres_words(self.length_m)} in straight lines; streets are "
            f"longer.{behind if self.n_behind else ''}"
        )


def starts(morning: Morning, district: Mapping[str, Any], places: Sequence[DistrictPlace]) -> dict[str, Start]:
    """Return where a walk in a district can begin, by id: its places, its middle, and what is named in or near it.

    Parameters
    ----------
    morning
        The morning on the screen.
    district
        One row of the published table `districts`.
    places
        The district's places, those of the list by number first.
    """
    found = [Start(place.location_id, place.words, place.x_m, place.y_m) for place in places]
    text = district["outline_geojson"]
    outline = outline_in_metres(text) if isinstance(text, str) else None
    if outline is not None:
        x_m, y_m = shapely.get_coordinates(shapely.point_on_surface(outline))[0]
        found.append(Start(MIDDLE, "the middle of the district", float(x_m), float(y_m)))
    ground = outline if outline is not None else shapely.MultiPoint([(place.x_m, place.y_m) for place in places])
    return {start.start_id: start for start in (*found, *_named_near(morning, ground))}


def _named_near(morning: Morning, ground: shapely.Geometry) -> list[Start]:
    named = cache.named_places(morning.paths)
    away_m = shapely.distance(shapely.points(named["x_m"], named["y_m"]), ground)
    # Where nothing is known of the district, the distance is no number, and nothing is near.
    is_near = np.asarray(away_m) <= morning.policy.walk_start_reach_m
    near = named[is_near & named["kind"].isin(_KIND_ORDER).to_numpy()]
    near = near.assign(rank=[_KIND_ORDER.index(kind) for kind in near["kind"]])
    return [
        Start(f"{_NAMED}{row['place_name']}", _named_words(row["place_name"], row["kind"]), row["x_m"], row["y_m"])
        for row in row_dicts(near.sort_values(["rank", "place_name"], kind="stable"))
    ]


def _named_words(name: str, kind: str) -> str:
    """Return a named place with what it is, where its name does not say it."""
    return name if kind in name.casefold() else f"{name} ({kind})"


def usual_start(known: Mapping[str, Start]) -> Start:
    """Return where a walk begins when nobody has chosen: at the district's lowest number."""
    return next(iter(known.values()))


def walk_from(start: Start, places: Sequence[DistrictPlace], *, max_places: int) -> Walk:
    """Return the walk over a district's places.

    Parameters
    ----------
    start
        Where it begins.
    places
        Those of the list by number first.
    max_places
        So many of them are walked; the others stand behind them as they come.
    """
    walked, behind = tuple(places[:max_places]), tuple(places[max_places:])
    points = tuple((place.x_m, place.y_m) for place in walked)
    order, lengths_m, ways = _walked(points, (start.x_m, start.y_m))
    ordered = tuple(walked[row] for row in order)
    befores = ["the start", *(place.short_words for place in ordered)]
    way_to = {
        place.location_id: _way_words(length_m, way, before)
        for place, length_m, way, before in zip(ordered, lengths_m, ways, befores, strict=False)
    }
    return Walk(start, (*ordered, *behind), way_to, sum(lengths_m), len(behind))


# The same on every screen that starts there, and on each of its runs.
@remembered(max_entries=400)
def _walked(
    points_m: tuple[tuple[float, float], ...], start_m: tuple[float, float]
) -> tuple[tuple[int, ...], tuple[float, ...], tuple[str, ...]]:
    points = np.array(points_m, dtype=float).reshape(-1, 2)
    order = walking_order(points, start_m=start_m)
    legs = walk_legs(points, order, start_m=start_m)
    return tuple(order.tolist()), tuple(legs.length_m.tolist()), legs.ways


def metres_words(length_m: float) -> str:
    """Return a length as somebody on foot says it: to ten metres, from a kilometre on to a hundred."""
    to_ten = int(round(length_m, -1))
    return f"{to_ten} m" if to_ten < _KM else f"{length_m / _KM:.1f} km"


def points_of(locations: pd.DataFrame) -> list[tuple[float, float]]:
    """Return the centres of rows of the published table `locations` as x and y, EPSG:26986 metres."""
    return [(float(x), float(y)) for x, y in zip(*project_lonlat(locations["lon"], locations["lat"]), strict=True)]


def _way_words(length_m: float, way: str, before: str) -> str:
    if length_m < _HERE_M:
        return f"At {before}"
    return f"{metres_words(length_m)} {way} of {before}"
