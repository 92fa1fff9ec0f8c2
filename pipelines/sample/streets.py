"""The street grid of the made-up city: corners, and the streets that join them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.sample.columns import BoolArray, FloatArray, IntArray

_BLOCK_EAST_M, _BLOCK_NORTH_M = 150.0, 130.0
_TURN_RADIANS = np.deg2rad(11.0)
_HALF_WIDTH_M, _HALF_DEPTH_M = 1550.0, 1290.0
_MAX_LINES_EAST, _MAX_LINES_NORTH = 20, 19
_JITTER_M = 5.0


@dataclass(frozen=True)
class NamedPlace:
    """A square or park people say the name of: EPSG:4326, and metres from the city's centre."""

    name: str
    kind: str
    lon: float
    lat: float
    east_m: float
    north_m: float


@dataclass(frozen=True)
class Grid:
    """Corners of the grid: `positions[i + reach_east, j + reach_north]` is (east_m, north_m) from the city's centre."""

    positions: FloatArray
    is_land: BoolArray
    reach_east: int
    reach_north: int

    def position(self, i: int, j: int) -> tuple[float, float]:
        """Return one corner's place in metres."""
        east_m, north_m = self.positions[i + self.reach_east, j + self.reach_north]
        return float(east_m), float(north_m)

    def holds(self, i: int, j: int) -> bool:
        """Return whether there is a corner on land with these line numbers."""
        if abs(i) > self.reach_east or abs(j) > self.reach_north:
            return False
        return bool(self.is_land[i + self.reach_east, j + self.reach_north])

    def corners(self) -> list[tuple[int, int]]:
        """Return the line numbers of every corner on land."""
        found = np.argwhere(self.is_land) - (self.reach_east, self.reach_north)
        return [(int(i), int(j)) for i, j in found]


@dataclass(frozen=True)
class StreetLine:
    """One named street: its stretches from corner to corner, in order, in metres from the centre."""

    name: str
    runs: str
    line_no: int
    segments: tuple[tuple[FloatArray, FloatArray], ...]


def lay_grid(places: tuple[NamedPlace, ...], *, growth: float, rng: np.random.Generator) -> Grid:
    """Lay the corners: turned, bent a little, cut by the shore; squares lie on corners, parks have none inside.

    Parameters
    ----------
    places
        The squares and parks.
    growth
        1 is a city of 3 km by 2.5 km.
    rng
        Draws the unevenness.
    """
    reach_east = min(int(np.ceil(10 * growth)), _MAX_LINES_EAST)
    reach_north = min(int(np.ceil(9.5 * growth)), _MAX_LINES_NORTH)
    i, j = np.meshgrid(np.arange(-reach_east, reach_east + 1), np.arange(-reach_north, reach_north + 1), indexing="ij")
    positions = _bent(i, j) + rng.uniform(-_JITTER_M, _JITTER_M, size=(*i.shape, 2))
    is_land = _on_land(positions, growth=growth)
    for place in places:
        gap_m = np.hypot(positions[..., 0] - place.east_m, positions[..., 1] - place.north_m)
        corner = np.unravel_index(int(gap_m.argmin()), gap_m.shape)
        positions[corner] = (place.east_m, place.north_m)
        is_land[corner] = place.kind == "square"
    return Grid(positions, is_land, reach_east, reach_north)


def street_lines(grid: Grid, streets: pd.DataFrame) -> list[StreetLine]:
    """Return every street of the table with the stretches the grid holds; none where the line lies off the land."""
    named = zip(streets["street_name"], streets["runs"], streets["line_no"].astype(int), strict=True)
    return [
        StreetLine(name, runs, line_no, _segments(grid, _corners_on(grid, runs, line_no)))
        for name, runs, line_no in named
    ]


def _bent(i: IntArray, j: IntArray) -> FloatArray:
    east = i * _BLOCK_EAST_M + 22.0 * np.sin(0.45 * j)
    north = j * _BLOCK_NORTH_M + 18.0 * np.sin(0.5 * i + 0.8)
    cos, sin = np.cos(_TURN_RADIANS), np.sin(_TURN_RADIANS)
    bent: FloatArray = np.stack([cos * east - sin * north, sin * east + cos * north], axis=-1)
    return bent


def _on_land(positions: FloatArray, *, growth: float) -> BoolArray:
    east, north = positions[..., 0] / (_HALF_WIDTH_M * growth), positions[..., 1] / (_HALF_DEPTH_M * growth)
    bearing = np.arctan2(north, east)
    shore = 1.0 + 0.07 * np.sin(3 * bearing + 1.0) + 0.05 * np.sin(5 * bearing)
    inside: BoolArray = np.hypot(east, north) < shore
    return inside


def _corners_on(grid: Grid, runs: str, line_no: int) -> list[tuple[int, int]]:
    if runs == "north_south":
        return [(line_no, j) for j in range(-grid.reach_north, grid.reach_north + 1)]
    if runs == "east_west":
        return [(i, line_no) for i in range(-grid.reach_east, grid.reach_east + 1)]
    # The two diagonals: one from south-west to north-east, one from north-west to south-east.
    steps = range(-grid.reach_north, grid.reach_north + 1)
    return [(k, k) for k in steps] if line_no == 0 else [(k, 3 - k) for k in steps]


def _segments(grid: Grid, corners: list[tuple[int, int]]) -> tuple[tuple[FloatArray, FloatArray], ...]:
    return tuple(
        (np.array(grid.position(*start)), np.array(grid.position(*end)))
        for start, end in pairwise(corners)
        if grid.holds(*start) and grid.holds(*end)
    )
