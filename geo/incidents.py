"""Tickets that tell of one thing, merged to incidents; the raw count is kept by whoever joins on the ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import distinct_points, finite_column, neighbours_within

if TYPE_CHECKING:
    from geo.points import IntArray

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
    from geo.leaders import follow_leaders  # noqa: PLC0415 - the compiler is loaded only where something is compiled

    order, category_no, opened_us = _order(tickets)
    x_m, y_m = (finite_column(tickets, name, what="tickets")[order] for name in ("x_m", "y_m"))
    places = distinct_points(x_m, y_m)
    neighbours = neighbours_within(places.x_m, places.y_m, radius_m=radius_m)
    leaders = follow_leaders(
        category_no,
        places.group_of_row,
        opened_us,
        neighbours.starts,
        neighbours.indices,
        round(window_hours * _MICROSECONDS_PER_HOUR),
    )
    first_rows = np.empty_like(order)
    first_rows[order] = order[leaders]
    ids = tickets["ticket_id"]
    return pd.DataFrame({"ticket_id": ids, "incident_id": ids.array.take(first_rows)}, index=tickets.index)


def _refuse_unusable(tickets: pd.DataFrame) -> None:
    if not pd.api.types.is_datetime64_any_dtype(tickets["opened_at"]):
        raise BadParameterError("opened_at of tickets must be instants")
    empty = [name for name in ("ticket_id", "category_code", "opened_at") if tickets[name].isna().any()]
    if empty:
        raise BadParameterError(f"tickets with an empty {', '.join(empty)} cannot be merged; set them aside first")
    if tickets["ticket_id"].duplicated().any():
        raise BadParameterError("a ticket_id stands in more than one row; keep the newest version of a ticket first")


def _order(tickets: pd.DataFrame) -> tuple[IntArray, IntArray, IntArray]:
    """Return the rows in the order of category, opening and id, and each one's category number and opening.

    The ids are compared only where two tickets of a category were opened at the same instant: millions of texts
    are slow to sort.
    """
    category_no = np.asarray(pd.factorize(tickets["category_code"])[0], np.int64)
    opened_us = tickets["opened_at"].dt.as_unit("us").astype("int64").to_numpy()
    order = np.lexsort((opened_us, category_no))
    is_tied = np.zeros(order.size, dtype=bool)
    is_tied[1:] = (np.diff(category_no[order]) == 0) & (np.diff(opened_us[order]) == 0)
    is_tied[:-1] |= is_tied[1:]
    tied = order[is_tied]
    by_id = pd.DataFrame(
        {"category_no": category_no[tied], "opened_us": opened_us[tied], "id": tickets["ticket_id"].array.take(tied)}
    ).sort_values(["category_no", "opened_us", "id"])
    order[is_tied] = tied[by_id.index.to_numpy()]
    return order, category_no[order], opened_us[order]
