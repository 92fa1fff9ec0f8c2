from __future__ import annotations

import pytest

from dashboard.components.html_table import Head, table_html

HEADS = (Head("Place"), Head("Tickets", is_figure=True))


def test_a_table_has_a_caption_and_a_head_for_every_column() -> None:
    html = table_html(HEADS, [("Mill Square", 3)], caption="Where")

    assert html.count('<th scope="col"') == 2
    assert "<caption>Where</caption>" in html


def test_every_cell_names_its_column_for_the_phone() -> None:
    assert 'data-label="Tickets"' in table_html(HEADS, [("Mill Square", 3)], caption="Where")


def test_a_cell_is_text_whatever_it_holds() -> None:
    assert "<script" not in table_html(HEADS, [("<script>x</script>", "<b>")], caption="<i>")


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        table_html(HEADS, [("Mill Square",)], caption="Where")
