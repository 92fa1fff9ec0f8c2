"""The gazetteer laid out to be asked: streets with their houses in order, corners, and names people say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.place_text import without_ending

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.gazetteer import Gazetteer
    from geo.points import FloatArray

APART_M = 450.0
"""A gap in a street wider than this makes two streets of one name of it, as far as house numbers go."""

TICKETS, REVIEWED, NEIGHBORHOODS = "tickets", "reviewed table", "neighborhoods"
"""Who tells a place; else the code of a layer (`geo.layer_places`)."""

_CELL_M = 100.0
# What Bostonians call a street by one word that is not its name without the ending.
_SAID_SHORT = {"mass": "massachusetts ave", "comm": "commonwealth ave", "dot": "dorchester ave"}


@dataclass(frozen=True, slots=True)
class Spot:
    """One known place: where it is (EPSG:26986, metres) and what is written of it.

    `hints` are its towns and ZIPs; `streets` the keys of its streets, none for a named place; `part` numbers the
    stretches of a street that lie apart (`APART_M`); `reach_m` is half the width of a named place and `told_by` as in
    `geo.gazetteer.Gazetteer`.
    """

    label: str
    x_m: float
    y_m: float
    hints: frozenset[str] = frozenset()
    streets: tuple[str, ...] = ()
    house_number: int = 0
    part: int = 0
    reach_m: float = 0.0
    told_by: str = TICKETS


@dataclass(frozen=True, slots=True)
class Ground:
    """All that is known to stand on one street: its points, with the town and ZIP of each."""

    spots: tuple[Spot, ...]
    tree: cKDTree


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """Where a wording is looked up; build it once and ask it often.

    `names` holds the named places by each comparable name (several where a layer has the name more than once),
    `neighborhoods` the neighborhoods' names by theirs: they are too wide to be a place; `corners` the corners by the
    sorted pair of street keys as people may say them, `houses` the known houses by street key in order of their
    number, `labels` how each street is written, `said` the street keys by their name without ending.
    """

    names: dict[str, list[Spot]] = field(default_factory=dict)
    neighborhoods: dict[str, str] = field(default_factory=dict)
    corners: dict[tuple[str, ...], list[Spot]] = field(default_factory=lambda: defaultdict(list))
    houses: dict[str, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _corners_on: dict[str, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    _grounds: dict[str, Ground | None] = field(default_factory=dict)
    _zips: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    _zip_trees: dict[str, cKDTree] = field(default_factory=dict)

    def streets_said(self, key: str) -> list[str]:
        """Return the street with this key, else all that people shorten to it; none where nobody wrote it."""
        if key in self.labels:
            return [key]
        said_short = _SAID_SHORT.get(key)
        return [said_short] if said_short in self.labels else self.said.get(key, [])

    def ground(self, street: str) -> Ground | None:
        """Return all that stands on a street; None where nothing does. Made when it is first asked for."""
        if street not in self._grounds:
            spots = (*self.houses.get(street, ()), *self._corners_on.get(street, ()))
            tree = cKDTree([(spot.x_m, spot.y_m) for spot in spots]) if spots else None
            self._grounds[street] = Ground(spots, tree) if spots else None
        return self._grounds[street]

    def metres_to_zip(self, zip_code: str, x_m: float, y_m: float) -> float:
        """Return how far the nearest known house with a ZIP is; infinite where no house has it."""
        if zip_code not in self._zips:
            return np.inf
        if zip_code not in self._zip_trees:
            self._zip_trees[zip_code] = cKDTree(self._zips[zip_code])
        return float(self._zip_trees[zip_code].query((x_m, y_m))[0])


def index_places(gazetteer: Gazetteer) -> PlaceIndex:
    """Lay a gazetteer out for asking.

    Parameters
    ----------
    gazetteer
        Where things are (EPSG:26986, metres).

    Returns
    -------
    Its places by the words for them.
    """
    index = PlaceIndex()
    columns = ("name_keys", "label", "x_m", "y_m", "hints", "radius_m", "told_by")
    for names, label, x_m, y_m, hints, radius_m, told_by in _rows(gazetteer.places, *columns):
        if told_by == NEIGHBORHOODS:
            index.neighborhoods.update(dict.fromkeys(names.split("|"), label))
            continue
        for name in filter(None, names.split("|")):
            spot = Spot(label, x_m, y_m, _parted(hints), reach_m=radius_m, told_by=told_by)
            index.names.setdefault(name, []).append(spot)
    _lay_corners(index, gazetteer.intersections)
    _lay_houses(index, gazetteer.addresses)
    for street in index.labels:
        if (short := without_ending(street)) != street:
            index.said[short].append(street)
    return index


def _lay_corners(index: PlaceIndex, corners: pd.DataFrame) -> None:
    columns = ("first_street", "second_street", "label", "x_m", "y_m", "hints", "told_by")
    for first, second, label, x_m, y_m, hints, told_by in _rows(corners, *columns):
        spot = Spot(label, x_m, y_m, _parted(hints), (first, second), told_by=told_by)
        pairs = product({first, without_ending(first)}, {second, without_ending(second)})
        for pair in {tuple(sorted(pair)) for pair in pairs}:
            index.corners[pair].append(spot)
        # A corner's label is in the order of its names, its streets in the order of their keys.
        for street in (first, second):
            index._corners_on[street].append(spot)  # noqa: SLF001 - filled here and nowhere else
            index.labels.setdefault(street, " ".join(word.capitalize() for word in street.split()))


def _lay_houses(index: PlaceIndex, houses: pd.DataFrame) -> None:
    houses = houses.assign(part=_parts(houses)).sort_values(["street", "house_number", "x_m", "y_m"])
    columns = ("street", "street_label", "house_number", "label", "x_m", "y_m", "hints", "part")
    for street, street_label, house_number, label, x_m, y_m, hints, part in _rows(houses, *columns):
        index.houses[street].append(Spot(label, x_m, y_m, _parted(hints), (street,), house_number, part))
        index.labels[street] = street_label
        for zip_code in (hint for hint in hints.split("|") if hint.isdigit()):
            index._zips[zip_code].append((x_m, y_m))  # noqa: SLF001 - filled here and nowhere else


def _parts(houses: pd.DataFrame) -> FloatArray:
    """Number the stretches of all streets; houses of one stretch are chained by gaps of at most `APART_M`."""
    if houses.empty:
        return np.zeros(0)
    # Squares stand for the houses in them: a long street has thousands of pairs of houses within reach of each other.
    street_no = houses.groupby("street", sort=True).ngroup().to_numpy()
    cells = np.column_stack((street_no, np.floor(houses[["x_m", "y_m"]].to_numpy(np.float64) / _CELL_M)))
    squares, square_no = np.unique(cells, axis=0, return_inverse=True)
    # Each street lies on a floor of its own, out of reach of every other.
    floors_m = squares * [2 * APART_M, _CELL_M, _CELL_M]
    one, other = cKDTree(floors_m).query_pairs(APART_M, output_type="ndarray").T
    links = coo_array((np.ones(one.size, dtype=bool), (one, other)), shape=(len(squares), len(squares)))
    parts: FloatArray = connected_components(links, directed=False)[1][square_no.ravel()]
    return parts


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _parted(hints: str) -> frozenset[str]:
    return frozenset(hints.split("|")) - {""}
