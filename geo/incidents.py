"""Tickets that tell of one thing, merged to incidents; the raw count is kept by whoever joins on the ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import distinct_points, finite_column, neighbours_within

if TYPE_CHECKING:
    from geo.points import FloatArray, IntArray

_COLUMNS = ("ticket_id", "category_code", "x_m", "y_m", "opened_at")
_MICROSECONDS_PER_HOUR = 3_600_000_000


def merge_tickets(tickets: pd.DataFrame, *, radius_m: float, window_hours: float) -> pd.DataFrame:
    """Merge tickets of one category that are near in space and time: several calls about one thing.

    In the order of (`opened_at`, `ticket_id`), a ticket joins the earliest-begun incident of its category
    whose FIRST ticket is at most `radius_m` away and was opened at most `window_hours` earlier; otherwise it
    begins an incident of its own.

    Parameters
    ----------
    tickets
        One row per ticket: `ticket_id` (unique), `category_code`, `x_m`, `y_m` (EPSG:26986, metres),
        `opened_at` (instant). Row order does not matter.
    radius_m
        Longest distance from an incident's first ticket, metres, inclusive.
    window_hours
        Longest time after an incident's first ticket, elapsed hours, inclusive.

    Returns
    -------
    `ticket_id` and `incident_id`, one row per input row, in the input's order and with its index. An
    incident's id is the `ticket_id` of its first ticket.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A radius or window that is not above zero; a repeated or missing `ticket_id`; a missing category, time
        or coordinate.

    Notes
    -----
    Measuring from the first ticket, not from the newest or the nearest, is what keeps an incident small. If
    each member could reach further, one call per block would chain a whole street into one incident, and one
    call per day would chain a whole summer into one: density clusters with a reach of 100 m put 79 % of a
    year into one of 15 km (`../shared/METHODS.md` section 2.3). Here no two members are more than twice
    `radius_m`, or `window_hours`, apart, whatever the data. (The leader algorithm: Hartigan, Clustering
    Algorithms, 1975, chapter 3, with a window in time.)
    """
    require_columns(tickets, _COLUMNS, what="tickets")
    require_positive(radius_m, name="radius_m")
    require_positive(window_hours, name="window_hours")
    if tickets.empty:
        return pd.DataFrame({"ticket_id": tickets["ticket_id"], "incident_id": tickets["ticket_id"]})
    _refuse_unusable(tickets)
    in_order = tickets.reset_index(drop=True).sort_values(["opened_at", "ticket_id"])
    leaders = _leaders(in_order, radius_m=radius_m, window_us=round(window_hours * _MICROSECONDS_PER_HOUR))
    ids = in_order["ticket_id"]
    merged = pd.DataFrame({"ticket_id": ids, "incident_id": ids.array.take(leaders)}, index=in_order.index)
    return merged.sort_index().set_index(tickets.index)


def _refuse_unusable(tickets: pd.DataFrame) -> None:
    if not pd.api.types.is_datetime64_any_dtype(tickets["opened_at"]):
        raise BadParameterError("opened_at of tickets must be instants")
    empty = [name for name in ("ticket_id", "category_code", "opened_at") if tickets[name].isna().any()]
    if empty:
        raise BadParameterError(f"tickets with an empty {', '.join(empty)} cannot be merged; set them aside first")
    if tickets["ticket_id"].duplicated().any():
        raise BadParameterError("a ticket_id stands in more than one row; keep the newest version of a ticket first")


def _leaders(in_order: pd.DataFrame, *, radius_m: float, window_us: int) -> IntArray:
    """Give each ticket the position of its incident's first ticket; positions are those of `in_order`."""
    x_m = finite_column(in_order, "x_m", what="tickets")
    y_m = finite_column(in_order, "y_m", what="tickets")
    opened_us = in_order["opened_at"].dt.as_unit("us").astype("int64").to_numpy()
    leaders = np.arange(len(in_order))
    for rows in in_order.groupby("category_code", observed=True).indices.values():
        positions = np.asarray(rows, np.int64)
        first = _lead_category(
            x_m[positions], y_m[positions], opened_us[positions], radius_m=radius_m, window_us=window_us
        )
        leaders[positions] = positions[first]
    return leaders


def _lead_category(
    x_m: FloatArray, y_m: FloatArray, opened_us: IntArray, *, radius_m: float, window_us: int
) -> list[int]:
    """Apply the leader rule to one category's tickets, already in order.

    At one coordinate only the newest incident can still take tickets: while an older one could, no newer one
    would have begun there. So one number per distinct coordinate is all that must be remembered.
    """
    places = distinct_points(x_m, y_m)
    neighbours = neighbours_within(places.x_m, places.y_m, radius_m=radius_m)
    reach = [near.tolist() for near in np.split(neighbours.indices, neighbours.starts[1:-1])]
    times = opened_us.tolist()
    newest_at: list[int | None] = [None] * places.x_m.size
    leaders = list(range(len(times)))
    for ticket, place in enumerate(places.group_of_row.tolist()):
        earliest = times[ticket] - window_us
        for near in reach[place]:
            begun = newest_at[near]
            if begun is not None and begun < leaders[ticket] and times[begun] >= earliest:
                leaders[ticket] = begun
        if leaders[ticket] == ticket:
            newest_at[place] = ticket
    return leaders
