"""Whatever is typed, a page is set, holds every sign, and stays within its edges."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dashboard.paper.glyphs import drawable_text, is_drawn
from dashboard.paper.typesetting import pdf_of, pictures_of
from tests.dashboard.paper.test_typesetting import minutes_saying
from tests.support.printed import ink_in_margins, words_of

WRITTEN = datetime(2024, 5, 14, tzinfo=UTC)
typed = st.text(st.characters(), max_size=280)


@given(st.lists(typed, min_size=1, max_size=4))
def test_any_text_at_all_can_be_printed_and_none_of_its_signs_is_lost(texts):
    told = minutes_saying(*texts)

    shown = words_of(pdf_of("minutes", told, written_at=WRITTEN))

    expected = "".join("".join(drawable_text(text).split()) for text in texts)
    assert [sign for sign in set(expected) if sign.isascii() and shown.count(sign) < expected.count(sign)] == []
    assert ink_in_margins(pictures_of("minutes", told, ppi=40)[0], margin_in=0.53) == 0


@given(typed)
def test_a_text_made_drawable_holds_drawn_signs_alone_and_is_not_changed_again(text):
    once = drawable_text(text)

    assert all(is_drawn(sign) for sign in once)
    assert drawable_text(once) == once
