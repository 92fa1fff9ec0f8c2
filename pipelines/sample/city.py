"""The made-up city of Port Lantern: streets, corners, addresses and parks in the harbour, where no real street lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipelines.sample.streets import Grid, NamedPlace, StreetLine, lay_grid, street_lines

if TYPE_CHECKING:
    from pipelines.sample.columns import BoolArray, FloatArray

TOWN = "Port Lantern"
CENTRE_LON, CENTRE_LAT = -70.9550, 42.3000
# Metres in a degree at 42.3 N (WGS 84 series); a plain scale, because the city is a few kilometres wide.
M_PER_DEGREE_LON, M_PER_DEGREE_LAT = 82_463.0, 111_076.0
_ADDRESS_SPACING_M = 12.0
_SETBACK_M = 9.0
_CORNER_CLEARANCE_M = 15.0
_CORNER_WEIGHT = 6.0
# Small greens: grid corners whose surroundings take park tickets besides the two named parks.
_GREEN_CORNERS = ((4, -2), (-6, 2), (2, 6), (-3, -5), (7, 1), (-1, 4), (3, -6), (-7, -2))
_GREEN_RADIUS_M = 45.0
_PARK_RADIUS_M = 62.0


@dataclass(frozen=True)
class City:
    """The city's tables.

    `addresses`: one row per address, corner or point in a park, with `street_number`, `street_name`, `is_corner`,
    `is_park`, `lon`, `lat` (EPSG:4326, 6 decimals), `east_m`, `north_m` (metres from the centre), `neighborhood_no`,
    `weight`. `neighborhoods`: the table it was laid with, as text.
    """

    addresses: pd.DataFrame
    places: tuple[NamedPlace, ...]
    neighborhoods: pd.DataFrame

    def place(self, place_name: str) -> NamedPlace:
        """Return a named place; raises KeyError for a name the city does not have."""
        return {place.name: place for place in self.places}[place_name]

    def distances_m(self, place_name: str) -> FloatArray:
        """Return each address's distance from a named place, in metres."""
        place = self.place(place_name)
        return self.distances_from_m(place.east_m, place.north_m)

    def distances_from_m(self, east_m: float, north_m: float) -> FloatArray:
        """Return each address's distance from a point, in metres."""
        return np.hypot(self.column("east_m") - east_m, self.column("north_m") - north_m)

    def column(self, name: str) -> FloatArray:
        """Return one numeric column of `addresses`."""
        return self.addresses[name].to_numpy(dtype=np.float64)

    def flag(self, name: str) -> BoolArray:
        """Return one yes-or-no column of `addresses`."""
        return self.addresses[name].to_numpy(dtype=np.bool_)


def lay_city(
    streets: pd.DataFrame,
    places: pd.DataFrame,
    neighborhoods: pd.DataFrame,
    *,
    growth: float,
    rng: np.random.Generator,
) -> City:
    """Lay out the city.

    Parameters
    ----------
    streets, places, neighborhoods
        `sample_streets`, `sample_places`, `sample_neighborhoods` of `data/reference`, as text.
    growth
        1 is a city of 3 km by 2.5 km; 2 is twice as wide and as deep, with addresses twice as close.
    rng
        Draws the irregularities.
    """
    placed = _named_places(places)
    grid = lay_grid(placed, growth=growth, rng=rng)
    lines = street_lines(grid, streets)
    parts = [_addresses_along(line, spacing_m=_ADDRESS_SPACING_M / growth, rng=rng) for line in lines if line.segments]
    outside = _outside_parks(pd.concat([*parts, _corners(grid, lines)], ignore_index=True), placed)
    table = pd.concat([outside, _park_points(placed, lines)], ignore_index=True)
    table["is_park"] |= _near_green(table, grid)
    return City(_finished(table, neighborhoods, rng), placed, neighborhoods)


def _named_places(places: pd.DataFrame) -> tuple[NamedPlace, ...]:
    lons, lats = places["lon"].astype(float).tolist(), places["lat"].astype(float).tolist()
    return tuple(
        NamedPlace(
            name,
            kind,
            lon,
            lat,
            east_m=(lon - CENTRE_LON) * M_PER_DEGREE_LON,
            north_m=(lat - CENTRE_LAT) * M_PER_DEGREE_LAT,
        )
        for name, kind, lon, lat in zip(places["place_name"], places["kind"], lons, lats, strict=True)
    )


def _addresses_along(line: StreetLine, *, spacing_m: float, rng: np.random.Generator) -> pd.DataFrame:
    """Addresses on alternate sides of a street, numbered from its first corner on."""
    east, north = [], []
    n_so_far = 0
    for start, end in line.segments:
        along = end - start
        length_m = float(np.hypot(*along))
        n_here = max(int((length_m - 2 * _CORNER_CLEARANCE_M) / spacing_m), 0)
        share = (_CORNER_CLEARANCE_M + (np.arange(n_here) + 0.5) * spacing_m) / length_m
        side = np.where((np.arange(n_here) + n_so_far) % 2 == 0, _SETBACK_M, -_SETBACK_M)
        east.append(start[0] + share * along[0] - side * along[1] / length_m)
        north.append(start[1] + share * along[1] + side * along[0] / length_m)
        n_so_far += n_here
    low = 2 * (np.arange(n_so_far) // 2) + np.arange(n_so_far) % 2 + 1
    is_wide = rng.random(n_so_far) < 0.08  # noqa: PLR2004 - buildings that take a range of numbers, as "145-151"
    numbers = [f"{number}-{number + 6}" if wide else str(number) for number, wide in zip(2 * low, is_wide, strict=True)]
    return pd.DataFrame(
        {
            "street_number": pd.Series(numbers, dtype="str"),
            "street_name": line.name,
            "is_corner": False,
            "is_park": False,
            "east_m": np.concatenate(east) if east else np.empty(0),
            "north_m": np.concatenate(north) if north else np.empty(0),
        }
    )


def _corners(grid: Grid, lines: list[StreetLine]) -> pd.DataFrame:
    """Every grid corner where two streets meet, named in alphabetical order as the City does."""
    names = {(line.runs, line.line_no): line.name for line in lines if line.segments}
    rows = [
        (" & ".join(sorted((names["north_south", i], names["east_west", j]))), *grid.position(i, j))
        for i, j in grid.corners()
        if ("north_south", i) in names and ("east_west", j) in names
    ]
    table = pd.DataFrame(rows, columns=["street_name", "east_m", "north_m"])
    return table.assign(street_number="", is_corner=True, is_park=False)


def _park_points(places: tuple[NamedPlace, ...], lines: list[StreetLine]) -> pd.DataFrame:
    """Points inside each named park: its middle, four near it, eight along its paths."""
    turns = np.concatenate([[0.0], np.arange(4) / 4, np.arange(8) / 8]) * 2 * np.pi
    radius_m = np.repeat([0.0, 20.0, 45.0], [1, 4, 8])
    side_streets = [line.name for line in lines if line.runs == "east_west" and line.segments]
    parks = [place for place in places if place.kind == "park"]
    parts = [
        pd.DataFrame(
            {
                "street_number": [str(9001 + 2 * k) for k in range(len(turns))],
                "street_name": side_streets[park_no],
                "is_corner": False,
                "is_park": True,
                "east_m": park.east_m + radius_m * np.cos(turns),
                "north_m": park.north_m + radius_m * np.sin(turns),
            }
        )
        for park_no, park in enumerate(parks)
    ]
    return pd.concat(parts, ignore_index=True)


def _outside_parks(table: pd.DataFrame, places: tuple[NamedPlace, ...]) -> pd.DataFrame:
    """Leave out the houses of a street that would cut through a park."""
    east, north = table["east_m"].to_numpy(dtype=np.float64), table["north_m"].to_numpy(dtype=np.float64)
    is_inside = np.zeros(len(table), dtype=np.bool_)
    for place in places:
        if place.kind == "park":
            is_inside |= np.hypot(east - place.east_m, north - place.north_m) < _PARK_RADIUS_M
    return table[~is_inside]


def _near_green(table: pd.DataFrame, grid: Grid) -> BoolArray:
    east, north = table["east_m"].to_numpy(dtype=np.float64), table["north_m"].to_numpy(dtype=np.float64)
    near = np.zeros(len(table), dtype=np.bool_)
    for i, j in _GREEN_CORNERS:
        east_m, north_m = grid.position(i, j)
        near |= np.hypot(east - east_m, north - north_m) < _GREEN_RADIUS_M
    return near


def _finished(table: pd.DataFrame, neighborhoods: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add degrees, neighborhood (the nearest seed) and how often an address is written about."""
    east, north = table["east_m"].to_numpy(), table["north_m"].to_numpy()
    seed_east = neighborhoods["seed_east_m"].astype(float).to_numpy()
    seed_north = neighborhoods["seed_north_m"].astype(float).to_numpy()
    nearest = np.hypot(east[:, None] - seed_east, north[:, None] - seed_north).argmin(axis=1)
    weight = np.exp(rng.standard_normal(len(table)) - np.hypot(east, north) / 2500.0)
    return table.assign(
        lon=np.round(CENTRE_LON + east / M_PER_DEGREE_LON, 6),
        lat=np.round(CENTRE_LAT + north / M_PER_DEGREE_LAT, 6),
        neighborhood_no=nearest,
        weight=np.where(table["is_corner"], _CORNER_WEIGHT, 1.0) * weight,
    )
