"""Every row of a log that is being brought in: its state, its place as written and as found, and what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import html_table, upload_map
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_markdown
from dashboard.components.upload_rows import RowState
from pipelines.readers.form_cells import as_shown

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.components.upload_map import FoundPlace
    from dashboard.components.upload_rows import Places, Reading, Where
    from geo.place_matching import Answer

# On a phone each row is a card: more of them would be a long way to the confirmation.
ROWS_A_PAGE = 20
_HEADS = (
    Head("Line", is_figure=True),
    Head("What becomes of it"),
    Head("When"),
    Head("Place as written"),
    Head("Found on the map"),
    Head("Sure, of 100", is_figure=True),
    Head("What else was read"),
)
_OWN_COLUMNS = ("contact_at", "place_text", "lon", "lat")


@dataclass(frozen=True)
class _Filter:
    label: str
    lines: list[int]


def show_counts(morning: Morning, reading: Reading, places: Places) -> None:
    """Draw how many rows were read and what becomes of them, so that it can be seen to add up."""
    counts = reading.counts
    parts = [(state.words, counts[state]) for state in RowState]
    rows = [(words, f"{number:,}") for words, number in parts]
    html_table.show(
        (Head("What becomes of it"), Head("Rows", is_figure=True)),
        rows,
        caption="Rows of your file",
        foot=("Rows read", f"{sum(counts.values()):,}"),
    )
    unsure = len(_unsure(morning, reading, places))
    understood = sum(counts.values()) - counts[RowState.ASIDE]
    st.caption(
        f"Of {understood:,} rows not set aside, {understood - unsure:,} go on the map and {unsure:,} do not, because "
        f"no place was found with at least {morning.policy.outreach_match_min_confidence:.0f} of 100; they are counted "
        "for the city all the same."
    )
    if reading.result.is_cut_off:
        st.warning(
            "The file is cut off, and what came after the cut is not here. **Next step:** bring in the whole file."
        )
    for message in reading.result.messages:
        st.caption(as_markdown(as_shown(message)))


def show_rows(morning: Morning, reading: Reading, places: Places) -> list[int]:
    """Draw the rows of the chosen kind, a page at a time, and their map; returns the lines on this page."""
    filters = {
        each.label: each
        for each in (
            _Filter("All rows", list(reading.states)),
            _Filter("Set aside", [line for line, state in reading.states.items() if state is RowState.ASIDE]),
            _Filter("Place not sure", _unsure(morning, reading, places)),
        )
    }
    labels = {label: f"{label} ({len(each.lines):,})" for label, each in filters.items()}
    chosen = st.radio(
        "Which rows", list(filters), format_func=lambda label: labels[label], horizontal=True, key="upload_filter"
    )
    lines = filters[chosen or "All rows"].lines
    n_pages = max(1, -(-len(lines) // ROWS_A_PAGE))
    page_no = 1
    if n_pages > 1:
        key, label = f"upload_page:{chosen}:{n_pages}", f"Page, 1 to {n_pages:,}"
        page_no = int(st.number_input(label, min_value=1, max_value=n_pages, value=1, key=key))
    on_page = lines[(page_no - 1) * ROWS_A_PAGE : page_no * ROWS_A_PAGE]
    if not on_page:
        st.caption("No such row.")
        return []
    first = (page_no - 1) * ROWS_A_PAGE + 1
    found = upload_map.number_places(reading, places, on_page)
    html_table.show(
        _HEADS,
        [_row(morning, reading, places, line_no, found.get(line_no)) for line_no in on_page],
        caption=f"{chosen}: {first:,} to {first + len(on_page) - 1:,} of {len(lines):,}",
    )
    upload_map.show(morning, found)
    return on_page


def row_label(reading: Reading, line_no: int) -> str:
    """Return a row in a few words, for a chooser."""
    return f"Line {line_no:,}: {reading.states[line_no].words}"


def _unsure(morning: Morning, reading: Reading, places: Places) -> list[int]:
    least = morning.policy.outreach_match_min_confidence
    return [line for line in reading.wheres if not places.is_on_map(reading, line, min_confidence=least)]


def _row(morning: Morning, reading: Reading, places: Places, line_no: int, place: FoundPlace | None) -> list[object]:
    cells, state = reading.cells(line_no), reading.states[line_no]
    told = state.words + (", mended here" if line_no in reading.mended else "")
    if state is RowState.ASIDE:
        told = f"{told}: {as_shown(reading.reasons[line_no])}"
    words, sure = _found(
        reading.wheres.get(line_no),
        places.answer(reading, line_no),
        min_confidence=morning.policy.outreach_match_min_confidence,
    )
    rest = [
        f"{name.replace('_', ' ')}: {as_shown(cell)}"
        for name, cell in cells.items()
        if cell.strip() and name not in _OWN_COLUMNS
    ]
    return [
        f"{line_no:,}",
        told,
        as_shown(cells.get("contact_at", "")) or NOTHING,
        as_shown(cells.get("place_text", "")) or NOTHING,
        words if place is None else f"{place.number} · {words}",
        sure,
        " · ".join(rest) or NOTHING,
    ]


def _found(where: Where | None, answer: Answer | None, *, min_confidence: float) -> tuple[str, str]:
    if where is None:
        return NOTHING, NOTHING
    if where.lon is not None and where.lat is not None:
        return upload_map.coordinate_words(where.lon, where.lat), "100"
    if answer is None:
        return "Not on the map: no place was written", "0"
    if answer.best is None:
        asked = "; or choose one below" if answer.candidates else ""
        return f"Not on the map: {answer.why}{asked}", "0"
    best = answer.best
    town = f", {best.town}" if best.town else ""
    words = f"{best.label}{town} ({best.how}: {best.why})"
    if best.confidence < min_confidence:
        words = f"Not on the map, too unsure: {words}"
    return words, f"{best.confidence:.0f}"
