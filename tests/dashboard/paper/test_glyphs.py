from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from dashboard.paper.glyphs import drawable_text, drawn_signs
from dashboard.paper.typesetting import pdf_of
from tests.dashboard.paper.test_typesetting import minutes_saying


def test_every_sign_that_is_written_as_itself_can_be_set_as_an_accessible_page_bold_and_slanted_too():
    # A sign without a glyph would fail the whole page: PDF/UA allows none.
    signs = [sign for sign in drawn_signs() if not sign.isspace()]
    rows = ["".join(f"a{sign}" for sign in signs[at : at + 40]) for at in range(0, len(signs), 40)]

    # Every second line is slanted: with a line before them, the others are.
    for lines in (rows, ["first", *rows]):
        written = pdf_of("minutes", minutes_saying(*lines), written_at=datetime(2024, 5, 14, tzinfo=UTC))
        assert written.startswith(b"%PDF")


def test_no_sign_is_written_as_itself_that_does_not_show_or_turns_the_line_round():
    hidden = {sign for sign in drawn_signs() if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}}

    assert hidden == set()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("Đường Nguyễn · Café · Ωmega · Привет · שלום · سلام", None, id="scripts that the fonts hold"),
        pytest.param("sharps 😀 here", "sharps [U+1F600] here", id="emoji"),
        pytest.param("唐人街", "[U+5510][U+4EBA][U+8857]", id="Chinese"),
        pytest.param("abc\u202ecba", "abc[U+202E]cba", id="a sign that turns the line round"),
        pytest.param("a\u200bb\x00\x07", "a[U+200B]b[U+0000][U+0007]", id="signs that do not show"),
        pytest.param("a\t b\r\n\u00a0c\u2028d", "a b c d", id="every space is one space"),
        pytest.param("Cafe\u0301", "Café", id="a letter and its accent are put together"),
        pytest.param("\ud800", "[U+D800]", id="half a pair"),
    ],
)
def test_a_sign_that_no_font_holds_stands_as_its_number_and_none_is_lost(typed, shown):
    assert drawable_text(typed) == (typed if shown is None else shown)
