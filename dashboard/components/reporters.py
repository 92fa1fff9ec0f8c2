"""How few reporters could account for the tickets of a place, and the bursts that one of them could have sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import as_html, instant, whole
from dashboard.huddle.words import count_words
from geo.frames import row_dicts

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

PLACE_FIGURES = (
    ("Addresses and channels", "location_reports", "n_sources"),
    ("Hold half", "location_reports", "n_sources_for_half"),
    ("From one address by one channel", "location_reports", "n_tickets_largest_source"),
    ("In bursts", "location_reports", "n_tickets_in_bursts"),
)
BURST_FIGURES = (
    ("Tickets", "bursts", "n_tickets"),
    ("Addresses", "bursts", "n_addresses"),
)
_HEADS = (
    Head("Where"),
    Head("What"),
    Head("By"),
    Head("Tickets", is_figure=True),
    Head("Addresses", is_figure=True),
    Head("From"),
    Head("To"),
)
_MOST_BURSTS = 10


def sentence(morning: Morning, location_id: str) -> str:
    """Return as HTML how few reporters could account for a listed place's residents' tickets."""
    reports = morning.rows("location_reports").set_index("location_id")
    report = dict(reports.loc[location_id])
    n_tickets = int(report["n_tickets_residents"])
    if n_tickets == 0:
        return f"No ticket by residents in {int(morning.facts['lookback_days'])} days."
    pairs = int(report["n_sources"])
    told = (
        f"{count_words(n_tickets, 'ticket')} by residents from {count_words(pairs, 'pair')} of address and channel; "
        f"{count_words(int(report['n_sources_for_half']), 'pair')} "
        f"{'holds' if report['n_sources_for_half'] == 1 else 'hold'} half of them"
    )
    if report["n_tickets_in_bursts"]:
        told += f"; {whole(report['n_tickets_in_bursts'])} came in bursts that one reporter could have sent"
    mark = "<b>Few reporters could account for it</b>: " if is_few(morning, report) else ""
    return f"{mark}{as_html(told)}."


def is_few(morning: Morning, report: dict[str, Any]) -> bool:
    """Tell whether a place's tickets rest on few reporters, by the rule of the policy table."""
    policy = morning.policy
    return bool(
        report["n_tickets_residents"] >= policy.few_sources_min_tickets
        and report["n_sources_for_half"] <= policy.few_sources
    )


def show_bursts(morning: Morning) -> None:
    """Draw the largest bursts of the lookback: the place where it is listed and may be seen, else the zone."""
    bursts = morning.rows("bursts")
    policy = morning.policy
    rule = (
        f"At least {policy.burst_min_tickets} residents' tickets in a row from one address by one channel, each at "
        f"most {policy.burst_address_gap_hours:.0f} hours after the one before; or at one listed place by one channel, "
        f"each at most {policy.burst_channel_gap_min:.0f} minutes after. That one person sent them cannot be known"
    )
    if bursts.empty:
        st.caption(f"No burst in {int(morning.facts['lookback_days'])} days. {rule}.")
        return
    names = _names(morning)
    rows = [
        (
            names.get(burst["location_id"]) or names.get(burst["zone_id"], "not stated"),
            burst["category_names"],
            burst["channel_name"],
            whole(burst["n_tickets"]),
            whole(burst["n_addresses"]),
            _when(burst["first_at"], morning),
            _when(burst["last_at"], morning),
        )
        for burst in row_dicts(bursts.head(_MOST_BURSTS))
    ]
    more = f" {len(bursts) - len(rows)} smaller ones are not shown." if len(bursts) > len(rows) else ""
    html_table.show(_HEADS, rows, caption=f"{rule}.{more}")


def _names(morning: Morning) -> dict[str | None, str]:
    zones = morning.rows("zones")
    names: dict[str | None, str] = {
        row["zone_id"]: f"{row['zone_name']} (not on the list)" if morning.role.sees_places else row["zone_name"]
        for row in row_dicts(zones)
    }
    if morning.role.sees_places:
        listed = morning.rows("locations")
        names |= {row["location_id"]: f"{row['number']} · {row['name']}" for row in row_dicts(listed)}
    return names


def _when(at: Any, morning: Morning) -> str:
    return instant(pd.Timestamp(at), seen_from=morning.build.as_of_date)
