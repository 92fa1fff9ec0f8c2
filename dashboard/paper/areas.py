"""The ground each location covers, for a map program: the denser area round it, else its disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from geo.crs import project_lonlat
from geo.density import outline_to_lonlat_geojson
from pipelines.contracts import Column

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.paper.sheets import Sheet

AREA_KIND = Column(
    "area_kind",
    "text",
    "outline (the denser area round the place) or disk (where nothing round it is dense)",
    source="geo.density",
    words="Area",
)
# 16 corners a quarter turn keep the drawn area within 0.2 % of the disk's.
_CORNERS_A_QUARTER = 16


def location_areas(sheet: Sheet, locations: pd.DataFrame) -> tuple[Sheet, list[shapely.Geometry]]:
    """Return the sheet of locations with the kind of each one's area, and the areas.

    Parameters
    ----------
    sheet
        From `location_sheet`, for a role that sees points.
    locations
        The published table `locations`, in any row order.

    Returns
    -------
    The sheet with the column `area_kind`, and per row a polygon, EPSG:4326, outer ring counter-clockwise.
    """
    ordered = locations.sort_values("number")
    outlines = [text if isinstance(text, str) else None for text in ordered["outline_geojson"]]
    texts = [outline or disk for outline, disk in zip(outlines, _disks(ordered), strict=True)]
    kinds = ["disk" if outline is None else "outline" for outline in outlines]
    rows = sheet.rows.assign(area_kind=kinds).astype({"area_kind": "string"})
    told = replace(sheet, name="location_areas", columns=(*sheet.columns, AREA_KIND), rows=rows)
    return told, [shapely.from_geojson(text) for text in texts]


def _disks(locations: pd.DataFrame) -> list[str]:
    x_m, y_m = project_lonlat(locations["lon"], locations["lat"])
    reach_m = zip(x_m, y_m, locations["radius_m"], strict=True)
    return [
        outline_to_lonlat_geojson(shapely.Point(x, y).buffer(float(radius), quad_segs=_CORNERS_A_QUARTER))
        for x, y, radius in reach_m
    ]
