"""A boundary file: GeoJSON of police districts, neighborhoods or the city outline, feature by feature."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import shapely

from geo.crs import LONLAT_CRS, WORKING_CRS, transform_coordinates
from pipelines.errors import SourceFileError
from pipelines.readers.boundary_crs import decide_crs
from pipelines.readers.boundary_layers import LAYER_WORDS, find_layer
from pipelines.readers.clock import ClockVerdict
from pipelines.readers.geojson import list_features, parse_geojson, read_feature, read_packed, settle_shape
from pipelines.readers.record_cutter import Fault
from pipelines.readers.results import BOUNDARIES, ReadResult, accepted_schema, tabulate_set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.readers.boundary_crs import CrsVerdict
    from pipelines.readers.boundary_layers import KnownAreas, Layer
    from pipelines.readers.geojson import Feature

_ENDINGS = (".geojson", ".json")
_WANTED = "GeoJSON"
_AREA_TYPES = ("Polygon", "MultiPolygon")
_NAMED = 12
# Under half of Boston; a layer of schools may state the city too, and would put every ticket outside.
_SMALLEST_CITY_M2 = 60_000_000.0


def read_boundaries(name: str, content: bytes, *, known: KnownAreas) -> list[ReadResult]:
    """Read one boundary file as it was handed in: plain, gzip, or a zip with one or more GeoJSON files in it.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes.
    known
        The reviewed names of districts and neighborhoods, and the city's box.

    Returns
    -------
    One result per GeoJSON. In each, features read = accepted + set aside; `layout_name` is the layer; the shapes are
    WKB in EPSG:26986, valid; `clock` has no regime and says how the CRS was decided. `line_no` counts features from 1.

    Raises
    ------
    SourceFileError
        The file cannot be taken: no GeoJSON, cut off, a layer nobody reads, another city's, a CRS nobody knows. Half a
        layer would leave districts out unseen, so a damaged file is never taken in part. Of a zip, what can be taken
        is, and the first result's messages name the rest.
    """
    return read_packed(
        name,
        content,
        lambda text_name, text: _read_text(text_name, text, known=known),
        endings=_ENDINGS,
        wanted=_WANTED,
    )


def _read_text(name: str, content: bytes, *, known: KnownAreas) -> ReadResult:
    document = parse_geojson(name, content)
    features = [
        read_feature(number, one, kinds=_AREA_TYPES, other_kind="not_a_polygon")
        for number, one in enumerate(list_features(name, document), start=1)
    ]
    whole = [feature.shape for feature in features if feature.shape is not None]
    if not whole and all(feature.reason_code == "not_a_polygon" for feature in features):
        raise SourceFileError(f"{name}: its features are points or lines, no areas. Hand in a layer of areas.")
    layer = find_layer(name, [feature.properties for feature in features], known)
    verdict = decide_crs(name, document, whole, known)
    return _sort_out(name, content, features, layer=layer, verdict=verdict, known=known)


def _sort_out(
    name: str,
    content: bytes,
    features: Sequence[Feature],
    *,
    layer: Layer,
    verdict: CrsVerdict,
    known: KnownAreas,
) -> ReadResult:
    """Project, repair and name each feature, or set it aside with its reason."""
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    repaired: list[str] = []
    for feature, area_name in zip(features, layer.names, strict=True):
        reason_code, detail = feature.reason_code, feature.detail
        area = None
        if feature.shape is not None:
            area, is_repaired = settle_shape(feature.shape, verdict.crs)
            reason_code, detail = _find_fault(area, area_name, known)
        if reason_code or area is None:
            faults.append(Fault(feature.number, reason_code, detail, ""))
            continue
        if is_repaired:
            repaired.append(f"{feature.number} ({area_name})")
        rows.append(
            {
                "row_number": feature.number,
                "layer_code": layer.code,
                "area_name": area_name,
                "geom_wkb": shapely.to_wkb(area, byte_order=1),
            }
        )
    if layer.code == "city_outline" and rows:
        _refuse_small_outline(name, [row["geom_wkb"] for row in rows])
    return ReadResult(
        file_name=name,
        content_hash=hashlib.sha256(content).hexdigest(),
        feed_code=BOUNDARIES,
        layout_name=LAYER_WORDS[layer.code],
        accepted=pa.Table.from_pylist(rows, schema=accepted_schema(BOUNDARIES)),
        set_aside=tabulate_set_aside(faults),
        rows_read=len(features),
        newest_opened_stamp=None,
        newest_stamp=None,
        clock=ClockVerdict("no_clock", verdict.evidence, "no_stamps"),
        messages=_messages(layer, [row["area_name"] for row in rows], repaired, known),
    )


def _refuse_small_outline(name: str, shapes: Sequence[bytes]) -> None:
    area_m2 = float(shapely.area(shapely.union_all(shapely.from_wkb(shapes))))
    if area_m2 < _SMALLEST_CITY_M2:
        raise SourceFileError(
            f"{name}: its features state the city and cover {area_m2 / 1e6:,.1f} km², too little for its outline "
            f"({_SMALLEST_CITY_M2 / 1e6:,.0f} km² at least). Hand in the outline of the whole city."
        )


def _find_fault(area: shapely.Geometry | None, area_name: str | None, known: KnownAreas) -> tuple[str, str]:
    if area is None or not shapely.area(area):
        return "bad_geometry", "no area is left of it when it is repaired"
    if area_name is None:
        return "no_usable_name", "no property holds a name of the reviewed tables"
    inside = shapely.get_coordinates(shapely.point_on_surface(area))
    lon, lat = transform_coordinates(inside[:, 0], inside[:, 1], from_crs=WORKING_CRS, to_crs=LONLAT_CRS)
    if not (known.west <= lon[0] <= known.east and known.south <= lat[0] <= known.north):
        return "outside_city", "it lies outside the city's box"
    return "", ""


def _messages(layer: Layer, names: Sequence[str], repaired: Sequence[str], known: KnownAreas) -> tuple[str, ...]:
    messages = [f"Read as {LAYER_WORDS[layer.code]}: {layer.evidence}."]
    if repaired:
        messages.append(f"Shapes that crossed themselves were repaired, features {', '.join(repaired[:_NAMED])}.")
    if layer.code == "districts":
        twice = sorted({name for name in names if names.count(name) > 1})
        missing = sorted(known.district_codes - set(names))
        if twice:
            messages.append(f"Several features make one district: {', '.join(twice)}.")
        if missing:
            messages.append(
                f"Not in the file: {', '.join(missing)}; places there keep the district their tickets state."
            )
    return tuple(messages)
