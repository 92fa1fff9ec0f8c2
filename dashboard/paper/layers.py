"""Tables with their geometry for map programs: GeoJSON (RFC 7946) and GeoParquet, both in EPSG:4326."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd
import pyarrow.parquet
import shapely

from dashboard.paper.spreadsheet import plain_value
from geo.crs import LONLAT_CRS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.paper.sheets import Sheet

METADATA_KEY = b"crt_huddle"
"""Where a GeoParquet file says which build it is from and whether it is the sample."""

# A tenth of a metre; more would promise what a 311 coordinate does not hold.
_DECIMALS = 6


def points_of(sheet: Sheet) -> list[shapely.Point | None]:
    """Return each row's point, EPSG:4326; None where a row has no place.

    Raises
    ------
    ValueError
        The sheet was made for a role that sees no points.
    """
    if sheet.lon is None or sheet.lat is None:
        raise ValueError(f"the sheet {sheet.name} was made for a role that sees no points")
    return [
        None if pd.isna(lon) or pd.isna(lat) else shapely.Point(lon, lat)
        for lon, lat in zip(sheet.lon, sheet.lat, strict=True)
    ]


def geojson_bytes(sheet: Sheet, geometries: Sequence[shapely.Geometry | None], *, told: Mapping[str, Any]) -> bytes:
    """Write a sheet as one GeoJSON FeatureCollection.

    Parameters
    ----------
    sheet
        Its columns become the properties: figures as numbers, dates and instants in ISO 8601, nulls as null.
    geometries
        One per row, EPSG:4326, lon first; None becomes a null geometry, as RFC 7946 has it for a feature without place.
    told
        What the file says of itself, in the foreign member `crt_huddle` (RFC 7946, section 6.1).

    Returns
    -------
    UTF-8 without a byte order mark. `<` is written as an escape, so that the text can stand in a page's script.
    """
    features = [
        {"type": "Feature", "geometry": _geometry(geometry), "properties": _properties(sheet, row)}
        for geometry, row in zip(geometries, sheet.rows.to_dict("records"), strict=True)
    ]
    collection = {"type": "FeatureCollection", "crt_huddle": dict(told), "features": features}
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1)
    return text.replace("<", "\\u003c").encode("utf-8")


def geoparquet_bytes(sheet: Sheet, geometries: Sequence[shapely.Geometry | None], *, told: Mapping[str, Any]) -> bytes:
    """Write a sheet as GeoParquet; geopandas and DuckDB read it back equal, with its CRS.

    Parameters
    ----------
    sheet
        Its columns keep their types, whole columns of nulls too.
    geometries
        One per row, EPSG:4326; None becomes a null geometry.
    told
        What the file says of itself, as JSON under `METADATA_KEY` in the file's metadata.
    """
    frame = geopandas.GeoDataFrame(sheet.rows, geometry=list(geometries), crs=LONLAT_CRS)
    written = io.BytesIO()
    frame.to_parquet(written, index=False)
    table = pyarrow.parquet.read_table(written)
    note = json.dumps(dict(told), ensure_ascii=False).encode("utf-8")
    stamped = io.BytesIO()
    pyarrow.parquet.write_table(
        table.replace_schema_metadata({**table.schema.metadata, METADATA_KEY: note}), stamped, compression="snappy"
    )
    return stamped.getvalue()


def _geometry(geometry: shapely.Geometry | None) -> dict[str, Any] | None:
    if geometry is None:
        return None
    rounded = shapely.transform(geometry, lambda lonlat: lonlat.round(_DECIMALS))
    parsed: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return parsed


def _properties(sheet: Sheet, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {column.name: plain_value(row[column.name], column) for column in sheet.columns}
