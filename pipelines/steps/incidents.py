"""Tickets that tell of one thing become one incident, and each incident gets its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.incidents import merge_tickets
from geo.ranking import damp_incidents
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """Weighs every incident of a ranked category by the square root of its tickets, and dates it.

    Why dated here: to ask the calendar is slow, and here a night asks it of the incidents that changed alone.
    """

    name = "damp incidents"
    reads = frozenset({"int_tickets__ranked"})
    writes = ("int_incidents__damped",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per incident and group of reporters, as `geo.ranking.damp_incidents` does.

        `huddle_date` (datetime64 without a time) is the huddle day on which the incident began.
        """
        damped = damp_incidents(frames["int_tickets__ranked"])
        began = damped["began_at"].dt.tz_convert(HUDDLE_ZONE).dt.tz_localize(None)
        starts = pd.Timedelta(hours=self._policy.huddle_day_starts_hour)
        return (damped.assign(huddle_date=(began - starts).dt.floor("D")),)
