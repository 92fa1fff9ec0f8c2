"""Every map beside its list: the same places and signals, the same numbers, the same order, the same names.

A folium map cannot be read by keyboard or screen reader, so what it shows stands on the page as text too. Both are read
here as they are sent, and compared; nothing of either is typed in.
"""

from __future__ import annotations

import csv
import html
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pipelines.settings import PROJECT_ROOT
from tests.pipelines.readers.files import contact_line, outreach_file
from tests.support.published_build import N_LOCATIONS, location_id
from tests.support.screen import map_arguments, open_page

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

# Whoever draws a map, by module; each is compared with its list below.
DRAWN_BY = {
    "dashboard/components/huddle_map.py",
    "dashboard/components/district_map.py",
    "dashboard/components/upload_map.py",
    "dashboard/pages/location.py",
}
LOG = outreach_file(
    [
        contact_line(1, place_text="780 Albany St"),
        contact_line(2, place_text="12 Everett St"),
        contact_line(3, place_text="nowhere that anybody knows"),
        contact_line(4, place_text="", lon="-71.0700000", lat="42.3400000"),
        contact_line(5, place_text="780 Albany St"),
        contact_line(6, place_text="780 Albony Stret"),
        contact_line(7, place_text="Albny St & E Newtn St"),
    ]
)


def _reference(table: str) -> list[dict[str, str]]:
    with (PROJECT_ROOT / "data" / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _seen_by(page: str, first: str) -> list[Any]:
    """Return the roles that open a page and see points: one in the quick runs, the others in the long ones."""
    opened = {row["role_code"] for row in _reference("role_pages") if row["page_code"] == page}
    codes = [role["role_code"] for role in _reference("roles") if role["sees_points"] == "1"]
    codes = [code for code in codes if code in opened]
    assert first in codes
    return [pytest.param(code, marks=[] if code == first else [pytest.mark.slow]) for code in codes]


class Place(NamedTuple):
    """A numbered place as a map or a list tells it."""

    number: int
    location_id: str
    name: str
    n_incidents_7d: int


class Signal(NamedTuple):
    """A signal as a map or a list tells it."""

    name: str
    n_incidents: int
    window_days: int


@pytest.fixture(autouse=True)
def morning(standing_morning: object) -> object:
    return standing_morning


# What a map shows


def features(screen: AppTest) -> list[dict[str, Any]]:
    """Return the features that a page sends to its map, in their order; the keyboard comes to the points so."""
    script = map_arguments(screen)["feature_group"]
    start = script.index('{"features": [')
    return list(json.JSONDecoder().raw_decode(script, start)[0]["features"])


def _points(screen: AppTest, *kinds: str) -> list[dict[str, Any]]:
    points = [each for each in features(screen) if each["geometry"]["type"] == "Point"]
    return [each["properties"] for each in points if each["properties"]["kind"] in kinds]


def places_of_map(screen: AppTest) -> list[Place]:
    found = []
    for told in _points(screen, "place", "chosen"):
        number, name, n_incidents = re.fullmatch(
            r"(\d+) · (.*) · (\d+) incidents? in 7 days", html.unescape(told["label"])
        ).groups()
        assert int(number) == told["number"]
        found.append(Place(int(number), told["location_id"], name, int(n_incidents)))
    return found


def signals_of_map(screen: AppTest) -> list[Signal]:
    """Return what is drawn round signals; each that is at no listed place has a mark with the same words."""
    drawn = [each["properties"]["label"] for each in features(screen) if each["properties"]["kind"] == "signal"]
    assert {told["label"] for told in _points(screen, "signal_point")} <= set(drawn)
    told = [
        re.fullmatch(r"Signal · (.*) · (\d+) incidents? in (\d+) days?", html.unescape(label)).groups()
        for label in drawn
    ]
    return [Signal(name, int(n_incidents), int(days)) for name, n_incidents, days in told]


def numbers_with_signal(screen: AppTest) -> set[int]:
    return {told["number"] for told in _points(screen, "place", "chosen") if told["is_signal"]}


# What stands on the page as text


def _pieces(block: Any) -> list[Any]:
    found: list[Any] = []
    for child in block.children.values():
        found += _pieces(child) if hasattr(child, "children") else [child.proto]
    return found


def _plain(markdown: str) -> str:
    """Return a label as it is read: without the escapes, and without the mark that keeps a picture's name text."""
    return re.sub(r"\\(.)", r"\1", markdown).replace("\u2060", "")


def places_of_list(screen: AppTest) -> list[Place]:
    """Return the numbered lines of a list: a number, then the link of that place, then its figures."""
    found: list[Place] = []
    number: int | None = None
    link: Any = None
    for proto in _pieces(screen.main):
        body = getattr(proto, "body", "")
        if told := re.search(r'crt-place-no">(\d+)<', body):
            number, link = int(told[1]), None
        elif number is not None and link is None and "location=" in getattr(proto, "query_string", ""):
            link = proto
        elif number is not None and link is not None and (told := re.search(r"<b>(\d+)</b> incidents? in 7", body)):
            own_id = link.query_string.removeprefix("location=")
            found.append(Place(number, own_id, _plain(link.label), int(told[1])))
            number = None
    return found


def signals_of_list(screen: AppTest) -> list[Signal]:
    told = re.findall(
        r"▲ Signal</span> (.*?), (?:number \d+|not on the list), [^<]*?: (\d+) incidents? within \d+ m in (\d+) days?",
        _html(screen),
    )
    return [Signal(html.unescape(name), int(n_incidents), int(days)) for name, n_incidents, days in told]


def rows_of_table(screen: AppTest, *, first_head: str) -> list[list[str]]:
    """Return the cells of the table that has this head first."""
    heads = re.compile(rf"<thead><tr><th[^>]*>{first_head}</th>")
    found = next(each for each in re.findall(r"<table.*?</table>", _html(screen)) if heads.search(each))
    body = re.search(r"<tbody>(.*)</tbody>", found)[1]
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [[html.unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]


def _html(screen: AppTest) -> str:
    return "".join(str(getattr(proto, "body", "")) for proto in _pieces(screen.main))


def test_every_place_that_draws_a_map_is_compared_here() -> None:
    drawing = {
        str(file.relative_to(PROJECT_ROOT))
        for file in (PROJECT_ROOT / "dashboard").rglob("*.py")
        if re.search(r"\blocation_map\.show(_found)?\(", file.read_text(encoding="utf-8"))
    }

    assert drawing == DRAWN_BY


@pytest.mark.parametrize("role_code", _seen_by("huddle", "leadership"))
def test_the_huddles_map_is_its_list(role_code: str) -> None:
    screen = open_page("huddle", role_code=role_code)

    assert places_of_map(screen) == places_of_list(screen)
    assert len(places_of_map(screen)) == N_LOCATIONS
    assert signals_of_map(screen) == signals_of_list(screen) != []


@pytest.mark.parametrize("role_code", _seen_by("district", "district"))
@pytest.mark.parametrize("code", ["A-1", pytest.param("D-4", marks=pytest.mark.slow)])
def test_a_districts_map_is_its_list_and_shows_no_other_districts_signals(role_code: str, code: str) -> None:
    screen = open_page("district", role_code=role_code, district=code)
    screen.toggle(key="is_district_map_asked_for").set_value(True).run()

    # The list may stand in walking order; the map's order is that of the numbers.
    assert places_of_map(screen) == sorted(places_of_list(screen)) != []
    assert signals_of_map(screen) == signals_of_list(screen)
    assert bool(signals_of_map(screen)) == (code == "D-4")


@pytest.mark.parametrize("role_code", _seen_by("location", "leadership"))
def test_a_locations_map_is_the_table_below_it(role_code: str) -> None:
    screen = open_page("location", role_code=role_code, location=location_id(4))

    rows = rows_of_table(screen, first_head="Number")
    listed = [row for row in rows if row[0].isdigit()]
    drawn = places_of_map(screen)
    assert [(str(place.number), place.name, str(place.n_incidents_7d)) for place in drawn] == [
        (number, name, n_incidents) for number, name, _, n_incidents, _ in listed
    ]
    assert len(drawn) == N_LOCATIONS
    choice = screen.selectbox(key="chosen_on_map")
    assert list(choice.options) == [f"{place.number} · {place.name}" for place in drawn]
    assert choice.value == location_id(4)
    assert [told["number"] for told in _points(screen, "chosen")] == [4]
    told = [
        Signal(name, *map(int, re.findall(r"\d+", signal)))
        for _, name, _, _, signals in rows
        if signals != "–"
        for signal in signals.split("; ")
    ]
    assert sorted(told) == sorted(signals_of_map(screen)) != []
    assert {int(row[0]) for row in listed if row[4] != "–"} == numbers_with_signal(screen)


def test_what_a_press_on_the_map_opens_the_choice_below_it_opens_too() -> None:
    screen = open_page("location", location=location_id(4))

    screen.selectbox(key="chosen_on_map").select(location_id(6)).run()

    assert screen.title[0].value.startswith("6 · Orchard Green")
    assert screen.query_params["location"] == location_id(6)


@pytest.mark.parametrize("role_code", _seen_by("bring_in", "outreach"))
def test_the_map_of_a_log_that_is_brought_in_is_the_table_of_its_rows(role_code: str) -> None:
    screen = open_page("bring_in", role_code=role_code)
    if not screen.file_uploader:
        assert map_arguments(screen) == {}
        return
    screen.file_uploader[0].set_value(("monday.csv", LOG, "text/csv"))
    screen.run()
    screen.toggle(key="is_upload_map_asked_for").set_value(True).run()

    rows = rows_of_table(screen, first_head="Line")
    numbered: dict[int, list[tuple[str, str, str]]] = {}
    for line_no, _, _, _, found, sure, _ in rows:
        number, parted, words = found.partition(" · ")
        if parted and number.isdigit():
            numbered.setdefault(int(number), []).append((line_no, words, sure))
    drawn = _points(screen, "found", "found_unsure")
    assert [told["number"] for told in drawn] == list(numbered) == list(range(1, len(drawn) + 1))
    for told in drawn:
        number, name, sure, lines = html.unescape(told["label"]).split(" · ")
        own = numbered[int(number)]
        assert lines.removeprefix("lines ").removeprefix("line ").split(", ") == [line_no for line_no, _, _ in own]
        assert sure == f"{max(int(each) for _, _, each in own)} of 100"
        assert any(words.removeprefix("Not on the map, too unsure: ").startswith(name) for _, words, _ in own)
        is_unsure = all(words.startswith("Not on the map") for _, words, _ in own)
        assert told["kind"] == ("found_unsure" if is_unsure else "found")
    # Places found surely, not surely and by coordinates are all among the rows, and one that is nowhere.
    assert {told["kind"] for told in drawn} == {"found", "found_unsure"}
    assert len(numbered) < len(rows)
