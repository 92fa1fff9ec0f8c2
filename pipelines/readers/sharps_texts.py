"""What a crew's closing text says was collected: a number of sharps where it says one, else why not.

Pure, by written rules. Reported is not collected, and found is collected only where nothing says otherwise. The rules,
and how well they do on 300 labelled texts of 2015: docs/sharps-texts.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pipelines.readers.sharps_mentions import Amount, plain, split_sentences
from pipelines.readers.sharps_words import LARGEST_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.readers.sharps_mentions import Sentence, Sharps

# A closing text is a few sentences; the longest of 2015 has some 800 characters.
LONGEST_TEXT = 20_000


class How(StrEnum):
    """By which rule a text was read. The first eight give a number, 0 among them; the others say why there is none."""

    COLLECTED = "collected"
    COLLECTED_ROUNDED = "collected_rounded"
    COLLECTED_SUMMED = "collected_summed"
    COLLECTED_AS_TOLD = "collected_as_told"
    FOUND = "found"
    FOUND_ROUNDED = "found_rounded"
    FOUND_SUMMED = "found_summed"
    NONE_FOUND = "none_found"
    NO_TEXT = "no_text"
    NOTHING_SAID = "nothing_said"
    ONLY_REPORTED = "only_reported"
    COUNT_NOT_TOLD = "count_not_told"
    SEVERAL_COUNTS = "several_counts"
    OTHERS_HAD_THEM = "others_had_them"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Reading:
    """How many sharps a text says were collected (None: it does not say), and the rule that read it."""

    n_collected: int | None
    how: How


@dataclass
class _Told:
    """A mention of sharps and what its sentence says became of them."""

    sharps: Sharps
    is_reported: bool = False
    is_collected: bool = False
    is_found: bool = False
    is_disposed: bool = False
    is_denied: bool = False
    is_joined: bool = False
    is_left: bool = False


@dataclass
class _Account:
    """All that a text tells: its mentions in order, and what speaks against counting them."""

    told: list[_Told] = field(default_factory=list)
    pronouns: list[bool] = field(default_factory=list)
    is_denied_again: bool = False
    names_others: bool = False
    others_had_them: bool = False
    is_duplicate: bool = False
    is_unclear: bool = False


# Patterns over the tags of `sharps_words.TAGS`. Before a verb, up to it:
_DENIED = re.compile(r"N[tXAZMKcfCFer]*$")
_WAS_ABLE = re.compile(r"At[X]*(?:[cf]X*K?X*)*$")
_GOES_ON = re.compile(r"[cf].*KX*$")
_WISHED = re.compile(r"(?:M|t)[XZM]*$")
_SUBJECT = re.compile(r"(S|P)[XZKCFcfe]*$")
_DENIED_SUBJECT = re.compile(r"(S|P)[XZM]*N[XZMAt]*$")
_WAS = re.compile(r"Z[X]*$")
_OTHER_AGENT = re.compile(r"O[XZw]{0,2}(?:N[XZMAt]*)?$")
# After it:
_OBJECT = re.compile(r"(?:X|KX*[CFcf])*(S|P)")
_FAR_OBJECT = re.compile(r"p[^CFcfSKO]*[^CFcfSKOp](S)|w{1,3}K(S)")
_BY_OTHERS = re.compile(r"[^CFcf]*?bw{0,2}O")
_NEXT_OBJECT = re.compile(r"[pwX]*Kw{0,3}(S)")
# What was reported, sought or asked for: words, then the mention some words on.
_REPORT = re.compile(
    r"(?:reports?|complaints?|calls?|requests?|descriptions?|photos?|pictures?|sightings?)"
    r" (?:of|for|about|that|regarding|on)$"
    r"|(?:responded|response|respond|responding) to$|(?:for|reported|reporting|reports)$"
)
_REPORT_REACH = 4
_DIRECT = frozenset({"for", "to", "reported", "reporting", "reports"})
_DUPLICATE = re.compile(r"\b(?:duplicated?|dup|merged)\b")
_BEFORE_US = re.compile(
    r"\balready\b|\bby the time\b|\b(?:before|prior to) (?:\w+ ){0,4}arriv|\bbefore (?:we|i) (?:got|came)\b"
)
_OWN_VERB = re.compile(r"[XZ]*[CF]")
_JOINED_BEFORE = re.compile(r"(S)K$")
_LEFT = re.compile(r"[XZ]*L|[pw]*ZX*L")
_REPORTED_AFTER = re.compile(r"[XZ]*")
_VERBS = "CFcfer"
_DISPOSED = frozenset({"dispose", "disposed", "disposing", "deposited"})


def read_closing_text(text: str) -> Reading:
    """Read one closing text of a needle ticket.

    Parameters
    ----------
    text
        The crew's words, with or without the line the system writes before them.

    Returns
    -------
    The number of sharps it says were collected, 0 where the crew says it found or recovered none, None where it does
    not say a number that can be taken. Never raises.
    """
    if len(text) > LONGEST_TEXT:
        return Reading(None, How.TOO_LONG)
    words = plain(text)
    if not words:
        return Reading(None, How.NO_TEXT)
    account = _Account(is_duplicate=_DUPLICATE.search(words) is not None)
    for sentence in split_sentences(words):
        _hear(sentence, account)
    return _decide(account)


def _hear(sentence: Sentence, account: _Account) -> None:
    """Add what one sentence tells to the account."""
    told = {at: _Told(sharps) for at, sharps in sentence.mentions.items()}
    account.told += told.values()
    # "They" are the crew, unless others were named before.
    others_before = account.names_others or "O" in sentence.tags.partition("T")[0]
    tags = sentence.tags.replace("T", "O" if others_before else "I")
    account.names_others = account.names_others or "O" in tags
    objects = {at for verb in _verbs(tags) if (at := _object_after(tags, verb)) is not None}
    for at, mention in told.items():
        mention.is_reported = (at not in objects and _is_reported(sentence, at)) or "Y" in tags[:at]
        mention.is_left = _LEFT.match(tags, at + 1) is not None
    verbs_seen = False
    for verb in _verbs(tags):
        if "Y" in tags[:verb]:
            continue
        verbs_seen = verbs_seen or tags[verb] in "Cc"
        _apply(sentence, tags, verb, told, account)
    is_about_sharps = bool(told) or "P" in tags
    if verbs_seen and is_about_sharps and _BEFORE_US.search(" ".join(sentence.words)):
        account.others_had_them = True


def _verbs(tags: str) -> Iterator[int]:
    return (at for at, tag in enumerate(tags) if tag in _VERBS)


def _is_reported(sentence: Sentence, at: int) -> bool:
    """Tell whether a mention is what somebody reported or asked for, or what was looked for."""
    after = _REPORTED_AFTER.match(sentence.tags, at + 1)
    if sentence.mentions[at].is_reported or (after and sentence.words[after.end() : after.end() + 1] == ("reported",)):
        return True
    for start in range(at - 1, max(at - 2 - _REPORT_REACH, -1), -1):
        if sentence.tags[start] in "SCF":
            return False
        phrase = " ".join(sentence.words[max(start - 1, 0) : start + 1])
        marker = _REPORT.search(phrase)
        if marker and (start == at - 1 or sentence.words[start] not in _DIRECT or " for" in marker[0]):
            return True
    return False


def _object_after(tags: str, verb: int) -> int | None:
    """Return where the mention or pronoun stands that a verb takes after it."""
    found = _OBJECT.match(tags, verb + 1)
    return found.start(1) if found else None


def _apply(sentence: Sentence, tags: str, verb: int, told: dict[int, _Told], account: _Account) -> None:
    """Say of the mention that a verb speaks of what the verb says."""
    kind, before = tags[verb], tags[:verb]
    is_denied = _DENIED.search(before) is not None
    if not is_denied and not _is_done(kind, before):
        return
    at, is_far = _speaks_of(tags, verb, told)
    if at is None:
        return
    is_collecting = kind in "Ccr"
    if _OTHER_AGENT.search(before) or _BY_OTHERS.match(tags, verb + 1):
        account.others_had_them = account.others_had_them or (is_collecting and not is_denied)
        if at in told:
            told[at].is_reported = True
    elif tags[at] == "P":
        _apply_to_pronoun(sentence.words[at], account, is_denied=is_denied, is_collecting=is_collecting)
    elif is_denied:
        told[at].is_denied = not is_far
    elif told[at].is_reported:
        account.is_unclear = account.is_unclear or is_collecting
    else:
        _mark(told, tags, at, is_collecting=is_collecting, is_disposal=sentence.words[verb] in _DISPOSED)


def _is_done(kind: str, before: str) -> bool:
    """Tell whether a verb says what was done: not "to be collected", and in the plain form only "able to collect"."""
    if kind in "CF":
        return _WISHED.search(before) is None
    return kind in "cf" and _is_managed(before)


def _apply_to_pronoun(pronoun: str, account: _Account, *, is_denied: bool, is_collecting: bool) -> None:
    if is_denied and is_collecting:
        account.is_unclear = True
    elif is_denied:
        account.is_denied_again = True
    elif is_collecting:
        account.pronouns.append(pronoun != "it")


def _mark(told: dict[int, _Told], tags: str, at: int, *, is_collecting: bool, is_disposal: bool) -> None:
    """Mark a mention as collected or found, and those that "and" joins to it."""
    joined = [*_joined_before(told, tags, at), *_joined_after(tags, at)]
    for place in (at, *joined):
        mention = told[place]
        mention.is_disposed = is_disposal and not mention.is_collected and not mention.is_found
        mention.is_collected = mention.is_collected or is_collecting
        mention.is_found = mention.is_found or not is_collecting
        mention.is_joined = mention.is_joined or bool(joined)


def _joined_before(told: dict[int, _Told], tags: str, at: int) -> Iterator[int]:
    while joined := _JOINED_BEFORE.search(tags[:at]):
        at = joined.start(1)
        if told[at].is_collected or told[at].is_found or told[at].is_reported:
            return
        yield at


def _joined_after(tags: str, at: int) -> Iterator[int]:
    while joined := _NEXT_OBJECT.match(tags, at + 1):
        at = joined.start(1)
        if _OWN_VERB.match(tags, at + 1):
            return
        yield at


def _is_managed(before: str) -> bool:
    """Tell whether a verb in its plain form was done: "able to find … and dispose of", not "to collect"."""
    if _WAS_ABLE.search(before):
        return True
    earlier = before.rfind("At")
    return earlier >= 0 and _GOES_ON.search(before[earlier:]) is not None


def _speaks_of(tags: str, verb: int, told: dict[int, _Told]) -> tuple[int | None, bool]:
    """Return where the mention stands that a verb speaks of, and whether it is far from it."""
    subject = _subject_of(tags, verb, told)
    after = _object_after(tags, verb)
    is_active = after is not None and tags[verb - 1 : verb] == "K"
    if subject is not None and not is_active and not (subject in told and told[subject].is_reported):
        return subject, False
    if after is not None:
        return after, False
    if subject is not None:
        return subject, False
    far = _FAR_OBJECT.match(tags, verb + 1)
    if far and told[far.end() - 1].sharps.amount in {Amount.COUNT, Amount.ROUNDED, Amount.NONE}:
        return far.end() - 1, True
    earlier = tags.rfind("S", 0, verb)
    if earlier >= 0 and not set(tags[earlier + 1 : verb]) & set("CFcf") and _WAS.search(tags[:verb]):
        return earlier, True
    return None, False


def _subject_of(tags: str, verb: int, told: dict[int, _Told]) -> int | None:
    """Return where the mention or pronoun right before a verb stands that it is said of."""
    subject = _SUBJECT.search(tags[:verb])
    if subject:
        return subject.start(1)
    denied = _DENIED_SUBJECT.search(tags[:verb])
    if denied is None:
        return None
    at = denied.start(1)
    # "2 needles unable to find …" denies what comes after it; "report of 2 needles, unable to find" what came before.
    is_passive = tags[verb] in "CFe" or (at in told and told[at].is_reported)
    return at if is_passive else None


def _decide(account: _Account) -> Reading:
    """Weigh what was told; a doubt gives no number."""
    named = any(mention.sharps.is_named for mention in account.told)
    told = [mention for mention in account.told if named or mention.sharps.amount is Amount.NONE]
    doubt = _doubt(account, told)
    if doubt is not None:
        return Reading(None, doubt)
    denied = any(_is_none(mention) for mention in told) or (account.is_denied_again and bool(told))
    collected = [mention for mention in told if _is_positive(mention) and mention.is_collected]
    if any(mention.sharps.n is not None or mention.sharps.amount is Amount.VAGUE for mention in collected):
        return _collected_counts(collected, told)
    if collected or account.pronouns:
        return _collected_as_told(collected, told, account.pronouns)
    found = [mention for mention in told if _is_positive(mention)]
    if found:
        return Reading(None, How.UNCLEAR) if denied else _found(found, told)
    if denied:
        return Reading(0, How.NONE_FOUND)
    return Reading(None, How.ONLY_REPORTED if any(mention.is_reported for mention in told) else How.NOTHING_SAID)


def _doubt(account: _Account, told: list[_Told]) -> How | None:
    """Return what speaks against any number, None where nothing does."""
    if account.is_duplicate:
        return How.DUPLICATE
    if account.others_had_them:
        return How.OTHERS_HAD_THEM
    is_contradicted = any(mention.is_denied and (mention.is_collected or mention.is_found) for mention in told)
    return How.UNCLEAR if account.is_unclear or is_contradicted else None


def _is_none(mention: _Told) -> bool:
    """Tell whether a mention says that there were none; "no other needles" says so of others only."""
    sharps = mention.sharps
    if sharps.is_more or sharps.is_part or mention.is_left:
        return False
    if mention.is_denied and sharps.amount is not Amount.NONE:
        return True
    # "Nothing found" says so, "nothing further" does not.
    is_said = sharps.is_named or mention.is_found or mention.is_collected
    return sharps.amount is Amount.NONE and is_said and not mention.is_reported and not mention.is_denied


def _is_positive(mention: _Told) -> bool:
    sharps = mention.sharps
    is_some = sharps.amount is not Amount.NONE and not sharps.is_evidence
    return is_some and not mention.is_denied and (mention.is_collected or mention.is_found)


def _collected_counts(collected: list[_Told], told: list[_Told]) -> Reading:
    """Read the numbers that are said to be collected."""
    if any(mention.sharps.amount is Amount.VAGUE for mention in collected):
        return Reading(None, How.COUNT_NOT_TOLD)
    counts = [mention for mention in collected if mention.sharps.n is not None]
    return _counted(counts, told, (How.COLLECTED, How.COLLECTED_ROUNDED, How.COLLECTED_SUMMED))


def _collected_as_told(collected: list[_Told], told: list[_Told], pronouns: list[bool]) -> Reading:
    """Read "the syringes were collected", "disposed of them": as many as the text told before."""
    found = [mention for mention in told if _is_positive(mention) and mention.sharps.n is not None]
    if len(found) > 1:
        return _counted(found, told, (How.COLLECTED_AS_TOLD, How.COLLECTED_ROUNDED, How.COLLECTED_SUMMED))
    counts = found or [mention for mention in told if mention.sharps.n is not None and not mention.is_denied]
    numbers = {mention.sharps.n for mention in counts}
    if len(numbers) > 1:
        return Reading(None, How.SEVERAL_COUNTS)
    n = next(iter(numbers), None)
    are_many = [mention.sharps.is_plural for mention in collected] + pronouns
    is_joined = any(mention.is_joined for mention in collected)
    if n is None and not any(are_many) and not is_joined and (collected or _speaks_of_one(told)):
        return Reading(1, How.COLLECTED_AS_TOLD)
    if n is None or is_joined:
        return Reading(None, How.COUNT_NOT_TOLD)
    is_rounded = any(mention.sharps.amount is Amount.ROUNDED for mention in counts)
    if n == 1 or all(are_many):
        return Reading(n, How.COLLECTED_ROUNDED if is_rounded else How.COLLECTED_AS_TOLD)
    return Reading(None, How.UNCLEAR)


def _speaks_of_one(told: Iterable[_Told]) -> bool:
    """Tell whether sharps are spoken of, and one alone."""
    plural = [mention.sharps.is_plural for mention in told]
    return bool(plural) and not any(plural)


def _found(found: list[_Told], told: list[_Told]) -> Reading:
    """Read the numbers that the crew found where nothing is said of collecting: it goes out to pick up."""
    if any(mention.sharps.amount is Amount.VAGUE for mention in found) or any(mention.is_left for mention in found):
        return Reading(None, How.COUNT_NOT_TOLD)
    counts = [mention for mention in found if mention.sharps.n is not None]
    if counts:
        return _counted(counts, told, (How.FOUND, How.FOUND_ROUNDED, How.FOUND_SUMMED))
    if _speaks_of_one(found) and {mention.sharps.n for mention in told} <= {1, None}:
        return Reading(1, How.FOUND)
    return Reading(None, How.COUNT_NOT_TOLD)


def _counted(counts: list[_Told], told: list[_Told], how: tuple[How, How, How]) -> Reading:
    """Give one number, the total said, or the sum of finds told apart; `how` for plain, rounded, summed."""
    plainly, rounded, summed = how
    totals = [mention for mention in told if mention.sharps.is_total and not mention.is_reported]
    if len(totals) == 1:
        counts = totals
    counts = [mention for at, mention in enumerate(counts) if not _is_retold(mention, counts[:at])]
    if any(mention.is_left for mention in counts):
        return Reading(None, How.UNCLEAR)
    if not totals and any(_is_loose(mention) for mention in told):
        return Reading(None, How.SEVERAL_COUNTS)
    is_rounded = any(mention.sharps.amount is Amount.ROUNDED for mention in counts)
    numbers = [mention.sharps.n or 0 for mention in counts]
    if len(counts) == 1:
        if counts[0].sharps.is_more:
            return Reading(None, How.COUNT_NOT_TOLD)
        return Reading(numbers[0], rounded if is_rounded else plainly)
    if any(not (mention.is_joined or mention.sharps.is_more) for mention in counts[1:]) or sum(numbers) > LARGEST_COUNT:
        return Reading(None, How.SEVERAL_COUNTS)
    return Reading(sum(numbers), rounded if is_rounded else summed)


def _is_retold(mention: _Told, earlier: list[_Told]) -> bool:
    """Tell whether a number is one told before: "all 3 …", or as many disposed of as were recovered."""
    is_same = any(mention.sharps.n == other.sharps.n for other in earlier)
    return is_same and (mention.sharps.is_again or mention.is_disposed)


def _is_loose(mention: _Told) -> bool:
    """Tell whether a number of sharps stands there that is neither reported nor said to be found or collected."""
    has_happened = mention.is_reported or mention.is_collected or mention.is_found or mention.is_denied
    return mention.sharps.n is not None and mention.sharps.is_named and not has_happened
