"""The two coordinate reference systems, and the only place where one becomes the other."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.errors import BadParameterError, CrsMismatchError

if TYPE_CHECKING:
    import numpy.typing as npt

WORKING_CRS = "EPSG:26986"
"""Massachusetts mainland, metres: distances inside the city are right to about 1 part in 10,000."""

LONLAT_CRS = "EPSG:4326"
"""Degrees, at the edges only: files that come in, maps that go out."""

_MAX_LON_DEGREES = 180.0
_MAX_LAT_DEGREES = 90.0


def project_lonlat(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Project degrees to the working CRS.

    Parameters
    ----------
    lon, lat
        Longitude and latitude, EPSG:4326, degrees, of equal length.

    Returns
    -------
    `x_m` and `y_m` in EPSG:26986, metres, aligned with the input.

    Raises
    ------
    CrsMismatchError
        A value is no longitude or latitude at all: metres or feet were given, or the two were swapped.
    BadParameterError
        A value is not finite, the lengths differ, or the projection has no answer there.
    """
    lon_degrees, lat_degrees = _finite_pair(lon, lat)
    if (np.abs(lon_degrees) > _MAX_LON_DEGREES).any() or (np.abs(lat_degrees) > _MAX_LAT_DEGREES).any():
        raise CrsMismatchError(f"lon and lat must be degrees ({LONLAT_CRS}), lon first")
    return _transformed(LONLAT_CRS, WORKING_CRS, lon_degrees, lat_degrees)


def unproject_points(x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Turn points of the working CRS into degrees.

    Parameters
    ----------
    x_m, y_m
        EPSG:26986, metres, of equal length.

    Returns
    -------
    `lon` and `lat` in EPSG:4326, degrees, aligned with the input.

    Raises
    ------
    BadParameterError
        A value is not finite, the lengths differ, or the point lies off the projected plane.
    """
    return _transformed(WORKING_CRS, LONLAT_CRS, *_finite_pair(x_m, y_m))


def find_crs(stated: str) -> str | None:
    """Return the short name (`EPSG:2249`) or, lacking one, the text of a stated CRS; None for one that nobody knows."""
    try:
        crs = CRS.from_user_input(stated)
    except CRSError:
        return None
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.to_wkt()


def transform_coordinates(
    x: npt.ArrayLike, y: npt.ArrayLike, *, from_crs: str, to_crs: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Turn coordinates of any known CRS into another; inf where there is no such point, so that a guess can be tested.

    Parameters
    ----------
    x, y
        Easting and northing, or longitude and latitude, in `from_crs` and its unit, of equal length.
    from_crs, to_crs
        Names that `find_crs` knows.

    Returns
    -------
    Coordinates in `to_crs`, first the easting or the longitude, aligned with the input.
    """
    out_x, out_y = _transformer(from_crs, to_crs).transform(np.asarray(x, np.float64), np.asarray(y, np.float64))
    return np.asarray(out_x, np.float64), np.asarray(out_y, np.float64)


@cache
def _transformer(from_crs: str, to_crs: str) -> Transformer:
    # Making one takes tens of milliseconds, using it microseconds.
    return Transformer.from_crs(from_crs, to_crs, always_xy=True)


def _finite_pair(
    first: npt.ArrayLike, second: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    pair = np.atleast_1d(np.asarray(first, np.float64)), np.atleast_1d(np.asarray(second, np.float64))
    if pair[0].shape != pair[1].shape:
        raise BadParameterError(f"coordinates differ in length: {pair[0].shape} and {pair[1].shape}")
    if not (np.isfinite(pair[0]).all() and np.isfinite(pair[1]).all()):
        raise BadParameterError("coordinates must be finite; clear rows without a place first")
    return pair


def _transformed(
    from_crs: str, to_crs: str, first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    out_first, out_second = _transformer(from_crs, to_crs).transform(first, second)
    # pyproj answers "no such point" with inf and says nothing.
    if not (np.isfinite(out_first).all() and np.isfinite(out_second).all()):
        raise BadParameterError(f"some points have no place in {to_crs}")
    return np.asarray(out_first, np.float64), np.asarray(out_second, np.float64)
