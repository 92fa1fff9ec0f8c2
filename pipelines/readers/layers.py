"""A layer of the city: schools, clinics, parks, stops, disposal boxes or street lines, feature by feature."""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import shapely

from pipelines.errors import SourceFileError
from pipelines.readers.boundary_crs import decide_crs
from pipelines.readers.form_cells import holds_contact_details
from pipelines.readers.geojson import list_features, parse_geojson, read_feature, read_packed, settle_shape
from pipelines.readers.layer_tables import read_layer_table
from pipelines.readers.record_cutter import Fault
from pipelines.readers.results import LAYERS
from pipelines.readers.sorted_features import SortedFeatures, find_box_fault, make_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.readers.boundary_crs import CrsVerdict
    from pipelines.readers.boundary_layers import KnownAreas
    from pipelines.readers.geojson import Feature
    from pipelines.readers.layer_forms import LayerForm
    from pipelines.readers.results import ReadResult

_ENDINGS = (".geojson", ".json", ".csv", ".txt")
_LONGEST_NAME = 120
_NAMED = 12
_NO_NAMES = frozenset({"", "null", "none", "n/a"})


def read_layer(name: str, content: bytes, *, form: LayerForm, known: KnownAreas) -> list[ReadResult]:
    """Read a file of one layer as it was handed in: GeoJSON or CSV, plain, gzip, or a zip of such.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes.
    form
        What files of the layer hold.
    known
        The city's box.

    Returns
    -------
    One result per text. In each, features read = accepted + set aside; `layout_name` is the layer's name; the shapes
    are WKB in EPSG:26986, valid; `clock` has no regime and says how the CRS was decided. `line_no` counts features of
    GeoJSON from 1, and is the line of a CSV. A text's `content_hash` is of its bytes and of the form they are read
    by: the same file handed in as another layer, or after a review of the form, is another file.

    Raises
    ------
    SourceFileError
        The file cannot be taken: neither GeoJSON nor a table with coordinates, cut off, without names, without a shape
        of the layer's kinds, another city's, a CRS nobody knows. A damaged file is never taken in part.
    """
    return read_packed(
        name,
        content,
        lambda text_name, text: _read_text(text_name, text, form=form, known=known),
        endings=_ENDINGS,
        wanted="GeoJSON or CSV",
    )


def _read_text(name: str, content: bytes, *, form: LayerForm, known: KnownAreas) -> ReadResult:
    document: Mapping[str, Any] = {}
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        document = parse_geojson(name, content)
        features = [
            read_feature(number, one, kinds=form.geometry_types, other_kind="other_geometry")
            for number, one in enumerate(list_features(name, document), start=1)
        ]
    elif not content.strip():
        raise SourceFileError(f"{name}: the file is empty.")
    elif not form.has_points:
        raise SourceFileError(f"{name}, line 1: {form.layer_name.lower()} come as GeoJSON, and this is none.")
    else:
        features = read_layer_table(name, content)
    whole = [feature.shape for feature in features if feature.shape is not None]
    if not whole and all(feature.reason_code == "other_geometry" for feature in features):
        raise SourceFileError(
            f"{name}: none of its {len(features)} features has a shape that {form.layer_name.lower()} have "
            f"({', '.join(form.geometry_types)}). Check that it is the right layer."
        )
    name_keys = _find_name_keys(name, features, form)
    _refuse_areas(name, [_joined(feature.properties, name_keys) for feature in features], form, known)
    verdict = decide_crs(name, document, whole, known)
    return _sort_out(name, content, features, form=form, name_keys=name_keys, verdict=verdict, known=known)


def _find_name_keys(name: str, features: Sequence[Feature], form: LayerForm) -> list[str]:
    """Return the properties that make up a feature's name: the first of the form's that the file has."""
    keys: dict[str, str] = {}
    for feature in features:
        for key in feature.properties:
            keys.setdefault(key.casefold(), key)
    for wanted in form.name_properties:
        found = [keys[part.casefold()] for part in wanted if part.casefold() in keys]
        if len(found) == len(wanted):
            return found
    wanted_words = ", ".join(" + ".join(one) for one in form.name_properties)
    carried = ", ".join(list(keys.values())[:_NAMED]) or "nothing"
    raise SourceFileError(
        f"{name}: no property holds the names of {form.layer_name.lower()}. Read are {wanted_words}; the file has "
        f"{carried}. Check that it is the right layer; another property comes into data/reference/layers.csv by review."
    )


def _refuse_areas(name: str, feature_names: Sequence[str], form: LayerForm, known: KnownAreas) -> None:
    """Refuse the City's own areas handed in as another layer: their names are known."""
    areas = {area.casefold() for area in known.neighborhood_names}
    n_areas = len({feature_name.casefold() for feature_name in feature_names} & areas)
    if 2 * n_areas >= len(feature_names):
        raise SourceFileError(
            f"{name}: {n_areas} of its {len(feature_names)} features bear names of neighborhoods, so these are no "
            f"{form.layer_name.lower()}. Lines of neighborhoods go in with `crt ingest boundaries FILE`."
        )


def _joined(properties: Mapping[str, Any], keys: Sequence[str]) -> str:
    parts = [" ".join(str(properties.get(key) or "").split()) for key in keys]
    return " ".join(part for part in parts if part.casefold() not in _NO_NAMES)


def _sort_out(
    name: str,
    content: bytes,
    features: Sequence[Feature],
    *,
    form: LayerForm,
    name_keys: Sequence[str],
    verdict: CrsVerdict,
    known: KnownAreas,
) -> ReadResult:
    """Project and name each feature, or set it aside with its reason."""
    sorted_features = SortedFeatures()
    first_numbers: dict[tuple[str, bytes], int] = {}
    for feature in features:
        feature_name = _joined(feature.properties, name_keys)
        reason_code, detail = feature.reason_code, feature.detail
        shape = None
        if form.part_property and _joined(feature.properties, [form.part_property]):
            reason_code, detail = "part_of_station", "it is part of a station that has a row of its own"
        if not reason_code:
            reason_code, detail = _name_fault(feature_name)
        if not reason_code and feature.shape is not None:
            shape, is_repaired = settle_shape(feature.shape, verdict.crs)
            reason_code, detail = _shape_fault(shape, known)
        if reason_code or shape is None:
            sorted_features.faults.append(Fault(feature.number, reason_code, detail, ""))
            continue
        geom_wkb = shapely.to_wkb(shape, byte_order=1)
        if (first := first_numbers.setdefault((feature_name, geom_wkb), feature.number)) != feature.number:
            sorted_features.faults.append(Fault(feature.number, "duplicate", f"the same as {first}", ""))
            continue
        if is_repaired:
            sorted_features.repaired.append(f"{feature.number} ({feature_name})")
        sorted_features.rows.append(
            {
                "row_number": feature.number,
                "layer_code": form.layer_code,
                "feature_name": feature_name,
                "geom_wkb": geom_wkb,
            }
        )
    messages = [f"Read as {form.layer_name.lower()}: named by {' + '.join(name_keys)}."]
    return make_result(
        name,
        content_hash=hashlib.sha256(repr(astuple(form)).encode() + content).hexdigest(),
        feed_code=LAYERS,
        layout_name=form.layer_name.lower(),
        sorted_features=sorted_features,
        n_features=len(features),
        verdict=verdict,
        messages=[*messages, *sorted_features.repaired_words()],
    )


def _name_fault(feature_name: str) -> tuple[str, str]:
    """Return why a feature's name cannot be taken; two empty words where it can."""
    if not feature_name:
        return "no_name", "the properties that hold names are empty"
    if len(feature_name) > _LONGEST_NAME:
        return "bad_value", f"its name has more than {_LONGEST_NAME} characters"
    if holds_contact_details(feature_name):
        return "bad_value", "its name holds a telephone number or a mail address"
    return "", ""


def _shape_fault(shape: shapely.Geometry | None, known: KnownAreas) -> tuple[str, str]:
    if shape is None:
        return "bad_geometry", "nothing is left of its shape when it is repaired"
    return find_box_fault(shape, known)
