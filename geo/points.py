"""Points in the working CRS: projected, collapsed to distinct coordinates, and who lies near whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import project_lonlat
from geo.errors import BadParameterError, require_columns, require_positive

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt
    import pandas as pd

    FloatArray: TypeAlias = npt.NDArray[np.float64]
    IntArray: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DistinctPoints:
    """Distinct coordinates, sorted by x and then y, so that nothing hangs on the order of the rows.

    `x_m`, `y_m` (EPSG:26986) and `first_row` have one entry per distinct coordinate; `group_of_row` gives
    each input row's entry, `first_row` the first input row of each entry.
    """

    x_m: FloatArray
    y_m: FloatArray
    first_row: IntArray
    group_of_row: IntArray

    def total(self, values: npt.NDArray[np.float64]) -> FloatArray:
        """Sum `values` (one per input row) per distinct coordinate, bitwise alike in any row order."""
        order = np.lexsort((values, self.group_of_row))
        starts = np.searchsorted(self.group_of_row[order], np.arange(self.x_m.size))
        return np.add.reduceat(values[order], starts) if values.size else values

    def count(self, values: npt.NDArray[np.int64]) -> IntArray:
        """Sum whole numbers (one per input row) per distinct coordinate."""
        return np.bincount(self.group_of_row, weights=values, minlength=self.x_m.size).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Who lies within the radius of whom, itself included: `indices[starts[i]:starts[i + 1]]`, ascending."""

    starts: IntArray
    indices: IntArray

    def of(self, point: int) -> IntArray:
        """Return the neighbours of one point, itself included, ascending."""
        return self.indices[self.starts[point] : self.starts[point + 1]]


def project_coordinates(coordinates: pd.DataFrame) -> pd.DataFrame:
    """Add the working CRS to rows that carry degrees.

    Parameters
    ----------
    coordinates
        Any rows with `lon` and `lat` (EPSG:4326, degrees).

    Returns
    -------
    The same rows, columns and index, with `x_m` and `y_m` (EPSG:26986, metres) added. The input is not
    changed.

    Raises
    ------
    MissingColumnError
        `lon` or `lat` is missing.
    CrsMismatchError, BadParameterError
        See `geo.crs.project_lonlat`.
    """
    require_columns(coordinates, ("lon", "lat"), what="coordinates")
    x_m, y_m = project_lonlat(coordinates["lon"].to_numpy(), coordinates["lat"].to_numpy())
    return coordinates.assign(x_m=x_m, y_m=y_m)


def finite_column(frame: pd.DataFrame, name: str, *, what: str, minimum: float = -math.inf) -> FloatArray:
    """Read one column as float64 and refuse what no distance or sum can be made of.

    Raises
    ------
    BadParameterError
        A value is missing, infinite or below `minimum`; `what` names the rows in the message.
    """
    values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    if not (np.isfinite(values).all() and (values >= minimum).all()):
        raise BadParameterError(f"{name} of {what} must be finite and at least {minimum}")
    return values


def distinct_points(x_m: FloatArray, y_m: FloatArray) -> DistinctPoints:
    """Collapse points to distinct coordinates; exact, and 311 addresses repeat up to 27-fold over the years.

    Parameters
    ----------
    x_m, y_m
        EPSG:26986, metres, finite, of equal length.
    """
    order = np.lexsort((y_m, x_m))
    begins = np.ones(order.size, dtype=bool)
    begins[1:] = (np.diff(x_m[order]) != 0) | (np.diff(y_m[order]) != 0)
    group_of_row = np.empty(order.size, dtype=np.int64)
    group_of_row[order] = np.cumsum(begins) - 1
    # lexsort is stable, so the first row of a group in sorted order is also its first row in input order.
    first_row = order[begins]
    return DistinctPoints(x_m[first_row], y_m[first_row], first_row, group_of_row)


def neighbours_within(
    x_m: FloatArray, y_m: FloatArray, *, radius_m: float, of: npt.NDArray[np.bool_] | None = None
) -> Neighbours:
    """Find every pair at most `radius_m` apart, edge included.

    Distances are compared as dx*dx + dy*dy <= radius*radius, never through a square root, so that points
    exactly on the edge are treated alike everywhere (and as scikit-learn's trees treat them).

    Parameters
    ----------
    x_m, y_m
        EPSG:26986, metres, finite; distinct points, or the pairs of a busy address grow with its square.
    radius_m
        Radius in metres, inclusive.
    of
        Whose neighbours are asked for, one entry per point; the others get none. None asks for everyone's.

    Raises
    ------
    BadParameterError
        `radius_m` is not a finite number above zero.
    """
    require_positive(radius_m, name="radius_m")
    from geo.heavy_disks import prepare_ground  # noqa: PLC0415 - the compiler is loaded only where something is compiled
    from geo.near_points import list_near  # noqa: PLC0415 - as above

    ground = prepare_ground(x_m, y_m, radius_m=radius_m)
    is_asked = np.ones(x_m.size, dtype=bool) if of is None else of
    squares = (ground.x_m, ground.y_m, ground.place, ground.first, ground.runs)
    return Neighbours(*list_near(*squares, is_asked, ground.radius_sq))
