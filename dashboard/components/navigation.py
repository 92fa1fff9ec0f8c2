"""The pages beside each other at the top, as a role may open them; what it may not open says so and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.components.text import as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.navigation.page import StreamlitPage

    from dashboard.identity import Viewer
    from pipelines.settings import Paths

_FOLDER = "dashboard/pages"
# The page that the bare address opens.
FIRST_PAGE = "huddle"
WALL_PAGE = "wall"
# What a browser's tab says of a page that is denied.
_CLOSED_TITLE = "CRT morning huddle"


def code_of(page: StreamlitPage) -> str:
    """Return the code of a page in the reviewed table: the name of its file, which is its address too."""
    return page.url_path or FIRST_PAGE


def of_viewer(pages: Sequence[StreamlitPage], paths: Paths, viewer: Viewer) -> list[StreamlitPage]:
    """Return the pages as this viewer may find them: those that are denied are not named.

    They keep their address, so that whoever asks for one is told that it is not theirs. Of a role that does not have
    the huddle every page is listed: it has few.
    """
    allowed = cache.role_pages(paths)
    is_short = not allowed.may_open(viewer.role, FIRST_PAGE)
    found = []
    for page in pages:
        code = code_of(page)
        if not allowed.may_open(viewer.role, code):
            found.append(_page(code, title=_CLOSED_TITLE, is_listed=False))
        elif is_short:
            found.append(_page(code, title=page.title, is_listed=True))
        else:
            found.append(page)
    return found


def may_open(paths: Paths, viewer: Viewer, page_code: str) -> bool:
    """Return whether the viewer may open a page: by the reviewed table, deny by default."""
    return cache.role_pages(paths).may_open(viewer.role, page_code)


def lead_to_own(paths: Paths, viewer: Viewer) -> None:
    """Lead somebody whose role does not have the huddle from the bare address to the first page that it has."""
    own = cache.role_pages(paths).of_role(viewer.role)
    if own == (WALL_PAGE,):
        st.query_params[state.VIEW_PARAM] = WALL_PAGE
        st.rerun()
    elif own:
        st.switch_page(f"{_FOLDER}/{own[0]}.py")


def show_denied(viewer: Viewer) -> None:
    """Say that a page is not for the viewer's role, and nothing of what is on it."""
    st.title("Not for this role", anchor=False)
    st.info(
        f"{as_markdown(viewer.role.role_name)}: this role does not open the page that the address asks for. "
        "**Next step:** choose a page above; who sees what stands in docs/who-sees-what.md."
    )
    st.caption("Somebody in danger, or an overdose: call 911.")


def _page(code: str, *, title: str, is_listed: bool) -> StreamlitPage:
    return st.Page(
        f"{_FOLDER}/{code}.py",
        title=title,
        url_path=None if code == FIRST_PAGE else code,
        default=code == FIRST_PAGE,
        visibility="visible" if is_listed else "hidden",
    )
