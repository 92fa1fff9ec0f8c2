"""Mending one row of a log in place: any cell of it, or the place chosen among those that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import upload, upload_table
from dashboard.components.text import as_markdown
from dashboard.components.upload_rows import RowState
from geo.crs import unproject_points
from pipelines.readers.form_cells import as_shown, in_one_spelling
from pipelines.readers.log_draft import LOG_COLUMNS
from pipelines.readers.outreach_words import ALLOWED_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.components.opening import Morning
    from dashboard.components.upload import Upload
    from dashboard.components.upload_rows import Reading
    from geo.place_matching import Answer, Candidate

_SIDE_BY_SIDE = 3
_AS_WRITTEN = "As written above"
_DEGREES = 6
_LABELS = {
    "contact_id": "Contact number (contact_id)",
    "contact_at": "When, Boston time, 2026-01-05 14:05 (contact_at)",
    "place_text": "Place as people say it (place_text)",
    "lon": "Longitude, about -71 (lon)",
    "lat": "Latitude, about 42 (lat)",
}


def show(morning: Morning, chosen: Upload, reading: Reading, on_page: Sequence[int]) -> None:
    """Draw the chooser of a row of this page, and its form."""
    whole = [line_no for line_no in on_page if line_no in reading.draft.rows]
    line_no = st.selectbox(
        "Mend a row of this page",
        whole,
        index=None,
        format_func=lambda line: upload_table.row_label(reading, line),
        key=f"upload_mend:{chosen.key}",
        placeholder="Choose a line",
    )
    if line_no is not None:
        _form(morning, chosen, reading, int(line_no))


def _form(morning: Morning, chosen: Upload, reading: Reading, line_no: int) -> None:
    cells = reading.cells(line_no)
    if reading.states[line_no] is RowState.ASIDE:
        st.warning(f"Line {line_no:,} is set aside: {as_markdown(as_shown(reading.reasons[line_no]))}")
    answer = None if chosen.places is None else chosen.places.answer(reading, line_no)
    with st.form(f"upload_form:{line_no}:{chosen.key}"):
        typed = _fields(cells, key=f"{line_no}:{chosen.key}")
        place = _choose_place(answer, key=f"upload_place:{line_no}:{chosen.key}")
        is_sent = st.form_submit_button("Read this row again", type="primary")
    if not is_sent:
        return
    if place is not None and answer is not None:
        typed |= _coordinates(answer.candidates[place])
    changed = {name: text for name, text in typed.items() if text != cells.get(name, "")}
    if not changed:
        st.info("Nothing was changed.")
        return
    own = {**reading.edits.get(line_no, {}), **changed}
    upload.mend(morning, chosen, {**reading.edits, line_no: own})
    st.toast(f"Line {line_no:,} was read again.", icon=":material/check:")
    st.rerun()


def _fields(cells: Mapping[str, str], *, key: str) -> dict[str, str]:
    """Draw a field for each cell, side by side in the template's order, and return what stands in each."""
    typed = {}
    for first in range(0, len(LOG_COLUMNS), _SIDE_BY_SIDE):
        names = LOG_COLUMNS[first : first + _SIDE_BY_SIDE]
        for column, name in zip(st.columns(_SIDE_BY_SIDE), names, strict=False):
            with column:
                typed[name] = _field(name, cells.get(name, ""), key=f"upload_cell:{name}:{key}")
    return typed


def _field(name: str, cell: str, *, key: str) -> str:
    label = _LABELS.get(name, name.replace("_", " ").capitalize())
    if name not in ALLOWED_WORDS:
        return st.text_input(label, value=cell, key=key).strip()
    words = ALLOWED_WORDS[name]
    spelled = in_one_spelling(cell.strip())
    options = ["", *words] if spelled in words or not spelled else [cell, "", *words]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(spelled if spelled in words else cell),
        format_func=lambda word: as_shown(word).replace("_", " ") or "empty",
        key=key,
    )
    return cell if chosen == spelled else str(chosen or "")


def _choose_place(answer: Answer | None, *, key: str) -> int | None:
    """Draw the places that the text may mean; returns which was chosen, None for the text as it stands."""
    if answer is None or not answer.candidates:
        return None
    names = [_AS_WRITTEN, *(_candidate_words(candidate) for candidate in answer.candidates)]
    chosen = st.radio("Where it is", range(len(names)), format_func=lambda at: names[at], key=key)
    return None if not chosen else int(chosen) - 1


def _candidate_words(candidate: Candidate) -> str:
    town = f", {candidate.town}" if candidate.town else ""
    return as_markdown(f"{candidate.label}{town} ({candidate.confidence:.0f} of 100: {candidate.why})")


def _coordinates(candidate: Candidate) -> dict[str, str]:
    lon, lat = unproject_points([candidate.x_m], [candidate.y_m])
    return {"lon": f"{float(lon[0]):.{_DEGREES}f}", "lat": f"{float(lat[0]):.{_DEGREES}f}"}
