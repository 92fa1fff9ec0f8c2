"""The Council's room: which days and part of the city are looked at, what was done and asked, and what words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import council_feedback, council_sections, told_once
from dashboard.components.council_sections import Looked, zone_name
from dashboard.components.council_words import block, html
from dashboard.components.html_table import shown, table_html
from dashboard.components.text import as_markdown
from dashboard.huddle.feedback import LAST_DAYS
from geo.frames import row_dicts

if TYPE_CHECKING:
    from dashboard.cache import Build
    from dashboard.catalogue import Said, Speech
    from dashboard.components.council_sections import Section
    from dashboard.components.opening import Morning

COUNCIL_PAGE = "dashboard/pages/council.py"
_PAST_PAGE = "dashboard/pages/past_mornings.py"
_ZONE_KEY, _PERIOD_KEY = "zone_choice", "period_choice"
# Each head of the tables with the text that says what it counts.
_MEANINGS = (
    ("measure.contacts", "mean.contact"),
    ("help.offered", "mean.offered"),
    ("help.accepted", "mean.accepted"),
    ("help.declined", "mean.declined"),
    ("help.unavailable", "mean.unavailable"),
    ("other.times", "mean.times"),
    ("mean.co_response", "mean.co_response_told"),
    ("zones.contacts", "mean.contact"),
    ("zones.offer_shelter_accepted", "mean.accepted"),
    ("zones.offer_shelter_declined", "mean.declined"),
    ("zones.offer_shelter_unavailable", "mean.unavailable"),
    ("zones.sharps_collected", "mean.times"),
)
_PUBLIC_MEANINGS = (
    ("zones.tickets", "mean.ticket"),
    ("zones.incidents", "mean.incident"),
    ("asked.tickets", "mean.ticket"),
    ("asked.incidents", "mean.incident"),
    ("back.jobs", "mean.jobs"),
)
_MISSING = ("missing.people", "missing.spots")


def choose_looked(morning: Morning, speech: Speech) -> tuple[Morning, Looked]:
    """Draw the choice of days and of a part of the city; return what is looked at, and the morning that tells it.

    The address may ask for either; only what is there is let through, and nothing else is echoed.
    """
    earlier = _earlier_builds(morning)
    lookback = int(morning.facts["lookback_days"])
    # Finer figures are told once in a lookback: the room looks at all of its figures as they were told with these.
    newest = told_once.then(morning) or morning
    is_own = newest.build == morning.build
    own = "period.last_days" if is_own else "period.before"
    periods = {LAST_DAYS: speech.text(own, n=lookback, day=speech.day(newest.build.as_of_date))}
    periods |= {
        code: speech.text("period.before", n=lookback, day=speech.day(each.as_of_date))
        for code, each in earlier.items()
    }
    # The address is what counts: a choice goes into it before the page is drawn again.
    period_code = state.asked_days(earlier) or LAST_DAYS
    st.session_state[_PERIOD_KEY] = period_code
    st.selectbox(
        as_markdown(speech.text("period.choose")),
        list(periods),
        format_func=periods.__getitem__,
        on_change=_put_period_into_address,
        key=_PERIOD_KEY,
        width=420,
    )
    seen = newest if period_code == LAST_DAYS else morning.with_build(earlier[period_code])
    zones = {str(zone["zone_id"]): shown_text(zone_name(speech, zone)) for zone in row_dicts(seen.rows("zones"))}
    zones = {"": speech.text("zone.whole"), **zones}
    zone_id = _choose_zone(speech, zones)
    # What is said of a number is said of the days that it is of.
    said_of = newest.build.as_of_date.isoformat() if period_code == LAST_DAYS and not is_own else period_code
    return seen, Looked(said_of, zone_id, periods[period_code], zones[zone_id or ""])


def _earlier_builds(morning: Morning) -> dict[str, Build]:
    """Return the builds of earlier mornings whose days can be looked at, by their date, newest first."""
    told = cache.earlier_paths(morning.build, morning.role.audience, morning.thresholds)
    builds = {build.as_of_date.isoformat(): build for build, _ in told}
    return dict(sorted(builds.items(), reverse=True))


def shown_text(words: Said | str) -> str:
    """Return words where no mark of their language can stand."""
    return words if isinstance(words, str) else words.text


def show_sections(morning: Morning, seen: Morning, speech: Speech, looked: Looked) -> None:
    """Draw what was done and asked, each table with the way to say something about its numbers.

    Parameters
    ----------
    morning
        The morning on the screen: what is said is recorded of it.
    seen
        The morning whose days are looked at.
    speech
        The room's language.
    looked
        The chosen days and part of the city.
    """
    for section in council_sections.sections(seen, speech, looked):
        if section.title.text:
            st.header(as_markdown(section.title.text), anchor=False)
        show_section(speech, section)
        council_feedback.show(morning, speech, looked, section)


def show_section(speech: Speech, section: Section) -> None:
    """Draw a section's table and its notes."""
    table = table_html(section.heads, section.rows, caption=section.caption) if section.rows else ""
    notes = " ".join(shown(note) for note in section.notes)
    block(speech, table + (f'<p class="crt-quiet">{notes}</p>' if notes else ""))


def show_why_these_days(speech: Speech) -> None:
    """Say why no days can be chosen freely, and where older ones are."""
    block(speech, f'<p class="crt-quiet">{html(speech, "period.why")} {html(speech, "period.past")}</p>')
    st.page_link(_PAST_PAGE, label=as_markdown(speech.text("period.past_link")))


def show_meanings(morning: Morning, speech: Speech) -> None:
    """Draw what each word and number means, how fresh they are, and what is not on the page."""
    st.header(as_markdown(speech.text("mean.title")), anchor=False)
    told = (*_MEANINGS, *_PUBLIC_MEANINGS) if morning.role.audience.sees_outreach else _PUBLIC_MEANINGS
    # One entry a head, because two heads may be the same words in a language.
    entries = {html(speech, head): html(speech, meaning) for head, meaning in told}
    listed = "".join(f"<div><dt><b>{head}</b></dt><dd>{meaning}</dd></div>" for head, meaning in entries.items())
    fresh = f"{html(speech, 'mean.as_of', day=speech.day(morning.build.as_of_date))} {html(speech, 'mean.fresh')}"
    block(speech, f'<dl class="crt">{listed}</dl><p class="crt-quiet">{fresh}</p>', css="crt-definitions")
    st.header(as_markdown(speech.text("missing.title")), anchor=False)
    block(speech, f"<ul>{''.join(f'<li>{html(speech, key)}</li>' for key in _MISSING)}</ul>")


def show_only_zones() -> None:
    """Say that this role sees no single place, and where its figures are."""
    st.info("This role sees zones, not single places. **Next step:** open the Council page.")
    st.page_link(COUNCIL_PAGE, label="Council: what was done, by zone")


def _choose_zone(speech: Speech, names: dict[str, str]) -> str | None:
    asked, is_unknown = state.asked_zone(names.keys() - {""})
    if is_unknown:
        st.warning(as_markdown(speech.text("zone.unknown")))
    st.session_state[_ZONE_KEY] = asked or ""
    chosen = st.selectbox(
        as_markdown(speech.text("zone.choose")),
        list(names),
        format_func=names.__getitem__,
        on_change=_put_zone_into_address,
        key=_ZONE_KEY,
        width=420,
    )
    return chosen or None


def _put_zone_into_address() -> None:
    state.ask_for_zone(str(st.session_state[_ZONE_KEY]))


def _put_period_into_address() -> None:
    chosen = str(st.session_state[_PERIOD_KEY])
    state.ask_for_days("" if chosen == LAST_DAYS else chosen)
