"""Zones: parts of the city large enough that a count in one points at nobody. Hexes of a width, or named places."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from geo.crs import unproject_points
from geo.errors import BadParameterError, require_columns, require_positive

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

LEAST_HEX_WIDTH_M = 200.0
"""A hex narrower than this, from flat side to flat side, would be a point by another name."""

NO_ZONE = "none"
"""The zone of what states no place that was found."""

# A round point south-west of the city, fixed for ever: ids of hexes count from here.
_ORIGIN_X_M, _ORIGIN_Y_M = 220_000.0, 880_000.0
_SQRT_3 = math.sqrt(3.0)


def assign_hexes(x_m: npt.ArrayLike, y_m: npt.ArrayLike, *, width_m: float) -> npt.NDArray[np.str_]:
    """Return the id of the hex that each point lies in.

    The hexes tile the plane from a fixed origin, two flat sides running north to south. A point on a side belongs to
    one of the two hexes, always to the same.

    Parameters
    ----------
    x_m, y_m
        EPSG:26986, metres, finite, of equal length.
    width_m
        From flat side to flat side, metres; at least `LEAST_HEX_WIDTH_M`.

    Returns
    -------
    Ids like `H450_17_-3`: width, and axial column and row from the origin.

    Raises
    ------
    BadParameterError
        The width is too small or no number, or a coordinate is not finite.
    """
    _require_width(width_m)
    x, y = np.atleast_1d(np.asarray(x_m, np.float64)), np.atleast_1d(np.asarray(y_m, np.float64))
    if x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise BadParameterError("points need an x and a y each, both finite; clear rows without a place first")
    side_m = width_m / _SQRT_3
    row = (y - _ORIGIN_Y_M) * 2.0 / (3.0 * side_m)
    column = (x - _ORIGIN_X_M) / width_m - row / 2.0
    columns, rows = _rounded(column, row)
    return np.array([f"H{width_m:g}_{q}_{r}" for q, r in zip(columns, rows, strict=True)], dtype=np.str_)


def hex_centre(hex_id: str) -> tuple[float, float]:
    """Return the centre of a hex, EPSG:26986, metres.

    Raises
    ------
    BadParameterError
        The id is none that `assign_hexes` gives.
    """
    width_m, column, row = _read_id(hex_id)
    return _ORIGIN_X_M + width_m * (column + row / 2.0), _ORIGIN_Y_M + 1.5 * width_m / _SQRT_3 * row


def hex_outline(hex_id: str) -> npt.NDArray[np.float64]:
    """Return the six corners of a hex, counter-clockwise, EPSG:26986, metres; shape (6, 2).

    Raises
    ------
    BadParameterError
        The id is none that `assign_hexes` gives.
    """
    width_m, _, _ = _read_id(hex_id)
    turns = np.deg2rad(30.0 + 60.0 * np.arange(6))
    return np.asarray(hex_centre(hex_id)) + width_m / _SQRT_3 * np.column_stack((np.cos(turns), np.sin(turns)))


def hex_geojson(hex_id: str) -> str:
    """Return a hex as a GeoJSON polygon, EPSG:4326, six decimals.

    Raises
    ------
    BadParameterError
        The id is none that `assign_hexes` gives.
    """
    corners = hex_outline(hex_id)
    lon, lat = unproject_points(corners[:, 0], corners[:, 1])
    ring = [[round(float(one), 6), round(float(other), 6)] for one, other in zip(lon, lat, strict=True)]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def named_zone_id(zone_name: str) -> str:
    """Return the id of a named zone: the same as long as its name is."""
    return f"N{hashlib.sha256(zone_name.encode()).hexdigest()[:10]}"


def assign_named(
    points: pd.DataFrame, labelled: pd.DataFrame, *, zone_of_label: Mapping[str, str], reach_m: float
) -> list[str]:
    """Return the named zone of each point: the one that the tickets nearest to it state.

    Parameters
    ----------
    points
        `x_m`, `y_m` (EPSG:26986, metres), finite.
    labelled
        `x_m`, `y_m`, `label` (what tickets there state) and `n_tickets`; several labels may share a coordinate.
    zone_of_label
        The zone's id by label; labels of no zone do not count.
    reach_m
        A point with no ticket of any zone this near has no zone.

    Returns
    -------
    Zone ids in the order of the points; `NO_ZONE` out of reach. At one coordinate the zone of most tickets wins, then
    the one whose id sorts first.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        The reach is not a finite number above zero.
    """
    require_columns(points, ["x_m", "y_m"], what="points")
    require_columns(labelled, ["x_m", "y_m", "label", "n_tickets"], what="labelled coordinates")
    require_positive(reach_m, name="reach_m")
    stated = labelled.assign(zone_id=labelled["label"].map(dict(zone_of_label)))
    counted = stated[stated["zone_id"].notna()].groupby(["x_m", "y_m", "zone_id"], sort=True)["n_tickets"].sum()
    if counted.empty or points.empty:
        return [NO_ZONE] * len(points)
    ranked = counted.reset_index().sort_values(
        ["x_m", "y_m", "n_tickets", "zone_id"], ascending=[True, True, False, True]
    )
    known = ranked.drop_duplicates(["x_m", "y_m"])
    distances, nearest = cKDTree(known[["x_m", "y_m"]].to_numpy(np.float64)).query(
        points[["x_m", "y_m"]].to_numpy(np.float64)
    )
    zone_ids = known["zone_id"].to_numpy()[nearest]
    return [str(zone_id) if metres <= reach_m else NO_ZONE for zone_id, metres in zip(zone_ids, distances, strict=True)]


def _require_width(width_m: float) -> None:
    if not (math.isfinite(width_m) and width_m >= LEAST_HEX_WIDTH_M):
        raise BadParameterError(f"a hex must be at least {LEAST_HEX_WIDTH_M:g} m wide, got {width_m:g}")


def _rounded(
    column: npt.NDArray[np.float64], row: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Round axial coordinates to the nearest hex: round all three cube coordinates, mend the one rounded furthest."""
    third = -column - row
    whole = [np.floor(each + 0.5) for each in (column, row, third)]
    off = [np.abs(rounded - each) for rounded, each in zip(whole, (column, row, third), strict=True)]
    mends_column = (off[0] > off[1]) & (off[0] > off[2])
    mends_row = ~mends_column & (off[1] > off[2])
    columns = np.where(mends_column, -whole[1] - whole[2], whole[0])
    rows = np.where(mends_row, -whole[0] - whole[2], whole[1])
    return columns.astype(np.int64), rows.astype(np.int64)


def _read_id(hex_id: str) -> tuple[float, int, int]:
    try:
        width, column, row = hex_id.removeprefix("H").split("_")
        read = float(width), int(column), int(row)
    except ValueError as error:
        raise BadParameterError(f"'{hex_id}' is no id of a hex") from error
    _require_width(read[0])
    return read
