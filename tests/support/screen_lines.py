"""Reads the lines of screens and papers: figures within words, and numbers beside words of outreach or health."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.screen_cells import CITY, SAID, Figure, Looked, call_cell, cell_of, outreach_cell, path_cell
from tests.support.screen_words import CALLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.support.screen_words import Words

MEASURES = re.compile(
    r"\b(contacts?|engage\w*|offer(ed|s)?|accepted|declin\w*|referrals?|attained|got in|get in|co-response|naloxone|"
    r"doses?|overdos\w*|treatment|hmis|navigation|retained|still there|linked|(?<!roll )calls?|callers?|hand-off|"
    r"rides?|needles picked up|sharps collected|by outreach|arrests?|citations?|not available today|"
    r"asked for, not there|not linked|survived)\b",
    re.IGNORECASE,
)
"""Words of outreach and health: a number beside one of them must be a figure of the release."""
_NUMBER = re.compile(r"\d|fewer than")
_KIND = re.compile(rf"^(?P<kind>[A-Z][a-z-]+): (?P<parts>{SAID}\b.*)$")
_PART = re.compile(rf"^(?P<said>{SAID})(?: (?P<part>.*))?$")
_REACHED = re.compile(rf"^{SAID} (attained|not attained|unknown)( · {SAID} (not attained|unknown))*$")
_NIGHT = re.compile(r"^(EMS|Health): ")
_NIGHT_FIGURE = re.compile(rf"^(?P<name>.*?) (?P<said>{SAID}|hidden so that .*)$")
_LINE = re.compile(rf"^(?P<words>{'|'.join(map(re.escape, CALLS))}): (?P<said>{SAID})$")
_DAYS = r"(?:last 28 days|28 days to .*?)"
_WAITING = re.compile(rf"^Waiting for a link this morning: (?P<said>{SAID}), of calls of the last 28 days\.$")
_SHARE = r"(?:, (?:(?P<linked_pct>\d+)|over 99) %)?"
_ANSWERS = (
    rf"^No: (?P<linked>{SAID}) of (?P<calls>{SAID}) calls .* were linked{_SHARE}; (?P<not_linked>{SAID}) were not\.$",
    rf"^Yes: every one of (?P<calls>{SAID}) calls of the {_DAYS} was linked\.$",
    rf"^Almost: (?P<not_linked>{SAID}) of (?P<calls>{SAID}) calls .* were not linked\. How many is not told",
    rf"^No: (?P<linked>{SAID}) of (?P<calls>{SAID}) calls of the {_DAYS} were linked\.$",
    rf"^How many of (?P<calls>{SAID}) calls of the {_DAYS} were linked is not told",
    rf"^(?P<calls>[Ff]ewer than \d+) calls in the {_DAYS}: too few to tell\.$",
)
_DISAGREES = re.compile(rf"by residents' tickets \([\d,]+\), number [\d to,]+ by contacts \((?P<said>{SAID})\)\.$")
_NEVER = re.compile(r"^Never said: (?P<reasons>.*)\.$")
# What holds a number and tells no figure: dates and times, rules, codes, and the definition of a column.
_KNOWN_WORDS = (
    r".*\bSource: .*\bNot counted: .*",
    r"\b\d{1,2}:\d\d\b",
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}( \d{4})?",
    r"\b\d{4}-\d\d-\d\d\S*",
    r"\b([Ll]ast|The|next) \d+ days\b",
    r"\b\d+ days (to|before)\b",
    r"\b\d+ (days|h) before the morning\b",
    r"\b(911|311)\b",
    r"\b16-66(\.\d)?",
    r"\b24 hours before it is removed",
    r"\b(below|least) \d+\b",
    r"\bfewer than \d+ may be told\b",
    r"\((4\.1[23]|P[12]|2025 system)\)",
)


def of_line(line: str, place: str, looked: Looked, words: Words) -> list[Figure]:
    """Return the figures in a line; a number beside a word of outreach or health that nobody knows without a cell.

    Parameters
    ----------
    line
        As it was sent.
    place
        The place that was named last before it, as the list names it; empty for none.
    looked, words
        What the page shows, and the words of its build.
    """
    for read in _LINES:
        found = read(line, place, looked, words)
        if found is not None:
            return list(found)
    return [Figure(None, line, line[:160])] if _tells_a_number(line) else []


def _kind(line: str, _place: str, looked: Looked, words: Words) -> Iterable[Figure] | None:
    """Read a kind of outreach with what is counted of it."""
    kind = _KIND.match(line)
    if kind is None or kind["kind"] not in {each for each, _ in words.parts}:
        return None
    parts = [_PART.match(part) for part in kind["parts"].split(", ")]
    return [
        Figure(None, line, line)
        if part is None
        else Figure(outreach_cell(looked, words.parts.get((kind["kind"], part["part"] or ""))), part["said"], line)
        for part in parts
    ]


def _reached(line: str, _place: str, looked: Looked, _words: Words) -> Iterable[Figure] | None:
    """Read what came of referrals, the headline of the path of help."""
    if not _REACHED.match(line):
        return None
    told = re.findall(rf"({SAID}) (attained|not attained|unknown)", line)
    return [Figure(path_cell(looked, outcome.replace(" ", "_"), CITY), said, line) for said, outcome in told]


def _night(line: str, _place: str, looked: Looked, words: Words) -> Iterable[Figure] | None:
    """Read the counts of the night."""
    if not _NIGHT.match(line):
        return None
    parts = [_NIGHT_FIGURE.match(part) for part in _NIGHT.sub("", line).split(", ")]
    return [
        Figure(None, line, line)
        if part is None
        else Figure(cell_of(looked, "overnight", (), words.nights.get(part["name"])), part["said"], line)
        for part in parts
    ]


def _call_line(line: str, _place: str, looked: Looked, _words: Words) -> Iterable[Figure] | None:
    read = _LINE.match(line)
    return None if read is None else [Figure(call_cell(looked, CALLS[read["words"]]), read["said"], line)]


def _waiting(line: str, _place: str, looked: Looked, _words: Words) -> Iterable[Figure] | None:
    """Read the one figure of the line that is told on every morning."""
    read = _WAITING.match(line)
    return (
        None if read is None else [Figure(cell_of(looked, "recovery_line_waiting", (), "not_yet"), read["said"], line)]
    )


def _answer(line: str, _place: str, looked: Looked, _words: Words) -> Iterable[Figure] | None:
    """Read whether every caller was linked."""
    read = next((found for pattern in _ANSWERS if (found := re.match(pattern, line))), None)
    if read is None:
        return None
    told = {code: said.lower() for code, said in read.groupdict().items() if said is not None}
    share = told.pop("linked_pct", None)
    shares = (
        []
        if share is None
        else [Figure(cell_of(looked.finely, "recovery_line_measures", (), "linked_pct"), share, line)]
    )
    return [*shares, *(Figure(call_cell(looked, code), said, line) for code, said in told.items())]


def _disagrees(line: str, place: str, looked: Looked, words: Words) -> Iterable[Figure] | None:
    """Read how a place stands by tickets and by contacts: that of the page, else the one named last."""
    read = _DISAGREES.search(line)
    if read is None:
        return None
    area = looked.area if looked.area[0] == "place" else ("place", words.places.get(place, ""))
    return [Figure(outreach_cell(looked, "contacts", area), read["said"], line)]


def _never(line: str, _place: str, looked: Looked, words: Words) -> Iterable[Figure] | None:
    """Read the reasons that nobody said: each is a zero."""
    read = _NEVER.match(line)
    if read is None:
        return None
    codes = [words.reasons.get(f"{name[0].upper()}{name[1:]}") for name in read["reasons"].split("; ")]
    return [Figure(cell_of(looked.finely, "decline_reasons", (), code), "0", line) for code in codes]


_LINES: tuple[Callable[[str, str, Looked, Words], Iterable[Figure] | None], ...] = (
    _kind,
    _reached,
    _night,
    _call_line,
    _waiting,
    _answer,
    _disagrees,
    _never,
)


def _tells_a_number(line: str) -> bool:
    """Return whether a line holds a number beside a word of outreach or health; most lines hold no such word."""
    if not MEASURES.search(line) or not _NUMBER.search(line):
        return False
    left = re.sub("|".join(_KNOWN_WORDS), " ", line)
    return bool(MEASURES.search(left) and _NUMBER.search(left))
