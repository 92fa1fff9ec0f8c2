"""The District page with one thumb, and with the keyboard alone: from its list to what came of an action."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from dashboard.huddle.events import ActionStatus
from tests.support.browsing import (
    choose,
    choose_by_keyboard,
    focused,
    go,
    opened_page,
    press,
    press_by_keyboard,
    settle,
    tab_to,
)
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
    with (
        chromium.new_context(has_touch=True, is_mobile=True) as window,
        opened_page(window, width=390, height=844) as visit,
    ):
        yield visit.page


def _action(served: Served, action_id: str) -> Action:
    return book_of(served.paths).actions[action_id]


def test_with_one_thumb_an_officer_goes_from_the_list_to_what_is_recorded(thumb: Page, served_afresh: Served) -> None:
    page, asked_for = thumb, []
    page.on("request", lambda request: asked_for.append(request.url))
    go(page, f"{served_afresh.address}/district?district=A-1")
    choose(page, "Seen as", "District officer")
    choose(page, "For which agency", "Public Works")

    # The list is read before anything of a map was asked for, and from where the officer stands.
    assert [url for url in asked_for if any(word in url for word in _OF_THE_MAP)] == []
    heads = page.locator(".crt-place-no")
    expect(heads).to_have_text(["1", "2", "12"])
    choose(page, "Start from", "12 ·")
    expect(heads.first).to_have_text("12")
    expect(page).to_have_url(re.compile(f"start={location_id(12)}"))

    # What is asked of the agency stands on top, and leads to its place.
    press(page.get_by_role("navigation", name="Asked of Public Works").get_by_role("link"))
    expect(page.get_by_role("link", name="Mill Square")).to_be_in_viewport()

    press(page.get_by_role("button", name="Could not"), until=page.get_by_role("button", name="Record: could not"))
    settle(page)
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
    press(page.get_by_role("button", name="No crew or vehicle was free"), until=page.get_by_text("✕ could not"))
    told = _action(served_afresh, OVERDUE)
    assert (told.status, told.result) == (ActionStatus.COULD_NOT, "No crew or vehicle was free")
    assert told.history[-1].role_code == "district"

    # A wet thumb: taken back, and then said right.
    done = page.get_by_role("button", name="Done", exact=True)
    press(page.get_by_role("button", name="Undo"), until=done)
    as_asked = page.get_by_role("button", name="Done as asked")
    press(done, until=as_asked)
    press(as_asked, until=page.get_by_text("✓ done"))
    told = _action(served_afresh, OVERDUE)
    assert (told.status, told.result) == (ActionStatus.DONE, "Done as asked")
    assert told.history[-1].facts["by_agency_code"] == "public_works"
    assert page.evaluate(_SIDEWAYS) <= 0


@pytest.mark.slow
def test_by_keyboard_alone_done_and_could_not_because_are_recorded(phone: Visit, served_afresh: Served) -> None:
    page = phone.page
    go(page, f"{served_afresh.address}/district?district=A-1")
    press_by_keyboard(page, "Done")
    page.get_by_role("button", name="Record: done").wait_for()
    press_by_keyboard(page, "Done, and to be looked at")
    page.get_by_text("✓ done").wait_for()
    told = _action(served_afresh, OVERDUE)
    assert (told.status, told.result) == (ActionStatus.DONE, "Done, and to be looked at again tomorrow")

    go(page, f"{served_afresh.address}/district?district=D-4")
    press_by_keyboard(page, "Could not")
    page.get_by_role("button", name="Record: could not").wait_for()
    tab_to(page, "Or in other words: why", tag="input")
    page.keyboard.type("The block was closed for a water main")
    press_by_keyboard(page, "Record: could not")
    page.get_by_text("✕ could not").wait_for()
    told = _action(served_afresh, DUE_TODAY)
    assert (told.status, told.result) == (ActionStatus.COULD_NOT, "The block was closed for a water main")


@pytest.mark.slow
def test_by_keyboard_alone_the_start_and_the_order_are_chosen(phone: Visit, served: Served) -> None:
    page = phone.page
    go(page, f"{served.address}/district?district=D-4")
    heads = page.locator(".crt-place-no")
    expect(heads).to_have_text(["3", "5", "4"])

    choose_by_keyboard(page, "Start from", "4 ·")
    expect(heads.first).to_have_text("4")
    expect(page).to_have_url(re.compile("start="))

    for _ in range(160):
        page.keyboard.press("Shift+Tab")
        at = focused(page)
        if at is not None and at["name"] in {"Walking order", "Huddle order"}:
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(heads).to_have_text(["3", "4", "5"])
    expect(page).to_have_url(re.compile("order=huddle"))


def test_the_list_is_read_while_the_map_cannot_be_had(phone: Visit, served: Served) -> None:
    page, asked_for = phone.page, []
    page.on("request", lambda request: asked_for.append(request.url))
    page.route("**/static/vendor/**", lambda route: route.abort())
    go(page, f"{served.address}/district?district=A-1")
    page.get_by_role("link", name="Mill Square").wait_for()
    assert [url for url in asked_for if any(word in url for word in _OF_THE_MAP)] == []

    with page.expect_event("requestfailed", lambda request: "leaflet" in request.url):
        page.get_by_text("Show the map").click()
    page.locator("iframe").wait_for()

    expect(page.locator(".crt-place-no")).to_have_text(["1", "2", "12"])
    expect(page.get_by_role("link", name="Mill Square")).to_be_visible()
