"""One place: why it is on the list, its history, what is asked there, what was done, and outreach."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.components import (
    accesses,
    action_cards,
    action_form,
    action_results,
    complaint_and_need,
    council,
    definitions,
    failure,
    location_head,
    location_history,
    location_map,
    location_pattern,
    location_work,
    map_table,
    nearness,
    ordinance,
    outreach,
    place_list,
    reporters,
    sharps_triangle,
    signals,
    walk_through_form,
)
from dashboard.components.opening import Morning, open_morning
from dashboard.components.text import as_markdown
from dashboard.huddle.events import NamedLocation

AFTER_THE_MAP = "tickets-by-week"
NUMBERS = (
    ("Number", "locations", "number"),
    ("Mornings listed", "locations", "n_mornings_listed"),
    ("Incidents", "locations", "n_incidents"),
    ("Incidents in 7 days", "locations", "n_incidents_7d"),
    ("Tickets by residents", "locations", "n_tickets_residents"),
    ("Tickets by city staff", "locations", "n_tickets_staff"),
    ("Open", "locations", "n_open_tickets"),
    ("Score", "locations", "score"),
    *definitions.USUAL,
    *definitions.PATTERN,
    *definitions.PATTERN_TEST,
    *definitions.SCORE_TERMS,
)
WEEKS = (
    ("Tickets", "location_weeks", "n_tickets"),
    ("by residents", "location_weeks", "n_tickets_residents"),
    ("by staff", "location_weeks", "n_tickets_staff"),
    ("Incidents", "location_weeks", "n_incidents"),
)
CATEGORIES = (
    ("Tickets", "location_categories", "n_tickets"),
    ("Derived from text", "location_categories", "n_tickets_from_text"),
    ("Incidents", "location_categories", "n_incidents"),
    *definitions.USUAL,
    ("Open under 3 days", "location_categories", "n_open_under_3d"),
    ("Open 3 to 14 days", "location_categories", "n_open_3d_to_14d"),
    ("Open 14 days or more", "location_categories", "n_open_14d_or_more"),
    ("Oldest open, days", "location_categories", "oldest_open_days"),
)


def show_listed(morning: Morning, location_id: str) -> None:
    locations = morning.rows("locations")
    place = dict(locations.set_index("location_id", drop=False).loc[location_id])
    location_head.show_neighbours(locations, location_id)
    story, ground = st.columns([3, 2], gap="medium")
    with story:
        location_head.show_listed(morning, place)
        signals.show_of(morning, [location_id])
        location_pattern.show(morning, location_id)
        definitions.definition_fold(morning, *NUMBERS, about="the numbers of this place", key="location")
    with ground:
        show_map(morning, location_id)
    st.header("Tickets by week", anchor=AFTER_THE_MAP)
    location_history.show(morning, location_id)
    definitions.definition_fold(morning, *WEEKS, about="the numbers by week", key="weeks")
    st.header("Tickets by category and age", anchor=False)
    location_work.show_categories(morning, location_id)
    definitions.definition_fold(morning, *CATEGORIES, about="the numbers by category", key="categories")
    st.header("Near this place", anchor=False)
    nearness.show_of(morning, location_id)
    definitions.definition_fold(morning, *nearness.FIGURES, about="the distances", key="nearness")
    show_actions(morning, location_id)
    fixed = NamedLocation(location_id, place["name"], int(place["number"]))
    with st.expander("New action at this place"):
        action_form.show(morning, fixed=fixed)
    st.header("Sharps", anchor=False)
    with failure.told_in_place():
        sharps_triangle.show_of(morning, location_id)
    walk_through_form.show(morning, fixed)
    st.header("Complaint and need", anchor=False)
    with failure.told_in_place():
        complaint_and_need.show_of(morning, location_id)
    definitions.definition_fold(
        morning,
        ("Tickets by residents", "locations", "n_tickets_residents"),
        *reporters.PLACE_FIGURES,
        about="the numbers of the reporters",
        key="reporters",
    )
    st.header("Outreach there", anchor=False)
    with failure.told_in_place():
        outreach.show_location(morning, location_id)
        outreach.show_definitions(morning, "location_outreach")
    st.header("Open tickets", anchor=False)
    if morning.role.sees_points:
        location_work.show_open_tickets(morning, location_id)
        definitions.definition_fold(
            morning, ("Age, days", "location_tickets", "age_days"), about="the ages of tickets", key="tickets"
        )
    else:
        st.caption("This role sees the counts above, not single tickets.")


def show_map(morning: Morning, location_id: str) -> None:
    if not morning.role.sees_points:
        st.caption("This role sees places by name, not as points on a map.")
        return
    with st.container(key="map_of_location"):
        location_map.show_way_past(to=AFTER_THE_MAP)
        clicked_id = location_map.show(
            morning.build, morning.rows("locations"), key="location", chosen_id=location_id, height_px=420
        )
        st.caption(
            "Square: this place; circle line: its 100 m disk; broken line: the denser area round it; dotted line: a "
            "signal."
        )
    map_table.show(morning, location_id)
    if clicked_id is not None and clicked_id != location_id:
        state.leave_map()
        st.query_params[state.LOCATION_PARAM] = clicked_id
        st.rerun()


def show_actions(morning: Morning, location_id: str) -> None:
    st.header("Actions there, and what came of them", anchor=False)
    book = morning.book()
    there = [action for action in book.actions.values() if action.location_id == location_id]
    if not there:
        st.caption("No action was recorded for this place.")
    ordered = sorted(there, key=lambda action: (not action.is_open, -action.opened_date.toordinal()))
    action_cards.show(morning, ordered, with_place=False)
    if there:
        action_cards.show_definitions(morning, book)
    action_results.show_place(morning, book, location_id)
    st.subheader("Under the Encampment Ordinance", anchor=False)
    ordinance.show_of_place(morning, location_id)


morning = open_morning()
if not morning.role.sees_places:
    st.title("Location", anchor=False)
    council.show_only_zones()
    st.stop()
listed_ids = list(morning.rows("locations")["location_id"])
registry = morning.rows("place_registry").set_index("location_id", drop=False)
asked_id, is_unknown = state.asked_location({*listed_ids, *registry.index})
if is_unknown:
    st.warning(
        "The address asks for a place that this build does not know. **Next step:** choose one below, or go back to "
        "the Huddle page."
    )
if asked_id is None and listed_ids and not is_unknown:
    asked_id = listed_ids[0]

if asked_id is None:
    st.title("Location", anchor=False)
    if not listed_ids:
        st.info("No place is listed this morning. **Next step:** see Data health.")
    for _, row in morning.rows("locations").iterrows():
        place_list.link(row["location_id"], f"{row['number']} · {row['name']}")
else:
    state.remember_location(asked_id)
    accesses.at_subject(asked_id)
    if asked_id in listed_ids:
        show_listed(morning, asked_id)
    else:
        location_head.show_not_listed(morning, dict(registry.loc[asked_id]))
        definitions.definition_fold(
            morning,
            ("Last number", "place_registry", "last_number"),
            ("Mornings listed", "place_registry", "n_mornings_listed"),
            about="the numbers of this place",
            key="location",
        )
        show_actions(morning, asked_id)
        st.caption(f"Place {as_markdown(asked_id)}")
