"""From the wording of a note to a place on the ground; where two places fit, both are told and none is chosen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from geo.place_estimates import SAME_SPOT_M, Estimate, estimate_corners, estimate_houses, estimate_street
from geo.place_index import REVIEWED, TICKETS, Spot, index_places
from geo.place_text import Street, mark_town, mend_ending, name_key, read_place, read_street

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.gazetteer import Gazetteer
    from geo.place_text import PlaceText

MATCH_COLUMNS = ["query", "label", "x_m", "y_m", "confidence", "how"]

NOT_FOUND, SEVERAL = "not found", "several places"

LEAST_CONFIDENCE = 40.0
"""An answer less sure than this is a proposal to ask about, never the answer."""

MOST_CANDIDATES = 5
NEXT_DOOR_M = 1_000.0
"""A ZIP whose houses are no further away than this is mixed up with its neighbor's, not with another town's."""

AREA_SLACK_M = 100.0
"""A place on the border street of the district that was said is in it."""

_CERTAIN = 100.0
_WITHOUT_ENDING = 10.0
_VAGUE = 10.0
_OTHER_TOWN = 30.0
_OTHER_ZIP = 70.0
_NEXT_ZIP = 20.0
_OTHER_AREA = 30.0
_ONLY_IN_PART = 30.0
# A place that only a layer tells: 5, and 1 for each 10 m that it reaches from its middle.
_OF_A_LAYER, _WIDTH_M = 5.0, 10.0
_MISSPELLED = 10.0
# What one point of likeness less than 100 takes off: at 85, the least taken, 32 with what every misspelling costs.
_UNLIKENESS = 1.5
_LEAST_LIKENESS = 82.0
_MOST_ALIKE = 4
_WORDS_OF_A_STOP = frozenset({"t", "stop", "station", "mbta", "subway", "train", "bus", "busway", "platform"})
# Spellings whose likeness differs by no more than this are as likely to have been meant.
_AS_LIKE = 5.0
_SHORTEST_MENDED = 5
_CLEARLY_SURER = 25.0

# Neighborhoods in the one system, Boston or Roxbury in the other: they contradict no town.
_WRITTEN_TWO_WAYS = frozenset(
    {"back bay", "beacon hill", "boston", "chestnut hill", "chinatown", "downtown", "fenway", "mission hill"}
    | {"north end", "roxbury crossing", "south end", "west end", "dorchester center"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a text may mean: where (EPSG:26986, metres), how sure (0 to 100), and in words why.

    `town` is the towns and ZIPs written of it, to tell places of one name apart; empty where there is none.
    """

    label: str
    x_m: float
    y_m: float
    confidence: float
    how: str
    why: str
    town: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text was found to mean.

    `best` is None where nothing fits (`how` is `not found`), or where several places far apart fit as well (`several
    places`); `candidates` has the surest first, the best among them; `why` says it in words.
    """

    query: str
    best: Candidate | None
    candidates: tuple[Candidate, ...]
    how: str
    why: str


class PlaceFinder:
    """A gazetteer that can be asked; it is laid out once, when it is made."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Lay the gazetteer out."""
        self._index = index_places(gazetteer)
        self._street_keys = sorted({*self._index.labels, *self._index.said})
        self._name_keys = sorted(self._index.names)
        self._alike: dict[str, list[tuple[str, float]]] = {}
        self._stretches: dict[tuple[str, frozenset[str]], list[list[Spot]]] = {}

    def find(self, text: str, *, area: shapely.Geometry | None = None) -> Answer:
        """Find the place a text names.

        Named places and their aliases come first, then corners, then addresses, then what is spelled nearly so.

        Parameters
        ----------
        text
            A place as written; may be empty. Case and spacing do not matter.
        area
            The district said with it (EPSG:26986); it decides between places of one name. None for none.

        Returns
        -------
        The answer, with at most `MOST_CANDIDATES` candidates. Of certain 100, these are taken: 10 for a street
        without its ending, "near" or "behind"; 30 for another town or another district than told; 5 to 70 for a house
        or a corner that nobody wrote before (`geo.place_estimates`); 10 and more for each misspelling mended.
        """
        place = read_place(text)
        if neighborhood := self._index.neighborhoods.get(name_key(place.head)):
            why = f"{neighborhood} is a whole neighborhood; say a corner, an address or a park in it"
            return Answer(text, None, (), NOT_FOUND, why)
        found = self._exactly(place, text)
        if not found and (marked := mark_town(text)):
            place = read_place(marked)
            found = self._exactly(place, marked)
        found = found or self._nearly(place, text)
        if area is not None and found:
            found = _within(found, area)
        return _settled(text, found, if_nothing=self._what_is_missing(place, text))

    def _what_is_missing(self, place: PlaceText, text: str) -> str:
        """Return what to tell somebody whose text fits nothing."""
        if not text.strip():
            return "the text is empty"
        unknown = [street.key for street in place.streets if not self._index.streets_said(street.key)]
        if unknown:
            return f'no street "{unknown[0]}" is known here'
        if place.kind == "address":
            return "the street is known, but no house near that number"
        if place.kind == "intersection":
            return "both streets are known, but not that they meet"
        street = _only_street(place)
        if street and self._index.streets_said(street.key):
            return "it is a whole street; say a house number or a street that crosses it"
        return "no place known here is called so"

    def _exactly(self, place: PlaceText, text: str) -> list[Candidate]:
        named = self._index.names.get(name_key(place.head)) or self._index.names.get(name_key(text))
        if named:
            return _all_named(named, place, 0.0)
        if place.kind == "intersection":
            return self._corners(place, place.streets)
        if place.kind == "address":
            return self._houses(place, place.streets[0])
        street = _only_street(place)
        return self._middles(place, self._index.streets_said(street.key), said=(street.key,)) if street else []

    def _nearly(self, place: PlaceText, text: str) -> list[Candidate]:
        """Mend misspelled streets, else look for a name spelled nearly so, else for a name among other words."""
        found: list[Candidate] = []
        if place.kind == "address":
            for street, doubt, why in self._mended(place.streets[0]):
                found += _doubted(self._houses(place, street), doubt, why)
        if place.kind == "intersection":
            for first, doubt, why in self._mended(place.streets[0]):
                for second, more_doubt, more_why in self._mended(place.streets[1]):
                    if first.key != second.key and doubt + more_doubt:
                        streets = tuple(sorted((first, second), key=lambda street: street.key))
                        told = "; ".join(filter(None, (why, more_why)))
                        found += _doubted(self._corners(place, streets), doubt + more_doubt, told)
            # Of a corner with a street nobody wrote, the other one may be short.
            said = [street.key for street in place.streets if street.key in self._index.labels]
            found = found or (self._middles(place, said, said=tuple(said)) if len(said) == 1 else [])
        return found or self._names_alike(place, text)

    def _mended(self, street: Street) -> list[tuple[Street, float, str]]:
        """Return the street as written if it is known, else the known streets spelled nearly so, with the doubt."""
        if self._index.streets_said(street.key):
            return [(street, 0.0, "")]
        if street.key not in self._alike:
            key = mend_ending(street.key)
            is_known = bool(self._index.streets_said(key))
            likeness = fuzz.ratio(street.key, key)
            self._alike[street.key] = [(key, likeness)] if is_known else _most_alike(key, self._street_keys)
        return [
            (
                Street(key, self._index.labels.get(key, key.title())),
                _MISSPELLED + _UNLIKENESS * (100 - likeness),
                f'"{street.key}" read as {self._index.labels.get(key, key.title())}',
            )
            for key, likeness in self._alike[street.key]
        ]

    def _names_alike(self, place: PlaceText, text: str) -> list[Candidate]:
        if place.kind == "name" and (stop := self._stop(name_key(place.head))):
            return _all_named(stop, place, _WITHOUT_ENDING, "the stop of that name")
        words = f" {name_key(text)} "
        inside = [name for name in self._name_keys if " " in name and f" {name} " in words]
        if inside and place.kind == "name":
            name = max(inside, key=lambda name: (-_doubt_of(self._index.names[name][0]), len(name)))
            return _all_named(self._index.names[name], place, _ONLY_IN_PART, f'the text has "{name}" in it')
        alike = _most_alike(name_key(place.head), self._name_keys) if place.kind == "name" else []
        if (street := _only_street(place)) and self._index.streets_said(street.key):
            # A street as it is written is no misspelled park.
            alike = [(name, likeness) for name, likeness in alike if not _doubt_of(self._index.names[name][0])]
        return [
            candidate
            for name, likeness in alike
            for candidate in _all_named(
                self._index.names[name],
                place,
                _MISSPELLED + _UNLIKENESS * (100 - likeness),
                f'"{name_key(place.head)}" read as "{name}"',
            )
        ]

    def _stop(self, key: str) -> list[Spot]:
        """Return the places whose stop is meant: "andrew t stop" is Andrew Station, whatever the table calls it."""
        words = key.split()
        while words and words[-1] in _WORDS_OF_A_STOP:
            words.pop()
        name = " ".join(words)
        if not name or name == key:
            return []
        return next((spots for end in ("station", "square") if (spots := self._index.names.get(f"{name} {end}"))), [])

    def _corners(self, place: PlaceText, streets: tuple[Street, ...]) -> list[Candidate]:
        said = tuple(street.key for street in streets)
        pairs = [
            (first, second)
            for first in self._index.streets_said(said[0])
            for second in self._index.streets_said(said[1])
            if first != second
        ]
        known = self._index.corners.get(said) or [
            spot for pair in pairs for spot in self._index.corners.get(tuple(sorted(pair)), [])
        ]
        if known:
            return [_known_corner(spot, place, said) for spot in _fitting(known, place, said)]
        found = [
            _estimated(estimate, place, f"{first_label} & {second_label}", as_said=(first, second) == said)
            for first, second in pairs
            if (one := self._index.ground(first)) and (other := self._index.ground(second))
            for estimate in estimate_corners(one, other)
            for first_label, second_label in [sorted((self._index.labels[first], self._index.labels[second]))]
        ]
        return _in_the_town(found, place)

    def _houses(self, place: PlaceText, street: Street) -> list[Candidate]:
        keys = self._index.streets_said(street.key)
        hints = _telling(place)
        zips = frozenset(hint for hint in hints if hint.isdigit())
        found = self._houses_on(keys, place, street, zips or hints)
        if zips and found:
            # With its ZIP a known address is what was meant, even where the street goes on in another stretch.
            found = [one for one in found if one.how == "address"] or found
        elif zips:
            anywhere = replace(place, hints=frozenset())
            found = self._across_zips(self._houses_on(keys, anywhere, street, frozenset()), zips)
        if found or any(self._index.houses.get(key) for key in keys):
            return found
        return self._middles(place, keys, said=(street.key,))

    def _across_zips(self, found: list[Candidate], zips: frozenset[str]) -> list[Candidate]:
        """Doubt houses in another ZIP than told: a little where that ZIP begins next door, a lot where it does not."""
        judged = []
        for one in found:
            away_m = min(self._index.metres_to_zip(zip_code, one.x_m, one.y_m) for zip_code in zips)
            near = away_m <= NEXT_DOOR_M
            doubt = _NEXT_ZIP if near else _OTHER_ZIP
            why = f"the ZIP told is {away_m:.0f} m away" if near else "in another ZIP than told"
            judged += _doubted([one], doubt, why)
        return judged

    def _houses_on(
        self, keys: Iterable[str], place: PlaceText, street: Street, hints: frozenset[str]
    ) -> list[Candidate]:
        number = place.house_number or 0
        return [
            _estimated(
                estimate,
                place,
                f"{number} {self._index.labels[key]}" if estimate.how == "between addresses" else estimate.spot.label,
                as_said=key == street.key,
            )
            for key in keys
            for houses in self._stretches_of(key, hints)
            for estimate in estimate_houses(number, houses)
        ]

    def _stretches_of(self, street: str, hints: frozenset[str]) -> list[list[Spot]]:
        """Return the houses of a street that agree with a ZIP or the most of the towns told, stretch by stretch."""
        asked = (street, hints)
        if asked not in self._stretches:
            houses = self._index.houses.get(street, [])
            zips = {hint for hint in hints if hint.isdigit()}
            by_part: dict[int, list[Spot]] = defaultdict(list)
            for spot in [spot for spot in houses if _agrees(spot, zips)] if zips else _most_hinted(houses, hints):
                by_part[spot.part].append(spot)
            self._stretches[asked] = [*by_part.values()]
        return self._stretches[asked]

    def _middles(self, place: PlaceText, keys: Iterable[str], *, said: tuple[str, ...]) -> list[Candidate]:
        """Return the middles of the streets that are short: all that is known of a house or a corner on them."""
        found = []
        for key in keys:
            ground = self._index.ground(key)
            spots = _most_hinted([*ground.spots], _telling(place)) if ground else []
            if estimate := estimate_street(spots):
                found.append(_estimated(estimate, place, self._index.labels[key], as_said=key in said))
        return found


def match_texts(texts: Sequence[str], gazetteer: Gazetteer) -> pd.DataFrame:
    """Find the place each text names, as `PlaceFinder.find` does; one that fits none or several stays without.

    Parameters
    ----------
    texts
        Places as written; each is answered by itself.
    gazetteer
        Where things are.

    Returns
    -------
    One row per text, in order: `query`, `label`, `x_m`, `y_m` (EPSG:26986, metres), `confidence` (0 to 100)
    and `how`: `named place`, `intersection`, `where streets meet`, `address`, `between addresses`, `near address`; or
    `not found`, `several places` with no label, no coordinates and confidence 0.
    """
    finder = PlaceFinder(gazetteer)
    answers = [finder.find(text) for text in texts]
    best = [answer.best for answer in answers]
    return pd.DataFrame(
        {
            "query": pd.Series(list(texts), dtype="str"),
            "label": pd.Series([found.label if found else None for found in best], dtype="str"),
            "x_m": np.array([found.x_m if found else np.nan for found in best], dtype=np.float64),
            "y_m": np.array([found.y_m if found else np.nan for found in best], dtype=np.float64),
            "confidence": np.array([found.confidence if found else 0.0 for found in best], dtype=np.float64),
            "how": pd.Series([answer.how for answer in answers], dtype="str"),
        },
        columns=MATCH_COLUMNS,
    )


def _only_street(place: PlaceText) -> Street | None:
    """Return the street where a text may name no more than that; the City writes number 0 then."""
    return read_street(place.head.removeprefix("0 "))


def _most_alike(key: str, known: Sequence[str]) -> list[tuple[str, float]]:
    """Return the known keys spelled most like this one; a short word is like too many to be mended."""
    if len(key) < _SHORTEST_MENDED:
        return []
    found = process.extract(key, known, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=_MOST_ALIKE)
    return [(name, likeness) for name, likeness, _ in found if likeness > found[0][1] - _AS_LIKE]


def _fitting(spots: list[Spot], place: PlaceText, said: tuple[str, ...]) -> list[Spot]:
    """Keep the corners that fit best: the streets as said, then the most of town and ZIP."""
    as_said = [spot for spot in spots if spot.streets == said] or spots
    return _most_hinted(as_said, _telling(place))


def _most_hinted(spots: list[Spot], hints: Iterable[str]) -> list[Spot]:
    told = frozenset(hints)
    most = max((len(told & spot.hints) for spot in spots), default=0)
    return [spot for spot in spots if len(told & spot.hints) == most]


def _telling(place: PlaceText) -> frozenset[str]:
    """Return the hints that decide; "Boston" does not, it stands behind addresses of all towns."""
    return place.hints - {"boston"}


def _agrees(spot: Spot, zips: set[str]) -> bool:
    known = {hint for hint in spot.hints if hint.isdigit()}
    return not known or bool(known & zips)


def _all_named(spots: list[Spot], place: PlaceText, doubt: float, why: str = "") -> list[Candidate]:
    """Return every place of a name, of a town told with it those in the town; a layer's is doubted by its width."""
    return [
        Candidate(
            spot.label,
            spot.x_m,
            spot.y_m,
            max(_CERTAIN - doubt - _doubt_of(spot) - _VAGUE * place.is_vague, 1.0),
            "named place",
            "; ".join(filter(None, (why, _teller(spot, is_said=bool(why))))),
            _town_of(spot),
        )
        for spot in _most_hinted(spots, _telling(place))
    ]


def _doubt_of(spot: Spot) -> float:
    """Return what of 100 it takes off that a layer alone tells a place: what is wide is nowhere in particular."""
    if spot.told_by in (TICKETS, REVIEWED):
        return 0.0
    return _OF_A_LAYER + spot.reach_m / _WIDTH_M


def _teller(spot: Spot, *, is_said: bool) -> str:
    if spot.told_by == REVIEWED:
        return "" if is_said else "the name is in the reviewed table"
    width = f", which reaches {spot.reach_m:.0f} m" if spot.reach_m >= _WIDTH_M else ""
    return f"told by the layer of {spot.told_by.replace('_', ' ')}{width}"


def _known_corner(spot: Spot, place: PlaceText, said: tuple[str, ...]) -> Candidate:
    is_stated = spot.told_by == TICKETS
    why = "the corner is known" if is_stated else f"told by the layer of {spot.told_by.replace('_', ' ')}"
    estimate = Estimate(spot.x_m, spot.y_m, spot, _doubt_of(spot), "intersection", why)
    return _estimated(estimate, place, spot.label, as_said=spot.streets == said)


def _estimated(estimate: Estimate, place: PlaceText, label: str, *, as_said: bool) -> Candidate:
    """Take from certain what the estimate, the wording and another town cost, and say why."""
    doubt, why = estimate.doubt, [estimate.why]
    if place.is_vague:
        doubt += _VAGUE
        why.append("the text says near or behind")
    if not as_said:
        doubt += _WITHOUT_ENDING
        why.append("the street was said in short")
    if not estimate.spot.hints & place.hints and place.hints - _WRITTEN_TWO_WAYS:
        doubt += _OTHER_TOWN
        why.append("in another town than told")
    confidence = max(_CERTAIN - doubt, 1.0)
    return Candidate(
        label, estimate.x_m, estimate.y_m, confidence, estimate.how, "; ".join(why), _town_of(estimate.spot)
    )


def _town_of(spot: Spot) -> str:
    """Return towns, then ZIPs: digits sort before letters."""
    return ", ".join(sorted((hint.title() for hint in spot.hints), reverse=True))


def _doubted(candidates: list[Candidate], doubt: float, why: str) -> list[Candidate]:
    if not doubt:
        return candidates
    return [
        replace(found, confidence=max(found.confidence - doubt, 1.0), why=f"{why}; {found.why}") for found in candidates
    ]


def _in_the_town(candidates: list[Candidate], place: PlaceText) -> list[Candidate]:
    """Keep the corners in the town told, where there are any: those elsewhere have lost what that costs."""
    if not candidates or not place.hints:
        return candidates
    surest = max(found.confidence for found in candidates)
    return [found for found in candidates if found.confidence > surest - _OTHER_TOWN]


def _within(candidates: list[Candidate], area: shapely.Geometry) -> list[Candidate]:
    """Keep the places in the area said; where none is, all of them, in doubt."""
    points = shapely.points([(found.x_m, found.y_m) for found in candidates])
    is_within = shapely.distance(points, area) <= AREA_SLACK_M
    inside = [found for found, is_in in zip(candidates, is_within, strict=True) if is_in]
    return inside or _doubted(candidates, _OTHER_AREA, "outside the district said")


def _settled(text: str, found: list[Candidate], *, if_nothing: str) -> Answer:
    """Choose the surest, unless another place far from it is as good a guess."""
    told: list[Candidate] = []
    for candidate in sorted(found, key=lambda one: (-one.confidence, one.label, one.x_m, one.y_m)):
        if all(np.hypot(known.x_m - candidate.x_m, known.y_m - candidate.y_m) > SAME_SPOT_M for known in told):
            told.append(candidate)
    candidates = tuple(told[:MOST_CANDIDATES])
    if not told:
        return Answer(text, None, (), NOT_FOUND, if_nothing)
    best = told[0]
    if len(told) > 1 and told[1].confidence > best.confidence - _CLEARLY_SURER:
        return Answer(text, None, candidates, SEVERAL, f"{len(told)} places far apart fit; say the district or the ZIP")
    if best.confidence < LEAST_CONFIDENCE:
        return Answer(text, None, candidates, NOT_FOUND, f"nothing sure; perhaps {best.label} ({best.why})")
    return Answer(text, best, candidates, best.how, best.why)
