"""Districts as areas: which one a point lies in, and, where nobody handed in lines, lines worked out from labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi, cKDTree

from geo.crs import unproject_points
from geo.errors import BadParameterError, CrsMismatchError, require_columns, require_positive
from geo.points import distinct_points, finite_column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    import numpy.typing as npt

    from geo.points import FloatArray, IntArray

    ObjectArray: TypeAlias = npt.NDArray[np.object_]

NO_AREA = -1
_LABEL_COLUMNS = ("x_m", "y_m", "label", "n_tickets")
# A centimetre: nearer than any two addresses, further than rounding.
_SAME_PLACE_M = 0.01
# Massachusetts mainland, EPSG:26986, generously: feet and degrees lie outside it.
_PLANE_M = ((0.0, 400_000.0), (700_000.0, 1_000_000.0))
_LONLAT_DECIMALS = 5
_HELPERS = 4


@dataclass(frozen=True, eq=False)
class DerivedAreas:
    """Areas worked out from labelled points, and what became of each coordinate's label.

    `areas` has one row per label: `area_name`, `area` (shapely Polygon or MultiPolygon, EPSG:26986), by name. `points`
    has one row per distinct coordinate: `x_m`, `y_m`, `label` (what most of its rows say), `area_name` (the area it was
    given to; another one where its label was a stray).
    """

    areas: pd.DataFrame
    points: pd.DataFrame


def union_areas(parts: pd.DataFrame) -> pd.DataFrame:
    """Union the parts of each area, so that a district in two features is one district.

    Parameters
    ----------
    parts
        Any number of rows per area: `area_name`, `area` (shapely geometry, EPSG:26986 metres, valid).

    Returns
    -------
    One row per name, by name: `area_name`, `area`. Two areas may still overlap; `assign_points` says who wins.

    Raises
    ------
    MissingColumnError
        A column is missing.
    CrsMismatchError
        A bound lies outside the plane of EPSG:26986, as degrees or feet would.
    """
    require_columns(parts, ("area_name", "area"), what="areas")
    for area in parts["area"]:
        _require_plane(np.asarray(shapely.bounds(area), np.float64))
    rows = [(str(name), shapely.union_all(part["area"].to_list())) for name, part in parts.groupby("area_name")]
    return pd.DataFrame(rows, columns=["area_name", "area"])


def assign_points(
    x_m: npt.ArrayLike, y_m: npt.ArrayLike, areas: Sequence[shapely.Geometry], *, reach_m: float = 0.0
) -> IntArray:
    """Return for each point the position of the area it lies in; `NO_AREA` where it lies in none.

    A point on an edge, or where areas overlap, goes to the area that stands first. A point in none goes to the nearest
    area at most `reach_m` away, the first one where two are equally near: a street address can lie a step outside a
    line that follows the kerb.

    Parameters
    ----------
    x_m, y_m
        EPSG:26986, metres, finite, of equal length.
    areas
        Polygons or MultiPolygons in EPSG:26986, valid, in the order that settles ties.
    reach_m
        How far outside of every area a point may lie and still be given to one, metres, at least 0.

    Raises
    ------
    BadParameterError
        `reach_m` is negative or not finite.
    """
    if not (np.isfinite(reach_m) and reach_m >= 0):
        raise BadParameterError(f"reach_m must be a finite number of at least 0, got {reach_m}")
    points = _points(np.asarray(x_m, np.float64), np.asarray(y_m, np.float64))
    chosen = np.full(points.size, NO_AREA, dtype=np.int64)
    if not len(areas) or not points.size:
        return chosen
    # The points are in the tree and the areas ask: a polygon is then prepared once, and not walked for every point.
    asked, found = shapely.STRtree(points.tolist()).query(np.asarray(areas, dtype=object), predicate="intersects")
    chosen = _first_area(chosen, found, asked)
    left = np.flatnonzero(chosen == NO_AREA)
    if reach_m and left.size:
        near, area = shapely.STRtree(areas).query_nearest(points[left], max_distance=reach_m, all_matches=True)
        chosen[left] = _first_area(chosen[left], near, area)
    return chosen


def derive_areas(
    labelled: pd.DataFrame, *, reach_m: float, closing_m: float, min_island_coordinates: int
) -> DerivedAreas:
    """Work out areas from labelled points: Voronoi cells of the distinct coordinates, dissolved by label.

    Each coordinate takes the label that most of its rows state. Then stray labels go: among neighbouring cells (a
    Delaunay triangulation) those of one label hang together in islands, and an island of fewer than
    `min_island_coordinates` that is not its label's largest takes the label of the nearest coordinate that stays. So
    one mistyped ticket makes no exclave, and no label disappears. The areas end where the city does: cells are clipped
    to the ground within `reach_m` of any coordinate, gaps narrower than twice `closing_m` closed; nobody claims the
    harbour.

    Parameters
    ----------
    labelled
        Any number of rows per coordinate and label: `x_m`, `y_m` (EPSG:26986, metres), `label`, `n_tickets` (above 0).
        Row order does not matter; coordinates nearer than a centimetre are one.
    reach_m
        How far from the nearest coordinate an area reaches, metres.
    closing_m
        Parks and ponds within the city up to twice this wide are given to the district round them, metres, at least 0.
    min_island_coordinates
        Smallest island that stays, coordinates, at least 1; 1 keeps every label.

    Returns
    -------
    The areas, which never overlap and share their common edges point by point, and the coordinates.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A distance, count or number is not usable.
    CrsMismatchError
        Coordinates lie outside the plane of EPSG:26986.
    """
    require_columns(labelled, _LABEL_COLUMNS, what="labelled points")
    require_positive(reach_m, name="reach_m")
    if not (np.isfinite(closing_m) and closing_m >= 0):
        raise BadParameterError(f"closing_m must be a finite number of at least 0, got {closing_m}")
    if min_island_coordinates < 1:
        raise BadParameterError(f"min_island_coordinates must be at least 1, got {min_island_coordinates}")
    points = _majority_labels(labelled)
    if points.empty:
        nothing = pd.DataFrame({"area_name": pd.Series(dtype=str), "area": pd.Series(dtype=object)})
        return DerivedAreas(nothing, points.assign(area_name=pd.Series(dtype=str)))
    xy = points[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    _require_plane(np.concatenate((xy.min(axis=0), xy.max(axis=0))))
    names, codes = np.unique(points["label"].to_numpy(dtype=str), return_inverse=True)
    # Near the origin the cells keep their centimetres.
    origin = np.round(xy.mean(axis=0))
    cells = _Cells(xy - origin, margin_m=4 * (reach_m + closing_m))
    settled = _absorb_islands(xy, codes.astype(np.int64), cells.neighbours, min_island_coordinates)
    ground = _ground(xy - origin, reach_m=reach_m, closing_m=closing_m)
    areas = [shapely.transform(area, lambda at: at + origin) for area in _dissolve(cells, settled, ground, names.size)]
    table = pd.DataFrame({"area_name": names, "area": pd.Series(areas, dtype=object)})
    return DerivedAreas(table, points.assign(area_name=names[settled]))


def simplify_areas(areas: Sequence[shapely.Geometry], *, tolerance_m: float) -> list[shapely.Geometry]:
    """Simplify neighbouring areas together, so that a common edge stays common: no gap, no overlap.

    Parameters
    ----------
    areas
        Polygons or MultiPolygons, EPSG:26986, metres.
    tolerance_m
        Detail smaller than about this goes, metres.
    """
    require_positive(tolerance_m, name="tolerance_m")
    return list(shapely.coverage_simplify(np.asarray(areas, dtype=object), tolerance_m))


def area_to_lonlat_geojson(area: shapely.Geometry) -> str:
    """Return an area of the working CRS as a GeoJSON geometry in EPSG:4326, to about a metre, for a map."""
    lonlat = shapely.transform(area, lambda at: np.column_stack(unproject_points(at[:, 0], at[:, 1])))
    return str(shapely.to_geojson(shapely.transform(lonlat, lambda at: np.round(at, _LONLAT_DECIMALS))))


class _Cells:
    """The Voronoi cells of points near the origin: who neighbours whom, and the edge between two."""

    def __init__(self, xy: FloatArray, *, margin_m: float) -> None:
        low, high = xy.min(axis=0), xy.max(axis=0)
        # Helpers far outside make every cell finite, and one point or a row of points a legal input.
        far = 3 * (margin_m + float((high - low).max()))
        middle = (low + high) / 2
        helpers = middle + far * np.array([[-1.0, -1.1], [1.05, -1.0], [1.0, 1.15], [-1.15, 1.0]])
        self._diagram = Voronoi(np.vstack((xy, helpers)))
        self._n_points = len(xy)
        self.sites = cKDTree(xy)
        pairs = self._diagram.ridge_points
        self._is_real = (pairs < self._n_points).all(axis=1)
        self.neighbours: IntArray = pairs[self._is_real].astype(np.int64)

    def borders(self, codes: IntArray) -> list[shapely.LineString]:
        """Return the edges between cells whose codes differ."""
        pairs, corners = self._diagram.ridge_points, self._diagram.vertices
        return [
            shapely.LineString(corners[self._diagram.ridge_vertices[ridge]])
            for ridge in np.flatnonzero(self._is_real)
            if codes[pairs[ridge, 0]] != codes[pairs[ridge, 1]] and -1 not in self._diagram.ridge_vertices[ridge]
        ]


def _points(x_m: FloatArray, y_m: FloatArray) -> ObjectArray:
    return np.asarray(shapely.points(np.column_stack((x_m, y_m))), dtype=object).reshape(-1)


def _first_area(chosen: IntArray, points: IntArray, areas: IntArray) -> IntArray:
    """Give each point the lowest of the areas that hold it."""
    first = np.full(chosen.size, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(first, points, areas)
    return np.where(first == np.iinfo(np.int64).max, chosen, first)


def _majority_labels(labelled: pd.DataFrame) -> pd.DataFrame:
    """Return one row per distinct coordinate, by x and y, with its label of most tickets; ties by alphabet."""
    x_m, y_m = (
        np.round(finite_column(labelled, name, what="labelled points") / _SAME_PLACE_M) * _SAME_PLACE_M
        for name in ("x_m", "y_m")
    )
    counts = finite_column(labelled, "n_tickets", what="labelled points", minimum=0)
    places = distinct_points(x_m, y_m)
    votes = pd.DataFrame({"place": places.group_of_row, "label": labelled["label"].astype(str).to_numpy(), "n": counts})
    totals = votes.groupby(["place", "label"], sort=True)["n"].sum().reset_index()
    ranked = totals.sort_values(["place", "n", "label"], ascending=[True, False, True], kind="stable")
    first = ranked.drop_duplicates("place")
    return pd.DataFrame({"x_m": places.x_m, "y_m": places.y_m, "label": first["label"].to_numpy()})


def _absorb_islands(xy: FloatArray, codes: IntArray, neighbours: IntArray, min_island_coordinates: int) -> IntArray:
    alike = neighbours[codes[neighbours[:, 0]] == codes[neighbours[:, 1]]]
    links = sparse.coo_array((np.ones(len(alike)), (alike[:, 0], alike[:, 1])), shape=(len(xy), len(xy)))
    _, island = connected_components(links, directed=False)
    sizes = np.bincount(island)
    size_of_point = sizes[island]
    largest = np.zeros(codes.max() + 1, dtype=np.int64)
    np.maximum.at(largest, codes, size_of_point)
    stays = (size_of_point >= min_island_coordinates) | (size_of_point == largest[codes])
    settled = codes.copy()
    if not stays.all():
        _, nearest = cKDTree(xy[stays]).query(xy[~stays])
        settled[~stays] = codes[stays][nearest]
    return settled


def _ground(xy: FloatArray, *, reach_m: float, closing_m: float) -> shapely.Geometry:
    """Return the ground within reach of any point, gaps closed: one circle a square of a grid.

    Circles are united rather than a buffer drawn round the united squares, which takes fifty times as long.
    """
    side = reach_m / 4
    centres = (np.unique(np.floor(xy / side), axis=0) + 0.5) * side
    circles = shapely.buffer(shapely.points(centres), reach_m + closing_m, quad_segs=4)
    ground = shapely.union_all(circles)
    return shapely.buffer(ground, -closing_m, quad_segs=4) if closing_m else ground


def _dissolve(cells: _Cells, codes: IntArray, ground: shapely.Geometry, n_labels: int) -> list[shapely.Geometry]:
    """Cut the ground along the borders: each piece is its nearest coordinate's; a common edge is one edge."""
    lines = shapely.union_all([*cells.borders(codes), shapely.boundary(ground)])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(pieces)
    shapely.prepare(ground)
    kept = shapely.intersects(ground, inside)
    pieces, inside = pieces[kept], inside[kept]
    _, nearest = cells.sites.query(shapely.get_coordinates(inside))
    code_of_piece = codes[nearest]
    return [shapely.union_all(pieces[code_of_piece == code]) for code in range(n_labels)]


def _require_plane(bounds: FloatArray) -> None:
    (west, east), (south, north) = _PLANE_M
    if not (west <= bounds[0] and bounds[2] <= east and south <= bounds[1] and bounds[3] <= north):
        raise CrsMismatchError("areas and points must be in EPSG:26986, metres")
