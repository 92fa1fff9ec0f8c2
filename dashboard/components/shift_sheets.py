"""Shift sheets of an agency and of a district: the very lists of their pages, as paper to walk with."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dashboard.components import district_places, handouts, meeting, walks
from dashboard.components.download import provenance_of
from dashboard.huddle.agency_list import agency_list
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.words import count_words
from dashboard.paper import shift_sheet
from dashboard.paper.shift_sheet import AskList, SheetPlace, ShiftSheet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dashboard.components.opening import Morning
    from dashboard.components.walks import Walk
    from dashboard.huddle.actions import Action
    from dashboard.huddle.agenda import AgendaItem, AgendaLocation
    from dashboard.huddle.book import HuddleBook

_ASKS = 4


def show_agency(morning: Morning, book: HuddleBook, agency_code: str, *, label: str = "Shift sheet (PDF)") -> None:
    """Draw the button of an agency's sheet; `label` where it stands beside another sheet's."""
    data = partial(agency_pdf, morning, book, agency_code)
    handouts.show_button(morning, f"shift-{agency_code}", data, label=label)


def show_district(morning: Morning, book: HuddleBook, district_code: str, walk: Walk | None) -> None:
    """Draw the button of a district's sheet, in the screen's order: the walk's, or by number where there is none."""
    data = partial(_pdf_of_walk, morning, book, district_code, walk)
    handouts.show_button(morning, f"shift-{district_code}", data, label="Shift sheet (PDF)")


def agency_pdf(morning: Morning, book: HuddleBook, agency_code: str) -> bytes:
    """Return one agency's sheet: what it is asked, its open actions place by place, and what it asked of others."""
    return _pdf(morning, book, agency_sheet(morning, book, agency_code))


def district_pdf(morning: Morning, book: HuddleBook, district_code: str) -> bytes:
    """Return one district's sheet as nobody has chosen: in the walking order from its lowest number."""
    return _pdf_of_walk(morning, book, district_code, _usual_walk(morning, book, district_code))


def _pdf_of_walk(morning: Morning, book: HuddleBook, district_code: str, walk: Walk | None) -> bytes:
    return _pdf(morning, book, district_sheet(morning, book, district_code, walk))


def _usual_walk(morning: Morning, book: HuddleBook, district_code: str) -> Walk | None:
    places = district_places.places_of(morning, book, district_code)
    if not places or not morning.role.sees_points:
        return None
    start = walks.usual_start(walks.starts(morning, _district(morning, district_code), places))
    return walks.walk_from(start, places, max_places=morning.policy.walk_max_places)


def _district(morning: Morning, district_code: str) -> dict[str, Any]:
    return dict(morning.rows("districts").set_index("district_code", drop=False).loc[district_code])


def agency_sheet(morning: Morning, book: HuddleBook, agency_code: str) -> ShiftSheet:
    """Return what stands on an agency's sheet: its open actions at the places of the list, elsewhere, and its asks."""
    list_of = agency_list(book, agency_code, on=morning.build.as_of_date)
    own, agenda = list_of.actions, meeting.agenda_of(morning, book)
    asked_at = {book.asks[ask_id].location_id for ask_id in list_of.to_answer}
    listed = [
        place
        for place in agenda.locations
        if place.location_id in asked_at or any(action.location_id == place.location_id for action in own)
    ]
    listed_ids = {place.location_id for place in listed}
    places = [_listed(morning, place, own) for place in listed] + _left(morning, own, listed_ids)
    locations = morning.rows("locations")
    items = agenda.parts[_ASKS].items
    return ShiftSheet(
        title=morning.agencies[agency_code],
        summary=list_of.summary,
        places=tuple(places),
        elsewhere=tuple(action for action in own if action.location_id is None),
        asks=(
            AskList(
                "Asked of us", _asks(items, list_of.to_answer), "No agency waits for an answer.", is_to_answer=True
            ),
            AskList(
                "We asked", _asks(items, list_of.asked), "Nothing that this agency asked is open.", is_to_answer=False
            ),
        ),
        city=handouts.city_map(
            morning, locations[locations["location_id"].isin(listed_ids)], room_pt=shift_sheet.MAP_SIZE_PT
        ),
        names_owner=False,
    )


def district_sheet(morning: Morning, book: HuddleBook, district_code: str, walk: Walk | None) -> ShiftSheet:
    """Return what stands on a district's sheet: its places, and those no longer listed and still asked.

    In the order of the walk, with the way to each; by number, those no longer listed last, where there is no walk.
    """
    district = _district(morning, district_code)
    known = district_places.places_of(morning, book, district_code)
    left_actions = {
        row["location_id"]: tuple(actions)
        for row, actions in district_places.places_left_with_actions(morning, book, district_code)
    }
    places = [
        _listed(morning, place.listed, place.listed.open_actions)
        if place.listed is not None
        else SheetPlace(None, place.name, district_code, (), left_actions[place.location_id])
        for place in (known if walk is None else walk.places)
    ]
    if walk is not None:
        places = [
            replace(sheet, way=walk.way_to.get(place.location_id, ""))
            for sheet, place in zip(places, walk.places, strict=True)
        ]
    n_left = len(left_actions)
    n_asked = sum(len(place.actions) for place in places)
    locations = morning.rows("locations")
    outline = district["outline_geojson"]
    return ShiftSheet(
        title=f"{district_code} {district['district_name']}",
        summary=f"{count_words(len(known) - n_left, 'place')} of this morning's list, {n_left} that left it and are "
        f"still asked; {count_words(n_asked, 'action')} open there.",
        places=tuple(places),
        elsewhere=(),
        order="" if walk is None else walk.sentence,
        city=handouts.city_map(
            morning,
            locations[locations["district_code"] == district_code],
            area=handouts.outline_in_metres(outline) if isinstance(outline, str) else None,
            room_pt=shift_sheet.MAP_SIZE_PT,
        ),
    )


def _pdf(morning: Morning, book: HuddleBook, sheet: ShiftSheet) -> bytes:
    return shift_sheet.shift_sheet_pdf(
        sheet,
        told=provenance_of(morning),
        marks=handouts.MARKS,
        agencies=morning.agencies,
        recorded_at=book.newest_recorded_at,
    )


def _listed(morning: Morning, place: AgendaLocation, actions: Collection[Action]) -> SheetPlace:
    neighborhoods = morning.rows("locations").set_index("location_id")["neighborhood_name"]
    there = tuple(action for action in actions if action.location_id == place.location_id)
    area = f"{place.district_code}, {neighborhoods.loc[place.location_id]}"
    return SheetPlace(place.number, place.name, area, place.reasons, there)


def _left(morning: Morning, own: Collection[Action], listed_ids: Collection[str]) -> list[SheetPlace]:
    """Return the places of an agency's actions that are not on this morning's list, by name."""
    registry: Mapping[Any, Any] = morning.rows("place_registry").set_index("location_id").to_dict("index")
    by_place: dict[str, list[Action]] = {}
    for action in own:
        if action.location_id is not None and action.location_id not in listed_ids:
            by_place.setdefault(action.location_id, []).append(action)
    left = []
    for location_id, actions in by_place.items():
        known = registry.get(location_id, {})
        name = known.get("name") or actions[0].location_name or location_id
        left.append(SheetPlace(None, name, known.get("district_code") or "no district known", (), tuple(actions)))
    return sorted(left, key=lambda place: place.name)


def _asks(items: Collection[AgendaItem], ask_ids: Collection[str]) -> tuple[AgendaItem, ...]:
    return tuple(
        item for item in items if item.kind in {ItemKind.ASK_OPEN, ItemKind.ASK_LATE} and item.subject_ids[0] in ask_ids
    )
