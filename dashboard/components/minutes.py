"""The minutes of the closed huddle on its page: as they were frozen, and what was recorded since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components import handouts, meeting
from dashboard.components.live_meeting import clock_words
from dashboard.components.text import as_html, instant
from dashboard.huddle.minutes import Minutes, make_minutes
from dashboard.huddle.newest import lines_since
from pipelines.settings import operations_url

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook

OTHER_BUILD = "The build that the huddle had is gone: the build's lines are of a later one."


@dataclass(frozen=True)
class FrozenMinutes:
    """The minutes of a closed huddle, the morning with the build they are made from, and the book at the close.

    `is_other_build` says that the build that the huddle had is gone and a later one of the same morning stands in.
    """

    minutes: Minutes
    seen: Morning
    at_close: HuddleBook
    is_other_build: bool


def frozen_minutes(morning: Morning, book: HuddleBook) -> FrozenMinutes | None:
    """Return the minutes of the morning's huddle; None before its close."""
    on = morning.build.as_of_date
    held = book.meeting(on)
    if held is None or held.close_event_id is None:
        return None
    at_close = cache.book_at_close(operations_url(morning.paths), huddle_date=on, close_event_id=held.close_event_id)
    seen = _as_seen(morning, str(held.close_build_id))
    minutes = make_minutes(
        meeting.agenda_of(seen, at_close), at_close, build_id=seen.build.build_id, agencies=morning.agencies
    )
    return FrozenMinutes(minutes, seen, at_close, is_other_build=seen.build.build_id != held.close_build_id)


def show(morning: Morning, book: HuddleBook) -> None:
    """Draw the minutes, folded, with their files and the difference since; nothing before the close."""
    frozen = frozen_minutes(morning, book)
    if frozen is None:
        return
    with st.expander("Minutes"):
        if frozen.is_other_build:
            st.warning(OTHER_BUILD)
        st.html(f'<div class="crt crt-minutes">{_html(frozen.minutes)}</div>')
        handouts.show_minutes(frozen.seen, frozen.minutes, note=OTHER_BUILD if frozen.is_other_build else "")
        st.html(f'<div class="crt"><h3>Since the close</h3>{_since(morning, frozen.at_close)}</div>')


def _as_seen(morning: Morning, build_id: str) -> Morning:
    """Return the morning with the build that the huddle had, which may have been built anew since."""
    if build_id == morning.build.build_id:
        return morning
    build = cache.kept_build(morning.paths, build_id)
    return morning if build is None else morning.with_build(build)


def _html(minutes: Minutes) -> str:
    on = minutes.huddle_date
    present = as_html(", ".join(minutes.present)) or "no roll was called"
    head = (
        f"<p>From {instant(minutes.started_at, seen_from=on)} to {instant(minutes.closed_at, seen_from=on)} · build "
        f"{as_html(minutes.build_id)} · present: {present}</p>"
    )
    parts = "".join(
        f"<h3>{part.number} · {as_html(part.title)} ({clock_words(part.seconds)} of "
        f"{clock_words(part.planned_seconds)})</h3>"
        f"<ul>{''.join(f'<li>{as_html(line)}</li>' for line in part.lines) or '<li>nothing on record</li>'}</ul>"
        for part in minutes.parts
    )
    return head + parts


def _since(morning: Morning, at_close: HuddleBook) -> str:
    lines = lines_since(morning.book_until_now(), at_close, on=morning.build.as_of_date, agencies=morning.agencies)
    if not lines:
        return "<p>Nothing was recorded of this morning.</p>"
    return f"<ul>{''.join(f'<li>{as_html(line.words)}</li>' for line in reversed(lines))}</ul>"
