"""The pieces of Data health about topics that moved between the systems and streams that fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, day, whole
from dashboard.huddle.health_items import FALLEN
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

_MOVE_MARKS = {
    "moved": "◆ moved, total unchanged",
    "moved_total_changed": "◆ moved, total changed",
    "not_a_move": "▲ not a move",
    "nothing_before": "○ nothing before",
    "too_early": "○ too early to tell",
    "too_few": "○ cannot be told",
    "legacy_not_held": "○ cannot be told",
    "legacy_ended": "○ cannot be told",
}
_MOVE_HEADS = (
    Head("Topic"),
    Head("Category"),
    Head("Began"),
    Head("Finding"),
    Head("A week before", is_figure=True),
    Head("A week after", is_figure=True),
    Head("Expected after", is_figure=True),
    Head("What can be said"),
)
_STEADY_HEADS = (Head("Topic"), Head("Category"), Head("What can be said"))
_STREAM_MARKS = {
    "silent": "▲ silent",
    "thinned": "▲ far below",
    "gap": "▲ empty days",
    "with_feed": "▲ with its feed",
    "moved": "◆ moved, not silent",
    "flowing": "● flowing",
    "too_few": "○ too few to tell",
}
_STREAM_HEADS = (
    Head("Feed"),
    Head("Stream"),
    Head("Status"),
    Head("Usual a day", is_figure=True),
    Head("What can be said"),
    Head("Judged to"),
)


def show_moves(morning: Morning) -> None:
    """Draw the topics that began in the 2025 system, each with what can be told; the steady ones folded."""
    topics = morning.rows("topic_migrations")
    began = topics[topics["began_date"].notna()]
    html_table.show_frame(
        _MOVE_HEADS,
        began,
        lambda topic: (
            topic["topic_name"],
            topic["category_name"],
            day(topic["began_date"], seen_from=morning.build.as_of_date),
            _MOVE_MARKS.get(topic["status"], topic["status"]),
            _a_week(topic["total_before"]),
            _a_week(topic["total_after"]),
            _range(topic["expected_low"], topic["expected_high"]),
            topic["told_text"],
        ),
        caption="Newest first; tickets a week of the topic and of the legacy types that fell for it, together",
        empty="No topic began in the 2025 system on the days held.",
    )
    steady = topics[topics["began_date"].isna()]
    if not steady.empty:
        others = "other topic" if not began.empty else "topic"
        with st.expander(f"{count_words(len(steady), others)} without a beginning to tell"):
            html_table.show_frame(
                _STEADY_HEADS,
                steady,
                lambda topic: (topic["topic_name"], topic["category_name"], topic["told_text"]),
                caption="Topics of the 2025 system that ran before the days held, or are too small to date",
                empty="",
            )


def show_streams(morning: Morning) -> None:
    """Draw the streams that fell silent or thin, then, folded, every stream that is watched."""
    streams = morning.rows("streams")
    if streams.empty:
        st.caption("No stream is watched: that needs four weeks of an expected 311 feed.")
        return
    is_told = streams["status"].isin((*FALLEN, "moved"))
    n_watched = int((streams["status"] != "too_few").sum())
    html_table.show_frame(
        _STREAM_HEADS,
        streams[is_told],
        lambda stream: _stream_cells(morning, stream),
        caption="A stream is a whole feed, a category of it or a channel of it",
        empty=f"All {n_watched} streams that can be judged flow.",
    )
    rest = streams[~is_told]
    if not rest.empty:
        n_few = len(streams) - n_watched
        few = f", {n_few} of them with too few tickets to tell a silence" if n_few else ""
        with st.expander(f"The other {count_words(len(rest), 'stream')}{few}"):
            html_table.show_frame(
                _STREAM_HEADS,
                rest,
                lambda stream: _stream_cells(morning, stream),
                caption="Each is judged against the same weekdays of its usual weeks, to the last day held in full",
                empty="",
            )


def _stream_cells(morning: Morning, stream: pd.Series[str]) -> tuple[str, ...]:
    usual = float(stream["usual_per_day"])
    return (
        stream["feed_name"],
        stream["stream_name"],
        _STREAM_MARKS.get(stream["status"], stream["status"]),
        whole(usual) if usual >= 10 else f"{usual:.1f}",  # noqa: PLR2004 - small rates need their decimal
        stream["told_text"],
        day(stream["last_date"], seen_from=morning.build.as_of_date),
    )


def _a_week(rate: float) -> str:
    return NOTHING if pd.isna(rate) else f"{float(rate):,.0f}"


def _range(low: float, high: float) -> str:
    return NOTHING if pd.isna(low) else f"{float(low):,.0f} to {float(high):,.0f}"
