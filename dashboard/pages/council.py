"""The Lived Experience Council's own room: what was done and asked, what members say of it, and what came of that."""

from __future__ import annotations

import streamlit as st

from dashboard.components import (
    accesses,
    council,
    council_feedback,
    council_heard,
    council_paper,
    council_words,
    pack,
)
from dashboard.components.opening import open_morning
from dashboard.components.text import as_markdown

morning = open_morning()
speech = council_words.chosen_speech(morning)

with st.container(key="council"):
    st.title(as_markdown(speech.text("page.title")), anchor=False)
    council_words.show_choice(morning, speech)
    council_words.block(speech, f"<p>{council_words.html(speech, 'page.lead')}</p>")
    done, heard, about = st.tabs([as_markdown(speech.text(f"tab.{name}")) for name in ("done", "heard", "about")])
    with done:
        with st.container(key="zone_chooser"):
            seen, looked = council.choose_looked(morning, speech)
            accesses.at_subject(looked.zone_id)
        council.show_why_these_days(speech)
        council_paper.show_button(morning, seen, speech, looked)
        council_feedback.show_own(morning, speech)
        council.show_sections(morning, seen, speech, looked)
    with heard:
        council_heard.show(morning, speech)
    with about:
        council.show_meanings(morning, speech)
        pack.show(morning, speech)
