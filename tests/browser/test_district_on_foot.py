"""The District page with one thumb, and with the keyboard alone: from its list to what came of an action."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from dashboard.huddle.events import ActionStatus
from tests.support.browsing import focused, settle, tab_to
from tests.support.kept_record import book_of
from tests.support.published_build import location_id
from tests.support.recorded_actions import DUE_TODAY, OVERDUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from dashboard.huddle.actions import Action
    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

_SIDEWAYS = "document.querySelector('.stMain').scrollWidth - window.innerWidth"
_OF_THE_MAP = ("leaflet", "folium", "numbered-places")


@pytest.fixture
def thumb(chromium: Browser) -> Iterator[Page]:
    """A phone of 390 by 844 that knows touches and no mouse."""
    with chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        yield context.new_page()


def _action(served: Served, action_id: str) -> Action:
    return book_of(served.paths).actions[action_id]


def _choose(page: Page, name: str, option: str) -> None:
    page.get_by_role("combobox", name=name).tap()
    page.get_by_role("option", name=option).tap()
    expect(page.get_by_role("combobox", name=name)).to_have_value(re.compile(f"^{option}"))


def _press_by_keyboard(page: Page, name: str) -> None:
    tab_to(page, name, tag="button")
    page.keyboard.press("Enter")


def test_with_one_thumb_an_officer_goes_from_the_list_to_what_is_recorded(thumb: Page, served_afresh: Served) -> None:
    page, asked_for = thumb, []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(f"{served_afresh.address}/district?district=A-1")
    settle(page)
    _choose(page, "Seen as", "District officer")
    _choose(page, "For which agency", "Public Works")

    # The list is read before anything of a map was asked for, and from where the officer stands.
    assert [url for url in asked_for if any(word in url for word in _OF_THE_MAP)] == []
    heads = page.locator(".crt-place-no")
    assert heads.all_inner_texts() == ["1", "2", "12"]
    _choose(page, "Start from", "12 ·")
    expect(heads.first).to_have_text("12")
    assert f"start={location_id(12)}" in page.url

    # What is asked of the agency stands on top, and leads to its place.
    page.get_by_role("navigation", name="Asked of Public Works").get_by_role("link").tap()
    expect(page.get_by_role("link", name="Mill Square")).to_be_in_viewport()

    page.get_by_role("button", name="Could not").tap()
    page.get_by_role("button", name="Record: could not").wait_for(timeout=20_000)
    small = [
        (target.inner_text(), target.bounding_box())
        for target in page.locator(
            # The picker's small arrow lies within its box, and the whole box can be pressed.
            ".st-key-district a:visible, .st-key-district summary:visible, .st-key-district [role=group]:has(input), "
            ".st-key-district .stTextInput input:visible, .st-key-district button:visible:not([aria-haspopup=listbox])"
        ).all()
    ]
    assert len(small) > 16
    assert [words for words, box in small if box and box["height"] < 44] == []
    assert page.evaluate(_SIDEWAYS) <= 0
    page.get_by_role("button", name="No crew or vehicle was free").tap()
    page.get_by_text("✕ could not").wait_for(timeout=20_000)
    told = _action(served_afresh, OVERDUE)
    assert (told.status, told.result) == (ActionStatus.COULD_NOT, "No crew or vehicle was free")
    assert told.history[-1].role_code == "district"

    # A wet thumb: taken back, and then said right.
    page.get_by_role("button", name="Undo").tap()
    page.get_by_role("button", name="Done", exact=True).tap()
    page.get_by_role("button", name="Done as asked").tap()
    page.get_by_text("✓ done").wait_for(timeout=20_000)
    told = _action(served_afresh, OVERDUE)
    assert (told.status, told.result) == (ActionStatus.DONE, "Done as asked")
    assert told.history[-1].facts["by_agency_code"] == "public_works"
    assert page.evaluate(_SIDEWAYS) <= 0


@pytest.mark.slow
def test_by_keyboard_alone_done_and_could_not_because_are_recorded(phone: Visit, served_afresh: Served) -> None:
    page = phone.page
    page.goto(f"{served_afresh.address}/district?district=A-1")
    settle(page)
    _press_by_keyboard(page, "Done")
    page.get_by_role("button", name="Record: done").wait_for(timeout=20_000)
    _press_by_keyboard(page, "Done, and to be looked at")
    page.get_by_text("✓ done").wait_for(timeout=20_000)
    told = _action(served_afresh, OVERDUE)
    assert (told.status, told.result) == (ActionStatus.DONE, "Done, and to be looked at again tomorrow")

    page.goto(f"{served_afresh.address}/district?district=D-4")
    settle(page)
    _press_by_keyboard(page, "Could not")
    page.get_by_role("button", name="Record: could not").wait_for(timeout=20_000)
    tab_to(page, "Or in other words: why", tag="input")
    page.keyboard.type("The block was closed for a water main")
    _press_by_keyboard(page, "Record: could not")
    page.get_by_text("✕ could not").wait_for(timeout=20_000)
    told = _action(served_afresh, DUE_TODAY)
    assert (told.status, told.result) == (ActionStatus.COULD_NOT, "The block was closed for a water main")


@pytest.mark.slow
def test_by_keyboard_alone_the_start_and_the_order_are_chosen(phone: Visit, served: Served) -> None:
    page = phone.page
    page.goto(f"{served.address}/district?district=D-4")
    settle(page)
    heads = page.locator(".crt-place-no")
    expect(heads).to_have_text(["3", "5", "4"])

    tab_to(page, "Start from", tag="input")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="4 ·").wait_for(timeout=20_000)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(heads.first).not_to_have_text("3")
    assert "start=" in page.url

    for _ in range(160):
        page.keyboard.press("Shift+Tab")
        at = focused(page)
        if at is not None and at["name"] in {"Walking order", "Huddle order"}:
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(heads).to_have_text(["3", "4", "5"])
    assert "order=huddle" in page.url


def test_the_list_is_read_while_the_map_cannot_be_had(phone: Visit, served: Served) -> None:
    page, asked_for = phone.page, []
    page.on("request", lambda request: asked_for.append(request.url))
    page.route("**/static/vendor/**", lambda route: route.abort())
    page.goto(f"{served.address}/district?district=A-1")
    page.get_by_role("link", name="Mill Square").wait_for(timeout=30_000)
    page.get_by_text("Show the map").wait_for(timeout=30_000)
    assert [url for url in asked_for if any(word in url for word in _OF_THE_MAP)] == []

    page.get_by_text("Show the map").click()
    page.locator("iframe").wait_for(timeout=30_000)
    page.wait_for_timeout(1000)

    assert any("leaflet" in url for url in asked_for)
    assert page.locator(".crt-place-no").all_inner_texts() == ["1", "2", "12"]
    expect(page.get_by_role("link", name="Mill Square")).to_be_visible()
