"""Reading the City's address forms and the wording of outreach notes: how places are written, not where."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

PlaceKind = Literal["intersection", "address", "name"]

# Spelled-out endings and the City's abbreviation of each. Keys are compared, labels are shown.
_ENDINGS = {
    "street": "st", "str": "st", "avenue": "ave", "av": "ave", "road": "rd", "boulevard": "blvd",
    "place": "pl", "square": "sq", "drive": "dr", "terrace": "ter", "court": "ct", "lane": "ln",
    "parkway": "pkwy", "highway": "hwy", "circle": "cir", "plaza": "plz", "alley": "aly", "bridge": "brg",
    "wharf": "whf", "freeway": "fwy", "crescent": "cres", "gardens": "gdns", "extension": "ext",
}  # fmt: skip
_CITY_ENDINGS = frozenset(_ENDINGS.values()) | {"way", "row", "park", "path", "mall"}
_DIRECTIONS = {"east": "e", "west": "w", "north": "n", "south": "s"}
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "thirteenth": "13th",
}  # fmt: skip
# What Bostonians say for the first word of a street.
_SAID_FIRST = {
    "mass": "massachusetts",
    "comm": "commonwealth",
    "dot": "dorchester",
    "mt": "mount",
    "st": "saint",
}
# "Cass St" is another street, in West Roxbury: Cass needs its Blvd.
_SAID_WHOLE = {
    "cass blvd": "melnea cass blvd",
    "mlk blvd": "martin luther king jr blvd",
    "martin luther king blvd": "martin luther king jr blvd",
}
# Towns as they stand at the end of an address; longest first, because "South Boston" ends with "Boston".
_TOWNS = tuple(
    sorted(
        (
            "allston", "back bay", "beacon hill", "boston", "brighton", "charlestown", "chestnut hill",
            "chinatown", "dorchester", "dorchester center", "downtown", "east boston", "fenway", "hyde park",
            "jamaica plain", "mattapan", "mission hill", "north end", "roslindale", "roxbury",
            "roxbury crossing", "south boston", "south end", "west end", "west roxbury",
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip

_TOWN_COMES = re.compile(r"\s{2,}|\s*,\s*")
# Two blanks after the house number are a slip of the City's, not where the town begins.
_GAP_AFTER_NUMBER = re.compile(r"^(\d+)\s{2,}")
_TOWN_OR_STATE = re.compile(rf"(?:{'|'.join(_TOWNS)}|ma|mass|0\d{{4}})\b", re.IGNORECASE)
_STATE_AND_ZIP = re.compile(r"[\s,]+(?:(?:ma|mass)\b\.?)?[\s,]*(0\d{4})?(?:-\d{4})?\s*$", re.IGNORECASE)
_ZIP = re.compile(r"\b0\d{4}\b")
_CITY_INTERSECTION = re.compile(r"\s*intersection(?:\s+of)?\s+", re.IGNORECASE)
_HOUSE = re.compile(
    r"(\d{1,6})(?:hf|[a-z])?(?:\s?(?:hf|[a-z])?\s?-\s?\d*(?:hf|[a-z])?)?(?:\s1/2)?\s+(?=\S*[a-z])(.+)",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*(?:\b(?:apt|unit|ste|suite|fl|floor)\b\.?|#).*$", re.IGNORECASE)
_UNIT_NUMBER = re.compile(r"(\s(?:st|ave|rd|blvd|pl|sq|ter|ct)\.?)\s+\d+$", re.IGNORECASE)
# "stret" and "avenu" are meant for endings, "ct" and "park" are not meant for others.
_SHORTEST_ENDING, _LEAST_LIKENESS = 5, 85.0
_WORD = re.compile(r"[a-z0-9]+")
_BRACKETS = re.compile(r"\(.*?\)")
_LEADING_NOISE = re.compile(
    r"^(?:(?:the\s+)?(?:corner|intersection|vicinity|area)\s+of|in\s+front\s+of|outside(?:\s+of)?|inside(?:\s+of)?"
    r"|at|in|by|on|the)\s+",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(?:near|nr|behind|across(?:\s+(?:from|the\s+street\s+from))?|next\s+to|around|beside)\s+",
    re.IGNORECASE,
)
_IN_LAST = re.compile(r"\s+in$", re.IGNORECASE)
_JOIN_LAST = re.compile(r"(?:[&@+/]|\b(?:and|at))$", re.IGNORECASE)
_SAID_JOINS = re.compile(r"\s*(?:[&@+]|/(?!\d))\s*|\s+(?:and|at)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Street:
    """One street: `key` to compare ("massachusetts ave"), `label` to read ("Massachusetts Ave")."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class PlaceText:
    """What a text says about a place.

    `head` is the part that names the place, without town and words of place. `streets` holds two streets in
    key order for an intersection, one for an address, none for a name. `hints` are the town and the ZIP,
    lower case: they tell apart streets of one name. `is_vague` is True when the text says near, behind,
    across.
    """

    kind: PlaceKind
    head: str
    streets: tuple[Street, ...] = ()
    house_number: int | None = None
    hints: frozenset[str] = frozenset()
    is_vague: bool = False


def name_key(text: str) -> str:
    """Return a name made comparable: lower case, one spelling of "and" and "square", no points.

    >>> name_key("Peter's Pk. / Andrew Sq.")
    'peters park and andrew square'
    """
    joined = re.sub(r"[&/@+]", " and ", text.lower().replace("'", "").replace("’", ""))
    words = _WORD.findall(joined)
    spelled = {"sq": "square", "pk": "park", "stn": "station", "sta": "station", "mt": "mount"}
    return " ".join(spelled.get(word, word) for word in words if word != "the")


@lru_cache(maxsize=16_384)
def read_street(text: str) -> Street | None:
    """Return the street a text names, or None when no word is in it.

    "Massachusetts Avenue", "Mass Ave" and "massachusetts ave." are one street; "E Seventh St" and "East 7th
    Street" too. A unit number after the ending ("O St 1") is dropped.
    """
    text = _UNIT_NUMBER.sub(r"\1", text)
    words = _WORD.findall(text.lower().replace("'", "").replace("’", ""))
    words = [_ORDINALS.get(word, _DIRECTIONS.get(word, word)) for word in words]
    if not words:
        return None
    words = [words[0], *(_ENDINGS.get(word, word) for word in words[1:])]
    if len(words) > 1:
        words[0] = _SAID_FIRST.get(words[0], words[0])
    whole = " ".join(words)
    return Street(key=_SAID_WHOLE.get(whole, whole), label=street_label(text))


def without_ending(street_key: str) -> str:
    """Return a street's key as people shorten it: "albany" for "albany st"; "broadway" stays.

    >>> without_ending("albany st")
    'albany'
    """
    name, _, ending = street_key.rpartition(" ")
    return name if name and ending in _CITY_ENDINGS else street_key


def mend_ending(street_key: str) -> str:
    """Return a street's key with a misspelled ending put right: "sewall st" for "sewall streeet".

    >>> mend_ending("sewall streeet"), mend_ending("albany st"), mend_ending("broadway")
    ('sewall st', 'albany st', 'broadway')
    """
    name, _, ending = street_key.rpartition(" ")
    if not name or _is_ending(ending) or len(ending) < _SHORTEST_ENDING:
        return street_key
    alike = process.extractOne(ending, [*_ENDINGS], scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return f"{name} {_ENDINGS[alike[0]]}" if alike else street_key


def street_label(text: str) -> str:
    """Return a street as people read it: the City's own capitals kept, shouting and whispering put right."""
    words = text.replace("’", "'").strip(" .,;").split()
    words = [word.capitalize() if _is_shouted(word) or text.islower() else word for word in words]
    if words and words[-1].lower() in _ENDINGS and len(words) > 1:
        words[-1] = _ENDINGS[words[-1].lower()].capitalize()
    return " ".join(words)


def read_place(text: str) -> PlaceText:
    """Read one text: the City's form of an address or an intersection, or the wording of an outreach note.

    Forms: `139 Tremont St  Boston  MA  02108`, `INTERSECTION of A & B  Boston  MA`, `INTERSECTION A & B`,
    `A & B`, `70 Ceylon St, Dorchester, MA 02121`, `&amp;` for `&`; and `corner of A and B`, `A @ B`, `A/B`,
    `near 780 Albany`. Of "123 A St at B St" the house number decides.

    Parameters
    ----------
    text
        One place as written; may be empty.

    Returns
    -------
    What it says; `kind` is `name` when it is neither an address nor an intersection (it may still be the name
    of a square or a park).
    """
    plain, is_vague = _strip_wording(html.unescape(text).strip())
    head, hints = _split_town(plain)
    parts = _SAID_JOINS.split(head)
    if house := _HOUSE.fullmatch(parts[0]):
        street = read_street(_UNIT.sub("", house[2]))
        # The City writes number 0 where it knows the street only.
        if street is not None and int(house[1]) > 0:
            return PlaceText("address", head, (street,), int(house[1]), hints, is_vague)
    elif corner := _read_corner(parts):
        return PlaceText("intersection", head, corner, None, hints, is_vague)
    return PlaceText("name", head, (), None, hints, is_vague)


def mark_town(text: str) -> str | None:
    """Return the text with a comma before the town at its end, or None where no town ends it.

    For streets whose own name has no ending ("10 Arborway Jamaica Plain"): `read_place` takes no town off those,
    because "Old South Boston" could be a name.

    >>> mark_town("10 Arborway Jamaica Plain MA 02130")
    '10 Arborway, Jamaica Plain MA 02130'
    """
    plain = " ".join(text.split())
    ending = _STATE_AND_ZIP.search(plain)
    head = plain[: ending.start()] if ending else plain
    town = next((town for town in _TOWNS if head.lower().endswith(f" {town}")), None)
    if town is None or "," in head:
        return None
    rest = _IN_LAST.sub("", head[: -len(town)].rstrip())
    return f"{rest}, {plain[len(head) - len(town) :]}"


def _strip_wording(text: str) -> tuple[str, bool]:
    """Return the text without leading words of place, and whether one of them was vague."""
    text = _CITY_INTERSECTION.sub("", _BRACKETS.sub(" ", text).strip(), count=1)
    is_vague = False
    while True:
        shorter = _LEADING_NOISE.sub("", text)
        plain = _VAGUE.sub("", shorter)
        is_vague = is_vague or plain != shorter
        if plain == text:
            return text, is_vague
        text = plain


def _split_town(text: str) -> tuple[str, frozenset[str]]:
    """Return the part that names the place, and the town and ZIP that follow it."""
    text = _GAP_AFTER_NUMBER.sub(r"\1 ", text)
    head, *rest = _TOWN_COMES.split(text, maxsplit=1)
    tail = rest[0] if rest else ""
    if tail and "," not in text and not _TOWN_OR_STATE.match(tail):
        # A slip of the space bar inside a name, not the City's mark for what follows it.
        head, tail = " ".join(text.split()), ""
    if not tail:
        head, tail = _split_unmarked_town(head)
    lower = tail.lower()
    town = next((town for town in _TOWNS if lower.startswith(town)), None)
    zips = _ZIP.findall(tail)
    return head, frozenset(([town] if town else []) + zips[-1:])


def _split_unmarked_town(text: str) -> tuple[str, str]:
    """Split "139 Tremont St Boston MA 02108", where only single spaces stand; no street's name is eaten."""
    ending = _STATE_AND_ZIP.search(text)
    head = text[: ending.start()] if ending else text
    if _JOIN_LAST.search(head) or head.strip().isdigit():
        # "Albany & Mass" and "1104 Mass" are Massachusetts Avenue, not the state.
        head = text
    lower = head.lower()
    for town in _TOWNS:
        if lower.endswith(f" {town}"):
            rest = head[: -len(town)].rstrip()
            if _is_ending(rest.rsplit(" ", 1)[-1].lower().strip(".")):
                return rest, text[len(rest) :].strip()
            break
    return head, text[len(head) :].strip()


def _read_corner(parts: list[str]) -> tuple[Street, ...] | None:
    """Return the two streets of a corner in key order, or None; "between A and B" is no corner."""
    if len(parts) == 1 or parts[0].isdigit() or parts[0].lower().startswith("between"):
        return None
    first, second = read_street(parts[0]), read_street(_UNIT.sub("", parts[1]))
    if first is None or second is None or first.key == second.key:
        return None
    return tuple(sorted((first, second), key=lambda street: street.key))


def _is_shouted(word: str) -> bool:
    # "VFW" and "W" are written so.
    return word.isupper() and word.isalpha() and len(word) > 3  # noqa: PLR2004 - longer than an abbreviation


def _is_ending(word: str) -> bool:
    return word in _CITY_ENDINGS or word in _ENDINGS
