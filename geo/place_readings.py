"""What place texts say, as a table: a text is read once, whoever writes it and however often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.place_text import read_place

if TYPE_CHECKING:
    from collections.abc import Iterable

READING_COLUMNS = {
    "place_text": "str",
    "kind": "str",
    "house_number": "int64",
    "first_street": "str",
    "first_label": "str",
    "second_street": "str",
    "second_label": "str",
    "hints": "str",
}


def read_places(texts: Iterable[str]) -> pd.DataFrame:
    """Read every text with `geo.place_text.read_place`.

    Parameters
    ----------
    texts
        Distinct texts of places.

    Returns
    -------
    One row per text, in their order: `place_text`, `kind` (intersection, address or name), `house_number` (0 where
    there is none), the key and the label of the streets (`first_street`, `first_label`, `second_street`,
    `second_label`, in key order; empty where there is none), `hints` (towns and ZIPs in order, joined by "|").
    """
    rows = [_row(text) for text in texts]
    return pd.DataFrame(rows, columns=list(READING_COLUMNS)).astype(READING_COLUMNS)


def _row(text: str) -> tuple[object, ...]:
    place = read_place(text)
    streets = [part for street in place.streets for part in (street.key, street.label)]
    nothing = [""] * (4 - len(streets))
    return text, place.kind, place.house_number or 0, *streets, *nothing, "|".join(sorted(place.hints))
