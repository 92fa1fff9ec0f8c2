"""Which layer a boundary file is, by what its features say of themselves, and each feature's name in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipelines.errors import SourceFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LayerCode = Literal["districts", "neighborhoods", "city_outline"]
LAYER_WORDS: dict[LayerCode, str] = {
    "districts": "police districts",
    "neighborhoods": "neighborhoods",
    "city_outline": "city outline",
}
CITY_NAME = "Boston"

_DISTRICT_WORDS = re.compile(r"([A-E])-?0?([0-9]{1,2})")
_OUTLINE_PROPERTIES = ("boston_lan", "city", "town", "municipality")
_MOST_OUTLINE_FEATURES = 60
# Layers that the City publishes beside these, by a property only they have.
_OTHER_LAYERS = (
    ({"councillor", "councilor"}, "council districts"),
    ({"wdpct", "precinct1", "ward_precinct", "precinct"}, "voting precincts"),
    ({"site_name", "os_id"}, "parks and open space"),
    ({"segment_id", "street_id"}, "streets"),
)


@dataclass(frozen=True)
class KnownAreas:
    """What the reviewed tables know: district codes (`D-4`), neighborhood names, and the city's box in degrees."""

    district_codes: frozenset[str]
    neighborhood_names: frozenset[str]
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Layer:
    """Which layer a file is, and the name of each feature in it; None for a feature without a usable name."""

    code: LayerCode
    names: tuple[str | None, ...]
    evidence: str


def district_code_of(value: object) -> str | None:
    """Return a police district as the screens write it: `D4`, `d-04` and `D-4` are `D-4`; None for anything else."""
    found = _DISTRICT_WORDS.fullmatch(str(value).strip().upper())
    return f"{found[1]}-{found[2]}" if found else None


def find_layer(file_name: str, properties: Sequence[Mapping[str, object]], known: KnownAreas) -> Layer:
    """Tell the layer from the features' properties, never from the file's name.

    A layer of districts or neighborhoods is one where at least half of the features carry, in one property, a name of
    the reviewed table. Of neighborhoods the names must also be as many as half of the features: a layer of parks names
    one too, but the same over and over. An outline carries the City's mark and no other name.

    Parameters
    ----------
    file_name
        For messages.
    properties
        The features' properties, in the order of the file.
    known
        The reviewed names.

    Raises
    ------
    SourceFileError
        No layer that the product reads; the message names what it looks like and what is read.
    """
    neighborhoods = {name.casefold(): name for name in known.neighborhood_names}
    readings: list[tuple[LayerCode, str, list[str | None]]] = []
    for key in _keys(properties):
        values = [one.get(key) for one in properties]
        codes = [code if (code := district_code_of(value)) in known.district_codes else None for value in values]
        readings.append(("districts", key, codes))
        names = [neighborhoods.get(" ".join(str(value).split()).casefold()) for value in values]
        readings.append(("neighborhoods", key, names))
    fitting = [reading for reading in readings if _is_named(reading[0], reading[2])]
    if fitting:
        # Of several properties that would do, the one that names most features; then the first of the file.
        code, key, found = max(fitting, key=lambda reading: sum(name is not None for name in reading[2]))
        n_named = sum(name is not None for name in found)
        evidence = f"its property {key} names {n_named} of {len(found)} features as {LAYER_WORDS[code]}"
        return Layer(code, tuple(found), evidence)
    return _find_outline(file_name, properties)


def _find_outline(file_name: str, properties: Sequence[Mapping[str, object]]) -> Layer:
    by_key = {key.casefold(): key for key in _keys(properties)}
    looks_like = next((words for marks, words in _OTHER_LAYERS if marks & by_key.keys()), "")
    marks = [by_key[name] for name in _OUTLINE_PROPERTIES if name in by_key]
    if looks_like or not marks or len(properties) > _MOST_OUTLINE_FEATURES:
        what = f"this looks like {looks_like}" if looks_like else "no property names police districts or neighborhoods"
        carried = ", ".join(sorted(by_key.values())[:8]) or "nothing"
        raise SourceFileError(
            f"{file_name}: {what} (its features carry {carried}). Read are police districts, neighborhoods and the "
            "city outline; hand in one of those."
        )
    stated = {str(one.get(key)).strip() for one in properties for key in marks if isinstance(one.get(key), str)} - {""}
    others = sorted(name for name in stated if name.casefold().removeprefix("city of ") != CITY_NAME.casefold())
    if others:
        raise SourceFileError(f"{file_name}: this outline is that of {others[0][:40]}, not of {CITY_NAME}.")
    evidence = f"its property {marks[0]} is that of the city outline"
    return Layer("city_outline", (CITY_NAME,) * len(properties), evidence)


def _is_named(code: LayerCode, names: Sequence[str | None]) -> bool:
    found = [name for name in names if name is not None]
    is_varied = code == "districts" or 2 * len(set(found)) >= len(found)
    return bool(found) and 2 * len(found) >= len(names) and is_varied


def _keys(properties: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the names of the properties in the order in which they first appear."""
    return list(dict.fromkeys(key for one in properties for key in one))
