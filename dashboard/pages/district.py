"""One district on a phone: its places in walking order, what is asked there, and a map for whoever wants one."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.components import (
    accesses,
    action_results,
    council,
    definitions,
    district_asked,
    district_map,
    district_places,
    shift_sheets,
    signals,
    walk_chooser,
)
from dashboard.components.opening import Morning, open_morning
from dashboard.components.text import as_markdown
from dashboard.huddle.district_list import district_list
from dashboard.huddle.words import count_words

PICKER = "district_picker"
NUMBERS = (
    ("Places", "districts", "n_locations"),
    ("Incidents in 7 days", "locations", "n_incidents_7d"),
    *definitions.USUAL,
    *definitions.PATTERN,
    ("Open", "locations", "n_open_tickets"),
    ("Open under 3 days", "location_open_ages", "n_open_under_3d"),
    ("3 to 14", "location_open_ages", "n_open_3d_to_14d"),
    ("14 or more", "location_open_ages", "n_open_14d_or_more"),
    ("Oldest", "locations", "oldest_open_days"),
    ("District of a place", "locations", "district_code"),
    ("Lines", "districts", "lines_how"),
    ("Tickets within the lines", "districts", "n_tickets_stating"),
    ("State another district", "districts", "n_tickets_disagreeing"),
)


def choose_district() -> None:
    state.ask_for_district(st.session_state[PICKER])


def show_picker(morning: Morning, asked_code: str) -> None:
    districts = morning.rows("districts").set_index("district_code")
    labels = {
        code: f"{code} · {row['district_name']} ({count_words(int(row['n_locations']), 'place')})"
        for code, row in districts.iterrows()
    }
    # The address decides; the picker follows it, and changes it when somebody chooses.
    st.session_state[PICKER] = asked_code
    st.selectbox(
        "District",
        list(labels),
        key=PICKER,
        format_func=lambda code: labels[code],
        on_change=choose_district,
        label_visibility="collapsed",
        filter_mode=None,
    )


def show_district(morning: Morning, code: str) -> None:
    district = dict(morning.rows("districts").set_index("district_code", drop=False).loc[code])
    book = morning.book()
    places = district_places.places_of(morning, book, code)
    location_ids = district_places.location_ids(morning, code)
    asked = district_list(book, location_ids, agency_code=morning.agency_code, on=morning.build.as_of_date)
    st.title(f"{as_markdown(code)} · {as_markdown(district['district_name'])}", anchor=False)
    show_picker(morning, code)
    n_listed = sum(place.listed is not None for place in places)
    if n_listed:
        n_asked = len(asked.own) + len(asked.others)
        told = f"{count_words(n_asked, 'action')} asked there" if n_asked else "no action is asked there"
        st.caption(f"{count_words(n_listed, 'place')} of this morning's list; {told}. Numbers as on the Huddle page.")
    else:
        st.info("No place of this morning's list lies in this district.")
    district_asked.show(morning, asked, {place.location_id: place.short_words for place in places})
    signals.show_of(morning, list(district_map.signals_of(morning, code)["signal_id"]))
    walk = walk_chooser.choose(morning, district, places)
    with st.container(horizontal=True, key="map_and_paper"):
        is_map_asked_for = district_map.ask(morning, district)
        shift_sheets.show_district(morning, book, code, walk)
    if is_map_asked_for:
        district_map.show(morning, district)
    district_places.show(morning, book, places if walk is None else walk.places, asked, walk)
    district_places.show_unstated(morning)
    district_asked.show_elsewhere(morning, book, asked)
    # What is to be done now comes first; whether earlier work helped is read standing still.
    action_results.show_of(morning, book, location_ids)
    definitions.definition_fold(morning, *NUMBERS, key="district")
    st.caption(district_map.lines_words(morning, district))


morning = open_morning()
if not morning.role.sees_places:
    st.title("District", anchor=False)
    council.show_only_zones()
    st.stop()

codes = list(morning.rows("districts")["district_code"])
asked_code, is_unknown = state.asked_district(codes)
with st.container(key="district"):
    if is_unknown:
        st.warning("The address asks for a district that nobody knows. **Next step:** choose one below.")
    own_code = None if morning.viewer is None else morning.viewer.district_code
    if asked_code is None and own_code is not None and own_code in codes:
        # Whose grant names a district begins there.
        asked_code = own_code
        state.remember_district(own_code)
    if asked_code is None and codes:
        # A new screen starts where most is going on.
        busiest = morning.rows("districts").sort_values("n_locations", ascending=False, kind="stable")
        asked_code = str(busiest.iloc[0]["district_code"])
    if asked_code is None:
        st.title("District", anchor=False)
        st.info("This build knows no district. **Next step:** build again (crt build).")
    else:
        if not is_unknown:
            state.remember_district(asked_code)
        accesses.at_subject(asked_code)
        show_district(morning, asked_code)
