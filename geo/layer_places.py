"""What layers of the city add to a gazetteer: corners nobody wrote, and parks, stops and buildings by their names.

Tickets and the reviewed table of named places come first: a layer adds, and takes the place of nothing. What a layer
calls by a name that is a street's, or a corner's, is left to the street. No location is named after a layer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo.errors import require_columns
from geo.gazetteer import (
    INTERSECTION_COLUMNS,
    PLACE_COLUMNS,
    SPLIT_M,
    chained_numbers,
    corner_labels,
    in_order,
    near_pairs,
)
from geo.place_index import NEIGHBORHOODS
from geo.place_text import name_key, read_place, read_street, without_ending
from geo.street_corners import CROSSING_COLUMNS, cross_streets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer import Gazetteer

STREETS, STOPS = "streets", "transit_stops"
SPOKEN_LAYERS = ("clinics", NEIGHBORHOODS, "parks", "schools", STOPS)
"""Layers whose features people say for a place; where a disposal box stands is no place name."""

IN_REACH_M = 500.0
"""Without lines of the neighborhoods, what is further than this from every ticket is taken for another city's."""

SLACK_M = 100.0
HINT_REACH_M = 300.0
"""A place that no ticket states is in the town and the ZIP of the nearest that one does, up to this far."""

_BETWEEN_STOPS = re.compile(r"\b(?:opp|opposite|before|after|near|entrance|exit)\b", re.IGNORECASE)
# "Riverway IV": the fourth piece of the Riverway, and no name of its own.
_PART = re.compile(r"\s+(?:[IVX]+|\d+)$")
_IS_STATION = ("station", "square", "terminal", "busway")


@dataclass(frozen=True, slots=True)
class _Streets:
    """What streets are called: their keys, and the keys as people shorten them."""

    keys: frozenset[str]
    said: frozenset[str]

    def is_one(self, name: str) -> bool:
        """Return whether a name is a street's, in full or said in short."""
        street = read_street(name)
        return street is not None and (street.key in self.said or without_ending(street.key) in self.said)

    def is_corner(self, name: str) -> bool:
        """Return whether a name says a corner of two streets that are known."""
        place = read_place(name)
        return place.kind == "intersection" and all(street.key in self.said for street in place.streets)


def add_layers(gazetteer: Gazetteer, features: pd.DataFrame) -> Gazetteer:
    """Add what the layers handed in tell to the gazetteer of the tickets and the reviewed table.

    *Corners*: those of the street lines (`geo.street_corners.cross_streets`), then those of stops named after one
    ("Albany St @ E Newton St"), each only where none with these two streets is known within `SPLIT_M`. *Names*: of
    clinics, neighborhoods, parks, schools and stops. A name of the reviewed table stays with the reviewed place; one
    that is a street's or a corner's is the street's. Features of one name within `SPLIT_M` of each other are one
    place, of the others each is one: the finder asks which. A stop is also known by its name and "station". A
    neighborhood is known by its name so that the finder can ask where in it; it is no answer.

    Parameters
    ----------
    gazetteer
        As `geo.gazetteer.build_gazetteer` makes it.
    features
        One row per feature: `layer_code`, `feature_name`, `shape` (EPSG:26986, valid, not empty). Rows of other layers
        than `STREETS` and `SPOKEN_LAYERS` are passed over. Row order does not matter.

    Returns
    -------
    The gazetteer with further corners (`n` and `familiarity` 0) and places (`gives_names` False); `told_by` is the
    layer's code. The very same where no row adds anything.

    Raises
    ------
    MissingColumnError
        The frame lacks a column.
    """
    require_columns(features, ["layer_code", "feature_name", "shape"], what="features of layers")
    ground = _Ground(gazetteer, features)
    features = features[features["layer_code"].isin([STREETS, *ground.spoken])]
    if features.empty or not ground.is_known:
        return gazetteer
    features = _in_one_order(features)
    by_layer = {str(code): rows.reset_index(drop=True) for code, rows in features.groupby("layer_code")}
    nothing = features.iloc[:0]
    corners = _spelled_in_full(cross_streets(by_layer.get(STREETS, nothing)), gazetteer).assign(told_by=STREETS)
    gazetteer = _with_corners(gazetteer, corners, ground)
    streets = _known_streets(gazetteer)
    stops = _corners_of_stops(by_layer.get(STOPS, nothing), streets).assign(told_by=STOPS)
    gazetteer = _with_corners(gazetteer, stops, ground)
    return _with_names(gazetteer, {code: by_layer[code] for code in ground.spoken if code in by_layer}, ground, streets)


def _in_one_order(features: pd.DataFrame) -> pd.DataFrame:
    wkb = shapely.to_wkb(features["shape"].to_numpy(dtype=object))
    ordered = features.assign(wkb=wkb).sort_values(["layer_code", "feature_name", "wkb"], ignore_index=True)
    return ordered.drop(columns="wkb")


class _Ground:
    """The city: what of a layer lies in it, and in which town and ZIP."""

    def __init__(self, gazetteer: Gazetteer, features: pd.DataFrame) -> None:
        stated = pd.concat([gazetteer.addresses, gazetteer.intersections])[["x_m", "y_m", "hints"]]
        stated = stated.sort_values(["x_m", "y_m", "hints"])
        self._hints = stated["hints"].tolist()
        self.is_known = bool(self._hints)
        points = stated[["x_m", "y_m"]].to_numpy(np.float64)
        self._tree = cKDTree(points) if self.is_known else None
        areas = features.loc[features["layer_code"] == NEIGHBORHOODS, "shape"]
        # The shore to the metre decides nothing here, and costs seconds.
        lines = shapely.union_all(shapely.simplify(areas.to_numpy(dtype=object), SLACK_M / 2)) if len(areas) else None
        if lines is not None:
            lines = shapely.buffer(lines, SLACK_M)
            shapely.prepare(lines)
            # Lines that hold less than half of the tickets' places are another city's.
            is_within = shapely.contains_xy(lines, points[:, 0], points[:, 1])
            lines = lines if self.is_known and is_within.mean() >= 1 / 2 else None
        self._lines = lines
        self.spoken = tuple(code for code in SPOKEN_LAYERS if code != NEIGHBORHOODS or lines is not None)

    def holds(self, where: pd.DataFrame) -> pd.Series:
        """Return whether each point is in the city."""
        xy = where[["x_m", "y_m"]].to_numpy(np.float64)
        if self._lines is not None:
            return pd.Series(shapely.contains_xy(self._lines, xy[:, 0], xy[:, 1]), index=where.index, dtype="bool")
        gap_m = self._tree.query(xy)[0] if self._tree is not None and len(xy) else np.full(len(xy), np.inf)
        return pd.Series(gap_m <= IN_REACH_M, index=where.index, dtype="bool")

    def hints_at(self, where: pd.DataFrame) -> list[str]:
        """Return the towns and ZIPs of the nearest place that a ticket states; empty where none is near."""
        if self._tree is None or where.empty:
            return [""] * len(where)
        gap_m, nearest = self._tree.query(where[["x_m", "y_m"]].to_numpy(np.float64))
        return [self._hints[i] if gap <= HINT_REACH_M else "" for gap, i in zip(gap_m, nearest, strict=True)]


def _with_corners(gazetteer: Gazetteer, crossings: pd.DataFrame, ground: _Ground) -> Gazetteer:
    """Add the crossings that are no known corner, those of one pair within `SPLIT_M` of each other as one."""
    crossings = crossings[ground.holds(crossings)].reset_index(drop=True)
    pair = ["first_street", "second_street"]
    known = gazetteer.intersections
    both = pd.concat([known[[*pair, "x_m", "y_m"]], crossings[[*pair, "x_m", "y_m"]]], ignore_index=True)
    pair_no = np.asarray(both.groupby(pair, sort=False).ngroup(), np.int64)
    is_told = np.arange(len(both)) < len(known)
    near = near_pairs(both[["x_m", "y_m"]].to_numpy(np.float64), pair_no)
    # Not chained: a crossing is a known corner when it lies near that, not near another crossing near that.
    said_already = np.zeros(len(both), dtype=bool)
    said_already[near[is_told[near[:, 0]], 1]] = True
    said_already[near[is_told[near[:, 1]], 0]] = True
    new = crossings[~said_already[len(known) :]].reset_index(drop=True)
    if new.empty:
        return gazetteer
    new_no = np.asarray(new.groupby(pair, sort=False).ngroup(), np.int64)
    new["place_no"] = chained_numbers(near_pairs(new[["x_m", "y_m"]].to_numpy(np.float64), new_no), len(new))
    by_place = new.groupby("place_no")
    corners = by_place[[name for name in CROSSING_COLUMNS if name.endswith(("street", "label"))] + ["told_by"]].first()
    corners = corners.assign(x_m=by_place["x_m"].median(), y_m=by_place["y_m"].median(), n=0, familiarity=0)
    corners = corners.assign(label=corner_labels(corners), hints=ground.hints_at(corners))
    together = pd.concat([known, corners[INTERSECTION_COLUMNS]], ignore_index=True)
    return replace(gazetteer, intersections=in_order(together, INTERSECTION_COLUMNS))


def _spelled_in_full(crossings: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return the crossings without those of a street that lacks its ending, labelled as the tickets write the streets.

    "Centre" beside a known Centre St would be a street of its own, and houses on Centre would be sought there.
    """
    stated = {*gazetteer.addresses["street"], *gazetteer.intersections["first_street"]}
    stated |= {*gazetteer.intersections["second_street"]}
    known = stated | {*crossings["first_street"], *crossings["second_street"]}
    shortened = {short for key in known if (short := without_ending(key)) != key} - stated
    is_short = crossings["first_street"].isin(shortened) | crossings["second_street"].isin(shortened)
    crossings = crossings[~is_short]
    houses = gazetteer.addresses
    written = dict(zip(houses["street"], houses["street_label"], strict=True))
    labels = {
        f"{which}_label": [
            written.get(key, label)
            for key, label in zip(crossings[f"{which}_street"], crossings[f"{which}_label"], strict=True)
        ]
        for which in ("first", "second")
    }
    return crossings.assign(**labels).astype(CROSSING_COLUMNS)


def _corners_of_stops(stops: pd.DataFrame, streets: _Streets) -> pd.DataFrame:
    """Return the stops that are named after a corner of known streets, as crossings are told."""
    rows = []
    for name, shape in zip(stops["feature_name"], stops["shape"], strict=True):
        place = read_place(name)
        is_whole = place.kind == "intersection" and all(street.key in streets.keys for street in place.streets)
        if is_whole and not _BETWEEN_STOPS.search(name):
            first, second = place.streets
            where = shapely.centroid(shape)
            rows.append((first.key, second.key, first.label, second.label, where.x, where.y))
    return pd.DataFrame(rows, columns=list(CROSSING_COLUMNS)).astype(CROSSING_COLUMNS)


def _known_streets(gazetteer: Gazetteer) -> _Streets:
    corners = gazetteer.intersections
    keys = {*gazetteer.addresses["street"], *corners["first_street"], *corners["second_street"]}
    return _Streets(frozenset(keys), frozenset(keys | {without_ending(key) for key in keys}))


def _with_names(
    gazetteer: Gazetteer, by_layer: dict[str, pd.DataFrame], ground: _Ground, streets: _Streets
) -> Gazetteer:
    """Add the features that have a name of their own left."""
    reviewed = {key for keys in gazetteer.places["name_keys"] for key in keys.split("|")}
    areas = {
        name_key(name) for name in by_layer.get(NEIGHBORHOODS, pd.DataFrame(columns=["feature_name"]))["feature_name"]
    }
    found = []
    for code, rows in by_layer.items():
        taken = reviewed if code == NEIGHBORHOODS else reviewed | areas
        keys = ["|".join(sorted({*_keys_of(name, code, streets)} - taken)) for name in rows["feature_name"]]
        named = rows.assign(name_keys=keys)
        found += [place for _, part in named[named["name_keys"] != ""].groupby("name_keys") for place in _places(part)]
    if not found:
        return gazetteer
    places = pd.DataFrame(found, columns=["label", "x_m", "y_m", "radius_m", "name_keys", "told_by"])
    places = places[ground.holds(places)].assign(gives_names=False)
    places = places.assign(hints=ground.hints_at(places))
    together = pd.concat([gazetteer.places, places[PLACE_COLUMNS]], ignore_index=True)
    return replace(gazetteer, places=in_order(together, PLACE_COLUMNS))


def _keys_of(name: str, layer_code: str, streets: _Streets) -> Iterator[str]:
    """Yield what a feature is called: nothing for a stop on a street, which is only one way to say the corner."""
    name = _PART.sub("", name)
    key = name_key(name)
    if layer_code == STOPS:
        if _BETWEEN_STOPS.search(name) or read_place(name).kind != "name":
            return
        if key and not key.endswith(_IS_STATION):
            yield f"{key} station"
    if layer_code == NEIGHBORHOODS or not (streets.is_one(name) or streets.is_corner(name)):
        yield key


def _places(features: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield each place of features that share their names: in the middle where that is within, else in the largest."""
    shapes = features["shape"].to_numpy(dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=SPLIT_M)
    place_no = chained_numbers(np.column_stack((one, other)), len(shapes))
    for _, part in features.groupby(place_no):
        parts = shapely.get_parts(part["shape"].to_numpy(dtype=object))
        sizes = shapely.area(parts)
        if sizes.any():
            largest = parts[np.lexsort((shapely.to_wkb(parts), -sizes))[0]]
            middle = shapely.centroid(largest)
            where = middle if shapely.contains(largest, middle) else shapely.point_on_surface(largest)
        else:
            where = shapely.centroid(shapely.multipoints(shapely.get_coordinates(parts)))
        corners = shapely.get_coordinates(parts)
        radius_m = float(np.hypot(corners[:, 0] - where.x, corners[:, 1] - where.y).max())
        label, keys, code = min(part["feature_name"]), part["name_keys"].iloc[0], part["layer_code"].iloc[0]
        label = f"{label} (stop)" if code == STOPS else label
        yield label, round(where.x, 1), round(where.y, 1), round(radius_m), keys, code
