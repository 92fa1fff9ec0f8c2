"""Nobody needs a mouse: with Tab, Enter, arrows and Escape alone a person does all that the board is for."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from dashboard.huddle.book import fold_events
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.browsing import focused, settle, tab_to
from tests.support.published_build import N_LOCATIONS, location_id

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served, Visit

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


def _open(visit: Visit, served: Served, path: str = "") -> Page:
    page = visit.page
    page.goto(f"{served.address}/{path}")
    settle(page)
    return page


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


@pytest.mark.parametrize(
    "path",
    [
        "",
        f"location?location={location_id(1)}",
        "district?district=A-1",
        "council",
        "complaint_and_need",
        "track_record",
        "data_health",
    ],
    ids=["huddle", "location", "district", "council", "complaint_and_need", "track_record", "data_health"],
)
def test_the_keyboard_comes_to_everything_a_mouse_can_press_and_it_is_seen_where_it_is(
    desktop: Visit, served: Served, path: str
) -> None:
    page = _open(desktop, served, path)
    pressable = dict(page.evaluate(_PRESSABLE))

    steps = _walk(page)

    reached = {index for step in steps for index in step["reached"]}
    assert [html for index, html in pressable.items() if index not in reached] == []
    unseen = [step["html"] for step in steps if step["tag"] != "iframe" and step["outline"] < 2]
    assert unseen == []
    pale = [step["html"] for step in steps if step["outline"] and _contrast_on_white(step["colour"]) < 3]
    assert pale == []


def test_a_place_is_opened_from_the_list(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Founders Park", tag="a")
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name="4 · Founders Park").wait_for(timeout=20_000)


def test_the_list_has_a_link_for_each_number_of_the_map(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    marks = page.frame_locator("iframe").locator(".crt-number")
    numbers = sorted(int(text) for text in marks.all_inner_texts())

    hrefs = page.locator(".st-key-place_list [data-testid=stPageLink] a").evaluate_all(
        "links => links.map(link => link.href.split('location=')[1])"
    )

    assert numbers == list(range(1, N_LOCATIONS + 1))
    assert hrefs == [location_id(number) for number in numbers]


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


def test_the_role_is_changed(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    tab_to(page, "Seen as", tag="input")
    page.keyboard.type("District")
    page.get_by_role("option", name="District officer").wait_for(timeout=20_000)
    page.keyboard.press("Enter")

    page.get_by_text("Outreach figures are not shown to this role.").wait_for(timeout=20_000)
    expect(page.get_by_role("combobox", name="Seen as")).to_have_value("District officer")


def test_a_definition_is_opened_in_place_and_closed(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
    meaning = page.locator(".st-key-definitions_places").get_by_text("How fresh:")
    tab_to(page, "What the numbers of the list mean", tag="summary")
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()

    page.keyboard.press("Enter")
    expect(meaning).to_be_hidden()


def test_the_morning_is_downloaded_for_the_role_on_the_screen(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served)
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

    store = OperationsStore(operations_url(served.paths, {}))
    actions = [action for action in fold_events(store.events()).actions.values() if action.what == what]
    store.close()
    assert [action.owner_agency_code for action in actions] == ["parks"]


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
