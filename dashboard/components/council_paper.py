"""The Council's room on paper at one press: the same sections and the same answers as on the screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.catalogue import Said
from dashboard.components import accesses, council_heard, council_sections
from dashboard.components.council_words import block, html
from dashboard.components.download import provenance_of
from dashboard.components.text import as_markdown
from dashboard.paper import council, download
from dashboard.paper.council import CouncilPaper, PaperPiece, PaperTable

if TYPE_CHECKING:
    from dashboard.catalogue import Speech
    from dashboard.components.council_heard import Heard
    from dashboard.components.council_sections import Looked, Section
    from dashboard.components.opening import Morning


def show_button(morning: Morning, seen: Morning, speech: Speech, looked: Looked) -> None:
    """Draw the button of the paper, or why there is none; it is made, of what is recorded by then, at its press."""
    if not council.can_print(speech):
        block(speech, f'<p class="crt-quiet">{html(speech, "paper.no_font")}</p>')
        return
    st.download_button(
        as_markdown(speech.text("paper.button")),
        data=accesses.noted(
            "council paper", partial(council_pdf, morning, seen, speech, looked), viewer=morning.viewer
        ),
        file_name=download.file_name(provenance_of(morning), f"council-{speech.html_lang}", ending="pdf"),
        mime="application/pdf",
        on_click="ignore",
        icon=":material/print:",
        key="paper_council_pdf",
    )


def council_pdf(morning: Morning, seen: Morning, speech: Speech, looked: Looked) -> bytes:
    """Return what this screen shows as PDF, for the role and in the language on the screen; `seen` tells the days."""
    heard = council_heard.all_heard(morning, speech)
    paper = CouncilPaper(
        tables=tuple(_table(each) for each in council_sections.sections(seen, speech, looked)),
        waiting=tuple(_piece(each) for each in heard.waiting),
        answered=tuple(_piece(each) for each in heard.answered),
    )
    return council.council_pdf(paper, speech=speech, told=provenance_of(morning))


def _table(section: Section) -> PaperTable:
    heads = tuple((Said(head.label, head.is_english), head.is_figure) for head in section.heads)
    return PaperTable(section.title, section.caption, heads, section.rows, section.notes)


def _piece(heard: Heard) -> PaperPiece:
    return PaperPiece(heard.head, heard.lines, heard.typed)
