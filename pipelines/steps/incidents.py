"""Tickets that tell of one thing become one incident, and each incident gets its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.incidents import merge_tickets
from geo.ranking import damp_incidents
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.settings import Policy


class MergeIncidents:
    """Gives every placed ticket the first ticket of the incident it belongs to; raw tickets are kept."""

    name = "merge tickets to incidents"
    reads = frozenset({"int_tickets__mergeable"})
    writes = ("int_incidents__led",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per ticket: `ticket_no`, `first_ticket_no`."""
        tickets = frames["int_tickets__mergeable"]
        merged = merge_tickets(
            tickets[["ticket_no", "category_code", "x_m", "y_m", "opened_at"]].rename(
                columns={"ticket_no": "ticket_id"}
            ),
            radius_m=self._policy.incident_radius_m,
            window_hours=self._policy.incident_window_hours,
        )
        return (merged.rename(columns={"ticket_id": "ticket_no", "incident_id": "first_ticket_no"}),)


class DampIncidents:
    """Weighs every incident of a ranked category by the square root of its tickets."""

    name = "damp incidents"
    reads = frozenset({"int_tickets__ranked"})
    writes = ("int_incidents__damped",)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per incident and group of reporters, as `geo.ranking.damp_incidents` does."""
        return (damp_incidents(frames["int_tickets__ranked"]),)


def begun_incidents(damped: pd.DataFrame, *, as_of_date: date, n_days: int, policy: Policy) -> pd.DataFrame:
    """Return the incidents begun in the days before a morning, each with its huddle day.

    Parameters
    ----------
    damped
        As `DampIncidents` returns them: an incident of two groups of reporters has two rows, and counts once.
    as_of_date, n_days
        Only incidents begun since so many days before this date's midnight.
    policy
        When the huddle day starts.

    Returns
    -------
    `incident_id`, `category_code`, `x_m`, `y_m` (metres, EPSG:26986), `huddle_date` (datetime64 without a time).
    """
    first_at = pd.Timestamp(as_of_date, tz=HUDDLE_ZONE) - pd.DateOffset(days=n_days)
    is_begun = (damped["n_incidents"] == 1) & (damped["began_at"] >= first_at)
    incidents = damped.loc[is_begun, ["incident_id", "category_code", "x_m", "y_m", "began_at"]]
    began = incidents["began_at"].dt.tz_convert(HUDDLE_ZONE).dt.tz_localize(None)
    huddle_date = (began - pd.Timedelta(hours=policy.huddle_day_starts_hour)).dt.floor("D")
    return incidents.assign(huddle_date=huddle_date).drop(columns="began_at")
