"""The screen's door: who may come in, page config, navigation, and the one place where an error becomes words.

Streamlit runs this file twice over: the server imports it once and finds `app`, what is served and to whom; each screen
then runs it as its script.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware

from dashboard import identity, pauses, polls, serving, state, streamlit_routes
from dashboard.components import (
    accesses,
    banners,
    council_words,
    failure,
    named_notes,
    navigation,
    sign_in,
    theme,
    viewer_strip,
)
from dashboard.components.opening import open_morning
from dashboard.sign_in_settings import ServingError
from dashboard.stores.warehouse import opened_once
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage
    from streamlit.runtime.secrets import SecretsValue

    from dashboard.identity import Viewer
    from pipelines.settings import Paths

_LOG = logging.getLogger("crt.dashboard")
_PAGES = "dashboard/pages"
# What these tell is not of a morning, and must be there before the first build is.
WITHOUT_MORNING = frozenset({"access_log", "roles"})


def main() -> None:
    """Draw the page that the address asks for, if whoever looks may open it."""
    polls.pass_over_while_drawing()
    pauses.collect_seldom()
    st.set_page_config(page_title="CRT morning huddle", page_icon=theme.ICON, layout="wide")
    theme.apply()
    try:
        _open(project_paths())
    except Exception as error:  # noqa: BLE001 - nobody may ever see a traceback on the wall
        _LOG.exception("a page could not be drawn")
        failure.show(error)


def _open(paths: Paths) -> None:
    viewer = identity.viewer(paths)
    if not viewer.has_role:
        # Nothing of the board: neither its pages' titles nor whether there is a build.
        st.navigation(navigation.of_viewer(_pages(), paths, viewer), position="hidden")
        sign_in.show()
    elif state.asks_for_wall():
        wall = st.navigation([st.Page(f"{_PAGES}/wall.py", title="Huddle, wall", default=True)], position="hidden")
        _draw(wall, paths, viewer, page_code=navigation.WALL_PAGE)
    else:
        page = st.navigation(navigation.of_viewer(_pages(), paths, viewer), position="top")
        _draw(page, paths, viewer, page_code=navigation.code_of(page))


def _pages() -> list[StreamlitPage]:
    # Without icons, so that all of them fit beside each other: the keyboard does not come to what stands under "more".
    return [
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
        st.Page(f"{_PAGES}/roles.py", title="Roles", url_path="roles", visibility="hidden"),
        st.Page(f"{_PAGES}/access_log.py", title="Access log", url_path="access_log", visibility="hidden"),
    ]


def _draw(page: StreamlitPage, paths: Paths, viewer: Viewer, *, page_code: str) -> None:
    if not navigation.may_open(paths, viewer, page_code):
        if page_code == navigation.FIRST_PAGE:
            navigation.lead_to_own(paths, viewer)
        viewer_strip.show_alone(paths, viewer)
        navigation.show_denied(viewer)
        return
    state.forget_parts()
    with opened_once():
        if page_code in WITHOUT_MORNING:
            viewer_strip.show_alone(paths, viewer)
        elif page_code != navigation.WALL_PAGE:
            morning = open_morning()
            banners.show(morning, viewer, speech=council_words.speech_above(morning, page_code))
        try:
            page.run()
            if page_code != navigation.WALL_PAGE:
                named_notes.show()
        finally:
            # A page may end its own drawing early: it was opened all the same.
            accesses.note_opened(page_code, viewer)


def _served() -> tuple[dict[str, SecretsValue], list[Middleware]]:
    """Return the secrets and the middleware of the server, or end the process in words: it may not serve like this."""
    try:
        sign_in_settings = serving.checked_sign_in(
            os.environ,
            address=st.get_option("server.address"),
            trusted_headers=st.get_option("server.trustedUserHeaders"),
        )
    except ServingError as error:
        sys.stderr.write(f"Not started: {error}.\nNext step: {error.next_step}\n")
        sys.stderr.flush()
        # Not sys.exit: the threads that watch Streamlit's configuration would keep a server alive that serves nothing.
        os._exit(error.exit_code)
    is_over_tls = sign_in_settings is not None and sign_in_settings.is_over_tls
    keeper = Middleware(serving.Doorkeeper, is_local=sign_in_settings is None, is_over_tls=is_over_tls)
    cookie_secret = None if sign_in_settings is None else sign_in_settings.cookie_secret
    base_path = st.get_option("server.baseUrlPath")
    routes = Middleware(streamlit_routes.RouteKeeper, cookie_secret=cookie_secret, base_path=base_path)
    # An empty section where nobody signs in: it goes before one that a file of secrets might hold.
    section = {} if sign_in_settings is None else sign_in_settings.auth_section()
    return {"auth": section}, [keeper, routes]


if __name__ == "__main__":
    main()
else:
    _secrets, _middleware = _served()
    app = st.App(Path(__file__).resolve(), secrets=_secrets, middleware=_middleware)
