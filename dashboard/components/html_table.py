"""A real HTML table from rows: a caption, column heads, and cards instead of columns on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.catalogue import SOURCE, Said
from dashboard.components.text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

_NARROW = 3


@dataclass(frozen=True)
class Head:
    """One column's head; figures stand at the line's end. `is_english` where its language lacked words for it."""

    label: str
    is_figure: bool = False
    is_english: bool = False


def show(heads: Sequence[Head], rows: Sequence[Sequence[object]], *, caption: str, foot: Sequence[object] = ()) -> None:
    """Draw a table; every cell is shown as text, whatever it holds.

    Parameters
    ----------
    heads
        Column heads, in order.
    rows
        Cells in the order of the heads.
    caption
        What the table tells, for the eye and for a screen reader.
    foot
        A last row of totals, in the order of the heads.
    """
    st.html(f'<div class="crt">{table_html(heads, rows, caption=caption, foot=foot)}</div>')


def show_frame(
    heads: Sequence[Head],
    frame: pd.DataFrame,
    cells: Callable[[pd.Series[Any]], Sequence[object]],
    *,
    caption: str,
    empty: str,
) -> None:
    """Draw a table with one row a row of the frame; in its place, where there is none, the sentence `empty`.

    Parameters
    ----------
    heads
        Column heads, in order.
    frame
        Published rows, in the order to be shown.
    cells
        Returns a row's cells in the order of the heads.
    caption
        What the table tells.
    empty
        What it means that there is no row.
    """
    if frame.empty:
        st.caption(empty)
        return
    show(heads, [cells(row) for _, row in frame.iterrows()], caption=caption)


def table_html(
    heads: Sequence[Head], rows: Sequence[Sequence[object]], *, caption: str | Said, foot: Sequence[object] = ()
) -> str:
    """Return the table of `show` as HTML, to stand inside another piece."""
    head = "".join(
        f'<th scope="col"{_side(column)}>{shown(Said(column.label, column.is_english))}</th>' for column in heads
    )
    body = "".join(_row(heads, row) for row in rows)
    totals = f"<tfoot>{_row(heads, foot)}</tfoot>" if foot else ""
    # Words and a figure or two find room on a phone side by side; more becomes a card a row.
    is_narrow = len(heads) <= _NARROW and all(head.is_figure for head in heads[1:])
    return (
        f'<table class="crt-table{" crt-narrow" if is_narrow else ""}"><caption>{shown(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{totals}</table>"
    )


def shown(words: object) -> str:
    """Return words as HTML; those that a language lacks are marked as the English that they are."""
    told = as_html(_plain(words))
    return f'<span lang="{SOURCE}" dir="ltr">{told}</span>' if isinstance(words, Said) and words.is_english else told


def _plain(words: object) -> object:
    return words.text if isinstance(words, Said) else words


def _row(heads: Sequence[Head], cells: Sequence[object]) -> str:
    drawn = "".join(
        f'<td data-label="{as_html(head.label)}"{_side(head)}>{shown(cell)}</td>'
        for head, cell in zip(heads, cells, strict=True)
    )
    return f"<tr>{drawn}</tr>"


def _side(head: Head) -> str:
    return ' class="crt-right"' if head.is_figure else ""
