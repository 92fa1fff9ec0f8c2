"""A boundary file: GeoJSON of police districts, neighborhoods or the city outline, feature by feature."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import shapely

from geo.crs import LONLAT_CRS, WORKING_CRS, transform_coordinates
from pipelines.errors import SourceFileError
from pipelines.readers.boundary_crs import decide_crs
from pipelines.readers.boundary_layers import LAYER_WORDS, find_layer
from pipelines.readers.clock import ClockVerdict
from pipelines.readers.encoding import decode
from pipelines.readers.record_cutter import Fault
from pipelines.readers.results import BOUNDARIES, ReadResult, accepted_schema, tabulate_set_aside
from pipelines.readers.unpacking import GZIP_MAGIC, ZIP_MAGICS, TooLargeError, gunzip, too_large, unzip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.readers.boundary_crs import CrsVerdict
    from pipelines.readers.boundary_layers import KnownAreas, Layer

LARGEST_BOUNDARY_BYTES = 60_000_000
_ENDINGS = (".geojson", ".json")
_WANTED = "GeoJSON"
_AREA_TYPES = ("Polygon", "MultiPolygon")
_NAMED = 12
_AREA_DIMENSIONS = 2
# Under half of Boston; a layer of schools may state the city too, and would put every ticket outside.
_SMALLEST_CITY_M2 = 60_000_000.0


class _Feature(NamedTuple):
    """One feature as it stands in the file: its number from 1, its properties, its shape or what is wrong with it."""

    number: int
    properties: Mapping[str, Any]
    shape: shapely.Geometry | None
    reason_code: str
    detail: str


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
    try:
        return _read_packed(name, content, known)
    except TooLargeError as error:
        raise SourceFileError(
            f"{name}: unpacked it is larger than {LARGEST_BOUNDARY_BYTES / 1e6:,.0f} MB, more than any layer of lines. "
            "Look at what it is."
        ) from error


def _read_packed(name: str, content: bytes, known: KnownAreas) -> list[ReadResult]:
    if not content.startswith(ZIP_MAGICS):
        return [_read_text(name, content, known=known, limit_bytes=LARGEST_BOUNDARY_BYTES)]
    unzipped = unzip(name, content, limit_bytes=LARGEST_BOUNDARY_BYTES, endings=_ENDINGS, wanted=_WANTED)
    results: list[ReadResult] = []
    left_out = [unzipped.left_out] if unzipped.left_out else []
    for member, inner in unzipped.members:
        try:
            results.append(_read_text(f"{name}: {member}", inner, known=known, limit_bytes=LARGEST_BOUNDARY_BYTES))
        except TooLargeError:
            raise
        except SourceFileError as error:
            if len(unzipped.members) == 1:
                raise
            left_out.append(f"Not taken: {error}")
    if not results:
        raise SourceFileError(" ".join(left_out))
    results[0] = replace(results[0], messages=(*results[0].messages, *left_out))
    return results


def _read_text(name: str, content: bytes, *, known: KnownAreas, limit_bytes: int) -> ReadResult:
    if content.startswith(GZIP_MAGIC):
        content, damage = gunzip(name, content, limit_bytes=limit_bytes)
        if damage:
            raise SourceFileError(f"{name}: the gzip is cut off or damaged; half a layer is not taken.")
    if len(content) > limit_bytes:
        raise too_large(name, limit_bytes)
    document = _parse(name, content)
    features = [_read_feature(number, one) for number, one in enumerate(_list_features(name, document), start=1)]
    whole = [feature.shape for feature in features if feature.shape is not None]
    if not whole and all(feature.reason_code == "not_a_polygon" for feature in features):
        raise SourceFileError(f"{name}: its features are points or lines, no areas. Hand in a layer of areas.")
    layer = find_layer(name, [feature.properties for feature in features], known)
    verdict = decide_crs(name, document, whole, known)
    return _sort_out(name, content, features, layer=layer, verdict=verdict, known=known)


def _parse(name: str, content: bytes) -> Mapping[str, Any]:
    text = decode(content, is_damaged=False).text
    looks = text[:4096].lstrip()
    if not looks:
        raise SourceFileError(f"{name}: the file is empty.")
    if looks.startswith(b"<"):
        raise SourceFileError(
            f"{name}, line 1: this looks like a web page, not GeoJSON; the portal answered with an error."
        )
    if not looks.startswith(b"{"):
        raise SourceFileError(
            f"{name}, line 1: this is no GeoJSON. Export the layer as GeoJSON; a table goes in with `crt ingest 311`."
        )
    try:
        # Python would read NaN as a number; in a coordinate it is none.
        document = json.loads(text, parse_constant=lambda _word: None)
    except json.JSONDecodeError as error:
        raise SourceFileError(
            f"{name}, line {error.lineno}: the GeoJSON breaks off or is damaged here ({error.msg}). Half a layer is "
            "not taken; fetch the whole file again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceFileError(f"{name}: the JSON is nested or written in a way that nothing here reads.") from error
    return document if isinstance(document, dict) else {}


def _list_features(name: str, document: Mapping[str, Any]) -> list[Any]:
    if document.get("type") == "Feature":
        return [document]
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise SourceFileError(
            f"{name}: this is JSON and no GeoJSON FeatureCollection; the portal answered with something else. "
            "Download the layer as GeoJSON."
        )
    if not features:
        raise SourceFileError(
            f"{name}: the FeatureCollection is empty; there is no area in it. Export the layer again."
        )
    return features


def _read_feature(number: int, one: object) -> _Feature:
    if not isinstance(one, dict):
        return _Feature(number, {}, None, "not_whole", "the feature is no JSON object")
    stated = one.get("properties")
    properties = stated if isinstance(stated, dict) else {}
    geometry = one.get("geometry")
    if not geometry:
        return _Feature(number, properties, None, "no_geometry", "its geometry is empty")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _AREA_TYPES:
        return _Feature(number, properties, None, "not_a_polygon", f"its geometry is {str(kind)[:40]}")
    shape = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore")
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        return _Feature(number, properties, None, "bad_geometry", "a coordinate is no number or a ring does not close")
    if shapely.is_empty(shape):
        return _Feature(number, properties, None, "no_geometry", "its geometry has no coordinates")
    return _Feature(number, properties, shapely.force_2d(shape), "", "")


def _sort_out(
    name: str,
    content: bytes,
    features: Sequence[_Feature],
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
            area, is_repaired = _settle(feature.shape, verdict.crs)
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


def _settle(shape: shapely.Geometry, crs: str) -> tuple[shapely.Geometry | None, bool]:
    """Return the shape in the working CRS, valid, and whether it was repaired; None where nothing is left."""

    def project(at: np.ndarray) -> np.ndarray:
        return np.column_stack(transform_coordinates(at[:, 0], at[:, 1], from_crs=crs, to_crs=WORKING_CRS))

    area = shapely.transform(shape, project)
    if not np.isfinite(shapely.get_coordinates(area)).all():
        return None, False
    if shapely.is_valid(area):
        return area, False
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(area)))
    mended = shapely.union_all(parts[shapely.get_dimensions(parts) == _AREA_DIMENSIONS])
    return (None if shapely.is_empty(mended) else mended), True


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
