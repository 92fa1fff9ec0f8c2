"""The gazetteer as one table, so that a build can publish it and a page can ask the same one; and back."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.errors import BadParameterError, require_columns
from geo.gazetteer import ADDRESS_COLUMNS, INTERSECTION_COLUMNS, PLACE_COLUMNS, Gazetteer
from geo.place_index import TICKETS

CORNER, ADDRESS, NAMED = "corner", "address", "named place"

KNOWN_PLACE_COLUMNS = {
    "place_kind": "str",
    "label": "str",
    "x_m": "float64",
    "y_m": "float64",
    "n_tickets": "int64",
    "first_street": "str",
    "second_street": "str",
    "street_name": "str",
    "house_number": "int64",
    "hints": "str",
    "familiarity": "int64",
    "radius_m": "float64",
    "name_keys": "str",
    "gives_names": "bool",
    "told_by": "str",
}
# What the three frames call differently: in the table a column means one thing for every kind.
_OF_CORNERS = {"n": "n_tickets"}
_OF_ADDRESSES = {"n": "n_tickets", "street": "first_street", "street_label": "street_name"}
_NOTHING: dict[str, Any] = {"str": "", "int64": 0, "float64": 0.0, "bool": False}


def list_known_places(gazetteer: Gazetteer) -> pd.DataFrame:
    """Return every place of a gazetteer as a row of one table.

    Parameters
    ----------
    gazetteer
        As `geo.gazetteer.build_gazetteer` makes it.

    Returns
    -------
    One row per place on the ground, corners first, then addresses, then named places, each in the gazetteer's order:
    `KNOWN_PLACE_COLUMNS`, `x_m` and `y_m` in EPSG:26986, metres. What a kind does not have is empty, 0 or False.
    """
    parts = (
        (CORNER, gazetteer.intersections.rename(columns=_OF_CORNERS)),
        (ADDRESS, gazetteer.addresses.rename(columns=_OF_ADDRESSES)),
        (NAMED, gazetteer.places),
    )
    return pd.concat([_as_rows(kind, places) for kind, places in parts], ignore_index=True)


def gazetteer_of(known_places: pd.DataFrame) -> Gazetteer:
    """Return the gazetteer whose table this is: the same answers as the one that was listed.

    Parameters
    ----------
    known_places
        `KNOWN_PLACE_COLUMNS`, in the order of `list_known_places`.

    Raises
    ------
    MissingColumnError
        The table lacks a column.
    BadParameterError
        A row is of a kind that is none of the three.
    """
    require_columns(known_places, list(KNOWN_PLACE_COLUMNS), what="known places")
    rows = known_places.astype(KNOWN_PLACE_COLUMNS)
    unknown = sorted({*rows["place_kind"]} - {CORNER, ADDRESS, NAMED})
    if unknown:
        raise BadParameterError(f"'{unknown[0]}' is no kind of known place")
    return Gazetteer(
        intersections=_of_kind(rows, CORNER, _OF_CORNERS, INTERSECTION_COLUMNS),
        addresses=_of_kind(rows, ADDRESS, _OF_ADDRESSES, ADDRESS_COLUMNS),
        places=_of_kind(rows, NAMED, {}, PLACE_COLUMNS),
    )


def _as_rows(kind: str, places: pd.DataFrame) -> pd.DataFrame:
    rows = places.assign(place_kind=kind)
    rows = rows if "told_by" in rows.columns else rows.assign(told_by=TICKETS)
    lacking = {name: _NOTHING[dtype] for name, dtype in KNOWN_PLACE_COLUMNS.items() if name not in rows.columns}
    return rows.assign(**lacking)[[*KNOWN_PLACE_COLUMNS]].astype(KNOWN_PLACE_COLUMNS)


def _of_kind(rows: pd.DataFrame, kind: str, names: dict[str, str], columns: list[str]) -> pd.DataFrame:
    own = {ours: theirs for theirs, ours in names.items()}
    return rows[rows["place_kind"] == kind].rename(columns=own)[columns].reset_index(drop=True)
