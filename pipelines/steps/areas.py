"""Places and areas: which ticket coordinates lie in the city and where, and the lines of each police district."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.districts import NO_AREA, area_to_lonlat_geojson, assign_points, derive_areas, simplify_areas, union_areas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.settings import Policy

_DISTRICTS, _NEIGHBORHOODS, _OUTLINE = "districts", "neighborhoods", "city_outline"


class SettleCoordinates:
    """Says of every distinct ticket coordinate whether it lies in the city, and in which official areas.

    The outline decides, else the districts if every known one was handed in: of half a layer the other half would be
    put outside. Where there is neither, the city's box has decided already. Lines that hold less than half of the
    tickets are not theirs (the made-up city lies in the harbor): nothing is put outside, and a check speaks.
    """

    name = "settle coordinates in the official areas"
    reads = frozenset({"int_coordinates__projected", "int_areas__current", "ref_districts"})
    writes = ("int_coordinates__settled",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return each coordinate with what the lines say of it.

        `is_beyond_lines` (outside the outline and its slack), `is_in_city`, `district_code` and `neighborhood_name`
        (null where no lines hold it).
        """
        coordinates = frames["int_coordinates__projected"]
        layers = {
            layer: _read_areas(part) for layer, part in frames["int_areas__current"].groupby("layer_code", sort=True)
        }
        outline = layers.get(_OUTLINE)
        if outline is None and set(frames["ref_districts"]["district_code"]) <= _names_in(layers.get(_DISTRICTS)):
            outline = layers[_DISTRICTS]
        is_beyond = np.zeros(len(coordinates), dtype=bool)
        if outline is not None:
            is_beyond = _assign(coordinates, outline, self._policy) == NO_AREA
        is_in_city = ~is_beyond if _hold_most(coordinates["n_tickets"], ~is_beyond) else np.ones_like(is_beyond)
        return (
            coordinates.assign(
                is_beyond_lines=is_beyond,
                is_in_city=is_in_city,
                district_code=self._names(coordinates, layers.get(_DISTRICTS)),
                neighborhood_name=self._names(coordinates, layers.get(_NEIGHBORHOODS)),
            ),
        )

    def _names(self, coordinates: pd.DataFrame, areas: pd.DataFrame | None) -> pd.Series:
        if areas is None:
            return pd.Series(pd.array([None] * len(coordinates), dtype="str"), index=coordinates.index)
        return _named(_assign(coordinates, areas, self._policy), areas["area_name"].to_list(), coordinates.index)


class DeriveDistricts:
    """Works each police district's lines out from the tickets' own labels, unless lines that hold them were handed in.

    Once a week: a line that moves by a house's width every morning tells nobody anything.
    """

    name = "work district lines out"
    reads = frozenset({"int_areas__current", "int_districts__stated"})
    writes = ("int_districts__derived",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return `area_name` and `geom_wkb` (hexadecimal, EPSG:26986); no row where official lines are drawn."""
        stated = frames["int_districts__stated"]
        if _official_areas(frames["int_areas__current"], stated, self._policy) is not None:
            stated = stated.iloc[:0]
        derived = derive_areas(
            stated.rename(columns={"district_code": "label"}),
            reach_m=self._policy.derived_district_reach_m,
            closing_m=self._policy.derived_district_closing_m,
            min_island_coordinates=self._policy.derived_district_min_island,
        )
        shapes = shapely.to_wkb(derived.areas["area"].to_numpy(), hex=True)
        return (derived.areas[["area_name"]].assign(geom_wkb=shapes).astype("str"),)


class DrawDistricts:
    """Draws each police district: by the City's lines where they were handed in, else by the tickets' own labels.

    Lines that hold less than half of the tickets are not these tickets' lines and are not drawn.
    """

    name = "draw districts"
    reads = frozenset({"int_areas__current", "int_places__stated", "int_districts__derived"})
    writes = ("int_districts__drawn", "int_places__districted")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return the lines of each district, and the district in whose lines each stated place lies."""
        stated, current = frames["int_places__stated"], frames["int_areas__current"]
        how, handed_in_at = "official", current.loc[current["layer_code"] == _DISTRICTS, "handed_in_at"].max()
        areas = _official_areas(current, stated, self._policy)
        if areas is None:
            how, handed_in_at = "derived", pd.NaT
            areas = _read_areas(frames["int_districts__derived"])
        drawn = pd.DataFrame(
            {
                "district_code": areas["area_name"].astype("str"),
                "how": pd.Series(how, index=areas.index, dtype="str"),
                "handed_in_at": pd.Series(handed_in_at, index=areas.index, dtype="datetime64[us, UTC]"),
                "outline_geojson": pd.Series(self._outlines(areas["area"].to_list()), index=areas.index, dtype="str"),
            }
        )
        places = stated[["x_m", "y_m"]].drop_duplicates().reset_index(drop=True)
        places["area_code"] = _named(_assign(places, areas, self._policy), areas["area_name"].to_list(), places.index)
        return drawn, places

    def _outlines(self, areas: Sequence[shapely.Geometry]) -> list[str]:
        if not areas:
            return []
        simple = simplify_areas(areas, tolerance_m=self._policy.district_line_detail_m)
        return [area_to_lonlat_geojson(area) for area in simple]


def _official_areas(current: pd.DataFrame, stated: pd.DataFrame, policy: Policy) -> pd.DataFrame | None:
    """Return the districts handed in, None where there are none or they hold less than half of the tickets."""
    areas = _read_areas(current[current["layer_code"] == _DISTRICTS])
    if areas.empty or not _hold_most(stated["n_tickets"], _assign(stated, areas, policy) != NO_AREA):
        return None
    return areas


def _assign(points: pd.DataFrame, areas: pd.DataFrame, policy: Policy) -> np.ndarray:
    reach_m = policy.outside_lines_slack_m
    return assign_points(points["x_m"], points["y_m"], areas["area"].to_list(), reach_m=reach_m)


def _names_in(areas: pd.DataFrame | None) -> set[str]:
    return set() if areas is None else set(areas["area_name"])


def _hold_most(n_tickets: pd.Series, is_held: np.ndarray) -> bool:
    """Return whether at least half of the tickets are held; true where there is none."""
    return bool(2 * n_tickets.to_numpy()[is_held].sum() >= n_tickets.sum())


def _read_areas(rows: pd.DataFrame) -> pd.DataFrame:
    shapes = pd.Series(shapely.from_wkb(rows["geom_wkb"].to_numpy()), index=rows.index, dtype=object)
    return union_areas(rows[["area_name"]].assign(area=shapes))


def _named(positions: np.ndarray, names: Sequence[str], index: pd.Index) -> pd.Series:
    """Return the name at each position, null for none."""
    known = np.array([*names, None], dtype=object)
    return pd.Series(pd.array(known[positions], dtype="str"), index=index)
