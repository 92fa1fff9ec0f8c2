"""What stands above the Council's room in a language of its own: made up or real, which morning, how fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components.council_words import direction, html
from dashboard.components.text import as_html
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.catalogue import Speech
    from dashboard.components.opening import Morning


def show_mark(speech: Speech, key: str, *, css: str) -> None:
    """Draw a mark of the strip: a text of the catalogue in a frame."""
    st.html(f'<span class="crt {css}" {_runs(speech)}>{html(speech, key)}</span>', width="content")


def show_as_of(morning: Morning, speech: Speech) -> None:
    """Draw which morning it is and how fresh each source; sources keep the names that the City gave them."""
    feeds = morning.rows("feeds")
    n_waiting = int((feeds["status"] != "current").sum())
    fresh = (
        html(speech, "strip.feeds_waiting", n=n_waiting, all=len(feeds))
        if n_waiting
        else html(speech, "strip.feeds_current")
    )
    as_of_at = morning.build.as_of_at
    newest = feeds["newest_record_at"].max()
    told = [f"<b>{_at(speech, 'strip.as_of', as_of_at)}</b>"]
    told += [] if pd.isna(newest) else [_at(speech, "strip.newest", newest)]
    lines = "".join(f"<li>{_feed(speech, feed)}</li>" for _, feed in feeds.iterrows())
    st.html(
        f'<div class="crt crt-strip" role="status" {_runs(speech)}><details><summary>{" · ".join([*told, fresh])}'
        f'</summary><ul>{lines}</ul><p class="crt-quiet">{_at(speech, "strip.nothing_after", as_of_at)}</p></details>'
        "</div>",
        width="content",
    )


def _runs(speech: Speech) -> str:
    return f'lang="{speech.html_lang}" dir="{direction(speech)}"'


def _feed(speech: Speech, feed: pd.Series[Any]) -> str:
    newest = feed["newest_record_at"]
    when = "" if pd.isna(newest) else f", {_at(speech, 'strip.newest', newest)}"
    name = f'<span lang="en" dir="ltr">{as_html(feed["feed_name"])}</span>'
    return f"{name}: {html(speech, 'feed_status.' + str(feed['status']))}{when}"


def _at(speech: Speech, key: str, value: datetime) -> str:
    """Return a text that tells an instant, on Boston's clock and as the language writes day and time."""
    here = pd.Timestamp(value).tz_convert(HUDDLE_ZONE).to_pydatetime()
    return html(speech, key, day=speech.day(here.date()), time=speech.clock(here))
