"""A district's places as a list for one thumb: number, name, the way there, what is asked, what is open, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.components import action_answers, location_pattern, meeting, place_list, walks
from dashboard.components.text import as_html, as_markdown, day, whole
from dashboard.components.usual_ranges import UsualRanges
from dashboard.huddle.actions import open_actions
from dashboard.huddle.words import count_words
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dashboard.components.opening import Morning
    from dashboard.components.walks import Walk
    from dashboard.huddle.actions import Action
    from dashboard.huddle.agenda import AgendaLocation
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.district_list import DistrictList

LEFT = "No longer on the list, still asked"
_N_REASONS = 2
_N_TRIED = 5


@dataclass(frozen=True)
class DistrictPlace:
    """A place to go to: of this morning's list, or one that left it and where an action is still open.

    `listed` is its line of the agenda, None when it left the list; x and y are EPSG:26986 metres.
    """

    location_id: str
    name: str
    x_m: float
    y_m: float
    listed: AgendaLocation | None
    last_listed_date: date | None = None

    @property
    def words(self) -> str:
        """Its number of the Huddle page and its name."""
        return f"{self.name} (no longer on the list)" if self.listed is None else f"{self.listed.number} · {self.name}"

    @property
    def short_words(self) -> str:
        """What the room calls it: its number, or its name where it has none."""
        return self.name if self.listed is None else f"number {self.listed.number}"


@dataclass(frozen=True)
class _Told:
    """What the published tables say of the places, read once for the whole list."""

    figures: Mapping[str, dict[str, Any]]
    ages: Mapping[str, dict[str, Any]]
    usual: UsualRanges
    patterns: Mapping[str, str]


def places_of(morning: Morning, book: HuddleBook, district_code: str) -> list[DistrictPlace]:
    """Return the district's places: those of this morning's list by number, then those no longer on it and still asked.

    Those that left stand by the day they were last listed, newest first.
    """
    listed = [place for place in meeting.agenda_of(morning, book).locations if place.district_code == district_code]
    locations = morning.rows("locations").set_index("location_id")
    points = walks.points_of(locations.loc[[place.location_id for place in listed]])
    left = places_left_with_actions(morning, book, district_code)
    return [
        *(
            DistrictPlace(place.location_id, place.name, *point, listed=place)
            for place, point in zip(listed, points, strict=True)
        ),
        *(
            DistrictPlace(
                row["location_id"],
                row["name"],
                float(row["x_m"]),
                float(row["y_m"]),
                listed=None,
                last_listed_date=row["last_listed_date"],
            )
            for row, _ in left
        ),
    ]


def show(
    morning: Morning, book: HuddleBook, places: Sequence[DistrictPlace], asked: DistrictList, walk: Walk | None
) -> None:
    """Draw the places in the order given, each with the numbers of the Huddle page.

    Parameters
    ----------
    places
        In the order to be drawn.
    asked
        What is asked and was tried at them.
    walk
        Says of each place how far it is from the one before; None where they stand by number.
    """
    told = _told(morning)
    for place in places:
        with st.container(key=f"place_{place.location_id}"):
            _head(place)
            if walk is not None and place.location_id in walk.way_to:
                st.html(f'<p class="crt crt-way">{as_html(walk.way_to[place.location_id])}</p>')
            if place.listed is None:
                last = day(place.last_listed_date, seen_from=morning.build.as_of_date)
                st.html(f'<p class="crt crt-quiet">{LEFT}. Last listed {last}.</p>')
            else:
                st.html(f'<div class="crt">{_figures(place.listed, told)}</div>')
            action_answers.show_place(morning, book, asked, place.location_id)
            folds = _tried(morning, asked.ended.get(place.location_id, ()))
            if place.listed is not None:
                shown, more = place.listed.reasons[:_N_REASONS], place.listed.reasons[_N_REASONS:]
                folds = f"{place_list.reasons_html(shown)}{_more(more)}{folds}"
            if folds:
                st.html(f'<div class="crt">{folds}</div>')


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
    """Return the ids of every place of the district that is or ever was listed."""
    registry, locations = morning.rows("place_registry"), morning.rows("locations")
    # A place of today's list is in the district that its lines or its tickets say today.
    gone = registry[(registry["district_code"] == district_code) & ~registry["is_listed"].astype(bool)]
    today = locations[locations["district_code"] == district_code]
    return [*today["location_id"], *gone["location_id"]]


def anchor(location_id: str) -> str:
    """Return the anchor of a place's block on the page."""
    return f"at-{location_id}"


def show_unstated(morning: Morning) -> None:
    """Say how many places of this morning state no district, so that none is lost between two districts."""
    locations = morning.rows("locations")
    unstated = locations[locations["district_how"] == "not stated"]
    if not unstated.empty:
        numbers = ", ".join(str(number) for number in unstated["number"])
        st.caption(as_markdown(f"In no district by anything known: number {numbers}. They stand on the Huddle page."))


def _told(morning: Morning) -> _Told:
    ages = cache.rows_if_published(morning.build, "location_open_ages")
    return _Told(
        figures={row["location_id"]: row for row in row_dicts(morning.rows("locations"))},
        ages={} if ages is None else {row["location_id"]: row for row in row_dicts(ages)},
        usual=UsualRanges(morning.rows("location_ranges")),
        patterns=location_pattern.codes(morning),
    )


def _head(place: DistrictPlace) -> None:
    number = "–" if place.listed is None else place.listed.number
    with st.container(horizontal=True, key=f"head_{place.location_id}"):
        at = f'<span class="crt-anchor" id="{as_html(anchor(place.location_id))}"></span>'
        st.html(f'{at}<span class="crt-place-no">{number}</span>', width="content")
        place_list.link(place.location_id, place.name)


def _figures(place: AgendaLocation, told: _Told) -> str:
    figures = told.figures[place.location_id]
    standing = place_list.standing_html(place.location_id, figures["n_incidents_7d"], told.usual, told.patterns)
    decided = f'<p><span class="crt-mark crt-mark-ok">▣ {as_html(place.decided)}</span></p>' if place.decided else ""
    return (
        f'{decided}<div class="crt-figures crt-quiet"><span>{as_html(figures["neighborhood_name"])}</span>{standing}'
        f"</div>{_open_by_age(figures, told.ages.get(place.location_id))}"
    )


def _open_by_age(figures: Mapping[str, Any], ages: Mapping[str, Any] | None) -> str:
    """Return how many tickets are open, by age, and the oldest; without the ages where an older build has none."""
    n_open = figures["n_open_tickets"]
    if not n_open:
        return '<div class="crt-figures crt-quiet"><span><b>0</b> open</span></div>'
    by_age = (
        ("under 3 days", "n_open_under_3d"),
        ("3 to 14", "n_open_3d_to_14d"),
        ("14 or more", "n_open_14d_or_more"),
    )
    told = (
        "" if ages is None else "".join(f"<span>{words}: <b>{whole(ages[name])}</b></span>" for words, name in by_age)
    )
    oldest = count_words(int(figures["oldest_open_days"]), "day")
    return (
        f'<div class="crt-figures crt-quiet crt-ages"><span><b>{whole(n_open)}</b> open</span>{told}'
        f"<span>oldest <b>{oldest}</b></span></div>"
    )


def _more(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    return (
        f"<details><summary>{count_words(len(reasons), 'more reason')}</summary>"
        f"{place_list.reasons_html(reasons)}</details>"
    )


def _tried(morning: Morning, ended: Sequence[Action]) -> str:
    """Return what was tried at a place before this morning and what came of it, folded, the newest first."""
    on = morning.build.as_of_date
    before = [action for action in ended if action.closed_date != on]
    if not before:
        return ""
    lines = "".join(f"<li>{_tried_line(morning, action)}</li>" for action in before[:_N_TRIED])
    n_older = len(before) - _N_TRIED
    older = f"<li>{n_older} before these: on the place's page.</li>" if n_older > 0 else ""
    return f"<details><summary>Tried here: {len(before)}</summary><ul>{lines}{older}</ul></details>"


def _tried_line(morning: Morning, action: Action) -> str:
    owner = morning.agency_name(action.owner_agency_code)
    ended = day(action.closed_date, seen_from=morning.build.as_of_date)
    return (
        f"<b>{as_html(action.status.words)}</b> {ended}, {as_html(owner)}: {as_html(action.what)}. "
        f"{as_html(action.result or '')}"
    )
