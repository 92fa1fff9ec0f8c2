"""What goes to paper from a screen: agenda, minutes and shift sheets as PDF, CSV and Markdown, made when asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
import streamlit as st

from dashboard.components import accesses, meeting
from dashboard.components.download import provenance_of, sheet_of
from dashboard.paper import download, handout, street_map
from dashboard.paper import minutes as paper_minutes
from dashboard.paper.spreadsheet import csv_bytes
from dashboard.paper.street_map import Ground, Label, MarkedPlace
from dashboard.remembered import remembered
from geo.crs import project_lonlat
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import Agenda
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.minutes import Minutes
    from dashboard.paper.street_map import StreetMap

MARKS = handout.Marks(meeting.mark_of)
_FORMS = {"pdf": "application/pdf", "csv": "text/csv", "md": "text/markdown"}
_WORDS = {"pdf": "PDF", "csv": "CSV", "md": "Markdown"}


def show_agenda(morning: Morning) -> None:
    """Draw the buttons of the agenda on paper; a file is made, of what is recorded by then, when somebody asks."""

    def made(make: Callable[[Morning, Agenda, HuddleBook], bytes]) -> Callable[[], bytes]:
        # A button that held what its page was drawn from would keep that in memory for as long as a screen is open.
        def data() -> bytes:
            book = morning.book()
            return make(morning, meeting.agenda_of(morning, book), book)

        return data

    _buttons(
        morning,
        "agenda",
        {"pdf": made(agenda_pdf), "csv": made(_agenda_csv), "md": made(_agenda_markdown)},
    )


def show_minutes(seen: Morning, minutes: Minutes, *, note: str) -> None:
    """Draw the buttons of the minutes on paper.

    Parameters
    ----------
    seen
        The morning with the build that the minutes were made from.
    minutes
        The minutes as they are on the screen.
    note
        What a reader must know of them beforehand; empty for nothing.
    """
    told = provenance_of(seen)
    _buttons(
        seen,
        "minutes",
        {
            "pdf": partial(minutes_pdf, seen, minutes, note=note),
            "csv": partial(paper_minutes.minutes_csv, minutes, told=told),
            "md": partial(_minutes_markdown, minutes, is_sample=told.is_sample),
        },
    )


def show_button(morning: Morning, what: str, data: Callable[[], bytes], *, label: str, form: str = "pdf") -> None:
    """Draw the button of one file; `what` stands in its name and is its key."""
    st.download_button(
        label,
        data=accesses.noted(what, data, viewer=morning.viewer),
        file_name=download.file_name(provenance_of(morning), what, ending=form),
        mime=_FORMS[form],
        on_click="ignore",
        type="tertiary",
        icon=":material/print:" if form == "pdf" else ":material/download:",
        key=f"paper_{what}_{form}",
    )


def _buttons(morning: Morning, what: str, files: Mapping[str, Callable[[], bytes]]) -> None:
    with st.container(horizontal=True, key=f"paper_{what}"):
        for form, data in files.items():
            label = f"{what.capitalize()} ({_WORDS[form]})"
            show_button(morning, what, data, label=label, form=form)


def minutes_pdf(seen: Morning, minutes: Minutes, *, note: str) -> bytes:
    """Return the minutes as PDF, for the role of the morning."""
    city = city_map(seen, room_pt=paper_minutes.MAP_SIZE_PT)
    return paper_minutes.minutes_pdf(minutes, told=provenance_of(seen), city=city, note=note)


def _agenda_csv(morning: Morning, agenda: Agenda, book: HuddleBook) -> bytes:
    sheet = sheet_of(morning, agenda, book)
    return csv_bytes(sheet.columns, sheet.rows)


def _agenda_markdown(morning: Morning, agenda: Agenda, book: HuddleBook) -> bytes:
    told = provenance_of(morning)
    text = handout.agenda_markdown(agenda, told=told, marks=MARKS, recorded_at=book.newest_recorded_at)
    return text.encode("utf-8")


def _minutes_markdown(minutes: Minutes, *, is_sample: bool) -> bytes:
    return paper_minutes.minutes_markdown(minutes, is_sample=is_sample).encode("utf-8")


def agenda_pdf(morning: Morning, agenda: Agenda, book: HuddleBook) -> bytes:
    """Return the agenda as one page, for the role of the morning; set once, however many ask for it at 08:25."""
    return _agenda_pdf(morning.drawn_from(book), morning.role.role_code, morning, agenda, book)


@remembered(max_entries=8)
def _agenda_pdf(
    drawn_from: tuple[str, ...],  # noqa: ARG001 - the key
    role_code: str,  # noqa: ARG001 - part of the key: a page says for whom it was made
    _morning: Morning,
    _agenda: Agenda,
    _book: HuddleBook,
) -> bytes:
    return handout.agenda_pdf(
        _agenda,
        told=provenance_of(_morning),
        marks=MARKS,
        recorded_at=_book.newest_recorded_at,
        city=city_map(_morning),
    )


def city_map(
    morning: Morning,
    locations: pd.DataFrame | None = None,
    *,
    area: shapely.Geometry | None = None,
    room_pt: tuple[float, float] = handout.MAP_SIZE_PT,
) -> StreetMap | None:
    """Return the numbered map of places of the morning's list; None for a role without points, or without a place.

    Parameters
    ----------
    morning
        The morning; its role decides.
    locations
        Rows of the published table `locations`; None takes all.
    area
        What the map is of, EPSG:26986 metres; None frames the places.
    room_pt
        The most room there is, width and height in points.
    """
    rows = morning.rows("locations") if locations is None else locations
    if not morning.role.sees_points or (rows.empty and area is None):
        return None
    places = _marked(rows.sort_values("number"))
    return street_map.draw_map(places, ground_of(morning), area=area, width_pt=room_pt[0], height_pt=room_pt[1])


def ground_of(morning: Morning) -> Ground:
    """Return what lies under the numbers of a build's maps; worked out once for a build."""
    return _ground(str(morning.build.file), morning)


@remembered(max_entries=4)
def _ground(build_file: str, _morning: Morning) -> Ground:  # noqa: ARG001 - the file's path holds the build id
    places, labels = _morning.rows("map_coordinates"), _morning.rows("map_labels")
    label_x, label_y = project_lonlat(labels["lon"], labels["lat"])
    built = street_map.built_ground(*project_lonlat(places["lon"], places["lat"])) if len(places) else shapely.Polygon()
    outlines = [text for text in _morning.rows("districts")["outline_geojson"] if isinstance(text, str)]
    return Ground(
        built=built,
        lines=street_map.dividing_lines([outline_in_metres(text) for text in outlines]),
        labels=tuple(Label(*each) for each in zip(labels["neighborhood_name"], label_x, label_y, strict=True)),
    )


def outline_in_metres(geojson: str) -> shapely.Geometry:
    """Return an outline of a build, EPSG:4326, in metres of EPSG:26986."""
    return shapely.transform(
        shapely.from_geojson(geojson), lambda lonlat: np.column_stack(project_lonlat(lonlat[:, 0], lonlat[:, 1]))
    )


def _marked(locations: pd.DataFrame) -> Sequence[MarkedPlace]:
    x_m, y_m = project_lonlat(locations["lon"], locations["lat"])
    return [
        MarkedPlace(int(row["number"]), row["name"], float(x), float(y))
        for row, x, y in zip(row_dicts(locations), x_m, y_m, strict=True)
    ]
