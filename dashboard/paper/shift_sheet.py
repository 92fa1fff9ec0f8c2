"""The shift sheet: one agency's or one district's places as a list to walk, with room to write what came of each.

Made to be used without a phone: where, why, what is asked there and by when, and lines for the result. No person is
named on it, and nothing on it asks for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.words import count_words, day_words, instant_words
from dashboard.paper.typesetting import pdf_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from dashboard.huddle.actions import Action
    from dashboard.huddle.agenda import AgendaItem
    from dashboard.paper.handout import Marks
    from dashboard.paper.provenance import Provenance
    from dashboard.paper.street_map import StreetMap

TEMPLATE = "shift_sheet"
MAP_SIZE_PT = (504.0, 220.0)
"""The most room the map has on the sheet."""

_SIZE_PT = 10.0
_N_REASONS = 3


@dataclass(frozen=True)
class SheetPlace:
    """A stop of the walk: its number of today (None when it is not on the list), where it is, why, what is asked there.

    `name` is the address or the crossing, `area` the district and the neighborhood, `way` how far and which way it lies
    from the place before; empty where the places are in no walking order.
    """

    number: int | None
    name: str
    area: str
    reasons: tuple[str, ...]
    actions: tuple[Action, ...]
    way: str = ""


@dataclass(frozen=True)
class AskList:
    """The asks under one head, in the words of the agenda; `is_to_answer` gives each room for an answer."""

    title: str
    items: tuple[AgendaItem, ...]
    nothing: str
    is_to_answer: bool


@dataclass(frozen=True)
class ShiftSheet:
    """All that stands on a sheet; `summary` is the sentence that the screen says of it.

    `order` says in which walking order the places stand; empty where they stand by number.
    """

    title: str
    summary: str
    places: tuple[SheetPlace, ...]
    elsewhere: tuple[Action, ...]
    asks: tuple[AskList, ...] = ()
    city: StreetMap | None = None
    names_owner: bool = True
    order: str = ""


def shift_sheet_pdf(
    sheet: ShiftSheet,
    *,
    told: Provenance,
    marks: Marks,
    agencies: Mapping[str, str],
    recorded_at: datetime | None,
) -> bytes:
    """Return a shift sheet as PDF/UA-1 on US Letter, as many pages as it takes, no place torn in two.

    Parameters
    ----------
    sheet
        From the screen's own lists.
    told
        Whose morning it is and for which role.
    marks
        The screen's own marks.
    agencies
        Agency name by agency code.
    recorded_at
        When the newest event that the sheet knows was recorded, aware; None when nothing is recorded.
    """
    words = shift_sheet_words(sheet, told=told, marks=marks, agencies=agencies, recorded_at=recorded_at)
    return pdf_of(TEMPLATE, words, written_at=told.as_of_at)


def shift_sheet_words(
    sheet: ShiftSheet,
    *,
    told: Provenance,
    marks: Marks,
    agencies: Mapping[str, str],
    recorded_at: datetime | None,
) -> dict[str, Any]:
    """Return what the sheet's template is given."""
    on = told.as_of_date
    recorded = "nothing recorded yet" if recorded_at is None else instant_words(recorded_at, seen_from=on)

    def asked(actions: Sequence[Action]) -> list[dict[str, str]]:
        return [_action(action, told, marks, agencies, names_owner=sheet.names_owner) for action in actions]

    return {
        "size": _SIZE_PT,
        "title": f"Shift sheet · {sheet.title}",
        "day": f"{day_words(on, seen_from=on)} {on.year}",
        "sample": told.sample or "",
        "made": [
            f"As of {instant_words(told.as_of_at, seen_from=on)}",
            f"Recorded up to: {recorded}",
            f"Build {told.build_id}",
            f"Made for: {told.role_name}",
        ],
        "summary": sheet.summary,
        "order": sheet.order,
        "asks": [
            {
                "title": asks.title,
                "lines": [_ask(item, marks) for item in asks.items],
                "nothing": asks.nothing,
                "is_to_answer": asks.is_to_answer,
            }
            for asks in sheet.asks
        ],
        "places": [
            {
                "number": place.number,
                "name": place.name,
                "area": place.area,
                "way": place.way,
                "reasons": list(place.reasons[:_N_REASONS]),
                "more": _more(len(place.reasons) - _N_REASONS),
                "actions": asked(place.actions),
            }
            for place in sheet.places
        ],
        "elsewhere": asked(sheet.elsewhere),
        "map": None if sheet.city is None else sheet.city.as_told(),
    }


def _more(number: int) -> str:
    return f"+ {count_words(number, 'more reason')} on the screen" if number > 0 else ""


def _ask(item: AgendaItem, marks: Marks) -> dict[str, Any]:
    mark, _ = marks.of(item.kind)
    return {"mark": mark, "is_quiet": False, "text": item.text}


def _action(
    action: Action, told: Provenance, marks: Marks, agencies: Mapping[str, str], *, names_owner: bool
) -> dict[str, str]:
    on = told.as_of_date
    kind, due = ItemKind.ACTION_CARRIED, f"due {day_words(action.due_date, seen_from=on)}"
    if action.is_overdue(on):
        kind = ItemKind.ACTION_OVERDUE
        due = f"{count_words(action.days_overdue(on), 'day')}, was {due}"
    elif action.due_date == on:
        kind, due = ItemKind.ACTION_DUE_TODAY, ""
    owner = agencies.get(action.owner_agency_code, action.owner_agency_code)
    return {
        "mark": marks.of(kind)[0],
        "due": due,
        "owner": owner if names_owner else "",
        "what": action.what,
        "know_by": f"We know by: {action.how_we_know}" if action.how_we_know else "",
    }
