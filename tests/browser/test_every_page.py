"""What must hold of every page of the navigation, whatever else is on it.

A visit takes longer than all that is asked of it, so each page is visited once: what is seen there is written down, and
the tests judge what was written. There is no list of exceptions for axe: what Streamlit itself draws badly (captions at
4.48 to 1, parts of a date 18 px wide) is put right in theme.css.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")

from tests.support.browsing import (
    go,
    opened_page,
    pages_of_the_navigation,
    serious_violations,
    settle,
    unfold_everything,
)
from tests.support.published_build import location_id, zone_id

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import Served

PAGES = pages_of_the_navigation()
# A page that can be asked for something is visited as it comes and where hostile text stands.
_ASKED = {
    "location": ("location", f"location?location={location_id(3)}"),
    "district": ("district", "district?district=D-4"),
    "council": ("council", f"council?zone={zone_id('Old Town')}"),
}
# A visit is ten seconds of processor, so the quick tests make three: the longest page, hostile text, many tables.
_IN_QUICK_RUNS = frozenset({"", f"location?location={location_id(3)}", "data_health"})
ADDRESSES = [
    pytest.param(address, marks=[] if address in _IN_QUICK_RUNS else [pytest.mark.slow])
    for path in PAGES
    for address in _ASKED.get(path, (path,))
]
NUMBERS = ".crt-number"
# Each visible thing that a mouse can press, by its words; what the keyboard enters by arrows is one step of its group.
_PRESSABLE = """() => [...document.querySelectorAll(
    'a[href], button, summary, input:not([type=hidden]), textarea, [role=combobox], [role=spinbutton]')]
  .filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !each.disabled && getComputedStyle(each).visibility === 'visible'
        && !each.closest('[aria-hidden=true]');
  }).map((each, index) => { each.dataset.pressable = index; return [index, each.outerHTML.slice(0, 160)]; })"""
_STEP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return {end: true};
    const style = getComputedStyle(at);
    const group = at.closest('[role=radiogroup], [role=group], [role=toolbar]');
    const own = [at, ...at.querySelectorAll('[data-pressable]')];
    const reached = (group && group.querySelectorAll('[role=spinbutton]').length === 0)
        ? [...own, ...group.querySelectorAll('[data-pressable]')] : own;
    return {
        end: false, tag: at.tagName.toLowerCase(), html: at.outerHTML.slice(0, 160),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), colour: style.outlineColor,
        reached: reached.map(each => each.dataset.pressable).filter(index => index !== undefined).map(Number),
    };
}"""
_LEVELS = "[...document.querySelectorAll('.stMain h1, .stMain h2, .stMain h3')].map(head => Number(head.tagName[1]))"
_PATHS = "links => links.map(each => new URL(each.href).pathname)"
_SIDEWAYS = (
    "Math.max(document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth) - window.innerWidth"
)


@dataclass(frozen=True)
class Seen:
    """What one visit saw: at 1280 px as the page comes and with all of it unfolded, then on a phone and enlarged.

    `pressable` are what a mouse can press, by number; `steps` where the keyboard went, Tab by Tab, from the top to the
    end. `violations` are what axe calls serious, by the state of the page; `sideways_px` what lies beside a screen.
    """

    links: list[str]
    levels: list[int]
    pressable: dict[int, str]
    steps: list[dict[str, Any]]
    violations: dict[str, list[str]]
    sideways_px: dict[str, int]
    ran_hostile_text: bool
    drew_hostile_image: bool
    outside_requests: list[str]
    errors: list[str]


@pytest.fixture(scope="module", params=ADDRESSES, ids=lambda address: address or "huddle")
def seen(request: pytest.FixtureRequest, window: BrowserContext, served: Served) -> Seen:
    """Visit a page once for all tests of this file; none of them touches it."""
    with opened_page(window, width=1280, height=800) as visit:
        page = visit.page
        go(page, f"{served.address}/{request.param}")
        links = page.get_by_test_id("stTopNavLink").evaluate_all(
            "links => links.map(each => new URL(each.href).pathname)"
        )
        levels = page.evaluate(_LEVELS)
        violations = {"as it comes": serious_violations(page)}
        for frame in page.frames:
            hostile = frame.locator(NUMBERS).filter(has_text="3")
            if hostile.count():
                hostile.first.hover()
                frame.locator(".leaflet-tooltip").filter(has_text="onerror").first.wait_for()
        page.mouse.move(0, 0)
        pressable = dict(page.evaluate(_PRESSABLE))
        steps = _walk(page)
        ran, drew = page.evaluate("window.hacked !== undefined"), bool(page.locator("img[src='x']").count())
        unfold_everything(page)
        violations["unfolded"] = serious_violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
        settle(page)
        violations["unfolded on a phone"] = serious_violations(page)
        sideways_px = {"phone": int(page.evaluate(_SIDEWAYS))}
        # At 200 % the page has half as many of its own pixels each way.
        page.set_viewport_size({"width": 640, "height": 400})
        settle(page)
        sideways_px["enlarged to 200 %"] = int(page.evaluate(_SIDEWAYS))
        return Seen(
            links=[link.strip("/") for link in links],
            levels=levels,
            pressable=pressable,
            steps=steps,
            violations=violations,
            sideways_px=sideways_px,
            ran_hostile_text=ran,
            drew_hostile_image=drew,
            outside_requests=visit.outside_requests,
            errors=visit.errors,
        )


def _walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top of a page to its end and return each step."""
    steps: list[dict[str, Any]] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        step = page.evaluate(_STEP)
        if step["end"]:
            return steps
        steps.append(step)
    raise AssertionError(f"the keyboard never came to the end; last it was on {steps[-3:]}")


def _contrast_on_white(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_a_page_leads_to_every_page_that_is_listed_and_to_no_other(seen: Seen) -> None:
    assert sorted(seen.links) == sorted(pages_of_the_navigation(is_listed=True))


def test_axe_finds_nothing_serious_on_a_page_as_it_comes_and_with_all_of_it_unfolded(seen: Seen) -> None:
    assert seen.violations == {"as it comes": [], "unfolded": [], "unfolded on a phone": []}


def test_the_keyboard_comes_to_everything_a_mouse_can_press_and_it_is_seen_where_it_is(seen: Seen) -> None:
    reached = {index for step in seen.steps for index in step["reached"]}

    assert seen.pressable
    assert [html for index, html in seen.pressable.items() if index not in reached] == []
    assert [step["html"] for step in seen.steps if step["tag"] != "iframe" and step["outline"] < 2] == []
    outlined = [step for step in seen.steps if step["outline"]]
    assert [step["html"] for step in outlined if _contrast_on_white(step["colour"]) < 3] == []


def test_a_page_asks_no_other_machine_and_runs_no_hostile_text(seen: Seen) -> None:
    assert not seen.ran_hostile_text
    assert not seen.drew_hostile_image
    assert seen.outside_requests == []
    assert seen.errors == []


def test_a_page_has_its_headings_in_order(seen: Seen) -> None:
    assert seen.levels[0] == 1
    assert seen.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(seen.levels))


def test_a_page_is_no_wider_than_a_phone_nor_than_a_screen_enlarged_to_200_percent(seen: Seen) -> None:
    assert {screen: px for screen, px in seen.sideways_px.items() if px > 0} == {}
