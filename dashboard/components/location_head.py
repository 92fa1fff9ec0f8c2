"""The head of a place's page: which one it is, its neighbours on the list, and why it is here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components import place_list
from dashboard.components.text import as_html, as_markdown, day, instant, rate, whole
from dashboard.components.usual_ranges import UsualRanges
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning


def show_neighbours(locations: pd.DataFrame, location_id: str) -> None:
    """Draw links to the places before and after this one on the list."""
    ids = list(locations["location_id"])
    at = ids.index(location_id)
    with st.container(horizontal=True, key="neighbours"):
        for arrow, step in (("←", at - 1), ("→", at + 1)):
            if 0 <= step < len(ids):
                row = locations.iloc[step]
                name = f"{row['number']} · {row['name']}"
                label = f"{arrow} {name}" if arrow == "←" else f"{name} {arrow}"
                place_list.link(row["location_id"], label)


def show_listed(morning: Morning, place: dict[str, Any]) -> None:
    """Draw number, name, district, figures, reasons and terms of a listed place."""
    on = morning.build.as_of_date
    st.title(f"{place['number']} · {as_markdown(place['name'])}", anchor=False)
    reasons = morning.rows("location_reasons")
    own_reasons = reasons[reasons["location_id"] == place["location_id"]]["reason_text"]
    terms = morning.rows("location_terms")
    own_terms = terms[terms["location_id"] == place["location_id"]]
    listed = count_words(int(place["n_mornings_listed"]), "morning")
    change = f" {as_html(place['change_text'])}" if place["change_kind"] != "kept" else ""
    st.html(
        f'<div class="crt"><p><b>{as_html(place["district_code"])}</b> · {as_html(place["neighborhood_name"])} · '
        f"listed {listed}, first {day(place['first_listed_date'], seen_from=on)}.{change}</p></div>"
    )
    st.header("Why it is on the list")
    st.html(
        f'<div class="crt">{place_list.reasons_html(list(own_reasons))}{_figures(morning, place)}'
        f"<details><summary>How its rank comes about: score {rate(place['score'])}</summary>"
        f"{place_list.terms_html(place, own_terms)}</details></div>"
    )
    if place["district_how"] != "not stated":
        place_list.district_link(place["district_code"], f"All places of district {place['district_code']}")


def show_not_listed(morning: Morning, known: dict[str, Any]) -> None:
    """Draw what is known of a place that has left the list."""
    on = morning.build.as_of_date
    st.title(as_markdown(known["name"]), anchor=False)
    merged = known["merged_into_id"]
    st.info(
        f"Not on this morning's list. Last listed {day(known['last_listed_date'], seen_from=on)} as number "
        f"{known['last_number']}; listed {count_words(int(known['n_mornings_listed']), 'morning')} since "
        f"{day(known['first_listed_date'], seen_from=on)}; district {as_markdown(known['district_code'])}."
    )
    listed = morning.rows("locations")
    into = listed[listed["location_id"] == merged]
    if not into.empty:
        place_list.link(str(merged), f"It was merged into {into.iloc[0]['number']} · {into.iloc[0]['name']}")


def _figures(morning: Morning, place: dict[str, Any]) -> str:
    newest = instant(place["newest_ticket_at"], seen_from=morning.build.as_of_date)
    usual, lookback = UsualRanges(morning.rows("location_ranges")), int(morning.facts["lookback_days"])
    month, week = (usual.words(place["location_id"], window_days=days) for days in (lookback, 7))
    cells = (
        (whole(place["n_incidents"]), f"incidents in {lookback} days{month and f'; {month}'}"),
        (whole(place["n_incidents_7d"]), f"of them in the last 7{week and f'; {week}'}"),
        (whole(place["n_tickets_residents"]), "tickets by residents"),
        (whole(place["n_tickets_staff"]), "tickets by city staff"),
        (whole(place["n_open_tickets"]), f"open, ranked; newest ticket {newest}"),
    )
    drawn = "".join(f"<li><b>{value}</b><span>{as_html(told)}</span></li>" for value, told in cells)
    return f'<ul class="crt-cells">{drawn}</ul>'
