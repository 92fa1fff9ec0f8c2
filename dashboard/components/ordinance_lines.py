"""The agenda's lines about the Encampment Ordinance, each with the way to its checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state
from dashboard.components import meeting
from dashboard.components.ordinance import ORDINANCE_PAGE
from dashboard.components.text import as_markdown
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.ordinance_items import CLOCK_KINDS, REVISIT_KINDS

if TYPE_CHECKING:
    from dashboard.huddle.agenda import AgendaPart

_ABOUT_OPERATIONS = (*CLOCK_KINDS, *REVISIT_KINDS)


def show(part: AgendaPart) -> None:
    """Draw the lines of a part about operations and stored property, then a link to each operation that waits.

    Parameters
    ----------
    part
        The agenda's part 3, where revisits stand, or 5, where clocks and property do.
    """
    items = [item for item in part.items if item.kind in _ABOUT_OPERATIONS or _is_about_operation(item.subject_ids)]
    ids = {subject_id for item in items for subject_id in item.subject_ids[:1]}
    meeting.show_items(part, kinds=(*_ABOUT_OPERATIONS, ItemKind.CAME_BACK), subject_ids=ids)
    waiting = {item.subject_ids[0]: item.title for item in items if item.title and item.subject_ids[0] in ids}
    for operation_id, title in waiting.items():
        if _is_about_operation((operation_id,)):
            st.page_link(
                ORDINANCE_PAGE,
                label=f"Checklist: {as_markdown(title)}",
                query_params={state.OPERATION_PARAM: operation_id},
            )


def _is_about_operation(subject_ids: tuple[str, ...]) -> bool:
    """Return whether an item is about an operation: a place that came back by itself has its own lines."""
    return bool(subject_ids) and subject_ids[0].startswith("operation:")
