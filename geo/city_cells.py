"""The ground that a share of the area is a share of: square cells of the city, from its outline or from its tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy import ndimage

from geo.errors import require_columns, require_positive

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.points import FloatArray, IntArray

OFFICIAL, DERIVED = "official", "derived"
_SQ_M_PER_SQ_KM = 1_000_000.0


@dataclass(frozen=True)
class CityGround:
    """How many cells the city has, and whether the City's outline or the tickets themselves say so."""

    n_cells: int
    side_m: float
    how: str

    @property
    def area_km2(self) -> float:
        """The area of the cells, square kilometres."""
        return self.n_cells * self.side_m**2 / _SQ_M_PER_SQ_KM

    def cells_of_share(self, share: float) -> int:
        """Return the whole number of cells nearest to a share of the area, at least one."""
        return max(1, round(self.n_cells * share))


@dataclass(frozen=True, eq=False)
class CityCells:
    """The cells themselves, by column and then row: whole numbers, x and y in EPSG:26986 metres over `side_m`."""

    column_no: IntArray
    row_no: IntArray
    side_m: float
    how: str

    @property
    def centres(self) -> tuple[FloatArray, FloatArray]:
        """Centres of the cells, x and y, EPSG:26986, metres."""
        x_m, y_m = ((numbers.astype(np.float64) + 0.5) * self.side_m for numbers in (self.column_no, self.row_no))
        return x_m, y_m


def measure_ground(
    ticket_cells: pd.DataFrame, *, side_m: float, outline: shapely.Geometry | None, reach_m: float, closing_m: float
) -> CityGround:
    """Count the cells of the city; what is given and what is refused is told at `city_cells`."""
    cells = city_cells(ticket_cells, side_m=side_m, outline=outline, reach_m=reach_m, closing_m=closing_m)
    return CityGround(int(cells.column_no.size), side_m, cells.how)


def city_cells(
    ticket_cells: pd.DataFrame, *, side_m: float, outline: shapely.Geometry | None, reach_m: float, closing_m: float
) -> CityCells:
    """Return the cells of the city.

    With an outline: every cell whose centre lies in it, and every cell that holds a ticket. Without one, or where
    fewer than half of the cells with tickets lie in it (then it is another city's): every cell within reach of a cell
    with a ticket, gaps closed, so that parks and ponds among the tickets count as the ground they are.

    Parameters
    ----------
    ticket_cells
        One row per cell that ever held a ticket: `column_no`, `row_no` (whole numbers; x and y in EPSG:26986 metres,
        divided by the side and rounded down). Row order does not matter.
    side_m
        Side of a cell, metres.
    outline
        The city, EPSG:26986, or None.
    reach_m
        Without an outline, how far the city reaches beyond the outermost ticket, metres, to a whole cell.
    closing_m
        Without an outline, gaps up to twice this wide are closed, metres, to a whole cell.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A side, reach or closing that is not above zero.
    """
    require_columns(ticket_cells, ("column_no", "row_no"), what="cells with tickets")
    for name, length_m in (("side_m", side_m), ("reach_m", reach_m), ("closing_m", closing_m)):
        require_positive(length_m, name=name)
    columns, rows = (ticket_cells[name].to_numpy(np.int64) for name in ("column_no", "row_no"))
    if outline is not None:
        corners = np.floor(np.asarray(shapely.bounds(outline), np.float64) / side_m).astype(np.int64)
        low, high = corners[:2], corners[2:]
        held = _occupied(columns, rows, low, high)
        across, along = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1), indexing="ij")
        shapely.prepare(outline)
        inside = shapely.contains_xy(outline, (across + 0.5) * side_m, (along + 0.5) * side_m)
        if 2 * (held & inside).sum() >= columns.size:
            is_beyond = ((columns < low[0]) | (columns > high[0])) | ((rows < low[1]) | (rows > high[1]))
            beyond = np.unique(np.column_stack((columns[is_beyond], rows[is_beyond])), axis=0)
            found = np.argwhere(held | inside) + low
            return _ordered(np.concatenate((found, beyond)), side_m, OFFICIAL)
    return _ordered(_derived_cells(columns, rows, side_m, reach_m, closing_m), side_m, DERIVED)


def _ordered(cells: IntArray, side_m: float, how: str) -> CityCells:
    order = np.lexsort((cells[:, 1], cells[:, 0]))
    return CityCells(cells[order, 0], cells[order, 1], side_m, how)


def _occupied(
    columns: NDArray[np.int64], rows: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return the cells of a window, True where a ticket lies."""
    held = np.zeros(tuple(high - low + 1), dtype=bool)
    within = (columns >= low[0]) & (columns <= high[0]) & (rows >= low[1]) & (rows <= high[1])
    held[columns[within] - low[0], rows[within] - low[1]] = True
    return held


def _derived_cells(columns: IntArray, rows: IntArray, side_m: float, reach_m: float, closing_m: float) -> IntArray:
    if not columns.size:
        return np.empty((0, 2), np.int64)
    reach, closing = (max(1, round(length_m / side_m)) for length_m in (reach_m, closing_m))
    margin = 2 * (reach + closing)
    low = np.array([columns.min(), rows.min()]) - margin
    high = np.array([columns.max(), rows.max()]) + margin
    held = _occupied(columns, rows, low, high)
    reached = ndimage.binary_dilation(held, _round(reach))
    return np.asarray(np.argwhere(ndimage.binary_closing(reached, _round(closing))) + low, np.int64)


def _round(cells: int) -> NDArray[np.bool_]:
    """Return the cells whose centres lie within so many cells of the middle one."""
    away = np.arange(-cells, cells + 1)
    return np.asarray(away[:, None] ** 2 + away[None, :] ** 2 <= cells**2)
