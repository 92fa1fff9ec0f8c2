"""A boundary file: GeoJSON of police districts, neighborhoods or the city outline, feature by feature."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import shapely

from pipelines.errors import SourceFileError
from pipelines.readers.boundary_crs import decide_crs
from pipelines.readers.boundary_layers import LAYER_WORDS, find_layer
from pipelines.readers.geojson import list_features, parse_geojson, read_feature, read_packed, settle_shape
from pipelines.readers.record_cutter import Fault
from pipelines.readers.results import BOUNDARIES
from pipelines.readers.sorted_features import SortedFeatures, find_box_fault, make_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.readers.boundary_crs import CrsVerdict
    from pipelines.readers.boundary_layers import KnownAreas, Layer
    from pipelines.readers.geojson import Feature
    from pipelines.readers.results import ReadResult

_ENDINGS = (".geojson", ".json")
_WANTED = "GeoJSON"
_AREA_TYPES = ("Polygon", "MultiPolygon")
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
    sorted_features = SortedFeatures()
    for feature, area_name in zip(features, layer.names, strict=True):
        reason_code, detail = feature.reason_code, feature.detail
        area = None
        if feature.shape is not None:
            area, is_repaired = settle_shape(feature.shape, verdict.crs)
            reason_code, detail = _find_fault(area, area_name, known)
        if reason_code or area is None:
            sorted_features.faults.append(Fault(feature.number, reason_code, detail, ""))
            continue
        if is_repaired:
            sorted_features.repaired.append(f"{feature.number} ({area_name})")
        sorted_features.rows.append(
            {
                "row_number": feature.number,
                "layer_code": layer.code,
                "area_name": area_name,
                "geom_wkb": shapely.to_wkb(area, byte_order=1),
            }
        )
    if layer.code == "city_outline" and sorted_features.rows:
        _refuse_small_outline(name, [row["geom_wkb"] for row in sorted_features.rows])
    return make_result(
        name,
        content_hash=hashlib.sha256(content).hexdigest(),
        feed_code=BOUNDARIES,
        layout_name=LAYER_WORDS[layer.code],
        sorted_features=sorted_features,
        n_features=len(features),
        verdict=verdict,
        messages=_messages(layer, sorted_features, known),
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
    return find_box_fault(area, known)


def _messages(layer: Layer, sorted_features: SortedFeatures, known: KnownAreas) -> tuple[str, ...]:
    messages = [f"Read as {LAYER_WORDS[layer.code]}: {layer.evidence}.", *sorted_features.repaired_words()]
    names = [row["area_name"] for row in sorted_features.rows]
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
