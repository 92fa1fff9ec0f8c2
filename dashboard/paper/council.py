"""The Council's room on paper: the screen's own tables, what waits for an answer and what came of the rest.

In the language of the screen, from left to right or from right to left, tagged, with that language inside the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.catalogue import SOURCE
from dashboard.paper.glyphs import is_drawn
from dashboard.paper.typesetting import pdf_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.catalogue import Said, Speech
    from dashboard.paper.provenance import Provenance

TEMPLATE = "council"
_SIZE_PT = 10.5


@dataclass(frozen=True)
class PaperTable:
    """A section of the screen: `heads` pairs a column's words with whether it holds figures."""

    title: Said
    caption: Said
    heads: tuple[tuple[Said, bool], ...]
    rows: tuple[tuple[Said | str, ...], ...]
    notes: tuple[Said, ...]


@dataclass(frozen=True)
class PaperPiece:
    """A piece of feedback as the screen tells it: its head, its lines, and what was typed, each with its head."""

    head: Said
    lines: tuple[Said, ...]
    typed: tuple[tuple[Said, str], ...]


@dataclass(frozen=True)
class CouncilPaper:
    """All that stands on the paper."""

    tables: tuple[PaperTable, ...]
    waiting: tuple[PaperPiece, ...]
    answered: tuple[PaperPiece, ...]


def can_print(speech: Speech) -> bool:
    """Return whether the typesetter's own fonts hold every letter of a language: they hold no Chinese ones."""
    return all(is_drawn(sign) or sign.isspace() for text in speech.shown_texts() for sign in text)


def council_pdf(paper: CouncilPaper, *, speech: Speech, told: Provenance) -> bytes:
    """Return the paper as PDF/UA-1 on US Letter, as many pages as it takes.

    Parameters
    ----------
    paper
        What the screen shows.
    speech
        The room's language.
    told
        Whose morning it is and for which role.
    """
    return pdf_of(TEMPLATE, council_paper_words(paper, speech=speech, told=told), written_at=told.as_of_at)


def council_paper_words(paper: CouncilPaper, *, speech: Speech, told: Provenance) -> dict[str, Any]:
    """Return what the paper's template is given."""
    draft = []
    if speech.is_draft:
        # In English too: who hands it out must see what it is.
        draft = [
            _english(speech.in_source.text("draft.mark")),
            *(_told(speech.said(key)) for key in ("draft.mark", "draft.words")),
        ]
    return {
        "lang": speech.locale.language,
        "dir": "rtl" if speech.is_right_to_left else "ltr",
        "size": _SIZE_PT,
        "title": speech.text("page.title"),
        "day": speech.day(told.as_of_date),
        "sample": speech.text("sample.mark") if told.is_sample else "",
        "draft": draft,
        "made": [
            speech.text("mean.as_of", day=speech.day(told.as_of_date)),
            speech.text("paper.made_for", role=told.role_name),
            told.build_id,
        ],
        "lead": _told(speech.said("page.lead")),
        "why": _told(speech.said("period.why")),
        "tables": [_table(table) for table in paper.tables],
        "heard": _told(speech.said("tab.heard")),
        "heard_lead": _told(speech.said("heard.lead")),
        "lists": [
            _list(speech, "heard.open", "heard.none_open", paper.waiting),
            _list(speech, "heard.answered", "heard.none_answered", paper.answered),
        ],
        # Which page it is and of how many, only the typesetter knows.
        "page": speech.text("paper.page", at="{at}", all="{all}"),
    }


def _told(words: Said | str) -> dict[str, Any]:
    return {"text": words, "lang": ""} if isinstance(words, str) else _in(words)


def _in(words: Said) -> dict[str, Any]:
    return {"text": words.text, "lang": SOURCE if words.is_english else ""}


def _english(text: str) -> dict[str, Any]:
    return {"text": text, "lang": SOURCE}


def _table(table: PaperTable) -> dict[str, Any]:
    return {
        "title": _told(table.title),
        "caption": _told(table.caption),
        "heads": [{**_told(words), "is_figure": is_figure} for words, is_figure in table.heads],
        "rows": [[_told(cell) for cell in row] for row in table.rows],
        "notes": [_told(note) for note in table.notes],
    }


def _list(speech: Speech, title: str, none: str, pieces: Iterable[PaperPiece]) -> dict[str, Any]:
    return {
        "title": _told(speech.said(title)),
        "none": _told(speech.said(none)),
        "pieces": [
            {
                "head": _told(piece.head),
                "lines": [_told(line) for line in piece.lines],
                "typed": [{"head": _told(head), "text": text} for head, text in piece.typed],
            }
            for piece in pieces
        ],
    }
