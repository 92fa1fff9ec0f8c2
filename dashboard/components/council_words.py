"""The Council's room in a language: which one is chosen, whether it is a draft, and its words ready for the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state
from dashboard.catalogue import SOURCE, Said, own_name
from dashboard.components.html_table import shown
from dashboard.components.text import as_html, as_markdown

if TYPE_CHECKING:
    from dashboard.catalogue import Speech
    from dashboard.components.opening import Morning

_JS = Path(__file__).with_name("room-language.js").read_text(encoding="utf-8")
_CHOICE_KEY = "language_choice"
_ROOM = "council"


def chosen_speech(morning: Morning) -> Speech:
    """Return how the room speaks on this screen: in the language that the address asks for, else in English.

    Only a language that has a catalogue is let through; anything else in the address is never echoed.
    """
    catalogues = cache.catalogues(morning.paths)
    asked, _ = state.asked_language(catalogues.codes)
    return catalogues.speech(asked)


def speech_above(morning: Morning, page_code: str) -> Speech | None:
    """Return how the strip above a page speaks; None where it is the board's own English: everywhere but the room."""
    speech = chosen_speech(morning) if page_code == _ROOM else None
    return None if speech is None or speech.catalogue is None else speech


def show_choice(morning: Morning, speech: Speech) -> None:
    """Draw the choice of language, and what is to be known of the one that is chosen: a draft, a fault."""
    catalogues = cache.catalogues(morning.paths)
    asked, is_unknown = state.asked_language(catalogues.codes)
    if is_unknown:
        st.warning(as_markdown(speech.text("language.unknown")))
    if len(catalogues.codes) > 1:
        # The address is what counts: a choice goes into it before the page is drawn again.
        st.session_state[_CHOICE_KEY] = asked or SOURCE
        names = {code: own_name(code) for code in catalogues.codes}
        st.selectbox(
            in_both(speech, "language.choose"),
            list(names),
            format_func=names.__getitem__,
            on_change=_put_into_address,
            key=_CHOICE_KEY,
            width=260,
        )
    if (fault := catalogues.refused.get(asked or "")) is not None:
        st.warning(
            f"{as_markdown(speech.text('language.refused'))} {as_markdown(fault)}. {as_markdown(fault.next_step)}"
        )
    if speech.is_draft:
        st.html(draft_html(speech))
    lang = {"lang": speech.html_lang, "dir": direction(speech)}
    st.components.v2.component("crt_room_language", js=_JS)(key="room_language", data=lang)


def draft_html(speech: Speech) -> str:
    """Return the banner of a language that nobody has reviewed, the mark in English too, so that staff know it."""
    source = speech.in_source
    own = html(speech, "draft.mark") if speech.knows_own("draft.mark") else ""
    return (
        f'<div class="crt crt-banner" role="note" lang="{speech.html_lang}" dir="{direction(speech)}">'
        f'<span class="crt-mark crt-mark-act">▲ <span lang="{SOURCE}" dir="ltr">{as_html(source.text("draft.mark"))}'
        f"</span> {own}</span> {html(speech, 'draft.words')}</div>"
    )


def direction(speech: Speech) -> str:
    """Return the way a language runs, as HTML says it."""
    return "rtl" if speech.is_right_to_left else "ltr"


def html(speech: Speech, key: str, *, n: int | None = None, **values: object) -> str:
    """Return a text as HTML; where the language lacks it, marked as English."""
    return shown(speech.said(key, n=n, **values))


def block(speech: Speech, inner: str, *, css: str = "") -> None:
    """Draw HTML in the room's language and direction."""
    st.html(f'<div class="crt {css}" lang="{speech.html_lang}" dir="{direction(speech)}">{inner}</div>')


def named(speech: Speech, key: str, name: str) -> Said:
    """Return the catalogue's words for a thing of the data; the data's own English name where it has none."""
    return speech.said(key) if speech.has(key) else Said(name, is_english=speech.code != SOURCE)


def in_both(speech: Speech, key: str) -> str:
    """Return a label in the language and in English: who cannot read the one must find the choice by the other."""
    own, source = speech.text(key), speech.in_source.text(key)
    return as_markdown(own if own == source else f"{own} / {source}")


def _put_into_address() -> None:
    state.ask_for_language(str(st.session_state[_CHOICE_KEY]))
