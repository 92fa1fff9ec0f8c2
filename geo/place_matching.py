"""From the wording of a note to a place on the ground; where two places fit, none is chosen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.place_text import name_key, read_place, without_ending

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer import Gazetteer
    from geo.place_text import PlaceText

MATCH_COLUMNS = ["query", "label", "x_m", "y_m", "confidence", "how"]

NEAR_NUMBERS = 20
"""A house number is looked for at most this far up and down its own side of the street."""

SAME_SPOT_M = 200.0
"""Answers no further apart than this are one place, and the first of them will do."""

_CERTAIN = 100.0
_WITHOUT_ENDING = 10.0
_VAGUE = 10.0
_NOT_THE_NUMBER = 10.0
_OTHER_TOWN = 30.0

# Neighborhoods in the one system, Boston or Roxbury in the other: they contradict no town.
_WRITTEN_TWO_WAYS = frozenset(
    {"back bay", "beacon hill", "boston", "chestnut hill", "chinatown", "downtown", "fenway", "mission hill"}
    | {"north end", "roxbury crossing", "south end", "west end", "dorchester center"}
)


@dataclass(frozen=True, slots=True)
class _Spot:
    """One place on the ground that a text may mean."""

    label: str
    x_m: float
    y_m: float
    hints: frozenset[str] = frozenset()
    streets: tuple[str, ...] = ()
    house_number: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    spot: _Spot | None
    confidence: float
    how: str


_NOWHERE = _Match(None, 0.0, "not found")
_SEVERAL = _Match(None, 0.0, "several places")


@dataclass(frozen=True, slots=True)
class _Index:
    """The gazetteer, ready to be asked; a street stands under its key and under its key without ending."""

    places: dict[str, _Spot] = field(default_factory=dict)
    corners: dict[tuple[str, ...], list[_Spot]] = field(default_factory=lambda: defaultdict(list))
    houses: dict[tuple[str, int], list[_Spot]] = field(default_factory=lambda: defaultdict(list))


def match_texts(texts: Sequence[str], gazetteer: Gazetteer) -> pd.DataFrame:
    """Find the place each text names; a text that fits no place, or several, stays without one.

    Named places and their aliases come first, then corners, then addresses. A street said without its
    ending ("Albany" for "Albany St") is matched when only one place fits. An unknown house number is put at
    the nearest known one on the same side of the street. A town or a ZIP in the text decides between places
    of one name; a ZIP that contradicts rules a place out. Typing errors are not mended here.

    Parameters
    ----------
    texts
        Places as written; each is answered by itself.
    gazetteer
        Where things are.

    Returns
    -------
    One row per text, in order: `query`, `label`, `x_m`, `y_m` (EPSG:26986, metres), `confidence` (0 to 100)
    and `how`: `named place`, `intersection`, `address`, `near address`; or `not found`, `several places`
    with no label, no coordinates and confidence 0. Certain is 100; a street without its ending takes 10,
    "near" or "behind" takes 10, a neighbour's house number takes 10 and 1 more for each number between.
    """
    index = _index(gazetteer)
    matches = [_find(text, index) for text in texts]
    spots = [match.spot for match in matches]
    return pd.DataFrame(
        {
            "query": pd.Series(list(texts), dtype="str"),
            "label": pd.Series([spot.label if spot else None for spot in spots], dtype="str"),
            "x_m": np.array([spot.x_m if spot else np.nan for spot in spots], dtype=np.float64),
            "y_m": np.array([spot.y_m if spot else np.nan for spot in spots], dtype=np.float64),
            "confidence": np.array([match.confidence for match in matches], dtype=np.float64),
            "how": pd.Series([match.how for match in matches], dtype="str"),
        },
        columns=MATCH_COLUMNS,
    )


def _index(gazetteer: Gazetteer) -> _Index:
    index = _Index()
    for names, label, x_m, y_m in _rows(gazetteer.places, "name_keys", "label", "x_m", "y_m"):
        for name in names.split("|"):
            index.places[name] = _Spot(label, x_m, y_m)
    corner_columns = ("first_street", "second_street", "label", "x_m", "y_m", "hints")
    for first, second, label, x_m, y_m, hints in _rows(gazetteer.intersections, *corner_columns):
        spot = _Spot(label, x_m, y_m, frozenset(hints.split("|")), (first, second))
        pairs = product(_ways_to_say(first), _ways_to_say(second))
        for pair in {tuple(sorted(pair)) for pair in pairs}:
            index.corners[pair].append(spot)
    house_columns = ("street", "house_number", "label", "x_m", "y_m", "hints")
    for street, house_number, label, x_m, y_m, hints in _rows(gazetteer.addresses, *house_columns):
        spot = _Spot(label, x_m, y_m, frozenset(hints.split("|")), (street,), house_number)
        for said in _ways_to_say(street):
            index.houses[said, house_number].append(spot)
    return index


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _ways_to_say(street_key: str) -> set[str]:
    return {street_key, without_ending(street_key)}


def _find(text: str, index: _Index) -> _Match:
    place = read_place(text)
    named = index.places.get(name_key(place.head)) or index.places.get(name_key(text))
    if named:
        return _Match(named, _CERTAIN - _VAGUE * place.is_vague, "named place")
    if place.kind == "intersection":
        return _find_corner(place, index)
    if place.kind == "address":
        return _find_house(place, index)
    return _NOWHERE


def _find_corner(place: PlaceText, index: _Index) -> _Match:
    said = tuple(street.key for street in place.streets)
    spots = _fitting(index.corners.get(said, []), place, said)
    return _settle(spots, spots, place, said, how="intersection")


def _find_house(place: PlaceText, index: _Index) -> _Match:
    """Look at the number itself and at its neighbours: they tell whether the street is in several towns."""
    street, number = place.streets[0].key, place.house_number or 0
    nearby = [
        spot
        for step in range(0, NEAR_NUMBERS + 1, 2)
        for other in sorted({number - step, number + step})
        for spot in index.houses.get((street, other), [])
    ]
    spots = _fitting(nearby, place, (street,))
    exact = [spot for spot in spots if spot.house_number == number]
    return _settle(exact or spots, spots, place, (street,), how="address" if exact else "near address")


def _fitting(spots: list[_Spot], place: PlaceText, said: tuple[str, ...]) -> list[_Spot]:
    """Keep the spots that fit best: the street as said, no other ZIP, then the most of town and ZIP."""
    as_said = [spot for spot in spots if spot.streets == said] or spots
    hints = _telling(place)
    zips = {hint for hint in hints if hint.isdigit()}
    allowed = [spot for spot in as_said if not zips or _agrees(spot, zips)]
    most = max((len(hints & spot.hints) for spot in allowed), default=0)
    return [spot for spot in allowed if len(hints & spot.hints) == most]


def _telling(place: PlaceText) -> frozenset[str]:
    """Return the hints that decide; "Boston" does not, it stands behind addresses of all towns."""
    return place.hints - {"boston"}


def _agrees(spot: _Spot, zips: set[str]) -> bool:
    known = {hint for hint in spot.hints if hint.isdigit()}
    return not known or bool(known & zips)


def _settle(answers: list[_Spot], rivals: list[_Spot], place: PlaceText, said: tuple[str, ...], *, how: str) -> _Match:
    """Take the first answer, unless the rivals show that the text fits places far apart."""
    if not answers:
        return _NOWHERE
    if any(np.ptp([(spot.x_m, spot.y_m) for spot in rivals], axis=0) > SAME_SPOT_M):
        return _SEVERAL
    spot = answers[0]
    confidence = _CERTAIN - _VAGUE * place.is_vague - _WITHOUT_ENDING * (spot.streets != said)
    if not spot.hints & place.hints and place.hints - _WRITTEN_TWO_WAYS:
        confidence -= _OTHER_TOWN
    if how == "near address":
        confidence -= _NOT_THE_NUMBER + abs(spot.house_number - (place.house_number or 0))
    return _Match(spot, confidence, how)
