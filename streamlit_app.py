"""The screen's door: page config, navigation, who looks, and the one place where an error becomes words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import pauses, polls, state
from dashboard.components import banners, failure, named_notes, theme
from dashboard.components.opening import open_morning
from dashboard.stores.warehouse import opened_once

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_LOG = logging.getLogger("crt.dashboard")
_PAGES = "dashboard/pages"


def main() -> None:
    """Draw the page that the address asks for."""
    polls.pass_over_while_drawing()
    pauses.collect_seldom()
    st.set_page_config(page_title="CRT morning huddle", page_icon=theme.ICON, layout="wide")
    theme.apply()
    if state.asks_for_wall():
        _draw(st.navigation([st.Page(f"{_PAGES}/wall.py", title="Huddle, wall", default=True)], position="hidden"))
        return
    # Without icons, so that all of them fit beside each other: the keyboard does not come to what stands under "more".
    page = st.navigation(
        [
            st.Page(f"{_PAGES}/huddle.py", title="Huddle", default=True),
            st.Page(f"{_PAGES}/agency.py", title="My agency", url_path="agency"),
            st.Page(f"{_PAGES}/location.py", title="Location", url_path="location"),
            st.Page(f"{_PAGES}/district.py", title="District", url_path="district"),
            st.Page(f"{_PAGES}/outreach.py", title="Outreach", url_path="outreach"),
            # Reached from the two pages that name the log, so that the others find room beside each other.
            st.Page(f"{_PAGES}/bring_in.py", title="Bring in a log", url_path="bring_in", visibility="hidden"),
            st.Page(f"{_PAGES}/gaps.py", title="Beds & gaps", url_path="gaps"),
            st.Page(f"{_PAGES}/recovery_line.py", title="Recovery line", url_path="recovery_line"),
            st.Page(f"{_PAGES}/path_of_help.py", title="Path of help", url_path="path_of_help"),
            st.Page(f"{_PAGES}/ordinance.py", title="Ordinance", url_path="ordinance"),
            st.Page(f"{_PAGES}/complaint_and_need.py", title="Complaint & need", url_path="complaint_and_need"),
            st.Page(f"{_PAGES}/council.py", title="Council", url_path="council"),
            st.Page(f"{_PAGES}/track_record.py", title="Track record", url_path="track_record"),
            st.Page(f"{_PAGES}/past_mornings.py", title="Past mornings", url_path="past_mornings"),
            st.Page(f"{_PAGES}/data_health.py", title="Data health", url_path="data_health"),
        ],
        position="top",
    )
    _draw(page)


def _draw(page: StreamlitPage) -> None:
    try:
        state.forget_parts()
        with opened_once():
            if not state.asks_for_wall():
                banners.show(open_morning())
            page.run()
            if not state.asks_for_wall():
                named_notes.show()
    except Exception as error:  # noqa: BLE001 - nobody may ever see a traceback on the wall
        _LOG.exception("page %s could not be drawn", page.title)
        failure.show(error)


main()
