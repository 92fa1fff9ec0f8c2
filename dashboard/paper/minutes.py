"""The minutes of a huddle as files: a record, so nothing is left out; where one page does not hold them they run on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.huddle.contracts import MINUTES_LINES
from dashboard.huddle.words import day_words, instant_words
from dashboard.paper import provenance
from dashboard.paper.markdown import bold, heading, plain
from dashboard.paper.spreadsheet import csv_bytes
from dashboard.paper.typesetting import pages_of, pdf_of

if TYPE_CHECKING:
    from dashboard.huddle.minutes import Minutes, MinutesPart
    from dashboard.paper.provenance import Provenance
    from dashboard.paper.street_map import StreetMap

TEMPLATE = "minutes"
MAP_SIZE_PT = (257.0, 190.0)
"""The most room the map has on the page: one column wide."""

_SIZES_PT = (10.8, 10.0, 9.2)
_NOTHING = "nothing on record"


def minutes_pdf(minutes: Minutes, *, told: Provenance, city: StreetMap | None, note: str = "") -> bytes:
    """Return the minutes as PDF/UA-1 on US Letter: one page if letters of 9 points can do it, else as many as it takes.

    Parameters
    ----------
    minutes
        From `huddle.minutes.make_minutes`.
    told
        Whose morning it is and for which role; its build is the one that the minutes were made from.
    city
        The numbered map, at most `MAP_SIZE_PT`; None for a role without points, or where no place was listed.
    note
        What a reader must know of these minutes beforehand, such as that the huddle's own build is gone.
    """
    return pdf_of(TEMPLATE, minutes_words(minutes, told=told, city=city, note=note), written_at=minutes.closed_at)


def minutes_words(minutes: Minutes, *, told: Provenance, city: StreetMap | None, note: str = "") -> dict[str, Any]:
    """Return what the minutes' template is given."""
    words = _words(minutes, told, city, note)
    fitting = (size for size in _SIZES_PT if pages_of(TEMPLATE, {**words, "size": size}) == 1)
    return {**words, "size": next(fitting, _SIZES_PT[-1])}


def minutes_csv(minutes: Minutes, *, told: Provenance) -> bytes:
    """Return the minutes as a table, one row per line, in the form of every table that leaves the board."""
    rows = [
        (part.number, part.title, part.seconds, part.planned_seconds, line_no, line)
        for part in minutes.parts
        for line_no, line in enumerate(part.lines or (_NOTHING,), start=1)
    ]
    table = pd.DataFrame(rows, columns=[column.name for column in MINUTES_LINES.columns])
    return csv_bytes((*MINUTES_LINES.columns, *provenance.COLUMNS), told.stamped(table))


def minutes_markdown(minutes: Minutes, *, is_sample: bool) -> str:
    """Return the minutes as Markdown; signs that somebody typed are shown as themselves.

    Parameters
    ----------
    minutes
        From `huddle.minutes.make_minutes`.
    is_sample
        True for the made-up city, which the paper says.
    """
    on = minutes.huddle_date
    sample = f"{bold('SAMPLE: made-up city')}\n\n" if is_sample else ""
    head = (
        f"{heading(1, f'Minutes of the morning huddle · {_day(minutes)}')}{sample}"
        f"From {instant_words(minutes.started_at, seen_from=on)} to {instant_words(minutes.closed_at, seen_from=on)}. "
        f"Build `{minutes.build_id}`.\n\n"
        f"Present: {plain(_present(minutes))}.\n"
    )
    parts = (
        f"\n{heading(2, f'{part.number}. {part.title} ({_clock(part.seconds)})')}"
        + "".join(f"- {plain(line)}\n" for line in part.lines or (_NOTHING,))
        for part in minutes.parts
    )
    return head + "".join(parts)


def _words(minutes: Minutes, told: Provenance, city: StreetMap | None, note: str) -> dict[str, Any]:
    on = minutes.huddle_date
    return {
        "size": _SIZES_PT[-1],
        "title": "Minutes of the huddle",
        "day": _day(minutes),
        "sample": told.sample or "",
        "made": [
            f"From {instant_words(minutes.started_at, seen_from=on)}",
            f"to {instant_words(minutes.closed_at, seen_from=on)}",
            f"Build {minutes.build_id}",
            f"Made for: {told.role_name}",
        ],
        "note": note,
        "present": f"Present: {_present(minutes)}.",
        "parts": [_part(part) for part in minutes.parts],
        "map": None if city is None else city.as_told(),
    }


def _part(part: MinutesPart) -> dict[str, Any]:
    return {
        "number": part.number,
        "title": part.title,
        "time": f"{_clock(part.seconds)} of {_clock(part.planned_seconds)}",
        "lines": [{"mark": "", "is_quiet": False, "text": line} for line in part.lines or (_NOTHING,)],
    }


def _present(minutes: Minutes) -> str:
    return ", ".join(minutes.present) or "no roll was called"


def _day(minutes: Minutes) -> str:
    return f"{day_words(minutes.huddle_date, seen_from=minutes.huddle_date)} {minutes.huddle_date.year}"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
