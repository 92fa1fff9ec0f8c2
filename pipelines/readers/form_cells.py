"""The cells of a form that people fill in: a word in one spelling, and what may stand in none."""

from __future__ import annotations

import re

# Ten digits as a telephone number is written, or a mail address: nothing that names a place or an office.
_CONTACT_DETAILS = re.compile(r"\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b|\S@\S+\.\w")
_UNSEEN = "[\\s\\x00-\\x1f\\x7f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]*"
FORMULA_START = re.compile(
    f"'*(?:[\\t\\r\\n]|{_UNSEEN}[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20\\ufe62\\ufe63\\ufe66\\ufe6b\\u2212])"
)
"""What programs take for the start of a formula: also full width, and after signs that do not show (spaces, marks of
direction, byte order marks). A tab or a line's end at the start is enough: some programs drop it and look again."""

_EQUALS_SIGN = re.compile(f"{_UNSEEN}[=\\uff1d\\ufe66]")
# Control characters, and what turns the order of writing round or shows as nothing.
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


def in_one_spelling(text: str) -> str:
    """Return words as the reviewed ones are spelled: `Heat advisory` and `heat-advisory` are `heat_advisory`."""
    return _BETWEEN_WORDS.sub("_", text.lower())


def holds_contact_details(text: str) -> bool:
    """Return whether a telephone number or a mail address stands in a text: it is of a person, and is not taken."""
    return _CONTACT_DETAILS.search(text) is not None


def without_text_mark(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it: `'@ Elm St` as `@ Elm St`."""
    return text[1:] if text.startswith("'") and FORMULA_START.match(text) else text


def is_formula(text: str) -> bool:
    """Return whether a cell is a formula, which nobody here calculates; no place and no code begins with `=`."""
    return _EQUALS_SIGN.match(text) is not None


def as_shown(text: str) -> str:
    """Return a text on one line and in writing order, whatever signs that do not show stand in it."""
    return " ".join(_NOT_SHOWN.sub(" ", text).split())
