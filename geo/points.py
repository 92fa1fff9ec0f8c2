"""Points in the working CRS: projected, collapsed to distinct coordinates, and who lies near whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.crs import project_lonlat
from geo.errors import BadParameterError, require_columns, require_positive

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float64]
    IntArray: TypeAlias = npt.NDArray[np.int64]


_ODD = np.uint64(0x9E37_79B9_7F4A_7C15)
"""2**64 divided by the golden ratio: a multiplier that spreads neighbouring numbers."""


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
        # Added one after the other, the smallest first: equal ones may come in any order.
        order = np.argsort(values)
        sums = np.bincount(self.group_of_row[order], weights=values[order], minlength=self.x_m.size)
        return np.asarray(sums, np.float64)

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
    # Rows are told apart by one number made of both coordinates, and only the distinct ones are sorted.
    # Adding 0.0 makes one zero of the two that there are.
    column, row = ((at + 0.0).view(np.uint64) for at in (x_m, y_m))
    number, met = pd.factorize(column * _ODD + row)
    first_row = np.empty(met.size, dtype=np.int64)
    first_row[number[::-1]] = np.arange(number.size - 1, -1, -1)
    if (x_m[first_row][number] != x_m).any() or (y_m[first_row][number] != y_m).any():
        return _distinct_by_sorting(x_m, y_m)
    order = np.lexsort((y_m[first_row], x_m[first_row]))
    place_of = np.empty(order.size, dtype=np.int64)
    place_of[order] = np.arange(order.size)
    first_row = first_row[order]
    return DistinctPoints(x_m[first_row], y_m[first_row], first_row, place_of[number])


def _distinct_by_sorting(x_m: FloatArray, y_m: FloatArray) -> DistinctPoints:
    """Do the same where two coordinates happen to make the same number, once in 10**8 cities."""
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
