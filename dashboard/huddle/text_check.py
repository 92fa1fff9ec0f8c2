"""What stands in a typed text that does not belong into public minutes: found, told in words, and left to the writer.

Minutes are public records. Patterns find a telephone number, a mail address, a date of birth, a name after a word such
as "client", and words of the reviewed table `stigmatising_words`. They miss some and find some that are none, so
nothing is refused: the writer changes the text or records it as written, and which of the two is recorded
(`docs/decisions/0036-the-check-of-free-text.md`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date


class FindingKind(StrEnum):
    """What can be found in a text; the values stand in recorded facts and do not change."""

    PHONE = "phone"
    MAIL = "mail"
    BIRTH_DATE = "birth_date"
    NAME = "name_after_client"
    STIGMATISING = "stigmatising"

    @property
    def words(self) -> str:
        """The kind as a person says it: "a telephone number"."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    FindingKind.PHONE: "a telephone number",
    FindingKind.MAIL: "a mail address",
    FindingKind.BIRTH_DATE: "a date of birth",
    FindingKind.NAME: "a person's name",
    FindingKind.STIGMATISING: "a word that hurts",
}
_ADVICE = {
    FindingKind.PHONE: "looks like a telephone number. Leave it out, and say which agency to call.",
    FindingKind.MAIL: "looks like a mail address. Leave it out, and say which agency to write to.",
    FindingKind.BIRTH_DATE: "looks like a date of birth. Leave it out.",
    FindingKind.NAME: "looks like a person's name. Leave it out: places, never people.",
}


@dataclass(frozen=True)
class Finding:
    """One thing found: its kind, where it stands (`text[start:end]` is `found`), and what to do about it."""

    kind: FindingKind
    start: int
    end: int
    found: str
    advice: str


@dataclass(frozen=True)
class StigmatisingWord:
    """One row of the reviewed table, ready to be looked for."""

    pattern: re.Pattern[str]
    fine_in: tuple[re.Pattern[str], ...]
    advice: str


# Ten digits with or without an American country code, seven with a separator, or any number with its plus.
# Case numbers have twelve digits, or letters and fewer digits, so they pass.
_PHONE = re.compile(
    r"""(?<![\d-])(?:
        (?:\+?1[-.\s]?)?(?:\(\d{3}\)\s?|\d{3}[-.\s]?)\d{3}[-.\s]?\d{4}
        |\d{3}[-.]\d{4}
        |\+\d[\d\s().-]{7,}\d
    )(?![\d-])""",
    re.VERBOSE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BIRTH_WORDS = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?da(?:te|y)|born)"
    rf"\W{{0,3}}(?:(?:on|in|is)\s+)?(?:{_MONTH}\s+)?\d[\d/.-]*",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1(?P<year>\d{4}|\d{2})\b")
_YEAR_FIRST = re.compile(r"\b(?P<year>\d{4})([/.-])\d{1,2}\2\d{1,2}\b")
_MONTH_IN_WORDS = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
# A birth date is a full date far in the past; one of the last ten years is far more often an event's.
_YOUNGEST_BIRTH_DATE_YEARS = 10

# A name cannot be told from a street's by pattern, but after one of these words it is rarely anything else.
_HEADS = r"[Cc]lient|CLIENT|[Pp]atient|PATIENT|[Pp]t\.?|PT\.?|[Gg]uest|[Rr]esident|[Tt]enant|[Cc]aller|[Vv]ictim"
_NAMED_HEADS = rf"{_HEADS}|[Mm]an|[Ww]oman|[Mm]ale|[Ff]emale|[Gg]entleman|[Ll]ady|[Pp]erson|[Ii]ndividual|[Gg]uy|[Kk]id"
_WORD = r"[A-Z](?:[a-z]+|['’][A-Z][a-z]+)(?:['’-]?[A-Z][a-z]+)*"
_TITLE = r"(?:Mr|Mrs|Ms|Miss)\.?\s"
_NAME = rf"(?:[A-Z]\.\s?)?{_WORD}(?:\s[A-Z]\.)?(?:\s{_WORD})?"
_PARTED = r"(?:\s?[:,–-]\s?|\s|(?<=\.))"
_AFTER_CLIENT = (
    re.compile(rf"\b(?:{_HEADS})(?:'s name is|\sname is|\snamed|\sis)?{_PARTED}(?:{_TITLE})?(?P<name>{_NAME})(?!\w)"),
    re.compile(rf"\b(?:{_HEADS}){_PARTED}(?P<name>[A-Za-z]\.\s?[A-Za-z]{{2,}})(?!\w)"),
    re.compile(rf"\b(?:{_NAMED_HEADS})(?:'s name is|\sname is|\snamed|\sby the name of)\s(?P<name>[A-Za-z][\w'’]+)"),
    re.compile(rf"\b(?:[Mm]an|[Ww]oman|[Gg]uy|[Pp]erson)\scalled\s(?P<name>{_NAME})(?!\w)"),
    re.compile(rf"\b{_TITLE}(?P<name>{_NAME})(?!\w)"),
    # After a title a name stays one in whatever letters; "Miss" and "MS" are other words as well.
    re.compile(r"\b(?:Mr|Mrs|Ms|MR|MRS)\.?\s(?P<name>[A-Za-z][A-Za-z'’-]+)"),
)
_NO_NAMES = frozenset(
    """
    about above advocate advocates after again all also an and animal another any april arabic are as asked
    assistance association associations at august ave avenue back bed before boston bpd bpha bphc building but
    by call called caller came can cape care case center centre charlestown chinatown chinese city clinic common
    complained complains complaint control council creole crew crt date day december declined department detox
    development did does dorchester downtown east educated ems engineer english entrance experience failed
    february feels fenway first for french fri friday from garden gone had haitian has have he her him his home
    hospital hotline house housing hyde if in inside intake is it its jamaica january job july june left line
    lives lot manager march mattapan may met metrolist mon monday moved navigation navigator new no north not
    november number october of office officer on one our out outside park parking parks pass permit police
    portuguese property public recovery refused registry reported reports request requested resident rights room
    roslindale roxbury russian said sat saturday saw says see seen september service services she shelter since
    so somali south spanish staff stated states station still street sun sunday support take taken that the
    their them then there these they this through thu thursday to today transport transportation tue tuesday two
    unit van vietnamese waiting wants was we wed wednesday went were west when where which who will with works
    would yes you your
    """.split()  # noqa: SIM905 - a list of words is read as words
)
_PLACE_ENDS = re.compile(
    r"\s(?:St|Street|Ave|Avenue|Rd|Road|Sq|Square|Pl|Place|Park|Pk|Way|Blvd|Ln|Lane|Ct|Court|Hall|House|Hospital|Bridge|"
    r"Station|Center|Library|School|Church|Team|Unit|Shelter|Services?|Program|Common|Hill|End|Bay|Plain|Gardens?)\b"
)


def check_text(text: str, *, huddle_date: date, words: Iterable[StigmatisingWord]) -> list[Finding]:
    """Return what a text holds that does not belong into public minutes, in the order of the text.

    Parameters
    ----------
    text
        What was typed.
    huddle_date
        The morning: a full date counts as a birth date when birth words stand before it, or when its year lies ten
        years or more before the huddle.
    words
        The reviewed words (`stigmatising_words`).

    Returns
    -------
    The findings; those of one kind never overlap. An empty list means that nothing was found, not that nothing is
    there.
    """
    found = [
        *_findings(FindingKind.PHONE, text, _spans(_PHONE, text)),
        *_findings(FindingKind.MAIL, text, _spans(_MAIL, text)),
        *_findings(FindingKind.BIRTH_DATE, text, _birth_date_spans(text, huddle_date)),
        *_findings(FindingKind.NAME, text, _name_spans(text)),
        *_stigmatising(text, words),
    ]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind))


def stigmatising_words(rows: Iterable[Mapping[str, str]]) -> tuple[StigmatisingWord, ...]:
    """Return the reviewed words ready to be looked for.

    Parameters
    ----------
    rows
        Of `data/reference/stigmatising_words.csv`: `phrase`, `say_instead`, `fine_in` (phrases parted by ";"), `why`.
        In a phrase a blank stands for blanks or hyphens, a hyphen for those or nothing, `*` for any ending, `|` for
        "or", `…` for up to three words.
    """
    return tuple(
        StigmatisingWord(
            pattern=_phrase_pattern(row["phrase"]),
            fine_in=tuple(_phrase_pattern(phrase) for phrase in row["fine_in"].split(";") if phrase),
            advice=f"say “{row['say_instead']}”: {row['why']}.",
        )
        for row in rows
    )


def decided_fact(*, kept: Iterable[str], found_before: Iterable[str]) -> dict[str, str]:
    """Return the fact that tells what the writer decided: kinds alone, never a word of the text.

    Parameters
    ----------
    kept
        What the recorded text still holds.
    found_before
        What an earlier version of the text held, which the writer was shown.

    Returns
    -------
    `text_check`, such as "changed:phone kept:stigmatising"; nothing where nothing was ever found.
    """
    kept_kinds = sorted(set(kept))
    changed_kinds = sorted(set(found_before) - set(kept_kinds))
    told = [f"{how}:{','.join(kinds)}" for how, kinds in (("changed", changed_kinds), ("kept", kept_kinds)) if kinds]
    return {TEXT_CHECK: " ".join(told)} if told else {}


def kept_kinds(facts: Mapping[str, str]) -> tuple[FindingKind, ...]:
    """Return which kinds an event's facts say were found and recorded as written; none where the facts say nothing."""
    for told in facts.get(TEXT_CHECK, "").split():
        how, _, kinds = told.partition(":")
        if how == "kept":
            return tuple(FindingKind(kind) for kind in kinds.split(",") if kind in set(FindingKind))
    return ()


TEXT_CHECK = "text_check"
_Span = tuple[int, int]


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[_Span]:
    return (match.span() for match in pattern.finditer(text))


def _findings(kind: FindingKind, text: str, spans: Iterable[_Span]) -> list[Finding]:
    return [Finding(kind, start, end, text[start:end], _ADVICE[kind]) for start, end in _merged(spans)]


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Return spans in order, those that overlap as one: "born 3/14/85" is one date of birth."""
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _birth_date_spans(text: str, huddle_date: date) -> Iterator[_Span]:
    yield from _spans(_BIRTH_WORDS, text)
    for pattern in (_YEAR_LAST, _YEAR_FIRST, _MONTH_IN_WORDS):
        for match in pattern.finditer(text):
            if _full_year(match["year"], huddle_date=huddle_date) <= huddle_date.year - _YOUNGEST_BIRTH_DATE_YEARS:
                yield match.span()


def _full_year(written: str, *, huddle_date: date) -> int:
    """Return the year meant; two digits mean the nearest past, or next year, which due dates reach into."""
    year = int(written)
    if len(written) > 2:  # noqa: PLR2004 - two-digit years
        return year
    this_century = huddle_date.year - huddle_date.year % 100
    return this_century + year if this_century + year <= huddle_date.year + 1 else this_century - 100 + year


def _name_spans(text: str) -> Iterator[_Span]:
    for pattern in _AFTER_CLIENT:
        for match in pattern.finditer(text):
            if not _is_no_name(match["name"], text[match.end() :]):
                yield match.span()


def _is_no_name(name: str, after: str) -> bool:
    """Return whether what stands where a name would is a word, a place or an agency."""
    first = re.split(r"[\s.'’-]", name, maxsplit=1)[0]
    return first.lower() in _NO_NAMES or _PLACE_ENDS.match(after) is not None


def _stigmatising(text: str, words: Iterable[StigmatisingWord]) -> list[Finding]:
    found: dict[_Span, Finding] = {}
    for word in words:
        fine = [span for pattern in word.fine_in for span in _spans(pattern, text)]
        for start, end in _spans(word.pattern, text):
            if not any(fine_start < end and start < fine_end for fine_start, fine_end in fine):
                finding = Finding(FindingKind.STIGMATISING, start, end, text[start:end], word.advice)
                found.setdefault((start, end), finding)
    return _longest(found.values())


def _longest(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that overlap no longer one: "drug abuser" is one finding, not two."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.start - each.end, each.start)):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return kept


def _phrase_pattern(phrase: str) -> re.Pattern[str]:
    joined = ""
    for word in phrase.split():
        if word == "…":
            joined += r"(?:[\s-]+[\w'’]+){0,3}?"
        else:
            joined += (r"[\s-]+" if joined else "") + _word_pattern(word)
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)


def _word_pattern(word: str) -> str:
    written = (re.escape(choice) for choice in word.split("|"))
    choices = [choice.replace(r"\*", r"\w*").replace(r"\-", r"[\s-]*") for choice in written]
    return f"(?:{'|'.join(choices)})"
