"""The wall view: the part of the meeting that the chair is at, legible at five metres, nothing to press.

Every line is at least a twentieth of the screen high: on a wall screen of 55 inches that is letters of 2.4 cm, what
five metres ask for. What does not fit is counted, never shrunk. No figure of outreach or health is on it: everybody
sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import meeting
from dashboard.components.live_meeting import clock_words
from dashboard.components.text import as_html, headline_day
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.meetings import PLANNED_PARTS
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaItem, AgendaLocation, AgendaPart
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.meetings import Meeting

# Half of the two seconds in which the wall is to follow, less what a drawing takes.
_POLL_S = 0.5
_N_ITEMS = 5
_WHAT_CHANGED = 4
# What the room already hears, or what only sums up what stands below it, takes no line of a wall.
_NOT_ON_WALL = (
    ItemKind.NOT_IN_THIS_VERSION,
    ItemKind.FEED_CURRENT,
    ItemKind.LIST_SUMMARY,
    ItemKind.LOCATION,
    ItemKind.LIST_CHANGE,
    ItemKind.RESULT_SUMMARY,
    ItemKind.ITEM_OFF,
)


def show(morning: Morning) -> None:
    """Draw the wall, and draw it anew when anything is recorded or a new build is there."""
    # A wall that is opened shows the record as it is now; then it polls like every other screen.
    morning.book()
    st.fragment(_wall, run_every=_POLL_S)(morning)


def _wall(morning: Morning) -> None:
    build = cache.current_build(morning.paths)
    if build is not None and build.build_id != morning.build.build_id:
        st.rerun(scope="app")
    book = morning.live_book()
    held = book.meeting(morning.build.as_of_date)
    body = _waiting(morning, book) if held is None else _part(morning, book, held)
    st.html(f'<div class="crt crt-wall">{_head(morning, book, held)}{body}</div>')


def _head(morning: Morning, book: HuddleBook, held: Meeting | None) -> str:
    day = headline_day(morning.build.as_of_date)
    # One word, so that the head is one line: what it means stands on every other screen.
    sample = ' <span class="crt-sample">SAMPLE</span>' if morning.build.is_sample else ""
    present = count_words(len(book.present_agencies(morning.build.as_of_date)), "agency", plural="agencies")
    dots = "".join(f"<li{_here(number, held)}><b>{number}</b></li>" for number in range(1, len(PLANNED_PARTS) + 1))
    return (
        f'<header><p>{as_html(day)}{sample}</p><ol aria-label="Parts of the meeting">{dots}</ol>'
        f"<p>{present} present</p></header>"
    )


def _here(number: int, held: Meeting | None) -> str:
    if held is None or not held.is_running or held.part_no != number:
        return ""
    return ' class="crt-here" aria-current="step"'


def _waiting(morning: Morning, book: HuddleBook) -> str:
    names = [morning.agency_name(code) for code in book.present_agencies(morning.build.as_of_date)]
    here = f"<ul>{''.join(f'<li>{as_html(name)}</li>' for name in names[:_N_ITEMS])}</ul>" if names else ""
    more = f"<p>and {len(names) - _N_ITEMS} more</p>" if len(names) > _N_ITEMS else ""
    return f"<h1>The huddle has not started</h1><p>Say who is here.</p>{here}{more}"


def _part(morning: Morning, book: HuddleBook, held: Meeting) -> str:
    agenda = meeting.agenda_of(morning, book)
    part = agenda.parts[held.part_no - 1]
    if not held.is_running:
        closing = " ".join(item.text for item in agenda.parts[-1].items if item.kind == ItemKind.SUMMARY)
        return f"<h1>■ The huddle is closed</h1><p>{as_html(closing)}</p>"
    seconds = held.part_seconds(now_at=state.now_at()).get(held.part_no, 0)
    planned_s = PLANNED_PARTS[held.part_no - 1].seconds
    over = " ▲" if seconds > planned_s else ""
    head = (
        f"<h1>{part.number} · {as_html(part.title)} <span>{clock_words(seconds)} of {clock_words(planned_s)}{over}"
        "</span></h1>"
    )
    if not morning.role.sees_places:
        return f"{head}<p>This role sees zones only: the part's items are not shown.</p>"
    spoken_of = [place for place in agenda.locations if not place.is_off]
    places = [_place(morning, place) for place in spoken_of] if part.number == _WHAT_CHANGED else []
    return head + _items(part, places)


def _items(part: AgendaPart, places: list[str]) -> str:
    lines = [*(_line(item) for item in part.items if item.kind not in _NOT_ON_WALL), *places]
    if not lines:
        return "<p>Each agency says aloud what the room must know.</p>"
    shown = "".join(lines[:_N_ITEMS])
    left = len(lines) - _N_ITEMS
    more = f"<p>and {left} more on the screens</p>" if left > 0 else ""
    return f"<ul>{shown}</ul>{more}"


def _place(morning: Morning, place: AgendaLocation) -> str:
    """Return a place's line: number, name, the first of its reasons, and who is to go."""
    owners = [morning.agencies.get(action.owner_agency_code, "") for action in place.open_actions]
    who = f" → {', '.join(dict.fromkeys(owners))}" if owners else ""
    why = f": {place.reasons[0]}" if place.reasons else ""
    return f"<li><b>{place.number} {as_html(place.name)}</b>, {as_html(place.district_code)}{as_html(who + why)}</li>"


def _line(item: AgendaItem) -> str:
    mark = meeting.mark_html(item.kind)
    pinned = f'<span class="crt-mark">▣ {as_html(item.decided)}</span> ' if item.decided else ""
    return f"<li>{mark}{pinned}{as_html(item.text)}</li>"
