"""The agenda and the locations as tables to take away: the rows of the page, columns by contract, public ones only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.contracts import AGENDA_ITEMS
from dashboard.paper import provenance
from pipelines.contracts import LOCATIONS, Column

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dashboard.huddle.actions import Action
    from dashboard.huddle.agenda import Agenda, AgendaItem
    from dashboard.huddle.book import HuddleBook
    from dashboard.paper.provenance import Provenance

REASONS = Column(
    "reasons", "text", "Why the place is on the list, strongest reason first, in words and figures", words="Reasons"
)
_POINT_COLUMNS = ("lon", "lat")
# Its geometry is in `location_areas`; as text in a cell it would only be in the way.
_LEFT_OUT = ("outline_geojson",)
_ACTION_KINDS = (
    ItemKind.ACTION_OVERDUE,
    ItemKind.ACTION_DUE_TODAY,
    ItemKind.ACTION_CARRIED,
    ItemKind.ACTION_CLOSED,
    ItemKind.ACTION_NEW,
    ItemKind.ACTION_RESULT,
    ItemKind.CAME_BACK,
)
_PLACE_KINDS = (ItemKind.LOCATION, ItemKind.LIST_CHANGE)
_DTYPES: dict[str, Any] = {
    "text": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "date32[day][pyarrow]",
    "instant": "datetime64[us, America/New_York]",
}


@dataclass(frozen=True)
class Sheet:
    """One table to take away; `rows` has the columns of `columns`, typed as they say, nulls kept.

    `lon` and `lat` are the rows' points, EPSG:4326, null where a row has none; both are None for a role that sees no
    points.
    """

    name: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    lon: pd.Series[float] | None
    lat: pd.Series[float] | None


def location_sheet(locations: pd.DataFrame, reasons: pd.DataFrame, *, told: Provenance) -> Sheet:
    """Return the morning's locations by number.

    Parameters
    ----------
    locations, reasons
        The published tables `locations` and `location_reasons`, in any row order.
    told
        Whose morning it is and for which role; a role without points gets neither `lon` nor `lat`.
    """
    columns = (*_location_columns(sees_points=told.sees_points), REASONS, *provenance.COLUMNS)
    ordered = locations.sort_values("number").reset_index(drop=True)
    words = reasons.sort_values(["location_id", "reason_no"]).groupby("location_id")["reason_text"].agg(" · ".join)
    rows = told.stamped(ordered.assign(reasons=ordered["location_id"].map(words)))
    return _sheet("locations", columns, rows, ordered, told=told)


def agenda_sheet(
    agenda: Agenda,
    *,
    actions: HuddleBook,
    locations: pd.DataFrame,
    place_names: Mapping[str, str],
    agencies: Mapping[str, str],
    huddle_weekdays: Collection[int],
    told: Provenance,
) -> Sheet:
    """Return the agenda, one row per item in the order of the meeting.

    Parameters
    ----------
    agenda, actions
        The agenda on the page and the actions it was made from.
    locations
        The published table `locations`: today's numbers, and the points of items that have a place.
    place_names
        Name by `location_id` of every place ever listed.
    agencies
        Agency name by agency code.
    huddle_weekdays
        ISO weekdays on which a huddle is held.
    told
        Whose morning it is and for which role.
    """
    numbers = dict(zip(locations["location_id"], locations["number"], strict=True))
    items = [(part, item) for part in agenda.parts for item in part.items]
    rows = []
    for item_no, (part, item) in enumerate(items, start=1):
        action = actions.actions.get(item.subject_ids[0]) if item.kind in _ACTION_KINDS else None
        location_id = _location_id(item, action)
        rows.append(
            {
                "item_no": item_no,
                "part_no": part.number,
                "part_title": part.title,
                "kind": str(item.kind),
                "text": item.text,
                "location_id": location_id,
                "number": numbers.get(location_id) if location_id else None,
                "place_name": _place_name(location_id, action, place_names),
                **_told_of(action, agenda=agenda, agencies=agencies, huddle_weekdays=huddle_weekdays),
            }
        )
    names = [column.name for column in AGENDA_ITEMS.columns]
    table = pd.DataFrame(rows, columns=names)
    points = table[["location_id"]].merge(
        locations[["location_id", *_POINT_COLUMNS]], on="location_id", how="left", validate="many_to_one"
    )
    return _sheet("agenda", (*AGENDA_ITEMS.columns, *provenance.COLUMNS), told.stamped(table), points, told=told)


def _location_columns(*, sees_points: bool) -> tuple[Column, ...]:
    left_out = _LEFT_OUT if sees_points else (*_LEFT_OUT, *_POINT_COLUMNS)
    return tuple(
        column for column in LOCATIONS.columns if column.column_class == "public" and column.name not in left_out
    )


def _sheet(
    name: str, columns: tuple[Column, ...], rows: pd.DataFrame, points: pd.DataFrame, *, told: Provenance
) -> Sheet:
    typed = pd.DataFrame(
        {column.name: rows[column.name].astype(_DTYPES[column.type]).reset_index(drop=True) for column in columns}
    )
    if not told.sees_points:
        return Sheet(name, columns, typed, None, None)
    return Sheet(name, columns, typed, points["lon"].astype("float64"), points["lat"].astype("float64"))


def _location_id(item: AgendaItem, action: Action | None) -> str | None:
    if action is not None:
        return action.location_id
    if item.kind == ItemKind.SIGNAL:
        # Its own id comes first; the listed place that it lies in, where it lies in one, second.
        return item.subject_ids[1] if item.subject_ids[1:] else None
    return item.subject_ids[0] if item.kind in _PLACE_KINDS else None


def _place_name(location_id: str | None, action: Action | None, place_names: Mapping[str, str]) -> str | None:
    """Return a place's name of today; the one an action was opened with where the build no longer knows the place."""
    if location_id is None:
        return None
    return place_names.get(location_id, action.location_name if action else None)


def _told_of(
    action: Action | None, *, agenda: Agenda, agencies: Mapping[str, str], huddle_weekdays: Collection[int]
) -> dict[str, Any]:
    if action is None:
        return dict.fromkeys(
            ("action_id", "owner_agency", "due_date", "status", "n_days_overdue", "n_mornings_carried")
        )
    on = agenda.as_of_date
    if action.is_overdue(on):
        status = "overdue"
    elif action.is_open and action.due_date == on:
        status = "due today"
    else:
        status = action.status.words
    return {
        "action_id": action.action_id,
        "owner_agency": agencies.get(action.owner_agency_code, action.owner_agency_code),
        "due_date": action.due_date,
        "status": status,
        "n_days_overdue": action.days_overdue(on) or None,
        "n_mornings_carried": action.n_mornings_carried(on, huddle_weekdays=huddle_weekdays),
    }
