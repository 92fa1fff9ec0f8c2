"""The numbered places as a list that reads on a wall and on a phone: the map's equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.components import action_form, location_pattern, meeting, parts
from dashboard.components.action_marks import open_mark
from dashboard.components.html_table import Head, table_html
from dashboard.components.text import as_date, as_html, as_markdown, day, rate, share, whole
from dashboard.components.usual_ranges import UsualRanges
from dashboard.huddle.agenda_items import ItemKind, item_key
from dashboard.huddle.events import NamedLocation
from dashboard.huddle.words import count_words
from dashboard.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.components.chair_desk import Decider
    from dashboard.components.opening import Morning
    from dashboard.huddle.actions import Action
    from dashboard.huddle.agenda import AgendaLocation

LOCATION_PAGE = "dashboard/pages/location.py"
DISTRICT_PAGE = "dashboard/pages/district.py"
_TERM_HEADS = (
    Head("Category"),
    Head("Reported by"),
    Head("Tickets", is_figure=True),
    Head("Fast rate", is_figure=True),
    Head("Slow rate", is_figure=True),
    Head("Weight", is_figure=True),
    Head("Part of score", is_figure=True),
)
# The rest is folded, so that twenty places can be gone through in four minutes.
_N_SHOWN = 2
_CHANGE_WORDS = {
    "new": "new on the list",
    "returned": "back on the list",
    "moved": "moved",
    "split": "split",
    "merged": "merged",
}


@dataclass(frozen=True)
class _PlaceText:
    """What stands on a place's line, as HTML, and the category that weighs most there."""

    figures: str
    reasons: str
    folded: str
    heaviest: str | None


def show(morning: Morning, places: tuple[AgendaLocation, ...], *, decide: Decider | None = None) -> None:
    """Draw the places in the agenda's order, each with its link, figures, reasons and terms.

    Parameters
    ----------
    decide
        Draws the chair's decision about an item by its key (`chair_desk.decider`); None draws none.
    """
    for place, text in zip(places, _texts(_said_of(morning, places), morning, places), strict=True):
        parts.show(
            parts.place_part(place.location_id),
            _drawing_of(morning, place.location_id, text, decide),
            morning=morning,
        )


def _drawing_of(morning: Morning, location_id: str, text: _PlaceText, decide: Decider | None) -> Callable[[], None]:
    """Return what draws a place's line as it stands when it is called."""

    def draw() -> None:
        agenda = meeting.agenda_of(morning, morning.live_book())
        place = next((each for each in agenda.locations if each.location_id == location_id), None)
        if place is not None:
            _show_place(morning, place, text, decide)

    return draw


def _show_place(morning: Morning, place: AgendaLocation, text: _PlaceText, decide: Decider | None) -> None:
    with st.container(key=f"place_{place.number}"):
        with st.container(horizontal=True, key=f"head_{place.number}"):
            st.html(f'<span class="crt-place-no">{place.number}</span>', width="content")
            link(place.location_id, place.name)
            st.html(text.figures, width="content")
        if place.decided:
            mark = "✕" if place.is_off else "▣"
            told = f'<span class="crt-mark crt-mark-ok">{mark} {as_html(place.decided)}</span>'
            st.html(f'<div class="crt">{told}</div>')
        if place.is_off:
            return
        st.html(f'<div class="crt">{text.reasons}{_open_actions(morning, place)}{text.folded}</div>')
        named = NamedLocation(place.location_id, place.name, place.number)
        if decide is None or not morning.role.may_run_meeting:
            action_form.show_proposed(morning, named, category_code=text.heaviest)
        else:
            # One line for both buttons; what either opens stands below it.
            buttons = st.container(horizontal=True, key=f"buttons_{place.number}")
            action_form.show_proposed(morning, named, category_code=text.heaviest, buttons=buttons)
            decide(item_key(ItemKind.LOCATION, place.location_id), buttons)


def _said_of(morning: Morning, places: tuple[AgendaLocation, ...]) -> tuple[object, ...]:
    """Return what the texts of places rest on: the build, and no event, so that they outlast every recording."""
    return (str(morning.build.file), *((place.location_id, place.district_code, place.reasons) for place in places))


# Twenty places with their tables are a third of what the page costs, and the same on every screen.
@remembered(max_entries=16)
def _texts(
    said_of: tuple[object, ...],  # noqa: ARG001 - the key
    _morning: Morning,
    _places: tuple[AgendaLocation, ...],
) -> tuple[_PlaceText, ...]:
    morning = _morning
    locations = morning.rows("locations").set_index("location_id")
    terms = morning.rows("location_terms")
    usual = UsualRanges(morning.rows("location_ranges"))
    patterns = location_pattern.codes(morning)
    # Against no earlier morning every place would be called new.
    is_compared = as_date(morning.facts["previous_as_of_date"]) is not None
    texts = []
    for place in _places:
        figures: dict[str, Any] = dict(locations.loc[place.location_id])
        own_terms = terms[terms["location_id"] == place.location_id]
        told = _figures(figures, place.district_code, is_compared=is_compared)
        more = standing_html(place.location_id, figures["n_incidents_7d"], usual, patterns)
        texts.append(
            _PlaceText(
                figures=f'<div class="crt crt-figures crt-quiet">{more}{told}</div>',
                reasons=reasons_html(place.reasons[:_N_SHOWN]),
                folded=_folded(place.reasons[_N_SHOWN:], figures, own_terms),
                heaviest=None if own_terms.empty else str(own_terms.iloc[0]["category_code"]),
            )
        )
    return tuple(texts)


def standings(morning: Morning) -> Mapping[str, str]:
    """Return how each listed place stands today, as HTML: its number, its incidents of 7 days, what is usual there."""
    return _standings(str(morning.build.file), morning)


@remembered(max_entries=16)
def _standings(build_file: str, _morning: Morning) -> Mapping[str, str]:  # noqa: ARG001 - the key
    usual = UsualRanges(_morning.rows("location_ranges"))
    patterns = location_pattern.codes(_morning)
    return {
        row["location_id"]: f"<span>number {whole(row['number'])} today</span>"
        + standing_html(row["location_id"], row["n_incidents_7d"], usual, patterns)
        for _, row in _morning.rows("locations").iterrows()
    }


def link(location_id: str, label: str) -> None:
    """Draw a link that opens a location's page within the app."""
    st.page_link(LOCATION_PAGE, label=as_markdown(label), query_params={state.LOCATION_PARAM: location_id})


def district_link(district_code: str, label: str) -> None:
    """Draw a link that opens a district's page within the app."""
    st.page_link(DISTRICT_PAGE, label=as_markdown(label), query_params={state.DISTRICT_PARAM: district_code})


def reasons_html(reasons: Sequence[str]) -> str:
    """Return reasons as a list."""
    return f'<ul class="crt-reasons">{"".join(f"<li>{as_html(reason)}</li>" for reason in reasons)}</ul>'


def terms_html(figures: dict[str, Any], terms: pd.DataFrame) -> str:
    """Return the terms of a location's score as a table: no rank hides how it came about."""
    rows = [
        (
            term["category_name"],
            term["reporter_group"],
            whole(term["n_tickets"]),
            rate(term["acute_rate"]),
            rate(term["chronic_rate"]),
            rate(term["weight"]),
            rate(term["contribution"]),
        )
        for _, term in terms.iterrows()
    ]
    caption = (
        f"Score {rate(figures['score'])} weighted incidents a day: "
        f"{share(figures['acute_share'])} from the fast rate, {share(figures['chronic_share'])} from the slow one; "
        f"{rate(figures['residents_score'])} from residents' tickets, {rate(figures['staff_score'])} from staff's."
    )
    return table_html(_TERM_HEADS, rows, caption=caption, foot=("Score", "", "", "", "", "", rate(figures["score"])))


def _folded(reasons: Sequence[str], figures: dict[str, Any], terms: pd.DataFrame) -> str:
    more = f"{count_words(len(reasons), 'more reason')}, and how" if reasons else "How"
    return (
        f"<details><summary>{more} its rank comes about: score {rate(figures['score'])}</summary>"
        f"{reasons_html(reasons) if reasons else ''}{terms_html(figures, terms)}</details>"
    )


def _figures(figures: dict[str, Any], district_code: str, *, is_compared: bool) -> str:
    change = _CHANGE_WORDS.get(figures["change_kind"], "") if is_compared else ""
    parts = [
        f"<span><b>{as_html(district_code)}</b> {as_html(figures['neighborhood_name'])}</span>",
        f"<span><b>{whole(figures['n_open_tickets'])}</b> open</span>",
    ]
    if not pd.isna(figures["previous_number"]) and figures["previous_number"] != figures["number"]:
        parts.append(f"<span>was number {whole(figures['previous_number'])}</span>")
    if change:
        parts.append(f'<span class="crt-mark crt-mark-ok">◆ {change}</span>')
    return "".join(parts)


def standing_html(location_id: str, n_incidents: int, usual: UsualRanges, patterns: Mapping[str, str]) -> str:
    """Return a place's incidents of 7 days with what is usual there, and its pattern in a word."""
    incidents = "incident" if n_incidents == 1 else "incidents"
    told = usual.words(location_id, window_days=7)
    if told and usual.is_outside(location_id, window_days=7):
        told = f"<b>{as_html(told)}</b>"
    pattern = patterns.get(location_id)
    parts = [f"<span><b>{whole(n_incidents)}</b> {incidents} in 7 days{told and f', {told}'}</span>"]
    if pattern is not None:
        parts.append(f"<span>{as_html(location_pattern.short_words(pattern))}</span>")
    return "".join(parts)


def _open_actions(morning: Morning, place: AgendaLocation) -> str:
    return "".join(_open_action(morning, action) for action in place.open_actions)


def _open_action(morning: Morning, action: Action) -> str:
    on = morning.build.as_of_date
    mark, side = open_mark(action, on=on, otherwise="open", tells_days=False)
    due = "" if action.due_date == on else f", due {day(action.due_date, seen_from=on)}"
    return (
        f"<p><span class='crt-mark crt-mark-{side}'>{mark}</span> "
        f"{as_html(morning.agency_name(action.owner_agency_code))}: {as_html(action.what.rstrip(' .'))}{due}</p>"
    )
