"""A stretch of an Open311 text: one request, or something that is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.readers.lines import LONGEST_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Piece:
    """One stretch of the text, from `start` to before `end` (characters).

    `marks` are the places in it where a request's number stands. `request` holds the named values of a whole request;
    where it is None, `reason_code` and `detail` say why. `text` is the stretch itself, where it is none.
    """

    start: int
    end: int
    marks: tuple[int, ...]
    request: Mapping[str, object] | None = None
    reason_code: str = ""
    detail: str = ""
    text: str = ""


def too_long(text: str, start: int, end: int, marks: tuple[int, ...]) -> Piece:
    """Return the piece of a request that holds more characters than any row may."""
    detail = f"the request has more than {LONGEST_ROW:,} characters"
    return Piece(start, end, marks, reason_code="too_long", detail=detail, text=text[start : start + LONGEST_ROW])
