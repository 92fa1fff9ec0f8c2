"""Text from the data, made harmless for the place it is shown in, and numbers as the room says them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.words import day_words, instant_words

if TYPE_CHECKING:
    from datetime import date

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=\"'])")
_NAME_OF_A_PICTURE = re.compile(r"\\:(?=\\?[\w+-])")
NOTHING = "–"
_WORD_JOINER = "\u2060"
_COMMAND = re.compile(r"`([^`]+)`")


def as_html(text: object) -> str:
    """Return text for HTML: every sign shown as itself."""
    return html.escape(str(text), quote=True)


def as_markdown(text: object) -> str:
    """Return text for Markdown (labels, captions): every sign shown as itself, on one line."""
    return _escaped(" ".join(str(text).split()))


def message_as_html(text: object) -> str:
    """Return a message of ours for HTML: what stands in backticks is a command, every other sign is shown as itself."""
    return _COMMAND.sub(r"<code>\1</code>", as_html(text))


def message_as_markdown(text: object) -> str:
    """Return a message of ours for Markdown: what stands in backticks is a command; see `as_markdown`."""
    whole_text = " ".join(str(text).split())
    # Between the parts stand the commands, in which Markdown reads no sign.
    parts = _COMMAND.split(whole_text)
    return "".join(f"`{part}`" if number % 2 else _escaped(part) for number, part in enumerate(parts))


def as_date(value: Any) -> date | None:
    """Return a published date; None for a null."""
    return None if pd.isna(value) else pd.Timestamp(value).date()


def day(value: Any, *, seen_from: date) -> str:
    """Return a published date in words: "Tue 10 Nov"; a dash for a null."""
    known = as_date(value)
    return NOTHING if known is None else day_words(known, seen_from=seen_from)


def instant(value: Any, *, seen_from: date) -> str:
    """Return a published instant on Boston's clock: "Mon 9 Nov 21:14"; a dash for a null."""
    return NOTHING if pd.isna(value) else instant_words(pd.Timestamp(value).to_pydatetime(), seen_from=seen_from)


def headline_day(value: date) -> str:
    """Return a date for a headline, the year always told: "Tue 10 Nov 2015"."""
    words = day_words(value, seen_from=value)
    return f"{words} {value.year}"


def whole(value: Any) -> str:
    """Return a count with thousands parted: "61,234"; a dash for a null."""
    return NOTHING if pd.isna(value) else f"{int(value):,}"


def share(value: Any, *, decimals: int = 0) -> str:
    """Return a share of one in percent, its sign apart as everywhere here: "37 %"; a dash for a null."""
    return NOTHING if pd.isna(value) else f"{100 * float(value):.{decimals}f} %"


def rate(value: Any) -> str:
    """Return a rate or score with two decimals; a dash for a null."""
    return NOTHING if pd.isna(value) else f"{float(value):.2f}"


def _escaped(line: str) -> str:
    escaped = _MARKDOWN_SIGNS.sub(r"\\\1", line)
    # Streamlit turns :name: and :name/… into pictures after Markdown is done; a mark without width stops it.
    return _NAME_OF_A_PICTURE.sub(f"\\\\:{_WORD_JOINER}", escaped)
