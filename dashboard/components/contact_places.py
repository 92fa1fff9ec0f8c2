"""Where a contact was: one of the nearest known places, a place found by its words, or where the phone is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache, state
from dashboard.components import contact_position
from dashboard.components.text import as_html, as_markdown
from dashboard.huddle.contacts import CONTACT_DEGREES, LONGEST_PLACE, ContactPlace
from geo.crs import unproject_points
from geo.frames import row_dicts
from geo.kept_points import distances_m, kept_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.contact_position import Position
    from dashboard.components.opening import Morning
    from geo.place_matching import Candidate

_N_SHOWN = 6
_FOUND = "found"


@dataclass(frozen=True)
class _Found:
    """What was found for one filling-in of the form: a place that is on no list, from where to order, what to say."""

    place: ContactPlace | None = None
    ordered_from: tuple[float, float] | None = None
    told: str = ""


def choose(morning: Morning, *, key: str, start: ContactPlace | None = None) -> ContactPlace | None:
    """Draw the choice of a place and return it; None while none is chosen.

    Parameters
    ----------
    key
        The form's event id: each filling-in begins with the places in the order of their numbers.
    start
        The place that a contact has which is being corrected.
    """
    if start is not None and state.kept_place(key) is None:
        listed_id = _listed_id(morning, start)
        state.keep_place(key, _Found(place=start if listed_id is None else None))
        st.session_state[_pills_key(key)] = listed_id or _FOUND
    found = _found(key)
    listed = _listed(morning, found.ordered_from)
    chosen_id = st.session_state.get(_pills_key(key))
    shown = [row for number, row in enumerate(listed) if number < _N_SHOWN or row["location_id"] == chosen_id]
    words = {str(row["location_id"]): _words(row) for row in shown}
    if found.place is not None:
        words = {_FOUND: found.place.words, **words}
    chosen = st.pills(
        "Where",
        list(words),
        format_func=lambda each: as_markdown(words[each]),
        key=_pills_key(key),
        wrap=True,
    )
    if found.told:
        st.html(f'<p class="crt crt-quiet" role="status">{as_html(found.told)}</p>')
    contact_position.show(key=f"contact_position:{key}", on_position=partial(_take_position, morning, key))
    with st.expander("Another place: search it, or take it from this morning's list"):
        _search(morning, key=key)
        _whole_list(listed, key=key)
    if chosen == _FOUND:
        return found.place
    row = next((row for row in listed if row["location_id"] == chosen), None)
    return None if row is None else ContactPlace(str(row["name"]), float(row["lon"]), float(row["lat"]))


def _found(key: str) -> _Found:
    kept = state.kept_place(key)
    return kept if isinstance(kept, _Found) else _Found()


def _pills_key(key: str) -> str:
    return f"contact_place:{key}"


def _listed(morning: Morning, ordered_from: tuple[float, float] | None) -> list[dict[str, Any]]:
    """Return the places of this morning's list, nearest first where it is known from where, else by number."""
    rows = row_dicts(morning.rows("locations"))
    if ordered_from is None or not rows:
        return rows
    lon, lat = ordered_from
    away_m = distances_m(lon, lat, lons=[row["lon"] for row in rows], lats=[row["lat"] for row in rows])
    nearest = sorted(zip(away_m, rows, strict=True), key=lambda each: (each[0], each[1]["number"]))
    return [row | {"away_m": float(distance)} for distance, row in nearest]


def _listed_id(morning: Morning, place: ContactPlace) -> str | None:
    """Return the listed place that a contact was logged at; None where its place is on no list any more."""
    for row in row_dicts(morning.rows("locations")):
        is_there = place.lon == round(row["lon"], CONTACT_DEGREES) and place.lat == round(row["lat"], CONTACT_DEGREES)
        if is_there and place.words == row["name"]:
            return str(row["location_id"])
    return None


def _words(row: dict[str, Any]) -> str:
    return f"{row['number']} · {row['name']}"


def _take_point(morning: Morning, key: str, lon: float, lat: float, *, words: str | None) -> None:
    """Keep of a point the known place that it belongs to, else the middle of its square.

    Parameters
    ----------
    words
        What the place is called; None has the nearest known place tell where it is.
    """
    rows = row_dicts(morning.rows("locations"))
    kept = kept_point(
        lon,
        lat,
        lons=[row["lon"] for row in rows],
        lats=[row["lat"] for row in rows],
        radius_m=morning.policy.location_radius_m,
        grid_m=morning.policy.contact_grid_m,
    )
    from_here = (kept.lon, kept.lat)
    if kept.place_no is not None:
        row = rows[kept.place_no]
        st.session_state[_pills_key(key)] = row["location_id"]
        state.keep_place(key, _Found(ordered_from=from_here, told=f"That is at {_words(row)}. Nothing finer is kept."))
        return
    if words is None:
        listed = _listed(morning, from_here)
        words = f"About {round(listed[0]['away_m'], -1):.0f} m from {listed[0]['name']}" if listed else "By this phone"
    st.session_state[_pills_key(key)] = _FOUND
    grid_m = f"{morning.policy.contact_grid_m:.0f}"
    told = f"No known place is that near: kept is a square of {grid_m} by {grid_m} m, not the point."
    place = ContactPlace(words[:LONGEST_PLACE], *from_here)
    state.keep_place(key, _Found(place=place, ordered_from=from_here, told=told))


def _take_position(morning: Morning, key: str, position: Position) -> None:
    policy = morning.policy
    is_inside = (
        policy.city_min_lon <= position.lon <= policy.city_max_lon
        and policy.city_min_lat <= position.lat <= policy.city_max_lat
    )
    if not is_inside:
        state.keep_place(key, _Found(told="This phone says it is outside the city. Choose the place, or search it."))
    elif position.accuracy_m > policy.location_radius_m:
        told = (
            f"This phone knows its position only to about {position.accuracy_m:.0f} m. Choose the place, or search it."
        )
        state.keep_place(key, _Found(told=told))
    else:
        _take_point(morning, key, position.lon, position.lat, words=None)


def _search(morning: Morning, *, key: str) -> None:
    """Ask the gazetteer: its answer with how sure it is and why, its question where several places fit."""
    typed = st.text_input(
        "Search a place",
        key=f"contact_search:{key}",
        max_chars=LONGEST_PLACE,
        placeholder="a corner, a square, an address; nobody's name",
    )
    if not (typed or "").strip():
        return
    answer = cache.place_finder(morning.build).find(str(typed))
    if answer.best is not None:
        st.html(f'<p class="crt">Found: {as_html(_told(answer.best))}</p>')
        _take_button(morning, answer.best, key=key, label="Take it", number=0)
    elif answer.candidates:
        st.html(f'<p class="crt">Which one? {as_html(answer.why)}</p>')
        for number, candidate in enumerate(answer.candidates):
            _take_button(morning, candidate, key=key, label=_told(candidate), number=number)
    else:
        st.html(f'<p class="crt">Not found: {as_html(answer.why)} In these words it counts for the city alone.</p>')
        words = str(typed).strip()
        st.button("Record it in these words", key=f"contact_words:{key}", on_click=_take_words, args=(key, words))


def _told(candidate: Candidate) -> str:
    named = f"{candidate.label} ({candidate.town})" if candidate.town else candidate.label
    return f"{named}, {candidate.confidence:.0f} of 100 sure: {candidate.how}, {candidate.why}"


def _take_button(morning: Morning, candidate: Candidate, *, key: str, label: str, number: int) -> None:
    lon, lat = unproject_points([candidate.x_m], [candidate.y_m])
    st.button(
        as_markdown(label),
        key=f"contact_take:{number}:{key}",
        on_click=_take_point,
        args=(morning, key, float(lon[0]), float(lat[0])),
        kwargs={"words": candidate.label},
        width="stretch",
    )


def _take_words(key: str, words: str) -> None:
    st.session_state[_pills_key(key)] = _FOUND
    state.keep_place(key, _Found(place=ContactPlace(words)))


def _whole_list(listed: Sequence[dict[str, Any]], *, key: str) -> None:
    words = {str(row["location_id"]): _words(row) for row in listed}
    list_key = f"contact_listed:{key}"

    def take() -> None:
        chosen = st.session_state.get(list_key)
        if chosen in words:
            st.session_state[_pills_key(key)] = chosen

    st.selectbox(
        "Or from this morning's list",
        list(words),
        index=None,
        format_func=words.__getitem__,
        placeholder="Choose a place",
        key=list_key,
        on_change=take,
    )
