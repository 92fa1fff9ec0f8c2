"""A district's places as a list for one thumb: number, name, why, how much is open, and what is asked there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.components import location_pattern, place_list
from dashboard.components.text import as_html, as_markdown, day, whole
from dashboard.components.usual_ranges import UsualRanges
from dashboard.huddle.actions import open_actions
from dashboard.huddle.words import count_words
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.opening import Morning
    from dashboard.huddle.actions import Action
    from dashboard.huddle.agenda import AgendaLocation
    from dashboard.huddle.book import HuddleBook

_N_REASONS = 2


def show_listed(morning: Morning, places: Sequence[AgendaLocation]) -> None:
    """Draw the district's places of this morning in the order of the Huddle page, with its numbers."""
    locations = morning.rows("locations").set_index("location_id")
    usual = UsualRanges(morning.rows("location_ranges"))
    patterns = location_pattern.codes(morning)
    for place in places:
        figures: dict[str, Any] = dict(locations.loc[place.location_id])
        with st.container(key=f"place_{place.number}"):
            with st.container(horizontal=True, key=f"head_{place.number}"):
                st.html(f'<span class="crt-place-no">{place.number}</span>', width="content")
                place_list.link(place.location_id, place.name)
            standing = place_list.standing_html(place.location_id, figures["n_incidents_7d"], usual, patterns)
            st.html(
                f'<div class="crt">{_figures(figures, standing)}{place_list.reasons_html(place.reasons[:_N_REASONS])}'
                f"{_asked(morning, place.open_actions)}{_more(place.reasons[_N_REASONS:])}</div>"
            )


def show_left(morning: Morning, book: HuddleBook, district_code: str) -> None:
    """Draw the district's places that left the list and still have an open action; nothing where there are none."""
    left = places_left_with_actions(morning, book, district_code)
    if not left:
        return
    st.header("No longer on the list, still asked", anchor=False)
    for place, actions in left:
        with st.container(key=f"place_left_{place['location_id']}"):
            place_list.link(place["location_id"], place["name"])
            last = day(place["last_listed_date"], seen_from=morning.build.as_of_date)
            st.html(f'<div class="crt"><p class="crt-quiet">Last listed {last}</p>{_asked(morning, actions)}</div>')


def places_left_with_actions(
    morning: Morning, book: HuddleBook, district_code: str
) -> list[tuple[dict[str, Any], list[Action]]]:
    """Return the registry's rows of the district that are not listed and have an open action, with those actions."""
    carried = open_actions(book, on=morning.build.as_of_date)
    registry = morning.rows("place_registry")
    gone = registry[(registry["district_code"] == district_code) & ~registry["is_listed"].astype(bool)]
    asked = [
        (row, [action for action in carried if action.location_id == row["location_id"]]) for row in row_dicts(gone)
    ]
    return [(row, actions) for row, actions in asked if actions]


def location_ids(morning: Morning, district_code: str) -> list[str]:
    """Return the ids of every place of the district that was ever listed."""
    registry = morning.rows("place_registry")
    return list(registry.loc[registry["district_code"] == district_code, "location_id"])


def show_unstated(morning: Morning) -> None:
    """Say how many places of this morning state no district, so that none is lost between two districts."""
    locations = morning.rows("locations")
    unstated = locations[locations["district_how"] == "not stated"]
    if not unstated.empty:
        numbers = ", ".join(str(number) for number in unstated["number"])
        st.caption(as_markdown(f"In no district by anything known: number {numbers}. They stand on the Huddle page."))


def _figures(figures: dict[str, Any], standing: str) -> str:
    n_open = figures["n_open_tickets"]
    oldest = f", the oldest {count_words(int(figures['oldest_open_days']), 'day')}" if n_open else ""
    return (
        f'<div class="crt-figures crt-quiet"><span>{as_html(figures["neighborhood_name"])}</span>'
        f"{standing}"
        f"<span><b>{whole(n_open)}</b> open{oldest}</span></div>"
    )


def _more(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    return (
        f"<details><summary>{count_words(len(reasons), 'more reason')}</summary>"
        f"{place_list.reasons_html(reasons)}</details>"
    )


def _asked(morning: Morning, actions: Sequence[Action]) -> str:
    """Return what is asked at a place: mark, owner, what, due, and how many mornings it was carried."""
    if not actions:
        return ""
    return f'<div class="crt-asked">{"".join(_asked_line(morning, action) for action in actions)}</div>'


def _asked_line(morning: Morning, action: Action) -> str:
    on = morning.build.as_of_date
    owner = as_html(morning.agencies.get(action.owner_agency_code, action.owner_agency_code))
    mark, side = "□ asked", "ok"
    if action.is_overdue(on):
        mark, side = f"▲ overdue {count_words(action.days_overdue(on), 'day')}", "act"
    elif action.due_date == on:
        mark, side = "■ due today", "act"
    n_carried = action.n_mornings_carried(on, huddle_weekdays=morning.policy.huddle_weekdays)
    carried = f", carried {count_words(n_carried, 'morning')}" if n_carried else ""
    return (
        f'<p><span class="crt-mark crt-mark-{side}">{mark}</span> <b>{owner}</b>: {as_html(action.what)} '
        f'<span class="crt-quiet">due {day(action.due_date, seen_from=on)}{carried}</span></p>'
    )
