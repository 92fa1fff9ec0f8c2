"""The cells of a form that people fill in: a word in one spelling, and what may stand in none."""

from __future__ import annotations

import re

# Ten digits as a telephone number is written, or a mail address: nothing that names a place or an office.
_CONTACT_DETAILS = re.compile(r"\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b|\S@\S+\.\w")
# An apostrophe before a sign that a spreadsheet could run marks text as text; it is no part of it.
_TEXT_MARK = re.compile(r"'(?=\s*'*\s*[=+\-@])")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


def in_one_spelling(text: str) -> str:
    """Return words as the reviewed ones are spelled: `Heat advisory` and `heat-advisory` are `heat_advisory`."""
    return _BETWEEN_WORDS.sub("_", text.lower())


def holds_contact_details(text: str) -> bool:
    """Return whether a telephone number or a mail address stands in a text: it is of a person, and is not taken."""
    return _CONTACT_DETAILS.search(text) is not None


def without_text_mark(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it: `'@ Elm St` as `@ Elm St`."""
    return text[1:] if _TEXT_MARK.match(text) else text


def is_formula(text: str) -> bool:
    """Return whether a cell is a formula, which nobody here calculates; no place and no code begins with `=`."""
    return text.startswith("=")
