"""Nobody needs a mouse: with Tab, Enter, arrows and Escape alone a person does all that the board is for."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import focused, settle, tab_to
from tests.support.kept_record import book_of
from tests.support.printed import n_pages
from tests.support.published_build import N_LOCATIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit


def _open(visit: Visit, served: Served, path: str = "") -> Page:
    page = visit.page
    page.goto(f"{served.address}/{path}")
    settle(page)
    return page


@pytest.mark.slow
def test_a_place_is_opened_from_the_list(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Founders Park", tag="a")
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for(timeout=20_000)


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
    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for(timeout=20_000)


@pytest.mark.slow
def test_the_map_can_be_passed_in_one_step(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    link = tab_to(page, "Skip the map", tag="a")
    assert link["outline"] >= 2
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
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
    tab_to(page, "Seen as", tag="input")
    page.keyboard.type("District")
    page.get_by_role("option", name="District officer").wait_for(timeout=20_000)
    page.keyboard.press("Enter")

    page.get_by_text("Outreach figures are not shown to this role.").wait_for(timeout=20_000)
    expect(page.get_by_role("combobox", name="Seen as")).to_have_value("District officer")


@pytest.mark.slow
def test_a_definition_is_opened_in_place_and_closed(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    meaning = page.locator(".st-key-definitions_places").get_by_text("How fresh:")
    tab_to(page, "What the numbers of the list mean", tag="summary")
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()

    page.keyboard.press("Enter")
    expect(meaning).to_be_hidden()


@pytest.mark.slow
def test_the_morning_is_downloaded_for_the_role_on_the_screen(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Agenda (PDF)", tag="button")
    with page.expect_download(timeout=30_000) as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "crt-huddle-2024-05-14-agenda-SAMPLE.pdf"
    assert n_pages(waiting.value.path().read_bytes()) == 1

    tab_to(page, "Download the agenda and the places", tag="button")
    with page.expect_download(timeout=30_000) as waiting:
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
    tab_to(page, "Owner agency", tag="input")
    page.keyboard.type("Parks")
    page.get_by_role("option", name="Parks and Recreation").wait_for(timeout=20_000)
    page.keyboard.press("Enter")
    tab_to(page, "How we shall know", tag="input")
    page.keyboard.type("It is lit at nine")
    tab_to(page, "Record the action", tag="button")
    page.keyboard.press("Enter")
    page.get_by_text("Recorded: Parks and Recreation").first.wait_for(timeout=20_000)

    actions = [action for action in book_of(served.paths).actions.values() if action.what == what]
    assert [action.owner_agency_code for action in actions] == ["parks"]


@pytest.mark.slow
def test_what_became_of_an_action_is_recorded(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Done", tag="button")
    while focused(page)["name"] != "Note":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Record: note").wait_for(timeout=20_000)
    tab_to(page, "Note", tag="input")
    page.keyboard.type("Seen to by keyboard")
    tab_to(page, "Record: note", tag="button")
    page.keyboard.press("Enter")
    page.get_by_text("Recorded: note").first.wait_for(timeout=20_000)
