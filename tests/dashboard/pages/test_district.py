from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pytest

from dashboard.huddle import action_drafts
from dashboard.huddle.action_drafts import NewAction
from dashboard.huddle.events import NamedLocation, OnScreen
from dashboard.stores.operations import OperationsStore
from pipelines.settings import load_reference, operations_url
from tests.support.published_build import (
    AS_OF_DATE,
    HOSTILE_NAME,
    HOSTILE_REASON,
    LEFT_LOCATION_ID,
    location_id,
)
from tests.support.recorded_actions import _at
from tests.support.screen import map_arguments, open_page, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths


@pytest.fixture(autouse=True)
def published(own_morning: Paths) -> Paths:
    return own_morning


def links(screen: AppTest) -> list[str]:
    return [link.proto.query_string for link in screen.get("page_link")]


def as_role(screen: AppTest, role_code: str) -> AppTest:
    return screen.selectbox(key="role_code").select(role_code).run()


def show_map(screen: AppTest) -> AppTest:
    return screen.toggle(key="is_district_map_asked_for").set_value(True).run()


def test_the_list_holds_the_districts_places_with_the_numbers_of_the_huddle_page() -> None:
    screen = open_page("district", district="A-1")

    assert links(screen) == [f"location={location_id(number)}" for number in (1, 2, 12)]
    assert [f'crt-place-no">{number}<' in text_of(screen) for number in (1, 2, 3, 12)] == [True, True, False, True]
    assert "3 places of this morning's list; 1 action asked there." in text_of(screen).replace("\\", "")


def test_a_place_says_why_how_much_is_new_and_how_old_the_oldest_open_ticket_is() -> None:
    text = text_of(open_page("district", district="A-1"))

    assert "59 incidents in 28 days (66 tickets), 12 in the last 7." in text
    assert "<b>12</b> incidents in 7 days" in text
    ages = "<span>under 3 days: <b>1</b></span><span>3 to 14: <b>10</b></span><span>14 or more: <b>2</b></span>"
    assert f"<b>13</b> open</span>{ages}<span>oldest <b>41 days</b></span>" in text
    assert "<b>1</b> incident in 7 days" in text


def test_what_is_asked_at_a_place_says_owner_due_day_and_how_long_it_was_carried() -> None:
    text = text_of(open_page("district", district="A-1"))

    assert "▲ overdue 2 days</span> <b>Public Works (sanitation)</b>: Empty the two bins" in text
    assert "due Sun 12 May, carried 3 mornings" in text
    assert "We know by: The crew sends a count at noon" in text


def test_a_place_that_left_the_list_stands_there_while_an_action_is_open(published: Paths) -> None:
    assert "No longer on the list" not in text_of(open_page("district", district="A-7"))
    store = OperationsStore(operations_url(published, {}))
    left = NamedLocation(LEFT_LOCATION_ID, "Ferry Steps", 11)
    new = NewAction("Look at the railing", "parks", AS_OF_DATE, "A photo", left)
    day = OnScreen(huddle_date=AS_OF_DATE, build_id="b", role_code="leadership")
    store.append(
        action_drafts.opening_draft(new, action_id="a-rail", on_screen=day),
        event_id="a-rail",
        recorded_at=_at(AS_OF_DATE, 8),
    )
    store.close()

    screen = open_page("district", district="A-7")

    assert "No longer on the list, still asked. Last listed" in text_of(screen)
    assert links(screen) == [f"location={LEFT_LOCATION_ID}"]
    assert "■ due today" in text_of(screen)
    assert "Look at the railing" not in text_of(open_page("district", district="A-1"))


@pytest.mark.parametrize("code", ["A-7", "A-15"])
def test_a_district_without_a_place_this_morning_says_so(code: str) -> None:
    screen = open_page("district", district=code)

    assert "No place of this morning's list lies in this district" in screen.info[0].value
    assert screen.title[0].value.replace("\\", "").startswith(f"{code} ·")


@pytest.mark.parametrize("asked", ["Z-9", "<script>alert(1)</script>", "D-4' or 1=1", "d-4", "../etc"])
def test_a_district_that_nobody_knows_is_said_clearly_and_never_echoed(asked: str) -> None:
    screen = open_page("district", district=asked)

    assert not screen.exception
    assert "nobody knows" in screen.warning[0].value
    assert asked not in text_of(screen)


def test_the_address_is_remembered_and_a_new_screen_starts_where_most_is_going_on() -> None:
    screen = open_page("district")
    assert screen.title[0].value.replace("\\", "").startswith("A-1 ·")

    screen.query_params["district"] = "B-2"
    screen.run()
    del screen.query_params["district"]
    assert screen.run().title[0].value.replace("\\", "").startswith("B-2 ·")


def test_choosing_another_district_changes_the_page_and_the_address() -> None:
    screen = open_page("district", district="A-1")

    screen.selectbox(key="district_picker").select("D-4").run()

    assert "D-4" in screen.query_params["district"]
    assert links(screen) == [f"location={location_id(number)}" for number in (3, 5, 4)]
    assert screen.selectbox(key="district_picker").value == "D-4"


def test_the_map_comes_on_demand_with_the_districts_lines_and_its_places_alone() -> None:
    screen = open_page("district", district="A-1")
    assert map_arguments(screen) == {}

    sent = map_arguments(show_map(screen))

    layer = sent["feature_group"]
    assert layer.count('"area"') == 1
    assert [location_id(number) in layer for number in (1, 2, 3, 12)] == [True, True, False, True]
    assert len(json.dumps(sent)) < 150_000


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("A-1", "Lines: the City's police districts, handed in on Sat 11 May."),
        ("B-3", "Lines: worked out on Mondays from the labels on tickets; they are near, not exact."),
        ("C-11", "Lines: none known."),
    ],
    ids=["official", "worked out", "none"],
)
def test_the_page_says_where_the_lines_come_from(code: str, words: str) -> None:
    assert any(words in caption.value for caption in open_page("district", district=code).caption)


def test_the_page_says_how_many_labels_differ() -> None:
    captions = " ".join(caption.value for caption in open_page("district", district="A-1").caption)

    assert "Of 1,200 tickets within them 7 state another district." in captions


def test_a_district_without_lines_offers_no_map() -> None:
    assert not open_page("district", district="C-11").toggle


@pytest.mark.parametrize("role_code", ["district", "leadership", "council"])
def test_no_outreach_or_health_figure_stands_on_the_page(published: Paths, role_code: str) -> None:
    screen = open_page("district", district="A-1")
    if role_code != "leadership":
        screen = as_role(screen, role_code)
    if role_code != "council":
        screen = show_map(screen)

    everything = text_of(screen) + json.dumps(map_arguments(screen))
    measures = load_reference(published.reference_dir, "outreach_measures")["measure_name"]
    assert [name for name in measures if name in everything] == []
    assert "naloxone" not in everything.casefold()
    assert "fewer than" not in everything


def test_a_role_that_sees_zones_only_sees_no_place_action_or_map_of_a_district() -> None:
    screen = as_role(open_page("district", district="A-1"), "council")

    text = text_of(screen)
    assert screen.title[0].value == "Not for this role"
    assert "Mill Square" not in text.replace("\\", "")
    assert "Empty the two bins" not in text
    assert "crt-place-no" not in text
    assert map_arguments(screen) == {}
    assert not screen.toggle


def test_every_number_of_the_page_has_its_definition() -> None:
    text = text_of(open_page("district", district="A-1"))

    for words in ("Incidents in 7 days", "Open", "Oldest", "Lines", "State another district"):
        assert f"<dt><b>{words}</b></dt>" in text


def test_hostile_names_reasons_and_district_names_are_never_markup() -> None:
    screen = show_map(open_page("district", district="D-4"))

    html = "".join(element.proto.body for element in screen.get("html"))
    assert "<script>" not in text_of(screen)
    assert "<img" not in html
    assert HOSTILE_REASON not in text_of(screen)
    assert HOSTILE_NAME not in map_arguments(screen)["feature_group"]
    assert "<b>7</b>" not in screen.title[0].value


def test_a_place_in_no_known_district_is_named_so_that_none_is_lost(own_build: Paths) -> None:
    (file,) = own_build.builds_dir.glob("*.duckdb")
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update locations set district_code = 'not stated', district_how = 'not stated' where number = 7"
        )

    captions = " ".join(caption.value for caption in open_page("district", district="A-1").caption)

    assert "In no district by anything known: number 7" in captions.replace("\\", "")


def test_a_places_page_leads_to_its_district() -> None:
    assert "district=D-4" in links(open_page("location", location=location_id(4)))


def test_what_came_back_in_the_district_is_told_there_and_nowhere_else() -> None:
    assert "Came back 47 days after" in text_of(open_page("district", district="A-1"))
    assert "Came back" not in text_of(open_page("district", district="D-4"))
