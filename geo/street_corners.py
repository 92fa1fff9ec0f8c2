"""Corners from the lines of streets: where the end of one street lies on another, whether or not a ticket says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.errors import require_columns
from geo.frames import empty_frame
from geo.place_text import read_street

TOUCHES_M = 1.0
"""Lines drawn to one crossing may miss each other by as much as this."""

CROSSING_COLUMNS = {
    "first_street": "str",
    "second_street": "str",
    "first_label": "str",
    "second_label": "str",
    "x_m": "float64",
    "y_m": "float64",
}


def cross_streets(lines: pd.DataFrame) -> pd.DataFrame:
    """Find where streets meet.

    An end of a line that lies on a line of another street is a crossing. Lines that run across each other without an
    end there are a bridge and the street under it: nobody can stand at that corner.

    Parameters
    ----------
    lines
        One row per line: `feature_name` (a street's name in any spelling) and `shape` (lines, EPSG:26986, not empty).

    Returns
    -------
    One row per crossing and pair of streets, `CROSSING_COLUMNS` in order: the keys of the two streets in order of the
    keys, their labels, and the point (EPSG:26986, metres, to a metre). Several where a street has a line for each side.

    Raises
    ------
    MissingColumnError
        The frame lacks a column.
    """
    require_columns(lines, ["feature_name", "shape"], what="street lines")
    streets = [read_street(_unshouted(str(name))) for name in lines["feature_name"]]
    of_line = [i for i, street in enumerate(streets) if street is not None]
    if not of_line:
        return empty_frame(CROSSING_COLUMNS)
    keys = np.array([street.key for street in streets if street is not None], dtype=object)
    labels = np.array([street.label for street in streets if street is not None], dtype=object)
    parts, line_no = shapely.get_parts(lines["shape"].to_numpy(dtype=object)[of_line], return_index=True)
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    of_end = np.concatenate([line_no, line_no])
    end_no, touched = shapely.STRtree(parts).query(ends, predicate="dwithin", distance=TOUCHES_M)
    one, other = of_end[end_no], line_no[touched]
    is_corner = keys[one] != keys[other]
    one, other, end_no = one[is_corner], other[is_corner], end_no[is_corner]
    is_ordered = keys[one] < keys[other]
    first, second = np.where(is_ordered, one, other), np.where(is_ordered, other, one)
    found = pd.DataFrame(
        {
            "first_street": keys[first],
            "second_street": keys[second],
            "first_label": labels[first],
            "second_label": labels[second],
            "x_m": np.round(shapely.get_x(ends[end_no])),
            "y_m": np.round(shapely.get_y(ends[end_no])),
        }
    )
    return _one_a_point(found)


def _unshouted(name: str) -> str:
    """Return a name as people read it: layers shout, "E 8TH ST"."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name


def _one_a_point(found: pd.DataFrame) -> pd.DataFrame:
    ordered = found.astype(CROSSING_COLUMNS).sort_values([*CROSSING_COLUMNS])
    return ordered.drop_duplicates(["first_street", "second_street", "x_m", "y_m"], ignore_index=True)
