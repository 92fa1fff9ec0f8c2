"""Nobody needs a mouse: with Tab, Enter, arrows and Escape alone a person does all that the board is for."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import choose_by_keyboard, focused, go, press_by_keyboard, settle, tab_to
from tests.support.kept_record import book_of
from tests.support.printed import n_pages
from tests.support.published_build import N_LOCATIONS, location_id

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit


def _open(visit: Visit, served: Served, path: str = "") -> Page:
    page = visit.page
    go(page, f"{served.address}/{path}")
    return page


@pytest.mark.slow
def test_a_place_is_opened_from_the_list(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    press_by_keyboard(page, "Founders Park", tag="a")

    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for()


def test_the_map_lets_the_keyboard_in_names_its_numbers_opens_a_place_and_lets_it_out(
    desktop: Visit, served: Served
) -> None:
    page = _open(desktop, served)
    assert page.locator("iframe").get_attribute("title") == (
        "Map of the numbered places; the list has the same numbers and links"
    )
    tab_to(page, "Skip the map", tag="a")
    steps = 0
    page.keyboard.press("Tab")
    while (at := focused(page)) is not None and at["tag"] == "iframe":
        steps += 1
        assert steps < N_LOCATIONS + 12, "the map does not let the keyboard out"
        page.keyboard.press("Tab")
    assert steps >= N_LOCATIONS
    assert focused(page) is not None

    page.keyboard.press("Shift+Tab")
    inside = page.frames[-1]
    for _ in range(N_LOCATIONS + 12):
        name = inside.evaluate("document.activeElement.getAttribute('aria-label') || ''")
        if name == "Open place number 4":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for()


@pytest.mark.slow
def test_the_map_can_be_passed_in_one_step(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    link = tab_to(page, "Skip the map", tag="a")
    assert link["outline"] >= 2
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))
    settle(page)
    page.keyboard.press("Tab")

    at = focused(page)
    assert at is not None
    assert at["tag"] != "iframe"
    below = page.evaluate(
        "document.activeElement.getBoundingClientRect().top"
        " >= document.querySelector('iframe').getBoundingClientRect().bottom - 1"
    )
    assert below


@pytest.mark.slow
def test_the_role_is_changed(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    choose_by_keyboard(page, "Seen as", "District officer")

    page.get_by_text("Outreach figures are not shown to this role.").wait_for()
    expect(page.get_by_role("combobox", name="Seen as")).to_have_value("District officer")


@pytest.mark.slow
def test_a_definition_is_opened_in_place_and_closed(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    meaning = page.locator(".st-key-definitions_places").get_by_text("How fresh:")
    press_by_keyboard(page, "What the numbers of the list mean", tag="summary")
    expect(meaning).to_be_visible()

    page.keyboard.press("Enter")
    expect(meaning).to_be_hidden()


@pytest.mark.slow
def test_the_morning_is_downloaded_for_the_role_on_the_screen(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Agenda (PDF)", tag="button")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "crt-huddle-2024-05-14-agenda-SAMPLE.pdf"
    assert n_pages(waiting.value.path().read_bytes()) == 1

    tab_to(page, "Download the agenda and the places", tag="button")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")

    assert waiting.value.suggested_filename == "crt-huddle-2024-05-14-SAMPLE.zip"
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as archived:
        listed = archived.read("SAMPLE-locations.csv").decode("utf-8-sig").splitlines()
        readme = archived.read("SAMPLE-README.txt").decode("utf-8-sig")
    assert len(listed) == N_LOCATIONS + 1
    assert "Made for the role: CRT leadership" in readme


def test_an_action_is_recorded(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    what = "Put a lamp over the steps by keyboard"
    tab_to(page, "What is to be done", tag="textarea")
    page.keyboard.type(what)
    choose_by_keyboard(page, "Owner agency", "Parks and Recreation")
    tab_to(page, "How we shall know", tag="input")
    page.keyboard.type("It is lit at nine")
    press_by_keyboard(page, "Record the action")
    page.get_by_text("Recorded: Parks and Recreation").first.wait_for()

    actions = [action for action in book_of(served.paths).actions.values() if action.what == what]
    assert [action.owner_agency_code for action in actions] == ["parks"]


@pytest.mark.slow
def test_what_became_of_an_action_is_recorded(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Done", tag="button")
    while focused(page)["name"] != "Note":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Record: note").wait_for()
    settle(page)
    tab_to(page, "Note", tag="input")
    page.keyboard.type("Seen to by keyboard")
    press_by_keyboard(page, "Record: note")
    page.get_by_text("Recorded: note").first.wait_for()


@pytest.mark.slow
def test_an_agency_asks_another_for_something(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served, "agency")
    what = "Two bags of ice by keyboard"
    choose_by_keyboard(page, "For which agency", "Parks and Recreation")
    page.get_by_role("heading", level=1, name="Parks and Recreation").wait_for()
    press_by_keyboard(page, "Ask another agency for something", tag="summary")
    tab_to(page, "What is needed")
    page.keyboard.type(what)
    choose_by_keyboard(page, "Whom", "Emergency shelters")
    press_by_keyboard(page, "Record the ask")

    page.get_by_text(what).first.wait_for()
    assert [ask.from_agency_code for ask in book_of(served.paths).asks.values() if ask.what == what] == ["parks"]


@pytest.mark.slow
def test_an_action_at_a_place_is_recorded_on_its_page(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served, f"location?location={location_id(3)}")
    what = "Walk the steps at dusk by keyboard"
    press_by_keyboard(page, "New action at this place", tag="summary")
    tab_to(page, "What is to be done", tag="textarea")
    page.keyboard.type(what)
    choose_by_keyboard(page, "Owner agency", "Parks and Recreation")
    tab_to(page, "How we shall know", tag="input")
    page.keyboard.type("A count at nine")
    press_by_keyboard(page, "Record the action")

    page.get_by_text("Recorded: Parks and Recreation").first.wait_for()
    (action,) = [action for action in book_of(served.paths).actions.values() if action.what == what]
    assert action.location_id == location_id(3)


@pytest.mark.slow
def test_free_beds_are_typed_in(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served, "gaps")
    press_by_keyboard(page, "Type in the list of free beds", tag="summary")
    tab_to(page, "Emergency shelter", tag="input")
    page.keyboard.type("9")
    # The parts of a time are a step each.
    tab_to(page, "hour")
    page.keyboard.type("0500")
    tab_to(page, "Who told it", tag="input")
    page.keyboard.type("The list by keyboard")
    press_by_keyboard(page, "Record")

    page.get_by_text("Recorded: 1 figure of the night.").first.wait_for()
    typed = [fact for fact in book_of(served.paths).overnight if fact.source == "The list by keyboard"]
    assert [(fact.measure_code, fact.value) for fact in typed] == [("beds_emergency_shelter", "9")]


@pytest.mark.slow
def test_the_council_chooses_a_part_of_the_city(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served, "council")
    choose_by_keyboard(page, "Which part of the city", "Old Town")

    page.get_by_role("heading", level=2, name=re.compile("What was done · Old Town")).wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "fold"),
    [
        ("complaint_and_need", "What the numbers of 311 mean"),
        ("track_record", "The same for its first 10 places"),
        ("past_mornings", "What the numbers of the past mornings mean"),
        ("data_health", "What the numbers of the feeds mean"),
    ],
)
def test_on_a_page_that_is_only_read_a_fold_is_opened_and_closed(
    desktop: Visit, served: Served, path: str, fold: str
) -> None:
    page = _open(desktop, served, path)
    inside = page.locator("details", has=page.locator("summary", has_text=fold)).last
    press_by_keyboard(page, fold, tag="summary")
    expect(inside).to_have_attribute("open", "")

    page.keyboard.press("Enter")
    expect(inside).not_to_have_attribute("open", "")
