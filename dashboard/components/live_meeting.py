"""The running huddle on every screen: which part, for how long, who is present, and what was recorded last.

A strip of its own that draws itself anew every second or so. It reads one number, and nothing more while that number is
the same; the page below it is drawn anew only when somebody asks, because a page must not move under a thumb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import parts
from dashboard.components.text import as_html
from dashboard.huddle.meetings import PLANNED_PARTS
from dashboard.huddle.newest import entries_since, new_concern_lines
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.meetings import Meeting

_N_LINES = 3
_RUNNING_POLL_S = 1.0
_WAITING_POLL_S = 5.0


def show(morning: Morning, book: HuddleBook) -> None:
    """Draw the strip, and keep it up to date; `book` is what the page below was drawn from."""
    if morning.past is not None:
        # Nothing of it runs any more, and what is recorded now is the present morning's.
        return
    meeting = book.meeting(morning.build.as_of_date)
    is_running = meeting is not None and meeting.is_running
    # Before the start a few seconds are soon enough; then the strip finds the meeting running and goes faster.
    poll_s = _RUNNING_POLL_S if is_running else _WAITING_POLL_S
    state.note_part(parts.STRIP)
    st.fragment(_strip, run_every=poll_s, key=parts.STRIP)(morning, book, was_running=is_running)


def clock_words(seconds: int) -> str:
    """Return a time spent as the room reads it: "1:07"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def part_words(meeting: Meeting) -> str:
    """Return which part the meeting is at: "Part 3 of 7 · Carried-over actions"."""
    return f"Part {meeting.part_no} of {len(PLANNED_PARTS)} · {PLANNED_PARTS[meeting.part_no - 1].title}"


def _strip(morning: Morning, drawn: HuddleBook, *, was_running: bool) -> None:
    book = morning.live_book()
    meeting = book.meeting(morning.build.as_of_date)
    if (meeting is not None and meeting.is_running) != was_running:
        # The page's own pieces depend on it: the chair's buttons, the minutes.
        st.rerun(scope="app")
    told = "" if meeting is None else _meeting_html(morning, book, meeting)
    on = morning.build.as_of_date
    since = [] if book is drawn else entries_since(book, drawn, on=on)
    own_ids = state.own_events()
    news = [new for new in since if new.entry.event_id not in own_ids]
    meets = [] if book is drawn else new_concern_lines(book, drawn, agencies=morning.agencies)
    n_new = len(meets) + len(news)
    if told or n_new:
        # Only what is shown is put into words: fifty screens ask every second.
        shown = [
            *(line.words for line in meets),
            *(new.words(on=on, agencies=morning.agencies) for new in news[:_N_LINES]),
        ]
        lines = "".join(f'<p class="crt-quiet">◆ {as_html(words)}</p>' for words in shown[:_N_LINES])
        st.html(f'<div class="crt crt-live" role="status">{told}{lines}</div>')
        if n_new and st.button(f"Show {count_words(n_new, 'new entry', plural='new entries')}"):
            st.rerun(scope="app")


def _meeting_html(morning: Morning, book: HuddleBook, meeting: Meeting) -> str:
    on = morning.build.as_of_date
    present = count_words(len(book.present_agencies(on)), "agency", plural="agencies")
    if not meeting.is_running:
        return f"<p><b>■ The huddle is closed</b>; its minutes are made. {present} at the close.</p>"
    seconds = meeting.part_seconds(now_at=state.now_at()).get(meeting.part_no, 0)
    planned_s = PLANNED_PARTS[meeting.part_no - 1].seconds
    over = ' <span class="crt-mark crt-mark-act">▲ over its time</span>' if seconds > planned_s else ""
    return (
        f'<p><span class="crt-mark crt-mark-ok">▶ Huddle running</span> <b><a href="#part-{meeting.part_no}">'
        f"{as_html(part_words(meeting))}</a></b> · {clock_words(seconds)} of {clock_words(planned_s)}{over} · "
        f"{present} present</p>"
    )
