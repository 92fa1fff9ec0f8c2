from __future__ import annotations

import html
import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import choose, go, opened_page, press, settle
from tests.support.kept_record import book_of
from tests.support.published_build import AS_OF_DATE, N_LOCATIONS, location_id, zone_id

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, FrameLocator, Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

NUMBERS = ".crt-number"
_ZOOM = "() => window.map.getZoom()"
_IN_SIGHT = """({selector, count}) => {
    const map = document.querySelector('iframe').contentWindow;
    if (!(map.map.getSize().y > 0)) return false;
    const marks = [...map.document.querySelectorAll(selector)];
    return marks.length === count && marks.every(mark => {
        const box = mark.getBoundingClientRect();
        return box.left >= 0 && box.top >= 0 && box.right <= map.innerWidth && box.bottom <= map.innerHeight;
    });
}"""


def _open(visit: Visit, served: Served, path: str = "") -> Page:
    page = visit.page
    go(page, f"{served.address}/{path}")
    return page


def _map(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe")
    frame.locator(NUMBERS).first.wait_for()
    return frame


def _sideways(page: Page) -> int:
    return int(
        page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth)"
            " - window.innerWidth"
        )
    )


_TOLD_BY_THE_MAP = """() => {
    const told = {};
    window.map.eachLayer(layer => {
        const of = layer.feature && layer.feature.properties;
        if (of && (of.kind === 'place' || of.kind === 'chosen')) told[of.number] = of.label;
    });
    return told;
}"""


def _told_by_the_map(page: Page) -> dict[str, str]:
    told = _map(page).locator("body").evaluate(_TOLD_BY_THE_MAP)
    return {number: html.unescape(label) for number, label in told.items()}


def _missing_from_the_list(told: dict[str, str], said: list[str]) -> dict[str, list[str]]:
    """Return what the map tells of a number and the list does not say of it; `said` is the list, number first."""
    # A word joiner keeps Streamlit from reading a name as the name of an icon.
    lines = {words.split()[0]: " ".join(words.replace("\u2060", "").split()) for words in said}
    return {
        number: missing
        for number, label in told.items()
        if (missing := [part for part in label.split(" · ") if " ".join(part.split()) not in lines.get(number, "")])
    }


@dataclass(frozen=True)
class OnTheMap:
    """The huddle page as it comes: its map's numbers, where they stand and what is told of them, and its list."""

    numbers: list[int]
    centres_px: list[tuple[float, float]]
    told: dict[str, str]
    said: list[str]
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
            told=_told_by_the_map(page),
            said=page.locator("[class*=st-key-head_]:has(.crt-place-no)").all_inner_texts(),
            linked=page.locator(".st-key-place_list [data-testid=stPageLink] a").evaluate_all(
                "links => links.map(link => link.href.split('location=')[1])"
            ),
        )


def test_every_location_stands_on_the_map_with_its_number(drawn: OnTheMap) -> None:
    assert sorted(drawn.numbers) == list(range(1, N_LOCATIONS + 1))


def test_the_list_has_a_link_for_each_number_of_the_map(drawn: OnTheMap) -> None:
    assert drawn.linked == [location_id(number) for number in sorted(drawn.numbers)]


def test_what_the_map_tells_of_a_number_the_list_says_too(drawn: OnTheMap) -> None:
    assert len(drawn.told) == len(drawn.said) == N_LOCATIONS
    assert _missing_from_the_list(drawn.told, drawn.said) == {}


@pytest.mark.slow
def test_what_the_map_of_a_district_tells_its_list_says_too(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served, "district?district=A-1")
    press(page.get_by_text("Show the map"), until=page.frame_locator("iframe").locator(NUMBERS))
    settle(page)
    said = page.locator("[class*=st-key-place_]:has(.crt-place-no)").all_inner_texts()
    told = _told_by_the_map(page)

    assert sorted(told, key=int) == ["1", "2", "12"]
    assert _missing_from_the_list(told, said) == {}


def test_no_number_covers_another(drawn: OnTheMap) -> None:
    gaps = [math.dist(one, other) for one, other in itertools.combinations(drawn.centres_px, 2)]

    assert len(drawn.centres_px) == N_LOCATIONS
    assert min(gaps) >= 26


def test_a_click_on_a_place_of_the_map_opens_its_page_and_the_way_back_is_open(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    place = page.get_by_role("heading", level=1, name="4 · Founders Park")
    press(_map(page).locator(NUMBERS).filter(has_text="4").first, until=place)
    expect(page).to_have_url(re.compile(f"location={location_id(4)}"))

    huddle = page.get_by_role("heading", level=1, name="Morning huddle")
    press(page.get_by_role("link", name="Huddle"), until=huddle)
    # The other page's map goes a moment after its heading.
    expect(page.frame_locator("iframe").locator(".crt-chosen")).to_have_count(0)
    press(_map(page).locator(NUMBERS).filter(has_text="4").first, until=place)


@pytest.mark.slow
def test_a_link_of_the_list_opens_the_same_page(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    press(
        page.get_by_role("link", name="Founders Park", exact=True),
        until=page.get_by_role("heading", level=1, name="4 · Founders Park"),
    )

    expect(page).to_have_url(re.compile(rf"/location\?location={location_id(4)}"))


@pytest.mark.slow
def test_the_view_of_the_map_is_kept_when_something_else_changes(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    frame = _map(page)
    as_it_came = frame.locator("body").evaluate(_ZOOM)
    frame.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(
        "before => document.querySelector('iframe').contentWindow.map.getZoom() > before", arg=as_it_came
    )
    settle(page)
    frame.locator("body").evaluate("body => { body.dataset.sameMap = 'yes'; }")
    before = frame.locator("body").evaluate(_ZOOM)

    press(page.get_by_text("Note", exact=True).first, until=page.get_by_role("button", name="Record: note"))
    settle(page)

    assert frame.locator("body").evaluate("body => body.dataset.sameMap") == "yes"
    assert frame.locator("body").evaluate(_ZOOM) == before > as_it_came


def test_on_a_phone_the_list_comes_first_and_the_map_on_demand(phone: Visit, served: Served) -> None:
    page = _open(phone, served)
    link = page.get_by_role("link", name="Founders Park", exact=True)
    link.wait_for()
    expect(page.locator("iframe")).to_be_hidden()

    press(page.get_by_text("Show the map"), until=page.frame_locator("iframe").locator(NUMBERS))

    # Drawn while it was hidden, the map had no size to fit the places into; it fits them once it hears of its size.
    page.wait_for_function(_IN_SIGHT, arg={"selector": NUMBERS, "count": N_LOCATIONS})
    expect(page.locator("iframe")).to_be_visible()
    assert _sideways(page) <= 0


@pytest.mark.slow
def test_two_quick_presses_record_an_action_once(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    what = "Walk the square at half past five"
    page.get_by_label("What is to be done").fill(what)
    choose(page, "Owner agency", "Public Works (sanitation)")
    page.get_by_label("How we shall know").fill("A count at noon")
    page.get_by_role("button", name="Record the action").dblclick()
    page.get_by_text("Recorded: Public Works").first.wait_for()
    settle(page)

    actions = [action for action in book_of(served.paths).actions.values() if action.what == what]
    assert [action.opened_date for action in actions] == [AS_OF_DATE]
    assert actions[0].owner_agency_code == "public_works"


@pytest.mark.slow
def test_the_agenda_bar_leads_to_each_part(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    press(page.get_by_role("navigation", name="Order of the meeting").get_by_role("link", name="New action"))

    page.get_by_role("heading", name="6 · New actions").wait_for()
    page.wait_for_function(
        """() => {
            const heads = [...document.querySelectorAll(".stMain h2")];
            const head = heads.find(each => each.innerText.startsWith("6 · New actions"));
            if (!head) return false;
            const top = head.getBoundingClientRect().top;
            return top >= 0 && top < window.innerHeight;
        }""",
    )


def test_the_role_is_chosen_on_the_screen_and_the_council_sees_no_map(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    _map(page)
    choose(page, "Seen as", "Lived Experience Council")

    page.locator("iframe").wait_for(state="detached")
    expect(page.get_by_role("link", name="Founders Park", exact=True)).to_have_count(0)
    press(
        page.get_by_role("link", name="Council: what was done, by zone"),
        until=page.get_by_role("heading", level=1, name="What we did"),
    )
    expect(page.get_by_role("combobox", name="Seen as")).to_have_value("Lived Experience Council")


@pytest.mark.slow
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_zone_chosen_on_the_council_page_is_in_the_address_and_in_the_tables(
    width: str, served: Served, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(width)
    page = _open(visit, served, "council")
    choose(page, "Which part of the city", "Old Town")
    page.get_by_role("heading", level=2, name=re.compile("What was done · Old Town")).wait_for()

    expect(page).to_have_url(re.compile(f"zone={zone_id('Old Town')}"))
    expect(page.get_by_role("table").first).to_be_visible()
    assert _sideways(page) <= 0
    # A link that was sent shows the same to whoever opens it.
    go(page, page.url)
    page.get_by_role("heading", level=2, name=re.compile("What was done · Old Town")).wait_for()
    assert visit.errors == []
