"""The screen's door: page config, navigation, who looks, and the one place where an error becomes words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import pauses, polls, state
from dashboard.components import banners, failure, theme
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
    page = st.navigation(
        [
            st.Page(f"{_PAGES}/huddle.py", title="Huddle", icon=":material/groups:", default=True),
            st.Page(f"{_PAGES}/agency.py", title="My agency", icon=":material/badge:", url_path="agency"),
            st.Page(f"{_PAGES}/location.py", title="Location", icon=":material/location_on:", url_path="location"),
            st.Page(f"{_PAGES}/district.py", title="District", icon=":material/map:", url_path="district"),
            st.Page(
                f"{_PAGES}/bring_in.py", title="Bring in a log", icon=":material/upload_file:", url_path="bring_in"
            ),
            st.Page(f"{_PAGES}/outreach.py", title="Outreach", icon=":material/diversity_1:", url_path="outreach"),
            st.Page(
                f"{_PAGES}/ordinance.py", title="Ordinance checklist", icon=":material/checklist:", url_path="ordinance"
            ),
            st.Page(f"{_PAGES}/council.py", title="Council", icon=":material/diversity_3:", url_path="council"),
            st.Page(
                f"{_PAGES}/complaint_and_need.py",
                title="Complaint & need",
                icon=":material/balance:",
                url_path="complaint_and_need",
            ),
            st.Page(f"{_PAGES}/gaps.py", title="Beds & gaps", icon=":material/bed:", url_path="gaps"),
            st.Page(f"{_PAGES}/track_record.py", title="Track record", icon=":material/rule:", url_path="track_record"),
            st.Page(
                f"{_PAGES}/past_mornings.py",
                title="Past mornings",
                icon=":material/history:",
                url_path="past_mornings",
            ),
            st.Page(
                f"{_PAGES}/data_health.py", title="Data health", icon=":material/fact_check:", url_path="data_health"
            ),
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
    except Exception as error:  # noqa: BLE001 - nobody may ever see a traceback on the wall
        _LOG.exception("page %s could not be drawn", page.title)
        failure.show(error)


main()
