"""The Council's room in a real browser: what a member says comes back, and a room that runs from right to left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import (
    choose,
    choose_by_keyboard,
    go,
    press,
    press_by_keyboard,
    serious_violations,
    tab_to,
)
from tests.support.catalogues import MADE_UP_WORD, made_up_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

LONG_MS = 60_000


@pytest.fixture
def served_in_arabic(served_afresh: Served) -> Iterator[Served]:
    """The dashboard with a file more in its data folder: a made-up catalogue that runs from right to left."""
    folder = served_afresh.paths.catalogue_dirs[-1]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "ar.po"
    file.write_bytes(made_up_arabic())
    yield served_afresh
    file.unlink()


@pytest.mark.slow
def test_what_a_member_says_in_spanish_gets_an_owner_and_an_answer_and_comes_back(
    phone: Visit, served_afresh: Served
) -> None:
    page = phone.page
    go(page, f"{served_afresh.address}/council?lang=es")
    _look_as(page, "Lived Experience Council")
    room = page.locator(".st-key-council")
    expect(room).to_have_attribute("lang", "es", timeout=LONG_MS)
    expect(page.get_by_text("Borrador, sin revisar.")).to_be_visible(timeout=LONG_MS)

    send = page.get_by_role("button", name="Enviar", exact=True)
    refuge = page.get_by_role("radio", name="Refugio", exact=True).or_(
        page.get_by_role("button", name="Refugio", exact=True)
    )
    press(refuge.first)
    expect(send).to_be_visible(timeout=LONG_MS)
    for choice in ("No es lo que yo veo", "Adónde y cuándo van los equipos"):
        press(page.get_by_text(choice, exact=True))
        expect(page.get_by_role("radio", name=choice)).to_be_checked(timeout=LONG_MS)
    page.get_by_role("textbox", name=re.compile("propias palabras")).fill("De noche no viene nadie")
    assert page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth") <= 0
    press(send)
    expect(page.get_by_text("Usted envió esto desde aquí:")).to_be_visible(timeout=LONG_MS)

    _answer_as_chair(page, served_afresh)

    go(page, f"{served_afresh.address}/council?lang=es")
    _look_as(page, "Lived Experience Council")
    answer = page.locator("article.crt-heard")
    press(page.get_by_role("tab", name="Dijeron, hicimos"), until=answer)
    expect(answer).to_contain_text("No se hizo, porque", timeout=LONG_MS)
    expect(answer).to_contain_text("No crew is on after midnight yet.")
    expect(answer).to_contain_text("De noche no viene nadie")
    assert serious_violations(page) == []
    assert phone.errors == []
    assert phone.outside_requests == []


@pytest.mark.slow
def test_a_language_from_right_to_left_runs_that_way_on_a_phone_and_on_a_wide_screen(
    phone: Visit, served_in_arabic: Served
) -> None:
    page = phone.page
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        go(page, f"{served_in_arabic.address}/council?lang=ar")
        room = page.locator(".st-key-council")
        expect(room).to_have_attribute("dir", "rtl", timeout=LONG_MS)
        expect(room).to_have_attribute("lang", "ar")
        title = page.locator(".st-key-council h1")
        expect(title).to_have_text(MADE_UP_WORD)
        told = title.evaluate("head => [getComputedStyle(head).direction, getComputedStyle(head).textAlign]")
        assert told[0] == "rtl"
        assert told[1] in {"start", "right"}
        assert page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth") <= 0
        assert serious_violations(page) == []
    assert phone.errors == []


def _look_as(page: Page, role_name: str) -> None:
    choose(page, "Seen as", role_name)


def _answer_as_chair(page: Page, served: Served) -> None:
    go(page, served.address)
    _look_as(page, "Chair of the huddle")
    line = page.locator("[class*='st-key-feedback_feedback']").first
    expect(line).to_contain_text("The Council on offers of shelter", timeout=LONG_MS)
    press(line.get_by_text("Owner and date", exact=True))
    expect(line.get_by_role("combobox", name=re.compile("Who answers"))).to_be_visible(timeout=LONG_MS)
    choose(page, "Who answers", "Street outreach teams")
    press(line.get_by_role("button", name="Record the owner and the date"))
    expect(line).to_contain_text("Street outreach teams answers by", timeout=LONG_MS)
    press(line.get_by_text("Answer the Council", exact=True))
    because = line.get_by_role("textbox", name=re.compile("What was done, or why not"))
    expect(because).to_be_visible(timeout=LONG_MS)
    press(line.get_by_text("Not done, because", exact=True))
    because.fill("No crew is on after midnight yet.")
    press(line.get_by_role("button", name="Record the answer"))
    expect(page.get_by_text("Not done, because: No crew is on after midnight yet.").first).to_be_visible(
        timeout=LONG_MS
    )


@pytest.mark.slow
def test_by_keyboard_alone_a_member_says_what_they_see_and_takes_it_back(desktop: Visit, served_afresh: Served) -> None:
    page = desktop.page
    go(page, f"{served_afresh.address}/council")
    choose_by_keyboard(page, "Seen as", "Lived Experience Council")
    sent = page.get_by_text("You sent this from here:")

    press_by_keyboard(page, "Shelter", key="Space")
    for choice in ("I agree", "What teams do on the street"):
        tab_to(page, choice, tag="input")
        page.keyboard.press("Space")
        expect(page.get_by_role("radio", name=choice)).to_be_checked()
    tab_to(page, "In your own words", tag="textarea")
    page.keyboard.type("The van came on time")
    press_by_keyboard(page, "Send")
    expect(sent).to_be_visible()

    press_by_keyboard(page, "Take it back")
    expect(sent).to_be_hidden()
    assert desktop.errors == []
