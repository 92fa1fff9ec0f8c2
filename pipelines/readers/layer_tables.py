"""A layer as a table: CSV with a longitude, a latitude and a name a row, cut into records by their quotation marks."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import shapely

from pipelines.errors import SourceFileError
from pipelines.readers.encoding import decode
from pipelines.readers.geojson import Feature
from pipelines.readers.record_cutter import parse_record

if TYPE_CHECKING:
    from collections.abc import Iterator

_LON_COLUMNS = ("stop_lon", "longitude", "lon", "lng", "long", "point_x", "x")
_LAT_COLUMNS = ("stop_lat", "latitude", "lat", "point_y", "y")
_MOST_LINES = 50


def read_layer_table(name: str, content: bytes) -> list[Feature]:
    """Read the rows of a table as features with a point each, in the coordinates that the table writes.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes, unpacked.

    Returns
    -------
    One feature per record after the header, numbered by the line it begins on; its properties are the row's cells.
    Records are told apart by quotation marks alone, each is read by itself: one that is not whole loses only itself.

    Raises
    ------
    SourceFileError
        No header with a longitude and a latitude, no row, or a quotation mark that never closes.
    """
    text = decode(content, is_damaged=False).text.decode("utf-8")
    records = _records(name, text)
    line_no, first = next(records, (1, ""))
    if first.lstrip().startswith("<"):
        raise SourceFileError(f"{name}, line {line_no}: this looks like a web page; the portal answered with an error.")
    header = [cell.strip() for cell in next(csv.reader([first]), [])]
    columns = {cell.casefold(): at for at, cell in reversed(list(enumerate(header)))}
    lon_at = next((columns[one] for one in _LON_COLUMNS if one in columns), None)
    lat_at = next((columns[one] for one in _LAT_COLUMNS if one in columns), None)
    if lon_at is None or lat_at is None:
        raise SourceFileError(
            f"{name}, line {line_no}: the header has no columns of longitude and latitude (it has "
            f"{', '.join(header)[:80] or 'nothing'}). Hand in GeoJSON, or a CSV with columns longitude and latitude."
        )
    features = [_feature(at, record, header, lon_at, lat_at) for at, record in records]
    if not features:
        raise SourceFileError(f"{name}: the table has a header and no row. Export the layer again.")
    return features


def _records(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield each record with the line it begins on; blank lines are none."""
    begun_at, begun = 0, ""
    for line_no, line in enumerate(text.split("\n"), start=1):
        if not begun and not line.strip():
            continue
        begun_at, begun = (begun_at, f"{begun}\n{line}") if begun else (line_no, line)
        if begun.count('"') % 2 == 0:
            yield begun_at, begun.rstrip("\r")
            begun = ""
        elif line_no - begun_at >= _MOST_LINES:
            break
    if begun:
        raise SourceFileError(
            f"{name}, line {begun_at}: a quotation mark opens here and does not close within {_MOST_LINES} lines. Half "
            "a layer is not taken; close it, or export the layer again."
        )


def _feature(line_no: int, record: str, header: list[str], lon_at: int, lat_at: int) -> Feature:
    cells = parse_record(record)
    if cells is None or len(cells) != len(header):
        told = (
            "its quotation marks cannot be read" if cells is None else f"{len(cells)} cells under {len(header)} names"
        )
        return Feature(line_no, {}, None, "wrong_number_of_columns", told)
    properties = dict(zip(header, cells, strict=True))
    lon_text, lat_text = cells[lon_at].strip(), cells[lat_at].strip()
    if not lon_text or not lat_text:
        return Feature(line_no, properties, None, "no_geometry", "it has no coordinate")
    try:
        shape = shapely.Point(float(lon_text), float(lat_text))
    except ValueError:
        return Feature(line_no, properties, None, "bad_geometry", "its coordinate is no number")
    if not shapely.is_valid(shape) or shapely.is_empty(shape):
        return Feature(line_no, properties, None, "bad_geometry", "its coordinate is no number")
    return Feature(line_no, properties, shape, "", "")
