"""Which signs the typesetter's own fonts hold, and how every other sign is written so that no text is ever lost."""

from __future__ import annotations

import bisect
import unicodedata

# First and last code point of each stretch that the three fonts inside typst can draw upright, bold and slanted. Taken
# from them, one sign at a time; a test draws each of them. Left out are signs that do not show or turn the line round.
_DRAWN = (
    (0x20, 0x7E),  # Latin
    (0xA1, 0xAC),
    (0xAE, 0x34E),  # Latin, marks above and below letters
    (0x350, 0x377),
    (0x37A, 0x37F),  # Greek
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x4FF),  # Cyrillic
    (0x5D0, 0x5EA),  # Hebrew
    (0x60C, 0x60C),  # Arabic: comma, semicolon, question mark, letters, digits; a vowel mark alone would fail a page
    (0x61B, 0x61B),
    (0x61F, 0x61F),
    (0x621, 0x63A),
    (0x641, 0x64A),
    (0x660, 0x66D),
    (0x1E00, 0x1EFF),  # Latin of Vietnamese and Cape Verdean
    (0x2010, 0x2027),  # dashes, quotation marks, dots
    (0x2030, 0x2040),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x20A0, 0x20C0),  # money
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2150, 0x2151),
    (0x2153, 0x215E),
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # arithmetic
    (0x2500, 0x25FF),  # the marks of the agenda
    (0x2610, 0x2612),
    (0x2713, 0x2713),
    (0x2715, 0x2715),
    (0xFB00, 0xFB04),
)
_STARTS = [first for first, _ in _DRAWN]


def is_drawn(sign: str) -> bool:
    """Return whether the typesetter's fonts hold a sign."""
    code = ord(sign)
    at = bisect.bisect_right(_STARTS, code) - 1
    return at >= 0 and code <= _DRAWN[at][1]


def drawable_text(text: str) -> str:
    """Return text on one line that paper can hold: each sign as itself, or as its number where no font has it.

    Letters and their accents are put together first (NFC). Spaces and line ends become one space. A sign that no font
    holds, that does not show, or that turns the direction of the line (so that a text could pretend to be another)
    stands as "[U+1F600]".
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(sign if is_drawn(sign) else " " if sign.isspace() else f"[U+{ord(sign):04X}]" for sign in composed)
    return " ".join(shown.split())


def drawn_signs() -> str:
    """Return every sign that is written as itself."""
    return "".join(chr(code) for first, last in _DRAWN for code in range(first, last + 1))
