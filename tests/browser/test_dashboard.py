from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import opened_page, settle
from tests.support.kept_record import book_of
from tests.support.published_build import AS_OF_DATE, N_LOCATIONS, location_id, zone_id

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, FrameLocator, Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

NUMBERS = ".crt-number"
_TRIES, _TRY_MS = 40, 250
_IN_SIGHT = """marks => marks.map(mark => {
    const box = mark.getBoundingClientRect();
    return box.left >= 0 && box.top >= 0 && box.right <= window.innerWidth && box.bottom <= window.innerHeight;
})"""


def _open(visit: Visit, served: Served, path: str = "") -> Page:
    page = visit.page
    page.goto(f"{served.address}/{path}")
    settle(page)
    return page


def _map(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe")
    frame.locator(NUMBERS).first.wait_for(timeout=30_000)
    return frame


def _sideways(page: Page) -> int:
    return int(
        page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth)"
            " - window.innerWidth"
        )
    )


@dataclass(frozen=True)
class OnTheMap:
    """The huddle page as it comes: its map's numbers, where they stand, and the places its list links to."""

    numbers: list[int]
    centres_px: list[tuple[float, float]]
    linked: list[str]


@pytest.fixture(scope="module")
def drawn(window: BrowserContext, served: Served) -> OnTheMap:
    """Look at the huddle page once for the tests that press nothing."""
    with opened_page(window, width=1280, height=800) as visit:
        page = _open(visit, served)
        marks = _map(page).locator(NUMBERS)
        boxes = [mark.bounding_box() for mark in marks.all()]
        return OnTheMap(
            numbers=[int(number) for number in marks.all_inner_texts()],
            centres_px=[(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box],
            linked=page.locator(".st-key-place_list [data-testid=stPageLink] a").evaluate_all(
                "links => links.map(link => link.href.split('location=')[1])"
            ),
        )


def test_every_location_stands_on_the_map_with_its_number(drawn: OnTheMap) -> None:
    assert sorted(drawn.numbers) == list(range(1, N_LOCATIONS + 1))


def test_the_list_has_a_link_for_each_number_of_the_map(drawn: OnTheMap) -> None:
    assert drawn.linked == [location_id(number) for number in sorted(drawn.numbers)]


def test_no_number_covers_another(drawn: OnTheMap) -> None:
    gaps = [math.dist(one, other) for one, other in itertools.combinations(drawn.centres_px, 2)]

    assert len(drawn.centres_px) == N_LOCATIONS
    assert min(gaps) >= 26


def test_a_click_on_a_place_of_the_map_opens_its_page_and_the_way_back_is_open(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    _map(page).locator(NUMBERS).filter(has_text="4").first.click()

    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for(timeout=20_000)
    assert f"location={location_id(4)}" in page.url

    page.get_by_role("link", name="Huddle").click()
    page.get_by_role("heading", level=1, name="Morning huddle").wait_for(timeout=20_000)
    # The other page's map goes a moment after its heading.
    expect(page.frame_locator("iframe").locator(".crt-chosen")).to_have_count(0, timeout=20_000)
    numbers = _map(page).locator(NUMBERS)
    page.wait_for_timeout(1500)
    numbers.filter(has_text="4").first.click()
    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for(timeout=20_000)


@pytest.mark.slow
def test_a_link_of_the_list_opens_the_same_page(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    page.get_by_role("link", name="Founders Park", exact=True).click()

    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for(timeout=20_000)
    assert f"/location?location={location_id(4)}" in page.url


@pytest.mark.slow
def test_the_view_of_the_map_is_kept_when_something_else_changes(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    frame = _map(page)
    frame.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(800)
    frame.locator("body").evaluate("body => { body.dataset.sameMap = 'yes'; }")
    before = frame.locator("body").evaluate("() => window.map.getZoom()")

    page.get_by_text("Note", exact=True).first.click()
    page.get_by_role("button", name="Record: note").wait_for(timeout=20_000)

    assert frame.locator("body").evaluate("body => body.dataset.sameMap") == "yes"
    assert frame.locator("body").evaluate("() => window.map.getZoom()") == before


def test_on_a_phone_the_list_comes_first_and_the_map_on_demand(phone: Visit, served: Served) -> None:
    page = _open(phone, served)
    link = page.get_by_role("link", name="Founders Park", exact=True)
    link.wait_for()
    assert not page.locator("iframe").is_visible()

    page.get_by_text("Show the map").click()

    # Drawn while it was hidden, the map had no size to fit the places into; it fits them once it hears of its size.
    page.wait_for_function("() => document.querySelector('iframe').contentWindow.map.getSize().y > 0")
    numbers = _map(page).locator(NUMBERS)
    for _ in range(_TRIES):
        if all(numbers.evaluate_all(_IN_SIGHT)):
            break
        page.wait_for_timeout(_TRY_MS)
    assert numbers.evaluate_all(_IN_SIGHT) == [True] * N_LOCATIONS
    assert page.locator("iframe").is_visible()
    assert _sideways(page) <= 0


@pytest.mark.slow
def test_two_quick_presses_record_an_action_once(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    what = "Walk the square at half past five"
    page.get_by_label("What is to be done").fill(what)
    page.get_by_label("Owner agency").click()
    page.get_by_role("option", name="Public Works (sanitation)").click()
    page.get_by_label("How we shall know").fill("A count at noon")
    page.get_by_role("button", name="Record the action").dblclick()
    page.get_by_text("Recorded: Public Works").first.wait_for(timeout=20_000)
    page.wait_for_timeout(1500)

    actions = [action for action in book_of(served.paths).actions.values() if action.what == what]
    assert [action.opened_date for action in actions] == [AS_OF_DATE]
    assert actions[0].owner_agency_code == "public_works"


@pytest.mark.slow
def test_the_agenda_bar_leads_to_each_part(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    page.get_by_role("navigation", name="Order of the meeting").get_by_role("link", name="New action").click()

    page.get_by_role("heading", name="6 · New actions").wait_for(timeout=20_000)
    page.wait_for_function(
        """() => {
            const heads = [...document.querySelectorAll(".stMain h2")];
            const head = heads.find(each => each.innerText.startsWith("6 · New actions"));
            if (!head) return false;
            const top = head.getBoundingClientRect().top;
            return top >= 0 && top < window.innerHeight;
        }""",
        timeout=20_000,
    )


def test_the_role_is_chosen_on_the_screen_and_the_council_sees_no_map(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    _map(page)
    page.get_by_role("combobox", name="Seen as").click()
    page.get_by_role("option", name="Lived Experience Council").click()

    page.locator("iframe").wait_for(state="detached", timeout=20_000)
    expect(page.get_by_role("link", name="Founders Park", exact=True)).to_have_count(0, timeout=20_000)
    page.get_by_role("link", name="Council: what was done, by zone").click()
    page.get_by_role("heading", level=1, name="What we did").wait_for(timeout=20_000)
    expect(page.get_by_role("combobox", name="Seen as")).to_have_value("Lived Experience Council")


@pytest.mark.slow
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_zone_chosen_on_the_council_page_is_in_the_address_and_in_the_tables(
    width: str, served: Served, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(width)
    page = _open(visit, served, "council")
    page.get_by_role("combobox", name="Which part of the city").click()
    page.get_by_role("option", name="Old Town").click()
    page.get_by_role("heading", level=2, name="What was done: Old Town").wait_for(timeout=20_000)

    assert f"zone={zone_id('Old Town')}" in page.url
    expect(page.get_by_role("table").first).to_be_visible()
    assert _sideways(page) <= 0
    # A link that was sent shows the same to whoever opens it.
    page.goto(page.url)
    page.get_by_role("heading", level=2, name="What was done: Old Town").wait_for(timeout=30_000)
    assert visit.errors == []
