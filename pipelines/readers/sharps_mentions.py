"""The sentences of a closing text as tagged words, and the sharps that each of them speaks of, with how many."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType

from pipelines.readers.sharps_words import (
    ABOUT,
    ADJECTIVES,
    ANY,
    AT_LEAST,
    BEFORE_INEXACT,
    COMPLAINTS,
    EVIDENCE,
    HUNDRED,
    MORE,
    NO,
    NOT_AFTER,
    NUMBER_WORDS,
    NUMBERED,
    ONE,
    OTHER_TAG,
    PLURAL,
    SHORTHAND,
    SINGULAR,
    SPELLINGS,
    TAG_OF,
    TAGS,
    THE,
    THINGS,
    USE,
    VAGUE,
    is_number,
    spelled,
    value_of,
)

_LEAST_LIKENESS = 0.85


class Amount(StrEnum):
    """What a text says of how many: `count` and `rounded` are numbers, the others are none."""

    COUNT = "count"
    ROUNDED = "rounded"
    NONE = "none"
    ANY = "any"
    THE = "the"
    VAGUE = "vague"


@dataclass(frozen=True)
class Sharps:
    """One mention of sharps: `n` where `amount` is a number.

    `is_more`: others than those told before. `is_again`: those told before. `is_total`: all of the text together.
    `is_part`: some of a number. `is_reported`: called so. `is_evidence`: not sharps but paraphernalia or signs
    of use, which tell something only where there are none. `is_named` False: a number or "none" alone.
    """

    amount: Amount
    n: int | None
    is_plural: bool
    is_more: bool = False
    is_total: bool = False
    is_again: bool = False
    is_part: bool = False
    is_reported: bool = False
    is_evidence: bool = False
    is_named: bool = True


@dataclass(frozen=True)
class Sentence:
    """One letter a word or mention in `tags` (see `TAGS`), the mention behind each `S`, and the words as read."""

    tags: str
    mentions: MappingProxyType[int, Sharps]
    words: tuple[str, ...]


# The system writes it before the crew's words; its year is no count of what follows.
_PREAMBLE = re.compile(
    r"case closed\W{0,3}closed date\s*:\s*"
    r"(?:[a-z]{3} [a-z]{3} +\d{1,2} [\d:]{5,8} [a-z]{3,4} \d{4}|[\d/-]{8,10}[ t][\d:.]{5,15})"
)
_TOKEN = re.compile(
    r"(?P<word>\d+(?:st|nd|rd|th)\b|\d+[a-wyz]{1,2}\b|[\d]+[/:][\d/:]*\d[a-z]{0,2}|[a-z]+(?:['-][a-z]+)*)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+|\d+\.\d+|\d+)x?|(?P<end>[.!?;])|(?P<mark>[~#+&<>≤≥–-])"
)


@dataclass(frozen=True)
class _Amount:
    """An amount and the index of its first word."""

    amount: Amount
    n: int | None
    start: int
    is_more: bool = False
    is_total: bool = False
    is_again: bool = False
    is_part: bool = False


def plain(text: str) -> str:
    """Return a text in small letters without the system's line, each run of blanks and odd characters one space.

    Odd is what is no letter, digit or mark: the replacement character, control characters, those without width.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" or letter == "\ufffd" else letter for letter in folded
    )
    words = _PREAMBLE.sub(" ", " ".join(kept.split()))
    for short, long in SHORTHAND.items():
        words = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", long, words)
    return words.strip()


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text made `plain`; an abbreviation's full stop ends one too."""
    sentences: list[list[str]] = [[]]
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "end":
            sentences.append([])
        elif token["number"]:
            sentences[-1].append(token["number"].replace(",", ""))
        else:
            parts = token[0].split("-") if token["word"] else [token[0]]
            sentences[-1] += parts if not NUMBER_WORDS.keys().isdisjoint(parts) else [token[0]]
    return [_tagged(words) for words in sentences if words]


def _tagged(words: list[str]) -> Sentence:
    tags: list[str] = []
    read: list[str] = []
    mentions: dict[int, Sharps] = {}
    at = 0
    spans = _mentions(words)
    while at < len(words):
        if at in spans:
            end, mention = spans[at]
            mentions[len(tags)] = mention
            tags.append("S")
            read.append(" ".join(words[at:end]))
            at = end
            continue
        tags.append(TAG_OF.get(words[at], OTHER_TAG))
        read.append(words[at])
        at += 1
    return Sentence("".join(tags), MappingProxyType(mentions), tuple(read))


def _mentions(words: list[str]) -> dict[int, tuple[int, Sharps]]:
    """Return the mentions by the index of their first word, each with the index after its last."""
    found: dict[int, tuple[int, Sharps]] = {}
    end_before = 0
    joins: Amount | None = None
    for at, word in enumerate(words):
        if at < end_before:
            continue
        end = _end_of_evidence(words, at)
        if end is None and not _is_sharps(words, at):
            continue
        told = _amount_before(words, at, since=end_before)
        amount = told.amount
        if (
            told.start == at == end_before + 1
            and joins in {Amount.NONE, Amount.ANY}
            and words[at - 1] in {"or", "nor", "and"}
        ):
            # "No syringes or needles".
            amount = joins
        mention = Sharps(
            amount=amount,
            n=told.n,
            is_plural=word in PLURAL or (word not in SINGULAR and word.endswith("s")),
            is_more=told.is_more,
            is_total=told.is_total
            or "total" in words[told.start : at]
            or words[at + 1 : at + 3] == ["in", "total"]
            or words[at + 1 : at + 2] == ["total"],
            is_again=told.is_again,
            is_part=told.is_part,
            is_reported="reported" in words[told.start : at],
            is_evidence=end is not None,
        )
        since, end_before = end_before, end or at + 1
        joins = amount
        found[_start_of(words, told, since=since)] = (end_before, mention)
    taken = {index for start, (end, _) in found.items() for index in range(start, end)}
    for at in range(len(words)):
        if at not in taken and (left_out := _unnamed(words, at)) is not None:
            found[at] = (at + 1, left_out)
    return found


def _start_of(words: list[str], told: _Amount, *, since: int) -> int:
    """Return where the mention begins: with the article, and with all words of a bound or a range."""
    start = told.start
    if told.amount is Amount.VAGUE:
        while start > since and (words[start - 1] in BEFORE_INEXACT or is_number(words[start - 1])):
            start -= 1
    elif start > since and words[start - 1] in ONE:
        start -= 1
    return start


def _unnamed(words: list[str], at: int) -> Sharps | None:
    """Return the mention where the sharps themselves are left out: "none recovered", "2 recovered", "recovered 2"."""
    word, after = words[at], words[at + 1 : at + 2]
    if word in {"none", "nothing"}:
        return Sharps(Amount.NONE, None, is_plural=True, is_more=bool(after) and after[0] in MORE, is_named=False)
    before = words[at - 1] if at else ""
    done = TAGS["C"] | TAGS["F"]
    later = [other for other in words[at + 1 : at + 4] if other not in TAGS["X"] | TAGS["Z"]][:1]
    is_done = bool(later) and later[0] in done
    is_object = not after and (before in done or (before in {"-", "–"} and at > 1 and words[at - 2] in done))
    if not is_number(word) or not (is_done or is_object) or before in NUMBERED | TAGS["p"] | ABOUT | AT_LEAST:
        return None
    n = value_of(word)
    amount = Amount.VAGUE if n is None else Amount.COUNT if n else Amount.NONE
    return Sharps(amount, n or None, is_plural=n != 1, is_named=False)


def _is_sharps(words: list[str], at: int) -> bool:
    word = words[at]
    if word not in SINGULAR | PLURAL and not any(_is_like(word, spelling) for spelling in SPELLINGS):
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    before = words[at - 1] if at else ""
    return after not in THINGS | SINGULAR | PLURAL and before not in NOT_AFTER


def _is_like(word: str, spelling: str) -> bool:
    """Tell whether a word is `spelling` with a slip in it; other words that look like it begin otherwise."""
    is_near = word.startswith(("sy", "si", "sr")) and abs(len(word) - len(spelling)) <= 1
    return is_near and SequenceMatcher(None, word, spelling).ratio() >= _LEAST_LIKENESS


def _end_of_evidence(words: list[str], at: int) -> int | None:
    """Return the index after "signs of drug use" or "paraphernalia", or None when the word at `at` begins neither."""
    if words[at] == "paraphernalia":
        return at + 1
    if words[at] not in EVIDENCE or words[at + 1 : at + 2] != ["of"]:
        return None
    end = at + 2
    while end < len(words) and words[end] in USE | ANY | ADJECTIVES:
        end += 1
    return end if any(word in USE for word in words[at + 2 : end]) else None


def _amount_before(words: list[str], noun: int, *, since: int) -> _Amount:
    """Read backwards from a noun how many of it; `since` is where the words of the mention before end."""
    at, is_more = noun - 1, False
    while at >= since and words[at] in ADJECTIVES | MORE:
        is_more |= words[at] in MORE
        # "Another" and "single" are the number too, where none stands before them.
        if words[at] in {"another", "single"} and not _reads_on(words, at - 1, since):
            return _Amount(Amount.COUNT, 1, at, is_more=is_more)
        at -= 1
    if at < since:
        return _Amount(Amount.THE, None, at + 1, is_more=is_more)
    word = words[at]
    if word == "+":
        return _Amount(Amount.VAGUE, None, at, is_more=is_more)
    if word == "of":
        return _amount_of(words, at, since=since, is_more=is_more)
    if is_number(word):
        return _number_before(words, at, since=since, is_more=is_more)
    return _plain_amount(word, at, is_more=is_more)


def _reads_on(words: list[str], at: int, since: int) -> bool:
    return at >= since and (is_number(words[at]) or words[at] in ONE | NO | ANY | THE | VAGUE | MORE | ADJECTIVES)


def _plain_amount(word: str, at: int, *, is_more: bool) -> _Amount:
    kinds = ((ONE, Amount.COUNT), (NO, Amount.NONE), (ANY, Amount.ANY), (VAGUE, Amount.VAGUE), (THE, Amount.THE))
    for words, amount in kinds:
        if word in words:
            return _Amount(amount, 1 if amount is Amount.COUNT else None, at, is_more=is_more)
    return _Amount(Amount.THE, None, at + 1, is_more=is_more)


def _amount_of(words: list[str], at: int, *, since: int, is_more: bool) -> _Amount:
    """Read "2 of the …", "none of the …", "a bag of …"; `at` is where "of" stands."""
    before = at - 1
    if before >= since and is_number(words[before]):
        return _number_before(words, before, since=since, is_more=is_more)
    if before >= since and words[before] in VAGUE | NO | ANY | {"all", "both"}:
        told = _plain_amount(words[before], before, is_more=is_more)
        has_article = before > since and words[before - 1] in ONE | THE
        return _Amount(told.amount, told.n, before - has_article, is_more=is_more)
    return _Amount(Amount.THE, None, at + 1, is_more=is_more)


def _number_before(words: list[str], at: int, *, since: int, is_more: bool) -> _Amount:
    start, n = _number_ending(words, at, since=since)
    before = words[max(start - 3, since) : start][::-1]
    if before and (words[start - 1] in NUMBERED or _is_thousand(words, start)):
        return _Amount(Amount.VAGUE, None, start)
    if before and before[0] in MORE:
        is_more = True
        before, start = before[1:], start - 1
    if before and _is_same_number(before[0], n):
        # "One (1) syringe".
        before, start = before[1:], start - 1
    is_again = bool(before) and before[0] in THE
    if is_again:
        before, start = before[1:], start - 1
    if before[:1] == ["of"] and len(before) > 1 and (is_number(before[1]) or before[1] in VAGUE | NO | {"all"}):
        # "2 of the 5 syringes": of 5, 2.
        part, n_part = start - 2, value_of(before[1])
        if before[1] != "all":
            told = _plain_amount(before[1], part, is_more=False)
            return (
                told
                if n_part is None or not is_number(before[1])
                else _Amount(Amount.COUNT, n_part, part, is_part=True)
            )
        start = part
    is_total = before[:1] == ["total"] or before[:2] == ["of", "total"]
    if is_total:
        start -= len(before) if before[0] == "of" and before[-1] in ONE else 1 + (before[0] == "of")
    if n is None or _is_inexact(before, n):
        return _Amount(Amount.VAGUE, None, start, is_more=is_more)
    if before and before[0] in ABOUT and not (before[0] == "about" and before[1:2] and before[1] in COMPLAINTS):
        return _Amount(Amount.ROUNDED, n, start - 1, is_more=is_more, is_total=is_total)
    amount = Amount.NONE if n == 0 else Amount.COUNT
    return _Amount(amount, n or None, start, is_more=is_more, is_total=is_total, is_again=is_again)


def _is_inexact(before: list[str], n: int) -> bool:
    """Tell whether the words before a number (nearest first) make it a bound or the end of a range."""
    if not before:
        return False
    if before[0] in AT_LEAST or before[:2] == ["to", "up"]:
        return True
    joins = ("-", "–", "to", "or") if before[-1] != "between" else ("and", "-", "–", "to", "or")
    is_joined = len(before) > 1 and before[0] in joins and is_number(before[1])
    return is_joined and (value_of(before[1]) or 0) < n


def _is_same_number(word: str, n: int | None) -> bool:
    return n is not None and is_number(word) and value_of(word) == n


def _is_thousand(words: list[str], start: int) -> bool:
    """Tell whether "1 200" stands there, which may have been "1,200" before the system took its commas out."""
    own, before = words[start], words[start - 1]
    return own.isdecimal() and len(own) == 3 and before.isdecimal() and len(before) <= 3  # noqa: PLR2004 - thousands


def _number_ending(words: list[str], at: int, *, since: int) -> tuple[int, int | None]:
    """Return where the number that ends at `at` begins, and its value: "25", "twenty five", "one hundred and five"."""
    if words[at] not in NUMBER_WORDS and words[at] != HUNDRED:
        return at, value_of(words[at])
    start = at
    while start > since and (
        words[start - 1] in NUMBER_WORDS
        or words[start - 1] == HUNDRED
        or (words[start - 1] == "and" and start - 1 > since and words[start - 2] == HUNDRED)
    ):
        start -= 1
    return start, spelled([word for word in words[start : at + 1] if word != "and"])
