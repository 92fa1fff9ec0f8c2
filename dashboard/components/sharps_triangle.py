"""Sharps at a place, three measures that never stand for one another: asked for, collected, seen on a walk-through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components import definitions, html_table, nearness, outreach, told_once
from dashboard.components.html_table import Head
from dashboard.components.text import instant, whole
from dashboard.huddle.walk_throughs import walked_there
from dashboard.huddle.words import count_words
from geo.disclosure import Blank, describe_blank
from geo.frames import row_dicts

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

FIGURES = (
    ("Asked for", "location_sharps", "n_requested"),
    ("Asked for by residents", "location_sharps", "n_requested_residents"),
    ("Still open", "location_sharps", "n_open"),
    ("Collected, by closing texts", "location_sharps", "n_collected"),
    ("A number told", "location_sharps", "n_with_sharps"),
    ("None found", "location_sharps", "n_with_none"),
    ("Not told", "location_sharps", "n_not_told"),
    ("Seen on a walk-through", "walk_throughs", "n_sharps"),
)
_COLLECTED = "sharps_collected"
_BOXES = "disposal_boxes"
_WALKED = "Seen on a walk-through"
_N_BEFORE = 4
_HEADS = (Head("Measure"), Head("Number", is_figure=True), Head("What it rests on"))
_READING_HEADS = (Head("What the closing text says"), Head("Tickets", is_figure=True), Head("Sharps", is_figure=True))


def show_of(morning: Morning, location_id: str) -> None:
    """Draw the measures of one listed place, each beside what it rests on, and what they mean."""
    sharps = dict(morning.rows("location_sharps").set_index("location_id").loc[location_id])
    days = int(morning.facts["lookback_days"])
    rows = [
        _asked_for(sharps),
        _by_closing_texts(sharps),
        *_by_outreach(morning, location_id),
        _on_walk_through(morning, location_id),
    ]
    html_table.show(
        _HEADS, rows, caption=f"Last {days} days. None of these stands for another, and they are not added up"
    )
    nearness.show_one(morning, location_id, layer_code=_BOXES)
    definitions.definition_fold(morning, *FIGURES, about="the numbers of sharps", key="sharps")


def show_readings(morning: Morning) -> None:
    """Draw how the closing texts of the whole city's needle tickets were read: how much is known, and why not more."""
    readings = morning.rows("closing_readings")
    city = dict(morning.rows("city_sharps").iloc[0])
    if not city["n_requested"]:
        st.caption(f"No needle ticket in {int(morning.facts['lookback_days'])} days.")
        return
    seen = readings[readings["n_tickets"] > 0]
    rows = [
        (
            row["how_words"].capitalize(),
            whole(row["n_tickets"]),
            whole(row["n_collected"]) if row["gives_number"] else "unknown",
        )
        for row in row_dicts(seen)
    ]
    html_table.show(
        _READING_HEADS,
        rows,
        caption=f"Needle tickets of the last {int(morning.facts['lookback_days'])} days, city-wide",
        foot=("All", whole(city["n_requested"]), whole(city["n_collected"])),
    )


def _asked_for(sharps: dict[str, Any]) -> tuple[str, str, str]:
    if not sharps["n_requested"]:
        return "Asked for", "0", "No needle ticket of 311"
    staff = int(sharps["n_requested"] - sharps["n_requested_residents"])
    by_whom = f"{whole(sharps['n_requested_residents'])} by residents, {whole(staff)} by city staff"
    told = f"Needle tickets of 311: {by_whom}; {whole(sharps['n_open'])} still open"
    return "Asked for", whole(sharps["n_requested"]), told


def _by_closing_texts(sharps: dict[str, Any]) -> tuple[str, str, str]:
    """Tell how much is known as well: a sum over few texts must not read as all that was collected."""
    n_closed = int(sharps["n_requested"] - sharps["n_open"])
    if not n_closed:
        return "Collected, by crews", "not known", "No needle ticket of the last days is closed"
    told = (
        f"Closing texts of {count_words(n_closed, 'ticket')}: a number told by {whole(sharps['n_with_sharps'])}, "
        f"none found by {whole(sharps['n_with_none'])}, not told by {whole(sharps['n_not_told'])}"
    )
    is_told = bool(sharps["n_with_sharps"] + sharps["n_with_none"])
    return "Collected, by crews", whole(sharps["n_collected"]) if is_told else "not known", told


def _by_outreach(morning: Morning, location_id: str) -> list[tuple[str, str, str]]:
    """Return the outreach teams' own figure as it is released to this role; nothing for one that sees no outreach."""
    released = outreach.released(morning)
    if released is None:
        return []
    own = released[(released["location_id"] == location_id) & (released["measure_code"] == _COLLECTED)]
    return [
        ("Collected, by outreach", outreach.in_words(morning, row), f"Outreach log, {told_once.days(morning)}")
        for row in row_dicts(own)
    ]


def _on_walk_through(morning: Morning, location_id: str) -> tuple[str, str, str]:
    """Tell the newest walk-through, and those before it one by one: two of them may have seen the same sharps."""
    days = int(morning.facts["lookback_days"])
    since = morning.facts["as_of_at"] - timedelta(days=days)
    walked = walked_there(morning.book().walk_throughs.values(), location_id=location_id, since=since)
    if not walked:
        blank = describe_blank(Blank.NOT_COLLECTED, threshold=morning.thresholds.outreach_below)
        return _WALKED, f"○ {blank}", f"No walk-through is recorded here in {days} days"
    newest, *before = walked
    on = morning.build.as_of_date
    told = f"{instant(newest.at, seen_from=on)}, {morning.agency_name(newest.agency_code)}"
    if before:
        earlier = "; ".join(f"{each.n_sharps:,} on {instant(each.at, seen_from=on)}" for each in before[:_N_BEFORE])
        told += f". Before it, newest first: {earlier}"
    if len(before) > _N_BEFORE:
        told += f"; and {len(before) - _N_BEFORE} more in {days} days"
    return _WALKED, whole(newest.n_sharps), told
