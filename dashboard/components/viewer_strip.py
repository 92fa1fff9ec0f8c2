"""Who looks: chosen on the screen where nobody signs in, which is said; else the person, their role, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, identity, state
from dashboard.components import council_strip, council_words
from dashboard.components.text import as_html, as_markdown

if TYPE_CHECKING:
    from dashboard.catalogue import Speech
    from dashboard.identity import Viewer
    from pipelines.settings import Paths

_WIDTH_PX = 230


def show(paths: Paths, viewer: Viewer, *, speech: Speech | None = None) -> None:
    """Draw who looks, in a row that the caller has begun; `speech` as `banners.show` has it."""
    if viewer.is_signed_in:
        _signed_in(paths, viewer, speech)
    else:
        if speech is not None:
            council_strip.show_mark(speech, "strip.local", css="crt-local")
        else:
            st.html('<span class="crt crt-local">LOCAL — no sign-in</span>', width="content")
        _chooser([role.role_code for role in cache.roles(paths).roles], paths, viewer, speech)


def show_alone(paths: Paths, viewer: Viewer) -> None:
    """Draw who looks above a page that tells nothing of a morning."""
    with st.container(horizontal=True, vertical_alignment="center", key="strip"):
        show(paths, viewer)


def _signed_in(paths: Paths, viewer: Viewer, speech: Speech | None) -> None:
    own = identity.own_role_codes(paths)
    if len(own) > 1:
        _chooser(list(own), paths, viewer, speech)
    else:
        st.html(f'<span class="crt">{_seen_as(speech)} <b>{as_html(viewer.role.role_name)}</b></span>', width="content")
    st.html(f'<span class="crt crt-quiet">{as_html(viewer.person)}</span>', width="content")
    label = "Sign out" if speech is None else as_markdown(speech.text("strip.sign_out"))
    st.button(label, key="sign_out", on_click=identity.sign_out)


def _seen_as(speech: Speech | None) -> str:
    return "Seen as" if speech is None else council_words.html(speech, "strip.seen_as")


def _chooser(codes: list[str], paths: Paths, viewer: Viewer, speech: Speech | None) -> None:
    names = {role.role_code: role.role_name for role in cache.roles(paths).roles}
    # Not in a popover: Streamlit draws those at the end of the document, a page's length of Tab away.
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="seen_as"):
        st.html(f'<span class="crt crt-seen-as" aria-hidden="true">{_seen_as(speech)}</span>', width="content")
        st.selectbox(
            "Seen as" if speech is None else council_words.in_both(speech, "strip.seen_as"),
            codes,
            index=codes.index(viewer.role.role_code),
            format_func=lambda code: names[code],
            key=state.ROLE_KEY,
            on_change=state.keep_role,
            label_visibility="collapsed",
            width=_WIDTH_PX,
        )
