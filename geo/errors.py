"""What the geo functions refuse, each kind by name, and the one check that every function begins with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


class GeoError(ValueError):
    """Anything a geo function refuses; the message names what was given and what was needed."""


class CrsMismatchError(GeoError):
    """Coordinates are not in the coordinate reference system that the function works in."""


class MissingColumnError(GeoError):
    """A frame lacks a column that the function reads."""


class BadParameterError(GeoError):
    """A parameter or a value lies outside what the function can work with."""


class UnpeopledCaseError(BadParameterError):
    """A case lies where, when or in a category in which nobody is at risk; `row` is its row in the frame given."""

    def __init__(self, message: str, *, row: int) -> None:
        super().__init__(message)
        self.row = row


def require_columns(frame: pd.DataFrame, columns: Iterable[str], *, what: str) -> None:
    """Refuse a frame that lacks a column, before a bare KeyError from deep inside would.

    Parameters
    ----------
    frame
        The frame to look at; only its column names are read.
    columns
        Names that must be there.
    what
        The frame in words, plural, for the message ("tickets").

    Raises
    ------
    MissingColumnError
        At least one column is missing; all missing ones are named.
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise MissingColumnError(f"{what} lack {', '.join(missing)}; they have {', '.join(map(str, frame.columns))}")


def require_positive(value: float, *, name: str) -> None:
    """Refuse a distance, a duration or a weight that is zero, negative, infinite or not a number.

    Raises
    ------
    BadParameterError
        `value` is not a finite number above zero; the message carries `name`.
    """
    if not (math.isfinite(value) and value > 0):
        raise BadParameterError(f"{name} must be a finite number above 0, got {value}")
