"""Markdown in which signs that somebody typed are shown as themselves."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")


def plain(text: str) -> str:
    """Return text on one line whose signs Markdown shows as themselves."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def heading(level: int, text: str) -> str:
    """Return a heading of a level with the empty line that follows it."""
    return f"{'#' * level} {plain(text)}\n\n"


def bold(text: str) -> str:
    """Return text in bold."""
    return f"**{plain(text)}**"
