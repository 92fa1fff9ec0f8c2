"""The registry of places: every place ever listed, as the next morning's matching reads it (decision 0006)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import require_columns

if TYPE_CHECKING:
    from datetime import date

REGISTRY_COLUMNS = [
    "location_id", "name", "district_code", "x_m", "y_m", "first_x_m", "first_y_m", "first_listed_date",
    "last_listed_date", "n_mornings_listed", "last_number", "is_listed", "merged_into_id",
]  # fmt: skip
_LISTED_COLUMNS = [*REGISTRY_COLUMNS[:8], "n_mornings_listed", "number"]


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the registry; coordinates in EPSG:26986, metres; `name` is None when it never got one."""

    location_id: str
    name: str | None
    x_m: float
    y_m: float
    first_x_m: float
    first_y_m: float
    first_listed_date: date
    last_listed_date: date
    n_mornings_listed: int
    last_number: int

    @property
    def said(self) -> str:
        """The place in words."""
        return self.name or f"number {self.last_number} of the morning before"


def known_places(
    registry: pd.DataFrame, *, as_of_date: date, return_days: int
) -> tuple[list[KnownPlace], list[KnownPlace]]:
    """Return yesterday's places, and those that may come back, each in id order.

    Parameters
    ----------
    registry
        Every place listed before this morning, columns of `contracts.PLACE_REGISTRY`.
    as_of_date
        This morning.
    return_days
        A place off the list may come back at most this many days after its last morning.

    Returns
    -------
    Yesterday's list is what is listed on the newest morning of the registry. A place that was merged into
    another does not come back.
    """
    rows = sorted(registry.to_dict("records"), key=lambda row: row["location_id"])
    newest = max((as_date(row["last_listed_date"]) for row in rows), default=as_of_date)
    yesterday, earlier = [], []
    for row in rows:
        place = _known_place(row)
        if row["is_listed"] and place.last_listed_date == newest:
            yesterday.append(place)
        elif pd.isna(row["merged_into_id"]) and (as_of_date - place.last_listed_date).days <= return_days:
            earlier.append(place)
    return yesterday, earlier


def update_registry(
    registry: pd.DataFrame, named: pd.DataFrame, changes: pd.DataFrame, *, as_of_date: date
) -> pd.DataFrame:
    """Write this morning into the registry; a place that is off the list stays in it.

    Parameters
    ----------
    registry
        Every place listed before this morning, columns of `contracts.PLACE_REGISTRY`.
    named
        This morning's locations, one row each: `location_id`, `name`, `district_code`, `number`, `x_m`,
        `y_m`, `first_x_m`, `first_y_m`, `first_listed_date`, `n_mornings_listed`.
    changes
        This morning's changes: `location_id`, `change_kind`, `other_location_id`.
    as_of_date
        This morning.

    Returns
    -------
    One row per place ever listed, by `location_id`, columns of `contracts.PLACE_REGISTRY`.

    Raises
    ------
    MissingColumnError
        A frame lacks a column.
    """
    require_columns(registry, REGISTRY_COLUMNS, what="registry rows")
    require_columns(named, _LISTED_COLUMNS, what="named locations")
    require_columns(changes, ["location_id", "change_kind", "other_location_id"], what="changes")
    left = changes[changes["change_kind"].isin(["merged", "vanished"])]
    merged_into = {
        place: other
        for place, other in zip(left["location_id"], left["other_location_id"], strict=True)
        if not pd.isna(other)
    }
    listed_ids = set(named["location_id"])
    rows = [
        row | {"is_listed": False, "merged_into_id": merged_into.get(row["location_id"], row["merged_into_id"])}
        for row in registry[REGISTRY_COLUMNS].to_dict("records")
        if row["location_id"] not in listed_ids
    ]
    this_morning = {"last_listed_date": as_of_date, "is_listed": True, "merged_into_id": None}
    rows += [row | this_morning | {"last_number": row["number"]} for row in named[_LISTED_COLUMNS].to_dict("records")]
    return _registry_frame(rows)


def _registry_frame(rows: list[dict[Any, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=REGISTRY_COLUMNS).sort_values("location_id", ignore_index=True)
    for column in ("location_id", "name", "district_code", "merged_into_id"):
        frame[column] = frame[column].astype("str")
    for column in ("first_listed_date", "last_listed_date"):
        frame[column] = pd.Series([as_date(value) for value in frame[column]], dtype="object")
    whole = {"n_mornings_listed": "int64", "last_number": "int64", "is_listed": "bool"}
    metres = dict.fromkeys(("x_m", "y_m", "first_x_m", "first_y_m"), "float64")
    return frame.astype(whole | metres)


def as_date(value: Any) -> date:
    """Return a calendar day; DuckDB gives one back as a timestamp."""
    return pd.Timestamp(value).date()


def _known_place(row: dict[Any, Any]) -> KnownPlace:
    return KnownPlace(
        location_id=row["location_id"],
        name=None if pd.isna(row["name"]) else row["name"],
        x_m=float(row["x_m"]),
        y_m=float(row["y_m"]),
        first_x_m=float(row["first_x_m"]),
        first_y_m=float(row["first_y_m"]),
        first_listed_date=as_date(row["first_listed_date"]),
        last_listed_date=as_date(row["last_listed_date"]),
        n_mornings_listed=int(row["n_mornings_listed"]),
        last_number=int(row["last_number"]),
    )
