"""Where somebody was, kept no finer than a place needs: the middle of a known place, else of a square of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import project_lonlat, unproject_points
from geo.errors import require_positive

if TYPE_CHECKING:
    import numpy.typing as npt

# Seven decimals are a centimetre: enough that the middle of a square is the same text wherever one stood in it.
_DEGREES = 7


@dataclass(frozen=True)
class KeptPoint:
    """A point that may be kept (EPSG:4326, degrees); `place_no` is the known place it stands for, None for a square."""

    lon: float
    lat: float
    place_no: int | None


def distances_m(lon: float, lat: float, *, lons: npt.ArrayLike, lats: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return how far known places lie from a point, in metres, in their order.

    Parameters
    ----------
    lon, lat
        The point, EPSG:4326, degrees.
    lons, lats
        The middles of the places, EPSG:4326, degrees, of equal length.

    Raises
    ------
    CrsMismatchError
        A value is no longitude or latitude.
    BadParameterError
        A value is not finite, or the lengths differ.
    """
    x_m, y_m = project_lonlat([lon], [lat])
    xs_m, ys_m = project_lonlat(lons, lats)
    return np.asarray(np.hypot(xs_m - x_m[0], ys_m - y_m[0]), np.float64)


def kept_point(
    lon: float, lat: float, *, lons: npt.ArrayLike, lats: npt.ArrayLike, radius_m: float, grid_m: float
) -> KeptPoint:
    """Return what may be kept of a point where somebody stood.

    Parameters
    ----------
    lon, lat
        The point, EPSG:4326, degrees.
    lons, lats
        The middles of the known places, EPSG:4326, degrees; none is fine.
    radius_m
        A point at most this far from the middle of a place is that place's; of several the nearest one's, and of
        places equally near the first.
    grid_m
        Side of the squares (EPSG:26986, their corners at multiples of it) in which all other points are one.

    Returns
    -------
    The middle of that place or of that square: two points of one place, or of one square outside all places, give the
    same answer, so nothing tells where in it somebody stood.

    Raises
    ------
    CrsMismatchError
        A value is no longitude or latitude.
    BadParameterError
        A value is not finite, the lengths differ, or a distance is not positive.
    """
    require_positive(radius_m, name="radius_m")
    require_positive(grid_m, name="grid_m")
    away_m = distances_m(lon, lat, lons=lons, lats=lats)
    if away_m.size and away_m.min() <= radius_m:
        place_no = int(away_m.argmin())
        return KeptPoint(float(np.asarray(lons)[place_no]), float(np.asarray(lats)[place_no]), place_no)
    x_m, y_m = project_lonlat([lon], [lat])
    middle_lon, middle_lat = unproject_points(
        (np.floor(x_m / grid_m) + 0.5) * grid_m, (np.floor(y_m / grid_m) + 0.5) * grid_m
    )
    return KeptPoint(round(float(middle_lon[0]), _DEGREES), round(float(middle_lat[0]), _DEGREES), None)
