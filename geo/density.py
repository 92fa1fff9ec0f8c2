"""Dense areas: an exact weighted DBSCAN that draws outlines. Never the unit of ranking, because it chains."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import unproject_points
from geo.dbscan import weighted_dbscan
from geo.errors import require_columns, require_positive
from geo.points import distinct_points, finite_column

if TYPE_CHECKING:
    import pandas as pd

    from geo.points import FloatArray, IntArray

NOT_DENSE = -1
"""The label of a point in no dense area, as scikit-learn writes it."""

_SIMPLIFY_TOLERANCE_M = 2.0
_CORNERS_A_QUARTER = 4
"""Corners of a quarter of the disk round a member: at 30 m it loses half a metre, less than simplifying takes."""
_LONLAT_DECIMALS = 6


def label_dense_areas(points: pd.DataFrame, *, radius_m: float, min_weight: float) -> IntArray:
    """Label the dense area of each point: DBSCAN with weights, exact.

    A coordinate is core when the weight within `radius_m` of it, its own included, is at least `min_weight`.
    Core coordinates within `radius_m` of one another share an area; another coordinate within reach of a core
    one is its border.

    Parameters
    ----------
    points
        `x_m`, `y_m` (EPSG:26986, metres), `weight` (at least 0). Coordinates may repeat.
    radius_m
        Reach, metres, inclusive (eps).
    min_weight
        Weight that makes a coordinate core (min_samples), above 0.

    Returns
    -------
    One label per row: areas numbered from 0 by their first core row in input order, -1 for none. A border
    point within reach of two areas gets the lower number: numbers and such border points follow the order of
    the rows, which points are core, and which core points belong together, does not.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A parameter is not above zero, a value not finite or a weight below 0.

    Notes
    -----
    `geo.dbscan.weighted_dbscan`, which says how distances and weights are compared and whose labels these are.
    """
    require_columns(points, ("x_m", "y_m", "weight"), what="points")
    x_m, y_m, weight = (points[name].to_numpy(np.float64, na_value=np.nan) for name in ("x_m", "y_m", "weight"))
    return weighted_dbscan(x_m, y_m, weight, radius_m=radius_m, min_weight=min_weight)


def outline_dense_area(
    points: pd.DataFrame, *, centre_x_m: float, centre_y_m: float, radius_m: float, limit_m: float
) -> shapely.Polygon | None:
    """Draw the outline of a dense area round a location's centre.

    Disks of `radius_m` round the members within `limit_m` of the centre are united and cut at `limit_m`; of
    the parts, the one that holds the centre or lies nearest to it is taken (of several, the largest), without
    holes. The cut is there because dense areas chain along streets: the outline says "it reaches this far
    round here", not "this is one place of two kilometres".

    Parameters
    ----------
    points
        The members of one dense area: `x_m`, `y_m` (EPSG:26986, metres). Row order does not matter.
    centre_x_m, centre_y_m
        The location's centre, EPSG:26986, metres.
    radius_m
        Radius of the disk round each member, metres.
    limit_m
        Reach of the outline from the centre, metres.

    Returns
    -------
    One polygon in EPSG:26986, simplified by at most 2 m, or None when no member lies within `limit_m`.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A parameter is not above zero or a coordinate not finite.
    """
    require_columns(points, ("x_m", "y_m"), what="points")
    require_positive(radius_m, name="radius_m")
    require_positive(limit_m, name="limit_m")
    x_m, y_m = (finite_column(points, name, what="points") for name in ("x_m", "y_m"))
    is_near = np.hypot(x_m - centre_x_m, y_m - centre_y_m) <= limit_m
    members = distinct_points(x_m[is_near], y_m[is_near])
    centre = shapely.Point(centre_x_m, centre_y_m)
    reach = shapely.union_all(
        shapely.buffer(shapely.points(members.x_m, members.y_m), radius_m, quad_segs=_CORNERS_A_QUARTER)
    )
    parts = shapely.get_parts(shapely.intersection(reach, shapely.buffer(centre, limit_m)))
    filled = [shapely.Polygon(part.exterior) for part in parts if isinstance(part, shapely.Polygon)]
    if not filled:
        return None
    nearest = min(filled, key=lambda part: (part.distance(centre), -part.area))
    # Without holes, the coordinates of the simplified polygon are its one ring.
    return shapely.Polygon(shapely.get_coordinates(nearest.simplify(_SIMPLIFY_TOLERANCE_M)))


def outline_to_lonlat_geojson(polygon: shapely.Polygon) -> str:
    """Write a polygon of the working CRS as a GeoJSON geometry in degrees, 6 decimals (0.1 m).

    Parameters
    ----------
    polygon
        EPSG:26986, metres.

    Returns
    -------
    A GeoJSON `Polygon`, EPSG:4326, outer ring counter-clockwise (RFC 7946, section 3.1.6).

    Raises
    ------
    BadParameterError
        A vertex has no place in EPSG:4326.
    """
    oriented = shapely.orient_polygons(polygon)
    rings = [oriented.exterior, *oriented.interiors]
    return json.dumps({"type": "Polygon", "coordinates": [_lonlat_ring(ring) for ring in rings]})


def _lonlat_ring(ring: shapely.LinearRing) -> list[list[float]]:
    x_m, y_m = np.asarray(ring.coords, dtype=np.float64).T
    lonlat: FloatArray = np.column_stack(unproject_points(x_m, y_m)).round(_LONLAT_DECIMALS)
    return [[lon, lat] for lon, lat in lonlat.tolist()]
