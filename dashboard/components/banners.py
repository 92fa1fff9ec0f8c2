"""What stands above every page: made-up city or real one, which morning, how fresh, who looks, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components import council_strip, viewer_strip
from dashboard.components.text import as_html, headline_day, instant, message_as_html
from dashboard.remembered import remembered
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from dashboard.catalogue import Speech
    from dashboard.components.opening import Morning
    from dashboard.huddle.past_mornings import PastMorning
    from dashboard.identity import Viewer


def show(morning: Morning, viewer: Viewer, *, speech: Speech | None = None) -> None:
    """Draw the strip and, where they hold, the banners of a failed build and of a rebuilt morning.

    Parameters
    ----------
    morning, viewer
        The morning on the screen, and who looks.
    speech
        The language of the room below; None is the board's own English.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="strip"):
        if morning.build.is_sample and speech is not None:
            council_strip.show_mark(speech, "sample.mark", css="crt-sample")
        elif morning.build.is_sample:
            st.html('<span class="crt crt-sample">SAMPLE — made-up city</span>', width="content")
        viewer_strip.show(morning.paths, viewer, speech=speech)
        _agency_chooser(morning, viewer)
        if speech is not None:
            council_strip.show_as_of(morning, speech)
        else:
            st.html(f'<div class="crt crt-strip" role="status">{_as_of(morning)}</div>', width="content")
    if morning.past is not None:
        _past(morning, morning.past)
    if banners := _failed(morning) + _rebuilt(morning):
        st.html(banners)


def _as_of(morning: Morning) -> str:
    return _told_as_of(str(morning.build.file), morning)


@remembered(max_entries=16)
def _told_as_of(build_file: str, _morning: Morning) -> str:  # noqa: ARG001 - the key
    morning = _morning
    feeds = morning.rows("feeds")
    n_waiting = int((feeds["status"] != "current").sum())
    waiting = f"{n_waiting} of {len(feeds)} not current" if n_waiting else "all current"
    newest = instant(feeds["newest_record_at"].max(), seen_from=morning.build.as_of_date)
    as_of = f"{headline_day(morning.build.as_of_date)}, {morning.build.as_of_at.astimezone(HUDDLE_ZONE):%H:%M}"
    lines = "".join(
        f"<li>{as_html(feed['feed_name'])}: {as_html(feed['status'].replace('_', ' '))}, newest record "
        f"{instant(feed['newest_record_at'], seen_from=morning.build.as_of_date)}</li>"
        for _, feed in feeds.iterrows()
    )
    return (
        f"<details><summary>As of <b>{as_of}</b> · newest record {newest} · feeds: {waiting}</summary>"
        f"<ul>{lines}</ul><p class='crt-quiet'>Nothing stamped at or after {as_of} is on these pages.</p>"
        "<p class='crt-quiet'>What a role may open and see stands in data/reference/role_pages.csv and roles.csv. "
        "Where there is no sign-in the role is chosen on this screen, and the dashboard answers this machine alone.</p>"
        "</details>"
    )


def _agency_chooser(morning: Morning, viewer: Viewer) -> None:
    if viewer.is_signed_in and morning.agency_code is not None:
        name = as_html(morning.agency_name(morning.agency_code))
        st.html(f'<span class="crt">for <b>{name}</b></span>', width="content")
    if viewer.is_signed_in or not morning.may_choose_agency:
        return
    codes = list(morning.agencies)
    kept = None if state.has_agency_list() else state.chosen_agency(codes)
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="for_agency"):
        st.html('<span class="crt crt-seen-as" aria-hidden="true">for</span>', width="content")
        st.selectbox(
            "For which agency",
            codes,
            # A list that begins with a choice cannot be emptied: only once, where the choice was kept for it.
            index=None if kept is None else codes.index(kept),
            format_func=lambda code: morning.agencies[code],
            placeholder="no agency chosen",
            key=state.AGENCY_KEY,
            on_change=state.keep_agency,
            label_visibility="collapsed",
            width=230,
        )


def _past(morning: Morning, past: PastMorning) -> None:
    """Say that this is a past morning, how it ended, and lead back to the present one."""
    on = past.huddle_date
    if past.closed_at is None:
        how = "Nobody closed this huddle on the board: what was recorded of it until now is shown."
    else:
        how = f"As it stood when the huddle was closed, {instant(past.closed_at, seen_from=on)}."
    if past.is_other_build:
        how += " The build that the huddle had is gone: a later build of the same morning stands in."
    if morning.facts["policy_digest"] != cache.policy_digest(morning.paths):
        how += " The reviewed tables have changed since: what is hidden and what counts as late goes by today's."
    with st.container(horizontal=True, vertical_alignment="center", key="past_morning"):
        st.html(
            '<div class="crt crt-banner" role="status"><span class="crt-mark">◆ A past morning: '
            f"{as_html(headline_day(on))}.</span> {as_html(how)} Nothing can be recorded here.</div>"
        )
        st.button("Back to the present morning", on_click=state.leave_past_morning, key="leave_past_morning")


def _failed(morning: Morning) -> str:
    attempt = morning.failed_attempt
    if attempt is None:
        return ""
    tried = instant(attempt.attempted_at, seen_from=morning.build.as_of_date)
    return (
        '<div class="crt crt-banner crt-banner-act" role="alert">'
        f'<span class="crt-mark crt-mark-act">▲ Build failed.</span> The build of {tried} failed: '
        f"{message_as_html(attempt.error.removesuffix('.'))}. "
        f"You see the build of {headline_day(morning.build.as_of_date)}. "
        f"<b>Next step:</b> {message_as_html(attempt.next_step)}</div>"
    )


def _rebuilt(morning: Morning) -> str:
    if not morning.facts["is_reconstructed"]:
        return ""
    return (
        '<div class="crt crt-banner"><span class="crt-mark">◆ This morning was rebuilt from a later snapshot:</span> '
        "a later edit of a ticket may show. Nothing stamped after the morning is counted.</div>"
    )
