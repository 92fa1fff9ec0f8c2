from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import choose, go, press
from tests.support.published_build import location_id

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

NUMBERS = ".crt-number"


def _open(visit: Visit, served: Served, code: str) -> Page:
    page = visit.page
    go(page, f"{served.address}/district?district={code}")
    page.get_by_role("link").filter(has_text="Mill Square").wait_for()
    return page


def test_on_a_phone_the_list_comes_first_every_target_fits_a_thumb_and_the_map_waits_to_be_asked_for(
    phone: Visit, served: Served
) -> None:
    page = _open(phone, served, "A-1")

    first = page.get_by_role("link", name="Mill Square").bounding_box()
    assert first is not None
    assert first["y"] < 844
    assert page.locator("iframe").count() == 0
    targets = page.locator(
        # The picker's small arrow lies within its box, and the whole box can be pressed.
        ".st-key-district a, .st-key-district button:visible:not([aria-haspopup=listbox]), .st-key-district summary, "
        ".st-key-district [data-testid=stCheckbox] label, .st-key-district [role=group]:has(input):visible"
    )
    heights = {
        target.inner_text() or target.evaluate("e => e.outerHTML.slice(0, 80)"): target.bounding_box()
        for target in targets.all()
    }
    assert len(heights) >= 6
    assert {words: box["height"] for words, box in heights.items() if box and box["height"] < 44} == {}
    wide = page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth")
    assert wide <= 0


def test_on_a_phone_the_map_shows_the_districts_lines_and_a_number_leads_to_its_place(
    phone: Visit, served: Served
) -> None:
    page = _open(phone, served, "A-1")
    frame = page.frame_locator("iframe")
    press(page.get_by_text("Show the map"), until=frame.locator(NUMBERS))

    # Of the district's three places the made-up lines hold the first; the line itself is dark and 3 px wide.
    expect(frame.locator('path[stroke-width="3"]')).to_have_count(1)
    # A map that is still being put in its place loses a press on a machine that is busy.
    press(
        frame.locator(NUMBERS).filter(has_text=re.compile(r"^1$")),
        until=page.get_by_role("heading", level=1, name="1 · Mill Square"),
    )
    expect(page).to_have_url(re.compile(f"location={location_id(1)}"))
    assert phone.errors == []
    assert phone.outside_requests == []


def test_another_district_is_chosen_with_two_presses_and_stands_in_the_address(phone: Visit, served: Served) -> None:
    page = _open(phone, served, "A-1")

    choose(page, "District", "B-2 ·")

    page.get_by_role("link", name="Orchard Green").wait_for()
    expect(page).to_have_url(re.compile("district=B-2"))
    press(
        page.get_by_role("link", name="Orchard Green"),
        until=page.get_by_role("heading", level=1, name="6 · Orchard Green"),
    )
    page.go_back()
    page.get_by_role("link", name="Station Plaza").wait_for()
