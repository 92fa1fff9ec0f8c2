"""Tickets that tell of one thing become one incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.incidents import merge_tickets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipelines.settings import Policy


class MergeIncidents:
    """Gives every placed ticket the incident it belongs to; raw tickets are kept."""

    name = "merge tickets to incidents"
    reads = frozenset({"int_tickets__placed"})
    writes = ("int_incidents__merged",)

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per ticket: `feed_code`, `ticket_id`, `incident_id`."""
        tickets = frames["int_tickets__placed"]
        # A ticket id is unique within its feed only; an incident may hold tickets of both systems.
        keyed = tickets.assign(ticket_id=tickets["feed_code"] + " " + tickets["ticket_id"])
        merged = merge_tickets(
            keyed[["ticket_id", "category_code", "x_m", "y_m", "opened_at"]],
            radius_m=self._policy.incident_radius_m,
            window_hours=self._policy.incident_window_hours,
        )
        parts = merged["ticket_id"].str.split(" ", n=1)
        return (
            merged.assign(feed_code=parts.str[0], ticket_id=parts.str[1])[["feed_code", "ticket_id", "incident_id"]],
        )
