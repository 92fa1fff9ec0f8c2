"""The words of closing texts: closed lists of common English, reviewed like every policy table. Others say nothing."""

from __future__ import annotations

from types import MappingProxyType

LARGEST_COUNT = 9_999


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# One letter a word, so that patterns can be written over a sentence. S is a mention of sharps, w any other word.
TAGS = MappingProxyType(
    {
        # Taking away: said of what was done, and in the plain form.
        "C": _words(
            "recovered collected retrieved removed picked disposed deposited bagged gathered took taken cleared cleaned"
        ),
        "c": _words("recover collect retrieve remove pick dispose recovering collecting retrieving removing disposing"),
        # Finding, in both forms.
        "F": _words("found located uncovered discovered detected turned"),
        "f": _words("find locate uncover discover detect turn finding locating"),
        # Only their denial says something: what was not reached was not taken; seen is not collected, not seen is none.
        "r": _words("reach access get"),
        "e": _words("see saw seen observe observed spot spotted visible present"),
        "N": _words(
            "not unable never cannot without failed couldn't could't didn't wasn't weren't can't couldnt didnt wasnt"
            " werent cant"
        ),
        "A": _words("able managed"),
        "t": _words("to"),
        # Not done, or not yet.
        "M": _words("will should must would could may might please need needs needed be being shall try tried trying"),
        "Z": _words("was were is are been"),
        # Words that may stand between a verb and what it is said of.
        "X": _words(
            "has have had did also since then just now up of safely properly successfully still carefully immediately"
            " - –"
        ),
        "K": _words("and or & plus"),
        "P": _words("it them all both"),
        # Others, the crew itself, and "they", who are the crew unless others were named.
        "O": _words(
            "police bpd bps officer officers ems emt emts bfd firefighter firefighters pwd dpw works custodian"
            " custodians janitor staff owner landlord neighbor neighbors resident residents constituent constituents"
            " caller security guard guards contractor someone somebody employee employees worker workers he she"
            " hospital manager customer tenant citizen"
        ),
        "I": _words("we i msu team unit"),
        "T": _words("they"),
        # What comes after is somebody's word, or only supposed.
        "Y": _words(
            "said says stated states told claimed claims claiming advised indicated indicates confirmed according if"
        ),
        "L": _words("left remain remains remaining gone missing"),
        "b": _words("by"),
        "p": _words(
            "from at in on near behind along alongside beside between under inside outside around across against"
            " next within with for into over"
        ),
    }
)
TAG_OF = MappingProxyType({word: tag for tag, words in TAGS.items() for word in words})
OTHER_TAG = "w"

SINGULAR, PLURAL = _words("syringe needle hypodermic syr"), _words("syringes needles hypodermics sharps syrs")
SPELLINGS = ("syringe", "syringes")
# With these after it, a needle is not a needle: the needle program, a sharps bin, three syringe caps.
THINGS = _words(
    "team teams unit units crew program exchange pickup pick pick-up collection container containers bin bins box boxes"
    " kiosk disposal drop cap caps wrapper wrappers packaging case cases site call calls request complaint issue issues"
    " report reports sighting part parts component components objects object service services tip tips cover covers"
    " depot bucket"
)
NOT_AFTER = _words("mobile pine knitting sewing")
EVIDENCE = _words("evidence sign signs trace traces")
USE = _words("iv ivdu ivda drug drugs use needle needles syringe syringes sharps paraphernalia")
ADJECTIVES = _words(
    "used unused dirty discarded scattered loose exposed open uncapped capped hypodermic insulin bloody empty full"
    " broken bent small large orange clean visible plastic loaded reported intact hidden suspected needle syringe stray"
    " abandoned single individual drug total x"
)
MORE = _words("additional another more other further extra else")
THE = _words("the that this these those all both its their our")
ONE = _words("a an")
NO = _words("no zero none nothing")
ANY = _words("any either")
VAGUE = _words(
    "several multiple few many some numerous couple dozen dozens lots lot various bunch pile piles handful bag bags"
    " box boxes bucket container containers pair pairs hundreds thousands pack packs package kit kits amount number"
    " most half batch cluster set stash"
)
ABOUT = _words("approximately approx appx about around roughly ~ estimated circa")
# "A complaint about 3 needles" is no rounded number.
COMPLAINTS = _words("complaint complaints call calls report reports request requests")
AT_LEAST = _words("over than least most nearly almost under + < > ≤ ≥ above below")
# What may stand before a number that is no exact one, as a part of it.
BEFORE_INEXACT = AT_LEAST | ABOUT | ONE | _words("the at more fewer less up to - – or between as many")
# "Pier 4 needles" names a pier.
NUMBERED = _words(
    "route rt pier lot gate unit apt apartment exit district ward alley level floor room track platform # no. number"
)

NUMBER_WORDS = MappingProxyType(
    {
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    }
)  # fmt: skip
HUNDRED = "hundred"
# Written short.
SHORTHAND = MappingProxyType(
    {"p/u": "picked up", "picked-up": "picked up", "utl": "unable to locate", "needle(s)": "needles"}
)


def is_number(word: str) -> bool:
    """Tell whether a word is a number or part of one, in digits or letters."""
    return word.replace(".", "", 1).isdecimal() or word in NUMBER_WORDS or word == HUNDRED


def value_of(word: str) -> int | None:
    """Return the number a word says, None where it is no whole number up to `LARGEST_COUNT`."""
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if not word.isdecimal() or len(word) > len(str(LARGEST_COUNT)):
        return None
    return int(word)


def spelled(words: list[str]) -> int | None:
    """Return the value of a number in words up to 999, None where the words do not make one."""
    hundreds = 0
    if HUNDRED in words:
        place = words.index(HUNDRED)
        if place != 1 or not 0 < NUMBER_WORDS.get(words[0], 0) < 10:  # noqa: PLR2004 - one hundred to nine hundred
            return None
        hundreds, words = 100 * NUMBER_WORDS[words[0]], words[2:]
        if not words:
            return hundreds
    values = [NUMBER_WORDS.get(word) for word in words]
    match values:
        case [int(n)]:
            return hundreds + n
        case [int(tens), int(units)] if tens >= 20 and 0 < units < 10:  # noqa: PLR2004 - twenty one
            return hundreds + tens + units
        case _:
            return None
